//! How much may still go wrong, and is it being spent too fast?

mod ledger;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use super::quantity::{Dimension, Measure, Unit, length, show};
use crate::document::{Limits, field, from_json, from_yaml, to_json};
use crate::time::{Span, check_instant, format_instant};
use crate::{Error, Reason, Result};
use ledger::Ledger;

/// What a burn-rate alert asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BurnAction {
    /// Wake somebody.
    Page,
    /// Somebody looks at it within days.
    Ticket,
}

/// One row of a table of burn-rate alerts: it fires while the budget is spent faster than `burn_rate` over both windows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BurnRule {
    /// Page or ticket.
    pub action: BurnAction,
    /// The share of the whole budget, 0 to 1, that the long window has spent when the alert fires.
    #[serde(deserialize_with = "open_share")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::objectives::quantity::ShareText"))]
    pub budget: f64,
    /// The long window.
    pub long: Span,
    /// The short window, which ends the alert soon after the errors end.
    pub short: Span,
}

impl BurnRule {
    /// How many times as fast as it lasts the budget is spent when this fires: the share of the budget times the window of
    /// the objective over the long window.
    pub fn burn_rate(&self, window: Span) -> f64 {
        twelve_digits(self.budget * seconds(window) / seconds(self.long))
    }
}

/// An error budget as documents write it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorBudgetOptions {
    /// Version of the document: 1.
    #[serde(default = "one", deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// The share of events that must be good, above 0 and below 1: "99.9%", 0.999.
    #[serde(deserialize_with = "open_share")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::objectives::quantity::ShareText"))]
    pub objective: f64,
    /// The length of time over which it must hold: days or weeks, of an exact length.
    #[serde(default = "thirty_days")]
    pub window: Span,
    /// How finely counts are kept; all windows are rounded to it.
    #[serde(default = "minute")]
    pub resolution: Span,
    /// The alerts; those of the SRE workbook if left out.
    #[serde(default = "workbook")]
    pub alerts: Vec<BurnRule>,
    /// Fewest events in a long window for an alert to fire: with few, one bad event would be a high rate.
    #[serde(default)]
    pub minimum_events: u32,
}

fn one() -> u32 {
    1
}

fn thirty_days() -> Span {
    Span::minutes(30 * 24 * 60)
}

fn minute() -> Span {
    Span::minutes(1)
}

/// The rows that the Site Reliability Workbook recommends in chapter 5, and its variant for a day.
fn workbook() -> Vec<BurnRule> {
    let row = |action, budget, long, short| {
        let (long, short) = (Span::minutes(long), Span::minutes(short));
        BurnRule { action, budget, long, short }
    };
    vec![
        row(BurnAction::Page, 0.02, 60, 5),
        row(BurnAction::Page, 0.05, 6 * 60, 30),
        row(BurnAction::Ticket, 0.1, 24 * 60, 2 * 60),
        row(BurnAction::Ticket, 0.1, 3 * 24 * 60, 6 * 60),
    ]
}

/// A share above 0 and below 1.
fn open_share<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<f64, D::Error> {
    use serde::de::Error as _;
    let found = Measure::deserialize(deserializer)?.within(&Unit::plain(Dimension::Share)).map_err(D::Error::custom)?;
    found
        .filter(|share| *share > 0.0 && *share < 1.0)
        .ok_or_else(|| D::Error::custom("a share that is not between 0 and 1, expected one such as 99.9% or 0.999"))
}

impl ErrorBudgetOptions {
    /// An objective over 30 days with the alerts of the SRE workbook: page at 2 % of the budget in an hour and 5 % in six
    /// hours, a ticket at 10 % in a day and 10 % in three days.
    pub fn new(objective: f64) -> Self {
        Self {
            version: 1,
            objective,
            window: thirty_days(),
            resolution: minute(),
            alerts: workbook(),
            minimum_events: 0,
        }
    }
}

