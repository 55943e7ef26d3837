//! What each element looks like: the values of its properties
//! (<https://www.w3.org/TR/css-cascade-4/>).

use super::cascade;
use super::dom::{Dom, Id};
use super::face::Typeface;
use super::sheet::{Declaration, Rules};
use super::value::Length;
use std::collections::HashMap;
use std::rc::Rc;

/// How an element is set beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Display {
    #[default]
    Inline,
    Block,
    FlowRoot,
    InlineBlock,
    Table,
    RowGroup,
    Row,
    Cell,
    Caption,
    Flex,
    Grid,
    Contents,
    None,
}

/// A width or height.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Size {
    #[default]
    Auto,
    Length(Length),
    MinContent,
    MaxContent,
    FitContent,
}

/// How high a line is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum LineHeight {
    Normal,
    Times(f32),
    Pixels(f32),
}

/// What becomes of white space, and whether lines are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct White {
    pub(super) keeps_spaces: bool,
    pub(super) keeps_lines: bool,
    pub(super) wraps: bool,
}

/// Where a word may be broken that is wider than its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Breaks {
    Never,
    /// Only if nothing else helps.
    Word,
    /// The same, and the box may get that narrow.
    Anywhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Case {
    #[default]
    AsIs,
    Upper,
    Lower,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Float {
    #[default]
    None,
    Left,
    Right,
}

/// Four sides: top, right, bottom, left.
pub(super) type Sides<T> = [T; 4];
pub(super) const TOP: usize = 0;
pub(super) const RIGHT: usize = 1;
pub(super) const BOTTOM: usize = 2;
pub(super) const LEFT: usize = 3;

/// Custom properties by their names.
pub(super) type Custom = HashMap<Box<str>, Rc<str>>;

/// The values of one element's properties.
#[derive(Debug, Clone)]
pub(super) struct Style {
    // What children inherit.
    pub(super) custom: Rc<Custom>,
    pub(super) font_size: f32,
    pub(super) typeface: Typeface,
    pub(super) family: Rc<str>,
    pub(super) weight: u16,
    pub(super) italic: bool,
    pub(super) line_height: LineHeight,
    pub(super) letter_spacing: f32,
    pub(super) case: Case,
    pub(super) white: White,
    pub(super) breaks: Breaks,
    pub(super) tab_size: f32,
    pub(super) indent: f32,
    pub(super) collapse: bool,
    pub(super) spacing: f32,
    // What they do not.
    pub(super) display: Display,
    /// `None` is `auto`.
    pub(super) margin: Sides<Option<Length>>,
    pub(super) padding: Sides<Length>,
    pub(super) border: Sides<f32>,
    pub(super) width: Size,
    pub(super) height: Size,
    pub(super) min_width: Size,
    pub(super) max_width: Size,
    pub(super) min_height: Size,
    pub(super) max_height: Size,
    pub(super) border_box: bool,
    pub(super) out_of_flow: bool,
    pub(super) inset: Sides<Option<Length>>,
    pub(super) float: Float,
    pub(super) clear: bool,
    pub(super) zoom: f32,
    pub(super) scrolls: bool,
    pub(super) raised: bool,
    pub(super) vertical_middle: bool,
    pub(super) grow: f32,
    pub(super) shrink: f32,
    pub(super) basis: Size,
    pub(super) column: bool,
    pub(super) wraps: bool,
    pub(super) gap: Sides<Length>,
    pub(super) columns: Rc<str>,
    pub(super) area: Rc<str>,
    pub(super) column_count: usize,
    pub(super) shape: Option<f32>,
}

impl Style {
    /// What stands above the root.
    pub(super) fn initial() -> Style {
        let auto = || Size::Auto;
        let zero = || [Length::ZERO, Length::ZERO, Length::ZERO, Length::ZERO];
        Style {
            custom: Rc::default(),
            font_size: 16.0,
            typeface: Typeface::of("serif", 400, false),
            family: "serif".into(),
            weight: 400,
            italic: false,
            line_height: LineHeight::Normal,
            letter_spacing: 0.0,
            case: Case::AsIs,
            white: White { keeps_spaces: false, keeps_lines: false, wraps: true },
            breaks: Breaks::Never,
            tab_size: 8.0,
            indent: 0.0,
            collapse: false,
            spacing: 0.0,
            display: Display::Inline,
            margin: zero().map(Some),
            padding: zero(),
            border: [0.0; 4],
            width: auto(),
            height: auto(),
            min_width: auto(),
            max_width: auto(),
            min_height: auto(),
            max_height: auto(),
            border_box: false,
            out_of_flow: false,
            inset: [const { None }; 4],
            float: Float::None,
            clear: false,
            zoom: 1.0,
            scrolls: false,
            raised: false,
            vertical_middle: false,
            grow: 0.0,
            shrink: 1.0,
            basis: auto(),
            column: false,
            wraps: false,
            gap: zero(),
            columns: "".into(),
            area: "".into(),
            column_count: 0,
            shape: None,
        }
    }

    /// What a child starts from.
    pub(super) fn inherited(&self) -> Style {
        let initial = Style::initial();
        Style {
            custom: self.custom.clone(),
            font_size: self.font_size,
            typeface: self.typeface,
            family: self.family.clone(),
            weight: self.weight,
            italic: self.italic,
            line_height: self.line_height,
            letter_spacing: self.letter_spacing,
            case: self.case,
            white: self.white,
            breaks: self.breaks,
            tab_size: self.tab_size,
            indent: self.indent,
            collapse: self.collapse,
            spacing: self.spacing,
            ..initial
        }
    }

    /// How high a line of its text is.
    pub(super) fn line(&self) -> f32 {
        match self.line_height {
            LineHeight::Normal => self.typeface.line_height() * self.font_size,
            LineHeight::Times(times) => times * self.font_size,
            LineHeight::Pixels(pixels) => pixels,
        }
    }

    pub(super) fn is_inline(&self) -> bool {
        matches!(self.display, Display::Inline | Display::InlineBlock)
            && self.float == Float::None
            && !self.out_of_flow
    }
}

/// The styles of a slide's elements at one size.
pub(super) struct Styles {
    all: Vec<Option<Rc<Style>>>,
}

/// What a style comes from: where the parent's is, the rules, the attribute.
type Why = (usize, Vec<u32>, Box<str>);

/// Styles that were found before, by the parent's, the rules and the `style` attribute. Most elements of a deck
/// are like one that was there.
pub(super) struct Known {
    root: Rc<Style>,
    /// The parent's style is kept, so that no other one takes its place in memory.
    styles: HashMap<Why, (Rc<Style>, Rc<Style>)>,
}

impl Default for Known {
    fn default() -> Known {
        Known { root: Rc::new(Style::initial()), styles: HashMap::new() }
    }
}

/// More different styles are no longer remembered.
const MAX_KNOWN: usize = 20_000;

impl Styles {
    /// Finds the style of each element.
    pub(super) fn of(dom: &Dom, rules: &Rules, known: &mut Known) -> Styles {
        let mut styles = Styles { all: vec![None; dom.elements.len()] };
        for id in 0..dom.elements.len() {
            let element = &dom.elements[id];
            let parent = match element.parent {
                None => known.root.clone(),
                Some(parent) => match &styles.all[parent] {
                    Some(parent) if parent.display != Display::None => parent.clone(),
                    _ => continue,
                },
            };
            styles.all[id] = Some(known.style(dom, rules, id, &parent));
        }
        styles
    }

    /// The style of an element; `None` for one that is not shown.
    pub(super) fn get(&self, id: Id) -> Option<&Rc<Style>> {
        self.all[id].as_ref().filter(|style| style.display != Display::None)
    }
}

impl Known {
    fn style(&mut self, dom: &Dom, rules: &Rules, id: Id, parent: &Rc<Style>) -> Rc<Style> {
        let matching = cascade::matching(dom, rules, id);
        let (own, attributes) = cascade::own_declarations(&dom.elements[id]);
        let text = match (&own, attributes.is_empty()) {
            (None, true) => "".into(),
            (own, _) => format!("{attributes:?}{}", own.unwrap_or_default()).into_boxed_str(),
        };
        let key = (Rc::as_ptr(parent) as usize, matching, text);
        if let Some((_, style)) = self.styles.get(&key) {
            return style.clone();
        }
        let inline: Vec<Declaration> = own.map(super::sheet::inline).unwrap_or_default();
        let declarations = cascade::in_order(rules, &key.1, &attributes, &inline);
        let style = Rc::new(cascade::apply(parent, &declarations));
        if self.styles.len() >= MAX_KNOWN {
            self.styles.clear();
        }
        // The parent is kept, so that its address stays its own.
        self.styles.insert(key, (parent.clone(), style.clone()));
        style
    }
}
