//! Which grammar a name in a fence means.

use std::collections::HashMap;
use std::sync::OnceLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

use crate::suggest;

/// What a language's name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Language {
    /// There is a grammar; this is the language's name for people.
    Known(&'static str),
    /// Text without colours, on purpose.
    Plain,
    /// There is no such language.
    Unknown {
        /// A known name that is spelt nearly the same.
        nearest: Option<String>,
    },
}

/// Looks a language up by name, alias or file ending, in any case. The empty name is plain text.
pub fn language(name: &str) -> Language {
    let name = name.to_ascii_lowercase();
    if is_plain(&name) {
        return Language::Plain;
    }
    match Grammars::get().find(&name) {
        Some(found) => Language::Known(found),
        None => Language::Unknown { nearest: nearest(&name) },
    }
}

/// How to read a block of code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grammar {
    pub(super) syntax: &'static SyntaxReference,
    /// Prompts of a console session: what starts a command, and what continues it. Only what
    /// follows a prompt is code, the rest is output.
    pub(super) prompts: Option<Prompts>,
}

/// A console's prompts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prompts {
    pub(super) first: &'static [&'static str],
    pub(super) next: &'static str,
    /// Whether `user@host:folder` may stand before the first prompt.
    pub(super) host: bool,
}

const SHELL: Prompts = Prompts { first: &["$ ", "# ", "% "], next: "> ", host: true };
const PYTHON: Prompts = Prompts { first: &[">>> "], next: "... ", host: false };

/// The grammar for a language's name, if there is one.
pub(super) fn grammar(name: &str, code: &str) -> Option<Grammar> {
    let name = name.to_ascii_lowercase();
    if is_plain(&name) {
        return None;
    }
    let grammars = Grammars::get();
    let full_name = match grammars.find(&name)? {
        // The grammar for whole files waits for `<?php`, which slides leave out.
        "PHP" if !code.contains("<?") => "PHP Source",
        full_name => full_name,
    };
    let prompts = match name.as_str() {
        "console" | "shell-session" | "shellsession" => Some(SHELL),
        "pycon" => Some(PYTHON),
        _ => None,
    };
    Some(Grammar { syntax: grammars.set.find_syntax_by_name(full_name)?, prompts })
}

/// All grammars, to parse with.
pub(super) fn syntax_set() -> &'static SyntaxSet {
    &Grammars::get().set
}

struct Grammars {
    set: SyntaxSet,
    by_name: HashMap<String, usize>,
}

impl Grammars {
    fn get() -> &'static Grammars {
        static GRAMMARS: OnceLock<Grammars> = OnceLock::new();
        GRAMMARS.get_or_init(Grammars::load)
    }

    /// Of two grammars for one name, the later in the set wins, as in `bat`; a file ending that is
    /// written so wins over one in capitals (`c`, `C`), and a name wins over an ending.
    fn load() -> Grammars {
        let set = two_face::syntax::extra_newlines();
        let mut by_name = HashMap::new();
        let visible = || set.syntaxes().iter().enumerate().filter(|(_, syntax)| !syntax.hidden);
        for exact in [false, true] {
            for (at, syntax) in visible() {
                for ending in &syntax.file_extensions {
                    let lower = ending.to_ascii_lowercase();
                    if !exact || lower == *ending {
                        by_name.insert(lower, at);
                    }
                }
            }
        }
        by_name.extend(visible().map(|(at, syntax)| (syntax.name.to_ascii_lowercase(), at)));
        let position = |name| set.syntaxes().iter().position(|syntax| syntax.name == name);
        by_name.extend(ALIASES.iter().flat_map(|(name, aliases)| {
            let at = position(*name);
            aliases.iter().filter_map(move |alias| Some((alias.to_string(), at?)))
        }));
        Grammars { set, by_name }
    }

    fn find(&'static self, name: &str) -> Option<&'static str> {
        self.by_name.get(name).map(|at| self.set.syntaxes()[*at].name.as_str())
    }
}

fn is_plain(name: &str) -> bool {
    name.is_empty() || PLAIN.contains(&name)
}

/// Only names that people type are offered: endings such as `hh` are near to everything.
fn nearest(name: &str) -> Option<String> {
    let names = Grammars::get().set.syntaxes().iter().filter(|syntax| !syntax.hidden);
    let names = names.map(|syntax| syntax.name.as_str()).filter(|name| !name.contains(' '));
    let aliases = ALIASES.iter().flat_map(|(_, aliases)| aliases.iter().copied());
    let known = aliases.chain(names).chain(PLAIN.iter().copied());
    suggest::nearest(name, known).map(str::to_ascii_lowercase)
}

const PLAIN: &[&str] = &["plaintext", "plain", "text", "txt", "none", "nohighlight", "output"];

