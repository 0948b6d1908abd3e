//! Queues for which there is a formula (A. K. Erlang 1917; C. Palm 1946).
//!
//! Loads are in erlangs: arrivals per hour times hours of handling each. Random arrivals, exponential handling times,
//! one queue in order of arrival, as many agents at all times.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Most agents of a formula.
const AGENTS: u32 = 1_000_000;

/// Most arrivals per hour, and most minutes.
const MOST: f64 = 1e6;

/// A queue with the same load and the same agents at all times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QueueOptions {
    /// Tickets that arrive per hour, over 0, at most a million.
    pub arrivals_per_hour: f64,
    /// The mean time that handling one takes, in minutes, 0.001 to a million.
    pub handling_minutes: f64,
    /// Agents, at most a million.
    pub agents: u32,
    /// The wait that counts as in time, in minutes.
    #[serde(default)]
    pub within_minutes: f64,
    /// The mean time after which somebody who waits gives up, in minutes, 0.001 to a million (Erlang A); nobody does if
    /// left out (Erlang C).
    #[serde(default)]
    pub patience_minutes: Option<f64>,
}

/// How long tickets wait in a queue in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QueueOdds {
    /// The share of tickets that wait at all, 0 to 1.
    pub wait: f64,
    /// The share of tickets whose turn comes in time, 0 to 1: for those that give up, whose turn would have come.
    pub within: f64,
    /// The share of tickets that give up, 0 to 1.
    pub abandoned: f64,
    /// The mean wait in minutes, of those that give up too; `None` where it grows without end.
    pub mean_wait_minutes: Option<f64>,
    /// The share of their time that agents work, 0 to 1.
    pub occupancy: f64,
}

/// The share of tickets that find all agents busy and are lost (Erlang B).
///
/// ```
/// // 15 lines that may lose one call in a hundred carry 8.108 erlangs.
/// assert!((hypercare::escalation::erlang_b(15, 8.108)? - 0.01).abs() < 1e-5);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for a load that is not a number of 0 or more; [`Error::Limit`] over a million agents.
pub fn erlang_b(agents: u32, load: f64) -> Result<f64> {
    check(agents, load)?;
    // B(n) = load B(n - 1) / (n + load B(n - 1)), over the inverse, which loses no digits: every term is positive.
    let mut inverse = 1.0;
    for agent in 1..=agents {
        inverse = 1.0 + f64::from(agent) / load * inverse;
        if inverse == f64::INFINITY {
            return Ok(0.0);
        }
    }
    Ok(1.0 / inverse)
}

/// The share of tickets that wait (Erlang C); 1 where the load is not under the agents.
///
/// ```
/// // 200 calls an hour of 3 minutes each are 10 erlangs: of 14 agents' calls 17.4 % wait.
/// assert!((hypercare::escalation::erlang_c(14, 10.0)? - 0.174).abs() < 5e-4);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// As for [`erlang_b`].
pub fn erlang_c(agents: u32, load: f64) -> Result<f64> {
    let lost = erlang_b(agents, load)?;
    let occupancy = load / f64::from(agents);
    if agents == 0 || occupancy >= 1.0 {
        return Ok(if load == 0.0 { 0.0 } else { 1.0 });
    }
    Ok(lost / (1.0 - occupancy * (1.0 - lost)))
}

/// How long tickets wait: by Erlang C, or by Erlang A where people give up.
///
/// # Errors
///
/// [`Error::Invalid`] for numbers out of their range, [`Error::Limit`] over a million agents.
pub fn queue_odds(options: &QueueOptions) -> Result<QueueOdds> {
    let QueueOptions { arrivals_per_hour, handling_minutes, agents, within_minutes, patience_minutes } = *options;
    if !(arrivals_per_hour > 0.0 && arrivals_per_hour <= MOST) {
        return Err(Error::invalid("arrivals_per_hour", "a number over 0, at most 1e6", arrivals_per_hour));
    }
    minutes("handling_minutes", handling_minutes)?;
    if within_minutes.is_nan() || within_minutes < 0.0 {
        return Err(Error::invalid("within_minutes", "a number of 0 or more", within_minutes));
    }
    let load = arrivals_per_hour * handling_minutes / 60.0;
    check(agents, load)?;
    match patience_minutes {
        None => patient(agents, load, handling_minutes, within_minutes),
        Some(patience) => {
            minutes("patience_minutes", patience)?;
            impatient(agents, load, handling_minutes, within_minutes, patience)
        }
    }
}

