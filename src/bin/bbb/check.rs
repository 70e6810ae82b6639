//! `bbb check`: whether a server is there, and whether the secret is right.

use bbb_sdk::Error;
use bbb_sdk::client::check::{Balancer, Check, Finding, Hooks};
use bbb_sdk::error::TransportProblem;

use crate::app::{App, Target};
use crate::failure::{Exit, Failure, Result};
use crate::output::say;
use crate::text::{clean, clean_lines};

/// Tell what is wrong with a server's address, secret and algorithm
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb check\n  bbb check --server all")]
pub(crate) struct Args {}

pub(crate) fn run(app: &App, _: &Args) -> Result {
    let mut worst: Option<Exit> = None;
    for target in app.targets()? {
        let check = target.client.check();
        let found = exit(&check.finding);
        print(app, &target, &check)?;
        worst = worst.or(found);
    }
    worst.map_or(Ok(()), |exit| Err(Failure::new(exit, "")))
}

/// The exit code of a finding; none for a server that works.
pub(crate) fn exit(finding: &Finding) -> Option<Exit> {
    match finding {
        Finding::Works => None,
        Finding::Unreachable(_) | Finding::Foreign(_) => Some(Exit::NoAnswer),
        _ => Some(Exit::Refused),
    }
}

/// Prints the result, as advice for a person where one reads.
fn print(app: &App, target: &Target, check: &Check) -> Result {
    let works = matches!(check.finding, Finding::Works);
    let advice = advice(check);
    if app.output.is_for_people() && !works {
        say(&advice);
        return Ok(());
    }
    let facts = serde_json::json!({
        "server": &*target.name,
        "works": works,
        "address": check.address,
        "version": check.version,
        "webhooks": check.hooks == Hooks::Work,
        "balancer": check.balancer.map(|balancer| balancer.to_string()),
        "advice": advice,
    });
    app.output.value(&facts, &advice)
}

/// What was found and what to do about it, in terms of the command line.
pub(crate) fn advice(check: &Check) -> String {
    let mut lines = vec![format!("{}: {}", check.address, finding(&check.finding))];
    if let Some(version) = &check.version {
        lines.push(format!("BigBlueButton {} answers.", clean(version)));
    }
    if let Some(balancer) = check.balancer {
        lines.push(format!("A load balancer answers: {balancer}."));
    }
    lines.extend(hooks(&check.hooks, check.balancer));
    clean_lines(&lines.join("\n"))
}

fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Unreachable(error) => unreachable(error),
        Finding::Algorithm { refused, accepted } => format!(
            "the secret is right, but the server does not accept {refused}. \
             Set `checksum = \"{}\"` for this server in the configuration.",
            accepted.first().unwrap_or(&"sha1")
        ),
        finding => finding.to_string(),
    }
}

fn unreachable(error: &Error) -> String {
    let Error::Transport { problem, .. } = error else {
        return error.to_string();
    };
    let advice = match problem {
        TransportProblem::Resolve => "Is the host's name spelt right?",
        TransportProblem::Connect => {
            "Does the server run, and does a firewall or proxy let this machine through?"
        }
        TransportProblem::Tls => {
            "Is the certificate valid for this name? Trust that of a private authority with --cacert."
        }
        TransportProblem::Timeout(_) => {
            "Is the server overloaded, or does a firewall drop what is sent to it?"
        }
        TransportProblem::Protocol => "Is it the right port?",
        TransportProblem::Broken => {
            "Is it `https` where the address says `http`, or is the server restarting?"
        }
        _ => "",
    };
    // The call is one that this command chose.
    let words = error.to_string();
    let words = words.split_once(": ").map_or(&*words, |(_, words)| words);
    format!("{words}. {advice}").trim_end().to_owned()
}

fn hooks(hooks: &Hooks, balancer: Option<Balancer>) -> Option<String> {
    Some(match (hooks, balancer) {
        (Hooks::Work, _) => "Webhooks work.".to_owned(),
        (Hooks::Missing, Some(_)) => "Webhooks are registered at the servers behind it.".to_owned(),
        (Hooks::Missing, None) => {
            "Webhooks are not installed there; `apt install bbb-webhooks` brings them.".to_owned()
        }
        (Hooks::Algorithm(accepted), _) => format!(
            "Webhooks accept another algorithm: use --hooks-checksum {0}, or set `hooks-checksum = \"{0}\"` \
             for this server in the configuration.",
            accepted.first().unwrap_or(&"sha1")
        ),
        _ => return None,
    })
}
