//! Who may see and do what.
//!
//! A browser on this machine is the author's. Others must have been given the key that stands in the
//! printed address, and see the slides without notes; with the code from the terminal they may hold
//! the speaker view. Pages of other sites can do nothing: the name they asked for (`Host`) must be ours,
//! which a name that an attacker's domain server made up is not, and so must be where they come from.

use super::request::Request;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, MutexGuard};

/// So many wrong codes are taken before there is a new one.
const MAX_WRONG: u32 = 5;
/// So many devices may hold the speaker view.
const MAX_SPEAKERS: usize = 16;

/// The cookie of those who have the key.
pub(super) const KEY_COOKIE: &str = "deckgen-key";
/// The cookie of speakers.
pub(super) const SPEAKER_COOKIE: &str = "deckgen-speaker";

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Sees everything and moves the slides.
    Author,
    /// Sees the slides.
    Audience,
    /// Has no key.
    Stranger,
}

/// What is asked of a visitor before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No `Host`, or one that cannot be.
    BadHost,
    /// Another site's name.
    ForeignHost,
    /// Another site's page.
    ForeignPage,
}

pub(crate) struct Access {
    /// The name that `--host` gave, in lower case.
    host: String,
    /// There when other devices can connect.
    key: Option<String>,
    codes: Mutex<Codes>,
}

#[derive(Default)]
struct Codes {
    code: String,
    wrong: u32,
    speakers: Vec<String>,
}

/// What became of a code that somebody typed.
pub(super) enum Tried {
    /// It was right: the speaker's cookie, and the next code.
    Right { cookie: String, next: String },
    /// It was wrong; there is a new code after too many of these.
    Wrong { next: Option<String> },
}

impl Access {
    /// `ip` is what the server listens on, `host` how the user named it.
    pub(crate) fn new(ip: IpAddr, host: &str) -> io::Result<Access> {
        let key = if ip.is_loopback() { None } else { Some(random_text(12)?) };
        let codes = Codes { code: random_code()?, ..Codes::default() };
        let host = host.to_ascii_lowercase();
        Ok(Access { host, key, codes: Mutex::new(codes) })
    }

    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    pub(crate) fn code(&self) -> Option<String> {
        self.key.as_ref().map(|_| self.codes().code.clone())
    }

    fn codes(&self) -> MutexGuard<'_, Codes> {
        self.codes.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    /// Refuses what another site's page could have asked for. `local` is our end of the connection.
    pub(super) fn check(&self, request: &Request, local: SocketAddr) -> Result<(), Refusal> {
        let host = request.host.as_deref().ok_or(Refusal::BadHost)?;
        let name = host_name(host).ok_or(Refusal::BadHost)?;
        let ours = match name.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(ip) => same(ip, local.ip()) || ip.is_loopback() && local.ip().is_loopback(),
            Err(_) => name == "localhost" || name.ends_with(".localhost") || name == self.host,
        };
        if !ours {
            return Err(Refusal::ForeignHost);
        }
        let foreign = request.origin.as_ref().is_some_and(|origin| {
            origin.strip_prefix("http://").is_none_or(|from| !from.eq_ignore_ascii_case(host))
        });
        let navigates = request.fetch_mode.as_deref() == Some("navigate") && !request.is_post();
        let elsewhere = matches!(request.fetch_site.as_deref(), Some("cross-site" | "same-site"));
        if foreign || elsewhere && !navigates {
            return Err(Refusal::ForeignPage);
        }
        Ok(())
    }

    /// Who is at the other end, `peer`, of a connection.
    pub(super) fn role(&self, request: &Request, peer: SocketAddr, local: SocketAddr) -> Role {
        let here = peer.ip().is_loopback() || same(peer.ip(), local.ip());
        if here || self.is_speaker(request) {
            return Role::Author;
        }
        let key = request.cookie(KEY_COOKIE).or(request.query("key"));
        let known = self.key.as_ref().zip(key).is_some_and(|(ours, key)| equal(ours, &key));
        if known { Role::Audience } else { Role::Stranger }
    }

    fn is_speaker(&self, request: &Request) -> bool {
        let Some(cookie) = request.cookie(SPEAKER_COOKIE) else { return false };
        self.codes().speakers.iter().any(|known| equal(known, &cookie))
    }

    /// Somebody has typed a code.
    pub(super) fn try_code(&self, code: &str) -> io::Result<Tried> {
        let mut codes = self.codes();
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        if equal(&codes.code, &digits) {
            let cookie = random_text(32)?;
            codes.code = random_code()?;
            codes.wrong = 0;
            codes.speakers.push(cookie.clone());
            if codes.speakers.len() > MAX_SPEAKERS {
                codes.speakers.remove(0);
            }
            return Ok(Tried::Right { cookie, next: codes.code.clone() });
        }
        codes.wrong += 1;
        if codes.wrong < MAX_WRONG {
            return Ok(Tried::Wrong { next: None });
        }
        codes.wrong = 0;
        codes.code = random_code()?;
        Ok(Tried::Wrong { next: Some(codes.code.clone()) })
    }
}

