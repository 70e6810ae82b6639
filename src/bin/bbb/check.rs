//! `bbb check`: checks a server's address, secret and algorithm.

use bbb_sdk::client::check::{CallsVerdict, Finding, Remedy, Report, WebhooksVerdict};

use crate::app::{App, Target};
use crate::failure::{Exit, Failure, Result, without_api};
use crate::output::say;
use crate::text::clean_lines;

/// Check a server's address, secret and algorithm, and say what is wrong
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
    let lines: Vec<String> = report.findings().iter().map(line).collect();
    clean_lines(&lines.join("\n"))
}

fn line(finding: &Finding) -> String {
    let remedy = match &finding.remedy {
        None => return without_api(&finding.found),
        Some(Remedy::Checksum { accepted, .. }) => format!(
            "Set `checksum = \"{}\"` for this server in the configuration.",
            accepted.first().unwrap_or(&"sha1")
        ),
        Some(Remedy::HooksChecksum { accepted, .. }) => format!(
            "Use --hooks-checksum {0}, or set `hooks-checksum = \"{0}\"` for this server in the configuration.",
            accepted.first().unwrap_or(&"sha1")
        ),
        Some(Remedy::TrustAuthority) => {
            "Trust a private authority with --cacert, or install the whole certificate chain on the server."
                .to_owned()
        }
        Some(Remedy::RecreateCertificate) => {
            "Create it again with `-addext basicConstraints=critical,CA:FALSE`, and trust it with --cacert."
                .to_owned()
        }
        Some(Remedy::Credentials) => "Ask for this machine to be let through.".to_owned(),
        Some(remedy) => remedy.to_string(),
    };
    format!("{} {remedy}", without_api(&finding.found))
}
