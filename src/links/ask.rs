//! One address is asked for: with HEAD, with GET where a server does not like that, along redirects.

use super::address::is_public;
use super::{Options, Outcome};
use std::net::{IpAddr, SocketAddr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};
use url::{Host, Url};

/// Redirects are followed so many times.
const MAX_REDIRECTS: usize = 5;

/// What a server may say to HEAD although there is a page.
const NOT_FOR_HEAD: [u16; 6] = [400, 403, 404, 405, 500, 501];

/// Asks for one address.
pub(super) fn ask(address: &str, options: &Options) -> Outcome {
    let Ok(mut url) = Url::parse(address) else {
        return Outcome::Dead("it is no address".to_string());
    };
    // What the author wrote as it is may be private, but nothing that it leads to.
    let literal = literal(&url).filter(|socket| !is_public(socket.ip()));
    if literal.is_some() && options.untrusted {
        return Outcome::Uncertain("addresses of private networks are not tried".to_string());
    }
    let agent = agent(options, literal);
    let mut moved = true;
    let mut to = None;
    for _ in 0..=MAX_REDIRECTS {
        let answer = match answer(&agent, &url) {
            Ok(answer) => answer,
            Err(error) => return of_error(&error),
        };
        match answer.status {
            200..=299 => return to.map_or(Outcome::Fine, Outcome::Moved),
            300..=399 => {
                let Some(next) = answer.location.and_then(|next| url.join(&next).ok()) else {
                    return Outcome::Uncertain("it redirects without saying where".to_string());
                };
                if !matches!(next.scheme(), "http" | "https") {
                    return Outcome::Uncertain("it redirects to another kind of address".into());
                }
                moved &= matches!(answer.status, 301 | 308);
                if moved {
                    to = Some(next.to_string());
                }
                url = next;
            }
            404 => return Outcome::Dead("the server has no such page (404)".to_string()),
            410 => return Outcome::Dead("the page is gone (410)".to_string()),
            429 => return Outcome::Uncertain("the server is asked too often (429)".to_string()),
            401 | 403 => {
                let status = answer.status;
                return Outcome::Uncertain(format!("the server does not show it ({status})"));
            }
            status => return Outcome::Uncertain(format!("the server answers with {status}")),
        }
    }
    Outcome::Uncertain(format!("it redirects more than {MAX_REDIRECTS} times"))
}

struct Answer {
    status: u16,
    location: Option<String>,
}

fn answer(agent: &Agent, url: &Url) -> Result<Answer, Error> {
    let head = agent.head(url.as_str()).call()?;
    let status = head.status().as_u16();
    let response = match NOT_FOR_HEAD.contains(&status) {
        true => agent.get(url.as_str()).call()?,
        false => head,
    };
    let location = response.headers().get("location").and_then(|value| value.to_str().ok());
    Ok(Answer { status: response.status().as_u16(), location: location.map(String::from) })
}

fn of_error(error: &Error) -> Outcome {
    match error {
        Error::HostNotFound => Outcome::Dead(NO_HOST.to_string()),
        Error::Io(error) if is_lookup(error) => Outcome::Dead(NO_HOST.to_string()),
        Error::Timeout(_) => Outcome::Uncertain("the server does not answer in time".to_string()),
        Error::Other(error) if error.is::<Private>() => {
            Outcome::Uncertain("it leads into a private network".to_string())
        }
        error => Outcome::Uncertain(error.to_string().chars().take(200).collect()),
    }
}

/// Why an address is dead whose host nobody knows; the same when there is no network at all.
pub(super) const NO_HOST: &str = "there is no such host";

/// Whether a name could not be looked up. The standard library has no kind for that.
fn is_lookup(error: &std::io::Error) -> bool {
    error.to_string().contains("lookup address")
}

fn agent(options: &Options, allowed: Option<SocketAddr>) -> Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let mut config = Agent::config_builder()
        .tls_config(tls)
        .user_agent(concat!("deckgen/", env!("CARGO_PKG_VERSION"), " (checks the links of slides)"))
        .accept("*/*")
        .timeout_global(Some(options.patience))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0);
    if options.untrusted {
        // A proxy would look names up itself, in a network that we do not know.
        config = config.proxy(None);
    }
    Agent::with_parts(config.build(), DefaultConnector::default(), Guard { allowed })
}

/// The address that stands in place of a host's name.
fn literal(url: &Url) -> Option<SocketAddr> {
    let ip: IpAddr = match url.host()? {
        Host::Ipv4(address) => address.into(),
        Host::Ipv6(address) => address.into(),
        Host::Domain(_) => return None,
    };
    Some(SocketAddr::new(ip, url.port_or_known_default()?))
}

/// Looks names up, and gives out only public addresses. The connection is made to what this gives out,
/// so a name cannot be another one a moment later.
#[derive(Debug)]
struct Guard {
    /// The private address, with its port, that the author wrote.
    allowed: Option<SocketAddr>,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let all = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut good = self.empty();
        for address in all.iter() {
            if is_public(address.ip()) || self.allowed == Some(*address) {
                good.push(*address);
            }
        }
        if good.is_empty() { Err(Error::Other(Box::new(Private))) } else { Ok(good) }
    }
}

/// A name or a redirect leads into a private network.
#[derive(Debug)]
struct Private;

impl std::fmt::Display for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the address is private")
    }
}

impl std::error::Error for Private {}
