//! reveal.js, its plugins, our page files and templates, and the licences of what is not ours.

use crate::manifest::Style;
use crate::table::Tables;
use crate::{Folders, css, list, npm, read, read_text, sheet};
use std::path::Path;

/// Scripts that are embedded as they are: name, path below `node_modules`.
const SCRIPTS: [(&str, &str); 3] = [
    ("notes.js", "reveal.js/dist/plugin/notes.js"),
    ("search.js", "reveal.js/dist/plugin/search.js"),
    ("zoom.js", "reveal.js/dist/plugin/zoom.js"),
];

/// Parts of reveal.js's sheet that our pages never show: its scroll view, which the reading page
/// replaces; its handout, which `src/page/deck.css` replaces; two old transitions that it no longer
/// names; and the picture that turns while a preview loads, a tenth of the sheet.
const UNUSED: [&str; 5] = [
    ".reveal-scroll",
    "html:not(.print-pdf)",
    ".reveal.cube",
    ".reveal.page",
    ".r-overlay-spinner",
];

/// Faces that only a part of pages needs: the part, the family, the file below `node_modules`.
const PART_FONTS: [(&str, &str, &str); 1] = [(
    "math.css",
    "STIX Two Math",
    "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2",
)];

/// Adds everything of a page that does not depend on the theme.
pub fn add(folders: &Folders, tables: &mut Tables) -> Result<(), String> {
    for (name, path) in SCRIPTS {
        tables.asset(name, read(&folders.npm(path))?)?;
    }
    page_files(folders, tables)?;
    part_files(folders, tables)?;
    preview_files(folders, tables)?;
    templates(folders, tables)?;
    tables.asset("licenses.txt", licenses(folders)?.into_bytes())
}

/// `deck.js` is reveal.js and our scripts in the order of their names, so that `start.js` comes last;
/// one request is faster than two, and neither is of use alone. `early.js`
/// stands in the page itself. `deck.css` is the one structural style sheet of a page: reveal.js's
/// two, then ours.
fn page_files(folders: &Folders, tables: &mut Tables) -> Result<(), String> {
    let mut sheet = read_text(&folders.npm("reveal.js/dist/reset.css"))?;
    let reveal = read_text(&folders.npm("reveal.js/dist/reveal.css"))?;
    sheet += &css::without_selectors(&reveal, &UNUSED);
    let folder = folders.root.join("src/page");
    let mut script = read_text(&folders.npm("reveal.js/dist/reveal.js"))?;
    script.push('\n');
    for name in list(&folder)? {
        let path = folder.join(&name);
        match name.rsplit('.').next() {
            Some("css") if name == "deck.css" => sheet += &css::small(&read_text(&path)?),
            Some("css") => tables.asset(&name, css::small(&read_text(&path)?).into_bytes())?,
            Some("svg") => tables.asset(&name, read(&path)?)?,
            Some("js") if ["early.js", "list.js"].contains(&name.as_str()) => {
                tables.asset(&name, small_script(&path)?.into_bytes())?;
            }
            Some("js") => script += &small_script(&path)?,
            _ => {}
        }
    }
    tables.asset("deck.js", script.into_bytes())?;
    tables.asset("deck.css", sheet.into_bytes())
}

/// What only pages have that show a certain thing, from `src/page/parts/`.
fn part_files(folders: &Folders, tables: &mut Tables) -> Result<(), String> {
    let folder = folders.root.join("src/page/parts");
    for name in list(&folder)? {
        let path = folder.join(&name);
        let small = match name.rsplit('.').next() {
            Some("css") => part_fonts(folders, tables, &name)? + &css::small(&read_text(&path)?),
            Some("js") => small_script(&path)?,
            _ => return Err(format!("{} is no part of a page", path.display())),
        };
        tables.asset(&format!("parts/{name}"), small.into_bytes())?;
    }
    Ok(())
}

/// Adds the fonts of a part, and returns the rules that name them.
fn part_fonts(folders: &Folders, tables: &mut Tables, part: &str) -> Result<String, String> {
    let mut rules = String::new();
    for (_, family, path) in PART_FONTS.iter().filter(|(of, ..)| *of == part) {
        let name = path.rsplit('/').next().unwrap_or(path);
        tables.asset(name, read(&folders.npm(path))?)?;
        rules += &sheet::font_face(family, 400, Style::Normal, tables.file(name), "");
    }
    Ok(rules)
}

/// What only a preview has, from `src/page/live/`: `live.js` is its scripts in the order of their names, so
/// that `watch.js`, which starts, comes last; the speaker view's script and the other files keep theirs.
fn preview_files(folders: &Folders, tables: &mut Tables) -> Result<(), String> {
    let folder = folders.root.join("src/page/live");
    let mut script = String::new();
    for name in list(&folder)? {
        let path = folder.join(&name);
        match name.rsplit('.').next() {
            Some("js") if name != "speaker.js" => script += &small_script(&path)?,
            _ => tables.asset(&name, read(&path)?)?,
        }
    }
    tables.asset("live.js", script.into_bytes())
}

/// A script without its comment lines and indentation, which need not travel with every page.
fn small_script(path: &Path) -> Result<String, String> {
    let mut small = String::new();
    for line in read_text(path)?.lines().map(str::trim) {
        if line.matches('`').count() % 2 == 1 {
            return Err(format!("{}: a template goes over more than one line", path.display()));
        }
        if !line.is_empty() && !line.starts_with("//") {
            small.extend([line, "\n"]);
        }
    }
    Ok(small)
}

fn templates(folders: &Folders, tables: &mut Tables) -> Result<(), String> {
    let folder = folders.root.join("src/templates");
    for name in list(&folder)?.into_iter().filter(|name| name.ends_with(".html")) {
        tables.template(&name, read_text(&folder.join(&name))?);
    }
    Ok(())
}

fn licenses(folders: &Folders) -> Result<String, String> {
    let mut text =
        String::from("This presentation contains parts by others, under these licences.\n");
    for package in npm::packages(&folders.root)? {
        let license = read_text(&folders.npm(&package).join("LICENSE"))?;
        text += &format!("\n{0}\n{package}\n{0}\n\n{1}\n", "=".repeat(72), license.trim());
    }
    Ok(text)
}
