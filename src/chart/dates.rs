//! Days of the calendar as numbers, and the ticks of an axis of time.

/// The day number (0 is 1970-01-01) of `YYYY-MM-DD`, `YYYY-MM`, or either with a time `THH:MM` behind the
/// day.
pub(super) fn read(text: &str) -> Option<f64> {
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4)?;
    let month = number(parts.next()?, 2)?;
    let day = parts.next().map_or(Some(1), |day| number(day, 2))?;
    let exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    (exists && parts.next().is_none()).then_some(())?;
    let part = time.map_or(Some(0.0), part_of_day)?;
    Some(day_number(year, month, day) as f64 + part)
}

fn number(text: &str, digits: usize) -> Option<i64> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn part_of_day(time: &str) -> Option<f64> {
    let mut parts = time.trim_end_matches('Z').split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let second = parts.next().map_or(Some(0), |second| number(second, 2))?;
    let exists = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    exists.then_some((hour * 3600 + minute * 60 + second) as f64 / 86_400.0)
}

fn days_in(year: i64, month: i64) -> i64 {
    day_number(year + month / 12, month % 12 + 1, 1) - day_number(year, month, 1)
}

/// Counts from March, so that the leap day is the last of its year.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era_day = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + era_day
        - 719_468
}

/// Year, month and day of a day number.
fn civil(day: i64) -> (i64, i64, i64) {
    // The guess is off by one at most.
    let mut year = 1970 + (day as f64 / 365.2425).floor() as i64;
    while day_number(year + 1, 1, 1) <= day {
        year += 1;
    }
    while day_number(year, 1, 1) > day {
        year -= 1;
    }
    let month = (1..=12).rev().find(|month| day_number(year, *month, 1) <= day).unwrap_or(1);
    (year, month, day - day_number(year, month, 1) + 1)
}

/// Ticks between two days, about `most` of them at most, with their texts.
pub(super) fn ticks(from: f64, to: f64, most: usize) -> Vec<(f64, String)> {
    let most = most.max(2) as f64;
    let days = to - from;
    for step in [1, 2, 7, 14] {
        if days / f64::from(step) < most {
            let start = from.ceil() as i64;
            let days = (start..=to.floor() as i64).step_by(step as usize);
            return days.map(|day| (day as f64, text(day, true))).collect();
        }
    }
    let months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 60_000];
    let step = months.into_iter().find(|step| days / 30.44 / *step as f64 <= most);
    month_ticks(from, to, step.unwrap_or(120_000))
}

fn month_ticks(from: f64, to: f64, step: i64) -> Vec<(f64, String)> {
    let (year, month, _) = civil(from.floor() as i64);
    let first = (year * 12 + month - 1).div_euclid(step) * step;
    let day = |month: i64| day_number(month.div_euclid(12), month.rem_euclid(12) + 1, 1);
    let ticks = (0..200).map(|at| first + at * step).take_while(|month| day(*month) as f64 <= to);
    let inside = ticks.map(day).filter(|day| *day as f64 >= from);
    inside
        .map(|day| {
            let text = if step % 12 == 0 { civil(day).0.to_string() } else { text(day, false) };
            (day as f64, text)
        })
        .collect()
}

/// `YYYY-MM` or `YYYY-MM-DD`, which every language reads.
fn text(day: i64, whole: bool) -> String {
    let (year, month, day) = civil(day);
    if whole { format!("{year:04}-{month:02}-{day:02}") } else { format!("{year:04}-{month:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_calendars_do() {
        for (text, day) in [
            ("1970-01-01", Some(0.0)),
            ("2000-02-29", Some(11_016.0)),
            ("2024-03", Some(19_783.0)),
            ("1969-12-31T12:00", Some(-0.5)),
            ("2023-02-29", None),
            ("2023-13-01", None),
            ("23-1-1", None),
            ("2023", None),
        ] {
            assert_eq!(read(text), day, "{text}");
        }
        for day in (-800_000..800_000).step_by(997) {
            let (year, month, of_month) = civil(day);
            assert_eq!(day_number(year, month, of_month), day);
        }
    }

    #[test]
    fn ticks_stand_at_round_dates() {
        let texts = |from: &str, to: &str, most| {
            let ticks = ticks(read(from).unwrap(), read(to).unwrap(), most).into_iter();
            ticks.map(|(_, text)| text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(texts("2024-01-15", "2024-12-31", 6), "2024-03 2024-05 2024-07 2024-09 2024-11");
        assert_eq!(texts("2001-05-01", "2024-12-31", 6), "2005 2010 2015 2020");
        assert_eq!(texts("2024-02-27", "2024-03-02", 9).split(' ').count(), 5);
        assert_eq!(texts("2024-02-27", "2024-02-27", 9), "2024-02-27");
        assert!(ticks(read("0001-01-01").unwrap(), read("9999-12-31").unwrap(), 8).len() <= 10);
    }
}
