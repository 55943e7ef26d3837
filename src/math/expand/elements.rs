//! Commands for which there is an element, or a macro that every deck has: frames, colours, sizes.

use super::input::Input;
use super::{Expansion, Group, fault};
use crate::math::Fault;
use crate::math::macros::{self, Macro};
use crate::math::tracked::Tracked;
use crate::math::wrap::{Wraps, colour};
use std::ops::Range;

impl Expansion<'_> {
    /// Commands for which there is an element, or a macro that every deck has.
    pub(super) fn element(
        &mut self,
        input: &mut Input<'_>,
        start: usize,
        depth: usize,
    ) -> Result<(), Fault> {
        let tex = input.tex;
        let name = &tex.text[start + 1..input.at];
        let source = tex.source(start..input.at);
        if let Some(factor) = size(name) {
            let tag = format!("<mrow style=\"font-size:{factor}em\">");
            return self.wrap_rest(tag, "</mrow>", source);
        }
        let space = |attributes: &str| (format!("<mpadded {attributes}>"), "</mpadded>");
        let (tag, end) = match name {
            "boxed" | "fbox" => ("<mrow class=\"math-box\">".to_string(), "</mrow>"),
            "rlap" | "mathrlap" => space("width=\"0\""),
            "smash" => {
                input.optional();
                space("height=\"0\" depth=\"0\"")
            }
            "color" | "textcolor" | "colorbox" | "fcolorbox" => {
                return self.coloured(input, start, depth);
            }
            _ => {
                if let Some(body) = macros::built_in(name) {
                    return self.call(input, start, &Macro::of_body(body), depth);
                }
                self.out.push_part(tex, start..input.at);
                return Ok(());
            }
        };
        self.wrap_argument(input, start, (tag, end), name == "fbox", depth)
    }

    /// `\color{c}`, `\textcolor{c}{…}` and boxes in a colour.
    fn coloured(&mut self, input: &mut Input<'_>, start: usize, depth: usize) -> Result<(), Fault> {
        let tex = input.tex;
        let name = tex.text[start + 1..input.at].to_string();
        let mut next = || -> Result<String, Fault> {
            let argument = input.argument(start)?;
            let written = &tex.text[argument.clone()];
            let known = colour(written).map(str::to_string);
            known.ok_or_else(|| {
                let message = format!("`{written}` is no colour");
                let hint = "write a name that CSS knows, such as `red`, or `#rrggbb`";
                Fault { hint: Some(hint.to_string()), ..fault(tex.source(argument), &message) }
            })
        };
        let first = next()?;
        if name == "color" {
            let source = tex.source(start..input.at);
            return self.wrap_rest(format!("<mrow style=\"color:{first}\">"), "</mrow>", source);
        }
        let tag = match &*name {
            "textcolor" => format!("<mrow style=\"color:{first}\">"),
            "colorbox" => format!("<mrow class=\"math-ground\" style=\"background:{first}\">"),
            _ => {
                let ground = next()?;
                let style = format!("background:{ground};border-color:{first}");
                format!("<mrow class=\"math-box\" style=\"{style}\">")
            }
        };
        self.wrap_argument(input, start, (tag, "</mrow>"), name != "textcolor", depth)
    }

    /// Puts an element around the next argument, which may be text and no formula.
    fn wrap_argument(
        &mut self,
        input: &mut Input<'_>,
        start: usize,
        (tag, end): (String, &'static str),
        is_text: bool,
        depth: usize,
    ) -> Result<(), Fault> {
        let argument = input.argument(start)?;
        let source = input.tex.source(start..input.at);
        let open = self.start(tag, end, &source)?;
        self.out.push(&open, source.clone());
        self.groups.push(Group::default());
        let mut inner = Tracked::default();
        if is_text {
            inner.push(r"\text{", source.clone());
        }
        inner.push_part(input.tex, argument);
        if is_text {
            inner.push("}", source.clone());
        }
        self.nested(&inner, &source, depth)?;
        self.end_group(&source);
        self.out.push(&Wraps::end(), source);
        Ok(())
    }

    /// Puts an element around the rest of the group or cell.
    fn wrap_rest(
        &mut self,
        tag: String,
        end: &'static str,
        source: Range<usize>,
    ) -> Result<(), Fault> {
        let open = self.start(tag, end, &source)?;
        self.out.push(&open, source);
        self.until_end(Wraps::end());
        Ok(())
    }

    fn start(
        &mut self,
        tag: String,
        end: &'static str,
        source: &Range<usize>,
    ) -> Result<String, Fault> {
        let open = self.wraps.start(tag, end);
        open.ok_or_else(|| fault(source.clone(), "there are too many colours and boxes here"))
    }

    pub(super) fn until_end(&mut self, end: String) {
        if let Some(group) = self.groups.last_mut() {
            group.ends.push(end);
        }
    }
}

/// LaTeX's sizes, as parts of its normal one for 10-point text.
fn size(name: &str) -> Option<&'static str> {
    Some(match name {
        "tiny" => "0.5",
        "scriptsize" => "0.7",
        "footnotesize" => "0.8",
        "small" => "0.9",
        "normalsize" => "1",
        "large" => "1.2",
        "Large" => "1.44",
        "LARGE" => "1.73",
        "huge" => "2.07",
        "Huge" => "2.49",
        _ => return None,
    })
}
