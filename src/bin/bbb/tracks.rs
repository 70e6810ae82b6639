//! `bbb tracks`: lists and adds captions and subtitles of recordings.

use std::fs;
use std::path::PathBuf;

use bbb_sdk::ErrorKey;
use bbb_sdk::recording::{GetRecordingTextTracks, PutRecordingTextTrack, TextTrack, TrackKind};

use crate::app::App;
use crate::args::id;
use crate::failure::{Failure, Result};
use crate::list::{Column, List};
use crate::text::{clean, quoted};
use crate::value::Value;

/// List and add captions and subtitles of a recording
#[derive(clap::Subcommand)]
#[command(before_help = "Example:\n  bbb tracks list RECORDING")]
pub(crate) enum Command {
    List(ListArgs),
    Add(AddArgs),
}

/// List the captions and subtitles of a recording
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb tracks list 183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1531240585189"
)]
pub(crate) struct ListArgs {
    /// The recording's ID
    #[arg(value_name = "RECORDING", value_parser = id())]
    id: String,
}

/// Add captions or subtitles to a recording
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb tracks add RECORDING captions.vtt --lang pt_BR")]
pub(crate) struct AddArgs {
    /// The recording's ID
    #[arg(value_name = "RECORDING", value_parser = id())]
    id: String,
    /// SubRip, SubStation Alpha or WebVTT
    file: PathBuf,
    /// The language: two letters, or as pt_BR
    #[arg(long)]
    lang: String,
    /// Subtitles instead of captions
    #[arg(long)]
    subtitles: bool,
    /// The label in the player
    #[arg(long)]
    label: Option<String>,
}

const COLUMNS: &[Column<TextTrack>] = &[
    Column::new("lang", |it| Value::word(it.lang.as_ref())),
    Column::new("kind", |it| Value::word(it.kind.as_ref())),
    Column::new("label", |it| Value::text(it.label.as_ref())),
    Column::new("source", |it| Value::word(it.source.as_ref())),
];

pub(crate) fn run(app: &App, command: &Command) -> Result {
    match command {
        Command::List(args) => list(app, args),
        Command::Add(args) => add(app, args),
    }
}

fn list(app: &App, args: &ListArgs) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    list.print(app.rows(|target| {
        let call = GetRecordingTextTracks::new(&args.id);
        let tracks = match target.client.send(&call) {
            Ok(found) => found.tracks,
            // A server refuses a list that would be empty.
            Err(error) if error.key() == Some(&ErrorKey::NoCaptionsFound) => Vec::new(),
            Err(error) => return Err(Failure::of_recording(&args.id, error)),
        };
        Ok(tracks.into_iter().map(Ok::<_, Failure>))
    })?)
}

fn add(app: &App, args: &AddArgs) -> Result {
    let unusable = |reason: &str| Failure::usage(format!("{}: {reason}", args.file.display()));
    let content = fs::read(&args.file).map_err(|error| unusable(&error.to_string()))?;
    let name = args.file.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| unusable("has no file name"))?;
    let kind = if args.subtitles {
        TrackKind::Subtitles
    } else {
        TrackKind::Captions
    };
    let mut call = PutRecordingTextTrack::new(&args.id, kind, &args.lang, content);
    call = call.file(name, content_type(name));
    if let Some(label) = &args.label {
        call = call.label(label);
    }
    let target = app.target()?;
    if app.global.dry_run {
        target.client.server().request(&call)?;
        return app.output.lines(&format!(
            "would add {} to {} on {}",
            quoted(name),
            quoted(&args.id),
            target.name
        ));
    }
    let sent = target.client.send(&call);
    let uploaded = sent.map_err(|error| Failure::of_recording(&args.id, error))?;
    app.output.has_changed();
    app.output
        .value(&uploaded, &format!("accepted: {}", clean(&args.id)))?;
    app.output
        .note("the server checks the file now; `bbb tracks list` shows it once it is stored");
    Ok(())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("srt") => "application/x-subrip",
        Some("ssa" | "ass") => "text/x-ssa",
        _ => "text/vtt",
    }
}
