//! Which alerts are told together, when, and which are not told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::document::{Compiled, Labels};
use super::notice::{AlertNotification, AlertStanding, NotifiedAlert};
use super::series::SeriesKey;
use crate::time::{Rules, format_instant, resolve, to_local};
use crate::{Error, Result, Severity};

/// Alerts that are told together.
///
/// A group is looked at every `group_interval` after its first look: at the first of these instants at which there may be
/// something to tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) members: BTreeSet<SeriesKey>,
    /// When it is looked at next; missing while only another alert's end could give something to tell.
    #[serde(with = "crate::time::instant::option")]
    pub(super) look_at: Option<DateTime<Utc>>,
    /// When it was looked at last.
    #[serde(with = "crate::time::instant::option")]
    pub(super) looked_at: Option<DateTime<Utc>>,
    #[serde(with = "crate::time::instant::option")]
    pub(super) told_at: Option<DateTime<Utc>>,
    /// Whether a silence or another alert keeps one of its own from being told.
    pub(super) held: bool,
}

impl Group {
    pub(super) fn new(look_at: DateTime<Utc>) -> Self {
        Self { members: BTreeSet::new(), look_at: Some(look_at), looked_at: None, told_at: None, held: false }
    }

    /// The first instant of its rhythm at or after `at`, behind the last look; before the first look, that.
    pub(super) fn slot(&self, interval: TimeDelta, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let Some(last) = self.looked_at else { return self.look_at };
        let steps = periods(at.signed_duration_since(last), interval, true).max(1);
        last.checked_add_signed(times(interval, steps)?)
    }

    /// The last instant of the rhythm that `now` belongs to, by `until`.
    pub(super) fn last_slot(interval: TimeDelta, now: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let steps = periods(until.signed_duration_since(now), interval, false);
        now.checked_add_signed(times(interval, steps)?)
    }
}

/// How many intervals a length of time holds, begun ones counted too if `up`. Whole milliseconds are exact enough: rounding
/// up never gives an instant too early, rounding down none too late.
fn periods(length: TimeDelta, interval: TimeDelta, up: bool) -> i64 {
    let (length, interval) = (length.num_milliseconds(), interval.num_milliseconds().max(1));
    let whole = length.div_euclid(interval);
    if up && length.rem_euclid(interval) > 0 { whole.saturating_add(1) } else { whole }
}

fn times(interval: TimeDelta, count: i64) -> Option<TimeDelta> {
    interval.num_milliseconds().checked_mul(count).and_then(TimeDelta::try_milliseconds)
}

/// The labels that alerts are grouped by.
pub(super) fn group_key(config: &Compiled, labels: &Labels) -> Labels {
    let names = config.document.group_by.iter();
    names.filter_map(|name| Some((name.clone(), labels.get(name)?.clone()))).collect()
}

/// For each inhibit rule, the alerts that mute others, by their values of the labels that must be equal.
pub(super) type Sources = Vec<BTreeMap<Vec<String>, Muting>>;

/// Alerts that mute others; those that the rule could mute as well stand for themselves, as they do not mute each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Muting {
    sources: BTreeSet<SeriesKey>,
    both: BTreeSet<SeriesKey>,
}

/// Notes whether an alert mutes others; says whether that is new.
pub(super) fn note_source(
    sources: &mut Sources,
    config: &Compiled,
    key: &SeriesKey,
    labels: &Labels,
    active: bool,
) -> bool {
    let rules = config.inhibit.iter().zip(&config.document.inhibit);
    sources.resize_with(config.inhibit.len(), BTreeMap::new);
    let mut changed = false;
    for (((source, target), inhibit), sources) in rules.zip(sources) {
        if !source.match_all(labels) {
            continue;
        }
        let values = values(labels, &inhibit.equal);
        let both = target.match_all(labels);
        let side = |muting: &mut Muting| {
            let side = if both { &mut muting.both } else { &mut muting.sources };
            if active { side.insert(key.clone()) } else { side.remove(key) }
        };
        if active {
            changed |= side(sources.entry(values).or_default());
        } else if let Some(muting) = sources.get_mut(&values) {
            changed |= side(muting);
            if muting.sources.is_empty() && muting.both.is_empty() {
                sources.remove(&values);
            }
        }
    }
    changed
}

