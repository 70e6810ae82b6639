//! HTML that cannot hold unescaped text.

use std::fmt::{Display, Write as _};

/// A piece of HTML.
///
/// Markup comes only from string literals. All other text goes through [`text`](Self::text) or an attribute, which
/// escape it.
#[derive(Debug, Clone, Default)]
pub(super) struct Html(String);

/// The attributes of an element: names from literals, and values that get escaped.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a dyn Display)];

impl Html {
    /// Creates an empty piece.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds markup.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds escaped text.
    pub(super) fn text(&mut self, text: impl Display) -> &mut Self {
        let _ = write!(Escape(&mut self.0), "{text}");
        self
    }

    /// Adds another piece.
    pub(super) fn html(&mut self, piece: &Self) -> &mut Self {
        self.0.push_str(&piece.0);
        self
    }

    /// Adds a start tag.
    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) -> &mut Self {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            let _ = write!(Escape(&mut self.0), "{value}");
            self.0.push('"');
        }
        self.0.push('>');
        self
    }

    /// Adds an end tag.
    pub(super) fn close(&mut self, name: &'static str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
        self
    }

    /// Adds an element that contains only text.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        text: impl Display,
    ) -> &mut Self {
        self.open(name, attributes).text(text).close(name)
    }

    /// Returns the text of the piece.
    pub(super) fn into_string(self) -> String {
        self.0
    }
}

/// A writer that escapes text.
struct Escape<'a>(&'a mut String);

impl std::fmt::Write for Escape<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // A browser would not show these characters, or they would change the direction of the rest of the line.
                '\0'..='\u{8}'
                | '\u{B}'..='\u{1F}'
                | '\u{7F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}' => {
                    self.0.push('\u{FFFD}');
                }
                c => self.0.push(c),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut html = Html::new();
        html.element(
            "a",
            &[("href", &"/?a=1&b='\">")],
            "<script>\u{202E}&</script>",
        );
        assert_eq!(
            html.into_string(),
            "<a href=\"/?a=1&amp;b=&#39;&quot;&gt;\">&lt;script&gt;\u{FFFD}&amp;&lt;/script&gt;</a>"
        );
    }
}
