//! Graphviz's DOT: read into a graph, which becomes a flowchart. So both languages look the same.

mod flowchart;
mod parser;
mod tokens;

use super::Failure;
use std::collections::BTreeMap;
use std::ops::Range;

/// The most nodes or edges of a graph.
const MAX: usize = 1000;
/// The most subgraphs inside one another.
const MAX_DEPTH: usize = 30;

/// Attributes by their names.
type Attributes = BTreeMap<String, String>;

/// A graph.
#[derive(Debug, Default)]
struct Graph {
    directed: bool,
    attributes: Attributes,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// Subgraphs that are drawn as boxes.
    clusters: Vec<Cluster>,
}

#[derive(Debug)]
struct Node {
    name: String,
    attributes: Attributes,
    /// The innermost cluster that named it first.
    cluster: Option<usize>,
}

#[derive(Debug)]
struct Edge {
    from: usize,
    to: usize,
    attributes: Attributes,
}

#[derive(Debug)]
struct Cluster {
    attributes: Attributes,
    parent: Option<usize>,
}

/// A DOT source as the source of a Mermaid flowchart.
pub(super) fn flowchart(source: &str) -> Result<String, Failure> {
    parser::read(source).map(|graph| flowchart::write(&graph))
}

fn mistake(range: Range<usize>, message: impl Into<String>) -> Failure {
    Failure::Mistake { range: Some(range), message: message.into() }
}
