//! The generated parts of a theme's style sheet. The build script uses this file too, so it uses
//! nothing of this crate but the manifest.

use super::manifest::{Colours, Style};

/// An `@font-face` rule. `url` is relative to the style sheet; `range` is what the file holds.
///
/// Text waits for its font (`block`): a deck comes with its fonts, so the wait is short, and
/// slides that first appear in another typeface and then jump are worse. Browsers end the wait
/// after three seconds.
pub fn font_face(family: &str, weight: u16, style: Style, url: &str, range: &str) -> String {
    let style = style.name();
    let range = match range {
        "" => String::new(),
        range => format!(";unicode-range:{range}"),
    };
    format!(
        "@font-face{{font-family:\"{family}\";font-style:{style};font-weight:{weight};\
         font-display:block;src:url({url})format(\"woff2\"){range}}}\n"
    )
}

/// The custom properties `--code-GROUP` for a palette; nothing for an empty one.
pub fn code_colours(colours: &Colours) -> String {
    if colours.is_empty() {
        return String::new();
    }
    let set = colours.iter().map(|(group, colour)| format!("--code-{group}:{colour}"));
    format!(":root{{{}}}\n", set.collect::<Vec<_>>().join(";"))
}
