use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{check_count, check_name, check_span, later};
use crate::document::{Limits, from_json, to_json};
use crate::time::{Span, check_instant};
use crate::{Error, Result};

/// Most bytes of a payload.
const PAYLOAD: u64 = 1 << 20;
/// Most bytes of an error's text.
const TEXT: u64 = 4_096;

/// How many dead letters are kept, and when they are poison.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DeadLetterOptions {
    /// Most letters, 1 to 100,000.
    pub letters: u32,
    /// Most bytes of all payloads together, 1 to 256 MiB.
    pub bytes: u32,
    /// What happens where it is full.
    pub full: FullQueue,
    /// After so many replays that failed a letter is poison and is not replayed again, 1 to 1,000.
    pub poison_after: u32,
    /// The wait between two replays of a letter, twice as long after each.
    pub wait: Span,
}

impl Default for DeadLetterOptions {
    /// 10,000 letters of 64 MiB, new ones refused where it is full, poison after 3 replays, a minute between them.
    fn default() -> Self {
        Self { letters: 10_000, bytes: 64 << 20, full: FullQueue::Refuse, poison_after: 3, wait: Span::minutes(1) }
    }
}

/// What happens to a letter that comes into a full queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FullQueue {
    /// It is refused: the host must stop taking work in.
    #[default]
    Refuse,
    /// The oldest letters go, and their names come back.
    DropOldest,
}

/// Work that failed for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeadLetter {
    /// Its name, by which it is known when it comes again.
    pub id: String,
    /// What it holds, at most 1 MiB; a reference where it is larger.
    #[serde(default)]
    pub payload: String,
    /// The kind of error, a word of the host.
    pub kind: String,
    /// The error in words, at most 4 kB.
    #[serde(default)]
    pub error: String,
    /// When it failed.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
}

impl DeadLetter {
    /// A letter without the error's words.
    pub fn new(id: &str, payload: &str, kind: &str, at: DateTime<Utc>) -> Self {
        let (id, payload, kind) = (id.to_owned(), payload.to_owned(), kind.to_owned());
        Self { id, payload, kind, error: String::new(), at }
    }
}

/// Where a dead letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeadLetterState {
    /// It waits for its replay.
    Waiting,
    /// It was given out for a replay.
    Replaying,
    /// It failed too often and waits for somebody.
    Poisoned,
}

/// A dead letter in its queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeadLetterEntry {
    /// Its name.
    pub id: String,
    /// What it holds.
    pub payload: String,
    /// The kind of its last error.
    pub kind: String,
    /// Its last error in words.
    pub error: String,
    /// Where it stands.
    pub state: DeadLetterState,
    /// Replays that failed since it came or was released.
    pub replays: u32,
    /// How often it failed in all.
    pub failures: u32,
    /// When it failed first.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub first: DateTime<Utc>,
    /// When it failed last.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub last: DateTime<Utc>,
    /// From when on it may be replayed.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadLetterPut {
    /// Whether it is in the queue.
    pub kept: bool,
    /// Where it stands there.
    pub state: Option<DeadLetterState>,
    /// Letters that went to make room.
    pub dropped: Vec<String>,
}

/// What is in the queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadLetterSummary {
    /// Letters.
    pub letters: u32,
    /// Bytes of their payloads.
    pub bytes: u64,
    /// Letters that wait for a replay.
    pub waiting: u32,
    /// Letters given out for a replay.
    pub replaying: u32,
    /// Letters that wait for somebody.
    pub poisoned: u32,
    /// Letters by the kind of their last error.
    pub kinds: BTreeMap<String, u32>,
    /// Letters that were refused.
    pub refused: u64,
    /// Letters that went to make room.
    pub dropped: u64,
}

/// A bounded queue of work that failed, with its reasons, to be replayed when the cause is gone.
///
/// ```
/// use hypercare::recovery::{DeadLetter, DeadLetterState, DeadLetters};
/// use hypercare::time::parse_instant;
/// let at = parse_instant("2026-11-24T14:00:00Z")?;
/// let mut letters = DeadLetters::default();
/// letters.put(&DeadLetter::new("invoice-7", "{}", "timeout", at))?;
/// for letter in letters.replay(at, 100)? {
///     letters.replayed(&letter.id, at, Some("schema"))?; // failed again; None if it went well
/// }
/// assert_eq!(letters.get("invoice-7").map(|letter| letter.replays), Some(1));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadLetters {
    options: DeadLetterOptions,
    /// In the order of their coming.
    entries: VecDeque<DeadLetterEntry>,
    refused: u64,
    dropped: u64,
}

