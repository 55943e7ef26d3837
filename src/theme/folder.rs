//! Themes of users: folders and CSS files that add to the theme they extend.

use super::built_in::{BuiltIn, FACES, PALETTES, SCHEMES};
use super::lookup::{Found, Lookup, outside};
use super::manifest::{Code, Colours, Font, Manifest, Scheme};
use super::{DEFAULT, File, Places, Sheet, Template, Theme, fallback, is_plain, sheet};
use crate::assets::hashed_name;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Span, Spanned, decode};
use crate::suggest;
use crate::world::Kind;
use std::path::{Path, PathBuf};

/// The largest `theme.yaml`, in bytes.
const MAX_MANIFEST: u64 = 16_000;
/// The largest style sheet, in bytes.
const MAX_CSS: u64 = 4_000_000;
/// The largest template, in bytes.
const MAX_TEMPLATE: u64 = 200_000;
/// More lists and maps than any theme has; deeply nested YAML is not even parsed.
const MAX_BRACKETS: usize = 200;
/// A theme extends at most so many others.
const MAX_LAYERS: usize = 16;

/// One theme of a user, without what it extends.
struct Layer {
    manifest: PathBuf,
    says: Manifest,
    css: Option<Sheet>,
    template: Option<Template>,
}

pub(super) fn load(
    name: &Spanned<String>,
    places: Places<'_>,
    diagnostics: &mut Diagnostics,
) -> Theme {
    let mut loader = Loader { places, lookup: Lookup::new(places), span: name.span, diagnostics };
    let (layers, base) = loader.layers(&name.value);
    let mut theme = Theme::from(base);
    if !layers.is_empty() {
        theme.name.clone_from(&name.value);
    }
    for layer in layers.into_iter().rev() {
        loader.add(layer, &mut theme);
    }
    theme.read = loader.lookup.read;
    theme
}

struct Loader<'a, 'd> {
    places: Places<'a>,
    lookup: Lookup<'a>,
    /// Where the deck names its theme.
    span: Span,
    diagnostics: &'d mut Diagnostics,
}

impl Loader<'_, '_> {
    fn warn(&mut self, message: String, hint: Option<String>) {
        let warning = Diagnostic::warning("bad-theme", self.span, message);
        self.diagnostics.push(warning.maybe_hint(hint));
    }

    /// The themes that `name` is made of, the one called so first, and what they build on.
    fn layers(&mut self, name: &str) -> (Vec<Layer>, &'static BuiltIn) {
        let (mut layers, mut name) = (Vec::new(), name.to_string());
        let mut from = self.places.deck.to_path_buf();
        while layers.len() < MAX_LAYERS {
            match self.lookup.find(&name, &from, self.span) {
                Ok(Found::BuiltIn(base)) => return (layers, base),
                Ok(Found::Sheet(path)) => {
                    let css = self.sheet(&path);
                    let says = Manifest::default();
                    layers.push(Layer { manifest: path, says, css, template: None });
                    return (layers, fallback());
                }
                Ok(Found::Folder(folder)) => {
                    let layer = self.folder(&folder);
                    name = layer.says.extends.clone().unwrap_or(DEFAULT.to_string());
                    layers.push(layer);
                    self.lookup.visited.push(folder.clone());
                    from = folder;
                }
                Err(diagnostic) => {
                    self.diagnostics.push(diagnostic);
                    return (layers, fallback());
                }
            }
        }
        self.warn(format!("themes extend one another more than {MAX_LAYERS} times"), None);
        (layers, fallback())
    }

    fn folder(&mut self, folder: &Path) -> Layer {
        let manifest = folder.join("theme.yaml");
        let says = self.text(&manifest, MAX_MANIFEST).and_then(|text| self.parse(&manifest, &text));
        let css = self.sheet(&folder.join("theme.css"));
        let path = folder.join("deck.html");
        self.lookup.read.push(path.clone());
        let template = self.text(&path, MAX_TEMPLATE).map(|text| Template { path, text });
        Layer { manifest, says: says.unwrap_or_default(), css, template }
    }

    fn sheet(&mut self, path: &Path) -> Option<Sheet> {
        self.text(path, MAX_CSS).map(|css| Sheet { path: path.to_path_buf(), css, span: None })
    }

    /// The text of a file of the theme; `None` when there is none, or it cannot be used.
    fn text(&mut self, path: &Path, limit: u64) -> Option<String> {
        self.places.world.kind(path).filter(|kind| *kind == Kind::File)?;
        let shown = self.shown(path);
        if self.lookup.inside(path).is_none() {
            self.diagnostics.push(outside(&shown, self.span));
            return None;
        }
        let bytes = self.places.world.read(path, limit).map_err(|error| error.to_string());
        match bytes.and_then(|bytes| decode(bytes).map_err(|error| error.to_string())) {
            Ok(text) => Some(text),
            Err(error) => {
                self.warn(format!("cannot read `{shown}`: {error}"), None);
                None
            }
        }
    }

