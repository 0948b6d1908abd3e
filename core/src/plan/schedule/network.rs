//! The events of a plan and what constrains them.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::options::ScheduleOptions;
use super::{BindingKind, ConflictKind, TaskBasis};
use crate::plan::heading::takes_back;
use crate::plan::path::ring;
use crate::plan::{Dependency, DependencyKind, Item, ItemState, Plan, Section, SectionKind, TaskEstimate};
use crate::time::{Calendar, check_instant, format_instant};
use crate::{Error, Position, Reason, Result};

/// Twice the number of a node is its start, and then comes its finish.
pub(super) type Event = usize;

/// A section, or an item.
pub(super) struct Node<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) section: &'a Section,
    pub(super) item: Option<&'a Item>,
    /// The node around it.
    pub(super) around: Option<usize>,
    /// Whether there are nodes in it.
    pub(super) holds: bool,
    pub(super) owner: Option<&'a str>,
    pub(super) calendar: Option<&'a Calendar>,
    /// The calendar of the section, which is that of its items unless their owner has one.
    sectional: Option<&'a Calendar>,
    pub(super) basis: TaskBasis,
    pub(super) estimate: Option<TaskEstimate>,
    /// Whether it is a step of a way back, which counts for nothing here.
    aside: bool,
    /// Whether anything in it says how long it takes.
    sized: bool,
    /// Nanoseconds of open time.
    pub(super) work: i64,
}

/// `to` comes `lag` nanoseconds after `from` at the earliest; a finish after the start of its own node by the work.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: Event,
    pub(super) to: Event,
    pub(super) lag: i64,
    pub(super) kind: BindingKind,
}

/// A node should not finish after it.
pub(super) struct Limit {
    pub(super) node: usize,
    pub(super) at: i64,
    pub(super) kind: ConflictKind,
    /// What says so, in words.
    pub(super) what: Arc<str>,
}

pub(super) struct Network<'a> {
    pub(super) options: &'a ScheduleOptions,
    pub(super) start: i64,
    pub(super) nodes: Vec<Node<'a>>,
    /// All events in an order in which each stands after those it waits for.
    pub(super) order: Vec<Event>,
    /// Edges by the event they lead to.
    edges: Vec<Edge>,
    /// Where those of each event begin.
    first: Vec<usize>,
    /// What no event comes before, and the windows that say so.
    pub(super) floors: Vec<i64>,
    pub(super) windows: Vec<Option<Arc<str>>>,
    pub(super) limits: Vec<Limit>,
    /// What is wrong with the plan, whatever the dates are: the node, and what.
    pub(super) unknown: Vec<(usize, Reason)>,
    pub(super) notes: Vec<Reason>,
}

/// A stretch of time that a node must keep within, in nanoseconds, and what says so.
#[derive(Clone)]
struct Stretch {
    start: i64,
    end: i64,
    what: Arc<str>,
}

pub(super) fn nanos(at: DateTime<Utc>, what: &str) -> Result<i64> {
    check_instant(at, what)?;
    at.timestamp_nanos_opt().ok_or_else(|| Error::range(format!("{what}, outside of the years 1678 to 2261")))
}

pub(super) fn instant(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_nanos(at)
}

impl<'a> Network<'a> {
    pub(super) fn new(plan: &'a Plan, start: DateTime<Utc>, options: &'a ScheduleOptions) -> Result<Self> {
        options.check(plan)?;
        let mut network = Self {
            options,
            start: nanos(start, "start")?,
            nodes: Vec::new(),
            order: Vec::new(),
            edges: Vec::new(),
            first: Vec::new(),
            floors: Vec::new(),
            windows: Vec::new(),
            limits: Vec::new(),
            unknown: Vec::new(),
            notes: Vec::new(),
        };
        network.add_nodes(plan);
        network.measure()?;
        network.floors = vec![network.start; 2 * network.nodes.len()];
        network.windows = vec![None; 2 * network.nodes.len()];
        network.bound(plan)?;
        let mut edges = network.connect();
        if let Err(error) = network.sort(&edges) {
            let all = edges.len();
            edges.retain(|edge| edge.kind != BindingKind::Order);
            if edges.len() == all {
                return Err(error);
            }
            network.sort(&edges)?;
            let note = "dependencies lead against the numbers of phases, which were left out of account";
            network.notes.push(Reason::new("phases in order", note));
        }
        network.lengths_noted();
        Ok(network)
    }

