//! Finds single bytes that are usually near.

/// Finds a byte.
#[inline]
pub(super) fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    let rest = bytes.get(from..)?;
    find_near(rest, byte, 0xFF)
        .or_else(|| memchr::memchr(byte, rest))
        .map(|found| from + found)
}

/// Finds the next byte that delimits names in a start tag: `>`, `:` or `=`. Returns its position and the byte.
#[inline]
pub(super) fn find_delimiter(tag: &[u8], from: usize) -> Option<(usize, u8)> {
    let rest = tag.get(from..)?;
    let delimiter_at = |at: usize| {
        let byte = *rest.get(at)?;
        matches!(byte, b'>' | b':' | b'=').then_some((from + at, byte))
    };
    // The delimiters are among the eight characters from `8` to `?`. Names rarely contain another one of these.
    find_near(rest, b'8', 0xF8)
        .and_then(delimiter_at)
        .or_else(|| (0..rest.len()).find_map(delimiter_at))
}

/// Finds the first byte that equals `byte` in the bits of `mask`, if it is among the first 24 bytes.
///
/// It compares eight bytes at a time. Most names and values are so short that this is faster than to start a search that
/// is made for long texts.
#[inline]
fn find_near(bytes: &[u8], byte: u8, mask: u8) -> Option<usize> {
    const LENGTH: usize = 24;
    const ONES: u64 = u64::MAX / 255;
    let (wanted, masks) = (ONES * u64::from(byte), ONES * u64::from(mask));
    let words = bytes.first_chunk::<LENGTH>()?.as_chunks::<8>().0;
    for (number, word) in words.iter().enumerate() {
        let difference = (u64::from_le_bytes(*word) & masks) ^ wanted;
        // The top bit is set in the first byte that equals `byte`, and perhaps in bytes after it.
        let found = difference.wrapping_sub(ONES) & !difference & (ONES << 7);
        if found != 0 {
            return Some(8 * number + found.trailing_zeros() as usize / 8);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_near_bytes_as_memchr_does() {
        let text: Vec<u8> = (0..40).map(|at| at * 6).collect();
        for start in 0..text.len() {
            let rest = &text[start..];
            let near = rest.get(..24).unwrap_or_default();
            for wanted in 0..=255 {
                let expected = memchr::memchr(wanted, near);
                assert_eq!(find_near(rest, wanted, 0xFF), expected, "{start} {wanted}");
                assert_eq!(
                    find(&text, start, wanted),
                    memchr::memchr(wanted, rest).map(|found| start + found)
                );
                let eight = near.iter().position(|byte| byte / 8 == wanted / 8);
                let found = find_near(rest, wanted & 0xF8, 0xF8);
                assert_eq!(found, eight, "{start} {wanted}");
            }
        }
    }

    #[test]
    fn finds_every_delimiter_and_nothing_else() {
        for length in 0..40 {
            for last in 0..=255_u8 {
                let tag = ["8".repeat(length % 3), "n".repeat(length)].concat();
                let tag = [tag.as_bytes(), &[last], b"9;?<x=>:"].concat();
                for from in 0..tag.len() {
                    let expected = (from..tag.len()).find(|at| b">:=".contains(&tag[*at]));
                    assert_eq!(
                        find_delimiter(&tag, from),
                        expected.map(|found| (found, tag[found]))
                    );
                }
            }
        }
    }
}
