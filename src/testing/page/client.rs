//! The client: identifies the visitor, and shows pages and performs actions for a user.

use super::form::Form;
use super::{CLIENT, frame, lobby, meeting};
use crate::testing::api::request::ApiRequest;
use crate::testing::api::session;
use crate::testing::profiles::Profile;
use crate::testing::site::Site;
use crate::testing::wire::parameters::Parameters;
use crate::testing::wire::{Reply, Request};
use crate::testing::world::{Farewell, Meeting, User, World};

/// The visitor of the client.
pub(super) enum Visit {
    /// A user of a meeting, who may still be waiting.
    User(Box<(Meeting, User)>),
    /// A user whose meeting has ended, who has left, or who was turned away.
    Gone(Farewell),
    /// A visitor without a known session.
    Unknown,
}

/// Answers a request for the client.
pub(super) fn answer(site: &Site, http: &Request, base: &'static str) -> Reply {
    site.tick();
    // The cookie that `join` sets over HTTPS does not apply to this path.
    let by_https = http.header("x-forwarded-proto") == Some("https");
    if by_https && Some(&base) == CLIENT.first() {
        let query = http.query();
        return frame::go_to(&format!("/bigbluebutton/html5client/?{query}"));
    }
    let profile = match site.settings.profile {
        profile if profile.is_bbb() => profile,
        _ => Profile::Bbb30,
    };
    let request = site.request(http, profile, "");
    if http.path().ends_with("/act") {
        return match Form::sent(site, http) {
            Ok(form) => act(site, &request, &form, base),
            Err(refusal) => refusal,
        };
    }
    match site.change(|world, now| open(world, &request, now)) {
        Visit::User(user) => {
            let (meeting, user) = &*user;
            let token = request.raw.get("sessionToken").unwrap_or_default();
            let query = crate::query::twice::encoded(token);
            let action = format!("{base}/act?sessionToken={query}");
            let form = Form {
                action: &action,
                token: &site.form_token,
            };
            if user.waiting {
                lobby::page(site, meeting, user, form)
            } else {
                meeting::page(site, meeting, user, form)
            }
        }
        Visit::Gone(farewell) => lobby::farewell(site, &farewell),
        Visit::Unknown => {
            let words = "No meeting knows this session. The link may be old, or this browser is not the one that joined: \
                         the cookie of the join link is missing. Join again with a new link.";
            frame::message(site, 404, "Session not found", words)
        }
    }
}

/// Identifies the visitor. A user who need not wait is online from then on.
fn open(world: &mut World, request: &ApiRequest<'_>, now: i64) -> Visit {
    let found = session::of(world, request);
    let ids = found.map(|(meeting, user)| (meeting.internal_id.clone(), user.internal_id.clone()));
    let Some((meeting_id, user_id)) = ids else {
        let token = request.raw.get("sessionToken").unwrap_or_default();
        return world.farewell(token).map_or(Visit::Unknown, Visit::Gone);
    };
    world.connect(&meeting_id, &user_id, now);
    match session::of(world, request) {
        Some((meeting, user)) => Visit::User(Box::new((meeting.clone(), user.clone()))),
        None => Visit::Unknown,
    }
}

/// Performs the action of a form of the client.
fn act(site: &Site, request: &ApiRequest<'_>, form: &Parameters, base: &str) -> Reply {
    let done = site.change(|world, now| {
        let (meeting, user) = session::of(world, request)?;
        let (meeting, user) = (meeting.clone(), user.clone());
        let target = form.get("user").unwrap_or_default();
        let act = Act {
            world,
            site,
            meeting: &meeting,
            user: &user,
            now,
        };
        Some(act.run(
            form.get("act").unwrap_or_default(),
            target,
            form.get("text").unwrap_or_default(),
        ))
    });
    let token = request.raw.get("sessionToken").unwrap_or_default();
    match done {
        Some(Done::Here) | None => {
            let token = crate::query::twice::encoded(token);
            frame::go_to(&format!("{base}/?sessionToken={token}"))
        }
        Some(Done::Left(url)) => frame::go_to(&url),
        Some(Done::Refused) => {
            let words = "A user in this role, in this meeting, cannot do that.";
            frame::message(site, 403, "Nothing was changed", words)
        }
    }
}

/// The result of an action.
enum Done {
    Here,
    /// The user left and is sent to this URL.
    Left(String),
    Refused,
}

/// A user's action.
struct Act<'a> {
    world: &'a mut World,
    site: &'a Site,
    meeting: &'a Meeting,
    user: &'a User,
    now: i64,
}

impl Act<'_> {
    fn run(self, act: &str, target: &str, text: &str) -> Done {
        let (meeting, now) = (self.meeting.internal_id.as_str(), self.now);
        let who = (meeting, self.user.internal_id.as_str());
        let may = May::of(self.meeting, self.user);
        let text = text.trim();
        match act {
            "leave" => {
                let url = self.meeting.logout_url_of(self.user);
                self.world.say_farewell(who);
                if self.user.waiting {
                    self.world.deny(who, now);
                } else {
                    self.world.leave(who, now);
                }
                return Done::Left(url);
            }
            _ if self.user.waiting => return Done::Refused,
            "raise-hand" => self.world.set_hand(who, true, now),
            "lower-hand" => self.world.set_hand(who, false, now),
            "chat" if may.chat && !text.is_empty() => self.world.chat(who, text, now),
            "chat" if may.chat => {}
            "speak" if may.speak => self.world.speak(who, now),
            "mute" => self.world.mute(who, now),
            "camera-on" if may.show => self.world.set_camera(who, true, now),
            "camera-off" => self.world.set_camera(who, false, now),
            "record" if may.record => self.world.set_recording(meeting, true, now),
            "stop-recording" if may.record => self.world.set_recording(meeting, false, now),
            "mute-all" if may.moderate => self.world.mute_all(meeting, now),
            "let-in" if may.moderate => self.world.let_in((meeting, target), now),
            "let-all-in" if may.moderate => {
                for user in self.meeting.users.iter().filter(|user| user.waiting) {
                    self.world.let_in((meeting, &user.internal_id), now);
                }
            }
            "turn-away" if may.moderate => {
                self.world.say_farewell((meeting, target));
                self.world.deny((meeting, target), now);
            }
            "end" if may.moderate => {
                let url = self.meeting.logout_url_of(self.user);
                self.world.end(meeting, now, &self.site.settings);
                return Done::Left(url);
            }
            _ => return Done::Refused,
        }
        Done::Here
    }
}

/// The actions that a user may take in a meeting.
#[expect(clippy::struct_excessive_bools, reason = "each is a right of its own")]
pub(super) struct May {
    pub(super) moderate: bool,
    pub(super) record: bool,
    pub(super) chat: bool,
    pub(super) speak: bool,
    pub(super) show: bool,
}

impl May {
    pub(super) fn of(meeting: &Meeting, user: &User) -> Self {
        let free = |lock| user.moderator || !meeting.is_set(lock);
        let disabled = |feature| meeting.disabled.iter().any(|name| name == feature);
        Self {
            moderate: user.moderator,
            record: user.moderator
                && meeting.record
                && meeting.parameter("allowStartStopRecording") != Some("false"),
            chat: free("lockSettingsDisablePublicChat") && !disabled("chat"),
            speak: free("lockSettingsDisableMic"),
            show: free("lockSettingsDisableCam"),
        }
    }
}
