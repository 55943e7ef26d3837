//! Decks that attack deckgen: each must be built or refused with a message, in a moment.

use deckgen::check::{self, Work};
use deckgen::compile::{Compiled, Options, Place, compile};
use deckgen::diagnostic::{Diagnostics, has_errors};
use deckgen::html::tokens::{Attribute, TokenKind, tokens};
use deckgen::world::Memory;
use std::path::Path;

fn build(deck: impl Into<Vec<u8>>) -> Compiled {
    with(deck, &Options::default())
}

fn with(deck: impl Into<Vec<u8>>, options: &Options) -> Compiled {
    let world = Memory::default().with("/p/d.md", deck).with("/p/here.png", "picture");
    let place = Place::alone("d").expect("it is a good name");
    compile(&world, Path::new("/p/d.md"), &place, options)
}

fn page(compiled: &Compiled) -> &str {
    let page = compiled.bundle.get("d/index.html").expect("there is a page");
    std::str::from_utf8(page).expect("it is UTF-8")
}

/// What the rules of `deckgen check` say of a deck.
fn findings_of_a_check(deck: &str) -> Diagnostics {
    let world = Memory::default().with("/p/d.md", deck).with("/p/here.png", "picture");
    let place = Place::alone("d").expect("it is a good name");
    let options = Options { inspect: true, ..Options::default() };
    let mut compiled = compile(&world, Path::new("/p/d.md"), &place, &options);
    let decks = [("d", &compiled)];
    let work = Work { world: &world, options: &options, decks: &decks, published: None };
    let mut found: Diagnostics = check::check(work).into_iter().flatten().collect();
    compiled.allowed.filter(&mut found);
    found.extend(compiled.allowed.unused(&[]));
    found
}

