//! One rule on one set of labels.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::document::{FlapRule, Labels, Terms};
use super::notice::{AlertStanding, NotifiedAlert};
use crate::objectives::{AlertChange, AlertRule, AlertState};
use crate::time::{Span, format_instant};
use crate::{Reason, Result};

/// The rule's index and the labels of the samples.
pub(super) type SeriesKey = (usize, Labels);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Series {
    state: AlertState,
    value: Option<f64>,
    /// The instant of the last sample, or the one from which on samples are missed.
    #[serde(with = "crate::time::instant")]
    seen: DateTime<Utc>,
    /// Whether there has been no sample for too long.
    silent: bool,
    /// Changes between firing and not, the last ones.
    changes: VecDeque<Changed>,
    flapping: bool,
    /// Since when the condition held, of the last time that it fired.
    #[serde(with = "crate::time::instant::option")]
    began: Option<DateTime<Utc>>,
    #[serde(with = "crate::time::instant::option")]
    ended: Option<DateTime<Utc>>,
    /// Whether it stands for a metric that has never been sampled.
    pub(super) placeholder: bool,
    /// Whether it was given up, as no sample came any more.
    #[serde(default)]
    gone: bool,
    /// Whether its last sample is too old to count.
    #[serde(default)]
    stale: bool,
    /// What was told of it last.
    pub(super) told: Option<AlertStanding>,
    /// When it was first told that it goes on.
    #[serde(with = "crate::time::instant::option")]
    pub(super) told_at: Option<DateTime<Utc>>,
    /// The instant at which it looks at the clock again.
    #[serde(with = "crate::time::instant::option")]
    pub(super) due: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Changed(#[serde(with = "crate::time::instant")] DateTime<Utc>);

impl Series {
    pub(super) fn new(at: DateTime<Utc>, placeholder: bool) -> Self {
        Self {
            state: AlertState::default(),
            value: None,
            seen: at,
            silent: false,
            changes: VecDeque::new(),
            flapping: false,
            began: None,
            ended: None,
            placeholder,
            gone: false,
            stale: false,
            told: None,
            told_at: None,
            due: None,
        }
    }

    pub(super) fn standing(&self) -> AlertStanding {
        if self.silent {
            AlertStanding::NoData
        } else if self.flapping {
            AlertStanding::Flapping
        } else if self.state.is_firing() {
            AlertStanding::Firing
        } else if self.state.since().is_some() {
            AlertStanding::Pending
        } else {
            AlertStanding::Resolved
        }
    }

    /// Whether nothing would be lost if it were forgotten.
    pub(super) fn is_idle(&self, rule: &AlertRule) -> bool {
        self.standing() == AlertStanding::Resolved
            && self.told.is_none()
            && self.changes.is_empty()
            && (rule.no_data.is_none() || self.gone)
    }

    pub(super) fn observe(
        &mut self,
        rule: &AlertRule,
        flap: Option<&FlapRule>,
        at: DateTime<Utc>,
        value: f64,
    ) -> Result<()> {
        let change = self.state.observe(rule, at, value)?;
        self.value = Some(value);
        self.seen = at;
        self.placeholder = false;
        self.gone = false;
        self.stale = false;
        if self.silent && !self.state.is_firing() {
            self.ended = Some(at);
        }
        self.silent = false;
        if let Some(alert) = change {
            self.turn(alert.change, alert.since, at, flap);
        }
        Ok(())
    }

    /// It fires, or is over.
    fn turn(&mut self, change: AlertChange, since: DateTime<Utc>, at: DateTime<Utc>, flap: Option<&FlapRule>) {
        match change {
            AlertChange::Firing => (self.began, self.ended) = (Some(since), None),
            AlertChange::Resolved => self.ended = Some(at),
        }
        if let Some(flap) = flap {
            self.changes.push_back(Changed(at));
            let most = usize::try_from(flap.changes).unwrap_or(usize::MAX);
            while self.changes.len() > most {
                self.changes.pop_front();
            }
            let first = self.changes.front().map_or(at, |first| first.0);
            if self.changes.len() == most && at.signed_duration_since(first) <= flap.within.exact() {
                self.flapping = true;
            }
        }
    }

    /// Nothing flaps any more.
    pub(super) fn calm(&mut self) {
        self.flapping = false;
        self.changes.clear();
    }

    /// It stands for a metric that has come with other labels: there is nothing to wait for.
    pub(super) fn retire(&mut self, at: DateTime<Utc>) {
        self.silent = false;
        self.ended = Some(at);
    }

    fn silent_at(&self, rule: &AlertRule) -> Option<DateTime<Utc>> {
        let retired = self.gone || self.placeholder && self.ended.is_some();
        rule.no_data.filter(|_| !self.silent && !retired).and_then(|span| self.seen.checked_add_signed(span.exact()))
    }

    fn calm_at(&self, flap: Option<&FlapRule>) -> Option<DateTime<Utc>> {
        let last = self.changes.back().map(|last| last.0)?;
        flap.and_then(|flap| last.checked_add_signed(flap.quiet.exact().max(flap.within.exact())))
    }

    /// When it is given up: so long after its last sample, beside the spans of the rule.
    fn gone_at(&self, rule: &AlertRule, terms: Terms<'_>) -> Option<DateTime<Utc>> {
        let spans =
            [terms.forget.filter(|_| !self.gone)?, rule.lasting, rule.keep_firing, rule.no_data.unwrap_or_default()];
        spans.into_iter().try_fold(self.seen, |at, span| at.checked_add_signed(span.exact()))
    }

    /// When its last sample no longer counts.
    fn stale_at(&self, terms: Terms<'_>) -> Option<DateTime<Utc>> {
        self.seen.checked_add_signed(terms.stale.filter(|_| !self.stale && !self.gone)?.exact())
    }

    /// When its alert changes if what was seen last goes on.
    fn turns_at(&self, rule: &AlertRule, terms: Terms<'_>) -> Option<DateTime<Utc>> {
        let at = self.state.turns_at(rule).filter(|_| terms.stale.is_some())?;
        self.stale_at(terms).is_none_or(|stale| at < stale).then_some(at)
    }

    /// Whether samples of it are missed by `now`.
    pub(super) fn is_missed(&self, rule: &AlertRule, terms: Terms<'_>, now: DateTime<Utc>) -> bool {
        self.silent || self.gone || self.gone_at(rule, terms).is_some_and(|at| at <= now)
    }

    pub(super) fn seen(&self) -> DateTime<Utc> {
        self.seen
    }

    /// The next instant at which something happens to it without a sample.
    pub(super) fn next(&self, rule: &AlertRule, terms: Terms<'_>) -> Option<DateTime<Utc>> {
        let times = [self.silent_at(rule), self.calm_at(terms.flap), self.gone_at(rule, terms)];
        times.into_iter().chain([self.stale_at(terms), self.turns_at(rule, terms)]).flatten().min()
    }

    /// What has happened without a sample by `now`.
    pub(super) fn look(&mut self, rule: &AlertRule, terms: Terms<'_>, now: DateTime<Utc>) {
        let due = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at <= now);
        if due(self.gone_at(rule, terms)) {
            self.state = AlertState::default();
            self.silent = false;
            self.gone = true;
            self.ended = Some(now);
            self.calm();
            return;
        }
        if due(self.silent_at(rule)) {
            self.silent = true;
            // What was not seen cannot have lasted.
            self.state.interrupt();
        }
        if due(self.stale_at(terms)) {
            self.stale = true;
            self.state.lapse(now);
        }
        if due(self.turns_at(rule, terms))
            && let Some((change, since)) = self.state.turn(now)
        {
            self.turn(change, since, now, terms.flap);
        }
        if due(self.calm_at(terms.flap)) {
            self.flapping = false;
            self.changes.clear();
        }
    }

    /// All labels of its alerts.
    pub(super) fn labels(rule: &AlertRule, labels: &Labels) -> Labels {
        let mut all = labels.clone();
        all.extend(rule.labels.iter().map(|(name, value)| (name.clone(), value.clone())));
        all.insert("alertname".to_owned(), rule.name.clone());
        all.insert("severity".to_owned(), rule.severity.as_str().to_owned());
        all
    }

    /// What is said of it. For those who were told that it goes on, one that is pending again is over.
    pub(super) fn alert(
        &self,
        rule: &AlertRule,
        labels: Labels,
        now: DateTime<Utc>,
        standing: AlertStanding,
    ) -> NotifiedAlert {
        let held = match standing {
            AlertStanding::Firing | AlertStanding::Pending => self.state.since().unwrap_or(self.seen),
            AlertStanding::NoData => self.seen,
            AlertStanding::Flapping => self.changes.front().map_or(self.seen, |first| first.0),
            AlertStanding::Resolved => self.began.unwrap_or(self.seen),
        };
        let length =
            |from: DateTime<Utc>, to: DateTime<Utc>| Span::of(to.signed_duration_since(from)).unwrap_or_default();
        let value = self.value.map(|value| value.to_string()).unwrap_or_default();
        let detail = match standing {
            AlertStanding::Firing | AlertStanding::Pending => {
                format!(
                    "{value} at {}, for {} since {}",
                    format_instant(self.seen),
                    length(held, now),
                    format_instant(held)
                )
            }
            AlertStanding::NoData => format!("no sample for {} since {}", length(held, now), format_instant(held)),
            AlertStanding::Flapping => {
                format!("{} changes since {}, the last value {value}", self.changes.len(), format_instant(held))
            }
            AlertStanding::Resolved if value.is_empty() => "the metric is measured elsewhere".to_owned(),
            AlertStanding::Resolved if self.gone => {
                format!("given up, as no sample came since {}", format_instant(self.seen))
            }
            AlertStanding::Resolved if self.stale => format!("no sample since {}", format_instant(self.seen)),
            AlertStanding::Resolved => format!("{value} at {}", format_instant(self.seen)),
        };
        let mut reason = Reason::new(rule.to_string(), detail).number("threshold", rule.threshold);
        if let Some(value) = self.value {
            reason = reason.number("value", value);
        }
        NotifiedAlert {
            name: rule.name.clone(),
            severity: rule.severity,
            standing,
            repeated: self.told == Some(standing),
            fingerprint: fingerprint(&labels),
            labels,
            annotations: rule.annotations.clone(),
            value: self.value,
            since: held,
            ended: self.ended.filter(|_| standing == AlertStanding::Resolved),
            reason,
        }
    }
}

/// The 64-bit FNV-1a hash of names and values, each followed by a byte of 255, as Alertmanager counts it.
pub(in crate::objectives) fn fingerprint(labels: &Labels) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for text in labels.iter().flat_map(|(name, value)| [name, value]) {
        for byte in text.bytes().chain([255]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
