//! What the page's script is told: reveal.js's configuration and ours.

use crate::header::{Direction, Header, Navigation, Overflow, SlideNumber};
use serde_json::{Map, Value, json};

/// The settings of a deck's page. `plugins` are addresses by name.
///
/// Keys of `reveal` are those of reveal.js's configuration; the header's own `reveal:` map wins.
pub fn page(header: &Header, plugins: Map<String, Value>) -> Value {
    let mut reveal = json!({
        "width": header.size.width,
        "height": header.size.height,
        "controls": header.controls,
        "progress": header.progress,
        "slideNumber": slide_number(header.slide_number),
        "transition": header.transition,
        "center": header.center,
        "rtl": header.dir == Direction::Rtl,
        "navigationMode": match header.navigation {
            Navigation::Linear => "linear",
            Navigation::Vertical => "default",
            Navigation::Grid => "grid",
        },
    });
    if let (Value::Object(reveal), Value::Object(known)) = (&mut reveal, defaults()) {
        reveal.retain(|key, value| known.get(key) != Some(value));
        reveal.extend(header.reveal.clone());
    }
    let overflow = match header.overflow {
        Overflow::Shrink => "shrink",
        Overflow::Split => "split",
        Overflow::Scroll => "scroll",
        Overflow::Clip => "clip",
    };
    let mut page = json!({ "plugins": plugins });
    if reveal.as_object().is_some_and(|reveal| !reveal.is_empty()) {
        page["reveal"] = reveal;
    }
    if header.overflow != Overflow::default() {
        page["overflow"] = overflow.into();
    }
    page
}

/// What the page's script takes where nothing is said (`DEFAULTS` in `src/page/start.js`). Most pages of a
/// site say no more than this, so they need not repeat it.
fn defaults() -> Value {
    json!({
        "width": 1280,
        "height": 720,
        "controls": true,
        "progress": true,
        "slideNumber": false,
        "transition": "slide",
        "center": true,
        "rtl": false,
        "navigationMode": "linear",
    })
}

fn slide_number(number: SlideNumber) -> Value {
    match number {
        SlideNumber::Off => Value::Bool(false),
        SlideNumber::Current => "c".into(),
        SlideNumber::CurrentOfTotal => "c/t".into(),
        SlideNumber::Nested => "h.v".into(),
        SlideNumber::NestedSlash => "h/v".into(),
    }
}
