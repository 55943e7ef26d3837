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
    if let Value::Object(reveal) = &mut reveal {
        reveal.extend(header.reveal.clone());
    }
    let overflow = match header.overflow {
        Overflow::Shrink => "shrink",
        Overflow::Split => "split",
        Overflow::Scroll => "scroll",
        Overflow::Clip => "clip",
    };
    json!({ "reveal": reveal, "overflow": overflow, "plugins": plugins })
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
