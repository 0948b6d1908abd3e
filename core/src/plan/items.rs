//! The part of the reader that takes list items.

use std::ops::Range;

use super::attributes;
use super::fields::{self, shorten};
use super::inline::{Inline, TextLine};
use super::markdown::Reader;
use super::window::{self, Reading};
use super::{DiagnosticCode as Code, DiagnosticLevel, EvidenceLink, Field, Item, ItemState, Section, Window};
use crate::{Error, Position, Result};

/// What people write as a bullet, and as a box.
const BULLETS: [char; 6] = ['-', '*', '+', '•', '–', '·'];
pub(super) const SIGNS: [char; 3] = ['☐', '☑', '☒'];

/// A list item that is open.
pub(super) struct Frame {
    pub(super) item: usize,
    /// Whether its text, and with it its id, is known.
    pub(super) named: bool,
}

impl Reader<'_> {
    pub(super) fn open_item(&mut self, range: &Range<usize>) -> Result<()> {
        self.name_item(None)?;
        self.count()?;
        let levels = self.frames.len() + 1;
        Error::cap("plan, levels of lists and quotes", self.limits.depth, levels)?;
        self.source.cover(&(range.start..range.start + 1));
        let Position { line, column } = self.source.position(range.start);
        let section = match self.around.last() {
            Some(&index) => index,
            None => self.preamble(line, column)?,
        };
        let parent = self.frames.last().map(|frame| frame.item);
        if let Some(section) = self.sections.get_mut(section) {
            self.frames.push(Frame { item: section.items.len(), named: false });
            section.items.push(Item::at(parent, line, column));
        }
        Ok(())
    }

    /// The section for items before the first heading; later headings are not below it.
    fn preamble(&mut self, line: u32, column: u32) -> Result<usize> {
        if self.sections.is_empty() {
            self.count()?;
            let (id, _) = self.index.assign("", "preamble", "preamble", (0, None));
            self.sections.push(Section::at(id, line, column));
        }
        Ok(0)
    }

    /// Gives the innermost open item its text and id, if it has none yet.
    pub(super) fn name_item(&mut self, inline: Option<Inline>) -> Result<()> {
        let Some(frame) = self.frames.last_mut().filter(|frame| !frame.named) else {
            return Ok(());
        };
        frame.named = true;
        let index = frame.item;
        let section_index = self.around.last().copied().unwrap_or(0);
        let mut inline = inline.unwrap_or_default();
        let below = self.take_fields(&mut inline);
        let (mut title, mut text) = inline.take_words();
        if inline.ticked.is_none() && self.frames.len() > 1 && self.is_field(index, &text) {
            return self.item_into_field(index, &text, inline, below);
        }
        let mut stripped = attributes::strip(&text);
        if let Some(found) = &mut stripped {
            let bare = if title == text { None } else { attributes::strip(&title) };
            title = if title == text { found.text.clone() } else { bare.map_or(title, |bare| bare.text) };
            text = std::mem::take(&mut found.text);
        }
        let Some(section) = self.sections.get_mut(section_index) else { return Ok(()) };
        let Some(parent) = section.items.get(index).map(|item| item.parent) else { return Ok(()) };
        let above = parent.and_then(|parent| section.items.get(parent)).map_or(&section.id, |item| &item.id);
        let explicit = stripped.as_ref().and_then(|found| found.id.as_ref());
        let here = (section_index, Some(index));
        let claimed = explicit.is_none_or(|id| self.index.claim(id, here));
        let (id, twice) = match explicit.filter(|_| claimed) {
            Some(id) => (id.clone(), false),
            None => self.index.assign(above, &title, "item", here),
        };
        let Some(item) = section.items.get_mut(index) else { return Ok(()) };
        let state = match inline.ticked {
            Some(true) => ItemState::Done,
            Some(false) => ItemState::Open,
            None => ItemState::None,
        };
        item.state = state;
        item.window = window_at_start(&text);
        item.evidence = std::mem::take(&mut inline.links);
        if !inline.range.is_empty() {
            item.end_line = self.source.last_line(&inline.range);
            self.source.cover(&inline.range);
        }
        let place = (item.line, item.column, item.end_line);
        let boxed = (state == ItemState::None && looks_like_box(&text)).then(|| shorten(&text));
        let twice = (twice && state != ItemState::None && !text.is_empty()).then(|| (title.clone(), id.clone()));
        let taken = (!claimed).then(|| id.clone());
        let empty = text.is_empty();
        (item.id, item.title, item.text) = (id, title, text);
        if let Some(id) = taken {
            self.report_id_twice(&id, place)?;
        }
        if let Some(found) = stripped {
            self.pend(section_index, Some(index), found, place)?;
        }
        self.add_fields(section_index, Some(index), below)?;
        self.asides(&inline)?;
        if empty {
            let level = if state == ItemState::None { DiagnosticLevel::Info } else { DiagnosticLevel::Warning };
            let hint = "Say what is to be done.";
            self.report_at(level, Code::EmptyItem, place, "a list item without text".to_owned(), hint)?;
        } else if let Some((title, id)) = twice {
            self.report_twice("item", &title, &id, place)?;
        }
        if let Some(text) = boxed {
            let message = format!("{text:?} looks like a task box but is none: it counts as a step");
            let hint = "Write \"[ ] \" or \"[x] \", with the blank after it.";
            self.report_at(DiagnosticLevel::Warning, Code::Box, place, message, hint)?;
        }
        inline.lines.clear();
        self.spare = inline.lines;
        Ok(())
    }

    /// Whether the text of an item is a field of the item above, such as "Owner: Ana".
    fn is_field(&self, index: usize, text: &str) -> bool {
        let section = self.sections.get(self.around.last().copied().unwrap_or(0));
        // Nothing may stand between: the item is the last of its section.
        section.is_some_and(|section| section.items.len() == index + 1) && attributes::split(text).is_some()
    }

    /// Makes a field of the item above of an item that was opened.
    fn item_into_field(
        &mut self,
        index: usize,
        text: &str,
        inline: Inline,
        below: Vec<(Field, Range<usize>)>,
    ) -> Result<()> {
        let section_index = self.around.last().copied().unwrap_or(0);
        let Some(item) = self.sections.get_mut(section_index).and_then(|section| section.items.pop()) else {
            return Ok(());
        };
        let Some(parent) = item.parent else { return Ok(()) };
        // What stands below it belongs to the item above.
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.item == index) {
            frame.item = parent;
        }
        self.asides(&inline)?;
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
        let field = Field { name, value, line: item.line, column: item.column, end_line: item.line };
        let mut fields = vec![(field, inline.range.clone())];
        fields.extend(below);
        self.add_fields(section_index, Some(parent), fields)?;
        self.add_links(section_index, parent, &inline.links);
        Ok(())
    }

    pub(super) fn add_links(&mut self, section: usize, item: usize, links: &[EvidenceLink]) {
        let item = self.sections.get_mut(section).and_then(|section| section.items.get_mut(item));
        if let Some(item) = item {
            item.evidence.extend_from_slice(links);
        }
    }

    /// Takes the lines behind the first that are known fields out of a text.
    fn take_fields(&mut self, inline: &mut Inline) -> Vec<(Field, Range<usize>)> {
        let known = |line: &TextLine| fields::split(line).is_some_and(|(name, _)| attributes::key(name).is_some());
        let Some(first) = inline.lines.iter().skip(1).position(known).map(|at| at + 1) else { return Vec::new() };
        let mut found: Vec<(Field, Range<usize>)> = Vec::new();
        for line in inline.lines.drain(first..) {
            match (fields::split(&line).filter(|_| known(&line)), found.last_mut()) {
                (None, Some((field, range))) => {
                    field.value.push(' ');
                    field.value.push_str(&line.text);
                    range.end = line.range.end;
                }
                (split, _) => {
                    let Position { line: at, column } = self.source.position(line.range.start);
                    let (name, value) = split.unwrap_or((&line.text, ""));
                    let field =
                        Field { name: name.to_owned(), value: value.to_owned(), line: at, column, end_line: at };
                    found.push((field, line.range.clone()));
                }
            }
        }
        found
    }
}

