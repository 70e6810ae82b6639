//! Tests for the tokens of a text.

use super::*;

/// The text, the markup, its kind, its nodes, whether its names have colons, and its depth.
type Fields<'t> = (&'t str, &'t str, Kind, usize, bool, usize);

/// Scans as many tokens as there are. Returns them, the rest of the text, and what is wrong with the rest.
fn scan<'t>(text: &'t str, limits: &Limits) -> (Vec<Fields<'t>>, &'t str, Option<ResponseProblem>) {
    let utf8 = |bytes| std::str::from_utf8(bytes).unwrap();
    let mut scanner = Scanner::new(limits);
    let (mut tokens, mut rest) = (Vec::new(), text);
    loop {
        match scanner.next(rest.as_bytes()) {
            Ok(Some(token)) => {
                let (text, markup) = (utf8(token.text), utf8(token.markup));
                let (nodes, has_colons) = (token.nodes, token.has_colons);
                tokens.push((text, markup, token.kind, nodes, has_colons, token.depth));
                rest = &rest[text.len() + markup.len()..];
            }
            Ok(None) => return (tokens, rest, scanner.unfinished(rest.as_bytes())),
            Err(problem) => return (tokens, rest, Some(problem)),
        }
    }
}

#[test]
fn a_document_is_a_sequence_of_tokens() {
    use Kind::{Element, End, Other, Start};
    let tokens = [
        ("", "<?xml version='1.0'?>", Other, 1, false, 0),
        ("\n", "<response>", Start, 1, false, 0),
        ("", "<a b='1>2' c = \"d:e'/>\"/>", Element, 1, false, 1),
        (" ", "<b c='/'>", Start, 1, false, 1),
        ("\r\n", "<c>d:e</c>", Element, 2, false, 2),
        ("", "</b>", End, 0, false, 1),
        ("", "<d></d >", Element, 1, false, 1),
        ("", "<e>", Start, 1, false, 1),
        ("\tf", "</e>", End, 0, false, 1),
        ("", "<f>", Start, 1, false, 1),
        ("g", "<!-->--->", Other, 1, false, 2),
        ("", "</f>", End, 0, false, 1),
        ("h", "<![CDATA[<x>]]>", Other, 1, false, 1),
        ("", "<???>", Other, 1, false, 1),
        ("", "<p:i>", Start, 1, true, 1),
        ("j", "</p:i>", End, 0, true, 1),
        ("", "<k>", Start, 1, false, 1),
        ("l", "</k>", End, 0, false, 1),
        ("", "<m n:o='p'/>", Element, 1, true, 1),
        ("", "</response>", End, 0, false, 0),
        ("\n", "<!---->", Other, 1, false, 0),
    ];
    let text: String = tokens.iter().flat_map(|token| [token.0, token.1]).collect();
    let text = text + "\r\n";
    let expected = (tokens.to_vec(), "\r\n", None);
    assert_eq!(scan(&text, &Limits::default()), expected);
}

#[test]
fn a_root_may_be_one_token() {
    for (text, nodes) in [("<a/>", 1), ("<a></a>", 1), ("<a b='<'>c</a>", 2)] {
        let expected = (vec![("", text, Kind::Element, nodes, false, 0)], "", None);
        assert_eq!(scan(text, &Limits::default()), expected);
    }
}

