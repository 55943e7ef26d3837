//! What comes out for whole snippets, and what holds for any text.

use proptest::prelude::*;

use super::*;

/// Compares with the expected lines, in which `[keyword fn]` stands for a span.
fn check(language: &str, code: &str, expected: &str) {
    let highlighted = highlight(code, language);
    assert_eq!(highlighted.gave_up, None);
    let short = highlighted.html().replace("<span class=\"hljs-", "[").replace("</span>", "]");
    let short = short.replace("\">", " ").replace("&lt;", "<").replace("&gt;", ">");
    assert_eq!(short, expected, "{language}");
}

#[test]
fn html_is_what_a_highlight_js_theme_expects() {
    let html = highlight("fn f() { a < b }\n", "rust").html();
    assert_eq!(
        html,
        "<span class=\"hljs-keyword\">fn</span> <span class=\"hljs-title function_\">f</span>() \
         { a &lt; b }\n"
    );
}
#[test]
fn rust() {
    check(
        "rust",
        "#[test]\npub fn f<'a>(x: &'a str) -> u8 { let y = MAX; 1u8 } // c",
        "[meta #[test]]\n[keyword pub fn] [title function_ f]<[symbol 'a]>([params x]: \
         &amp;[symbol 'a] [type str]) -> [type u8] { [keyword let] y = \
         [variable constant_ MAX]; [number 1u8] } [comment // c]",
    );
}

#[test]
fn python() {
    check(
        "py",
        "@wraps(f)\ndef f(self, x=1):\n    return f\"a {x!r}\" if not x else None  # c",
        "[meta @wraps(f)]\n[keyword def] [title function_ f]([params self], [params x]=\
         [number 1]):\n    [keyword return] [string f\"a] {x!r}[string \"] [keyword if not] \
         x [keyword else] [literal None]  [comment # c]",
    );
}

#[test]
fn javascript() {
    check(
        "js",
        "const f = async (x) => `a ${x + 1}`; // c\nreturn new A().b(/x+/g, null);",
        "[keyword const] [title function_ f] = [keyword async] ([params x]) \
         [keyword =>] [string `a] ${x + [number 1]}[string `]; [comment // c]\n\
         [keyword return new] [title function_ A]().[title function_ b]\
         ([regexp /x+/g], [literal null]);",
    );
}

#[test]
fn html_with_style_and_script() {
    check(
        "html",
        "<!DOCTYPE html>\n<a class=\"b\">t</a>\n<style>p.a { color: #fff; }</style>\n\
         <script>let x = 1;</script>",
        "[meta <!DOCTYPE html>]\n\
         [tag <][name a] [attr class][tag =][string \"b\"][tag >]t[tag </][name a][tag >]\n\
         [tag <][name style][tag >][selector-tag p][selector-class .a] { [attribute color]: \
         [number #fff]; }[tag </][name style][tag >]\n\
         [tag <][name script][tag >][keyword let] x = [number 1];\
         [tag </][name script][tag >]",
    );
}

#[test]
fn css() {
    check(
        "css",
        "a.b:hover, #id { margin: 0 10px; --x: var(--y) } /* c */",
        "[selector-tag a][selector-class .b][selector-pseudo :hover], [selector-id #id] { \
         [attribute margin]: [number 0 10px]; [variable --x]: [built_in var]\
         ([variable --y]) } [comment /* c */]",
    );
}

#[test]
fn sql() {
    check(
        "sql",
        "SELECT c.name, COUNT(*) FROM t WHERE x = 'a' AND y > 10; -- c",
        "[keyword SELECT] c.name, [built_in COUNT](*) [keyword FROM] t \
         [keyword WHERE] x = [string 'a'] [keyword AND] y > [number 10]; \
         [comment -- c]",
    );
}

#[test]
fn bash() {
    check(
        "bash",
        "for f in *.txt; do echo \"$f\" | grep -v 'a'; done # c",
        "[keyword for] f [keyword in] *.txt; [keyword do] [built_in echo] \
         [string \"][variable $f][string \"] | [title function_ grep] [params -v] \
         [string 'a']; [keyword done] [comment # c]",
    );
}

