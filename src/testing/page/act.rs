//! The actions of the buttons on the server's own page.

use std::time::Duration;

use super::frame;
use crate::testing::api::recordings::{set_published, with_ids};
use crate::testing::site::Site;
use crate::testing::wire::Reply;
use crate::testing::wire::parameters::Parameters;

/// Performs the action of a form, and redirects back to the page.
pub(super) fn answer(site: &Site, form: &Parameters) -> Reply {
    let value = |name| form.get(name).unwrap_or_default();
    let (meeting, recording) = (value("meeting"), value("recording"));
    match value("act") {
        "clock" => {
            let minutes: u64 = value("minutes").parse().unwrap_or(0);
            site.clock
                .advance(Duration::from_secs(minutes.saturating_mul(60)));
            site.tick();
        }
        "end" => site.change(|world, now| world.end(meeting, now, &site.settings)),
        "process" => site.change(|world, now| world.process_further(recording, now)),
        "publish" | "unpublish" => site.change(|world, _| {
            let found = with_ids(world, &[recording]);
            set_published(world, found, value("act") == "publish");
        }),
        "delete" => site.change(|world, _| world.delete_recording(recording)),
        _ => {
            let words = "The form asks for something that this page cannot do.";
            return frame::message(site, 400, "Nothing was changed", words);
        }
    }
    frame::go_to("/")
}