    fn add_nodes(&mut self, plan: &'a Plan) {
        for section in &plan.sections {
            self.add(section, None, section.parent);
        }
        for (index, section) in plan.sections.iter().enumerate() {
            let base = self.nodes.len();
            for item in &section.items {
                let around = item.parent.map_or(index, |parent| base.saturating_add(parent));
                self.add(section, Some(item), Some(around));
            }
        }
    }

    fn add(&mut self, section: &'a Section, item: Option<&'a Item>, around: Option<usize>) {
        let (id, title, own, estimate) = match item {
            Some(item) => (&item.id, &item.title, &item.owner, item.estimate),
            None => (&section.id, &section.title, &section.owner, section.estimate),
        };
        let around = around.filter(|&around| around < self.nodes.len());
        let above = around.and_then(|around| self.nodes.get_mut(around)).map(|above| {
            above.holds = true;
            (above.owner, above.sectional, above.aside)
        });
        let mut items = item.map_or(section.items.as_slice(), std::slice::from_ref).iter();
        let steps = items.all(|item| item.state == ItemState::None);
        let aside = steps && (above.is_some_and(|above| above.2) || item.is_none() && takes_back(title));
        let owner = own.as_deref().or_else(|| above.and_then(|above| above.0));
        let special = if item.is_none() { self.options.sections.get(id) } else { None };
        let sectional = special.or_else(|| above.and_then(|above| above.1));
        let personal = owner.and_then(|owner| self.options.owners.get(owner));
        self.nodes.push(Node {
            id,
            title,
            section,
            item,
            around,
            holds: false,
            owner,
            calendar: personal.or(sectional).or(self.options.calendar.as_ref()),
            sectional,
            basis: TaskBasis::Milestone,
            estimate: estimate.filter(|_| !aside),
            aside,
            sized: false,
            work: 0,
        });
    }

    /// How long each node takes.
    fn measure(&mut self) -> Result<()> {
        // Whether anything in a node says how long it takes, and whether anything does not. Nodes stand after those
        // around them.
        let (mut sized, mut open) = (vec![false; self.nodes.len()], vec![false; self.nodes.len()]);
        for (index, node) in self.nodes.iter().enumerate().rev() {
            let own = node.estimate.is_some() || node.item.is_none() && node.section.duration.is_some() && !node.aside;
            let get = |list: &[bool]| list.get(index).copied().unwrap_or_default();
            let (some, gaps) = (own || get(&sized), !own && (!node.holds || get(&open)));
            for (list, value) in [(&mut sized, some), (&mut open, gaps)] {
                if let Some(around) = node.around.and_then(|around| list.get_mut(around)) {
                    *around |= value;
                }
            }
        }
        for (node, (inner, gaps)) in self.nodes.iter_mut().zip(sized.into_iter().zip(open)) {
            let section = node.item.is_none();
            node.sized = inner;
            let done = self.options.remaining && node.item.is_some_and(|item| item.state == ItemState::Done);
            let duration = node.section.duration.filter(|_| section && !node.aside);
            (node.basis, node.work) = match (node.estimate, duration) {
                _ if done => (TaskBasis::Done, 0),
                // All that is in it says how long it takes.
                _ if section && inner && !gaps => (TaskBasis::Contained, 0),
                (Some(estimate), _) => (TaskBasis::Estimate, self.options.length(&estimate, node.calendar.is_some())?),
                (None, Some(duration)) => {
                    // "2 weeks" in a heading are weeks on the wall.
                    node.calendar = None;
                    let span = duration.upper().unwrap_or(duration.lower());
                    (TaskBasis::Duration, self.options.nanos(span, false)?)
                }
                (None, None) if node.holds => (TaskBasis::Contained, 0),
                (None, None) => (TaskBasis::Milestone, 0),
            };
            node.estimate = node.estimate.filter(|_| node.basis == TaskBasis::Estimate);
        }
        Ok(())
    }

