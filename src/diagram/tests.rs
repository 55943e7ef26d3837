//! Diagrams of all kinds, and hostile ones.

use super::*;

fn mermaid(source: &str) -> String {
    draw(Language::Mermaid, source, "dg").unwrap().svg
}

fn dot(source: &str) -> String {
    draw(Language::Dot, source, "dg").unwrap().svg
}

fn mistake(language: Language, source: &str) -> (String, String) {
    match draw(language, source, "dg") {
        Err(Failure::Mistake { range, message }) => {
            (range.map(|range| source[range].to_string()).unwrap_or_default(), message)
        }
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn text_is_text_and_colours_are_the_themes() {
    let svg = mermaid("flowchart LR\n  A[Start] -->|then| B[Done]\n");
    assert!(svg.contains(">Start</text>") && svg.contains(">then</text>"), "{svg}");
    assert!(svg.contains("var(--r-main-color)") && svg.contains("var(--diagram-ground)"));
    assert!(!svg.contains("#020202") && !svg.contains("<use"));
    assert!(!svg.contains("font-family"), "the face is the slide's");
}

#[test]
fn the_same_source_gives_the_same_drawing() {
    let source = "gitGraph\n  commit\n  branch b\n  commit\n";
    assert_eq!(mermaid(source), mermaid(source));
}

#[test]
fn a_drawing_has_a_title_and_a_size() {
    let drawing = draw(Language::Mermaid, "pie\n  accTitle: Pets\n  \"a\" : 3\n", "dg").unwrap();
    assert_eq!((&*drawing.title, drawing.ground), ("Pets", None));
    assert!(drawing.width > 100.0 && drawing.height > 100.0);
    let drawing = draw(Language::Mermaid, "flowchart LR\n  a --> b", "dg").unwrap();
    assert_eq!(drawing.title, "flowchart diagram");
    let themed = "%%{init: {\"theme\": \"dark\"}}%%\nflowchart LR\n  a --> b";
    assert_eq!(draw(Language::Mermaid, themed, "dg").unwrap().ground, Some(Ground::Dark));
}

#[test]
fn text_on_the_authors_colours_can_be_read() {
    let svg = mermaid("flowchart LR\n  A[Start] --> B[Done]\n  style A fill:#f9f\n");
    assert_eq!(svg.matches("oklch(from #f9f ").count(), 2, "{svg}");
    let svg = mermaid("flowchart LR\n  A[Start]\n  style A fill:#f9f,color:#123\n");
    assert!(svg.contains("#123") && !svg.contains("oklch"), "{svg}");
}

/// Nothing that runs, loads, leads out of the drawing or styles what is around it.
fn check(svg: &str) {
    use crate::html::tokens::{TokenKind, tokens};
    for token in tokens(svg) {
        let TokenKind::Start { name, attributes, .. } = token.kind else { continue };
        let bad = ["script", "a", "image", "foreignobject", "iframe", "img", "animate", "set"];
        assert!(!bad.contains(&&*name), "{name} in {svg}");
        for attribute in attributes {
            assert!(!attribute.name.starts_with("on"), "{}", attribute.name);
            let value = attribute.value.to_ascii_lowercase();
            assert!(!value.contains("javascript:") && !value.contains("http"), "{value}");
            assert!(attribute.name != "href" || value.starts_with("#dg"), "{value}");
            assert!(attribute.name != "id" || value.starts_with("dg"), "{value}");
            assert!(!value.replace("url(#dg", "").contains("url("), "{value}");
        }
    }
    for sheet in svg.split("<style>").skip(1) {
        let sheet = sheet.split("</style>").next().unwrap();
        for rule in sheet.split('}').filter(|rule| !rule.trim().is_empty()) {
            let (selectors, body) = rule.split_once('{').unwrap();
            assert!(selectors.trim().split(',').all(|one| one.trim().starts_with("#dg")), "{rule}");
            assert!(!body.contains("url(") && !body.contains('@'), "{rule}");
        }
    }
}

#[test]
fn hostile_sources_draw_nothing_but_shapes() {
    for source in [
        "flowchart LR\n  A --> B\n  click A \"javascript:alert(1)\"\n  click B href \"https://example.com\" _blank\n",
        "flowchart LR\n  A[\"<img src=x onerror=alert(1)>\"] --> B[\"<script>alert(1)</script>\"]\n",
        "%%{init: {\"securityLevel\": \"loose\", \"themeCSS\": \"body{display:none} @import 'x'\"}}%%\nflowchart LR\n  A --> B\n",
        "%%{init: {\"theme\": \"base\", \"themeVariables\": {\"primaryColor\": \"red;} body{display:none\"}}}%%\nflowchart LR\n  A --> B\n",
        "flowchart LR\n  A --> B\n  classDef x fill:red,background:url(http://example.com/x)\n  class A x\n",
        "flowchart LR\n  A --> B\n  style A fill:url(http://example.com/x),stroke:#fff;}</style><script>\n",
        "sequenceDiagram\n  participant A\n  link A: Site @ javascript:alert(1)\n  A->>A: <a href='javascript:x'>x</a>\n",
        "classDiagram\n  class A\n  click A call alert()\n  link A \"http://example.com\"\n",
        "gantt\n  section </text><script>\n  a :a1, 2024-01-01, 3d\n  click a1 href \"javascript:x\"\n",
        "flowchart LR\n  A@{ img: \"http://example.com/x.png\", label: \"x\" }\n",
    ] {
        if let Ok(drawing) = draw(Language::Mermaid, source, "dg") {
            check(&drawing.svg);
        }
    }
    check(&dot(
        "digraph { a [label=\"</text><script>x</script>\", URL=\"javascript:x\", fillcolor=\"red;x:url(y)\", style=filled]; a -> \"\\\"]\\nclick a javascript:x\" }",
    ));
}

#[test]
fn what_is_too_much_is_refused() {
    let long = format!("flowchart LR\n{}", "  a --> b\n".repeat(7000));
    assert_eq!(draw(Language::Mermaid, &long, "dg"), Err(Failure::TooLong));
    let deep = format!("flowchart LR\n{}", "subgraph a\n".repeat(5000));
    assert!(draw(Language::Mermaid, &deep, "dg").is_err());
    let deep = format!("digraph {{ {}", "subgraph cluster_a {".repeat(3000));
    assert!(mistake(Language::Dot, &deep).1.contains("at most 30"));
    let wide = format!(
        "graph {{ {{{0}}} -- {{{0}}} }}",
        (0..90).map(|n| format!("n{n} ")).collect::<String>()
    );
    assert!(mistake(Language::Dot, &wide).1.contains("1000 edges"));
}

#[test]
fn mistakes_have_their_places() {
    assert_eq!(mistake(Language::Mermaid, "flowchart LR\n  A --> [oops\n").0, "[oops");
    assert!(mistake(Language::Mermaid, "nonsense\n").1.contains("No Mermaid diagram"));
    for (source, place, words) in [
        ("digraph { a -> }", "}", "node's name is missing"),
        ("digraph { a [label=] }", "]", "value is missing"),
        ("digraph { a -> b", "b", "`}` is missing"),
        ("digraph { a \"b }", "\"", "never closed"),
        ("digraph { a & b }", "&", "not expected"),
        ("a -> b", "a", "begins with"),
        ("", "", "begins with"),
    ] {
        let (at, message) = mistake(Language::Dot, source);
        assert!(at == place && message.contains(words), "{source}: {at:?} {message}");
    }
}

#[test]
fn dot_is_drawn() {
    let svg = dot(
        "strict digraph G {\n  // a comment\n  rankdir=LR; node [shape=box];\n  a [label=\"One\\nTwo\"];\n  \
         subgraph cluster_x { label=\"In \\\"it\\\"\"; b; c }\n  a -> {b c} [label=<so <b>much</b>>];\n  \
         \"d e\":n -> a -> 2.5 [style=dashed] /* end */ }",
    );
    for text in ["One", "Two", "In \"it\"", "so much", "d e", "2.5"] {
        assert!(svg.contains(&format!(">{text}<")), "{text} in {svg}");
    }
    assert!(dot("graph { a -- b }").contains(">a<"));
}
