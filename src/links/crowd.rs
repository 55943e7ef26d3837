//! Many addresses: several hosts at a time, each of them one request after the other.

use super::ask::{NO_HOST, ask};
use super::{Options, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use url::Url;

/// So many hosts are asked at a time.
const HOSTS: usize = 8;

/// More addresses are not tried.
const MAX_ADDRESSES: usize = 2_000;

pub(super) fn try_all(
    addresses: &BTreeSet<String>,
    options: &Options,
) -> BTreeMap<String, Outcome> {
    let end = Instant::now() + options.time;
    let mut hosts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for address in addresses.iter().take(MAX_ADDRESSES) {
        let host = Url::parse(address).ok().and_then(|url| url.host_str().map(String::from));
        hosts.entry(host.unwrap_or_default()).or_default().push(address);
    }
    let hosts: Vec<Vec<&str>> = hosts.into_values().collect();
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..HOSTS.min(hosts.len()) {
            scope.spawn(|| {
                while let Some(host) = hosts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    one_host(host, options, end, &outcomes);
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    for address in addresses {
        let not_tried = || Outcome::Uncertain("there was no time to try it".to_string());
        outcomes.entry(address.clone()).or_insert_with(not_tried);
    }
    without_network(&mut outcomes);
    outcomes
}

fn one_host(
    addresses: &[&str],
    options: &Options,
    end: Instant,
    outcomes: &Mutex<BTreeMap<String, Outcome>>,
) {
    for (at, address) in addresses.iter().enumerate() {
        if at > 0 {
            std::thread::sleep(options.pause);
        }
        if Instant::now() >= end {
            return;
        }
        let left = end.saturating_duration_since(Instant::now());
        let options = Options { patience: options.patience.min(left), ..options.clone() };
        let outcome = ask(address, &options);
        let mut outcomes = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        outcomes.insert(address.to_string(), outcome);
    }
}

/// When not one of several hosts is known, it is not the hosts that are missing.
fn without_network(outcomes: &mut BTreeMap<String, Outcome>) {
    let is_unknown = |outcome: &Outcome| *outcome == Outcome::Dead(NO_HOST.to_string());
    if outcomes.len() > 1 && outcomes.values().all(is_unknown) {
        for outcome in outcomes.values_mut() {
            *outcome = Outcome::Uncertain("there seems to be no network".to_string());
        }
    }
}