/// The fewest agents by which at least a share `level` of tickets is answered in time.
///
/// # Errors
///
/// As for [`queue_odds`]; [`Error::Invalid`] for a level that is not below 1; [`Error::Limit`] if a million are too few.
pub fn agents_needed(options: &QueueOptions, level: f64) -> Result<u32> {
    fewest(options, level, AGENTS)
}

/// The same, up to `most`.
pub(super) fn fewest(options: &QueueOptions, level: f64, most: u32) -> Result<u32> {
    if !(0.0..1.0).contains(&level) {
        return Err(Error::invalid("service_level", "a number from 0 up to but not including 1", level));
    }
    let enough = |agents: u32| Ok::<_, Error>(queue_odds(&QueueOptions { agents, ..*options })?.within >= level);
    // Doubled from the least that can do, then halved in between: more agents are never worse.
    let (mut low, mut high) = (0_u32, 1_u32);
    while !enough(high)? {
        low = high;
        high = high.saturating_mul(2);
        if low >= most {
            return Err(Error::Limit { what: "agents".to_owned(), limit: most.into(), found: high.into() });
        }
        high = high.min(most);
    }
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if enough(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

fn patient(agents: u32, load: f64, handling: f64, within: f64) -> Result<QueueOdds> {
    let wait = erlang_c(agents, load)?;
    let spare = f64::from(agents) - load;
    let occupancy = (load / f64::from(agents).max(1e-300)).min(1.0);
    if spare <= 0.0 {
        return Ok(QueueOdds { wait, within: 0.0, abandoned: 0.0, mean_wait_minutes: None, occupancy });
    }
    Ok(QueueOdds {
        wait,
        within: 1.0 - wait * libm::exp(-spare * within / handling),
        abandoned: 0.0,
        mean_wait_minutes: Some(wait * handling / spare),
        occupancy,
    })
}

/// Zeltyn and Mandelbaum 2005, "Call centers with impatient customers", section 2: the share that would wait longer
/// than t is λJ(t) / (ε + λJ(0)), with J(t) = ∫ exp(λ(1 - e^(-θx))/θ - nμx) dx from t on, and ε the inverse of the
/// loss of one agent less.
fn impatient(agents: u32, load: f64, handling: f64, within: f64, patience: f64) -> Result<QueueOdds> {
    if agents == 0 {
        let never =
            QueueOdds { wait: 1.0, within: 0.0, abandoned: 1.0, mean_wait_minutes: Some(patience), occupancy: 0.0 };
        return Ok(never);
    }
    let (x, y) = (f64::from(agents) * patience / handling, load * patience / handling);
    let ready = 1.0 / erlang_b(agents - 1, load)?;
    // λJ(t), by the series of the incomplete gamma function.
    let tail = |minutes: f64| {
        let z = y * libm::exp(-minutes / patience);
        y / x * series(x, z) * libm::exp(y - z - x * minutes / patience)
    };
    let all = tail(0.0);
    if !all.is_finite() {
        // Far more arrive than can be handled: everybody waits, and those give up who are too many.
        let abandoned = (1.0 - x / y).max(0.0);
        let (wait, mean) = (1.0, Some(abandoned * patience));
        return Ok(QueueOdds { wait, within: 0.0, abandoned, mean_wait_minutes: mean, occupancy: 1.0 });
    }
    let wait = all / (ready + all);
    let over = tail(within) / (ready + all);
    let of_waiting = x / y / series(x, y) + 1.0 - x / y;
    let abandoned = (of_waiting * wait).clamp(0.0, 1.0);
    Ok(QueueOdds {
        wait,
        within: (1.0 - over).clamp(0.0, 1.0),
        abandoned,
        mean_wait_minutes: Some(abandoned * patience),
        occupancy: (load * (1.0 - abandoned) / f64::from(agents)).min(1.0),
    })
}

/// 1 + z/(x+1) + z²/((x+1)(x+2)) + ...
fn series(x: f64, z: f64) -> f64 {
    let (mut sum, mut term, mut step) = (1.0, 1.0, 1.0);
    while term > sum * 1e-17 && sum < f64::INFINITY {
        term *= z / (x + step);
        sum += term;
        step += 1.0;
    }
    sum
}

/// Beyond these the series of Erlang A would have more terms than anybody waits for.
fn minutes(name: &str, value: f64) -> Result<()> {
    if (1e-3..=MOST).contains(&value) { Ok(()) } else { Err(Error::invalid(name, "minutes from 0.001 to 1e6", value)) }
}

fn check(agents: u32, load: f64) -> Result<()> {
    Error::cap("agents", AGENTS.into(), agents as usize)?;
    if (0.0..=1e9).contains(&load) { Ok(()) } else { Err(Error::invalid("load", "erlangs from 0 to 1e9", load)) }
}
