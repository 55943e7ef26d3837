//! Raw HTML: what is in it, what it refers to, and how it is kept from spoiling the page.

pub mod balance;
pub mod colour;
pub mod css;
mod decoded;
pub mod escape;
pub mod length;
pub mod references;
pub mod sanitize;
pub mod tokens;
pub mod url;
