//! Runs the installed tools: arguments as a list, no shell, an end when somebody asks to stop.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::error::PublishError;
use super::stop::Stop;

/// After a tool's end, what it told is waited for so long: its own children may hold the pipe.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// More than anybody reads of what a tool tells.
const MAX_LINES: usize = 12;

/// How a tool ended.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    /// For people: without passwords, advice for the tool's own users and empty lines.
    pub(super) told: String,
}

impl Answer {
    /// The standard output as text, without the line end.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).trim_end_matches('\n').to_string()
    }

    /// # Errors
    /// The tool failed at `doing`.
    pub(super) fn or_fail(self, doing: impl Into<String>) -> Result<Answer, PublishError> {
        if self.status.success() { Ok(self) } else { Err(self.failure(doing)) }
    }

    pub(super) fn failure(&self, doing: impl Into<String>) -> PublishError {
        let told = match self.told.as_str() {
            "" => format!("it ended with {}", self.status),
            told => told.to_string(),
        };
        PublishError::Tool { doing: doing.into(), hint: hint(&told), told }
    }
}

/// Runs a command to its end. `input` is its standard input.
pub(super) fn run(
    name: &'static str,
    mut command: Command,
    input: Vec<u8>,
    stop: &Stop,
) -> Result<Answer, PublishError> {
    stop.check()?;
    // Messages are read here, so they must be in one language.
    command.env("LC_ALL", "C");
    command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
    let spawned = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => PublishError::NoTool(name),
        _ => PublishError::Tool {
            doing: format!("start `{name}`"),
            told: error.to_string(),
            hint: None,
        },
    })?;
    if let Some(mut pipe) = child.stdin.take() {
        // It fails when the tool has ended before, and then its status says why.
        std::thread::spawn(move || drop(pipe.write_all(&input)));
    }
    let stdout = child.stdout.take().map(listen);
    let stderr = child.stderr.take().map(listen);
    let status = wait(&mut child, stop)?;
    let hear = |pipe: Option<Receiver<Vec<u8>>>| {
        pipe.and_then(|pipe| pipe.recv_timeout(LAST_WORDS).ok()).unwrap_or_default()
    };
    let (stdout, stderr) = (hear(stdout), hear(stderr));
    if !status.success() {
        // Ctrl-C reaches the tool as well, perhaps sooner than us.
        std::thread::sleep(Duration::from_millis(50));
        stop.check()?;
    }
    Ok(Answer { status, stdout, told: told(&String::from_utf8_lossy(&stderr)) })
}

fn listen(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

fn wait(child: &mut Child, stop: &Stop) -> Result<ExitStatus, PublishError> {
    let failed = |error: io::Error| PublishError::Tool {
        doing: "wait for a program".into(),
        told: error.to_string(),
        hint: None,
    };
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            return Ok(status);
        }
        if stop.is_wanted() {
            let _ = child.kill();
            let _ = child.wait();
            return Err(PublishError::Stopped);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// What a tool told, for people.
fn told(stderr: &str) -> String {
    let is_useful = |line: &&str| {
        let noise = ["hint:", "rsync error: ", "rsync warning: "];
        !line.is_empty() && !noise.iter().any(|start| line.starts_with(start))
    };
    let lines = stderr.lines().map(str::trim_end).filter(is_useful);
    without_passwords(&lines.take(MAX_LINES).collect::<Vec<_>>().join("\n"))
}

/// What to do, for what people meet most.
fn hint(told: &str) -> Option<&'static str> {
    const KNOWN: &[(&[&str], &str)] = &[
        (
            &[
                "Authentication failed",
                "could not read Username",
                "could not read Password",
                "Permission denied",
                "terminal prompts disabled",
                "Invalid username",
                "HTTP 403",
                "error: 403",
            ],
            "this machine has no right to write there, or has no password for it: see that the tool works \
             by itself in the same folder, then publish again",
        ),
        (
            &["Host key verification failed"],
            "connect with `ssh` once by hand to accept the host's key",
        ),
        (
            &[
                "Could not resolve",
                "Connection refused",
                "Connection timed out",
                "Network is unreachable",
                "No route to host",
                "unable to access",
            ],
            "check the address and the network; what is public is as it was",
        ),
        (
            &[
                "Connection reset",
                "hung up unexpectedly",
                "early EOF",
                "connection unexpectedly closed",
                "Broken pipe",
                "unexpected disconnect",
            ],
            "the connection broke; every page that is public is whole. Publish again to finish",
        ),
        (
            &["Please tell me who you are", "auto-detection is disabled", "empty ident name"],
            "tell git who you are: `git config --global user.name NAME` and `git config --global \
             user.email ADDRESS`",
        ),
        // The far side's name is in the environment, which git reads since then.
        (&["'deckgen-publish' does not appear"], "install git 2.31 or newer"),
        (
            &["No space left", "File too large", "Disk quota exceeded"],
            "free some space and publish again",
        ),
    ];
    let known = KNOWN.iter().find(|(signs, _)| signs.iter().any(|sign| told.contains(sign)));
    known.map(|(_, hint)| *hint)
}

/// The text with the user's name and password taken out of each address in it.
pub(super) fn without_passwords(text: &str) -> String {
    let mut parts = text.split("://");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        out.push_str("://");
        let end =
            part.find(|c: char| c == '/' || c == '#' || c.is_whitespace() || "'\"`".contains(c));
        let (host, rest) = part.split_at(end.unwrap_or(part.len()));
        out.push_str(host.rsplit('@').next().unwrap_or_default());
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_never_shown() {
        let text = "fatal: unable to access 'https://me:s3cr@t@host.example/r.git/': 403\nssh://git@h:2/x#b";
        let shown = "fatal: unable to access 'https://host.example/r.git/': 403\nssh://h:2/x#b";
        assert_eq!(without_passwords(text), shown);
        assert_eq!(without_passwords("no address: a@b"), "no address: a@b");
        assert_eq!(without_passwords("https://token@h"), "https://h");
    }

    #[test]
    fn a_tool_that_waits_is_ended() {
        let stop = Stop::default();
        let later = stop.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            later.now();
        });
        let mut command = Command::new("sleep");
        command.arg("600");
        assert!(matches!(run("sleep", command, Vec::new(), &stop), Err(PublishError::Stopped)));
    }

    #[test]
    fn a_tool_that_is_not_there_is_named() {
        let command = Command::new("deckgen-has-no-such-tool");
        let error = run("such-tool", command, Vec::new(), &Stop::default()).unwrap_err();
        assert_eq!(error.to_string(), "`such-tool` is not installed");
    }
}
