//! The part of the reader that tells plain lines from stretches of the text that need the Markdown parser.
//!
//! Blocks are read from the start of a text to its end, and where one begins does not depend on what follows: so a
//! stretch is over where the parser, given the text up to and with some line, finds that a new block begins with that
//! line outside of all others.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::inline::{self, Events, Inline, TextLine};
use super::markdown::Reader;
use super::plain::{self, Kind, Line, Plain};
use crate::Result;

/// What the parser reads besides CommonMark.
const OPTIONS: Options = Options::ENABLE_TASKLISTS.union(Options::ENABLE_TABLES);

/// Most bytes that a stretch is made longer than it needs to be, where one follows another.
const LONGEST: usize = 1 << 16;
/// Most bytes in which its end is looked for: what goes on for longer goes on to the end of the text.
const SEARCHED: usize = 1 << 20;

impl<'a> Reader<'a> {
    /// Takes the whole text.
    pub(super) fn run(&mut self) -> Result<()> {
        let text = self.text;
        // Links may be defined anywhere, and then any brackets may be one.
        if text.contains("]:") {
            return self.rest(0);
        }
        let (mut at, mut least) = (0, 0);
        let mut plain = Plain::default();
        while at < text.len() {
            if let Some(end) = plain.block(text, at) {
                self.plain(&plain.lines)?;
                (at, least) = (end, 0);
            } else {
                at = self.stretch(at, least)?;
                least = (2 * least).clamp(1 << 8, LONGEST);
            }
        }
        Ok(())
    }

    /// Takes a stretch of at least so many bytes; gives where it ends.
    fn stretch(&mut self, start: usize, least: usize) -> Result<usize> {
        let text = self.text;
        let mut least = least.max(1);
        while let Some(next) = next_block(text.as_bytes(), start.saturating_add(least))
            && next - start <= SEARCHED
        {
            let line = text.get(next..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| next + length + 1);
            let parser = Parser::new_ext(text.get(start..line).unwrap_or_default(), OPTIONS);
            let mut events: Vec<_> =
                parser.into_offset_iter().map(|(event, range)| (event, behind(start, range))).collect();
            if let Some(end) = events_before(&events, next) {
                events.truncate(end);
                self.events(Box::new(events.into_iter()))?;
                return Ok(next);
            }
            least = 2 * (line - start);
        }
        self.rest(start).map(|()| text.len())
    }

    /// Takes all from an offset on by the parser.
    fn rest(&mut self, start: usize) -> Result<()> {
        let parser = Parser::new_ext(self.text.get(start..).unwrap_or_default(), OPTIONS);
        self.events(Box::new(parser.into_offset_iter().map(move |(event, range)| (event, behind(start, range)))))
    }

