//! An alert manager as text, to go on after a restart.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::document::{AlertsDocument, Labels};
use super::groups::Group;
use super::held::SERIES;
use super::machine::{AlertManager, Timer};
use super::series::{Series, SeriesKey};
use crate::document::{Limits, field, from_json, to_json};
use crate::{Error, Result};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Savepoint {
    #[serde(deserialize_with = "field::version_1")]
    version: u32,
    document: AlertsDocument,
    #[serde(with = "crate::time::instant::option")]
    clock: Option<DateTime<Utc>>,
    series: Vec<(SeriesKey, Series)>,
    groups: Vec<(Labels, Group)>,
    #[serde(with = "crate::time::instant::list")]
    sent: Vec<DateTime<Utc>>,
}

/// A manager with 100,000 sets of labels writes more than other documents hold.
fn limits() -> Limits {
    Limits { bytes: 256 << 20, depth: 64, nodes: 20_000_000 }
}

impl AlertManager {
    /// The document and all that the manager remembers, as JSON for [`restore`](Self::restore).
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never.
    pub fn snapshot(&self) -> Result<String> {
        to_json(&Savepoint {
            version: 1,
            document: self.config.document.clone(),
            clock: self.clock,
            series: self.series.iter().map(|(key, series)| (key.clone(), series.clone())).collect(),
            groups: self.groups.iter().map(|(key, group)| (key.clone(), group.clone())).collect(),
            sent: self.sent.iter().copied().collect(),
        })
    }

    /// The manager of a [`snapshot`](Self::snapshot): from here on it does what that one would have done.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for a text that is no snapshot, [`Error::Limit`] over a cap, and what [`new`](Self::new) returns.
    pub fn restore(snapshot: &str) -> Result<Self> {
        let saved: Savepoint = from_json(snapshot, "alerts snapshot", limits())?;
        let document = saved.document.clone();
        Self::new(document)?.refill(saved)
    }

    /// A manager of another document that goes on where a [`snapshot`](Self::snapshot) ends. Rules that are the same in
    /// both keep their state; what the others have told is forgotten.
    ///
    /// # Errors
    ///
    /// As for [`restore`](Self::restore).
    pub fn resume(document: AlertsDocument, snapshot: &str) -> Result<Self> {
        let saved: Savepoint = from_json(snapshot, "alerts snapshot", limits())?;
        Self::new(document)?.refill(saved)
    }

    fn refill(mut self, saved: Savepoint) -> Result<Self> {
        // A rule that lost its last set of labels waits for one beyond the cap.
        Error::cap("sets of labels", SERIES + 10_000, saved.series.len())?;
        Error::cap("groups of alerts", SERIES, saved.groups.len())?;
        Error::cap("alert rules", 10_000, saved.document.rules.len())?;
        let before = saved.document.rules.iter().map(super::AlertRuleDocument::rule).collect::<Result<Vec<_>>>()?;
        let mut now: BTreeMap<usize, usize> = BTreeMap::new();
        let same: BTreeMap<String, usize> =
            self.config.rules.iter().enumerate().map(|(index, rule)| (format!("{rule:?}"), index)).collect();
        for (index, rule) in before.iter().enumerate() {
            if let Some(found) = same.get(&format!("{rule:?}")) {
                now.insert(index, *found);
            }
        }
        let moved = |(rule, labels): SeriesKey| now.get(&rule).map(|index| (*index, labels));
        let grouped_alike = saved.document.group_by == self.config.document.group_by;
        self.clock = saved.clock;
        self.sent = saved.sent.into_iter().collect::<VecDeque<_>>();
        for (key, mut series) in saved.series {
            if let Some(key) = moved(key) {
                series.due = None;
                if self.config.document.flapping.is_none() {
                    series.calm();
                }
                self.series.insert(key, series);
            }
        }
        if grouped_alike {
            for (key, group) in saved.groups {
                let members = group.members.into_iter().filter_map(moved).filter(|key| self.series.contains_key(key));
                let group = Group { members: members.collect(), ..group };
                if !group.members.is_empty() {
                    if let Some(look_at) = group.look_at {
                        self.timers.insert((look_at, Timer::Group(key.clone())));
                    }
                    if group.held {
                        self.held.insert(key.clone());
                    }
                    self.groups.insert(key, group);
                }
            }
        }
        if let Some(clock) = self.clock {
            self.await_first(clock);
            for key in self.series.keys().cloned().collect::<Vec<_>>() {
                self.settle(&key, clock);
            }
        }
        Ok(self)
    }
}
