//! What may stand behind `s3:`: `//bucket/folder`, and where that bucket is.
//!
//! | words | mean |
//! | --- | --- |
//! | `s3://bucket/folder` | a folder of a bucket; without a folder all of it |
//! | `?endpoint=https://s3.example.org` | the host, if it is another than Amazon's |
//! | `&region=eu-central-1` | the region, for hosts that have some |

use crate::bundle::BundlePath;
use crate::publish::error::PublishError;
use std::fmt;

/// A folder of a bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) bucket: String,
    /// What all keys begin with: nothing, or a folder and `/`.
    pub(super) prefix: String,
    pub(super) endpoint: Option<String>,
    pub(super) region: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix.trim_end_matches('/'))
    }
}

pub(super) fn parse(rest: &str) -> Result<Place, PublishError> {
    let rest = rest.strip_prefix("//").ok_or_else(|| wrong("it names no bucket"))?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (bucket, folder) = path.split_once('/').unwrap_or((path, ""));
    let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if !(3..=63).contains(&bucket.len()) || !bucket.chars().all(good) || bucket.contains("..") {
        return Err(wrong("the bucket's name is none"));
    }
    let folder = folder.trim_end_matches('/');
    let mut place = Place { bucket: bucket.to_string(), ..Place::default() };
    if !folder.is_empty() {
        let folder = BundlePath::new(folder).map_err(|_| wrong("the folder's name is none"))?;
        place.prefix = format!("{folder}/");
    }
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*key {
            "endpoint" => place.endpoint = Some(value.into_owned()),
            "region" => place.region = Some(value.into_owned()),
            _ => return Err(wrong("only `endpoint` and `region` may stand behind the `?`")),
        }
    }
    Ok(place)
}

fn wrong(why: &str) -> PublishError {
    PublishError::target(
        format!("that cannot be published to: {why}"),
        "write `--to s3://bucket/folder`, for a host of your own \
         `--to 's3://bucket/folder?endpoint=https://s3.example.org'`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_buckets() {
        let place = parse("//talks/2026/x/").unwrap();
        assert_eq!((&*place.bucket, &*place.prefix), ("talks", "2026/x/"));
        assert_eq!(place.to_string(), "s3://talks/2026/x");
        let place = parse("//talks?endpoint=http://[::1]:9000&region=eu-1").unwrap();
        assert_eq!((&*place.prefix, place.endpoint.as_deref()), ("", Some("http://[::1]:9000")));
        assert_eq!(place.region.as_deref(), Some("eu-1"));
    }

    #[test]
    fn nothing_leads_out() {
        for text in [
            "",
            "talks",
            "//",
            "//ab",
            "///x",
            "//talks/../x",
            "//talks/a//b",
            "//talks/./x",
            "//a b c/x",
            "//me:key@talks/x",
            "//talks/x?key=y",
            "//talks/a\\b",
            "//a..b",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
