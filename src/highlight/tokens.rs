//! Cuts code into tokens with a class, within limits.

use std::time::{Duration, Instant};

use syntect::parsing::{ClearAmount, ParseState, ParsingError, ScopeStackOp};

use super::class::{self, Class};
use super::language::{Grammar, Prompts, syntax_set};
use super::{GaveUp, MAX_BYTES, MAX_LINE};

/// A piece of code that reaches from the end of the one before to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) end: usize,
    pub(super) class: Class,
}

/// How long one block may take; looked at between lines.
const TIME: Duration = Duration::from_secs(1);

/// Tokens that cover the whole code.
pub(super) fn tokens(code: &str, grammar: Option<Grammar>) -> (Vec<Token>, Option<GaveUp>) {
    match grammar {
        Some(grammar) if code.len() <= MAX_BYTES => tokens_within(TIME, code, grammar),
        known => {
            let plain = vec![Token { end: code.len(), class: None }];
            (plain, known.map(|_| GaveUp::TooLarge))
        }
    }
}

fn tokens_within(time: Duration, code: &str, grammar: Grammar) -> (Vec<Token>, Option<GaveUp>) {
    let started = Instant::now();
    let mut gave_up = None;
    let mut reader = Reader::new(grammar);
    for (line, number) in code.split_inclusive('\n').zip(1..) {
        if started.elapsed() >= time {
            gave_up = Some(GaveUp::TooSlow(number));
            break;
        }
        if line.len() > MAX_LINE {
            gave_up = gave_up.or(Some(GaveUp::LongLine(number)));
            reader.push(line.len(), None);
        } else if reader.line(line).is_err() {
            gave_up = Some(GaveUp::BadGrammar(number));
            break;
        }
    }
    reader.push(code.len() - reader.end, None);
    (reader.tokens, gave_up)
}

/// Reads code line by line.
struct Reader {
    grammar: Grammar,
    state: ParseState,
    /// The class that holds at each level of the grammar's scopes.
    stack: Vec<Class>,
    /// Levels that the grammar has put aside for a while.
    cleared: Vec<Vec<Class>>,
    tokens: Vec<Token>,
    /// Where the last token ends.
    end: usize,
}

impl Reader {
    fn new(grammar: Grammar) -> Reader {
        Reader {
            grammar,
            state: ParseState::new(grammar.syntax),
            stack: Vec::new(),
            cleared: Vec::new(),
            tokens: Vec::new(),
            end: 0,
        }
    }

    fn line(&mut self, line: &str) -> Result<(), ParsingError> {
        let Some(prompts) = self.grammar.prompts else {
            return self.code(line);
        };
        let (length, starts) = match prompts.find(line) {
            Some(found) => found,
            None => {
                self.push(line.len(), None);
                return Ok(());
            }
        };
        if starts {
            self.state = ParseState::new(self.grammar.syntax);
            self.stack.clear();
            self.cleared.clear();
        }
        self.push(length, Some("meta prompt_"));
        self.code(&line[length..])
    }

    /// Grammars want every line to end in a line feed.
    fn code(&mut self, line: &str) -> Result<(), ParsingError> {
        let ops = if line.ends_with('\n') {
            self.state.parse_line(line, syntax_set())?
        } else {
            self.state.parse_line(&format!("{line}\n"), syntax_set())?
        };
        let mut start = 0;
        for (at, op) in ops {
            let at = at.min(line.len());
            if at > start {
                self.token(&line[start..at]);
                start = at;
            }
            self.apply(op);
        }
        self.token(&line[start..]);
        Ok(())
    }

    fn apply(&mut self, op: ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => {
                let below = self.stack.last().copied().flatten();
                self.stack.push(class::within(below, scope));
            }
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

    fn token(&mut self, text: &str) {
        let class = self.stack.last().copied().flatten();
        self.push(text.len(), class::of_word(class, text));
    }

    /// Adds a token, or lengthens the last one if it has the same class.
    fn push(&mut self, length: usize, class: Class) {
        self.end += length;
        match self.tokens.last_mut() {
            Some(last) if last.class == class => last.end = self.end,
            _ if length > 0 => self.tokens.push(Token { end: self.end, class }),
            _ => {}
        }
    }
}

impl Prompts {
    /// Length of the prompt at the start of a line, and whether it starts a command.
    fn find(&self, line: &str) -> Option<(usize, bool)> {
        let host = match line.split_once(' ') {
            Some((word, _)) if self.host && word.contains(['@', '~', '/', ':']) => word.len() - 1,
            _ => 0,
        };
        let rest = line.get(host..).unwrap_or("");
        let first = self.first.iter().find(|prompt| rest.starts_with(**prompt));
        match first {
            Some(prompt) => Some((host + prompt.len(), true)),
            None => line.starts_with(self.next).then_some((self.next.len(), false)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::highlight::language::grammar;

    #[test]
    fn without_time_left_the_rest_is_plain() {
        let code = "let a = 1;\nlet b = 2;\n";
        let (tokens, gave_up) = tokens_within(Duration::ZERO, code, grammar("rust", code).unwrap());
        assert_eq!(tokens, [Token { end: code.len(), class: None }]);
        assert_eq!(gave_up, Some(GaveUp::TooSlow(1)));
    }

    #[test]
    fn prompts_are_told_from_output() {
        let shell = grammar("console", "").unwrap().prompts.unwrap();
        assert_eq!(shell.find("$ ls"), Some((2, true)));
        assert_eq!(shell.find("ann@home:~/src$ ls"), Some((16, true)));
        assert_eq!(shell.find("> more"), Some((2, false)));
        assert_eq!(shell.find("total 5 $ x"), None);
        assert_eq!(shell.find("ä@é x"), None);
        assert_eq!(shell.find(""), None);
    }
}
