//! The installed `git`, in surroundings that leave the user's repository as it is.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::branch::Tip;
use super::names::Names;
use crate::bundle::BundlePath;
use crate::publish::error::PublishError;
use crate::publish::staging::Staging;
use crate::publish::tool::{self, Answer, without_passwords};
use crate::publish::{Upload, address};

/// The far side's name while we work. Nobody has a remote of this name, so no branch follows it.
pub(super) const REMOTE: &str = "deckgen-publish";

/// Variables of git that say how to reach others and who the user is. All others, such as `GIT_DIR`,
/// could lead to another repository or index than the sources'.
const KEPT: &[&str] = &[
    "GIT_ASKPASS",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
    "GIT_PROXY_COMMAND",
    "GIT_EXEC_PATH",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
];
const KEPT_STARTS: &[&str] =
    &["GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_CONFIG_", "GIT_HTTP_", "GIT_SSL_"];

/// Settings that must not be the user's: who may start programs, and what may write.
const SETTINGS: &[&str] = &[
    "protocol.ext.allow=never",
    "protocol.fd.allow=never",
    "core.fsmonitor=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.writeCommitGraph=false",
    "user.useConfigOnly=true",
];

/// What a push came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Push {
    /// The branch is our commit.
    Done,
    /// Somebody else pushed first.
    Outrun,
}

/// All that git needs to know.
pub(super) struct Session<'a> {
    upload: &'a Upload<'a>,
    staging: Staging,
    /// Whether the sources are in a repository; else we work in one of our own.
    has_repository: bool,
    /// Where the repository's objects are.
    objects: Option<PathBuf>,
    /// The far side's address, and the one to push to.
    pub(super) url: String,
    push_url: String,
    /// Whether the far side is a remote of the sources' repository.
    is_own: bool,
    pub(super) branch: String,
    pub(super) folder: Option<BundlePath>,
}

