//! Raw HTML: what is in it, what it refers to, and how it is kept from spoiling the page.

pub mod balance;
pub mod tokens;
