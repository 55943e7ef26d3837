//! The generated parts of a theme's style sheet. The build script uses this file too, so it uses
//! nothing of this crate but the manifest.

use super::manifest::{Colours, Style};

/// An `@font-face` rule. `url` is relative to the style sheet; `range` is what the file holds.
///
/// Text does not wait for its font (`swap`): the page shows its first slide only once the fonts are
/// there or 300 ms have passed, and a reading page is there to read at once.
pub(super) fn font_face(family: &str, weight: u16, style: Style, url: &str, range: &str) -> String {
    let style = style.name();
    let range = match range {
        "" => String::new(),
        range => format!(";unicode-range:{range}"),
    };
    format!(
        "@font-face{{font-family:\"{family}\";font-style:{style};font-weight:{weight};\
         font-display:swap;src:url(\"{url}\"){range}}}\n"
    )
}

/// The custom properties `--code-GROUP` for a palette; nothing for an empty one.
pub(super) fn code_colours(colours: &Colours) -> String {
    if colours.is_empty() {
        return String::new();
    }
    let set = colours.iter().map(|(group, colour)| format!("--code-{group}:{colour}"));
    format!(":root{{{}}}\n", set.collect::<Vec<_>>().join(";"))
}
