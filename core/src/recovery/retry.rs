use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{RetryBudget, check_count, check_name, check_span, later, seconds};
use crate::document::{self, Limits, field};
use crate::stats::Stream;
use crate::time::{Span, check_instant, format_instant};
use crate::{Error, Reason, Result};

/// Whether and when a call that failed is tried again.
///
/// The wait before try n + 1 is `base` times `factor` to the n - 1, at most `longest`, and with full jitter a random
/// part of that from 0 on, which spreads the calls of many clients best (Brooker 2015, "Exponential backoff and
/// jitter"). Chance comes from the seed and the number of the call, so that the same call waits as long in each
/// language.
///
/// ```
/// use hypercare::recovery::RetryPolicy;
/// let policy = RetryPolicy::from_yaml("{attempts: 4, base: 100 ms, longest: 5 s, give_up_on: [invalid]}")?;
/// let waits: Vec<std::time::Duration> = policy.delays(1).collect(); // for any retry helper that takes an iterator
/// assert_eq!(waits.len(), 3);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RetryPolicy {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// Tries in all, the first one counted, 1 to 1,000.
    pub attempts: u32,
    /// The wait before the second try.
    pub base: Span,
    /// By what each wait is longer than the one before, 1 to 10.
    pub factor: f64,
    /// The longest wait.
    pub longest: Span,
    /// How waits scatter.
    pub jitter: Jitter,
    /// After this time from the first try on none begins any more; without it the tries alone are counted.
    pub deadline: Option<Span>,
    /// The kinds of errors that are tried again; all if there are none here.
    pub retry_on: Vec<String>,
    /// The kinds of errors that are never tried again.
    pub give_up_on: Vec<String>,
    /// The seed of all chance.
    pub seed: u64,
}

/// How waits scatter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Jitter {
    /// From nothing up to the whole wait.
    #[default]
    Full,
    /// From half of the wait up to the whole.
    Equal,
    /// Not at all.
    None,
}

/// A try that failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetryFailure {
    /// Which try of the call it was, from 1.
    pub attempt: u32,
    /// The kind of error, a word of the host: `timeout`, `503`.
    pub kind: String,
    /// When the first try began.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub started: DateTime<Utc>,
    /// When this try failed.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// How long the other side asks to wait at least, such as a `Retry-After` of HTTP.
    #[serde(default)]
    pub retry_after: Option<Span>,
}

impl RetryFailure {
    /// A failure without a wish of the other side.
    pub fn new(attempt: u32, kind: &str, started: DateTime<Utc>, at: DateTime<Utc>) -> Self {
        Self { attempt, kind: kind.to_owned(), started, at, retry_after: None }
    }
}

/// Whether to try again.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetryAnswer {
    /// Whether to try again; otherwise the call has failed for good.
    pub retry: bool,
    /// How long to wait before, in seconds.
    pub delay_seconds: f64,
    /// When to try.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: Reason,
}

impl Default for RetryPolicy {
    /// 5 tries, 200 ms and twice as long each time, at most 30 s, full jitter, no deadline, all errors.
    fn default() -> Self {
        let millis = |millis| Span::of(TimeDelta::milliseconds(millis)).unwrap_or_default();
        Self {
            version: 1,
            attempts: 5,
            base: millis(200),
            factor: 2.0,
            longest: millis(30_000),
            jitter: Jitter::Full,
            deadline: None,
            retry_on: Vec::new(),
            give_up_on: Vec::new(),
            seed: 0,
        }
    }
}

impl RetryPolicy {
    /// Reads a policy from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for another document; [`Error::Invalid`] and [`Error::Limit`] for one out
    /// of its ranges.
    pub fn from_yaml(text: &str) -> Result<Self> {
        document::from_yaml::<Self>(text, "retry policy", Limits::default())?.checked()
    }

