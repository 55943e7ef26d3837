//! Tests of what is left of hostile HTML.

use super::*;
use proptest::prelude::*;

const HOSTILE: [&str; 42] = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil/x.js></sCrIpT>x",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<img src=x oneonerrorrror=alert(1) ONLOAD='x'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa&#9;Script&colon;alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='data:image/svg+xml,<svg onload=alert(1)>'>x</a>",
    "<a href=vbscript:x>x</a><a href=file:///etc/passwd>x</a><a href=blob:x>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<xmp><img title='</xmp><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=x.swf><embed src=x></object>",
    "<form action=javascript:alert(1)><button formaction=javascript:x>x</button><input>",
    "<base href=//evil/><meta http-equiv=refresh content='0;url=//evil'>",
    "<link rel=stylesheet href=//evil/x.css><style>*{display:none}</style>",
    "<p style='position:fixed;background:url(javascript:x)'>x</p>",
    "<div data-background-iframe=javascript:alert(1) data-src=javascript:x>x</div>",
    "<div data-background-video='a.mp4,javascript:alert(1)' data-background='data:text/html,x'>x",
    "<div data-auto-animate-easing='x}body{display:none'>x</div>",
    "<img srcset='a.png 1x, javascript:alert(1) 2x'>",
    "<video poster=javascript:alert(1) src=data:text/html,x><source onerror=alert(1)></video>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>--><!-- x --!><script>alert(1)</script>",
    "<![CDATA[<img src=x onerror=alert(1)>]]><?php <img src=x onerror=alert(1)> ?>",
    "</section></div><section>x</section><body onload=alert(1)><html onclick=x>",
    "<details open ontoggle=alert(1)><summary onclick=x>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee><isindex type=image src=1 onerror=alert(1)>",
    "<a href=x target=_top ping=//evil xlink:href=javascript:x id=x name=y>x</a><plaintext>",
];

/// Says what is wrong with cleaned HTML.
fn complaint(html: &str) -> Option<String> {
    let allowed = builder().clone_tags();
    let bad = |name: &str, value: &str| {
        let known = GENERIC.contains(&name) || name == "rel" || !name.starts_with("data-");
        let urls = name.starts_with("data-background") || matches!(name, "href" | "src" | "poster");
        !known
            || name.starts_with("on")
            || matches!(name, "style" | "srcdoc" | "target" | "ping" | "action" | "name")
            || name.contains(':')
            || (urls && matches!(classify(value), Url::Dangerous { .. }))
    };
    tokens(html).into_iter().find_map(|token| match token.kind {
        TokenKind::Start { name, attributes, .. } => {
            let attribute = attributes.iter().find(|a| bad(&a.name, &a.value));
            let tag = (!allowed.contains(name.as_str())).then(|| name.clone());
            tag.or_else(|| attribute.map(|a| format!("{name} {}={}", a.name, a.value)))
        }
        TokenKind::End { name } => (!allowed.contains(name.as_str())).then_some(name),
        TokenKind::Text(_) => None,
        TokenKind::Comment(_) | TokenKind::Doctype => Some("a comment".to_string()),
    })
}

fn check(html: &str) {
    let clean = sanitize(html);
    assert_eq!(complaint(&clean), None, "{html}\n{clean}");
    assert_eq!(sanitize(&clean), clean, "{html}");
}

#[test]
fn nothing_hostile_is_left() {
    for html in HOSTILE {
        check(html);
        check(&format!("<table><tr>{html}<td>{html}"));
        check(&format!("<p title='{html}'>{html}"));
    }
}

#[test]
fn what_is_harmless_stays() {
    for html in [
        "<div class=\"a b\" id=\"c\" lang=\"de\" dir=\"rtl\" title=\"d\">x</div>",
        "<p class=\"fragment\" data-fragment-index=\"2\" data-id=\"x\">x</p>",
        "<div data-auto-animate=\"\" data-auto-animate-easing=\"cubic-bezier(0.1, 1, 0, 1)\"></div>",
        "<pre><code data-line-numbers=\"1-2|3\" data-trim=\"\" data-noescape=\"\">a &lt; b</code></pre>",
        "<div data-background-image=\"a.png, b.png\" data-background=\"#fff\"></div>",
        "<table><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table>",
        "<details open=\"\"><summary>a</summary>b</details>",
        "<figure><img src=\"a.png\" alt=\"x\" width=\"9\"><figcaption>y</figcaption></figure>",
        "<video controls=\"\" src=\"a.mp4\" poster=\"b.png\"><track src=\"c.vtt\"></video>",
        "<picture><source srcset=\"a.avif 1x\"><img src=\"data:image/svg+xml,x\"></picture>",
    ] {
        let sorted = |html: &str| {
            let mut letters: Vec<char> = html.chars().collect();
            letters.sort_unstable();
            letters
        };
        assert_eq!(sorted(&sanitize(html)), sorted(html), "{}", sanitize(html));
    }
    for url in ["a.pdf", "../a?b#c", "#x", "https://x/", "mailto:a@b.c", "tel:1"] {
        let html = format!("<a href=\"{url}\" rel=\"noopener noreferrer\">x</a>");
        assert_eq!(sanitize(&html), html);
    }
}

#[test]
fn every_element_is_closed() {
    assert_eq!(sanitize("</div><b><div>x"), "<b><div>x</div></b>");
    assert_eq!(sanitize("a<b title='"), "a");
}

#[test]
fn tangled_html_becomes_text_and_long_html_does_not() {
    for start in
        ["<div>", "<li><dd>", "<rt>", "<p><b><i><a><u>", "<a ", "<!--", "<b></p>", "<table>"]
    {
        let html = start.repeat(250_000 / start.len());
        assert_eq!(complaint(&sanitize(&html)), None, "{start}");
    }
    let names: String = (0..100_000).map(|number| format!(" a{number}")).collect();
    assert!(sanitize(&format!("<p{names}>x</p>")).starts_with("&lt;p a0"));
    assert_eq!(sanitize(&format!("x<p{names}")), "x");
    let list = "<li><p>x".repeat(20_000);
    assert_eq!(sanitize(&format!("<ul>{list}</ul>")).matches("<li>").count(), 20_000);
    let table = "<tr><td>x<td>y".repeat(10_000);
    assert_eq!(sanitize(&format!("<table>{table}</table>")).matches("<td>").count(), 20_000);
}

proptest! {
    #[test]
    fn any_html_is_cleaned_once_and_for_all(
        html in "(</?(a|b|p|table|td|tr|svg|math|style|script|li|object|form|pre|select|div|title|mtext|img)>|\
                 <!--|-->|<img src=|onerror=|href=|javascript:|[a<>\"'&;= \n\r\u{0}é\u{a0}]){0,25}"
    ) {
        let clean = sanitize(&html);
        prop_assert_eq!(complaint(&clean), None);
        prop_assert_eq!(sanitize(&clean), clean);
    }
}
