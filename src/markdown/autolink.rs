//! Bare addresses that become links, by the rules of GFM's extended autolinks (its specification,
//! version 0.29, section 6.9): `https://…`, `http://…`, `www.…` and mail addresses.

/// Longer addresses stay text; looking for the end of each of many would take for ever.
const MAX_LENGTH: usize = 2000;

/// A found address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Autolink {
    /// Where the link goes.
    pub(super) url: String,
    /// Bytes of the text that it covers.
    pub(super) length: usize,
}

/// The address at the start of `rest`; `before` is what stands before it.
pub(super) fn web(before: &str, rest: &str) -> Option<Autolink> {
    if !before.is_empty() && !before.ends_with(|c: char| c.is_whitespace() || "*_~(".contains(c)) {
        return None;
    }
    let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme));
    let domain = &rest[scheme.map_or(0, str::len)..];
    if scheme.is_none() && !domain.starts_with("www.") {
        return None;
    }
    let end = rest
        .char_indices()
        .take(MAX_LENGTH)
        .find(|(_, c)| c.is_whitespace() || *c == '<' || c.is_control());
    let end = end.map(|(at, _)| at).or((rest.len() <= MAX_LENGTH).then_some(rest.len()))?;
    let link = trimmed(&rest[..end]);
    let domain = domain.get(..link.len().checked_sub(rest.len() - domain.len())?)?;
    is_domain(domain.split(['/', '?', '#', ':']).next()?).then(|| {
        let prefix = if scheme.is_some() { "" } else { "http://" };
        Autolink { url: format!("{prefix}{link}"), length: link.len() }
    })
}

/// The mail address around an `@`: what of it stands at the end of `before`, in bytes, and the whole.
pub(super) fn mail(before: &str, rest: &str) -> Option<(usize, Autolink)> {
    let local = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    let start = before.rfind(|c| !local(c)).map_or(0, |at| at + char_at(before, at));
    let name = &before[start..];
    let host = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let domain = &rest[1..];
    let domain = &domain[..domain.find(|c| !host(c)).unwrap_or(domain.len())];
    let domain = domain.trim_end_matches('.');
    let good = !name.is_empty() && is_domain(domain) && !domain.ends_with(['-', '_']);
    good.then(|| {
        let url = format!("mailto:{name}@{domain}");
        (name.len(), Autolink { url, length: name.len() + 1 + domain.len() })
    })
}

fn char_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Two or more parts of letters, digits, `-` and `_`; no `_` in the last two.
fn is_domain(domain: &str) -> bool {
    let parts: Vec<&str> = domain.split('.').collect();
    let good = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    parts.len() >= 2
        && parts.iter().all(good)
        && parts.iter().rev().take(2).all(|part| !part.contains('_'))
}

/// The address without punctuation that belongs to the sentence: marks at its end, a closing
/// parenthesis that was opened outside, something that looks like an entity.
fn trimmed(link: &str) -> &str {
    let opening = link.matches('(').count();
    let mut closing = link.matches(')').count();
    let mut link = link;
    loop {
        link = link.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"']);
        if link.ends_with(')') && closing > opening {
            closing -= 1;
            link = &link[..link.len() - 1];
        } else if let Some(at) = entity(link) {
            link = &link[..at];
        } else {
            return link;
        }
    }
}

/// Where `&name;` at the end begins.
fn entity(link: &str) -> Option<usize> {
    let body = link.strip_suffix(';')?;
    let at = body.rfind(|c: char| !c.is_ascii_alphanumeric())?;
    (body[at..].starts_with('&') && at + 1 < body.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("https://a.org/b?c=d#e f", Some("https://a.org/b?c=d#e")),
            ("www.a.org.", Some("www.a.org")),
            ("http://a.org/x_(y))", Some("http://a.org/x_(y)")),
            ("https://a.org/?q=1&amp;", Some("https://a.org/?q=1")),
            ("https://a.org:8080/~me, and", Some("https://a.org:8080/~me")),
            ("https://localhost", None),
            ("https://", None),
            ("https://a_b.c_d", None),
            ("httpsx", None),
        ] {
            let found = web("", text).map(|link| text[..link.length].to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        assert_eq!(web("", "www.a.org").unwrap().url, "http://www.a.org");
        assert_eq!(web("x", "www.a.org"), None);
        assert!(web("(", "www.a.org)").is_some_and(|link| link.length == 9));
    }

    #[test]
    fn mail_addresses_are_found_around_the_at() {
        let (before, link) = mail("to me.you+x", "@a-b.org. Bye").unwrap();
        assert_eq!((before, link.url.as_str()), (8, "mailto:me.you+x@a-b.org"));
        assert_eq!(mail("", "@a.org"), None);
        assert_eq!(mail("me", "@a"), None);
        assert_eq!(mail("me", "@a.b-"), None);
    }
}
