//! Which font files a page needs: those that hold one of its characters.

use std::collections::BTreeSet;

/// The characters of a page.
#[derive(Debug, Default)]
pub struct Characters {
    /// All but ASCII, which every page has.
    beyond_ascii: BTreeSet<u32>,
}

impl Characters {
    /// The characters of some texts.
    pub fn of(texts: &[&str]) -> Characters {
        let mut beyond_ascii = BTreeSet::new();
        for text in texts.iter().filter(|text| !text.is_ascii()) {
            beyond_ascii.extend(text.chars().filter(|c| !c.is_ascii()).map(u32::from));
        }
        Characters { beyond_ascii }
    }

    /// Whether one of them is in a CSS `unicode-range` such as `U+0000-00FF, U+0131`.
    pub fn any_in(&self, range: &str) -> bool {
        let inside = |(first, last): (u32, u32)| {
            first <= u32::from('z') && last >= u32::from(' ')
                || self.beyond_ascii.range(first..=last).next().is_some()
        };
        range.split(',').filter_map(interval).any(inside)
    }
}

/// Reads `U+131` or `U+0-FF`.
fn interval(text: &str) -> Option<(u32, u32)> {
    let text = text.trim().strip_prefix(['U', 'u'])?.strip_prefix('+')?;
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |digits: &str| u32::from_str_radix(digits, 16).ok();
    Some((number(first)?, number(last)?)).filter(|(first, last)| first <= last)
}

#[cfg(test)]
mod tests {
    use super::Characters;

    #[test]
    fn ranges_are_compared_with_what_is_on_the_page() {
        let english = Characters::of(&["It’s here"]);
        let russian = Characters::of(&["Привет"]);
        let (latin, cyrillic) = ("U+0000-00FF,U+0131,U+2000-206F", "U+0301, U+0400-045F");
        assert!(english.any_in(latin) && !english.any_in(cyrillic));
        assert!(russian.any_in(latin) && russian.any_in(cyrillic));
        assert!(english.any_in("U+2019") && !english.any_in("U+2020-2FFF"));
        assert!(!english.any_in("nonsense"));
    }
}
