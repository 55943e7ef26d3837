//! What a browser saw of a slide.

use crate::browser::Viewport;
use serde::{Deserialize, Serialize};

/// A shape of screen that decks are measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Screen {
    /// 1280x720, the stage's own shape.
    #[serde(rename = "1280x720")]
    Wide,
    /// 1024x768, as older projectors have it.
    #[serde(rename = "1024x768")]
    Classic,
    /// 390x844, a phone held upright: the reading page.
    #[serde(rename = "390x844")]
    Phone,
}

impl Screen {
    /// Its size.
    pub fn viewport(self) -> Viewport {
        let (width, height) = match self {
            Screen::Wide => (1280, 720),
            Screen::Classic => (1024, 768),
            Screen::Phone => (390, 844),
        };
        Viewport { width, height, phone: self == Screen::Phone }
    }
}

/// What a browser saw of a slide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The id of its section: a slash and the slide's id; parts of a slide that was split have `~2` and so
    /// on behind it.
    pub id: String,
    /// What it was set to, as a share of its full size.
    #[serde(default = "full")]
    pub scale: f64,
    /// How it ended.
    #[serde(default)]
    pub end: End,
    /// It is too tall.
    #[serde(default)]
    pub tall: Option<Over>,
    /// It is too wide.
    #[serde(default)]
    pub wide: Option<Over>,
}

fn full() -> f64 {
    1.0
}

/// How a slide ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// All of it is on the stage.
    #[default]
    Fits,
    /// It does not fit and scrolls.
    Scroll,
    /// It does not fit and is cut, as its author says.
    Clip,
}

/// By how much something does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Over {
    /// Pixels of the stage; of the screen in the reading page.
    pub pixels: f64,
    /// The number of the first block that reaches over.
    pub block: Option<usize>,
}
