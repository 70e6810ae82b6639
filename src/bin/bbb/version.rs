//! `bbb version`: shows the versions of the servers.

use bbb_sdk::monitoring::{ServerVersion, Version};

use crate::app::App;
use crate::failure::{Failure, Result};
use crate::list::{Column, List};
use crate::value::Value;

/// Show the version of a server; the secret is not needed
#[derive(clap::Args)]
#[command(before_help = "Example:\n  bbb version\n  bbb version --server all")]
pub(crate) struct Args {}

const COLUMNS: &[Column<ServerVersion>] = &[
    Column::new("release", |it| {
        Value::word(it.bbb_version.clone().filter(|text| !text.is_empty()))
    }),
    Column::new("at-least", |it| Value::word(it.release())),
    Column::new("api", |it| {
        Value::word(it.api_version.as_ref().or(it.version.as_ref()))
    }),
    Column::wide("build", |it| Value::word(it.build.as_ref())),
];

pub(crate) fn run(app: &App, _: &Args) -> Result {
    let list = List::new(&app.output, COLUMNS)?;
    list.print(app.rows(|target| {
        let version = target.client.send(&Version::new())?;
        Ok(std::iter::once(Ok::<_, Failure>(version)))
    })?)
}
