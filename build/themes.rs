//! The built-in themes: every folder below `themes/` with a `theme.yaml`.

use crate::manifest::{Code, Colours, Font, Manifest, Scheme};
use crate::table::{Colouring, Face, Tables, Theme};
use crate::{Folders, css, list, read, read_text, sheet};
use std::collections::BTreeMap;
use std::path::Path;

/// The scripts a theme's fonts are bundled for; browsers load only the files whose range a page
/// uses. Families that lack one leave it to the reader's own fonts.
const SUBSETS: [&str; 7] =
    ["cyrillic-ext", "cyrillic", "greek-ext", "greek", "vietnamese", "latin-ext", "latin"];

/// Files smaller than this have no letters in them.
const EMPTY_FONT: usize = 1000;

struct Source {
    manifest: Manifest,
    css: String,
}

/// What all themes are made from.
struct Sources {
    base: String,
    schemes: [String; 2],
    palettes: BTreeMap<String, Colours>,
    themes: BTreeMap<String, Source>,
}

/// Adds every theme with its fonts.
pub fn add(folders: &Folders, tables: &mut Tables) -> Result<(), String> {
    let sources = sources(&folders.root.join("themes"))?;
    let [dark, light] = sources.schemes.clone();
    tables.colouring(Colouring { dark, light, palettes: sources.palettes.clone() });
    for (name, source) in &sources.themes {
        let theme = theme(folders, tables, &sources, name)
            .map_err(|error| format!("themes/{name}/theme.yaml: {error}"))?;
        let Manifest { name: given, .. } = &source.manifest;
        if given.as_ref().is_some_and(|given| given != name) {
            return Err(format!("themes/{name}/theme.yaml: `name` is not the folder's"));
        }
        tables.theme(name, theme);
    }
    Ok(())
}

fn sources(folder: &Path) -> Result<Sources, String> {
    let mut themes = BTreeMap::new();
    for name in list(folder)? {
        let file = folder.join(&name).join("theme.yaml");
        if file.is_file() {
            let css = css::small(&read_text(&folder.join(&name).join("theme.css"))?);
            css::loads_nothing(&css, &name)?;
            themes.insert(name, Source { manifest: yaml(&file)?, css });
        }
    }
    let shared = |name: &str| {
        let css = css::small(&read_text(&folder.join(name))?);
        css::loads_nothing(&css, name).map(|()| css)
    };
    let (base, schemes) = (shared("_base.css")?, [shared("_dark.css")?, shared("_light.css")?]);
    Ok(Sources { base, schemes, palettes: yaml(&folder.join("_code.yaml"))?, themes })
}

fn yaml<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    serde_yaml::from_str(&read_text(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn theme(
    folders: &Folders,
    tables: &mut Tables,
    sources: &Sources,
    name: &str,
) -> Result<Theme, String> {
    let (base, chain) = chain(folders, sources, name)?;
    let mut faces = String::new();
    let mut fonts = Vec::new();
    let (mut rules, mut scheme) = (base, None);
    for source in chain {
        for font in &source.manifest.fonts {
            faces += &font_files(folders, tables, font, &mut fonts)?;
        }
        if source.manifest.scheme.is_some() {
            scheme = source.manifest.scheme;
            rules += &sources.schemes[usize::from(scheme == Some(Scheme::Light))];
        }
        rules += &code(sources, source.manifest.code.as_ref())?;
        rules += &source.css;
    }
    let scheme = scheme.ok_or("`scheme` is missing")?;
    let css = format!("themes/{name}.css");
    tables.asset(&css, (faces + &rules).into_bytes())?;
    let description = sources.themes[name].manifest.description.clone();
    Ok(Theme { description, scheme, css, fonts })
}

/// reveal.js's sheet and our base rules, and the themes from the one that builds on reveal.js's.
fn chain<'a>(
    folders: &Folders,
    sources: &'a Sources,
    name: &str,
) -> Result<(String, Vec<&'a Source>), String> {
    let mut chain: Vec<&Source> = Vec::new();
    let mut next = name;
    loop {
        let source = sources.themes.get(next).ok_or(format!("there is no theme `{next}`"))?;
        if chain.len() > sources.themes.len() {
            return Err("`extends` goes in a circle".to_string());
        }
        chain.push(source);
        let extends = source.manifest.extends.as_deref();
        match extends.ok_or("`extends` is missing")?.split_once("reveal.js/") {
            None => next = extends.unwrap_or_default(),
            Some((_, own)) => {
                let path = folders.npm(&format!("reveal.js/dist/theme/{own}.css"));
                let base = css::without_loads(&read_text(&path)?);
                css::loads_nothing(&base, own)?;
                chain.reverse();
                return Ok((base + &sources.base, chain));
            }
        }
    }
}

fn code(sources: &Sources, code: Option<&Code>) -> Result<String, String> {
    Ok(match code {
        None => String::new(),
        Some(Code::Colours(colours)) => sheet::code_colours(colours),
        Some(Code::Palette(name)) => {
            let palette = sources.palettes.get(name);
            sheet::code_colours(palette.ok_or(format!("there is no palette `{name}`"))?)
        }
    })
}

/// Adds one face's files, one for each subset the family has, and returns their rules.
fn font_files(
    folders: &Folders,
    tables: &mut Tables,
    font: &Font,
    names: &mut Vec<String>,
) -> Result<String, String> {
    let package = font.package.as_ref().ok_or(format!("{}: `package` is missing", font.family))?;
    let folder = folders.npm(package);
    let ranges = read_text(&folder.join("unicode.json"))?;
    let ranges: BTreeMap<String, String> =
        serde_json::from_str(&ranges).map_err(|error| format!("{package}: {error}"))?;
    let short = package.rsplit('/').next().unwrap_or(package);
    let mut rules = String::new();
    for subset in SUBSETS {
        let Some(range) = ranges.get(subset) else { continue };
        let name = format!("{short}-{subset}-{}-{}.woff2", font.weight, font.style.name());
        let bytes = read(&folder.join("files").join(&name))?;
        if bytes.len() < EMPTY_FONT {
            continue;
        }
        tables.asset(&name, bytes)?;
        let woff = read(&folder.join("files").join(name.replace(".woff2", ".woff")))?;
        let italic = font.style.name() == "italic";
        tables
            .metrics(&font.family, font.weight, italic, &name)
            .map_or(Ok(()), |metrics| metrics.add(&woff))
            .map_err(|error| format!("{name}: {error}"))?;
        rules +=
            &sheet::font_face(&font.family, font.weight, font.style, tables.file(&name), range);
        let style = if font.style.name() == "italic" { "Italic" } else { "Normal" };
        let (package, range) = (package.clone(), range.clone());
        tables.face(Face { package, weight: font.weight, style, range, asset: name.clone() });
        names.push(name);
    }
    Ok(rules)
}