#[test]
fn console_sessions_have_prompts_commands_and_output() {
    check(
        "console",
        "$ echo \"a\n> b\"\nif a\nann@home:~$ cd \"x\"",
        "[meta prompt_ $] [built_in echo] [string \"a]\n[meta prompt_ >] [string b\"]\nif a\n\
         [meta prompt_ ann@home:~$] [built_in cd] [string \"x\"]",
    );
    check(
        "pycon",
        ">>> if x:\n...     f(1)\n1",
        "[meta prompt_ >>>] [keyword if] x:\n[meta prompt_ ...]     [title function_ f]([number 1])\
         \n1",
    );
}

#[test]
fn java() {
    check(
        "java",
        "@Override\npublic class A extends B { private final int x = 10; /** c */ }",
        "[meta @Override]\n[keyword public class] [title class_ A] [keyword extends] \
         [title class_ B] { [keyword private final] [type int] x = \
         [number 10]; [comment /** c */] }",
    );
}

#[test]
fn data() {
    check(
        "json",
        "{\"a\": [1, true, \"b\\n\"]}",
        "{[attr \"a\"]: [[number 1], [literal true], [string \"b\\n\"]]}",
    );
    check(
        "yaml",
        "# c\nkey: value\nlist:\n  - 1",
        "[comment # c]\n[attr key]: [string value]\n[attr list]:\n  [bullet -] [number 1]",
    );
    check("ini", "[a]\nx = y", "[section [a]]\n[attr x] = [string y]");
}

#[test]
fn diff() {
    check(
        "diff",
        "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same",
        "[comment --- a]\n[comment +++ b]\n[meta @@ -1 +1 @@]\n[deletion -old]\n[addition +new]\n same",
    );
}

#[test]
fn go() {
    check(
        "go",
        "package main\nfunc (t *T) F(n int) error { return fmt.Errorf(\"%d\", len(a)) }",
        "[keyword package] main\n[keyword func] ([params t] *[type T]) \
         [title function_ F]([params n] [type int]) [type error] { [keyword return] \
         fmt.[title function_ Errorf]([string \"%d\"], [built_in len](a)) }",
    );
}

#[test]
fn php_without_an_opening_tag() {
    check("php", "$x = 1; // c", "[variable $x] = [number 1]; [comment // c]");
}

#[test]
fn marks_stay_marks() {
    let code = "int a = 1;\nint b;";
    let html = highlight_marked(code, &[4..9, 14..16], "java").html();
    assert_eq!(
        html,
        "<span class=\"hljs-type\">int</span> <mark>a = \
         <span class=\"hljs-number\">1</span></mark>;\n\
         <span class=\"hljs-type\">int</span><mark> b</mark>;"
    );
}

#[test]
fn unknown_and_plain_languages_give_escaped_text() {
    for language in ["", "text", "no-such-language", "js\" onmouseover=\"x"] {
        let highlighted = highlight("<b>&amp;</b>\n", language);
        assert_eq!(highlighted.html(), "&lt;b&gt;&amp;amp;&lt;/b&gt;\n");
        assert_eq!(highlighted.gave_up, None);
    }
}

#[test]
fn lines_follow_the_code() {
    assert_eq!(highlight("a\n\nb\n", "text").lines, ["a", "", "b"]);
    assert_eq!(highlight("a\nb", "text").lines, ["a", "b"]);
    assert_eq!(highlight("", "rust").lines, Vec::<String>::new());
    assert_eq!(highlight("\n", "rust").lines, [""]);
}

#[test]
fn huge_code_and_long_lines_are_plain() {
    let line = "(".repeat(2_000_000);
    let highlighted = highlight(&line, "rust");
    assert_eq!(highlighted.gave_up, Some(GaveUp::TooLarge));
    assert_eq!(highlighted.html(), line);

    let code = format!("let a = 1;\nlet b = \"{}\";\nlet a = 1;", "x".repeat(MAX_LINE));
    let highlighted = highlight(&code, "rust");
    assert_eq!(highlighted.gave_up, Some(GaveUp::LongLine(2)));
    assert_eq!(highlighted.lines[1], code.lines().nth(1).unwrap());
    assert_eq!(highlighted.lines[0], highlighted.lines[2]);
    assert!(highlighted.lines[0].contains("<span"));
}

