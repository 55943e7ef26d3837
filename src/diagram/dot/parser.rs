//! Tokens into a graph, after the grammar in Graphviz's documentation.

use super::tokens::{Token, tokens};
use super::{Attributes, Cluster, Edge, Failure, Graph, MAX, MAX_DEPTH, Node, mistake};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

pub(super) fn read(source: &str) -> Result<Graph, Failure> {
    let tokens = tokens(source)?;
    let mut parser = Parser { tokens, at: 0, graph: Graph::default(), names: HashMap::new() };
    parser.graph()?;
    Ok(parser.graph)
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    graph: Graph,
    names: HashMap<String, usize>,
}

/// What holds inside a pair of braces.
#[derive(Clone, Default)]
struct Scope {
    node: Attributes,
    edge: Attributes,
    cluster: Option<usize>,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn range(&self) -> Range<usize> {
        let last = self.tokens.last().map_or(0..0, |(_, range)| range.clone());
        self.tokens.get(self.at).map_or(last, |(_, range)| range.clone())
    }

    fn take_sign(&mut self, sign: u8) -> bool {
        let found = self.peek() == Some(&Token::Sign(sign));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: u8) -> Result<(), Failure> {
        let missing = || mistake(self.range(), format!("a `{}` is missing here", char::from(sign)));
        if self.peek() == Some(&Token::Sign(sign)) {
            self.at += 1;
            return Ok(());
        }
        Err(missing())
    }

    /// Takes one of some keywords.
    fn keyword(&mut self, words: &[&str]) -> Option<String> {
        let Some(Token::Name(name, false)) = self.peek() else { return None };
        let name = name.to_ascii_lowercase();
        words.contains(&&*name).then(|| {
            self.at += 1;
            name
        })
    }

    fn name(&mut self) -> Option<String> {
        let name = match self.peek()? {
            Token::Name(name, _) => name.clone(),
            Token::Html(html) => plain(html),
            _ => return None,
        };
        self.at += 1;
        Some(name)
    }

    fn graph(&mut self) -> Result<(), Failure> {
        self.keyword(&["strict"]);
        let Some(kind) = self.keyword(&["graph", "digraph"]) else {
            return Err(mistake(self.range(), "a graph begins with `graph` or `digraph`"));
        };
        self.graph.directed = kind == "digraph";
        self.name();
        self.expect(b'{')?;
        let mut attributes = Attributes::new();
        self.statements(Scope::default(), &mut attributes)?;
        self.graph.attributes = attributes;
        Ok(())
    }

    /// Everything up to the closing brace; returns the nodes that it names.
    fn statements(
        &mut self,
        mut scope: Scope,
        own: &mut Attributes,
    ) -> Result<BTreeSet<usize>, Failure> {
        let mut named = BTreeSet::new();
        while !self.take_sign(b'}') {
            if self.peek().is_none() {
                return Err(mistake(self.range(), "a `}` is missing here"));
            }
            if !self.take_sign(b';') && !self.take_sign(b',') {
                self.statement(&mut scope, own, &mut named)?;
            }
        }
        Ok(named)
    }

    fn statement(
        &mut self,
        scope: &mut Scope,
        own: &mut Attributes,
        named: &mut BTreeSet<usize>,
    ) -> Result<(), Failure> {
        if let Some(word) = self.keyword(&["graph", "node", "edge"]) {
            let attributes = self.attributes()?;
            match &*word {
                "graph" => own.extend(attributes),
                "node" => scope.node.extend(attributes),
                _ => scope.edge.extend(attributes),
            }
            return Ok(());
        }
        let equals = self.tokens.get(self.at + 1).map(|(token, _)| token);
        if equals == Some(&Token::Sign(b'='))
            && let Some(key) = self.name()
        {
            self.at += 1;
            let range = self.range();
            let value = self.name().ok_or_else(|| mistake(range, "a value is missing here"))?;
            own.insert(key, value);
            return Ok(());
        }
        let (first, single) = self.group(scope)?;
        let mut groups = vec![first];
        while self.peek() == Some(&Token::Edge) {
            self.at += 1;
            groups.push(self.group(scope)?.0);
        }
        let attributes = self.attributes()?;
        if groups.len() > 1 {
            self.edges(&groups, scope, &attributes)?;
        } else if single {
            groups[0].iter().for_each(|node| {
                self.graph.nodes[*node].attributes.extend(attributes.clone());
            });
        }
        named.extend(groups.into_iter().flatten());
        Ok(())
    }

