//! What stands behind an opening fence: the language, and how the code is shown.
//!
//! `rust {1,3-5|7|all} {#id .class key=value} file=a.rs lines=10-20 #region .numbers mark="word"`, in any
//! order after the language. Line lists may also be written as reveal.js does, `[10: 1,3-5|7]`, and keys as
//! Quarto does (`code-line-numbers="1|3"`, `filename="a.rs"`). Words that mean nothing to us are other
//! tools' and no mistake.

mod steps;
mod words;

use crate::attributes::Attributes;
use std::ops::Range;

pub use steps::{Lines, Steps};

/// A fence's info string, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fence<'t> {
    /// The language's name; empty when there is none.
    pub language: &'t str,
    /// What is not about code: id, classes, `fragment-index` and whatever else the author attached.
    pub attributes: Attributes,
    /// Which lines are shown in which step.
    pub steps: Option<Steps>,
    /// The number of the first line, if lines are numbered.
    pub numbers: Option<u32>,
    /// What stands above the code.
    pub caption: Option<String>,
    /// Where the code comes from.
    pub file: Option<CodeFile>,
    /// Words, or `/patterns/`, that are marked.
    pub marks: Vec<String>,
    /// The first character of each line tells whether it was added (`+`) or removed (`-`).
    pub diff: bool,
    /// Parts of the info string that cannot be read, and why.
    pub problems: Vec<(Range<usize>, Problem)>,
}

/// Code that stands in another file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeFile {
    /// Its path as written.
    pub path: String,
    /// Its named region.
    pub region: Option<String>,
    /// Its lines, counted from 1 in the file or the region.
    pub lines: Option<Lines>,
    /// Where all this is written in the info string.
    pub range: Range<usize>,
}

/// What is wrong with a part of an info string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Braces or brackets that hold neither lines nor attributes.
    Braces,
    /// A list of lines that is none.
    Lines,
    /// A number of the first line that is none.
    Start,
    /// More steps than can be shown.
    TooManySteps,
}

/// Reads an info string, whatever is in it.
pub fn read(info: &str) -> Fence<'_> {
    let start = info.len() - info.trim_start().len();
    let rest = &info[start..];
    let end = rest.find([' ', '\t', '{', ',', '[']).unwrap_or(rest.len());
    let mut reader = words::Reader { info, at: start + end, ..words::Reader::default() };
    reader.all();
    let (mut fence, region) = (reader.fence, reader.region);
    let word = &rest[..end];
    let language = Some(word).filter(|word| !word.is_empty());
    let language = language.or_else(|| reader.first_class.map(|class| &info[class]));
    fence.language = language.filter(|name| is_language(name)).unwrap_or_default();
    fence.take_keys(info.len());
    // Where the code is another file's, `#name` is its region, in braces too.
    let id = &mut fence.attributes.id;
    *id = region.or(id.take());
    if let Some(file) = fence.file.as_mut().filter(|file| file.region.is_none()) {
        file.region = fence.attributes.id.take();
    }
    fence
}

impl Fence<'_> {
    /// Takes what is ours out of the attributes.
    fn take_keys(&mut self, end: usize) {
        let own = &mut self.attributes;
        let whole = 0..end;
        self.caption = own.take("caption").filter(|text| !text.is_empty());
        let filename = own.take("filename");
        let mut take_mark = || own.take_first("mark");
        while let Some(mark) = take_mark() {
            self.marks.extend(Some(mark).filter(|mark| !mark.is_empty()));
        }
        if let Some(path) = own.take("file").filter(|path| !path.is_empty()) {
            let (path, region) = match path.split_once('#') {
                Some((path, region)) => (path.to_string(), Some(region.to_string())),
                None => (path, None),
            };
            let region = own.take("region").or(region).filter(|name| !name.is_empty());
            self.file = Some(CodeFile { path, region, lines: None, range: whole.clone() });
        }
        if let Some(lines) = own.take("lines") {
            match (Lines::read(&lines), &mut self.file) {
                (Some(lines), Some(file)) => file.lines = Some(lines),
                (Some(_), None) => {}
                (None, _) => self.problems.push((whole.clone(), Problem::Lines)),
            }
        }
        match own.take("code-line-numbers").as_deref() {
            None | Some("false") => {}
            Some("" | "true") => self.numbers = Some(1),
            Some(steps) => match Steps::read(steps) {
                Some(steps) => self.steps = Some(steps),
                None => self.problems.push((whole.clone(), Problem::Lines)),
            },
        }
        let flag = own.take("numbers").is_some_and(|value| value != "false");
        if own.remove_class("numbers") | own.remove_class("number-lines") | flag {
            self.numbers = self.numbers.or(Some(1));
        }
        for key in ["start", "startFrom", "start-from", "ln-start-from"] {
            match own.take(key).map(|start| start.parse()) {
                None => {}
                Some(Ok(start)) => self.numbers = Some(start),
                Some(Err(_)) => self.problems.push((whole.clone(), Problem::Start)),
            }
        }
        self.diff = own.remove_class("diff");
        let name = filename.map(|name| match &self.file {
            Some(file) if name.is_empty() => file.path.trim_start_matches('/').to_string(),
            _ => name,
        });
        self.caption = self.caption.take().or(name.filter(|name| !name.is_empty()));
        if self.steps.as_ref().is_some_and(|steps| steps.groups.len() > steps::MAX_STEPS) {
            self.steps = None;
            self.problems.push((whole, Problem::TooManySteps));
        }
    }
}

/// Names of languages as authors write them; anything else would be no class of HTML.
fn is_language(name: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.');
    !name.is_empty() && name.len() <= 32 && name.chars().all(good)
}

#[cfg(test)]
mod tests;
