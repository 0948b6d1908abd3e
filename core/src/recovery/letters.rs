use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::line::{Line, Named};
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
    /// After so many tries that failed once more a letter is poison and is not replayed again, 1 to 1,000. A replay
    /// is such a try, and so is one of a host that takes its work up again by itself and puts the letter in anew.
    pub poison_after: u32,
    /// The wait before a letter is tried once more, twice as long after each try.
    pub wait: Span,
}

impl Default for DeadLetterOptions {
    /// 10,000 letters of 64 MiB, new ones refused where it is full, poison after 3 more tries, a minute between them.
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
    /// The oldest letters go, and their names come back: those that wait for a replay first, then the poisoned ones.
    /// Letters that are given out stay; where these alone leave no room the new one is refused.
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
    /// Tries that failed since it came or was released: replays, and those of a host that tries by itself.
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

impl Named for DeadLetterEntry {
    fn name(&self) -> &str {
        &self.id
    }
}

impl DeadLetterEntry {
    fn bytes(&self) -> u64 {
        self.payload.len() as u64
    }
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeadLetters {
    options: DeadLetterOptions,
    entries: Line<DeadLetterEntry>,
    /// The places of the letters that wait, by the instant of their replay.
    due: BTreeSet<(DateTime<Utc>, u64)>,
    /// The places of those that wait, and of the poisoned ones.
    waiting: BTreeSet<u64>,
    poisoned: BTreeSet<u64>,
    /// Bytes of all payloads, and of those that are given out.
    bytes: u64,
    given_bytes: u64,
    refused: u64,
    dropped: u64,
}

/// The queue as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    options: DeadLetterOptions,
    /// In the order of their coming.
    entries: Vec<DeadLetterEntry>,
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
        if let Some(place) = self.entries.place(&letter.id) {
            let state = self.fail(place, &letter.kind, &letter.error, letter.at)?;
            return Ok(DeadLetterPut { kept: true, state: Some(state), dropped: Vec::new() });
        }
        let bytes = letter.payload.len() as u64;
        let droppable =
            self.options.full == FullQueue::DropOldest && self.has_room(self.given(), self.given_bytes, bytes);
        if !self.has_room(self.entries.len(), self.bytes, bytes) && !droppable {
            self.refused = self.refused.saturating_add(1).min(COUNTS);
            return Ok(DeadLetterPut { kept: false, state: None, dropped: Vec::new() });
        }
        let mut dropped = Vec::new();
        while !self.has_room(self.entries.len(), self.bytes, bytes)
            && let Some(oldest) = self.waiting.first().or_else(|| self.poisoned.first()).copied()
            && let Some(oldest) = self.take_out(oldest)
        {
            self.dropped = self.dropped.saturating_add(1).min(COUNTS);
            dropped.push(oldest.id);
        }
        self.take_in(DeadLetterEntry {
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

    /// Whether one more payload fits in beside so many letters of so many bytes.
    fn has_room(&self, letters: usize, bytes: u64, more: u64) -> bool {
        bytes + more <= u64::from(self.options.bytes) && letters < self.options.letters as usize
    }

    /// Letters that are given out.
    fn given(&self) -> usize {
        self.entries.len() - self.waiting.len() - self.poisoned.len()
    }

    fn take_in(&mut self, entry: DeadLetterEntry) {
        self.bytes += entry.bytes();
        let place = self.entries.push(entry);
        self.note(place);
    }

    fn take_out(&mut self, place: u64) -> Option<DeadLetterEntry> {
        self.forget(place);
        let entry = self.entries.remove(place)?;
        self.bytes -= entry.bytes();
        Some(entry)
    }

    /// Changes where a letter stands.
    fn change(&mut self, place: u64, change: impl FnOnce(&mut DeadLetterEntry)) {
        self.forget(place);
        if let Some(entry) = self.entries.get_mut(place) {
            change(entry);
        }
        self.note(place);
    }

    fn note(&mut self, place: u64) {
        let Some(entry) = self.entries.get(place) else { return };
        match entry.state {
            DeadLetterState::Waiting => {
                self.due.insert((entry.due, place));
                self.waiting.insert(place);
            }
            DeadLetterState::Replaying => self.given_bytes += entry.bytes(),
            DeadLetterState::Poisoned => {
                self.poisoned.insert(place);
            }
        }
    }

    fn forget(&mut self, place: u64) {
        let Some(entry) = self.entries.get(place) else { return };
        match entry.state {
            DeadLetterState::Waiting => {
                self.due.remove(&(entry.due, place));
                self.waiting.remove(&place);
            }
            DeadLetterState::Replaying => self.given_bytes -= entry.bytes(),
            DeadLetterState::Poisoned => {
                self.poisoned.remove(&place);
            }
        }
    }

    /// Gives out at most so many letters that are due, the one that has been due for longest first. Tell
    /// [`replayed`](Self::replayed) how each went.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn replay(&mut self, now: DateTime<Utc>, most: u32) -> Result<Vec<DeadLetterEntry>> {
        check_instant(now, "the instant of a replay")?;
        let mut given = Vec::new();
        while given.len() < most as usize
            && let Some((_, place)) = self.due.first().copied().filter(|(due, _)| *due <= now)
        {
            self.change(place, |entry| entry.state = DeadLetterState::Replaying);
            given.extend(self.entries.get(place).cloned());
        }
        Ok(given)
    }

    /// How a replay went: `error` is the kind of error, or `None` if it went well and the letter goes.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a letter that is not there, [`Error::Invalid`] for one that was not given out or a blank
    /// kind, [`Error::Range`] outside the years 0 to 9999.
    pub fn replayed(&mut self, id: &str, at: DateTime<Utc>, error: Option<&str>) -> Result<Option<DeadLetterState>> {
        check_instant(at, "the instant of a replay")?;
        let place = self.place(id)?;
        if self.entries.get(place).is_some_and(|entry| entry.state != DeadLetterState::Replaying) {
            return Err(Error::invalid("id", "a letter given out for a replay", id));
        }
        let Some(kind) = error else {
            self.take_out(place);
            return Ok(None);
        };
        check_name("the kind of an error", kind)?;
        self.fail(place, kind, "", at).map(Some)
    }

    fn place(&self, id: &str) -> Result<u64> {
        self.entries.place(id).ok_or_else(|| Error::unknown("dead letter", id, Vec::new()))
    }

    /// One more failure of a letter that is there.
    fn fail(&mut self, place: u64, kind: &str, error: &str, at: DateTime<Utc>) -> Result<DeadLetterState> {
        let DeadLetterOptions { poison_after, wait, .. } = self.options;
        let Some(entry) = self.entries.get(place) else { return Ok(DeadLetterState::Waiting) };
        let replays = entry.replays.saturating_add(1);
        let doubled = 1_i32.checked_shl(replays.saturating_sub(1).min(20)).unwrap_or(1);
        let wait = wait.exact().checked_mul(doubled).unwrap_or(super::LONGEST).min(super::LONGEST);
        // A clock that once was wrong holds no letter back: the wait counts from now.
        let due = later(at, wait, "the next replay")?;
        let poisoned = replays >= poison_after || entry.state == DeadLetterState::Poisoned;
        let state = if poisoned { DeadLetterState::Poisoned } else { DeadLetterState::Waiting };
        self.change(place, |entry| {
            (entry.due, entry.last, entry.replays, entry.state) = (due, at, replays, state);
            entry.failures = entry.failures.saturating_add(1);
            kind.clone_into(&mut entry.kind);
            error.clone_into(&mut entry.error);
        });
        Ok(state)
    }

    /// Somebody has mended the cause: a letter may be replayed from `at` on as if it had just come.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a letter that is not there, [`Error::Range`] outside the years 0 to 9999.
    pub fn release(&mut self, id: &str, at: DateTime<Utc>) -> Result<()> {
        check_instant(at, "the instant of a release")?;
        let place = self.place(id)?;
        self.change(place, |entry| (entry.state, entry.replays, entry.due) = (DeadLetterState::Waiting, 0, at));
        Ok(())
    }

    /// Takes a letter out for good.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a letter that is not there.
    pub fn discard(&mut self, id: &str) -> Result<DeadLetterEntry> {
        let place = self.place(id)?;
        self.take_out(place).ok_or_else(|| Error::unknown("dead letter", id, Vec::new()))
    }

    /// A letter by its name.
    pub fn get(&self, id: &str) -> Option<&DeadLetterEntry> {
        self.entries.get(self.entries.place(id)?)
    }

    /// All letters in the order of their coming.
    pub fn entries(&self) -> impl Iterator<Item = &DeadLetterEntry> {
        self.entries.iter()
    }

    /// When the next letter is due.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        self.due.first().map(|(due, _)| *due)
    }

