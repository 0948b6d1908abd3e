mod erlang;
mod options;
mod simulate;

use chrono::{Datelike, TimeDelta, Timelike};
use serde::{Deserialize, Serialize};

use crate::stats::Stream;
use crate::time::{Calendar, Span, ZONE_DATABASE, to_local};
use crate::{Error, Priority, Result};
pub use erlang::{QueueOdds, QueueOptions, agents_needed, erlang_b, erlang_c, queue_odds};
pub use options::{ArrivalPattern, HandlingTime, StaffingOptions, StaffingPriority, StaffingTeam, StaffingTier};
use simulate::{Fate, Ticket, Work};

/// Whether a roster holds its promises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StaffingReport {
    /// Every tier, in order.
    pub tiers: Vec<TierStaffing>,
    /// Every promise of a first response, in the order of the options' priorities.
    pub commitments: Vec<CommitmentOdds>,
    /// Tickets that were simulated and counted.
    pub tickets: u64,
    /// The version of the zone database, such as "2025b".
    pub zone_database: String,
}

/// How one tier fares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierStaffing {
    /// Its name.
    pub name: String,
    /// Tickets that came to it in the mean, per hour.
    pub arrivals_per_hour: f64,
    /// Agents there in the mean.
    pub agents: f64,
    /// Work in erlangs per agent there: over 1 the queue grows without end.
    pub load_per_agent: Option<f64>,
    /// The share of tickets whose handling begins within the tier's promise, 0 to 1; `None` without a promise or tickets.
    pub within: Option<f64>,
    /// The standard error of `within` over the samples; `None` for fewer than two.
    pub within_error: Option<f64>,
    /// The share of tickets that wait at all.
    pub wait: Option<f64>,
    /// The mean wait of those whose handling begins, in minutes.
    pub mean_wait_minutes: Option<f64>,
    /// Quantiles of the wait, as the options name them.
    pub waits: Vec<WaitQuantile>,
    /// The share of tickets that give up.
    pub abandoned: f64,
    /// The share of tickets that nobody had come to by the end.
    pub unserved: f64,
    /// The agents that every hour of the arrivals' pattern needs.
    pub hours: Vec<HourNeed>,
}

/// The wait that a share of the tickets does not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WaitQuantile {
    /// The share, 0 to 1.
    pub fraction: f64,
    /// The wait in minutes; `None` if those tickets were not handled by the end, or there were none.
    pub minutes: Option<f64>,
}

/// The agents that an hour needs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HourNeed {
    /// The place in the options' arrivals: the hour of the day, the hour of the week from Monday 00:00 on, or the hour
    /// of the forecast.
    pub hour: u32,
    /// Tickets expected in it, those that earlier tiers pass on included without their delay.
    pub arrivals: f64,
    /// Agents there in the mean, in the simulated time.
    pub agents: f64,
    /// The fewest agents that hold the tier's promise for the wanted share, by Erlang C, or A where people give up, as if
    /// the hour went on for ever; of a tier that promises nothing, those by which the share does not wait at all. The
    /// formula counts as held what would have been in time, had nobody given up before; `within` of the tier does not.
    pub needed: u32,
}

/// The odds of one promise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CommitmentOdds {
    /// The tickets it is made for.
    pub priority: Priority,
    /// What is promised: the first tier begins within this time.
    pub within: Span,
    /// The share of them for which it holds, 0 to 1; `None` if there were none.
    pub odds: Option<f64>,
    /// The standard error of `odds` over the samples; `None` for fewer than two.
    pub error: Option<f64>,
    /// Tickets that were counted.
    pub tickets: u64,
}

