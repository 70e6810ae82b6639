//! `bbb explain`: explains why a server refuses a signed URL.

use std::io::{self, Read};

use bbb_sdk::Error;
use bbb_sdk::error::SignatureProblem;

use crate::app::App;
use crate::failure::{Exit, Failure, Result};
use crate::text::clean;

/// Explain why a server refuses a signed URL; nothing is sent
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb explain 'https://bbb.example.com/bigbluebutton/api/join?…&checksum=…'"
)]
pub(crate) struct Args {
    /// The URL, or its part from the call's name on; - reads it from standard input
    url: String,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let url = match args.url.as_str() {
        "-" => {
            let mut text = String::new();
            let read = io::stdin().read_to_string(&mut text);
            read.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
            text
        }
        url => url.to_owned(),
    };
    let url = url.trim();
    let target = app.target()?;
    // The text may be a part of a URL, so it is divided at the call's name.
    let (_, rest) = url.split_once("/api/").unwrap_or(("", url));
    let rest = rest.strip_prefix("api/").unwrap_or(rest);
    let no_call = |reason: &str| {
        Failure::usage(format!(
            "this is not the URL of a call, which has the form `…/api/NAME?…&checksum=…`: {reason}"
        ))
    };
    let Some((call, query)) = rest.split_once('?') else {
        return Err(no_call("it has no `?`"));
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-');
    if call.is_empty() || !call.chars().all(is_name) {
        return Err(no_call("there is no name of a call before the `?`"));
    }
    let name = clean(&target.name);
    let (exit, lines) = match target.client.server().verify(call, query) {
        Ok(algorithm) => (
            None,
            vec![format!(
                "signed with the secret of {name}, with {}",
                algorithm.name()
            )],
        ),
        Err(Error::Signature {
            problem, signed, ..
        }) => {
            let mut lines = vec![format!("{name} refuses this URL: {}", reason(problem))];
            lines.push(format!(
                "the signed text must be: {} and the secret, with nothing in between",
                clean(&signed)
            ));
            lines.extend(hints(query, problem));
            (Some(Exit::Refused), lines)
        }
        Err(error) => return Err(error.into()),
    };
    let elsewhere = url.contains("://") && !url.starts_with(target.client.server().address());
    let mut lines = lines;
    if elsewhere {
        let address = target.client.server().address();
        lines.push(format!(
            "The URL does not belong to {name}, whose address is {address}"
        ));
    }
    let text = lines.join("\n");
    let facts =
        serde_json::json!({ "right": exit.is_none(), "server": &*target.name, "text": text });
    app.output.value(&facts, &text)?;
    exit.map_or(Ok(()), |exit| Err(Failure::new(exit, "")))
}

fn reason(problem: SignatureProblem) -> String {
    match problem {
        SignatureProblem::Missing => {
            "it is not signed, because it has no parameter `checksum`".to_owned()
        }
        SignatureProblem::Repeated => "it has more than one checksum".to_owned(),
        SignatureProblem::Length(digits) => {
            format!(
                "no algorithm has {digits} digits: sha1 has 40, sha256 64, sha384 96, sha512 128"
            )
        }
        SignatureProblem::Mismatch(algorithm) => {
            format!("the checksum is not that of {algorithm} with this secret")
        }
        _ => "the checksum is wrong".to_owned(),
    }
}

/// Returns the most frequent reasons why a URL changes between signing and sending.
fn hints(query: &str, problem: SignatureProblem) -> Vec<String> {
    let mut hints = Vec::new();
    if query.contains("&amp;") {
        hints.push(
            "It contains `&amp;`: it was copied out of HTML, where & is written so.".to_owned(),
        );
    }
    if !matches!(problem, SignatureProblem::Mismatch(_)) {
        return hints;
    }
    if query.contains(' ') {
        hints.push(
            "It contains a blank, which a browser encodes after it was signed. Sign `%20` or `+`."
                .to_owned(),
        );
    }
    if query.contains('\'') {
        hints.push(
            "It contains an apostrophe, which browsers encode after it was signed. Sign `%27`."
                .to_owned(),
        );
    }
    if !query.is_ascii() {
        hints.push(
            "It contains characters beyond ASCII, which are encoded after it was signed."
                .to_owned(),
        );
    }
    let others = if hints.is_empty() {
        "Possible reasons"
    } else {
        "Other possible reasons"
    };
    hints.push(format!(
        "{others}: it was signed with another secret, or a parameter was changed, added or moved afterwards."
    ));
    hints
}
