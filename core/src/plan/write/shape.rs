//! Items that were taken away, and items that are new: where their lines go.

use std::collections::{HashMap, HashSet};

use super::super::attributes;
use super::super::fresh::{self, Words, Writer};
use super::super::{Item, Plan, Section};
use super::Edit;
use super::place::Places;

/// Where an item that is new goes, and how it stands there.
#[derive(Clone)]
struct Slot {
    at: usize,
    /// Whether a blank line comes first.
    gap: bool,
    before: String,
    bullet: String,
}

/// The lines of items of `before` that `plan` has no more.
pub(super) fn removed(before: &Plan, plan: &Plan, places: &Places<'_>) -> Vec<Edit> {
    let kept: HashSet<&str> = plan.items().map(|item| item.id.as_str()).collect();
    let mut edits = Vec::new();
    for section in &before.sections {
        let mut gone: Vec<bool> = Vec::with_capacity(section.items.len());
        for (index, item) in section.items.iter().enumerate() {
            let here = !kept.contains(item.id.as_str());
            let above = item.parent.and_then(|parent| gone.get(parent).copied()).unwrap_or(false);
            gone.push(here || above);
            if !here || above {
                continue;
            }
            if places.bullet(item).is_some() {
                let lines = places.item(item).zip(places.line(item.line));
                edits.extend(lines.map(|(range, start)| (start..range.end, String::new())));
            } else if places.item(item).is_none() {
                // A line of a tree, with those below it.
                let below = section.items.get(index + 1..).unwrap_or_default();
                let below = below.iter().take_while(|below| below.parent.is_some_and(|parent| parent >= index));
                let last = below.map(|below| below.end_line).max().unwrap_or(0).max(item.end_line);
                let lines = places.line(item.line).zip(places.line(last.saturating_add(1)));
                edits.extend(lines.filter(|(from, to)| from < to).map(|(from, to)| (from..to, String::new())));
            }
        }
    }
    edits
}

/// The lines of items that `before` has not.
pub(super) fn added(before: &Plan, plan: &Plan, places: &Places<'_>) -> Vec<Edit> {
    let known: HashMap<&str, &Item> = before.items().map(|item| (item.id.as_str(), item)).collect();
    let zone = plan.zone();
    let mut edits = Vec::new();
    for (index, section) in plan.sections.iter().enumerate() {
        if section.items.iter().all(|item| known.contains_key(item.id.as_str())) {
            continue;
        }
        // The next of the same parent that the text has, from the last item on.
        let mut after: Vec<Option<&Item>> = vec![None; section.items.len()];
        let mut next: HashMap<Option<usize>, &Item> = HashMap::new();
        for (at, item) in section.items.iter().enumerate().rev() {
            if let Some(slot) = after.get_mut(at) {
                *slot = next.get(&item.parent).copied();
            }
            next.extend(known.get(item.id.as_str()).map(|&item_before| (item.parent, item_before)));
        }
        let mut last: HashMap<Option<usize>, usize> = HashMap::new();
        let mut slots: Vec<Option<Slot>> = vec![None; section.items.len()];
        for (at, item) in section.items.iter().enumerate() {
            let sibling = last.insert(item.parent, at);
            if known.contains_key(item.id.as_str()) {
                continue;
            }
            let known_at = |at: usize| {
                let item = section.items.get(at)?;
                known.get(item.id.as_str()).copied()
            };
            let behind = |sibling: usize| match slots.get(sibling).cloned().flatten() {
                // Only the first of them follows on a paragraph.
                Some(slot) => Some(Slot { gap: false, ..slot }),
                None => behind(places, known_at(sibling)?),
            };
            let above = || {
                let parent = item.parent?;
                match slots.get(parent).cloned().flatten() {
                    Some(Slot { at, before, bullet, .. }) => {
                        let before = before + &" ".repeat(bullet.len() + 1);
                        Some(Slot { at, gap: false, before, bullet: "-".to_owned() })
                    }
                    None => {
                        let parent = known_at(parent)?;
                        let (at, before) = (places.item(parent)?.end, places.indent(parent)?);
                        Some(Slot { at, gap: false, before, bullet: "-".to_owned() })
                    }
                }
            };
            let next = after.get(at).copied().flatten();
            let slot = match (sibling, next) {
                (Some(sibling), _) => behind(sibling),
                (None, Some(next)) => ahead(places, next),
                (None, None) => above(),
            };
            let slot = slot.or_else(|| {
                let alone = item.parent.is_none() && next.is_none();
                alone.then(|| at_end(before, plan, index, places)).flatten()
            });
            if let Some(slot) = &slot {
                edits.push((slot.at..slot.at, line(item, slot, zone, places.eol)));
            }
            if let Some(place) = slots.get_mut(at) {
                *place = slot;
            }
        }
    }
    edits
}

