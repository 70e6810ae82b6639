//! The client's page for one meeting.

use super::client::May;
use super::form::{Button, Form};
use super::frame::Page;
use super::html::Html;
use super::shown::{moment, plain};
use crate::testing::site::Site;
use crate::testing::wire::Reply;
use crate::testing::world::{Meeting, User};

/// Returns the page of a user who is online.
pub(super) fn page(site: &Site, meeting: &Meeting, user: &User, form: Form<'_>) -> Reply {
    let view = View {
        meeting,
        user,
        form,
        may: May::of(meeting, user),
    };
    let mut body = Html::new();
    view.banner(&mut body);
    view.header(&mut body);
    body.raw("<main><div class=\"columns\"><div>");
    view.chat(&mut body);
    view.about(&mut body);
    body.raw("</div><div>");
    view.people(&mut body);
    body.raw("</div></div></main>");
    let page = Page {
        title: meeting.name.clone(),
        status: 200,
        live: true,
        body,
    };
    page.reply(site)
}

struct View<'a> {
    meeting: &'a Meeting,
    user: &'a User,
    form: Form<'a>,
    may: May,
}

impl View<'_> {
    fn banner(&self, html: &mut Html) {
        let Some(text) = self.meeting.parameter("bannerText") else {
            return;
        };
        html.raw("<p class=\"banner\"><span dir=\"auto\">")
            .text(text);
        html.raw("</span>");
        if let Some(color) = self.meeting.parameter("bannerColor") {
            html.raw(" <code>").text(color).raw("</code>");
        }
        html.raw("</p>");
    }

    /// Adds the name of the meeting, the user, and the user's actions.
    fn header(&self, html: &mut Html) {
        html.raw("<header class=\"top\"><div class=\"grow\">");
        html.element("h1", &[("dir", &"auto")], &self.meeting.name);
        html.raw("<p class=\"quiet\" id=\"me\">You are <bdi>")
            .text(&self.user.name);
        html.raw("</bdi>, ");
        html.text(if self.user.moderator {
            "a moderator"
        } else {
            "a viewer"
        });
        html.raw(if self.user.guest { " and a guest" } else { "" })
            .raw("</p></div>");
        html.raw("<div id=\"state\" data-live class=\"actions\">");
        self.state(html);
        self.actions(html);
        html.raw("</div></header>");
    }

    fn state(&self, html: &mut Html) {
        if self.meeting.recording {
            html.raw("<span class=\"tag live\" role=\"status\"><span class=\"dot\"></span>Recording</span>");
        } else if self.meeting.record {
            html.raw("<span class=\"tag\" role=\"status\">Not recording</span>");
        } else {
            html.raw("<span class=\"tag\" role=\"status\">Never recorded</span>");
        }
    }

    fn actions(&self, html: &mut Html) {
        let mut button = |act: &str, label: &str, class: &str| {
            let fields = [("act", act)];
            self.form
                .button(html, Button::new(label).class(class), &fields);
        };
        if self.user.hand_raised {
            button("lower-hand", "Lower hand", "on");
        } else {
            button("raise-hand", "Raise hand", "");
        }
        match (self.user.in_voice && !self.user.muted, self.may.speak) {
            (true, _) => button("mute", "Mute", "on"),
            (false, true) => button("speak", "Speak", ""),
            (false, false) => {}
        }
        match (self.user.camera, self.may.show) {
            (true, _) => button("camera-off", "Stop camera", "on"),
            (false, true) => button("camera-on", "Share camera", ""),
            (false, false) => {}
        }
        if self.may.record && self.meeting.recording {
            button("stop-recording", "Stop recording", "on");
        } else if self.may.record {
            button("record", "Start recording", "");
        }
        if self.may.moderate {
            button("mute-all", "Mute all", "");
        }
        button("leave", "Leave", "main");
        if self.may.moderate {
            button("end", "End meeting", "danger");
        }
    }

    fn people(&self, html: &mut Html) {
        html.raw("<section class=\"card\" id=\"people\" data-live>");
        self.waiting(html);
        let online: Vec<&User> = self.meeting.online().collect();
        html.raw("<h2>People <span class=\"count\">")
            .text(online.len());
        html.raw("</span></h2><ul class=\"people\" id=\"people-list\">");
        for user in online {
            html.raw("<li>");
            avatar(html, user);
            html.raw("<span class=\"name\"><bdi>")
                .text(&user.name)
                .raw("</bdi>");
            if user.internal_id == self.user.internal_id {
                html.raw(" <span class=\"quiet\">(you)</span>");
            }
            html.raw("</span><span class=\"tags\">");
            for tag in tags(user) {
                html.element("span", &[("class", &"tag")], tag);
            }
            html.raw("</span></li>");
        }
        html.raw("</ul></section>");
    }

    /// Adds the list of waiting users, for moderators.
    fn waiting(&self, html: &mut Html) {
        let waiting: Vec<&User> = self
            .meeting
            .users
            .iter()
            .filter(|user| user.waiting)
            .collect();
        if waiting.is_empty() || !self.may.moderate {
            return;
        }
        html.raw("<h2>Waiting <span class=\"count\">")
            .text(waiting.len());
        html.raw("</span></h2><ul class=\"people\" id=\"waiting\">");
        for user in &waiting {
            html.raw("<li>");
            avatar(html, user);
            html.raw("<span class=\"name\"><bdi>")
                .text(&user.name)
                .raw("</bdi></span>");
            for (act, label, class) in [
                ("let-in", "Let in", "small main"),
                ("turn-away", "Turn away", "small"),
            ] {
                let fields = [("act", act), ("user", &user.internal_id)];
                self.form
                    .button(html, Button::new(label).class(class), &fields);
            }
            html.raw("</li>");
        }
        html.raw("</ul>");
        if waiting.len() > 1 {
            let fields = [("act", "let-all-in")];
            self.form
                .button(html, Button::new("Let all in").class("small"), &fields);
        }
        html.raw("<hr>");
    }

    fn chat(&self, html: &mut Html) {
        html.raw("<section class=\"card\"><h2>Chat</h2>");
        self.welcome(html, "welcome", "Welcome");
        if self.may.moderate {
            self.welcome(html, "moderatorOnlyMessage", "For moderators");
        }
        html.raw("<div id=\"chat\" data-live>");
        if self.meeting.chat.is_empty() {
            html.raw("<p class=\"empty\">Nobody has written anything yet.</p>");
        }
        html.raw("<ul class=\"chat\" id=\"messages\" data-scroll>");
        for (name, text) in &self.meeting.chat {
            html.raw("<li><bdi class=\"who\">").text(name).raw("</bdi>");
            html.element("p", &[("dir", &"auto")], text).raw("</li>");
        }
        html.raw("</ul></div>");
        if self.may.chat {
            self.form.open(html, "wide", &[("act", "chat")]);
            html.raw("<label class=\"hidden\" for=\"text\">Message</label>");
            html.raw("<input id=\"text\" name=\"text\" dir=\"auto\" autocomplete=\"off\" placeholder=\"Message to everybody\">");
            html.raw("<button id=\"send\" class=\"main\">Send</button></form>");
        } else {
            html.raw("<p class=\"empty\">The chat is locked.</p>");
        }
        html.raw("</section>");
    }

    fn welcome(&self, html: &mut Html, name: &'static str, title: &str) {
        let Some(text) = self.meeting.parameter(name) else {
            return;
        };
        let text = self.meeting.with_keywords(&plain(text));
        html.open("div", &[("class", &"welcome"), ("id", &name)]);
        html.element("strong", &[], title);
        html.element("p", &[("dir", &"auto")], text).raw("</div>");
    }

    /// Adds the parameters of the meeting and of the join link.
    fn about(&self, html: &mut Html) {
        let meeting = self.meeting;
        html.raw("<section class=\"card\"><h2>About this meeting</h2><dl>");
        fact(html, "Meeting ID", &meeting.external_id);
        fact(html, "Created", &format!("{} UTC", moment(meeting.created)));
        if meeting.duration > 0 {
            fact(html, "Ends after", &format!("{} minutes", meeting.duration));
        }
        if meeting.max_users > 0 {
            fact(html, "Users at most", &meeting.max_users.to_string());
        }
        fact(html, "Guests", guests(&meeting.guest_policy));
        fact(html, "Locked for viewers", &locked(meeting));
        if !meeting.disabled.is_empty() {
            fact(html, "Disabled features", &meeting.disabled.join(", "));
        }
        if !meeting.documents.is_empty() {
            fact(html, "Documents", &meeting.documents.join(", "));
        }
        for name in ["bannerText", "bannerColor", "logo", "meetingLayout"] {
            if let Some(value) = meeting.parameter(name) {
                fact(html, name, value);
            }
        }
        fact(html, "Your user ID", &self.user.external_id);
        for (name, value) in &self.user.data {
            let name = format!("userdata-{name}");
            let value = crate::redact::shown_value(&name, value);
            fact(html, &name, &value);
        }
        fact(html, "Leaving leads to", &meeting.logout_url_of(self.user));
        html.raw("</dl></section>");
    }
}

