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
    (parse(file, text, &scanned, Syntax::default(), &mut diagnostics), diagnostics)
}

fn short(nodes: &[Node]) -> String {
    let one = |node: &Node| {
        let name = match &node.kind {
            Kind::Text(text) => format!("{text:?}"),
            Kind::Code(text) => format!("`{text}`"),
            Kind::Math(formula) => format!("${}$", formula.tex),
            Kind::MathBlock(formula) => format!("$${}$$", formula.tex),
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
    assert_eq!(tree("term\n:no_smile: x"), "Paragraph[\"term\" SoftBreak \":no_smile: x\"]");
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

#[test]
fn formulas_stand_where_dollars_were() {
    for (text, expected) in [
        ("a $x_1$ b", "Paragraph[\"a \" $x_1$ \" b\"]"),
        ("$*a*$ $`b_c`$", "Paragraph[$*a*$ \" \" $b_c$]"),
        ("*a $b*c$*", "Paragraph[Emphasis[\"a \" $b*c$]]"),
        ("$$x$$", "$$x$$"),
        ("a $$x$$", "Paragraph[\"a \" $x$]"),
        (
            "a\n$$\n- b\n= c\n> d\n$$ {#e .f}\ng",
            "Paragraph[\"a\"] $$\n- b\n= c\n> d\n$${#e .f} Paragraph[\"g\"]",
        ),
        ("$$ a $$ {.b}", "$$ a $${.b}"),
        ("```math {.b}\na\n```", "$$a\n$${.b}"),
        ("> $$\n> a\n> $$", "Quote[$$a$$]"),
        (
            "- a\n\n  $$\n  b\n  $$\n- c",
            "List[Item[Paragraph[\"a\"] $$\n  b\n  $$] Item[Paragraph[\"c\"]]]",
        ),
        ("- $$a$$", "List[Item[$$a$$]]"),
        ("- $$\n  a\n  $$\n- $$\n  - b\n  $$", "List[Item[$$\n  a\n  $$] Item[$$\n  - b\n  $$]]"),
        ("- c\n  $$\n  a\n  $$\n  d", "List[Item[\"c\" $$\n  a\n  $$ \"d\"]]"),
        ("a $$\nb\n$$\nc\n\n$$\nd\n$$", "Paragraph[\"a \" $b$ SoftBreak \"c\"] $$\nd\n$$"),
        ("$a${.b}", "Paragraph[$a${.b}]"),
        ("[$a$](b$c$d)", "Paragraph[Link[$a$]]"),
        ("![$a$](b$c$d)", "Paragraph[Image b$c$d[$a$]]"),
        (
            "|a|\n|-|\n|$b\\|c$ $5|",
            "Table[TableHead[TableCell[\"a\"]] TableRow[TableCell[$b|c$ \" $5\"]]]",
        ),
        ("    $a$", "CodeBlock"),
        ("`$a$` \\$b$ $5 and $6", "Paragraph[`$a$` \" $b$ $5 and $6\"]"),
        ("a ` b $x$ c", "Paragraph[\"a ` b \" $x$ \" c\"]"),
        ("<b title=\"$a$\">c</b>", "Paragraph[InlineHtml \"c\" InlineHtml]"),
        (
            "a[^1]\n\n[^1]: $b$",
            "Paragraph[\"a\" FootnoteReference] FootnoteDefinition[Paragraph[$b$]]",
        ),
        ("term\n: $b$", "DefinitionList[Term[\"term\"] Definition[$b$]]"),
    ] {
        assert_eq!(tree(text), expected, "{text}");
    }
}

#[test]
fn code_and_html_keep_their_dollars() {
    for text in ["```sh\n$a$ `b`\n```\n", "    $a$\n", "<div>\n$a$\n</div>\n"] {
        let node = nodes(text).0.remove(0);
        match node.kind {
            Kind::CodeBlock(code) => assert!(code.text.starts_with("$a$"), "{}", code.text),
            Kind::Html(html) => assert_eq!(&*html, text),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn places_in_formulas_are_places_in_the_file() {
    for (text, tex, expected) in [
        ("ab $cd$", 1..2, "d"),
        ("$$ ab $$", 2..3, "b"),
        ("> x $ab\n> cd$", 3..5, "cd"),
        ("|a|\n|-|\n|$b\\|cd$|", 3..4, "d"),
        ("~~~math\nab\ncd\n~~~", 3..5, "cd"),
        ("> ~~~math\n> ab\n> cd\n> ~~~", 4..5, "d"),
        ("$$\nab\n$$", 1..3, "ab"),
    ] {
        fn find(nodes: &[Node]) -> Option<(&Formula, Span)> {
            nodes.iter().find_map(|node| match &node.kind {
                Kind::Math(formula) | Kind::MathBlock(formula) => Some((&**formula, node.span)),
                _ => find(&node.children),
            })
        }
        let all = nodes(text).0;
        let (formula, span) = find(&all).unwrap_or_else(|| panic!("no formula in {text}"));
        assert_eq!(&text[formula.span(tex, span).range()], expected, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_becomes_a_formula_obeys_our_rules(text in "[ab1 $`\\\\\\[\\](){}<>|\"*_\n\u{e9}~#-]{0,60}") {
        fn check(nodes: &[Node], text: &str) {
            for node in nodes {
                if let Kind::Math(formula) = &node.kind {
                    let written = &text[node.span.range()];
                    let inner = written.trim_matches('$');
                    let (before, after) = (&text[..node.span.start as usize], &text[node.span.end as usize..]);
                    prop_assert_rules(written, inner, before, after, formula);
                }
                check(&node.children, text);
            }
        }
        fn prop_assert_rules(written: &str, inner: &str, before: &str, after: &str, formula: &Formula) {
            assert!(written.starts_with('$') && written.ends_with('$'), "{written:?}");
            assert!(!before.ends_with(|c: char| c.is_alphanumeric() || c == '_'), "{before:?}{written:?}");
            assert!(!after.starts_with(char::is_alphanumeric), "{written:?}{after:?}");
            assert!(!inner.trim().is_empty() && !formula.tex.trim().is_empty());
            if !formula.display {
                assert!(!inner.starts_with(char::is_whitespace) && !inner.ends_with(char::is_whitespace));
            }
        }
        check(&nodes(&text).0, &text);
    }
}
