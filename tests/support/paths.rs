//! Reads paths and conditions in source code.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Leaves out the items that only unit tests have.
pub(crate) fn without_tests(code: TokenStream) -> TokenStream {
    let is_condition = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.stream().to_string().replace(' ', "") == "cfg(test)",
        _ => false,
    };
    let ends_item = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == ';',
        _ => false,
    };
    let mut kept = Vec::new();
    let mut tokens = code.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if tokens.peek().is_some_and(is_condition) {
            tokens.by_ref().find(ends_item);
        } else {
            kept.push(token);
        }
    }
    kept.into_iter().collect()
}

/// Collects the paths of more than one name, and those of `use`: `use a::{b, c::d};` has `a::b` and `a::c::d`.
pub(crate) fn collect_paths(
    code: TokenStream,
    before: &[String],
    found: &mut BTreeSet<Vec<String>>,
) {
    let mut keep = |path: &mut Vec<String>, is_used: bool| {
        if path.len() > 1 || is_used && !path.is_empty() {
            found.insert(std::mem::take(path));
        }
        path.clear();
    };
    let (mut path, mut colons, mut is_used) = (Vec::new(), 0, false);
    let mut groups = Vec::new();
    for token in code {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == ':' => {
                colons += 1;
                continue;
            }
            TokenTree::Ident(name) if name == "use" => {
                keep(&mut path, is_used);
                is_used = true;
            }
            TokenTree::Ident(name) => {
                if colons != 2 {
                    keep(&mut path, is_used);
                    path.extend_from_slice(before);
                }
                path.push(name.to_string());
            }
            TokenTree::Group(group) => {
                let is_list = colons == 2 && group.delimiter() == Delimiter::Brace;
                let start = if is_list {
                    std::mem::take(&mut path)
                } else {
                    Vec::new()
                };
                keep(&mut path, is_used);
                groups.push((group.stream(), start));
            }
            TokenTree::Punct(mark) => {
                keep(&mut path, is_used);
                is_used &= mark.as_char() != ';';
            }
            TokenTree::Literal(_) => keep(&mut path, is_used),
        }
        colons = 0;
    }
    keep(&mut path, is_used);
    for (group, start) in groups {
        collect_paths(group, &start, found);
    }
}

/// Returns the lines on which `cfg` occurs in the body of a function.
pub(crate) fn conditions_in_bodies(code: TokenStream) -> Vec<usize> {
    let mut lines = Vec::new();
    collect_conditions(code, false, &mut lines);
    lines
}

fn collect_conditions(code: TokenStream, in_body: bool, lines: &mut Vec<usize>) {
    let mut is_function = false;
    for token in code {
        match token {
            TokenTree::Ident(name) if name == "fn" => is_function = true,
            TokenTree::Ident(name) if in_body && (name == "cfg" || name == "cfg_attr") => {
                lines.push(name.span().start().line);
            }
            TokenTree::Punct(mark) if mark.as_char() == ';' => is_function = false,
            TokenTree::Group(group) => {
                let opens = is_function && group.delimiter() == Delimiter::Brace;
                collect_conditions(group.stream(), in_body || opens, lines);
                is_function &= !opens;
            }
            _ => {}
        }
    }
}
