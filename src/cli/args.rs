//! The command line: types for clap and nothing else.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Turns a Markdown deck into a reveal.js presentation.
#[derive(Debug, Parser)]
#[command(name = "deckgen", version, about, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Examples:\n  deckgen new talk.md\n  deckgen build talk.md\n  deckgen build lessons/ -o public"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// What is printed, and how.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct OutputArgs {
    /// Print only errors and warnings
    #[arg(short, long, global = true, display_order = 900)]
    pub(crate) quiet: bool,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 901)]
    pub(crate) color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the marked source
    Human,
    /// One line each
    Short,
    /// One JSON object a line, on standard output
    Json,
    /// One SARIF log for code scanners, on standard output
    Sarif,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(BuildArgs),
    Serve(ServeArgs),
    Check(CheckArgs),
    Publish(PublishArgs),
    New(NewArgs),
    Themes(ThemesArgs),
    /// Print a JSON Schema of the header or of deckgen.yaml, for editors that complete and check it
    #[command(after_help = "Example:\n  deckgen schema > deckgen.schema.json")]
    Schema {
        /// What it describes
        #[arg(default_value = "header")]
        of: Described,
    },
    /// Print a script that completes deckgen's commands in your shell
    #[command(
        after_help = "Example:\n  deckgen completions bash > ~/.local/share/bash-completion/completions/deckgen"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  deckgen man > deckgen.1 && man ./deckgen.1")]
    Man,
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Described {
    /// The top of a deck
    Header,
    /// The file that a folder of decks shares
    #[value(name = "deckgen.yaml")]
    Config,
}

/// Build presentations from decks or folders of decks
///
/// A deck becomes a folder with an index.html that works from any web server, below any path, and when
/// opened as a file. A folder becomes a site with a list of its decks.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  deckgen build talk.md                  dist/talk/index.html
  deckgen build lessons/ -o public       public/index.html and a folder for each deck
  deckgen build talk.md --single-file    everything in one HTML file
  deckgen build talk.md --notes          with speaker notes, to present from")]
pub(crate) struct BuildArgs {
    /// Markdown files, or folders of them
    #[arg(required = true, value_name = "DECK|FOLDER")]
    pub(crate) decks: Vec<PathBuf>,
    /// Folder to write to, the root of the site
    #[arg(short, long, value_name = "FOLDER", default_value = "dist")]
    pub(crate) output: PathBuf,
    /// Put everything, pictures too, inside one HTML file
    #[arg(long)]
    pub(crate) single_file: bool,
    /// Include speaker notes
    #[arg(long)]
    pub(crate) notes: bool,
    /// Treat warnings as errors: write nothing if there is one
    #[arg(long)]
    pub(crate) strict: bool,
    /// Write into a folder that has files of others; they are replaced only where a page must stand
    #[arg(long)]
    pub(crate) adopt: bool,
    /// Print how much a viewer loads: for the first slide, and for the whole deck
    #[arg(long)]
    pub(crate) sizes: bool,
    /// Build all decks again, also those that have not changed since the last build
    #[arg(long)]
    pub(crate) no_cache: bool,
    #[command(flatten)]
    pub(crate) images: ImageArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// What becomes of pictures, for the commands that make pages for others.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct ImageArgs {
    /// Make pictures smaller and take out what else they tell, such as where they were taken
    #[arg(long, value_name = "MODE", num_args = 0..=1, default_missing_value = "lossless", require_equals = true)]
    pub(crate) optimize_images: Option<ImageMode>,
}

/// How pictures are made smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImageMode {
    /// No pixel changes: PNG is compressed better
    Lossless,
    /// Pictures have at most twice as many pixels as the slide, to each side, and JPEG is encoded anew
    Lossy,
}

/// How decks are read, for every command that reads some.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// Use this theme instead of the one the deck names
    #[arg(long, value_name = "THEME")]
    pub(crate) theme: Option<String>,
    /// Clean the decks' HTML, for decks by people you do not know
    #[arg(long)]
    pub(crate) untrusted: bool,
    /// Show the parts for this audience too: `::: {.only for=NAME}`; may be given more than once
    #[arg(long = "for", value_name = "NAME")]
    pub(crate) audience: Vec<String>,
    /// Let decks use files of this folder, although it is outside their project
    #[arg(long, value_name = "FOLDER")]
    pub(crate) allow_dir: Vec<PathBuf>,
    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// Preview a deck, or a folder of decks, live while you write
///
/// The page in your browser follows each save: only what has changed is replaced, and it goes to the
/// slide you edit. Mistakes are shown over the last good slides. Press S for the speaker view.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  deckgen serve talk.md --open           and open it in your browser
  deckgen serve lessons/                 a list of the decks, all of them live
  deckgen serve talk.md --host 0.0.0.0   also for phones and a second screen")]
