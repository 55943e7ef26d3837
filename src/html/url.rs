//! What a URL in a deck leads to, told as browsers do (<https://url.spec.whatwg.org/#url-parsing>).

/// What a URL leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Url {
    /// A file beside the deck.
    Local {
        /// The path, percent signs decoded once; as written when that is no UTF-8.
        path: String,
        /// The query and the fragment, as in `?page=2#top`.
        suffix: String,
    },
    /// A place on the page itself: only a fragment or a query.
    Fragment,
    /// Nothing.
    Empty,
    /// Something that needs the network.
    Remote,
    /// A mail address or telephone number.
    Contact,
    /// A picture, sound, video or font inside the URL.
    Data {
        /// In lower case, without parameters.
        media_type: String,
    },
    /// Something that could run a program or read the reader's files.
    Dangerous {
        /// In lower case.
        scheme: String,
    },
    /// Another scheme.
    Other,
}

/// Tells what a URL leads to. Character references and CSS escapes must be decoded before.
pub fn classify(url: &str) -> Url {
    let url = without_ignored(url);
    if url.is_empty() {
        return Url::Empty;
    }
    if url.starts_with(['#', '?']) {
        return Url::Fragment;
    }
    // Browsers read a backslash as a slash in the addresses of pages.
    if url.starts_with(['/', '\\']) && url[1..].starts_with(['/', '\\']) {
        return Url::Remote;
    }
    match scheme(&url) {
        Some((scheme, rest)) => with_scheme(scheme, rest),
        None => local(&url),
    }
}

/// The URL without what browsers drop: tabs and line ends anywhere, control characters and spaces
/// around it.
fn without_ignored(url: &str) -> String {
    let kept: String = url.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    kept.trim_matches(|c: char| c <= ' ').to_string()
}

/// The scheme in lower case, and what follows its colon. A single letter is a drive of Windows,
/// which is a path.
fn scheme(url: &str) -> Option<(String, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(letter);
    is_scheme.then(|| (scheme.to_ascii_lowercase(), rest))
}

fn with_scheme(scheme: String, rest: &str) -> Url {
    match scheme.as_str() {
        "http" | "https" => Url::Remote,
        "mailto" | "tel" | "sms" => Url::Contact,
        "javascript" | "vbscript" | "file" | "blob" => Url::Dangerous { scheme },
        "data" => {
            let end = rest.find([',', ';']).unwrap_or(rest.len());
            let media_type = rest[..end].trim().to_ascii_lowercase();
            if is_harmless(&media_type) {
                Url::Data { media_type }
            } else {
                Url::Dangerous { scheme }
            }
        }
        _ => Url::Other,
    }
}

fn is_harmless(media_type: &str) -> bool {
    match media_type.split_once('/') {
        Some(("image", kind)) => {
            matches!(kind, "png" | "jpeg" | "gif" | "webp" | "avif" | "svg+xml")
        }
        Some(("audio" | "video" | "font", kind)) => !kind.is_empty(),
        _ => false,
    }
}

fn local(url: &str) -> Url {
    let (path, suffix) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    Url::Local { path: percent_decoded(path), suffix: suffix.to_string() }
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|&b| char::from(b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(path: &str, suffix: &str) -> Url {
        Url::Local { path: path.to_string(), suffix: suffix.to_string() }
    }

    #[test]
    fn files_have_a_path_and_a_suffix() {
        assert_eq!(classify("img/a.png"), file("img/a.png", ""));
        assert_eq!(classify(" ./a%20b.png?v=1#x "), file("./a b.png", "?v=1#x"));
        assert_eq!(classify("a%2520b%3F.png"), file("a%20b?.png", ""), "decoded once");
        assert_eq!(classify("%ff%2.png"), file("%ff%2.png", ""), "no UTF-8");
        assert_eq!(classify("caf%C3%A9 b.svg"), file("café b.svg", ""));
        assert_eq!(classify("C:\\img\\a.png"), file("C:\\img\\a.png", ""));
        assert_eq!(classify("10:30.png"), file("10:30.png", ""));
        assert_eq!(classify("/img/a.png"), file("/img/a.png", ""));
    }

    #[test]
    fn other_urls_are_told_apart() {
        assert_eq!(classify("\t \n"), Url::Empty);
        for url in ["#top", "?x=1"] {
            assert_eq!(classify(url), Url::Fragment);
        }
        for url in ["http://x", "HTTPS:x", "//evil/x", "\\\\evil", "/\\evil", "/\t/evil"] {
            assert_eq!(classify(url), Url::Remote, "{url}");
        }
        for url in ["mailto:a@b.c", "TEL:1", "sms:1"] {
            assert_eq!(classify(url), Url::Contact, "{url}");
        }
        assert_eq!(classify("ftp://x"), Url::Other);
        let data = |url| match classify(url) {
            Url::Data { media_type } => media_type,
            other => panic!("{url}: {other:?}"),
        };
        assert_eq!(data("data:image/PNG;base64,AA"), "image/png");
        assert_eq!(data("data:image/svg+xml,<svg/>"), "image/svg+xml");
        assert_eq!(data("DATA:font/woff2,"), "font/woff2");
    }

    #[test]
    fn dangerous_urls_are_found_as_browsers_find_them() {
        let urls = [
            "javascript:alert(1)",
            "JaVa\tScript:alert(1)",
            "\u{1}\u{0} java\nscript\r:alert(1)",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://x/1",
            "data:text/html,<script>",
            "data:,x",
            "data:image/x",
            "data: text/html ;base64,x",
            "data:application/pdf,x",
        ];
        for url in urls {
            assert!(matches!(classify(url), Url::Dangerous { .. }), "{url}");
        }
        assert_eq!(classify("java script:x"), file("java script:x", ""));
    }

    proptest! {
        #[test]
        fn any_text_has_a_class(url in "\\PC{0,40}", noise in "[\t\n\r \u{0}-\u{1f}]{0,5}") {
            prop_assert_eq!(classify(&format!("{noise}{url}")), classify(&url));
        }
    }
}
