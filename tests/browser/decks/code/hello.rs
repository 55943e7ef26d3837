use std::fmt;

// #region greet
fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}
// #endregion
