//! `bbb call`: sends any call by its name.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bbb_sdk::administration::{Create, End, InsertDocument, Join, SendChatMessage};
use bbb_sdk::monitoring::{
    GetJoinUrl, GetMeetingInfo, GetMeetings, GetSessions, IsMeetingRunning, LearningDashboard,
};
use bbb_sdk::recording::{
    DeleteRecordings, GetRecordingTextTracks, GetRecordings, PublishRecordings,
    PutRecordingTextTrack, UpdateRecordings,
};
use bbb_sdk::webhooks::{CreateHook, DestroyHook, ListHooks, PingHooks};
use bbb_sdk::xml::Element;
use bbb_sdk::{Body, Call, Error, NamedAnswer, NamedCall};
use serde_json::{Map, Value};

use crate::app::{App, Target};
use crate::args::{Pair, pair};
use crate::failure::{Failure, Result};
use crate::names;
use crate::text::{clean, quoted};

/// Send any call and print its response
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb call getMeetingInfo meetingID=room-1")]
pub(crate) struct Args {
    #[command(flatten)]
    what: What,
    /// A file to send in the body, with POST
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// The body's content type
    #[arg(
        long,
        value_name = "TYPE",
        default_value = "application/xml",
        hide_default_value = true
    )]
    content_type: String,
    /// Print the response unchanged, including passwords in it
    #[arg(long)]
    raw: bool,
}

/// A call by its name.
#[derive(clap::Args)]
pub(crate) struct What {
    /// The call's name, such as getMeetings or hooks/list
    #[arg(value_name = "CALL")]
    name: String,
    /// Parameters of the call, not encoded
    #[arg(value_name = "NAME=VALUE", value_parser = pair)]
    parameters: Vec<Pair>,
    /// Parameters from a file, NAME=VALUE on each line; - is standard input
    #[arg(long, value_name = "FILE")]
    values: Option<PathBuf>,
}

impl What {
    /// Returns the call. Calls that only read are idempotent.
    pub(crate) fn call(&self) -> Result<NamedCall> {
        let mut call = NamedCall::new(self.name.clone()).idempotent(reads(&self.name));
        for (name, value) in self
            .parameters
            .iter()
            .cloned()
            .chain(self.file_parameters()?)
        {
            call = call.param(&name, value);
        }
        Ok(call)
    }

    fn file_parameters(&self) -> Result<Vec<Pair>> {
        let Some(file) = &self.values else {
            return Ok(Vec::new());
        };
        let wrong = |what: String| Failure::usage(format!("{}: {what}", file.display()));
        let text = read(file).map_err(|error| wrong(error.to_string()))?;
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        lines
            .map(|(at, line)| pair(line).map_err(|what| wrong(format!("line {} {what}", at + 1))))
            .collect()
    }
}

fn read(file: &Path) -> io::Result<String> {
    if file.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    }
}

/// Returns whether the call with this name changes nothing.
fn reads(name: &str) -> bool {
    name.is_empty() || name.starts_with("get") || name.starts_with("is") || name.ends_with("/list")
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let mut call = args.what.call()?;
    if let Some(file) = &args.body {
        let bytes = fs::read(file);
        let bytes =
            bytes.map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
        call = call.with_body(Body::new(args.content_type.clone(), bytes));
    }
    let target = app.target()?;
    let name = &args.what.name;
    if app.global.dry_run && !reads(name) {
        let signed = target.client.server().explain(&call)?;
        return app.output.lines(&format!(
            "would call {} on {}: {signed}",
            quoted(name),
            target.name
        ));
    }
    let answer = send(&target, &call, name)?;
    if !reads(name) {
        app.output.has_changed();
    }
    if args.raw {
        return app.output.exactly(answer.text().trim_end());
    }
    let tree = tree(&answer)?;
    let mut lines = String::new();
    write_lines(&tree, 0, &mut lines);
    app.output.value(&tree, lines.trim_end())
}