impl<'a> Session<'a> {
    /// Finds the sources' repository and the far side.
    pub(super) fn open(names: &Names, upload: &'a Upload<'a>) -> Result<Session<'a>, PublishError> {
        let mut session = Session {
            upload,
            staging: Staging::new()?,
            has_repository: false,
            objects: None,
            url: String::new(),
            push_url: String::new(),
            is_own: true,
            branch: names.branch.clone(),
            folder: names.folder.clone(),
        };
        session.find_repository()?;
        match &names.url {
            Some(url) => session.take_url(url)?,
            None => session.find_remote()?,
        }
        let reference = format!("refs/heads/{}", session.branch);
        let is_name = session.git(&["check-ref-format", &reference])?.status.success();
        // The remote's name was before it until now.
        if !is_name || session.branch.starts_with('-') || session.branch == "HEAD" {
            return Err(PublishError::target(
                format!("`{}` is no name of a branch", session.branch),
                "name another branch, such as `gh-pages`",
            ));
        }
        Ok(session)
    }

    fn find_repository(&mut self) -> Result<(), PublishError> {
        let found = self.git(&["rev-parse", "--git-path", "objects"])?;
        if found.status.success() {
            self.has_repository = true;
            self.objects = Some(self.upload.source.join(found.text()));
            self.staging.folder("objects")?;
            return Ok(());
        }
        if !found.told.contains("not a git repository") {
            return Err(found.failure("read the repository of the sources"));
        }
        Ok(())
    }

    /// Sets the address that was named, and makes a repository if the sources are in none.
    fn take_url(&mut self, url: &str) -> Result<(), PublishError> {
        if self.has_repository {
            self.is_own = self.is_own(url)?;
        }
        self.url = url.to_string();
        self.push_url = url.to_string();
        if !self.has_repository {
            self.is_own = false;
            let folder = self.staging.path("repository").display().to_string();
            let init = ["init", "--quiet", "--bare", "--template=", "--", &folder];
            self.git(&init)?.or_fail("make a temporary repository")?;
        }
        Ok(())
    }

    /// Whether an address is the one of the sources' repository or of one of its remotes.
    fn is_own(&self, url: &str) -> Result<bool, PublishError> {
        let top = self.git(&["rev-parse", "--show-toplevel"])?.text();
        let remotes = self.git(&["config", "--get-regexp", r"^remote\..*\.(push)?url$"])?.text();
        let known = remotes.lines().filter_map(|line| line.split_once(' ')).map(|(_, url)| url);
        let plain = |url: &str| address::plain_or_folder(url, Path::new(&top));
        Ok(known.chain([top.as_str()]).any(|known| plain(known) == plain(url)))
    }

    /// Finds the remote of the sources' repository, and what of the name is the branch.
    fn find_remote(&mut self) -> Result<(), PublishError> {
        if !self.has_repository {
            return Err(PublishError::target(
                format!("`{}` is in no git repository", self.upload.source.display()),
                "name the repository to publish to: `--to git:URL#BRANCH`",
            ));
        }
        let mut remote = "origin".to_string();
        if let Some((first, rest)) = self.branch.clone().split_once('/')
            && self.setting(&format!("remote.{first}.url"))?.is_some()
        {
            remote = first.to_string();
            self.branch = rest.to_string();
        }
        let url = self.setting(&format!("remote.{remote}.url"))?;
        self.url = url.ok_or_else(|| {
            PublishError::target(
                format!("the repository of the sources has no remote `{remote}`"),
                "add it with `git remote add origin URL`, or write `--to git:URL#BRANCH`",
            )
        })?;
        let push_url = self.setting(&format!("remote.{remote}.pushurl"))?;
        self.push_url = push_url.unwrap_or_else(|| self.url.clone());
        Ok(())
    }

    /// The first value of one of the user's settings.
    fn setting(&self, key: &str) -> Result<Option<String>, PublishError> {
        let answer = self.git(&["config", "--get-all", key])?;
        let first = answer.text().lines().next().map(String::from);
        Ok(first.filter(|_| answer.status.success()))
    }

    /// For people: `gh-pages` of https://….
    pub(super) fn place(&self) -> String {
        format!("`{}` of {}", self.branch, without_passwords(&self.push_url))
    }

    /// The same as the beginning of a path.
    pub(super) fn root(&self) -> String {
        match &self.folder {
            Some(folder) => format!("{}:{folder}", self.branch),
            None => self.branch.clone(),
        }
    }

    /// A path of ours as it is on the branch.
    pub(super) fn full(&self, path: &str) -> String {
        match &self.folder {
            Some(folder) => format!("{folder}/{path}"),
            None => path.to_string(),
        }
    }

    /// Runs git.
    pub(super) fn git(&self, arguments: &[&str]) -> Result<Answer, PublishError> {
        self.git_with(arguments, Vec::new())
    }

    /// Runs git with a standard input.
    pub(super) fn git_with(
        &self,
        arguments: &[&str],
        input: Vec<u8>,
    ) -> Result<Answer, PublishError> {
        tool::run("git", self.command(arguments), input, &self.upload.stop)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let is_kept = KEPT.contains(&text.as_ref())
                || KEPT_STARTS.iter().any(|start| text.starts_with(start));
            if text.starts_with("GIT_") && (!is_kept || text == "GIT_CONFIG_PARAMETERS") {
                command.env_remove(&name);
            }
        }
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_INDEX_FILE", self.staging.path("index"));
        if !self.upload.may_ask {
            command.env("GIT_TERMINAL_PROMPT", "0").env("GCM_INTERACTIVE", "never");
        }
        if let Some(objects) = &self.objects {
            let text = objects.display().to_string().replace('\\', "\\\\").replace('"', "\\\"");
            command.env("GIT_OBJECT_DIRECTORY", self.staging.path("objects"));
            command.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", format!("\"{text}\""));
        } else if !self.url.is_empty() {
            command.env("GIT_DIR", self.staging.path("repository"));
        }
        self.name_the_far_side(&mut command);
        command.arg("-C").arg(self.upload.source);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(arguments);
        command
    }

    /// In the environment, since others on the machine can read arguments, and an address may hold a
    /// password.
    fn name_the_far_side(&self, command: &mut Command) {
        if self.url.is_empty() {
            return;
        }
        let count = std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok());
        let count: usize = count.unwrap_or(0);
        let settings = [("url", &self.url), ("pushurl", &self.push_url)];
        for (number, (key, value)) in settings.into_iter().enumerate() {
            command.env(
                format!("GIT_CONFIG_KEY_{}", count + number),
                format!("remote.{REMOTE}.{key}"),
            );
            command.env(format!("GIT_CONFIG_VALUE_{}", count + number), value);
        }
        command.env("GIT_CONFIG_COUNT", (count + settings.len()).to_string());
    }

    /// Whether history is left out when the branch is fetched: into a repository of our own, which has
    /// nothing of it yet. In the user's it would be noted down there.
    pub(super) fn is_shallow(&self) -> bool {
        !self.has_repository
    }

    /// Files that go into the index, under names of our own.
    pub(super) fn stage(&self, number: usize, bytes: &[u8]) -> Result<PathBuf, PublishError> {
        self.staging.write(&format!("files/{number}"), bytes)
    }

    /// Refuses the branch that the sources are on.
    pub(super) fn refuse_sources(
        &self,
        tip: &Tip,
        has_manifest: bool,
        adopt: bool,
    ) -> Result<(), PublishError> {
        let refuse = |what: &str, hint: &str| {
            Err(PublishError::refused(
                format!("nothing is published to `{}`: {what}", self.branch),
                hint,
            ))
        };
        if self.is_own && self.has_repository {
            let head = self.git(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
            if head.status.success() && head.text() == self.branch {
                let what = "it is the branch that your sources are on";
                return refuse(what, "name a branch of its own, such as `--to git:gh-pages`");
            }
        }
        if !tip.is_default || tip.commit.is_none() || has_manifest {
            return Ok(());
        }
        if self.is_own {
            let what = "it is the repository's main branch, where sources are";
            return refuse(what, "name a branch of its own, such as `--to git:gh-pages`");
        }
        if !adopt {
            let what = "it is the main branch of that repository, and has files of others";
            return refuse(what, "add `--adopt` if it is a branch of pages, not of sources");
        }
        Ok(())
    }

    /// The commit that the sources are at, if they are in a repository.
    pub(super) fn source_commit(&self) -> Option<String> {
        if !self.has_repository {
            return None;
        }
        let head = self.git(&["rev-parse", "--verify", "--quiet", "HEAD"]).ok()?;
        let commit = head.status.success().then(|| head.text())?;
        // The temporary index knows nothing of the working tree.
        let mut status = self.command(&["status", "--porcelain", "--untracked-files=no"]);
        status.env_remove("GIT_INDEX_FILE");
        let status = tool::run("git", status, Vec::new(), &self.upload.stop).ok()?;
        let is_clean = status.status.success() && status.stdout.is_empty();
        Some(if is_clean { commit } else { format!("{commit}, with changes since") })
    }

    /// Makes a commit.
    pub(super) fn commit(
        &self,
        tree: &str,
        parent: Option<&str>,
        message: &str,
    ) -> Result<String, PublishError> {
        let signs =
            self.git(&["config", "--type=bool", "--get", "commit.gpgSign"])?.text() == "true";
        let mut arguments = vec!["commit-tree", "-F", "-"];
        arguments.extend(signs.then_some("-S"));
        arguments.extend(parent.into_iter().flat_map(|parent| ["-p", parent]));
        arguments.push(tree);
        let commit = self.git_with(&arguments, message.as_bytes().to_vec())?;
        Ok(commit.or_fail("make a commit")?.text())
    }

    /// Pushes a commit to the branch, without force.
    pub(super) fn push(&self, commit: &str) -> Result<Push, PublishError> {
        let refspec = format!("{commit}:refs/heads/{}", self.branch);
        let push = self.git(&[
            "push",
            "--porcelain",
            "--no-follow-tags",
            "--no-recurse-submodules",
            "--",
            REMOTE,
            &refspec,
        ])?;
        if push.status.success() {
            return Ok(Push::Done);
        }
        const OUTRUN: &[&str] = &[
            "(fetch first)",
            "(non-fast-forward)",
            "cannot lock ref",
            "incorrect old value",
            "failed to update ref",
            "reference already exists",
        ];
        let lines = push.text();
        let refused = lines.lines().find(|line| line.starts_with('!'));
        if refused.is_some_and(|line| OUTRUN.iter().any(|sign| line.contains(sign))) {
            return Ok(Push::Outrun);
        }
        // The answer may have been lost, not the push.
        if refused.is_none()
            && Tip::look(self).is_ok_and(|tip| tip.commit.as_deref() == Some(commit))
        {
            return Ok(Push::Done);
        }
        Err(push.failure(format!("push to {}", self.place())))
    }
}
