//! The part of the reader that reads attributes into their types, when the whole text is known.

use chrono_tz::Tz;

use super::attributes::Key;
use super::fields::shorten;
use super::markdown::Reader;
use super::pending::Pending;
use super::references::{self, Names, Place};
use super::values::{self, Moment};
use super::{Dependency, DiagnosticCode as Code, DiagnosticLevel, Due, EvidenceLink, ItemState, Plan, Window, ids};
use crate::{Error, Result};

/// For how many names that mean nothing others like them are looked for, and among how many in all.
const MOST_SEARCHES: usize = 100;
const MOST_COMPARED: usize = 1_000_000;

/// What attributes say that sections and items do not hold.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// Whether items (section, item) block, in the order of the text.
    pub(super) blocking: Vec<(usize, usize, bool)>,
    /// Attributes of risks, in the order of the text; names are ids.
    pub(super) risks: Vec<Pending>,
}

/// An item or section that names others.
struct Naming {
    section: usize,
    item: Option<usize>,
    key: Key,
    /// All that it names, as one name, and as several where there are commas.
    whole: Dependency,
    parts: Vec<Dependency>,
    place: (u32, u32, u32),
}

impl Reader<'_> {
    pub(super) fn settle(&mut self, plan: &mut Plan, pending: Vec<Pending>, zone: Option<Tz>) -> Result<Stated> {
        let mut stated = Stated::default();
        let mut naming: Vec<Naming> = Vec::new();
        for one in pending {
            let Pending { section, item, key, value, place } = &one;
            let (section, item, place) = (*section, *item, *place);
            match key {
                Key::After(_) | Key::Delays => {
                    let kind = if let Key::After(kind) = key { *kind } else { Default::default() };
                    let parts = value.split([',', ';']).map(|part| Dependency::read(part, kind));
                    let parts = if value.contains([',', ';']) { parts.collect() } else { Vec::new() };
                    let whole = Dependency::read(value, kind);
                    naming.push(Naming { section, item, key: *key, whole, parts, place });
                }
                Key::Probability | Key::Impact | Key::Mitigation | Key::Delay => {
                    let expected = match key {
                        Key::Probability if super::derive::probability(value).is_none() => "30 %, 0.3 or low",
                        Key::Impact if super::fields::risk(value).is_none() => "low, medium, high or critical",
                        Key::Delay if value.parse::<super::TaskEstimate>().is_err() => "2 days or 1-2-5 days",
                        _ => "",
                    };
                    if !expected.is_empty() {
                        self.not_understood(value, expected, place)?;
                    }
                    stated.risks.push(one);
                }
                Key::Blocking => match (item, yes(value)) {
                    (Some(item), Some(blocking)) => stated.blocking.push((section, item, blocking)),
                    _ => self.not_understood(value, "blocking: yes or blocking: no, for an item", place)?,
                },
                Key::Done => self.tick_note(plan, &one, zone)?,
                _ => self.value(plan, &one, zone)?,
            }
        }
        self.name(plan, naming, &mut stated)?;
        stated.blocking.sort_by_key(|&(section, item, _)| (section, item));
        stated.blocking.dedup_by_key(|&mut (section, item, _)| (section, item));
        Ok(stated)
    }

    fn not_understood(&mut self, value: &str, expected: &str, place: (u32, u32, u32)) -> Result<()> {
        let message = format!("{:?} is not understood", shorten(value));
        self.report_at(DiagnosticLevel::Warning, Code::Attribute, place, message, &format!("Write {expected}."))
    }

    /// Values that stand on items and sections alike.
    fn value(&mut self, plan: &mut Plan, one: &Pending, zone: Option<Tz>) -> Result<()> {
        let Pending { section, item, key, value, place } = one;
        let Some(section) = plan.sections.get_mut(*section) else { return Ok(()) };
        let item = item.and_then(|item| section.items.get_mut(item));
        let mut expected = "";
        let mut unzoned = false;
        match key {
            Key::Owner => match item {
                Some(item) => item.owner = Some(value.clone()),
                None => section.owner = Some(value.clone()),
            },
            Key::Estimate => match (value.parse(), item) {
                (Ok(estimate), Some(item)) => item.estimate = Some(estimate),
                (Ok(estimate), None) => section.estimate = Some(estimate),
                (Err(_), _) => expected = "a length of time such as 4 h, 2-8 h or 2-4-8 h",
            },
            Key::Due => {
                let due = match (value.parse::<Window>(), values::moment(value, zone)) {
                    (Ok(window), _) => Some(Due { at: None, window: Some(window) }),
                    (_, Some(Moment { end, unzoned: missing, .. })) => {
                        unzoned = missing;
                        Some(Due { at: Some(end), window: None })
                    }
                    _ => None,
                };
                match (due, item) {
                    (None, _) => expected = "a day such as Day -1, a date such as 2026-11-20, or an instant",
                    (due, Some(item)) => item.due = due,
                    (due, None) => section.due = due,
                }
            }
            Key::Window | Key::Period => match (value.parse::<Window>(), values::period(value, zone), item) {
                (Ok(window), _, Some(item)) => item.window = Some(window),
                (Ok(window), _, None) => section.window = Some(window),
                (_, Some((period, missing)), item) => {
                    unzoned = missing;
                    match item {
                        Some(item) => item.period = Some(period),
                        None => section.period = Some(period),
                    }
                }
                _ => expected = "a window such as Day -7 to -1, or a period such as 2026-11-20 to 2026-11-22",
            },
            Key::Evidence => match item {
                Some(item) => add_link(&mut item.evidence, value),
                None => expected = "evidence behind an item",
            },
            _ => {}
        }
        if unzoned {
            let message = format!("{:?} has no zone: it is counted in UTC", shorten(value));
            let hint = "Name the zone after it, or give the plan one: **Time Zone:** America/New_York.";
            self.report_at(DiagnosticLevel::Warning, Code::TimeZone, *place, message, hint)?;
        }
        if expected.is_empty() { Ok(()) } else { self.not_understood(value, expected, *place) }
    }

    /// "2026-11-20 by Ana", "by Ana", "2026-11-20".
    fn tick_note(&mut self, plan: &mut Plan, one: &Pending, zone: Option<Tz>) -> Result<()> {
        let (when, who) = match one.value.strip_prefix("by ") {
            Some(who) => ("", Some(who)),
            None => one.value.split_once(" by ").map_or((one.value.as_str(), None), |(when, who)| (when, Some(who))),
        };
        let found = values::moment(when, zone);
        let section = plan.sections.get_mut(one.section);
        let item = section.zip(one.item).and_then(|(section, item)| section.items.get_mut(item));
        let Some(item) = item.filter(|_| when.trim().is_empty() || found.is_some()) else {
            return self.not_understood(&one.value, "done 2026-11-20 by Ana, behind an item", one.place);
        };
        item.ticked_at = found.map(|found| found.start);
        item.ticked_by = who.map(|who| who.trim().to_owned()).filter(|who| !who.is_empty());
        if item.state == ItemState::Open {
            let message = format!("{:?} says that it is done, and its box is open", shorten(&item.title));
            let hint = "Tick the box: it is the box that counts.";
            self.report_at(DiagnosticLevel::Warning, Code::Box, one.place, message, hint)?;
        }
        if found.is_some_and(|found| found.unzoned) {
            let message = format!("{:?} has no zone: it is counted in UTC", shorten(when));
            let hint = "Give the plan a zone: **Time Zone:** America/New_York.";
            self.report_at(DiagnosticLevel::Warning, Code::TimeZone, one.place, message, hint)?;
        }
        Ok(())
    }

    /// Finds what is named, and rings of what waits for each other.
    fn name(&mut self, plan: &mut Plan, naming: Vec<Naming>, stated: &mut Stated) -> Result<()> {
        if naming.is_empty() {
            return Ok(());
        }
        let index = std::mem::take(&mut self.index);
        let words = naming.iter().flat_map(|one| std::iter::once(&one.whole).chain(&one.parts));
        let names = Names::of(plan, &index, words.map(|word| word.on.as_str()));
        // Each search for names like one goes through all of them.
        let mut searches = MOST_COMPARED.checked_div(names.count()).unwrap_or(0).clamp(1, MOST_SEARCHES);
        let mut found: Vec<(Place, Vec<Dependency>)> = Vec::with_capacity(naming.len());
        for Naming { section, item, key, whole, parts, place } in naming {
            // A name may hold commas; where there is none such, each part is a name.
            let whole_is_one = parts.is_empty() || !names.find(&whole.on, section, item).is_empty();
            let parts = if whole_is_one { vec![whole] } else { parts };
            let mut dependencies = Vec::new();
            for mut dependency in parts.into_iter().filter(|part: &Dependency| !part.on.is_empty()) {
                let ids = names.find(&dependency.on, section, item);
                let problem = match ids.as_slice() {
                    [] => {
                        let near = if searches > 0 {
                            searches -= 1;
                            ids::near(&ids::slug(&dependency.on), names.ids())
                        } else {
                            Vec::new()
                        };
                        let hint = if near.is_empty() {
                            "Give the item an id: {#name} behind its words.".to_owned()
                        } else {
                            format!("Did you mean {}?", near.join(" or "))
                        };
                        let message = format!("no item or section is named {:?}", shorten(&dependency.on));
                        Some((Code::Reference, message, hint))
                    }
                    [_] => None,
                    [first, second, ..] => {
                        let message = format!("{:?} is the name of several: {first} holds", shorten(&dependency.on));
                        Some((Code::AmbiguousReference, message, format!("Write {first} or {second}.")))
                    }
                };
                if let Some(first) = ids.first() {
                    dependency.on = (*first).to_owned();
                }
                dependencies.push(dependency);
                if let Some((code, message, hint)) = problem {
                    self.report_at(DiagnosticLevel::Warning, code, place, message, &hint)?;
                }
            }
            if key == Key::Delays {
                let delays = dependencies.into_iter();
                stated.risks.extend(delays.map(|one| Pending { section, item, key, value: one.on, place }));
            } else {
                found.push(((section, item), dependencies));
            }
        }
        let mut waiting: Vec<Place> = found.iter().map(|&(place, _)| place).collect();
        for ((section, item), dependencies) in found {
            let Some(section) = plan.sections.get_mut(section) else { continue };
            match item.and_then(|item| section.items.get_mut(item)) {
                Some(item) => item.after.extend(dependencies),
                None => section.after.extend(dependencies),
            }
        }
        waiting.sort_unstable();
        waiting.dedup();
        for ring in references::rings(plan, &index, &waiting) {
            let Error::Cycle { path, .. } = &ring.error else { continue };
            let message = format!("these wait for each other: {}", shorten_path(path));
            self.report_at(DiagnosticLevel::Warning, Code::Cycle, ring.place, message, "Take one of them away.")?;
        }
        self.index = index;
        Ok(())
    }
}

/// A ring of a million names would be no message.
fn shorten_path(path: &[String]) -> String {
    const MOST: usize = 20;
    match path.get(..MOST).filter(|_| path.len() > MOST + 1) {
        Some(first) => format!("{} -> ... ({} in all)", first.join(" -> "), path.len() - 1),
        None => path.join(" -> "),
    }
}

pub(super) fn yes(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" | "y" => Some(true),
        "no" | "false" | "n" => Some(false),
        _ => None,
    }
}

/// "https://x.example", "report (https://x.example)".
pub(super) fn add_link(links: &mut Vec<EvidenceLink>, value: &str) {
    let split = value.strip_suffix(')').and_then(|value| value.rsplit_once(" ("));
    let (title, url) = split.map_or(("", value), |(title, url)| (title, url));
    if !links.iter().any(|link| link.url == url) {
        links.push(EvidenceLink { title: title.to_owned(), url: url.to_owned() });
    }
}
