//! Citation styles: one of those that are embedded, by its name, or an author's CSL file.

use super::files::Files;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};
use crate::suggest;
use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{
    CitationFormat, CslMacro, IndependentStyle, LayoutRenderingElement as Element, Locale,
    NamesChild, SortKey, Style as Csl, StyleCategory, StyleClass, TextTarget,
};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The style of decks that name none, as in pandoc and Quarto.
const DEFAULT: &str = "chicago-author-date";
/// The code of what is wrong with a style.
const BAD: &str = "bad-csl";
/// Elements of a style file may stand so deep in one another.
const DEEPEST: usize = 60;
/// A style's macros may grow to so many elements once they are put in one another.
const MAX_ELEMENTS: usize = 20_000;

/// The terms of all languages; reading them takes longer than the rest of a deck.
static LOCALES: OnceLock<Vec<Locale>> = OnceLock::new();

/// A style and the terms of all languages.
pub(super) struct Style {
    pub(super) csl: IndependentStyle,
    pub(super) locales: &'static [Locale],
}

impl Style {
    /// Whether citations are numbers or labels, which name no author.
    pub(super) fn names_nobody(&self) -> bool {
        self.csl.info.category.iter().any(|category| {
            let StyleCategory::CitationFormat { format } = category else { return false };
            matches!(format, CitationFormat::Numeric | CitationFormat::Label)
        })
    }

    /// Whether citations are meant to stand in footnotes.
    pub(super) fn is_note(&self) -> bool {
        self.csl.settings.class == StyleClass::Note
    }
}

/// The style that the header names, or the default.
pub(super) fn read(named: Option<&Spanned<String>>, files: &mut Files<'_, '_>) -> Option<Style> {
    let csl = match named {
        Some(path) if path.value.ends_with(".csl") => file(path, files)?,
        Some(name) => match embedded(&name.value) {
            Some(style) => style,
            None => {
                files.push(unknown(name));
                return None;
            }
        },
        None => embedded(DEFAULT)?,
    };
    Some(Style { csl, locales: LOCALES.get_or_init(locales) })
}

fn embedded(name: &str) -> Option<IndependentStyle> {
    let name = name.to_ascii_lowercase();
    // Short names that people use.
    let name = match name.as_str() {
        "mla" => "modern-language-association",
        "chicago" => DEFAULT,
        "harvard" => "harvard-cite-them-right",
        "acm" => "association-for-computing-machinery",
        other => other,
    };
    match ArchivedStyle::by_name(name)?.get() {
        Csl::Independent(style) => Some(style),
        Csl::Dependent(_) => None,
    }
}

fn unknown(name: &Spanned<String>) -> Diagnostic {
    let names = ArchivedStyle::all().iter().flat_map(|style| style.names().iter().copied());
    let hint = suggest::did_you_mean(&name.value, names.chain(["mla", "acm", "harvard"]));
    let message = format!("there is no citation style `{}`", super::shortened(&name.value));
    Diagnostic::error("bad-csl", name.span, message)
        .hint("use apa, ieee, mla, chicago-author-date, or a CSL file that ends in `.csl`")
        .maybe_hint(hint)
}

/// An author's style.
fn file(path: &Spanned<String>, files: &mut Files<'_, '_>) -> Option<IndependentStyle> {
    let (file, text) = files.text(BAD, path)?;
    let start = Span::new(file, 0..0);
    if is_too_deep(&text) {
        let message = format!("more than {DEEPEST} elements stand inside one another");
        files.error(BAD, start, message);
        return None;
    }
    match Csl::from_xml(&text) {
        Ok(Csl::Independent(style)) if is_small(&style) => return Some(style),
        Ok(Csl::Independent(_)) => {
            let message = "the macros of this style lead to themselves, or grow too large";
            files.error(BAD, start, message.to_string());
        }
        Ok(Csl::Dependent(style)) => {
            let message = "this style only names another one";
            let parent = style.parent_link.href.rsplit('/').next().unwrap_or_default();
            let hint = format!("use that: `{}`", super::shortened(parent));
            files.push(Diagnostic::error("bad-csl", start, message).hint(hint));
        }
        Err(error) => {
            let message = format!("this is no CSL style: {}", error.source);
            files.error(BAD, start, message);
        }
    }
    None
}

