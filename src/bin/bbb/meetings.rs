//! `bbb meetings`: lists the meetings of one server or of all.

use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, Instant};

use bbb_sdk::monitoring::{GetMeetings, Meeting};

use crate::app::App;
use crate::failure::{Exit, Result};
use crate::list::{Column, List};
use crate::output::say;
use crate::value::Value;
use crate::{stop, time};

/// List the meetings
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb meetings --sort -users --limit 10\n  bbb meetings --watch=10s"
)]
pub(crate) struct Args {
    /// Refresh the list until Ctrl-C: every 5 seconds, or 200ms and longer
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true, default_missing_value = "5",
        value_parser = interval)]
    watch: Option<Duration>,
}

pub(crate) const COLUMNS: &[Column<Meeting>] = &[
    Column::new("id", |meeting| Value::Id(meeting.meeting_id.clone())),
    Column::new("name", |meeting| Value::text(meeting.name.as_ref())),
    Column::new("users", |meeting| Value::number(meeting.participant_count)),
    Column::new("created", |meeting| {
        Value::time(meeting.create_time.as_ref())
    }),
    Column::new("running", |meeting| Value::flag(meeting.running)),
    Column::new("recorded", |meeting| Value::flag(meeting.recording)),
    Column::wide("moderators", |meeting| {
        Value::number(meeting.moderator_count)
    }),
    Column::wide("voices", |meeting| {
        Value::number(meeting.voice_participant_count)
    }),
    Column::wide("listeners", |meeting| Value::number(meeting.listener_count)),
    Column::wide("cameras", |meeting| Value::number(meeting.video_count)),
    Column::wide("began", |meeting| Value::time(meeting.start_time.as_ref())),
    Column::wide("breakout", |meeting| Value::flag(meeting.is_breakout)),
    Column::wide("internal-id", |meeting| {
        Value::id(meeting.internal_meeting_id.as_ref())
    }),
    Column::asked("ended", |meeting| Value::time(meeting.end_time.as_ref())),
    Column::asked("max-users", |meeting| Value::number(meeting.max_users)),
    Column::asked("voice-bridge", |meeting| {
        Value::text(meeting.voice_bridge.as_ref())
    }),
    Column::asked("parent", |meeting| {
        Value::id(meeting.parent_meeting_id.as_ref())
    }),
    Column::asked("metadata", |meeting| {
        let pairs = meeting.metadata.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Value::text((!pairs.is_empty()).then(|| pairs.join(" ")))
    }),
];

/// The minimum interval of `--watch`, which protects the server.
const SHORTEST: Duration = Duration::from_millis(200);

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let Some(pause) = args.watch else {
        return show(app);
    };
    stop::watch();
    while !stop::is_asked() {
        if io::stdout().is_terminal() && app.output.is_for_people() {
            // Clear the screen and move to the upper left corner.
            app.output.exactly("\x1b[2J\x1b[H")?;
        }
        match show(app) {
            Err(failure) if failure.exit == Exit::NoAnswer => say(&failure.message),
            other => other?,
        }
        wait(pause);
    }
    Ok(())
}

fn interval(text: &str) -> Result<Duration, String> {
    let pause = time::limit(text)?;
    if pause < SHORTEST {
        return Err(format!("is shorter than {}ms", SHORTEST.as_millis()));
    }
    Ok(pause)
}

fn show(app: &App) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    list.print(app.rows(|target| Ok(app.entries(target, &GetMeetings::new())))?)
}

/// Waits until the interval has passed or the program is asked to stop.
fn wait(pause: Duration) {
    let begun = Instant::now();
    while begun.elapsed() < pause && !stop::is_asked() {
        thread::sleep(Duration::from_millis(50).min(pause));
    }
}
