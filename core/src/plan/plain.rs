//! Lines that say all by themselves: blank ones, headings, and list items of words without markup but for bold ones at
//! their start. Most of a long plan is made of them, and they need no Markdown parser.
//!
//! A line is taken here only where the parser would find the same: whatever is not plainly so is left to it.

use std::ops::Range;

/// A heading or list item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) kind: Kind,
    /// From its first sign to the end of the line.
    pub(super) range: Range<usize>,
    /// The bold words that it begins with, without the stars; empty without.
    pub(super) bold: Range<usize>,
    /// The words behind those.
    pub(super) words: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its level.
    Heading(u8),
    /// Below how many others it stands, and whether it has a box that is ticked.
    Item(usize, Option<bool>),
}

/// The lines that were found last.
#[derive(Debug, Default)]
pub(super) struct Plain {
    pub(super) lines: Vec<Line>,
    /// From which columns on text belongs to each of the items around.
    open: Vec<usize>,
}

/// What a byte may mean: nothing, the end of the line, something that depends on what is next to it, or markup.
const END: u8 = 1;
const NEIGHBOURS: u8 = 2;
const MARKUP: u8 = 4;
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut control = 0;
    while control < 32 {
        classes[control] = MARKUP;
        control += 1;
    }
    classes[127] = MARKUP;
    classes[b'\n' as usize] = END;
    classes[b'\r' as usize] = NEIGHBOURS;
    classes[b'`' as usize] = MARKUP;
    classes[b'\\' as usize] = MARKUP;
    classes[b'|' as usize] = MARKUP;
    classes[b'*' as usize] = NEIGHBOURS;
    classes[b'_' as usize] = NEIGHBOURS;
    classes[b'<' as usize] = NEIGHBOURS;
    classes[b'&' as usize] = NEIGHBOURS;
    classes[b']' as usize] = NEIGHBOURS;
    classes
};

impl Plain {
    /// Finds a block at `from`, where no other is open: blank lines, a heading, or an item with all that stands below
    /// it. Gives where it ends; none if it is for the parser.
    ///
    /// The text must not define any link (CommonMark 0.31, section 4.7): brackets could be links anywhere then.
    pub(super) fn block(&mut self, text: &str, from: usize) -> Option<usize> {
        self.lines.clear();
        self.open.clear();
        let bytes = text.as_bytes();
        let (mut at, mut blank) = (from, false);
        loop {
            let indent = spaces(bytes, at);
            let start = at + indent;
            match bytes.get(start) {
                None => return Some(bytes.len()),
                Some(b'\n') => at = start + 1,
                Some(b'\r') if bytes.get(start + 1) == Some(&b'\n') => at = start + 2,
                // Tabs and the like are for the parser.
                Some(byte) if byte.is_ascii_control() => return None,
                // What is not indented belongs to no item, unless it goes on with its paragraph.
                Some(_) if indent == 0 && !self.lines.is_empty() => {
                    return (blank || begins_block(bytes, start)).then_some(at);
                }
                Some(b'#') if indent == 0 => return self.heading(bytes, start),
                Some(_) if self.lines.is_empty() && at > from => return Some(at),
                Some(_) => {
                    at = self.item(bytes, start, indent)?;
                    blank = false;
                    continue;
                }
            }
            blank = true;
        }
    }

    fn heading(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        let level = bytes.get(start..)?.iter().take_while(|&&byte| byte == b'#').count();
        let gap = spaces(bytes, start + level);
        if level > 6 || gap == 0 {
            return None;
        }
        let (bold, words, next) = words(bytes, start + level + gap)?;
        let end = words.end;
        // "## Title ##" ends before the signs.
        if bytes.get(..end)?.trim_ascii_end().ends_with(b"#") {
            return None;
        }
        let kind = Kind::Heading(u8::try_from(level).ok()?);
        self.lines.push(Line { kind, range: start..end, bold, words });
        Some(next)
    }

    fn item(&mut self, bytes: &[u8], start: usize, indent: usize) -> Option<usize> {
        while self.open.last().is_some_and(|&column| column > indent) {
            self.open.pop();
        }
        let gap = spaces(bytes, start + 1);
        // Four blanks more than the text around are a code block, or go on with a paragraph.
        let nested = indent - self.open.last().copied().unwrap_or(0) < 4;
        if !nested || !matches!(bytes.get(start), Some(b'-' | b'*' | b'+')) || !(1..=4).contains(&gap) {
            return None;
        }
        let mut from = start + 1 + gap;
        let ticked = match bytes.get(from..from + 4) {
            Some(b"[ ] ") => Some(false),
            Some(b"[x] " | b"[X] ") => Some(true),
            _ => None,
        };
        if ticked.is_some() {
            from += 4;
        }
        if !begins_words(bytes.get(from..)?) {
            return None;
        }
        let (bold, words, next) = words(bytes, from)?;
        let kind = Kind::Item(self.open.len(), ticked);
        self.lines.push(Line { kind, range: start..words.end, bold, words });
        self.open.push(indent + 1 + gap);
        Some(next)
    }
}

fn spaces(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|&&byte| byte == b' ').count()
}

/// Whether a line that is not indented begins a heading or item, whatever stands before it.
pub(super) fn begins_block(bytes: &[u8], start: usize) -> bool {
    match bytes.get(start..).unwrap_or_default() {
        [b'-' | b'+', b' ', b'*', ..] => true,
        [b'-' | b'+' | b'*', b' ', next, ..] => next.is_ascii_alphanumeric() || *next == b'[' || !next.is_ascii(),
        [b'#', rest @ ..] => {
            let more = rest.iter().take_while(|&&byte| byte == b'#').count();
            more < 6 && rest.get(more) == Some(&b' ')
        }
        _ => false,
    }
}

