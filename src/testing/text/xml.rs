//! A tree of XML elements, printed in the style of each server.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

/// An element of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::testing) struct Element {
    name: Cow<'static, str>,
    attributes: Vec<(&'static str, String)>,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    /// `<a/>`
    Nothing,
    /// `<a>text</a>`
    Text(String),
    /// `<a><![CDATA[text]]></a>`
    Cdata(String),
    /// `<a><b>…</b>…</a>`, or only a line break if there are none.
    Elements(Vec<Element>),
}

/// The layout of a server's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::testing) enum Layout {
    /// One tag per line, with the line ends of the template file.
    Lines(&'static str),
    /// The recordings of BigBlueButton: the top level is indented, and everything below is on one line.
    Recordings,
    /// Webhooks: no white space.
    Flat,
    /// The recordings of load balancers: indented by this text per level.
    Indented(&'static str),
    /// Scalelite's own answers: a declaration and indentation.
    Declared,
    /// Answers that Scalelite forwards: a declaration, lines, and character references instead of non-ASCII characters.
    HandedOn,
}

impl Element {
    fn with(name: impl Into<Cow<'static, str>>, content: Content) -> Self {
        Self {
            name: name.into(),
            attributes: Vec::new(),
            content,
        }
    }

    pub(in crate::testing) fn text(name: impl Into<Cow<'static, str>>, text: impl Display) -> Self {
        Self::with(name, Content::Text(text.to_string()))
    }

    pub(in crate::testing) fn cdata(name: impl Into<Cow<'static, str>>, text: &str) -> Self {
        Self::with(name, Content::Cdata(text.to_owned()))
    }

    pub(in crate::testing) fn empty(name: &'static str) -> Self {
        Self::with(name, Content::Nothing)
    }

    pub(in crate::testing) fn list(name: &'static str, elements: Vec<Self>) -> Self {
        Self::with(name, Content::Elements(elements))
    }

    pub(in crate::testing) fn attribute(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_owned()));
        self
    }

    pub(in crate::testing) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text of a child, if there is one.
    pub(in crate::testing) fn child_text(&self, name: &str) -> Option<&str> {
        let Content::Elements(children) = &self.content else {
            return None;
        };
        let child = children.iter().find(|child| child.name == name)?;
        match &child.content {
            Content::Text(text) | Content::Cdata(text) => Some(text),
            Content::Nothing | Content::Elements(_) => None,
        }
    }

    /// Prints the element as a document.
    pub(in crate::testing) fn print(&self, layout: Layout) -> String {
        let mut out = String::new();
        match layout {
            Layout::Lines(end) => self.lines(end, &mut out),
            Layout::Flat => self.flat(&mut out),
            Layout::Recordings => self.recordings(&mut out),
            Layout::Indented(step) => self.indented(step, 0, &mut out),
            Layout::Declared => {
                out.push_str("<?xml version=\"1.0\"?>\n");
                self.indented("  ", 0, &mut out);
            }
            Layout::HandedOn => {
                out.push_str("<?xml version=\"1.0\"?>\n");
                let mut lines = String::new();
                self.lines("\n", &mut lines);
                let lines = lines
                    .replace("<messageKey></messageKey>", "<messageKey/>")
                    .replace("<message></message>", "<message/>");
                for c in lines.chars() {
                    if c.is_ascii() {
                        out.push(c);
                    } else {
                        let _ = write!(out, "&#x{:X};", u32::from(c));
                    }
                }
                out.push('\n');
            }
        }
        out
    }

    fn open(&self, out: &mut String) {
        out.push('<');
        // QUIRK: names of custom data come from users, and no server checks them.
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
    }

    fn close(&self, out: &mut String) {
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }

    /// Prints an element without children, which looks the same in every layout.
    fn leaf(&self, out: &mut String) {
        self.open(out);
        match &self.content {
            Content::Nothing => return out.push_str("/>"),
            Content::Text(text) => {
                out.push('>');
                escape(text, out);
            }
            Content::Cdata(text) => {
                out.push_str("><![CDATA[");
                out.push_str(text);
                out.push_str("]]>");
            }
            Content::Elements(_) => out.push('>'),
        }
        self.close(out);
    }

    fn flat(&self, out: &mut String) {
        let Content::Elements(children) = &self.content else {
            return self.leaf(out);
        };
        // QUIRK: previews are copied from a file, including its line ends.
        if self.name == "preview" {
            out.push('\n');
            self.lines("\n", out);
            return out.push('\n');
        }
        self.open(out);
        out.push('>');
        for child in children {
            child.flat(out);
        }
        self.close(out);
    }

    fn lines(&self, end: &str, out: &mut String) {
        let Content::Elements(children) = &self.content else {
            return self.leaf(out);
        };
        self.open(out);
        out.push('>');
        out.push_str(end);
        for child in children {
            child.lines(end, out);
            out.push_str(end);
        }
        self.close(out);
    }

    fn recordings(&self, out: &mut String) {
        let Content::Elements(children) = &self.content else {
            return self.leaf(out);
        };
        self.open(out);
        out.push('>');
        for child in children {
            if child.name != "pagination" && child.name != "totalElements" {
                out.push_str("\n          ");
            } else if !out.ends_with("        ") {
                out.push_str("\n        ");
            }
            child.flat(out);
        }
        if !out.ends_with("</pagination>") && !out.ends_with("</totalElements>") {
            out.push_str("\n        ");
        }
        self.close(out);
    }

    fn indented(&self, step: &str, level: usize, out: &mut String) {
        let indent = |level, out: &mut String| out.extend(std::iter::repeat_n(step, level));
        indent(level, out);
        match &self.content {
            Content::Elements(children) => {
                self.open(out);
                out.push_str(">\n");
                for child in children {
                    child.indented(step, level + 1, out);
                }
                indent(level, out);
                self.close(out);
            }
            // QUIRK: Scalelite puts a CDATA section on a line of its own.
            Content::Cdata(text) => {
                self.open(out);
                out.push_str(">\n");
                indent(level + 1, out);
                let _ = writeln!(out, "<![CDATA[{text}]]>");
                indent(level, out);
                self.close(out);
            }
            Content::Nothing | Content::Text(_) => self.leaf(out),
        }
        out.push('\n');
    }
}

/// Escapes text for XML, as FreeMarker does.
pub(in crate::testing) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c => out.push(c),
        }
    }
}
