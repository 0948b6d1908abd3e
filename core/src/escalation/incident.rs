use chrono::{DateTime, Days, NaiveTime, Utc};
use serde::Serialize;

use super::compiled::{NEVER, instant, tick};
use super::policy::Policy;
use super::timeline::{EscalationTarget, StepState};
use super::track::Track;
use super::view::target;
use crate::time::{Calendar, Span, ZONE_DATABASE, check_instant, format_instant, resolve, to_local};
use crate::{Error, Reason, Result, Severity};

/// Who must be told of an incident by when.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IncidentTimeline {
    /// When the incident began.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub started: DateTime<Utc>,
    /// The instant of this view.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub now: DateTime<Utc>,
    /// Everything that must be told, in the order of the policy.
    pub notices: Vec<IncidentNotice>,
    /// What must be told next.
    pub next: Option<IncidentNotice>,
}

/// Somebody who must be told of an incident.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IncidentNotice {
    /// Its index in the policy, from 0.
    pub index: u32,
    /// How long after the beginning.
    pub after: Span,
    /// By when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
    /// Who.
    pub target: EscalationTarget,
    /// Reached, pending or skipped.
    pub state: StepState,
    /// The rule that gave the instant.
    pub reason: Reason,
}

/// When somebody looks at an alert.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AlertDue {
    /// How loud it is.
    pub severity: Severity,
    /// When it came.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// By when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
    /// The rule that gave the instant.
    pub reason: Reason,
}

impl Policy {
    /// Who must be told of an incident by when, whether or not anybody has answered.
    ///
    /// ```
    /// use hypercare::escalation::Policy;
    /// use hypercare::time::parse_instant;
    /// let (started, now) = (parse_instant("2026-11-22T09:00:00Z")?, parse_instant("2026-11-22T09:20:00Z")?);
    /// let incident = Policy::default().incident(started, now)?;
    /// assert_eq!(incident.next.map(|notice| (notice.target.name, notice.due)),
    ///     Some(("users".to_owned(), parse_instant("2026-11-22T09:30:00Z")?)));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999 (with calendars 1900 to 2199); [`Error::Gap`] and [`Error::Fold`]
    /// where the policy's rules say so.
    pub fn incident(&self, started: DateTime<Utc>, now: DateTime<Utc>) -> Result<IncidentTimeline> {
        check_instant(started, "started")?;
        check_instant(now, "now")?;
        let (anchor, present) = (tick(started), tick(now));
        let terms = &self.compiled().communication;
        let track = Track { earlier: &[], since: anchor, pauses: &[], held: NEVER };
        let mut notices = Vec::with_capacity(terms.steps.len());
        for (term, rule) in terms.steps.iter().zip(self.communication()) {
            let due = self.compiled().reach(&track, &term.count)?.unwrap_or(anchor);
            let at = self.compiled().sent(terms, term, due)?;
            let state = match at {
                NEVER => StepState::Skipped,
                at if at <= present => StepState::Reached,
                _ => StepState::Pending,
            };
            let sent = if at == NEVER { due } else { at };
            let at = instant(sent);
            let hours = self.counted(term.after, rule.calendar.as_deref());
            let later = if sent > due { ", as hours and rotas allow" } else { "" };
            let (start, end) = (format_instant(started), format_instant(at));
            let detail = format!("{}{hours} after {start} is {end}{later}", term.after);
            notices.push(IncidentNotice {
                index: term.index,
                after: term.after,
                due: at,
                target: target(self, rule, sent)?,
                state,
                reason: Reason::new(format!("communication[{}]", term.index), detail),
            });
        }
        let pending = notices.iter().filter(|notice| notice.state == StepState::Pending);
        let next = pending.min_by_key(|notice| notice.due).cloned();
        Ok(IncidentTimeline { started: instant(anchor), now: instant(present), notices, next })
    }

    /// When somebody looks at an alert.
    ///
    /// ```
    /// use hypercare::{Severity, escalation::Policy, time::parse_instant};
    /// let friday = parse_instant("2026-11-20T15:00:00Z")?;
    /// let monday = parse_instant("2026-11-23T09:00:00Z")?;
    /// assert_eq!(Policy::default().alert_due(Severity::Info, friday)?.due, monday);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a severity that the policy does not have, and as for [`incident`](Self::incident).
    pub fn alert_due(&self, severity: Severity, at: DateTime<Utc>) -> Result<AlertDue> {
        check_instant(at, "at")?;
        let at = instant(tick(at));
        let response = self.alerts().get(&severity).ok_or_else(|| {
            let known = self.alerts().keys().map(|severity| severity.as_str().to_owned()).collect();
            Error::unknown("severity of the policy", severity.as_str(), known)
        })?;
        let calendar = response.calendar.as_deref().and_then(|name| self.calendar(name));
        let late = || Error::range(format!("the response to an alert at {}", format_instant(at)));
        let from = match calendar.filter(|_| response.next_day) {
            None => at,
            Some(calendar) => {
                let day = to_local(at, calendar.zone())?.date().checked_add_days(Days::new(1)).ok_or_else(late)?;
                let midnight = resolve(day.and_time(NaiveTime::MIN), calendar.zone(), self.rules())?;
                calendar.next_open(midnight)?.ok_or_else(late)?
            }
        };
        let due = match calendar {
            Some(calendar) => calendar.due_span(from, response.within)?,
            None => response.within.after(from, self.zone(), self.rules())?,
        };
        check_instant(due, "an alert's response")?;
        let hours = self.counted(response.within, response.calendar.as_deref());
        let day = if response.next_day { " on its next day" } else { "" };
        let detail = format!("{}{hours} after {}{day} is {}", response.within, format_instant(at), format_instant(due));
        Ok(AlertDue { severity, at, due, reason: Reason::new(format!("alerts.{severity}"), detail) })
    }

    /// By which calendar and zone a length of time is counted.
    fn counted(&self, length: Span, calendar: Option<&str>) -> String {
        match calendar.map(|name| (name, self.calendar(name).map_or(self.zone(), Calendar::zone))) {
            Some((name, zone)) => format!(" of open time in {name:?} in {zone} (zone database {ZONE_DATABASE})"),
            None if length.calendar_months() > 0 => {
                format!(" on the wall calendar of {} (zone database {ZONE_DATABASE})", self.zone())
            }
            None => String::new(),
        }
    }
}