#[test]
fn hostile_code_comes_back_whole() {
    let deep = "(".repeat(1_900);
    let deep_lines = "([{\"".repeat(100) + "\n";
    let codes = [deep, deep_lines.repeat(20), "\"unclosed\n".repeat(50), "/*".repeat(900)];
    for language in LANGUAGES {
        for code in &codes {
            assert_eq!(&text_of(&highlight(code, language).html()), code, "{language}");
        }
    }
}

const LANGUAGES: &[&str] = &[
    "rust",
    "python",
    "javascript",
    "typescript",
    "tsx",
    "html",
    "css",
    "scss",
    "sql",
    "bash",
    "console",
    "java",
    "json",
    "yaml",
    "diff",
    "go",
    "c",
    "cpp",
    "csharp",
    "php",
    "ruby",
    "markdown",
    "latex",
    "makefile",
    "toml",
    "xml",
    "haskell",
    "dockerfile",
];

/// The text of HTML that holds only our tags.
fn text_of(html: &str) -> String {
    let pieces = html.split('<').enumerate();
    let text: String = pieces
        .map(|(at, piece)| if at == 0 { piece } else { piece.split_once('>').unwrap().1 })
        .collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Every tag that is opened in the line is closed in it, in order.
fn is_balanced(line: &str) -> bool {
    let mut open = Vec::new();
    for tag in line.split('<').skip(1).map(|piece| piece.split_once('>').unwrap().0) {
        match tag.strip_prefix('/') {
            None => open.push(tag.split(' ').next().unwrap()),
            Some(name) if open.pop() == Some(name) => {}
            Some(_) => return false,
        }
    }
    open.is_empty()
}

/// The text inside `<mark>`s.
fn marked_text(highlighted: &Highlighted) -> String {
    let html = highlighted.html();
    let marks = html.split("<mark>").skip(1).map(|rest| rest.split_once("</mark>").unwrap().0);
    marks.map(text_of).collect()
}

fn code() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "a",
        "fn",
        "let ",
        "x = 1",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "`",
        "${",
        "<b c=\"d\">",
        "</b>",
        "<script>",
        "</script>",
        "<style>",
        "/*",
        "*/",
        "//",
        "#",
        "--",
        "\n",
        "\n",
        "\t",
        " ",
        "&amp;",
        "&",
        ":",
        "- ",
        "@",
        "\\",
        "é",
        "\u{1F600}",
        "\r",
        "<?php ",
        "?>",
        "$x",
        "<<EOF\n",
        "EOF\n",
        "class A",
        "def f",
        "> ",
        "```\n",
        "%",
        ";",
        "0x1f",
        "|",
        "\u{2028}",
        "\u{a0}",
    ]);
    let text = prop::collection::vec(words, 0..40).prop_map(|words| words.concat());
    prop_oneof![4 => text, 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_is_lost(code in code(), language in prop::sample::select(LANGUAGES)) {
        let highlighted = highlight(&code, language);
        prop_assert_eq!(text_of(&highlighted.html()), code.as_str());
        prop_assert_eq!(highlighted.lines.len(), code.split_inclusive('\n').count());
        prop_assert!(highlighted.lines.iter().all(|line| is_balanced(line)));
    }

    #[test]
    fn exactly_the_marked_text_is_marked(
        code in code(),
        marks in prop::collection::vec((0_usize..60, 0_usize..60), 0..5),
        language in prop::sample::select(LANGUAGES),
    ) {
        let ranges: Vec<_> = marks.iter().map(|&(start, end)| start..end).collect();
        let highlighted = highlight_marked(&code, &ranges, language);
        let covered = |at: usize, c: char| {
            ranges.iter().any(|range| range.start < at + c.len_utf8() && at < range.end && !range.is_empty())
        };
        let expected: String = code
            .char_indices()
            .filter(|&(at, c)| c != '\n' && covered(at, c))
            .map(|(_, c)| c)
            .collect();
        prop_assert_eq!(marked_text(&highlighted), expected);
        prop_assert_eq!(text_of(&highlighted.html()), code.as_str());
        prop_assert!(highlighted.lines.iter().all(|line| is_balanced(line)));
    }
}
