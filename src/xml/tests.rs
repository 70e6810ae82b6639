//! Tests for reading complete texts.

use super::*;
use crate::error::{Error, Limit, ResponseProblem};

mod limits;

const HEAD: &str = "<response><returncode>SUCCESS</returncode>";

fn problem<T: std::fmt::Debug>(answer: Result<T>) -> ResponseProblem {
    match answer {
        Err(Error::Response { problem, .. }) => problem,
        other => panic!("{other:?}"),
    }
}

/// Reads the element `v` of an answer.
#[track_caller]
fn value(inner: &str, expected: impl Into<Option<&'static str>>) {
    let text = format!("{HEAD}{inner}</response>");
    let found = read(&text, |answer| Ok(answer.opt::<String>("v"))).unwrap();
    assert_eq!(found.as_deref(), expected.into(), "{inner}");
}

#[test]
fn an_element_shows_its_name_alone() {
    let text = format!("{HEAD}<p:v a='xyzzy'>xyzzy</p:v></response>");
    let shown = read(&text, |answer| Ok(format!("{:?}", answer.child("p:v"))));
    assert_eq!(shown.unwrap(), "Some(Element(p:v))");
}

#[test]
fn the_items_of_several_lists() {
    let text = format!(
        "{HEAD}<l><r>1</r></l><x><r>2</r></x><l/><r>3</r><l><x>4</x><r>5</r></l></response>"
    );
    let items = |name| {
        read(&text, |answer| {
            Ok(answer.list(name, "r", |r| r.value::<i64>()))
        })
    };
    assert_eq!(items("l").unwrap(), [Some(1), Some(5)]);
    assert_eq!(items("x").unwrap(), [Some(2)]);
    assert_eq!(items("y").unwrap(), []);
}

#[test]
fn values_in_any_form() {
    value("<v>a</v>", "a");
    value("<v>\n  a  b\r\n</v>", "a  b");
    value("<v>\u{A0}a</v>", "\u{A0}a");
    value("<v> a</v>", "a");
    value("<v>a\t</v>", "a");
    value("<v><![CDATA[a<]]>&amp;b</v>", "a<&b");
    value("<v>a<!-- b -->c<?d e?>f</v>", "acf");
    value("<v><!-- a --></v>", None);
    value("<v>1<b>2</b>3</v>", "123");
    value("<v>1 <b>2</b> <b>3</b></v>", "1 2 3");
    value("<v>1\n<b>2</b>\n <b>3</b><b>\n</b></v>", "1\n23");
    value("<v></v>", None);
    value("<v/>", None);
    value("<v />", None);
    value("<v> <![CDATA[ ]]></v>", None);
    value("<x><v>a</v></x>", None);
    value("", None);
    value("<v>a</v><v>b</v>", "a");
    value("<v a='1>2'>&#233;&#x4e2d;</v>", "é中");
}

#[test]
fn the_first_of_a_name_counts_in_any_order() {
    let text =
        format!("{HEAD}<a>1</a>text<b>2</b><a>3</a><ns:a>4</ns:a><c>5</c><b>6</b></response>");
    let orders = ["abcab", "cba", "bbaac", "xcxbxax", "aacxb"];
    for order in orders {
        let found = read(&text, |answer| {
            let field = |name: char| answer.opt::<String>(&name.to_string());
            Ok(order.chars().map(field).collect::<Vec<_>>())
        });
        let expected = order.chars().map(|name| match name {
            'a' => Some("1".to_owned()),
            'b' => Some("2".to_owned()),
            'c' => Some("5".to_owned()),
            _ => None,
        });
        assert_eq!(found.unwrap(), expected.collect::<Vec<_>>(), "{order}");
    }
}

#[test]
fn names_are_taken_as_they_stand() {
    let text = format!(
        "{HEAD}<m><ns:k>1</ns:k><x:y:z xmlns:x='urn:x' x:w='2'>3</x:y:z><日本>4</日本>\
         <a꞉b:c>5</a꞉b:c></m></response>"
    );
    read(&text, |answer| {
        let map = answer.map("m");
        let pairs: Vec<_> = map.iter().collect();
        assert_eq!(
            pairs,
            [("ns:k", "1"), ("x:y:z", "3"), ("日本", "4"), ("a꞉b:c", "5")]
        );
        let map = answer.child("m").unwrap();
        assert_eq!(map.opt::<i64>("ns:k"), Some(1));
        assert_eq!(map.opt::<i64>("k"), None);
        assert_eq!(map.children("ns:k").count(), 1);
        assert_eq!(map.child("x:y:z").unwrap().attribute("x:w"), Some("2"));
        Ok(())
    })
    .unwrap();
}

