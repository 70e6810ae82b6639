//! [`Timestamp`]: a moment in a response or a callback.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::FromText;
use crate::redact::pad_one_line;

/// A moment that a server reports.
///
/// Servers since 0.9 write milliseconds since 1970. Callbacks write a date and a time with an offset, which is converted to
/// milliseconds; digits beyond milliseconds are dropped. Servers before 0.9 wrote a date in words, with the abbreviation of
/// the server's time zone. Such a text is kept unchanged.
///
/// Servers write 0 for a moment that has not come yet. Responses have `None` for it.
///
/// `Display` prints RFC 3339 in UTC, with milliseconds only where they are not zero:
///
/// ```
/// use bbb_sdk::Timestamp;
///
/// let time = Timestamp::Millis(1_531_155_809_613);
/// assert_eq!(time.to_string(), "2018-07-09T17:03:29.613Z");
/// assert_eq!(Timestamp::Millis(1_531_155_809_000).to_string(), "2018-07-09T17:03:29Z");
/// ```
///
/// # Units
///
/// Numbers that a server sends are integers in this crate, and their names state the unit: `duration_minutes`,
/// `length_millis`, `size_bytes`. They are not [`Duration`]s, because programs write them back: into parameters, into JSON,
/// into a database. A `Duration` would have to be rounded for a server that counts minutes, and it cannot represent a
/// negative or unlimited number. The crate's own limits, such as timeouts, never reach a server and are [`Duration`]s.
///
/// # Serde
///
/// With the feature `serde` a timestamp is serialised as a number of milliseconds or, if the server wrote words, as a text.
/// Both deserialise to the same value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Timestamp {
    /// Milliseconds since 1970 in UTC.
    Millis(i64),
    /// The server's text, if it is neither a number nor a date with an offset.
    Text(String),
}

impl Timestamp {
    /// Returns the milliseconds since 1970, or `None` for a [`Text`](Self::Text).
    pub fn millis(&self) -> Option<i64> {
        match self {
            Self::Millis(millis) => Some(*millis),
            Self::Text(_) => None,
        }
    }

    /// Returns the moment as a `SystemTime`.
    ///
    /// It is `None` for a [`Text`](Self::Text), and for a moment that the system cannot represent.
    #[inline]
    pub fn system_time(&self) -> Option<SystemTime> {
        let millis = self.millis()?;
        let distance = Duration::from_millis(millis.unsigned_abs());
        if millis < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}

/// Converts milliseconds since 1970.
impl From<i64> for Timestamp {
    fn from(millis: i64) -> Self {
        Self::Millis(millis)
    }
}

/// Converts to whole milliseconds. A moment beyond the range of `i64` becomes the first or the last that it can represent.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self::Millis(match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
        })
    }
}

impl From<&Timestamp> for Timestamp {
    fn from(time: &Timestamp) -> Self {
        time.clone()
    }
}

impl FromText for Timestamp {
    fn from_text(text: &str) -> Option<Self> {
        match i64::from_text(text) {
            Some(0) => None,
            Some(millis) => Some(Self::Millis(millis)),
            // QUIRK: recordings of old servers have `null` if their metadata lacks the time.
            None if text == "null" => None,
            None => Some(date_time(text).map_or_else(|| Self::Text(text.to_owned()), Self::Millis)),
        }
    }
}

const MILLIS_A_DAY: i64 = 86_400_000;

impl fmt::Display for Timestamp {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Millis(millis) => f.pad(&rfc_3339(*millis)),
            Self::Text(text) => pad_one_line(text, f),
        }
    }
}

/// Formats the moment in RFC 3339. A year that does not have four digits gets a sign and as many digits as needed.
#[inline]
fn rfc_3339(millis: i64) -> String {
    let (days, rest) = (
        millis.div_euclid(MILLIS_A_DAY),
        millis.rem_euclid(MILLIS_A_DAY),
    );
    let (year, month, day) = date(days);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{year:+05}"),
    };
    let (seconds, millis) = (rest / 1000, rest % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = match millis {
        0 => String::new(),
        _ => format!(".{millis:03}"),
    };
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;
/// Days in 400 years, after which the calendar repeats.
const DAYS_IN_ERA: i64 = 146_097;

/// Returns the date of a day, counted from 1970-01-01. Years begin in March here, so that the leap day is the last day of
/// its year.
#[inline]
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_1970;
    let (era, day) = (days.div_euclid(DAYS_IN_ERA), days.rem_euclid(DAYS_IN_ERA));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (months_on, years_on) = if month < 10 { (3, 0) } else { (-9, 1) };
    (400 * era + year + years_on, month + months_on, day)
}

