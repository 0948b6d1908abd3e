//! Where items and headings stand in a text, to the byte.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::super::{Field, Item, ItemState, Section};
use super::Edit;
use super::line::Line;

pub(super) struct Places<'a> {
    pub(super) source: &'a str,
    /// Where each line starts.
    lines: Vec<usize>,
    /// For each list item from its bullet on, its end: what stands below it and blank lines are counted in.
    items: HashMap<usize, usize>,
    pub(super) eol: &'static str,
}

impl<'a> Places<'a> {
    /// `lists`: whether it matters where list items end.
    pub(super) fn of(source: &'a str, lists: bool) -> Self {
        let mut lines = vec![0];
        lines.extend(source.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1));
        let mut items = HashMap::new();
        let options = Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES;
        let events = lists.then(|| Parser::new_ext(source, options).into_offset_iter());
        for (event, range) in events.into_iter().flatten() {
            if let Event::Start(Tag::Item) = event {
                let blank = source.get(range.clone()).map_or(0, |text| text.len() - text.trim_start().len());
                items.insert(range.start + blank, range.end);
            }
        }
        Self { source, lines, items, eol: if source.contains("\r\n") { "\r\n" } else { "\n" } }
    }

    /// Where a line starts, which may be the one behind the last.
    pub(super) fn line(&self, line: u32) -> Option<usize> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        if index == self.lines.len() { Some(self.source.len()) } else { self.lines.get(index).copied() }
    }

    /// The end of a line, without its break.
    pub(super) fn line_end(&self, line: u32) -> Option<usize> {
        let from = self.line(line)?;
        Some(from + self.source.get(from..)?.split(['\n', '\r']).next()?.len())
    }

    /// The byte at a column of a line.
    pub(super) fn at(&self, line: u32, column: u32) -> Option<usize> {
        let from = self.line(line)?;
        let column = usize::try_from(column).ok()?.checked_sub(1)?;
        Some(from + self.source.get(from..)?.split('\n').next()?.char_indices().nth(column)?.0)
    }

    /// From the bullet of a list item to behind the last line of it that says something; none for what is no list item.
    pub(super) fn item(&self, item: &Item) -> Option<Range<usize>> {
        let start = self.at(item.line, item.column)?;
        let end = *self.items.get(&start)?;
        let said = start + self.source.get(start..end)?.trim_end().len();
        let rest = self.source.get(said..)?;
        Some(start..rest.find('\n').map_or(self.source.len(), |at| said + at + 1))
    }

    /// What stands before the bullet of a list item, and the bullet; none where something else stands before it.
    pub(super) fn bullet(&self, item: &Item) -> Option<(&'a str, &'a str)> {
        let start = self.item(item)?.start;
        let before = self.source.get(self.line(item.line)?..start)?;
        let bullet = self.source.get(start..)?.split(|sign: char| sign.is_whitespace()).next()?;
        before.chars().all(char::is_whitespace).then_some((before, bullet))
    }

    /// The blanks before what stands below a list item.
    pub(super) fn indent(&self, item: &Item) -> Option<String> {
        let (before, bullet) = self.bullet(item)?;
        let rest = self.source.get(self.item(item)?.start + bullet.len()..)?;
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        let blanks = if (1..=4).contains(&blanks) { blanks } else { 1 };
        Some(format!("{before}{}", " ".repeat(bullet.len() + blanks)))
    }

    fn fields(&self, fields: &'a [Field]) -> Vec<(&'a Field, Range<usize>)> {
        let range = |field: &Field| Some(self.at(field.line, field.column)?..self.line_end(field.end_line)?);
        fields.iter().filter_map(|field| Some((field, range(field)?))).collect()
    }

    pub(super) fn of_item(&self, item: &'a Item) -> Option<Line<'a>> {
        let start = self.at(item.line, item.column)?;
        // Fields may be lines of the same paragraph.
        let inner = item.fields.iter().map(|field| field.line).filter(|&line| line > item.line).min();
        let last = inner.map_or(item.end_line, |line| item.end_line.min(line.saturating_sub(1)));
        let code = !self.items.contains_key(&start);
        let below = self.indent(item).and_then(|indent| Some((self.line(last.checked_add(1)?)?, indent + "- ")));
        Some(Line {
            source: self.source,
            words: start..self.end_of_words(self.line(last)?.max(start), false, code)?,
            fields: self.fields(&item.fields),
            below: below.filter(|&(at, _)| self.source.get(..at).is_some_and(|text| text.ends_with('\n'))),
            code,
            eol: self.eol,
        })
    }

    pub(super) fn of_section(&self, section: &'a Section) -> Option<Line<'a>> {
        let start = self.line(section.line)?;
        let below = self.line(section.end_line.checked_add(1)?)?;
        Some(Line {
            source: self.source,
            words: start..self.end_of_words(start, true, false)?,
            fields: self.fields(&section.fields),
            below: Some((below, String::new()))
                .filter(|&(at, _)| self.source.get(..at).is_some_and(|text| text.ends_with('\n'))),
            code: false,
            eol: self.eol,
        })
    }

    /// Where words may be added to a line that holds some at `from`: before an id and what ends the line; in a code block
    /// before the colon of the head of a group.
    fn end_of_words(&self, from: usize, heading: bool, code: bool) -> Option<usize> {
        let line = self.source.get(from..)?.split(['\n', '\r']).next()?;
        let words = words(line, heading);
        let bare = words.strip_suffix('}').and_then(|words| words.rfind("{#").and_then(|at| words.get(..at)));
        let words = bare.map_or(words, str::trim_end);
        let head = words.strip_suffix(':').filter(|_| code);
        Some(from + head.unwrap_or(words).len())
    }

    /// The sign of the box of an item, if it has to change.
    pub(super) fn tick(&self, item: &Item, done: bool) -> Option<Edit> {
        let bullet = self.at(item.line, item.column)?;
        // Between the bullet and its box stand blanks, more bullets or the branch of a tree; a few hundred at most.
        let rest = self.source.get(bullet..)?;
        let skipped = |sign: char| {
            !"☐☑".contains(sign)
                && (!sign.is_ascii()
                    || sign.is_ascii_whitespace()
                    || "-*+.)>|`".contains(sign)
                    || sign.is_ascii_digit())
        };
        let at = bullet + rest.char_indices().take(400).find(|&(_, sign)| !skipped(sign))?.0;
        let text = self.source.get(at..)?;
        let (range, known, signs) = if text.starts_with('[') {
            let inner = text.get(1..)?.chars().next()?;
            let known = match inner {
                'x' | 'X' => true,
                _ if inner.is_whitespace() => false,
                _ => return None,
            };
            text.get(1 + inner.len_utf8()..)?.starts_with(']').then_some(())?;
            (at + 1..at + 1 + inner.len_utf8(), known, ["x", " "])
        } else if let Some(sign) = text.chars().next().filter(|sign| "☐☑".contains(*sign)) {
            (at..at + sign.len_utf8(), sign == '☑', ["☑", "☐"])
        } else {
            return None;
        };
        (item.state != ItemState::None && known != done).then(|| (range, signs[usize::from(!done)].to_owned()))
    }

    /// Where the id of an item goes: behind the words of its first line, if none of its lines has one.
    pub(super) fn item_id(&self, item: &Item, id: &str) -> Option<Edit> {
        let from = self.line(item.line)?;
        let known = self.source.get(from..self.line_end(item.end_line)?)?.contains("{#");
        if known { None } else { self.id(from, id, false) }
    }

    /// Where the id of a heading goes.
    pub(super) fn section_id(&self, section: &Section, id: &str) -> Option<Edit> {
        self.id(self.line(section.line)?, id, true)
    }

    fn id(&self, from: usize, id: &str, heading: bool) -> Option<Edit> {
        let line = self.source.get(from..)?.split(['\n', '\r']).next()?;
        // Behind the fence of a code block stands its language, and no id.
        let fence = line
            .trim_start_matches(|sign: char| sign.is_whitespace() || sign.is_ascii_digit() || "-*+.)>".contains(sign));
        let words = words(line, heading);
        if words.contains("{#") || !heading && (fence.starts_with("```") || fence.starts_with("~~~")) {
            return None;
        }
        let at = from + words.len();
        Some((at..at, format!(" {{#{id}}}")))
    }
}

/// A line without the signs that close a heading, and the one that breaks a line.
fn words(line: &str, heading: bool) -> &str {
    let mut words = line.trim_end();
    if heading && line.trim_start().starts_with('#') {
        // Closing signs: "## Title ##".
        let open = words.trim_end_matches('#');
        if open.ends_with(char::is_whitespace) && !open.trim().is_empty() {
            words = open.trim_end();
        }
    }
    words.trim_end_matches('\\')
}
