//! The head of a request, read strictly: what is odd is refused rather than guessed at.

use crate::bundle::BundlePath;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The longest head in bytes.
pub(super) const MAX_HEAD: usize = 16 * 1024;
/// The longest address in bytes.
const MAX_TARGET: usize = 2048;
/// The most headers.
const MAX_HEADERS: usize = 64;
/// The longest body in bytes.
pub(super) const MAX_BODY: usize = 64 * 1024;

/// How a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Post,
    Other,
}

/// A request without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: Method,
    /// The path with percent signs decoded, without the first slash; empty for `/`. A folder's ends in
    /// a slash.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) host: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) fetch_site: Option<String>,
    pub(super) fetch_mode: Option<String>,
    pub(super) known_tags: Option<String>,
    pub(super) range: Option<String>,
    pub(super) if_range: Option<String>,
    pub(super) takes_gzip: bool,
    /// The length of the body in bytes.
    pub(super) length: usize,
    /// The connection stays open for another request.
    pub(super) keep: bool,
    pub(super) body: Vec<u8>,
    cookies: Vec<String>,
}

/// Why a head is refused: an HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused(pub(super) u16);

impl Request {
    /// Reads a head; `None` when it is not complete. The number is its length in bytes.
    pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>, Refused> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        let length = match head.parse(bytes) {
            Ok(httparse::Status::Complete(length)) if length <= MAX_HEAD => length,
            Ok(httparse::Status::Partial) if bytes.len() < MAX_HEAD => return Ok(None),
            Ok(_) | Err(httparse::Error::TooManyHeaders) => return Err(Refused(431)),
            Err(_) => return Err(Refused(400)),
        };
        let target = head.path.ok_or(Refused(400))?;
        if target.len() > MAX_TARGET {
            return Err(Refused(414));
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let method = match head.method {
            Some("GET") => Method::Get,
            Some("HEAD") => Method::Head,
            Some("POST") => Method::Post,
            _ => Method::Other,
        };
        let mut request = Request {
            method,
            path: decode(path)?,
            query: query.to_string(),
            host: None,
            origin: None,
            fetch_site: None,
            fetch_mode: None,
            known_tags: None,
            range: None,
            if_range: None,
            takes_gzip: false,
            length: 0,
            keep: head.version == Some(1),
            body: Vec::new(),
            cookies: Vec::new(),
        };
        for header in head.headers.iter() {
            request.header(header.name, header.value)?;
        }
        Ok(Some((request, length)))
    }

    fn header(&mut self, name: &str, value: &[u8]) -> Result<(), Refused> {
        let value = std::str::from_utf8(value).map_err(|_| Refused(400))?.trim().to_string();
        let once = |place: &mut Option<String>, value: String| match place.replace(value) {
            None => Ok(()),
            Some(_) => Err(Refused(400)),
        };
        match name.to_ascii_lowercase().as_str() {
            "host" => once(&mut self.host, value)?,
            "origin" => once(&mut self.origin, value)?,
            "sec-fetch-site" => once(&mut self.fetch_site, value)?,
            "sec-fetch-mode" => once(&mut self.fetch_mode, value)?,
            "if-none-match" => self.known_tags = Some(value),
            "range" => self.range = Some(value),
            "if-range" => self.if_range = Some(value),
            "accept-encoding" => self.takes_gzip |= takes_gzip(&value),
            "cookie" => self.cookies.push(value),
            "connection" => self.keep &= !value.eq_ignore_ascii_case("close"),
            "transfer-encoding" => return Err(Refused(501)),
            "content-length" => {
                let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                let length = value.parse::<usize>().ok().filter(|_| digits);
                let length =
                    if digits { length.unwrap_or(usize::MAX) } else { return Err(Refused(400)) };
                if self.length != 0 && self.length != length {
                    return Err(Refused(400));
                }
                if length > MAX_BODY {
                    return Err(Refused(413));
                }
                self.length = length;
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn is_post(&self) -> bool {
        self.method == Method::Post
    }

    /// The value of a key of the query.
    pub(super) fn query(&self, key: &str) -> Option<String> {
        field(self.query.as_bytes(), key).map(Cow::into_owned)
    }

    /// The value of a cookie.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        let pairs = self.cookies.iter().flat_map(|cookies| cookies.split(';'));
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
    }
}

/// The value of a key in a query or a form.
pub(super) fn field<'a>(form: &'a [u8], key: &str) -> Option<Cow<'a, str>> {
    form_urlencoded::parse(form).find(|(name, _)| name == key).map(|(_, value)| value)
}