    /// Says of how many boxes nobody knows how long they take.
    fn lengths_noted(&mut self) {
        let boxes = || self.nodes.iter().filter(|node| node.item.is_some_and(|item| item.state != ItemState::None));
        let (all, bare) = (boxes().count(), boxes().filter(|node| node.basis == TaskBasis::Milestone).count());
        if bare > 0 {
            let note = "boxes without an estimate count as no time at all";
            self.notes.push(Reason::new("estimates", note).number("boxes", all as f64).number("without", bare as f64));
        }
    }

    /// What windows, due dates and the launch ask for.
    fn bound(&mut self, plan: &Plan) -> Result<()> {
        let launch = plan.launch.as_ref();
        let go_live = match launch {
            Some(launch) => Some((nanos(launch.at, "the launch")?, Arc::from(words(launch.at, "launch ")))),
            None => None,
        };
        let mut stretches: Vec<Option<Stretch>> = Vec::with_capacity(self.nodes.len());
        let mut unplaced = 0;
        for (index, node) in self.nodes.iter_mut().enumerate() {
            let (window, period, due) = match node.item {
                Some(item) => (item.window, item.period, item.due),
                None => (node.section.window, node.section.period, node.section.due),
            };
            let own = match (period, window, launch) {
                _ if self.options.ignore_windows || node.aside => None,
                (Some(period), ..) => Some(Stretch {
                    start: nanos(period.start, "a period")?,
                    end: nanos(period.end, "a period")?,
                    what: format!("{} to {}", format_instant(period.start), format_instant(period.end)).into(),
                }),
                (None, Some(window), Some(launch)) => Some(Stretch {
                    start: nanos(window.start_at(launch)?, "a window")?,
                    end: nanos(window.end_at(launch)?, "a window")?,
                    what: window.to_string().into(),
                }),
                (None, window, _) => {
                    unplaced += usize::from(window.is_some());
                    None
                }
            };
            let lasts = node.item.is_none() && matches!(node.basis, TaskBasis::Contained | TaskBasis::Milestone);
            let around = || node.around.and_then(|around| stretches.get(around).cloned().flatten());
            let stretch = own.clone().or_else(around).filter(|_| !node.aside);
            if node.basis == TaskBasis::Done {
                stretches.push(stretch);
                continue;
            }
            if let Some(stretch) = stretch.as_ref().filter(|_| !node.holds || node.work > 0) {
                raise(&mut self.floors, &mut self.windows, start_of(index), stretch.start, &stretch.what);
                let (at, what) = (stretch.end, stretch.what.clone());
                self.limits.push(Limit { node: index, at, kind: ConflictKind::Window, what });
            }
            if let Some(own) = own.filter(|_| lasts && !node.sized) {
                node.basis = TaskBasis::Window;
                raise(&mut self.floors, &mut self.windows, finish_of(index), own.end, &own.what);
            }
            stretches.push(stretch);
            if let Some(at) = due.and_then(|due| due.instant(launch)) {
                let (at, what) = (nanos(at, "a due date")?, words(at, "due ").into());
                self.limits.push(Limit { node: index, at, kind: ConflictKind::Due, what });
            }
            if let (Some((at, what)), true) = (&go_live, node.item.is_some_and(|item| item.blocking)) {
                self.limits.push(Limit { node: index, at: *at, kind: ConflictKind::Launch, what: Arc::clone(what) });
            }
        }
        self.raise_around();
        let aside = self.nodes.iter().filter(|node| node.aside && node.item.is_some()).count();
        if aside > 0 {
            let note = "steps of a way back are taken only if the go-live is given up, and were left out of account";
            self.notes.push(Reason::new("rollback", note).number("steps", aside as f64));
        }
        if unplaced > 0 {
            let note = "windows are relative to a launch that is not known, and were left out of account";
            self.notes.push(Reason::new("launch", note).number("windows", unplaced as f64));
        }
        Ok(())
    }

