//! A folder that rsync reaches.

use super::{Author, Outcome, all_files, deck, need, stand_in};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// An author, and the target, a folder of this machine.
fn author(name: &str) -> (Author, String) {
    need("rsync");
    let author = Author::new(&format!("rsync-{name}"));
    author.put("course/one.md", &deck("first"));
    author.put("course/two.md", &deck("![Dot](dot.svg)"));
    author.put("course/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
    let to = format!("rsync:{}", author.path("far").display());
    (author, to)
}

/// What a build writes of the same.
fn built(author: &Author, what: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = author.path("built");
    let _ = fs::remove_dir_all(&folder);
    author.publish(&[what, "--to", "dir:../built"]).expect(0, &[]);
    below(&folder)
}

fn below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = |path: &Path| path.strip_prefix(folder).expect("below").display().to_string();
    all_files(folder).into_iter().map(|(path, bytes)| (name(&path), bytes)).collect()
}

#[test]
fn a_folder_becomes_what_a_build_writes() {
    let (author, to) = author("plain");
    author.publish(&["course", "--to", &to, "--dry-run"]).expect(0, &["would go"]);
    assert!(!author.path("far").exists());
    author.publish(&["course", "--to", &to]).expect(0, &["0 changed, 0 removed"]);
    assert!(below(&author.path("far")) == built(&author, "course"));
    author.publish(&["course", "--to", &to]).expect(0, &["nothing has changed"]);
    author.put("course/one.md", &deck("second"));
    author.publish(&["course", "--to", &to]).expect(0, &["went to"]);
    assert!(below(&author.path("far")) == built(&author, "course"));
    fs::remove_file(author.path("work/course/two.md")).expect("it is there");
    author.publish(&["course", "--to", &to]).expect(0, &["went to"]);
    assert!(below(&author.path("far")) == built(&author, "course"));
    assert!(!author.path("far/two").exists(), "folders that are empty go");
    author.assert_tidy();
}

#[test]
fn what_others_put_there_stays() {
    let (author, to) = author("others");
    fs::create_dir(author.path("far")).expect("a folder");
    fs::write(author.path("far/photo.jpg"), "theirs").expect("a file");
    author.publish(&["course", "--to", &to]).expect(2, &["photo.jpg", "--adopt"]);
    author.publish(&["course", "--to", &to, "--adopt"]).expect(0, &["0 removed"]);
    fs::write(author.path("far/two/mine.txt"), "theirs").expect("a file");
    fs::write(author.path("far/[o]ne"), "theirs").expect("a file");
    fs::remove_file(author.path("work/course/two.md")).expect("it is there");
    author.publish(&["course", "--to", &to]).expect(0, &[]);
    let far = below(&author.path("far"));
    for name in ["photo.jpg", "two/mine.txt", "[o]ne"] {
        assert_eq!(far.get(name).map(Vec::as_slice), Some(&b"theirs"[..]), "{name}");
    }
    assert!(!far.contains_key("two/index.html"));
    let page = author.path("far/one/index.html");
    fs::write(&page, "theirs").expect("a file");
    author.put("course/one.md", &deck("second"));
    author.publish(&["course", "--to", &to]).expect(2, &["somebody changed `one/index.html`"]);
    fs::remove_file(author.path("work/course/one.md")).expect("it is there");
    author.put("course/three.md", &deck("third"));
    author.publish(&["course", "--to", &to]).expect(0, &["kept one/index.html"]);
    assert_eq!(fs::read(&page).expect("it stays"), b"theirs");
}

