//! "Did you mean": the known name nearest to a misspelt one.

/// The candidate that is close enough to `word` to be worth offering, if any.
///
/// Case is ignored. Close enough means at most one edit for every three characters; swapping two
/// neighbours is one edit.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 200 {
        return None;
    }
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= word.len() + 4 * limit)
        .map(|candidate| (strsim::osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A hint that offers the nearest candidate.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(word, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        let themes = ["league", "beige", "black"];
        assert_eq!(nearest("leauge", themes), Some("league"));
        assert_eq!(nearest("League", themes), Some("league"));
        assert_eq!(nearest("blakc", themes), Some("black"));
        assert_eq!(nearest("corporate", themes), None);
    }
}