/// Names that the grammars do not bring themselves, or give to another language.
const ALIASES: &[(&str, &[&str])] = &[
    ("Apache Conf", &["apache", "apacheconf"]),
    ("AsciiDoc (Asciidoctor)", &["asciidoctor"]),
    ("Batch File", &["batch", "dos"]),
    (
        "Bourne Again Shell (bash)",
        &["bash", "sh", "shell", "zsh", "ksh", "console", "shell-session", "shellsession"],
    ),
    ("C#", &["csharp"]),
    ("C++", &["cpp", "h", "arduino"]),
    ("CoffeeScript", &["coffeescript"]),
    ("Dockerfile (with bash)", &["dockerfile", "docker", "containerfile"]),
    ("DotENV", &["dotenv", "env"]),
    ("Elixir", &["iex"]),
    ("F#", &["fsharp", "fs"]),
    ("Fortran (Modern)", &["fortran"]),
    ("GDScript (Godot Engine)", &["gdscript"]),
    ("Go", &["golang"]),
    ("Graphviz (DOT)", &["graphviz"]),
    ("HTML", &["html", "html5"]),
    ("HTML (Jinja2)", &["html+jinja", "django"]),
    ("HTML (Rails)", &["html+erb"]),
    ("HTML (Twig)", &["html+twig"]),
    ("HTTP Request and Response", &["https"]),
    ("Haskell", &["haskell"]),
    ("JSON", &["json", "jsonc", "json5", "jsonl", "ndjson", "geojson", "webmanifest"]),
    ("Java Properties", &["properties"]),
    ("JavaScript (Babel)", &["javascript", "js", "jsx", "mjs", "cjs", "node", "ecmascript"]),
    ("Kotlin", &["kotlin"]),
    ("LaTeX", &["latex", "tex"]),
    ("Lean 4", &["lean4"]),
    ("Lisp", &["common-lisp", "emacs-lisp", "elisp", "scheme"]),
    ("MATLAB", &["octave"]),
    ("Makefile", &["makefile", "make"]),
    ("Objective-C", &["objc", "objectivec", "obj-c"]),
    ("Objective-C++", &["objc++", "obj-c++"]),
    ("Perl", &["perl"]),
    ("PowerShell", &["powershell", "posh", "pwsh"]),
    ("Protocol Buffer", &["protocol-buffers"]),
    ("Python", &["python", "python3", "pycon", "sage"]),
    ("R", &["rscript"]),
    ("Regular Expression", &["regex", "regexp"]),
    ("Ruby", &["ruby", "irb", "jruby"]),
    ("Rust", &["rust", "rustlang"]),
    ("SQL", &["mysql", "postgresql", "postgres", "psql", "plsql", "tsql", "sqlite"]),
    ("Terraform", &["terraform", "hcl"]),
    ("TypeScript", &["typescript", "ts"]),
    ("TypeScriptReact", &["tsx"]),
    ("VimL", &["viml", "vimscript"]),
    ("Vue Component", &["vue"]),
    ("XML", &["xml", "xsl", "plist", "atom"]),
    ("YAML", &["yaml", "yml"]),
    ("reStructuredText", &["restructuredtext"]),
    ("x86_64 Assembly", &["assembly", "x86asm"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_belongs_to_a_grammar() {
        for (name, aliases) in ALIASES {
            for alias in *aliases {
                assert_eq!(language(alias), Language::Known(name), "{alias}");
            }
        }
    }

    #[test]
    fn common_names_mean_what_people_expect() {
        let expected = [
            ("rust rs RUST", "Rust"),
            ("python py py3", "Python"),
            ("js jsx javascript", "JavaScript (Babel)"),
            ("sh bash console", "Bourne Again Shell (bash)"),
            ("c", "C"),
            ("c++ cpp hpp cc", "C++"),
            ("c# cs csharp", "C#"),
            ("objc m", "Objective-C"),
            ("rb", "Ruby"),
            ("md markdown", "Markdown"),
            ("html htm", "HTML"),
            ("xml svg", "XML"),
            ("java", "Java"),
            ("kt kotlin", "Kotlin"),
            ("go golang", "Go"),
            ("docker dockerfile Dockerfile", "Dockerfile (with bash)"),
            ("make makefile", "Makefile"),
            ("toml", "TOML"),
            ("ini cfg", "INI"),
            ("json jsonc", "JSON"),
            ("diff patch", "Diff"),
            ("sql", "SQL"),
            ("r R", "R"),
            ("fs f#", "F#"),
            ("yml", "YAML"),
            ("css", "CSS"),
            ("scss", "SCSS"),
            ("sass", "Sass"),
            ("php", "PHP"),
            ("swift", "Swift"),
            ("hs", "Haskell"),
        ];
        for (names, full_name) in expected {
            for name in names.split(' ') {
                assert_eq!(language(name), Language::Known(full_name), "{name}");
            }
        }
    }

    #[test]
    fn plain_and_unknown_names() {
        for name in ["", "text", "TXT", "plaintext", "none"] {
            assert_eq!(language(name), Language::Plain, "{name}");
        }
        let nearest = |name| match language(name) {
            Language::Unknown { nearest } => nearest,
            other => panic!("{name} is {other:?}"),
        };
        assert_eq!(nearest("pyhton").as_deref(), Some("python"));
        assert_eq!(nearest("javscript").as_deref(), Some("javascript"));
        assert_eq!(nearest("Haskel").as_deref(), Some("haskell"));
        assert_eq!(nearest("klingonese"), None);
    }
}
