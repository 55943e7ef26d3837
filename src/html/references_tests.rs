//! Tests of finding and replacing URLs in raw HTML.

use super::*;
use proptest::prelude::*;

fn found(html: &str) -> Vec<(String, Kind)> {
    references(html).into_iter().map(|found| (found.value, found.kind)).collect()
}

fn check(html: &str, expected: &[(&str, Kind)]) {
    let expected: Vec<_> = expected.iter().map(|&(url, kind)| (url.to_string(), kind)).collect();
    assert_eq!(found(html), expected, "{html}");
}

#[test]
fn elements_name_files() {
    use Kind::*;
    check("<img src=a.png alt=b.png>", &[("a.png", Image)]);
    check("<video src='a.mp4' poster=\"b.png\">", &[("a.mp4", Media), ("b.png", Image)]);
    check("<audio src=a><source src=b><track src=c>", &[("a", Media), ("b", Media), ("c", Media)]);
    check("<iframe data-src=a.html></iframe>", &[("a.html", Frame)]);
    check("<object data=a.pdf></object><embed src=b>", &[("a.pdf", Other), ("b", Other)]);
    check("<link href=a.css rel='x StyleSheet'>", &[("a.css", Style)]);
    check("<link rel=icon href=a.ico><link rel=next href=b>", &[("a.ico", Image)]);
    check("<script src=a.js>'<img src=b>'</script>", &[("a.js", Script)]);
    check("<input type=IMAGE src=a><input src=b>", &[("a", Image)]);
    check("<a href=a.pdf>x</a><area href=b>", &[("a.pdf", Link), ("b", Link)]);
    check(
        "<svg><image href=a /><use xlink:href='b.svg#c'/></svg>",
        &[("a", Image), ("b.svg#c", Image)],
    );
    check("<p src=a href=b data=c>", &[]);
    check("<!-- <img src=a> --><textarea><img src=b></textarea>", &[]);
}

#[test]
fn what_names_no_file_is_left_out_and_danger_is_not() {
    check("<a href='#x'></a><a href></a><img src='data:image/png,x'><use href=#y>", &[]);
    check("<a href='&#106;avascript:x'>", &[("javascript:x", Kind::Link)]);
    check("<a href=https://x/?a&amp;b>", &[("https://x/?a&b", Kind::Link)]);
}

#[test]
fn candidates_of_a_srcset_are_apart() {
    let images =
        |urls: &[&'static str]| urls.iter().map(|&url| (url, Kind::Image)).collect::<Vec<_>>();
    check("<img srcset='a.png 1x,b.png 2x, c,d.png'>", &images(&["a.png", "b.png", "c,d.png"]));
    check(
        "<source srcset=' , a.png, b.png (x, y), c.png,'>",
        &images(&["a.png", "b.png", "c.png"]),
    );
    check("<img srcset='data:image/png;base64,AA== 1x, b.png'>", &images(&["b.png"]));
}

#[test]
fn backgrounds_are_files_only_when_they_look_like_it() {
    use Kind::*;
    check("<p data-background-image='a.png, b c.png'>", &[("a.png", Image), ("b c.png", Image)]);
    check("<p data-background-image='data:image/svg+xml,a,b'>", &[]);
    check("<p data-background-video=a.mp4,b.webm>", &[("a.mp4", Media), ("b.webm", Media)]);
    check("<p data-background-iframe=https://x>", &[("https://x", Frame)]);
    check("<p data-background=img/a>", &[("img/a", Image)]);
    for colour in ["red", "#abc", "rgb(1.0 / 2)", "linear-gradient(a.b)", "color a.b"] {
        check(&format!("<p data-background='{colour}'>"), &[]);
    }
}

#[test]
fn styles_are_read() {
    let html = "<p style='background:url(&quot;a&amp;b.png&quot;)'><style>@import 'c.css';\
                d{e:url(f&amp;.png)}</style>url(g)";
    let all = references(html);
    let written: Vec<&str> = all.iter().map(|found| &html[found.range.clone()]).collect();
    assert_eq!(written, ["a&amp;b.png", "c.css", "f&amp;.png"]);
    check(html, &[("a&b.png", Kind::Other), ("c.css", Kind::Style), ("f&amp;.png", Kind::Other)]);
    assert!(all.iter().all(|found| found.context == Context::Css));
    assert_eq!(all[1].token, 2);
}

#[test]
fn urls_are_replaced_in_place() {
    let html = "<img src=a.png srcset=\"b.png 1x, c.png 2x\" style='x:url(d)'>";
    let new = |found: Reference| (found.range, escape("e f'&(.png", found.context));
    let replacements: Vec<_> = references(html).into_iter().map(new).collect();
    assert_eq!(
        replace(html, &replacements),
        "<img src=e%20f%27&amp;(.png srcset=\"e%20f%27&amp;(.png 1x, e%20f%27&amp;(.png 2x\" \
         style='x:url(e%20f%27\\000026%28.png)'>"
    );
    assert_eq!(
        replace("abc", &[(1..2, "x".into()), (0..1, "y".into()), (9..10, "z".into())]),
        "axc"
    );
}

#[test]
fn long_hostile_text_returns() {
    for start in ["<a ", "<img srcset=", "<img srcset='a,", "<p style=\"url(", "<a href=&", "&amp;"]
    {
        let html = start.repeat(1_000_000 / start.len());
        assert!(references(&html).len() < html.len());
    }
    let one = format!("<a href=\"{}\">", "&amp;".repeat(100_000));
    assert_eq!(references(&one)[0].value.len(), 100_000);
}

proptest! {
    #[test]
    fn a_replaced_url_is_read_again(
        html in "(<img src=|<a href='|<p style=\"|<style>|url\\(|srcset=|[a-c.,' \"=<>/é&;)]){0,20}",
        new in "\\PC{1,8}",
    ) {
        let before = references(&html);
        let mut end = 0;
        for found in &before {
            prop_assert!(found.range.start >= end && html.get(found.range.clone()).is_some());
            end = found.range.end;
        }
        let new = format!("x{new}");
        let edits: Vec<_> = before
            .iter()
            .map(|found| (found.range.clone(), escape(&new, found.context)))
            .collect();
        let count = |html: &str| {
            tokens(html)
                .iter()
                .map(|token| match &token.kind {
                    TokenKind::Start { attributes, .. } => 1 + attributes.len(),
                    _ => 1,
                })
                .sum::<usize>()
        };
        prop_assert_eq!(count(&replace(&html, &edits)), count(&html));
    }
}
