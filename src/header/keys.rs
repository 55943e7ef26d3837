//! The table of header keys. A new key is a line here and a field of [`Header`].

use super::value::{Value, WrongType};
use super::{Direction, Header, Navigation, Overflow, Size, SlideNumber};
use crate::source::Spanned;

/// A key of the header, or of another file that is read like one.
#[derive(Debug)]
pub struct Key<T: 'static = Header> {
    /// How it is written; authors may write `_` for `-`, and any case.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it does, in one line.
    pub meaning: &'static str,
    set: Setter<T>,
}

/// What a key takes, in words and as data.
#[derive(Debug, Clone, Copy)]
pub struct Takes {
    /// To follow the word "takes".
    pub words: &'static str,
    /// The same for programs.
    pub shape: Shape,
}

/// The values that a key takes. Any key may also be left empty.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Text; numbers and truth values count as text.
    Text,
    /// Text that matches this regular expression, in the words that JSON Schema knows.
    Pattern(&'static str),
    /// A whole number, or text that matches this regular expression.
    NumberOr(&'static str),
    /// One text or a list of them.
    Texts,
    /// One name or a list of them; a name may stand in a map under `name`.
    Names,
    /// `true` or `false`, also as YAML 1.1's words.
    Switch,
    /// One of these words, in any case; the first ones of a meaning are the ones to write.
    Choice(fn() -> Vec<&'static str>),
    /// A map.
    Map,
    /// A list of texts, and of maps from a text to such a list.
    Order,
}

type Setter<T> = fn(&mut T, Spanned<Value>) -> Result<(), WrongType>;

impl<T> Key<T> {
    /// Puts a value into the header. Nothing is set when the value is of a wrong type.
    pub(super) fn set(&self, header: &mut T, value: Spanned<Value>) -> Result<(), WrongType> {
        (self.set)(header, value)
    }
}

/// All keys, in the order the documentation shows them.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    KEYS.iter()
}

/// The key that an author's spelling names.
pub(super) fn find(written: &str) -> Option<&'static Key> {
    find_in(KEYS, written)
}

/// The same in another table.
pub(super) fn find_in<T>(keys: &'static [Key<T>], written: &str) -> Option<&'static Key<T>> {
    let name = spelling(written);
    keys.iter().find(|key| key.name == name)
}

/// The one spelling of all that name the same key: small letters, and `-` for `_`.
pub fn spelling(written: &str) -> String {
    written.to_ascii_lowercase().replace('_', "-")
}

pub(super) const fn key<T>(
    name: &'static str,
    takes: Takes,
    meaning: &'static str,
    set: Setter<T>,
) -> Key<T> {
    Key { name, takes, meaning, set }
}

pub(super) const TEXT: Takes = takes("text", Shape::Text);
const TEXTS: Takes = takes("text or a list of texts", Shape::Texts);
const SWITCH: Takes = takes("`true` or `false`", Shape::Switch);

pub(super) const fn takes(words: &'static str, shape: Shape) -> Takes {
    Takes { words, shape }
}

const fn choice(words: &'static str, choices: fn() -> Vec<&'static str>) -> Takes {
    takes(words, Shape::Choice(choices))
}

fn words<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(word, _)| *word).collect()
}

