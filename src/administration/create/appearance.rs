//! Looks, documents by parameter, shared notes, plugins, settings.

use super::Create;
use crate::address::{fetched, fetched_with_tls, opened, without_placeholders};
use crate::plain_json::Json;
use crate::value::open_enum;

/// # Looks, documents, plugins, settings
impl Create {
    /// `bannerText`: text in a banner above the client. Since 2.0.
    pub fn banner_text(self, text: &str) -> Self {
        self.set("bannerText", text)
    }

    /// `bannerColor`: the banner's colour as `#RRGGBB`. Since 2.0.
    pub fn banner_color(self, color: &str) -> Self {
        self.set("bannerColor", color)
    }

    /// `logo`: the URL of a logo for the client. Since 2.0.
    pub fn logo(self, url: &str) -> Self {
        self.set_url("logo", url, opened)
    }

    /// `darklogo`: the URL of a logo for the client's dark theme. Since 3.0.
    pub fn dark_logo(self, url: &str) -> Self {
        self.set_url("darklogo", url, opened)
    }

    /// `copyright`: a copyright notice of the Flash client. Ignored since 4.0.
    pub fn copyright(self, text: &str) -> Self {
        self.set("copyright", text)
    }

    /// `presentationUploadExternalUrl` and `presentationUploadExternalDescription`: a page elsewhere that offers documents, and
    /// what its button says. The button shows only where both are given. Since 2.6.
    pub fn presentation_upload_external(self, url: &str, description: &str) -> Self {
        self.set_url("presentationUploadExternalUrl", url, opened)
            .set("presentationUploadExternalDescription", description)
    }

    /// `preUploadedPresentation`: the URL of a document to be shown as slides. Since 2.7.
    ///
    /// [`document`](Self::document) takes several, and every version knows it.
    pub fn pre_uploaded_presentation(self, url: &str) -> Self {
        self.set_url("preUploadedPresentation", url, fetched)
    }

    /// `preUploadedPresentationName`: the name of that document, with its extension. Since 2.7.2.
    pub fn pre_uploaded_presentation_name(self, filename: &str) -> Self {
        self.set("preUploadedPresentationName", filename)
    }

    /// `preUploadedPresentationOverrideDefault`: whether documents replace the server's own first one; yes. Since 2.5.
    pub fn pre_uploaded_presentation_override_default(self, yes: bool) -> Self {
        self.set("preUploadedPresentationOverrideDefault", yes)
    }

    /// `clientSettingsOverrideJsonUrl`: the `https` URL of settings for the client. Since 3.0.25.
    ///
    /// It wins over [`client_settings_override`](Self::client_settings_override) and needs no permission of the server.
    pub fn client_settings_override_json_url(self, url: &str) -> Self {
        self.set_url("clientSettingsOverrideJsonUrl", url, fetched_with_tls)
    }

    /// `allowOverrideClientSettingsOnCreateCall`: listed among the parameters by BigBlueButton's documentation; servers read
    /// it from their own configuration alone.
    pub fn allow_override_client_settings_on_create_call(self, yes: bool) -> Self {
        self.set("allowOverrideClientSettingsOnCreateCall", yes)
    }

    /// `sharedNotesEditor`: the editor of the shared notes; [`NotesEditor::Etherpad`] in 3.0, ignored since 4.0. Since 3.0.
    pub fn shared_notes_editor(self, editor: NotesEditor) -> Self {
        self.set("sharedNotesEditor", editor)
    }

    /// `sharedNotesInitialContentJsonUrl`: the `https` URL of what the shared notes begin with, as JSON of BlockNote. It wins
    /// over all other ways. Since 3.0.25.
    pub fn shared_notes_initial_content_json_url(self, url: &str) -> Self {
        self.set_url("sharedNotesInitialContentJsonUrl", url, fetched_with_tls)
    }

