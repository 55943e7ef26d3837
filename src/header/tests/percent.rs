//! pandoc's title block.

use super::super::Style;
use super::{clean, value, values};

fn parts(text: &str) -> String {
    let (header, body) = clean(text);
    let authors = values(&header.authors).join("+");
    format!("{}|{authors}|{}|{body}", value(&header.title), value(&header.date))
}

#[test]
fn the_first_lines_are_title_authors_and_date() {
    for (text, expected) in [
        ("% Title\n", "Title|||"),
        ("% Title", "Title|||"),
        ("% Title: #1\n% A; B\n% 2024\n\n# C\n", "Title: #1|A+B|2024|\n# C\n"),
        ("% Title\n  goes on\n% A\n  B ; C\n# D\n", "Title goes on|A+B+C||# D\n"),
        ("% Title\n%\n% 1.10\n% a comment\n\n# C\n", "Title||1.10|\n# C\n"),
        ("% Title\n\n% a comment\n# C\n", "Title|||# C\n"),
    ] {
        assert_eq!(parts(text), expected, "{text:?}");
        assert_eq!(clean(text).0.style, Style::Percent);
    }
}

#[test]
fn other_percent_lines_are_no_title() {
    for text in ["%Title\n", "%% Title\n", "%\n% A\n", "% \nx", "\n% Title\n", "x\n% Title\n"] {
        let (header, body) = clean(text);
        assert_eq!((header.style, header.title, body.as_str()), (Style::None, None, text));
    }
}

#[test]
fn fields_know_their_place() {
    let text = "% Tïtle\n  two\n%  A ;  B\n";
    let (header, _) = clean(text);
    let places: Vec<_> = header.authors.iter().map(|author| &text[author.span.range()]).collect();
    assert_eq!(places, ["A", "B"]);
    assert_eq!(&text[header.title.unwrap().span.range()], "Tïtle\n  two");
    assert_eq!(&text[header.span.range()], text);
}
