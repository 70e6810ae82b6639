//! The reader finds the same fields as quick-xml, which shares no code with it.
#![no_main]

use bbb_sdk::xml;
use libfuzzer_sys::fuzz_target;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Returns the children of the root that contain only text, or none if quick-xml reports an error.
fn fields(text: &str) -> Option<Vec<(String, String)>> {
    let mut reader = Reader::from_str(text);
    let (mut depth, mut open, mut fields) = (0, None::<(String, String, bool)>, Vec::new());
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                depth += 1;
                let name = String::from_utf8(start.name().as_ref().to_vec()).ok()?;
                match (&mut open, depth) {
                    (_, 2) => open = Some((name, String::new(), true)),
                    (Some((_, _, leaf)), _) => *leaf = false,
                    (None, _) => {}
                }
            }
            Event::Empty(start) => match (&mut open, depth) {
                (_, 1) => {
                    let name = String::from_utf8(start.name().as_ref().to_vec()).ok()?;
                    fields.push((name, String::new()));
                }
                (Some((_, _, leaf)), _) => *leaf = false,
                (None, _) => {}
            },
            Event::End(_) => {
                if depth == 2 {
                    let (name, text, leaf) = open.take()?;
                    if leaf {
                        let text = text.trim_matches([' ', '\t', '\r', '\n']);
                        fields.push((name, text.to_owned()));
                    }
                }
                depth -= 1;
            }
            Event::Text(text) => {
                let text = text.xml10_content().ok()?.into_owned();
                if let Some((_, value, _)) = &mut open {
                    value.push_str(&text);
                }
            }
            Event::CData(text) => {
                let text = text.xml10_content().ok()?.into_owned();
                if let Some((_, value, _)) = &mut open {
                    value.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                let named = match &*reference.decode().ok()? {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => reference.resolve_char_ref().ok()??,
                };
                if let Some((_, value, _)) = &mut open {
                    value.push(named);
                }
            }
            Event::Eof => return Some(fields),
            _ => {}
        }
    }
}

fuzz_target!(|text: &str| {
    // The characters that replace colons in the reader.
    if text.contains('\u{1FFFE}') {
        return;
    }
    let ours = xml::read(text, |root| {
        let leaf = |element: &xml::Element<'_, '_>| element.elements().next().is_none();
        let field = |element: xml::Element<'_, '_>| {
            (element.name().into_owned(), element.text().into_owned())
        };
        let name = root.name().into_owned();
        Ok((
            name,
            root.elements().filter(leaf).map(field).collect::<Vec<_>>(),
        ))
    });
    // A response in another element is one level deeper.
    let Ok((_, ours)) = ours else { return };
    let start = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    if !start.starts_with("<response") {
        return;
    }
    if let Some(theirs) = fields(text) {
        assert_eq!(ours, theirs);
    }
});
