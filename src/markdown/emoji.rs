//! Short codes of emoji, `:rocket:`, by the names that GitHub gave them.

/// The longest short code with its colons, in bytes, and some more; what is longer is not looked at.
const MAX_LENGTH: usize = 64;

/// The emoji whose short code stands at the start of `rest`, and the bytes that the code covers;
/// `before` is what stands before it.
///
/// A code has no part of a word or path right beside it: `12:30:45` and `a:b:c` stay as they are.
pub(super) fn at_start(before: &str, rest: &str) -> Option<(&'static str, usize)> {
    if before.ends_with(joins) {
        return None;
    }
    let code = rest.strip_prefix(':')?;
    let end = code.bytes().take(MAX_LENGTH).position(|byte| !is_code(byte))?;
    let after = code[end..].strip_prefix(':').filter(|after| !after.starts_with(joins))?;
    let emoji = emojis::get_by_shortcode(&code[..end])?;
    Some((emoji.as_str(), rest.len() - after.len()))
}

fn is_code(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_+-".contains(&byte)
}

/// Whether a colon beside this character belongs to a word, a time or an address.
fn joins(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '/'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_alone() {
        for (before, rest, expected) in [
            ("", ":rocket:", Some(("🚀", 8))),
            ("(", ":+1:) yes", Some(("👍", 4))),
            ("ends.", ":-1:.", Some(("👎", 4))),
            ("", ":white_check_mark::tada:", Some(("✅", 18))),
            ("a", ":rocket:", None),
            ("ä", ":rocket:", None),
            ("", ":rocket:s", None),
            ("12", ":100:00", None),
            ("https://localhost/", ":rocket:", None),
            ("", ":rocket:/", None),
            ("", ":no_such_thing:", None),
            ("", ":Rocket:", None),
            ("", ":rocket", None),
            ("", "::", None),
            ("", ":", None),
        ] {
            assert_eq!(at_start(before, rest), expected, "{before} {rest}");
        }
    }

    #[test]
    fn every_known_code_is_short_enough_and_of_the_known_characters() {
        for code in emojis::iter().flat_map(emojis::Emoji::shortcodes) {
            let written = format!(":{code}:");
            assert_eq!(at_start("", &written).map(|(_, length)| length), Some(written.len()));
        }
    }
}
