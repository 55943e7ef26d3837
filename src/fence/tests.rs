//! Info strings as authors write them.

use super::*;
use proptest::prelude::*;

#[test]
fn the_language_is_the_first_word() {
    for (info, expected) in [
        ("rust", "rust"),
        (" python {1,3}", "python"),
        ("js{1|2}", "js"),
        ("js [1|2]", "js"),
        ("rust,ignore", "rust"),
        ("{.java .numbers}", "java"),
        ("{#x .java}", "java"),
        ("c++", "c++"),
        ("js\"onload=x", ""),
        ("", ""),
    ] {
        assert_eq!(read(info).language, expected, "{info}");
    }
}

fn groups(info: &str) -> Vec<Vec<u32>> {
    let steps = read(info).steps.map_or(Vec::new(), |steps| steps.groups);
    steps.iter().map(|lines| (1..=9).filter(|line| lines.contains(*line)).collect()).collect()
}

#[test]
fn steps_are_lists_of_lines() {
    let all: Vec<u32> = (1..=9).collect();
    for (info, expected) in [
        ("rust {1,3-5|7|all}", vec![vec![1, 3, 4, 5], vec![7], all.clone()]),
        ("rust {2}", vec![vec![2]]),
        ("rust { 2 , 4 | * }", vec![vec![2, 4], all]),
        ("rust {none|8-|-2}", vec![vec![], vec![8, 9], vec![1, 2]]),
        ("js [1-2|3]", vec![vec![1, 2], vec![3]]),
        ("js [712: 1|2]", vec![vec![1], vec![2]]),
        ("{.js code-line-numbers=\"1|2\"}", vec![vec![1], vec![2]]),
        ("rust {}", vec![]),
        ("rust {0}", vec![]),
        ("rust {5-3}", vec![]),
        ("rust {a|b}", vec![]),
    ] {
        assert_eq!(groups(info), expected, "{info}");
    }
}

#[test]
fn keys_say_where_code_comes_from_and_how_it_looks() {
    let fence =
        read("rust {2|3} file=src/a.rs lines=10-20 #main .numbers mark=\"let x\" mark=/a+/ .wide");
    assert_eq!(fence.steps.unwrap().groups.len(), 2);
    assert_eq!(fence.marks, ["let x", "/a+/"]);
    assert_eq!(fence.numbers, Some(1));
    assert_eq!(fence.attributes.classes, ["wide"]);
    let file = fence.file.unwrap();
    assert_eq!((file.path.as_str(), file.region.as_deref()), ("src/a.rs", Some("main")));
    assert_eq!(file.lines.unwrap().ranges, [10..=20]);
    let fence = read("js {file=a.js#part filename start=5}");
    assert_eq!(fence.caption.as_deref(), Some("a.js"));
    assert_eq!(fence.file.unwrap().region.as_deref(), Some("part"));
    assert_eq!(fence.numbers, Some(5));
    let fence = read("js {#id filename=\"x y.js\" .fragment}");
    assert_eq!(fence.attributes.id.as_deref(), Some("id"));
    assert_eq!(fence.caption.as_deref(), Some("x y.js"));
    assert_eq!(read("js #id").attributes.id.as_deref(), Some("id"));
}

#[test]
fn what_cannot_be_read_is_named() {
    for (info, problem) in [
        ("js {1", Problem::Braces),
        ("js {highlight: [1]}", Problem::Braces),
        ("js [a]", Problem::Braces),
        ("js [1", Problem::Braces),
        ("js file=a lines=x", Problem::Lines),
        ("js start=x", Problem::Start),
        ("js {code-line-numbers=\"x\"}", Problem::Lines),
        ("js {1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1|1}", Problem::TooManySteps),
    ] {
        assert_eq!(
            read(info).problems.iter().map(|(_, problem)| *problem).collect::<Vec<_>>(),
            [problem],
            "{info}"
        );
    }
    for info in ["rust,ignore should_panic", "js twoslash title=\"x\"", "bash session", "js x=\"y"]
    {
        assert_eq!(read(info).problems, [], "{info}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_read(info in "[a-z{}\\[\\]|,.#=\"' /0-9é-]{0,60}") {
        let fence = read(&info);
        for (range, _) in &fence.problems {
            prop_assert!(info.get(range.clone()).is_some());
        }
        prop_assert!(fence.language.len() <= 32);
    }
}