/// Returns the day of a date, counted from 1970-01-01.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let (month, year) = if month > 2 {
        (month - 3, year)
    } else {
        (month + 9, year - 1)
    };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    DAYS_IN_ERA * era + 365 * year + year / 4 - year / 100 + day_of_year - DAYS_TO_1970
}

/// Reads `2018-07-09T17:03:29.613Z` and its variants: a blank instead of the `T`, a blank before the offset, and `Z`,
/// `UTC`, `+02:00` or `+0200` as the offset. A date without a time or without an offset is not a moment.
fn date_time(text: &str) -> Option<i64> {
    let mut rest = text;
    let year = number(&mut rest, 4)?;
    take(&mut rest, &["-"])?;
    let month = number(&mut rest, 2)?;
    take(&mut rest, &["-"])?;
    let day = number(&mut rest, 2)?;
    take(&mut rest, &["T", "t", " "])?;
    let hour = number(&mut rest, 2)?;
    take(&mut rest, &[":"])?;
    let minute = number(&mut rest, 2)?;
    take(&mut rest, &[":"])?;
    let second = number(&mut rest, 2)?;
    let millis = fraction(&mut rest)?;
    let offset = offset(rest.strip_prefix(' ').unwrap_or(rest))?;
    // A date that does not exist, such as 31 June, converts back to a different one.
    let day_number = day_number(year, month, day);
    let exists = date(day_number) == (year, month, day)
        && hour < 24
        && minute < 60
        // A leap second counts as the first second of the next minute.
        && second <= 60;
    let minutes = hour * 60 + minute - offset;
    exists.then_some(day_number * MILLIS_A_DAY + minutes * 60_000 + second * 1000 + millis)
}

/// Reads the milliseconds after a full stop or a comma, or 0 if neither follows.
fn fraction(rest: &mut &str) -> Option<i64> {
    if take(rest, &[".", ","]).is_none() {
        return Some(0);
    }
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, behind) = rest.split_at_checked(end)?;
    *rest = behind;
    if digits.is_empty() {
        return None;
    }
    format!("{digits:0<3.3}").parse().ok()
}

/// Reads an offset, as the number of minutes ahead of UTC.
fn offset(text: &str) -> Option<i64> {
    if ["Z", "z", "UTC"].contains(&text) {
        return Some(0);
    }
    let (sign, mut rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let hours = number(&mut rest, 2)?;
    let _ = take(&mut rest, &[":"]);
    let minutes = number(&mut rest, 2)?;
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (60 * hours + minutes))
}

/// Takes a number of this many digits.
fn number(rest: &mut &str, digits: usize) -> Option<i64> {
    let (number, behind) = rest.split_at_checked(digits)?;
    *rest = behind;
    let all_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| number.parse().ok()).flatten()
}