#[test]
fn errors_show_names_as_they_stand() {
    for (inner, expected) in [
        ("<p:a></p:b>", "expected 'p:a' tag, not 'p:b' at 1:16"),
        ("<a></a:b>", "expected 'a' tag, not 'a:b' at 1:14"),
        ("<p:a/><a></a:b>", "expected 'a' tag, not 'a:b' at 1:20"),
        (
            "<a b:c='' b:c=''/>",
            "attribute 'b:c' at 1:21 is already defined",
        ),
    ] {
        let text = format!("<response>{inner}</response>");
        let malformed = ResponseProblem::Malformed(expected.to_owned());
        assert_eq!(problem(read(&text, |_| Ok(()))), malformed);
    }
}

#[test]
fn success_is_one_word_in_one_place() {
    let code = |inner: &str| read(&format!("<response>{inner}</response>"), |_| Ok(()));
    let success = "<returncode>SUCCESS</returncode>";
    assert!(code(success).is_ok());
    assert!(code("<a/><returncode>\nSUCCESS </returncode>").is_ok());
    assert!(code(&success.repeat(2)).is_ok());
    for refused in [
        "<returncode>success</returncode>",
        "<returncode>FAILED</returncode>",
        "<returncode>SUCCESSFUL</returncode>",
        "<returncode/>",
        "<returncode>SUCCESS</returncode><returncode>FAILED</returncode>",
        "<returncode>FAILED</returncode><returncode>SUCCESS</returncode>",
    ] {
        assert!(code(refused).is_err(), "{refused}");
    }
    let missing = ResponseProblem::Missing("returncode".into());
    assert_eq!(
        problem(code("<a><returncode>SUCCESS</returncode></a>")),
        missing
    );
    assert_eq!(problem(code("<Returncode>SUCCESS</Returncode>")), missing);
}

#[test]
fn refusals_in_each_of_their_shapes() {
    #[track_caller]
    fn refused(inner: &str, expected: &str) {
        let text = format!("<response><returncode>FAILED</returncode>{inner}</response>");
        let error = read(&text, |_| Ok(())).unwrap_err();
        assert_eq!(error.of("end", 200).to_string(), expected);
    }
    refused(
        "<messageKey>notFound</messageKey><message>None.</message>",
        "end: the server refused with notFound: None.",
    );
    refused(
        "<errors><error><key>nullError</key><message>No ID.</message></error></errors>",
        "end: the server refused with nullError: No ID.",
    );
    refused(
        "<errors><error key='nullError' message='No ID.'/></errors>",
        "end: the server refused with nullError: No ID.",
    );
    refused("<errors/>", "end: the server refused with FAILED");
    refused(
        "<message>Full.</message>",
        "end: the server refused with FAILED: Full.",
    );
}

/// A program that takes UTF-16 for UTF-8 has a text with a NUL beside each character.
#[test]
fn utf_16_that_was_taken_for_utf_8() {
    let text = format!("{HEAD}<name>Ada</name></response>");
    let little: String = text.chars().flat_map(|c| [c, '\0']).collect();
    let big: String = text.chars().flat_map(|c| ['\0', c]).collect();
    for text in [text, little, big] {
        assert_eq!(
            read(&text, |root| root.req::<String>("name")).unwrap(),
            "Ada"
        );
    }
}

#[test]
fn what_stands_around_a_document() {
    let around =
        |before: &str, after: &str| read(&format!("{before}{HEAD}</response>{after}"), |_| Ok(()));
    for before in [
        "",
        "\n",
        "\u{FEFF}",
        "\u{FEFF}<?xml version=\"1.0\"?>",
        "\r\n<?xml version='1.1' encoding='ISO-8859-1' standalone='yes'?>\n",
        "<?xmlversion=\"1.0\"?>",
        "<!-- a --><?b c?>",
    ] {
        assert!(around(before, "\r\n <!-- -->\n").is_ok(), "{before}");
    }
    assert!(matches!(
        problem(around("", "\0")),
        ResponseProblem::Malformed(_)
    ));
    assert!(matches!(
        problem(around("", "\nWarning: 1")),
        ResponseProblem::Malformed(_)
    ));
    assert_eq!(problem(around("Warning: 1", "")), ResponseProblem::Text);
    assert_eq!(problem(around("", "<response/>")), ResponseProblem::Doubled);
    assert_eq!(
        problem(read(
            "<html><returncode>SUCCESS</returncode></html>",
            |_| Ok(())
        )),
        ResponseProblem::Html
    );
    assert_eq!(
        problem(read("<meetings/>", |_| Ok(()))),
        ResponseProblem::Foreign("meetings".into())
    );
    let within = |inner: &str| read(&format!("<recording>{inner}</recording>"), |_| Ok(()));
    let success = format!("{HEAD}</response>");
    assert!(within(&success).is_ok());
    let refusal = "<response><returncode>FAILED</returncode></response>";
    assert_eq!(
        problem(within(&(success + refusal))),
        ResponseProblem::Doubled
    );
}

/// Reads the numbers of the records in a list, and the field after the list.
fn numbers(text: &str) -> Result<(Vec<i64>, Option<String>)> {
    read_list(
        text,
        &Limits::default(),
        ("l", "r"),
        |record| record.req("x:n"),
        |answer, numbers| Ok((numbers, answer.opt("after"))),
    )
}

