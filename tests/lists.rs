//! Property tests: reading a long list in batches gives the same records as
//! reading the whole document.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

use bbb_sdk::xml::{self, Element, Limits};
use proptest::prelude::*;
use proptest::sample::Index;

#[path = "support/generated.rs"]
mod generated;
#[path = "support/generated_lists.rs"]
mod generated_lists;

use generated::for_all;
use generated_lists::{ATTRIBUTES, NAMES, answer, long, split, wrong};

/// What an element holds, as far as this crate tells.
#[derive(Debug, PartialEq)]
struct Tree {
    name: String,
    text: String,
    attributes: Vec<Option<String>>,
    maps: Vec<Vec<(String, String)>>,
    fields: Vec<Option<String>>,
    children: Vec<Tree>,
}

fn tree(element: &Element<'_, '_>) -> Tree {
    let attribute = |(name, _)| element.attribute(name).map(str::to_owned);
    Tree {
        name: element.name().into_owned(),
        text: element.text().into_owned(),
        attributes: ATTRIBUTES.map(attribute).into(),
        maps: NAMES
            .map(|name| element.map(name).into_iter().collect())
            .into(),
        fields: NAMES.map(|name| element.opt(name)).into(),
        children: element.elements().map(|child| tree(&child)).collect(),
    }
}

/// The records of an answer, and what else it holds.
type Read = (Vec<Tree>, Vec<Vec<Tree>>, Vec<Tree>);

fn around(root: &Element<'_, '_>) -> (Vec<Vec<Tree>>, Vec<Tree>) {
    let is_list = |element: &Element<'_, '_>| element.name() == "l";
    let trees = |elements: Vec<Element<'_, '_>>| elements.iter().map(tree).collect();
    let (lists, others): (Vec<_>, Vec<_>) = root.elements().partition(is_list);
    let no_records =
        |list: Element<'_, '_>| trees(list.elements().filter(|item| item.name() != "r").collect());
    (lists.into_iter().map(no_records).collect(), trees(others))
}

fn in_runs(text: &str) -> bbb_sdk::Result<Read> {
    let item = |record: Element<'_, '_>| Ok(tree(&record));
    xml::read_list(
        text,
        &Limits::default(),
        ("l", "r"),
        item,
        |root, records| {
            let (lists, others) = around(&root);
            Ok((records, lists, others))
        },
    )
}

fn whole(text: &str) -> bbb_sdk::Result<Read> {
    xml::read(text, |root| {
        let (lists, others) = around(&root);
        let records = root.list("l", "r", |record| tree(&record));
        Ok((records, lists, others))
    })
}

#[test]
fn records_are_the_same_in_runs_and_in_the_whole() {
    for_all(answer(), |text| {
        let text = long(&text);
        assert_eq!(in_runs(&text).unwrap(), whole(&text).unwrap());
    });
}

#[test]
fn a_part_is_never_an_answer() {
    for_all((answer(), any::<[Index; 3]>()), |(text, places)| {
        for place in places {
            let part = split(&text, place).0;
            assert!(in_runs(&long(part)).is_err(), "{part}");
        }
    });
}

/// What makes the whole malformed makes it so wherever the run it is in begins and ends.
#[test]
fn what_is_wrong_in_the_whole_is_wrong_in_runs() {
    for_all(
        (answer(), any::<Index>(), wrong()),
        |(text, place, wrong)| {
            let (head, tail) = split(&text, place);
            let text = long(&[head, wrong, tail].concat());
            match (in_runs(&text), whole(&text)) {
                (Ok(runs), Ok(whole)) => assert_eq!(runs, whole, "{text}"),
                (Err(_), Err(_)) => {}
                (runs, whole) => panic!("{runs:?}\n{whole:?}\n{text}"),
            }
        },
    );
}