    fn parse(&mut self, path: &Path, text: &str) -> Option<Manifest> {
        let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
        let parsed = if brackets > MAX_BRACKETS {
            Err("it has too many lists and maps".to_string())
        } else {
            serde_yaml::from_str(text).map_err(|error| error.to_string())
        };
        parsed.map_err(|error| self.warn(format!("`{}`: {error}", self.shown(path)), None)).ok()
    }

    /// The path as it is shown to people.
    fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(self.places.project).unwrap_or(path);
        inside.display().to_string().replace('\\', "/")
    }

    /// Puts a layer on top of a theme.
    fn add(&mut self, layer: Layer, theme: &mut Theme) {
        let mut generated = String::new();
        if let Some(scheme) = layer.says.scheme.filter(|scheme| *scheme != theme.scheme) {
            theme.scheme = scheme;
            generated += SCHEMES[usize::from(scheme == Scheme::Light)];
        }
        if let Some(code) = &layer.says.code {
            generated += &sheet::code_colours(&self.colours(code));
        }
        for font in &layer.says.fonts {
            generated += &self.font(font, theme).unwrap_or_default();
        }
        if !generated.is_empty() {
            theme.sheets.push(Sheet { path: layer.manifest, css: generated, span: None });
        }
        theme.sheets.extend(layer.css);
        theme.template = layer.template.or(theme.template.take());
    }

    fn colours(&mut self, code: &Code) -> Colours {
        let owned = |palette: &[(&str, &str)]| -> Colours {
            palette.iter().map(|(group, colour)| (group.to_string(), colour.to_string())).collect()
        };
        match code {
            Code::Palette(name) => {
                let found = PALETTES.iter().find(|(palette, _)| palette == name);
                if found.is_none() {
                    let names = PALETTES.iter().map(|(name, _)| *name);
                    let known = names.clone().collect::<Vec<_>>().join(", ");
                    let hint = suggest::did_you_mean(name, names);
                    let hint = hint.unwrap_or(format!("there are {known}"));
                    self.warn(format!("there is no palette `{name}` for code"), Some(hint));
                }
                found.map(|(_, palette)| owned(palette)).unwrap_or_default()
            }
            Code::Colours(colours) => {
                let groups = PALETTES.first().map_or(&[][..], |(_, palette)| palette);
                let mut good = colours.clone();
                good.retain(|group, colour| self.is_colour(groups, group, colour));
                good
            }
        }
    }

    fn is_colour(&mut self, groups: &[(&str, &str)], group: &str, colour: &str) -> bool {
        let names = groups.iter().map(|(name, _)| *name);
        if !names.clone().any(|name| name == group) {
            let hint = suggest::did_you_mean(group, names);
            self.warn(format!("`{group}` is no part of code that has a colour"), hint);
            return false;
        }
        let good = is_plain(colour);
        if !good {
            let hint = "write a CSS colour such as \"#ffd88a\", with the quotes".to_string();
            self.warn(format!("`{colour}` is no colour"), Some(hint));
        }
        good
    }

    /// The rule for a font in the theme's folder. One that is embedded joins the theme's own.
    fn font(&mut self, font: &Font, theme: &mut Theme) -> Option<String> {
        let Font { family, package, file, weight, style } = font;
        if !is_plain(family) || !(1..=1000).contains(weight) {
            self.warn(
                format!("the font `{family}` has a name or weight that cannot be used"),
                None,
            );
            return None;
        }
        match (package, file) {
            (None, Some(file)) if is_plain(file) => {
                Some(sheet::font_face(family, *weight, *style, file, ""))
            }
            (Some(package), None) => {
                let rules = embedded(font, package, theme);
                if rules.is_empty() {
                    let message = format!("`{package}` has no embedded font of weight {weight}");
                    self.warn(
                        message,
                        Some(
                            "put the font's file beside theme.yaml and name it as `file`"
                                .to_string(),
                        ),
                    );
                }
                let css = [theme.css.bytes.as_ref(), rules.as_bytes()].concat();
                if !rules.is_empty() {
                    theme.css =
                        File { name: hashed_name("theme.css", &css).into(), bytes: css.into() };
                }
                None
            }
            _ => {
                let hint = "name one `file` in the theme's folder".to_string();
                self.warn(format!("the font `{family}` has no file that can be used"), Some(hint));
                None
            }
        }
    }
}

/// Adds the files of an embedded font, and returns their rules.
fn embedded(font: &Font, package: &str, theme: &mut Theme) -> String {
    let mut rules = String::new();
    let wanted = FACES.iter().filter(|face| {
        face.package == package && face.weight == font.weight && face.style == font.style
    });
    for face in wanted {
        let file = File::from(face.asset);
        rules += &sheet::font_face(&font.family, font.weight, font.style, &file.name, face.range);
        if !theme.files.contains(&file) {
            theme.files.push(file);
        }
    }
    rules
}
