//! Goes once over a formula's TeX: macros are replaced by what they stand for, and what `math-core`
//! does not know is said so that it does.
//!
//! Groups are followed, because a colour or size holds to the end of its group, or of its cell in a
//! table.

mod elements;
mod environments;
mod input;

use super::Fault;
use super::limits::command;
use super::macros::{self, Macro, Macros};
use super::tracked::Tracked;
use super::wrap::Wraps;
use input::Input;
use std::collections::BTreeMap;
use std::ops::Range;

/// The most macros in one formula, those inside macros too.
const MAX_CALLS: usize = 2000;

/// Macros that stand for macros that stand for macros…
const MAX_DEPTH: usize = 32;

/// The most TeX that a formula becomes, in bytes.
const MAX_EXPANDED: usize = 65_536;

/// What is open.
#[derive(Default)]
struct Group {
    /// It is a table, so `&` and `\\` end a part of it.
    table: bool,
    /// What must be written at the end of the group or cell.
    ends: Vec<String>,
    /// The text for the end of the whole, if it is not the author's.
    close: Option<&'static str>,
}

/// The state while a formula is gone over.
pub(super) struct Expansion<'m> {
    macros: &'m Macros,
    local: BTreeMap<String, Macro>,
    wraps: Wraps,
    out: Tracked,
    groups: Vec<Group>,
    calls: usize,
    /// A `\tag` outside of all groups: the formula is a numbered line.
    tagged: bool,
}

