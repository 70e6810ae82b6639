//! Tables that fit the terminal, with one line per row.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, Width};

/// The number of blanks between two columns.
const GAP: usize = 2;
/// The minimum width of a text column. If the table still does not fit, a column is left out.
const NARROWEST: usize = 10;

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// How a column is shortened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An ID, whose middle is left out.
    Id,
    /// Text, whose end is cut.
    Text,
    /// A number, aligned to the right.
    Number,
    /// A time or a word, which is shown whole or not at all.
    Whole,
}

/// The lines of a table, and what was left out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) lines: Vec<String>,
    /// Whether IDs are shortened.
    pub(crate) shortened: bool,
    /// The columns that did not fit.
    pub(crate) hidden: Vec<String>,
}

/// Lays out rows within a width. Without a width nothing is cut.
pub(crate) fn lay_out(heads: &[Head], rows: Vec<Vec<String>>, width: Option<usize>) -> Layout {
    let mut heads = heads.to_vec();
    let mut rows = rows;
    let mut layout = Layout::default();
    let widths = loop {
        let table = table(&heads, &rows);
        let needed: Vec<usize> = table
            .column_max_content_widths()
            .into_iter()
            .map(usize::from)
            .collect();
        let Some(width) = width else { break needed };
        if let Some(widths) = fitted(&heads, needed, width) {
            break widths;
        }
        if !layout.shortened && shorten_ids(&heads, &mut rows) {
            layout.shortened = true;
        } else if heads.len() > 1 {
            layout.hidden.extend(heads.pop().map(|head| head.name));
            for row in &mut rows {
                row.truncate(heads.len());
            }
        } else {
            break vec![width];
        }
    };
    let mut table = table(&heads, &rows);
    for (column, width) in table.column_iter_mut().zip(&widths) {
        let width = u16::try_from(width + GAP).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    table.set_content_arrangement(ContentArrangement::Dynamic);
    layout.lines = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    layout.hidden.reverse();
    layout
}

fn table(heads: &[Head], rows: &[Vec<String>]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_truncation_indicator("…");
    table.set_header(one_line(heads.iter().map(|head| head.name.clone())));
    for row in rows {
        table.add_row(one_line(row.iter().cloned()));
    }
    for (column, head) in table.column_iter_mut().zip(heads) {
        column.set_padding((0, u16::try_from(GAP).unwrap_or_default()));
        if head.kind == Kind::Number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn one_line(cells: impl Iterator<Item = String>) -> Row {
    let mut row = Row::from(cells.map(Cell::new).collect::<Vec<_>>());
    row.max_height(1);
    row
}

/// Returns the widths of the columns, if cutting text is enough to make them fit.
fn fitted(heads: &[Head], mut widths: Vec<usize>, line: usize) -> Option<Vec<usize>> {
    let gaps = GAP * widths.len().saturating_sub(1);
    loop {
        let total = widths.iter().sum::<usize>() + gaps;
        if total <= line {
            return Some(widths);
        }
        let texts = widths
            .iter_mut()
            .zip(heads)
            .filter(|(_, head)| head.kind == Kind::Text);
        let (widest, _) = texts.max_by_key(|(width, _)| **width)?;
        if *widest <= NARROWEST {
            return None;
        }
        *widest -= 1;
    }
}

/// Leaves out the middle of long IDs. Returns whether there were any.
fn shorten_ids(heads: &[Head], rows: &mut [Vec<String>]) -> bool {
    let mut shortened = false;
    for row in rows {
        for (cell, head) in row.iter_mut().zip(heads) {
            if head.kind == Kind::Id
                && let Some(short) = short_id(cell)
            {
                *cell = short;
                shortened = true;
            }
        }
    }
    shortened
}

/// Shortens a record ID to `183f0bf3…1531240585189`. Its end distinguishes the recordings of one meeting.
fn short_id(id: &str) -> Option<String> {
    const BEGIN: usize = 8;
    const END: usize = 13;
    let length = id.chars().count();
    if length <= BEGIN + END + 1 {
        return None;
    }
    let begin: String = id.chars().take(BEGIN).collect();
    let end: String = id.chars().skip(length - END).collect();
    Some(format!("{begin}…{end}"))
}