pub(crate) struct ServeArgs {
    /// A Markdown file, or a folder of them
    #[arg(value_name = "DECK|FOLDER")]
    pub(crate) deck: PathBuf,
    /// Port to listen on; 0 takes any [default: 8000, or the next one that is free]
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Address to listen on; 0.0.0.0 lets other devices of your network connect
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: String,
    /// Open the page in your browser
    #[arg(long)]
    pub(crate) open: bool,
    /// Stay on the slide you look at when another one is edited
    #[arg(long)]
    pub(crate) no_follow: bool,
    /// Look for changes after each so many milliseconds, for network disks that do not tell of them
    #[arg(long, value_name = "MS", num_args = 0..=1, default_missing_value = "500", require_equals = true, value_parser = clap::value_parser!(u64).range(10..=60_000))]
    pub(crate) poll: Option<u64>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// Look for what would embarrass you later: broken links, missing pictures, text that does not fit
///
/// Nothing is written. The exit code is 1 if there are errors, with --strict also if there are warnings.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  deckgen check talk.md
  deckgen check lessons/ --strict          for a build server
  deckgen check lessons/ --links           try links to other sites, too
  deckgen check lessons/ --format json     one finding a line, for other programs")]
pub(crate) struct CheckArgs {
    /// Markdown files, or folders of them
    #[arg(required = true, value_name = "DECK|FOLDER")]
    pub(crate) decks: Vec<PathBuf>,
    /// Treat warnings as errors
    #[arg(long)]
    pub(crate) strict: bool,
    /// Measure in a browser whether slides fit: `auto` if there is a Chromium, Chrome or Edge, `never`,
    /// or the program to use [default: DECKGEN_BROWSER, else auto]
    #[arg(long, value_name = "WHICH")]
    pub(crate) browser: Option<OsString>,
    /// Also print what was measured on each slide, one JSON object a line, on standard output
    #[arg(long)]
    pub(crate) measures: bool,
    /// Try the links to other sites, one request at a time to each of them
    #[arg(long)]
    pub(crate) links: bool,
    /// Folder of the last build: addresses of slides that it has and the decks have no more are found
    #[arg(short, long, value_name = "FOLDER", default_value = "dist")]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// Put decks where readers find them: on a git branch, a web server, in a folder
///
/// Decks are checked first; with errors, nothing is published. Speaker notes, sources and comments stay
/// here. What others put there stays, and when it is interrupted, every page is whole, old or new.
#[derive(Debug, Args)]
#[command(after_help = "The commonest set-ups:
  GitHub Pages: the branch gh-pages of the remote `origin`. Choose that branch once in the
  repository's settings, under Pages.
      deckgen publish lessons/ --to git
  Your own server: a folder of it, by rsync over ssh.
      deckgen publish lessons/ --to rsync:me@example.org:www/lessons
  A folder that is public already, such as docs/; --adopt, the first time, if it has other files.
      deckgen publish lessons/ --to dir:docs --adopt

Targets:
  git, git:BRANCH, git:REMOTE/BRANCH     a branch; with :FOLDER, only a folder of it
  git:URL#BRANCH                         a branch of any repository
  rsync:USER@HOST:FOLDER, ssh://USER@HOST:PORT/FOLDER, rsync://HOST/MODULE/FOLDER
  s3://BUCKET/FOLDER
  dir:FOLDER")]
pub(crate) struct PublishArgs {
    /// Markdown files, or folders of them
    #[arg(required = true, value_name = "DECK|FOLDER")]
    pub(crate) decks: Vec<PathBuf>,
    /// Where to
    #[arg(long, value_name = "TARGET")]
    pub(crate) to: Option<String>,
    /// List what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Include speaker notes, for everybody to read
    #[arg(long)]
    pub(crate) notes: bool,
    /// Publish nothing if there is a warning
    #[arg(long)]
    pub(crate) strict: bool,
    /// Replace files of others that stand where a page must be, and use a folder that has others
    #[arg(long)]
    pub(crate) adopt: bool,
    #[command(flatten)]
    pub(crate) images: ImageArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// Start a new deck, or a course of them, or the file that makes a host publish them
///
/// Nothing that is there already is replaced.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  deckgen new talk.md --theme serif
  deckgen new loops.md --template lesson
  deckgen new python --template course     a folder; build it with `deckgen build python`
  deckgen new lessons --ci github          publish the folder that is there after each push")]
pub(crate) struct NewArgs {
    /// The file to make, `.md` is added if it has no ending; for a course, the folder
    pub(crate) path: PathBuf,
    /// What to begin with
    #[arg(long, value_name = "TEMPLATE", default_value = "talk")]
    pub(crate) template: Template,
    /// The theme to begin with
    #[arg(long, value_name = "THEME", default_value = deckgen::theme::DEFAULT)]
    pub(crate) theme: String,
    /// Make the file that has this host check, build and publish the deck or folder after each push
    #[arg(long, value_name = "HOST", conflicts_with_all = ["template", "theme"])]
    pub(crate) ci: Option<Host>,
}

/// Who builds and publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Host {
    /// GitHub Actions and GitHub Pages
    Github,
    /// GitLab CI and GitLab Pages
    Gitlab,
    /// Netlify
    Netlify,
    /// GitHub Actions and Cloudflare Pages
    Cloudflare,
}

/// What a new deck begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// A few slides that show how decks are written
    Talk,
    /// One lesson: goals, code, an exercise, a recap, notes with timing
    Lesson,
    /// A folder with a welcome, two lessons and a picture
    Course,
}

/// List the built-in themes, or copy one to start your own from
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  deckgen themes\n  deckgen themes league    writes themes/league/"
)]
pub(crate) struct ThemesArgs {
    /// The theme to copy into `themes/` below the current folder
    pub(crate) name: Option<String>,
}
