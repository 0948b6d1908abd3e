use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::line::{Line, Named};
use super::{check_count, check_name, check_span, later};
use crate::document::{Limits, from_json, to_json};
use crate::time::{Span, check_instant};
use crate::{Error, Result};

/// How many calls may run and wait.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BulkheadOptions {
    /// Most calls at once, 1 to 100,000.
    pub concurrent: u32,
    /// Most calls that wait, 0 to 100,000.
    pub waiting: u32,
    /// How long a call waits at most.
    pub wait: Span,
}

impl Default for BulkheadOptions {
    /// 25 calls at once, none that waits.
    fn default() -> Self {
        Self { concurrent: 25, waiting: 0, wait: Span::minutes(1) }
    }
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BulkheadPlace {
    /// It may run.
    Entered,
    /// It waits until another leaves.
    Waiting,
    /// It may neither run nor wait.
    Rejected,
}

/// What becomes of a call, and what the time brought to others.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BulkheadAnswer {
    /// What becomes of the call; missing where the question was of none.
    pub place: Option<BulkheadPlace>,
    /// Calls that waited and may run now, in the order of their coming.
    pub entered: Vec<String>,
    /// Calls that waited too long and are out.
    pub expired: Vec<String>,
    /// Calls that run.
    pub running: u32,
    /// Calls that wait.
    pub waiting: u32,
}

/// A bulkhead: one slow neighbour must not take all the places of the others.
///
/// ```
/// use hypercare::recovery::{Bulkhead, BulkheadOptions, BulkheadPlace};
/// use hypercare::time::parse_instant;
/// let mut bulkhead = Bulkhead::new(BulkheadOptions { concurrent: 1, waiting: 1, ..Default::default() })?;
/// let at = parse_instant("2026-11-24T14:00:00Z")?;
/// assert_eq!(bulkhead.enter("a", at)?.place, Some(BulkheadPlace::Entered));
/// assert_eq!(bulkhead.enter("b", at)?.place, Some(BulkheadPlace::Waiting));
/// assert_eq!(bulkhead.enter("c", at)?.place, Some(BulkheadPlace::Rejected));
/// assert_eq!(bulkhead.leave("a", at)?.entered, ["b"]);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Bulkhead {
    options: BulkheadOptions,
    running: BTreeSet<String>,
    queue: Line<Queued>,
    clock: Clock,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Queued {
    id: String,
    #[serde(with = "crate::time::instant")]
    until: DateTime<Utc>,
}

impl Named for Queued {
    fn name(&self) -> &str {
        &self.id
    }
}

/// The bulkhead as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    options: BulkheadOptions,
    running: BTreeSet<String>,
    queue: Vec<Queued>,
    clock: Clock,
}

impl Bulkhead {
    /// An empty bulkhead.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for options out of their ranges.
    pub fn new(options: BulkheadOptions) -> Result<Self> {
        check_count("concurrent", options.concurrent, 1, 100_000)?;
        check_count("waiting", options.waiting, 0, 100_000)?;
        check_span("wait", options.wait, true)?;
        Ok(Self { options, running: BTreeSet::new(), queue: Line::default(), clock: Clock::default() })
    }

    /// A call wants to run.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] for one that runs or waits already, [`Error::Invalid`] and [`Error::Limit`] for its name,
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn enter(&mut self, id: &str, at: DateTime<Utc>) -> Result<BulkheadAnswer> {
        check_name("the name of a call", id)?;
        // On a copy: a call that is refused changes nothing.
        let now = { self.clock }.reach(at, CALL)?.at;
        let until = later(now, self.options.wait.exact(), "the end of a wait")?;
        let queued = self.queue.place(id).and_then(|place| self.queue.get(place));
        if self.running.contains(id) || queued.is_some_and(|queued| queued.until > now) {
            return Err(Error::duplicate("call", id));
        }
        let mut answer = self.reach(at)?;
        answer.place = Some(if self.has_room() {
            self.running.insert(id.to_owned());
            BulkheadPlace::Entered
        } else if self.queue.len() < self.options.waiting as usize {
            self.queue.push(Queued { id: id.to_owned(), until });
            BulkheadPlace::Waiting
        } else {
            BulkheadPlace::Rejected
        });
        Ok(self.counted(answer))
    }

