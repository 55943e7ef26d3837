//! Tables of every kind, and what is drawn from them.

use super::numbers::{self, Value};
use super::*;
use proptest::prelude::*;

const SIZE: Size = Size { width: 1100.0, height: 480.0, text: 28.0 };

fn spec(kind: Kind) -> Spec {
    let empty = String::new;
    let numbers = Numbers::of("en");
    Spec { kind, stacked: false, horizontal: false, x_label: empty(), y_label: empty(), numbers }
}

fn values(text: &str) -> Vec<Vec<Option<f64>>> {
    let data = Data::read(text, Kind::Bar).unwrap();
    data.series.into_iter().map(|series| series.values).collect()
}

fn mistake(text: &str, kind: Kind) -> (String, String) {
    let mistake = Data::read(text, kind).unwrap_err();
    (text[mistake.range].to_string(), mistake.message)
}

#[test]
fn separators_and_decimal_signs_are_found() {
    let numbers = vec![vec![Some(1.5), Some(-2000.25)]];
    for text in [
        "x,a\np,1.5\nq,-2000.25\n",
        "x;a\np;1,5\nq;-2.000,25\n",
        "x\ta\np\t1,5\nq\t-2000,25\n",
        "x;a\np;1.5\nq;−2000.25",
        "\n\"x, y\";\"a;b\"\n\"p\nq\";1,5\n\nq; -2000,25 \n",
        "x,a\np,1.5\nq,\"-2,000.25\"",
        "x,a\np,1.5 %\nq,-2 000.25",
    ] {
        assert_eq!(values(text), numbers, "{text}");
    }
}

#[test]
fn empty_cells_and_short_rows_are_gaps() {
    assert_eq!(values("x,a,b\np,,1\nq\nr,NA,-\n"), [[None; 3], [Some(1.0), None, None]]);
}

#[test]
fn a_mistake_has_its_place() {
    for (text, kind, place, words) in [
        ("x,a\np,1\nq, much \n", Kind::Bar, "much", "`much` is no number"),
        ("x,a\np,\"1\nq\"\n", Kind::Line, "\"1\nq\"", "is no number"),
        ("x,a\np,1,2\n", Kind::Bar, "2", "3 cells"),
        ("x,a\np,1.2.3\n", Kind::Bar, "1.2.3", "no number"),
        ("x,a\np,12,\n", Kind::Bar, "", "3 cells"),
        ("x,a\np,inf\n", Kind::Bar, "inf", "no number"),
        ("x,a\np,1e19\n", Kind::Bar, "1e19", "no number"),
        ("x,a\n", Kind::Bar, "x,a", "no values"),
        ("x\np\n", Kind::Bar, "x", "one column"),
        ("", Kind::Bar, "", "no data"),
        ("x,a,b\np,1,2\n", Kind::Pie, "b", "one series"),
        ("x,a\np,1\nq,-1\n", Kind::Pie, "-1", "below zero"),
    ] {
        let (at, message) = mistake(text, kind);
        assert!(at == place && message.contains(words), "{text:?}: {at:?} {message}");
    }
    let many: String = (0..5001).map(|at| format!("{at},1\n")).collect();
    assert!(mistake(&format!("x,a\n{many}"), Kind::Scatter).1.contains("5000"));
    let wide = format!("x{}\np{}\n", ",a".repeat(51), ",1".repeat(51));
    assert!(mistake(&wide, Kind::Bar).1.contains("50 are the most"));
}

#[test]
fn the_first_column_of_lines_is_a_scale_where_it_can_be() {
    let x = |text| Data::read(text, Kind::Line).unwrap();
    let data = x("x,a\n3,1\n1,2\n2,\n");
    assert_eq!(data.x, X::Numbers(vec![1.0, 2.0, 3.0]));
    assert_eq!(data.series[0].values, [Some(2.0), None, Some(1.0)]);
    assert_eq!(x("x,a\n1970-01-02,1\n1970-01-01,2\n").x, X::Days(vec![0.0, 1.0]));
    assert_eq!(x("x,a\n1,1\nb,2\n").x, X::Labels);
    assert_eq!(Data::read("x,a\n2,1\n1,2\n", Kind::Bar).unwrap().x, X::Labels);
}

