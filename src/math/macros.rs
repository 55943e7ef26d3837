//! Macros: the deck's own, and what LaTeX has and `math-core` lacks, said with what it has.

use std::collections::BTreeMap;

/// The most macros that a deck may define.
const MAX_MACROS: usize = 500;

/// A macro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Macro {
    /// How many arguments it takes: at most nine.
    pub(super) arguments: usize,
    /// The first argument may be left out, and is this then.
    pub(super) default: Option<String>,
    /// What it stands for, with `#1` for the first argument.
    pub(super) body: String,
}

impl Macro {
    /// A macro that takes as many arguments as its body names.
    pub(super) fn of_body(body: &str) -> Macro {
        let named = body.match_indices('#').filter_map(|(at, _)| digit(&body[at + 1..]));
        Macro { arguments: named.max().unwrap_or(0), default: None, body: body.to_string() }
    }
}

/// The number of the argument that `#` and this name.
pub(super) fn digit(rest: &str) -> Option<usize> {
    rest.chars().next()?.to_digit(10).filter(|digit| *digit > 0).map(|digit| digit as usize)
}

/// The macros of a deck.
#[derive(Debug, Clone, Default)]
pub struct Macros {
    own: BTreeMap<String, Macro>,
}

impl Macros {
    /// Adds a macro; `name` is written with or without its backslash. It takes as many arguments as
    /// the definition names.
    ///
    /// # Errors
    /// The name is not letters only, or there are too many macros; the text says which.
    pub fn define(&mut self, name: &str, definition: &str) -> Result<(), String> {
        let name = name.strip_prefix('\\').unwrap_or(name);
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err("the name of a macro is a backslash and letters".to_string());
        }
        if self.own.len() >= MAX_MACROS {
            return Err(format!("a deck has at most {MAX_MACROS} macros"));
        }
        self.own.insert(name.to_string(), Macro::of_body(definition));
        Ok(())
    }

    pub(super) fn own(&self, name: &str) -> Option<&Macro> {
        self.own.get(name)
    }
}

/// The definition of a macro that every deck has.
pub(super) fn built_in(name: &str) -> Option<&'static str> {
    let at = BUILT_IN.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(BUILT_IN[at].1)
}

/// All names of these, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name)
}

/// Sorted by name.
#[rustfmt::skip]
static BUILT_IN: &[(&str, &str)] = &[
    ("Braket", r"\left\langle #1 \right\rangle"),
    ("KaTeX", r"\text{KaTeX}"),
    ("LaTeX", r"\text{LaTeX}"),
    ("Set", r"\left\{\, #1 \,\right\}"),
    ("TeX", r"\text{TeX}"),
    ("allowbreak", ""),
    ("begingroup", "{"),
    ("bgroup", "{"),
    ("centerdot", r"\cdot "),
    ("clap", r"\text{#1}"),
    ("dotsb", r"\cdots "),
    ("dotsc", r"\ldots "),
    ("dotsi", r"\cdots "),
    ("dotsm", r"\cdots "),
    ("dotso", r"\ldots "),
    ("egroup", "}"),
    ("endgroup", "}"),
    ("hbox", r"\text{#1}"),
    ("intop", r"\int\limits "),
    ("lparen", "("),
    ("mathclap", "{#1}"),
    ("mathellipsis", r"\ldots "),
    ("mathnormal", "{#1}"),
    ("mbox", r"\text{#1}"),
    ("nobreak", ""),
    ("nobreakspace", "~"),
    ("nshortmid", r"\nmid "),
    ("nshortparallel", r"\nparallel "),
    ("pmb", r"\boldsymbol{#1}"),
    ("pod", r"\quad(#1)"),
    ("rparen", ")"),
    ("sdot", r"\cdot "),
    ("set", r"\{\, #1 \,\}"),
    ("shortmid", r"\mid "),
    ("shortparallel", r"\parallel "),
    ("smallfrown", r"\frown "),
    ("smallint", r"\int "),
    ("smallsetminus", r"\setminus "),
    ("smallsmile", r"\smile "),
    ("substack", r"\begin{subarray}{c}#1\end{subarray}"),
    ("textmd", r"\text{#1}"),
    ("textnormal", r"\text{#1}"),
    ("textup", r"\text{#1}"),
    ("thickapprox", r"\approx "),
    ("thicksim", r"\sim "),
    ("varinjlim", r"\underrightarrow{\lim}"),
    ("varliminf", r"\underline{\lim}"),
    ("varlimsup", r"\overline{\lim}"),
    ("varprojlim", r"\underleftarrow{\lim}"),
    ("varpropto", r"\propto "),
    ("vcenter", "{#1}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        assert!(BUILT_IN.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(built_in("lparen"), Some("("));
        assert_eq!(built_in("frac"), None);
    }

    #[test]
    fn a_body_tells_the_number_of_arguments() {
        assert_eq!(Macro::of_body(r"\frac{#1}{#2}").arguments, 2);
        assert_eq!(Macro::of_body("x#").arguments, 0);
    }

    #[test]
    fn names_are_letters() {
        let mut macros = Macros::default();
        assert!(macros.define(r"\abc", "x").is_ok() && macros.define("d", "x").is_ok());
        for name in ["", r"\", r"\a1", r"\{", "a b"] {
            assert!(macros.define(name, "x").is_err(), "{name}");
        }
    }
}
