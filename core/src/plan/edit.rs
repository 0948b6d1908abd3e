//! Changes by the program, which [`Plan::to_markdown`] writes into the text.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::attributes::{self, Key};
use super::ids::Ids;
use super::references::{Index, Names};
use super::{
    Dependency, DependencyKind, Due, EvidenceLink, Item, ItemState, Period, Plan, Window, check, items, settle,
    unknown, values,
};
use crate::time::check_instant;
use crate::{Error, Result};

/// Other attributes for an item, as the text would say them. What is left out stays; an empty text or list takes away.
///
/// ```
/// use hypercare::plan::{ItemEdit, Plan};
/// let mut plan = Plan::from_markdown("## Checks\n- [ ] Backups\n- [ ] Load test (owner: Ben)\n")?;
/// let edit = ItemEdit {
///     owner: Some("Ana".to_owned()),
///     after: Some(vec!["backups +30 min".to_owned()]),
///     ..ItemEdit::default()
/// };
/// plan.edit("checks/load-test", &edit)?;
/// let text = plan.to_markdown()?;
/// assert_eq!(text, "## Checks\n- [ ] Backups\n- [ ] Load test (owner: Ana, after: checks/backups +30 min)\n");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ItemEdit {
    /// Who does it.
    pub owner: Option<String>,
    /// "4 h", "2-8 h" or "2-4-8 h".
    pub estimate: Option<String>,
    /// What it waits for: "dns +30 min", "starts with: dns".
    pub after: Option<Vec<String>>,
    /// "Day -3 to -1", or "2026-11-20 to 2026-11-22".
    pub window: Option<String>,
    /// "Day -1", or "2026-11-20".
    pub due: Option<String>,
    /// Where the evidence is: an address, or "report (address)". Links in the words stay.
    pub evidence: Option<Vec<String>>,
    /// "yes" or "no"; its windows tell otherwise.
    pub blocking: Option<String>,
}

impl Plan {
    /// Ticks the box of the item with this id, or unticks it. It changes that box only: not those below it, nor the
    /// one above it. Ticking a box that is ticked changes nothing; unticking one also takes away when it was done and by
    /// whom.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] with the ids most like it, [`Error::Invalid`] for an item without a box.
    pub fn tick(&mut self, id: &str, done: bool) -> Result<()> {
        let item = self.boxed(id)?;
        item.state = if done { ItemState::Done } else { ItemState::Open };
        if !done {
            (item.ticked_at, item.ticked_by) = (None, None);
        }
        Ok(())
    }

    /// The same, with the instant and who did it, as the text would say: "(done 2026-11-20 by Ana)". Both are taken away
    /// with the tick.
    ///
    /// # Errors
    ///
    /// As for [`tick`](Self::tick), and [`Error::Range`] outside the years 0 to 9999.
    pub fn tick_by(&mut self, id: &str, done: bool, at: Option<DateTime<Utc>>, by: Option<&str>) -> Result<()> {
        if let Some(at) = at {
            check_instant(at, "at")?;
        }
        self.tick(id, done)?;
        if done && (at.is_some() || by.is_some()) {
            let item = self.boxed(id)?;
            (item.ticked_at, item.ticked_by) = (at, by.map(one_line).filter(|by| !by.is_empty()));
        }
        Ok(())
    }

    /// Adds a link to the evidence of an item, unless it is there.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] with the ids most like it, [`Error::Invalid`] for a link that leads nowhere.
    pub fn attach(&mut self, id: &str, link: EvidenceLink) -> Result<()> {
        let (title, url) = (one_line(&link.title), one_line(&link.url));
        if url.is_empty() || url.contains(char::is_whitespace) {
            return Err(Error::invalid("url", "an address without blanks", url));
        }
        let item = self.item_mut(id)?;
        if !item.evidence.iter().any(|known| known.url == url) {
            item.evidence.push(EvidenceLink { title, url });
        }
        Ok(())
    }

    /// Gives an item other attributes. What follows from them, such as what blocks, is settled anew: a plan that was read
    /// from Markdown is written and read again, and its [`source`](Self::source) is that text. Gates, sign-offs and other
    /// lists that the program set itself stay.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for the item and for names that it waits for, [`Error::Invalid`] for values that are not
    /// understood, and as for [`to_markdown`](Self::to_markdown); the plan is unchanged then.
    pub fn edit(&mut self, id: &str, edit: &ItemEdit) -> Result<()> {
        let mut plan = self.clone();
        plan.change(id, edit)?;
        plan.reread(self)?;
        *self = plan;
        Ok(())
    }

