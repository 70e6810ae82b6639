//! Reads the calls and their setters in source code.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, ExprMethodCall, FnArg, ImplItem, ImplItemFn, Item, ItemImpl, Lit, LitStr,
    ReturnType, Type, Visibility,
};

/// The calls of the groups, and the public functions of their types.
#[derive(Default)]
pub(crate) struct Source {
    /// Types that are calls, with the group and the call's name; a form of another call has none.
    pub(crate) calls: BTreeMap<String, (&'static str, Option<String>)>,
    /// The documentation of types.
    pub(crate) types: BTreeMap<String, Vec<String>>,
    pub(crate) functions: Vec<Function>,
}

/// A public function that returns its type.
pub(crate) struct Function {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) is_setter: bool,
    /// Whether it takes a switch or a count, which have a default.
    pub(crate) has_default: bool,
    /// The wire names in the code. Names of metadata have their prefix.
    pub(crate) literals: Vec<String>,
}

impl Source {
    pub(crate) fn read(&mut self, group: &'static str, text: &str) {
        for item in syn::parse_file(text).unwrap().items {
            match item {
                Item::Struct(item) => {
                    self.types.insert(item.ident.to_string(), docs(&item.attrs));
                }
                Item::Impl(block) => self.read_impl(group, &block),
                _ => {}
            }
        }
    }

    fn read_impl(&mut self, group: &'static str, block: &ItemImpl) {
        let Some(kind) = type_name(&block.self_ty) else {
            return;
        };
        let of_trait = block.trait_.as_ref();
        if of_trait.is_some_and(|(path, _)| path.is_ident("Call")) {
            self.calls.insert(kind.clone(), (group, None));
        }
        for item in &block.items {
            match item {
                ImplItem::Const(item) if item.ident == "NAME" => {
                    self.calls
                        .insert(kind.clone(), (group, literal(&item.expr)));
                }
                ImplItem::Fn(item) => self.functions.extend(Function::new(&kind, item)),
                _ => {}
            }
        }
    }
}

impl Function {
    fn new(kind: &str, function: &ImplItemFn) -> Option<Self> {
        let signature = &function.sig;
        let ReturnType::Type(_, output) = &signature.output else {
            return None;
        };
        if type_name(output)? != "Self" || !matches!(function.vis, Visibility::Public(_)) {
            return None;
        }
        let mut literals = Literals::default();
        literals.visit_block(&function.block);
        Some(Self {
            kind: kind.to_owned(),
            name: signature.ident.to_string(),
            docs: docs(&function.attrs),
            is_setter: signature.receiver().is_some() && signature.inputs.len() > 1,
            has_default: signature.inputs.iter().any(|input| match input {
                FnArg::Typed(input) => {
                    matches!(type_name(&input.ty).as_deref(), Some("bool" | "u32"))
                }
                FnArg::Receiver(_) => false,
            }),
            literals: literals.0,
        })
    }

    /// Returns the texts between backticks in the first paragraph that may be wire names.
    pub(crate) fn names(&self) -> Vec<String> {
        let first: Vec<&str> = self
            .docs
            .iter()
            .map(String::as_str)
            .take_while(|line| !line.is_empty())
            .collect();
        let first = first.join(" ");
        let quoted = first.split('`').skip(1).step_by(2);
        quoted
            .filter(|name| is_name(name.trim_end_matches('*')))
            .map(str::to_owned)
            .collect()
    }

    /// Returns whether the function sets something other than a parameter, and says so.
    pub(crate) fn is_no_parameter(&self) -> bool {
        let docs = self.docs.concat();
        docs.contains("` of the body)") || docs.contains("(cookie `")
    }
}

/// Collects the wire names in the body of a function.
#[derive(Default)]
struct Literals(Vec<String>);

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
fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the lines of an item's documentation.
fn docs(attributes: &[Attribute]) -> Vec<String> {
    let line = |attribute: &Attribute| {
        let meta = attribute.meta.require_name_value().ok()?;
        let text = meta.path.is_ident("doc").then(|| literal(&meta.value))?;
        Some(text?.trim().to_owned())
    };
    attributes.iter().filter_map(line).collect()
}

/// Returns the last name in the path of a type.
fn type_name(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// Returns whether a text may be a wire name.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}
