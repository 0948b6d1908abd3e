//! A healer as text, to go on after a restart.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::index::Noted;
use super::patient::Watched;
use super::{HISTORY, HealRecord, Healer, INSTANCES};
use crate::document::{Limits, from_json, to_json};
use crate::recovery::Playbook;
use crate::{Error, Result};

/// 100,000 instances with all that may be known of them, even if each character of it takes six to be written.
const LIMITS: Limits = Limits { bytes: 2 << 30, depth: 16, nodes: 32_000_000 };

/// The healer as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    playbook: Playbook,
    checks: Vec<Watched>,
    #[serde(with = "crate::time::instant::option")]
    clock: Option<DateTime<Utc>>,
    runs: u64,
    history: VecDeque<HealRecord>,
}

impl Healer {
    /// The healer with all it knows, as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, in practice.
    pub fn snapshot(&self) -> Result<String> {
        to_json(&Saved {
            playbook: self.playbook.clone(),
            checks: self.checks.clone(),
            clock: self.clock,
            runs: self.runs,
            history: self.history.clone(),
        })
    }

    /// Reads what [`snapshot`](Self::snapshot) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for another text, [`Error::Invalid`] and [`Error::Limit`] for state that no healer can be in.
    pub fn restore(text: &str) -> Result<Self> {
        let Saved { playbook, checks, clock, runs, history } = from_json(text, "healer", LIMITS)?;
        let mut healer = Self { checks, clock, runs, history, ..Self::new(playbook)? };
        let wrong = || Error::invalid("state", "what a healer of this playbook can know", "something else");
        if healer.checks.len() != healer.playbook.checks.len()
            || healer.runs > 1 << 52
            || healer.history.len() > HISTORY
        {
            return Err(wrong());
        }
        Error::cap("instances", INSTANCES as u64, healer.checks.iter().map(|watched| watched.instances.len()).sum())?;
        for (watched, check) in healer.checks.iter().zip(&healer.playbook.checks) {
            Error::cap("instances", INSTANCES as u64, watched.fleet as usize)?;
            for patient in watched.instances.values() {
                let placed = patient.under_way.as_ref().is_none_or(|under_way| {
                    let ends = under_way.ends().is_some();
                    ends && under_way.remedy < check.remedies.len() && (1..=healer.runs).contains(&under_way.run)
                });
                if !placed {
                    return Err(wrong());
                }
            }
        }
        if healer.look_up() { Ok(healer) } else { Err(wrong()) }
    }

    /// Finds the index anew; false where two remedies have one run.
    fn look_up(&mut self) -> bool {
        let Self { playbook, checks, index, .. } = self;
        let each = || checks.iter().enumerate().flat_map(|(at, one)| one.instances.iter().map(move |one| (at, one)));
        each().for_each(|(check, (name, _))| index.admit(&(check, name.clone())));
        let mut single = true;
        for (at, (name, patient)) in each() {
            let Some(check) = playbook.checks.get(at) else { continue };
            for (remedy, begun) in &patient.begun {
                if let Some(remedy) = check.remedies.get(*remedy) {
                    index.begin(name, &remedy.name, begun.0);
                }
            }
            single &= index.update(&(at, name.clone()), &Noted::default(), patient, patient.is_ill(check));
        }
        // Who is ill was looked at before: it waits for an end or for room.
        for place in std::mem::take(&mut index.fresh) {
            let patient = checks.get(place.0).and_then(|watched| watched.instances.get(&place.1));
            match patient.map(|patient| patient.next) {
                Some(next) if !index.is_busy(&place.1) => index.park(&place, next),
                _ => index.hold(&place),
            }
        }
        single
    }
}