    /// Reads a policy from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        document::from_json::<Self>(text, "retry policy", Limits::default())?.checked()
    }

    /// Writes the policy as canonical JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, in practice.
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }

    /// The policy, if it is one.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] and [`Error::Limit`] for what is out of its ranges, or a kind of error that is both tried again
    /// and never tried again.
    pub fn checked(self) -> Result<Self> {
        self.check()?;
        Ok(self)
    }

    fn check(&self) -> Result<()> {
        check_count("attempts", self.attempts, 1, 1_000)?;
        check_span("base", self.base, true)?;
        check_span("longest", self.longest, true)?;
        if let Some(deadline) = self.deadline {
            check_span("deadline", deadline, true)?;
        }
        if !(1.0..=10.0).contains(&self.factor) {
            return Err(Error::invalid("factor", "a number from 1 to 10", self.factor));
        }
        Error::cap("kinds of errors", 1_000, self.retry_on.len().max(self.give_up_on.len()))?;
        if let Some(both) = self.retry_on.iter().find(|kind| self.give_up_on.contains(kind)) {
            return Err(Error::invalid("give_up_on", "kinds that are not in retry_on", both));
        }
        self.retry_on.iter().chain(&self.give_up_on).try_for_each(|kind| check_name("a kind of error", kind))
    }

    /// Whether to try again after a failure. `call` is a number that tells calls of one seed apart.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] and [`Error::Limit`] for a policy or failure out of its ranges, [`Error::OutOfOrder`] for a
    /// failure before its begin, [`Error::Range`] outside the years 0 to 9999.
    pub fn next(&self, call: u64, failure: &RetryFailure) -> Result<RetryAnswer> {
        self.decide(call, failure, None)
    }

    /// The same, if the budget has a token for one more try. Tell the budget of every call, too.
    ///
    /// # Errors
    ///
    /// As for [`next`](Self::next).
    pub fn next_within(&self, budget: &mut RetryBudget, call: u64, failure: &RetryFailure) -> Result<RetryAnswer> {
        self.decide(call, failure, Some(budget))
    }

    fn decide(&self, call: u64, failure: &RetryFailure, budget: Option<&mut RetryBudget>) -> Result<RetryAnswer> {
        self.check()?;
        check_instant(failure.started, "the begin of a call")?;
        check_instant(failure.at, "the failure of a call")?;
        check_name("the kind of an error", &failure.kind)?;
        if failure.attempt == 0 {
            return Err(Error::invalid("attempt", "a number from 1", failure.attempt));
        }
        if failure.at < failure.started {
            let clock = format!("its started, {}", format_instant(failure.started));
            return Err(Error::OutOfOrder { what: "a failure".to_owned(), at: format_instant(failure.at), clock });
        }
        let stop = |rule: &str, detail: String| {
            let reason = Reason::new(rule, detail).number("attempt", failure.attempt.into());
            Ok(RetryAnswer { retry: false, delay_seconds: 0.0, at: None, reason })
        };
        let kind = &failure.kind;
        if self.give_up_on.contains(kind) {
            return stop("give_up_on", format!("{kind} is never tried again"));
        }
        if !self.retry_on.is_empty() && !self.retry_on.contains(kind) {
            return stop("retry_on", format!("{kind} is not among the errors that are tried again"));
        }
        if failure.attempt >= self.attempts {
            return stop("attempts", format!("{} tries are all", self.attempts));
        }
        let mut delay = self.delay(call, failure.attempt);
        if let Some(wish) = failure.retry_after {
            check_span("retry_after", wish, true)?;
            delay = delay.max(wish.exact());
        }
        let at = later(failure.at, delay, "the next try")?;
        if let Some(deadline) = self.deadline.filter(|deadline| at - failure.started > deadline.exact()) {
            return stop("deadline", format!("the next try would begin more than {deadline} after the first"));
        }
        if let Some(budget) = budget
            && !budget.take(failure.at)?
        {
            return stop("budget", "no token is left for one more try".to_owned());
        }
        let detail = format!("try {} of {} comes next", failure.attempt + 1, self.attempts);
        let reason = Reason::new("attempts", detail).number("attempt", failure.attempt.into());
        Ok(RetryAnswer { retry: true, delay_seconds: seconds(delay), at: Some(at), reason })
    }

    /// The wait behind try `attempt` of a call, from 1.
    fn delay(&self, call: u64, attempt: u32) -> TimeDelta {
        let mut chance = Stream::new(self.seed, call);
        // Each try has its own draw, so that a wait does not depend on which ones were asked for before.
        let unit = (0..attempt.min(self.attempts)).map(|_| chance.unit()).last().unwrap_or(0.0);
        self.scattered(attempt, unit)
    }

    fn scattered(&self, attempt: u32, unit: f64) -> TimeDelta {
        let base = seconds(self.base.exact());
        let grown = base * libm::pow(self.factor, f64::from(attempt.saturating_sub(1)));
        // The power may be infinite, of which nothing is no number.
        let whole = if base > 0.0 { grown.min(seconds(self.longest.exact())) } else { 0.0 };
        let wait = match self.jitter {
            Jitter::Full => whole * unit,
            Jitter::Equal => whole * (0.5 + 0.5 * unit),
            Jitter::None => whole,
        };
        // At most 366 days, which nanoseconds of 64 bits hold.
        TimeDelta::nanoseconds((wait * 1e9).round() as i64)
    }

    /// The waits between all tries of a call, for helpers that take an iterator of durations. A policy out of its
    /// ranges gives none.
    pub fn delays(&self, call: u64) -> Delays {
        let policy = if self.check().is_ok() { self.clone() } else { Self { attempts: 1, ..Self::default() } };
        Delays { chance: Stream::new(policy.seed, call), attempt: 0, policy }
    }
}

/// The waits between the tries of one call.
#[derive(Debug)]
pub struct Delays {
    policy: RetryPolicy,
    chance: Stream,
    attempt: u32,
}

impl Iterator for Delays {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.attempt += 1;
        if self.attempt >= self.policy.attempts {
            self.attempt = self.policy.attempts;
            return None;
        }
        let unit = self.chance.unit();
        self.policy.scattered(self.attempt, unit).to_std().ok()
    }
}
