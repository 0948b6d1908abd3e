use std::collections::HashMap;

use super::matching::{self, Matches, Placed, placed};
use super::{ChangeKind, ChangeSubject, PlanChange, PlanDiff};
use crate::plan::{Dependency, Due, Gate, Item, ItemState, Period, Plan, RiskLevel, Section, Window};
use crate::time::{Span, format_instant};

impl Plan {
    /// What is different in `new`. A section or item is the same as that of its id, or else of its title, or else the one
    /// most like it, if half of its groups of three letters are; those that are in both plans are compared, the others
    /// were added or removed. What lies inside a section that was renamed is not renamed with it.
    ///
    /// ```
    /// use hypercare::plan::{ChangeKind, Plan};
    /// let old = Plan::from_markdown("# Orchard\n## Checks\n- [ ] Backups\n- [ ] Load test with 2,000 users\n")?;
    /// let new = Plan::from_markdown("# Orchard\n## Checks\n- [x] Backups\n- [ ] Load test with 5,000 users\n- [ ] DNS\n")?;
    /// let diff = old.diff(&new);
    /// assert_eq!(diff.to_text(), "\
    /// ticked item \"Backups\" (checks/backups)
    /// renamed item \"Load test with 5,000 users\" (checks/load-test-with-5-000-users): was \"Load test with 2,000 users\"
    /// added item \"DNS\" (checks/dns) in checks
    /// ");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn diff(&self, new: &Self) -> PlanDiff {
        let sections = matching::sections(self, new);
        let (old_items, new_items) = (placed(self), placed(new));
        let items = matching::items(&old_items, &new_items, &sections);
        let mut comparison = Comparison { changes: Vec::new(), names: HashMap::new() };
        for (old, at) in sections.new_of.iter().enumerate() {
            let pair = self.sections.get(old).zip(at.and_then(|at| new.sections.get(at)));
            comparison.names.extend(pair.map(|(old, new)| (old.id.as_str(), new.id.as_str())));
        }
        for (&(_, old), at) in old_items.iter().zip(&items.new_of) {
            let pair = at.and_then(|at| new_items.get(at));
            comparison.names.extend(pair.map(|(_, new)| (old.id.as_str(), new.id.as_str())));
        }
        comparison.plan(self, new);
        comparison.sections(self, new, &sections);
        comparison.items((self, &old_items), (new, &new_items), &sections, &items);
        comparison.gates(self, new);
        comparison.removed(self, &old_items, &sections, &items);
        comparison.lists(self, new);
        PlanDiff { changes: comparison.changes, kept: items.old_of.iter().flatten().count() }
    }
}

pub(super) struct Comparison<'a> {
    changes: Vec<PlanChange>,
    /// The new ids of what both plans have, by the old ones.
    pub(super) names: HashMap<&'a str, &'a str>,
}

/// What a change is about.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) subject: ChangeSubject,
    pub(super) id: &'a str,
    pub(super) old_id: &'a str,
    pub(super) title: &'a str,
}

impl<'a> Comparison<'a> {
    pub(super) fn push(&mut self, about: About<'_>, kind: ChangeKind, before: Option<String>, after: Option<String>) {
        self.changes.push(PlanChange {
            kind,
            subject: about.subject,
            id: about.id.to_owned(),
            old_id: (about.old_id != about.id).then(|| about.old_id.to_owned()),
            title: about.title.to_owned(),
            before,
            after,
        });
    }

    /// A change where the two are not the same.
    fn differ(&mut self, about: About<'_>, kind: ChangeKind, before: Option<String>, after: Option<String>) {
        if before != after {
            self.push(about, kind, before, after);
        }
    }

    fn plan(&mut self, old: &Plan, new: &Plan) {
        let about = About { subject: ChangeSubject::Plan, id: "", old_id: "", title: &new.title };
        self.differ(about, ChangeKind::Renamed, Some(old.title.clone()), Some(new.title.clone()));
        let launch = |plan: &Plan| {
            let at = plan.launch.map(|launch| format!("{} ({})", format_instant(launch.at), launch.zone.name()));
            let takes = plan.duration.map(|duration| format!("takes {duration}"));
            let parts: Vec<String> = at.into_iter().chain(takes).collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        };
        self.differ(about, ChangeKind::Launch, launch(old), launch(new));
        self.differ(about, ChangeKind::Risk, risk(old.risk), risk(new.risk));
    }

