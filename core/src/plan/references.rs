//! Which item or section a word means, and who waits for each other in a ring.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::ids::slug;
use super::{DependencyKind, Plan, Section, SectionKind, critical_path};
use crate::Error;

/// Most rings that are named in one plan.
const MOST_RINGS: usize = 10;

/// How many of those that share a name are looked through for all words of a plan together, and for each at least.
const MOST_COMPARED: usize = 20_000_000;
const LEAST_COMPARED: usize = 10;

/// An item or section by its place.
type Place = (usize, Option<usize>);

/// All names of items and sections.
pub(super) struct Names<'a> {
    ids: HashMap<&'a str, Place>,
    /// By the last part of the id, and by the slug of the title where that is another.
    parts: HashMap<String, Vec<(&'a str, Place)>>,
    /// The first section of each kind and number.
    numbers: HashMap<(SectionKind, u32), usize>,
    sections: &'a [Section],
    /// How many of those that share a name may still be looked through.
    budget: Cell<usize>,
}

impl<'a> Names<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let mut names = Self {
            ids: HashMap::new(),
            parts: HashMap::new(),
            numbers: HashMap::new(),
            sections: &plan.sections,
            budget: Cell::new(MOST_COMPARED),
        };
        for (index, section) in plan.sections.iter().enumerate() {
            if let Some(number) = section.number {
                names.numbers.entry((section.kind, number)).or_insert(index);
            }
            names.add(&section.id, &section.title, (index, None));
            for (item_index, item) in section.items.iter().enumerate() {
                names.add(&item.id, &item.title, (index, Some(item_index)));
            }
        }
        names
    }

    fn add(&mut self, id: &'a str, title: &str, place: Place) {
        self.ids.insert(id, place);
        let last = id.rsplit('/').next().unwrap_or(id);
        self.parts.entry(last.to_owned()).or_default().push((id, place));
        let title = slug(title);
        if title != last && !title.is_empty() {
            self.parts.entry(title).or_default().push((id, place));
        }
    }

    pub(super) fn count(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &'a str> {
        let sections = self.sections.iter();
        sections.flat_map(|section| {
            std::iter::once(section.id.as_str()).chain(section.items.iter().map(|item| item.id.as_str()))
        })
    }

    /// The ids that a word means at a place, at most three, nearest first: an id, the end of one, a title, "Phase 2".
    pub(super) fn find(&self, word: &str, section: usize, item: Option<usize>) -> Vec<&'a str> {
        let word = word.trim();
        if let Some((id, _)) = self.ids.get_key_value(word) {
            return vec![id];
        }
        let path = word.split('/').map(slug).collect::<Vec<_>>().join("/");
        let (last, whole) = (path.rsplit('/').next().unwrap_or_default(), slug(word));
        // A slash may be one of the title, or lead to what stands in something.
        let (known, path) = match self.parts.get(whole.as_str()) {
            Some(known) => (Some(known), ""),
            None => (self.parts.get(last), path.as_str()),
        };
        let known = known.map(Vec::as_slice).unwrap_or_default();
        let fits = |id: &str| match id.strip_suffix(path) {
            Some(before) => path.is_empty() || before.is_empty() || before.ends_with('/') || !id.contains('/'),
            None => !id.contains('/'),
        };
        let first = |known: &[(&'a str, Place)]| {
            let most = self.budget.get().max(LEAST_COMPARED);
            let mut looked = 0;
            let fitting = known.iter().take(most).inspect(|_| looked += 1);
            let fitting = fitting.filter(|&&(id, place)| place != (section, item) && fits(id));
            let ids: Vec<&'a str> = fitting.map(|&(id, _)| id).take(3).collect();
            self.budget.set(self.budget.get().saturating_sub(looked));
            ids
        };
        // They stand in the order of the text: those of one section follow each other.
        let from = known.partition_point(|&(_, place)| place.0 < section);
        let to = known.partition_point(|&(_, place)| place.0 <= section);
        let mut ids = first(known.get(from..to).unwrap_or_default());
        if ids.is_empty() {
            ids = first(known);
        }
        ids.dedup();
        if ids.is_empty() {
            ids.extend(self.numbered(word).map(|section| section.id.as_str()));
        }
        ids
    }

    /// "Phase 2", "wave 0".
    fn numbered(&self, word: &str) -> Option<&'a Section> {
        let (kind, number) = word.split_once(char::is_whitespace)?;
        let kind = match kind.to_ascii_lowercase().as_str() {
            "phase" => SectionKind::Phase,
            "wave" => SectionKind::Wave,
            _ => return None,
        };
        let number = number.trim().parse().ok()?;
        self.numbers.get(&(kind, number)).and_then(|&index| self.sections.get(index))
    }
}

