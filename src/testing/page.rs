//! What a browser sees: the client that join links lead to.

use crate::testing::api::session;
use crate::testing::profiles::Profile;
use crate::testing::site::Site;
use crate::testing::text::xml::escaped;
use crate::testing::wire::{Reply, Request};

/// Answers a request for a page; nothing for a path that has none.
///
/// A page looks at the world with [`Site::view`] and acts with [`Site::change`] and the methods of
/// [`World`](crate::testing::world::World), so that an act has the same consequences as the script's. The records of what
/// was asked are [`Site::requests`], those of what was sent are in [`Site::outgoing`].
pub(in crate::testing) fn answer(site: &Site, http: &Request) -> Option<Reply> {
    if http.path().starts_with("/html5client") {
        return client(site, http);
    }
    None
}

/// The client: the user whose browser opens it, with the cookie of `join`, is there from then on.
fn client(site: &Site, http: &Request) -> Option<Reply> {
    let profile = match site.settings.profile {
        profile if profile.is_bbb() => profile,
        _ => Profile::Bbb30,
    };
    let request = site.request(http, profile, "");
    site.tick();
    site.change(|world, now| {
        let (meeting, user) = session::of(world, &request)?;
        let page = format!(
            "<!DOCTYPE html>\n<html><head><title>{}</title></head><body>{}</body></html>\n",
            escaped(&meeting.name),
            escaped(&user.name)
        );
        let (meeting, user) = (meeting.internal_id.clone(), user.internal_id.clone());
        world.connect(&meeting, &user, now);
        Some(Reply::new(200, "text/html", page))
    })
}
