//! The part of the reader that takes list items.

use std::ops::Range;

use super::inline::Inline;
use super::markdown::Reader;
use super::{DiagnosticCode as Code, DiagnosticLevel, Item, ItemState, Section, fields::shorten};
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
            section.items.push(Item {
                id: String::new(),
                title: String::new(),
                text: String::new(),
                state: ItemState::None,
                blocking: false,
                parent,
                line,
                column,
                end_line: line,
            });
        }
        Ok(())
    }

    /// The section for items before the first heading; later headings are not below it.
    fn preamble(&mut self, line: u32, column: u32) -> Result<usize> {
        if self.sections.is_empty() {
            self.count()?;
            let (id, _) = self.ids.assign("", "preamble", "preamble");
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
        let section = self.around.last().copied().unwrap_or(0);
        let inline = inline.unwrap_or_default();
        let (title, text) = (inline.title(), inline.text());
        let Some(section) = self.sections.get_mut(section) else { return Ok(()) };
        let Some(parent) = section.items.get(index).map(|item| item.parent) else { return Ok(()) };
        let above = parent.and_then(|parent| section.items.get(parent)).map_or(&section.id, |item| &item.id);
        let (id, twice) = self.ids.assign(above, &title, "item");
        let Some(item) = section.items.get_mut(index) else { return Ok(()) };
        item.id.clone_from(&id);
        item.state = match inline.ticked {
            Some(true) => ItemState::Done,
            Some(false) => ItemState::Open,
            None => ItemState::None,
        };
        if !inline.range.is_empty() {
            item.end_line = self.source.last_line(&inline.range);
            self.source.cover(&inline.range);
        }
        item.title.clone_from(&title);
        item.text.clone_from(&text);
        let place = (item.line, item.column, item.end_line);
        let state = item.state;
        self.asides(&inline)?;
        if text.is_empty() {
            let level = if state == ItemState::None { DiagnosticLevel::Info } else { DiagnosticLevel::Warning };
            let hint = "Say what is to be done.";
            self.report_at(level, Code::EmptyItem, place, "a list item without text".to_owned(), hint)?;
        } else if twice && state != ItemState::None {
            self.report_twice("item", &title, &id, place)?;
        }
        if state == ItemState::None && looks_like_box(&text) {
            let message = format!("{:?} looks like a task box but is none: it counts as a step", shorten(&text));
            self.report_at(
                DiagnosticLevel::Warning,
                Code::Box,
                place,
                message,
                "Write \"[ ] \" or \"[x] \", with the blank after it.",
            )?;
        }
        Ok(())
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
