//! Text into HTML, each context with its own function.

use std::fmt::Write;

/// Appends text for element content.
pub fn text(out: &mut String, text: &str) {
    replace(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Appends text for a double-quoted attribute value.
pub fn attribute(out: &mut String, text: &str) {
    replace(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// Appends ` name="value"`.
pub fn pair(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, " {name}=\"");
    attribute(out, value);
    out.push('"');
}

/// A value as JSON that may stand inside a `<script type="application/json">` element: what could end
/// the element or start a comment in it is written as `\u…`.
pub fn json(value: &serde_json::Value) -> String {
    let mut out = String::new();
    let mut value = value.clone();
    // Whether maps keep their order depends on the features that other crates ask for.
    value.sort_all_objects();
    let text = value.to_string();
    replace(&mut out, &text, |byte| match byte {
        b'<' => Some("\\u003c"),
        b'>' => Some("\\u003e"),
        b'&' => Some("\\u0026"),
        _ => None,
    });
    out.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn replace(out: &mut String, text: &str, with: impl Fn(u8) -> Option<&'static str>) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(with) = with(byte) {
            out.push_str(&text[done..at]);
            out.push_str(with);
            done = at + 1;
        }
    }
    out.push_str(&text[done..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_its_context() {
        let mut out = String::new();
        pair(&mut out, "a", "\"><script>&");
        assert_eq!(out, " a=\"&quot;&gt;&lt;script&gt;&amp;\"");
        let value = serde_json::json!({ "a": "</script><!--\u{2028}" });
        let text = json(&value);
        assert!(!text.contains('<') && !text.contains('\u{2028}'));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
