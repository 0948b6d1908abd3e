//! From a plan back to Markdown: the text that it was read from with what has changed since, or a fresh one.
//!
//! A text that is kept is compared with the plan, the lines of what changed are patched, and the result is read again: what
//! is written is what the plan says, or an error names what the text cannot hold.

mod compare;
mod line;
mod own;
mod place;
mod shape;

use std::collections::HashMap;
use std::ops::Range;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use self::place::Places;
use super::fresh::{self, Attributes};
use super::launch;
use super::{Item, Plan, attributes, fields, markdown};
use crate::document::Limits;
use crate::{Error, Result};

/// A range of a text, and what comes in its place.
type Edit = (Range<usize>, String);

/// Most changes that an error names.
const NAMED: usize = 5;

/// How to write Markdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct MarkdownOptions {
    /// Write the id of every item and section behind its words, so that it stays when the words change: `{#load-test}`.
    pub ids: bool,
    /// Write the go-live below the title, also where the program set it and the text names none.
    pub launch: bool,
    /// Write the text anew, from what the plan holds: paragraphs, code and the author's own way to write are not kept.
    pub anew: bool,
}

impl Plan {
    /// The plan as Markdown. The text that it was read from is kept byte for byte but for what changed since; without one
    /// ([`source`](Self::source)) the text is written anew.
    ///
    /// Boxes are ticked where they stand. Owner, estimate, dependencies, window, due date, evidence, and when something was
    /// done and by whom are changed on the line of their item or heading: in its brackets, in the field below it that says
    /// so, or in new brackets. Items that are gone take their lines with them, new ones stand behind those before them. The
    /// text is then read again: what it says is what the plan says.
    ///
    /// Gates, sign-offs, criteria, risks, schedules, timelines and tables follow from the words. Those that the program set
    /// itself are its own, as a go-live is: the text does not name them, and they stay in the plan and its
    /// [JSON](Self::to_json) whatever else changes.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// # use hypercare::time::parse_instant;
    /// let text = "Orchard\n=======\n\n*  [ ] DNS,  lowered (owner: Ben)\n\n(words)\n";
    /// let mut plan = Plan::from_markdown(text)?;
    /// plan.tick_by("orchard/dns-lowered", true, Some(parse_instant("2026-11-20T09:30:00Z")?), Some("Ana"))?;
    /// let expected = text.replace("[ ]", "[x]").replace("Ben)", "Ben, done 2026-11-20T09:30:00Z by Ana)");
    /// assert_eq!(plan.to_markdown()?, expected);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for changes that the kept text cannot hold, such as another title: it names them, and nothing is
    /// lost silently. [`MarkdownOptions::anew`] writes them all. [`Error::Limit`] for a kept text whose lists are nested
    /// deeper than 64 levels.
    pub fn to_markdown(&self) -> Result<String> {
        self.to_markdown_with(&MarkdownOptions::default())
    }

    /// The same with options.
    ///
    /// # Errors
    ///
    /// As for [`to_markdown`](Self::to_markdown).
    pub fn to_markdown_with(&self, options: &MarkdownOptions) -> Result<String> {
        match &self.source {
            Some(source) if !options.anew => Ok(self.kept(source, *options)?.0),
            _ => Ok(fresh::markdown(self, *options)),
        }
    }

    /// The zone in which dates of the text are counted.
    pub(super) fn zone(&self) -> Option<Tz> {
        let known = fields::read(&self.fields);
        known.launch.map(|launch| launch.zone).or(known.zone)
    }

    /// Puts what the text says after the changes of the program in its place: lines, diagnostics, gates, criteria and all
    /// that follows from the words. The go-live stays, and so does what else the program set itself. `old` is the plan
    /// without the changes.
    pub(super) fn reread(&mut self, old: &Self) -> Result<()> {
        let launch = self.launch;
        let mut plan = match &self.source {
            Some(source) => {
                let before = read(source)?;
                let mut now = self.kept(source, MarkdownOptions::default())?.1;
                own::keep(self, &before, &mut now);
                now
            }
            None => {
                let written = |plan: &Self| read(&fresh::markdown(plan, MarkdownOptions::default()));
                let (before, mut now) = (written(old)?, written(self)?);
                own::keep(self, &before, &mut now);
                now.risk = if self.risk == before.risk { now.risk } else { self.risk };
                now.duration = if self.duration == before.duration { now.duration } else { self.duration };
                now.source = None;
                now
            }
        };
        if let Some(launch) = launch {
            plan.set_launch(launch.at, launch.zone)?;
        }
        *self = plan;
        Ok(())
    }

