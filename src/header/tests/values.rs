//! What each key takes, in both forms.

use super::super::{Direction, Header, Navigation, Overflow, Shape, Size, SlideNumber, keys};
use super::{clean, finding, outcome, value, values};
use std::collections::BTreeSet;

/// The header with these lines, once bare and once fenced.
fn both(lines: &str) -> [Header; 2] {
    [format!("{lines}\n\nbody\n"), format!("---\n{lines}\n---\nbody\n")].map(|text| clean(&text).0)
}

/// The only finding about this line, which is the same in both forms but for its place.
fn wrong(line: &str) -> String {
    let message = |text: String| finding(&text).split_once(" | ").unwrap().1.to_string();
    let bare = message(format!("title: A\n{line}\n"));
    assert_eq!(bare, message(format!("---\n{line}\n---\n")), "{line}");
    bare
}

#[test]
fn truth_values_have_six_words() {
    for (word, expected) in [
        ("true", true),
        ("yes", true),
        ("ON", true),
        ("false", false),
        ("No", false),
        ("off", false),
    ] {
        for header in both(&format!("incremental: {word}\ncontrols: {word}\ntitle: A")) {
            assert_eq!((header.incremental, header.controls), (expected, expected), "{word}");
        }
    }
    assert_eq!(
        wrong("center: flase"),
        "`center` takes `true` or `false`, not `flase` | did you mean `false`?"
    );
    assert!(wrong("center: 1").starts_with("`center` takes `true` or `false`, not `1`"));
}

#[test]
fn sizes_are_ratios_or_pixels() {
    for (text, width, height) in [
        ("16:9", 1280, 720),
        ("4:3", 960, 720),
        ("200x8000", 200, 8000),
        ("1920 X 1080", 1920, 1080),
    ] {
        for header in both(&format!("size: {text}")) {
            assert_eq!(header.size, Size { width, height }, "{text}");
        }
    }
    for bad in ["16:10", "199x720", "1280x8001", "1280", "x", "+300x300", "1280x720x2", "-300x300"]
    {
        assert!(wrong(&format!("size: {bad}")).starts_with("`size` takes"), "{bad}");
    }
}

#[test]
fn words_are_chosen_from_lists() {
    for header in both("dir: RTL\nnavigation: grid\noverflow: clip\ntransition: Zoom") {
        assert_eq!(header.dir, Direction::Rtl);
        assert_eq!(header.navigation, Navigation::Grid);
        assert_eq!(header.overflow, Overflow::Clip);
        assert_eq!(header.transition, "zoom");
    }
    for (word, number) in [
        ("true", SlideNumber::Current),
        ("c", SlideNumber::Current),
        ("c/t", SlideNumber::CurrentOfTotal),
        ("h.v", SlideNumber::Nested),
        ("h/v", SlideNumber::NestedSlash),
        ("false", SlideNumber::Off),
    ] {
        for header in both(&format!("slide-number: {word}")) {
            assert_eq!(header.slide_number, number, "{word}");
        }
    }
    assert!(wrong("navigation: vertcal").ends_with("| did you mean `vertical`?"));
    assert!(wrong("transition: fdae").ends_with("| did you mean `fade`?"));
    assert!(wrong("overflow: x\");}</style>").ends_with("| it is left at its default"));
}

#[test]
fn languages_are_tags() {
    for tag in ["de", "pt-BR", "zh-Hans-CN", "no", "x-klingon", "sr-Latn"] {
        for header in both(&format!("lang: {tag}")) {
            assert_eq!(header.lang, tag);
        }
    }
    for bad in ["en\" onload=\"x", "en_US", "e n", "en-", "1", "english-reallylongpart"] {
        assert!(wrong(&format!("lang: {bad}")).starts_with("`lang` takes a language tag"), "{bad}");
    }
}

#[test]
fn text_keys_take_any_text() {
    for header in both("title: 2024\nsubtitle: true\ndate: 2024.10\nfooter: 007\ninstitute: 0x1F") {
        let texts = [header.title, header.subtitle, header.date, header.footer, header.institute];
        assert_eq!(texts.each_ref().map(value), ["2024", "true", "2024.10", "007", "0x1F"]);
    }
    for header in both("theme: ../no such\nlogo: a.png\ncss: a.css, b.css\njs: c.js\ndialect: s9") {
        assert_eq!(value(&header.theme), "../no such");
        assert_eq!((value(&header.logo), value(&header.dialect)), ("a.png", "s9"));
        assert_eq!((values(&header.css), values(&header.js)), (vec!["a.css, b.css"], vec!["c.js"]));
    }
}

#[test]
fn every_key_is_documented_once_and_can_be_set() {
    let names: BTreeSet<_> = keys().map(|key| key.name).collect();
    assert_eq!(names.len(), keys().count());
    for key in keys() {
        assert!(!key.takes.words.is_empty() && !key.meaning.is_empty(), "{}", key.name);
        let list = outcome(&format!("---\n{}: [[x]]\n---\n", key.name)).found;
        assert!(
            list[0].contains(&format!("`{}` takes {} |", key.name, key.takes.words)),
            "{list:?}"
        );
    }
}

/// Values that a schema made of the shape allows, and some that it does not.
fn samples(shape: Shape) -> (Vec<String>, Vec<&'static str>) {
    let good = |words: &[&str]| words.iter().map(|word| word.to_string()).collect();
    match shape {
        Shape::Text => (good(&["word", "7", "true"]), vec!["[a]", "{ a: b }"]),
        Shape::Texts => (good(&["word", "[a, 7]"]), vec!["{ a: b }", "[[a]]"]),
        Shape::Names => (good(&["word", "[a, { name: b }]"]), vec!["{ a: b }", "[[a]]"]),
        Shape::Switch => (good(&["true", "No", "ON"]), vec!["maybe", "[true]"]),
        Shape::Choice(choices) => {
            let words = choices().into_iter().map(|word| format!("\"{}\"", word.to_uppercase()));
            (words.collect(), vec!["nothing-like-it", "[a]"])
        }
        Shape::Map => (good(&["{ a: b }"]), vec!["word", "[a]"]),
        Shape::NumberOr(_) => (good(&["45", "1h30"]), vec!["not one", "[a]"]),
        Shape::Order => (good(&["word", "[a, { b: [c] }]"]), vec!["{ a: { b: c } }"]),
        Shape::Pattern(_) => (Vec::new(), vec!["not one", "[a]"]),
    }
}

#[test]
fn what_a_key_takes_as_data_is_what_it_takes() {
    for key in keys() {
        let (good, bad) = samples(key.takes.shape);
        for value in good {
            clean(&format!("---\n{}: {value}\n---\n", key.name));
        }
        for value in bad {
            let found = finding(&format!("---\n{}: {value}\n---\n", key.name));
            assert!(found.contains("wrong-type"), "{}: {value}: {found}", key.name);
        }
    }
}