    /// What is in the queue.
    pub fn summary(&self) -> DeadLetterSummary {
        let mut kinds = BTreeMap::new();
        for entry in self.entries.iter() {
            *kinds.entry(entry.kind.clone()).or_default() += 1;
        }
        DeadLetterSummary {
            letters: self.entries.len() as u32,
            bytes: self.bytes,
            waiting: self.waiting.len() as u32,
            replaying: self.given() as u32,
            poisoned: self.poisoned.len() as u32,
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
        let entries = self.entries.iter().cloned().collect();
        to_json(&Saved { options: self.options, entries, refused: self.refused, dropped: self.dropped })
    }

    /// Reads what [`snapshot`](Self::snapshot) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for another text, [`Error::Invalid`], [`Error::Duplicate`] and [`Error::Limit`] for letters
    /// that do not fit the options.
    pub fn restore(text: &str) -> Result<Self> {
        let saved: Saved = from_json(text, "dead letters", LIMITS)?;
        let mut letters = Self::new(saved.options)?;
        Error::cap("letters", letters.options.letters.into(), saved.entries.len())?;
        for mut entry in saved.entries {
            check_name("the name of a letter", &entry.id)?;
            check_name("the kind of an error", &entry.kind)?;
            Error::cap("bytes of an error", TEXT, entry.error.len())?;
            if letters.entries.place(&entry.id).is_some() {
                return Err(Error::duplicate("dead letter", &entry.id));
            }
            if entry.state == DeadLetterState::Replaying {
                entry.state = DeadLetterState::Waiting;
            }
            letters.take_in(entry);
        }
        Error::cap("bytes of all payloads", letters.options.bytes.into(), letters.bytes as usize)?;
        if saved.refused > COUNTS || saved.dropped > COUNTS {
            return Err(Error::invalid("refused", "a count that can be", "more"));
        }
        (letters.refused, letters.dropped) = (saved.refused, saved.dropped);
        Ok(letters)
    }
}

/// Counts end here, far within what the other languages' whole numbers hold.
const COUNTS: u64 = 1 << 52;
/// A full queue, even if each character of it takes six to be written.
const LIMITS: Limits = Limits { bytes: 6 << 30, depth: 8, nodes: 4_000_000 };