    /// The kept text with what changed, and the plan that it gives.
    fn kept(&self, source: &str, options: MarkdownOptions) -> Result<(String, Plan)> {
        let before = read(source)?;
        let told = before.launch.is_some();
        let go_live = |mut plan: Plan| {
            if !told && !options.launch {
                plan.launch = self.launch;
                super::check::mark_blocking(&mut plan);
            }
            plan
        };
        let mut text = source.to_owned();
        let mut now = go_live(before.clone());
        let edits = self.edits(&before, source, options);
        let changed = !edits.is_empty();
        if changed {
            text = apply(source, edits);
            now = go_live(read(&text)?);
        }
        let edits = self.ids(&now, &text, options);
        if !edits.is_empty() {
            text = apply(&text, edits);
            now = go_live(read(&text)?);
        }
        let lost = compare::lost(self, &now, &before);
        if lost.is_empty() {
            return Ok((text, now));
        }
        let more = lost.len().saturating_sub(NAMED);
        let named = lost.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let expected = "changes that the text it was read from can hold (or write it anew)";
        let found = format!("{named}{more}, which cannot be written there");
        Err(Error::Invalid { name: "plan".to_owned(), expected: expected.to_owned(), found })
    }

    /// What changed between the plan as it was read and as it is.
    fn edits(&self, before: &Self, source: &str, options: MarkdownOptions) -> Vec<Edit> {
        let zone = before.zone();
        let items: HashMap<&str, &Item> = before.items().map(|item| (item.id.as_str(), item)).collect();
        let sections: HashMap<&str, _> = before.sections.iter().map(|section| (section.id.as_str(), section)).collect();
        let mut changed: Vec<(&Item, &Item)> = Vec::new();
        let mut ticked: Vec<(&Item, bool)> = Vec::new();
        let mut kept = 0;
        for item in self.items() {
            let Some(&old) = items.get(item.id.as_str()) else { continue };
            kept += 1;
            if item.state != old.state {
                ticked.push((old, item.state == super::ItemState::Done));
            }
            if !same_attributes(item, old) {
                changed.push((old, item));
            }
        }
        let reshaped = kept != items.len() || self.items().count() != kept;
        let places = Places::of(source, reshaped || !changed.is_empty());
        let mut edits: Vec<Edit> = ticked.into_iter().filter_map(|(old, done)| places.tick(old, done)).collect();
        for (old, item) in changed {
            let Some(line) = places.of_item(old) else { continue };
            // A plan of which nobody says whether an item blocks says nothing new where it blocks as before.
            let untold = item.stated_blocking.is_none() && item.blocking == old.blocking;
            let stated = |said: Option<bool>| said.map(|said| ("blocking", if said { "yes" } else { "no" }.to_owned()));
            let (mut then, mut now) = (fresh::of_item(old, zone), fresh::of_item(item, zone));
            then.extend(stated(old.stated_blocking));
            now.extend(stated(if untold { old.stated_blocking } else { item.stated_blocking }));
            edits.extend(line.edits(&then, &now));
        }
        for section in &self.sections {
            let Some(&old) = sections.get(section.id.as_str()).filter(|old| old.level > 0) else { continue };
            let (then, now): (Attributes, Attributes) =
                (fresh::of_section(old, zone), fresh::of_section(section, zone));
            if then != now
                && let Some(line) = places.of_section(old)
            {
                edits.extend(line.edits(&then, &now));
            }
        }
        if reshaped {
            edits.extend(shape::removed(before, self, &places));
            edits.extend(shape::added(before, self, &places));
        }
        edits.extend(self.go_live(before, &places, options));
        edits
    }

