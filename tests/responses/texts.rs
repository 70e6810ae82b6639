//! Texts in each encoding that servers use.

use bbb_sdk::ListReader;

use super::*;

#[test]
fn a_text_is_read_to_its_last_byte() {
    for (content_type, body, expected) in [
        ("text/plain; charset=ISO-8859-1", &b"caf\xE9"[..], "café"),
        ("text/plain; charset=ISO-8859-1", b"caf\xC3\xA9", "café"),
        ("text/plain; charset=windows-1252", b"\x80 5\x85", "€ 5…"),
        ("text/plain; charset=ISO-8859-1", b"\xFF", "ÿ"),
        ("text/plain", b"[", "["),
        ("text/plain", b"", ""),
        ("text/plain", b"u\0p\0", "u\0p\0"),
        ("text/plain", b"\0u\0p", "\0u\0p"),
        ("text/plain", b"\xFF\xFEu\0p\0", "up"),
    ] {
        assert_eq!(text(content_type, body).unwrap(), expected, "{body:?}");
    }
    for (body, problem) in [
        (&b"caf\xC3"[..], ResponseProblem::CutOff),
        (b"\xFF", ResponseProblem::CutOff),
        (b"\x80", ResponseProblem::Encoding),
        (b"caf\xE9 au lait", ResponseProblem::Encoding),
    ] {
        let excerpt = String::from_utf8_lossy(body).replace('\u{FFFD}', "");
        assert_eq!(
            parts(text("text/plain", body).unwrap_err()),
            (problem, excerpt)
        );
    }
}

/// ISO-8859-15 and windows-1252 differ from ISO-8859-1 in these bytes. Those that windows-1252 leaves undefined are read as
/// in ISO-8859-1.
#[test]
fn every_byte_of_a_single_byte_encoding_is_read() {
    let of_latin_9 = [
        (0xA4, '€'),
        (0xA6, 'Š'),
        (0xA8, 'š'),
        (0xB4, 'Ž'),
        (0xB8, 'ž'),
        (0xBC, 'Œ'),
        (0xBD, 'œ'),
        (0xBE, 'Ÿ'),
    ];
    let of_windows = [
        (0x80, '€'),
        (0x82, '‚'),
        (0x83, 'ƒ'),
        (0x84, '„'),
        (0x85, '…'),
        (0x86, '†'),
        (0x87, '‡'),
        (0x88, 'ˆ'),
        (0x89, '‰'),
        (0x8A, 'Š'),
        (0x8B, '‹'),
        (0x8C, 'Œ'),
        (0x8E, 'Ž'),
        (0x91, '‘'),
        (0x92, '’'),
        (0x93, '“'),
        (0x94, '”'),
        (0x95, '•'),
        (0x96, '–'),
        (0x97, '—'),
        (0x98, '˜'),
        (0x99, '™'),
        (0x9A, 'š'),
        (0x9B, '›'),
        (0x9C, 'œ'),
        (0x9E, 'ž'),
        (0x9F, 'Ÿ'),
    ];
    for (charset, others) in [
        ("iso-8859-1", &[][..]),
        ("iso-8859-15", &of_latin_9),
        ("windows-1252", &of_windows),
    ] {
        for byte in 0x80..=0xFF {
            let other = others.iter().find(|(other, _)| *other == byte);
            let expected = other.map_or(char::from(byte), |(_, character)| *character);
            let read = text(&format!("text/plain; charset={charset}"), &[b'.', byte]);
            assert_eq!(read.unwrap(), format!(".{expected}"), "{byte} in {charset}");
        }
    }
}

#[test]
fn blanks_and_marks_before_a_text_are_left_out() {
    for start in ["", "\u{FEFF}", " \r\n\t", "\u{FEFF}\n\u{FEFF}\u{A0}"] {
        let sent = format!("{start}up \u{FEFF}");
        assert_eq!(text("", sent.as_bytes()).unwrap(), "up \u{FEFF}");
        let units = format!("\u{FEFF}{sent}");
        let units: Vec<u8> = units.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text("", &units).unwrap(), "up \u{FEFF}");
    }
}

#[test]
fn an_empty_piece_of_a_list_decides_nothing() {
    let text =
        "\u{FEFF}<response><returncode>SUCCESS</returncode><l><r><n>a</n></r></l></response>";
    let body: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut reader = ListReader::<Numbers>::new();
    for piece in [&b""[..], &body, b""] {
        reader.push(piece).unwrap();
    }
    reader.finish().unwrap();
    assert_eq!(reader.next_item().as_deref(), Some("a"));
}