/// Whether elements of XML stand too deep in one another. Comments and CDATA hold none.
fn is_too_deep(xml: &str) -> bool {
    let mut depth = 0usize;
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->"),
            _ if rest.starts_with("<![CDATA[") => rest.find("]]>"),
            _ => rest.find('>'),
        };
        let Some(end) = end else { return false };
        if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !rest[1..].starts_with(['!', '?']) {
            depth += usize::from(!rest[..end].ends_with('/'));
        }
        if depth > DEEPEST {
            return true;
        }
        rest = &rest[end + 1..];
    }
    false
}

/// Whether a style stays small when its macros are put in one another.
fn is_small(style: &IndependentStyle) -> bool {
    let mut sizes = Sizes { macros: &style.macros, known: HashMap::new() };
    let mut layouts = vec![&style.citation.layout.elements];
    layouts.extend(style.bibliography.as_ref().map(|list| &list.layout.elements));
    let sorts =
        [style.citation.sort.as_ref(), style.bibliography.as_ref().and_then(|l| l.sort.as_ref())];
    let keys = sorts.into_iter().flatten().flat_map(|sort| &sort.keys);
    let mut sum = Some(0usize);
    for key in keys {
        if let SortKey::MacroName { name, .. } = key {
            sum = sum.and_then(|sum| sum.checked_add(sizes.of_macro(name)?));
        }
    }
    for elements in layouts {
        sum = sum.and_then(|sum| sum.checked_add(sizes.of(elements)?));
    }
    sum.is_some_and(|sum| sum <= MAX_ELEMENTS)
}

/// Elements in macros; `None` for one that leads to itself or is too large.
struct Sizes<'s> {
    macros: &'s [CslMacro],
    /// `None` while one is counted.
    known: HashMap<&'s str, Option<usize>>,
}

impl<'s> Sizes<'s> {
    fn of_macro(&mut self, name: &str) -> Option<usize> {
        let Some(found) = self.macros.iter().find(|found| found.name == name) else {
            return Some(0);
        };
        if let Some(size) = self.known.get(found.name.as_str()) {
            return *size;
        }
        // Longer chains would be too deep for the stack.
        if self.known.values().filter(|size| size.is_none()).count() > DEEPEST {
            return None;
        }
        self.known.insert(&found.name, None);
        let size = self.of(&found.children)?;
        self.known.insert(&found.name, Some(size));
        Some(size)
    }

    fn of(&mut self, elements: &'s [Element]) -> Option<usize> {
        let mut sum = elements.len();
        for element in elements {
            sum = sum.checked_add(self.of_element(element)?)?;
        }
        Some(sum).filter(|sum| *sum <= MAX_ELEMENTS)
    }

    fn of_element(&mut self, element: &'s Element) -> Option<usize> {
        match element {
            Element::Text(text) => match &text.target {
                TextTarget::Macro { name } => self.of_macro(name),
                _ => Some(0),
            },
            Element::Group(group) => self.of(&group.children),
            Element::Choose(choose) => {
                let otherwise = choose.otherwise.iter().map(|branch| &branch.children);
                let branches = choose.branches().map(|branch| &branch.children).chain(otherwise);
                let mut sum = 0usize;
                for branch in branches {
                    sum = sum.checked_add(self.of(branch)?)?;
                }
                Some(sum)
            }
            Element::Names(names) => {
                let mut sum = 0usize;
                for child in &names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        sum = sum.checked_add(self.of(&substitute.children)?)?;
                    }
                }
                Some(sum)
            }
            Element::Date(_) | Element::Number(_) | Element::Label(_) => Some(0),
        }
    }
}
