//! What a healer finds without a walk over all instances.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use chrono::{DateTime, Utc};

use super::patient::{GONE, Patient, UnderWay};
use crate::recovery::Playbook;

/// A check, by its place in the playbook, and an instance.
pub(super) type Place = (usize, String);

/// All of it follows from the patients, and is found anew where they are read: healers that know the same are equal.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    names: BTreeMap<String, usize>,
    hosts: BTreeMap<String, Host>,
    wards: Vec<Ward>,
    /// Patients of all checks together.
    pub(super) patients: usize,
    /// Where each run is under way.
    runs: BTreeMap<u64, Place>,
    /// When each run ends without a word from anybody.
    ends: BTreeSet<(DateTime<Utc>, u64)>,
    /// Who may be treated, as something about them has changed.
    pub(super) fresh: BTreeSet<Place>,
    /// The checks in which there may be room again.
    pub(super) open: BTreeSet<usize>,
}

impl PartialEq for Index {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// An instance over all checks.
#[derive(Clone, Debug, Default)]
struct Host {
    checks: BTreeSet<usize>,
    /// Remedies under way on it.
    busy: usize,
    /// The checks that wait for these to end.
    held: BTreeSet<usize>,
    /// The checks that wait for room, and with which remedy.
    parked: BTreeMap<usize, usize>,
    /// When each remedy was last begun on it, by its name.
    begun: BTreeMap<String, DateTime<Utc>>,
}

/// A check over all instances.
#[derive(Clone, Debug, Default)]
struct Ward {
    /// Instances with a remedy under way, of whichever check.
    busy: usize,
    /// Those that wait for room, by the remedy that comes next.
    waiting: BTreeMap<usize, BTreeSet<String>>,
    /// How many were last reported of when, within the time after which they no longer count, and all these.
    reported: BTreeMap<DateTime<Utc>, usize>,
    here: usize,
}

impl Index {
    pub(super) fn of(playbook: &Playbook) -> Self {
        let names = playbook.checks.iter().enumerate().map(|(place, check)| (check.name.clone(), place)).collect();
        Self { names, wards: vec![Ward::default(); playbook.checks.len()], ..Self::default() }
    }

