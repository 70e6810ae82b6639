//! What a call answers, before it is printed the way a server prints it.

use super::http::Reply;
use super::json::{response, string};
use super::profile::Profile;
use super::xml::{Element, Layout};

/// What a call answers.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// An answer in XML: what stands in `<response>`.
    Xml(Vec<Element>, Template),
    /// An answer in JSON.
    Json(String),
    /// A redirect, with a cookie where a session begins.
    Redirect { to: String, cookie: Option<String> },
    /// The XML of `join`, which sets the cookie as well.
    Joined(Vec<Element>, String),
    /// Anything else.
    Other(Reply),
}

/// Which of a server's templates prints an answer: they differ in their line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Template {
    /// The files with line ends of Windows: create, join, end, isMeetingRunning, the version, refusals.
    Plain,
    /// The files with line ends of Unix: meetings, sessions, documents.
    List,
    /// The recordings and what is done to them.
    Recordings,
    /// What the recording calls answer on one line.
    Short,
    /// bbb-webhooks.
    Hooks,
    /// What a load balancer says itself.
    Balancer,
}

/// A refusal with its key and its words.
pub(super) fn refused(key: &str, message: &str) -> Answer {
    let fields = vec![
        Element::text("returncode", "FAILED"),
        Element::text("messageKey", key),
        Element::text("message", message),
    ];
    Answer::Xml(fields, Template::Plain)
}

/// A refusal without a key.
pub(super) fn refused_without_key(message: &str) -> Answer {
    let fields = vec![
        Element::text("returncode", "FAILED"),
        Element::text("message", message),
    ];
    Answer::Xml(fields, Template::List)
}

/// A refusal in the form of a list.
pub(super) fn refused_list(key: &str, message: &str) -> Answer {
    let error = Element::list(
        "error",
        vec![Element::text("key", key), Element::text("message", message)],
    );
    let fields = vec![
        Element::text("returncode", "FAILED"),
        Element::list("errors", vec![error]),
    ];
    Answer::Xml(fields, Template::Plain)
}

/// A success: `returncode` and what follows.
pub(super) fn success(template: Template, fields: impl IntoIterator<Item = Element>) -> Answer {
    let mut all = vec![Element::text("returncode", "SUCCESS")];
    all.extend(fields);
    Answer::Xml(all, template)
}

/// The page for an exception that nothing handles.
pub(super) fn exception() -> Answer {
    let page = super::pages::grails_500();
    Answer::Other(Reply::new(500, "text/html;charset=utf-8", page))
}

/// The page for a path that nothing serves.
pub(super) fn not_found() -> Answer {
    Answer::Other(Reply::new(404, "text/html", super::pages::nginx(404)))
}

impl Answer {
    /// The key and the words of a refusal or an odd success.
    pub(super) fn key(&self) -> Option<String> {
        match self {
            Self::Xml(fields, _) | Self::Joined(fields, _) => {
                let root = Element::list("response", fields.clone());
                let key = root.child_text("messageKey")?.to_owned();
                Some(key).filter(|key| !key.is_empty())
            }
            _ => None,
        }
    }

    /// The same refusal in JSON, for who takes nothing else.
    pub(super) fn in_json(self) -> Self {
        let Self::Xml(fields, _) = &self else {
            return self;
        };
        let root = Element::list("response", fields.clone());
        let text = |name| root.child_text(name).map(string);
        match (text("returncode"), text("messageKey"), text("message")) {
            (Some(code), Some(key), Some(message)) if code == "\"FAILED\"" => {
                Self::Json(response([
                    ("returncode", code),
                    ("messageKey", key),
                    ("message", message),
                ]))
            }
            _ => self,
        }
    }

    /// Prints the answer as this server does.
    pub(super) fn print(self, profile: Profile) -> Reply {
        match self {
            Self::Xml(fields, template) => {
                let layout = layout(profile, template);
                let text = Element::list("response", fields).print(layout);
                Reply::new(200, content_type(profile, template), text)
                    .with("Cache-Control", "no-cache")
            }
            Self::Joined(fields, cookie) => Self::Xml(fields, Template::Plain)
                .print(profile)
                .with("Set-Cookie", cookie),
            Self::Json(text) => Reply::new(200, "application/json;charset=utf-8", text)
                .with("Cache-Control", "no-cache"),
            Self::Redirect { to, cookie } => {
                let body = match profile {
                    Profile::Scalelite => super::pages::rails_redirect(&to),
                    _ => String::new(),
                };
                let reply = Reply::new(302, "text/html;charset=utf-8", body).with("Location", to);
                match cookie {
                    Some(cookie) => reply.with("Set-Cookie", cookie),
                    None => reply,
                }
            }
            Self::Other(reply) => reply,
        }
    }
}

fn layout(profile: Profile, template: Template) -> Layout {
    match profile {
        _ if template == Template::Hooks => Layout::Flat,
        Profile::Scalelite => match template {
            Template::Balancer => Layout::Declared,
            Template::Recordings | Template::Short => Layout::Indented("  "),
            _ => Layout::HandedOn,
        },
        Profile::B3lb => match template {
            Template::Recordings => Layout::Indented("    "),
            _ => Layout::Lines("\n"),
        },
        _ => match template {
            Template::Plain => Layout::Lines("\r\n"),
            Template::Recordings => Layout::Recordings,
            Template::Short => Layout::Flat,
            _ => Layout::Lines("\n"),
        },
    }
}

fn content_type(profile: Profile, template: Template) -> &'static str {
    match (template, profile) {
        (Template::Hooks, _) => "text/xml; charset=utf-8",
        (_, Profile::Scalelite) => "application/xml; charset=utf-8",
        (_, Profile::B3lb) => "text/xml",
        _ => "text/xml;charset=utf-8",
    }
}