impl DeadLetters {
    /// An empty queue.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for options out of their ranges.
    pub fn new(options: DeadLetterOptions) -> Result<Self> {
        check_count("letters", options.letters, 1, 100_000)?;
        check_count("bytes", options.bytes, 1, 256 << 20)?;
        check_count("poison_after", options.poison_after, 1, 1_000)?;
        check_span("wait", options.wait, true)?;
        Ok(Self { options, ..Self::default() })
    }

    /// Takes a letter in. One that is there already has failed once more: its error is the new one.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] and [`Error::Limit`] for its name, kind or size, [`Error::Range`] outside the years 0 to
    /// 9999.
    pub fn put(&mut self, letter: &DeadLetter) -> Result<DeadLetterPut> {
        check_name("the name of a letter", &letter.id)?;
        check_name("the kind of an error", &letter.kind)?;
        check_instant(letter.at, "the instant of a letter")?;
        Error::cap("bytes of a payload", PAYLOAD.min(self.options.bytes.into()), letter.payload.len())?;
        Error::cap("bytes of an error", TEXT, letter.error.len())?;
        if self.get(&letter.id).is_some() {
            let state = self.fail(&letter.id, &letter.kind, &letter.error, letter.at)?;
            return Ok(DeadLetterPut { kept: true, state: Some(state), dropped: Vec::new() });
        }
        let mut dropped = Vec::new();
        while !self.has_room(letter.payload.len()) {
            let oldest = match self.options.full {
                FullQueue::Refuse => None,
                FullQueue::DropOldest => self.entries.pop_front(),
            };
            let Some(oldest) = oldest else {
                self.refused = self.refused.saturating_add(1).min(COUNTS);
                return Ok(DeadLetterPut { kept: false, state: None, dropped });
            };
            self.dropped = self.dropped.saturating_add(1).min(COUNTS);
            dropped.push(oldest.id);
        }
        self.entries.push_back(DeadLetterEntry {
            id: letter.id.clone(),
            payload: letter.payload.clone(),
            kind: letter.kind.clone(),
            error: letter.error.clone(),
            state: DeadLetterState::Waiting,
            replays: 0,
            failures: 1,
            first: letter.at,
            last: letter.at,
            due: letter.at,
        });
        Ok(DeadLetterPut { kept: true, state: Some(DeadLetterState::Waiting), dropped })
    }

    fn has_room(&self, bytes: usize) -> bool {
        let fits = self.bytes().saturating_add(bytes as u64) <= u64::from(self.options.bytes);
        fits && self.entries.len() < self.options.letters as usize
    }

    fn bytes(&self) -> u64 {
        self.entries.iter().map(|entry| entry.payload.len() as u64).sum()
    }

