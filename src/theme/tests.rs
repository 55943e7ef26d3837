//! Tests of theme loading, with themes in memory.

use super::*;
use crate::diagnostic::Severity;
use crate::world::Memory;

fn load_from(world: &Memory, name: &str) -> (Theme, Diagnostics) {
    let places = Places { world, deck: Path::new("/p/decks"), project: Path::new("/p") };
    let name = Spanned { value: name.to_string(), ..Spanned::default() };
    let mut diagnostics = Vec::new();
    (load(Some(&name), places, &mut diagnostics), diagnostics)
}

fn world() -> Memory {
    Memory::default().with("/p/decks/a.md", "")
}

fn sheets(theme: &Theme) -> Vec<&str> {
    theme.sheets.iter().map(|sheet| sheet.css.as_str()).collect()
}

#[test]
fn all_themes_of_reveal_are_built_in() {
    let names: Vec<&str> = built_in().map(|theme| theme.name).collect();
    let expected = "beige black black-contrast blood dracula league moon night serif simple sky \
                    solarized white white-contrast";
    assert_eq!(names.join(" "), expected);
    assert!(built_in().all(|theme| !theme.description.is_empty()));
}

#[test]
fn every_file_that_a_built_in_sheet_names_comes_with_it() {
    for built_in in built_in() {
        let theme = Theme::from(built_in);
        let css = std::str::from_utf8(&theme.css.bytes).unwrap();
        let named = css.split("url(\"").skip(1).filter_map(|rest| rest.split('"').next());
        let files: Vec<&str> = theme.files.iter().map(|file| file.name.as_ref()).collect();
        assert_eq!(named.collect::<Vec<_>>(), files, "{}", theme.name);
    }
}

#[test]
fn a_misspelt_theme_is_a_warning_with_the_nearest_name() {
    let (theme, diagnostics) = load_from(&world(), "leauge");
    assert_eq!(theme.name, "league");
    assert_eq!(diagnostics[0].code, "unknown-theme");
    assert_eq!(diagnostics[0].hint.as_deref(), Some("did you mean `league`?"));
    let own = world().with("/p/themes/company/theme.css", "");
    let (_, diagnostics) = load_from(&own, "compny");
    assert_eq!(diagnostics[0].hint.as_deref(), Some("did you mean `company`?"));
}

