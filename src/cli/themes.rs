//! `deckgen themes`.

use super::args::ThemesArgs;
use super::report::Printer;
use super::{Exit, Failure};
use deckgen::{suggest, theme};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(args: &ThemesArgs, printer: &Printer) -> Result<Exit, Failure> {
    let Some(name) = &args.name else {
        for theme in theme::built_in() {
            printer.answer(&format!("{:16} {}", theme.name, theme.description));
        }
        return Ok(Exit::Fine);
    };
    let Some(files) = theme::export(name) else {
        let names = theme::built_in().map(|theme| theme.name);
        return Err(Failure::new(format!("there is no built-in theme `{name}`"))
            .hint("`deckgen themes` lists them")
            .maybe_hint(suggest::did_you_mean(name, names)));
    };
    let folder = Path::new("themes").join(name);
    let shown = folder.display();
    if folder.exists() {
        return Err(Failure::new(format!("`{shown}` is already there"))
            .hint("rename it, or edit it as it is; nothing was changed"));
    }
    for (file, text) in &files {
        write_new(&folder, file, text)
            .map_err(|error| Failure::new(format!("cannot write `{shown}/{file}`: {error}")))?;
    }
    printer.say(&format!("made {shown}/; decks beside `themes/` with `theme: {name}` now use it"));
    Ok(Exit::Fine)
}

#[allow(clippy::disallowed_methods, reason = "a new folder for a new theme")]
fn write_new(folder: &Path, file: &str, text: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(folder.join(file))?;
    file.write_all(text.as_bytes())
}