#[test]
fn names_with_signs_of_patterns_are_only_themselves() {
    let (author, to) = author("names");
    let names = ["#1", "a[b]c", "star*", "what?", "sp ace", "é", ";x", "-x", "tilde~x", "{y}"];
    for name in names {
        author.put(&format!("odd/{name}.md"), &deck("odd"));
    }
    author.publish(&["odd", "--to", &to]).expect(0, &[]);
    assert!(below(&author.path("far")) == built(&author, "odd"));
    for near in ["abc", "starfish", "whatx"] {
        fs::create_dir(author.path("far").join(near)).expect("a folder");
        fs::write(author.path("far").join(near).join("index.html"), "theirs").expect("a file");
    }
    for name in names {
        fs::remove_file(author.path("work/odd").join(format!("{name}.md"))).expect("it is there");
    }
    author.put("odd/last.md", &deck("last"));
    author.publish(&["odd", "--to", &to]).expect(0, &[]);
    let mut expected = built(&author, "odd");
    for near in ["abc", "starfish", "whatx"] {
        expected.insert(format!("{near}/index.html"), b"theirs".to_vec());
    }
    let far = below(&author.path("far"));
    assert_eq!(far.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    assert!(far == expected);
}

/// The addresses of assets in a page, from the site's top.
fn assets(page: &str, text: &str) -> Vec<String> {
    let depth = page.matches('/').count();
    let parts = text.split(['"', '\'', ' ', '(', ')', '=', '>']);
    let parts = parts.filter_map(|part| part.strip_prefix(&"../".repeat(depth)));
    parts.filter(|part| part.starts_with("assets/")).map(String::from).collect()
}

/// Fails unless every page there is whole and has its assets.
fn assert_whole(far: &BTreeMap<String, Vec<u8>>, when: &str) {
    for (name, bytes) in far.iter().filter(|(name, _)| name.ends_with("index.html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(text.trim_end().ends_with("</html>"), "{when}: {name} is cut off");
        let wanted = assets(name, &text);
        assert!(!wanted.is_empty(), "{name} names no asset");
        for asset in wanted {
            assert!(far.contains_key(&asset), "{when}: {name} lacks {asset}");
        }
    }
}

/// Breaks off before each call of rsync, and in the middle of each, by turns.
#[test]
fn wherever_it_breaks_off_pages_are_whole_and_the_next_time_finishes() {
    let (author, to) = author("broken");
    let calls = author.path("calls");
    let script = format!(
        r#"echo >> '{calls}'; count=$(wc -l < '{calls}')
[ "$count" = "$BREAK_BEFORE" ] && {{ echo 'connection unexpectedly closed' >&2; exit 12; }}
[ "$count" = "$BREAK_AFTER" ] && {{ "$REAL" "$@"; exit 12; }}"#,
        calls = calls.display()
    );
    let path = stand_in(&author, "rsync", &script);
    let run = |variable: &str, number: usize| {
        let _ = fs::remove_file(&calls);
        let mut command = author.command("work", &["course", "--to", &to]);
        command.env("PATH", &path).env(variable, number.to_string());
        Outcome::of(command)
    };
    let mut broken = 0;
    for variable in ["BREAK_BEFORE", "BREAK_AFTER"] {
        for number in 1.. {
            assert!(number < 20, "it never ends");
            author.publish(&["course", "--to", &to, "--adopt"]).expect(0, &[]);
            let color = format!("{variable}-{number}");
            let dot = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' id='{color}'/>"
            );
            author.put("course/dot.svg", &dot);
            author.put("course/one.md", &deck(&color));
            let other = format!("course/new-{}.md", number % 2);
            author.put(&other, &deck(&color));
            let old = author.path("work").join(format!("course/new-{}.md", (number + 1) % 2));
            let _ = fs::remove_file(old);
            let outcome = run(variable, number);
            assert_whole(&below(&author.path("far")), &color);
            author.assert_tidy();
            if outcome.code == Some(0) {
                break;
            }
            outcome.expect(2, &["error:"]);
            broken += 1;
            // The author goes on writing before the next try.
            author.put("course/one.md", &deck(&format!("{color}, later")));
            author.publish(&["course", "--to", &to]).expect(0, &[]);
            assert!(below(&author.path("far")) == built(&author, "course"), "{color}");
        }
    }
    assert!(broken >= 12, "it broke off only {broken} times");
}

#[test]
fn a_host_that_does_not_answer_is_named() {
    let (author, _) = author("nowhere");
    let to = "rsync://127.0.0.1:9/module/talks";
    author
        .publish(&["course", "--to", to])
        .expect(2, &["cannot list rsync://127.0.0.1:9/module/talks"]);
    let mut command = author.command("work", &["course", "--to", "ssh:nobody@127.0.0.1:www"]);
    command.env("PATH", author.path("home"));
    Outcome::of(command).expect(2, &["`rsync` is not installed"]);
    author.assert_tidy();
}
