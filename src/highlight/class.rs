//! Which class a grammar's scope gets.
//!
//! Scopes are named as Sublime Text names them
//! (<https://www.sublimetext.com/docs/scope_naming.html>), classes as highlight.js names them
//! (<https://highlightjs.readthedocs.io/en/latest/css-classes-reference.html>), without `hljs-`.

use std::collections::HashMap;
use std::sync::OnceLock;

use syntect::parsing::Scope;

/// A class, or none for plain text.
pub(super) type Class = Option<&'static str>;

/// What a scope does to the text it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Is(&'static str),
    Plain,
    /// The class of the scope around it stays.
    Keep,
}

use Effect::{Is, Keep, Plain};

/// The class of text in this scope, itself inside text of class `below`.
///
/// Of the rules that fit, the one with the longest name decides. Comments and regular expressions
/// stay one colour; a string that is a key stays a key.
pub(super) fn within(below: Class, scope: Scope) -> Class {
    match (below, effect(scope)) {
        (_, Keep) => below,
        (Some("comment" | "doctag"), effect) if effect != Is("doctag") => below,
        (Some("regexp"), _) | (Some("attr"), Is("string")) => below,
        (_, Plain) => None,
        (_, Is(class)) => Some(class),
    }
}

/// The class of one word, where the grammars' scopes say too little: `and` is scoped like `&&`,
/// and Rust's `let` like its `i32`. Signs have no class, as in highlight.js's own grammars for most
/// languages: there are so many that their spans were a quarter of all, for next to no colour.
pub(super) fn of_word(class: Class, word: &str) -> Class {
    match class {
        Some("operator") => word.starts_with(|c: char| c.is_alphabetic()).then_some("keyword"),
        Some("type") if matches!(word, "let" | "auto" | "var" | "const") => Some("keyword"),
        _ => class,
    }
}

fn effect(scope: Scope) -> Effect {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(Rules::new).find(scope)
}

/// The table with its names turned into numbers, by their first part, longest first.
struct Rules(HashMap<u16, Vec<(Scope, Effect)>>);

impl Rules {
    fn new() -> Rules {
        let mut rules: HashMap<u16, Vec<(Scope, Effect)>> = HashMap::new();
        let names = TABLE
            .iter()
            .flat_map(|(effect, names)| names.split_whitespace().map(move |name| (name, *effect)));
        for (name, effect) in names {
            let scope = Scope::new(name).expect("the table's names have at most eight parts");
            rules.entry(scope.atom_at(0)).or_default().push((scope, effect));
        }
        for group in rules.values_mut() {
            group.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        }
        Rules(rules)
    }

    fn find(&self, scope: Scope) -> Effect {
        let group = self.0.get(&scope.atom_at(0)).map_or(&[][..], Vec::as_slice);
        group.iter().find(|(name, _)| name.is_prefix_of(scope)).map_or(Keep, |(_, effect)| *effect)
    }
}