    /// Gives out at most so many letters that are due, the oldest first. Tell [`replayed`](Self::replayed) how each
    /// went.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn replay(&mut self, now: DateTime<Utc>, most: u32) -> Result<Vec<DeadLetterEntry>> {
        check_instant(now, "the instant of a replay")?;
        let due = self.entries.iter_mut().filter(|entry| entry.state == DeadLetterState::Waiting && entry.due <= now);
        let given = due.take(most as usize).map(|entry| {
            entry.state = DeadLetterState::Replaying;
            entry.clone()
        });
        Ok(given.collect())
    }

    /// How a replay went: `error` is the kind of error, or `None` if it went well and the letter goes.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a letter that is not there, [`Error::Invalid`] for one that was not given out or a blank
    /// kind, [`Error::Range`] outside the years 0 to 9999.
    pub fn replayed(&mut self, id: &str, at: DateTime<Utc>, error: Option<&str>) -> Result<Option<DeadLetterState>> {
        check_instant(at, "the instant of a replay")?;
        let entry = self.get(id).ok_or_else(|| Error::unknown("dead letter", id, Vec::new()))?;
        if entry.state != DeadLetterState::Replaying {
            return Err(Error::invalid("id", "a letter given out for a replay", id));
        }
        let Some(kind) = error else {
            self.entries.retain(|entry| entry.id != id);
            return Ok(None);
        };
        check_name("the kind of an error", kind)?;
        self.fail(id, kind, "", at).map(Some)
    }

    /// One more failure of a letter that is there.
    fn fail(&mut self, id: &str, kind: &str, error: &str, at: DateTime<Utc>) -> Result<DeadLetterState> {
        let DeadLetterOptions { poison_after, wait, .. } = self.options;
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) else {
            return Err(Error::unknown("dead letter", id, Vec::new()));
        };
        // A letter that came again by itself has not been replayed; its count stands.
        let replays = entry.replays.saturating_add(u32::from(entry.state == DeadLetterState::Replaying));
        let doubled = 1_i32.checked_shl(replays.saturating_sub(1).min(20)).unwrap_or(1);
        let wait = wait.exact().checked_mul(doubled).unwrap_or(super::LONGEST).min(super::LONGEST);
        let last = entry.last.max(at);
        entry.due = later(last, wait, "the next replay")?;
        entry.last = last;
        entry.replays = replays;
        entry.failures = entry.failures.saturating_add(1);
        kind.clone_into(&mut entry.kind);
        error.clone_into(&mut entry.error);
        let poisoned = replays >= poison_after || entry.state == DeadLetterState::Poisoned;
        entry.state = if poisoned { DeadLetterState::Poisoned } else { DeadLetterState::Waiting };
        Ok(entry.state)
    }

    /// Somebody has mended the cause: a letter may be replayed from `at` on as if it had just come.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a letter that is not there, [`Error::Range`] outside the years 0 to 9999.
    pub fn release(&mut self, id: &str, at: DateTime<Utc>) -> Result<()> {
        check_instant(at, "the instant of a release")?;
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) else {
            return Err(Error::unknown("dead letter", id, Vec::new()));
        };
        (entry.state, entry.replays, entry.due) = (DeadLetterState::Waiting, 0, at);
        Ok(())
    }

    /// Takes a letter out for good.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a letter that is not there.
    pub fn discard(&mut self, id: &str) -> Result<DeadLetterEntry> {
        let place = self.entries.iter().position(|entry| entry.id == id);
        let entry = place.and_then(|place| self.entries.remove(place));
        entry.ok_or_else(|| Error::unknown("dead letter", id, Vec::new()))
    }

    /// A letter by its name.
    pub fn get(&self, id: &str) -> Option<&DeadLetterEntry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// All letters in the order of their coming.
    pub fn entries(&self) -> impl Iterator<Item = &DeadLetterEntry> {
        self.entries.iter()
    }

    /// When the next letter is due.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        let waiting = self.entries.iter().filter(|entry| entry.state == DeadLetterState::Waiting);
        waiting.map(|entry| entry.due).min()
    }

    /// What is in the queue.
    pub fn summary(&self) -> DeadLetterSummary {
        let count = |state| self.entries.iter().filter(|entry| entry.state == state).count() as u32;
        let mut kinds = BTreeMap::new();
        for entry in &self.entries {
            *kinds.entry(entry.kind.clone()).or_default() += 1;
        }
        DeadLetterSummary {
            letters: self.entries.len() as u32,
            bytes: self.bytes(),
            waiting: count(DeadLetterState::Waiting),
            replaying: count(DeadLetterState::Replaying),
            poisoned: count(DeadLetterState::Poisoned),
            kinds,
            refused: self.refused,
            dropped: self.dropped,
        }
    }

    /// The queue as JSON. Letters that were given out count as waiting when it is restored: nobody else knows of them.
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
    /// [`Error::Parse`] for another text, [`Error::Invalid`], [`Error::Duplicate`] and [`Error::Limit`] for letters
    /// that do not fit the options.
    pub fn restore(text: &str) -> Result<Self> {
        let mut letters: Self = from_json(text, "dead letters", Limits { bytes: 2 << 30, depth: 8, nodes: 4_000_000 })?;
        Self::new(letters.options)?;
        Error::cap("letters", letters.options.letters.into(), letters.entries.len())?;
        Error::cap("bytes of all payloads", letters.options.bytes.into(), letters.bytes() as usize)?;
        let mut names = std::collections::BTreeSet::new();
        for entry in &mut letters.entries {
            check_name("the name of a letter", &entry.id)?;
            check_name("the kind of an error", &entry.kind)?;
            Error::cap("bytes of an error", TEXT, entry.error.len())?;
            if !names.insert(entry.id.clone()) {
                return Err(Error::duplicate("dead letter", &entry.id));
            }
            if entry.state == DeadLetterState::Replaying {
                entry.state = DeadLetterState::Waiting;
            }
        }
        let counted = letters.refused <= COUNTS && letters.dropped <= COUNTS;
        if counted { Ok(letters) } else { Err(Error::invalid("refused", "a count that can be", "more")) }
    }
}

/// Counts end here, far within what the other languages' whole numbers hold.
const COUNTS: u64 = 1 << 52;
