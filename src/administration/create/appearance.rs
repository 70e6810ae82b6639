//! Appearance, documents by parameter, shared notes, plugins, client settings.

use super::Create;
use crate::address::{fetched, fetched_with_tls, opened, without_placeholders};
use crate::plain_json::Json;
use crate::value::open_enum;

/// # Appearance, documents, plugins, settings
impl Create {
    /// Sets the text of a banner above the client (`bannerText`).
    ///
    /// Since 2.0.
    pub fn banner_text(self, text: &str) -> Self {
        self.set("bannerText", text)
    }

    /// Sets the banner's colour, as `#RRGGBB` (`bannerColor`).
    ///
    /// Since 2.0.
    pub fn banner_color(self, color: &str) -> Self {
        self.set("bannerColor", color)
    }

    /// Sets the URL of a logo for the client (`logo`).
    ///
    /// Since 2.0.
    pub fn logo(self, url: &str) -> Self {
        self.set_url("logo", url, opened)
    }

    /// Sets the URL of a logo for the client's dark theme (`darklogo`).
    ///
    /// Since 3.0.
    pub fn dark_logo(self, url: &str) -> Self {
        self.set_url("darklogo", url, opened)
    }

    /// Sets a copyright notice for the Flash client (`copyright`).
    ///
    /// Ignored since 4.0.
    pub fn copyright(self, text: &str) -> Self {
        self.set("copyright", text)
    }

    /// Sets the URL of a page that offers documents (`presentationUploadExternalUrl`) and the text of its button
    /// (`presentationUploadExternalDescription`).
    ///
    /// The button is shown only if both are given. Since 2.6.
    pub fn presentation_upload_external(self, url: &str, description: &str) -> Self {
        self.set_url("presentationUploadExternalUrl", url, opened)
            .set("presentationUploadExternalDescription", description)
    }

    /// Sets the URL of a document that the server fetches and shows as slides (`preUploadedPresentation`).
    ///
    /// [`document`](Self::document) takes several documents, and every version supports it.
    ///
    /// Since 2.7.
    pub fn pre_uploaded_presentation(self, url: &str) -> Self {
        self.set_url("preUploadedPresentation", url, fetched)
    }

    /// Sets the name of that document, with its extension (`preUploadedPresentationName`).
    ///
    /// Since 2.7.2.
    pub fn pre_uploaded_presentation_name(self, filename: &str) -> Self {
        self.set("preUploadedPresentationName", filename)
    }

    /// Shows documents in place of the server's default document (`preUploadedPresentationOverrideDefault`).
    ///
    /// Default: `true`. Since 2.5.
    pub fn pre_uploaded_presentation_override_default(self, yes: bool) -> Self {
        self.set("preUploadedPresentationOverrideDefault", yes)
    }

    /// Sets the `https` URL of settings for the client (`clientSettingsOverrideJsonUrl`).
    ///
    /// The server fetches at most 1 MiB and waits at most 6 seconds. These settings win over
    /// [`client_settings_override`](Self::client_settings_override), and the server's configuration need not allow them.
    ///
    /// Since 3.0.25.
    pub fn client_settings_override_json_url(self, url: &str) -> Self {
        self.set_url("clientSettingsOverrideJsonUrl", url, fetched_with_tls)
    }

    /// Sets a parameter that servers do not read (`allowOverrideClientSettingsOnCreateCall`).
    ///
    /// BigBlueButton's documentation lists it, but servers look only at the property of this name in their own
    /// configuration.
    ///
    /// Default: `false`.
    pub fn allow_override_client_settings_on_create_call(self, yes: bool) -> Self {
        self.set("allowOverrideClientSettingsOnCreateCall", yes)
    }

    /// Sets the `https` URL of the initial shared notes, as JSON of BlockNote (`sharedNotesInitialContentJsonUrl`).
    ///
    /// It wins over all other ways to set them.
    ///
    /// Since 3.0.25.
    pub fn shared_notes_initial_content_json_url(self, url: &str) -> Self {
        self.set_url("sharedNotesInitialContentJsonUrl", url, fetched_with_tls)
    }

    /// Sets the initial shared notes, as Markdown (`sharedNotesInitialContentMarkdown`).
    ///
    /// Since 3.0.33.
    pub fn shared_notes_initial_content_markdown(self, markdown: &str) -> Self {
        self.set("sharedNotesInitialContentMarkdown", markdown)
    }

    /// Sets the `https` URL of the initial shared notes, as Markdown (`sharedNotesInitialContentMarkdownUrl`).
    ///
    /// It wins over Markdown that is given directly.
    ///
    /// Since 3.0.33.
    pub fn shared_notes_initial_content_markdown_url(self, url: &str) -> Self {
        self.set_url(
            "sharedNotesInitialContentMarkdownUrl",
            url,
            fetched_with_tls,
        )
    }

    /// Adds plugins to the client (`pluginManifests`), in addition to the server's own.
    ///
    /// Since 3.0.
    pub fn plugin_manifests(mut self, manifests: impl IntoIterator<Item = PluginManifest>) -> Self {
        let manifests: Vec<PluginManifest> = manifests.into_iter().collect();
        for manifest in &manifests {
            if manifest.url.is_empty() {
                self.query
                    .refuse("pluginManifests", "contains a manifest without a URL");
            } else if let Err(reason) = fetched(&without_placeholders(&manifest.url)) {
                let reason = format!("contains a manifest whose URL {reason}");
                self.query.refuse("pluginManifests", reason);
            }
        }
        let manifests = manifests.into_iter().map(Json::from).collect();
        self.set_json("pluginManifests", manifests)
    }

    /// Sets the URL of a list of plugins in the form of `pluginManifests`, of at most 1 MiB (`pluginManifestsFetchUrl`).
    ///
    /// Since 3.0.
    pub fn plugin_manifests_fetch_url(self, url: &str) -> Self {
        self.set_url("pluginManifestsFetchUrl", url, fetched)
    }

    /// Sets a value for the placeholder `${plugin_…}` of the same name in plugins' manifests (`plugin_*`).
    ///
    /// Since 3.0.
    ///
    /// # Errors
    ///
    /// Servers keep names that are a letter followed by letters, digits, `-` and `_`, and convert them to lower case. Any
    /// other name is refused before anything is sent.
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
                "has a name that servers drop: use a letter, then letters, digits, `-` and `_`",
            );
        }
        self
    }

    /// Takes users into the HTML5 client (`joinViaHtml5`).
    ///
    /// Default: the server's own. Removed in 2.3, which has no other client.
    pub fn join_via_html5(self, yes: bool) -> Self {
        self.set("joinViaHtml5", yes)
    }
}

open_enum! {
    /// The editor of the shared notes.
    pub enum NotesEditor {
        /// Etherpad. Removed in 4.0.
        Etherpad = "etherpad",
        /// BlockNote.
        BlockNote = "blockNote",
    }
}

/// A plugin for the client: the URL of its manifest and, optionally, the manifest's checksum.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a manifest does nothing until a call is given it"]
pub struct PluginManifest {
    url: String,
    checksum: Option<String>,
}

impl PluginManifest {
    /// Creates a plugin from the manifest at this URL.
    ///
    /// Servers replace `%%HTML5_PLUGIN_SDK_VERSION%%`, `%%HTML5_PLUGIN_SDK_MAIN_VERSION%%`, `%%BBB_VERSION%%`,
    /// `%%BBB_MAIN_VERSION%%` and `%%MEETING_ID%%` in it.
    pub fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            checksum: None,
        }
    }

    /// Sets the SHA-256 of the manifest in hex. The server refuses a manifest with a different one.
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
