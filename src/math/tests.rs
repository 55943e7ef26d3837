//! Formulas as authors write them, and as attackers do. `tests/math/formulas.txt` holds what is known
//! to work, and what is known not to.

use super::*;
use crate::source::{FileId, Sources};
use proptest::prelude::*;

fn file() -> FileId {
    Sources::default().add("t.md", String::new())
}

/// The MathML, or `code: message (hint)` with the text that it is about.
fn convert(tex: &str) -> Result<String, String> {
    convert_with(tex, &[])
}

fn convert_with(tex: &str, own: &[(&str, &str)]) -> Result<String, String> {
    let mut macros = Macros::default();
    own.iter().for_each(|(name, body)| macros.define(name, body).unwrap());
    let file = file();
    let made = Converter::new(macros).convert(tex, true, |range| Span::new(file, range));
    made.map_err(|warning| {
        let place = &tex[warning.span.unwrap().range()];
        format!("{}: {} at `{place}`", warning.code, warning.message)
    })
}

/// What stands between `<mrow>` and the annotation.
fn inner(tex: &str) -> String {
    let made = convert(tex).unwrap_or_else(|message| panic!("{tex}: {message}"));
    let (start, end) = (made.find("<mrow>").unwrap() + 6, made.find("</mrow><annotation").unwrap());
    made[start..end].to_string()
}

#[test]
fn a_formula_holds_its_source() {
    assert_eq!(
        convert(" a<b ").unwrap(),
        "<math display=\"block\"><semantics><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>\
         <annotation encoding=\"application/x-tex\">a&lt;b</annotation></semantics></math>"
    );
}

#[test]
fn all_listed_formulas_work_and_the_others_say_why() {
    let list = include_str!("../../tests/math/formulas.txt");
    let (known, unknown) = list.split_once("\n## Not yet\n").expect("there are two parts");
    let lines =
        |part: &'static str| part.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let failed: Vec<String> = lines(known)
        .filter_map(|tex| convert(tex).err().map(|message| format!("{tex}   {message}")))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(lines(known).count() > 400);
    for line in lines(unknown) {
        let (tex, expected) = line.split_once(" @ ").expect("a formula and its message");
        assert_eq!(convert(tex).unwrap_err(), expected, "{tex}");
    }
}

#[test]
fn mistakes_have_their_place() {
    for (tex, expected) in [
        (r"a + \frc{b}", r"bad-formula: `\frc` is no command that deckgen knows at `\frc`"),
        (r"\boxed{a \frc b}", r"bad-formula: `\frc` is no command that deckgen knows at `\frc`"),
        (
            r"\begin{algin}\end{algin}",
            r"bad-formula: `algin` is no environment that deckgen knows at `algin`",
        ),
        (r"\textcolor{no colour}{x}", r"bad-formula: `no colour` is no colour at `no colour`"),
        (r"\boxed", r"bad-formula: `\boxed` has no argument here at `\boxed`"),
        (r"x^2^3", "bad-formula: duplicate subscript or superscript at `^`"),
        ("a\u{10f001}", "bad-formula: this character is for private use at `\u{10f001}`"),
        (
            r"\def\a{\b}\def\b{\a}\a",
            r"bad-formula: macros call one another more than 32 deep or 2000 times at `\a`",
        ),
    ] {
        assert_eq!(convert(tex).unwrap_err(), expected, "{tex}");
    }
}

#[test]
fn misspelt_commands_have_hints() {
    let file = file();
    let mut converter = Converter::new(Macros::default());
    let mut hint = |tex: &str| {
        converter.convert(tex, true, |range| Span::new(file, range)).unwrap_err().hint.unwrap()
    };
    assert_eq!(hint(r"\frca x"), r"did you mean `\frac`?");
    assert_eq!(hint(r"\begin{algin}\end{algin}"), "did you mean `align`?");
    assert_eq!(hint(r"a\*b"), "write `*`: nothing in a formula is Markdown");
    assert_eq!(hint(r"\xyzzyfoo"), "the page shows the TeX instead");
}

#[test]
fn limits_are_named() {
    let long = "a".repeat(limits::MAX_LENGTH + 1);
    assert!(convert(&long).unwrap_err().starts_with("formula-too-long: "));
    assert!(convert(&"{".repeat(100)).unwrap_err().starts_with("formula-too-deep: "));
    assert!(convert(&r"\sqrt".repeat(1000)).unwrap_err().starts_with("formula-too-deep: "));
    let many = r"\def\a{xxxxxxxxxx}\def\b{\a\a\a\a\a\a\a\a}\def\c{\b\b\b\b\b\b\b\b}\def\d{\c\c\c\c\c\c\c\c}\d\d\d\d";
    assert!(convert(many).unwrap_err().starts_with("bad-formula: macros"));
}

#[test]
fn macros_take_arguments() {
    for (tex, same) in [
        (r"\R^2", r"\mathbb{R}^2"),
        (r"\pair{a}{b}", "(a,b)"),
        (r"\pair ab", "(a,b)"),
        (r"\newcommand{\x}[2][1]{#1+#2}\x{b}\x[c]{d}", "1+bc+d"),
        (r"\def\x#1#2{#2#1}\x ab", "ba"),
        (r"\let\x=\alpha \x", r"\alpha"),
        (r"\twice{\R}", r"\mathbb{R}\mathbb{R}"),
        ("a % b\nc", "a c"),
    ] {
        let own = [("\\R", r"\mathbb{R}"), ("\\pair", "(#1,#2)"), ("\\twice", "#1#1")];
        let without_source = |made: Result<String, String>| {
            made.unwrap().split("<annotation").next().unwrap().to_string()
        };
        assert_eq!(without_source(convert_with(tex, &own)), without_source(convert(same)), "{tex}");
    }
}

