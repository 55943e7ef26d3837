//! The program: arguments in, library calls, messages out.

mod args;
mod build;
mod check;
mod gather;
mod images;
mod links;
mod measure;
mod new;
mod progress;
mod publish;
mod reading;
mod report;
mod screen;
mod serve;
mod sizes;
mod themes;
mod words;

use args::{Cli, Color, Command, Described};
use clap::{CommandFactory, Parser};
use report::Printer;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well; there may have been warnings.
    Fine,
    /// A deck has errors, and nothing was written.
    DeckErrors,
    /// Wrong use, or the machine failed: disk, port, network.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Fine => 0,
            Exit::DeckErrors => 1,
            Exit::Failed => 2,
        })
    }
}

/// A failure with what to tell the user: what happened, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Failure {
        self.hint = hint.or(self.hint);
        self
    }
}

/// Runs the program; may be called several times in one process.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Failed } else { Exit::Fine };
        }
    };
    match cli.output.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let printer = Printer::new(cli.output.quiet);
    let result = match cli.command {
        Command::Build(args) => build::run(&args, &printer),
        Command::Check(args) => check::run(&args, &printer),
        Command::Serve(args) => serve::run(&args, printer.clone()),
        Command::Publish(args) => publish::run(&args, &printer),
        Command::New(args) => new::run(&args, &printer),
        Command::Themes(args) => themes::run(&args, &printer),
        Command::Schema { of } => {
            let schema = match of {
                Described::Header => deckgen::header::schema(),
                Described::Config => deckgen::header::config::json_schema(),
            };
            print_bytes(format!("{schema:#}\n").as_bytes())
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "deckgen", &mut script);
            print_bytes(&script)
        }
        Command::Man => manual(),
    };
    result.unwrap_or_else(|failure| {
        printer.failure(&failure);
        Exit::Failed
    })
}

fn manual() -> Result<Exit, Failure> {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Cli::command()).render(&mut page);
    rendered.map_err(|error| Failure::new(format!("cannot make the manual page: {error}")))?;
    print_bytes(&page)
}

/// Writes to standard output; a reader that has gone away is no failure.
fn print_bytes(bytes: &[u8]) -> Result<Exit, Failure> {
    let _ = std::io::stdout().write_all(bytes);
    Ok(Exit::Fine)
}
