//! The values of a list's columns: formatted for people and CSV, and compared for sorting.

use std::cmp::Ordering;

use bbb_sdk::Timestamp;

use crate::table::Kind;
use crate::text::clean;
use crate::time::Zone;

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Missing,
    Id(String),
    Text(String),
    /// A word of a known set, such as a state.
    Word(String),
    Number(i64),
    Bytes(i64),
    Flag(bool),
    Time(Timestamp),
}

impl Value {
    pub(crate) fn text(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Missing, |text| Self::Text(text.to_string()))
    }

    pub(crate) fn word(word: Option<impl ToString>) -> Self {
        word.map_or(Self::Missing, |word| Self::Word(word.to_string()))
    }

    pub(crate) fn id(id: Option<impl ToString>) -> Self {
        id.map_or(Self::Missing, |id| Self::Id(id.to_string()))
    }

    pub(crate) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Missing, Self::Number)
    }

    pub(crate) fn bytes(bytes: Option<i64>) -> Self {
        bytes.map_or(Self::Missing, Self::Bytes)
    }

    pub(crate) fn flag(flag: Option<bool>) -> Self {
        flag.map_or(Self::Missing, Self::Flag)
    }

    /// Creates the value of a time. A moment that has not come has no value.
    pub(crate) fn time(time: Option<&Timestamp>) -> Self {
        match time {
            Some(time) if time.millis() != Some(0) => Self::Time(time.clone()),
            _ => Self::Missing,
        }
    }

    /// Formats the value for people.
    pub(crate) fn shown(&self, zone: &Zone) -> String {
        match self {
            Self::Missing => "-".to_owned(),
            Self::Id(text) | Self::Text(text) | Self::Word(text) => clean(text),
            Self::Number(number) => number.to_string(),
            Self::Bytes(bytes) => size(*bytes),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            Self::Time(time) => clean(&zone.short(time)),
        }
    }

    /// Formats the value for CSV, before quoting.
    ///
    /// A text that a spreadsheet would treat as a formula gets a leading apostrophe.
    pub(crate) fn csv(&self, zone: &Zone) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Id(text) | Self::Text(text) | Self::Word(text) => {
                let text = clean(text);
                if text.starts_with(['=', '+', '-', '@']) {
                    format!("'{text}")
                } else {
                    text
                }
            }
            Self::Number(number) | Self::Bytes(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Time(time) => clean(&zone.exact(time)),
        }
    }

    /// Returns how a table shortens the column.
    pub(crate) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Missing => None,
            Self::Id(_) => Some(Kind::Id),
            Self::Text(_) => Some(Kind::Text),
            Self::Number(_) | Self::Bytes(_) => Some(Kind::Number),
            Self::Word(_) | Self::Flag(_) | Self::Time(_) => Some(Kind::Whole),
        }
    }

    /// Compares values for sorting. Missing values come last, and text is compared without case.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Missing, Self::Missing) => Ordering::Equal,
            (Self::Missing, _) => Ordering::Greater,
            (_, Self::Missing) => Ordering::Less,
            (Self::Number(a) | Self::Bytes(a), Self::Number(b) | Self::Bytes(b)) => a.cmp(b),
            (Self::Flag(a), Self::Flag(b)) => a.cmp(b),
            (Self::Time(a), Self::Time(b)) => match (a.millis(), b.millis()) {
                (Some(a), Some(b)) => a.cmp(&b),
                (None, None) => a.to_string().cmp(&b.to_string()),
                (a, b) => b.is_some().cmp(&a.is_some()),
            },
            (a, b) => a.folded().cmp(&b.folded()),
        }
    }

    fn folded(&self) -> String {
        match self {
            Self::Id(text) | Self::Text(text) | Self::Word(text) => text.to_lowercase(),
            _ => String::new(),
        }
    }
}

/// Formats a number of bytes in powers of 1000: `1.2 GB`.
fn size(bytes: i64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes.unsigned_abs() < 1000 {
        return format!("{bytes} B");
    }
    let mut tenths = bytes / 100;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    while tenths.unsigned_abs() >= 10_000
        && let Some(larger) = units.next()
    {
        tenths /= 1000;
        unit = Some(larger);
    }
    let unit = unit.copied().unwrap_or_default();
    if tenths.unsigned_abs() >= 1000 {
        return format!("{} {unit}", tenths / 10);
    }
    format!("{}.{} {unit}", tenths / 10, (tenths % 10).abs())
}
