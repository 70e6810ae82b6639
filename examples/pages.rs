//! Writes all recordings as CSV, page by page: `BBB_URL=… BBB_SECRET=… cargo run --example pages > recordings.csv`.

use std::io::{self, BufWriter, Write};

use bbb_sdk::recording::{GetRecordings, Recording, RecordingState};
use bbb_sdk::{Client, Server};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let variable = |name| std::env::var(name).map_err(|_| format!("set {name}"));
    let server = Server::new(&variable("BBB_URL")?, variable("BBB_SECRET")?)?;
    let client = Client::new(server);

    let mut out = BufWriter::new(io::stdout().lock());
    line(
        &mut out,
        [
            "record ID",
            "meeting ID",
            "name",
            "state",
            "start",
            "participants",
            "bytes",
            "link",
        ],
    )?;
    let all = GetRecordings::new().states([RecordingState::Any]);
    for recording in all.pages(|call| client.send(call)).recordings() {
        line(&mut out, row(&recording?).iter().map(String::as_str))?;
    }
    Ok(out.flush()?)
}

fn row(recording: &Recording) -> [String; 8] {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let link = recording
        .playback
        .iter()
        .find_map(|playback| playback.url.as_ref());
    [
        recording.record_id.clone(),
        text(recording.original_meeting_id()),
        text(recording.original_name()),
        text(recording.state.as_ref()),
        text(recording.start_time.as_ref()),
        text(recording.participants),
        text(recording.size_bytes),
        text(link),
    ]
}

/// Writes a line. Fields that would end it are quoted, and fields that a spreadsheet would read as a formula become text.
fn line<'a>(out: &mut impl Write, fields: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    let mut separator = "";
    for field in fields {
        let formula = if field.starts_with(['=', '+', '-', '@']) {
            "'"
        } else {
            ""
        };
        if field.contains(['"', ',', '\r', '\n']) {
            write!(
                out,
                "{separator}\"{formula}{}\"",
                field.replace('"', "\"\"")
            )?;
        } else {
            write!(out, "{separator}{formula}{field}")?;
        }
        separator = ",";
    }
    out.write_all(b"\r\n")
}