/// How fast one row sees the budget go.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BurnAlert {
    /// The row.
    pub rule: BurnRule,
    /// The burn rate above which it fires: 1 spends the budget in exactly the window of the objective.
    pub threshold: f64,
    /// The burn rate over the long window; 0 without events.
    pub long_rate: f64,
    /// The burn rate over the short window.
    pub short_rate: f64,
    /// Whether it fires now.
    pub firing: bool,
    /// The numbers.
    pub reason: Reason,
}

/// How an error budget stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BudgetStatus {
    /// The instant.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Events of the window.
    pub events: u64,
    /// Bad ones among them.
    pub bad: u64,
    /// The share of bad events, 0 to 1; missing without events.
    pub error_rate: Option<f64>,
    /// Bad events that the window's events allow.
    pub allowed: f64,
    /// The share of the budget that is spent: 1 is all of it, more is too much.
    pub consumed: f64,
    /// The share that is left; negative where too much is spent.
    pub remaining: f64,
    /// Each row of the alerts.
    pub alerts: Vec<BurnAlert>,
    /// The loudest that fires: a page before a ticket.
    pub action: Option<BurnAction>,
    /// When the budget will be spent at the rate of the first row's long window; missing where it is not being spent
    /// faster than it lasts.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub exhausted_at: Option<DateTime<Utc>>,
    /// The objective and the numbers.
    pub reason: Reason,
}

/// An error budget: how many events may be bad before the objective is missed, and alerts on how fast it is spent.
///
/// Counts stream in, in any order within the window; old ones fall out. The alerts are those of the Site Reliability
/// Workbook, chapter 5: a row fires while the burn rate (the share of bad events over the share that is allowed) is above
/// its threshold over a long and a short window.
///
/// ```
/// use hypercare::objectives::{BurnAction, ErrorBudget, ErrorBudgetOptions};
/// use hypercare::time::parse_instant;
/// let mut budget = ErrorBudget::new(ErrorBudgetOptions::new(0.999))?;
/// let rates: Vec<f64> = budget.options().alerts.iter().map(|row| row.burn_rate(budget.options().window)).collect();
/// assert_eq!(rates, [14.4, 6.0, 3.0, 1.0]);
/// let at = |minute| parse_instant(&format!("2026-11-24T14:{minute:02}:00Z"));
/// for minute in 0..60 {
///     budget.observe(at(minute)?, 980, 20)?; // 2 % are bad: 20 times what lasts
/// }
/// let status = budget.status(at(59)?)?;
/// assert_eq!((status.action, status.consumed), (Some(BurnAction::Page), 20.0));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorBudget {
    options: ErrorBudgetOptions,
    ledger: Ledger,
}

impl ErrorBudget {
    /// A budget with nothing counted yet.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an objective that is not between 0 and 1, a window that is not exact, not longer than zero,
    /// or longer than a million times the resolution; for a row whose short window is longer than the long one or whose
    /// long one is longer than the objective's; [`Error::Limit`] over 100 rows.
    pub fn new(options: ErrorBudgetOptions) -> Result<Self> {
        let share = |name: &str, share: f64| {
            if share > 0.0 && share < 1.0 {
                Ok(())
            } else {
                Err(Error::invalid(name, "a share between 0 and 1", share))
            }
        };
        share("objective", options.objective)?;
        Error::cap("alert rows", 100, options.alerts.len())?;
        let exact = |name: &str, span: Span| {
            if span.calendar_months() == 0 && span != Span::ZERO {
                Ok(span.exact())
            } else {
                Err(Error::invalid(name, "an exact length of time above zero, such as 30 days", span))
            }
        };
        let window = exact("window", options.window)?;
        let resolution = exact("resolution", options.resolution)?;
        if resolution.num_seconds() < 1 || resolution.subsec_nanos() != 0 {
            return Err(Error::invalid("resolution", "whole seconds", options.resolution));
        }
        if window.num_seconds() / resolution.num_seconds() > 1_000_000 || resolution > window {
            return Err(Error::invalid("window", "1 to 1,000,000 times the resolution", options.window));
        }
        for row in &options.alerts {
            share("budget", row.budget)?;
            let (long, short) = (exact("long", row.long)?, exact("short", row.short)?);
            if long > window || short > long || short < resolution {
                let expected = "resolution <= short window <= long window <= window of the objective";
                return Err(Error::invalid("alerts", expected, format!("{} and {}", row.short, row.long)));
            }
        }
        let ledger = Ledger::new(resolution.num_seconds(), window.num_seconds());
        Ok(Self { options, ledger })
    }

