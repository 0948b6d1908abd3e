//! The part of the reader that keeps attributes and fields until the whole text is known.

use std::ops::Range;

use super::attributes::{self, Key, Stripped};
use super::fields::shorten;
use super::markdown::Reader;
use super::{DiagnosticCode as Code, DiagnosticLevel, Field, ids};
use crate::Result;

/// An attribute whose value is not read yet: dates need the zone of the plan, names all that is named.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) section: usize,
    /// The item that it is of; the section itself otherwise.
    pub(super) item: Option<usize>,
    pub(super) key: Key,
    pub(super) value: String,
    pub(super) place: (u32, u32, u32),
}

impl Reader<'_> {
    /// Keeps what was taken out of the text of an item or heading.
    pub(super) fn pend(
        &mut self,
        section: usize,
        item: Option<usize>,
        found: Stripped,
        place: (u32, u32, u32),
    ) -> Result<()> {
        for (key, value) in found.attributes {
            self.count()?;
            self.pending.push(Pending { section, item, key, value, place });
        }
        for unknown in found.unknown {
            let message = format!("{:?} stands among attributes and is none", shorten(&unknown));
            let name = unknown.split(':').next().unwrap_or_default().trim().to_lowercase();
            let near = ids::near(&name, attributes::names());
            let hint = match near.first() {
                Some(near) => format!("Did you mean {near}?"),
                None => "Known are owner, estimate, after, due, window, evidence, blocking and done.".to_owned(),
            };
            self.report_at(DiagnosticLevel::Warning, Code::UnknownAttribute, place, message, &hint)?;
        }
        Ok(())
    }

    /// Adds fields to an item or section, and keeps those that are attributes.
    pub(super) fn add_fields(
        &mut self,
        section: usize,
        item: Option<usize>,
        fields: Vec<(Field, Range<usize>)>,
    ) -> Result<()> {
        for (mut field, range) in fields {
            self.count()?;
            field.end_line = self.source.last_line(&range).max(field.line);
            self.source.cover(&range);
            if let Some((key, _, value)) = attributes::split(&format!("{}: {}", field.name, field.value)) {
                let place = (field.line, field.column, field.end_line);
                let value = value.to_owned();
                self.pending.push(Pending { section, item, key, value, place });
            }
            let Some(section) = self.sections.get_mut(section) else { continue };
            let fields = match item {
                Some(item) => section.items.get_mut(item).map(|item| &mut item.fields),
                None => Some(&mut section.fields),
            };
            if let Some(fields) = fields {
                fields.push(field);
            }
        }
        Ok(())
    }

    /// Adds fields that stand before the first heading.
    pub(super) fn add_head_fields(&mut self, fields: Vec<(Field, Range<usize>)>) {
        for (mut field, range) in fields {
            field.end_line = self.source.last_line(&range);
            self.source.cover(&range);
            self.fields.push(field);
        }
    }

    pub(super) fn report_id_twice(&mut self, id: &str, place: (u32, u32, u32)) -> Result<()> {
        let message = format!("the id that is given here is taken already: this one is {:?}", shorten(id));
        self.report_at(DiagnosticLevel::Warning, Code::DuplicateId, place, message, "Give each its own id.")
    }
}
