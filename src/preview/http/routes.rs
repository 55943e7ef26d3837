//! Which request gets which answer.

use super::access::{KEY_COOKIE, Refusal, Role, SPEAKER_COOKIE, Tried};
use super::request::{Method, Request, field};
use super::respond::{self, Answer};
use super::{Shared, address, stream};
use crate::assets;
use crate::bundle::BundlePath;
use crate::media_type;
use crate::preview::{Event, Fit};
use crate::world::plain;
use serde_json::Value;
use std::borrow::Cow;
use std::io;
use std::net::TcpStream;
use std::path::Path;

/// Our own files by their paths.
const OWN_FILES: [(&str, &str); 4] = [
    ("_deckgen/live.js", "live.js"),
    ("_deckgen/live.css", "live.css"),
    ("_deckgen/speaker.js", "speaker.js"),
    ("_deckgen/speaker.css", "speaker.css"),
];

/// Files whose names change with their bytes need never be asked for again.
const FOR_EVER: &str = "max-age=31536000, immutable";

/// Answers one request; returns whether the connection can take another.
pub(super) fn answer(tcp: &TcpStream, shared: &Shared, request: &Request) -> io::Result<bool> {
    let (peer, local) = (tcp.peer_addr()?, tcp.local_addr()?);
    let role = match shared.access.check(request, local) {
        Ok(()) => shared.access.role(request, peer, local),
        Err(refusal) => {
            respond::write(tcp, refuse(refusal), Some(request), &shared.compressed)?;
            return Ok(request.keep);
        }
    };
    if request.method == Method::Get && request.path == "_deckgen/events" && role != Role::Stranger
    {
        stream::run(tcp, &shared.hub, role == Role::Author)?;
        return Ok(false);
    }
    let visit = Visit { shared, request, role };
    visit.send(tcp)?;
    Ok(request.keep)
}

fn refuse(refusal: Refusal) -> Answer<'static> {
    match refusal {
        Refusal::BadHost => Answer::refusal(400, "the request names no host"),
        Refusal::ForeignHost => {
            let text = "deckgen does not answer to this name; use the address that it has printed, \
                        or start it with `--host NAME`";
            Answer::refusal(403, text)
        }
        Refusal::ForeignPage => Answer::refusal(403, "another site's page may not ask for this"),
    }
}

/// One request of somebody whose role is known.
struct Visit<'a> {
    shared: &'a Shared,
    request: &'a Request,
    role: Role,
}

