//! Which item or section a word means, and who waits for each other in a ring.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use super::ids::{Ids, slug, write_slug};
use super::{Dependency, DependencyKind, Plan, Section, SectionKind, critical_path};
use crate::Error;

/// Most rings that are named in one plan.
const MOST_RINGS: usize = 10;

/// How many of those that share a name are looked through for all words of a plan together, and for each at least.
const MOST_COMPARED: usize = 20_000_000;
const LEAST_COMPARED: usize = 10;

/// An item or section by its place: the index of the section, and that of the item in it.
pub(super) type Place = (usize, Option<usize>);

/// The ids of a plan, and what has them.
#[derive(Debug, Default)]
pub(super) struct Index {
    ids: Ids,
    /// What has each id, by its number.
    places: Vec<Place>,
}

impl Index {
    /// The ids that sections and items have.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut index = Self::default();
        for (at, section) in plan.sections.iter().enumerate() {
            index.claim(&section.id, (at, None));
            for (item_at, item) in section.items.iter().enumerate() {
                index.claim(&item.id, (at, Some(item_at)));
            }
        }
        index
    }

    /// Takes an id that the text gives; `false` if it is taken already.
    pub(super) fn claim(&mut self, id: &str, place: Place) -> bool {
        let free = self.ids.claim(id);
        if free {
            self.places.push(place);
        }
        free
    }

    /// An id below `parent` (an id, or empty) for a title; `true` if another title had the same.
    pub(super) fn assign(&mut self, parent: &str, title: &str, fallback: &str, place: Place) -> (String, bool) {
        self.places.push(place);
        self.ids.assign(parent, title, fallback)
    }

    fn find(&self, id: &str) -> Option<Place> {
        self.ids.find(id).and_then(|number| self.places.get(number).copied())
    }
}

/// What the words of a plan may name.
pub(super) struct Names<'a> {
    index: &'a Index,
    /// What has one of the names that are looked for as the last part of its id, or as the slug of its title, in the
    /// order of the text.
    parts: HashMap<String, Vec<Place>>,
    /// The first section of each kind and number.
    numbers: HashMap<(SectionKind, u32), usize>,
    sections: &'a [Section],
    /// How many of those that share a name may still be looked through.
    budget: Cell<usize>,
}

impl<'a> Names<'a> {
    /// Gathers what `words` may mean, so that each of them can be found.
    pub(super) fn of<'b>(plan: &'a Plan, index: &'a Index, words: impl Iterator<Item = &'b str>) -> Self {
        let mut parts: HashMap<String, Vec<Place>> = HashMap::new();
        for word in words.map(str::trim).filter(|word| index.find(word).is_none()) {
            parts.entry(last(word)).or_default();
            parts.entry(slug(word)).or_default();
        }
        let mut numbers = HashMap::new();
        let mut title = String::new();
        for (index, section) in plan.sections.iter().enumerate() {
            if let Some(number) = section.number {
                numbers.entry((section.kind, number)).or_insert(index);
            }
            if parts.is_empty() {
                continue;
            }
            let items = section.items.iter().enumerate().map(|(at, item)| (&item.id, &item.title, Some(at)));
            for (id, words, item) in std::iter::once((&section.id, &section.title, None)).chain(items) {
                let last = id.rsplit('/').next().unwrap_or(id);
                if let Some(places) = parts.get_mut(last) {
                    places.push((index, item));
                }
                write_slug(words, &mut title);
                if let Some(places) = parts.get_mut(&title).filter(|_| title != last && !title.is_empty()) {
                    places.push((index, item));
                }
            }
        }
        Self { index, parts, numbers, sections: &plan.sections, budget: Cell::new(MOST_COMPARED) }
    }

    pub(super) fn count(&self) -> usize {
        self.index.places.len()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &'a str> {
        let sections = self.sections.iter();
        sections.flat_map(|section| {
            std::iter::once(section.id.as_str()).chain(section.items.iter().map(|item| item.id.as_str()))
        })
    }

    fn id(&self, (section, item): Place) -> Option<&'a str> {
        let section = self.sections.get(section)?;
        item.map_or(Some(&section.id), |item| section.items.get(item).map(|item| &item.id)).map(String::as_str)
    }

    /// Whether something stands directly in what has a name: an id, the end of one, or a title, as slugs.
    fn stands_in(&self, (section, item): Place, name: &str) -> bool {
        let Some(section) = self.sections.get(section) else { return false };
        let above = item.and_then(|item| section.items.get(section.items.get(item)?.parent?));
        let around = if item.is_some() { Some(section) } else { section.parent.and_then(|at| self.sections.get(at)) };
        let found = above.map(|above| (&above.id, &above.title)).or(around.map(|around| (&around.id, &around.title)));
        found.is_some_and(|(id, title)| ends_with(id, name) || slug(title) == name)
    }

    /// The ids that a word means at a place, at most three, nearest first: an id, the end of one, a title, "Phase 2".
    pub(super) fn find(&self, word: &str, section: usize, item: Option<usize>) -> Vec<&'a str> {
        let word = word.trim();
        if let Some(id) = self.index.find(word).and_then(|place| self.id(place)) {
            return vec![id];
        }
        let known = |name: &str| self.parts.get(name).filter(|places| !places.is_empty()).map(Vec::as_slice);
        let path = word.split('/').map(slug).collect::<Vec<_>>().join("/");
        // A slash may be one of the title, or lead to what stands in something.
        let (known, path) = match known(&slug(word)) {
            Some(known) => (known, ""),
            None => (known(&last(word)).unwrap_or_default(), path.as_str()),
        };
        let front = path.rsplit_once('/').map_or("", |(front, _)| front);
        // An id that the text gives need not begin with those around it.
        let fits = |id: &str, place| ends_with(id, path) || !id.contains('/') && self.stands_in(place, front);
        let first = |known: &[Place]| {
            let most = self.budget.get().max(LEAST_COMPARED);
            let mut looked = 0;
            let others = known.iter().take(most).inspect(|_| looked += 1).filter(|&&place| place != (section, item));
            let ids = others.filter_map(|&place| self.id(place).filter(|id| fits(id, place)));
            let ids: Vec<&'a str> = ids.take(3).collect();
            self.budget.set(self.budget.get().saturating_sub(looked));
            ids
        };
        // They stand in the order of the text: those of one section follow each other.
        let from = known.partition_point(|&place| place.0 < section);
        let to = known.partition_point(|&place| place.0 <= section);
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

