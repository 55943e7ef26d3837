//! Files that are part of the program: reveal.js, fonts, style sheets, scripts and templates.
//!
//! The build script makes the table from `node_modules` and the source tree. Bytes are stored as
//! they are and names are hashed at build time, so that a start costs nothing.

/// An embedded file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// The name it is asked for by, such as `reveal.js`.
    pub name: &'static str,
    /// The name in a bundle's `assets/`, such as `reveal.1a2b3c4d5e.js`: with ten hexadecimal
    /// digits of the bytes' BLAKE3 hash.
    pub file: &'static str,
    /// The whole hash, in hexadecimal.
    pub blake3: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The embedded file with this name.
///
/// There are `deck.js` (reveal.js, then our scripts), its plugins `notes.js`, `search.js` and `zoom.js`, `licenses.txt` with
/// the licences of what is not ours, `deck.css` (reveal.js's style sheets, then
/// `src/page/deck.css`), the other files of `src/page/` by their names, `parts/NAME.css` and
/// `parts/NAME.js` for pages that show a certain thing, `themes/NAME.css`, and the fonts.
pub fn get(name: &str) -> Option<&'static Asset> {
    let found = ASSETS.binary_search_by(|asset| asset.name.cmp(name));
    found.ok().map(|index| &ASSETS[index])
}

/// The embedded file with this name in a bundle.
pub(crate) fn by_file(file: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.file == file)
}

/// The bytes' BLAKE3 hash in hexadecimal. For embedded bytes, most of what a build writes, it is known.
pub(crate) fn hash(bytes: &[u8]) -> String {
    match ASSETS.iter().find(|asset| std::ptr::eq(asset.bytes, bytes)) {
        Some(asset) => asset.blake3.to_string(),
        None => blake3::hash(bytes).to_hex().to_string(),
    }
}

/// An embedded file that the program cannot work without.
pub(crate) fn asset(name: &str) -> &'static Asset {
    get(name).expect("the build script embeds it")
}

/// An embedded text that the program cannot work without.
pub(crate) fn text_of(name: &str) -> &'static str {
    std::str::from_utf8(asset(name).bytes).expect("our scripts and style sheets are UTF-8")
}

/// The templates of `src/templates/`: file name and text, sorted.
pub fn templates() -> &'static [(&'static str, &'static str)] {
    TEMPLATES
}

/// `name` with ten hexadecimal digits of the bytes' hash before its ending, as embedded files
/// have it: `cat.png` becomes `cat.1a2b3c4d5e.png`.
pub fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{stem}.{}.{ending}", &hash[..10]),
        _ => format!("{name}.{}", &hash[..10]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_files_are_sorted_and_named_by_their_hash() {
        assert!(ASSETS.is_sorted_by(|a, b| a.name < b.name));
        for asset in &ASSETS {
            let name = asset.name.rsplit('/').next().unwrap();
            assert_eq!(asset.file, hashed_name(name, asset.bytes));
            assert_eq!(asset.blake3, blake3::hash(asset.bytes).to_hex().as_str());
        }
    }

    #[test]
    fn reveal_keeps_its_banner_and_every_part_its_licence() {
        let text = |name| std::str::from_utf8(get(name).unwrap().bytes).unwrap();
        assert!(text("deck.js").contains("MIT licensed"));
        for part in
            ["reveal.js", "@fontsource/lato", "SIL OPEN FONT LICENSE", "UBUNTU FONT LICENCE"]
        {
            assert!(text("licenses.txt").contains(part), "{part}");
        }
        assert!(get("no such file").is_none());
    }

    #[test]
    fn style_sheets_name_no_other_host() {
        for asset in ASSETS.iter().filter(|asset| asset.name.ends_with(".css")) {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            assert!(!text.contains("http:") && !text.contains("https:"), "{}", asset.name);
            assert!(!text.contains("@import") && !text.contains("url(//"), "{}", asset.name);
        }
    }
}