/// Decodes a path once. It must be one that could stand in a bundle, or `/`.
fn decode(path: &str) -> Result<String, Refused> {
    let path = path.strip_prefix('/').ok_or(Refused(400))?;
    let bytes = path.as_bytes();
    let whole = |at: usize| {
        bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    };
    let broken = (0..bytes.len()).any(|at| bytes[at] == b'%' && !whole(at));
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| Refused(400))?;
    let file = decoded.strip_suffix('/').unwrap_or(&decoded);
    let odd = |part: &str| part.ends_with(['.', ' ']);
    if broken || file.split('/').any(odd) {
        return Err(Refused(400));
    }
    if !decoded.is_empty() && BundlePath::new(file).is_err() {
        return Err(Refused(400));
    }
    Ok(decoded.into_owned())
}

/// Whether an `Accept-Encoding` allows gzip.
fn takes_gzip(value: &str) -> bool {
    value.split(',').any(|part| {
        let (name, quality) = part.split_once(';').unwrap_or((part, ""));
        let refused = matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        matches!(name.trim().to_ascii_lowercase().as_str(), "gzip" | "x-gzip" | "*") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(target: &str) -> Result<String, Refused> {
        let head = format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n");
        Request::parse(head.as_bytes()).map(|request| request.unwrap().0.path)
    }

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(path("/").as_deref(), Ok(""));
        assert_eq!(path("/a%20b/c.html?x=%zz").as_deref(), Ok("a b/c.html"));
        assert_eq!(path("/%252e%252e/x").as_deref(), Ok("%2e%2e/x"));
        assert_eq!(path("/loops/").as_deref(), Ok("loops/"));
    }

    #[test]
    fn paths_that_climb_or_lie_are_refused() {
        for bad in [
            "/../../etc/passwd",
            "/a/../../x",
            "/a/%2e%2e%2f%2e%2e/x",
            "/..%5c..%5cx",
            "/%c0%ae%c0%ae/x",
            "/a%00b",
            "/\\..\\",
            "/C:/x",
            "//server/share",
            "/a//b",
            "/file::$DATA",
            "/name./x",
            "/name%20",
            "/a%",
            "/a%2",
            "http://evil/x",
            "*",
            "x",
        ] {
            assert_eq!(path(bad), Err(Refused(400)), "{bad}");
        }
        assert_eq!(path(&format!("/{}", "a".repeat(3000))), Err(Refused(414)));
    }

    #[test]
    fn odd_heads_are_refused() {
        for (headers, status) in [
            ("Host: a\r\nHost: b\r\n", 400),
            ("Content-Length: 1000000000000\r\n", 413),
            ("Content-Length: 99999999999999999999999\r\n", 413),
            ("Content-Length: -1\r\n", 400),
            ("Content-Length: 5\r\nContent-Length: 6\r\n", 400),
            ("Transfer-Encoding: anything\r\n", 501),
        ] {
            let head = format!("POST / HTTP/1.1\r\n{headers}\r\n");
            assert_eq!(Request::parse(head.as_bytes()), Err(Refused(status)), "{headers}");
        }
        let long = format!("GET / HTTP/1.1\r\nA: {}", "a".repeat(MAX_HEAD));
        assert_eq!(Request::parse(long.as_bytes()), Err(Refused(431)));
    }

    #[test]
    fn gzip_is_asked_for() {
        for (value, takes) in
            [("gzip, br", true), ("br", false), ("gzip;q=0", false), ("*", true), ("", false)]
        {
            assert_eq!(takes_gzip(value), takes, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Request::parse(&bytes);
        }

        #[test]
        fn no_path_leads_out(target in "/[a-z./%0-9\\\\:]{0,30}") {
            if let Ok(path) = path(&target) {
                prop_assert!(!path.split('/').any(|part| part == ".." || part == "."));
                prop_assert!(!path.starts_with('/'));
            }
        }
    }
}
