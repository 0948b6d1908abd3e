use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::time::{Calendar, CalendarDocument, ClockRange, ClockTime, Span, WeeklyHours, check_instant, date};
use crate::{Error, Priority, Result};

/// Most tickets expected in all samples.
pub(super) const TICKETS: u64 = 5_000_000;
/// Most tiers, and most teams of one tier.
const TIERS: usize = 16;
/// Most agents of one team, and most that an hour may need.
pub(super) const AGENTS: u32 = 10_000;
/// Most hours of a forecast.
const HOURS: usize = 8_784;

/// What [`staffing`](super::staffing) looks at. Everything but `arrivals` has a default.
///
/// The default tiers are a support organisation of 6, 4 and 3 people: three teams of two who follow the sun in
/// turns of eight hours from 00:00 UTC on; two turns of two from Monday to Friday, 06:00 to 22:00; and one on call at
/// all times, with two more during office hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct StaffingOptions {
    /// Tickets expected per hour, each 0 or more: one number for all hours, 24 for the hours of the day, 168 for those of
    /// the week from Monday 00:00 on, or those of a forecast by the hour from `start` on, at most 8,784 hours.
    pub arrivals: Vec<f64>,
    /// What the numbers are; by how many there are, if left out.
    pub pattern: Option<ArrivalPattern>,
    /// The zone of the hours of day and week.
    #[serde(with = "date::zone")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub zone: Tz,
    /// When the simulated time begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// How many days tickets arrive, 1 to 3,660; a forecast says so itself.
    pub days: u32,
    /// Days at the beginning that are not counted, as the queues are empty then.
    pub warm_up_days: u32,
    /// The support tiers, 1 to 16: every ticket comes to the first.
    pub tiers: Vec<StaffingTier>,
    /// What tickets there are, and what is promised to them: 1 to 5, most urgent first.
    pub priorities: Vec<StaffingPriority>,
    /// The share of tickets for which a tier is to hold its promise, from 0 up to but not including 1.
    pub service_level: f64,
    /// The quantiles of waits to report, each 0 to 1, at most 100.
    pub quantiles: Vec<f64>,
    /// How often the time is simulated, 1 to 10,000.
    pub samples: u32,
    /// The seed of all chance.
    pub seed: u64,
}

/// What the numbers of arrivals are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ArrivalPattern {
    /// One number for every hour.
    Constant,
    /// 24 numbers, for the hours of a day.
    Daily,
    /// 168 numbers, for the hours of a week from Monday 00:00 on.
    Weekly,
    /// One number for every hour from the start on.
    Forecast,
}

/// One tier of support.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StaffingTier {
    /// Its name.
    pub name: String,
    /// Who works when, at most 16.
    pub teams: Vec<StaffingTeam>,
    /// The mean time that a ticket takes here, in minutes.
    pub handling_minutes: f64,
    /// How handling times are spread.
    #[serde(default)]
    pub handling: HandlingTime,
    /// For a log-normal spread: the standard deviation over the mean, 0 to 10.
    #[serde(default = "one")]
    pub variation: f64,
    /// The share of the tickets handled here that goes on to the next tier, 0 to 1.
    #[serde(default)]
    pub escalates: f64,
    /// Handling begins within this time after a ticket comes here.
    #[serde(default)]
    pub within: Option<Span>,
    /// The mean time after which those who wait give up, in minutes; nobody does if left out.
    #[serde(default)]
    pub patience_minutes: Option<f64>,
}

/// People of a tier who work at the same hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StaffingTeam {
    /// How many are there at once, at most 10,000.
    pub agents: u32,
    /// When; at all times if left out.
    #[serde(default)]
    pub coverage: Option<Calendar>,
}

/// Tickets of one priority.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StaffingPriority {
    /// Which.
    pub priority: Priority,
    /// How many there are, in proportion to the others; over 0 for at least one.
    pub share: f64,
    /// What is promised: the first tier begins within this time.
    pub within: Span,
}

/// How handling times are spread about their mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HandlingTime {
    /// Exponentially, as Erlang's formulas have it.
    #[default]
    Exponential,
    /// All the same.
    Constant,
    /// Log-normally, with the tier's `variation`.
    LogNormal,
}

