//! Lists of lines: `1,3-5`, and several of them, one for each step: `1,3-5|7|all`.

use std::ops::RangeInclusive;

/// More steps than anyone goes through; each line of the page names those that it stands out in.
pub(super) const MAX_STEPS: usize = 24;

/// Which lines stand out in which step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The lines of each step.
    pub groups: Vec<Lines>,
}

/// Some lines of code, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// Ranges of lines, in the order they were written; an open one ends at [`u32::MAX`].
    pub ranges: Vec<RangeInclusive<u32>>,
}

impl Steps {
    /// Reads the text between the braces; `None` when it is no such list.
    pub(super) fn read(text: &str) -> Option<Steps> {
        let groups = text.split('|').map(Lines::read).collect::<Option<Vec<_>>>()?;
        Some(Steps { groups })
    }
}

impl Lines {
    /// Reads `1,3-5,9-`, `all` or `*`, or `none`; `None` when it is no such list.
    pub(super) fn read(text: &str) -> Option<Lines> {
        let ranges = match text.trim() {
            "all" | "*" => vec![1..=u32::MAX],
            "none" | "hide" => Vec::new(),
            list => list.split(',').map(range).collect::<Option<_>>()?,
        };
        Some(Lines { ranges })
    }

    /// Whether a line is among them.
    pub fn contains(&self, line: u32) -> bool {
        self.ranges.iter().any(|range| range.contains(&line))
    }

    /// The last line that is named.
    pub fn last(&self) -> Option<u32> {
        let named = |range: &RangeInclusive<u32>| {
            if *range.end() == u32::MAX { *range.start() } else { *range.end() }
        };
        self.ranges.iter().map(named).max()
    }
}

/// `3`, `3-5`, `3-`, `-5`.
fn range(text: &str) -> Option<RangeInclusive<u32>> {
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|number| digits && (1..u32::MAX).contains(number))
    };
    let text = text.trim();
    let Some((from, to)) = text.split_once('-') else {
        return number(text).map(|line| line..=line);
    };
    let (from, to) = (from.trim(), to.trim());
    let range = match (from.is_empty(), to.is_empty()) {
        (true, true) => return None,
        (true, false) => 1..=number(to)?,
        (false, true) => number(from)?..=u32::MAX,
        (false, false) => number(from)?..=number(to)?,
    };
    (range.start() <= range.end()).then_some(range)
}