/// What keeps alerts from being told at one instant.
pub(super) struct Mutes<'a> {
    config: &'a Compiled,
    sources: &'a Sources,
    now: DateTime<Utc>,
}

impl<'a> Mutes<'a> {
    pub(super) fn at(config: &'a Compiled, sources: &'a Sources, now: DateTime<Utc>) -> Self {
        Self { config, sources, now }
    }

    /// Why an alert is not told, if it is not.
    pub(super) fn why(&self, labels: &Labels) -> Option<String> {
        let silence = self.config.silences.of(labels, self.now).map(|(id, _)| format!("silence {id}"));
        silence.or_else(|| self.inhibited(labels))
    }

    /// When the silences of an alert end.
    pub(super) fn silent_until(&self, labels: &Labels) -> Option<DateTime<Utc>> {
        self.config.silences.of(labels, self.now).map(|(_, until)| until)
    }

    /// Which other alert keeps it from being told.
    pub(super) fn inhibited(&self, labels: &Labels) -> Option<String> {
        let rules = self.config.inhibit.iter().zip(&self.config.document.inhibit);
        rules.zip(self.sources).find_map(|(((source, target), inhibit), sources)| {
            if !target.match_all(labels) {
                return None;
            }
            let muting = sources.get(&values(labels, &inhibit.equal))?;
            // As in Alertmanager, alerts that are source and target both do not mute each other: nobody would be told.
            let both = muting.both.first().filter(|_| !source.match_all(labels));
            let first = muting.sources.first().into_iter().chain(both).min()?;
            Some(format!("inhibited by {}", self.config.rules.get(first.0)?.name))
        })
    }
}

fn values(labels: &Labels, names: &[String]) -> Vec<String> {
    names.iter().map(|name| labels.get(name).cloned().unwrap_or_default()).collect()
}

/// By when somebody looks at an alert of this severity that was told at an instant.
pub(super) fn respond_by(config: &Compiled, severity: Severity, at: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let response = &config.document.response;
    let late = || Error::range(format!("the response to an alert at {}", format_instant(at)));
    let span = match severity {
        Severity::Critical => Some(response.critical),
        Severity::Warning => Some(response.warning),
        Severity::Info => response.info,
    };
    if let Some(span) = span {
        return at.checked_add_signed(span.exact()).ok_or_else(late);
    }
    let zone = config.hours.zone();
    let day = to_local(at, zone)?.date().checked_add_days(Days::new(1)).ok_or_else(late)?;
    let midnight = resolve(day.and_time(NaiveTime::MIN), zone, Rules::default())?;
    config.hours.next_open(midnight)?.ok_or_else(late)
}

/// A notification of the alerts that are to be told.
pub(super) fn notification(
    config: &Compiled,
    at: DateTime<Utc>,
    group: Labels,
    mut alerts: Vec<(NotifiedAlert, DateTime<Utc>)>,
) -> Option<AlertNotification> {
    alerts.sort_by(|(first, _), (second, _)| {
        let order = |alert: &NotifiedAlert| (alert.severity, alert.standing == AlertStanding::Resolved);
        order(first).cmp(&order(second)).then_with(|| first.labels.cmp(&second.labels))
    });
    let active = || alerts.iter().filter(|(alert, _)| alert.standing != AlertStanding::Resolved);
    let resolved = active().next().is_none();
    let severity = active().chain(&alerts).map(|(alert, _)| alert.severity).next()?;
    // A response beyond the end of time is none.
    let respond_by = active().filter_map(|(alert, told)| respond_by(config, alert.severity, *told).ok()).min();
    let alerts: Vec<NotifiedAlert> = alerts.into_iter().map(|(alert, _)| alert).collect();
    Some(AlertNotification { at, group, severity, resolved, respond_by, alerts })
}
