//! Code blocks that hold no code: trees (`├──`), numbered procedures, groups under a line that ends with a colon.

use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use super::fields::shorten;
use super::heading::Heading;
use super::inline::{Inline, TextLine};
use super::items::Frame;
use super::markdown::Reader;
use super::{DiagnosticCode as Code, DiagnosticLevel};
use crate::{Error, Result};

/// Languages that are none.
const PLAIN: [&str; 6] = ["", "text", "txt", "tree", "plan", "plain"];
const MARKS: [char; 4] = ['├', '└', '│', '┌'];

/// One line of a tree.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its mark or first character, and its text without the mark.
    pub(super) start: usize,
    pub(super) text: Range<usize>,
    /// How deep it is nested: 0 for a line of the outermost level.
    pub(super) depth: usize,
    /// Whether it has no mark of its own: the head of a group.
    pub(super) head: bool,
}

/// Whether a code block is of no programming language.
pub(super) fn is_plain(kind: &CodeBlockKind<'_>) -> bool {
    matches!(kind, CodeBlockKind::Fenced(info) if PLAIN.contains(&info.trim().to_lowercase().as_str()))
}

/// The lines of a fenced block; none where it is no tree and no procedure.
pub(super) fn read(text: &str, block: &Range<usize>) -> Option<Vec<Line>> {
    let inner = text.get(block.clone())?;
    let mut lines: Vec<Line> = Vec::new();
    // (column, whether it has a mark) of each line around the one that is read.
    let mut around: Vec<(usize, bool)> = Vec::new();
    let (mut trees, mut numbers, mut others) = (0, 0, 0);
    let (mut at, mut blank_before, mut titled) = (block.start, false, false);
    let count = inner.split_inclusive('\n').count();
    for (index, line) in inner.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let closing = index + 1 == count && bare.len() >= 3 && bare.chars().all(|sign| inner.starts_with(sign));
        let fence = index == 0 || closing;
        if fence || bare.is_empty() || bare.chars().all(|sign| MARKS.contains(&sign) || sign.is_whitespace()) {
            blank_before |= bare.is_empty();
            continue;
        }
        let (column, mark, length) = marker(line)?;
        match mark {
            Mark::Tree => trees += 1,
            Mark::Number => numbers += 1,
            Mark::None => others += usize::from(!split_id(bare).0.ends_with(':')),
        }
        let marked = mark != Mark::None;
        // The first line names the whole block if a blank line and another head follow.
        if lines.len() == 1 && !marked && blank_before && lines.first().is_some_and(|first| first.head) {
            titled = true;
        }
        while around.len() > usize::from(titled) && around.last().is_some_and(|&above| above >= (column, marked)) {
            around.pop();
        }
        let head = line.len() - line.trim_start().len();
        let end = start + line.trim_end().len();
        lines.push(Line {
            start: start + head,
            text: (start + length).min(end)..end,
            depth: around.len(),
            head: !marked,
        });
        around.push((column, marked));
        blank_before = false;
    }
    (trees > 0 || numbers > 1 && others == 0).then_some(lines)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Tree,
    Number,
    None,
}

