//! CSS lengths as authors write them: `40%`, `300`, `1.5em`.

/// A length that is not negative; a bare number is pixels. `None` when it is none.
pub fn length(value: &str) -> Option<String> {
    let value = value.trim();
    let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let (number, unit) = value.split_at(digits);
    number.parse::<f32>().ok()?;
    let unit = unit.trim();
    match unit {
        "" => Some(format!("{number}px")),
        "%" | "px" | "em" | "rem" | "vw" | "vh" | "cm" | "mm" | "in" | "pt" => {
            Some(format!("{number}{unit}"))
        }
        _ => None,
    }
}

/// A distance from an edge, which may be negative.
pub fn offset(value: &str) -> Option<String> {
    let value = value.trim();
    match value.strip_prefix('-') {
        Some(rest) => length(rest).map(|length| format!("-{length}")),
        None => length(value),
    }
}

#[cfg(test)]
mod tests {
    use super::{length, offset};

    #[test]
    fn lengths() {
        assert_eq!(length("50 %").as_deref(), Some("50%"));
        assert_eq!(length("300").as_deref(), Some("300px"));
        assert_eq!(length("1.5em").as_deref(), Some("1.5em"));
        for bad in ["", "wide", "1px;color:red", "%", "calc(1px)", "-1px"] {
            assert_eq!(length(bad), None, "{bad}");
        }
    }

    #[test]
    fn offsets_may_be_negative() {
        assert_eq!(offset("-20").as_deref(), Some("-20px"));
        assert_eq!(offset("5%").as_deref(), Some("5%"));
        for bad in ["--1", "-", "- -1px", "-x"] {
            assert_eq!(offset(bad), None, "{bad}");
        }
    }
}