    /// One node (then the second value is true) or all nodes of a subgraph.
    fn group(&mut self, scope: &Scope) -> Result<(BTreeSet<usize>, bool), Failure> {
        let subgraph = self.keyword(&["subgraph"]).is_some();
        let name =
            if subgraph || self.peek() != Some(&Token::Sign(b'{')) { self.name() } else { None };
        if self.peek() == Some(&Token::Sign(b'{')) {
            return Ok((self.subgraph(scope, name)?, false));
        }
        let range = self.range();
        let name = name.ok_or_else(|| mistake(range, "a node's name is missing here"))?;
        // A port and a side of the node, which flowcharts do not know.
        while self.take_sign(b':') {
            self.name();
        }
        Ok((BTreeSet::from([self.node(name, scope)?]), true))
    }

    fn subgraph(
        &mut self,
        scope: &Scope,
        name: Option<String>,
    ) -> Result<BTreeSet<usize>, Failure> {
        if scope.depth >= MAX_DEPTH {
            let message = format!("subgraphs stand in at most {MAX_DEPTH} others");
            return Err(mistake(self.range(), message));
        }
        self.at += 1;
        let mut inner = Scope { depth: scope.depth + 1, ..scope.clone() };
        let is_cluster = name.is_some_and(|name| name.starts_with("cluster"));
        if is_cluster {
            inner.cluster = Some(self.graph.clusters.len());
            let cluster = Cluster { attributes: Attributes::new(), parent: scope.cluster };
            self.graph.clusters.push(cluster);
        }
        let mut own = Attributes::new();
        let cluster = inner.cluster;
        let nodes = self.statements(inner, &mut own)?;
        if let Some(cluster) = cluster.filter(|_| is_cluster) {
            self.graph.clusters[cluster].attributes = own;
        }
        Ok(nodes)
    }

    fn node(&mut self, name: String, scope: &Scope) -> Result<usize, Failure> {
        if let Some(known) = self.names.get(&name) {
            return Ok(*known);
        }
        let number = self.graph.nodes.len();
        if number >= MAX {
            return Err(mistake(self.range(), format!("a graph has at most {MAX} nodes")));
        }
        self.names.insert(name.clone(), number);
        let attributes = scope.node.clone();
        self.graph.nodes.push(Node { name, attributes, cluster: scope.cluster });
        Ok(number)
    }

    fn edges(
        &mut self,
        groups: &[BTreeSet<usize>],
        scope: &Scope,
        attributes: &Attributes,
    ) -> Result<(), Failure> {
        let mut all = scope.edge.clone();
        all.extend(attributes.clone());
        for pair in groups.windows(2) {
            for from in &pair[0] {
                for to in &pair[1] {
                    if self.graph.edges.len() >= MAX {
                        let message = format!("a graph has at most {MAX} edges");
                        return Err(mistake(self.range(), message));
                    }
                    self.graph.edges.push(Edge { from: *from, to: *to, attributes: all.clone() });
                }
            }
        }
        Ok(())
    }

    /// Any number of `[key=value, …]`.
    fn attributes(&mut self) -> Result<Attributes, Failure> {
        let mut out = Attributes::new();
        while self.take_sign(b'[') {
            while !self.take_sign(b']') {
                if self.take_sign(b',') || self.take_sign(b';') {
                    continue;
                }
                let range = self.range();
                let key = self
                    .name()
                    .ok_or_else(|| mistake(range, "an attribute or a `]` is missing here"))?;
                let value =
                    if self.take_sign(b'=') { self.name() } else { Some("true".to_string()) };
                let value =
                    value.ok_or_else(|| mistake(self.range(), "a value is missing here"))?;
                out.insert(key, value);
            }
        }
        Ok(out)
    }
}

/// The text of an HTML-like label, with `\n` where a line ends.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let close = rest[open..].find('>').map_or(rest.len(), |close| open + close + 1);
        let tag = rest[open..close].to_ascii_lowercase();
        if tag.starts_with("<br") || tag.starts_with("</tr") {
            out.push_str("\\n");
        } else if tag.starts_with("</td") {
            out.push(' ');
        }
        rest = &rest[close..];
    }
    out.push_str(rest);
    let text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
