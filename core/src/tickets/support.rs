//! How good is the support itself?
//!
//! ```
//! use hypercare::tickets::{MetricState, SupportRecord, support_metrics};
//! let at = |text| hypercare::time::parse_instant(text).expect("an instant");
//! let ticket = SupportRecord {
//!     first_response_at: Some(at("2026-03-16T09:08:00Z")),
//!     ..SupportRecord::opened("T-1", at("2026-03-16T09:00:00Z"), hypercare::Priority::High)
//! };
//! let report = support_metrics(&[ticket])?;
//! let response = &report.metrics[0];
//! assert_eq!((response.name.as_str(), response.value, response.state), ("first_response_minutes", Some(8.0), MetricState::OnTarget));
//! # Ok::<(), hypercare::Error>(())
//! ```

mod goal;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use goal::{Goal, ratio};

use crate::document::field;
use crate::error::shorten;
use crate::time::{check_instant, format_instant, parse_zone, to_local};
use crate::{Error, Priority, Reason, Result};

/// What became of a ticket; what is not known may be left out, or null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SupportRecord {
    /// Its id.
    pub id: String,
    /// When it was opened.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub opened_at: DateTime<Utc>,
    /// How urgent it was.
    pub priority: Priority,
    /// When somebody first answered.
    #[serde(default, with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub first_response_at: Option<DateTime<Utc>>,
    /// When it was resolved, the last time.
    #[serde(default, with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub resolved_at: Option<DateTime<Utc>>,
    /// How often support answered until then, if that is known.
    #[serde(default)]
    pub responses: Option<u32>,
    /// How often it was opened again.
    #[serde(default, deserialize_with = "field::or_default")]
    pub reopened: u32,
    /// Whether it went to a higher tier.
    #[serde(default, deserialize_with = "field::or_default")]
    pub escalated: bool,
    /// The customer's grade, 1 to 5.
    #[serde(default)]
    pub satisfaction: Option<f64>,
    /// Whether a machine resolved it.
    #[serde(default, deserialize_with = "field::or_default")]
    pub automated: bool,
    /// Whether the customer tried to help himself first, and if so, whether it worked.
    #[serde(default)]
    pub self_service: Option<bool>,
    /// Whether an article of the knowledge base was used.
    #[serde(default)]
    pub knowledge_used: Option<bool>,
    /// Who resolved it.
    #[serde(default)]
    pub agent: Option<String>,
}

impl SupportRecord {
    /// A ticket of which nothing more is known.
    pub fn opened(id: impl Into<String>, at: DateTime<Utc>, priority: Priority) -> Self {
        Self {
            id: id.into(),
            opened_at: at,
            priority,
            first_response_at: None,
            resolved_at: None,
            responses: None,
            reopened: 0,
            escalated: false,
            satisfaction: None,
            automated: false,
            self_service: None,
            knowledge_used: None,
            agent: None,
        }
    }
}

/// When and where [`support_metrics_with`] looks at the tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SupportOptions {
    /// When: not before anything that the tickets tell. The latest instant that they tell if left out.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub as_of: Option<DateTime<Utc>>,
    /// The IANA zone whose days and months are counted; UTC if left out.
    pub zone: Option<String>,
    /// From when on the tickets are complete, not after the first of them: months from there on count in the trend. If left
    /// out, the month of the first ticket counts only if that was opened on its first day.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub since: Option<DateTime<Utc>>,
}

/// How a metric stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MetricState {
    /// The target is met, or there is none and the threshold is.
    OnTarget,
    /// The threshold is met, the target is not.
    Acceptable,
    /// The threshold is not met.
    Missed,
    /// There is no threshold.
    Info,
    /// No ticket says anything about it.
    NoData,
}

/// One metric of the support.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SupportMetric {
    /// Its name; it ends in the unit where it has one.
    pub name: String,
    /// Its value; shares are 0 to 1.
    pub value: Option<f64>,
    /// How many tickets, or agent days or months, it is of.
    pub count: usize,
    /// What it must reach.
    pub threshold: Option<f64>,
    /// What it should reach.
    pub target: Option<f64>,
    /// Whether it is to be high; otherwise low.
    pub higher_is_better: bool,
    /// How it stands.
    pub state: MetricState,
    /// How it was computed, and on which numbers.
    pub reason: Reason,
}

/// How many tickets were opened in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MonthlyVolume {
    /// The month, such as `2026-03`, in the zone of the report.
    pub month: String,
    /// How many.
    pub tickets: usize,
    /// Whether the tickets tell of all of it: it was over when they were looked at, and they did not begin within it. The
    /// trend is that of such months.
    pub whole: bool,
}

