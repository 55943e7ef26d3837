//! Fenced headers.

use super::super::Style;
use super::{clean, codes, finding, outcome, value, values};
use serde_json::json;

#[test]
fn the_body_starts_after_the_closing_line() {
    for (text, expected) in [
        ("---\ntitle: A\n---\n# B\n", "# B\n"),
        ("---\ntitle: A\n...\n\n# B\n", "\n# B\n"),
        ("---  \ntitle: A\n---\t\n", ""),
        ("---\ntitle: A\n---", ""),
        ("---\ntitle: A\n\n# a comment\n\n---\nNote: x\n", "Note: x\n"),
        ("---\ntitle: A\ndescription: |\n  ---\n---\n", ""),
        ("---\n# a comment\n{title: A}\n---\nB", "B"),
        ("---\ntitle: A\n---\ntheme: sky\n", "theme: sky\n"),
    ] {
        let (header, body) = clean(text);
        assert_eq!((header.style, value(&header.title)), (Style::Fenced, "A"), "{text:?}");
        assert_eq!(body, expected, "{text:?}");
        assert_eq!(header.span.range(), 0..text.len() - body.len());
    }
    let (header, body) = clean("---\n---\n# B");
    assert_eq!((header.style, body.as_str()), (Style::Fenced, "# B"));
}

#[test]
fn a_deck_may_start_with_a_rule() {
    for (text, code) in [
        ("---\n\ntitle: A\n---\n", "starts-with-rule"),
        ("---\n \n# A\n", "starts-with-rule"),
        ("---\n", "starts-with-rule"),
        ("---", "starts-with-rule"),
        ("---\n# A\n\n---\n# B\n", "header-not-mapping"),
        ("---\n- a\n- b\n---\n", "header-not-mapping"),
        ("---\nSome text: with [a link\n---\n", "header-not-mapping"),
        ("---\nSome text: a: b\n---\n", "header-not-mapping"),
        ("---\nSome text\n---\n", "header-not-mapping"),
        ("---\n[a]: https://example.org\n---\n", "header-not-mapping"),
        ("---\n\"text\"\n---\n", "header-not-mapping"),
        ("---\ntitle: A\n\n# B\n", "unclosed-header"),
        ("---\ntitle: A\n ---\n", "unclosed-header"),
        ("---\n# A\n", "unclosed-header"),
    ] {
        let outcome = outcome(text);
        assert_eq!(codes(text), [code], "{text:?}");
        assert_eq!((outcome.header.style, outcome.body.as_str()), (Style::None, text));
        assert_eq!(outcome.header.title, None);
        assert!(outcome.found[0].starts_with(&format!("{code} 1:1 --- | ")), "{:?}", outcome.found);
    }
    for text in ["----\ntitle: A\n---\n", "\n---\ntitle: A\n---\n", " ---\ntitle: A\n---\n"] {
        assert_eq!((clean(text).0.style, clean(text).1.as_str()), (Style::None, text));
    }
}

#[test]
fn authors_are_text_lists_or_maps() {
    for (yaml, expected) in [
        ("author: A", vec!["A"]),
        ("author: [A, B]", vec!["A", "B"]),
        ("author:\n- A\n- B", vec!["A", "B"]),
        ("author:\n  - name: A\n    email: x\n  - B\n  - 7\n  -", vec!["A", "B", "7"]),
        ("author: {name: A}", vec!["A"]),
        ("author: []", vec![]),
        ("author:", vec![]),
        ("author: ~", vec![]),
    ] {
        let (header, _) = clean(&format!("---\n{yaml}\n---\n"));
        assert_eq!(values(&header.authors), expected, "{yaml}");
    }
    for bad in ["author: [[A]]", "author: {email: x}", "author: [{email: x}]"] {
        assert_eq!(codes(&format!("---\n{bad}\n---\n")), ["wrong-type"], "{bad}");
    }
}

