//! Text in columns, cut to the width of the terminal.

use std::io::{self, IsTerminal, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The gap between two columns.
const GAP: usize = 2;
/// No column is cut below this.
const NARROW: usize = 11;

/// Rows under a head line.
pub(crate) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: &[&'static str]) -> Self {
        Self {
            head: head.to_vec(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|cell| printable(&cell)).collect());
    }

    /// Prints to standard output: cut to fit a terminal, whole into a file or a pipe.
    pub(crate) fn print(&self) -> io::Result<()> {
        let width = terminal_size::terminal_size()
            .map(|(width, _)| usize::from(width.0))
            .filter(|_| io::stdout().is_terminal());
        io::stdout().lock().write_all(self.text(width).as_bytes())
    }

    fn text(&self, width: Option<usize>) -> String {
        let widths = self.widths(width.unwrap_or(usize::MAX));
        let head = self.head.iter().map(|cell| (*cell).to_owned()).collect();
        let mut text = String::new();
        for row in std::iter::once(&head).chain(&self.rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(&fitted(cell, *width));
                line.push_str(&" ".repeat(GAP));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// What each column needs. Until the line fits, the widest are cut, then the last left out; the first is needed whole,
    /// for it is the ID that is typed next.
    fn widths(&self, line: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = self.head.iter().map(|cell| cell.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        while widths.len() > 1 && widths.iter().sum::<usize>() + GAP * (widths.len() - 1) > line {
            match widths.iter_mut().skip(1).max() {
                Some(widest) if *widest > NARROW => *widest -= 1,
                _ => drop(widths.pop()),
            }
        }
        widths
    }
}

/// The text, padded or cut to the width in columns of the terminal.
fn fitted(text: &str, width: usize) -> String {
    let needed = text.width();
    if needed <= width {
        return text.to_owned() + &" ".repeat(width - needed);
    }
    let mut cut = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        cut.push(c);
    }
    cut.push('…');
    let used = cut.width();
    cut + &" ".repeat(width.saturating_sub(used))
}

/// [`printable`], line by line.
pub(crate) fn printable_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(printable).collect();
    lines.join("\n")
}

/// The text without what would move the cursor: names come from users.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .collect()
}