/// Whether the text of an item begins with words: not with what begins a block in it, such as "1. " or "> ".
fn begins_words(text: &[u8]) -> bool {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match text {
        [b'*', b'*', next, ..] => next.is_ascii_alphanumeric(),
        [first, ..] if digits == 0 => {
            first.is_ascii_alphabetic() || !first.is_ascii() || matches!(first, b'(' | b'"' | b'\'' | b'$')
        }
        _ => text.get(digits).is_some_and(|next| !matches!(next, b'.' | b')')),
    }
}

/// The bold words that a line begins with, the words behind them, and where the next line begins; none if there may be
/// markup in them.
fn words(bytes: &[u8], from: usize) -> Option<(Range<usize>, Range<usize>, usize)> {
    let line = bytes.get(from..)?;
    let mut classes = 0;
    let newline = line.iter().position(|&byte| {
        classes |= CLASSES[usize::from(byte)];
        classes & END != 0
    });
    let (mut end, next) = match newline {
        Some(newline) => (from + newline, from + newline + 1),
        None => (bytes.len(), bytes.len()),
    };
    if classes & MARKUP != 0 || end == from {
        return None;
    }
    if classes & NEIGHBOURS == 0 {
        return Some((from..from, from..end, next));
    }
    if newline.is_some() && bytes.get(end - 1) == Some(&b'\r') {
        end -= 1;
    }
    let line = bytes.get(from..end)?;
    let Some(rest) = line.strip_prefix(b"**") else {
        return is_literal(line).then_some((from..from, from..end, next));
    };
    let length = rest.windows(2).position(|pair| pair == b"**")?;
    let (bold, after) = (rest.get(..length)?, rest.get(length + 2..)?);
    // Stars open before a letter or digit, and close behind a sign that is no blank before one that is no letter or
    // digit (CommonMark 0.31, section 6.2).
    let opens = bold.first().is_some_and(u8::is_ascii_alphanumeric);
    let closes = bold.last().is_some_and(u8::is_ascii_graphic)
        && after
            .first()
            .is_none_or(|next| matches!(next, b' ' | b':' | b',' | b'.' | b';' | b'!' | b'?' | b'(' | b')'));
    if !opens || !closes || !is_literal(bold) || !is_literal(after) {
        return None;
    }
    Some((from + 2..from + 2 + length, from + length + 4..end, next))
}

/// Whether no sign of a text is markup, given that no link is defined anywhere.
fn is_literal(text: &[u8]) -> bool {
    text.iter().enumerate().filter(|&(_, &byte)| CLASSES[usize::from(byte)] != 0).all(|(at, byte)| {
        let next = text.get(at + 1);
        match byte {
            // Within a word.
            b'_' => {
                let before = at.checked_sub(1).and_then(|at| text.get(at));
                [before, next].into_iter().all(|byte| byte.is_some_and(u8::is_ascii_alphanumeric))
            }
            // "<2 s", but not "<b>".
            b'<' => next.is_some_and(|next| next.is_ascii_digit() || matches!(next, b' ' | b'=' | b'$')),
            // "a & b", but not "&amp;".
            b'&' => next == Some(&b' '),
            // "[a]", but not "[a](b)".
            b']' => next != Some(&b'('),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Option<String> {
        let mut plain = Plain::default();
        let end = plain.block(text, 0)?;
        let lines = plain.lines.iter().map(|line| {
            let (bold, words) = (&text[line.bold.clone()], &text[line.words.clone()]);
            format!("{:?} <{bold}>{words}|", line.kind)
        });
        Some(lines.collect::<String>() + &text[end..])
    }

    #[test]
    fn plain_lines_are_taken() {
        for (text, expected) in [
            ("", ""),
            (" \n\r\n# A", "Heading(1) <>A|"),
            ("\n - a\n", " - a\n"),
            ("## Phase 1: go (Day 0)\r\n- a\n", "Heading(2) <>Phase 1: go (Day 0)|- a\n"),
            ("- a\n- b\n", "Item(0, None) <>a|- b\n"),
            (
                "- [ ] a\n  - [x] b\n\n    * c\n - d\n# E",
                "Item(0, Some(false)) <>a|Item(1, Some(true)) <>b|Item(2, None) <>c|Item(0, None) <>d|# E",
            ),
            ("+ **a b:** c\n\nwords\n", "Item(0, None) <a b:> c|words\n"),
            ("- a_b [c] <2 s & d", "Item(0, None) <>a_b [c] <2 s & d|"),
        ] {
            assert_eq!(outline(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn all_else_is_left_to_the_parser() {
        for text in [
            "words",
            "1. a",
            "- ",
            "-",
            "- [ ]",
            "- [ ]\n",
            "- [x]a",
            "- [a](b)",
            "- *a*",
            "- a_b_ c",
            "- `a`",
            "- a\\",
            "- <b>",
            "- a\nb",
            "- a\n  b",
            "- a\n      - b",
            "- a\n===",
            "- a\n---",
            "- - a",
            "- # a",
            "- > a",
            "- 1. a",
            "-     a",
            "- a\n1. b",
            "- a\n\tb",
            "- a | b",
            "- &amp;",
            "# a #",
            "# *a*",
            "- ***a***",
            "- **a **b",
            "- **a**b",
            "- a\rb",
            "    - a",
            "#",
            "####### a",
            "\t- a",
        ] {
            assert_eq!(outline(text), None, "{text}");
        }
    }
}
