//! Writes the XML that calls send.

use crate::base64::encode_into;
use crate::error::{Error, Result};

/// A writer of XML. A parser reads back exactly what was written, and what XML cannot represent is refused.
pub(crate) struct Writer(String);

impl Writer {
    /// Creates an empty document. Reserving its length avoids copying large slides.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Returns the text.
    pub(crate) fn finish(self) -> String {
        self.0
    }

    /// Writes an element with its attributes, and the content that `content` writes.
    pub(crate) fn element<'a>(
        &mut self,
        name: &str,
        attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
        content: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            self.0.push(' ');
            self.0.push_str(attribute);
            self.0.push_str("=\"");
            self.escaped(value, true)
                .map_err(|c| cannot_hold(&format!("{name} {attribute}"), c))?;
            self.0.push('"');
        }
        self.0.push('>');
        content(self)?;
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
        Ok(())
    }

    /// Writes text. An error names it as `parameter`.
    pub(crate) fn text(&mut self, parameter: &str, text: &str) -> Result<()> {
        self.escaped(text, false)
            .map_err(|c| cannot_hold(parameter, c))
    }

    /// Writes bytes as base64, with padding and on one line.
    pub(crate) fn base64(&mut self, bytes: &[u8]) {
        encode_into(bytes, &mut self.0);
    }

    /// Writes text, escaped. Fails for a character that XML cannot represent.
    fn escaped(&mut self, text: &str, attribute: bool) -> Result<(), char> {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '\r' => self.0.push_str("&#13;"),
                '"' if attribute => self.0.push_str("&quot;"),
                '\t' if attribute => self.0.push_str("&#9;"),
                '\n' if attribute => self.0.push_str("&#10;"),
                c if is_xml(c) => self.0.push(c),
                c => return Err(c),
            }
        }
        Ok(())
    }
}

/// Returns whether XML 1.0 can represent the character.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

fn cannot_hold(parameter: &str, c: char) -> Error {
    let reason = format!(
        "contains the character U+{:04X}, which XML cannot contain",
        u32::from(c)
    );
    Error::parameter(parameter, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Writer) -> Result<()>) -> Result<String> {
        let mut xml = Writer::with_capacity(0);
        write(&mut xml).map(|()| xml.finish())
    }

    #[test]
    fn markup_in_values_stays_text() {
        let text = written(|xml| {
            xml.element("a", [("b", "<\"&'>\t\r\n")], |xml| {
                xml.text("a", "]]> <b>\t\"&amp;\"\r\n")
            })
        });
        assert_eq!(
            text.unwrap(),
            "<a b=\"&lt;&quot;&amp;'&gt;&#9;&#13;&#10;\">]]&gt; &lt;b&gt;\t\"&amp;amp;\"&#13;\n</a>"
        );
    }

    #[test]
    fn characters_beyond_xml_are_refused_by_name() {
        let refused = |text: &str| {
            let error = written(|xml| xml.element("a", [("b", text)], |_| Ok(())));
            assert!(written(|xml| xml.text("a", text)).is_err());
            error.unwrap_err().to_string()
        };
        assert_eq!(
            refused("a\u{0}"),
            "parameter `a b` contains the character U+0000, which XML cannot contain"
        );
        for text in ["\u{1}", "\u{B}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
            refused(text);
        }
    }
}
