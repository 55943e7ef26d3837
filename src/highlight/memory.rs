//! Remembers what lines did, so that a line met again in the same state is not read again.
//!
//! Nearly all time goes into the grammars' regular expressions. Decks say the same lines often:
//! closing braces and imports, and code that grows from slide to slide.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use syntect::parsing::{ParsingError, SyntaxReference};

use super::class::Class;
use super::state::State;
use super::tokens::Token;

/// States, and for each the lines that were read in it.
#[derive(Default)]
pub(super) struct Memory {
    nodes: Vec<Node>,
    starts: HashMap<&'static str, usize>,
    by_stack: HashMap<Vec<Class>, Vec<usize>>,
    size: usize,
}

/// Where a program stands in a [`Memory`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(usize);

struct Node {
    state: State,
    lines: HashMap<Box<str>, Step>,
}

/// What a line did: its tokens, which count from its start, and where it led.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) tokens: Rc<[Token]>,
    pub(super) next: Place,
}

/// About how many bytes a thread keeps from one block to the next.
const MAX_SIZE: usize = 8_000_000;

/// About how many bytes a state takes.
const STATE_SIZE: usize = 500;

/// Text can make states that differ without end (`<<A`, `<<B`, …), but no search for one.
const MAX_SEARCH: usize = 16;

/// Calls a function with this thread's memory.
pub(super) fn with_memory<T>(f: impl FnOnce(&mut Memory) -> T) -> T {
    thread_local!(static MEMORY: RefCell<Memory> = RefCell::default());
    MEMORY.with_borrow_mut(|memory| {
        if memory.size > MAX_SIZE {
            *memory = Memory::default();
        }
        f(memory)
    })
}

impl Memory {
    /// The start of a program.
    pub(super) fn start(&mut self, syntax: &'static SyntaxReference) -> Place {
        if let Some(at) = self.starts.get(syntax.name.as_str()) {
            return Place(*at);
        }
        let place = self.place(State::new(syntax));
        self.starts.insert(&syntax.name, place.0);
        place
    }

    /// Reads a line, or remembers it.
    ///
    /// # Errors
    /// The grammar has a fault.
    pub(super) fn line(&mut self, from: Place, line: &str) -> Result<Step, ParsingError> {
        if let Some(step) = self.nodes[from.0].lines.get(line) {
            return Ok(step.clone());
        }
        let mut state = self.nodes[from.0].state.clone();
        let tokens: Rc<[Token]> = state.line(line)?.into();
        let step = Step { next: self.place(state), tokens };
        self.size += size_of::<Step>() + line.len() + size_of_val(&*step.tokens);
        self.nodes[from.0].lines.insert(line.into(), step.clone());
        Ok(step)
    }

    /// The place of a state, which may be new.
    fn place(&mut self, state: State) -> Place {
        let new = self.nodes.len();
        if let Some(similar) = self.by_stack.get_mut(state.stack()) {
            let mut recent = similar.iter().rev().take(MAX_SEARCH);
            if let Some(at) = recent.find(|at| self.nodes[**at].state == state) {
                return Place(*at);
            }
            similar.push(new);
        } else {
            self.by_stack.insert(state.stack().to_vec(), vec![new]);
        }
        self.size += STATE_SIZE;
        self.nodes.push(Node { state, lines: HashMap::new() });
        Place(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::highlight::language::grammar;

    #[test]
    fn equal_states_are_one_place_and_lines_are_read_once() {
        let mut memory = Memory::default();
        let start = memory.start(grammar("rust", "").unwrap().syntax);
        let first = memory.line(start, "let a = 1;\n").unwrap();
        let block = memory.line(first.next, "/* a\n").unwrap();
        let inside = memory.line(block.next, "b\n").unwrap();
        assert_eq!(inside.next, block.next);
        assert_ne!(block.next, first.next);
        let again = memory.line(first.next, "/* a\n").unwrap();
        assert!(Rc::ptr_eq(&again.tokens, &block.tokens));
    }

    #[test]
    fn endless_states_are_forgotten_by_the_next_block() {
        with_memory(|memory| {
            let start = memory.start(grammar("bash", "").unwrap().syntax);
            for at in 0..100 {
                memory.line(start, &format!("cat <<A{at}\n")).unwrap();
            }
            assert!(memory.nodes.len() >= 100, "{}", memory.nodes.len());
            memory.size = MAX_SIZE + 1;
        });
        with_memory(|memory| assert!(memory.nodes.is_empty()));
    }
}
