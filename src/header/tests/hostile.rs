//! Headers that try to break the reader.

use super::super::{LIMIT, read};
use super::{codes, outcome};
use crate::source::Sources;
use proptest::prelude::*;

fn fenced(yaml: &str) -> String {
    format!("---\n{yaml}\n---\nbody\n")
}

/// Nine levels of nine aliases each.
fn many_laughs() -> String {
    let level =
        |n: usize| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(", "));
    format!("l0: &l0 lol\n{}", (1..10).map(level).collect::<String>())
}

/// One list of many values, repeated many times: no level is deep.
fn quadratic_aliases() -> String {
    format!("a: &a [{}]\nb: [{}]\n", "x,".repeat(2000), "*a,".repeat(2000))
}

#[test]
fn bombs_are_errors() {
    for yaml in [
        many_laughs(),
        quadratic_aliases(),
        format!("a: {}", "[".repeat(LIMIT - 10)),
        "{a: ".repeat(LIMIT / 4 - 10),
        "a: &a [*a, *a]".to_string(),
        format!("reveal: {}{}", "[".repeat(200), "]".repeat(200)),
        format!("reveal:\n {}x", "- ".repeat(8000)),
        format!("reveal:\n {}x", "? ".repeat(8000)),
    ] {
        assert_eq!(codes(&fenced(&yaml)), ["bad-yaml"], "{:.40}", yaml);
        assert_eq!(outcome(&fenced(&yaml)).body, "body\n");
    }
}

#[test]
fn long_headers_are_not_parsed() {
    for yaml in [
        format!("a: {}", "[".repeat(100_000)),
        "{a: ".repeat(20_000),
        format!("a: &a x\nb: [{}]", "*a,".repeat(3_000_000)),
        format!("title: {}", "x".repeat(10_000_000)),
        "a: b\n".repeat(10_000),
    ] {
        assert_eq!(codes(&fenced(&yaml)), ["header-too-long"], "{:.40}", yaml);
        assert_eq!(outcome(&fenced(&yaml)).body, "body\n");
    }
    let slides = fenced(&"# A\ntext\n".repeat(10_000));
    assert_eq!(codes(&slides), ["header-not-mapping"]);
    assert_eq!(outcome(&slides).body, slides);
}

#[test]
fn repetition_stays_cheap() {
    for (text, first) in [
        (fenced(&"? \n".repeat(5000)), "header-not-mapping"),
        (fenced(&"title: x\n".repeat(1500)), "duplicate-key"),
        (fenced(&format!("reveal: {{{}}}", "a: 1,".repeat(3000))), "duplicate-key"),
        (fenced(&format!("{{{}}}", "a: 1,\n".repeat(2500))), "unknown-key"),
        (fenced(&format!("title: A\n{}", "\n".repeat(16_000))), ""),
        ("title: A\n\n%comment\n".repeat(50_000), ""),
        ("% x\n\n".repeat(50_000), ""),
        (format!("title: A\n{}", "\ntheme: sky\nx".repeat(50_000)), ""),
    ] {
        let found = codes(&text);
        assert_eq!(found.first().map_or("", String::as_str), first, "{:.40}", text);
    }
}

#[test]
fn long_words_are_cut_in_messages() {
    let key = "k".repeat(5000);
    for text in [fenced(&format!("{key}: x")), format!("title: A\n{key}: x\nsize: {key}\n")] {
        for found in outcome(&text).found {
            let message = found.split(" | ").nth(1).unwrap().to_string();
            assert!(message.len() < 200, "{message}");
        }
    }
}

/// Pieces that headers are made of, so that random decks reach the interesting places.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("---\n"),
        Just("...\n"),
        Just("\n"),
        Just("title: "),
        Just("Author: "),
        Just("theme:"),
        Just("reveal:\n  "),
        Just("x"),
        Just(": "),
        Just("- "),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just("\""),
        Just("'"),
        Just("#"),
        Just("&a "),
        Just("*a"),
        Just("!x "),
        Just("<<"),
        Just("|\n "),
        Just(">"),
        Just("%"),
        Just("% "),
        Just("%begin\n"),
        Just("%end\n"),
        Just("\t"),
        Just("  "),
        Just("ü"),
        Just("\u{85}"),
        Just("\u{2028}"),
        Just("\u{1}"),
        Just("? "),
        Just(","),
        Just("__proto__: "),
        Just("1.10"),
        Just("yes"),
        Just(";"),
        Just("\u{a0}"),
        Just("\\u0041"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let mut diagnostics = Vec::new();
    let file = Sources::default().add("deck.md", String::new());
    let (header, body) = read(file, text, &mut diagnostics);
    prop_assert!(text.is_char_boundary(body));
    prop_assert!(body == 0 || body == text.len() || text[..body].ends_with('\n'));
    let all = [&header.title, &header.subtitle, &header.date, &header.theme];
    let texts = all.into_iter().flatten().chain(&header.authors).map(|text| text.span);
    let findings = diagnostics.iter().filter_map(|diagnostic| diagnostic.span);
    for span in texts.chain(findings).chain([header.span]) {
        prop_assert!(text.get(span.range()).is_some(), "{span:?}");
    }
    prop_assert!(header.span.range().end <= body.max(text.len()));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        holds(&text)?;
    }

    #[test]
    fn any_header_is_read(text in pieces()) {
        holds(&text)?;
        holds(&format!("---\n{text}"))?;
        holds(&format!("---\ntitle: A\n{text}\n---\n"))?;
        holds(&format!("title: A\n{text}"))?;
    }
}
