//! Whole numbers in the notation of any locale.

use super::FromText;

impl FromText for i64 {
    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| localized(text.trim()))
    }
}

/// Replaces every sign that can only separate groups of digits.
const GROUP: char = ' ';
/// The sign that can only separate a fraction.
const POINT: char = '٫';

/// Reads a number in the notation of any locale.
///
/// QUIRK: templates up to 3.0 print counts with the group separators and digits of the server's locale: `1,234`, `1.234`,
/// `1 234`, `12,34,567`, `١٬٢٣٤`. A fraction is cut off.
#[cold]
fn localized(text: &str) -> Option<i64> {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '’' | '\'' | '٬' | '\u{2E41}' => {
                plain.push(GROUP);
            }
            // Marks of right-to-left text.
            '\u{200E}' | '\u{200F}' | '\u{61C}' => {}
            '−' => plain.push('-'),
            '0'..='9' | '-' | '+' | ',' | '.' | POINT | 'e' | 'E' => plain.push(c),
            c => plain.push(decimal_digit(c)?),
        }
    }
    let (sign, number) = match plain.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    if let Some((mantissa, exponent)) = number.split_once(['e', 'E']) {
        let (units, fraction) = at_point(mantissa);
        whole(sign, units, fraction, exponent.parse().ok()?)
    } else {
        let (units, fraction) = grouped(number)?;
        whole(sign, &units, fraction, 0)
    }
}

/// Splits a number that may have groups into the digits before and after the point.
///
/// A sign that occurs once and does not separate groups is the point. Of two different signs, the last is the point.
fn grouped(number: &str) -> Option<(String, &str)> {
    let is_sign = |c: &char| matches!(*c, GROUP | ',' | '.' | POINT);
    let Some(first) = number.chars().find(is_sign) else {
        return Some((number.to_owned(), ""));
    };
    if is_grouped(number, first) {
        return Some((number.replace(first, ""), ""));
    }
    let last = number.chars().rfind(is_sign)?;
    let (units, fraction) = number.rsplit_once(last)?;
    if last == first || units.contains(last) {
        let (units, fraction) = at_point(number);
        return Some((units.to_owned(), fraction));
    }
    // A sign that can only be a point cannot separate groups, and one that can only separate groups cannot be a point.
    (first != POINT && last != GROUP && is_grouped(units, first))
        .then(|| (units.replace(first, ""), fraction))
}

/// Splits a number without groups at its point.
fn at_point(number: &str) -> (&str, &str) {
    number.split_once([',', '.', POINT]).unwrap_or((number, ""))
}

/// Returns whether the lengths are those of groups: up to three digits, then groups of two or three, the last of three. A
/// number that begins with zero has no groups: `0.999` is less than one.
fn is_grouped(number: &str, sign: char) -> bool {
    let mut groups = number.split(sign);
    let first = groups
        .next()
        .is_some_and(|group| (1..=3).contains(&group.len()) && !group.starts_with('0'));
    let mut last = 0;
    let rest = groups.all(|group| {
        last = group.len();
        (2..=3).contains(&last)
    });
    first && rest && last == 3
}

/// Returns the integer part of a number with a fraction or an exponent. The standard library would parse a floating-point
/// number, which is not exact and links tables that are large in a small program. `None` for anything but digits.
fn whole(sign: &str, units: &str, fraction: &str, exponent: isize) -> Option<i64> {
    const MOST_DIGITS: usize = 19;
    let digits = format!("{units}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let point = exponent.saturating_add_unsigned(units.len());
    let Ok(length @ 1..) = usize::try_from(point) else {
        return Some(0);
    };
    let zeros = digits.bytes().take_while(|digit| *digit == b'0').count();
    if length > MOST_DIGITS.saturating_add(zeros) {
        return None;
    }
    format!("{sign}{digits:0<length$.length$}").parse().ok()
}

/// Returns the ASCII digit for a decimal digit of another script.
fn decimal_digit(c: char) -> Option<char> {
    /// The zero digits of the scripts that Java's locales use.
    const ZEROS: [u32; 24] = [
        0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
        0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0x1946, 0x1C50, 0xFF10, 0x1_1136,
        0x1_E140, 0x1_E950,
    ];
    let code = u32::from(c);
    ZEROS
        .iter()
        .find_map(|zero| char::from_digit(code.checked_sub(*zero)?, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn number(text: &str, expected: impl Into<Option<i64>>) {
        assert_eq!(i64::from_text(text), expected.into(), "{text}");
    }

    #[test]
    fn numbers_of_any_locale() {
        number("0", 0);
        number("007", 7);
        number("9007199254740993", 9_007_199_254_740_993);
        number("-1", -1);
        number("+60", 60);
        number("\u{A0}60\u{2003}", 60);
        for text in [
            "1,234,567",
            "1.234.567",
            "1\u{202F}234\u{202F}567",
            "1\u{A0}234\u{A0}567",
            "1’234’567",
            "12,34,567",
        ] {
            number(text, 1_234_567);
        }
        number("1,715,265,328,123", 1_715_265_328_123);
        number("١٬٢٣٤", 1234);
        number("۱٬۲۳۴", 1234);
        number("१,२३४", 1234);
        number("᱑,᱒᱓᱔", 1234);
        number("𞥑⹁𞥒𞥓𞥔", 1234);
        number("-1,234", -1234);
        number("\u{61C}-١٬٢٣٤", -1234);
    }

    #[test]
    fn fractions_are_cut_off() {
        number("1.715261728123E12", 1_715_261_728_123);
        number("12.7", 12);
        number("12,75", 12);
        number("1.2345", 1);
        number("1e3", 1000);
        number("-1.5e1", -15);
        number("1.234e1", 12);
        number("0.99", 0);
        number("1234.5e-2", 12);
        number("5e-3", 0);
        number("5.", 5);
        number(".5", 0);
        number(",234", 0);
        number("1٫5", 1);
        number("9223372036854775807.9", i64::MAX);
        number("0000000000000000000000012.7", 12);
    }

    #[test]
    fn a_zero_begins_no_group() {
        number("0.999", 0);
        number("0,999", 0);
        number("-0.999", 0);
        number("0٫999", 0);
        number("٠٫٩٩٩", 0);
        number("00.123", 0);
        number("01.234", 1);
        number("0.999.999", None);
        number("0,123.5", None);
        number("0 123", None);
    }

    #[test]
    fn groups_and_a_fraction() {
        number("1,234.5", 1234);
        number("1.234,5", 1234);
        number("1.234,567", 1234);
        number("1,234,567.891", 1_234_567);
        number("12,34,567.8", 1_234_567);
        number("1 234,56", 1234);
        number("1\u{202F}234\u{202F}567,8", 1_234_567);
        number("1’234.5", 1234);
        number("١٬٢٣٤٫٥", 1234);
        number("-1,234.5", -1234);
    }

    #[test]
    fn no_number() {
        for text in [
            "",
            "-",
            "NaN",
            "inf",
            "1 2 3",
            "1 5",
            "12 apostles",
            "1,,234",
            "1,234.567.891",
            "1,234.567,891",
            "1,23.4",
            "1,-34,567",
            "1,2.4,567",
            "1234,567.8",
            "1٫234,5",
            "1,234 567",
            "1 234,5.6",
            "9999999999999999999",
            "1e300",
            "1e99999999999999999999",
            "1,234.5e3",
            "e3",
            "1e",
            "1.2.3",
            "1.-2",
            "1.5-",
            "--1",
            "9223372036854775808.0",
            ".",
            ",.",
            "0x10",
        ] {
            number(text, None);
        }
    }
}