/// The metrics of the support, each against its threshold and target.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SupportReport {
    /// How many tickets it is of.
    pub tickets: usize,
    /// When the tickets were looked at: as told, or the latest instant that they tell.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub as_of: Option<DateTime<Utc>>,
    /// The metrics, always the same ones in the same order.
    pub metrics: Vec<SupportMetric>,
    /// The months from `since` or the first ticket on to the one in which the tickets were looked at.
    pub volume: Vec<MonthlyVolume>,
}

impl SupportReport {
    /// The metric of this name.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] if there is none.
    pub fn metric(&self, name: &str) -> Result<&SupportMetric> {
        let names = || self.metrics.iter().map(|metric| metric.name.clone()).collect();
        self.metrics.iter().find(|metric| metric.name == name).ok_or_else(|| Error::unknown("metric", name, names()))
    }
}

/// When and where tickets are looked at.
#[derive(Clone, Copy)]
struct Now {
    at: DateTime<Utc>,
    zone: Tz,
}

impl Now {
    /// The month of an instant, counted from that of the year 0.
    fn month(self, at: DateTime<Utc>) -> Result<i32> {
        let local = to_local(at, self.zone)?;
        Ok(local.year() * 12 + i32::try_from(local.month0()).unwrap_or(0))
    }

    /// The first month of which the tickets tell all.
    fn first_whole(self, first: DateTime<Utc>, since: Option<DateTime<Utc>>) -> Result<i32> {
        let local = to_local(since.unwrap_or(first), self.zone)?;
        // Nobody opens a ticket at midnight of every first: the day will do, where nothing is stated.
        let begins = local.day() == 1 && (since.is_none() || local.time() == NaiveTime::MIN);
        Ok(self.month(since.unwrap_or(first))? + i32::from(!begins))
    }
}

/// The metrics of a history of tickets, against the thresholds and targets of the support framework, as of the latest
/// instant that the tickets tell.
///
/// | metric | must | should |
/// |---|---|---|
/// | `first_response_minutes`, median | < 15 | < 10 |
/// | `resolution_hours_critical`, median | < 2 | |
/// | `resolution_hours_normal`, median of the others | < 24 | |
/// | `escalation_rate` | < 0.15 | < 0.10 |
/// | `first_contact_resolution`: resolved with one answer, not escalated or opened again | >= 0.85 | >= 0.90 |
/// | `reopen_rate`, of those ever resolved | | |
/// | `satisfaction`, mean of 1 to 5 | >= 4.5 | >= 4.7 |
/// | `automation_rate`, of the resolved | >= 0.60 | >= 0.75 |
/// | `self_service_success`, of those who tried | >= 0.70 | >= 0.80 |
/// | `knowledge_base_usage` | >= 0.80 | >= 0.90 |
/// | `tickets_per_agent_day`: resolved, per agent and day with at least one | >= 20 | >= 25 |
/// | `volume_trend`: change per month over the mean of whole months, by least squares | < 0 | |
///
/// The medians count a ticket that nobody has answered or resolved yet from the moment on at which it misses the threshold,
/// with what it has waited so far, so that neglect never looks like success. The month of the first ticket counts as a whole
/// one if that was opened on its first day, or [`SupportOptions::since`] says so.
///
/// # Errors
///
/// [`Error::Duplicate`] for an id given twice; [`Error::OutOfOrder`] for an answer or a resolution before the opening, for
/// anything told that lies behind `as_of`, and for a ticket opened before `since`; [`Error::Invalid`] for a grade outside 1 to 5; [`Error::Range`] for an instant
/// outside of the years 1 to 9999; [`Error::Unknown`] for a zone that is not there.
pub fn support_metrics(tickets: &[SupportRecord]) -> Result<SupportReport> {
    support_metrics_with(tickets, &SupportOptions::default())
}

