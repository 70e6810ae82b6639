//! Tests for the parts of a text.

use super::*;

const LIST: List<'static> = List {
    list: "l",
    record: "r",
};

/// Splits a complete text. Returns the records, with the batch element around them, and the text around the records.
fn split(text: &str) -> (Part, Part) {
    let mut splitter = Splitter::new(&Limits::default(), Some(LIST));
    let passed = splitter.pass(text, 0).unwrap();
    splitter.finish(&text[passed..]).unwrap();
    splitter.batch.close();
    (splitter.batch.part, splitter.around)
}

/// Counts the nodes of a document.
fn nodes(document: &str) -> usize {
    let document = roxmltree::Document::parse(document).unwrap();
    document.root().descendants().count() - 1
}

/// The parts together have the length of the whole text, and no fewer nodes than the parser finds.
#[test]
fn parts_add_up_to_the_whole() {
    for (text, records, around) in [
        (
            "<?x?>\n<response>\n<l>\n<r>\n<a>1</a>\n</r>\n<r/> <r>2</r>3<r>\n4\n</r></l><!-- --></response>\n\n",
            "<batch><r><a>1</a></r><r/><r>2</r><r>\n4\n</r></batch>",
            "<?x?>\n<response>\n<l>\n 3 </l><!-- --></response>\n\n",
        ),
        (
            "<response><b/> <b/> <l a=''>x<r/></l> <b/><l><r/><r/>\n</l><l><q/><r>\n<!---->\n</r></l>\n</response> ",
            "<batch><r/><r/><r/><r>\n<!---->\n</r></batch>",
            "<response><b/> <b/> <l a=''>x </l> <b/><l> \n</l><l><q/> </l>\n</response> ",
        ),
        (
            "<response><p:b/><l><p:r/><r><q>\n<p:c d:e=':'>:</p:c>\n</q></r></l></response>",
            "<batch><r><q><p\u{1FFFE}c d\u{1FFFE}e=':'>:</p\u{1FFFE}c></q></r></batch>",
            "<response><p\u{1FFFE}b/><l><p\u{1FFFE}r/> </l></response>",
        ),
        (
            "<x><l><r>\n<a/></r></l><response><l><r/></l></response></x>",
            "</batch>",
            "<x><l><r>\n<a/></r></l><response><l><r/></l></response></x>",
        ),
    ] {
        let (batch, rest) = split(text);
        assert_eq!((batch.text.as_str(), rest.text.as_str()), (records, around));
        assert_eq!(batch.source + rest.source, text.len(), "{text}");
        let records = batch.text.starts_with("<batch>");
        let expected = if records { nodes(&batch.text) - 1 } else { 0 };
        assert_eq!(batch.nodes, expected, "{text}");
        // A space may become one text with its neighbours.
        let least = nodes(around);
        assert!(
            (least..least + 5).contains(&rest.nodes),
            "{} {text}",
            rest.nodes
        );
    }
}