/// Will this roster hold its promise?
///
/// A seeded simulation of the real calendars, tier by tier: tickets arrive at random at the hourly rates, urgent ones go
/// first, agents finish what they have begun, and a share of the tickets goes on to the next tier. The same options give
/// the same report on every machine. Where load and agents are the same at all times, [`queue_odds`] has the formula.
///
/// ```
/// use hypercare::escalation::{StaffingOptions, staffing};
/// let options = StaffingOptions { arrivals: vec![4.0], samples: 5, ..StaffingOptions::default() };
/// let report = staffing(&options)?;
/// assert_eq!(report.tiers.len(), 3);
/// assert!(report.commitments.iter().all(|commitment| commitment.odds.is_some_and(|odds| odds > 0.9)));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for options out of their range, [`Error::Limit`] over the caps (five million tickets expected
/// among them), [`Error::Range`] if the simulated time leaves the years 1900 to 2199.
pub fn staffing(options: &StaffingOptions) -> Result<StaffingReport> {
    options.check()?;
    let hours = Hours::new(options)?;
    let tiers: Vec<Tier> = options.tiers.iter().map(|tier| Tier::new(options, tier, &hours)).collect::<Result<_>>()?;
    let mut tallies: Vec<Tally> = tiers.iter().map(|_| Tally::default()).collect();
    let mut promises: Vec<Share> = options.priorities.iter().map(|_| Share::default()).collect();
    let (counted_from, counted_to) = (f64::from(options.warm_up_days) * 86_400.0, hours.rates.len() as f64 * 3_600.0);
    let counts = |at: f64| (counted_from..counted_to).contains(&at);
    let mut total = 0_u64;
    for sample in 0..options.samples {
        let mut stream = Stream::new(options.seed, sample.into());
        let mut arriving: Vec<(f64, usize)> = Vec::new();
        for at in simulate::arrivals(&hours.rates, &mut stream) {
            arriving.push((at, options.draw_priority(stream.unit())));
        }
        total += arriving.iter().filter(|ticket| counts(ticket.0)).count() as u64;
        for (index, (tier, tally)) in tiers.iter().zip(&mut tallies).enumerate() {
            let tickets: Vec<Ticket> =
                arriving.iter().map(|&(at, priority)| tier.work.ticket(at, priority, &mut stream)).collect();
            let (fates, leaving) = simulate::run(&tickets, &tier.agents, options.priorities.len(), hours.end);
            for (ticket, fate) in tickets.iter().zip(fates).filter(|(ticket, _)| counts(ticket.at)) {
                tally.add(fate, tier.within);
                if let Some((promise, commitment)) = promises
                    .get_mut(ticket.priority)
                    .zip(options.priorities.get(ticket.priority))
                    .filter(|_| index == 0)
                {
                    promise.add(held(fate, seconds(commitment.within)));
                }
            }
            arriving = leaving;
        }
        promises.iter_mut().chain(tallies.iter_mut().map(|tally| &mut tally.within)).for_each(Share::end_sample);
    }
    let measured = (counted_to - counted_from) / 3_600.0 * f64::from(options.samples);
    let commitments = options.priorities.iter().zip(&promises).map(|(commitment, share)| CommitmentOdds {
        priority: commitment.priority,
        within: commitment.within,
        odds: share.odds(),
        error: share.error(),
        tickets: share.of,
    });
    Ok(StaffingReport {
        commitments: commitments.collect(),
        tiers: tiers
            .iter()
            .zip(tallies)
            .zip(&options.tiers)
            .map(|((tier, tally), named)| tier.report(options, named, tally, &hours, measured))
            .collect::<Result<_>>()?,
        tickets: total,
        zone_database: ZONE_DATABASE.to_owned(),
    })
}

/// The simulated time in hours.
struct Hours {
    /// Tickets expected in each hour.
    rates: Vec<f64>,
    /// The place of each hour in the options' arrivals.
    places: Vec<usize>,
    /// The end of the simulation in seconds: as long again as tickets arrive, at most four weeks.
    end: f64,
}

impl Hours {
    fn new(options: &StaffingOptions) -> Result<Self> {
        let pattern = options.pattern();
        let count = match pattern {
            ArrivalPattern::Forecast => options.arrivals.len(),
            _ => options.days as usize * 24,
        };
        let (mut rates, mut places) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for hour in 0..count {
            let hours = TimeDelta::try_hours(i64::try_from(hour).unwrap_or(i64::MAX));
            let at = hours.and_then(|hours| options.start.checked_add_signed(hours));
            let local = to_local(at.ok_or_else(|| Error::range("the simulated time"))?, options.zone)?;
            let place = match pattern {
                ArrivalPattern::Constant => 0,
                ArrivalPattern::Daily => local.hour() as usize,
                ArrivalPattern::Weekly => (local.weekday().num_days_from_monday() * 24 + local.hour()) as usize,
                ArrivalPattern::Forecast => hour,
            };
            rates.push(options.arrivals.get(place).copied().unwrap_or_default());
            places.push(place);
        }
        let expected = rates.iter().sum::<f64>() * f64::from(options.samples);
        Error::cap("tickets expected in all samples", options::TICKETS, expected as usize)?;
        Ok(Self { end: (count as f64 + (count as f64).min(672.0)) * 3_600.0, rates, places })
    }
}

