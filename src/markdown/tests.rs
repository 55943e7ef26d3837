//! The tree in a short form, for small texts. Whole pages are tested by `tests/suite`.

use super::*;
use crate::header::Style;
use crate::scan;
use crate::source::Sources;
use proptest::prelude::*;

fn nodes(text: &str) -> (Vec<Node>, Diagnostics) {
    let file = Sources::default().add("t.md", String::new());
    let mut diagnostics = Vec::new();
    let scanned = scan::scan(text, 0, Style::Fenced);
    (parse(file, text, &scanned, &mut diagnostics), diagnostics)
}

fn short(nodes: &[Node]) -> String {
    let one = |node: &Node| {
        let name = match &node.kind {
            Kind::Text(text) => format!("{text:?}"),
            Kind::Code(text) => format!("`{text}`"),
            Kind::Image(target) => format!("Image {}", target.url),
            other => format!("{other:?}").split(['(', ' ']).next().unwrap_or_default().to_string(),
        };
        let attributes = node.attributes.as_ref().map_or(String::new(), |attributes| {
            let id = attributes.id.iter().map(|id| format!("#{id}"));
            let classes = attributes.classes.iter().map(|class| format!(".{class}"));
            let pairs = attributes.pairs.iter().map(|(key, value)| format!("{key}={value}"));
            format!("{{{}}}", id.chain(classes).chain(pairs).collect::<Vec<_>>().join(" "))
        });
        let inner = if node.children.is_empty() {
            String::new()
        } else {
            format!("[{}]", short(&node.children))
        };
        format!("{name}{attributes}{inner}")
    };
    nodes.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn tree(text: &str) -> String {
    short(&nodes(text).0)
}

#[test]
fn attributes_attach_to_what_stands_before_them() {
    for (text, expected) in [
        ("## A *b* {#x .y k=\"v w\"}", "Heading{#x .y k=v w}[\"A \" Emphasis[\"b\"]]"),
        ("![a](b.png){width=50%} c", "Paragraph[Image b.png{width=50%}[\"a\"] \" c\"]"),
        ("[a *b*]{.fragment} c", "Paragraph[Inline{.fragment}[\"a \" Emphasis[\"b\"]] \" c\"]"),
        ("text {.fragment}", "Paragraph{.fragment}[\"text\"]"),
        ("- a {.fragment}\n- b", "List[Item{.fragment}[\"a\"] Item[\"b\"]]"),
        ("- a {.x}\n  - b", "List[Item{.x}[\"a\" List[Item[\"b\"]]]]"),
        ("- a {.x}\n\n  b", "List[Item{.x}[Paragraph[\"a\"] Paragraph[\"b\"]]]"),
        ("`x`{.y}", "Paragraph[`x`{.y}]"),
        ("a {b} {} {.c d}", "Paragraph[\"a {b} {} {.c d}\"]"),
        ("a \\{.b}", "Paragraph[\"a {.b}\"]"),
        ("[exciting] a", "Paragraph[\"[exciting] a\"]"),
        ("a{title=\"x 'y'\"}", "Paragraph[\"a{title=\\\"x 'y'\\\"}\"]"),
        ("[a]{title=\"x\"}", "Paragraph[Inline{title=x}[\"a\"]]"),
    ] {
        assert_eq!(tree(text), expected, "{text:?}");
    }
}

#[test]
fn marks_and_scripts() {
    for (text, expected) in [
        ("==a *b*== c", "Paragraph[Mark[\"a \" Emphasis[\"b\"]] \" c\"]"),
        ("a == b == c", "Paragraph[\"a == b == c\"]"),
        ("a ==b", "Paragraph[\"a ==b\"]"),
        (
            "H~2~O x^2^ a~b c~",
            "Paragraph[\"H\" Subscript[\"2\"] \"O x\" Superscript[\"2\"] \" a~b c~\"]",
        ),
        ("~~gone~~", "Paragraph[Strikethrough[\"gone\"]]"),
    ] {
        assert_eq!(tree(text), expected, "{text:?}");
    }
}

#[test]
fn dashes_and_quotes_are_typographic_but_options_are_not() {
    assert_eq!(tree("a -- b --flag \"q\" it's..."), "Paragraph[\"a – b --flag “q” it’s…\"]");
    assert_eq!(tree("term\n:smile: x"), "Paragraph[\"term\" SoftBreak \":smile: x\"]");
}

#[test]
fn markers_stand_in_the_tree_where_they_were_written() {
    assert_eq!(
        tree("a\n. . .\n- b\n  . . .\n- c\n::: x\n"),
        "Paragraph[\"a\"] Marker List[Item[\"b\" Marker] Item[\"c\"]] Marker"
    );
}

#[test]
fn a_rule_right_under_lines_of_text_is_warned_of() {
    let (_, diagnostics) = nodes("one\ntwo\n---\n");
    assert_eq!(diagnostics[0].code, "rule-under-text");
    assert!(nodes("Title\n---\n").1.is_empty());
}

#[test]
fn nesting_has_a_limit() {
    let (tree, diagnostics) = nodes(&"> ".repeat(50_000));
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code, "nested-too-deep");
    drop(tree);
}