/// The name in a `Host` header, without its port, in lower case.
fn host_name(host: &str) -> Option<String> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let end = rest.find(']')?;
            (&host[..end + 2], &rest[end + 1..])
        }
        None => host.find(':').map_or((host, ""), |at| host.split_at(at)),
    };
    let digits = port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
    let fine = !name.is_empty() && name.chars().all(good) && (port.is_empty() || digits);
    fine.then(|| name.to_ascii_lowercase())
}

/// The same address; IPv4 may come dressed as IPv6.
fn same(a: IpAddr, b: IpAddr) -> bool {
    a.to_canonical() == b.to_canonical()
}

/// Compares secrets without telling by the time it takes how much of one was right.
fn equal(a: &str, b: &str) -> bool {
    let differences = a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    a.len() == b.len() && differences == 0
}

/// A random number.
pub(crate) fn random_number() -> io::Result<u32> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(u32::from_le_bytes(bytes))
}

/// Letters and digits that are not mixed up when read aloud.
fn random_text(length: usize) -> io::Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// Six digits.
fn random_code() -> io::Result<String> {
    Ok(format!("{:06}", random_number()? % 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn access(host: &str) -> Access {
        let ip = if host == "127.0.0.1" { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
        Access::new(ip.into(), host).unwrap()
    }

    fn request(headers: &str) -> Request {
        let head = format!("GET / HTTP/1.1\r\n{headers}\r\n");
        Request::parse(head.as_bytes()).unwrap().unwrap().0
    }

    const LOCAL: ([u8; 4], u16) = ([127, 0, 0, 1], 8000);
    const LAN: ([u8; 4], u16) = ([192, 168, 1, 5], 8000);

    #[test]
    fn only_our_own_names_are_answered() {
        let access = access("127.0.0.1");
        for good in ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "a.localhost", "[::1]:8000"] {
            let request = request(&format!("Host: {good}\r\n"));
            assert_eq!(access.check(&request, LOCAL.into()), Ok(()), "{good}");
        }
        for bad in [
            "attacker.example:8000",
            "localhost.evil.com",
            "localhost@evil",
            "192.168.1.5:8000",
            "[::1]%eth0",
            "127.0.0.1:x",
            "",
        ] {
            let request = request(&format!("Host: {bad}\r\n"));
            assert!(access.check(&request, LOCAL.into()).is_err(), "{bad}");
        }
        assert_eq!(access.check(&request(""), LOCAL.into()), Err(Refusal::BadHost));
    }

    #[test]
    fn an_open_server_is_known_by_the_address_it_was_reached_at() {
        let open = access("my-laptop.local");
        for (host, good) in [
            ("192.168.1.5:8000", true),
            ("my-laptop.local:8000", true),
            ("192.168.1.6:8000", false),
            ("127.0.0.1:8000", false),
            ("rebound.example:8000", false),
        ] {
            let request = request(&format!("Host: {host}\r\n"));
            assert_eq!(open.check(&request, LAN.into()).is_ok(), good, "{host}");
        }
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        let access = access("127.0.0.1");
        for (headers, good) in [
            ("Origin: http://127.0.0.1:8000\r\n", true),
            ("Origin: https://evil.example\r\n", false),
            ("Origin: http://127.0.0.1:9000\r\n", false),
            ("Origin: null\r\n", false),
            ("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n", true),
            ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n", false),
            ("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n", false),
            ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n", true),
        ] {
            let request = request(&format!("Host: 127.0.0.1:8000\r\n{headers}"));
            assert_eq!(access.check(&request, LOCAL.into()).is_ok(), good, "{headers}");
        }
    }

    #[test]
    fn other_devices_need_the_key_and_speakers_the_code() {
        let access = access("0.0.0.0");
        let peer = ([192, 168, 1, 9], 40000).into();
        let role = |headers: &str| access.role(&request(headers), peer, LAN.into());
        let key = access.key().unwrap();
        assert_eq!(role(""), Role::Stranger);
        assert_eq!(role("Cookie: deckgen-key=wrong\r\n"), Role::Stranger);
        assert_eq!(role(&format!("Cookie: a=b; deckgen-key={key}\r\n")), Role::Audience);
        assert_eq!(access.role(&request(""), LAN.into(), LAN.into()), Role::Author);
        let code = access.code().unwrap();
        let Tried::Right { cookie, next } = access.try_code(&code).unwrap() else { panic!() };
        assert_eq!(role(&format!("Cookie: deckgen-speaker={cookie}\r\n")), Role::Author);
        assert!(next == code || matches!(access.try_code(&code).unwrap(), Tried::Wrong { .. }));
    }

    #[test]
    fn codes_cannot_be_guessed() {
        let access = access("0.0.0.0");
        let renewed = (0..MAX_WRONG)
            .filter(|_| matches!(access.try_code("no"), Ok(Tried::Wrong { next: Some(_) })));
        assert_eq!(renewed.count(), 1);
    }
}
