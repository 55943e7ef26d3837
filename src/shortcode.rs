//! `{{< name words >}}`: a place where deckgen puts something else in. The form is Quarto's.

/// A shortcode as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortcode {
    /// The first word.
    pub name: String,
    /// The other words; in quotes they may hold spaces.
    pub arguments: Vec<String>,
    /// All of it, as it is written.
    pub written: String,
}

/// Longer ones are text, in bytes.
const MAX: usize = 1_000;

const OPEN: &str = "{{<";
const CLOSE: &str = ">}}";

/// Reads a shortcode at the start of `text`, and returns it with its length in bytes.
///
/// It stands on one line. `{{{< name >}}}` shows how one is written and is none.
pub fn read(text: &str) -> Option<(Shortcode, usize)> {
    let inner = text.strip_prefix(OPEN)?;
    let inner = &inner[..inner.floor_char_boundary(MAX)];
    let end = inner.find(CLOSE)?;
    let mut words = words(&inner[..end])?.into_iter();
    let name = words.next()?;
    let length = OPEN.len() + end + CLOSE.len();
    let written = text[..length].to_string();
    Some((Shortcode { name, arguments: words.collect(), written }, length))
}

/// Whether any shortcode can start in the text.
pub fn is_in(text: &str) -> bool {
    text.contains(OPEN)
}

/// Words between white space; one in quotes goes up to the same quote.
fn words(text: &str) -> Option<Vec<String>> {
    if text.contains('\n') {
        return None;
    }
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '"' | '\'' => rest[1..].split_once(first)?,
            _ => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        words.push(word.to_string());
        rest = after.trim_start();
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_stand_in_quotes() {
        let (code, length) = read("{{< include \"my part.md\" 'x' y>}}z").unwrap();
        assert_eq!(code.name, "include");
        assert_eq!(code.arguments, ["my part.md", "x", "y"]);
        assert_eq!(length, "{{< include \"my part.md\" 'x' y>}}".len());
    }

    #[test]
    fn anything_else_is_text() {
        for text in
            ["{{ meta }}", "{{< >}}", "{{<>}}", "{{< a", "{{< a\nb >}}", "{{< \"a >}}", "{<"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&format!("{{{{< {} >}}}}", "ä".repeat(2_000))), None);
    }
}