    fn sections(&mut self, old: &Plan, new: &Plan, matches: &Matches) {
        let order = Order::new(
            new.sections.iter().map(|section| section.parent),
            old.sections
                .iter()
                .map(|section| section.parent.and_then(|parent| matches.new_of.get(parent).copied().flatten())),
            matches,
        );
        for (index, section) in new.sections.iter().enumerate() {
            let parent = |plan: &Plan, parent: Option<usize>| {
                parent
                    .and_then(|parent| plan.sections.get(parent))
                    .map_or("the plan".to_owned(), |parent| parent.id.clone())
            };
            let was = matches.old_of.get(index).copied().flatten().and_then(|was| old.sections.get(was));
            let old_id = was.map_or(section.id.as_str(), |was| was.id.as_str());
            let about = About { subject: ChangeSubject::Section, id: &section.id, old_id, title: &section.title };
            let Some(was) = was else {
                self.push(about, ChangeKind::Added, None, Some(parent(new, section.parent)));
                continue;
            };
            self.differ(about, ChangeKind::Renamed, Some(was.title.clone()), Some(section.title.clone()));
            self.place(about, &order, index, || (parent(old, was.parent), parent(new, section.parent)));
            self.differ(
                about,
                ChangeKind::Window,
                window(was.window, was.period),
                window(section.window, section.period),
            );
            let estimate = |section: &Section| {
                section
                    .estimate
                    .map(|estimate| estimate.to_string())
                    .or_else(|| section.duration.map(|range| range.to_string()))
            };
            self.differ(about, ChangeKind::Estimate, estimate(was), estimate(section));
            self.differ(about, ChangeKind::Due, due(was.due), due(section.due));
            self.differ(about, ChangeKind::Risk, risk(was.risk), risk(section.risk));
            self.differ(about, ChangeKind::Owner, was.owner.clone(), section.owner.clone());
            self.differ(
                about,
                ChangeKind::Dependencies,
                self.mapped(&was.after),
                listed(&section.after, str::to_owned),
            );
        }
    }