#[test]
fn institutes_may_be_a_list() {
    for yaml in ["institute: [A, 7]", "institute: A, 7", "institute:\n- name: A\n- 7"] {
        let (header, _) = clean(&format!("---\n{yaml}\n---\n"));
        assert_eq!(value(&header.institute), "A, 7", "{yaml}");
    }
    assert_eq!(clean("---\ninstitute: []\n---\n").0.institute, None);
}

#[test]
fn values_know_their_place() {
    let text = "---\n# c\nTitle: \"Ünï: x\" # c\nauthor:\n- A\n- 'B'\ncss: [a.css, b.css]\ndate: 1.10\n\
                subtitle: \"\\u0041\"\nfooter: >\n  a\n  b\n---\n";
    let (header, _) = clean(text);
    let place = |text: &crate::source::Spanned<String>| text.span.range();
    let all = [header.title, header.date, header.subtitle, header.footer].map(Option::unwrap);
    assert_eq!(all.each_ref().map(|text| text.value.as_str()), ["Ünï: x", "1.10", "A", "a b"]);
    let places = all.iter().chain(&header.authors).chain(&header.css).map(|one| &text[place(one)]);
    let expected = ["Ünï: x", "1.10", "\"\\u0041\"", ">\n  a\n  b", "A", "B", "a.css", "b.css"];
    assert_eq!(places.collect::<Vec<_>>(), expected);
}

#[test]
fn a_key_inside_a_map_is_not_taken_for_one_at_the_top() {
    let text = "---\nreveal:\n  theme: x\ntheme: sky\n---\n";
    let (header, _) = clean(text);
    assert_eq!(header.theme.unwrap().span.range(), 30..33);
    let text = "---\n  reveal:\n    size: 1\n  size: 1\n---\n";
    assert!(finding(text).starts_with("wrong-type 4:9 1 | "), "{}", finding(text));
}

#[test]
fn reveal_takes_any_map() {
    let text = "---\nreveal:\n  width: 960\n  margin: 0.1\n  size: 16:9\n  on: on\n  \
                keys: {13: next, a: [~, true, '1']}\n---\n";
    let (header, _) = clean(text);
    let expected = json!({
        "width": 960, "margin": 0.1, "size": "16:9", "on": "on",
        "keys": { "13": "next", "a": [null, true, "1"] },
    });
    assert_eq!(serde_json::Value::from(header.reveal), expected);
}

#[test]
fn what_must_not_reach_reveal_is_dropped_with_a_warning() {
    let text = "---\nreveal:\n  a: 1\n  __proto__: {b: 1}\n  c: [{constructor: 1, d: {prototype: 1}}]\n  \
                <<: {e: 1}\n  a: 2\n---\n";
    let outcome = outcome(text);
    let found: Vec<_> = outcome.found.iter().map(|line| line.split(" |").next().unwrap()).collect();
    let expected = [
        "forbidden-key 4:3 __proto__",
        "merge-key 6:3 <<",
        "duplicate-key 7:3 a",
        "forbidden-key 5:8 constructor",
        "forbidden-key 5:28 prototype",
    ];
    assert_eq!(found, expected);
    assert_eq!(serde_json::Value::from(outcome.header.reveal), json!({"a": 1, "c": [{"d": {}}]}));
}

#[test]
fn mistakes_are_warnings_with_a_place() {
    for (yaml, expected) in [
        ("them: sky", "unknown-key 3:1 them | `them` is not a header key | did you mean `theme`?"),
        ("marp: true", "unknown-key 3:1 marp | `marp` is not a header key | "),
        (
            "format: {revealjs: {theme: x}}",
            "unknown-key 3:1 format | `format` is not a header key | ",
        ),
        (
            "\"titel\": x",
            "unknown-key 3:2 titel | `titel` is not a header key | did you mean `title`?",
        ),
        (
            "slideNumber: true",
            "unknown-key 3:1 slideNumber | `slideNumber` is not a header key | \
             did you mean `slide-number`?",
        ),
        ("<<: {a: 1}", "unknown-key 3:1 << | `<<` is not a header key | "),
        (
            "TITLE: B",
            "duplicate-key 3:1 TITLE | `TITLE` stands here a second time | \
             the first one counts; remove one",
        ),
        (
            "subtitle: [a]",
            "wrong-type 3:11 [a] | `subtitle` takes text | it is left at its default",
        ),
        (
            "reveal: x",
            "wrong-type 3:9 x | `reveal` takes a map, in a header between `---` lines, not `x` | \
             it is left at its default",
        ),
        (
            "subtitle: #1 tip",
            "yaml-comment 3:11 #1 tip | `subtitle` has no value: YAML reads `#1 tip` as a comment | \
             write the value in quotes: `subtitle: \"#1 tip\"`",
        ),
    ] {
        let text = format!("---\ntitle: A\n{yaml}\n---\nbody");
        assert_eq!(finding(&text), expected);
        assert_eq!(value(&outcome(&text).header.title), "A");
        assert_eq!(outcome(&text).body, "body");
    }
}