    /// `sharedNotesInitialContentMarkdown`: what the shared notes begin with, as Markdown. Since 3.0.33.
    pub fn shared_notes_initial_content_markdown(self, markdown: &str) -> Self {
        self.set("sharedNotesInitialContentMarkdown", markdown)
    }

    /// `sharedNotesInitialContentMarkdownUrl`: the `https` URL of what they begin with, as Markdown. It wins over Markdown
    /// given directly. Since 3.0.33.
    pub fn shared_notes_initial_content_markdown_url(self, url: &str) -> Self {
        self.set_url(
            "sharedNotesInitialContentMarkdownUrl",
            url,
            fetched_with_tls,
        )
    }

    /// `pluginManifests`: plugins for the client, on top of the server's own. Since 3.0.
    pub fn plugin_manifests(mut self, manifests: impl IntoIterator<Item = PluginManifest>) -> Self {
        let manifests: Vec<PluginManifest> = manifests.into_iter().collect();
        for manifest in &manifests {
            if manifest.url.is_empty() {
                self.query
                    .refuse("pluginManifests", "holds a manifest without a URL");
            } else if let Err(reason) = fetched(&without_placeholders(&manifest.url)) {
                let reason = format!("holds a manifest whose URL {reason}");
                self.query.refuse("pluginManifests", reason);
            }
        }
        let manifests = manifests.into_iter().map(Json::from).collect();
        self.set_json("pluginManifests", manifests)
    }

    /// `pluginManifestsFetchUrl`: the URL of a list of plugins, in the form of `pluginManifests` and up to 1 MiB. Since 3.0.
    pub fn plugin_manifests_fetch_url(self, url: &str) -> Self {
        self.set_url("pluginManifestsFetchUrl", url, fetched)
    }

    /// `plugin_` and a name: a value for `${plugin_…}` in the manifests of plugins. Since 3.0.
    ///
    /// Servers keep names of a letter followed by letters, digits, `-` and `_`, in lower case; any other is refused.
    pub fn plugin(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        let parameter = format!("plugin_{name}");
        let first = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let rest = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if first && rest {
            self.query.set(&parameter, value);
        } else {
            self.query.refuse(
                &parameter,
                "has a name that servers drop: a letter, then letters, digits, `-` and `_` are kept",
            );
        }
        self
    }

    /// `joinViaHtml5`: whether users get the HTML5 client; gone in 2.3, which has no other.
    pub fn join_via_html5(self, yes: bool) -> Self {
        self.set("joinViaHtml5", yes)
    }
}

open_enum! {
    /// The editor of the shared notes.
    pub enum NotesEditor {
        /// Etherpad; gone in 4.0.
        Etherpad = "etherpad",
        /// BlockNote.
        BlockNote = "blockNote",
    }
}

/// A plugin for the client: the URL of its manifest, and what the manifest must hash to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a manifest does nothing until a call is given it"]
pub struct PluginManifest {
    url: String,
    checksum: Option<String>,
}

impl PluginManifest {
    /// A plugin whose manifest is at this URL.
    ///
    /// `%%HTML5_PLUGIN_SDK_VERSION%%`, `%%HTML5_PLUGIN_SDK_MAIN_VERSION%%`, `%%BBB_VERSION%%`, `%%BBB_MAIN_VERSION%%` and
    /// `%%MEETING_ID%%` in it are replaced by the server.
    pub fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            checksum: None,
        }
    }

    /// The SHA-256 of the manifest in hex; the server takes no other manifest.
    pub fn checksum(mut self, sha256: &str) -> Self {
        self.checksum = Some(sha256.to_owned());
        self
    }
}

impl From<PluginManifest> for Json {
    fn from(manifest: PluginManifest) -> Self {
        let mut members = vec![("url".to_owned(), Self::Text(manifest.url))];
        if let Some(checksum) = manifest.checksum {
            members.push(("checksum".to_owned(), Self::Text(checksum)));
        }
        Self::Object(members)
    }
}
