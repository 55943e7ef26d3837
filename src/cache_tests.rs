//! Keeping bytes, and what spoils them.
#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

use super::*;

/// A cache in an empty folder of its own.
fn cache(name: &str) -> Cache {
    let folder = std::env::temp_dir().join(format!("deckgen-cache-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    Cache::new(folder)
}

fn files(cache: &Cache) -> Vec<PathBuf> {
    let names = Disk.list(&cache.folder).unwrap_or_default();
    names.into_iter().filter(|name| name != TAG.0).map(|name| cache.folder.join(name)).collect()
}

#[test]
fn what_is_kept_comes_back() {
    let cache = cache("kept");
    assert_eq!(cache.get("a"), None);
    cache.put("a", b"one");
    cache.put("b", b"");
    cache.put("a", b"two");
    assert_eq!(cache.get("a").as_deref(), Some(&b"two"[..]));
    assert_eq!(cache.get("b").as_deref(), Some(&b""[..]));
    assert_eq!(files(&cache).len(), 2);
}

#[test]
fn spoiled_files_are_as_if_they_were_not_there() {
    let cache = cache("spoiled");
    cache.put("a", b"some bytes");
    let path = cache.path("a");
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(cache.get("a"), None, "cut to {length}");
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert_eq!(cache.get("a"), None, "byte {at}");
    }
    cache.put("a", b"again");
    assert_eq!(cache.get("a").as_deref(), Some(&b"again"[..]));
}

#[test]
fn a_folder_that_cannot_be_made_keeps_nothing() {
    let folder = cache("file").folder;
    fs::write(&folder, "a file").unwrap();
    let cache = Cache::new(&folder);
    cache.put("a", b"one");
    cache.tidy();
    assert_eq!(cache.get("a"), None);
    assert_eq!(fs::read(&folder).unwrap(), b"a file");
}

#[test]
fn the_oldest_go_first_and_strangers_stay() {
    let cache = cache("tidy");
    let old = SystemTime::now() - 3 * DAY;
    for (number, key) in ["a", "b", "c"].iter().enumerate() {
        cache.put(key, b"123");
        let file = fs::OpenOptions::new().append(true).open(cache.path(key)).unwrap();
        file.set_modified(old + Duration::from_secs(number as u64)).unwrap();
    }
    let stranger = cache.folder.join("letter.txt");
    fs::write(&stranger, "mine").unwrap();
    let left_over = cache.folder.join("12-3.tmp");
    fs::write(&left_over, "half").unwrap();
    fs::OpenOptions::new().append(true).open(&left_over).unwrap().set_modified(old).unwrap();
    // `a` is used now, so `b` is the oldest.
    assert!(cache.get("a").is_some());
    cache.tidy_to(2, u64::MAX);
    assert_eq!(["a", "b", "c"].map(|key| cache.get(key).is_some()), [true, false, true]);
    assert!(stranger.exists() && !left_over.exists());
    cache.tidy_to(9, 140);
    assert_eq!(["a", "b", "c"].map(|key| cache.get(key).is_some()), [true, false, true]);
    cache.tidy_to(9, 60);
    assert!(files(&cache) == [stranger]);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_look() {
    use std::os::unix::fs::PermissionsExt;
    let cache = cache("private");
    cache.put("a", b"notes");
    let mode = fs::metadata(&cache.folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}