/// A page, or an error that says why there is none; every place lies in the text.
fn check(name: &str, deck: &str) {
    let mut compiled = build(deck);
    let checked = findings_of_a_check(deck);
    assert!(checked.iter().all(|found| found.code != "internal-error"), "{name}: a rule failed");
    compiled.diagnostics.extend(checked);
    assert!(
        has_errors(&compiled.diagnostics) || page(&compiled).ends_with("</html>\n"),
        "{name}: neither page nor error"
    );
    for finding in &compiled.diagnostics {
        let Some(span) = finding.span else { continue };
        let file = compiled.sources.file(span.file);
        assert!(file.text.get(span.range()).is_some(), "{name}: {finding:?}");
        assert!(!finding.message.is_empty(), "{name}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_named() {
    for (deck, code) in [
        (&b""[..], "no-slides"),
        (b" \n\t\n", "no-slides"),
        (b"\xff\xfet\0", "unreadable-file"),
        (b"t\0i\0t\0l\0e\0:\0", "unreadable-file"),
        (b"a\n\xe9\n", "unreadable-file"),
        (b"---\ntitle: T\n", "unclosed-header"),
        (b"---\ntitle: [\n---\n", "bad-yaml"),
        (b"---\ntitle: T\n\tx: y\n---\n", "bad-yaml"),
        (b"---\ntitle: T\ntitel: U\n---\n", "unknown-key"),
        (b"---\ntitle: T\ntitle: U\n---\n", "duplicate-key"),
        (b"---\ntitle: [1]\n---\n", "wrong-type"),
        (b"---\ntitle: T\ntheme: ../../etc\n---\n", "outside-project"),
        (b"---\ntitle: T\ntheme: nowhere\n---\n", "unknown-theme"),
        (b"# A\n\n```js\nb\n\n## C\n", "unclosed-fence"),
        (b"# A\n\n<!-- b\n\n## C\n", "unclosed-comment"),
        (b"# A\n\n<div>\n<!-- b\n\nc -->\n", "unclosed-comment"),
        (b"# A\n\n::: b\n\n## C\n", "unclosed-container"),
        (b"# A\n\n<div>\n\n## C\n", "unclosed-html"),
        (b"# A\n\n![](b.png)\n", "missing-image"),
        (b"# A\n\n![](../b.png)\n", "outside-project"),
    ] {
        let found: Vec<_> = build(deck).diagnostics.into_iter().map(|found| found.code).collect();
        assert!(found.contains(&code), "{code} is not in {found:?}");
    }
}

#[test]
fn line_ends_and_marks_make_no_difference() {
    let deck = "title: T\n\n## A\n\n```js\na\n```\n\n<div>\nb\n</div>\n\n- c\n\n%css\nd{}\n%end\n";
    let expected = build(deck);
    for other in [deck.replace('\n', "\r\n"), deck.replace('\n', "\r"), format!("\u{feff}{deck}")] {
        assert_eq!(build(other).bundle, expected.bundle);
    }
}

#[test]
fn one_token_many_times() {
    let tokens = [
        "*",
        "_",
        "[",
        "![",
        "<",
        "`",
        "~",
        "==",
        "{.a ",
        "{.a} ",
        "[^",
        "|",
        "&",
        "]",
        "* ",
        "> ",
        "- ",
        "1. ",
        "*a_ ",
        "[a](",
        "[a](<b",
        "[^1]",
        "[^1][",
        "]{.b}",
        "[a]{.b}",
        "{a=\"",
        "<!",
        "<!--",
        "<![CDATA[",
        "<?",
        "<x ",
        "<a b=\"",
        "</b>",
        "<b>",
        "==a== ",
        "[==a",
        "a^2^",
        "a**b",
        "`a``",
        "<http://a",
        "&#",
        "a'b\"",
        "\u{202e}",
        "\u{130}",
        "<svg/>",
        "<!-- .slide: a=b -->",
        "$a$ ",
        "\t",
        "\\",
        "<script>",
        "<textarea>",
        "<section>",
        "</section>",
    ];
    for token in tokens {
        let many = 50_000 / token.len();
        for (before, after) in [("", ""), ("x", "\n"), ("", "\n"), ("\n", "\n\n")] {
            let deck = format!("# A\n\n{}", format!("{before}{token}{after}").repeat(many / 4));
            check(&format!("{before:?} {token:?} {after:?}"), &deck);
        }
    }
}

#[test]
fn one_line_many_times() {
    let lines = [
        ">",
        "-",
        "[^",
        "[^1]:",
        "[^1]: a",
        "```",
        "<div>",
        "</div>",
        "<span>",
        "<!--",
        "% a",
        "%begin",
        "::: a",
        ":::",
        ":::: {",
        "Note: a",
        ". . .",
        "!SLIDE a=b",
        "!STYLE a=b",
        "a\n===",
        "a\n---",
        "---",
        "{.a}",
        "[a]: b",
        "[a",
        "a|b\n-|-",
        "a\n: b",
        ": b",
        "# Same",
        "## Same {#same}",
        "### Same",
        "- [ ] a",
        "> [!NOTE]",
        "![a](b.png)",
        "<img src=b.png>",
        "<pre><code class=\"language-js\">a",
        "<style>a{b:url(c)}</style>",
        "<hr>",
        "<details>",
        "<!-- deckgen: allow broken-link nothing -->",
        "[](#nowhere) [](x.md#y) [](../x/#y)",
        "<p id=a style=\"color: red; background: red\"><!-- b -->c <a href=\"#/d\"></a>",
        "???\na",
        "::: note\na\n:::",
        "Note:",
        "::: notes\na\n:::",
        "<table><tr><td>",
        "$$",
        "\u{feff}",
        "key: value",
    ];
    for line in lines {
        for after in ["\n", "\n\n"] {
            check(line, &format!("# A\n\n{}", format!("{line}{after}").repeat(4_000)));
        }
    }
}

#[test]
fn depth_and_breadth() {
    let many = |count: usize, text: fn(usize) -> String| (0..count).map(text).collect::<String>();
    for (name, deck) in [
        ("quotes", format!("{}a", ">".repeat(50_000))),
        ("lists", format!("{}a", "- ".repeat(50_000))),
        ("lists by line", many(300, |level| format!("{}- a\n", "  ".repeat(level)))),
        ("containers", "::: a\n".repeat(50_000) + &":::\n".repeat(50_000)),
        ("open containers", "::: a\n".repeat(200_000)),
        ("elements", "<div>\n\n".repeat(20_000) + &"</span>\n\n".repeat(20_000)),
        ("spans", "[".repeat(20_000) + "a" + &"]{.x}".repeat(20_000)),
        ("columns", format!("{0}|\n{1}|\n{0}|\n", "|a".repeat(10_000), "|-".repeat(10_000))),
        ("rows", format!("|a|\n|-|\n{}", "|b|\n".repeat(30_000))),
        ("footnotes", many(10_000, |at| format!("a[^{at}]\n\n[^{at}]: b\n\n"))),
        ("same headings", "## Same\n".repeat(20_000)),
        ("numbered headings", many(5_000, |at| format!("## a-{at}\n")) + &"## a\n".repeat(9_000)),
        ("long id", format!("## {}\n\n{}", "a".repeat(1 << 20), "---\n\na\n\n".repeat(3_000))),
        ("pictures", format!("<div>\n{}</div>\n", "<img src=a.png>\n".repeat(2_000))),
        ("classes", format!("## A {{{}}}\n", many(20_000, |at| format!(".c{at} ")))),
        ("styles", many(10_000, |at| format!("!STYLE c{at} k{at}=v\n\n"))),
        ("header", format!("title: T\n{}", "a: b\n".repeat(100_000))),
        ("header comments", "% a\n".repeat(100_000)),
        ("aliases", format!("---\na: &a [b]\n{}---\n", "c: *a\n".repeat(100_000))),
    ] {
        check(name, &deck);
    }
}

#[test]
fn nothing_in_a_deck_leaves_its_context() {
    let attack = "</script></title></style><!--<script>alert(1)</script>\" onload='alert(2)'";
    let yaml = attack.replace('\'', "''");
    let keys =
        ["title", "subtitle", "author", "date", "institute", "description", "lang", "footer"];
    let mut deck = String::from("---\nreveal:\n");
    deck += &format!("  a: '{yaml}'\n  '{yaml}': 1\n  __proto__: '{yaml}'\n");
    for key in keys {
        deck += &format!("{key}: '{yaml}'\n");
    }
    deck += &format!("---\n\n## A `{attack}`\n\n");
    deck += "## B {#x\"y .a\"b k='\"><script>alert(3)</script>'}\n\n";
    deck += "```js\" onmouseover=\"x {1}<img>\n</script><script>alert(4)</script>\n```\n";
    let compiled = with(deck, &Options { untrusted: true, ..Options::default() });
    let mut raw = false;
    for token in tokens(page(&compiled)) {
        match token.kind {
            TokenKind::Start { name, attributes, .. } => {
                raw = matches!(name.as_str(), "script" | "style" | "title");
                let data = attributes.iter().any(|own| own.value.contains("json"));
                raw &= !data && name != "title";
                let safe = |own: &Attribute| !own.name.starts_with("on") && own.name != "srcdoc";
                assert!(attributes.iter().all(safe), "{name} {attributes:?}");
            }
            TokenKind::Text(text) => assert!(!raw || !text.contains("alert("), "{text}"),
            _ => raw = false,
        }
    }
}

#[test]
fn a_header_cannot_leave_the_title_slide() {
    let deck = "---\ntitle: 'a </section><section> <b> [c](javascript:d)'\nfooter: </div><i>\n---\n\n## A\n";
    let compiled = build(deck);
    let codes: Vec<_> = compiled.diagnostics.iter().map(|found| found.code).collect();
    assert!(codes.contains(&"stray-end-tag") && codes.contains(&"unclosed-html"), "{codes:?}");
    let page = page(&compiled);
    assert_eq!(page.matches("<section").count(), 2);
    assert_eq!(page.matches("</section>").count(), 2);
    assert!(page.contains("<b>") && page.contains("</b></div></h1>"));
    assert!(!page.contains("javascript:d"));
}

/// The codes of findings of a deck beside other files.
fn codes_of(deck: &str, files: &[(&str, &str)]) -> Vec<&'static str> {
    let mut world = Memory::default().with("/p/d.md", deck);
    for (path, text) in files {
        world = world.with(Path::new("/p").join(path), *text);
    }
    let place = Place::alone("d").expect("it is a good name");
    let compiled = compile(&world, Path::new("/p/d.md"), &place, &Options::default());
    compiled.diagnostics.iter().map(|found| found.code).collect()
}

#[test]
fn files_cannot_multiply_without_end() {
    // Each file includes the next one twice: 2^15 times the last.
    let names: Vec<String> = (0..16).map(|at| format!("{at}.md")).collect();
    let twice =
        |at: usize| format!("{{{{< include {0}.md >}}}}\n\n{{{{< include {0}.md >}}}}\n", at + 1);
    let texts: Vec<String> = (0..15).map(twice).chain(["## x\n".to_string()]).collect();
    let files: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    let found = codes_of("{{< include 0.md >}}\n", &files);
    assert_eq!(found, ["too-many-includes"]);

    let large = "a".repeat(8_000_000);
    let found = codes_of(&"{{< include a.md >}}\n\n".repeat(900), &[("a.md", &large)]);
    assert_eq!(found, ["include-too-large"]);

    let code = format!("// #region a\n{}// #endregion\n", (("a".repeat(999) + "\n").repeat(100)));
    let found = codes_of(&"```text file=a.c #a\n```\n\n".repeat(2_000), &[("a.c", &code)]);
    assert_eq!(found, ["include-too-large"]);

    let chain: Vec<String> =
        (0..40).map(|at| format!("{{{{< include {}.md >}}}}\n", at + 1)).collect();
    let names: Vec<String> = (0..40).map(|at| format!("{at}.md")).collect();
    let files: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(chain.iter().map(String::as_str)).collect();
    assert_eq!(codes_of("{{< include 0.md >}}\n", &files), ["include-too-deep"]);

    let deep = "> ".repeat(90) + "a\n";
    let items: String = (0..30).map(|at| format!("{}- a\n", "  ".repeat(at))).collect();
    let deck = format!("{items}\n{}{{{{< include a.md >}}}}\n", "  ".repeat(30));
    assert_eq!(codes_of(&deck, &[("a.md", &deep)]), ["nested-too-deep"]);
}

#[test]
fn values_cannot_multiply_without_end() {
    let value = "a".repeat(10_000);
    let deck = format!("---\nvars: {{ a: {value} }}\n---\n\n{}", "{{< var a >}}\n".repeat(100_000));
    assert_eq!(codes_of(&deck, &[]), ["values-too-long"]);
}

/// Text of strangers in every place that takes text: none of it runs.
#[test]
fn nothing_of_a_stranger_runs() {
    let world = Memory::default()
        .with("/p/d.md", include_str!("hostile/stranger.md"))
        .with("/p/part.md", include_str!("hostile/part.md"))
        .with("/p/evil.bib", include_str!("hostile/evil.bib"))
        .with("/p/here.png", "picture");
    let place = Place::alone("d").expect("it is a good name");
    let options = Options { untrusted: true, notes: true, ..Options::default() };
    let compiled = compile(&world, Path::new("/p/d.md"), &place, &options);
    let page = page(&compiled);
    let start = page.find("<div class=\"slides\">").expect("there are slides");
    let end = page.find("<script type=\"application/json\"").expect("there are settings");
    let slides = &page[start..end];
    for what in ["class=\"chart", "<math", "class=\"diagram", "class=\"tabs", "footnotes", "aside"]
    {
        assert!(slides.contains(what), "{what} is not there");
    }
    for token in tokens(slides) {
        let TokenKind::Start { name, attributes, .. } = &token.kind else { continue };
        assert!(!matches!(name.as_str(), "script" | "iframe" | "object" | "base"), "{name}");
        for Attribute { name, value, .. } in attributes {
            assert!(!name.starts_with("on"), "{name}={value}");
            assert!(
                !value.trim().to_ascii_lowercase().starts_with("javascript:"),
                "{name}={value}"
            );
        }
    }
    let sheets = compiled.bundle.iter().filter(|(path, _)| path.as_str().ends_with(".css"));
    for (path, css) in sheets {
        assert!(!String::from_utf8_lossy(css).contains("alert(1)"), "{}", path.as_str());
    }
}