#[rustfmt::skip]
static KEYS: &[Key] = &[
    key("title", TEXT, "title of the deck; with one, the deck has a title slide",
        |header, value| value.text().map(|text| header.title = text)),
    key("subtitle", TEXT, "stands below the title",
        |header, value| value.text().map(|text| header.subtitle = text)),
    key("author", takes("a name or a list of names", Shape::Names), "who made the deck",
        |header, value| value.names().map(|names| header.authors = names)),
    key("date", TEXT, "when it is shown, as it should be read",
        |header, value| value.text().map(|text| header.date = text)),
    key("institute", takes(TEXTS.words, Shape::Names), "where the authors work",
        |header, value| value.joined().map(|text| header.institute = text)),
    key("description", TEXT, "one sentence for search engines and social cards",
        |header, value| value.text().map(|text| header.description = text)),
    key("image", takes("a picture's path", Shape::Text),
        "stands beside links to the deck in social networks",
        |header, value| value.text().map(|text| header.image = text)),
    key("tags", takes("words with commas between them, or a list of them", Shape::Texts),
        "what it is about; stands in the list of a folder's decks",
        |header, value| value.words().map(|tags| header.tags = tags)),
    key("draft", SWITCH, "it is left out when its folder is built (`false`)",
        |header, value| value.truth().map(|on| header.draft = on)),
    key("theme", takes("a theme's name, a folder or a CSS file", Shape::Text),
        "how the deck looks (`league`)",
        |header, value| value.text().map(|text| header.theme = text)),
    key("theme-vars", takes("a map, in a header between `---` lines", Shape::Map),
        "changes to the theme's colours and fonts",
        |header, value| value.pairs().map(|pairs| header.theme_vars = pairs)),
    key("lang", takes("a language tag such as `en` or `pt-BR`", LANGUAGE),
        "language of the deck (`en`)",
        |header, value| value.parse(language).map(|lang| header.lang = lang)),
    key("dir", choice("`ltr` or `rtl`", || words(DIRECTIONS)), "writing direction (`ltr`)",
        |header, value| value.choice(DIRECTIONS).map(|dir| header.dir = dir)),
    key("size", takes("`16:9`, `4:3` or a width and height such as `1280x720`, each 200 to 8000", SIZE),
        "size of the stage (`16:9`)",
        |header, value| value.parse(size).map(|size| header.size = size)),
    key("navigation", choice("`linear`, `vertical` or `grid`", || words(NAVIGATIONS)),
        "what `#` sections become (`linear`)",
        |header, value| value.choice(NAVIGATIONS).map(|navigation| header.navigation = navigation)),
    key("incremental", SWITCH, "lists appear item by item (`false`)",
        |header, value| value.truth().map(|on| header.incremental = on)),
    key("slide-number", choice("`true`, `false`, `c`, `c/t`, `h.v` or `h/v`", || words(NUMBERS)),
        "slide numbers (`false`)",
        |header, value| value.choice(NUMBERS).map(|number| header.slide_number = number)),
    key("progress", SWITCH, "progress bar (`true`)",
        |header, value| value.truth().map(|on| header.progress = on)),
    key("controls", SWITCH, "arrows in the corner (`true`)",
        |header, value| value.truth().map(|on| header.controls = on)),
    key("transition",
        choice("`none`, `fade`, `slide`, `convex`, `concave` or `zoom`", || words(TRANSITIONS)),
        "how slides change (`slide`)",
        |header, value| value.choice(TRANSITIONS).map(|name| header.transition = name.to_string())),
    key("center", SWITCH, "slides are centred vertically (`true`)",
        |header, value| value.truth().map(|on| header.center = on)),
    key("footer", TEXT, "stands at the foot of every slide",
        |header, value| value.text().map(|text| header.footer = text)),
    key("logo", takes("a picture's path", Shape::Text), "stands in the corner of every slide",
        |header, value| value.text().map(|text| header.logo = text)),
    key("title-slide", SWITCH, "whether the title has a slide (`true`)",
        |header, value| value.truth().map(|on| header.title_slide = on)),
    key("overflow", choice("`shrink`, `split`, `scroll` or `clip`", || words(OVERFLOWS)),
        "what happens to slides that do not fit (`shrink`)",
        |header, value| value.choice(OVERFLOWS).map(|overflow| header.overflow = overflow)),
    key("css", TEXTS, "extra style sheets, relative to the deck",
        |header, value| value.texts().map(|files| header.css = files)),
    key("js", TEXTS, "extra scripts, relative to the deck",
        |header, value| value.texts().map(|files| header.js = files)),
    key("bibliography", TEXTS, "files of the works that the deck cites, BibTeX or hayagriva's YAML",
        |header, value| value.texts().map(|files| header.bibliography = files)),
    key("csl", takes("the name of a citation style, or a CSL file", Shape::Text),
        "how citations look (`chicago-author-date`)",
        |header, value| value.text().map(|text| header.csl = text)),
    key("nocite", takes("`all`, a key or a list of keys", Shape::Texts),
        "works that are listed although nothing cites them",
        |header, value| value.texts().map(|keys| header.nocite = keys)),
    key("reveal", takes("a map, in a header between `---` lines", Shape::Map),
        "goes to `Reveal.initialize` as it is",
        |header, value| value.map().map(|map| header.reveal = map)),
    key("vars", takes("a map, in a header between `---` lines", Shape::Map),
        "values for `{{< var name >}}`",
        |_, value| value.map().map(|_| ())),
    key("math-macros", takes("a map such as `\\\\R: \\\\mathbb{R}`, in a header between `---` lines", Shape::Map),
        "macros for formulas",
        |header, value| value.pairs().map(|pairs| header.math_macros = pairs)),
    key("allow", takes("a code such as `missing-alt-text`, or a list of codes", Shape::Texts),
        "findings that are accepted in the whole deck",
        |header, value| value.texts().map(|codes| header.allow = codes)),
    key("duration", takes("minutes such as `45`, or a time such as `1h30`", MINUTES),
        "how long the talk may take; `deckgen check` adds up the slides",
        |header, value| value.parse(minutes).map(|minutes| header.duration = Some(minutes))),
    key("dialect", takes("the name of a dialect", Shape::Text),
        "how to read the body when the text does not tell",
        |header, value| value.text().map(|text| header.dialect = text)),
];

