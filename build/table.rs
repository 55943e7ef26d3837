//! The generated tables, as Rust source beside the bytes they name.

use crate::manifest::{Colours, Scheme};
use crate::metrics::Metrics;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// A face of a font family, as far as one file holds it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Face {
    pub package: String,
    pub weight: u16,
    pub style: &'static str,
    pub range: String,
    pub asset: String,
}

/// A file with its name in a bundle and its hash.
#[derive(PartialEq)]
struct Embedded {
    file: String,
    blake3: String,
    bytes: Vec<u8>,
}

/// A theme, by the names of its assets.
pub struct Theme {
    pub description: String,
    pub scheme: Scheme,
    pub css: String,
    pub fonts: Vec<String>,
}

/// Colours of code, and the properties that a scheme sets: what themes of users are made with.
#[derive(Default)]
pub struct Colouring {
    pub dark: String,
    pub light: String,
    pub palettes: BTreeMap<String, Colours>,
}

/// Everything that is embedded; maps, so that the tables come out sorted.
#[derive(Default)]
pub struct Tables {
    assets: BTreeMap<String, Embedded>,
    templates: BTreeMap<String, String>,
    faces: Vec<Face>,
    themes: BTreeMap<String, Theme>,
    colouring: Colouring,
    /// By family, weight and slant, and the files that were added to them.
    metrics: BTreeMap<(String, u16, bool), (Metrics, BTreeSet<String>)>,
}

impl Tables {
    /// Adds a file; one with the same name must have the same bytes.
    pub fn asset(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        let blake3 = blake3::hash(&bytes).to_hex().to_string();
        let new = Embedded { file: hashed(name, &blake3), blake3, bytes };
        match self.assets.get(name) {
            Some(other) if *other != new => Err(format!("two embedded files are called {name}")),
            _ => {
                self.assets.insert(name.to_string(), new);
                Ok(())
            }
        }
    }

    /// The file name that an added asset has in a bundle.
    pub fn file(&self, name: &str) -> &str {
        &self.assets[name].file
    }

    pub fn template(&mut self, name: &str, text: String) {
        self.templates.insert(name.to_string(), text);
    }

    pub fn face(&mut self, face: Face) {
        self.faces.push(face);
    }

    /// The metrics of a face that a file has not been added to yet.
    pub fn metrics(
        &mut self,
        family: &str,
        weight: u16,
        italic: bool,
        file: &str,
    ) -> Option<&mut Metrics> {
        let entry = self.metrics.entry((family.to_string(), weight, italic));
        let (metrics, files) = entry.or_default();
        files.insert(file.to_string()).then_some(metrics)
    }

    pub fn theme(&mut self, name: &str, theme: Theme) {
        self.themes.insert(name.to_string(), theme);
    }

    pub fn colouring(&mut self, colouring: Colouring) {
        self.colouring = colouring;
    }

    /// Writes `assets.rs` and `themes.rs`, and the bytes below `embedded/`.
    pub fn write(mut self, out: &Path) -> Result<(), String> {
        let folder = out.join("embedded");
        make(fs::create_dir_all(&folder), &folder)?;
        for Embedded { file, bytes, .. } in self.assets.values() {
            let path = folder.join(file);
            make(fs::write(&path, bytes), &path)?;
        }
        self.faces.sort();
        self.faces.dedup();
        for (name, text) in [
            ("assets.rs", self.assets_source()),
            ("fonts.rs", self.fonts_source()),
            ("themes.rs", self.themes_source()),
        ] {
            make(fs::write(out.join(name), text), &out.join(name))?;
        }
        Ok(())
    }

    fn assets_source(&self) -> String {
        let mut text = format!("pub(crate) static ASSETS: [Asset; {}] = [\n", self.assets.len());
        for (name, Embedded { file, blake3, .. }) in &self.assets {
            let path = format!("/embedded/{file}");
            let bytes = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), {path:?}))");
            let _ = writeln!(
                text,
                "Asset {{ name: {name:?}, file: {file:?}, blake3: {blake3:?}, bytes: {bytes} }},"
            );
        }
        text += "];\nstatic TEMPLATES: &[(&str, &str)] = &[\n";
        for (name, template) in &self.templates {
            let _ = writeln!(text, "({name:?}, {template:?}),");
        }
        text + "];\n"
    }

    fn fonts_source(&self) -> String {
        let mut text = String::from("static FACES: &[Face] = &[\n");
        for ((family, weight, italic), (metrics, _)) in &self.metrics {
            let metrics = metrics.source();
            let _ = writeln!(
                text,
                "Face {{ family: {family:?}, weight: {weight}, italic: {italic}, {metrics} }},"
            );
        }
        text + "];\n"
    }

    fn themes_source(&self) -> String {
        let mut text = String::from("static THEMES: &[BuiltIn] = &[\n");
        for (name, theme) in &self.themes {
            let Theme { description, scheme, css, fonts } = theme;
            let fonts: Vec<_> = fonts.iter().map(|font| self.reference(font)).collect();
            let (css, fonts) = (self.reference(css), fonts.join(", "));
            let _ = writeln!(
                text,
                "BuiltIn {{ name: {name:?}, description: {description:?}, \
                 scheme: Scheme::{scheme:?}, css: {css}, fonts: &[{fonts}] }},"
            );
        }
        text += "];\npub(super) static FACES: &[Face] = &[\n";
        for Face { package, weight, style, range, asset } in &self.faces {
            let asset = self.reference(asset);
            let _ = writeln!(
                text,
                "Face {{ package: {package:?}, weight: {weight}, style: Style::{style}, \
                 range: {range:?}, asset: {asset} }},"
            );
        }
        text + "];\n" + &self.colouring.source()
    }

    fn reference(&self, asset: &str) -> String {
        let index = self.assets.keys().position(|name| name == asset);
        format!("&crate::assets::ASSETS[{}]", index.expect("tables name only added assets"))
    }
}

impl Colouring {
    fn source(&self) -> String {
        let Colouring { dark, light, palettes } = self;
        let mut text = format!("pub(super) static SCHEMES: [&str; 2] = [{dark:?}, {light:?}];\n");
        text += "pub(super) static PALETTES: &[(&str, &[(&str, &str)])] = &[\n";
        for (name, colours) in palettes {
            let pairs: Vec<_> = colours.iter().collect();
            let _ = writeln!(text, "({name:?}, &{pairs:?}),");
        }
        text + "];\n"
    }
}

/// `reveal.js` becomes `reveal.1a2b3c4d5e.js`; a folder in the name is left out.
fn hashed(name: &str, blake3: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, "bin"));
    format!("{stem}.{}.{ending}", &blake3[..10])
}

fn make(result: std::io::Result<()>, path: &Path) -> Result<(), String> {
    result.map_err(|error| format!("cannot write {}: {error}", path.display()))
}
