//! Answers: media types, tags of what a browser has already, parts of videos, compression.

use super::request::{Method, Request};
use crate::media_type;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, BufWriter, Cursor, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex};
use tiny_http::{HTTPVersion, Header, Response, StatusCode};

/// Texts shorter than this are not worth compressing.
const WORTH_COMPRESSING: usize = 1400;
/// Compressed texts are kept up to this many bytes.
const MAX_KEPT: usize = 16_000_000;

/// An answer before it is written.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: std::borrow::Cow<'a, [u8]>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl<'a> Answer<'a> {
    /// A body with its media type.
    pub(super) fn new(
        kind: &'static str,
        body: impl Into<std::borrow::Cow<'a, [u8]>>,
    ) -> Answer<'a> {
        Answer { status: 200, kind, body: body.into(), headers: Vec::new() }
    }

    /// A plain text that tells why not.
    pub(super) fn refusal(status: u16, text: &str) -> Answer<'static> {
        let body = format!("{text}\n").into_bytes();
        Answer { status, kind: media_type::of("a.txt"), body: body.into(), headers: Vec::new() }
    }

    /// Done, and nothing to show.
    pub(super) fn done() -> Answer<'static> {
        Answer { status: 204, ..Answer::refusal(204, "") }
    }

    /// Go there instead.
    pub(super) fn see(address: String) -> Answer<'static> {
        Answer::refusal(303, "see the other address").with("Location", address)
    }

    pub(super) fn status(self, status: u16) -> Answer<'a> {
        Answer { status, ..self }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer<'a> {
        self.headers.push((name, value.into()));
        self
    }
}

/// Compressed texts by their tags.
#[derive(Default)]
pub(super) struct Compressed {
    kept: Mutex<Vec<(String, Arc<[u8]>)>>,
}

impl Compressed {
    fn of(&self, tag: &str, bytes: &[u8]) -> Arc<[u8]> {
        let mut kept = self.kept.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some((_, known)) = kept.iter().find(|(known, _)| known == tag) {
            return known.clone();
        }
        let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
        let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
        let made: Arc<[u8]> = written.expect("memory takes all bytes").into();
        while kept.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() + made.len() > MAX_KEPT
            && !kept.is_empty()
        {
            kept.remove(0);
        }
        kept.push((tag.to_string(), made.clone()));
        made
    }
}

/// Writes an answer to a request. A body of status 200 gets a tag, is compressed if it is text, and
/// comes in part if the request asks for a part.
pub(super) fn write(
    out: impl Write,
    mut answer: Answer<'_>,
    request: Option<&Request>,
    compressed: &Compressed,
) -> io::Result<()> {
    if let Some(request) = request.filter(|_| answer.status == 200) {
        fit(&mut answer, request, compressed);
    }
    let without_body = request.is_some_and(|request| request.method == Method::Head);
    // The library does not let us say `Connection: close`; to an answer of HTTP/1.0 it belongs.
    let keep = request.is_some_and(|request| request.keep);
    let version = HTTPVersion(1, if keep { 1 } else { 0 });
    let mut headers = vec![
        header("Server", "deckgen"),
        header("Content-Type", answer.kind),
        header("X-Content-Type-Options", "nosniff"),
        header("X-Frame-Options", "SAMEORIGIN"),
        header("Cross-Origin-Resource-Policy", "same-origin"),
        header("Referrer-Policy", "same-origin"),
    ];
    headers.extend(answer.headers.iter().map(|(name, value)| header(name, value)));
    let length = answer.body.len();
    let status = StatusCode(answer.status);
    let response = Response::new(status, headers, Cursor::new(answer.body), Some(length), None);
    let response = response.with_chunked_threshold(usize::MAX);
    let mut out = BufWriter::with_capacity(64 * 1024, out);
    response.raw_print(&mut out, version, &[], without_body, None)?;
    out.flush()
}

/// A header; what cannot stand in one is left out.
fn header(name: &str, value: &str) -> Header {
    let clean: String = value.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).collect();
    Header::from_bytes(name.as_bytes(), clean.as_bytes()).expect("ASCII can stand in a header")
}

