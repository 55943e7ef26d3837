//! `deckgen new`: a deck, or a course of them, to start from; and what publishes it.

mod ci;

use super::args::{NewArgs, Template};
use super::report::Printer;
use super::{Exit, Failure};
use deckgen::{suggest, theme};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const TALK: &str = include_str!("new/talk.md");
const LESSON: &str = include_str!("new/lesson.md");

/// The files of a course by their paths in its folder.
const COURSE: &[(&str, &str)] = &[
    ("deckgen.yaml", include_str!("new/course/deckgen.yaml")),
    ("0-welcome.md", include_str!("new/course/0-welcome.md")),
    ("1-first-steps.md", include_str!("new/course/1-first-steps.md")),
    ("2-loops.md", include_str!("new/course/2-loops.md")),
    ("img/lesson.svg", include_str!("new/course/img/lesson.svg")),
];

pub(crate) fn run(args: &NewArgs, printer: &Printer) -> Result<Exit, Failure> {
    if let Some(host) = args.ci {
        printer.say(&ci::make(&args.path, host)?);
        return Ok(Exit::Fine);
    }
    let names = || theme::built_in().map(|theme| theme.name);
    if !names().any(|name| name == args.theme) {
        let message = format!("there is no built-in theme `{}`", args.theme);
        let hint = suggest::did_you_mean(&args.theme, names());
        return Err(Failure::new(message).hint("`deckgen themes` lists them").maybe_hint(hint));
    }
    let name = args.path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let title = title(&name);
    let fill = |text: &str, title: &str| text.replace("THEME", &args.theme).replace("TITLE", title);
    let made = match args.template {
        Template::Talk => make_deck(&args.path, &fill(TALK, &title))?,
        Template::Lesson => make_deck(&args.path, &fill(LESSON, &title))?,
        Template::Course => make_course(&args.path, |path, text| match path.ends_with(".yaml") {
            true => fill(text, &yaml_text(&title)),
            false => fill(text, &title),
        })?,
    };
    printer.say(&made);
    Ok(Exit::Fine)
}

/// Makes one deck; returns what to tell the user.
fn make_deck(path: &Path, text: &str) -> Result<String, Failure> {
    let mut path = path.to_path_buf();
    if path.extension().is_none() {
        path.set_extension("md");
    }
    write_new(&path, text)?;
    let shown = path.display();
    Ok(format!("made {shown}; next: deckgen build {shown}"))
}

/// Makes a folder of decks; returns what to tell the user.
fn make_course(folder: &Path, fill: impl Fn(&str, &str) -> String) -> Result<String, Failure> {
    fs::create_dir(folder).map_err(|error| cannot_make(folder, &error))?;
    let inner = COURSE.iter().filter_map(|(path, _)| Path::new(path).parent());
    for inner in inner.filter(|inner| !inner.as_os_str().is_empty()) {
        let inner: PathBuf = folder.join(inner);
        fs::create_dir(&inner).map_err(|error| cannot_make(&inner, &error))?;
    }
    for (path, text) in COURSE {
        write_new(&folder.join(path), &fill(path, text))?;
    }
    let shown = folder.display();
    let decks = COURSE.iter().filter(|(path, _)| path.ends_with(".md")).count();
    Ok(format!("made {shown}/ with {decks} decks; next: deckgen build {shown}"))
}

/// A text as YAML has it, in quotes only if it needs them.
fn yaml_text(text: &str) -> String {
    serde_yaml::to_string(text).unwrap_or_default().trim_end().to_string()
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    // `create_new` never replaces a file.
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| cannot_make(path, &error))?;
    let written = file.write_all(text.as_bytes());
    written.map_err(|error| Failure::new(format!("cannot write `{}`: {error}", path.display())))
}

fn cannot_make(path: &Path, error: &std::io::Error) -> Failure {
    let shown = path.display();
    match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("`{shown}` is already there"))
            .hint("choose another name; nothing was changed"),
        ErrorKind::NotFound => {
            Failure::new(format!("the folder of `{shown}` does not exist")).hint("make it first")
        }
        _ => Failure::new(format!("cannot make `{shown}`: {error}")),
    }
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
