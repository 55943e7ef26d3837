//! Names of files that are never published, even when a deck links to them.

/// Endings of keys, of stores of passwords, and of what editors leave behind.
const ENDINGS: &[&str] = &[
    ".pem",
    ".key",
    ".p12",
    ".pfx",
    ".jks",
    ".keystore",
    ".kdbx",
    ".ppk",
    ".ovpn",
    "~",
    ".bak",
    ".orig",
    ".swp",
    ".swo",
    ".tmp",
];

/// Whole names, in lower case.
const NAMES: &[&str] =
    &["thumbs.db", "desktop.ini", "credentials", "credentials.json", "secrets.yaml"];

/// Whether a file or folder of this name may be a secret, or rubbish of a program. Everything that
/// starts with a dot is.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with('.')
        || is_ssh_key(&name)
        || name.starts_with('#') && name.ends_with('#')
        || NAMES.contains(&name.as_str())
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether it is called as ssh calls its keys: `id_rsa`, also `id_rsa.old`, but not `id_card.png`.
fn is_ssh_key(name: &str) -> bool {
    const KINDS: [&str; 5] = ["rsa", "dsa", "ecdsa", "ed25519", "xmss"];
    name.strip_prefix("id_").is_some_and(|kind| {
        !kind.contains('.') || KINDS.iter().any(|known| kind.starts_with(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_leftovers_are_known() {
        let secrets = [
            ".env",
            ".env.local",
            "server.PEM",
            "id_rsa",
            "id_ed25519.pub",
            "tls.key",
            ".DS_Store",
            "talk.md~",
            ".talk.md.swp",
            "#talk.md#",
            ".#talk.md",
            ".git",
            ".htpasswd",
            "Thumbs.db",
        ];
        for name in secrets {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "index.html",
            "monkey.png",
            "ident_1.svg",
            "id_card.png",
            "grid.css",
            "keys.html",
            "a.tmpl",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
