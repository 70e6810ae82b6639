//! `create` with its parameters in the body.

use super::{Create, Created};
use crate::call::{Body, Call, Response};
use crate::error::Result;
use crate::query::Query;

/// Creates a meeting with the parameters in the body, as a form (`create`): see [`Create::into_form`].
///
/// Only the meeting's ID and the parameters set with [`param`](Call::param) are in the URL, and only the URL is signed. TLS
/// alone protects the other parameters. A load balancer that does not read bodies (b3lb, b3scale) finds no name and refuses
/// the call, instead of creating a meeting without its settings.
///
/// The documents and settings in the body of [`Create`] cannot be sent this way, and the call is refused. Use the
/// parameters [`pre_uploaded_presentation`](Create::pre_uploaded_presentation) and
/// [`client_settings_override_json_url`](Create::client_settings_override_json_url).
///
/// Servers are known to accept it since 2.6.
///
/// <https://docs.bigbluebutton.org/development/api/#create>
///
/// ```no_run
/// # #[cfg(feature = "http")]
/// # fn demo(client: &bbb_sdk::Client, long: &str) -> Result<(), bbb_sdk::Error> {
/// use bbb_sdk::administration::Create;
///
/// let create = Create::new("room-1", "Physics").welcome(long);
/// let created = client.send(&create.into_form())?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct CreateForm {
    url: Query,
    form: Query,
}

impl CreateForm {
    #[inline]
    pub(super) fn new(create: Create) -> Self {
        let (mut url, mut form) = (Query::new(), create.query);
        url.refuse_as(&form);
        url.require("meetingID", form.get("meetingID").unwrap_or_default());
        form.set_or_remove("meetingID", "");
        if !create.modules.is_empty() {
            form.refuse(
                "modules",
                "cannot be sent together with a form, because both need the body: send documents and settings without `into_form`, or by URL",
            );
            url.refuse_as(&form);
        }
        Self { url, form }
    }
}

impl Call for CreateForm {
    type Output = Created;
    const NAME: &'static str = Create::NAME;
    const IDEMPOTENT: bool = Create::IDEMPOTENT;

    fn query(&self) -> &Query {
        &self.url
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.url
    }

    #[inline]
    fn body(&self) -> Result<Option<Body>> {
        self.form.check()?;
        let form = self.form.as_str();
        Ok(Some(Body::new("application/x-www-form-urlencoded", form)))
    }

    #[inline]
    fn read(response: &Response<'_>) -> Result<Created> {
        Create::read(response)
    }
}