    /// What holds others begins with the first window in it.
    fn raise_around(&mut self) {
        let mut first: Vec<Option<Event>> = vec![None; self.nodes.len()];
        for (index, node) in self.nodes.iter().enumerate().rev() {
            let floor = |event: Event| self.floors.get(event).copied().unwrap_or_default();
            let inner = first.get(index).copied().flatten();
            if let Some(inner) = inner.filter(|&inner| floor(inner) > floor(start_of(index))) {
                let (at, what) = (floor(inner), self.windows.get(inner).cloned().flatten().unwrap_or_default());
                raise(&mut self.floors, &mut self.windows, start_of(index), at, &what);
            }
            let own = self.floors.get(start_of(index)).copied();
            let Some(around) = node.around.and_then(|around| first.get_mut(around)) else { continue };
            if node.basis != TaskBasis::Done {
                let before = around.and_then(|event| self.floors.get(event).copied());
                *around = if before.is_none_or(|before| own.is_some_and(|own| own < before)) {
                    Some(start_of(index))
                } else {
                    *around
                };
            }
        }
    }

    /// All edges: first the work of each node, then dependencies, then what stands in what.
    fn connect(&mut self) -> Vec<Edge> {
        let ids: HashMap<&str, usize> = self.nodes.iter().enumerate().map(|(index, node)| (node.id, index)).collect();
        let mut edges: Vec<Edge> = Vec::with_capacity(4 * self.nodes.len());
        let mut add = |from, to, lag, kind| edges.push(Edge { from, to, lag, kind });
        for index in 0..self.nodes.len() {
            add(start_of(index), finish_of(index), 0, BindingKind::Work);
        }
        for (index, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.basis != TaskBasis::Done) {
            let after = node.item.map_or(&node.section.after, |item| &item.after);
            for dependency in after {
                let Some(&on) = ids.get(dependency.on.as_str()) else {
                    self.unknown.push((index, unknown(dependency, node)));
                    continue;
                };
                let (from, to) = match dependency.kind {
                    DependencyKind::FinishToStart => (finish_of(on), start_of(index)),
                    DependencyKind::StartToStart => (start_of(on), start_of(index)),
                    DependencyKind::FinishToFinish => (finish_of(on), finish_of(index)),
                    DependencyKind::StartToFinish => (start_of(on), finish_of(index)),
                };
                add(from, to, lag(dependency), dependency.kind.into());
            }
        }
        if !self.options.phases_side_by_side {
            let mut last: HashMap<(Option<usize>, SectionKind), usize> = HashMap::new();
            for (index, node) in self.nodes.iter().enumerate() {
                let Section { kind, number, window, period, after, .. } = node.section;
                let counts = matches!(kind, SectionKind::Wave | SectionKind::Phase) && number.is_some();
                if node.item.is_none()
                    && counts
                    && let Some(before) = last.insert((node.around, *kind), index)
                    && after.is_empty()
                    && (self.options.ignore_windows || window.is_none() && period.is_none())
                {
                    add(finish_of(before), start_of(index), 0, BindingKind::Order);
                }
            }
        }
        for (index, node) in self.nodes.iter().enumerate() {
            if let Some(around) = node.around {
                if node.basis != TaskBasis::Done {
                    add(start_of(around), start_of(index), 0, BindingKind::Inside);
                }
                add(finish_of(index), finish_of(around), 0, BindingKind::Contents);
            }
        }
        edges
    }

    /// By Kahn's algorithm.
    fn sort(&mut self, edges: &[Edge]) -> Result<()> {
        let events = 2 * self.nodes.len();
        let (mut first, mut leaving) = (vec![0_usize; events + 1], vec![0_usize; events + 1]);
        for edge in edges {
            first[edge.to + 1] += 1;
            leaving[edge.from + 1] += 1;
        }
        for event in 0..events {
            first[event + 1] += first[event];
            leaving[event + 1] += leaving[event];
        }
        let mut waiting: Vec<usize> = first.windows(2).map(|ends| ends[1] - ends[0]).collect();
        let (mut into, mut out) = (first.clone(), leaving.clone());
        let mut targets = vec![0; edges.len()];
        let mut sorted = edges.to_vec();
        for edge in edges {
            sorted[into[edge.to]] = *edge;
            into[edge.to] += 1;
            targets[out[edge.from]] = edge.to;
            out[edge.from] += 1;
        }
        let mut order: Vec<Event> = (0..events).filter(|&event| waiting[event] == 0).collect();
        let mut visited = 0;
        while let Some(&event) = order.get(visited) {
            visited += 1;
            for &to in &targets[leaving[event]..leaving[event + 1]] {
                waiting[to] -= 1;
                if waiting[to] == 0 {
                    order.push(to);
                }
            }
        }
        if visited < events {
            let waiting: Vec<bool> = waiting.iter().map(|&count| count > 0).collect();
            let edges: Vec<_> = edges.iter().map(|edge| (edge.from, edge.to, 0)).collect();
            let mut path: Vec<usize> = ring(&waiting, &edges).into_iter().map(|event| event / 2).collect();
            path.dedup();
            let id = |node: usize| self.nodes.get(node).map(|node| node.id.to_owned());
            return Err(Error::Cycle { what: "tasks".to_owned(), path: path.into_iter().filter_map(id).collect() });
        }
        (self.order, self.edges, self.first) = (order, sorted, first);
        Ok(())
    }

