//! Style sheets: cutting rules out, making them smaller, and proof that they load nothing.

/// The sheet without its `@import`, `@charset` and `@font-face` rules.
pub fn without_loads(sheet: &str) -> String {
    let keep = |rule: &&str| {
        let head = rule.trim_start().to_ascii_lowercase();
        !["@import", "@charset", "@font-face"].iter().any(|name| head.starts_with(name))
    };
    rules(sheet).into_iter().filter(keep).collect()
}

/// The sheet without rules all of whose selectors hold one of the words, also inside `@media`.
pub fn without_selectors(sheet: &str, words: &[&str]) -> String {
    let unused = |selector: &str| words.iter().any(|word| selector.contains(word));
    let mut out = String::with_capacity(sheet.len());
    for rule in rules(sheet) {
        match rule.split_once('{') {
            Some((head, body)) if head.trim_start().starts_with("@media") => {
                let inner = without_selectors(body.strip_suffix('}').unwrap_or(body), words);
                if !inner.trim().is_empty() {
                    out += &format!("{head}{{{inner}}}");
                }
            }
            Some((head, _)) if head.split(',').all(unused) => {}
            _ => out += rule,
        }
    }
    out
}

/// Fails when a sheet could still load something, from another host or from anywhere.
pub fn loads_nothing(sheet: &str, name: &str) -> Result<(), String> {
    let lower = sheet.to_ascii_lowercase();
    match ["url(", "http", "@import", "src("].into_iter().find(|bad| lower.contains(bad)) {
        Some(bad) => Err(format!("the style sheet {name} still has `{bad}`")),
        None => Ok(()),
    }
}

/// The rules at the top level, each up to its `;` or closing brace.
fn rules(sheet: &str) -> Vec<&str> {
    let (mut rules, mut start, mut at, mut depth) = (Vec::new(), 0, 0, 0_usize);
    while at < sheet.len() {
        let token = token(&sheet[at..]);
        at += token.len();
        match token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(token, ";" | "}") {
            rules.push(&sheet[start..at]);
            start = at;
        }
    }
    rules.push(&sheet[start..]);
    rules
}

/// The sheet without comments and without white space that means nothing.
pub fn small(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let (mut at, mut space) = (0, false);
    while at < sheet.len() {
        let token = token(&sheet[at..]);
        at += token.len();
        if token.starts_with("/*") || token.trim().is_empty() {
            space = true;
            continue;
        }
        if token == "}" && out.ends_with(';') {
            out.pop();
        }
        let glued = |c: char| matches!(c, '{' | '}' | ';' | ',' | '>');
        let after = out.ends_with(|c| glued(c) || c == ':') || out.is_empty();
        if std::mem::take(&mut space) && !after && !token.starts_with(glued) {
            out.push(' ');
        }
        out.push_str(token);
    }
    out
}

/// The first token: a comment, a string, white space, a run of other text, or one sign.
/// `text` must not be empty.
fn token(text: &str) -> &str {
    let first = text.as_bytes()[0];
    let length = match first {
        b'/' if text.starts_with("/*") => text[2..].find("*/").map_or(text.len(), |at| at + 4),
        b'"' | b'\'' => string(text, first),
        b'\\' => 1 + text[1..].chars().next().map_or(0, char::len_utf8),
        _ if first.is_ascii_whitespace() => run(text, |c| c.is_ascii_whitespace()),
        _ if is_plain(first as char) || !first.is_ascii() => run(text, is_plain),
        _ => 1,
    };
    &text[..length]
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '@' | '#' | '%' | '.' | '!') || !c.is_ascii()
}

fn run(text: &str, like: impl Fn(char) -> bool) -> usize {
    text.find(|c| !like(c)).unwrap_or(text.len())
}

fn string(text: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}
