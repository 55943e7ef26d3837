//! What the tour shows of a file.

// #region greet
/// What is shouted from ship to ship.
fn greet(name: &str) -> String {
    format!("Ahoy, {name}!")
}
// #endregion

fn main() {
    println!("{}", greet("world"));
}
