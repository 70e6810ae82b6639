//! `bbb slides`: shows a file in a running meeting.

use std::fs;
use std::path::Path;

use bbb_sdk::administration::{Document, InsertDocument};

use crate::app::App;
use crate::args::id;
use crate::failure::{Failure, Result};
use crate::text::{clean, quoted};

/// Show a file in a running meeting
#[derive(clap::Args)]
#[command(
    before_help = "Example:\n  bbb slides room-1 deck.pdf\n  bbb slides room-1 https://files.example.com/deck.pdf"
)]
pub(crate) struct Args {
    /// The meeting's ID
    #[arg(value_name = "MEETING", value_parser = id())]
    id: String,
    /// A file here, or a URL that the server can reach
    #[arg(value_name = "FILE|URL", required = true)]
    slides: Vec<String>,
    /// Let users download it
    #[arg(long)]
    downloadable: bool,
}

pub(crate) fn run(app: &App, args: &Args) -> Result {
    let documents = args.slides.iter().map(|slides| {
        let document = document(slides)?;
        Ok(if args.downloadable {
            document.downloadable(true)
        } else {
            document
        })
    });
    let mut documents = documents.collect::<Result<Vec<Document>>>()?.into_iter();
    let first = documents
        .next()
        .ok_or_else(|| Failure::usage("no file is given"))?;
    let insert = documents.fold(
        InsertDocument::new(&args.id, first),
        InsertDocument::document,
    );
    let target = app.target()?;
    if app.global.dry_run {
        target.client.server().request(&insert)?;
        let count = args.slides.len();
        let plural = if count == 1 { "" } else { "s" };
        return app.output.lines(&format!(
            "would show {count} file{plural} in {} on {}",
            quoted(&args.id),
            target.name
        ));
    }
    let sent = target.client.send(&insert);
    let accepted = sent.map_err(|error| Failure::of_meeting(&args.id, error))?;
    app.output.has_changed();
    app.output
        .value(&accepted, &format!("accepted: {}", clean(&args.id)))?;
    // The server converts the file after it has responded, and has no call that returns the outcome.
    app.output
        .note("the server converts the slides now; slides that it cannot read do not appear");
    Ok(())
}

/// Returns a document from a URL or a file.
pub(crate) fn document(slides: &str) -> Result<Document> {
    // The library refuses URLs that servers do not fetch.
    if slides.contains("://") {
        return Ok(Document::url(slides));
    }
    let path = Path::new(slides);
    let unusable = |reason: &str| Failure::usage(format!("{}: {reason}", path.display()));
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| unusable("has no file name"))?;
    let bytes = fs::read(path).map_err(|error| unusable(&error.to_string()))?;
    Ok(Document::bytes(name, bytes))
}