/// A tier that is ready to be simulated.
struct Tier {
    work: Work,
    /// Changes of the number of agents, in seconds from the start.
    agents: Vec<(f64, i64)>,
    within: Option<f64>,
    /// The share of all tickets that comes here.
    share: f64,
}

impl Tier {
    fn new(options: &StaffingOptions, tier: &StaffingTier, hours: &Hours) -> Result<Self> {
        let mut agents = Vec::new();
        let length = TimeDelta::try_seconds(hours.end as i64).ok_or_else(|| Error::range("the simulated time"))?;
        let to = options.start.checked_add_signed(length).ok_or_else(|| Error::range("the simulated time"))?;
        let place = |at: chrono::DateTime<chrono::Utc>| (at - options.start).num_milliseconds() as f64 / 1_000.0;
        for team in &tier.teams {
            let coverage = team.coverage.clone().unwrap_or_else(|| Calendar::always(chrono_tz::UTC));
            for span in coverage.open_spans(options.start, to)? {
                let count = i64::from(team.agents);
                agents.extend([(place(span.open), count), (place(span.close), -count)]);
            }
        }
        // At a hand-over those who come are there before the others leave.
        agents.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let before = options.tiers.iter().take_while(|other| !std::ptr::eq(*other, tier));
        Ok(Self {
            work: Work {
                handling: tier.handling,
                mean: tier.handling_minutes * 60.0,
                variation: tier.variation,
                patience: tier.patience_minutes.map(|minutes| minutes * 60.0),
                escalates: tier.escalates,
            },
            agents,
            within: tier.within.map(seconds),
            share: before.map(|tier| tier.escalates).product(),
        })
    }

    fn report(
        &self,
        options: &StaffingOptions,
        tier: &StaffingTier,
        mut tally: Tally,
        hours: &Hours,
        measured: f64,
    ) -> Result<TierStaffing> {
        let present = self.present(hours);
        let agents = present.iter().sum::<f64>() / (present.len() as f64).max(1.0);
        let count = tally.waits.len() as f64 + (tally.abandoned + tally.unserved) as f64;
        let arrivals = if measured > 0.0 { count / measured } else { 0.0 };
        let load = arrivals * tier.handling_minutes / 60.0;
        let share = |part: u64| if count > 0.0 { part as f64 / count } else { 0.0 };
        let served = tally.waits.len() as f64;
        let mean = (served > 0.0).then(|| tally.waits.iter().sum::<f64>() / served / 60.0);
        let waited = tally.waits.iter().filter(|&&wait| wait > 0.0).count() as u64 + tally.abandoned + tally.unserved;
        tally.waits.sort_by(f64::total_cmp);
        let quantile = |&fraction: &f64| WaitQuantile {
            fraction,
            minutes: at_rank(&tally.waits, fraction, served + tally.unserved as f64).map(|wait| wait / 60.0),
        };
        Ok(TierStaffing {
            name: tier.name.clone(),
            arrivals_per_hour: arrivals,
            agents,
            load_per_agent: (agents > 0.0).then(|| load / agents),
            within: self.within.and(tally.within.odds()),
            within_error: self.within.and(tally.within.error()),
            wait: (count > 0.0).then(|| share(waited)),
            mean_wait_minutes: mean,
            waits: options.quantiles.iter().map(quantile).collect(),
            abandoned: share(tally.abandoned),
            unserved: share(tally.unserved),
            hours: self.needs(options, tier, hours, &present)?,
        })
    }

