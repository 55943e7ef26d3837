//! Raw HTML: what is in it, what it refers to, and how it is kept from spoiling the page.

pub mod css;
pub mod decoded;
pub mod references;
pub mod sanitize;
pub mod tokens;
pub mod url;
