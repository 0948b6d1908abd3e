//! Silences that come and go while the manager runs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::document::{Labels, Silence};
use super::machine::AlertManager;
use crate::objectives::matcher::Matchers;
use crate::{Error, Result};

/// Most regular expressions of rules, inhibit rules and silences together.
const PATTERNS: u64 = 1_000;

/// Silences, each found by a label that it asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Silences {
    all: BTreeMap<String, Quiet>,
    by_label: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// Those that ask for no label of one value.
    others: BTreeSet<String>,
    patterns: usize,
}

#[derive(Clone, Debug)]
struct Quiet {
    matchers: Matchers,
    /// The label by which it is found.
    label: Option<(String, String)>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Silences {
    /// Adds one of a new id; `patterns` are the regular expressions that there are elsewhere.
    pub(super) fn add(&mut self, silence: &Silence, patterns: usize) -> Result<()> {
        let matchers = check(silence)?;
        let count = self.patterns + matchers.patterns();
        Error::cap("regular expressions", PATTERNS, patterns + count)?;
        self.patterns = count;
        let others = |(name, value): &(&String, &String)| {
            self.by_label.get(*name).and_then(|values| values.get(*value)).map_or(0, BTreeSet::len)
        };
        let label = matchers.equal().min_by_key(others).map(|(name, value)| (name.clone(), value.clone()));
        let found = match &label {
            Some((name, value)) => self.by_label.entry(name.clone()).or_default().entry(value.clone()).or_default(),
            None => &mut self.others,
        };
        found.insert(silence.id.clone());
        let quiet = Quiet { matchers, label, from: silence.from, until: silence.until };
        self.all.insert(silence.id.clone(), quiet);
        Ok(())
    }

    /// Says whether it was there.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        let Some(quiet) = self.all.remove(id) else { return false };
        self.patterns -= quiet.matchers.patterns();
        match quiet.label {
            Some((name, value)) => {
                let Some(values) = self.by_label.get_mut(&name) else { return true };
                if let Some(found) = values.get_mut(&value) {
                    found.remove(id);
                    if found.is_empty() {
                        values.remove(&value);
                    }
                }
                if values.is_empty() {
                    self.by_label.remove(&name);
                }
            }
            None => {
                self.others.remove(id);
            }
        }
        true
    }

    /// Those that hold for an alert at an instant: the first by its id, and the end of the last.
    pub(super) fn of(&self, labels: &Labels, now: DateTime<Utc>) -> Option<(&String, DateTime<Utc>)> {
        let by_label = labels.iter().filter_map(|(name, value)| self.by_label.get(name)?.get(value));
        let ids = by_label.flatten().chain(&self.others);
        let found = ids.filter_map(|id| {
            let quiet = self.all.get(id).filter(|quiet| quiet.from <= now && now < quiet.until)?;
            quiet.matchers.match_all(labels).then_some((id, quiet.until))
        });
        found.reduce(|(first, one), (id, other)| (first.min(id), one.max(other)))
    }
}

fn check(silence: &Silence) -> Result<Matchers> {
    crate::time::check_instant(silence.from, "silence.from")?;
    crate::time::check_instant(silence.until, "silence.until")?;
    let matchers = Matchers::of("silence", &silence.matchers, &silence.matching)?;
    if matchers.match_all(&Labels::new()) {
        return Err(Error::invalid("silence.matchers", "at least one label that must be there", "none"));
    }
    if silence.until <= silence.from {
        return Err(Error::invalid("silence.until", "an instant after `from`", silence.until));
    }
    Ok(matchers)
}

impl AlertManager {
    /// Adds a silence, or changes the one of its id. Silences that are over are forgotten.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for one without labels or that ends before it begins, [`Error::Parse`] for what is no matcher,
    /// [`Error::Limit`] over 10,000, or over 1,000 regular expressions with those of the rules.
    pub fn silence(&mut self, silence: Silence) -> Result<()> {
        let clock = self.clock;
        let stays = |each: &Silence| each.id != silence.id && clock.is_none_or(|now| now < each.until);
        let (document, silences) = (&mut self.config.document, &mut self.config.silences);
        let over: Vec<Silence> = document.silences.iter().filter(|each| !stays(each)).cloned().collect();
        Error::cap("silences", 10_000, document.silences.len() - over.len() + 1)?;
        for each in &over {
            silences.remove(&each.id);
        }
        if let Err(error) = silences.add(&silence, self.config.patterns) {
            over.iter().try_for_each(|each| silences.add(each, self.config.patterns))?;
            return Err(error);
        }
        if !over.is_empty() {
            document.silences.retain(stays);
        }
        let changed = over.iter().any(|each| each.id == silence.id);
        document.silences.push(silence);
        if changed {
            self.hasten_held();
        }
        Ok(())
    }

    /// Ends a silence.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] if there is none of this id.
    pub fn end_silence(&mut self, id: &str) -> Result<()> {
        let silences = &mut self.config.document.silences;
        let Some(index) = silences.iter().position(|silence| silence.id == id) else {
            let known = silences.iter().take(20).map(|silence| silence.id.clone()).collect();
            return Err(Error::unknown("silence", id, known));
        };
        silences.remove(index);
        self.config.silences.remove(id);
        self.hasten_held();
        Ok(())
    }

    /// After a silence that may have ended: what was muted is looked at.
    fn hasten_held(&mut self) {
        let Some(clock) = self.clock else { return };
        for labels in std::mem::take(&mut self.held) {
            self.hasten(&labels, clock);
        }
    }
}
