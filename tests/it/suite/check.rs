//! Builds a case's deck in memory and compares.

use super::case::{Case, Kind, Part};
use deckgen::check::{self as rules, Work};
use deckgen::compile::{Compiled, Options, Place, compile};
use deckgen::world::{Memory, plain};
use std::path::Path;

/// All that does not hold, as text for people. With `bless`, what can be rewritten is.
pub(super) fn check(case: &mut Case, bless: bool) -> Vec<String> {
    let compiled = match build(case) {
        Ok(compiled) => compiled,
        Err(error) => return vec![error],
    };
    let page = compiled.bundle.get("deck/index.html").map(String::from_utf8_lossy);
    let page = page.as_deref().unwrap_or_default();
    let html = slides_html(page);
    let found = diagnostics(&compiled);
    let mut failures = Vec::new();
    for part in &mut case.parts {
        let expected = part.body.as_str();
        let actual = match part.kind {
            Kind::Html { exact } if !html_holds(&html, expected, exact) => html.join("\n"),
            Kind::Slides if slides(&html) != expected => slides(&html),
            Kind::Diagnostics if !diagnostics_hold(&found, expected) => first_words(&found),
            Kind::Page => {
                failures.extend(page_mistakes(page, expected));
                continue;
            }
            _ => continue,
        };
        if bless {
            part.body = with_end(actual);
        } else {
            let actual = if part.kind == Kind::Diagnostics { found.join("\n") } else { actual };
            let mut kind = part.kind.to_string();
            kind.truncate(kind.find(' ').unwrap_or(kind.len()));
            failures.push(format!("expected {kind}:\n{expected}but got:\n{actual}"));
        }
    }
    let told = case.parts.iter().any(|part| part.kind == Kind::Diagnostics);
    if !told && !found.is_empty() {
        if bless {
            let body = with_end(first_words(&found));
            case.parts.push(Part { kind: Kind::Diagnostics, body });
        } else {
            failures.push(format!("expected no diagnostics, but got:\n{}", found.join("\n")));
        }
    }
    if bless {
        case.parts.retain(|part| part.kind != Kind::Diagnostics || !part.body.is_empty());
    }
    failures
}

fn with_end(text: String) -> String {
    if text.is_empty() || text.ends_with('\n') { text } else { text + "\n" }
}

fn build(case: &Case) -> Result<Compiled, String> {
    let mut options = Options::default();
    let mut deck = case.deck.clone();
    for word in case.options() {
        if let Some(name) = word.strip_prefix("for=") {
            options.audiences.insert(name.to_string());
            continue;
        }
        match (word.as_str(), word.strip_prefix("theme=")) {
            ("notes", _) => options.notes = true,
            ("single-file", _) => options.single_file = true,
            ("untrusted", _) => options.untrusted = true,
            ("check", _) => options.inspect = true,
            ("escapes", _) => deck = unescape(&deck)?,
            (_, Some(theme)) => options.theme = Some(theme.to_string()),
            _ => return Err(format!("`{word}` is no option")),
        }
    }
    let root = Path::new("/project");
    let mut world = Memory::default().with(root.join("deck.md"), deck);
    for (path, bytes) in case.files() {
        world = world.with(plain(&root.join(path)), bytes);
    }
    let place = Place::alone("deck").expect("a good name");
    let mut compiled = compile(&world, &root.join("deck.md"), &place, &options);
    if options.inspect {
        let published = root.join("dist");
        let decks = [("deck", &compiled)];
        let work =
            Work { world: &world, options: &options, decks: &decks, published: Some(&published) };
        let mut found: Vec<_> = rules::check(work).into_iter().flatten().collect();
        compiled.allowed.filter(&mut found);
        found.extend(compiled.allowed.unused(&[]));
        compiled.diagnostics.append(&mut found);
        compiled.diagnostics.sort_by_key(|found| found.span.map(|span| (span.file, span.start)));
    }
    Ok(compiled)
}

/// `\u{7f}` as the character it names.
fn unescape(text: &str) -> Result<String, String> {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (digits, rest) = part.split_once('}').ok_or("an escape has no end")?;
        let number = u32::from_str_radix(digits, 16).map_err(|error| error.to_string())?;
        out.push(char::from_u32(number).ok_or("an escape is no character")?);
        out.push_str(rest);
    }
    Ok(out)
}