impl Visit<'_> {
    fn send(&self, tcp: &TcpStream) -> io::Result<()> {
        // A file of the bundle is borrowed from its build while it is sent.
        let path = match self.request.path.as_str() {
            path if path.is_empty() || path.ends_with('/') => format!("{path}index.html"),
            path => path.to_string(),
        };
        let file = BundlePath::new(path).ok().and_then(|path| self.shared.hub.file(&path));
        let reads = matches!(self.request.method, Method::Get | Method::Head);
        let answer = match &file {
            Some(file) if reads && self.role != Role::Stranger && !self.brings_key() => {
                let lasting = !file.is_page && file.path().as_str().contains("assets/");
                let caching = if lasting { FOR_EVER } else { "no-cache" };
                let bytes = file.bytes(self.role == Role::Author);
                Answer::new(media_type::of(file.path().as_str()), bytes)
                    .with("Cache-Control", caching)
            }
            _ => self.other()?,
        };
        respond::write(tcp, answer, Some(self.request), &self.shared.compressed)
    }

    /// Whether the address has the key in it, which then becomes a cookie.
    fn brings_key(&self) -> bool {
        let get = self.request.method == Method::Get;
        get && self.role != Role::Author && self.request.query("key").is_some()
    }

    fn other(&self) -> io::Result<Answer<'static>> {
        if self.request.method == Method::Other {
            return Ok(
                Answer::refusal(405, "only GET, HEAD and POST").with("Allow", "GET, HEAD, POST")
            );
        }
        if self.request.path == "speaker" {
            return self.speaker();
        }
        if self.role == Role::Stranger {
            let text = "open the address that deckgen has printed, with its `?key=`";
            return Ok(Answer::refusal(403, text));
        }
        if self.request.is_post() {
            return Ok(self.post());
        }
        Ok(self.get())
    }

    fn get(&self) -> Answer<'static> {
        let path = self.request.path.as_str();
        if self.brings_key() {
            return self.take_key();
        }
        if let Some((_, asset)) = OWN_FILES.iter().find(|(own, _)| *own == path) {
            return own_file(asset);
        }
        if path == "_deckgen/patch" {
            return self.patch();
        }
        let page = match path {
            "" => self.shared.hub.first_page(),
            folder => BundlePath::new(format!("{folder}/index.html")).ok(),
        };
        match page.filter(|page| self.shared.hub.file(page).is_some()) {
            Some(page) => Answer::see(self.with_query(&address(&page))),
            None => Answer::refusal(404, "there is no such page in this preview"),
        }
    }

    /// The address with the query of this request, but for its key.
    fn with_query(&self, address: &str) -> String {
        let pairs = form_urlencoded::parse(self.request.query.as_bytes());
        let kept: Vec<String> = pairs
            .filter(|(name, _)| name != "key")
            .map(|(name, value)| {
                let text = |text: Cow<'_, str>| {
                    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
                };
                if value.is_empty() { text(name) } else { text(name) + "=" + &text(value) }
            })
            .collect();
        if kept.is_empty() { address.to_string() } else { format!("{address}?{}", kept.join("&")) }
    }

    fn take_key(&self) -> Answer<'static> {
        let path = BundlePath::new(self.request.path.trim_end_matches('/'));
        let slash = if self.request.path.ends_with('/') { "/" } else { "" };
        let here = path.map_or("/".to_string(), |path| format!("/{}{slash}", path.from_root()));
        let key = self.shared.access.key().unwrap_or_default();
        Answer::see(self.with_query(&here)).with("Set-Cookie", cookie(KEY_COOKIE, key))
    }

    fn patch(&self) -> Answer<'static> {
        let page = self.request.query("page").and_then(|page| BundlePath::new(page).ok());
        let from = self.request.query("from").unwrap_or_default();
        let author = self.role == Role::Author;
        let patch = page.and_then(|page| self.shared.hub.patch(&page, &from, author));
        match patch {
            Some(text) => {
                Answer::new("application/json", text.into_bytes()).with("Cache-Control", "no-store")
            }
            None => Answer::refusal(404, "there is no such page in this preview"),
        }
    }

    fn post(&self) -> Answer<'static> {
        if self.role != Role::Author {
            return Answer::refusal(403, "only the author and speakers can do this");
        }
        let body = &self.request.body;
        let done = match self.request.path.as_str() {
            "_deckgen/position" => self.position(body),
            "_deckgen/fit" => self.fit(body),
            "_deckgen/goto" => return self.go_to(body),
            _ => return Answer::refusal(404, "there is nothing to send to at this address"),
        };
        done.map_or_else(
            || Answer::refusal(400, "this is not what belongs here"),
            |()| Answer::done(),
        )
    }

    fn position(&self, body: &[u8]) -> Option<()> {
        let told: Value = serde_json::from_slice(body).ok()?;
        let text = |key: &str| told[key].as_str().filter(|text| text.len() <= 400);
        let page = BundlePath::new(text("page")?).ok()?;
        self.shared.hub.file(&page)?;
        let position = serde_json::json!({
            "page": page.as_str(),
            "slide": text("slide")?,
            "step": told["step"].as_i64(),
            "by": text("by").filter(|by| matches!(*by, "speaker" | "page"))?,
            "from": text("from").unwrap_or_default(),
        });
        self.shared.hub.move_to(position);
        Some(())
    }

    fn fit(&self, body: &[u8]) -> Option<()> {
        let told: Value = serde_json::from_slice(body).ok()?;
        let page = told["page"].as_str()?;
        for slide in told["slides"].as_array()?.iter().take(1000) {
            let fit = match slide["fit"].as_f64() {
                Some(factor) => Fit::Shrunk(factor),
                None => Fit::TooLarge(slide["over"].as_f64()?),
            };
            let slide = slide["slide"].as_str().filter(|slide| slide.len() <= 400)?;
            self.shared.hub.tell(Event::Fit { page, slide, fit });
        }
        Some(())
    }

    /// An editor names a file and a line, as JSON or as a form.
    fn go_to(&self, body: &[u8]) -> Answer<'static> {
        let json: Value = serde_json::from_slice(body).unwrap_or_default();
        let value = |key: &str| match &json[key] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => field(body, key).map(Cow::into_owned),
        };
        let line = value("line").and_then(|line| line.trim().parse::<usize>().ok());
        let Some((file, line)) = value("file").zip(line) else {
            return Answer::refusal(400, "send `file` and `line`, as in `file=talk.md&line=42`");
        };
        let Some(found) = self.named(&file).and_then(|file| self.shared.hub.slide_at(&file, line))
        else {
            return Answer::refusal(
                404,
                "this file is no deck of the preview, or has no slides yet",
            );
        };
        let (page, slide) = found;
        self.shared.hub.go_to(&page, &slide);
        let told =
            serde_json::json!({ "page": page.as_str(), "slide": slide, "address": address(&page) });
        Answer::new("application/json", told.to_string().into_bytes())
    }

    /// The deck that an editor means: by its whole path, or by the end of it if only one deck has that.
    fn named(&self, file: &str) -> Option<std::path::PathBuf> {
        let (wanted, decks) = (plain(Path::new(file)), self.shared.hub.files());
        if let Some(deck) = decks.iter().find(|deck| **deck == wanted) {
            return Some(deck.clone());
        }
        let mut ends = decks.into_iter().filter(|deck| deck.ends_with(&wanted));
        let first = ends.next()?;
        ends.next().is_none().then_some(first)
    }

    /// The speaker view, behind a code for other devices.
    fn speaker(&self) -> io::Result<Answer<'static>> {
        if self.request.is_post() {
            return self.speaker_code();
        }
        if self.role != Role::Author {
            return Ok(own_file("speaker-code.html").status(200));
        }
        if self.request.query("page").is_some() {
            return Ok(own_file("speaker.html"));
        }
        Ok(match self.shared.hub.deck_to_present() {
            Some(page) => {
                let page: String =
                    form_urlencoded::byte_serialize(page.as_str().as_bytes()).collect();
                Answer::see(format!("/speaker?page={page}"))
            }
            None => Answer::refusal(404, "there is no deck to present yet"),
        })
    }

    fn speaker_code(&self) -> io::Result<Answer<'static>> {
        let code = field(&self.request.body, "code").unwrap_or_default();
        match self.shared.access.try_code(&code)? {
            Tried::Right { cookie: value, next } => {
                self.shared.hub.tell(Event::Code(&next));
                let speaker = cookie(SPEAKER_COOKIE, &value);
                Ok(Answer::see("/speaker".to_string()).with("Set-Cookie", speaker))
            }
            Tried::Wrong { next } => {
                if let Some(next) = next {
                    self.shared.hub.tell(Event::Code(&next));
                }
                Ok(own_file("speaker-code.html").status(403))
            }
        }
    }
}

fn own_file(name: &'static str) -> Answer<'static> {
    match assets::get(name) {
        Some(asset) => {
            Answer::new(media_type::of(name), asset.bytes).with("Cache-Control", "no-cache")
        }
        None => Answer::refusal(404, "there is no such file"),
    }
}

fn cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax")
}
