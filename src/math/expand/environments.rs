//! Environments, and those that `math-core` lacks in terms of others.

use super::input::Input;
use super::{Expansion, Group};
use crate::math::Fault;

impl Expansion<'_> {
    /// Takes `\begin{…}`.
    pub(super) fn begin(&mut self, input: &mut Input<'_>, start: usize) -> Result<(), Fault> {
        let name = input.argument(start)?;
        let source = input.tex.source(start..input.at);
        let name = &input.tex.text[name];
        let (open, close) = match name.strip_suffix('*').unwrap_or(name) {
            "split" => (r"\begin{aligned}", Some(r"\end{aligned}")),
            "alignat" | "alignedat" | "xalignat" => {
                input.argument(start)?;
                (r"\begin{aligned}", Some(r"\end{aligned}"))
            }
            "smallmatrix" => (r"{\scriptstyle\begin{matrix}", Some(r"\end{matrix}}")),
            "matrix" | "pmatrix" | "bmatrix" | "Bmatrix" | "vmatrix" | "Vmatrix"
                if name.ends_with('*') =>
            {
                input.optional();
                starred(name)
            }
            _ => ("", None),
        };
        match close {
            Some(_) => self.out.push(open, source),
            None => self.out.push_part(input.tex, start..input.at),
        }
        self.groups.push(Group { table: true, close, ..Group::default() });
        Ok(())
    }

    /// Takes `\end{…}`.
    pub(super) fn end(&mut self, input: &mut Input<'_>, start: usize) -> Result<(), Fault> {
        input.argument(start)?;
        let source = input.tex.source(start..input.at);
        let close = self.groups.last().and_then(|group| group.close);
        self.end_group(&source);
        match close {
            Some(close) => self.out.push(close, source),
            None => self.out.push_part(input.tex, start..input.at),
        }
        Ok(())
    }
}

/// A matrix without the star, whose columns are all centred.
fn starred(name: &str) -> (&'static str, Option<&'static str>) {
    match name {
        "pmatrix*" => (r"\begin{pmatrix}", Some(r"\end{pmatrix}")),
        "bmatrix*" => (r"\begin{bmatrix}", Some(r"\end{bmatrix}")),
        "Bmatrix*" => (r"\begin{Bmatrix}", Some(r"\end{Bmatrix}")),
        "vmatrix*" => (r"\begin{vmatrix}", Some(r"\end{vmatrix}")),
        "Vmatrix*" => (r"\begin{Vmatrix}", Some(r"\end{Vmatrix}")),
        _ => (r"\begin{matrix}", Some(r"\end{matrix}")),
    }
}