/// "Hour 0-1: Setup", "Week 2 - Training".
pub(super) fn window_at_start(text: &str) -> Option<Window> {
    let unit = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=8).contains(&unit) {
        return None;
    }
    match window::read(text) {
        Reading::Found { window, length, .. } => {
            let rest = text.get(length..)?.trim_start();
            (rest.is_empty() || rest.starts_with([':', '-', '–', '—'])).then_some(window)
        }
        _ => None,
    }
}

/// "[x]Done", "[] to do", "[-] left out", "[✓] done", "☐ to do", and the same behind what was meant as a bullet, "•", "-"
/// or "2."; not "[1] a footnote", "[a link]".
pub(super) fn looks_like_box(text: &str) -> bool {
    let text = text.trim_start();
    let number = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let bullet = if number.len() < text.len() { number.strip_prefix(['.', ')']) } else { text.strip_prefix(BULLETS) };
    let text = bullet.unwrap_or(text).trim_start();
    if text.starts_with(SIGNS) {
        return true;
    }
    let Some((inner, _)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return false;
    };
    let mut inner = inner.trim().chars();
    match (inner.next(), inner.next()) {
        (None, _) => true,
        (Some(sign), None) => !sign.is_alphanumeric() || matches!(sign, 'x' | 'X'),
        _ => false,
    }
}