const DIRECTIONS: &[(&str, Direction)] = &[("ltr", Direction::Ltr), ("rtl", Direction::Rtl)];

const NAVIGATIONS: &[(&str, Navigation)] = &[
    ("linear", Navigation::Linear),
    ("vertical", Navigation::Vertical),
    ("grid", Navigation::Grid),
];

const OVERFLOWS: &[(&str, Overflow)] = &[
    ("shrink", Overflow::Shrink),
    ("split", Overflow::Split),
    ("scroll", Overflow::Scroll),
    ("clip", Overflow::Clip),
];

/// The names are reveal.js's own, from its `slideNumber` option.
const NUMBERS: &[(&str, SlideNumber)] = &[
    ("c", SlideNumber::Current),
    ("c/t", SlideNumber::CurrentOfTotal),
    ("h.v", SlideNumber::Nested),
    ("h/v", SlideNumber::NestedSlash),
    ("true", SlideNumber::Current),
    ("yes", SlideNumber::Current),
    ("on", SlideNumber::Current),
    ("false", SlideNumber::Off),
    ("no", SlideNumber::Off),
    ("off", SlideNumber::Off),
];

/// reveal.js's transitions.
const TRANSITIONS: &[(&str, &str)] = &[
    ("none", "none"),
    ("fade", "fade"),
    ("slide", "slide"),
    ("convex", "convex"),
    ("concave", "concave"),
    ("zoom", "zoom"),
];

/// What [`language`] takes.
pub(super) const LANGUAGE: Shape = Shape::Pattern("^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$");

/// A tag as RFC 5646 allows, by its letters only: parts of 1 to 8 letters or digits, the first of
/// letters.
pub(super) fn language(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let all = |part: &str, good: fn(&u8) -> bool| {
        (1..=8).contains(&part.len()) && part.as_bytes().iter().all(good)
    };
    let good = parts.next().is_some_and(|part| all(part, u8::is_ascii_alphabetic))
        && parts.all(|part| all(part, u8::is_ascii_alphanumeric))
        && text.len() <= 64;
    good.then(|| text.to_string())
}

/// What [`minutes`] takes.
const MINUTES: Shape =
    Shape::NumberOr("^[0-9]+ *((:|[hH]([oO]urs?)?) *[0-9]*)? *([mM]in(s|utes?)?|[mM])?$");

/// Minutes, or hours and minutes: `45`, `45 min`, `1h`, `1h30`, `1:30 h`. A day is the most.
fn minutes(text: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let text = text.split_whitespace().collect::<String>();
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number <= 24 * 60);
    let strip = |words: &[&str]| words.iter().find_map(|word| text.strip_suffix(word));
    if let Some(number) = number(strip(&["minutes", "minute", "mins", "min", "m"]).unwrap_or(&text))
    {
        return Some(number);
    }
    let rest = strip(&["minutes", "mins", "min", "m"]).unwrap_or(&text);
    let (hours, rest) = rest.split_once('h').or_else(|| rest.split_once(':'))?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let total = number(hours)? * 60 + if rest.is_empty() { 0 } else { number(rest)? };
    (total <= 24 * 60).then_some(total)
}

/// What [`size`] takes: sides of 200 to 8000.
const SIZE: Shape = Shape::Pattern(
    "^(16:9|4:3|0*([2-9][0-9]{2}|[1-7][0-9]{3}|8000) *[xX] *0*([2-9][0-9]{2}|[1-7][0-9]{3}|8000))$",
);

fn size(text: &str) -> Option<Size> {
    let side = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let side = text.parse().ok().filter(|_| digits)?;
        (200..=8000).contains(&side).then_some(side)
    };
    match text {
        "16:9" => Some(Size { width: 1280, height: 720 }),
        "4:3" => Some(Size { width: 960, height: 720 }),
        _ => {
            let (width, height) = text.split_once(['x', 'X'])?;
            Some(Size { width: side(width.trim_end())?, height: side(height.trim_start())? })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn times_are_minutes() {
        for (text, expected) in [
            ("45", Some(45)),
            ("45 min", Some(45)),
            ("35min", Some(35)),
            ("20 Minutes", Some(20)),
            ("1h", Some(60)),
            ("1h30", Some(90)),
            ("1 h 30 min", Some(90)),
            ("2 hours", Some(120)),
            ("1:30", Some(90)),
            ("", None),
            ("half an hour", None),
            ("-5", None),
            ("99999999999", None),
            ("24h01", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
