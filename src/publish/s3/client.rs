//! Requests to a bucket: signed, repeated a few times where that may help, with a limit on every wait.

use super::place::Place;
use super::settings::Settings;
use super::trouble::{self, Refusal};
use crate::media_type;
use crate::publish::error::PublishError;
use crate::publish::stop::Stop;
use rusty_s3::actions::{ListObjectsV2, S3Action};
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, SendBody};

/// How long a signature is good for: also for the largest file on a slow line.
const SIGNED_FOR: Duration = Duration::from_secs(6 * 60 * 60);
/// Waits before a request is repeated.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_millis(600), Duration::from_millis(1500)];
/// To connect.
const MAX_CONNECT: Duration = Duration::from_secs(15);
/// Without a byte coming or going.
const MAX_SILENCE: Duration = Duration::from_secs(45);
/// For a host to think about a request.
const MAX_ANSWER: Duration = Duration::from_secs(90);
/// An answer that tells something in XML: a thousand keys of a kilobyte fit in.
const MAX_XML: u64 = 10_000_000;
/// Folders with more files are not ours.
const MAX_LISTED: usize = 1_000_000;

/// The bytes of a file, and the tag that its host gives this version of it.
pub(super) type Tagged = (Vec<u8>, Option<String>);

/// Requests to one folder of a bucket. May be used by several threads.
pub(super) struct Client<'a> {
    place: &'a Place,
    settings: Settings,
    agent: Agent,
    stop: &'a Stop,
    /// The host heeds `If-Match` and `If-None-Match`, as far as we know.
    has_conditions: AtomicBool,
}

/// What must be so for a file to be written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Only<'a> {
    /// Nothing.
    Always,
    /// No file is there.
    IfAbsent,
    /// The file there has this tag.
    IfTagged(&'a str),
}

/// What became of a wish to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Put {
    /// It is done; the file has this tag, if the host says so.
    Done(Option<String>),
    /// Somebody else has written there since we looked.
    Raced,
}

/// A file in the folder.
pub(super) struct Listed {
    /// Below the folder.
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) tag: Option<String>,
}

/// An answer that has come as a whole.
struct Answer {
    status: u16,
    tag: Option<String>,
    date: Option<String>,
    region: Option<String>,
    body: Vec<u8>,
}