impl Default for StaffingOptions {
    fn default() -> Self {
        let hours = |open: u32, close: u32| {
            let time = |hour: u32| ClockTime::from_seconds(hour * 3_600);
            time(open).and_then(|open| ClockRange::new(open, time(close)?)).unwrap_or(ClockRange::DAY)
        };
        let team = |agents, zone, weekly| {
            let document = CalendarDocument { zone, weekly, ..CalendarDocument::default() };
            StaffingTeam { agents, coverage: Calendar::new(document).ok() }
        };
        let tier = |name: &str, teams, handling_minutes, escalates, within| StaffingTier {
            name: name.to_owned(),
            teams,
            handling_minutes,
            handling: HandlingTime::Exponential,
            variation: one(),
            escalates,
            within: Some(Span::minutes(within)),
            patience_minutes: None,
        };
        let daily = |open, close| WeeklyHours::daily(&[hours(open, close)]);
        let weekdays = |open, close| WeeklyHours::weekdays(&[hours(open, close)]);
        // By the same clock, so that summer time opens no gap at the seams.
        let sun = [(0, 8), (8, 16), (16, 24)].map(|(open, close)| team(2, Tz::UTC, daily(open, close)));
        let shifts = [(6, 14), (14, 22)].map(|(open, close)| team(2, Tz::UTC, weekdays(open, close)));
        let on_call = [StaffingTeam { agents: 1, coverage: None }, team(2, Tz::UTC, weekdays(9, 17))];
        let promises = [
            (Priority::Critical, 5.0, 15),
            (Priority::High, 15.0, 60),
            (Priority::Medium, 50.0, 240),
            (Priority::Low, 30.0, 1_440),
        ];
        Self {
            arrivals: Vec::new(),
            pattern: None,
            zone: Tz::UTC,
            // A Monday.
            start: DateTime::from_timestamp(1_767_571_200, 0).unwrap_or_default(),
            days: 28,
            warm_up_days: 0,
            tiers: vec![
                tier("user support", sun.to_vec(), 15.0, 0.25, 15),
                tier("technical issues and integrations", shifts.to_vec(), 45.0, 0.2, 30),
                tier("system administration and architecture", on_call.to_vec(), 90.0, 0.0, 15),
            ],
            priorities: promises
                .map(|(priority, share, minutes)| StaffingPriority { priority, share, within: Span::minutes(minutes) })
                .to_vec(),
            service_level: 0.9,
            quantiles: vec![0.5, 0.9, 0.95, 0.99],
            samples: 20,
            seed: 0,
        }
    }
}

fn one() -> f64 {
    1.0
}

impl StaffingOptions {
    pub(super) fn pattern(&self) -> ArrivalPattern {
        self.pattern.unwrap_or(match self.arrivals.len() {
            1 => ArrivalPattern::Constant,
            24 => ArrivalPattern::Daily,
            168 => ArrivalPattern::Weekly,
            _ => ArrivalPattern::Forecast,
        })
    }

    /// The place of the priority that a number from 0 to 1 draws.
    pub(super) fn draw_priority(&self, unit: f64) -> usize {
        let all: f64 = self.priorities.iter().map(|priority| priority.share).sum();
        let mut left = unit * all;
        let drawn = self.priorities.iter().position(|priority| {
            left -= priority.share;
            left < 0.0
        });
        drawn.unwrap_or(self.priorities.len().saturating_sub(1))
    }

    pub(super) fn check(&self) -> Result<()> {
        let within = |name: &str, value: f64, low: f64, high: f64| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(Error::invalid(name, format!("a number from {low} to {high}"), value))
            }
        };
        let counted = |name: &str, count: usize, low: usize, high: usize| {
            if (low..=high).contains(&count) {
                Ok(())
            } else {
                Err(Error::invalid(name, format!("{low} to {high}"), count))
            }
        };
        check_instant(self.start, "the start of the simulated time")?;
        counted("hours of arrivals", self.arrivals.len(), 1, HOURS)?;
        let hours = match self.pattern() {
            ArrivalPattern::Constant => 1,
            ArrivalPattern::Daily => 24,
            ArrivalPattern::Weekly => 168,
            ArrivalPattern::Forecast => self.arrivals.len(),
        };
        counted("hours of arrivals", self.arrivals.len(), hours, hours)?;
        for (hour, &rate) in self.arrivals.iter().enumerate() {
            within(&format!("arrivals[{hour}]"), rate, 0.0, 1e6)?;
        }
        counted("days", self.days as usize, 1, 3_660)?;
        let last = if self.pattern() == ArrivalPattern::Forecast { hours / 24 } else { self.days as usize - 1 };
        counted("warm_up_days", self.warm_up_days as usize, 0, last)?;
        counted("samples", self.samples as usize, 1, 10_000)?;
        counted("quantiles", self.quantiles.len(), 0, 100)?;
        for &fraction in &self.quantiles {
            within("quantiles", fraction, 0.0, 1.0)?;
        }
        if !(0.0..1.0).contains(&self.service_level) {
            let expected = "a number from 0 up to but not including 1";
            return Err(Error::invalid("service_level", expected, self.service_level));
        }
        counted("priorities", self.priorities.len(), 1, 5)?;
        for (index, priority) in self.priorities.iter().enumerate() {
            within(&format!("priorities[{index}].share"), priority.share, 0.0, 1e6)?;
        }
        if !self.priorities.is_sorted_by(|one, next| one.priority < next.priority) {
            let given: Vec<_> = self.priorities.iter().map(|one| one.priority.as_str()).collect();
            return Err(Error::invalid("priorities", "each priority once, the most urgent first", given.join(", ")));
        }
        within("the shares of all priorities", self.priorities.iter().map(|one| one.share).sum(), 1e-9, 1e7)?;
        counted("tiers", self.tiers.len(), 1, TIERS)?;
        for (index, tier) in self.tiers.iter().enumerate() {
            let name = |field: &str| format!("tiers[{index}].{field}");
            Error::cap(&name("name"), 200, tier.name.len())?;
            counted(&name("teams"), tier.teams.len(), 0, TIERS)?;
            for team in &tier.teams {
                Error::cap(&name("agents"), AGENTS.into(), team.agents as usize)?;
            }
            within(&name("handling_minutes"), tier.handling_minutes, 1e-3, 1e6)?;
            within(&name("variation"), tier.variation, 0.0, 10.0)?;
            within(&name("escalates"), tier.escalates, 0.0, 1.0)?;
            if let Some(patience) = tier.patience_minutes {
                within(&name("patience_minutes"), patience, 1e-3, 1e6)?;
            }
        }
        Ok(())
    }
}
