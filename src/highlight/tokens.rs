//! Cuts code into tokens with a class, within limits.

use std::time::{Duration, Instant};

use syntect::parsing::ParsingError;

use super::class::Class;
use super::language::{Grammar, Prompts};
use super::memory::{Memory, Place, with_memory};
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
    with_memory(|memory| {
        let mut reader = Reader::new(grammar, memory);
        let gave_up = reader.read(code, time);
        reader.push(code.len(), None);
        (reader.tokens, gave_up)
    })
}

/// Reads code line by line.
struct Reader<'a> {
    grammar: Grammar,
    memory: &'a mut Memory,
    place: Place,
    tokens: Vec<Token>,
    /// Where the last token ends.
    end: usize,
}

impl Reader<'_> {
    fn new(grammar: Grammar, memory: &mut Memory) -> Reader<'_> {
        let place = memory.start(grammar.syntax);
        Reader { grammar, memory, place, tokens: Vec::new(), end: 0 }
    }

    fn read(&mut self, code: &str, time: Duration) -> Option<GaveUp> {
        let started = Instant::now();
        let mut long = None;
        for (line, number) in code.split_inclusive('\n').zip(1..) {
            if started.elapsed() >= time {
                return Some(GaveUp::TooSlow(number));
            }
            if line.len() > MAX_LINE {
                long = long.or(Some(GaveUp::LongLine(number)));
                self.push(self.end + line.len(), None);
            } else if self.line(line).is_err() {
                return Some(GaveUp::BadGrammar(number));
            }
        }
        long
    }

    fn line(&mut self, line: &str) -> Result<(), ParsingError> {
        let Some(prompts) = self.grammar.prompts else {
            return self.code(line);
        };
        let Some((length, starts)) = prompts.find(line) else {
            self.push(self.end + line.len(), None);
            return Ok(());
        };
        if starts {
            self.place = self.memory.start(self.grammar.syntax);
        }
        self.push(self.end + length, Some("meta prompt_"));
        self.code(&line[length..])
    }

    fn code(&mut self, line: &str) -> Result<(), ParsingError> {
        let step = self.memory.line(self.place, line)?;
        self.place = step.next;
        let start = self.end;
        for token in step.tokens.iter() {
            self.push(start + token.end, token.class);
        }
        Ok(())
    }

    /// Adds a token, or lengthens the last one if it has the same class.
    fn push(&mut self, end: usize, class: Class) {
        match self.tokens.last_mut() {
            Some(last) if last.class == class => last.end = end,
            _ if end > self.end => self.tokens.push(Token { end, class }),
            _ => {}
        }
        self.end = end;
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
