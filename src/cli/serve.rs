//! `deckgen serve`.

use super::args::{Format, ServeArgs};
use super::report::Printer;
use super::{Exit, Failure};
use super::{reading, screen};
use deckgen::compile::Options;
use deckgen::preview::{Event, Fit, Preview, Settings, Target};
use deckgen::site;
use deckgen::watch::Mode;
use deckgen::world::{Disk, Kind, plain};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};
use std::path::Path;
use std::time::Duration;

/// The port that is taken when none is named, or the next free one after it.
const PORT: u16 = 8000;
/// So many ports are tried.
const PORTS: u16 = 100;

pub(crate) fn run(args: &ServeArgs, printer: Printer) -> Result<Exit, Failure> {
    if args.reading.format == Format::Sarif {
        let message = "a preview has no end, and so no SARIF log";
        return Err(Failure::new(message).hint("use `deckgen check --format sarif`"));
    }
    let options = Options { notes: true, ..reading::options(&args.reading)? };
    let target = target(&args.deck)?;
    // Every open page holds a connection.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let listener = listen(args)?;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let settings = Settings {
        target,
        options,
        mode: args.poll.map_or(Mode::Events, |time| Mode::Poll(Duration::from_millis(time))),
        follow: !args.no_follow,
        host: args.host.clone(),
        tell: Box::new(teller(printer.clone(), args.reading.format)),
    };
    let preview = Preview::start(&Disk, listener, settings).map_err(|error| failed(&error))?;
    let stopper = preview.stopper();
    ctrlc::set_handler(move || stopper.stop())
        .map_err(|error| Failure::new(format!("cannot listen for Ctrl-C: {error}")))?;
    let url = format!("http://{}{}", here(address), preview.first_path());
    announce(&printer, &preview, address, &url);
    if args.open && opener::open_browser(&url).is_err() {
        printer.say("no browser could be started; open the address yourself");
    }
    preview.run();
    printer.say("the preview has ended");
    Ok(Exit::Fine)
}

fn failed(error: &io::Error) -> Failure {
    Failure::new(format!("the preview cannot run: {error}"))
}

/// What to show. A deck keeps the path it was given, as that may be a link that leads elsewhere later.
fn target(path: &Path) -> Result<Target, Failure> {
    let (real, kind) = reading::find(path)?;
    if kind == Kind::Folder {
        return Ok(Target::Folder(real));
    }
    let absolute = std::path::absolute(path).map_or(real, |path| plain(&path));
    let address = site::address(absolute.parent().unwrap_or(&absolute), &absolute);
    if absolute.file_stem().and_then(|name| name.to_str()).is_none() {
        let message = format!("the name of `{}` is not UTF-8", path.display());
        return Err(Failure::new(message).hint("rename the deck's file"));
    }
    if site::is_reserved(&address) {
        let message = format!("a deck cannot have the address `{address}`, which deckgen needs");
        return Err(Failure::new(message).hint("rename the deck's file"));
    }
    Ok(Target::Deck(absolute))
}

/// Listens on the port that was named, else on the first free one.
fn listen(args: &ServeArgs) -> Result<TcpListener, Failure> {
    let ip = resolve(&args.host)?;
    if let Some(port) = args.port {
        return TcpListener::bind((ip, port)).map_err(|error| cannot_listen(ip, port, &error));
    }
    let mut last = None;
    for port in PORT..PORT + PORTS {
        match TcpListener::bind((ip, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => return Err(cannot_listen(ip, port, &error)),
        }
    }
    let error = last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into());
    Err(cannot_listen(ip, PORT, &error))
}

fn resolve(host: &str) -> Result<IpAddr, Failure> {
    let found = (host.trim_matches(['[', ']']), 0).to_socket_addrs();
    let address = found.ok().and_then(|mut found| found.next());
    address.map(|address| address.ip()).ok_or_else(|| {
        Failure::new(format!("`{host}` is no address of this machine"))
            .hint("use 127.0.0.1 for this machine only, or 0.0.0.0 for your network")
    })
}

