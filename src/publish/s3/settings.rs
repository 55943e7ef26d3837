//! Where a bucket is and who we are there, from the places where all programs for S3 look.

use super::place::Place;
use crate::publish::error::PublishError;
use crate::world::{Disk, World};
use rusty_s3::{Bucket, Credentials, UrlStyle};
use std::path::{Path, PathBuf};
use url::Url;

/// Files of settings are small.
const MAX_FILE: u64 = 1_000_000;
/// What hosts without regions take, and the first of Amazon's.
const REGION: &str = "us-east-1";

/// A bucket, and who we are there.
pub(super) struct Settings {
    pub(super) bucket: Bucket,
    pub(super) credentials: Credentials,
}

/// What the machine tells: variables, and texts of files.
pub(super) struct Surroundings<'a> {
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
    pub(super) file: &'a dyn Fn(&Path) -> Option<String>,
    pub(super) home: Option<PathBuf>,
}

impl Settings {
    /// What this process finds.
    ///
    /// # Errors
    /// There are no credentials, or the endpoint is none.
    pub(super) fn of_this_process(place: &Place) -> Result<Settings, PublishError> {
        let surroundings = Surroundings {
            variable: &|name| std::env::var(name).ok(),
            file: &|path| String::from_utf8(Disk.read(path, MAX_FILE).ok()?).ok(),
            home: std::env::home_dir(),
        };
        Settings::find(place, &surroundings)
    }

    /// The command line's words, then variables, then files.
    pub(super) fn find(
        place: &Place,
        machine: &Surroundings<'_>,
    ) -> Result<Settings, PublishError> {
        let profile = Profile::find(machine);
        let first = |names: &[&str]| names.iter().find_map(|name| machine.value(name));
        let region = place.region.clone();
        let region = region.or_else(|| first(&["AWS_REGION", "AWS_DEFAULT_REGION"]));
        let region = region.or_else(|| profile.value("region")).unwrap_or(REGION.to_string());
        let endpoint = place.endpoint.clone();
        let endpoint = endpoint.or_else(|| first(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]));
        let endpoint = endpoint.or_else(|| profile.value("endpoint_url"));
        let bucket = bucket(place, endpoint, &region)?;
        let keys = first(&["AWS_ACCESS_KEY_ID"]).zip(first(&["AWS_SECRET_ACCESS_KEY"]));
        let of_profile =
            || profile.value("aws_access_key_id").zip(profile.value("aws_secret_access_key"));
        let (key, secret, token) = match keys {
            Some((key, secret)) => (key, secret, first(&["AWS_SESSION_TOKEN"])),
            None => {
                let (key, secret) = of_profile().ok_or_else(|| profile.without_keys())?;
                (key, secret, profile.value("aws_session_token"))
            }
        };
        let credentials = match token {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        };
        Ok(Settings { bucket, credentials })
    }
}

/// Hosts of one's own want the bucket in the path; Amazon wants it in the host's name, where it can be.
fn bucket(place: &Place, endpoint: Option<String>, region: &str) -> Result<Bucket, PublishError> {
    let is_amazon = endpoint.is_none();
    let endpoint = endpoint.unwrap_or_else(|| format!("https://s3.{region}.amazonaws.com"));
    let wrong = || {
        let message = "the endpoint is no address of the web";
        PublishError::target(message, "write it like `https://s3.example.org`")
    };
    let url = Url::parse(&endpoint).map_err(|_| wrong())?;
    // It stands in messages.
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return Err(wrong());
    }
    let in_host = is_amazon
        && !place.bucket.contains(['.', '_'])
        && place.bucket == place.bucket.to_lowercase();
    let style = if in_host { UrlStyle::VirtualHost } else { UrlStyle::Path };
    Bucket::new(url, style, place.bucket.clone(), region.to_string()).map_err(|_| wrong())
}

impl Surroundings<'_> {
    fn value(&self, name: &str) -> Option<String> {
        (self.variable)(name)
            .map(|value| value.trim().to_string())
            .filter(|value| !value.is_empty())
    }

    fn text(&self, variable: &str, usual: &str) -> Option<String> {
        let path = self.value(variable).map(PathBuf::from);
        let path = path.or_else(|| Some(self.home.as_ref()?.join(usual)))?;
        (self.file)(&path)
    }
}