#[test]
fn what_the_crate_lacks_is_put_around() {
    for (tex, part) in [
        (r"\boxed{x}", "<mrow class=\"math-box\"><mi>x</mi></mrow>"),
        (r"\textcolor{red}{x}", "<mrow style=\"color:red\"><mi>x</mi></mrow>"),
        (r"{\color{#00f} x}y", "<mrow style=\"color:#00f\"><mi>x</mi></mrow>"),
        (r"\colorbox{red}{a b}", "<mrow class=\"math-ground\" style=\"background:red\">"),
        (r"\rlap{x}=", "<mpadded width=\"0\"><mi>x</mi></mpadded>"),
        (r"\cancel{x}", "<mrow class=\"updiagonalstrike\"><mi>x</mi></mrow>"),
        (r"x \tag{7}", "<mtext>(7)</mtext>"),
        (
            r"\begin{array}{cc}\color{red} a & b\\ \hline c\end{array}",
            "border-top: 0.05em solid currentcolor",
        ),
    ] {
        assert!(inner(tex).contains(part), "{tex}: {}", inner(tex));
    }
}

#[test]
fn numbered_lines_are_counted_through_the_deck() {
    let file = file();
    let mut converter = Converter::new(Macros::default());
    let mut convert =
        |tex: &str| converter.convert(tex, true, |range| Span::new(file, range)).unwrap();
    assert!(convert(r"\begin{equation}a\end{equation}").contains("(1)"));
    assert!(convert(r"\begin{align}a\\b\end{align}").contains("(3)"));
}

#[test]
fn nothing_can_leave_its_element() {
    for tex in [
        r"\text{</math><script>}",
        r"\textcolor{red;x:url(a)}{x}",
        r#"\textcolor{"}{x}"#,
        r"\href{javascript:x}{y}",
        r"\label{<b>}<b>",
        "<script>",
    ] {
        let made = convert(tex).unwrap_or_default();
        assert!(
            !made.contains("<script") && !made.contains("url(") && !made.contains("<b>"),
            "{made}"
        );
    }
}

/// Pieces that can meet in a formula.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "1",
        " ",
        "\n",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "^",
        "_",
        "'",
        "&",
        "\\\\",
        "\\",
        "#",
        "#1",
        "%",
        "~",
        "|",
        "é",
        "\u{10f000}",
        "\u{1}",
        "<",
        "$",
        r"\frac",
        r"\sqrt",
        r"\left",
        r"\right",
        r"\begin{matrix}",
        r"\end{matrix}",
        r"\begin{array}{c|c}",
        r"\end{array}",
        r"\begin{align}",
        r"\end{align}",
        r"\begin{split}",
        r"\end{split}",
        r"\begin{",
        r"\hline",
        r"\color{red}",
        r"\textcolor{blue}",
        r"\boxed",
        r"\fbox",
        r"\colorbox{red}",
        r"\fcolorbox{red}{blue}",
        r"\text{",
        r"\tag{1}",
        r"\label{a}",
        r"\displaystyle",
        r"\scriptstyle",
        r"\over",
        r"\limits",
        r"\sum",
        r"\int",
        r"\hat",
        r"\mathbb",
        r"\bf",
        r"\mathrm{",
        r"\operatorname{",
        r"\newcommand{\x}",
        r"\def\x#1{",
        r"\x",
        r"\let\x",
        r"\not",
        r"\middle|",
        r"\big(",
        r"\substack{",
        r"\underbrace{",
        r"\xrightarrow[",
        r"\rlap",
        r"\smash[t]",
        r"\large",
        r"\cancel{",
        r"\phantom{",
        r"\begin{cases}",
        r"\end{cases}",
        r"\begin{alignat}{2}",
        r"\end{alignat}",
        r"\cr",
        r"\eqref{a}",
        r"\genfrac(){0pt}{}",
        r"\begin{equation}",
        r"\end{equation}",
        r"\begin{pmatrix*}[r]",
        r"\prescript",
        r"\sideset",
        r"\hspace{1em}",
    ])
}

/// Tags of MathML are balanced, and none is there that we do not know.
fn check_html(made: &str) {
    let mut open = Vec::new();
    for token in crate::html::tokens::tokens(made) {
        match token.kind {
            crate::html::tokens::TokenKind::Start { name, self_closing, attributes } => {
                let known = ["a", "span", "math", "semantics", "annotation", "menclose"];
                assert!(name.starts_with('m') || known.contains(&&*name), "{name} in {made}");
                assert!(attributes.iter().all(|attribute| !attribute.name.starts_with("on")));
                if !self_closing {
                    open.push(name);
                }
            }
            crate::html::tokens::TokenKind::End { name } => {
                assert_eq!(open.pop(), Some(name), "{made}")
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "{made}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn any_formula_is_read_or_refused(pieces in prop::collection::vec(piece(), 0..30)) {
        let tex = pieces.concat();
        if let Ok(made) = convert(&tex) {
            check_html(&made);
        }
    }
}
