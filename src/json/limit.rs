//! Limits the memory that a JSON text takes, before it is parsed.

use crate::error::Limit;
use crate::xml::Limits;

// The sizes of the parser's values, in bytes. Other crates in the program may enable features of the parser, so each figure
// covers objects that keep their order (72 bytes per value, in a vector that doubles) and objects that do not (nodes of 632
// bytes that may be half empty).

/// An object with up to four members.
const OBJECT: usize = 656;
/// A member beyond the fourth.
const MEMBER: usize = 256;
const FEW_MEMBERS: usize = 4;
/// A list with up to four elements, its initial capacity.
const LIST: usize = 304;
/// An element after the first: its place, a spare place, and the copy while the list grows.
const ELEMENT: usize = 216;
/// A text or a name, in addition to its bytes.
const TEXT: usize = 32;

/// Refuses a text that is nested too deeply, or whose values would take more than a multiple of its length and an
/// allowance. Short legitimate responses are dense.
///
/// It scans the text once and takes a few bytes for each level of nesting.
pub(crate) fn check(text: &[u8], limits: &Limits) -> Result<(), Limit> {
    let most = limits
        .memory
        .saturating_mul(text.len())
        .saturating_add(limits.memory_allowance);
    let mut open: Vec<Open> = Vec::new();
    // All texts together are no longer than the document.
    let mut taken = text.len();
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        let more = match byte {
            b'"' => {
                skip_text(&mut bytes);
                TEXT
            }
            b'{' | b'[' => {
                if open.len() >= limits.depth {
                    return Err(Limit::Depth(limits.depth));
                }
                let is_object = *byte == b'{';
                open.push(Open {
                    is_object,
                    commas: 0,
                });
                if is_object { OBJECT } else { LIST }
            }
            b'}' | b']' => {
                open.pop();
                0
            }
            b',' => open.last_mut().map_or(0, Open::comma),
            _ => 0,
        };
        taken = taken.saturating_add(more);
        if taken > most {
            return Err(limits.of_memory());
        }
    }
    Ok(())
}

/// An object or a list that is still open.
struct Open {
    is_object: bool,
    commas: usize,
}

impl Open {
    /// Returns the size of one more member or element.
    fn comma(&mut self) -> usize {
        self.commas = self.commas.saturating_add(1);
        match self.is_object {
            true if self.commas < FEW_MEMBERS => 0,
            true => MEMBER,
            false => ELEMENT,
        }
    }
}

/// Skips to the end of a string.
fn skip_text(bytes: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> Result<(), Limit> {
        check(text.as_bytes(), &Limits::default())
    }

    #[track_caller]
    fn too_much(start: &str, part: &str) {
        let text = format!("{start}{}", part.repeat((16 << 20) / part.len()));
        assert_eq!(checked(&text), Err(Limits::default().of_memory()));
    }

    #[test]
    fn hostile_texts_are_refused_whatever_they_are_made_of() {
        let start = r#"{"response":{"returncode":"SUCCESS","tracks":["#;
        for part in [
            "0,",
            "{\"\":0},",
            "{},",
            "[],",
            "[0],",
            "\"\",",
            "[[[0]]],",
            "{\"a\":{\"b\":[0]}},",
        ] {
            too_much(start, part);
        }
        too_much("{", "\"abc\":0,");
    }

    #[test]
    fn real_texts_are_read_however_long() {
        let data = format!(
            "{{\"data\":\"{}\"}}",
            "[0,{\\\"a\\\":\\\"\\\"}],".repeat(2_000_000)
        );
        assert_eq!(checked(&data), Ok(()));
        let track = r#"{"href":"https://bbb.example.com/captions/0d2f0a9a/caption_en-US.vtt","kind":"captions","label":"English","lang":"en-US","source":"live"},"#;
        assert_eq!(checked(&format!("[{}]", track.repeat(50_000))), Ok(()));
    }

    /// The smallest allowance that lets a text pass, if its length gives it nothing.
    fn cost(text: &str) -> usize {
        let allowing = |memory_allowance| Limits {
            memory: 0,
            memory_allowance,
            ..Limits::default()
        };
        let passes = |most| check(text.as_bytes(), &allowing(most)).is_ok();
        (0..100_000).find(|most| passes(*most)).unwrap()
    }

    #[test]
    fn a_text_may_take_all_that_is_allowed() {
        assert_eq!(cost("0123456789"), 10);
        assert_eq!(cost(""), 0);
    }

    /// The parser's map has room for four members. The next one takes as much as `MEMBER` says.
    #[test]
    fn the_fifth_member_takes_another_place() {
        let more = |few: &str, many: &str| cost(many) - cost(few);
        let three = r#"{"":0,"":0,"":0}"#;
        let four = r#"{"":0,"":0,"":0,"":0}"#;
        let five = r#"{"":0,"":0,"":0,"":0,"":0}"#;
        let six = r#"{"":0,"":0,"":0,"":0,"":0,"":0}"#;
        let texts = more(three, four);
        assert!(texts < 64, "{texts}");
        assert_eq!(more(four, five), texts + MEMBER);
        assert_eq!(more(five, six), texts + MEMBER);
        assert_eq!(more("[]", "[0,0]"), "0,0".len() + ELEMENT);
    }

    #[test]
    fn as_deep_as_the_limit_says() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(checked(&nested(64)), Ok(()));
        assert_eq!(checked(&nested(65)), Err(Limit::Depth(64)));
        assert_eq!(checked(&"[]".repeat(100)), Ok(()));
        assert_eq!(checked(&format!("\"{}\"", "[".repeat(100))), Ok(()));
        assert_eq!(checked(&format!("\"\\\"{}\"", "[".repeat(100))), Ok(()));
        assert_eq!(checked(&format!("\"\\\\\"{}", nested(64))), Ok(()));
        assert_eq!(
            checked(&format!("\"\\\\\"{}", nested(65))),
            Err(Limit::Depth(64))
        );
        assert_eq!(checked("\"open"), Ok(()));
        assert_eq!(checked("]}\\"), Ok(()));
    }
}
