//! Formulas.

use super::nodes::{Writer, attributes};
use crate::html::escape;
use crate::markdown::{Formula, Node};

/// Writes a formula inside a line.
pub(super) fn inline(writer: &mut Writer, formula: &Formula, node: &Node) {
    let class = if formula.display { "math-display" } else { "math" };
    write(writer, ("span", class), formula, node);
}

/// Writes a formula on lines of its own.
pub(super) fn block(writer: &mut Writer, formula: &Formula, node: &Node) {
    write(writer, ("div", "math-display"), formula, node);
}

/// The element around a formula scrolls when the formula is too wide. A formula that could not be made
/// is shown as it was written.
fn write(writer: &mut Writer, (name, class): (&str, &str), formula: &Formula, node: &Node) {
    writer.parts.insert("math");
    writer.out.push('<');
    writer.out.push_str(name);
    // The crate makes a numbered line a table as wide as what it stands in.
    let wide = "<mtable displaystyle=\"true\" scriptlevel=\"0\" style=\"width: 100%\">";
    let numbered = formula.mathml.as_ref().is_some_and(|mathml| mathml.contains(wide));
    let classes: &[&str] = if numbered { &[class, "math-numbered"] } else { &[class] };
    attributes(&mut writer.out, classes, node.attributes.as_deref());
    writer.out.push('>');
    match &formula.mathml {
        Some(mathml) => writer.out.push_str(mathml),
        None => {
            writer.out.push_str("<code class=\"math-error\">");
            escape::text(&mut writer.out, formula.tex.trim());
            writer.out.push_str("</code>");
        }
    }
    writer.close(name);
}
