//! Which section or item of the old plan is which of the new: by id, then by title, then by likeness.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use super::super::gates::folded;
use super::super::{Item, Plan, Section};

/// Two are taken for the same if they share this part of their groups of three letters.
const ALIKE: f64 = 0.5;
/// What a title counts that is a part of another in the same section.
const GROWN: f64 = 0.75;
/// Most pairs whose likeness is looked at.
const PAIRS: usize = 250_000;

/// For each of the new the index of the old it was, and the other way round.
#[derive(Debug)]
pub(super) struct Matches {
    pub(super) old_of: Vec<Option<usize>>,
    pub(super) new_of: Vec<Option<usize>>,
}

/// What is matched: `group` is what both must share to be the same by title, such as the section.
#[derive(Clone, Debug)]
struct Entry<'a> {
    id: &'a str,
    group: Option<usize>,
    title: String,
    /// The text of an item, or what the items of a section are called: of those without it none are the same.
    text: Cow<'a, str>,
}

/// An item with the index of its section.
pub(super) type Placed<'a> = (usize, &'a Item);

pub(super) fn placed(plan: &Plan) -> Vec<Placed<'_>> {
    let sections = plan.sections.iter().enumerate();
    sections.flat_map(|(index, section)| section.items.iter().map(move |item| (index, item))).collect()
}

pub(super) fn sections(old: &Plan, new: &Plan) -> Matches {
    fn entry(section: &Section) -> Entry<'_> {
        let titles: Vec<&str> = section.items.iter().map(|item| item.title.as_str()).collect();
        Entry { id: &section.id, group: None, title: folded(&section.title), text: titles.join("\n").into() }
    }
    let [old, new] = [old, new].map(|plan| plan.sections.iter().map(entry).collect::<Vec<_>>());
    Matches::of(&old, &new)
}

/// Items in sections that are the same stand in the same group.
pub(super) fn items(old: &[Placed<'_>], new: &[Placed<'_>], sections: &Matches) -> Matches {
    let old: Vec<Entry<'_>> = old
        .iter()
        .map(|&(section, item)| Entry {
            id: &item.id,
            group: sections.new_of.get(section).copied().flatten(),
            title: folded(&item.title),
            text: item.text.as_str().into(),
        })
        .collect();
    let new: Vec<Entry<'_>> = new
        .iter()
        .map(|&(section, item)| Entry {
            id: &item.id,
            group: Some(section),
            title: folded(&item.title),
            text: item.text.as_str().into(),
        })
        .collect();
    Matches::of(&old, &new)
}

impl Matches {
    fn of(old: &[Entry<'_>], new: &[Entry<'_>]) -> Self {
        let mut matches = Self { old_of: vec![None; new.len()], new_of: vec![None; old.len()] };
        matches.same(old, new, |entry| Some(entry.id.to_owned()));
        matches.same(old, new, |entry| entry.group.map(|group| (group, entry.title.clone())));
        matches.same(old, new, |entry| (!entry.title.is_empty()).then(|| entry.title.clone()));
        matches.alike(old, new, |old, new| old.group == new.group);
        matches.alike(old, new, |_, _| true);
        matches
    }

    fn pair(&mut self, old: usize, new: usize) {
        if let (Some(from), Some(to)) = (self.new_of.get_mut(old), self.old_of.get_mut(new)) {
            (*from, *to) = (Some(new), Some(old));
        }
    }

    /// Pairs those with the same key, in their order.
    fn same<K: Eq + std::hash::Hash>(
        &mut self,
        old: &[Entry<'_>],
        new: &[Entry<'_>],
        key: impl Fn(&Entry<'_>) -> Option<K>,
    ) {
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (index, entry) in old.iter().enumerate().filter(|(index, _)| self.new_of.get(*index) == Some(&None)) {
            if let Some(key) = key(entry) {
                waiting.entry(key).or_default().push_back(index);
            }
        }
        for (index, entry) in new.iter().enumerate() {
            if self.old_of.get(index) != Some(&None) {
                continue;
            }
            if let Some(old) = key(entry).and_then(|key| waiting.get_mut(&key)?.pop_front()) {
                self.pair(old, index);
            }
        }
    }

    /// Pairs those whose titles are most alike, as far as they are.
    fn alike(&mut self, old: &[Entry<'_>], new: &[Entry<'_>], may: impl Fn(&Entry<'_>, &Entry<'_>) -> bool) {
        let left = |taken: &[Option<usize>]| -> Vec<usize> {
            taken.iter().enumerate().filter(|(_, other)| other.is_none()).map(|(index, _)| index).collect()
        };
        let (old_left, new_left) = (left(&self.new_of), left(&self.old_of));
        if old_left.len().saturating_mul(new_left.len()) > PAIRS {
            return;
        }
        let all_theirs: Vec<HashSet<&[u8]>> = new_left
            .iter()
            .map(|&index| new.get(index).map_or_else(HashSet::new, |entry| groups(&entry.title)))
            .collect();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for &from in &old_left {
            let Some(entry) = old.get(from) else { continue };
            let mine = groups(&entry.title);
            for (&to, theirs) in new_left.iter().zip(&all_theirs) {
                let Some(other) = new.get(to).filter(|other| may(entry, other)) else { continue };
                let shared = mine.intersection(theirs).count() as f64;
                let all = (mine.len() + theirs.len()).max(1) as f64;
                let least = mine.len().min(theirs.len());
                // A title that only grew, or shrank.
                let grown = if least >= 2 && entry.group == other.group { GROWN * shared / least as f64 } else { 0.0 };
                let same_text = !entry.text.is_empty() && entry.text == other.text;
                let score = if same_text { 1.0 } else { grown.max(2.0 * shared / all) };
                if score >= ALIKE {
                    pairs.push((score, from, to));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        for (_, from, to) in pairs {
            if self.new_of.get(from) == Some(&None) && self.old_of.get(to) == Some(&None) {
                self.pair(from, to);
            }
        }
    }
}

/// The groups of three bytes of a title.
fn groups(title: &str) -> HashSet<&[u8]> {
    title.as_bytes().windows(3).collect()
}