/// The same as of an instant and in the days and months of a zone.
///
/// ```
/// use hypercare::tickets::{MetricState, SupportOptions, SupportRecord, support_metrics_with};
/// let at = |text| hypercare::time::parse_instant(text).expect("an instant");
/// let unanswered = SupportRecord::opened("T-1", at("2026-03-16T09:00:00Z"), hypercare::Priority::High);
/// let options = SupportOptions { as_of: Some(at("2026-03-16T10:00:00Z")), ..SupportOptions::default() };
/// let report = support_metrics_with(&[unanswered], &options)?;
/// assert_eq!((report.metrics[0].value, report.metrics[0].state), (Some(60.0), MetricState::Missed));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// As for [`support_metrics`].
pub fn support_metrics_with(tickets: &[SupportRecord], options: &SupportOptions) -> Result<SupportReport> {
    let zone = options.zone.as_deref().map_or(Ok(Tz::UTC), parse_zone)?;
    let mut ids = BTreeSet::new();
    let (mut first, mut last): (Option<&SupportRecord>, Option<Told>) = (None, None);
    for ticket in tickets {
        let told = check(ticket)?;
        last = Some(last.filter(|last| last.at >= told.at).unwrap_or(told));
        first = Some(first.filter(|first| first.opened_at <= ticket.opened_at).unwrap_or(ticket));
        if !ids.insert(ticket.id.as_str()) {
            return Err(Error::duplicate("ticket", &ticket.id));
        }
    }
    if let (Some(as_of), Some(last)) = (options.as_of, &last) {
        last.not_after("as_of", as_of)?;
    }
    if let Some(since) = options.since {
        check_instant(since, "since")?;
        let told = Told { at: since, what: "since".to_owned() };
        match (first, options.as_of) {
            (Some(first), _) => told.not_after(&format!("opened_at of {}", shorten(&first.id)), first.opened_at)?,
            (None, Some(as_of)) => told.not_after("as_of", as_of)?,
            (None, None) => {}
        }
    }
    let latest = last.map(|last| last.at);
    let as_of = options.as_of.or(latest);
    let now = Now { at: as_of.unwrap_or_default(), zone };
    check_instant(now.at, "as_of")?;
    let resolved = || tickets.iter().filter(|ticket| ticket.resolved_at.is_some());
    // One that is open again was resolved before.
    let once = || tickets.iter().filter(|ticket| ticket.resolved_at.is_some() || ticket.reopened > 0);
    let resolutions = |critical: bool| {
        let chosen = tickets.iter().filter(move |ticket| (ticket.priority == Priority::Critical) == critical);
        chosen.map(|ticket| (ticket.opened_at, ticket.resolved_at))
    };
    // Of one that was resolved and has no answer on record, nobody knows when the first was.
    let responses = tickets.iter().filter(|ticket| ticket.first_response_at.is_some() || ticket.resolved_at.is_none());
    let responses = responses.map(|ticket| (ticket.opened_at, ticket.first_response_at));
    let grades: Vec<f64> = tickets.iter().filter_map(|ticket| ticket.satisfaction).collect();
    let first_contact =
        once().filter_map(|ticket| Some(ticket.responses? == 1 && !ticket.escalated && ticket.reopened == 0));
    let volume = volume(tickets, options.since, now)?;
    let only = |name, threshold, detail| Goal { name, threshold, target: None, higher: false, detail };
    let metrics =
        vec![
            Goal::new("first_response_minutes", 15.0, 10.0, false, "median from opening to the first answer")
                .median(responses, 60.0, now),
            only("resolution_hours_critical", Some(2.0), "median from opening to resolution of critical tickets")
                .median(resolutions(true), 3_600.0, now),
            only("resolution_hours_normal", Some(24.0), "median from opening to resolution of all others").median(
                resolutions(false),
                3_600.0,
                now,
            ),
            Goal::new("escalation_rate", 0.15, 0.10, false, "tickets that went to a higher tier")
                .share(tickets.iter().map(|ticket| ticket.escalated)),
            Goal::new(
                "first_contact_resolution",
                0.85,
                0.90,
                true,
                "resolved with one answer, for good, by the first tier",
            )
            .share(first_contact),
            only("reopen_rate", None, "tickets once resolved that were opened again")
                .share(once().map(|ticket| ticket.reopened > 0)),
            Goal::new("satisfaction", 4.5, 4.7, true, "mean of the grades").judge(mean(&grades), grades.len()),
            Goal::new("automation_rate", 0.60, 0.75, true, "resolved tickets that a machine resolved")
                .share(resolved().map(|ticket| ticket.automated)),
            Goal::new("self_service_success", 0.70, 0.80, true, "customers who tried to help themselves, and could")
                .share(tickets.iter().filter_map(|ticket| ticket.self_service)),
            Goal::new("knowledge_base_usage", 0.80, 0.90, true, "tickets for which an article was used")
                .share(tickets.iter().filter_map(|ticket| ticket.knowledge_used)),
            productivity(tickets, now)?,
            volume_trend(&volume, only("volume_trend", Some(0.0), "change per month over the mean of whole months")),
        ];
    Ok(SupportReport { tickets: tickets.len(), as_of, metrics, volume })
}