fn send(target: &Target, call: &NamedCall, name: &str) -> Result<NamedAnswer> {
    target.client.send(call).map_err(|error| {
        // b3lb answers a call that it does not have with status 403 alone.
        let is_refused = matches!(
            &error,
            Error::Response {
                status: 400..=499,
                ..
            }
        );
        let is_unsupported = error.is_unsupported() || is_refused && !error.is_checksum();
        if is_unsupported && !CALLS.contains(&name) {
            Failure::plain(&error).explained(&unknown(name))
        } else if name.starts_with("hooks/") {
            target.failure_of_webhooks(error)
        } else {
            error.into()
        }
    })
}

/// Every call that the library knows.
const CALLS: [&str; 21] = [
    Create::NAME,
    Join::NAME,
    GetJoinUrl::NAME,
    End::NAME,
    InsertDocument::NAME,
    SendChatMessage::NAME,
    LearningDashboard::NAME,
    IsMeetingRunning::NAME,
    GetMeetings::NAME,
    GetMeetingInfo::NAME,
    GetSessions::NAME,
    GetRecordings::NAME,
    PublishRecordings::NAME,
    DeleteRecordings::NAME,
    UpdateRecordings::NAME,
    GetRecordingTextTracks::NAME,
    PutRecordingTextTrack::NAME,
    CreateHook::NAME,
    DestroyHook::NAME,
    ListHooks::NAME,
    PingHooks::NAME,
];

/// Says that neither the server nor this program knows a call, and lists those that are known.
fn unknown(name: &str) -> String {
    let closest = names::closest(name, CALLS.into_iter());
    let known = names::columns(CALLS.into_iter());
    format!(
        "`bbb call` sends any name as it is, but the server does not have this call, and this program does not know it{closest}\n\nKnown calls:\n{known}"
    )
}

/// Converts a response to JSON. XML elements become objects and texts, and repeated ones become a list.
fn tree(answer: &NamedAnswer) -> Result<Value> {
    let mut tree = match answer.xml(|root| Ok(element(&root))) {
        Ok(tree) => tree,
        Err(_) => answer.json(|json| Ok(json.clone()))?,
    };
    blank(&mut tree);
    Ok(tree)
}

fn element(element: &Element<'_, '_>) -> Value {
    let mut object = Map::new();
    for child in element.elements() {
        let value = self::element(&child);
        match object.get_mut(&*child.name()) {
            None => drop(object.insert(child.name().into_owned(), value)),
            Some(Value::Array(list)) => list.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
        }
    }
    if object.is_empty() {
        Value::String(element.text().into_owned())
    } else {
        Value::Object(object)
    }
}

/// Blanks values that give access to something.
fn blank(value: &mut Value) {
    const SECRETS: [&str; 5] = ["pw", "password", "token", "secret", "checksum"];
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let name = name.to_lowercase();
                let secret = SECRETS.iter().any(|secret| name.ends_with(secret));
                match value {
                    Value::String(text) if secret && !text.is_empty() => "***".clone_into(text),
                    // The URL of a session contains its token.
                    Value::String(text) if text.contains("sessionToken=") => "***".clone_into(text),
                    value => blank(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(blank),
        _ => {}
    }
}

/// Writes the tree for people: one name and value per line, and nested values indented.
fn write_lines(value: &Value, depth: usize, lines: &mut String) {
    let Value::Object(object) = value else {
        return;
    };
    for (name, value) in object {
        let values = match value {
            Value::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        for value in values {
            lines.push_str(&" ".repeat(depth * 2));
            lines.push_str(&clean(name));
            match value {
                Value::Object(_) => {
                    lines.push('\n');
                    write_lines(value, depth + 1, lines);
                }
                Value::String(text) => {
                    let _ = writeln!(lines, ": {}", clean(text));
                }
                other => {
                    let _ = writeln!(lines, ": {other}");
                }
            }
        }
    }
}