impl<'m> Expansion<'m> {
    pub(super) fn new(macros: &'m Macros) -> Expansion<'m> {
        Expansion {
            macros,
            local: BTreeMap::new(),
            wraps: Wraps::default(),
            out: Tracked::default(),
            groups: vec![Group::default()],
            calls: 0,
            tagged: false,
        }
    }

    /// Goes over a whole formula.
    pub(super) fn whole(mut self, tex: Tracked) -> Result<(Tracked, Wraps), Fault> {
        if let Some(at) = tex.text.find(Wraps::is_ours) {
            let end = at + tex.text[at..].chars().next().map_or(0, char::len_utf8);
            return Err(fault(at..end, "this character is for private use"));
        }
        self.text(&tex, 0)?;
        let end = tex.text.len()..tex.text.len();
        self.end_cell(&end);
        if self.tagged {
            let mut numbered = Tracked::default();
            numbered.push(r"\begin{equation}", 0..0);
            numbered.push_part(&self.out, 0..self.out.text.len());
            numbered.push(r"\end{equation}", end);
            self.out = numbered;
        }
        Ok((self.out, self.wraps))
    }

    fn text(&mut self, tex: &Tracked, depth: usize) -> Result<(), Fault> {
        let mut input = Input { tex, at: 0 };
        while let Some(found) = input.rest().find(['\\', '{', '}', '&', '%']) {
            let start = input.at + found;
            self.out.push_part(tex, input.at..start);
            input.at = start + 1;
            let source = tex.source(start..start + 1);
            match tex.text.as_bytes()[start] {
                b'%' => {
                    let line = input.rest().find('\n').map_or(input.rest().len(), |end| end + 1);
                    input.at += line;
                    self.out.push(" ", source.clone());
                }
                b'{' => {
                    self.groups.push(Group::default());
                    self.out.push_part(tex, start..start + 1);
                }
                b'}' => {
                    self.end_group(&source);
                    self.out.push_part(tex, start..start + 1);
                }
                b'&' => {
                    self.end_cell(&source);
                    self.out.push_part(tex, start..start + 1);
                }
                _ => {
                    input.at += command(input.rest()).len();
                    self.command(&mut input, start, depth)?;
                }
            }
            if self.out.text.len() > MAX_EXPANDED {
                let message = format!("macros make more than {MAX_EXPANDED} bytes of this formula");
                return Err(fault(source, &message));
            }
        }
        self.out.push_part(tex, input.at..tex.text.len());
        Ok(())
    }

    /// Takes the command at `start`, behind whose name the input stands.
    fn command(&mut self, input: &mut Input<'_>, start: usize, depth: usize) -> Result<(), Fault> {
        let tex = input.tex;
        let name = &tex.text[start + 1..input.at];
        if let Some(own) = self.local.get(name).or_else(|| self.macros.own(name)).cloned() {
            return self.call(input, start, &own, depth);
        }
        let source = tex.source(start..input.at);
        match name {
            "newcommand" | "renewcommand" | "providecommand" | "def" | "gdef" | "edef" | "xdef"
            | "let" | "global" | "long" => return self.define(input, start),
            "\\" | "cr" | "newline" => {
                self.end_cell(&source);
                self.out.push(r"\\", source);
                if input.rest().starts_with('[') {
                    let start = input.at;
                    input.optional();
                    self.out.push_part(tex, start..input.at);
                }
                let space = input.rest().len() - input.rest().trim_start().len();
                if input.rest()[space..].starts_with('\\') {
                    input.at += space;
                }
            }
            "left" => {
                self.groups.push(Group::default());
                self.out.push_part(tex, start..input.at);
            }
            "right" => {
                self.end_group(&source);
                self.out.push_part(tex, start..input.at);
            }
            "begin" => self.begin(input, start)?,
            "end" => self.end(input, start)?,
            "tag" => {
                self.tagged |= self.groups.len() == 1;
                self.raw(input, start)?;
            }
            "text" | "textbf" | "textit" | "textrm" | "textsc" | "textsf" | "texttt" | "label"
            | "eqref" => self.raw(input, start)?,
            "displaystyle" | "textstyle" | "scriptstyle" | "scriptscriptstyle" => {
                // In a cell the crate would take all other cells for part of it.
                if self.groups.last().is_some_and(|group| group.table) {
                    self.out.push("{", source.clone());
                    self.until_end("}".to_string());
                }
                self.out.push_part(tex, start..input.at);
            }
            _ => return self.element(input, start, depth),
        }
        Ok(())
    }

    /// Ends what holds to the end of the innermost group or its cell.
    fn end_cell(&mut self, source: &Range<usize>) {
        if let Some(group) = self.groups.last_mut() {
            for end in std::mem::take(&mut group.ends).iter().rev() {
                self.out.push(end, source.clone());
            }
        }
    }

    fn end_group(&mut self, source: &Range<usize>) {
        self.end_cell(source);
        if self.groups.len() > 1 {
            self.groups.pop();
        }
    }

    /// Copies a command with its argument, which is no formula.
    fn raw(&mut self, input: &mut Input<'_>, start: usize) -> Result<(), Fault> {
        if input.rest().starts_with('*') {
            input.at += 1;
        }
        input.argument(start)?;
        self.out.push_part(input.tex, start..input.at);
        Ok(())
    }

    /// Writes what a macro stands for.
    fn call(
        &mut self,
        input: &mut Input<'_>,
        start: usize,
        own: &Macro,
        depth: usize,
    ) -> Result<(), Fault> {
        let mut arguments = Vec::new();
        if let Some(default) = &own.default {
            let given = input.optional();
            let mut first = Tracked::default();
            match given {
                Some(given) => first.push_part(input.tex, given),
                None => first.push(default, input.tex.source(start..input.at)),
            }
            arguments.push(first);
        }
        while arguments.len() < own.arguments {
            let range = input.argument(start)?;
            let mut argument = Tracked::default();
            argument.push_part(input.tex, range);
            arguments.push(argument);
        }
        let source = input.tex.source(start..input.at);
        let mut made = Tracked::default();
        let mut rest = own.body.as_str();
        while let Some(at) = rest.find('#') {
            made.push(&rest[..at], source.clone());
            let argument = macros::digit(&rest[at + 1..]);
            match argument.and_then(|number| arguments.get(number - 1)) {
                Some(argument) => {
                    made.push_part(argument, 0..argument.text.len());
                    rest = &rest[at + 2..];
                }
                None => {
                    made.push("#", source.clone());
                    rest = &rest[at + 1..];
                }
            }
            if made.text.len() > MAX_EXPANDED {
                break;
            }
        }
        made.push(rest, source.clone());
        // Else its last command could join with letters behind it.
        if made.text.ends_with(|c: char| c.is_ascii_alphabetic()) && made.text.contains('\\') {
            made.push(" ", source.clone());
        }
        self.nested(&made, &source, depth)
    }

    fn nested(&mut self, tex: &Tracked, source: &Range<usize>, depth: usize) -> Result<(), Fault> {
        self.calls += 1;
        if depth >= MAX_DEPTH || self.calls > MAX_CALLS || tex.text.len() > MAX_EXPANDED {
            let message =
                format!("macros call one another more than {MAX_DEPTH} deep or {MAX_CALLS} times");
            return Err(fault(source.clone(), &message));
        }
        self.text(tex, depth + 1)
    }

    /// `\newcommand{\name}[n][default]{…}` or `\def\name#1{…}`: a macro for the rest of the formula.
    fn define(&mut self, input: &mut Input<'_>, start: usize) -> Result<(), Fault> {
        let tex = input.tex;
        let keyword = &tex.text[start + 1..input.at];
        if matches!(keyword, "global" | "long") {
            return Ok(());
        }
        if input.rest().starts_with('*') {
            input.at += 1;
        }
        let name = input.argument(start)?;
        let name = tex.text[name].trim().trim_start_matches('\\').to_string();
        let latex = keyword.ends_with("command");
        let mut own = Macro { arguments: 0, default: None, body: String::new() };
        if latex {
            if let Some(count) = input.optional() {
                own.arguments = tex.text[count].trim().parse().unwrap_or(0).min(9);
                own.default = input.optional().map(|default| tex.text[default].to_string());
            }
        } else if keyword == "let" {
            let rest = input.rest().trim_start();
            input.at = tex.text.len() - rest.strip_prefix('=').unwrap_or(rest).len();
        } else {
            let head = input.rest().find('{').unwrap_or(0);
            own.arguments = input.rest()[..head].matches('#').count().min(9);
            input.at += head;
        }
        let body = input.argument(start)?;
        own.body = tex.text[body].to_string();
        if name.is_empty() || keyword == "providecommand" && self.macros.own(&name).is_some() {
            return Ok(());
        }
        // `\let\a\b` and `\def\a{\a}` would call themselves for ever.
        let itself = command(own.body.trim().trim_start_matches('\\')) == name;
        if !(itself && own.body.trim().starts_with('\\')) {
            self.local.insert(name, own);
        }
        Ok(())
    }
}

fn fault(range: Range<usize>, message: &str) -> Fault {
    Fault { range, message: message.to_string(), hint: None }
}
