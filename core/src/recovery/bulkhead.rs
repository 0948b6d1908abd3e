use std::collections::{BTreeSet, VecDeque};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulkhead {
    options: BulkheadOptions,
    running: BTreeSet<String>,
    queue: VecDeque<Queued>,
    #[serde(with = "crate::time::instant::option")]
    clock: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Queued {
    id: String,
    #[serde(with = "crate::time::instant")]
    until: DateTime<Utc>,
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
        Ok(Self { options, running: BTreeSet::new(), queue: VecDeque::new(), clock: None })
    }

    /// A call wants to run.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] for one that runs or waits already, [`Error::Invalid`] and [`Error::Limit`] for its name,
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn enter(&mut self, id: &str, at: DateTime<Utc>) -> Result<BulkheadAnswer> {
        check_name("the name of a call", id)?;
        check_instant(at, "the instant of a call")?;
        let now = self.clock.map_or(at, |clock| clock.max(at));
        let until = later(now, self.options.wait.exact(), "the end of a wait")?;
        if self.running.contains(id) || self.queue.iter().any(|queued| queued.id == id && queued.until > now) {
            return Err(Error::duplicate("call", id));
        }
        let mut answer = self.reach(at);
        answer.place = Some(if self.has_room() {
            self.running.insert(id.to_owned());
            BulkheadPlace::Entered
        } else if self.queue.len() < self.options.waiting as usize {
            self.queue.push_back(Queued { id: id.to_owned(), until });
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
        check_instant(at, "the instant of a call")?;
        let place = self.queue.iter().position(|queued| queued.id == id);
        if !self.running.contains(id) && place.is_none() {
            return Err(Error::unknown("call", id, Vec::new()));
        }
        place.map(|place| self.queue.remove(place));
        // Who has waited too long is out before the place becomes free.
        let mut answer = self.reach(at);
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
        check_instant(at, "the instant of a bulkhead")?;
        let answer = self.reach(at);
        Ok(self.counted(answer))
    }

    /// When the first of those who wait is out.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        self.queue.front().map(|queued| queued.until)
    }

    fn has_room(&self) -> bool {
        self.running.len() < self.options.concurrent as usize
    }

    fn reach(&mut self, at: DateTime<Utc>) -> BulkheadAnswer {
        let now = self.clock.map_or(at, |clock| clock.max(at));
        self.clock = Some(now);
        let mut answer =
            BulkheadAnswer { place: None, entered: Vec::new(), expired: Vec::new(), running: 0, waiting: 0 };
        // Everybody waits as long, so that who came first is out first.
        while let Some(queued) = self.queue.pop_front_if(|queued| queued.until <= now) {
            answer.expired.push(queued.id);
        }
        answer
    }

    fn admit(&mut self, answer: &mut BulkheadAnswer) {
        while self.has_room()
            && let Some(queued) = self.queue.pop_front()
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
        to_json(self)
    }

    /// Reads what [`snapshot`](Self::snapshot) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for another text, [`Error::Invalid`] for state that no bulkhead can be in.
    pub fn restore(text: &str) -> Result<Self> {
        let bulkhead: Self = from_json(text, "bulkhead", Limits { bytes: 64 << 20, ..Limits::default() })?;
        Self::new(bulkhead.options)?;
        let waiting: BTreeSet<&String> = bulkhead.queue.iter().map(|queued| &queued.id).collect();
        let single = waiting.len() == bulkhead.queue.len() && waiting.iter().all(|id| !bulkhead.running.contains(*id));
        let fits = bulkhead.running.len() <= bulkhead.options.concurrent as usize
            && bulkhead.queue.len() <= bulkhead.options.waiting as usize
            && bulkhead.queue.iter().is_sorted_by_key(|queued| queued.until);
        if single && fits {
            Ok(bulkhead)
        } else {
            Err(Error::invalid("state", "what such a bulkhead can hold", "something else"))
        }
    }
}
