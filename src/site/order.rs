//! The order of a site's decks: what `deckgen.yaml` says, then the rest by folder and name.

use crate::compile;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::header::Config;
use crate::source::Spanned;
use crate::suggest;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The heading of decks that an order with headings does not name.
const REST: &str = "More";

/// Decks that stand together in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// Its heading: the author's, else the folder; empty for decks that are in none.
    pub heading: String,
    /// Addresses of its decks.
    pub decks: Vec<String>,
}

/// Decks that are known but are not part of the site.
pub(super) struct Known<'a> {
    /// The site's folder, absolute.
    pub(super) folder: &'a Path,
    /// The files of the site's decks by their addresses.
    pub(super) decks: &'a BTreeMap<String, PathBuf>,
    /// Addresses of drafts, which an order may name.
    pub(super) drafts: &'a BTreeSet<String>,
}

/// Puts all decks in order.
pub(super) fn arrange(
    known: &Known<'_>,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Vec<Group> {
    let mut rest: Vec<&str> = known.decks.keys().map(String::as_str).collect();
    rest.sort_by(|a, b| naturally(a, b));
    // Decks of the folder itself come before those of folders in it.
    rest.sort_by_key(|address| !folder_of(address, known.decks).is_empty());
    let mut groups: Vec<Group> = Vec::new();
    let mut taken = BTreeSet::new();
    for part in &config.order {
        let heading = part.heading.as_ref().map(|heading| heading.value.as_str());
        for wanted in &part.decks {
            let mut found = named(known, &wanted.value, &rest);
            // Under the name of a folder, decks may be named as they are in it.
            let inside = heading.map(|heading| format!("{}/{}", plain(heading), wanted.value));
            if let Some(inside) = inside.as_ref().filter(|_| found.is_empty()) {
                found = named(known, inside, &rest);
            }
            let mut names = [Some(&wanted.value), inside.as_ref()].into_iter().flatten();
            if found.is_empty() && !names.any(|name| is_draft(known, name)) {
                diagnostics.push(unknown(known, wanted));
            }
            for address in found.into_iter().filter(|address| taken.insert(*address)) {
                push(&mut groups, heading.unwrap_or(folder_of(address, known.decks)), address);
            }
        }
    }
    rest.retain(|address| !taken.contains(address));
    if let (Some(first), false) = (first_name(config), rest.is_empty()) {
        diagnostics.push(left_over(first, &rest));
    }
    let has_headings = config.order.iter().any(|part| part.heading.is_some());
    for address in rest {
        push(
            &mut groups,
            if has_headings { REST } else { folder_of(address, known.decks) },
            address,
        );
    }
    groups
}

/// Adds a deck to the last group if that has the same heading, else to a new one.
fn push(groups: &mut Vec<Group>, heading: &str, address: &str) {
    match groups.last_mut() {
        Some(group) if group.heading == heading => group.decks.push(address.to_string()),
        _ => groups.push(Group { heading: heading.to_string(), decks: vec![address.to_string()] }),
    }
}

/// The folder that a deck stands in, in the addresses of the site: that of its own name, if others
/// stand in that.
fn folder_of<'a>(address: &'a str, decks: &BTreeMap<String, PathBuf>) -> &'a str {
    let below = format!("{address}/");
    let has_others =
        decks.range(below.clone()..).next().is_some_and(|(other, _)| other.starts_with(&below));
    let parent = address.rsplit_once('/').map_or("", |(folder, _)| folder);
    if has_others { address } else { parent }
}