/// The column in characters where a line begins, its mark, and the bytes up to its text.
fn marker(line: &str) -> Option<(usize, Mark, usize)> {
    let branch = line.char_indices().enumerate().find(|(_, (_, sign))| !sign.is_whitespace() && *sign != '│');
    let (column, (at, sign)) = branch?;
    let rest = line.get(at..)?;
    if matches!(sign, '├' | '└' | '┌') {
        let text = rest.trim_start_matches(['├', '└', '┌', '─', '╴', ' ']);
        return Some((column, Mark::Tree, line.len() - text.len()));
    }
    for ascii in ["|-- ", "`-- ", "+-- ", "|__ "] {
        if let Some(text) = rest.strip_prefix(ascii) {
            return Some((column, Mark::Tree, line.len() - text.len()));
        }
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest.get(digits..)?;
    if (1..=4).contains(&digits)
        && let Some(text) = after.strip_prefix(". ").or_else(|| after.strip_prefix(") "))
    {
        return Some((column, Mark::Number, line.len() - text.len()));
    }
    Some((column, Mark::None, at))
}

impl Reader<'_> {
    /// Takes the lines of a tree in as items.
    pub(super) fn tree(&mut self, block: &Range<usize>, lines: Vec<Line>) -> Result<()> {
        self.source.cover(block);
        let outer = self.frames.len();
        for line in lines {
            while self.frames.len() > outer + line.depth {
                self.frames.pop();
            }
            Error::cap("plan, levels of lists and quotes", self.limits.depth, self.frames.len() + 1)?;
            let range = line.start..line.text.end;
            self.open_item(&range)?;
            let text = self.text.get(line.text.clone()).unwrap_or_default();
            let (ticked, text) = boxed(text);
            let (words, id) = if line.head { split_id(text) } else { (text, "") };
            let title = words.strip_suffix(':').filter(|_| line.head).unwrap_or(words).trim();
            let heading = if line.head { Heading::read(title) } else { Heading::default() };
            // The id stays behind the words: it is taken off where the item gets its name.
            let text = format!("{title} {id}").trim().to_owned();
            let empty = text.is_empty();
            let line = TextLine { range: range.clone(), lead: String::new(), text };
            let lines = if empty { Vec::new() } else { vec![line] };
            self.name_item(Some(Inline { ticked, lines, range, ..Inline::default() }))?;
            let frame: Option<&Frame> = self.frames.last();
            let section = self.around.last().copied().unwrap_or(0);
            if let Some(item) = frame.map(|frame| frame.item)
                && let Some(item) = self.sections.get_mut(section).and_then(|section| section.items.get_mut(item))
            {
                item.window = item.window.or(heading.window);
                let place = (item.line, item.column, item.end_line);
                for (fault, text) in &heading.faults {
                    let message =
                        format!("{:?} is not understood as a window: expected {}", shorten(text), fault.expected());
                    self.report_at(DiagnosticLevel::Warning, Code::Window, place, message, "It has none.")?;
                }
            }
        }
        self.frames.truncate(outer);
        Ok(())
    }
}

/// A line without the id behind it, and the id as it stands: "Steps: {#steps}".
fn split_id(text: &str) -> (&str, &str) {
    let text = text.trim_end();
    match text.rfind("{#").filter(|_| text.ends_with('}')).map(|at| text.split_at(at)) {
        Some((words, id)) => (words.trim_end(), id),
        None => (text, ""),
    }
}

/// The box that a line carries: "[x] ", "☑ ".
fn boxed(text: &str) -> (Option<bool>, &str) {
    for (sign, ticked) in [("[x] ", true), ("[X] ", true), ("[ ] ", false), ("☑ ", true), ("☐ ", false)] {
        if let Some(rest) = text.strip_prefix(sign) {
            return (Some(ticked), rest);
        }
    }
    (None, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Option<String> {
        let lines = read(text, &(0..text.len()))?;
        let line = |line: &Line| format!("{}{}", ".".repeat(line.depth), &text[line.text.clone()]);
        Some(lines.iter().map(line).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn trees_groups_and_numbers_are_nested() {
        assert_eq!(outline("```\nA:\n├── b\n└── c\n\nD:\n└── e\n```").as_deref(), Some("A:|.b|.c|D:|.e"));
        assert_eq!(outline("```\na\n├── b\n│   ├── c\n│   └── d\n└── e\n```").as_deref(), Some("a|.b|..c|..d|.e"));
        assert_eq!(outline("```\na\n|-- b\n`-- c\n```").as_deref(), Some("a|.b|.c"));
        assert_eq!(
            outline("```\nA:\n1. b\n2. c:\n   ├── d\n   └── e\n\nF:\n├── g\n```").as_deref(),
            Some("A:|.b|.c:|..d|..e|F:|.g")
        );
        assert_eq!(
            outline("```\nT (4 h):\n\nHour 0-1: a\n├── b\n\nHour 1-2: c\n├── d\n```").as_deref(),
            Some("T (4 h):|.Hour 0-1: a|..b|.Hour 1-2: c|..d")
        );
    }

    #[test]
    fn code_is_no_tree() {
        for text in ["```\nrun this\n```", "```\n- [ ] an example\n```", "```\n1. one\nrun\n2. two\n```", "```\n```"] {
            assert_eq!(outline(text), None, "{text}");
        }
    }
}
