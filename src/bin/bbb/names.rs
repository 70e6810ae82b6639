//! Lists of names, for messages about a mistyped one.

use crate::output;

/// The largest width of a list in a message.
const WIDTH: usize = 80;
/// The similarity from which on a name is meant. clap, which takes several, has 0.7.
const SIMILAR: f64 = 0.8;

/// Returns `; did you mean …?` with the most similar name, or nothing if none is similar.
pub(crate) fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let similar = known.map(|known| (strsim::jaro(&name, &known.to_lowercase()), known));
    let best = similar.max_by(|(a, _), (b, _)| a.total_cmp(b));
    match best {
        Some((likeness, known)) if likeness > SIMILAR => format!("; did you mean `{known}`?"),
        _ => String::new(),
    }
}

/// Returns the names in columns of equal width, indented.
pub(crate) fn columns<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let width = names.iter().map(|name| name.len() + 2).max().unwrap_or(1);
    let line = output::width().map_or(WIDTH, |width| width.min(WIDTH));
    let in_line = (line.saturating_sub(2) / width).max(1);
    let lines = names.chunks(in_line).map(|names| {
        let names = names.iter().map(|name| format!("{name:width$}"));
        let line = names.collect::<String>();
        format!("  {}", line.trim_end())
    });
    lines.collect::<Vec<_>>().join("\n")
}