impl<'a> Client<'a> {
    pub(super) fn new(place: &'a Place, settings: Settings, stop: &'a Stop) -> Client<'a> {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("deckgen/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls)
            .timeout_resolve(Some(MAX_CONNECT))
            .timeout_connect(Some(MAX_CONNECT))
            .timeout_per_read(Some(MAX_SILENCE))
            .timeout_per_write(Some(MAX_SILENCE))
            .timeout_recv_response(Some(MAX_ANSWER))
            .build();
        let has_conditions = AtomicBool::new(true);
        Client { place, settings, agent: config.into(), stop, has_conditions }
    }

    /// All files of the folder.
    pub(super) fn list(&self) -> Result<Vec<Listed>, PublishError> {
        let mut listed = Vec::new();
        let mut next = None;
        loop {
            let answer = self.ask("list", MAX_XML, || {
                let mut action =
                    self.settings.bucket.list_objects_v2(Some(&self.settings.credentials));
                action.with_prefix(&*self.place.prefix);
                if let Some(token) = &next {
                    action.with_continuation_token(String::clone(token));
                }
                self.agent.get(action.sign(SIGNED_FOR).as_str()).call()
            })?;
            let text = String::from_utf8_lossy(&answer.body);
            let page = match ListObjectsV2::parse_response(&text) {
                Ok(page) if answer.status == 200 => page,
                _ => return Err(self.refusal("list", &answer)),
            };
            for object in page.contents {
                let below = object.key.strip_prefix(&self.place.prefix);
                // What ends so stands for a folder in some programs.
                if let Some(path) = below.filter(|path| !path.is_empty() && !path.ends_with('/')) {
                    let (size, tag) = (object.size.unwrap_or_default(), object.etag);
                    listed.push(Listed { path: path.to_string(), size, tag });
                }
            }
            if listed.len() > MAX_LISTED {
                let message = format!("{} has more than {MAX_LISTED} files", self.place);
                return Err(PublishError::refused(message, "publish to a folder of its own"));
            }
            match page.next_continuation_token {
                Some(token) if next.as_ref() != Some(&token) => next = Some(token),
                _ => return Ok(listed),
            }
        }
    }

    /// The bytes and the tag of a file that has at most so many; `None` when it is not there.
    pub(super) fn get(&self, path: &str, limit: u64) -> Result<Option<Tagged>, PublishError> {
        let key = self.key(path);
        let answer = self.ask("read", limit.max(MAX_XML), || {
            let action = self.settings.bucket.get_object(Some(&self.settings.credentials), &key);
            self.agent.get(action.sign(SIGNED_FOR).as_str()).call()
        })?;
        match answer.status {
            200 => Ok(Some((answer.body, answer.tag))),
            404 if answer.refusal().code() != "NoSuchBucket" => Ok(None),
            _ => Err(self.refusal("read", &answer)),
        }
    }

    /// Writes a file as a whole.
    pub(super) fn put(
        &self,
        path: &str,
        bytes: &[u8],
        caching: &str,
        only: Only<'_>,
    ) -> Result<Put, PublishError> {
        let has_conditions = self.has_conditions.load(Ordering::Relaxed);
        let condition = match only {
            Only::IfAbsent if has_conditions => Some(("if-none-match", "*")),
            Only::IfTagged(tag) if has_conditions => Some(("if-match", tag)),
            _ => None,
        };
        let key = self.key(path);
        let answer = self.ask("write to", MAX_XML, || {
            let action = self.settings.bucket.put_object(Some(&self.settings.credentials), &key);
            let mut request = self
                .agent
                .put(action.sign(SIGNED_FOR).as_str())
                .header("content-type", media_type::of(path))
                .header("cache-control", caching)
                .header("content-length", bytes.len().to_string());
            if let Some((name, value)) = condition {
                request = request.header(name, value);
            }
            let mut body = Sent { bytes, stop: self.stop };
            request.send(SendBody::from_reader(&mut body))
        })?;
        match answer.status {
            200 | 204 => Ok(Put::Done(answer.tag)),
            // Amazon's word for two at once; a file that went meanwhile.
            404 | 409 | 412 if condition.is_some() && answer.refusal().code() != "NoSuchBucket" => {
                Ok(Put::Raced)
            }
            // Some hosts do not know conditions. Then two who publish at once are not told apart.
            501 if condition.is_some() => {
                self.has_conditions.store(false, Ordering::Relaxed);
                self.put(path, bytes, caching, Only::Always)
            }
            _ => Err(self.refusal("write to", &answer)),
        }
    }

    /// Removes a file, if it is there.
    pub(super) fn delete(&self, path: &str) -> Result<(), PublishError> {
        let key = self.key(path);
        let doing = "remove old files from";
        let answer = self.ask(doing, MAX_XML, || {
            let action = self.settings.bucket.delete_object(Some(&self.settings.credentials), &key);
            self.agent.delete(action.sign(SIGNED_FOR).as_str()).call()
        })?;
        match answer.status {
            200 | 204 => Ok(()),
            404 if answer.refusal().code() != "NoSuchBucket" => Ok(()),
            _ => Err(self.refusal(doing, &answer)),
        }
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.place.prefix)
    }

    fn doing(&self, doing: &str) -> String {
        format!("{doing} {}", self.place)
    }

    fn host(&self) -> &str {
        self.settings.bucket.base_url().host_str().unwrap_or_default()
    }

    fn refusal(&self, doing: &str, answer: &Answer) -> PublishError {
        let refusal = answer.refusal();
        refusal.error(&self.doing(doing), &self.place.bucket, self.host(), SystemTime::now())
    }

    /// Asks, and asks again while the host is busy or the connection breaks.
    fn ask(
        &self,
        doing: &str,
        limit: u64,
        send: impl Fn() -> Result<Response<Body>, ureq::Error>,
    ) -> Result<Answer, PublishError> {
        let mut pauses = PAUSES.into_iter();
        loop {
            self.stop.check()?;
            let result = send().and_then(|response| Answer::read(response, limit));
            self.stop.check()?;
            let may_pass = match &result {
                Ok(answer) => matches!(answer.status, 429 | 500 | 502 | 503 | 504),
                Err(error) => is_of_the_network(error),
            };
            match pauses.next().filter(|_| may_pass) {
                Some(pause) => self.wait(pause)?,
                None => {
                    let connection =
                        |error| trouble::connection(&error, &self.doing(doing), self.host());
                    return result.map_err(connection);
                }
            }
        }
    }

    fn wait(&self, pause: Duration) -> Result<(), PublishError> {
        let start = Instant::now();
        while start.elapsed() < pause {
            self.stop.check()?;
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

fn is_of_the_network(error: &ureq::Error) -> bool {
    matches!(
        error,
        ureq::Error::Io(_)
            | ureq::Error::Timeout(_)
            | ureq::Error::ConnectionFailed
            | ureq::Error::Protocol(_)
    )
}

impl Answer {
    fn read(mut response: Response<Body>, limit: u64) -> Result<Answer, ureq::Error> {
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            value.to_str().ok().map(String::from)
        };
        let (tag, date, region) = (header("etag"), header("date"), header("x-amz-bucket-region"));
        let body = response.body_mut().with_config().limit(limit).read_to_vec()?;
        Ok(Answer { status: response.status().as_u16(), tag, date, region, body })
    }

    fn refusal(&self) -> Refusal<'_> {
        Refusal {
            status: self.status,
            date: self.date.as_deref(),
            region: self.region.as_deref(),
            body: std::str::from_utf8(&self.body).unwrap_or_default(),
        }
    }
}

/// The bytes of a file on their way, which end when somebody wants to stop.
struct Sent<'a> {
    bytes: &'a [u8],
    stop: &'a Stop,
}

impl Read for Sent<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.stop.is_wanted() {
            return Err(io::Error::other("stopped"));
        }
        self.bytes.read(into)
    }
}
