//! The part of the reader that takes tables.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::fields::shorten;
use super::inline::{self, Events, Inline};
use super::items::looks_like_box;
use super::markdown::Reader;
use super::{DiagnosticCode as Code, DiagnosticLevel, PlanTable, derive};
use crate::{Position, Result};

impl Reader<'_> {
    pub(super) fn table(&mut self, range: &Range<usize>, events: &mut Events<'_>) -> Result<()> {
        let (mut head, mut rows): (Vec<String>, Vec<Vec<String>>) = (Vec::new(), Vec::new());
        let (mut row, mut in_head, mut boxes) = (Vec::new(), false, 0_usize);
        while let Some((event, _)) = events.next() {
            match event {
                Event::Start(Tag::TableHead) => in_head = true,
                Event::Start(Tag::TableCell) => {
                    self.count()?;
                    let inline: Inline = inline::collect(events);
                    self.asides(&inline)?;
                    let text = inline.text();
                    boxes += usize::from(looks_like_box(&text));
                    row.push(text);
                }
                Event::End(TagEnd::TableHead) => {
                    in_head = false;
                    head = std::mem::take(&mut row);
                }
                Event::End(TagEnd::TableRow) if !in_head => rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        self.source.cover(range);
        if boxes > 0 && !derive::is_sign_off_table(&head) {
            let message = format!(
                "a table with {boxes} that look like task boxes: they do not count: {:?}",
                shorten(&head.join(" | "))
            );
            let hint = "Make it a list, so that its boxes count.";
            self.report(DiagnosticLevel::Warning, Code::Table, range, message, hint)?;
        }
        let Position { line, column } = self.source.position(range.start);
        let end_line = self.source.last_line(range);
        let section = self.around.last().and_then(|&index| self.sections.get(index));
        let section = section.map_or_else(String::new, |section| section.id.clone());
        self.tables.push(PlanTable { section, head, rows, line, column, end_line });
        Ok(())
    }
}
