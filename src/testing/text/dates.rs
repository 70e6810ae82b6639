//! The date formats of servers.

/// Formats a moment as Java's `Date` does on a server in UTC: `Thu May 09 13:35:28 UTC 2024`.
pub(in crate::testing) fn java_date(millis: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let moment = Moment::of(millis);
    let pick = |names: &[&'static str], index: i64| {
        let index = usize::try_from(index).unwrap_or(0);
        names.get(index).copied().unwrap_or_default()
    };
    format!(
        "{} {} {:02} {:02}:{:02}:{:02} UTC {}",
        pick(&DAYS, moment.days.rem_euclid(7)),
        pick(&MONTHS, moment.month - 1),
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.year
    )
}

/// Formats a moment in UTC as in ISO 8601: `2024-05-09T13:35:28.123+00:00`.
pub(in crate::testing) fn iso_date(millis: i64) -> String {
    let moment = Moment::of(millis);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+00:00",
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        millis.rem_euclid(1000)
    )
}

struct Moment {
    /// Since 1970.
    days: i64,
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Moment {
    /// Returns the moment in UTC, computed in the Gregorian calendar's eras of 400 years.
    fn of(millis: i64) -> Self {
        let seconds = millis.div_euclid(1000);
        let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        Self {
            days,
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: time / 3600,
            minute: time / 60 % 60,
            second: time % 60,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_iso_8601() {
        assert_eq!(iso_date(1_715_261_728_123), "2024-05-09T13:35:28.123+00:00");
    }

    #[test]
    fn dates_as_java_prints_them() {
        assert_eq!(java_date(1_715_261_728_123), "Thu May 09 13:35:28 UTC 2024");
        assert_eq!(java_date(0), "Thu Jan 01 00:00:00 UTC 1970");
        assert_eq!(java_date(951_782_400_000), "Tue Feb 29 00:00:00 UTC 2000");
        assert_eq!(java_date(1_795_381_813_379), "Sun Nov 22 21:10:13 UTC 2026");
    }
}