pub(super) fn fact(html: &mut Html, name: &str, value: &str) {
    html.element("dt", &[], name);
    html.element("dd", &[("dir", &"auto")], value);
}

/// Adds a disc with the first letter of a user's name.
pub(super) fn avatar(html: &mut Html, user: &User) {
    let letter = user
        .name
        .chars()
        .find(|c| c.is_alphanumeric())
        .unwrap_or('?');
    let class = if user.moderator {
        "avatar moderator"
    } else {
        "avatar"
    };
    html.open("span", &[("class", &class), ("aria-hidden", &"true")]);
    html.text(letter.to_uppercase()).raw("</span>");
}

/// Returns labels that describe a user.
pub(super) fn tags(user: &User) -> Vec<&'static str> {
    let all = [
        (user.moderator, "moderator"),
        (user.guest, "guest"),
        (user.presenter, "presenter"),
        (user.hand_raised, "hand raised"),
        (user.in_voice && !user.muted, "speaking"),
        (user.in_voice && user.muted, "muted"),
        (user.listening_only, "listening"),
        (user.camera, "camera"),
    ];
    let tags = all.into_iter().filter(|(is_so, _)| *is_so);
    tags.map(|(_, tag)| tag).collect()
}

fn guests(policy: &str) -> &str {
    match policy {
        "ALWAYS_ACCEPT" => "come in at once",
        "ASK_MODERATOR" => "a moderator lets everybody in",
        "ALWAYS_ACCEPT_AUTH" => "a moderator lets guests in",
        "ALWAYS_DENY" => "are turned away",
        other => other,
    }
}

/// Returns a text that lists the actions that are locked for viewers.
fn locked(meeting: &Meeting) -> String {
    const LOCKS: [(&str, &str); 9] = [
        ("lockSettingsDisableCam", "cameras"),
        ("lockSettingsDisableMic", "microphones"),
        ("lockSettingsDisablePrivateChat", "private chat"),
        ("lockSettingsDisablePublicChat", "public chat"),
        ("lockSettingsDisableNotes", "shared notes"),
        ("lockSettingsDisableNote", "shared notes"),
        ("lockSettingsHideUserList", "the list of users"),
        ("lockSettingsHideViewersCursor", "other viewers' cursors"),
        ("webcamsOnlyForModerator", "other viewers' cameras"),
    ];
    let set = LOCKS.iter().filter(|(name, _)| meeting.is_set(name));
    let words: Vec<&str> = set.map(|(_, words)| *words).collect();
    if words.is_empty() {
        "nothing".to_owned()
    } else {
        words.join(", ")
    }
}
