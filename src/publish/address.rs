//! Where readers find what is on a branch, as far as its repository's address tells.

use std::path::Path;

use crate::world::{Disk, World};

/// The same for a repository on this machine too, whose address may be relative to a folder.
pub(super) fn plain_or_folder(url: &str, top: &Path) -> String {
    let path = url.strip_prefix("file://").unwrap_or(url);
    if path.starts_with(['/', '.'])
        && let Ok(real) = Disk.canonicalize(&top.join(path))
    {
        let real = real.display().to_string();
        return real.strip_suffix("/.git").unwrap_or(&real).to_string();
    }
    plain(url)
}

/// A repository's address without what differs between ways to the same one: `github.com/me/talks`.
pub(super) fn plain(url: &str) -> String {
    let rest = match url.split_once("://") {
        Some((_, rest)) => rest.to_string(),
        // `git@github.com:me/talks.git`
        None => match url.split_once(':') {
            Some((host, path)) if !host.contains('/') => format!("{host}/{path}"),
            _ => url.to_string(),
        },
    };
    let (host, path) = rest.split_once('/').unwrap_or((&rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    let path = path.trim_end_matches('/').trim_end_matches(".git").trim_matches('/');
    format!("{}/{path}", host.to_ascii_lowercase())
}

/// The likely address of the pages of a repository on GitHub or GitLab.
pub(super) fn pages(url: &str) -> Option<String> {
    let plain = plain(url);
    let (host, path) = plain.split_once('/')?;
    let (owner, project) = path.split_once('/')?;
    let site = match host {
        "github.com" if !project.contains('/') => "github.io",
        "gitlab.com" => "gitlab.io",
        _ => return None,
    };
    let owner = owner.to_ascii_lowercase();
    let own = format!("{owner}.{site}");
    if project.eq_ignore_ascii_case(&own) {
        return Some(format!("https://{own}/"));
    }
    Some(format!("https://{own}/{project}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_one_repository_are_the_same() {
        for url in [
            "https://github.com/me/talks.git",
            "git@github.com:me/talks.git",
            "ssh://git@GitHub.com/me/talks",
            "https://me:token@github.com/me/talks/",
        ] {
            assert_eq!(plain(url), "github.com/me/talks", "{url}");
        }
        assert_ne!(plain("/srv/talks.git"), plain("/srv/other.git"));
    }

    #[test]
    fn pages_are_guessed() {
        let talks = Some("https://me.github.io/talks/".to_string());
        assert_eq!(pages("git@github.com:Me/talks.git"), talks);
        assert_eq!(
            pages("https://github.com/me/me.github.io"),
            Some("https://me.github.io/".into())
        );
        let group = Some("https://g.gitlab.io/sub/talks/".to_string());
        assert_eq!(pages("https://gitlab.com/g/sub/talks.git"), group);
        assert_eq!(pages("https://example.org/me/talks.git"), None);
        assert_eq!(pages("/srv/talks.git"), None);
    }
}