    /// The go-live, where the text names another one or is to name it.
    fn go_live(&self, before: &Self, places: &Places<'_>, options: MarkdownOptions) -> Option<Edit> {
        let launch = self.launch.filter(|launch| before.launch != Some(*launch))?;
        if before.launch.is_none() && !options.launch {
            return None;
        }
        let words = launch::text(&launch);
        if let Some(field) = before.fields.iter().find(|field| fields::names_launch(field)) {
            let from = places.at(field.line, field.column)?;
            let to = places.line_end(field.end_line)?;
            let text = places.source.get(from..to)?;
            let colon = text.find(&field.name)? + field.name.len();
            let colon = colon + text.get(colon..)?.find(':')? + 1;
            let rest = text.get(colon..)?;
            let value = colon + (rest.len() - rest.trim_start_matches(['*', '_']).len());
            return Some((from + value..to, format!(" {words}")));
        }
        let line = format!("**Launch Date:** {words}");
        let eol = places.eol;
        // Below the other fields, or the title; else before it all.
        if let Some(field) = before.fields.last() {
            let at = places.line_end(field.end_line)?;
            return Some((at..at, format!("{eol}{eol}{line}")));
        }
        let first = before.sections.iter().find(|section| section.level > 0);
        match first.filter(|first| first.level == 1 && first.title == before.title) {
            Some(title) => {
                let at = places.line_end(title.end_line)?;
                let next = places.source.get(at..)?.split('\n').nth(1).unwrap_or_default();
                let gap = if next.trim().is_empty() { "" } else { eol };
                Some((at..at, format!("{eol}{eol}{line}{gap}")))
            }
            None => {
                let at = if places.source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
                Some((at..at, format!("{line}{eol}{eol}")))
            }
        }
    }

    /// The ids that the text has to name: those that reading it would not give, or all of them.
    fn ids(&self, now: &Self, text: &str, options: MarkdownOptions) -> Vec<Edit> {
        let usable = |id: &str| !id.is_empty() && id.chars().all(attributes::is_id);
        let missing = |wanted: &str, found: &str| usable(wanted) && (options.ids || wanted != found);
        let mut places: Option<Places<'_>> = None;
        let mut edits = Vec::new();
        for (section, found) in self.sections.iter().zip(&now.sections) {
            if section.level > 0 && found.level > 0 && missing(&section.id, &found.id) {
                let places = places.get_or_insert_with(|| Places::of(text, false));
                edits.extend(places.section_id(found, &section.id));
            }
            if section.items.len() != found.items.len() {
                continue;
            }
            for (item, found) in section.items.iter().zip(&found.items) {
                if missing(&item.id, &found.id) {
                    let places = places.get_or_insert_with(|| Places::of(text, false));
                    edits.extend(places.item_id(found, &item.id));
                }
            }
        }
        edits
    }
}

fn read(text: &str) -> Result<Plan> {
    // The text was read before, under the caps of its reader.
    markdown::read(text, Limits { bytes: u64::MAX, nodes: u64::MAX, ..Limits::default() })
}

/// Whether nothing differs that stands among attributes.
fn same_attributes(one: &Item, other: &Item) -> bool {
    one.owner == other.owner
        && one.estimate == other.estimate
        && one.after == other.after
        && one.window == other.window
        && one.period == other.period
        && one.due == other.due
        && one.evidence == other.evidence
        && one.ticked_at == other.ticked_at
        && one.ticked_by == other.ticked_by
        && one.stated_blocking == other.stated_blocking
}

/// A text with all edits made; of two that overlap the first one holds.
fn apply(source: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut text = String::with_capacity(source.len() + edits.iter().map(|(_, new)| new.len()).sum::<usize>());
    let mut from = 0;
    for (range, new) in edits {
        if let Some(kept) = source.get(from..range.start) {
            text.push_str(kept);
            // A line that is added behind the last begins one.
            if range.start == source.len() && range.is_empty() && new.ends_with('\n') && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&new);
            from = range.end;
        }
    }
    text.push_str(source.get(from..).unwrap_or_default());
    text
}
