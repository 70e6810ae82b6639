//! Values as people read them.

use std::fmt::Display;

use bbb_sdk::Timestamp;

/// The value, or nothing.
pub(crate) fn text(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

pub(crate) fn yes_or_no(value: Option<bool>) -> String {
    text(value.map(|yes| if yes { "yes" } else { "no" }))
}

/// The day and the minute, in UTC.
pub(crate) fn moment(time: Option<&Timestamp>) -> String {
    let Some(seconds) = time.and_then(Timestamp::millis).map(|millis| millis / 1000) else {
        return text(time);
    };
    if seconds <= 0 {
        return String::new();
    }
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute) = (seconds % 86_400 / 3600, seconds % 3600 / 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}")
}

/// The date of a day since 1970, counted in years that begin in March so that the leap day is the last.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (next, month_of_year) = if month < 10 {
        (0, month + 3)
    } else {
        (1, month - 9)
    };
    (
        400 * era + year + next,
        month_of_year,
        day - (153 * month + 2) / 5 + 1,
    )
}

/// A size with the unit that leaves the fewest digits.
pub(crate) fn bytes(size: Option<i64>) -> String {
    let Some(size) = size else {
        return String::new();
    };
    let mut rest = size;
    for unit in ["B", "kB", "MB", "GB"] {
        if rest < 1000 {
            return format!("{rest} {unit}");
        }
        rest /= 1000;
    }
    format!("{rest} TB")
}
