//! Checks that `node_modules` holds what `package-lock.json` names.

use crate::{read, read_text};
use serde_json::Value;
use std::path::Path;

const COMMAND: &str = "run `npm ci --ignore-scripts` in";

/// Every package that is embedded is installed, in the version that is locked.
pub fn check(root: &Path) -> Result<(), String> {
    let lock = json(&root.join("package-lock.json"))?;
    for name in packages(root)? {
        let locked = text(&lock["packages"][format!("node_modules/{name}")]["version"]);
        let locked = locked.ok_or(format!("package-lock.json does not name {name}"))?;
        match installed(root, &name) {
            Some(version) if version == locked => {}
            other => return Err(cure(root, &name, &locked, other.as_deref())),
        }
    }
    Ok(())
}

/// The embedded packages, in the order of their names.
pub fn packages(root: &Path) -> Result<Vec<String>, String> {
    let manifest = json(&root.join("package.json"))?;
    let dependencies = manifest["dependencies"].as_object();
    let mut names: Vec<String> =
        dependencies.into_iter().flat_map(|map| map.keys().cloned()).collect();
    names.sort();
    Ok(names)
}

fn installed(root: &Path, name: &str) -> Option<String> {
    let path = root.join("node_modules").join(name).join("package.json");
    text(&serde_json::from_slice::<Value>(&read(&path).ok()?).ok()?["version"])
}

fn cure(root: &Path, name: &str, locked: &str, installed: Option<&str>) -> String {
    let what = match installed {
        None => format!("deckgen embeds {name} {locked}, which is not installed"),
        Some(other) => format!("deckgen embeds {name} {locked}, but {other} is installed"),
    };
    format!("{what}; {COMMAND} {}", root.display())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(String::from)
}

fn json(path: &Path) -> Result<Value, String> {
    let text = read_text(path)?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