/// What is wrong with a text, and where it is found.
#[test]
fn what_is_wrong_is_found_at_its_token() {
    let malformed = |problem: &str| Some(ResponseProblem::Malformed(problem.to_owned()));
    let surplus = malformed("an end tag without its start");
    let unquoted = malformed("an attribute without quotes");
    let within = malformed("a tag within a tag");
    let unknown = malformed("`<!` that begins neither a comment nor a CDATA section");
    let cut_off = Some(ResponseProblem::CutOff);
    let doubled = Some(ResponseProblem::Doubled);
    let limit = |limit| Some(ResponseProblem::Limit(limit));
    let limits = Limits {
        depth: 3,
        attributes: 2,
        record_bytes: 50,
        ..Limits::default()
    };
    let (fits, exceeds) = ("x".repeat(46), "x".repeat(48));
    for (before, rest, problem) in [
        ("", "", &cut_off),
        ("", "x", &cut_off),
        ("<a>", "", &cut_off),
        ("<a>", "x", &cut_off),
        ("<a>", "<", &cut_off),
        ("<a>", "<b", &cut_off),
        ("<a>", "<b c", &cut_off),
        ("<a>", "<b c=", &cut_off),
        ("<a>", "<b c= \n", &cut_off),
        ("<a>", "<b c='", &cut_off),
        ("<a>", "<b c='>", &cut_off),
        ("<a>", "<b c=''", &cut_off),
        ("<a>", "</a", &cut_off),
        ("<a>", "</a <", &cut_off),
        ("<a>", "<!", &cut_off),
        ("<a>", "<!-", &cut_off),
        ("<a>", "<!-- < ->", &cut_off),
        ("<a>", "<!-->", &cut_off),
        ("<a>", "<!--->", &cut_off),
        ("<a>", "<![CDATA", &cut_off),
        ("<a>", "<![CDATA[]>", &cut_off),
        ("<a>", "<!DOCTYP", &cut_off),
        ("<a>", "<?", &cut_off),
        ("<a>", "<?>", &cut_off),
        ("<a>", "<? < >", &cut_off),
        ("<a></a>", "<", &cut_off),
        ("<a>", "<<", &within),
        ("<a>", "<b <c", &within),
        ("<a>", "<b c= \n<>", &unquoted),
        ("<a>", "<b c=/>", &unquoted),
        ("<a>", "<b c=d", &unquoted),
        ("<a>", "<!D>", &unknown),
        ("<a>", "<!--b--", &cut_off),
        ("<a>", "<!->", &unknown),
        ("", "<!DOCTYPE", &Some(ResponseProblem::Dtd)),
        ("", "</a>", &surplus),
        ("<a/>", "</a>", &surplus),
        ("<a></a>", "</a>", &surplus),
        ("<a> </a>", "</a", &surplus),
        ("<a/>", "<a/>", &doubled),
        ("<a>b</a>", "<a", &doubled),
        ("<a> </a>", "<a>", &doubled),
        ("<a/>", "<?xml ?>", &doubled),
        ("<a/><?xmls?><!---->", "", &None),
        ("<a/>", " \n", &None),
        ("<a><?xml ?></a>", "", &None),
        ("<a><b><c/><c>d</c><c></c></b>", "", &cut_off),
        ("<a><b><c>", "<d/>", &limit(Limit::Depth(3))),
        ("<a><b><c>", "<d>", &limit(Limit::Depth(3))),
        ("<a><b><c>", "<d", &cut_off),
        (
            "<a b='' c=''>",
            "<d e='' f='' g=",
            &limit(Limit::Attributes(2)),
        ),
        ("<a>", &format!("{fits}<b/"), &cut_off),
        (&format!("<a>{fits}<b/>"), "", &cut_off),
        (
            "<a>",
            &format!("{exceeds}<b/>"),
            &limit(Limit::RecordBytes(50)),
        ),
        (
            "<a>",
            &format!("{exceeds}xxxx"),
            &limit(Limit::RecordBytes(50)),
        ),
        ("<a/>", &" ".repeat(50), &None),
        ("<a/>", &" ".repeat(51), &limit(Limit::RecordBytes(50))),
    ] {
        let text = format!("{before}{rest}");
        let found = scan(&text, &limits);
        assert_eq!((found.1, &found.2), (rest, problem), "{text}");
    }
}

/// An element is one token or several, depending on how much of it is there.
#[test]
fn an_incomplete_element_is_scanned_as_far_as_it_is_there() {
    let (text, limits) = ("<a><b>c</b></a>", Limits::default());
    let counts = |end: usize| scan(&text[..end], &limits).0.len();
    let found: Vec<_> = (0..=text.len()).map(counts).collect();
    assert_eq!(found, [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3]);
}

#[test]
fn names_end_where_they_end() {
    for end in [" ", "\t", "\r", "\n", "/>", ">"] {
        assert!(is_named(format!("<ab{end}").as_bytes(), 1, "ab"), "{end}");
    }
    for (tag, at) in [
        ("<ab", 1),
        ("<abc>", 1),
        ("<a:b>", 1),
        ("<AB>", 1),
        ("<ab>", 0),
        ("<ab>", 2),
        ("", 1),
    ] {
        assert!(!is_named(tag.as_bytes(), at, "ab"), "{tag} {at}");
    }
}

#[test]
fn colons_of_names_alone_are_replaced() {
    let mut tag = String::new();
    replace_colons("<a:b c:d='e:f' g=\"':\">", '_', &mut tag);
    assert_eq!(tag, "<a_b c_d='e:f' g=\"':\">");
}

#[test]
fn layout_has_a_line_end() {
    for (text, layout, blank) in [
        ("", false, true),
        (" \t", false, true),
        ("\n", true, true),
        ("\r", true, true),
        ("\t \r\n ", true, true),
        ("\nx", false, false),
        ("\u{A0}\n", false, false),
    ] {
        let bytes = text.as_bytes();
        assert_eq!(
            (is_layout(bytes), is_blank(bytes)),
            (layout, blank),
            "{text:?}"
        );
    }
}