fn list(count: usize) -> String {
    let record = |number| format!("<r>\n<x:n>{number}</x:n><r><x:n>-1</x:n></r>\n</r>\n");
    let records = |range: std::ops::Range<usize>| range.map(record).collect::<String>();
    format!(
        "{HEAD}<l>{}-{}</l><r><x:n>-1</x:n></r><l>{}</l><after>a]]&gt;b</after></response>",
        records(0..count / 2),
        records(count / 2..count - 1),
        records(count - 1..count)
    )
}

#[test]
fn long_lists_read_as_short_ones_do() {
    for count in [2, 100, 5000] {
        let text = list(count);
        let (found, after) = numbers(&text).unwrap();
        let expected: Vec<i64> = (0..i64::try_from(count).unwrap()).collect();
        assert_eq!(found, expected);
        assert_eq!(after.as_deref(), Some("a]]>b"));
    }
}

#[test]
fn values_count_as_memory() {
    const COUNT: usize = 50_000;
    #[track_caller]
    fn refused(answer: Result<usize>) {
        assert_eq!(
            problem(answer),
            ResponseProblem::Limit(Limit::Memory {
                times: 11,
                allowance_bytes: 512 << 10
            })
        );
    }

    let limits = Limits {
        memory: 11,
        memory_allowance: 512 << 10,
        ..Limits::default()
    };
    let long = format!("<record>{}</record>", "x".repeat(100));
    let many = |record: &str| format!("{HEAD}<l>{}</l></response>", record.repeat(COUNT));
    let (short, long) = (many("<record/>"), many(&long));
    let list = |text: &str, large: bool| {
        read_within(text, &limits, |answer| {
            Ok(if large {
                answer.list("l", "record", |_| [0_u8; 200]).len()
            } else {
                answer.list("l", "record", |_| 0_u8).len()
            })
        })
    };
    refused(list(&short, true));
    assert_eq!(list(&short, false).unwrap(), COUNT);
    assert_eq!(list(&long, true).unwrap(), COUNT);

    let map = |text: &str| read_within(text, &limits, |answer| Ok(answer.map("l").len()));
    refused(map(&short));
    // All items have the same name, so only the first counts.
    assert_eq!(map(&long).unwrap(), 1);

    let errors = "<error/>".repeat(COUNT);
    let refusal = format!("<response><errors>{errors}</errors></response>");
    refused(read_within(&refusal, &limits, |_| Ok(0)));

    let records = |text| {
        let names = ("l", "record");
        let item = |_: Element<'_, '_>| Ok([0_u8; 200]);
        read_list(text, &limits, names, item, |_, items| Ok(items.len()))
    };
    refused(records(&short));
    assert_eq!(records(&long).unwrap(), COUNT);
}

#[test]
fn lists_beside_an_answer_are_not_its_own() {
    let blanks = " ".repeat(40_000);
    for blanks in ["", &blanks] {
        let text = format!(
            "<x><l><r><x:n>1</x:n></r></l>{HEAD}<l><r><x:n>2</x:n></r></l></response>{blanks}</x>"
        );
        assert_eq!(numbers(&text).unwrap().0, [2]);
    }
}

#[test]
fn what_is_wrong_in_a_long_list_is_found() {
    let text = list(5000);
    let wrong = |from: &str, to: &str| {
        let at = text.find(from).unwrap();
        let (head, tail) = text.split_at(at);
        problem(numbers(&format!("{head}{}", tail.replacen(from, to, 1))))
    };
    assert!(matches!(
        wrong("<x:n>4000</x:n>", "<x:n>4000</x:m>"),
        ResponseProblem::Malformed(_)
    ));
    assert!(matches!(
        wrong("<x:n>4000</x:n>", "&nbsp;"),
        ResponseProblem::Malformed(_)
    ));
    assert_eq!(
        wrong("<x:n>4000</x:n>", "<x:n>many</x:n>"),
        ResponseProblem::Missing("x:n".into())
    );
    assert!(matches!(
        wrong("-1</x:n></r><l>", "-1</x:n></r>]]><l>"),
        ResponseProblem::Malformed(_)
    ));
    for end in (0..text.len()).step_by(9_973) {
        assert!(numbers(&text[..end]).is_err(), "{end}");
    }
    let refused = text.replacen("SUCCESS", "FAILED", 1);
    assert!(matches!(numbers(&refused), Err(Error::Api { .. })));
}

#[test]
fn a_refusal_with_words_and_a_list_keeps_both() {
    let refusal = "<response><returncode>FAILED</returncode><message>Two are wrong.</message><errors>\
                   <error key='a' message='A.'/><error><key>b</key><message>B.</message></error></errors></response>";
    match read(refusal, |_| Ok(())) {
        Err(Error::Api {
            key,
            message,
            details,
            ..
        }) => {
            assert_eq!((key, &*message), (None, "Two are wrong."));
            let expected = [("a".into(), "A.".to_owned()), ("b".into(), "B.".to_owned())];
            assert_eq!(details.others, expected);
        }
        other => panic!("{other:?}"),
    }
}
