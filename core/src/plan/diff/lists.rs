//! What changed in the lists of a plan besides sections and items.

use std::collections::{HashMap, VecDeque};

use serde::Serialize;
use serde_json::Value;

use super::compare::{About, Comparison};
use super::{ChangeKind, ChangeSubject};
use crate::plan::{Field, Plan};

/// What says where something stands, and not what it is.
const PLACES: [&str; 8] = ["line", "column", "end_line", "item", "section", "gate", "id", "steps"];
/// Most characters of an entry in words.
const WORDS: usize = 400;

/// One entry: what it is found by, its id and title, and all that it says.
struct Entry {
    key: (String, String),
    title: String,
    content: Value,
}

impl Comparison<'_> {
    pub(super) fn lists(&mut self, old: &Plan, new: &Plan) {
        let renamed = |id: &str| self.names.get(id).map_or_else(|| id.to_owned(), |&id| id.to_owned());
        let same = str::to_owned;
        let subjects = [
            (ChangeSubject::Field, fields(old, &renamed), fields(new, &same)),
            (ChangeSubject::SignOff, sign_offs(old, &renamed), sign_offs(new, &same)),
            (ChangeSubject::Criterion, criteria(old, &renamed), criteria(new, &same)),
            (ChangeSubject::Risk, risks(old, &renamed), risks(new, &same)),
            (ChangeSubject::Schedule, schedules(old, &renamed), schedules(new, &same)),
            (ChangeSubject::Timeline, timelines(old, &renamed), timelines(new, &same)),
            (ChangeSubject::Table, tables(old, &renamed), tables(new, &same)),
        ];
        for (subject, old, new) in subjects {
            self.list(subject, old, &new);
        }
    }

    /// Entries of the same key are the same, in their order.
    fn list(&mut self, subject: ChangeSubject, old: Vec<Entry>, new: &[Entry]) {
        let mut waiting: HashMap<(String, String), VecDeque<Entry>> = HashMap::new();
        let mut order = Vec::with_capacity(old.len());
        for entry in old {
            order.push(entry.key.clone());
            waiting.entry(entry.key.clone()).or_default().push_back(entry);
        }
        let about = |entry: &Entry| (entry.key.0.clone(), entry.title.clone());
        for entry in new {
            let (id, title) = about(entry);
            let about = About { subject, id: &id, old_id: &id, title: &title };
            match waiting.get_mut(&entry.key).and_then(VecDeque::pop_front) {
                Some(was) if was.content == entry.content => {}
                Some(was) => {
                    self.push(about, ChangeKind::Content, Some(words(&was.content)), Some(words(&entry.content)))
                }
                None => self.push(about, ChangeKind::Added, None, Some(place(&id))),
            }
        }
        for key in order {
            if let Some(gone) = waiting.get_mut(&key).and_then(VecDeque::pop_front) {
                let (id, title) = about(&gone);
                let about = About { subject, id: &id, old_id: &id, title: &title };
                self.push(about, ChangeKind::Removed, Some(place(&id)), None);
            }
        }
    }
}

fn place(id: &str) -> String {
    if id.is_empty() { "the plan".to_owned() } else { id.to_owned() }
}

type Named<'a> = &'a dyn Fn(&str) -> String;

fn entry<T: Serialize>(id: String, title: &str, what: &T) -> Entry {
    // What cannot be written as JSON is no part of any plan: texts, numbers and lists of them.
    let content = serde_json::to_value(what).map(bare).unwrap_or_default();
    Entry { key: (id, title.to_lowercase()), title: title.to_owned(), content }
}

fn fields(plan: &Plan, named: Named<'_>) -> Vec<Entry> {
    let one = |id: &str, field: &Field| entry(named(id), &field.name, &field.value);
    let of_plan = plan.fields.iter().map(|field| one("", field));
    let inside = plan.sections.iter().flat_map(|section| {
        let items = section.items.iter().flat_map(|item| item.fields.iter().map(|field| (item.id.as_str(), field)));
        section.fields.iter().map(|field| (section.id.as_str(), field)).chain(items)
    });
    of_plan.chain(inside.map(|(id, field)| one(id, field))).collect()
}

fn sign_offs(plan: &Plan, named: Named<'_>) -> Vec<Entry> {
    // Those that stand in an item are compared with it.
    let rows = plan.sign_offs.iter().filter(|sign| sign.item.is_none());
    rows.map(|sign| entry(named(&sign.gate), &format!("{}: {}", sign.role, sign.name), sign)).collect()
}

fn criteria(plan: &Plan, named: Named<'_>) -> Vec<Entry> {
    let rows = plan.criteria.iter().filter(|criterion| criterion.item.is_empty());
    rows.map(|criterion| entry(named(&criterion.section), &criterion.name, criterion)).collect()
}

fn risks(plan: &Plan, named: Named<'_>) -> Vec<Entry> {
    let one = |risk: &crate::plan::PlanRisk| {
        let mut risk = risk.clone();
        risk.delays = risk.delays.iter().map(|id| named(id)).collect();
        entry(named(&risk.section), &risk.title, &risk)
    };
    plan.risks.iter().map(one).collect()
}

fn schedules(plan: &Plan, named: Named<'_>) -> Vec<Entry> {
    plan.schedules.iter().map(|one| entry(named(&one.section), &one.title, one)).collect()
}

fn timelines(plan: &Plan, named: Named<'_>) -> Vec<Entry> {
    let one = |timeline: &crate::plan::PlanTimeline| {
        let steps: Vec<String> = timeline
            .steps
            .iter()
            .map(|step| format!("{}: {} ({})", step.window, step.title, step.tasks.join(", ")))
            .collect();
        entry(named(&timeline.section), &timeline.title, &(timeline.duration, steps))
    };
    plan.timelines.iter().map(one).collect()
}

fn tables(plan: &Plan, named: Named<'_>) -> Vec<Entry> {
    plan.tables.iter().map(|table| entry(named(&table.section), &table.head.join(" | "), &table.rows)).collect()
}

/// Without the places, and without what is empty.
fn bare(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(name, value)| {
                let empty = match value {
                    Value::Null => true,
                    Value::String(text) => text.is_empty(),
                    Value::Array(items) => items.is_empty(),
                    _ => false,
                };
                !empty && !PLACES.contains(&name.as_str())
            });
            Value::Object(kept.collect())
        }
        other => other,
    }
}

/// "probability 0.8, impact high".
fn words(value: &Value) -> String {
    let text = match value {
        Value::Object(fields) => {
            let one = |(name, value): (&String, &Value)| format!("{} {}", name.replace('_', " "), plain(value));
            fields.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        other => plain(other),
    };
    match text.char_indices().nth(WORDS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
