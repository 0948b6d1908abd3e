use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::{DateTime, Utc};

use super::document::{AlertsDocument, Compiled, Labels};
use super::groups::{Group, Mutes, Sources, group_key, note_source, notification};
use super::notice::{ActiveAlert, AlertNotification, AlertSample, AlertStanding};
use super::series::{Series, SeriesKey};
use crate::document::{self, Limits, to_json};
use crate::objectives::AlertRule;
use crate::time::{check_instant, format_instant};
use crate::{Error, Result, Severity};

/// Most labels of a sample, and most bytes of its names and values together.
const LABELS: u64 = 64;
const LABEL_BYTES: u64 = 8_192;

/// What looks at the clock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    Series(SeriesKey),
    Group(Labels),
}

/// Tells whom it concerns about alerts, once: rules over metrics, grouped, without what is muted or told already.
///
/// It has no clock: samples come in the order of their instants, and [`next_wakeup`](Self::next_wakeup) says when to call
/// [`advance`](Self::advance) if none comes. Both give the notifications that are due by then, in order; what falls due at
/// the very instant of a sample comes after it.
///
/// - A rule is judged on each set of labels by itself, as by [`AlertState`](crate::objectives::AlertState).
/// - Alerts with the same values of `group_by` are told together: the first after `group_wait`, changes at most every
///   `group_interval`, what goes on again every `repeat_interval`. These are Alertmanager's rules.
/// - With `stale_after` the last sample stands for what goes on until it is that old, as in Prometheus; without it alerts
///   change at samples alone.
/// - Silenced and inhibited alerts go on unseen, and are told at the next turn of their group once nothing mutes them.
/// - Sets of labels of which no sample comes any more are given up `forget_after` later. Where more than 100,000 would be
///   held, the longest silent ones make room, and are not told.
/// - Of repetitions that fell due while nobody called, the last one is given.
/// - [`snapshot`](Self::snapshot) holds all of it: what was told before a restart is not told again after it.
///
/// ```
/// use hypercare::objectives::{AlertManager, AlertSample};
/// use hypercare::time::parse_instant;
/// let mut manager = AlertManager::from_yaml("
/// rules:
///   - {rule: 'error_rate > 1% for 5m, resolve < 0.5%, no data after 15m', severity: critical, alert: Errors}
/// ")?;
/// let at = |minute| parse_instant(&format!("2026-11-24T14:{minute:02}:00Z"));
/// assert!(manager.observe(&AlertSample::new("error_rate", at(0)?, 0.02))?.is_empty());
/// let told = manager.observe(&AlertSample::new("error_rate", at(5)?, 0.02))?;
/// assert_eq!((told[0].alerts[0].name.as_str(), told[0].respond_by), ("Errors", Some(at(5)?)));
/// let mut after = AlertManager::restore(&manager.snapshot()?)?; // the host starts anew
/// assert!(after.observe(&AlertSample::new("error_rate", at(6)?, 0.02))?.is_empty()); // told already
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct AlertManager {
    pub(super) config: Compiled,
    pub(super) clock: Option<DateTime<Utc>>,
    pub(super) series: BTreeMap<SeriesKey, Series>,
    pub(super) groups: BTreeMap<Labels, Group>,
    pub(super) timers: BTreeSet<(DateTime<Utc>, Timer)>,
    /// The alerts that mute others.
    sources: Sources,
    /// The groups of which one is muted, and that are not to be looked at for that yet.
    pub(super) held: BTreeSet<Labels>,
    /// Instants of the last notifications, for the rate limit.
    pub(super) sent: VecDeque<DateTime<Utc>>,
}

impl Default for AlertManager {
    /// A manager of the mission's alerts.
    fn default() -> Self {
        Self::new(AlertsDocument::default()).unwrap_or_else(|_| Self::empty())
    }
}