/// No name stands twice. `punctuation` has no rule of its own: it looks like what it belongs to.
const TABLE: &[(Effect, &str)] = &[
    // Code inside other text: interpolation, scripts in HTML, fences in Markdown.
    (Plain, "source text meta.interpolation meta.template.expression meta.embedded"),
    (Plain, "keyword.other.substitution"),
    // Ordinary names: every other word of a program.
    (Plain, "variable.other variable.declaration entity.name.variable support.type.package"),
    (Plain, "variable.other.constant.ts variable.other.constant.tsx meta.jsx.children"),
    (Plain, "constant.other.database-name constant.other.table-name"),
    // Parts that look like the whole.
    (Keep, "constant.character.escape constant.other.placeholder storage.modifier.conversion"),
    (Keep, "keyword.declaration.doctype constant.language.doctype"),
    (Keep, "meta.tag.table meta.tag.key entity.name.section.diff"),
    (Is("comment"), "comment meta.diff.header"),
    (
        Is("doctag"),
        "keyword.other.documentation storage.type.class.jsdoc storage.type.jsdoc \
         keyword.other.phpdoc storage.type.class.doxygen",
    ),
    (Is("keyword"), "keyword storage"),
    (
        Is("keyword"),
        "storage.type.annotation storage.type.c++ storage.type.class storage.type.const \
         storage.type.enum storage.type.template storage.type.variable \
         storage.type.extends storage.type.function storage.type.impl storage.type.import \
         storage.type.interface storage.type.java storage.type.js storage.type.keyword \
         storage.type.let storage.type.module storage.type.namespace storage.type.property \
         storage.type.struct storage.type.trait storage.type.ts storage.type.tsx \
         storage.type.union storage.type.var",
    ),
    (Is("operator"), "keyword.operator variable.language.star"),
    (Is("type"), "storage.type support.type"),
    (Is("built_in"), "support support.type.object"),
    (
        Is("title function_"),
        "entity.name.function entity.name.macro support.macro variable.function",
    ),
    (
        Is("title class_"),
        "entity.name.class entity.name.enum entity.name.impl entity.name.interface \
         entity.name.module entity.name.namespace entity.name.struct entity.name.trait \
         entity.name.type entity.name.union entity.other.inherited-class",
    ),
    (Is("title"), "entity.name"),
    (Is("string"), "string constant.character keyword.other.template storage.type.string"),
    (Is("regexp"), "string.regexp"),
    (Is("number"), "constant.numeric constant.other.color keyword.other.unit storage.type.numeric"),
    (Is("literal"), "constant support.constant"),
    (
        Is("symbol"),
        "constant.character.entity constant.other.symbol entity.name.label \
         entity.name.other.anchor storage.modifier.lifetime variable.other.alias",
    ),
    (Is("params"), "variable.parameter"),
    (Is("variable language_"), "variable.language"),
    (Is("variable constant_"), "constant.other.rust entity.name.constant variable.other.constant"),
    (
        Is("property"),
        "variable.other.member variable.other.property variable.object.property \
         entity.name.field",
    ),
    (
        Is("variable"),
        "keyword.other.block.begin.makefile keyword.other.block.end.makefile \
         punctuation.definition.variable.graphql punctuation.definition.variable.php \
         punctuation.definition.variable.shell support.type.custom-property variable \
         variable.declaration.sass variable.other.graphql variable.other.sass \
         variable.parameter.makefile variable.parameter.template \
         variable.other.makefile variable.other.php variable.other.predefined \
         variable.other.readwrite.class variable.other.readwrite.global \
         variable.other.readwrite.instance variable.other.readwrite.perl \
         variable.other.readwrite.powershell variable.other.readwrite.shell",
    ),
    (
        Is("meta"),
        "keyword.control.import.define keyword.control.import.include \
         keyword.control.import.undef keyword.control.preprocessor meta.annotation \
         meta.decorator meta.diff.range meta.preprocessor meta.tag.preprocessor meta.tag.sgml \
         variable.annotation",
    ),
    (Is("tag"), "meta.tag"),
    (Is("name"), "entity.name.tag support.class.component"),
    (
        Is("attr"),
        "keyword.name.ini entity.name.tag.toml entity.name.tag.yaml entity.other.attribute-name \
         entity.other.attribute-name.class.html entity.other.attribute-name.id.html \
         meta.mapping.key meta.structure.dictionary.key",
    ),
    (
        Is("selector-tag"),
        "entity.name.tag.css entity.name.tag.custom.css entity.name.tag.html.css \
         entity.name.tag.less entity.name.tag.sass entity.name.tag.scss",
    ),
    (Is("selector-class"), "entity.other.attribute-name.class"),
    (Is("selector-id"), "entity.other.attribute-name.id"),
    (
        Is("selector-pseudo"),
        "entity.other.attribute-name.pseudo-class entity.other.attribute-name.pseudo-element \
         entity.other.pseudo-class entity.other.pseudo-element",
    ),
    (Is("attribute"), "meta.property-name support.type.property-name support.type.vendor-prefix"),
    (Is("addition"), "markup.inserted"),
    (Is("deletion"), "markup.deleted"),
    (Is("section"), "meta.tag.section.ini entity.name.section entity.name.table markup.heading"),
    (
        Is("bullet"),
        "markup.list.numbered.bullet markup.list.unnumbered.bullet \
         punctuation.definition.block.sequence.item punctuation.definition.list_item",
    ),
    (Is("code"), "markup.raw"),
    (Is("emphasis"), "markup.italic"),
    (Is("strong"), "markup.bold"),
    (Is("link"), "markup.underline.link"),
    (Is("quote"), "markup.quote"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn class_of(stack: &[&str]) -> Class {
        stack.iter().fold(None, |below, name| within(below, Scope::new(name).unwrap()))
    }

    #[test]
    fn no_scope_stands_twice_in_the_table() {
        let mut names: Vec<&str> =
            TABLE.iter().flat_map(|(_, names)| names.split_whitespace()).collect();
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert_eq!(twice, Vec::<&[&str]>::new());
    }

    #[test]
    fn the_deepest_scope_and_the_longest_name_decide() {
        assert_eq!(class_of(&["source.rust", "storage.modifier.rust"]), Some("keyword"));
        assert_eq!(class_of(&["source.rust", "storage.type.struct.rust"]), Some("keyword"));
        assert_eq!(class_of(&["source.rust", "storage.type.rust"]), Some("type"));
        assert_eq!(class_of(&["string.quoted.c", "punctuation.definition.string"]), Some("string"));
        assert_eq!(class_of(&["string.quoted.js", "meta.interpolation.js"]), None);
        assert_eq!(class_of(&["nobody.knows"]), None);
    }

    #[test]
    fn comments_regular_expressions_and_keys_stay_one_colour() {
        assert_eq!(class_of(&["comment.block", "entity.name.tag"]), Some("comment"));
        assert_eq!(class_of(&["comment.block", "storage.type.class.jsdoc"]), Some("doctag"));
        assert_eq!(class_of(&["string.regexp", "keyword.operator"]), Some("regexp"));
        assert_eq!(class_of(&["meta.mapping.key.json", "string.quoted"]), Some("attr"));
    }

    #[test]
    fn words_that_are_scoped_as_operators_are_keywords() {
        assert_eq!(of_word(Some("operator"), "instanceof"), Some("keyword"));
        assert_eq!(of_word(Some("operator"), "&&"), None);
        assert_eq!(of_word(Some("type"), "let"), Some("keyword"));
    }
}
