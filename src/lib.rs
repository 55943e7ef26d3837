//! deckgen turns a Markdown deck into a reveal.js presentation.
//!
//! # The map
//!
//! Data goes one way: [`compile`](mod@compile) calls the stages below, and each builds on those above
//! it. **A stage never imports a later one** (a test reads the imports and holds it). Everything a
//! stage needs from outside comes through [`world`]; every mistake in a deck is a
//! [`diagnostic::Diagnostic`] with a span; the library never prints.
//!
//! | stage | turns | into |
//! | --- | --- | --- |
//! | [`source`] | bytes | text with line numbers, spans |
//! | [`diagnostic`], [`suggest`] | what is wrong | plain data, "did you mean" |
//! | [`codes`] | docs/diagnostics.md | every code and what it means |
//! | [`excerpt`] | a finding | its line with the place marked, JSON |
//! | [`sarif`] | findings | a log for code scanners |
//! | [`world`] | a path | bytes, the only reader of files |
//! | [`cache`] | a key | bytes that an earlier build kept |
//! | [`project`] | a path written in a deck | a file inside the project |
//! | [`attributes`] | `{#id .class key=value}` | typed attributes |
//! | [`shortcode`] | `{{< name words >}}` | its words |
//! | [`fence`] | what stands behind ` ``` ` | language, steps, file and the like |
//! | [`header`] | the top of the file | a typed header and where the body starts |
//! | [`scan`] | the body's lines | our markers, and text that Markdown can read |
//! | [`html`] | raw HTML | tokens with spans, balanced HTML, references; escaping |
//! | [`markdown`] | that text | a tree of nodes |
//! | [`include`](mod@include) | a deck's file | one tree of it and of the files it includes |
//! | [`highlight`] | code | code with highlight.js classes |
//! | [`math`] | TeX formulas | MathML |
//! | [`chart`], [`diagram`] | a table of numbers, a Mermaid or DOT source | an SVG drawing |
//! | [`deck`] | the tree | slides, with ids, notes, steps and footnotes |
//! | [`allow`] | comments and the header | findings that the author accepts |
//! | [`citations`] | a bibliography and the slides | citations and references in their style |
//! | [`font`] | a family's name | widths of its characters |
//! | [`assets`] | `node_modules`, when deckgen is built | embedded files |
//! | [`bundle`] | pages and files | a map from path to bytes |
//! | [`theme`] | a theme's name | style sheets and fonts |
//! | [`settings`] | the header | what the page's script is told |
//! | [`render`] | slides | HTML |
//! | [`media_type`] | a file's name | its media type, `data:` addresses |
//! | [`images`] | a picture's file | the same picture in fewer bytes, and without metadata |
//! | [`resources`] | files that a deck names | files of the bundle, and their addresses |
//! | [`overview`](mod@overview) | a deck | what a list and a search show of it |
//! | [`compile`](mod@compile) | a deck's path and options | a bundle and its diagnostics |
//! | [`browser`] | a bundle | its pages in a Chromium: measured, pictured |
//! | [`overflow`] | a compiled deck | slides that do not fit, measured in a browser |
//! | [`estimate`] | a built page | the same without a browser, likely |
//! | [`check`](mod@check) | a compiled deck | what would embarrass its author later |
//! | [`links`] | addresses that decks link to | those that lead nowhere |
//! | [`site`] | a folder of decks | one bundle with a list page |
//! | [`sizes`] | a page of a bundle | how much a viewer loads |
//! | [`output`] | a bundle | a folder on disk, replaced safely |
//! | [`publish`] | a bundle | a branch, a web server, a folder |
//! | [`watch`] | paths | word of which changed |
//! | [`preview`] | a deck or folder | pages that follow each save, served on one port |
//!
//! The program (`src/main.rs`, `src/cli/`) is a separate crate that sees only this one. It alone
//! parses arguments and prints.
//!
//! To add a theme, add a folder to `themes/`. To add a header key, add a line to the table in
//! `header::keys`. To add a rule of `deckgen check`, add a file to `check/` and a line to its list. To
//! add a pass over the slides, add a file to `deck/` and a line to its list. To add a place to publish to,
//! add a file to `publish/` and a line to `publish/target.rs`.

pub mod allow;
pub mod assets;
pub mod attributes;
pub mod browser;
pub mod bundle;
pub mod cache;
pub mod chart;
pub mod check;
pub mod citations;
pub mod codes;
pub mod compile;
pub mod deck;
pub mod diagnostic;
pub mod diagram;
pub mod estimate;
pub mod excerpt;
pub mod fence;
pub mod font;
pub mod header;
pub mod highlight;
pub mod html;
pub mod images;
pub mod include;
pub mod links;
pub mod markdown;
pub mod math;
pub mod media_type;
pub mod output;
pub mod overflow;
pub mod overview;
pub mod preview;
pub mod project;
pub mod publish;
pub mod render;
pub mod resources;
pub mod sarif;
pub mod scan;
pub mod settings;
pub mod shortcode;
pub mod site;
pub mod sizes;
pub mod source;
pub mod suggest;
pub mod theme;
pub mod watch;
pub mod world;