fn behind(places: &Places<'_>, sibling: &Item) -> Option<Slot> {
    let (before, bullet) = places.bullet(sibling)?;
    let digits = bullet.bytes().take_while(u8::is_ascii_digit).count();
    let number: Option<u32> = bullet.get(..digits).and_then(|digits| digits.parse().ok());
    let bullet = match number.and_then(|number| number.checked_add(1)) {
        Some(number) => format!("{number}{}", bullet.get(digits..).unwrap_or_default()),
        None => bullet.to_owned(),
    };
    Some(Slot { gap: false, at: places.item(sibling)?.end, before: before.to_owned(), bullet })
}

fn ahead(places: &Places<'_>, next: &Item) -> Option<Slot> {
    let (before, bullet) = places.bullet(next)?;
    Some(Slot { gap: false, at: places.line(next.line)?, before: before.to_owned(), bullet: bullet.to_owned() })
}

/// The end of a section, before the rule and the blank lines that stand there.
fn at_end(before: &Plan, plan: &Plan, index: usize, places: &Places<'_>) -> Option<Slot> {
    let section = plan.sections.get(index)?;
    let section: &Section = before.sections.iter().find(|known| known.id == section.id)?;
    let next = before.sections.get(index + 1);
    let from = places.line(section.end_line.checked_add(1)?)?;
    let to = next.map_or(Some(places.source.len()), |next| places.line(next.line))?;
    let mut rest = places.source.get(from..to)?;
    loop {
        let (before, line) = match rest.strip_suffix('\n').unwrap_or(rest).rsplit_once('\n') {
            Some((before, line)) => (rest.get(..=before.len())?, line),
            None => ("", rest),
        };
        let said = line.trim();
        let rule = said.len() >= 3 && ["-", "*", "_"].iter().any(|sign| said.replace(sign, "").trim().is_empty());
        if rest.is_empty() || !(said.is_empty() || rule) {
            break;
        }
        rest = before;
    }
    // A blank line first: what stands there may be a paragraph.
    Some(Slot { at: from + rest.len(), gap: true, before: String::new(), bullet: "-".to_owned() })
}

/// A new item as a line of a list, and its fields below it.
fn line(item: &Item, slot: &Slot, zone: Option<chrono_tz::Tz>, eol: &str) -> String {
    let mut attributes = fresh::of_item(item, zone);
    attributes.extend(item.stated_blocking.map(|said| ("blocking", if said { "yes" } else { "no" }.to_owned())));
    let mut writer = Writer::default();
    let (title, text, state) = (item.title.as_str(), item.text.as_str(), item.state);
    let named: Vec<_> = item.fields.iter().filter(|field| attributes::key(&field.name).is_none()).cloned().collect();
    writer.item(0, &Words { title, text, state, attributes, fields: &named, id: None });
    let mut text = if slot.gap { eol.to_owned() } else { String::new() };
    for (index, line) in writer.text.lines().enumerate() {
        let rest = line.strip_prefix("- ").unwrap_or(line);
        text += &slot.before;
        if index == 0 {
            text += &slot.bullet;
            text.push(' ');
        } else {
            text += &" ".repeat(slot.bullet.len().saturating_sub(1));
        }
        text += if index == 0 { rest } else { line };
        text += eol;
    }
    text
}