/// What every slide has and no case is about.
const ROLE: &str = " role=\"group\" aria-roledescription=\"slide\"";

/// The lines between `<div class="slides">` and its end, white space folded, without empty ones.
fn slides_html(page: &str) -> Vec<String> {
    let after = page.split_once("<div class=\"slides\">").map_or("", |(_, after)| after);
    let main = after.rsplit_once("</main>").map_or(after, |(main, _)| main);
    let inside = main.rfind("</section>").map_or("", |end| &main[..end + "</section>".len()]);
    inside.lines().map(plain_section).filter(|line| !line.is_empty()).collect()
}

/// The line without white space that means nothing; a `<section>` without its role and label.
fn plain_section(line: &str) -> String {
    let line = fold(line).replace(ROLE, "");
    match line.split_once(" aria-labelledby=") {
        Some((start, _)) if start.starts_with("<section") => format!("{start}>"),
        _ => line,
    }
}

fn fold(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn html_holds(html: &[String], expected: &str, exact: bool) -> bool {
    let expected: Vec<String> =
        expected.lines().map(fold).filter(|line| !line.is_empty()).collect();
    if exact {
        return !expected.is_empty() && html == expected;
    }
    let mut lines = html.iter();
    !expected.is_empty()
        && expected.iter().all(|wanted| lines.any(|line| line.contains(wanted.as_str())))
}

/// One line for each slide: its id, and its first heading or its first five words.
fn slides(html: &[String]) -> String {
    let html = html.join("\n");
    let sections = html.split("<section id=\"/").skip(1);
    let line = |section: &str| {
        let (id, rest) = section.split_once('"').unwrap_or_default();
        let rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        let content = rest.split("</section>").next().unwrap_or_default();
        let words = heading(content).map_or_else(
            || text(content).split_whitespace().take(5).collect::<Vec<_>>().join(" "),
            text,
        );
        format!("{id} | {words}").trim_end().to_string() + "\n"
    };
    sections.map(line).collect()
}

/// What the first heading holds.
fn heading(html: &str) -> Option<&str> {
    let starts = html.match_indices("<h").map(|(at, _)| at);
    let mut named = starts.filter(|at| html.as_bytes().get(at + 2).is_some_and(u8::is_ascii_digit));
    let rest = &html[named.next()?..];
    let inside = &rest[rest.find('>')? + 1..];
    inside.split("</h").next()
}

/// HTML without its tags.
fn text(html: &str) -> String {
    let parts = html.split('<').enumerate();
    let words = parts.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, rest)| rest),
    });
    fold(&words.collect::<String>())
}

/// `line:column severity code: message (hint)` of each.
fn diagnostics(compiled: &Compiled) -> Vec<String> {
    let line = |diagnostic: &deckgen::diagnostic::Diagnostic| {
        let place = diagnostic.span.map_or("-".to_string(), |span| {
            let file = compiled.sources.file(span.file);
            let (line, column) = file.position(span.start as usize);
            format!("{line}:{column}")
        });
        let hint = diagnostic.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
        let (severity, code) = (diagnostic.severity.name(), diagnostic.code);
        format!("{place} {severity} {code}: {}{hint}", diagnostic.message)
    };
    compiled.diagnostics.iter().map(line).collect()
}

/// Each expected line is the first three words of a finding, and if more follows, a part of the rest.
fn diagnostics_hold(found: &[String], expected: &str) -> bool {
    let holds = |(found, expected): (&String, &str)| {
        let (place, part) = expected.split_once(": ").unwrap_or((expected, ""));
        found.split_once(": ").is_some_and(|(start, rest)| start == place && rest.contains(part))
    };
    found.len() == expected.lines().count() && found.iter().zip(expected.lines()).all(holds)
}

fn first_words(found: &[String]) -> String {
    let short =
        |line: &String| line.split_once(": ").map_or(line.as_str(), |(start, _)| start).to_string();
    found.iter().map(short).collect::<Vec<_>>().join("\n")
}

fn page_mistakes(page: &str, expected: &str) -> Vec<String> {
    let mistake = |line: &str| match line.strip_prefix('!') {
        Some(part) => page.contains(part).then(|| format!("the page contains `{part}`")),
        None => (!page.contains(line)).then(|| format!("the page does not contain `{line}`")),
    };
    expected.lines().filter_map(mistake).collect()
}