    /// Adds an open box with these words as the last one in a section or below an item, and gives its id.
    ///
    /// ```
    /// use hypercare::plan::{ItemEdit, Plan};
    /// let mut plan = Plan::from_markdown("## Checks\n\n* [ ] Backups\n\n## Go\n")?;
    /// let id = plan.add("checks/backups", "Restore one", &ItemEdit::default())?;
    /// assert_eq!(id, "checks/backups/restore-one");
    /// plan.add("go", "Move traffic", &ItemEdit { owner: Some("Ana".to_owned()), ..ItemEdit::default() })?;
    /// let text = "## Checks\n\n* [ ] Backups\n  - [ ] Restore one\n\n## Go\n\n- [ ] Move traffic (owner: Ana)\n";
    /// assert_eq!(plan.to_markdown()?, text);
    /// plan.remove("checks/backups")?;
    /// assert_eq!(plan.to_markdown()?, "## Checks\n\n\n## Go\n\n- [ ] Move traffic (owner: Ana)\n");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`edit`](Self::edit), and [`Error::Invalid`] for words that say nothing or that the text would take for
    /// something else; the plan is unchanged then.
    pub fn add(&mut self, under: &str, words: &str, edit: &ItemEdit) -> Result<String> {
        let words = one_line(words);
        if words.is_empty() {
            return Err(Error::invalid("words", "what is to be done", "nothing"));
        }
        let mut plan = self.clone();
        let mut ids = Ids::default();
        plan.sections.iter().for_each(|section| _ = ids.claim(&section.id));
        plan.items().for_each(|item| _ = ids.claim(&item.id));
        let (id, _) = ids.assign(under, &words, "item");
        let (section, parent, at) = plan.place_under(under)?;
        let Some(section) = plan.sections.get_mut(section) else { return Err(self.no_item(under)) };
        // Those that stand behind it move on.
        for parent in section.items.iter_mut().filter_map(|item| item.parent.as_mut()).filter(|parent| **parent >= at) {
            *parent += 1;
        }
        let item = Item {
            id: id.clone(),
            title: words.clone(),
            state: ItemState::Open,
            window: items::window_at_start(&words),
            text: words,
            ..Item::at(parent, 0, 0)
        };
        section.items.insert(at, item);
        plan.change(&id, edit)?;
        check::mark_blocking(&mut plan);
        plan.reread(self)?;
        *self = plan;
        Ok(id)
    }

    /// Takes an item away, with all that stands below it.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] with the ids most like it, [`Error::Invalid`] while others wait for it, and as for
    /// [`to_markdown`](Self::to_markdown); the plan is unchanged then.
    pub fn remove(&mut self, id: &str) -> Result<()> {
        self.item(id)?;
        let mut plan = self.clone();
        let mut gone: HashSet<String> = HashSet::new();
        for section in &mut plan.sections {
            // For each item its new index, none for those that go.
            let mut index: Vec<Option<usize>> = Vec::with_capacity(section.items.len());
            let mut left = 0;
            for item in &mut section.items {
                let above = item.parent.map(|parent| index.get(parent).copied().flatten());
                if item.id == id || above == Some(None) {
                    gone.insert(std::mem::take(&mut item.id));
                    index.push(None);
                } else {
                    item.parent = above.flatten();
                    index.push(Some(left));
                    left += 1;
                }
            }
            section.items.retain(|item| !item.id.is_empty());
        }
        let waiting = {
            let sections = plan.sections.iter().map(|section| (&section.id, &section.after));
            let all = sections.chain(plan.items().map(|item| (&item.id, &item.after)));
            let waits = |after: &[Dependency]| after.iter().any(|one| gone.contains(&one.on));
            all.into_iter().find(|(_, after)| waits(after)).map(|(id, _)| id.clone())
        };
        if let Some(waiting) = waiting {
            return Err(Error::invalid("item", "one that nothing waits for", format!("{id:?}: {waiting:?} does")));
        }
        plan.reread(self)?;
        *self = plan;
        Ok(())
    }

    fn no_item(&self, id: &str) -> Error {
        unknown(
            "item or section",
            id,
            self.sections.iter().map(|section| section.id.as_str()).chain(self.items().map(|item| item.id.as_str())),
        )
    }

    fn item_mut(&mut self, id: &str) -> Result<&mut Item> {
        let place = self.sections.iter().enumerate().find_map(|(section, outline)| {
            outline.items.iter().position(|item| item.id == id).map(|item| (section, item))
        });
        let error =
            if place.is_none() { Some(unknown("item", id, self.items().map(|item| item.id.as_str()))) } else { None };
        let item = place.and_then(|(section, item)| self.sections.get_mut(section)?.items.get_mut(item));
        item.ok_or_else(|| error.unwrap_or_else(|| Error::invalid("item", "one of the plan", id)))
    }