    /// Agents in the mean of every simulated hour.
    fn present(&self, hours: &Hours) -> Vec<f64> {
        let (mut next, mut there) = (0, 0_i64);
        let mut mean = |hour: usize| {
            let (mut since, end) = (hour as f64 * 3_600.0, (hour + 1) as f64 * 3_600.0);
            let mut sum = 0.0;
            while let Some(&(at, change)) = self.agents.get(next).filter(|change| change.0 < end) {
                let at = at.max(since);
                sum += there as f64 * (at - since);
                (since, there, next) = (at, there + change, next + 1);
            }
            (sum + there as f64 * (end - since)) / 3_600.0
        };
        (0..hours.rates.len()).map(&mut mean).collect()
    }

    fn needs(
        &self,
        options: &StaffingOptions,
        tier: &StaffingTier,
        hours: &Hours,
        present: &[f64],
    ) -> Result<Vec<HourNeed>> {
        let mut sums = vec![(0.0, 0_u32); options.arrivals.len()];
        for (&place, agents) in hours.places.iter().zip(present) {
            if let Some(sum) = sums.get_mut(place) {
                *sum = (sum.0 + agents, sum.1 + 1);
            }
        }
        let need = |(hour, (&arrivals, &(sum, count))): (usize, (&f64, &(f64, u32)))| {
            let arrivals = arrivals * self.share;
            let queue = QueueOptions {
                arrivals_per_hour: arrivals,
                handling_minutes: tier.handling_minutes,
                agents: 0,
                within_minutes: self.within.unwrap_or(0.0) / 60.0,
                patience_minutes: tier.patience_minutes,
            };
            Ok(HourNeed {
                hour: u32::try_from(hour).unwrap_or(u32::MAX),
                arrivals,
                agents: sum / f64::from(count.max(1)),
                needed: if arrivals > 0.0 {
                    erlang::fewest(&queue, options.service_level, options::AGENTS)?
                } else {
                    0
                },
            })
        };
        options.arrivals.iter().zip(&sums).enumerate().map(need).collect()
    }
}

/// What happened in a tier.
#[derive(Default)]
struct Tally {
    /// Seconds of those that were handled.
    waits: Vec<f64>,
    abandoned: u64,
    unserved: u64,
    within: Share,
}

impl Tally {
    fn add(&mut self, fate: Fate, within: Option<f64>) {
        match fate {
            Fate::Served(wait) => self.waits.push(wait),
            Fate::Abandoned(_) => self.abandoned += 1,
            Fate::Unserved => self.unserved += 1,
        }
        if let Some(within) = within {
            self.within.add(held(fate, within));
        }
    }
}

fn held(fate: Fate, within: f64) -> bool {
    matches!(fate, Fate::Served(wait) if wait <= within)
}

/// A share, and how much it differs between samples.
#[derive(Default)]
struct Share {
    hits: u64,
    of: u64,
    /// Hits and tickets of the samples that have ended.
    ended: (u64, u64),
    samples: Vec<(f64, f64)>,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.hits += u64::from(hit);
        self.of += 1;
    }

    fn end_sample(&mut self) {
        self.samples.push(((self.hits - self.ended.0) as f64, (self.of - self.ended.1) as f64));
        self.ended = (self.hits, self.of);
    }

    fn odds(&self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// The standard error of a ratio of sums (Cochran 1977, section 2.11), the samples being independent.
    fn error(&self) -> Option<f64> {
        let odds = self.odds().filter(|_| self.samples.len() > 1)?;
        let count = self.samples.len() as f64;
        let squares: f64 = self.samples.iter().map(|(hits, of)| (hits - odds * of).powi(2)).sum();
        Some((squares * count / (count - 1.0)).sqrt() / self.of as f64)
    }
}

/// The value at a share of `count` sorted values, of which those that are missing at the end are endless.
fn at_rank(sorted: &[f64], fraction: f64, count: f64) -> Option<f64> {
    let place = fraction * (count - 1.0);
    let below = *sorted.get(place as usize)?;
    match place.fract() {
        0.0 => Some(below),
        step => Some(below + (*sorted.get(place as usize + 1)? - below) * step),
    }
}

/// The seconds of a span; a month counts as 30.436875 days.
fn seconds(span: Span) -> f64 {
    let exact = span.exact();
    f64::from(span.calendar_months()) * 2_629_746.0
        + exact.num_seconds() as f64
        + f64::from(exact.subsec_nanos()) * 1e-9
}