#[test]
fn yaml_that_cannot_be_read_is_an_error_with_a_hint() {
    for (yaml, place, hint) in [
        ("title: a: b", "2:8 a: b", "write the value in quotes: `title: \"a: b\"`"),
        (
            "title: say \"a: b\"",
            "2:8 say \"a: b\"",
            "write the value in quotes: `title: 'say \"a: b\"'`",
        ),
        ("title: 'tis\ndate: x", "2:8 'tis", "write the value in quotes: `title: \"'tis\"`"),
        ("title: 'tis\ndate: 'x'", "2:8 'tis", "write the value in quotes: `title: \"'tis\"`"),
        ("title: \"a\" b", "2:8 \"a\" b", "write the value in quotes: `title: '\"a\" b'`"),
        (
            "title: [Draft] x\ndate: x",
            "2:8 [Draft] x",
            "write the value in quotes: `title: \"[Draft] x\"`",
        ),
        ("title: *foo", "2:8 *foo", "write the value in quotes: `title: \"*foo\"`"),
        ("title: @x", "2:8 @x", "write the value in quotes: `title: \"@x\"`"),
        ("title: - x", "2:8 - x", "write the value in quotes: `title: \"- x\"`"),
        ("reveal:\n\twidth: 1", "3:1 \t", "YAML is indented with spaces; replace the tab"),
        ("title:a\ntheme: sky", "2:7 a", "put a space after the colon"),
        (
            "author: [A, B\ndate: x",
            "2:9 [A, B",
            "close it with `]`, or write the value in quotes: `author: \"[A, B\"`",
        ),
        (
            "title: x\n\nHello\nworld",
            "4:1 Hello",
            "if the header ends above this line, put a line `---` there",
        ),
        ("title: !!int x", "2:8 !!int x", "write the value in quotes: `title: \"!!int x\"`"),
        ("title: a\u{7}b", "2:9 \u{7}", "remove it"),
        ("title: x\n--- x\ndate: y", "3:1 -", "remove the `---`"),
        ("title: x\n? [a]\n: b", "2:1 t", "put it in quotes if it is text"),
    ] {
        let text = format!("---\n{yaml}\n---\nbody");
        let found = finding(&text);
        let parts: Vec<_> = found.split(" | ").collect();
        assert_eq!((parts[0], parts[2]), (format!("bad-yaml {place}").as_str(), hint), "{found}");
        assert!(parts[1].starts_with("this header is not valid YAML: "), "{found}");
        assert_eq!((outcome(&text).header.title, outcome(&text).body.as_str()), (None, "body"));
    }
}

#[test]
fn tags_are_dropped_and_never_run() {
    let text = "---\ntitle: !!python/object/apply:os.system x\nauthor: !a [!b x]\nreveal: !c {a: !d 1}\n---\n";
    let (header, _) = clean(text);
    assert_eq!((value(&header.title), values(&header.authors)), ("x", vec!["x"]));
    assert_eq!(serde_json::Value::from(header.reveal), json!({"a": 1}));
}

#[test]
fn aliases_repeat_a_value() {
    let (header, _) = clean("---\ntitle: &t 1.10\nsubtitle: *t\n---\n");
    assert_eq!((value(&header.title), value(&header.subtitle)), ("1.10", "1.10"));
}