    fn items(
        &mut self,
        (old, old_items): (&Plan, &[Placed<'a>]),
        (new, new_items): (&Plan, &[Placed<'a>]),
        sections: &Matches,
        matches: &Matches,
    ) {
        // Below an item or else in a section: sections are counted behind the items.
        let [first_old, first_new] = [firsts(old), firsts(new)];
        let above = |items: usize, firsts: &[usize], &(section, item): &Placed<'_>| match item.parent {
            Some(parent) => firsts.get(section).map(|first| first + parent),
            None => Some(items + section),
        };
        let new_above = |placed: &Placed<'_>| above(new_items.len(), &first_new, placed);
        let old_above = |&(section, item): &Placed<'_>| match item.parent {
            Some(parent) => matches.new_of.get(first_old.get(section)? + parent).copied().flatten(),
            None => Some(new_items.len() + sections.new_of.get(section).copied().flatten()?),
        };
        let order = Order::new(new_items.iter().map(new_above), old_items.iter().map(old_above), matches);
        for (index, &(section, item)) in new_items.iter().enumerate() {
            let around = |plan: &Plan, (section, item): Placed<'_>| {
                let section = plan.sections.get(section);
                let parent = item.parent.and_then(|parent| section?.items.get(parent));
                let id = parent.map(|parent| &parent.id).or(section.map(|section| &section.id));
                id.cloned().unwrap_or_default()
            };
            let was = matches.old_of.get(index).copied().flatten().and_then(|was| old_items.get(was));
            let old_id = was.map_or(item.id.as_str(), |(_, was)| was.id.as_str());
            let about = About { subject: ChangeSubject::Item, id: &item.id, old_id, title: &item.title };
            match was {
                None => self.push(about, ChangeKind::Added, None, Some(around(new, (section, item)))),
                Some(&(before, was)) => {
                    self.place(about, &order, index, || (around(old, (before, was)), around(new, (section, item))));
                    self.item(about, was, item);
                }
            }
        }
    }

    fn item(&mut self, about: About<'_>, was: &Item, item: &Item) {
        match (was.state, item.state) {
            (ItemState::Open, ItemState::Done) => self.push(about, ChangeKind::Ticked, None, None),
            (ItemState::Done, ItemState::Open) => self.push(about, ChangeKind::Unticked, None, None),
            (before, after) if before != after => {
                let word = |state: ItemState| match state {
                    ItemState::Done => Some("ticked".to_owned()),
                    ItemState::Open => Some("open".to_owned()),
                    ItemState::None => None,
                };
                self.push(about, ChangeKind::Box, word(before), word(after));
            }
            (ItemState::Done, ItemState::Done) => self.differ(about, ChangeKind::Tick, tick(was), tick(item)),
            _ => {}
        }
        self.differ(about, ChangeKind::Renamed, Some(was.title.clone()), Some(item.title.clone()));
        // A text that differs only by the title has been told of.
        if was.text.replacen(&was.title, &item.title, 1) != item.text {
            self.push(about, ChangeKind::Text, Some(was.text.clone()), Some(item.text.clone()));
        }
        let blocks = |item: &Item| Some(if item.blocking { "blocking" } else { "not blocking" }.to_owned());
        if was.state != ItemState::None && item.state != ItemState::None {
            self.differ(about, ChangeKind::Blocking, blocks(was), blocks(item));
        }
        self.differ(about, ChangeKind::Owner, was.owner.clone(), item.owner.clone());
        let estimate = |item: &Item| item.estimate.map(|estimate| estimate.to_string());
        self.differ(about, ChangeKind::Estimate, estimate(was), estimate(item));
        self.differ(about, ChangeKind::Dependencies, self.mapped(&was.after), listed(&item.after, str::to_owned));
        self.differ(about, ChangeKind::Window, window(was.window, was.period), window(item.window, item.period));
        self.differ(about, ChangeKind::Due, due(was.due), due(item.due));
        let evidence = |item: &Item| {
            let links: Vec<&str> = item.evidence.iter().map(|link| link.url.as_str()).collect();
            (!links.is_empty()).then(|| links.join(", "))
        };
        self.differ(about, ChangeKind::Evidence, evidence(was), evidence(item));
    }

    fn place(&mut self, about: About<'_>, order: &Order, index: usize, around: impl Fn() -> (String, String)) {
        match order.change(index) {
            Place::Same => {}
            Place::Elsewhere => {
                let (before, after) = around();
                self.push(about, ChangeKind::Moved, Some(before), Some(after));
            }
            Place::Reordered(before, after) => {
                self.push(about, ChangeKind::Reordered, Some(before.to_string()), Some(after.to_string()));
            }
        }
    }

    fn gates(&mut self, old: &Plan, new: &Plan) {
        for gate in &new.gates {
            let about = About { subject: ChangeSubject::Gate, id: &gate.id, old_id: &gate.id, title: &gate.title };
            match old.gates.iter().find(|was| was.id == gate.id) {
                None => self.push(about, ChangeKind::Added, None, Some("the plan".to_owned())),
                Some(was) => self.differ(about, ChangeKind::Requirements, Some(asked(was)), Some(asked(gate))),
            }
        }
        for was in old.gates.iter().filter(|was| !new.gates.iter().any(|gate| gate.id == was.id)) {
            let about = About { subject: ChangeSubject::Gate, id: &was.id, old_id: &was.id, title: &was.title };
            self.push(about, ChangeKind::Removed, Some("the plan".to_owned()), None);
        }
    }

    fn removed(&mut self, old: &Plan, items: &[Placed<'_>], sections: &Matches, matches: &Matches) {
        for (section, _) in old.sections.iter().zip(&sections.new_of).filter(|(_, now)| now.is_none()) {
            let around = section.parent.and_then(|parent| old.sections.get(parent));
            let around = around.map_or("the plan".to_owned(), |around| around.id.clone());
            let about =
                About { subject: ChangeSubject::Section, id: &section.id, old_id: &section.id, title: &section.title };
            self.push(about, ChangeKind::Removed, Some(around), None);
        }
        for (&(section, item), _) in items.iter().zip(&matches.new_of).filter(|(_, now)| now.is_none()) {
            let about = About { subject: ChangeSubject::Item, id: &item.id, old_id: &item.id, title: &item.title };
            let around = old.sections.get(section).map(|section| section.id.clone()).unwrap_or_default();
            self.push(about, ChangeKind::Removed, Some(around), None);
        }
    }

    /// Dependencies of the old plan by the names of the new one.
    fn mapped(&self, after: &[Dependency]) -> Option<String> {
        listed(after, |id| self.names.get(id).copied().unwrap_or(id).to_owned())
    }
}

/// Where things stand among those that both plans have below the same parent.
struct Order {
    places: Vec<Place>,
}

#[derive(Clone, Copy)]
enum Place {
    Same,
    Elsewhere,
    /// From the one place to the other, from 1.
    Reordered(usize, usize),
}

impl Order {
    /// `new_above` and `old_above` name what each stands below, both by the new plan; none for the top, and in the old
    /// plan for what is gone.
    fn new(
        new_above: impl Iterator<Item = Option<usize>>,
        old_above: impl Iterator<Item = Option<usize>>,
        matches: &Matches,
    ) -> Self {
        let old_above: Vec<Option<usize>> = old_above.collect();
        let mut groups: HashMap<Option<usize>, Vec<(usize, usize)>> = HashMap::new();
        let mut places = vec![Place::Same; matches.old_of.len()];
        for (index, above) in new_above.enumerate() {
            let Some(old) = matches.old_of.get(index).copied().flatten() else { continue };
            if old_above.get(old).copied().flatten() == above {
                groups.entry(above).or_default().push((index, old));
            } else if let Some(place) = places.get_mut(index) {
                *place = Place::Elsewhere;
            }
        }
        for members in groups.values() {
            let mut sorted: Vec<usize> = members.iter().map(|&(_, old)| old).collect();
            let kept = rising(&sorted);
            sorted.sort_unstable();
            for (at, (&(index, old), stays)) in members.iter().zip(kept).enumerate() {
                if !stays && let Some(place) = places.get_mut(index) {
                    let before = sorted.partition_point(|&other| other < old);
                    *place = Place::Reordered(before + 1, at + 1);
                }
            }
        }
        Self { places }
    }

    fn change(&self, index: usize) -> Place {
        self.places.get(index).copied().unwrap_or(Place::Same)
    }
}

/// Which members of one longest rising part of a sequence there are: the others are the fewest that have moved.
fn rising(sequence: &[usize]) -> Vec<bool> {
    // The index of the smallest end of a rising part of each length, and what stands before each member in one.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; sequence.len()];
    for (index, value) in sequence.iter().enumerate() {
        let length = ends.partition_point(|&end| sequence.get(end) < Some(value));
        if let Some(slot) = before.get_mut(index) {
            *slot = length.checked_sub(1).and_then(|length| ends.get(length).copied());
        }
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut kept = vec![false; sequence.len()];
    let mut last = ends.last().copied();
    while let Some(index) = last {
        if let Some(slot) = kept.get_mut(index) {
            *slot = true;
        }
        last = before.get(index).copied().flatten();
    }
    kept
}

/// For each section the index of its first item among all items.
fn firsts(plan: &Plan) -> Vec<usize> {
    let mut next = 0;
    let first = |section: &Section| {
        let first = next;
        next += section.items.len();
        first
    };
    plan.sections.iter().map(first).collect()
}

fn listed(after: &[Dependency], name: impl Fn(&str) -> String) -> Option<String> {
    let one = |on: &Dependency| {
        let kind = format!("{:?}", on.kind);
        let kind = if kind == "FinishToStart" { String::new() } else { format!(" ({kind})") };
        let shift = match (on.lag, on.lead) {
            (Span::ZERO, Span::ZERO) => String::new(),
            (Span::ZERO, lead) => format!(" -{lead}"),
            (lag, _) => format!(" +{lag}"),
        };
        format!("{}{kind}{shift}", name(&on.on))
    };
    let mut list: Vec<String> = after.iter().map(one).collect();
    list.sort();
    (!list.is_empty()).then(|| list.join(", "))
}

fn tick(item: &Item) -> Option<String> {
    let at = item.ticked_at.map(format_instant);
    let by = item.ticked_by.as_ref().map(|by| format!("by {by}"));
    let parts: Vec<String> = at.into_iter().chain(by).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn window(window: Option<Window>, period: Option<Period>) -> Option<String> {
    let period = period.map(|period| format!("{} to {}", format_instant(period.start), format_instant(period.end)));
    period.or_else(|| window.map(|window| window.to_string()))
}

fn due(due: Option<Due>) -> Option<String> {
    let due = due?;
    due.at.map(format_instant).or_else(|| due.window.map(|window| window.to_string()))
}

fn risk(risk: Option<RiskLevel>) -> Option<String> {
    risk.map(|risk| format!("{risk:?}").to_lowercase())
}

fn asked(gate: &Gate) -> String {
    let roles = gate.required.iter().map(|role| {
        let veto = if role.veto { ", veto" } else { "" };
        format!("{} of {} ({}{veto})", role.least(), role.role, role.names.join(", "))
    });
    let bound = |name: &str, bound: Option<f64>| bound.map_or(String::new(), |bound| format!(" {name} {bound}"));
    let criteria = gate.criteria.iter().map(|criterion| {
        let met = criterion.met.map_or("", |met| if met { " (met)" } else { " (not met)" });
        let (least, most) = (bound("at least", criterion.at_least), bound("at most", criterion.at_most));
        let (above, below) = (bound("above", criterion.above), bound("below", criterion.below));
        format!("{}{least}{above}{most}{below}{met}", criterion.text)
    });
    let deadline = gate.deadline.and_then(|deadline| due(Some(deadline))).map(|deadline| format!("by {deadline}"));
    let blocking = gate.all_blocking.then(|| "every blocking box".to_owned());
    let boxes = gate.items.iter().cloned().chain(gate.evidence.iter().map(|id| format!("evidence for {id}")));
    let parts: Vec<String> = blocking.into_iter().chain(boxes).chain(criteria).chain(roles).chain(deadline).collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}