/// A ring, and the place of one that waits in it.
pub(super) struct Ring {
    pub(super) error: Error,
    pub(super) place: (u32, u32, u32),
}

/// The rings of what waits for each other, at most ten.
///
/// Starts and ends are events. Everything ends after it starts; a section starts before and ends after what is in it.
pub(super) fn rings(plan: &Plan) -> Vec<Ring> {
    let mut names: Vec<&str> = plan.sections.iter().map(|section| section.id.as_str()).collect();
    let mut nodes: HashMap<&str, usize> = names.iter().enumerate().map(|(node, &id)| (id, node)).collect();
    let waiting = plan
        .sections
        .iter()
        .flat_map(|section| section.after.iter().chain(section.items.iter().flat_map(|item| &item.after)));
    let named: HashSet<&str> = waiting.map(|dependency| dependency.on.as_str()).collect();
    let mut edges: Vec<(usize, usize, i64)> = Vec::new();
    let (start, end) = (|node: usize| 2 * node, |node: usize| 2 * node + 1);
    for (index, section) in plan.sections.iter().enumerate() {
        edges.push((start(index), end(index), 0));
        if let Some(parent) = section.parent {
            edges.extend([(start(parent), start(index), 0), (end(index), end(parent), 0)]);
        }
        for item in &section.items {
            if item.after.is_empty() && !named.contains(item.id.as_str()) {
                continue;
            }
            let node = names.len();
            nodes.insert(&item.id, node);
            names.push(&item.id);
            edges.extend([(start(node), end(node), 0), (start(index), start(node), 0), (end(node), end(index), 0)]);
        }
    }
    let mut places: HashMap<(usize, usize), (u32, u32, u32)> = HashMap::new();
    for section in &plan.sections {
        let own = section.after.iter().map(|one| (&section.id, (section.line, section.column, section.end_line), one));
        let items = section.items.iter().flat_map(|item| {
            item.after.iter().map(move |one| (&item.id, (item.line, item.column, item.end_line), one))
        });
        for (id, place, dependency) in own.chain(items) {
            let (Some(&from), Some(&to)) = (nodes.get(dependency.on.as_str()), nodes.get(id.as_str())) else {
                continue;
            };
            let edge = match dependency.kind {
                DependencyKind::FinishToStart => (end(from), start(to)),
                DependencyKind::StartToStart => (start(from), start(to)),
                DependencyKind::FinishToFinish => (end(from), end(to)),
                DependencyKind::StartToFinish => (start(from), end(to)),
            };
            places.entry(edge).or_insert(place);
            edges.push((edge.0, edge.1, 0));
        }
    }
    let mut rings: Vec<Ring> = Vec::new();
    while rings.len() < MOST_RINGS
        && let Err(Error::Cycle { what: _, path }) = critical_path(&vec![0; 2 * names.len()], &edges)
    {
        let path: Vec<usize> = path.iter().filter_map(|node| node.parse().ok()).collect();
        let steps = path.iter().copied().zip(path.iter().copied().skip(1));
        let Some((edge, place)) = steps.clone().find_map(|edge| places.get(&edge).map(|place| (edge, *place))) else {
            break;
        };
        edges.retain(|&(from, to, _)| (from, to) != edge);
        let mut ring: Vec<String> = Vec::new();
        for node in path {
            let name = names.get(node / 2).copied().unwrap_or_default();
            if ring.last().is_none_or(|last| last != name) {
                ring.push(name.to_owned());
            }
        }
        if ring.len() == 1 || ring.first() != ring.last() {
            ring.extend(ring.first().cloned());
        }
        rings.push(Ring { error: Error::Cycle { what: "plan".to_owned(), path: ring }, place });
    }
    rings
}
