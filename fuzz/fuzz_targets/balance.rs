//! Any raw HTML: what comes out is balanced, and stays as it is when it is balanced again.
#![no_main]

use deckgen::html::balance::Balancer;
use deckgen::source::Span;
use libfuzzer_sys::fuzz_target;

fn balanced(html: &str) -> (String, Vec<&'static str>) {
    let mut found = Vec::new();
    let mut balancer = Balancer::default();
    let (mut out, _) = balancer.push(html, Span::default(), &mut found);
    out.push_str(&balancer.finish(&mut found));
    (out, found.into_iter().map(|finding| finding.code).collect())
}

fuzz_target!(|html: &str| {
    let (once, _) = balanced(html);
    let (twice, codes) = balanced(&once);
    assert_eq!(once, twice);
    assert!(!codes.contains(&"stray-end-tag") && !codes.contains(&"unclosed-html"), "{once}");
});
