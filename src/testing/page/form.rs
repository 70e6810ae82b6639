//! Writes forms, and checks that a submitted form came from a page of this server.

use super::frame;
use super::html::Html;
use crate::testing::site::Site;
use crate::testing::wire::parameters::Parameters;
use crate::testing::wire::{Reply, Request};

/// The field with the server's token, which pages of other sites do not know.
const TOKEN: &str = "form_token";

/// A form to be written.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    pub(super) action: &'a str,
    pub(super) token: &'a str,
}

impl<'a> Form<'a> {
    /// Creates a form of the server's own page.
    pub(super) fn own(site: &'a Site) -> Self {
        Self {
            action: super::ACT,
            token: &site.form_token,
        }
    }

    /// Reads a submitted form, or refuses it.
    pub(super) fn sent(site: &Site, http: &Request) -> Result<Parameters, Reply> {
        if http.method != "POST" {
            let words = "This address takes forms that are sent with POST.";
            let refusal = frame::message(site, 405, "Nothing was changed", words);
            return Err(refusal.with("Allow", "POST"));
        }
        let form = Parameters::parse(&String::from_utf8_lossy(&http.body));
        if form.get(TOKEN) == Some(site.form_token.as_str()) {
            return Ok(form);
        }
        let words = "The form does not come from a page of this server, or the server was started anew. \
                     Go back, reload the page and try again.";
        Err(frame::message(site, 403, "Nothing was changed", words))
    }

    /// Starts the form, with hidden fields.
    pub(super) fn open(self, html: &mut Html, class: &str, fields: &[(&str, &str)]) {
        let attributes: super::html::Attributes<'_> = &[
            ("method", &"post"),
            ("action", &self.action),
            ("class", &class),
        ];
        html.open("form", attributes);
        for (name, value) in [(TOKEN, self.token)].iter().chain(fields) {
            html.open(
                "input",
                &[("type", &"hidden"), ("name", name), ("value", value)],
            );
        }
    }

    /// Adds a form with one button.
    pub(super) fn button(self, html: &mut Html, button: Button<'_>, fields: &[(&str, &str)]) {
        self.open(html, "", fields);
        let id = id(fields);
        html.element(
            "button",
            &[("id", &id), ("class", &button.class)],
            button.label,
        );
        html.close("form");
    }
}

/// A button.
#[derive(Clone, Copy)]
pub(super) struct Button<'a> {
    pub(super) label: &'a str,
    pub(super) class: &'a str,
}

impl<'a> Button<'a> {
    pub(super) fn new(label: &'a str) -> Self {
        Self { label, class: "" }
    }

    pub(super) fn class(self, class: &'a str) -> Self {
        Self { class, ..self }
    }
}

/// Returns an ID by which the script finds the button again after it has replaced the part around it.
fn id(fields: &[(&str, &str)]) -> String {
    let values: Vec<&str> = fields.iter().map(|(_, value)| *value).collect();
    format!("do-{}", values.join("-"))
}