/// Takes one of these signs.
fn take(rest: &mut &str, signs: &[&str]) -> Option<()> {
    *rest = signs.iter().find_map(|sign| rest.strip_prefix(sign))?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn prints(millis: i64, expected: &str) {
        assert_eq!(Timestamp::Millis(millis).to_string(), expected);
    }

    #[track_caller]
    fn reads(text: &str, millis: i64) {
        assert_eq!(
            Timestamp::from_text(text),
            Some(Timestamp::Millis(millis)),
            "{text}"
        );
    }

    #[track_caller]
    fn stays(text: &str) {
        assert_eq!(
            Timestamp::from_text(text),
            Some(Timestamp::Text(text.to_owned()))
        );
    }

    /// The expected texts come from `date -u -d @SECONDS`.
    #[test]
    fn prints_rfc_3339() {
        prints(0, "1970-01-01T00:00:00Z");
        prints(1, "1970-01-01T00:00:00.001Z");
        prints(-1, "1969-12-31T23:59:59.999Z");
        prints(951_782_399_000, "2000-02-28T23:59:59Z");
        prints(951_782_400_000, "2000-02-29T00:00:00Z");
        prints(951_868_800_000, "2000-03-01T00:00:00Z");
        prints(1_735_689_599_050, "2024-12-31T23:59:59.050Z");
        prints(4_107_542_400_000, "2100-03-01T00:00:00Z");
        prints(253_402_300_799_999, "9999-12-31T23:59:59.999Z");
        prints(253_402_300_800_000, "+10000-01-01T00:00:00Z");
        prints(-62_167_219_200_000, "0000-01-01T00:00:00Z");
        prints(i64::MAX, "+292278994-08-17T07:12:55.807Z");
        prints(i64::MIN, "-292275055-05-16T16:47:04.192Z");
        assert_eq!(
            format!("{:>22}|", Timestamp::Millis(0)),
            "  1970-01-01T00:00:00Z|"
        );
    }

    /// The expected days come from counting, month after month: eight centuries, in which each rule of the calendar applies.
    #[test]
    fn every_month_is_printed_and_read() {
        // 1600-01-01, from `date -u -d 1600-01-01 +%s`.
        let mut millis = -11_676_096_000_000;
        for year in 1600..2400 {
            let leap_day = i64::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
            let lengths = [31, 28 + leap_day, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (month, length) in (1..).zip(lengths) {
                for (day, days_on) in [(1, length - 1), (length, 1)] {
                    let text = format!("{year}-{month:02}-{day:02}T00:00:00Z");
                    prints(millis, &text);
                    reads(&text, millis);
                    millis += days_on * 86_400_000;
                }
                stays(&format!("{year}-{month:02}-{:02}T00:00:00Z", length + 1));
            }
        }
    }

    #[test]
    fn reads_numbers_and_dates_with_an_offset() {
        reads("1531155809613", 1_531_155_809_613);
        reads("1,715,265,328,123", 1_715_265_328_123);
        reads("-1", -1);
        reads("2018-07-09T17:03:29.613Z", 1_531_155_809_613);
        reads("2018-07-09t17:03:29z", 1_531_155_809_000);
        reads("2018-07-09T17:03:29.6Z", 1_531_155_809_600);
        reads("2018-07-09T17:03:29.613999Z", 1_531_155_809_613);
        reads("2018-07-09T19:03:29.613+02:00", 1_531_155_809_613);
        reads("2018-07-09T12:33:29-0430", 1_531_155_809_000);
        reads("2018-07-09 17:03:29 UTC", 1_531_155_809_000);
        reads("2018-07-09 19:03:29 +0200", 1_531_155_809_000);
        reads("2016-12-31T23:59:60Z", 1_483_228_800_000);
        reads("0000-01-01T00:00:00Z", -62_167_219_200_000);
        reads("9999-12-31T23:59:59.999Z", 253_402_300_799_999);
    }

    #[test]
    fn keeps_all_else() {
        for text in [
            "Tue May 04 20:00:30 UTC 2010",
            "2018-07-09",
            "2018-07-09T17:03:29",
            "2018-07-09T17:03Z",
            "2018-07-09T17:03:29 CEST",
            "2018-02-29T00:00:00Z",
            "2018-13-01T00:00:00Z",
            "2018-00-01T00:00:00Z",
            "2018-01-00T00:00:00Z",
            "2018-01-01T24:00:00Z",
            "2018-01-01T00:60:00Z",
            "2018-01-01T00:00:61Z",
            "2018-01-01T00:00:00.Z",
            "2018-01-01T00:00:00+2:00",
            "2018-01-01T00:00:00+24:00",
            "2018-01-01T00:00:00+02:60",
            "2018-01-01T00:00:00Zulu",
            "+018-01-01T00:00:00Z",
            "2018-01-01Té0:00:00Z",
        ] {
            stays(text);
        }
    }

    #[test]
    fn a_moment_that_has_not_come() {
        assert_eq!(Timestamp::from_text("0"), None);
        assert_eq!(Timestamp::from_text("null"), None);
    }

    #[test]
    fn to_and_from_system_time() {
        let epoch = SystemTime::UNIX_EPOCH;
        for (millis, time) in [
            (1500, epoch + Duration::from_millis(1500)),
            (-1500, epoch - Duration::from_millis(1500)),
            (0, epoch),
        ] {
            assert_eq!(Timestamp::Millis(millis).system_time(), Some(time));
            assert_eq!(Timestamp::from(time), Timestamp::Millis(millis));
        }
        assert_eq!(Timestamp::Text("soon".into()).system_time(), None);
        // No panic, whatever the system can express.
        let _ = Timestamp::Millis(i64::MIN).system_time();
    }
}
