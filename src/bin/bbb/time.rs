//! Formats and parses times and durations for people.

use std::time::Duration;

use bbb_sdk::Timestamp;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, ZonedDateTime};

/// The time zone in which times are shown.
#[derive(Clone)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    /// Returns UTC, or the zone of this machine (`TZ`).
    pub(crate) fn new(utc: bool) -> Self {
        Self(if utc {
            TimeZone::UTC
        } else {
            TimeZone::system()
        })
    }

    /// Formats a time to the minute, with its zone: `2026-11-27 07:30 CET`. A server's own words stay unchanged.
    pub(crate) fn short(&self, time: &Timestamp) -> String {
        self.shown(time, "%Y-%m-%d %H:%M %Z")
    }

    /// Formats a time in RFC 3339 with its offset: `2026-11-27T07:30:00+01:00`.
    pub(crate) fn exact(&self, time: &Timestamp) -> String {
        self.shown(time, "%Y-%m-%dT%H:%M:%S%:z")
    }

    fn shown(&self, time: &Timestamp, format: &str) -> String {
        let at = time
            .millis()
            .and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
        match at {
            Some(at) => at
                .to_zoned_datetime(self.0.clone())
                .strftime(format)
                .to_string(),
            None => time.to_string(),
        }
    }
}

/// Parses a time limit: `30s`, `1m30s`, or a number of seconds.
pub(crate) fn limit(text: &str) -> Result<Duration, String> {
    let told = || "is not a duration such as `30s`, `5m` or `1h`".to_owned();
    if let Ok(seconds) = text.parse::<u64>() {
        return Ok(Duration::from_secs(seconds));
    }
    let duration: SignedDuration = text.parse().map_err(|_| told())?;
    Duration::try_from(duration).map_err(|_| told())
}

/// Parses a time limit that is longer than 0.
pub(crate) fn timeout(text: &str) -> Result<Duration, String> {
    let time = limit(text)?;
    if time.is_zero() {
        return Err("leaves no time for a call".to_owned());
    }
    Ok(time)
}

/// Parses an age such as `90d`, `12w`, `6mo` or `1y`. Returns the moment that long ago, in milliseconds since 1970.
pub(crate) fn age(text: &str) -> Result<i64, String> {
    let told = || "is not an age such as `90d`, `12w`, `6mo` or `1y`".to_owned();
    let span: Span = text.parse().map_err(|_| told())?;
    if !span.is_positive() {
        return Err(told());
    }
    let then = ZonedDateTime::now().checked_sub(span).map_err(|_| told())?;
    Ok(then.timestamp().as_millisecond())
}

/// Formats a moment to the second, with its zone: `2026-11-27 07:30:15 CET`.
pub(crate) fn exact(millis: i64, zone: &Zone) -> String {
    zone.shown(&Timestamp::from(millis), "%Y-%m-%d %H:%M:%S %Z")
}