/// One that waits for another.
struct Wait {
    from: Place,
    to: Place,
    kind: DependencyKind,
    place: (u32, u32, u32),
}

/// The rings of what waits for each other, at most ten. `waiting` are those that wait for something.
///
/// Starts and ends are events. Everything ends after it starts; a section starts before and ends after what is in it.
pub(super) fn rings(plan: &Plan, index: &Index, waiting: &[Place]) -> Vec<Ring> {
    let mut items: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut waits: Vec<Wait> = Vec::new();
    for &(at, item) in waiting {
        let Some(section) = plan.sections.get(at) else { continue };
        let item = item.and_then(|at| section.items.get(at).map(|item| (at, item)));
        let (after, place): (&[Dependency], _) = match item {
            Some((_, item)) => (&item.after, (item.line, item.column, item.end_line)),
            None => (&section.after, (section.line, section.column, section.end_line)),
        };
        let to = (at, item.map(|(at, _)| at));
        for dependency in after {
            if let Some(from) = index.find(&dependency.on) {
                items.extend([from, to].into_iter().filter_map(|(section, item)| Some((section, item?))));
                waits.push(Wait { from, to, kind: dependency.kind, place });
            }
        }
    }
    let count = plan.sections.len();
    let nodes: HashMap<(usize, usize), usize> = items.iter().copied().zip(count..).collect();
    let node = |(section, item): Place| item.map_or(Some(section), |item| nodes.get(&(section, item)).copied());
    let (start, end) = (|node: usize| 2 * node, |node: usize| 2 * node + 1);
    let mut edges: Vec<(usize, usize, i64)> = Vec::new();
    let mut inner = items.iter().zip(count..).peekable();
    for (index, section) in plan.sections.iter().enumerate() {
        edges.push((start(index), end(index), 0));
        if let Some(parent) = section.parent {
            edges.extend([(start(parent), start(index), 0), (end(index), end(parent), 0)]);
        }
        while let Some((_, node)) = inner.next_if(|((section, _), _)| *section == index) {
            edges.extend([(start(node), end(node), 0), (start(index), start(node), 0), (end(node), end(index), 0)]);
        }
    }
    let mut places: HashMap<(usize, usize), (u32, u32, u32)> = HashMap::new();
    for Wait { from, to, kind, place } in waits {
        let (Some(from), Some(to)) = (node(from), node(to)) else { continue };
        let edge = match kind {
            DependencyKind::FinishToStart => (end(from), start(to)),
            DependencyKind::StartToStart => (start(from), start(to)),
            DependencyKind::FinishToFinish => (end(from), end(to)),
            DependencyKind::StartToFinish => (start(from), end(to)),
        };
        places.entry(edge).or_insert(place);
        edges.push((edge.0, edge.1, 0));
    }
    let places_of: Vec<Place> =
        (0..count).map(|at| (at, None)).chain(items.iter().map(|&(at, item)| (at, Some(item)))).collect();
    let name = |node: usize| {
        let (section, item) = places_of.get(node).copied()?;
        let section = plan.sections.get(section)?;
        item.map_or(Some(&section.id), |item| section.items.get(item).map(|item| &item.id))
    };
    let mut rings: Vec<Ring> = Vec::new();
    while rings.len() < MOST_RINGS
        && let Err(Error::Cycle { what: _, path }) = critical_path(&vec![0; 2 * places_of.len()], &edges)
    {
        let path: Vec<usize> = path.iter().filter_map(|node| node.parse().ok()).collect();
        let steps = path.iter().copied().zip(path.iter().copied().skip(1));
        let Some((edge, place)) = steps.clone().find_map(|edge| places.get(&edge).map(|place| (edge, *place))) else {
            break;
        };
        edges.retain(|&(from, to, _)| (from, to) != edge);
        let mut ring: Vec<String> = Vec::new();
        for node in path {
            let name = name(node / 2).cloned().unwrap_or_default();
            if ring.last().is_none_or(|last| *last != name) {
                ring.push(name);
            }
        }
        if ring.len() == 1 || ring.first() != ring.last() {
            ring.extend(ring.first().cloned());
        }
        rings.push(Ring { error: Error::Cycle { what: "plan".to_owned(), path: ring }, place });
    }
    rings
}

/// The slug of what stands behind the last slash.
fn last(word: &str) -> String {
    slug(word.rsplit('/').next().unwrap_or(word))
}

/// Whether an id ends with a path, from a slash on.
fn ends_with(id: &str, path: &str) -> bool {
    id.strip_suffix(path).is_some_and(|before| path.is_empty() || before.is_empty() || before.ends_with('/'))
}
