//! `deckgen new`.

use super::args::NewArgs;
use super::report::Printer;
use super::{Exit, Failure};
use deckgen::{suggest, theme};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

const DECK: &str = include_str!("new.md");

pub(crate) fn run(args: &NewArgs, printer: &Printer) -> Result<Exit, Failure> {
    let names = || theme::built_in().map(|theme| theme.name);
    if !names().any(|name| name == args.theme) {
        let message = format!("there is no built-in theme `{}`", args.theme);
        let hint = suggest::did_you_mean(&args.theme, names());
        return Err(Failure::new(message)
            .hint("`deckgen themes` lists them")
            .maybe_hint(hint));
    }
    let mut path = args.path.clone();
    if path.extension().is_none() {
        path.set_extension("md");
    }
    let name = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let deck = DECK.replace("THEME", &args.theme).replace("TITLE", &title(&name));
    let shown = path.display();
    // `create_new` never replaces a file.
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = file.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("`{shown}` is already there"))
            .hint("choose another name; nothing was changed"),
        ErrorKind::NotFound => Failure::new(format!("the folder of `{shown}` does not exist"))
            .hint("make it first"),
        _ => Failure::new(format!("cannot make `{shown}`: {error}")),
    })?;
    let written = file.write_all(deck.as_bytes());
    written.map_err(|error| Failure::new(format!("cannot write `{shown}`: {error}")))?;
    printer.say(&format!("made {shown}; next: deckgen build {shown}"));
    Ok(Exit::Fine)
}

/// `my-first_talk` as `My first talk`.
fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "A talk".to_string(),
    }
}
