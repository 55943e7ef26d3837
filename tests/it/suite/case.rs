//! How a suite file is written: `@@` lines cut it into cases and their parts.

use base64::Engine;
use std::fmt;

/// One file of cases.
pub(super) struct Suite {
    /// What stands before the first case, for people.
    preamble: String,
    pub(super) cases: Vec<Case>,
}

/// One deck and what must become of it.
pub(super) struct Case {
    pub(super) name: String,
    /// The line of its `@@ case`, from 1.
    pub(super) line: usize,
    pub(super) deck: String,
    pub(super) parts: Vec<Part>,
}

/// A part after the deck: the words of its `@@` line, and the lines below.
pub(super) struct Part {
    pub(super) kind: Kind,
    pub(super) body: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Words that change how the deck is built.
    Options(Vec<String>),
    /// A file beside the deck.
    File { path: String, base64: bool },
    /// Lines that the slides' HTML has in this order; all of it when exact.
    Html { exact: bool },
    /// `id | heading or first words` of each slide.
    Slides,
    /// `line:column severity code` of each finding.
    Diagnostics,
    /// What the whole page contains, or does not.
    Page,
}

impl Kind {
    fn parse(line: &str) -> Option<Kind> {
        let mut words = line.split_whitespace();
        let kind = match words.next()? {
            "options" => return Some(Kind::Options(words.map(String::from).collect())),
            "file" => {
                let path = line.strip_prefix("file ")?.trim();
                let plain = path.strip_suffix(" base64");
                let (path, base64) = (plain.unwrap_or(path).to_string(), plain.is_some());
                return (!path.is_empty()).then_some(Kind::File { path, base64 });
            }
            "html" if line == "html exact" => return Some(Kind::Html { exact: true }),
            "html" => Kind::Html { exact: false },
            "slides" => Kind::Slides,
            "diagnostics" => Kind::Diagnostics,
            "page" => Kind::Page,
            _ => return None,
        };
        words.next().is_none().then_some(kind)
    }

    /// Whether a second part of this kind would hide the first.
    fn once(&self) -> bool {
        !matches!(self, Kind::File { .. })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Options(words) => write!(f, "options {}", words.join(" ")),
            Kind::File { path, base64: true } => write!(f, "file {path} base64"),
            Kind::File { path, base64: false } => write!(f, "file {path}"),
            Kind::Html { exact: true } => f.write_str("html exact"),
            Kind::Html { exact: false } => f.write_str("html"),
            Kind::Slides => f.write_str("slides"),
            Kind::Diagnostics => f.write_str("diagnostics"),
            Kind::Page => f.write_str("page"),
        }
    }
}

/// Reads a suite; an error begins with its line.
pub(super) fn parse(text: &str) -> Result<Suite, String> {
    let mut suite = Suite { preamble: String::new(), cases: Vec::new() };
    for (number, line) in (1..).zip(text.lines()) {
        let Some(words) = line.strip_prefix("@@ ") else {
            let body = match suite.cases.last_mut() {
                None => &mut suite.preamble,
                Some(case) => case.parts.last_mut().map_or(&mut case.deck, |part| &mut part.body),
            };
            body.push_str(line);
            body.push('\n');
            continue;
        };
        if let Some(name) = words.strip_prefix("case ") {
            if suite.cases.iter().any(|case| case.name == name) {
                return Err(format!("{number}: there are two cases `{name}`"));
            }
            let (name, deck, parts) = (name.to_string(), String::new(), Vec::new());
            suite.cases.push(Case { name, line: number, deck, parts });
            continue;
        }
        let kind = Kind::parse(words).ok_or(format!("{number}: `{words}` is no part of a case"))?;
        let case = suite.cases.last_mut().ok_or(format!("{number}: a part before any case"))?;
        let same = |part: &Part| {
            part.kind.once() && std::mem::discriminant(&part.kind) == std::mem::discriminant(&kind)
        };
        if case.parts.iter().any(same) {
            return Err(format!("{number}: the case already has `{words}`"));
        }
        case.parts.push(Part { kind, body: String::new() });
    }
    for case in &mut suite.cases {
        trim(&mut case.deck);
        case.parts.iter_mut().for_each(|part| trim(&mut part.body));
    }
    Ok(suite)
}

/// Drops blank lines at the end.
fn trim(body: &mut String) {
    body.truncate(body.trim_end_matches('\n').len());
    if !body.is_empty() {
        body.push('\n');
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.preamble)?;
        for (at, case) in self.cases.iter().enumerate() {
            let gap = if at > 0 { "\n" } else { "" };
            write!(f, "{gap}@@ case {}\n{}", case.name, case.deck)?;
            for part in &case.parts {
                write!(f, "@@ {}\n{}", part.kind, part.body)?;
            }
        }
        Ok(())
    }
}

impl Case {
    /// The words of the `options` part.
    pub(super) fn options(&self) -> &[String] {
        let words = self.parts.iter().find_map(|part| match &part.kind {
            Kind::Options(words) => Some(&words[..]),
            _ => None,
        });
        words.unwrap_or_default()
    }

    /// Paths and bytes of the files beside the deck.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, Vec<u8>)> {
        self.parts.iter().filter_map(|part| match &part.kind {
            Kind::File { path, base64: false } => Some((&path[..], part.body.clone().into_bytes())),
            Kind::File { path, base64: true } => {
                let bytes = base64::engine::general_purpose::STANDARD.decode(part.body.trim());
                Some((&path[..], bytes.expect("the file is base64")))
            }
            _ => None,
        })
    }
}