#[test]
fn inline_markdown_is_never_a_block() {
    let read = |text: &str| short(&parse_inline(text, Span::default(), &mut Vec::new()));
    assert_eq!(read("# 1 *tip*"), "\"# 1 \" Emphasis[\"tip\"]");
    assert_eq!(read("- a"), "\"- a\"");
    assert_eq!(read("C#"), "\"C#\"");
}

#[test]
fn what_stands_inside_one_another_in_a_line_has_a_limit_too() {
    fn depth(nodes: &[Node]) -> usize {
        nodes.iter().map(|node| 1 + depth(&node.children)).max().unwrap_or(0)
    }
    let brackets = format!("{}a{}", "[".repeat(5_000), "]{.x}".repeat(5_000));
    let marks = format!("{}a{}", "[==".repeat(5_000), "==]{.x}".repeat(5_000));
    let deep = format!("{}{brackets}", "> ".repeat(90));
    for text in [brackets, marks, deep] {
        let (nodes, _) = nodes(&text);
        assert!((50..=MAX_DEPTH + 2).contains(&depth(&nodes)), "{}", depth(&nodes));
    }
    assert!(tree(&format!("{} [a]{{.x}}", "[".repeat(5_000))).contains("Inline{.x}"));
}

#[test]
fn many_marks_in_one_line_take_no_longer_each() {
    for mark in ["[", "]", "![", "[^", "[a]{.b}", "==a", "H~2~", "{.a ", "a^2^"] {
        let (nodes, _) = nodes(&mark.repeat(50_000));
        assert!(!nodes.is_empty(), "{mark}");
    }
}

#[test]
fn a_code_block_is_gathered_once() {
    let text = format!("```\n{}```\n", "let a;\n".repeat(100_000));
    let Kind::CodeBlock(code) = &nodes(&text).0[0].kind else { panic!("no code") };
    assert_eq!(code.text.len(), 700_000);
}

#[test]
fn an_open_fence_is_warned_of() {
    for (text, line) in [
        ("a\n\n```js\nb\n\n## C\n", Some("```js")),
        ("```", Some("```")),
        ("a\n\n  ```\nb\n", Some("```")),
        ("- a\n  ~~~~\n  b\n  ~~~\n\nc", Some("~~~~")),
        ("> ```\n> b\n\nc", Some("```")),
        ("```\nb\n```", None),
        ("```\n```\n", None),
        ("> ~~~\n> b\n> ~~~~  \n\nc", None),
        ("- ```\n  b\n  ```\n- c", None),
        ("    ```\n", None),
    ] {
        let (_, found) = nodes(text);
        let found: Vec<_> =
            found.iter().map(|found| (found.code, &text[found.span.unwrap().range()])).collect();
        assert_eq!(found, line.map(|line| ("unclosed-fence", line)).as_slice(), "{text}");
    }
}

#[test]
fn the_number_of_elements_has_a_limit() {
    for text in ["a^2^".repeat(MAX_NODES), "*a* ".repeat(MAX_NODES)] {
        assert_eq!(nodes(&text).1[0].code, "deck-too-large");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn any_text_is_read_and_spans_stay_inside(text in "[ -~\n\u{e9}\u{4e2d}]{0,200}") {
        fn check(nodes: &[Node], text: &str) {
            for node in nodes {
                assert!(text.get(node.span.range()).is_some(), "{node:?} in {text:?}");
                check(&node.children, text);
            }
        }
        check(&nodes(&text).0, &text);
    }
}

#[test]
fn places_in_code_are_places_in_the_file() {
    for text in
        ["```\nab\n\ncd\n```\n", "- x\n\n  ```\n  ab\n\n  cd\n  ```\n", "> ~~~\n> ab\n>\n> cd\n"]
    {
        let all = nodes(text).0;
        let mut node = &all[0];
        while !matches!(node.kind, Kind::CodeBlock(_)) {
            node = node.children.last().unwrap();
        }
        let Kind::CodeBlock(code) = &node.kind else { panic!("no code") };
        assert_eq!(&*code.text, "ab\n\ncd\n");
        for (range, expected) in [(1..2, "b"), (4..6, "cd"), (5..99, "d"), (0..5, "ab")] {
            assert_eq!(&text[code.span(range, node.span).range()], expected, "{text}");
        }
    }
}