#[test]
fn numbers_are_written_as_the_language_does() {
    let ticks = |lang: &str, ticks: &[f64]| Numbers::of(lang).ticks(ticks).join(" ");
    assert_eq!(ticks("en", &[0.0, 0.5, 1.0]), "0 0.5 1.0");
    assert_eq!(ticks("en-GB", &[-20_000.0, 0.0, 20_000.0]), "−20,000 0 20,000");
    assert_eq!(ticks("en", &[0.0, 2.5e6, 5e6]), "0 2.5M 5.0M");
    assert_eq!(ticks("de", &[0.0, 2.5e6, 5e9]), "0 0,0025\u{a0}Mrd. 5,0000\u{a0}Mrd.");
    assert_eq!(ticks("de", &[0.0, 50_000.0]), "0 50.000");
    assert_eq!(ticks("fi", &[0.0, 5e6]), "0 5\u{a0}000\u{a0}000");
    assert_eq!(ticks("en", &[2010.0, 2020.0]), "2010 2020");
    assert_eq!(Numbers::of("en").write(-0.04, 1), "0.0");
}

#[test]
fn bars_start_at_zero_and_stack_by_sign() {
    let data = Data::read("x,a,b\np,10,-10\n", Kind::Bar).unwrap();
    let stacked = Spec { stacked: true, ..spec(Kind::Bar) };
    let side_by_side = draw(&data, &spec(Kind::Bar), SIZE, false);
    let bars = |svg: &str| {
        let marks = svg.split("class=\"series").skip(1);
        let value = |part: &str, name: &str| {
            let start = part.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
            part[start..].split('"').next().unwrap().parse::<f64>().unwrap()
        };
        let bar = |part: &str| (value(part, "x"), value(part, "y"), value(part, "height"));
        marks.map(bar).collect::<Vec<_>>()
    };
    let [up, down] = bars(&side_by_side)[..] else { panic!("two bars") };
    assert!(up.0 < down.0 && (up.1 + up.2 - down.1).abs() < 0.2 && (up.2 - down.2).abs() < 0.2);
    let [up, down] = bars(&draw(&data, &stacked, SIZE, false))[..] else { panic!("two bars") };
    assert!(up.0 == down.0 && (up.1 + up.2 - down.1).abs() < 0.2);
}

#[test]
fn steps_are_the_series() {
    let data = Data::read("x,a,b\np,1,2\nq,2,3\n", Kind::Line).unwrap();
    assert_eq!(draw(&data, &spec(Kind::Line), SIZE, true).matches(" fragment\"").count(), 2);
    assert!(!draw(&data, &spec(Kind::Line), SIZE, false).contains("fragment"));
}

#[test]
fn cells_of_every_kind_are_read() {
    for (text, comma, value) in [
        ("1,234,567.5", false, Value::Number(1_234_567.5)),
        ("1,23", false, Value::Other),
        ("1.234.567,5", true, Value::Number(1_234_567.5)),
        ("1e3", false, Value::Number(1000.0)),
        ("$5", false, Value::Other),
        ("", false, Value::Gap),
        ("nan", false, Value::Other),
        ("1’000", false, Value::Number(1000.0)),
    ] {
        assert_eq!(numbers::read(text, comma), value, "{text}");
    }
}

/// Numbers in a drawing are numbers, and the drawing is well formed as far as its groups go.
fn check(svg: &str) {
    assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{svg}");
    assert_eq!(svg.matches("<g ").count(), svg.matches("</g>").count());
}

proptest! {
    #[test]
    fn any_text_is_drawn_or_refused(text in "([0-9a-z;,\t\n\"\\- .%é]{0,60})", kind in 0_usize..6) {
        let kind = Kind::NAMES[kind].1;
        match Data::read(&text, kind) {
            Ok(data) => check(&draw(&data, &spec(kind), SIZE, false)),
            Err(mistake) => prop_assert!(text.get(mistake.range).is_some()),
        }
    }

    #[test]
    fn any_numbers_are_drawn(
        rows in prop::collection::vec((-1e18_f64..1e18, prop::option::of(-1e18_f64..1e18)), 1..9),
        small in any::<bool>(),
        kind in 0_usize..4,
    ) {
        let factor = if small { 1e-30 } else { 1.0 };
        let row = |(x, y): &(f64, Option<f64>)| {
            format!("{:e},{}\n", x * factor, y.map(|y| format!("{:e}", y * factor)).unwrap_or_default())
        };
        let text = format!("x,y\n{}", rows.iter().map(row).collect::<String>());
        let kind = Kind::NAMES[kind].1;
        let data = Data::read(&text, kind).unwrap();
        for horizontal in [false, true] {
            for width in [440.0, 1100.0] {
                let spec = Spec { horizontal, stacked: small, ..spec(kind) };
                check(&draw(&data, &spec, Size { width, ..SIZE }, false));
            }
        }
    }
}
