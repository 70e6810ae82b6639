//! Prints lists in every format: tables, JSON, CSV and IDs.

use std::sync::Arc;

use serde::Serialize;

use crate::args::Format;
use crate::failure::{Failure, Result};
use crate::output::{Output, Writer, row_json, width};
use crate::table::{Head, Kind, lay_out};
use crate::text::{is_clean, quoted};
use crate::value::Value;

/// A record, and its server if there are several.
pub(crate) struct Row<T> {
    pub(crate) server: Option<Arc<str>>,
    pub(crate) value: T,
}

/// Where a column is shown by default.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Table,
    Wide,
    Asked,
}

/// A column of a list.
pub(crate) struct Column<T> {
    pub(crate) name: &'static str,
    place: Place,
    value: fn(&T) -> Value,
}

impl<T> Column<T> {
    /// Creates a column of every table.
    pub(crate) const fn new(name: &'static str, value: fn(&T) -> Value) -> Self {
        let place = Place::Table;
        Self { name, place, value }
    }

    /// Creates a column of wide tables and CSV.
    pub(crate) const fn wide(name: &'static str, value: fn(&T) -> Value) -> Self {
        let place = Place::Wide;
        Self { name, place, value }
    }

    /// Creates a column that only `--columns` shows.
    pub(crate) const fn asked(name: &'static str, value: fn(&T) -> Value) -> Self {
        let place = Place::Asked;
        Self { name, place, value }
    }
}

/// A list to print. Its first column is the ID.
pub(crate) struct List<'o, T: 'static> {
    output: &'o Output,
    columns: Vec<&'static Column<T>>,
    id: &'static Column<T>,
    sort: Option<(&'static Column<T>, bool)>,
}

impl<'o, T: Serialize> List<'o, T> {
    /// Selects the columns. An unknown name is refused before anything is sent.
    pub(crate) fn new(output: &'o Output, all: &'static [Column<T>]) -> Result<Self> {
        let find = |name: &str| find(all, name);
        let columns = if output.columns.is_empty() {
            let wide = output.format != Format::Table;
            let shown = |column: &&Column<T>| {
                column.place == Place::Table || wide && column.place == Place::Wide
            };
            all.iter().filter(shown).collect()
        } else {
            let names = output.columns.iter();
            names.map(|name| find(name)).collect::<Result<_>>()?
        };
        let sort = match &output.sort {
            Some(name) => match name.strip_prefix('-') {
                Some(name) => Some((find(name)?, true)),
                None => Some((find(name)?, false)),
            },
            None => None,
        };
        let id = all
            .first()
            .ok_or_else(|| Failure::usage("the list of columns is empty"))?;
        Ok(Self {
            output,
            columns,
            id,
            sort,
        })
    }

    /// Returns the list with every column.
    pub(crate) fn with_all_columns(mut self, all: &'static [Column<T>]) -> Self {
        self.columns = all.iter().collect();
        self
    }

