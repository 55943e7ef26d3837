//! Bare headers.

use super::super::Style;
use super::{clean, codes, finding, outcome, value, values};

/// Title, subtitle, theme and body of a deck without mistakes, joined by `|`.
fn parts(text: &str) -> String {
    let (header, body) = clean(text);
    let [title, subtitle, theme] = [&header.title, &header.subtitle, &header.theme].map(value);
    format!("{title}|{subtitle}|{theme}|{body}")
}

#[test]
fn the_header_ends_where_the_deck_starts() {
    for (text, expected) in [
        ("title: A\nsubtitle: B\ntheme: league\n\n## C\n", "A|B|league|\n## C\n"),
        ("title: A\nsubtitle: B\ntheme: league\n# C\n", "A|B|league|# C\n"),
        ("title: A\ntheme: sky\n- item: one\n", "A||sky|- item: one\n"),
        ("title: A\n", "A|||"),
        ("title: A", "A|||"),
        ("title: A\n\ntext\n", "A|||\ntext\n"),
        ("\n\ntitle: A\n\ntext", "A|||\ntext"),
        ("title: A\n!SLIDE big\n", "A|||!SLIDE big\n"),
        ("title: A\n---\n", "A|||---\n"),
    ] {
        assert_eq!(parts(text), expected, "{text:?}");
    }
}

#[test]
fn after_a_blank_line_only_new_known_keys_go_on() {
    for (text, expected) in [
        ("title: A\n\ntheme: sky\n\nB\n", "A||sky|\nB\n"),
        ("title: A\n\n\nsubtitle: B\ntheme: sky", "A|B|sky|"),
        ("title: A\n\nsubtitle: B\n\ntheme: sky\n\nC", "A|B|sky|\nC"),
        ("title: A\n\nNote: x\n", "A|||\nNote: x\n"),
        ("title: A\n\nevent: x\n", "A|||\nevent: x\n"),
        ("title: A\n\ntitle: B\n", "A|||\ntitle: B\n"),
        ("title: A\n\ntheme: sky\nNote: x\n", "A|||\ntheme: sky\nNote: x\n"),
        ("title: A\n\ntheme: sky\ntheme: sky\n", "A|||\ntheme: sky\ntheme: sky\n"),
        ("title: A\n\ntheme: sky\ntext\n", "A|||\ntheme: sky\ntext\n"),
        ("title: A\n# B\n\ntheme: sky\n", "A|||# B\n\ntheme: sky\n"),
    ] {
        assert_eq!(parts(text), expected, "{text:?}");
    }
}

#[test]
fn text_that_looks_like_a_key_stays_text() {
    for (text, expected) in [
        ("title: A\nNote: x\n", "A|||Note: x\n"),
        ("title: A\nnotes: x\n", "A|||notes: x\n"),
        ("title: A\nNote:\nx\n", "A|||Note:\nx\n"),
        ("title: A\nWarning: hot\n", "A|||Warning: hot\n"),
        ("title: A\nhttps://example.org\n", "A|||https://example.org\n"),
        ("title: A\n10:30 start\n", "A|||10:30 start\n"),
        ("title: A\ntwo words: x\n", "A|||two words: x\n"),
        ("title: A\n    theme: sky\n", "A|||    theme: sky\n"),
        ("title: A\n\ttheme: sky\n", "A|||\ttheme: sky\n"),
        ("title: A\n: x\n", "A|||: x\n"),
    ] {
        assert_eq!(parts(text), expected, "{text:?}");
    }
}

#[test]
fn without_a_known_key_there_is_no_header() {
    for text in
        ["", "\n", "text", "# Title\n", "Note: x\ny\n", "a: b\nc: d\n", "a: b\n\ntitle: A\n"]
    {
        let (header, body) = clean(text);
        assert_eq!((header.style, header.span.range(), body.as_str()), (Style::None, 0..0, text));
    }
}

#[test]
fn values_mean_what_they_say() {
    for title in [
        "Learn to Code: Java",
        "#1 tip",
        "'tis",
        "\"Quoted\"",
        "a: b: c",
        "[Draft] {x}",
        "2024",
        "1.10",
        "yes",
        "null",
        "*bold* & `code`",
        "% done",
        "@home",
        "A & B<br /><img src=\"x.png\" />",
    ] {
        let (header, _) = clean(&format!("title: {title}\nauthor:\t {title} \t\n\nbody\n"));
        assert_eq!(value(&header.title), title);
        assert_eq!(values(&header.authors), [title]);
    }
}

