//! What the browser is started with.

use std::path::Path;

/// Words for the command line. `sandboxed` is false only where Chromium cannot have its sandbox.
pub(super) fn arguments(profile: &Path, sandboxed: bool) -> Vec<String> {
    let mut all: Vec<String> = FLAGS.iter().map(ToString::to_string).collect();
    all.push(format!("--user-data-dir={}", profile.display()));
    if !sandboxed {
        all.push("--no-sandbox".to_string());
    }
    all
}

/// The switches, of <https://peter.sh/experiments/chromium-command-line-switches/>.
const FLAGS: &[&str] = &[
    "--headless",
    "--remote-debugging-pipe",
    "--no-startup-window",
    // No network, also for what the protocol does not stop (sockets, WebRTC): every name and address is
    // unknown, and so is the proxy that all would have to go through.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://proxy.invalid",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--block-new-web-contents",
    // It leaves the user's things alone, and calls nobody.
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-pings",
    "--no-service-autorun",
    "--password-store=basic",
    "--use-mock-keychain",
    "--mute-audio",
    "--disable-features=DialMediaRouteProvider,MediaRouter,OptimizationHints,Translate",
    // Pages look and run alike everywhere, though nobody sees them.
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    // Containers give little shared memory.
    "--disable-dev-shm-usage",
];
