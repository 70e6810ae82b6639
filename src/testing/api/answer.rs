//! The answer to a call, before it is printed in the style of a server.

use crate::testing::text::json::{response, string};
use crate::testing::text::xml::{Element, Layout};
use crate::testing::wire::Reply;
use crate::testing::wire::error_pages::{grails_500, nginx};

/// The answer to a call.
#[derive(Debug, Clone)]
pub(in crate::testing) enum Answer {
    /// An answer in XML: the elements in `<response>`.
    Xml(Vec<Element>, Template),
    /// An answer in JSON.
    Json(String),
    /// A redirect, with a cookie if a session begins.
    Redirect { to: String, cookie: Option<String> },
    /// The XML of `join`, which sets the cookie as well.
    Joined(Vec<Element>, String),
    /// Anything else.
    Other(Reply),
}

/// The server's template that prints an answer. They differ in their line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::testing) enum Template {
    /// The files with Windows line ends: create, join, end, isMeetingRunning, the version, refusals.
    Plain,
    /// The files with Unix line ends: meetings, sessions, documents.
    List,
    /// Recordings, and changes to them.
    Recordings,
    /// Answers of the recording calls that are on one line.
    Short,
    /// bbb-webhooks.
    Hooks,
    /// Answers of a load balancer itself.
    Balancer,
}

/// Returns a refusal with this key and message.
pub(in crate::testing) fn refused(key: &str, message: &str) -> Answer {
    let fields = vec![
        Element::text("returncode", "FAILED"),
        Element::text("messageKey", key),
        Element::text("message", message),
    ];
    Answer::Xml(fields, Template::Plain)
}

/// Returns a refusal without a key.
pub(in crate::testing) fn refused_without_key(message: &str) -> Answer {
    let fields = vec![
        Element::text("returncode", "FAILED"),
        Element::text("message", message),
    ];
    Answer::Xml(fields, Template::List)
}

/// Returns a refusal in the form of a list of errors.
pub(in crate::testing) fn refused_list(key: &str, message: &str) -> Answer {
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

/// Returns a success with these elements after `returncode`.
pub(in crate::testing) fn success(
    template: Template,
    fields: impl IntoIterator<Item = Element>,
) -> Answer {
    let mut all = vec![Element::text("returncode", "SUCCESS")];
    all.extend(fields);
    Answer::Xml(all, template)
}

/// Returns the page for an unhandled exception.
pub(in crate::testing) fn exception() -> Answer {
    let page = grails_500();
    Answer::Other(Reply::new(500, "text/html;charset=utf-8", page))
}

/// Returns the page for an unknown path.
pub(in crate::testing) fn not_found() -> Answer {
    Answer::Other(Reply::new(404, "text/html", nginx(404)))
}

impl Answer {
    /// Returns the `messageKey` of the answer, if it has one.
    pub(in crate::testing) fn key(&self) -> Option<String> {
        match self {
            Self::Xml(fields, _) | Self::Joined(fields, _) => {
                let root = Element::list("response", fields.clone());
                let key = root.child_text("messageKey")?.to_owned();
                Some(key).filter(|key| !key.is_empty())
            }
            _ => None,
        }
    }

    /// Converts a refusal to JSON, for clients that accept nothing else.
    pub(in crate::testing) fn in_json(self) -> Self {
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

    /// Removes an empty key and an empty message.
    pub(in crate::testing) fn without_empty(self) -> Self {
        let Self::Xml(fields, template) = self else {
            return self;
        };
        let root = Element::list("response", fields.clone());
        let is_empty = |name: &str| root.child_text(name) == Some("");
        let mut fields = fields;
        for name in ["messageKey", "message"] {
            if is_empty(name) {
                fields.retain(|field| field.name() != name);
            }
        }
        Self::Xml(fields, template)
    }

    /// Marks the answer as one of the load balancer itself.
    pub(in crate::testing) fn by_balancer(self) -> Self {
        match self {
            Self::Xml(fields, _) => Self::Xml(fields, Template::Balancer),
            other => other,
        }
    }

    /// Prints the answer in the style of a server.
    pub(in crate::testing) fn print(self, style: &Style) -> Reply {
        match self {
            Self::Xml(fields, template) => {
                let text = Element::list("response", fields).print((style.layout)(template));
                Reply::new(200, (style.content_type)(template), text)
                    .with("Cache-Control", "no-cache")
            }
            Self::Joined(fields, cookie) => Self::Xml(fields, Template::Plain)
                .print(style)
                .with("Set-Cookie", cookie),
            Self::Json(text) => Reply::new(200, "application/json;charset=utf-8", text)
                .with("Cache-Control", "no-cache"),
            Self::Redirect { to, cookie } => {
                let reply = Reply::new(302, "text/html;charset=utf-8", "").with("Location", to);
                match cookie {
                    Some(cookie) => reply.with("Set-Cookie", cookie),
                    None => reply,
                }
            }
            Self::Other(reply) => reply,
        }
    }
}

/// The style in which a server prints its answers.
pub(in crate::testing) struct Style {
    pub(in crate::testing) layout: fn(Template) -> Layout,
    pub(in crate::testing) content_type: fn(Template) -> &'static str,
}

/// How BigBlueButton prints its answers.
pub(in crate::testing) const BIGBLUEBUTTON: Style = Style {
    layout: |template| match template {
        Template::Plain => Layout::Lines("\r\n"),
        Template::Recordings => Layout::Recordings,
        Template::Short | Template::Hooks => Layout::Flat,
        Template::List | Template::Balancer => Layout::Lines("\n"),
    },
    content_type: |template| match template {
        Template::Hooks => "text/xml; charset=utf-8",
        _ => "text/xml;charset=utf-8",
    },
};