#[test]
fn values_know_their_place() {
    let text = "% c\n  Title :  Ünï code  \ntheme:sky\n\nbody";
    let (header, body) = clean(text);
    let place = |text: &Option<crate::source::Spanned<String>>| text.clone().unwrap().span.range();
    assert_eq!(&text[place(&header.title)], "Ünï code");
    assert_eq!(&text[place(&header.theme)], "sky");
    assert_eq!(&text[header.span.range()], "  Title :  Ünï code  \ntheme:sky\n");
    assert_eq!((header.style, body.as_str()), (Style::Bare, "\nbody"));
}

#[test]
fn case_and_underscores_make_no_difference() {
    let (header, _) = clean("TITLE: A\nSlide_Number: c/t\ntitle_slide: No\nTitle-x:y\n");
    assert_eq!(value(&header.title), "A");
    assert_eq!(header.slide_number, super::super::SlideNumber::CurrentOfTotal);
    assert!(!header.title_slide);
}

#[test]
fn no_value_leaves_the_default() {
    for empty in ["", " ", "\"\"", "''"] {
        let (header, _) = clean(&format!("title:{empty}\ntheme:{empty}\n\nbody\n"));
        assert_eq!((header.title, header.theme), (None, None), "{empty:?}");
    }
    let (header, _) = clean("progress:\nsize:\n");
    assert_eq!((header.progress, header.size), (true, Default::default()));
}

#[test]
fn percent_lines_are_comments() {
    for (text, expected) in [
        ("%%%%%\n% Headers\n\ntitle: A\ntheme: sky\n\n%%%\n% Start\n\n# B\n", "A||sky|\n# B\n"),
        ("% Headers\n% more\ntitle: A\n% between\ntheme: sky\n% after\n# B\n", "A||sky|# B\n"),
        ("title: A\n\n% between\n\ntheme: sky\n\nB\n", "A||sky|\nB\n"),
        ("%begin\nsubtitle: no\n%end\ntitle: A\n", "A|||"),
        ("title: A\n%comment\n# no\n%end\n# B\n", "A|||# B\n"),
        ("title: A\n%comment\n# B\n", "A|||%comment\n# B\n"),
        ("title: A\n\n%css\nb { }\n%end\n", "A|||\n%css\nb { }\n%end\n"),
        ("title: A\n%css\nb { }\n%end\n", "A|||%css\nb { }\n%end\n"),
        ("title: A\n%slide x\n", "A|||%slide x\n"),
    ] {
        assert_eq!(parts(text), expected, "{text:?}");
    }
}

#[test]
fn mistakes_are_warnings_with_a_place() {
    for (text, expected) in [
        (
            "title: A\nthem: sky\n",
            "unknown-key 2:1 them | `them` is not a header key | did you mean `theme`?",
        ),
        (
            "gradient-colors: a b\ntitle: A\n",
            "unknown-key 1:1 gradient-colors | `gradient-colors` is not a header key | ",
        ),
        (
            "title: A\nTitle: B\n",
            "duplicate-key 2:1 Title | `Title` stands here a second time | \
             the first one counts; remove one",
        ),
        (
            "title: A\nprogress: maybe\n",
            "wrong-type 2:11 maybe | `progress` takes `true` or `false`, not `maybe` | \
             it is left at its default",
        ),
        (
            "title: A\nreveal: {a: 1}\n",
            "wrong-type 2:9 {a: 1} | `reveal` takes a map, in a header between `---` lines, \
             not `{a: 1}` | it is left at its default",
        ),
    ] {
        assert_eq!(finding(text), expected);
        assert_eq!((outcome(text).header.style, outcome(text).body.as_str()), (Style::Bare, ""));
        assert_eq!(value(&outcome(text).header.title), "A");
    }
    assert_eq!(codes("title: A\nmarp: x\nhighlightTheme: x\n"), ["unknown-key"; 2]);
}

#[test]
fn a_header_is_at_most_16_kb() {
    let fits = format!("title: A\nsubtitle: {}\n", "x".repeat(16_000));
    assert_eq!(codes(&fits), [""; 0]);
    let long = format!("title: A\nsubtitle: {}\ntheme: sky\n", "x".repeat(17_000));
    assert_eq!(codes(&long), ["header-too-long"]);
    let keys = format!("title: A\n{}", "x: y\n".repeat(100_000));
    assert_eq!(codes(&keys).last().unwrap(), "header-too-long");
    assert!(codes(&keys).len() < 4000);
}