/// What the files of the AWS command line say about one of several accounts.
struct Profile {
    name: String,
    values: Vec<(String, String)>,
}

impl Profile {
    fn find(machine: &Surroundings<'_>) -> Profile {
        let name = machine.value("AWS_PROFILE").unwrap_or_else(|| "default".to_string());
        let keys = machine.text("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
        let config = machine.text("AWS_CONFIG_FILE", ".aws/config");
        let long = format!("profile {name}");
        let mut values = Vec::new();
        for (text, sections) in [(keys, [&*name, &name]), (config, [&*name, &long])] {
            values.extend(text.iter().flat_map(|text| section(text, &sections)));
        }
        Profile { name, values }
    }

    fn value(&self, key: &str) -> Option<String> {
        let found = self.values.iter().find(|(name, value)| name == key && !value.is_empty());
        found.map(|(_, value)| value.clone())
    }

    fn without_keys(&self) -> PublishError {
        let message = format!(
            "there are no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, and \
             ~/.aws/credentials has none for the profile `{}`",
            self.name
        );
        let hint = "set both variables, or AWS_PROFILE; \
                    `aws configure export-credentials --format env` prints those of a login";
        PublishError::Refused { message, hint: hint.to_string() }
    }
}

/// The keys and values of sections of an INI file. What is indented belongs to the key above, and is
/// passed over.
fn section(text: &str, names: &[&str]) -> Vec<(String, String)> {
    let mut inside = false;
    let mut values = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with([' ', '\t', '#', ';'])) {
        if let Some(name) = line.trim().strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            inside = names.contains(&name.trim());
        } else if let Some((key, value)) = line.split_once('=').filter(|_| inside) {
            values.push((key.trim().to_ascii_lowercase(), value.trim().to_string()));
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::s3::place;

    fn find(
        to: &str,
        variables: &[(&str, &str)],
        files: &[(&str, &str)],
    ) -> Result<Settings, PublishError> {
        let at = |all: &[(&str, &str)], name: &str| {
            all.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
        };
        Settings::find(
            &place::parse(to).unwrap(),
            &Surroundings {
                variable: &|name| at(variables, name),
                file: &|path| at(files, path.to_str().unwrap()),
                home: Some("/home/me".into()),
            },
        )
    }

    const FILES: &[(&str, &str)] = &[
        (
            "/home/me/.aws/credentials",
            "# mine\n[default]\naws_access_key_id = a\naws_secret_access_key=b\n[school]\n\
             aws_access_key_id=c\naws_secret_access_key=d=\naws_session_token = e\n",
        ),
        (
            "/home/me/.aws/config",
            "[default]\nregion=eu-1\ns3 =\n  endpoint_url = http://no\n[profile school]\n\
             endpoint_url = https://s3.school.example\n",
        ),
    ];

    #[test]
    fn variables_come_before_files() {
        let keys =
            [("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_REGION", "x-1")];
        let found = find("//talks/a", &keys, FILES).unwrap();
        assert_eq!(found.credentials.key(), "k");
        assert_eq!(found.bucket.base_url().as_str(), "https://talks.s3.x-1.amazonaws.com/");
        let found = find("//talks/a", &[], FILES).unwrap();
        assert_eq!((found.credentials.key(), found.credentials.token()), ("a", None));
        assert_eq!(found.bucket.region(), "eu-1");
    }

    #[test]
    fn a_profile_has_its_own_host() {
        let school = [("AWS_PROFILE", "school")];
        let found = find("//talks/a", &school, FILES).unwrap();
        assert_eq!((found.credentials.secret(), found.credentials.token()), ("d=", Some("e")));
        assert_eq!(found.bucket.base_url().as_str(), "https://s3.school.example/talks/");
        let found = find("//talks?endpoint=http://127.0.0.1:9", &school, FILES).unwrap();
        assert_eq!(found.bucket.base_url().as_str(), "http://127.0.0.1:9/talks/");
    }

    #[test]
    fn what_is_missing_is_named() {
        let message = |result: Result<Settings, PublishError>| result.err().unwrap().to_string();
        assert!(message(find("//talks", &[("AWS_PROFILE", "x")], FILES)).contains("`x`"));
        let secret = "http://me:secret@h";
        let wrong = message(find("//talks", &[("AWS_ENDPOINT_URL", secret)], FILES));
        assert!(!wrong.contains("secret"), "{wrong}");
    }
}