fn cannot_listen(ip: IpAddr, port: u16, error: &io::Error) -> Failure {
    let address = SocketAddr::new(ip, port);
    match error.kind() {
        io::ErrorKind::AddrInUse => Failure::new(format!("something else listens on {address}"))
            .hint("choose another port with `--port`, or leave it out to get a free one"),
        io::ErrorKind::PermissionDenied => {
            Failure::new(format!("the system does not let you listen on {address}"))
                .hint("ports below 1024 are the administrator's; choose a higher one with `--port`")
        }
        _ => Failure::new(format!("cannot listen on {address}: {error}")),
    }
}

/// The address for a browser on this machine.
fn here(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, address.port())
}

/// The address for other devices. The system tells which of its own addresses it would use to reach
/// another network; nothing is sent.
fn outside(address: SocketAddr) -> Option<SocketAddr> {
    if !address.ip().is_unspecified() {
        return Some(address);
    }
    let (any, far) = match address.ip() {
        IpAddr::V4(_) => ("0.0.0.0:0", "192.0.2.1:9"),
        IpAddr::V6(_) => ("[::]:0", "[2001:db8::1]:9"),
    };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect(far).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback()).then(|| SocketAddr::new(ip, address.port()))
}

fn announce(printer: &Printer, preview: &Preview, address: SocketAddr, url: &str) {
    printer.always(&format!("preview: {url}  (Ctrl-C ends it)"));
    let (Some(key), Some(code)) = (preview.key(), preview.code()) else { return };
    printer.say("anyone on your network who has the key in this address can see the slides:");
    match outside(address) {
        Some(outside) => {
            let path = preview.first_path();
            let shared = format!("http://{outside}{path}?key={key}");
            printer.always(&format!("  {shared}"));
            if printer.shows_progress()
                && let Some(picture) = screen::qr(&shared)
            {
                printer.say(&picture);
            }
            let speaker = format!("http://{outside}/speaker");
            printer.always(&format!("speaker view on another device: {speaker}  code {code}"));
        }
        None => printer.say("  (this machine seems to be on no network)"),
    }
}

/// Prints what happens.
fn teller(printer: Printer, format: Format) -> impl Fn(Event<'_>) + Send + Sync {
    move |event| match event {
        Event::Built { page, compiled, time } => {
            printer.diagnostics(&compiled.diagnostics, &compiled.sources, format);
            let page = page.trim_end_matches("/index.html");
            let slides = match compiled.slides {
                1 => "1 slide".to_string(),
                slides => format!("{slides} slides"),
            };
            let time = format!("{:.1} ms", time.as_secs_f64() * 1000.0);
            if deckgen::diagnostic::has_errors(&compiled.diagnostics) {
                printer.say(&format!("{page}: has errors; open pages keep what they show"));
            } else {
                printer.say(&format!("{page}: {slides}, built in {time}"));
            }
        }
        Event::Folder { diagnostics, sources } => {
            printer.diagnostics(diagnostics, sources, format);
        }
        Event::Fit { page, slide, fit } => {
            let page = page.trim_end_matches("/index.html");
            let slide = slide.trim_start_matches('/');
            printer.say(&match fit {
                Fit::Shrunk(factor) => {
                    let percent = (factor * 100.0).round();
                    format!("{page}: slide `{slide}` is set at {percent} % of its size")
                }
                Fit::TooLarge(pixels) => {
                    let pixels = pixels.round();
                    format!(
                        "{page}: slide `{slide}` does not fit: {pixels} px too large; it scrolls"
                    )
                }
            });
        }
        Event::Code(code) => printer.always(&format!("the next code for a speaker is {code}")),
        Event::Polling => printer.say(
            "the system cannot watch so many folders; files are looked at twice a second instead",
        ),
    }
}