#[test]
fn themes_beside_the_deck_hide_those_of_the_project_and_ours() {
    let world = world().with("/p/themes/moon/theme.css", "project");
    assert_eq!(sheets(&load_from(&world, "moon").0), ["project"]);
    let world = world
        .with("/p/decks/themes/moon/theme.css", "deck")
        .with("/p/decks/themes/moon/theme.yaml", "extends: moon");
    let (theme, diagnostics) = load_from(&world, "moon");
    assert_eq!(sheets(&theme), ["project", "deck"]);
    assert_eq!(theme.css, Theme::from(fallback()).css);
    assert!(theme.read.contains(&PathBuf::from("/p/decks/themes/moon/theme.yaml")));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn a_copy_of_a_theme_extends_the_one_it_hides() {
    let files = export("sky").unwrap();
    let world = files.iter().fold(world(), |world, (name, text)| {
        world.with(format!("/p/decks/themes/sky/{name}"), text.as_str())
    });
    let (theme, diagnostics) = load_from(&world, "sky");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(theme.css, Theme::from(find("sky").unwrap()).css);
    assert_eq!(theme.scheme, Scheme::Light);
    assert!(files[1].1.contains("/* --r-link-color: #0d4d9f; */"), "{}", files[1].1);
    assert!(export("no-such-theme").is_none());
}

#[test]
fn a_style_sheet_alone_builds_on_the_default() {
    let world = world().with("/p/decks/my.css", "h1{}").with("/p/look/theme.css", "h2{}");
    let (theme, diagnostics) = load_from(&world, "my.css");
    assert_eq!(
        theme.sheets,
        [Sheet { path: "/p/decks/my.css".into(), css: "h1{}".into(), span: None }]
    );
    assert_eq!(theme.css, Theme::from(fallback()).css);
    assert!(diagnostics.is_empty());
    assert_eq!(sheets(&load_from(&world, "../look").0), ["h2{}"]);
    assert_eq!(sheets(&load_from(&world, "/look").0), ["h2{}"]);
    assert_eq!(load_from(&world, "your.css").1[0].code, "unknown-theme");
}

#[test]
fn fonts_scheme_and_code_colours_come_before_the_rules() {
    let yaml = "scheme: light\ncode: light\nextends: black\nfonts:\n\
                - { family: Own, file: own.woff2, weight: 700, style: italic }\n\
                - { family: Head, package: '@fontsource/league-gothic' }\n";
    let world =
        world().with("/p/themes/x/theme.yaml", yaml).with("/p/themes/x/theme.css", "h1{color:red}");
    let (theme, diagnostics) = load_from(&world, "x");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(theme.scheme, Scheme::Light);
    assert_eq!(theme.sheets[0].path, Path::new("/p/themes/x/theme.yaml"));
    for part in ["color-scheme:light", "--code-keyword:#8e1a68", "font-weight:700", "own.woff2"] {
        assert!(theme.sheets[0].css.contains(part), "{part}");
    }
    assert_eq!(theme.sheets[1].css, "h1{color:red}");
    let css = String::from_utf8_lossy(&theme.css.bytes);
    assert!(css.contains("font-family:\"Head\"") && css.contains("Source Sans 3"));
    assert!(theme.files.iter().any(|file| file.name.starts_with("league-gothic-latin-400")));
}

#[test]
fn mistakes_in_a_theme_are_warnings_and_the_rest_counts() {
    let cases = [
        ("extends: y", "there is no theme `y`"),
        ("extends: x", "the theme `x` extends itself in a circle"),
        ("colour: red", "unknown field `colour`"),
        ("code: drak", "there is no palette `drak` for code"),
        ("code: { keywrd: red }", "`keywrd` is no part of code"),
        ("code: { keyword: 'red;}' }", "`red;}` is no colour"),
        ("fonts: [{ family: 'a\"', file: b }]", "cannot be used"),
        ("fonts: [{ family: a }]", "has no file that can be used"),
        ("fonts: [{ family: a, package: b }]", "`b` has no embedded font of weight 400"),
        (&"[".repeat(5000), "too many lists and maps"),
    ];
    for (yaml, message) in cases {
        let world =
            world().with("/p/themes/x/theme.yaml", yaml).with("/p/themes/x/theme.css", "a{}");
        let (theme, diagnostics) = load_from(&world, "x");
        assert_eq!(diagnostics.len(), 1, "{yaml}: {diagnostics:?}");
        assert_eq!(diagnostics[0].severity, Severity::Warning);
        assert!(diagnostics[0].message.contains(message), "{}", diagnostics[0].message);
        assert_eq!(sheets(&theme), ["a{}"], "{yaml}");
    }
}

#[test]
fn nothing_outside_the_project_is_read() {
    let world = world().with("/etc/theme.css", "x").with("/themes/theme.css", "x");
    for path in ["../../etc", "../../etc/theme.css", "/../etc", "..\\..\\etc", "../.."] {
        let (theme, diagnostics) = load_from(&world, path);
        assert!(theme.sheets.is_empty());
        assert_eq!(diagnostics[0].severity, Severity::Error, "{path}");
    }
    for name in ["..", ".", ""] {
        assert_eq!(load_from(&world, name).1[0].code, "unknown-theme", "{name}");
    }
}

#[test]
fn a_circle_of_themes_ends() {
    let world = world()
        .with("/p/themes/a/theme.yaml", "extends: b")
        .with("/p/themes/b/theme.yaml", "extends: a")
        .with("/p/themes/b/theme.css", "b{}");
    let (theme, diagnostics) = load_from(&world, "a");
    assert_eq!(sheets(&theme), ["b{}"]);
    assert_eq!(diagnostics[0].message, "the theme `a` extends itself in a circle");
}