    /// Reads [`ErrorBudgetOptions`] in YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column, and what [`new`](Self::new) returns.
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::new(from_yaml(text, "error budget", Limits::default())?)
    }

    /// Reads [`ErrorBudgetOptions`] in JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(from_json(text, "error budget", Limits::default())?)
    }

    /// The options.
    pub fn options(&self) -> &ErrorBudgetOptions {
        &self.options
    }

    /// The share of events that may be bad: 0.001 of an objective of 99.9 %.
    pub fn budget(&self) -> f64 {
        // 1 - 0.999 is not 0.001 to the bit: decimal digits are what people mean.
        twelve_digits(1.0 - self.options.objective)
    }

    /// How long everything may be down within the window: 43.2 min of 30 days at 99.9 %.
    pub fn downtime(&self) -> Span {
        let nanoseconds = self.budget() * seconds(self.options.window) * 1e9;
        #[allow(clippy::cast_possible_truncation)] // below the window, which fits
        let exact = chrono::TimeDelta::nanoseconds(nanoseconds.round() as i64);
        Span::of(exact).unwrap_or_default()
    }

    /// How long the budget lasts at an error rate of 0 to 1, in seconds; `None` at zero.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a rate outside of 0 to 1.
    pub fn lasts(&self, error_rate: f64) -> Result<Option<f64>> {
        let rate = share_of_events(error_rate)?;
        Ok((rate > 0.0).then(|| seconds(self.options.window) * self.budget() / rate))
    }

    /// After how long a steady error rate that begins now, with only good events before, makes a row fire, in seconds;
    /// `None` if it never does.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a rate outside of 0 to 1.
    pub fn detection_time(&self, rule: &BurnRule, error_rate: f64) -> Result<Option<f64>> {
        let rate = share_of_events(error_rate)?;
        let limit = rule.burn_rate(self.options.window) * self.budget();
        Ok((rate > limit).then(|| limit / rate * seconds(rule.long)))
    }

    /// Counts events at an instant.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for events that have fallen out of the window already, [`Error::Range`] outside of the years
    /// 0 to 9999 and for more than 2^53 events.
    pub fn observe(&mut self, at: DateTime<Utc>, good: u64, bad: u64) -> Result<()> {
        check_instant(at, "an event")?;
        self.ledger.add(at, good, bad)
    }

    /// How the budget stands at an instant, at or after that of the last events.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for an instant before the last events, [`Error::Range`] outside of the years 0 to 9999.
    pub fn status(&self, now: DateTime<Utc>) -> Result<BudgetStatus> {
        check_instant(now, "the instant of the status")?;
        self.ledger.in_order(now)?;
        let budget = self.budget();
        let burn = |window: Span| {
            let (events, bad) = self.ledger.within(now, window.exact().num_seconds());
            (events, rate(bad, events).map_or(0.0, |rate| ratio(rate, budget)))
        };
        let mut alerts = Vec::with_capacity(self.options.alerts.len());
        for rule in &self.options.alerts {
            let threshold = rule.burn_rate(self.options.window);
            let ((events, long_rate), (_, short_rate)) = (burn(rule.long), burn(rule.short));
            let enough = events >= u64::from(self.options.minimum_events);
            let firing = enough && long_rate > threshold && short_rate > threshold;
            let text = format!("burn rate > {threshold} over {} and {}", length(rule.long), length(rule.short));
            let shown = |rate: f64| super::quantity::beside(rate, threshold, &Unit::plain(Dimension::Number));
            let detail = format!("{} and {} times what lasts", shown(long_rate), shown(short_rate));
            let reason = Reason::new(text, detail).number("long_rate", long_rate).number("short_rate", short_rate);
            let reason = reason.number("threshold", threshold);
            alerts.push(BurnAlert { rule: rule.clone(), threshold, long_rate, short_rate, firing, reason });
        }
        let (events, bad) = self.ledger.within(now, self.options.window.exact().num_seconds());
        let error_rate = rate(bad, events);
        let consumed = error_rate.map_or(0.0, |rate| ratio(rate, budget));
        let pages = |action| alerts.iter().any(|alert| alert.firing && alert.rule.action == action);
        let action = [BurnAction::Page, BurnAction::Ticket].into_iter().find(|action| pages(*action));
        let fastest = alerts.first().map_or(consumed, |alert| alert.long_rate);
        Ok(BudgetStatus {
            at: now,
            events,
            bad,
            error_rate,
            allowed: float(events) * budget,
            consumed,
            remaining: 1.0 - consumed,
            action,
            exhausted_at: self.exhausted(now, consumed, fastest),
            reason: self.reason(now, consumed, error_rate, events),
            alerts,
        })
    }

    /// When the rest of the budget is gone at a burn rate above 1.
    fn exhausted(&self, now: DateTime<Utc>, consumed: f64, burn: f64) -> Option<DateTime<Utc>> {
        if burn <= 1.0 {
            return None;
        }
        let left = ((1.0 - consumed).max(0.0) * seconds(self.options.window) / burn).round();
        #[allow(clippy::cast_possible_truncation)] // at most the window
        now.checked_add_signed(chrono::TimeDelta::seconds(left as i64)).filter(|at| check_instant(*at, "").is_ok())
    }

    fn reason(&self, now: DateTime<Utc>, consumed: f64, error_rate: Option<f64>, events: u64) -> Reason {
        let share = Unit::plain(Dimension::Share);
        let rule = format!("{} good over {}", show(self.options.objective, &share), length(self.options.window));
        let reason = match error_rate {
            None => Reason::new(rule, format!("no events until {}", format_instant(now))),
            Some(rate) => {
                let spent = super::quantity::beside(consumed, 1.0, &share);
                let bad = super::quantity::beside(rate, self.budget(), &share);
                Reason::new(rule, format!("{bad} bad: {spent} of the budget is spent")).number("error_rate", rate)
            }
        };
        reason.number("consumed", consumed).number("events", float(events))
    }

    /// The options and counts as JSON, for [`restore`](Self::restore).
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never.
    pub fn snapshot(&self) -> Result<String> {
        to_json(&BudgetSnapshot { version: 1, options: self.options.clone(), ledger: self.ledger.clone() })
    }

    /// The budget of a [`snapshot`](Self::snapshot), with the same future.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for a text that is no snapshot, and what [`new`](Self::new) returns.
    pub fn restore(snapshot: &str) -> Result<Self> {
        let read: BudgetSnapshot = from_json(snapshot, "error budget snapshot", Limits::default())?;
        let mut budget = Self::new(read.options)?;
        budget.ledger = budget.ledger.refill(read.ledger)?;
        Ok(budget)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BudgetSnapshot {
    #[serde(deserialize_with = "field::version_1")]
    version: u32,
    options: ErrorBudgetOptions,
    ledger: Ledger,
}

fn share_of_events(rate: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&rate) { Ok(rate) } else { Err(Error::invalid("error_rate", "a share of 0 to 1", rate)) }
}

/// The quotient: 2 % over 0.1 % is 20.
fn ratio(rate: f64, budget: f64) -> f64 {
    twelve_digits(rate / budget)
}

/// A number as people mean it: products and quotients of decimal fractions are off by a bit or two.
fn twelve_digits(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

fn rate(bad: u64, events: u64) -> Option<f64> {
    (events > 0).then(|| float(bad) / float(events))
}

#[allow(clippy::cast_precision_loss)] // the ledger holds at most 2^53 events
fn float(count: u64) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss)] // exact below 285 million years
fn seconds(span: Span) -> f64 {
    span.exact().num_seconds() as f64 + f64::from(span.exact().subsec_nanos()) / 1e9
}
