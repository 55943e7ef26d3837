//! What may stand behind `git:`.
//!
//! | words | mean |
//! | --- | --- |
//! | `git` | branch `gh-pages` of the remote `origin` |
//! | `git:BRANCH` | another branch |
//! | `git:REMOTE/BRANCH` | of another remote, if the repository has one of that name |
//! | `git:URL#BRANCH` | of any repository: `https://…`, `ssh://…`, `user@host:path`, `/path`, `./path` |
//! | each with `:FOLDER` behind the branch | only that folder of the branch |

use std::path::Path;

use crate::bundle::BundlePath;
use crate::publish::error::PublishError;
use crate::publish::tool::without_passwords;

/// The branch when none is named.
pub(super) const BRANCH: &str = "gh-pages";

/// What was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    /// The repository's address; without one it is a remote of the sources' repository.
    pub(super) url: Option<String>,
    /// The branch; without an address it may begin with a remote's name.
    pub(super) branch: String,
    /// The folder in the branch.
    pub(super) folder: Option<BundlePath>,
}

pub(super) fn parse(rest: &str, here: &Path) -> Result<Names, PublishError> {
    let (url, rest) = match is_url(rest) {
        false => (None, rest),
        true => {
            let (url, rest) = rest.split_once('#').unwrap_or((rest, ""));
            (Some(absolute(url, here)), rest)
        }
    };
    let (branch, folder) = match rest.split_once(':') {
        Some((branch, folder)) => (branch, Some(folder.trim_matches('/'))),
        None => (rest, None),
    };
    if url.as_deref().is_some_and(|url| url.contains("::") && !url.contains("://")) {
        return Err(wrong(rest, "deckgen uses no helper programs for addresses"));
    }
    let branch = if branch.is_empty() { BRANCH } else { branch };
    if branch.starts_with('-') || branch.contains("::") || branch == "HEAD" {
        return Err(wrong(branch, "it is no name of a branch"));
    }
    let folder = match folder {
        None | Some("") => None,
        Some(folder) => {
            let path = BundlePath::new(folder).map_err(|_| wrong(folder, "it is no folder"))?;
            if folder.split('/').any(|part| part.eq_ignore_ascii_case(".git")) {
                return Err(wrong(folder, "it is git's own folder"));
            }
            Some(path)
        }
    };
    Ok(Names { url, branch: branch.to_string(), folder })
}

fn wrong(what: &str, why: &str) -> PublishError {
    PublishError::target(
        format!("`{}` cannot be published to: {why}", without_passwords(what)),
        "write `--to git`, `--to git:BRANCH`, `--to git:BRANCH:FOLDER` or `--to git:URL#BRANCH`",
    )
}

/// Whether it begins with an address. `host:path` without a user is a branch and a folder.
fn is_url(rest: &str) -> bool {
    let before_colon = rest.split(':').next().unwrap_or_default();
    rest.contains("://")
        || rest.starts_with(['/', '~'])
        || rest.starts_with("./")
        || rest.starts_with("../")
        || before_colon.len() < rest.len()
            && before_colon.contains('@')
            && !before_colon.contains(['/', '#'])
}

fn absolute(url: &str, here: &Path) -> String {
    if url.starts_with("./") || url.starts_with("../") {
        return here.join(url).display().to_string();
    }
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Option<String>, String, Option<String>) {
        let names =
            parse(text, Path::new("/here")).unwrap_or_else(|error| panic!("{text}: {error}"));
        (names.url, names.branch, names.folder.map(|folder| folder.to_string()))
    }

    #[test]
    fn branches_remotes_and_folders() {
        assert_eq!(read(""), (None, "gh-pages".into(), None));
        assert_eq!(read("pages"), (None, "pages".into(), None));
        assert_eq!(read("up/pages"), (None, "up/pages".into(), None));
        assert_eq!(read("pages:talks/2026/"), (None, "pages".into(), Some("talks/2026".into())));
        assert_eq!(read(":talks"), (None, "gh-pages".into(), Some("talks".into())));
    }

    #[test]
    fn addresses_of_any_repository() {
        let url = |url: &str| Some(url.to_string());
        let https = url("https://h.example/me/t.git");
        assert_eq!(read("https://h.example/me/t.git"), (https.clone(), "gh-pages".into(), None));
        assert_eq!(
            read("https://h.example/me/t.git#main:a"),
            (https, "main".into(), Some("a".into()))
        );
        assert_eq!(read("git@h.example:me/t#p"), (url("git@h.example:me/t"), "p".into(), None));
        assert_eq!(read("/srv/t.git#p"), (url("/srv/t.git"), "p".into(), None));
        assert_eq!(read("../t.git"), (url("/here/../t.git"), "gh-pages".into(), None));
    }

    #[test]
    fn what_is_no_branch_is_refused() {
        for text in
            ["-d", "--upload-pack=x", "ext::sh -c touch%20x", "a:../b", "a:.git", "HEAD", "#"]
        {
            let here = Path::new("/here");
            assert!(parse(text, here).is_err() || text == "#", "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_named_is_no_option(text in "[-a-z:/#@.~ \\[]{0,24}") {
            if let Ok(names) = parse(&text, Path::new("/here")) {
                prop_assert!(!names.branch.starts_with('-') && !names.branch.contains(':'));
                let folder = names.folder.map_or(String::new(), |folder| folder.to_string());
                prop_assert!(folder.split('/').all(|part| part != ".."));
            }
        }
    }
}
