//! A copy of a built-in theme to start one's own from.

use super::find;
use std::fmt::Write;

/// The files of a folder `themes/NAME/` that looks like the built-in theme and lists what can be
/// changed: file name and text. `None` when there is no such theme.
///
/// The copy extends the theme it comes from, so that it keeps working when deckgen is updated.
pub fn export(name: &str) -> Option<Vec<(String, String)>> {
    let theme = find(name)?;
    let manifest = format!(
        "# A theme that starts from the built-in `{name}`. Decks use it with `theme: {name}` when this\n\
         # folder is `themes/{name}/` beside them or in the project; rename the folder to rename it.\n\
         description: {:?}\n\
         extends: {name}\n\
         \n\
         # dark or light; as in `{name}` when left out.\n\
         # scheme: {}\n\
         \n\
         # Fonts in this folder. Their families are then set in theme.css.\n\
         # fonts:\n\
         #   - {{ family: Company Sans, file: company-sans.woff2, weight: 400 }}\n\
         #   - {{ family: Company Sans, file: company-sans-bold.woff2, weight: 700 }}\n\
         \n\
         # Colours of code: dark, light or dracula, or single colours.\n\
         # code:\n\
         #   keyword: \"#cdaeff\"\n",
        theme.description,
        theme.scheme.name(),
    );
    let css = std::str::from_utf8(theme.css.bytes).unwrap_or_default();
    let sheet = format!(
        "/* Take a line out of its comment to change it. Rules of your own go below. */\n\n\
         :root {{\n{}}}\n",
        properties(css)
    );
    Some(vec![("theme.yaml".to_string(), manifest), ("theme.css".to_string(), sheet)])
}

/// All custom properties of the sheet's `:root` rules with the values that hold, as comments.
fn properties(css: &str) -> String {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for declaration in declared(css) {
        match found.iter_mut().find(|(name, _)| *name == declaration.0) {
            Some(known) => known.1 = declaration.1,
            None => found.push(declaration),
        }
    }
    let mut text = String::new();
    for (name, value) in found {
        let _ = writeln!(text, "  /* {name}: {value}; */");
    }
    text
}

/// The custom properties of the sheet's `:root` rules, in their order.
pub(super) fn declared(css: &str) -> impl Iterator<Item = (&str, &str)> {
    css.split(":root").skip(1).flat_map(declarations)
}

/// The custom properties of the rule whose selector `rest` continues.
fn declarations(rest: &str) -> impl Iterator<Item = (&str, &str)> {
    let body = rest.split_once('{').and_then(|(_, body)| body.split_once('}'));
    let body = body.map_or("", |(body, _)| body);
    let pairs = body.split(';').filter_map(|declaration| declaration.split_once(':'));
    pairs
        .map(|(name, value)| (name.trim(), value.trim()))
        .filter(|(name, _)| name.starts_with("--"))
}
