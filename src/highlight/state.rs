//! Where a grammar stands between two lines.

use syntect::parsing::{ClearAmount, ParseState, ParsingError, ScopeStackOp, SyntaxReference};

use super::class::{self, Class};
use super::language::syntax_set;
use super::tokens::Token;

/// All that the colours of the next lines depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    parse: ParseState,
    /// The class that holds at each level of the grammar's scopes.
    stack: Vec<Class>,
    /// Levels that the grammar has put aside for a while.
    cleared: Vec<Vec<Class>>,
}

impl State {
    /// At the start of a program.
    pub(super) fn new(syntax: &SyntaxReference) -> State {
        State { parse: ParseState::new(syntax), stack: Vec::new(), cleared: Vec::new() }
    }

    /// The classes at all levels: cheap to compare, and different for most different states.
    pub(super) fn stack(&self) -> &[Class] {
        &self.stack
    }

    /// Reads a line. The tokens cover it and count from its start.
    ///
    /// # Errors
    /// The grammar has a fault; the state is then of no more use.
    pub(super) fn line(&mut self, line: &str) -> Result<Vec<Token>, ParsingError> {
        // Grammars want every line to end in a line feed.
        let ops = if line.ends_with('\n') {
            self.parse.parse_line(line, syntax_set())?
        } else {
            self.parse.parse_line(&format!("{line}\n"), syntax_set())?
        };
        let mut tokens = Vec::new();
        let mut start = 0;
        for (at, op) in ops {
            let at = at.min(line.len());
            if at > start {
                tokens.push(self.token(line, start..at));
                start = at;
            }
            self.apply(op);
        }
        if start < line.len() {
            tokens.push(self.token(line, start..line.len()));
        }
        tokens.dedup_by(|next, token| {
            let same = next.class == token.class;
            if same {
                token.end = next.end;
            }
            same
        });
        Ok(tokens)
    }

    fn token(&self, line: &str, range: std::ops::Range<usize>) -> Token {
        Token { end: range.end, class: class::of_word(self.class(), &line[range]) }
    }

    fn class(&self) -> Class {
        self.stack.last().copied().flatten()
    }

    fn apply(&mut self, op: ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => self.stack.push(class::within(self.class(), scope)),
            ScopeStackOp::Pop(count) => {
                self.stack.truncate(self.stack.len().saturating_sub(count));
            }
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.stack.len().saturating_sub(count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.stack.split_off(kept));
            }
            ScopeStackOp::Restore => self.stack.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}
