//! Reads items of source code.

use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprMethodCall, Lit, LitStr, Type};

/// Collects the wire names in the body of a function.
#[derive(Default)]
pub(crate) struct Literals(pub(crate) Vec<String>);

impl Visit<'_> for Literals {
    fn visit_lit_str(&mut self, literal: &LitStr) {
        let text = literal.value();
        if is_name(&text) && !matches!(&*text, "true" | "false") {
            self.0.push(text);
        }
    }

    fn visit_expr_method_call(&mut self, call: &ExprMethodCall) {
        let first = call.args.first().and_then(literal);
        match first.filter(|_| call.method == "meta") {
            Some(name) => {
                self.visit_expr(&call.receiver);
                self.0.push(format!("meta_{name}"));
            }
            None => visit::visit_expr_method_call(self, call),
        }
    }
}

/// Returns the text of a string literal.
pub(crate) fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the lines of an item's documentation.
pub(crate) fn docs(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| {
        let meta = attribute.meta.require_name_value().ok()?;
        let text = meta.path.is_ident("doc").then(|| literal(&meta.value))?;
        Some(text?.trim().to_owned())
    };
    attributes.iter().filter_map(line).collect()
}

/// Returns the last name in the path of a type.
pub(crate) fn type_name(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// Returns whether a text may be a wire name.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}
