//! The header `Retry-After`: a number of seconds or an HTTP date.

use std::time::{Duration, SystemTime};

/// The headers `Retry-After` and `Date` as they were sent. They are parsed only if a pause is asked for, and programs
/// without retries do not link that.
#[derive(Clone, Copy, Default)]
pub(crate) struct RetryAfter {
    asked: Text,
    date: Text,
}

/// The beginning of a header, long enough for a date in any form. Behind it are blanks.
#[derive(Clone, Copy)]
struct Text([u8; 40]);

impl RetryAfter {
    /// Keeps the header `Retry-After`.
    #[inline]
    pub(super) fn set(&mut self, value: &str) {
        self.asked = Text::of(value);
    }

    /// Keeps the header `Date`.
    #[inline]
    pub(super) fn set_date(&mut self, value: &str) {
        self.date = Text::of(value);
    }

    /// Returns the time to wait, from the server's `Date` or from this machine's clock.
    #[inline]
    pub(crate) fn wait(&self) -> Option<Duration> {
        let asked = self.asked.get();
        if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
            // A number of seconds beyond `u64` is still a long time.
            let seconds = asked.parse().unwrap_or(u64::MAX);
            return Some(Duration::from_secs(seconds));
        }
        let moment = date(asked)?;
        let now = date(self.date.get()).unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            since.map_or(0, |since| since.as_secs())
        });
        Some(Duration::from_secs(moment.saturating_sub(now)))
    }
}

impl Text {
    #[inline]
    fn of(text: &str) -> Self {
        let mut kept = Self::default();
        for (place, byte) in kept.0.iter_mut().zip(text.trim().bytes()) {
            *place = byte;
        }
        kept
    }

    #[inline]
    fn get(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default().trim()
    }
}

impl Default for Text {
    #[inline]
    fn default() -> Self {
        Self([b' '; 40])
    }
}

/// Returns the seconds since 1970 of a date in one of the three forms of RFC 9110: `Sun, 06 Nov 1994 08:49:37 GMT`,
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
#[inline]
pub(super) fn date(text: &str) -> Option<u64> {
    let text = text.trim();
    let mut words = text
        .split([' ', '-'])
        .filter(|word| !word.is_empty())
        .skip(1);
    let mut next = || words.next();
    let (day, month, year, time) = if text.contains(',') {
        (next()?, next()?, next()?, next()?)
    } else {
        let (month, day, time, year) = (next()?, next()?, next()?, next()?);
        (day, month, year, time)
    };
    let month = MONTHS.split(' ').position(|name| name == month)?;
    let short = year.len() == 2;
    let year = number(year, 9_999)?;
    // A year of RFC 850 has two digits. RFC 9110 says to take the latest one that is not far in the future.
    let year = match year {
        _ if !short => year,
        0..=69 => year + 2_000,
        _ => year + 1_900,
    };
    let mut parts = time.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let (hour, minute, second) = (number(hour, 23)?, number(minute, 59)?, number(second, 60)?);
    let day = number(day, 31)?.checked_sub(1)?;
    let days = days_before(year, month)?.checked_add(day)?;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

const MONTHS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";

#[inline]
fn number(text: &str, most: u64) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= most)
}

/// Returns the days from 1970 to the first of a month.
#[inline]
fn days_before(year: u64, month: usize) -> Option<u64> {
    const BEFORE: [u64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    let last = year.checked_sub(1)?;
    let years = year.checked_sub(1970)?;
    let is_leap = leap_days(year) > leap_days(last);
    let this_year = u64::from(is_leap && month > 1);
    Some(years * 365 + leap_days(last) - leap_days(1969) + BEFORE.get(month)? + this_year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_their_three_forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            // `date -u -d '1994-11-06 08:49:37' +%s`
            assert_eq!(date(text), Some(784_111_777), "{text}");
        }
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
            ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800),
            ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200),
            ("Sun, 28 Feb 2100 00:00:00 GMT", 4_107_456_000),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            // `date -u -d '2044-11-06 08:49:37' +%s`, and so on
            ("Sunday, 06-Nov-44 08:49:37 GMT", 2_362_034_977),
            ("Wednesday, 06-Nov-69 08:49:37 GMT", 3_150_953_377),
            ("Friday, 06-Nov-70 08:49:37 GMT", 26_729_377),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ] {
            assert_eq!(date(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "soon",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov 99999 08:49:37 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Non 1994 08:49:37 GMT",
            "Sun, 0 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn what_servers_ask_for() {
        let seconds = |value: &str| {
            let mut head = RetryAfter::default();
            head.set(value);
            head.set_date("Sun, 06 Nov 1994 08:49:30 GMT");
            head.wait().map(|pause| pause.as_secs())
        };
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 7\t"), Some(7));
        assert_eq!(seconds("99999999999999999999"), Some(u64::MAX));
        assert_eq!(seconds(&"9".repeat(100)), Some(u64::MAX));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(7));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:00 GMT"), Some(0));
        for value in ["", "-1", "1.5", "+3", "soon"] {
            assert_eq!(seconds(value), None, "{value}");
        }
    }
}
