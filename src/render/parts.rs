//! Parts of a page that only some decks need: a style sheet or a script for tabs, charts and so on.

use std::collections::BTreeSet;

/// The names of the parts that a deck needs: files `NAME.css` and `NAME.js` of `src/page/parts/`, of
/// which one may be missing.
pub type Parts = BTreeSet<&'static str>;
