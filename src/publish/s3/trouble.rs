//! What goes wrong at a bucket, in words for the person who publishes.

use crate::publish::error::PublishError;
use std::time::{Duration, SystemTime};

/// A host refuses requests whose time is further from its own.
const MAX_SKEW: Duration = Duration::from_secs(5 * 60);
/// As much of a host's own words as fits.
const MAX_WORDS: usize = 300;

const AGAIN: &str = "publish again to go on; every page that is public is whole";

/// What a host answered, when it was not what we asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusal<'a> {
    pub(super) status: u16,
    /// The `Date` that the host sent.
    pub(super) date: Option<&'a str>,
    /// The region that the host named.
    pub(super) region: Option<&'a str>,
    /// XML, as a rule.
    pub(super) body: &'a str,
}

impl Refusal<'_> {
    /// S3's word for it.
    pub(super) fn code(&self) -> &str {
        element(self.body, "Code").unwrap_or_default()
    }

    /// The error: what was tried, at which bucket of which host.
    pub(super) fn error(
        &self,
        doing: &str,
        bucket: &str,
        host: &str,
        now: SystemTime,
    ) -> PublishError {
        let region = element(self.body, "Region").or(self.region);
        let (told, hint) = match (self.status, self.code()) {
            (400 | 403, _) if self.skew(now).is_some() => {
                (self.skew(now).unwrap_or_default(), "set this machine's clock, then publish again")
            }
            (_, "RequestTimeTooSkewed") => (
                "this machine's clock is wrong".to_string(),
                "set this machine's clock, then publish again",
            ),
            (_, "NoSuchBucket") => (
                format!("there is no bucket `{bucket}` at {host}"),
                "make it first, or look at its name and at the host (AWS_ENDPOINT_URL)",
            ),
            (301 | 307, _)
            | (_, "PermanentRedirect" | "AuthorizationHeaderMalformed" | "TemporaryRedirect") => (
                match region {
                    Some(region) => format!("the bucket is in the region `{}`", clean(region)),
                    None => "the bucket is in another region, or at another host".to_string(),
                },
                "name the region in AWS_REGION",
            ),
            (
                _,
                code @ ("InvalidAccessKeyId"
                | "SignatureDoesNotMatch"
                | "InvalidToken"
                | "ExpiredToken"
                | "InvalidSecurity"
                | "NotSignedUp"),
            ) => (
                format!("{host} does not accept the credentials ({code})"),
                "look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or at ~/.aws/credentials",
            ),
            (401 | 403, _) => (
                format!("{host} does not allow it{}", self.words()),
                "the key must be allowed to list the bucket, and to read, write and delete in it",
            ),
            (404, _) => (
                format!("there is no bucket `{bucket}` at {host}{}", self.words()),
                "look at the bucket's name and at the host (AWS_ENDPOINT_URL)",
            ),
            (status, _) => (format!("{host} answers {status}{}", self.words()), AGAIN),
        };
        PublishError::Tool { doing: doing.to_string(), told, hint: Some(hint) }
    }

    /// How far the clocks are apart, if it is too far.
    fn skew(&self, now: SystemTime) -> Option<String> {
        let there = httpdate::parse_http_date(self.date?).ok()?;
        let (skew, side) = match now.duration_since(there) {
            Ok(ahead) => (ahead, "ahead of"),
            Err(behind) => (behind.duration(), "behind"),
        };
        let minutes = skew.as_secs() / 60;
        (skew >= MAX_SKEW)
            .then(|| format!("this machine's clock is {minutes} minutes {side} the host's"))
    }

    fn words(&self) -> String {
        let message = element(self.body, "Message").or(element(self.body, "Code"));
        message.map_or(String::new(), |words| format!(": {}", clean(words)))
    }
}

/// Text between an element's tags.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once("</")?;
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn clean(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(MAX_WORDS).collect()
}

/// The error of a connection. Its own words may name the address, whose signature is nobody's business.
pub(super) fn connection(error: &ureq::Error, doing: &str, host: &str) -> PublishError {
    const NETWORK: &str = "look at the network, and at the host's name (AWS_ENDPOINT_URL)";
    let (told, hint) = match error {
        ureq::Error::HostNotFound => (format!("there is no host `{host}`"), NETWORK),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            (format!("{host} refuses the connection"), NETWORK)
        }
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve)
        | ureq::Error::ConnectionFailed => (format!("{host} does not answer"), NETWORK),
        ureq::Error::Timeout(_) => (format!("{host} has stopped answering"), AGAIN),
        ureq::Error::Io(error) => {
            (format!("the connection to {host} broke ({})", error.kind()), AGAIN)
        }
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) | ureq::Error::Pem(_) => (
            format!("there is no safe connection to {host}"),
            "its certificate must be one that this machine trusts",
        ),
        ureq::Error::InvalidProxyUrl | ureq::Error::ConnectProxyFailed(_) => {
            ("the proxy does not let us through".to_string(), "look at HTTPS_PROXY")
        }
        _ => (format!("the connection to {host} broke"), AGAIN),
    };
    PublishError::Tool { doing: doing.to_string(), told, hint: Some(hint) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(refusal: &Refusal<'_>) -> String {
        let now = httpdate::parse_http_date("Thu, 26 Nov 2026 19:10:14 GMT").unwrap();
        let error = refusal.error("write to s3://talks", "talks", "h.example", now);
        format!("{error}; {}", error.hint().unwrap_or_default())
    }

    #[test]
    fn each_refusal_has_its_words() {
        let refusal = |status, body| Refusal { status, body, ..Refusal::default() };
        for (status, body, words) in [
            (404, "<Error><Code>NoSuchBucket</Code></Error>", "no bucket `talks` at h.example"),
            (403, "<Code>SignatureDoesNotMatch</Code>", "does not accept the credentials"),
            (
                403,
                "<Code>AccessDenied</Code><Message>No\u{1b}[1m</Message>",
                "allow it: No[1m; the key",
            ),
            (
                400,
                "<Code>AuthorizationHeaderMalformed</Code><Region>eu-1</Region>",
                "region `eu-1`",
            ),
            (503, "", "h.example answers 503; publish again"),
        ] {
            assert!(
                told(&refusal(status, body)).contains(words),
                "{}",
                told(&refusal(status, body))
            );
        }
        let skewed = Refusal { date: Some("Thu, 26 Nov 2026 20:10:14 GMT"), ..refusal(403, "") };
        assert!(
            told(&skewed).contains("clock is 60 minutes behind the host's"),
            "{}",
            told(&skewed)
        );
    }

    #[test]
    fn broken_connections_tell_no_addresses() {
        let secret = ureq::Error::BadUri("http://h/?X-Amz-Signature=abc".to_string());
        let error = connection(&secret, "list s3://talks", "h.example");
        assert_eq!(error.to_string(), "cannot list s3://talks: the connection to h.example broke");
        let timeout = ureq::Error::Timeout(ureq::Timeout::RecvResponse);
        assert!(connection(&timeout, "x", "h").to_string().contains("stopped answering"));
    }
}