impl AlertManager {
    /// A manager that has seen nothing yet.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for a rule, [`Error::Duplicate`] for two rules of one name, severity and labels or two silences of
    /// one id, [`Error::Invalid`] for intervals of months or none at all, [`Error::Limit`] over 10,000 rules.
    pub fn new(document: AlertsDocument) -> Result<Self> {
        Ok(Self { config: Compiled::new(document)?, ..Self::empty() })
    }

    fn empty() -> Self {
        Self {
            config: Compiled::none(),
            clock: None,
            series: BTreeMap::new(),
            groups: BTreeMap::new(),
            timers: BTreeSet::new(),
            sources: Sources::new(),
            held: BTreeSet::new(),
            sent: VecDeque::new(),
        }
    }

    /// Reads an [`AlertsDocument`] in YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column, [`Error::Limit`] over a cap, and what [`new`](Self::new) returns.
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::new(document::from_yaml(text, "alerts", Limits::default())?)
    }

    /// Reads an [`AlertsDocument`] in JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(document::from_json(text, "alerts", Limits::default())?)
    }

    /// The document, silences included, as canonical JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never.
    pub fn to_json(&self) -> Result<String> {
        to_json(&self.config.document)
    }

    /// The document.
    pub fn document(&self) -> &AlertsDocument {
        &self.config.document
    }

    /// The rules, in the order of the document.
    pub fn rules(&self) -> &[AlertRule] {
        &self.config.rules
    }

    /// Takes a sample in and gives what is to be told by its instant. A metric without a rule is passed over.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for a sample before the last instant, [`Error::Invalid`] for NaN and infinity,
    /// [`Error::Limit`] for more than 64 labels or 8,192 bytes of them, or over 100,000 sets of labels that are not silent, [`Error::Range`]
    /// outside of the years 0 to 9999. After an error the manager is as it was.
    pub fn observe(&mut self, sample: &AlertSample) -> Result<Vec<AlertNotification>> {
        self.observe_all(std::slice::from_ref(sample))
    }

    /// Takes samples in, in the order of their instants, and gives what is to be told by that of the last. Alerts of one
    /// instant are told together.
    ///
    /// # Errors
    ///
    /// As for [`observe`](Self::observe).
    pub fn observe_all(&mut self, samples: &[AlertSample]) -> Result<Vec<AlertNotification>> {
        let mut clock = self.clock;
        for sample in samples {
            self.check(sample, clock)?;
            clock = Some(sample.at);
        }
        self.make_room(samples)?;
        let mut told = Vec::new();
        for sample in samples {
            self.start(sample.at);
            self.run(sample.at, false, &mut told);
            self.clock = Some(sample.at);
            self.take(sample)?;
        }
        if let Some(last) = clock {
            self.run(last, true, &mut told);
        }
        Ok(told)
    }

    /// Lets time pass and gives what is to be told by `now`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for an instant before the last one, [`Error::Range`] outside of the years 0 to 9999.
    pub fn advance(&mut self, now: DateTime<Utc>) -> Result<Vec<AlertNotification>> {
        check_instant(now, "now")?;
        in_order("an instant", now, self.clock)?;
        let mut told = Vec::new();
        self.start(now);
        self.run(now, true, &mut told);
        self.clock = Some(now);
        Ok(told)
    }

    /// The instant at which something happens next if no sample comes; `None` if nothing does.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// Alerts that are pending or go on, told or not, loudest first.
    pub fn alerts(&self) -> Vec<ActiveAlert> {
        let Some(now) = self.clock else { return Vec::new() };
        let mutes = Mutes::at(&self.config, &self.sources, now);
        let mut alerts: Vec<ActiveAlert> = Vec::new();
        for (key, series) in self.series.iter().filter(|(_, series)| series.standing() != AlertStanding::Resolved) {
            let Some(rule) = self.config.rules.get(key.0) else { continue };
            let labels = Series::labels(rule, &key.1);
            let muted_by = mutes.why(&labels);
            let alert = series.alert(rule, labels, now, series.standing());
            alerts.push(ActiveAlert { alert, muted_by });
        }
        alerts.sort_by_key(|active| active.alert.severity);
        alerts
    }

    fn check(&self, sample: &AlertSample, clock: Option<DateTime<Utc>>) -> Result<()> {
        check_instant(sample.at, &sample.metric)?;
        if !sample.value.is_finite() {
            return Err(Error::invalid(&sample.metric, "a finite value", sample.value));
        }
        Error::cap("labels of a sample", LABELS, sample.labels.len())?;
        let bytes = sample.labels.iter().map(|(name, value)| name.len() + value.len()).sum();
        Error::cap("labels of a sample, bytes", LABEL_BYTES, bytes)?;
        in_order(&format!("a sample of {}", crate::error::shorten(&sample.metric)), sample.at, clock)
    }

    /// At the first instant every rule that misses samples begins to wait for one.
    fn start(&mut self, at: DateTime<Utc>) {
        if self.clock.is_some() {
            return;
        }
        self.clock = Some(at);
        self.await_first(at);
    }

    /// Rules that miss samples and have no series yet begin to wait for one.
    pub(super) fn await_first(&mut self, at: DateTime<Utc>) {
        let known: BTreeSet<usize> = self.series.keys().map(|key| key.0).collect();
        let missing = |index: &usize| self.config.rules.get(*index).is_some_and(AlertRule::awaits);
        let waiting: Vec<usize> =
            (0..self.config.rules.len()).filter(|index| !known.contains(index) && missing(index)).collect();
        for index in waiting {
            let key = (index, Labels::new());
            self.series.insert(key.clone(), Series::new(at, true));
            self.settle(&key, at);
        }
    }

    fn take(&mut self, sample: &AlertSample) -> Result<()> {
        for index in self.config.by_metric.get(&sample.metric).cloned().unwrap_or_default() {
            if !self.config.rules.get(index).is_some_and(|rule| rule.matches(&sample.labels)) {
                continue;
            }
            let key = (index, sample.labels.clone());
            let nameless = (index, Labels::new());
            if !sample.labels.is_empty()
                && let Some(placeholder) = self.series.get_mut(&nameless).filter(|series| series.placeholder)
            {
                placeholder.retire(sample.at);
                let told = placeholder.told.is_some();
                self.settle(&nameless, sample.at);
                if !told {
                    self.forget(&nameless);
                }
            }
            let Some(rule) = self.config.rules.get(index) else { continue };
            let series = self.series.entry(key.clone()).or_insert_with(|| Series::new(sample.at, false));
            series.observe(rule, self.config.document.flapping.as_ref(), sample.at, sample.value)?;
            self.settle(&key, sample.at);
        }
        Ok(())
    }

    /// After a change of a series: sets its timer, and puts it into its group or forgets it.
    pub(super) fn settle(&mut self, key: &SeriesKey, at: DateTime<Utc>) {
        let terms = self.config.terms(key);
        let (Some(rule), Some(series)) = (self.config.rules.get(key.0), self.series.get_mut(key)) else { return };
        let due = series.next(rule, terms).map(|due| due.max(at));
        if due != series.due {
            let old = std::mem::replace(&mut series.due, due);
            if let Some(old) = old {
                self.timers.remove(&(old, Timer::Series(key.clone())));
            }
            if let Some(due) = due {
                self.timers.insert((due, Timer::Series(key.clone())));
            }
        }
        let standing = series.standing();
        let active = standing.is_active();
        if active || series.told.is_some() {
            let changed = series.told != Some(standing);
            let labels = group_key(&self.config, &Series::labels(rule, &key.1));
            let wait = self.config.document.group_wait.exact();
            if !self.groups.contains_key(&labels) {
                let look_at = at.checked_add_signed(wait).unwrap_or(at);
                self.timers.insert((look_at, Timer::Group(labels.clone())));
                self.groups.insert(labels.clone(), Group::new(look_at));
            }
            if let Some(group) = self.groups.get_mut(&labels) {
                group.members.insert(key.clone());
            }
            if changed {
                self.hasten(&labels, at);
            }
        } else if series.is_idle(rule) {
            self.forget(key);
            self.await_again(key.0, at);
        }
        self.note(key, active, at);
    }

    /// Whether an alert mutes others may have changed: those that were muted are looked at.
    pub(super) fn note(&mut self, key: &SeriesKey, active: bool, at: DateTime<Utc>) {
        let Some(rule) = self.config.rules.get(key.0).filter(|_| !self.config.document.inhibit.is_empty()) else {
            return;
        };
        let labels = Series::labels(rule, &key.1);
        if note_source(&mut self.sources, &self.config, key, &labels, active) {
            // Each look finds anew whether its group is held.
            for labels in std::mem::take(&mut self.held) {
                self.hasten(&labels, at);
            }
        }
    }

    /// Looks at a group at its next turn, as there may be something to tell.
    pub(super) fn hasten(&mut self, labels: &Labels, at: DateTime<Utc>) {
        let Some(group) = self.groups.get_mut(labels) else { return };
        let slot = group.slot(self.config.document.group_interval.exact(), at);
        if let Some(slot) = slot.filter(|slot| group.look_at.is_none_or(|look_at| *slot < look_at)) {
            if let Some(look_at) = group.look_at {
                self.timers.remove(&(look_at, Timer::Group(labels.clone())));
            }
            self.timers.insert((slot, Timer::Group(labels.clone())));
            group.look_at = Some(slot);
        }
    }

    /// Lets everything happen that is due before `until`, or at it.
    fn run(&mut self, until: DateTime<Utc>, inclusive: bool, told: &mut Vec<AlertNotification>) {
        while let Some((at, _)) = self.timers.first()
            && (*at < until || (inclusive && *at == until))
            && let Some((at, timer)) = self.timers.pop_first()
        {
            match timer {
                Timer::Series(key) => self.look_at_series(&key, at),
                Timer::Group(key) => told.extend(self.look_at_group(key, at, until)),
            }
        }
    }

    fn look_at_series(&mut self, key: &SeriesKey, now: DateTime<Utc>) {
        let terms = self.config.terms(key);
        let (Some(rule), Some(series)) = (self.config.rules.get(key.0), self.series.get_mut(key)) else { return };
        series.due = None;
        series.look(rule, terms, now);
        self.settle(key, now);
    }

    /// Tells what there is to tell of a group. Of repetitions that fell due while nobody looked, until `until`, the last is
    /// enough.
    fn look_at_group(&mut self, key: Labels, now: DateTime<Utc>, until: DateTime<Utc>) -> Option<AlertNotification> {
        let mut group = self.groups.remove(&key)?;
        let (mut alerts, mut over, mut unmuted) = (Vec::new(), Vec::new(), None);
        let mutes = Mutes::at(&self.config, &self.sources, now);
        group.held = false;
        for member in &group.members {
            let (Some(rule), Some(series)) = (self.config.rules.get(member.0), self.series.get(member)) else {
                over.push(member.clone());
                continue;
            };
            let standing = series.standing();
            if !standing.is_active() {
                over.push(member.clone());
            }
            let labels = Series::labels(rule, &member.1);
            let silent = mutes.silent_until(&labels);
            unmuted = unmuted.into_iter().chain(silent).min();
            let inhibited = mutes.inhibited(&labels).is_some();
            group.held |= inhibited || silent.is_some();
            if silent.is_none() && !inhibited && (standing.is_active() || series.told.is_some()) {
                let standing = if standing.is_active() { standing } else { AlertStanding::Resolved };
                let alert = series.alert(rule, labels, now, standing);
                alerts.push((alert, series.told_at.unwrap_or(now), member.clone()));
            }
        }
        if group.held {
            self.held.insert(key.clone());
        } else {
            self.held.remove(&key);
        }
        let fresh = alerts.iter().any(|(alert, ..)| !alert.repeated);
        let interval = self.config.document.group_interval.exact();
        let repeat_interval = self.config.document.repeat_interval.exact();
        let again = |told: DateTime<Utc>| told.checked_add_signed(repeat_interval);
        let repeat = !alerts.is_empty() && group.told_at.is_none_or(|told| again(told).is_some_and(|at| at <= now));
        let end = unmuted.and_then(|end| group.slot(interval, end));
        let later = Group::last_slot(interval, now, until).map(|last| end.map_or(last, |end| last.min(end)));
        let later = later.filter(|later| !fresh && repeat && *later > now);
        let tell = fresh || repeat;
        let goes_on = alerts.iter().any(|(alert, ..)| alert.standing.is_active());
        let severity = alerts.iter().map(|(alert, ..)| alert.severity).min();
        if let Some(later) = later.or_else(|| if tell { self.room(now, severity) } else { None }) {
            group.look_at = Some(later);
            self.timers.insert((later, Timer::Group(key.clone())));
            self.groups.insert(key, group);
            return None;
        }
        let mut notice = None;
        if tell {
            for (alert, told_at, member) in &alerts {
                if let Some(series) = self.series.get_mut(member).filter(|_| alert.standing.is_active()) {
                    series.told = Some(alert.standing);
                    series.told_at = Some(*told_at);
                }
            }
            let alerts = alerts.into_iter().map(|(alert, told_at, _)| (alert, told_at)).collect();
            notice = notification(&self.config, now, key.clone(), alerts);
            group.told_at = Some(now);
            if self.config.document.rate_limit.is_some() {
                self.sent.push_back(now);
            }
        }
        for member in over {
            group.members.remove(&member);
            if let Some(series) = self.series.get_mut(&member) {
                (series.told, series.told_at) = (None, None);
                let idle = self.config.rules.get(member.0).is_none_or(|rule| series.is_idle(rule));
                if idle || series.placeholder {
                    self.forget(&member);
                    self.await_again(member.0, now);
                }
            }
        }
        if !group.members.is_empty() {
            group.looked_at = Some(now);
            let repeats = group.told_at.and_then(again).filter(|_| goes_on);
            let next = unmuted.into_iter().chain(repeats).min();
            group.look_at = next.and_then(|next| group.slot(interval, next));
            if let Some(next) = group.look_at {
                self.timers.insert((next, Timer::Group(key.clone())));
            }
            self.groups.insert(key, group);
        } else {
            self.held.remove(&key);
        }
        notice
    }

    /// When there will be room for a notification of this severity, if there is none now.
    fn room(&mut self, now: DateTime<Utc>, severity: Option<Severity>) -> Option<DateTime<Utc>> {
        let limit = self.config.document.rate_limit.as_ref()?;
        let most = usize::try_from(limit.most).unwrap_or(usize::MAX);
        let free = |sent: &DateTime<Utc>| sent.checked_add_signed(limit.within.exact());
        while self.sent.len() > most || self.sent.front().and_then(free).is_some_and(|free| free <= now) {
            self.sent.pop_front();
        }
        let exempt = severity.is_some_and(|severity| limit.exempt.contains(&severity));
        if exempt || self.sent.len() < most { None } else { self.sent.front().and_then(free) }
    }
}

fn in_order(what: &str, at: DateTime<Utc>, clock: Option<DateTime<Utc>>) -> Result<()> {
    match clock.filter(|clock| at < *clock) {
        Some(clock) => {
            Err(Error::OutOfOrder { what: what.to_owned(), at: format_instant(at), clock: format_instant(clock) })
        }
        None => Ok(()),
    }
}