/// An instant, and which field of which record tells it.
struct Told {
    at: DateTime<Utc>,
    what: String,
}

impl Told {
    /// Fails if the instant of another field lies before this one.
    fn not_after(&self, what: &str, at: DateTime<Utc>) -> Result<()> {
        if at >= self.at {
            return Ok(());
        }
        let clock = format!("{}, {}", self.what, format_instant(self.at));
        Err(Error::OutOfOrder { what: what.to_owned(), at: format_instant(at), clock })
    }
}

/// The latest instant that the ticket tells.
fn check(ticket: &SupportRecord) -> Result<Told> {
    let told = |field: &str, at| Told { at, what: format!("{field} of {}", shorten(&ticket.id)) };
    check_instant(ticket.opened_at, "opened_at")?;
    let opened = told("opened_at", ticket.opened_at);
    let mut latest = told("opened_at", ticket.opened_at);
    for (field, at) in [("first_response_at", ticket.first_response_at), ("resolved_at", ticket.resolved_at)] {
        let Some(at) = at else { continue };
        check_instant(at, field)?;
        let told = told(field, at);
        opened.not_after(&told.what, at)?;
        latest = if at > latest.at { told } else { latest };
    }
    match ticket.satisfaction {
        Some(grade) if !(1.0..=5.0).contains(&grade) => Err(Error::invalid("satisfaction", "1 to 5", grade)),
        _ => Ok(latest),
    }
}

#[allow(clippy::cast_precision_loss)] // counts of tickets
fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn productivity(tickets: &[SupportRecord], now: Now) -> Result<SupportMetric> {
    let mut days = BTreeSet::new();
    let mut count = 0;
    for ticket in tickets {
        if let (Some(agent), Some(at)) = (&ticket.agent, ticket.resolved_at) {
            days.insert((agent.as_str(), to_local(at, now.zone)?.date()));
            count += 1;
        }
    }
    let goal =
        Goal::new("tickets_per_agent_day", 20.0, 25.0, true, "tickets resolved per agent and day with at least one");
    Ok(goal.judge(ratio(count, days.len()), days.len()))
}

/// Tickets by month, months without any included, from `since` or the first ticket's to the present one.
fn volume(tickets: &[SupportRecord], since: Option<DateTime<Utc>>, now: Now) -> Result<Vec<MonthlyVolume>> {
    let mut months: BTreeMap<i32, usize> = BTreeMap::new();
    for ticket in tickets {
        *months.entry(now.month(ticket.opened_at)?).or_default() += 1;
    }
    let Some(opened) = tickets.iter().map(|ticket| ticket.opened_at).min() else { return Ok(Vec::new()) };
    let (first, present) = (now.month(since.unwrap_or(opened))?, now.month(now.at)?);
    let whole = now.first_whole(opened, since)?;
    let volume = |month: i32| MonthlyVolume {
        month: format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1),
        tickets: months.get(&month).copied().unwrap_or(0),
        whole: (whole..present).contains(&month),
    };
    Ok((first..=present).map(volume).collect())
}

/// The trend of the whole months; the reason names a first month that is none.
fn volume_trend(volume: &[MonthlyVolume], goal: Goal) -> SupportMetric {
    let whole: Vec<_> = volume.iter().filter(|month| month.whole).collect();
    let mut metric = goal.judge(trend(&whole), whole.len());
    if let Some(part) = volume.first().filter(|first| !first.whole && volume.len() > 1) {
        let why = "is left out, for the tickets begin within it: state since if they do not";
        metric.reason.detail = format!("{}; {} {why}", metric.reason.detail, part.month);
    }
    metric
}

/// The slope of the least-squares line over the mean; none for less than two months.
#[allow(clippy::cast_precision_loss)] // counts of tickets and months
fn trend(months: &[&MonthlyVolume]) -> Option<f64> {
    let values: Vec<f64> = months.iter().map(|month| month.tickets as f64).collect();
    let mean = mean(&values).filter(|mean| values.len() > 1 && *mean > 0.0)?;
    let middle = (values.len() - 1) as f64 / 2.0;
    let offsets = || (0..values.len()).map(|place| place as f64 - middle);
    let slope: f64 = offsets().zip(&values).map(|(offset, value)| offset * (value - mean)).sum();
    Some(slope / offsets().map(|offset| offset * offset).sum::<f64>() / mean)
}
