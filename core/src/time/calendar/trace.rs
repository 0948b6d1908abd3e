//! Why is it due then: which hours counted, by which rules?

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Calendar, CalendarDocument, DueAtClosing, OpenSpan};
use crate::Result;
use crate::time::{Rules, Span, ZONE_DATABASE};

/// Most hours that a trace lists.
const LISTED: usize = 100;

/// How business time was counted between two instants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BusinessTime {
    /// The earlier instant.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// The later instant, which is the due time where that was asked for.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// Seconds of open time between them.
    pub open_seconds: f64,
    /// The hours that counted, cut where the two instants cut them; the first 100.
    pub counted: Vec<OpenSpan>,
    /// How many more hours counted.
    pub more: u64,
    /// The zones of the calendar and of those that are combined in it, each once.
    pub zones: Vec<String>,
    /// The version of the zone database, such as "2025b".
    pub zone_database: String,
    /// What openings and closings meant where clocks change.
    pub rules: Rules,
    /// What time meant that ran out at closing.
    pub due_at_closing: DueAtClosing,
}

impl Calendar {
    /// Why [`due`](Self::due) answers what it does: its answer is the trace's `end`.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use hypercare::time::{Calendar, parse_instant};
    /// let desk = Calendar::from_yaml("weekly: {mon: [09:00-12:00, 13:00-17:00]}")?;
    /// let trace = desk.explain_due(parse_instant("2026-11-23T11:00:00Z")?, TimeDelta::hours(3))?;
    /// assert_eq!(trace.counted.len(), 2); // 11:00 to 12:00, and 13:00 to 15:00
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`due`](Self::due).
    pub fn explain_due(&self, start: DateTime<Utc>, duration: TimeDelta) -> Result<BusinessTime> {
        self.explain(start, self.due(start, duration)?)
    }

    /// Why [`due_span`](Self::due_span) answers what it does. Of months, which are steps on the wall calendar, the hours
    /// between their ends are listed.
    ///
    /// # Errors
    ///
    /// As for [`due_span`](Self::due_span).
    pub fn explain_due_span(&self, start: DateTime<Utc>, span: Span) -> Result<BusinessTime> {
        self.explain(start, self.due_span(start, span)?)
    }

    /// How [`elapsed`](Self::elapsed) counts from the earlier to the later of two instants.
    ///
    /// # Errors
    ///
    /// As for [`elapsed`](Self::elapsed).
    pub fn explain_elapsed(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Result<BusinessTime> {
        self.explain(start.min(end), start.max(end))
    }

    fn explain(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Result<BusinessTime> {
        let (mut counted, mut more) = (Vec::new(), 0);
        self.each_span(start, end, |span| {
            if counted.len() < LISTED {
                counted.push(span);
            } else {
                more += 1;
            }
            Ok(())
        })?;
        let open = counted.iter().fold(TimeDelta::zero(), |sum, span| sum + (span.close - span.open));
        let open = if more == 0 { open } else { self.elapsed(start, end)? };
        let document = self.document();
        Ok(BusinessTime {
            start,
            end,
            open_seconds: open.num_seconds() as f64 + f64::from(open.subsec_nanos()) * 1e-9,
            counted,
            more,
            zones: zones(document),
            zone_database: ZONE_DATABASE.to_owned(),
            rules: document.rules,
            due_at_closing: document.due_at_closing,
        })
    }
}

fn zones(document: &CalendarDocument) -> Vec<String> {
    let (mut zones, mut rest) = (Vec::new(), vec![document]);
    while let Some(document) = rest.pop() {
        if !zones.iter().any(|zone| zone == document.zone.name()) {
            zones.push(document.zone.name().to_owned());
        }
        rest.extend(document.union.iter().chain(&document.intersection).rev());
    }
    zones
}
