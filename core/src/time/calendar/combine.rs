//! Several calendars as one, and what happens at their seams.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Calendar, CalendarDocument, OpenSpan};
use crate::{Error, Result};

/// Most gaps and most overlaps of a report.
const SEAMS: usize = 10_000;

/// Where several calendars leave a gap between them, and where more than one is open: follow-the-sun coverage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SeamReport {
    /// Hours at which no calendar is open, in order.
    pub gaps: Vec<OpenSpan>,
    /// Hours at which more than one is, in order.
    pub overlaps: Vec<SeamOverlap>,
    /// Seconds at which none is open.
    pub gap_seconds: f64,
    /// Seconds at which more than one is open.
    pub overlap_seconds: f64,
    /// Seconds at which at least one is open.
    pub open_seconds: f64,
}

/// Hours at which the same calendars, more than one, are open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SeamOverlap {
    /// When it begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub open: DateTime<Utc>,
    /// When it ends.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub close: DateTime<Utc>,
    /// The calendars, by their places in the list from 0.
    pub calendars: Vec<usize>,
}

impl Calendar {
    /// The calendar that is open whenever any of these is: three teams that follow the sun. Zone (for calendar months)
    /// and rules are those of the first.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] without calendars, [`Error::Limit`] over 64 calendars or 4 levels of combination.
    pub fn union(calendars: &[Self]) -> Result<Self> {
        let (zone, members) = members(calendars)?;
        Self::new(CalendarDocument { union: members, ..zone })
    }

    /// The calendar that is open while all of these are.
    ///
    /// # Errors
    ///
    /// As for [`union`](Self::union).
    pub fn intersection(calendars: &[Self]) -> Result<Self> {
        let (mut first, mut members) = members(calendars)?;
        first.union = vec![members.remove(0)];
        Self::new(CalendarDocument { intersection: members, ..first })
    }

    /// Where calendars leave gaps between them, and where they overlap, from one instant to another.
    ///
    /// ```
    /// use hypercare::time::{Calendar, parse_instant};
    /// let day = |zone: &str| format!("{{zone: {zone}, weekly: {{mon: [08:00-16:00]}}}}");
    /// let teams = [Calendar::from_yaml(&day("Europe/Paris"))?, Calendar::from_yaml(&day("America/New_York"))?];
    /// let seams = Calendar::seams(&teams, parse_instant("2026-11-23T00:00:00Z")?, parse_instant("2026-11-24T00:00:00Z")?)?;
    /// assert_eq!(seams.overlap_seconds, 2.0 * 3_600.0); // 13:00 to 15:00 UTC
    /// assert_eq!(seams.open_seconds + seams.gap_seconds, 24.0 * 3_600.0);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`open_spans`](Self::open_spans) and [`union`](Self::union); [`Error::Limit`] over 10,000 gaps or
    /// overlaps.
    pub fn seams(calendars: &[Self], from: DateTime<Utc>, to: DateTime<Utc>) -> Result<SeamReport> {
        members(calendars)?;
        let mut report = SeamReport::default();
        // A year at a time: so many calendars may have very many edges.
        let mut start = from;
        while start < to {
            let end = start.checked_add_signed(TimeDelta::days(366)).map_or(to, |end| end.min(to));
            report.look(calendars, start, end)?;
            start = end;
        }
        Ok(report)
    }
}

impl SeamReport {
    fn look(&mut self, calendars: &[Calendar], from: DateTime<Utc>, to: DateTime<Utc>) -> Result<()> {
        let mut edges = Vec::new();
        for (index, calendar) in calendars.iter().enumerate() {
            for span in calendar.open_spans(from, to)? {
                edges.extend([(span.open, true, index), (span.close, false, index)]);
            }
        }
        edges.sort_unstable();
        let (mut since, mut open, mut rest) = (from, vec![false; calendars.len()], edges.iter().peekable());
        while since < to {
            while let Some(&&(_, opens, index)) = rest.peek().filter(|edge| edge.0 <= since) {
                if let Some(state) = open.get_mut(index) {
                    *state = opens;
                }
                rest.next();
            }
            let until = rest.peek().map_or(to, |edge| edge.0.min(to));
            self.add(since, until, &open)?;
            since = until;
        }
        Ok(())
    }

    fn add(&mut self, since: DateTime<Utc>, until: DateTime<Utc>, states: &[bool]) -> Result<()> {
        let length = until - since;
        let seconds = length.num_seconds() as f64 + f64::from(length.subsec_nanos()) * 1e-9;
        let open: Vec<usize> = states.iter().enumerate().filter_map(|(index, &open)| open.then_some(index)).collect();
        if !open.is_empty() {
            self.open_seconds += seconds;
        }
        match open.len() {
            0 => {
                self.gap_seconds += seconds;
                match self.gaps.last_mut().filter(|gap| gap.close == since) {
                    Some(gap) => gap.close = until,
                    None => self.gaps.push(OpenSpan { open: since, close: until }),
                }
            }
            1 => {}
            _ => {
                self.overlap_seconds += seconds;
                match self.overlaps.last_mut().filter(|last| last.close == since && last.calendars == open) {
                    Some(last) => last.close = until,
                    None => self.overlaps.push(SeamOverlap { open: since, close: until, calendars: open }),
                }
            }
        }
        Error::cap("gaps between calendars", SEAMS as u64, self.gaps.len())?;
        Error::cap("overlaps of calendars", SEAMS as u64, self.overlaps.len())
    }
}

/// An empty document with zone and rules of the first calendar, and the documents of all.
fn members(calendars: &[Calendar]) -> Result<(CalendarDocument, Vec<CalendarDocument>)> {
    let missing = || Error::invalid("calendars", "at least one calendar", "none");
    let first = calendars.first().ok_or_else(missing)?.document();
    Error::cap("combined calendars", 64, calendars.len())?;
    let (zone, rules, due_at_closing) = (first.zone, first.rules, first.due_at_closing);
    let empty = CalendarDocument { zone, rules, due_at_closing, ..CalendarDocument::default() };
    Ok((empty, calendars.iter().map(|calendar| calendar.document().clone()).collect()))
}