/// The decks that a name of the order means, in the order of `all`.
fn named<'a>(known: &Known<'_>, wanted: &str, all: &[&'a str]) -> Vec<&'a str> {
    let name = plain(wanted);
    let below = format!("{name}/");
    let file = is_file(name).then(|| compile::address(known.folder, &known.folder.join(name)));
    let is_meant = |address: &&&str| match &file {
        Some(file) => **address == file,
        None => **address == name || address.starts_with(&below),
    };
    all.iter().filter(is_meant).copied().collect()
}

fn is_draft(known: &Known<'_>, name: &str) -> bool {
    let name = plain(name);
    let file = known.folder.join(name);
    let address = if is_file(name) { compile::address(known.folder, &file) } else { name.into() };
    known.drafts.contains(&address)
}

/// A name without what changes nothing: `./week1/` is `week1`.
fn plain(name: &str) -> &str {
    name.trim_start_matches("./").trim_matches('/')
}

fn is_file(name: &str) -> bool {
    name.ends_with(".md") || name.ends_with(".markdown")
}

fn first_name(config: &Config) -> Option<&Spanned<String>> {
    config.order.iter().find_map(|part| part.heading.as_ref().or(part.decks.first()))
}

fn unknown(known: &Known<'_>, wanted: &Spanned<String>) -> Diagnostic {
    let message = format!("there is no deck or folder `{}`", wanted.value);
    Diagnostic::warning("unknown-deck", wanted.span, message)
        .hint("name a deck by its file or its address below this folder, or a folder of decks")
        .maybe_hint(nearest(known, &wanted.value))
}

/// The deck or folder that was probably meant: by its whole name, else by its last part.
fn nearest(known: &Known<'_>, wanted: &str) -> Option<String> {
    let wanted = plain(wanted).trim_end_matches(".markdown").trim_end_matches(".md");
    let last = |name: &'_ str| -> String { name.rsplit('/').next().unwrap_or(name).to_string() };
    let folders = known.decks.keys().map(|address| folder_of(address, known.decks));
    let names = known.decks.keys().map(String::as_str).chain(folders);
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let whole = suggest::nearest(wanted, names.iter().copied());
    let found = whole.map(str::to_string).or_else(|| {
        let parts: Vec<String> = names.iter().map(|name| last(name)).collect();
        let part = suggest::nearest(&last(wanted), parts.iter().map(String::as_str))?;
        names.iter().find(|name| last(name) == part).map(|name| name.to_string())
    });
    found.map(|name| format!("did you mean `{name}`?"))
}

fn left_over(first: &Spanned<String>, rest: &[&str]) -> Diagnostic {
    let names: Vec<String> = rest.iter().take(3).map(|name| format!("`{name}`")).collect();
    let more = match rest.len() {
        0..=3 => String::new(),
        all => format!(" and {} more", all - 3),
    };
    let (verb, them) = if rest.len() == 1 { ("is", "it comes") } else { ("are", "they come") };
    let message = format!("{}{more} {verb} not in `order`, so {them} last", names.join(", "));
    Diagnostic::note("not-in-order", first.span, message)
}

/// Compares names as people sort them: `lesson-2` comes before `lesson-10`.
fn naturally(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (x, y) = (digits(left), digits(right));
        let (x, y, order) = if x.is_empty() || y.is_empty() {
            let (x, y) = (first(left), first(right));
            (x, y, x.cmp(y))
        } else {
            let number = |digits: &str| digits.trim_start_matches('0').to_string();
            let (p, q) = (number(x), number(y));
            (x, y, p.len().cmp(&q.len()).then(p.cmp(&q)))
        };
        if order != Ordering::Equal {
            return order;
        }
        if x.is_empty() && y.is_empty() {
            return a.cmp(b);
        }
        (left, right) = (&left[x.len()..], &right[y.len()..]);
    }
}

fn digits(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())]
}

fn first(text: &str) -> &str {
    &text[..text.chars().next().map_or(0, char::len_utf8)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::header::config;
    use crate::source::Sources;
    use proptest::prelude::*;

    /// The groups of some decks, and what was found.
    fn arranged(addresses: &[&str], drafts: &[&str], yaml: &str) -> (Vec<String>, Vec<String>) {
        let file = Sources::default().add("deckgen.yaml", yaml.to_string());
        let mut found = Vec::new();
        let config = config::read(file, yaml, &mut found);
        let deck =
            |address: &&str| (address.to_string(), PathBuf::from(format!("/s/{address}.md")));
        let known = Known {
            folder: Path::new("/s"),
            decks: &addresses.iter().map(deck).collect(),
            drafts: &drafts.iter().map(|draft| draft.to_string()).collect(),
        };
        let groups = arrange(&known, &config, &mut found);
        let shown = |group: Group| format!("{}: {}", group.heading, group.decks.join(" "));
        let told = |finding: &Diagnostic| {
            format!("{} {}", finding.message, finding.hint.clone().unwrap_or_default())
        };
        (groups.into_iter().map(shown).collect(), found.iter().map(told).collect())
    }

    #[test]
    fn without_an_order_folders_are_groups() {
        let all = ["z", "week10/a", "week2/b", "week2", "lesson-10", "lesson-9"];
        let (groups, found) = arranged(&all, &[], "");
        assert_eq!(groups, [": lesson-9 lesson-10 z", "week2: week2 week2/b", "week10: week10/a"]);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn an_order_names_decks_files_and_folders() {
        let all = ["a", "b", "w/c", "w/d", "e"];
        let (groups, found) = arranged(&all, &[], "order: [b.md, ./w/, a]");
        assert_eq!(groups, [": b", "w: w/c w/d", ": a e"]);
        assert_eq!(found, ["`e` is not in `order`, so it comes last "]);
        let (groups, found) =
            arranged(&all, &["x"], "order:\n  Start: [a, x]\n  Then: [w/d, w, b, a]");
        assert_eq!(groups, ["Start: a", "Then: w/d w/c b", "More: e"]);
        assert_eq!(found.len(), 1);
        let (groups, found) = arranged(&all, &["w/x"], "order: {w: [d, x, c.md, a], Rest: [b, e]}");
        assert_eq!(groups, ["w: w/d w/c a", "Rest: b e"]);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn unknown_names_have_the_nearest_one() {
        let (_, found) =
            arranged(&["loops", "week1/bb"], &[], "order: [lops.md, week2, b, loops, week1]");
        assert_eq!(
            found,
            [
                "there is no deck or folder `lops.md` did you mean `loops`?",
                "there is no deck or folder `week2` did you mean `week1`?",
                "there is no deck or folder `b` did you mean `week1/bb`?",
            ]
        );
    }

    proptest! {
        #[test]
        fn natural_order_is_an_order(mut names in prop::collection::vec("[ab01ä/]{0,5}", 0..12)) {
            names.sort_by(|a, b| naturally(a, b));
            for pair in names.windows(2) {
                prop_assert!(naturally(&pair[0], &pair[1]) != Ordering::Greater);
                prop_assert_eq!(naturally(&pair[1], &pair[0]), naturally(&pair[0], &pair[1]).reverse());
            }
        }
    }
}
