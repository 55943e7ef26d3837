//! What may stand behind `rsync:` and `ssh:`.
//!
//! | words | mean |
//! | --- | --- |
//! | `rsync:user@host:folder`, `ssh:user@host:folder` | a folder of a host, over ssh; `user@` may be left out |
//! | `ssh://user@host:2222/folder` | the same with a port, and the folder from the root |
//! | `rsync://host/module/folder` | a folder of a host that runs rsync as a service |
//! | `rsync:/folder`, `rsync:./folder` | a folder of this machine, such as a disk of the network |

use crate::publish::error::PublishError;

/// A folder that rsync reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// As rsync wants it, with a `/` at the end.
    pub(super) address: String,
    /// The port of ssh, if it is another than the usual one.
    pub(super) port: Option<u16>,
}

impl Place {
    /// For people.
    pub(super) fn name(&self) -> String {
        crate::publish::tool::without_passwords(self.address.trim_end_matches('/'))
    }
}

pub(super) fn parse_rsync(rest: &str) -> Result<Place, PublishError> {
    if let Some(service) = rest.strip_prefix("//") {
        let (host, path) = service.split_once('/').unwrap_or((service, ""));
        let (host, port) = split_port(host);
        check_host(host)?;
        if port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return Err(wrong("the port is no number"));
        }
        let address = format!("rsync://{service}");
        return place(&address, path, None);
    }
    if rest.starts_with(['/', '.']) {
        return place(rest, rest, None);
    }
    over_ssh(rest)
}

pub(super) fn parse_ssh(rest: &str) -> Result<Place, PublishError> {
    let Some(address) = rest.strip_prefix("//") else { return over_ssh(rest) };
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let (host, port) = split_port(host);
    check_host(host)?;
    let port = port.map(|port| port.parse().map_err(|_| wrong("the port is no number")));
    // `ssh://host/~/folder` is below the home folder, as git has it.
    let folder = path.strip_prefix("~/").map_or(format!("/{path}"), String::from);
    place(&format!("{host}:{folder}"), path, port.transpose()?)
}

/// `user@host:folder`.
fn over_ssh(rest: &str) -> Result<Place, PublishError> {
    let end = if rest.contains("@[") || rest.starts_with('[') {
        rest.find("]:").map(|end| end + 1)
    } else {
        rest.find(':')
    };
    let end = end.ok_or_else(|| wrong("it names no folder"))?;
    let (host, path) = (&rest[..end], &rest[end + 1..]);
    check_host(host)?;
    if path.starts_with(':') {
        return Err(wrong("a service of rsync is written `rsync://host/module`"));
    }
    // rsync takes the path as it is, and no shell on the way knows what `~` is.
    let below_home = path.strip_prefix("~/").unwrap_or(path);
    place(&format!("{host}:{below_home}"), path, None)
}

fn place(address: &str, path: &str, port: Option<u16>) -> Result<Place, PublishError> {
    if path.trim_matches(['/', '.', '~']).is_empty() {
        return Err(wrong("it names no folder"));
    }
    Ok(Place { address: format!("{}/", address.trim_end_matches('/')), port })
}

/// A port behind a host, but not a part of an IPv6 address.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (host, None),
    }
}

/// Only names, so that none can be taken for an option, by whatever program.
fn check_host(host: &str) -> Result<(), PublishError> {
    let (user, name) = host.rsplit_once('@').unwrap_or(("-", host));
    let good = |c: char| c.is_alphanumeric() || "._-".contains(c);
    let inner = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let is_ip = inner.is_some_and(|ip| !ip.is_empty() && ip.chars().all(|c| good(c) || c == ':'));
    if user.contains(':') {
        return Err(wrong("a password does not belong there; use a key, or `RSYNC_PASSWORD`"));
    }
    let is_name = !name.is_empty() && name.chars().all(good) && !name.starts_with('-');
    let is_user =
        user == "-" || user.chars().all(good) && !user.starts_with('-') && !user.is_empty();
    if is_user && (is_name || is_ip) { Ok(()) } else { Err(wrong("the host's name is none")) }
}

fn wrong(why: &str) -> PublishError {
    PublishError::target(
        format!("that cannot be published to: {why}"),
        "write `--to rsync:user@host:folder`, `--to ssh://user@host:port/folder` or `--to \
         rsync://host/module/folder`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ssh(text: &str) -> (String, Option<u16>) {
        let place = parse_ssh(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        (place.address, place.port)
    }

    #[test]
    fn folders_of_hosts() {
        assert_eq!(ssh("me@h.example:www/talks"), ("me@h.example:www/talks/".into(), None));
        assert_eq!(ssh("me@h:~/www"), ("me@h:www/".into(), None));
        assert_eq!(ssh("//me@h:2222/srv/www"), ("me@h:/srv/www/".into(), Some(2222)));
        assert_eq!(ssh("//h/~/www"), ("h:www/".into(), None));
        assert_eq!(ssh("me@[::1]:www"), ("me@[::1]:www/".into(), None));
        let service = parse_rsync("//h:873/m/talks/").unwrap();
        assert_eq!(service, Place { address: "rsync://h:873/m/talks/".into(), port: None });
        assert_eq!(parse_rsync("/srv/www").unwrap().address, "/srv/www/");
        assert_eq!(parse_rsync(".@-").unwrap().address, ".@-/");
    }

    /// What rsync takes for a host and its user; none in the path of a folder of this machine.
    fn host(address: &str) -> Option<&str> {
        match address.strip_prefix("rsync://") {
            Some(rest) => rest.split('/').next(),
            None => {
                address.split_once(':').map(|(host, _)| host).filter(|host| !host.contains('/'))
            }
        }
    }

    #[test]
    fn options_passwords_and_whole_homes_are_refused() {
        for text in [
            "",
            "h",
            "h:",
            "h:/",
            "h:~/",
            "-oProxyCommand=x:www",
            "me@-x:www",
            "//h",
            "//h/",
            "h::m",
            "//me:secret@h/www",
            "a b:www",
            "//h:x/www",
            "h;touch x:www",
        ] {
            assert!(parse_ssh(text).is_err(), "{text}");
            assert!(text == "//h/www" || parse_rsync(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_named_is_no_option(text in "[-a-z:/@.~\\[\\]0-9é ]{0,24}") {
            for place in [parse_ssh(&text), parse_rsync(&text)].into_iter().flatten() {
                prop_assert!(!place.address.starts_with('-') && place.address.ends_with('/'));
                let host = host(&place.address).unwrap_or_default();
                prop_assert!(!host.contains("@-"), "{}", place.address);
            }
        }
    }
}