    pub(super) fn check(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// A check comes to know an instance.
    pub(super) fn admit(&mut self, (check, name): &Place) {
        let host = self.hosts.entry(name.clone()).or_default();
        if host.checks.insert(*check) {
            self.patients += 1;
            if host.busy > 0
                && let Some(ward) = self.wards.get_mut(*check)
            {
                ward.busy += 1;
            }
        }
    }

    /// After a change of a patient: `ill` says whether it is to be treated. False where a run is there already.
    pub(super) fn update(&mut self, place: &Place, before: &Noted, patient: &Patient, ill: bool) -> bool {
        let after = Noted::of(patient);
        self.unplace(place);
        if let Some(ward) = self.wards.get_mut(place.0).filter(|_| before.seen != after.seen) {
            ward.report(before.seen, after.seen);
        }
        let (old, new) = (before.run, after.run);
        if let Some((run, ends)) = old {
            self.ends.remove(&(ends, run));
        }
        if let Some((run, ends)) = new {
            self.ends.insert((ends, run));
        }
        let (old, new) = (old.map(|(run, _)| run), new.map(|(run, _)| run));
        let mut single = true;
        if old != new {
            if let Some(run) = old {
                self.runs.remove(&run);
                self.free(&place.1);
            }
            if let Some(run) = new {
                single = self.runs.insert(run, place.clone()).is_none();
                self.occupy(&place.1);
            }
        }
        if ill {
            self.fresh.insert(place.clone());
        }
        single
    }

    /// The patient waits for nothing any more.
    fn unplace(&mut self, place: &Place) {
        self.fresh.remove(place);
        let (check, name) = place;
        let Some(host) = self.hosts.get_mut(name) else { return };
        host.held.remove(check);
        if let Some(remedy) = host.parked.remove(check) {
            self.unpark(*check, remedy, name);
        }
    }

    fn unpark(&mut self, check: usize, remedy: usize, name: &str) {
        let Some(ward) = self.wards.get_mut(check) else { return };
        if let Some(names) = ward.waiting.get_mut(&remedy) {
            names.remove(name);
            if names.is_empty() {
                ward.waiting.remove(&remedy);
            }
        }
    }

    fn occupy(&mut self, name: &str) {
        let Some(host) = self.hosts.get_mut(name) else { return };
        host.busy += 1;
        if host.busy > 1 {
            return;
        }
        for check in &host.checks {
            if let Some(ward) = self.wards.get_mut(*check) {
                ward.busy += 1;
            }
        }
        let parked = std::mem::take(&mut host.parked);
        host.held.extend(parked.keys());
        for (check, remedy) in parked {
            self.unpark(check, remedy, name);
        }
    }

    fn free(&mut self, name: &str) {
        let Some(host) = self.hosts.get_mut(name) else { return };
        host.busy = host.busy.saturating_sub(1);
        if host.busy > 0 {
            return;
        }
        for check in &host.checks {
            if let Some(ward) = self.wards.get_mut(*check) {
                ward.busy = ward.busy.saturating_sub(1);
                self.open.insert(*check);
            }
        }
        self.fresh.extend(std::mem::take(&mut host.held).into_iter().map(|check| (check, name.to_owned())));
    }

    /// The patient waits until nothing is under way on its instance.
    pub(super) fn hold(&mut self, place: &Place) {
        self.unplace(place);
        if let Some(host) = self.hosts.get_mut(&place.1) {
            host.held.insert(place.0);
        }
    }

    /// The patient waits until there is room for this remedy.
    pub(super) fn park(&mut self, place: &Place, remedy: usize) {
        self.unplace(place);
        let (check, name) = place;
        if let (Some(host), Some(ward)) = (self.hosts.get_mut(name), self.wards.get_mut(*check)) {
            host.parked.insert(*check, remedy);
            ward.waiting.entry(remedy).or_default().insert(name.clone());
        }
    }

    /// The first patient behind `name` in this check that has changed or for whose remedy there is room.
    pub(super) fn next_ill(
        &self,
        check: usize,
        fresh: &BTreeSet<Place>,
        name: &str,
        room: impl Fn(usize) -> bool,
    ) -> Option<String> {
        let behind = (Bound::Excluded((check, name.to_owned())), Bound::Unbounded);
        let changed = fresh.range(behind).next().filter(|place| place.0 == check).map(|place| &place.1);
        let waiting = self.wards.get(check)?.waiting.iter().filter(|(remedy, _)| room(**remedy));
        let behind = (Bound::Excluded(name), Bound::Unbounded);
        waiting.filter_map(|(_, names)| names.range::<str, _>(behind).next()).chain(changed).min().cloned()
    }

    pub(super) fn begin(&mut self, name: &str, remedy: &str, at: DateTime<Utc>) {
        if let Some(host) = self.hosts.get_mut(name) {
            let begun = host.begun.entry(remedy.to_owned()).or_insert(at);
            *begun = at.max(*begun);
        }
    }

    /// When a remedy was last begun on an instance, by whichever check.
    pub(super) fn begun(&self, name: &str, remedy: &str) -> Option<DateTime<Utc>> {
        self.hosts.get(name)?.begun.get(remedy).copied()
    }

    /// Whether a remedy is under way on an instance.
    pub(super) fn is_busy(&self, name: &str) -> bool {
        self.hosts.get(name).is_some_and(|host| host.busy > 0)
    }

    /// Instances of a check that have a remedy under way.
    pub(super) fn busy(&self, check: usize) -> usize {
        self.wards.get(check).map_or(0, |ward| ward.busy)
    }

    /// Instances of a check that were reported of lately.
    pub(super) fn here(&mut self, check: usize, at: DateTime<Utc>) -> usize {
        let Some(ward) = self.wards.get_mut(check) else { return 0 };
        while let Some(first) = ward.reported.first_entry()
            && at.signed_duration_since(*first.key()) >= GONE
        {
            ward.here -= first.remove();
        }
        ward.here
    }

    pub(super) fn run(&self, run: u64) -> Option<&Place> {
        self.runs.get(&run)
    }

    pub(super) fn next_end(&self) -> Option<DateTime<Utc>> {
        self.ends.first().map(|(ends, _)| *ends)
    }

    /// A run that has ended by `at` without a word, taken out.
    pub(super) fn ended(&mut self, at: DateTime<Utc>) -> Option<(DateTime<Utc>, Place)> {
        while let Some((ends, run)) = self.ends.first().copied().filter(|(ends, _)| *ends <= at) {
            self.ends.remove(&(ends, run));
            if let Some(place) = self.runs.get(&run) {
                return Some((ends, place.clone()));
            }
        }
        None
    }
}

impl Ward {
    fn report(&mut self, before: Option<DateTime<Utc>>, after: Option<DateTime<Utc>>) {
        if let Some(before) = before
            && let Some(count) = self.reported.get_mut(&before)
        {
            *count -= 1;
            self.here -= 1;
            if *count == 0 {
                self.reported.remove(&before);
            }
        }
        if let Some(after) = after {
            *self.reported.entry(after).or_default() += 1;
            self.here += 1;
        }
    }
}

/// What the index has noted of a patient.
#[derive(Default)]
pub(super) struct Noted {
    run: Option<(u64, DateTime<Utc>)>,
    seen: Option<DateTime<Utc>>,
}

impl Noted {
    pub(super) fn of(patient: &Patient) -> Self {
        let run = |under_way: &UnderWay| Some((under_way.run, under_way.ends()?));
        Self { run: patient.under_way.as_ref().and_then(run), seen: patient.seen }
    }
}