    fn events(&mut self, events: Box<dyn Iterator<Item = (Event<'a>, Range<usize>)> + 'a>) -> Result<()> {
        let mut events: Events<'_> = events.peekable();
        while let Some((event, range)) = events.peek() {
            let range = range.clone();
            if inline::is_inline(event) {
                let inline = inline::collect(&mut events);
                self.text(inline)?;
            } else if let Some((event, _)) = events.next() {
                let range = self.without_blanks_before(range);
                self.block(event, range, &mut events)?;
            }
        }
        Ok(())
    }

    /// Takes a heading, or an item with those below it.
    fn plain(&mut self, lines: &[Line]) -> Result<()> {
        for line in lines {
            let (bold, words) = (self.slice(&line.bold), self.slice(&line.words));
            let mut text = String::with_capacity(bold.len() + words.len());
            text.push_str(bold);
            text.push_str(words.trim_end());
            let lead = bold.to_owned();
            let mut lines = std::mem::take(&mut self.spare);
            lines.push(TextLine { range: line.range.clone(), lead: lead.clone(), text });
            let mut inline = Inline { lines, lead, range: line.range.clone(), ..Inline::default() };
            match line.kind {
                Kind::Heading(level) => self.heading(level, &line.range, inline)?,
                Kind::Item(depth, ticked) => {
                    self.after_title = false;
                    self.frames.truncate(depth);
                    inline.ticked = ticked;
                    self.open_item(&line.range)?;
                    self.name_item(Some(inline))?;
                }
            }
        }
        self.frames.clear();
        Ok(())
    }

    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

fn behind(start: usize, range: Range<usize>) -> Range<usize> {
    start + range.start..start + range.end
}

/// The first line from an offset on that may begin a block outside of all others.
fn next_block(bytes: &[u8], from: usize) -> Option<usize> {
    let newlines = memchr::memchr_iter(b'\n', bytes.get(from - 1..)?);
    newlines.map(|at| from + at).find(|&line| plain::begins_block(bytes, line))
}

/// How many events come before a heading or item that begins at `start` and stands in nothing else.
fn events_before(events: &[(Event<'_>, Range<usize>)], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    events.iter().position(|(event, range)| match event {
        Event::Start(Tag::List(_)) | Event::End(TagEnd::List(_)) => false,
        Event::Start(tag) => {
            depth += 1;
            depth == 1 && range.start == start && matches!(tag, Tag::Item | Tag::Heading { .. })
        }
        Event::End(_) => {
            depth -= 1;
            false
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::markdown::LIMITS;
    use super::super::{Plan, mojibake};
    use super::*;

    /// What the parser alone makes of a text, and what plain lines and stretches make of it.
    fn both(text: &str) -> [Plan; 2] {
        let repaired = mojibake::repair(text);
        [true, false].map(|whole| {
            let mut reader = Reader::new(text, &repaired, LIMITS);
            if whole { reader.rest(0) } else { reader.run() }.unwrap();
            reader.finish().unwrap()
        })
    }

    /// Lines of lists, headings and all that may stand between them, with the words that are hard to tell.
    fn document() -> impl Strategy<Value = String> {
        let start = prop::sample::select(vec![
            "- [ ] ",
            "- [x] ",
            "- ",
            "  - ",
            "  - [ ] ",
            "    - ",
            "      - ",
            " - ",
            "   * ",
            "+   [ ] ",
            "- **",
            "- [ ] **",
            "# ",
            "## ",
            "## **",
            "",
            "  ",
            "    ",
            "\t",
            "1. ",
            "> ",
            "```",
            "  ```\n",
            "~~~",
            "<div>",
            "<!-- ",
            "| a |\n|---|\n| ",
            "---\n",
            "===\n",
            "- - ",
            "-\n",
            "- [ ]\n",
            "-     ",
            "- |-",
            "\u{a0}",
            "\r",
            "\u{feff}",
            "\u{b}",
        ]);
        let middle = prop::sample::select(vec![
            "words",
            "a_b c",
            "_a_",
            "a_b_",
            "bold** rest",
            "bold:** (owner: Ana) {#x}",
            "bold**rest",
            "bold **rest",
            "*a*",
            "5 * 3",
            "[a] b",
            "[a](b)",
            "![a]",
            "`code`",
            "a\\",
            "a | b",
            "&amp;",
            "a & b",
            "<2 s",
            "<b>",
            "-->",
            "1. x",
            "3 teams",
            "# a #",
            "a#",
            "Owner: Ana",
            "(after: words, optional)",
            "Day 0",
            "[ ] x",
            "",
            "~~~",
            "```",
            "---",
            "a  ",
            "a\tb",
            "日本 é",
            "Hour 2-8: x",
        ]);
        let end = prop::sample::select(vec!["\n", "\n", "\n", "\n\n", "\r\n", "", "  \n", "\n \n", "\n\n\n"]);
        let lines = proptest::collection::vec((start, middle, end), 0..20);
        lines.prop_map(|lines| lines.into_iter().map(|(start, middle, end)| [start, middle, end].concat()).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn stretches_are_read_as_the_whole(text in document()) {
            let [whole, stretches] = both(&text);
            prop_assert_eq!(whole, stretches);
        }
    }

    #[test]
    fn a_stretch_ends_where_a_block_begins_for_sure() {
        for text in [
            "```\n- a\n```\n- b\n",
            "<!--\n# a\n-->\n# b\n",
            "- a\n\n      code\n- b\n",
            "> a\n- b\n",
            "a | b\n- | -\n- c\n",
            "1. a\n- b\n  - c\n",
            "- a\n  # b\n- c\n",
            "- [ ] a\n\n- [ ]\n  b\n",
        ] {
            let [whole, stretches] = both(text);
            assert_eq!(whole, stretches, "{text}");
        }
    }
}