    fn boxed(&mut self, id: &str) -> Result<&mut Item> {
        let item = self.item_mut(id)?;
        if item.state == ItemState::None {
            return Err(Error::invalid("item", "an item with a box", format!("{id:?}, which has none")));
        }
        Ok(item)
    }

    /// The section, parent and index of a new last item below something.
    fn place_under(&self, under: &str) -> Result<(usize, Option<usize>, usize)> {
        for (index, section) in self.sections.iter().enumerate() {
            if section.id == under {
                return Ok((index, None, section.items.len()));
            }
            if let Some(parent) = section.items.iter().position(|item| item.id == under) {
                let below = section.items.iter().skip(parent + 1);
                let count = below.take_while(|item| item.parent.is_some_and(|above| above >= parent)).count();
                return Ok((index, Some(parent), parent + 1 + count));
            }
        }
        Err(self.no_item(under))
    }

    /// Changes an item in memory.
    fn change(&mut self, id: &str, edit: &ItemEdit) -> Result<()> {
        self.item(id)?;
        let zone = self.launch.map(|launch| launch.zone).or_else(|| self.zone());
        let estimate = read(edit.estimate.as_deref(), |text| text.parse().ok(), "4 h, 2-8 h or 2-4-8 h")?;
        let due = |text: &str| match text.parse::<Window>() {
            Ok(window) => Some(Due { at: None, window: Some(window) }),
            Err(_) => values::moment(text, zone).map(|found| Due { at: Some(found.end), window: None }),
        };
        let due = read(edit.due.as_deref(), due, "a day such as Day -1, a date such as 2026-11-20, or an instant")?;
        let window = |text: &str| -> Option<(Option<Window>, Option<Period>)> {
            match text.parse() {
                Ok(window) => Some((Some(window), None)),
                Err(_) => values::period(text, zone).map(|(period, _)| (None, Some(period))),
            }
        };
        let window = read(edit.window.as_deref(), window, "Day -3 to -1, or 2026-11-20 to 2026-11-22")?;
        let blocking = read(edit.blocking.as_deref(), settle::yes, "yes or no")?;
        let after = edit.after.as_ref().map(|names| self.after(id, names)).transpose()?;
        let item = self.item_mut(id)?;
        if let Some(owner) = &edit.owner {
            item.owner = Some(one_line(owner)).filter(|owner| !owner.is_empty());
        }
        if let Some(estimate) = estimate {
            item.estimate = estimate;
        }
        if let Some(due) = due {
            item.due = due;
        }
        if let Some(window) = window {
            (item.window, item.period) = window.unwrap_or((items::window_at_start(&item.text), None));
        }
        if let Some(after) = after {
            item.after = after;
        }
        if let Some(links) = &edit.evidence {
            item.evidence.retain(|known| item.text.contains(&known.url));
            links.iter().for_each(|link| settle::add_link(&mut item.evidence, &one_line(link)));
        }
        if let Some(blocking) = blocking {
            item.stated_blocking = blocking;
        }
        check::mark(self, &[]);
        Ok(())
    }

    /// What names of others mean for an item.
    fn after(&self, id: &str, names: &[String]) -> Result<Vec<Dependency>> {
        let mut after: Vec<Dependency> = Vec::with_capacity(names.len());
        for name in names {
            let (kind, text) = match attributes::split(name) {
                Some((Key::After(kind), _, value)) => (kind, value),
                _ => (DependencyKind::FinishToStart, name.as_str()),
            };
            after.push(Dependency::read(text, kind));
        }
        let index = Index::of(self);
        let known = Names::of(self, &index, after.iter().map(|dependency| dependency.on.as_str()));
        let place = self.sections.iter().enumerate().find_map(|(section, outline)| {
            outline.items.iter().position(|item| item.id == id).map(|item| (section, item))
        });
        let (section, item) = place.map_or((0, None), |(section, item)| (section, Some(item)));
        for dependency in &mut after {
            match known.find(&dependency.on, section, item).first() {
                Some(&on) => dependency.on = on.to_owned(),
                None => return Err(self.no_item(&dependency.on)),
            }
        }
        Ok(after)
    }
}

/// A value as a text: none where it is left out, `Some(None)` for an empty one.
fn read<T>(text: Option<&str>, read: impl Fn(&str) -> Option<T>, expected: &str) -> Result<Option<Option<T>>> {
    match text.map(str::trim) {
        None => Ok(None),
        Some("") => Ok(Some(None)),
        Some(text) => match read(text) {
            Some(value) => Ok(Some(Some(value))),
            None => Err(Error::invalid("edit", expected, format!("{:?}", super::fields::shorten(text)))),
        },
    }
}

/// A text without breaks of lines and runs of blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
