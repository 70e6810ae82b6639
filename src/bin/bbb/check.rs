//! `bbb check`: checks a server's address, secret and algorithm.

use bbb_sdk::client::check::{CallsVerdict, Report, WebhooksVerdict};

use crate::app::{App, Target};
use crate::failure::{Exit, Failure, Result};
use crate::output::say;
use crate::text::clean_lines;

/// Tell what is wrong with a server's address, secret and algorithm
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb check\n  bbb check --server all")]
pub(crate) struct Args {}

pub(crate) fn run(app: &App, _: &Args) -> Result {
    let mut worst: Option<Exit> = None;
    for target in app.targets()? {
        let report = target.client.check();
        let found = exit(&report.calls);
        print(app, &target, &report)?;
        worst = worst.or(found);
    }
    worst.map_or(Ok(()), |exit| Err(Failure::new(exit, "")))
}

/// Returns the exit code for a verdict, or `None` if the server works.
pub(crate) fn exit(verdict: &CallsVerdict) -> Option<Exit> {
    match verdict {
        CallsVerdict::Work => None,
        CallsVerdict::Unreachable(_)
        | CallsVerdict::WrongScheme { .. }
        | CallsVerdict::Unavailable(_)
        | CallsVerdict::NotBigBlueButton(_)
        | CallsVerdict::Undetermined { .. } => Some(Exit::NoAnswer),
        _ => Some(Exit::Refused),
    }
}

/// Prints the report: as advice for people, or as a value.
fn print(app: &App, target: &Target, report: &Report) -> Result {
    let works = report.works();
    let advice = advice(report);
    if app.output.is_for_people() && !works {
        say(&advice);
        return Ok(());
    }
    let facts = serde_json::json!({
        "server": &*target.name,
        "works": works,
        "address": report.address,
        "version": report.version,
        "webhooks": matches!(report.webhooks, WebhooksVerdict::Work),
        "balancer": report.balancer.map(|balancer| balancer.to_string()),
        "advice": advice,
    });
    app.output.value(&facts, &advice)
}

/// Returns the findings and the advice, in terms of the command line.
pub(crate) fn advice(report: &Report) -> String {
    let text = match (&report.calls, &report.webhooks) {
        (CallsVerdict::Algorithm { accepted, .. }, _) => format!(
            "{report}\nSet `checksum = \"{}\"` for this server in the configuration.",
            accepted.first().unwrap_or(&"sha1")
        ),
        (_, WebhooksVerdict::Algorithm { accepted, .. }) => format!(
            "{report}\nUse --hooks-checksum {0}, or set `hooks-checksum = \"{0}\"` for this server in the configuration.",
            accepted.first().unwrap_or(&"sha1")
        ),
        _ => report.to_string(),
    };
    clean_lines(&for_command_line(text))
}

/// Replaces the library's API in its advice with the program's options.
fn for_command_line(advice: String) -> String {
    const OPTIONS: [(&str, &str); 6] = [
        (": choose one with `Server::with_checksum`.", "."),
        (": set it with `Server::hooks_checksum`.", "."),
        ("Either create it again", "Create it again"),
        (", or use `Tls::NATIVE`, which accepts it", ""),
        ("see `ClientBuilder::basic_auth`, or ask", "ask"),
        ("`Tls::trusting`", "`--cacert`"),
    ];
    let replace = |advice: String, (api, option): &(&str, &str)| advice.replace(api, option);
    OPTIONS.iter().fold(advice, replace)
}