    /// Prints the rows as they arrive. Sorting and tables wait for the last row.
    ///
    /// A failure is returned after the rows before it are printed. A JSON list is then not closed, so that it cannot be
    /// mistaken for a complete one.
    pub(crate) fn print(&self, rows: impl Iterator<Item = Result<Row<T>>>) -> Result {
        let mut failure = None;
        let mut rows = rows.map_while(|row| row.map_err(|error| failure = Some(error)).ok());
        let limit = self.output.limit.unwrap_or(usize::MAX);
        let mut empty = true;
        let mut rows = rows.by_ref().inspect(|_| empty = false);
        match self.sort {
            Some((column, descending)) => {
                let mut sorted: Vec<Row<T>> = rows.by_ref().collect();
                sorted.sort_by(|a, b| {
                    let (a, b) = ((column.value)(&a.value), (column.value)(&b.value));
                    let missing = a == Value::Missing || b == Value::Missing;
                    let order = a.compare(&b);
                    if descending && !missing {
                        order.reverse()
                    } else {
                        order
                    }
                });
                self.write(&mut sorted.into_iter().take(limit))?;
            }
            None => self.write(&mut rows.by_ref().take(limit))?,
        }
        drop(rows);
        match failure {
            Some(failure) => Err(failure),
            None if self.output.format == Format::Json => self.output.exactly("]"),
            None if empty && self.output.is_for_people() => {
                self.output.note("nothing to list");
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn write(&self, rows: &mut dyn Iterator<Item = Row<T>>) -> Result {
        let mut writer = self.output.open()?;
        match self.output.format {
            Format::Table | Format::Wide => self.write_table(&mut writer, rows)?,
            Format::Json => {
                writer.write("[")?;
                let mut separator = "\n";
                for row in rows {
                    writer.write(separator)?;
                    writer.write(&row_json(&row)?)?;
                    separator = ",\n";
                }
                writer.write("\n")?;
            }
            Format::Jsonl => {
                for row in rows {
                    writer.write(&row_json(&row)?)?;
                    writer.write("\n")?;
                }
            }
            Format::Csv => self.write_csv(&mut writer, rows)?,
            Format::Ids => self.write_ids(&mut writer, rows)?,
        }
        writer.end()
    }

    fn write_table(&self, writer: &mut Writer, rows: &mut dyn Iterator<Item = Row<T>>) -> Result {
        let mut kinds: Vec<Option<Kind>> = vec![None; self.columns.len()];
        let mut servers = false;
        let mut cells = Vec::new();
        for row in rows {
            let mut line = Vec::with_capacity(self.columns.len() + 1);
            if let Some(server) = &row.server {
                servers = true;
                line.push(server.to_string());
            }
            for (column, kind) in self.columns.iter().zip(&mut kinds) {
                let value = (column.value)(&row.value);
                *kind = kind.or(value.kind());
                line.push(value.shown(&self.output.zone));
            }
            cells.push(line);
        }
        if cells.is_empty() {
            return Ok(());
        }
        let mut heads = Vec::new();
        if servers {
            let name = "SERVER".to_owned();
            let kind = Kind::Whole;
            heads.push(Head { name, kind });
        }
        heads.extend(self.columns.iter().zip(kinds).map(|(column, kind)| Head {
            name: column.name.replace('-', " ").to_uppercase(),
            kind: kind.unwrap_or(Kind::Whole),
        }));
        let fit = match self.output.format {
            Format::Wide => None,
            _ => width(),
        };
        let layout = lay_out(&heads, cells, fit);
        for (at, line) in layout.lines.iter().enumerate() {
            if at == 0 {
                writer.write(&format!("\x1b[1m{line}\x1b[0m\n"))?;
            } else {
                writer.write(line)?;
                writer.write("\n")?;
            }
        }
        writer.flush()?;
        self.say_what_is_missing(&layout.hidden, layout.shortened);
        Ok(())
    }

    fn say_what_is_missing(&self, hidden: &[String], shortened: bool) {
        let mut missing = Vec::new();
        if shortened {
            missing.push("IDs are shortened".to_owned());
        }
        if !hidden.is_empty() {
            missing.push(format!("{} left out", hidden.join(", ")));
        }
        if !missing.is_empty() {
            let missing = missing.join(", ");
            self.output
                .note(&format!("{missing}: `--output wide` shows all"));
        }
    }

    fn write_csv(&self, writer: &mut Writer, rows: &mut dyn Iterator<Item = Row<T>>) -> Result {
        let mut header = false;
        for row in rows {
            let server = row.server.as_deref().map(str::to_owned);
            if !header {
                let names = self.columns.iter().map(|column| column.name.to_owned());
                let server = server.iter().map(|_| "server".to_owned());
                writer.write(&csv_line(server.chain(names)))?;
                header = true;
            }
            let zone = &self.output.zone;
            let values = self.columns.iter().map(|c| (c.value)(&row.value).csv(zone));
            writer.write(&csv_line(server.into_iter().chain(values)))?;
        }
        if !header {
            let names = self.columns.iter().map(|column| column.name.to_owned());
            writer.write(&csv_line(names))?;
        }
        Ok(())
    }

    fn write_ids(&self, writer: &mut Writer, rows: &mut dyn Iterator<Item = Row<T>>) -> Result {
        let mut left_out = 0_u64;
        for row in rows {
            match (self.id.value)(&row.value) {
                // A program would read an ID with a line break as two IDs.
                Value::Id(id) | Value::Text(id) if is_clean(&id) => {
                    writer.write(&id)?;
                    writer.write("\n")?;
                }
                _ => left_out += 1,
            }
        }
        if left_out > 0 {
            self.output.note(&format!(
                "{left_out} left out that have no ID, or one with control characters; `--output json` shows them"
            ));
        }
        Ok(())
    }
}

/// Returns the column with this name.
fn find<T>(all: &'static [Column<T>], name: &str) -> Result<&'static Column<T>> {
    let mut columns = all.iter();
    columns.find(|column| column.name == name).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|column| column.name).collect();
        Failure::usage(format!(
            "there is no column {}; there are {}",
            quoted(name),
            names.join(", ")
        ))
    })
}

/// Returns the columns of a record for people: the selected ones, or all. An unknown name is refused before anything is sent.
pub(crate) fn columns_of_record<T>(
    output: &Output,
    all: &'static [Column<T>],
) -> Result<Vec<&'static Column<T>>> {
    if output.columns.is_empty() {
        return Ok(all.iter().collect());
    }
    let names = output.columns.iter();
    names.map(|name| find(all, name)).collect()
}

/// Prints one record: for people as lines of names and values, in JSON as an object, and otherwise as a list of one.
pub(crate) fn print_record<T: Serialize>(
    output: &Output,
    all: &'static [Column<T>],
    row: Row<T>,
) -> Result {
    match output.format {
        Format::Json | Format::Jsonl => output.value(&row.value, ""),
        Format::Csv | Format::Ids => List::new(output, all)?.print(std::iter::once(Ok(row))),
        Format::Table | Format::Wide => {
            let columns = columns_of_record(output, all)?.into_iter();
            let facts = columns.filter_map(|column| {
                let value = (column.value)(&row.value);
                let shown = value.shown(&output.zone);
                (value != Value::Missing).then_some((column.name, shown))
            });
            let facts: Vec<_> = facts.collect();
            let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
            let lines: Vec<String> = facts
                .iter()
                .map(|(name, value)| format!("{name:width$}  {value}"))
                .collect();
            output.lines(&lines.join("\n"))
        }
    }
}

/// Formats a line of CSV, quoted by RFC 4180.
fn csv_line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells
        .map(|cell| {
            if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ')
            {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell
            }
        })
        .collect();
    cells.join(",") + "\n"
}
