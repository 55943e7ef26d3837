//! What stands behind one slide.
//!
//! On the stage that is reveal.js's work. The reading page and paper show a layer inside the slide
//! instead, and need no script for it; and whether text on it is to be light or dark is decided here
//! by reveal.js's own rule, where the colour can be told.

use super::parts::Parts;
use crate::attributes::Attributes;
use crate::html::colour::{Colour, is_gradient, mean};
use crate::html::escape;

/// What a slide's attributes say about its background.
#[derive(Debug)]
pub struct Background {
    /// A colour.
    pub colour: Option<Colour>,
    /// One or more CSS gradients.
    pub gradient: Option<String>,
    /// The address of a picture.
    pub image: Option<String>,
}

/// The slide's attributes with what its background adds to them, and the layer's HTML; nothing for
/// most slides.
pub(super) fn of(own: &Attributes, parts: &mut Parts) -> (Attributes, String) {
    let mut own = own.clone();
    let is_background =
        |key: &str| key.strip_prefix("data-").unwrap_or(key).starts_with("background");
    if !own.pairs.iter().any(|(key, _)| is_background(key)) {
        return (own, String::new());
    }
    let background = read(&own);
    let told = own.get("background-color").is_some();
    // reveal.js cannot tell how bright a gradient is, and asks for a colour.
    if let Some(mean) = background.gradient.as_deref().and_then(mean)
        && !told
    {
        own.pairs.push(("background-color".to_string(), mean.hex()));
    }
    let colour = own.get("background-color").and_then(Colour::read).or(background.colour);
    if let Some(colour) = colour {
        own.add_class(if colour.is_dark() {
            "has-dark-background"
        } else {
            "has-light-background"
        });
    }
    let html = layer(&background, &own, parts);
    if colour.is_some() || !html.is_empty() {
        parts.insert("backdrop");
    }
    (own, html)
}

/// The colour that a gradient is on the whole.
pub fn mean_of(background: &Background) -> Option<Colour> {
    background.gradient.as_deref().and_then(mean)
}

/// Reads them.
pub fn read(own: &Attributes) -> Background {
    let gradient = own.get("background-gradient").filter(|text| is_gradient(text));
    let mut found = Background {
        colour: own.get("background-color").and_then(Colour::read),
        gradient: gradient.map(str::to_string),
        image: own.get("background-image").map(str::to_string),
    };
    let Some(any) = own.get("background") else { return found };
    if is_gradient(any) {
        found.gradient.get_or_insert(any.to_string());
    } else if let Some(colour) = Colour::read(any) {
        found.colour.get_or_insert(colour);
    } else if any.contains(['.', ':']) && !any.contains('(') {
        found.image.get_or_insert(any.to_string());
    }
    found
}

/// `<div class="backdrop">` with the colour, and in it the picture or gradient, which may be faint.
fn layer(background: &Background, own: &Attributes, parts: &mut Parts) -> String {
    let Background { colour, gradient, image } = background;
    let mut html = String::from("<div class=\"backdrop\"");
    if let Some(colour) = colour {
        html += &format!(" style=\"background-color: {}\"", colour.hex());
    }
    html.push('>');
    match (image, gradient) {
        (Some(image), _) => html += &picture(image, own, parts),
        (None, Some(gradient)) => {
            html += &format!("<div style=\"background-image: {gradient}{}\"></div>", faint(own));
        }
        (None, None) if colour.is_none() => return String::new(),
        (None, None) => {}
    }
    html + "</div>\n"
}

fn picture(image: &str, own: &Attributes, parts: &mut Parts) -> String {
    let mut style = String::new();
    let mut class = "";
    if image.starts_with("data:") {
        // The page is one file, and has the picture on the slide already.
        class = " class=\"late\"";
        parts.insert("backdrop-late");
    } else {
        let address = |part: &str| {
            let safe = part.replace('"', "%22").replace('\\', "%5C").replace('\n', "");
            format!("url(\"{safe}\")")
        };
        let addresses: Vec<String> = image.split(',').map(address).collect();
        style += &format!("background-image: {}", addresses.join(","));
    }
    for key in ["background-size", "background-position", "background-repeat"] {
        if let Some(value) = own.get(key).filter(|value| is_plain(value)) {
            style += &format!("; {key}: {value}");
        }
    }
    style += &faint(own);
    let mut html = format!("<div{class}");
    escape::pair(&mut html, "style", style.trim_start_matches("; "));
    html + "></div>"
}

fn faint(own: &Attributes) -> String {
    let opacity = own.get("background-opacity").and_then(|text| text.trim().parse::<f32>().ok());
    let opacity = opacity.filter(|opacity| (0.0..1.0).contains(opacity));
    opacity.map_or(String::new(), |opacity| format!("; opacity: {opacity}"))
}

/// Whether a value can stand in a style without ending it or loading anything.
fn is_plain(value: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || " %.,-".contains(c);
    value.len() <= 100 && value.chars().all(good)
}