/// Makes a whole body what the request wants of it.
fn fit(answer: &mut Answer<'_>, request: &Request, compressed: &Compressed) {
    let tag = blake3::hash(&answer.body).to_hex()[..20].to_string();
    let known =
        request.known_tags.as_deref().is_some_and(|known| known.contains(&tag) || known == "*");
    let text = is_text(answer.kind);
    if text {
        answer.headers.push(("Vary", "Accept-Encoding".to_string()));
    }
    if known {
        answer.headers.push(("ETag", format!("\"{tag}\"")));
        answer.status = 304;
        answer.body = Vec::new().into();
        return;
    }
    if text && request.takes_gzip && answer.body.len() >= WORTH_COMPRESSING {
        answer.body = compressed.of(&tag, &answer.body).to_vec().into();
        answer.headers.push(("Content-Encoding", "gzip".to_string()));
        answer.headers.push(("ETag", format!("\"{tag}-gzip\"")));
        return;
    }
    answer.headers.push(("ETag", format!("\"{tag}\"")));
    answer.headers.push(("Accept-Ranges", "bytes".to_string()));
    let same = request.if_range.as_ref().is_none_or(|wanted| *wanted == format!("\"{tag}\""));
    let Some(range) = request.range.as_deref().filter(|_| same) else { return };
    let length = answer.body.len();
    match part(range, length) {
        Part::Whole => {}
        Part::Bytes(range) => {
            let told = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            answer.headers.push(("Content-Range", told));
            answer.status = 206;
            answer.body = answer.body[range].to_vec().into();
        }
        Part::Beyond => {
            answer.headers.push(("Content-Range", format!("bytes */{length}")));
            answer.status = 416;
            answer.body = Vec::new().into();
        }
    }
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || matches!(kind, "application/json" | "image/svg+xml")
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Bytes(Range<usize>),
    Beyond,
}

/// What a `Range` asks for; several parts, and what makes no sense, is the whole.
fn part(range: &str, length: usize) -> Part {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Part::Whole;
    };
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let bytes = match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            Some(count) => length.saturating_sub(count)..length,
            None => return Part::Whole,
        },
        (first, "") => match number(first) {
            Some(first) => first..length,
            None => return Part::Whole,
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
            _ => return Part::Whole,
        },
    };
    if bytes.start < bytes.end { Part::Bytes(bytes) } else { Part::Beyond }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        for (range, expected) in [
            ("bytes=0-", Part::Bytes(0..10)),
            ("bytes=2-4", Part::Bytes(2..5)),
            ("bytes=-5", Part::Bytes(5..10)),
            ("bytes=-50", Part::Bytes(0..10)),
            ("bytes=5-99", Part::Bytes(5..10)),
            ("bytes=5-2", Part::Whole),
            ("bytes=10-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=99999999999999999999-", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("lines=1-2", Part::Whole),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
    }

    fn text(request: &str, answer: Answer<'_>) -> String {
        let request = Request::parse(request.as_bytes()).unwrap().unwrap().0;
        let mut out = Vec::new();
        write(&mut out, answer, Some(&request), &Compressed::default()).unwrap();
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn what_a_browser_has_is_not_sent_again() {
        let first = text("GET / HTTP/1.1\r\n\r\n", Answer::new("video/mp4", &b"film"[..]));
        let tag = first.split("ETag: ").nth(1).unwrap().split("\r\n").next().unwrap();
        let request = format!("GET / HTTP/1.1\r\nIf-None-Match: {tag}\r\n\r\n");
        let again = text(&request, Answer::new("video/mp4", &b"film"[..]));
        assert!(again.starts_with("HTTP/1.1 304 ") && again.ends_with("\r\n\r\n"), "{again}");
    }

    #[test]
    fn answers_cannot_be_split_by_what_stands_in_them() {
        let answer = Answer::see("/a\r\nSet-Cookie: x=y".to_string());
        let text = text("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", answer);
        assert!(text.starts_with("HTTP/1.0 303 "), "{text}");
        assert!(!text.contains("\r\nSet-Cookie"), "{text}");
    }

    #[test]
    fn long_texts_are_compressed_when_asked_for() {
        let long = vec![b'a'; 5000];
        let plain = text("GET / HTTP/1.1\r\n\r\n", Answer::new("text/css; charset=utf-8", &long));
        assert!(plain.contains("Content-Length: 5000\r\n"), "{plain}");
        let request = "GET / HTTP/1.1\r\nAccept-Encoding: gzip\r\n\r\n";
        let packed = text(request, Answer::new("text/css; charset=utf-8", &long));
        assert!(packed.contains("Content-Encoding: gzip\r\n"), "{packed}");
        assert!(packed.len() < 1000);
        let video = text(request, Answer::new("video/mp4", &long));
        assert!(!video.contains("Content-Encoding"), "{}", &video[..400]);
    }

    #[test]
    fn a_head_has_no_body() {
        let text = text("HEAD / HTTP/1.1\r\n\r\n", Answer::new("video/mp4", &b"film"[..]));
        assert!(text.contains("Content-Length: 4\r\n") && text.ends_with("\r\n\r\n"), "{text}");
    }
}
