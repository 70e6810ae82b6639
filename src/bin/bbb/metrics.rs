//! `bbb metrics`: prints metrics for Prometheus.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bbb_sdk::monitoring::{GetMeetings, Meeting};
use bbb_sdk::recording::{GetRecordings, RecordingState};
use tiny_http::{Header, Response, Server};

use crate::app::{App, Target};
use crate::args::listen;
use crate::failure::{Failure, Result};
use crate::stop;

/// Print metrics for Prometheus, or serve them on a port
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb metrics --server all --listen 127.0.0.1:9688")]
pub(crate) struct Args {
    /// Serve them at /metrics; each request measures the servers again
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = listen)]
    listen: Option<SocketAddr>,
    /// Also count recordings, which is slow if a server has many
    #[arg(long)]
    recordings: bool,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let targets = app.targets()?;
    match args.listen {
        None => app
            .output
            .exactly(text(&targets, args.recordings).trim_end()),
        Some(address) => serve(app, args, &targets, address),
    }
}

fn serve(app: &App, args: &Args, targets: &[Target], address: SocketAddr) -> Result {
    let failed = |what: String| Failure::usage(format!("cannot listen at {address}: {what}"));
    let server = Server::http(address).map_err(|error| failed(error.to_string()))?;
    app.output
        .lines(&format!("http://{}/metrics", server.server_addr()))?;
    stop::watch();
    while !stop::is_asked() {
        let request = server.recv_timeout(Duration::from_millis(200));
        let Some(request) = request.map_err(|error| failed(error.to_string()))? else {
            continue;
        };
        let path = request.url().split('?').next().unwrap_or_default();
        let response = match path {
            "/metrics" => {
                let kind = Header::from_bytes("Content-Type", "text/plain; version=0.0.4");
                let response = Response::from_string(text(targets, args.recordings));
                kind.into_iter().fold(response, Response::with_header)
            }
            _ => Response::from_string("see /metrics\n").with_status_code(404),
        };
        // The client may have closed the connection.
        let _ = request.respond(response);
    }
    Ok(())
}

/// The measurements of one server.
struct Measured<'t> {
    server: &'t str,
    seconds: f64,
    /// The sum of each of [`GAUGES`], if the server responded.
    sums: Option<[i64; GAUGES.len()]>,
    recordings: Option<Vec<(RecordingState, u64)>>,
}

fn measure(target: &Target, with_recordings: bool) -> Measured<'_> {
    let begun = Instant::now();
    let sums = sums(target);
    Measured {
        server: &target.name,
        seconds: begun.elapsed().as_secs_f64(),
        sums,
        recordings: with_recordings.then(|| recordings(target)).flatten(),
    }
}

/// Returns the sums over all meetings, which are added as they arrive.
fn sums(target: &Target) -> Option<[i64; GAUGES.len()]> {
    let mut sums = [0_i64; GAUGES.len()];
    for meeting in target.client.stream(&GetMeetings::new()) {
        let meeting = meeting.ok()?;
        for (sum, (_, _, count)) in sums.iter_mut().zip(GAUGES) {
            *sum = sum.saturating_add(count(&meeting).unwrap_or_default());
        }
    }
    Some(sums)
}

/// Returns the number of recordings in each state.
fn recordings(target: &Target) -> Option<Vec<(RecordingState, u64)>> {
    let call = GetRecordings::new().states([RecordingState::Any]);
    let mut counts: Vec<(RecordingState, u64)> = Vec::new();
    for recording in target.client.stream(&call) {
        let state = recording.ok()?.state.unwrap_or(RecordingState::Published);
        match counts.iter_mut().find(|(known, _)| *known == state) {
            Some((_, count)) => *count += 1,
            None => counts.push((state, 1)),
        }
    }
    Some(counts)
}

/// A metric of meetings: its name, its description, and the value of one meeting.
type Gauge = (&'static str, &'static str, fn(&Meeting) -> Option<i64>);

const GAUGES: [Gauge; 8] = [
    (
        "bbb_meetings",
        "Meetings, breakout rooms among them.",
        |_| Some(1),
    ),
    ("bbb_meetings_running", "Meetings with users.", |it| {
        it.running.map(i64::from)
    }),
    (
        "bbb_meetings_recordable",
        "Meetings that may be recorded.",
        |it| it.recording.map(i64::from),
    ),
    ("bbb_users", "Users in meetings.", |it| it.participant_count),
    ("bbb_moderators", "Moderators in meetings.", |it| {
        it.moderator_count
    }),
    ("bbb_voices", "Users with a microphone.", |it| {
        it.voice_participant_count
    }),
    ("bbb_listeners", "Users who only listen.", |it| {
        it.listener_count
    }),
    ("bbb_cameras", "Cameras.", |it| it.video_count),
];

fn text(targets: &[Target], with_recordings: bool) -> String {
    let measured: Vec<_> = targets
        .iter()
        .map(|it| measure(it, with_recordings))
        .collect();
    let mut text = String::new();
    head(&mut text, "bbb_up", "Whether the server responded.");
    for it in &measured {
        let up = u8::from(it.sums.is_some());
        let _ = writeln!(text, "bbb_up{{server=\"{}\"}} {up}", label(it.server));
    }
    head(
        &mut text,
        "bbb_answer_seconds",
        "How long getMeetings took, or took to fail.",
    );
    for it in &measured {
        let _ = writeln!(
            text,
            "bbb_answer_seconds{{server=\"{}\"}} {:.6}",
            label(it.server),
            it.seconds
        );
    }
    for (place, (name, what, _)) in GAUGES.iter().enumerate() {
        head(&mut text, name, what);
        for it in &measured {
            if let Some(sum) = it.sums.as_ref().and_then(|sums| sums.get(place)) {
                let _ = writeln!(text, "{name}{{server=\"{}\"}} {sum}", label(it.server));
            }
        }
    }
    if with_recordings {
        head(&mut text, "bbb_recordings", "Recordings by their state.");
        for it in &measured {
            for (state, count) in it.recordings.iter().flatten() {
                let (server, state) = (label(it.server), label(state.as_str()));
                let _ = writeln!(
                    text,
                    "bbb_recordings{{server=\"{server}\",state=\"{state}\"}} {count}"
                );
            }
        }
    }
    text
}

fn head(text: &mut String, name: &str, what: &str) {
    let _ = write!(text, "# HELP {name} {what}\n# TYPE {name} gauge\n");
}

/// Escapes the value of a label.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
