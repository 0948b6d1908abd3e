//! Why an event comes when it does, back to the start.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::dates::Early;
use super::network::{Event, Network, finish_of, instant, start_of};
use super::options::SECOND;
use super::report::begins;
use super::{BindingKind, TaskBinding};
use crate::Reason;
use crate::error::shorten;
use crate::time::format_instant;

/// One task of a chain in which each decides when the next one comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChainStep {
    /// The id of the section or item.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its earliest start.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// Its earliest finish.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub finish: DateTime<Utc>,
    /// What it waits for: why it is in the chain where it is.
    pub binding: TaskBinding,
}

/// The steps of a critical path, one on each line when printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalChain<'a>(pub &'a [ChainStep]);

impl fmt::Display for CriticalChain<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            let (start, finish) = (format_instant(step.start), format_instant(step.finish));
            let line = if index == 0 { "" } else { "\n" };
            write!(formatter, "{line}{start} to {finish} {}: {}", step.title, step.binding.reason.detail)?;
        }
        Ok(())
    }
}

/// The chain that leads to an event. Of what a task waits for within itself, only the way in is a step.
pub(super) fn to(network: &Network<'_>, early: &Early, last: Event) -> Vec<ChainStep> {
    let begins = begins(network, early);
    let mut steps: Vec<ChainStep> = Vec::new();
    let (mut event, mut current) = (last, None);
    loop {
        let by = early.by.get(event).copied().flatten().and_then(|place| network.edge(place));
        let node = event / 2;
        if let Some(node) = network.nodes.get(node) {
            let binding = binding(network, early, event);
            match steps.last_mut().filter(|_| current == Some(event / 2)) {
                Some(step) => step.binding = binding,
                None => steps.push(ChainStep {
                    id: node.id.to_owned(),
                    title: node.title.to_owned(),
                    start: instant(begins.get(event / 2).copied().unwrap_or_default()),
                    finish: instant(early.at.get(finish_of(event / 2)).copied().unwrap_or_default()),
                    binding,
                }),
            }
        }
        current = Some(node);
        match by {
            Some(edge) => event = edge.from,
            None => break,
        }
    }
    steps.reverse();
    steps
}

/// What decides when an event comes.
pub(super) fn binding(network: &Network<'_>, early: &Early, event: Event) -> TaskBinding {
    let time = |event: Event| early.at.get(event).copied().unwrap_or_default();
    let (at, let_by) = (time(event), early.let_by.get(event).copied().unwrap_or_default());
    let node = network.nodes.get(event / 2);
    let by = early.by.get(event).copied().flatten().and_then(|place| network.edge(place));
    let (kind, on, mut reason) = match by {
        None if let_by <= network.start => {
            (BindingKind::Start, None, Reason::new("start", "nothing but the start of the schedule holds it back"))
        }
        None => match &network.windows[event] {
            Some(window) if event == start_of(event / 2) => {
                (BindingKind::Window, None, Reason::new(&**window, "its window begins then"))
            }
            Some(window) => (BindingKind::Window, None, Reason::new(&**window, "its window ends then")),
            None => (BindingKind::Slip, None, Reason::new("slip", "it is made to slip until then")),
        },
        Some(edge) if edge.kind == BindingKind::Work => {
            let (work, elapsed) = (node.map_or(0, |node| node.work), at.saturating_sub(time(edge.from)));
            let mut reason = Reason::new("work", "its own work takes until then");
            if work != elapsed {
                reason = reason.number("work_seconds", seconds(work)).number("elapsed_seconds", seconds(elapsed));
            }
            (edge.kind, None, reason)
        }
        Some(edge) => {
            let (id, title) = network.nodes.get(edge.from / 2).map_or(("", ""), |other| (other.id, other.title));
            let (rule, first, then) = match edge.kind {
                BindingKind::FinishToStart => ("after ", "it begins after ", " has finished"),
                BindingKind::StartToStart => ("after ", "it begins after ", " has started"),
                BindingKind::FinishToFinish => ("after ", "it ends after ", " has finished"),
                BindingKind::StartToFinish => ("after ", "it ends after ", " has started"),
                BindingKind::Inside => ("inside ", "it stands in ", ", which begins then"),
                BindingKind::Contents => ("holds ", "it holds ", ", which comes last in it"),
                BindingKind::Order => ("order after ", "", " comes before it"),
                BindingKind::Start | BindingKind::Window | BindingKind::Slip | BindingKind::Work => ("", "", ""),
            };
            let mut reason = Reason::new([rule, id].concat(), quoted(first, title, then));
            if edge.lag != 0 {
                reason = reason.number("lag_seconds", seconds(edge.lag));
            }
            (edge.kind, (edge.from / 2 != event / 2).then(|| id.to_owned()), reason)
        }
    };
    if at > let_by {
        reason.detail.push_str("; the hours open then");
        reason = reason.number("closed_seconds", seconds(at.saturating_sub(let_by)));
    }
    if let Some(node) = node {
        reason = reason.at(node.position());
    }
    TaskBinding { kind, on, reason }
}

/// A title in quotes between words, cut where it is long.
fn quoted(before: &str, title: &str, behind: &str) -> String {
    // As most titles are; the others are escaped.
    let plain = |byte: u8| (b' '..0x7f).contains(&byte) && byte != b'"' && byte != b'\\';
    if title.len() <= 60 && title.bytes().all(plain) {
        [before, "\"", title, "\"", behind].concat()
    } else {
        format!("{before}{:?}{behind}", shorten(title))
    }
}

pub(super) fn seconds(nanos: i64) -> f64 {
    nanos as f64 / SECOND as f64
}