    /// A call is over, or no longer waits.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for one that neither runs nor waits, [`Error::Range`] outside the years 0 to 9999.
    pub fn leave(&mut self, id: &str, at: DateTime<Utc>) -> Result<BulkheadAnswer> {
        check_instant(at, CALL)?;
        let place = self.queue.place(id);
        if !self.running.contains(id) && place.is_none() {
            return Err(Error::unknown("call", id, Vec::new()));
        }
        place.map(|place| self.queue.remove(place));
        // Who has waited too long is out before the place becomes free.
        let mut answer = self.reach(at)?;
        self.running.remove(id);
        self.admit(&mut answer);
        Ok(self.counted(answer))
    }

    /// Lets the time come to `at`: who has waited too long is out.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn advance(&mut self, at: DateTime<Utc>) -> Result<BulkheadAnswer> {
        let answer = self.reach(at)?;
        Ok(self.counted(answer))
    }

    /// When the first of those who wait is out.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        self.queue.first().map(|(_, queued)| queued.until)
    }

    fn has_room(&self) -> bool {
        self.running.len() < self.options.concurrent as usize
    }

    fn reach(&mut self, at: DateTime<Utc>) -> Result<BulkheadAnswer> {
        let tick = self.clock.reach(at, CALL)?;
        let mut answer =
            BulkheadAnswer { place: None, entered: Vec::new(), expired: Vec::new(), running: 0, waiting: 0 };
        if tick.back {
            let until = later(tick.at, self.options.wait.exact(), "the end of a wait")?;
            self.queue.iter_mut().for_each(|queued| queued.until = queued.until.min(until));
        }
        // Everybody waits as long, so that who came first is out first.
        while let Some((place, _)) = self.queue.first().filter(|(_, queued)| queued.until <= tick.at) {
            answer.expired.extend(self.queue.remove(place).map(|queued| queued.id));
        }
        Ok(answer)
    }

    fn admit(&mut self, answer: &mut BulkheadAnswer) {
        while self.has_room()
            && let Some((place, _)) = self.queue.first()
            && let Some(queued) = self.queue.remove(place)
        {
            self.running.insert(queued.id.clone());
            answer.entered.push(queued.id);
        }
    }

    fn counted(&self, answer: BulkheadAnswer) -> BulkheadAnswer {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        BulkheadAnswer { running: count(self.running.len()), waiting: count(self.queue.len()), ..answer }
    }

    /// The bulkhead as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, in practice.
    pub fn snapshot(&self) -> Result<String> {
        let queue = self.queue.iter().cloned().collect();
        to_json(&Saved { options: self.options, running: self.running.clone(), queue, clock: self.clock })
    }

    /// Reads what [`snapshot`](Self::snapshot) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for another text, [`Error::Invalid`] for state that no bulkhead can be in.
    pub fn restore(text: &str) -> Result<Self> {
        let Saved { options, running, queue, clock } = from_json(text, "bulkhead", LIMITS)?;
        let mut bulkhead = Self::new(options)?;
        let wrong = || Error::invalid("state", "what such a bulkhead can hold", "something else");
        let full = running.len() == options.concurrent as usize;
        let fits = running.len() <= options.concurrent as usize && queue.len() <= options.waiting as usize;
        if !fits || !full && !queue.is_empty() || !queue.iter().is_sorted_by_key(|queued| queued.until) {
            return Err(wrong());
        }
        for id in &running {
            check_name("the name of a call", id)?;
        }
        for queued in queue {
            check_name("the name of a call", &queued.id)?;
            if running.contains(&queued.id) || bulkhead.queue.place(&queued.id).is_some() {
                return Err(wrong());
            }
            bulkhead.queue.push(queued);
        }
        (bulkhead.running, bulkhead.clock) = (running, clock);
        Ok(bulkhead)
    }
}

const CALL: &str = "the instant of a call";
/// 200,000 names, even if each character of them takes six to be written.
const LIMITS: Limits = Limits { bytes: 512 << 20, depth: 8, nodes: 1_000_000 };