    /// The edges that lead to an event.
    pub(super) fn before(&self, event: Event) -> &[Edge] {
        let ends = self.first.get(event).zip(self.first.get(event + 1));
        ends.and_then(|(&first, &end)| self.edges.get(first..end)).unwrap_or_default()
    }

    /// Where the edges that lead to an event begin, and one of all edges.
    pub(super) fn place(&self, event: Event) -> usize {
        self.first.get(event).copied().unwrap_or_default()
    }

    pub(super) fn edge(&self, place: usize) -> Option<Edge> {
        self.edges.get(place).copied()
    }

    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The nodes that must be finished by the launch, if there are any and one has an estimate, and when that is.
    pub(super) fn blocking(&self, notes: &mut Vec<Reason>) -> Option<(i64, Vec<usize>)> {
        let mut limits = self.limits.iter().filter(|limit| limit.kind == ConflictKind::Launch).peekable();
        let at = limits.peek()?.at;
        let nodes: Vec<usize> = limits.map(|limit| limit.node).collect();
        let sized = |node: &&usize| self.nodes.get(**node).is_some_and(|node| node.estimate.is_some() || node.sized);
        let known = nodes.iter().filter(sized).count();
        if known < nodes.len() {
            let note = "boxes that block the launch have no estimate, and count as no time at all";
            let (all, bare) = (nodes.len() as f64, (nodes.len() - known) as f64);
            notes.push(Reason::new("launch", note).number("blocking", all).number("without", bare));
        }
        (known > 0).then_some((at, nodes))
    }

    /// How many events and constraints there are.
    pub(super) fn size(&self) -> usize {
        self.floors.len() + self.edges.len()
    }

    /// The node with this id.
    pub(super) fn node(&self, id: &str) -> Result<usize> {
        let found = self.nodes.iter().position(|node| node.id == id);
        found.ok_or_else(|| crate::plan::unknown("task", id, self.nodes.iter().map(|node| node.id)))
    }
}

pub(super) fn start_of(node: usize) -> Event {
    2 * node
}

pub(super) fn finish_of(node: usize) -> Event {
    2 * node + 1
}

fn raise(floors: &mut [i64], windows: &mut [Option<Arc<str>>], event: Event, at: i64, what: &Arc<str>) {
    if floors[event] < at {
        (floors[event], windows[event]) = (at, Some(Arc::clone(what)));
    }
}

fn words(at: DateTime<Utc>, before: &str) -> String {
    format!("{before}{}", format_instant(at))
}

/// A lag, or a lead as a negative one, in nanoseconds.
fn lag(dependency: &Dependency) -> i64 {
    let nanos = |span: crate::time::Span| ScheduleOptions::default().nanos(span, false).unwrap_or(i64::MAX / 4);
    nanos(dependency.lag).saturating_sub(nanos(dependency.lead))
}

fn unknown(dependency: &Dependency, node: &Node<'_>) -> Reason {
    let on: String = dependency.on.chars().take(80).collect();
    let reason =
        Reason::new(format!("after {on}"), "no section or item of the plan has this id: it was left out of account");
    reason.at(node.position())
}

impl Node<'_> {
    pub(super) fn position(&self) -> Position {
        let (line, column) = match self.item {
            Some(item) => (item.line, item.column),
            None => (self.section.line, self.section.column),
        };
        Position { line, column }
    }
}
