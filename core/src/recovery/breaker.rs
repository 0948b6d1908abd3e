use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::clock::{Clock, Tick};
use super::window::{Counts, Window};
use super::{check_count, check_span, seconds};
use crate::document::{Limits, from_json, to_json};
use crate::time::Span;
use crate::{Error, Reason, Result};

/// When a circuit breaker opens and closes. The defaults and the rules are those of resilience4j.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BreakerOptions {
    /// How many of the last calls are counted, 1 to 100,000, where `window_time` is left out.
    pub window_calls: u32,
    /// The calls of how long a time are counted, by the second, 1 s to 1 h; instead of a number of calls.
    pub window_time: Option<Span>,
    /// Fewest calls in the window from which rates are taken, 1 to 100,000; at most `window_calls` count.
    pub min_calls: u32,
    /// The share of failed calls from which on it opens, over 0, at most 1.
    pub failure_rate: f64,
    /// A call is slow if it takes longer.
    pub slow_after: Span,
    /// The share of slow calls from which on it opens, over 0, at most 1.
    pub slow_rate: f64,
    /// How long it stays open.
    pub open_for: Span,
    /// How many calls it lets through to see whether all is well again, 1 to 100,000.
    pub half_open_calls: u32,
    /// How long it waits for these calls until it opens again; for ever if left out.
    pub half_open_for: Option<Span>,
}

impl Default for BreakerOptions {
    /// Half of the last 100 calls failed, or all of them longer than 60 s; open for 60 s; then 10 calls.
    fn default() -> Self {
        Self {
            window_calls: 100,
            window_time: None,
            min_calls: 100,
            failure_rate: 0.5,
            slow_after: Span::minutes(1),
            slow_rate: 1.0,
            open_for: Span::minutes(1),
            half_open_calls: 10,
            half_open_for: None,
        }
    }
}

/// The state of a circuit breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BreakerState {
    /// Calls go through and are counted.
    Closed,
    /// No call goes through.
    Open,
    /// A few calls go through to see whether all is well again.
    HalfOpen,
    /// All calls go through and none is counted.
    Disabled,
    /// No call goes through until somebody says so.
    ForcedOpen,
    /// All calls go through and are counted, but it never opens.
    MetricsOnly,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallResult {
    /// Well.
    Success,
    /// With an error that counts.
    Failure,
    /// With an error that says nothing of the other side, or not at all.
    Ignored,
}

/// How a call ended, and how long it took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CallOutcome {
    /// How.
    pub result: CallResult,
    /// How long, in seconds, 0 or more.
    #[serde(default)]
    pub seconds: f64,
}

impl CallOutcome {
    /// A call that ended well.
    pub fn success(seconds: f64) -> Self {
        Self { result: CallResult::Success, seconds }
    }

    /// A call that failed.
    pub fn failure(seconds: f64) -> Self {
        Self { result: CallResult::Failure, seconds }
    }

    /// A call that is not counted.
    pub fn ignored() -> Self {
        Self { result: CallResult::Ignored, seconds: 0.0 }
    }
}

/// Whether a call may be made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BreakerPermission {
    /// What to give back with the call's outcome; missing where the call may not be made.
    pub permit: Option<u64>,
    /// The state of the breaker.
    pub state: BreakerState,
    /// When calls may go through again, where that is known.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub retry_at: Option<DateTime<Utc>>,
    /// A change of state that this brought.
    pub change: Option<BreakerChange>,
}

/// A change of a breaker's state.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BreakerChange {
    /// The state before.
    pub from: BreakerState,
    /// The state now.
    pub to: BreakerState,
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The rates that led to it.
    pub reason: Reason,
}

/// Where a breaker stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BreakerStatus {
    /// The state.
    pub state: BreakerState,
    /// Since when; missing before the first call.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub since: Option<DateTime<Utc>>,
    /// Calls in the window.
    pub calls: u32,
    /// Failed ones among them.
    pub failed: u32,
    /// Slow ones among them.
    pub slow: u32,
    /// The share of failed calls; missing where there are too few.
    pub failure_rate: Option<f64>,
    /// The share of slow calls; missing where there are too few.
    pub slow_rate: Option<f64>,
    /// Calls that were not let through.
    pub rejected: u64,
    /// Outcomes that came after their state had ended, and were not counted.
    pub late: u64,
}

/// A circuit breaker: stops calls to what fails or is slow, and tries it again after a while.
///
/// Ask [`acquire`](Self::acquire) before a call and tell [`record`](Self::record) after it. Instants may come a little
/// out of order, as calls of several threads do: the breaker's clock never runs back.
///
/// ```
/// use hypercare::recovery::{BreakerOptions, BreakerState, CallOutcome, CircuitBreaker};
/// use hypercare::time::parse_instant;
/// let options = BreakerOptions { window_calls: 4, min_calls: 4, ..Default::default() };
/// let mut breaker = CircuitBreaker::new(options)?;
/// let at = parse_instant("2026-11-24T14:00:00Z")?;
/// for _ in 0..4 {
///     let permit = breaker.acquire(at)?.permit.expect("closed");
///     breaker.record(permit, at, &CallOutcome::failure(0.1))?;
/// }
/// assert_eq!(breaker.status().state, BreakerState::Open);
/// assert_eq!(breaker.acquire(at)?.permit, None);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircuitBreaker {
    options: BreakerOptions,
    state: BreakerState,
    #[serde(with = "crate::time::instant::option")]
    since: Option<DateTime<Utc>>,
    clock: Clock,
    /// Changes of state so far: a permit is the number at its call.
    generation: u64,
    window: Window,
    /// Calls that may still begin while it is half open.
    left: u32,
    rejected: u64,
    late: u64,
}

impl Default for CircuitBreaker {
    fn default() -> Self {
        Self::fresh(BreakerOptions::default())
    }
}

impl CircuitBreaker {
    /// A closed breaker.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for options out of their ranges.
    pub fn new(options: BreakerOptions) -> Result<Self> {
        options.check()?;
        Ok(Self::fresh(options))
    }

    fn fresh(options: BreakerOptions) -> Self {
        Self {
            window: options.window(BreakerState::Closed),
            options,
            state: BreakerState::Closed,
            since: None,
            clock: Clock::default(),
            generation: 0,
            left: 0,
            rejected: 0,
            late: 0,
        }
    }

    /// Asks whether a call may be made at `at`. Every permit must come back by [`record`](Self::record), with
    /// [`CallOutcome::ignored`] if the call was never made.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn acquire(&mut self, at: DateTime<Utc>) -> Result<BreakerPermission> {
        let change = self.advance(at)?;
        let granted = match self.state {
            BreakerState::Closed | BreakerState::Disabled | BreakerState::MetricsOnly => true,
            BreakerState::Open | BreakerState::ForcedOpen => false,
            BreakerState::HalfOpen => self.left > 0,
        };
        if !granted {
            self.rejected = self.rejected.saturating_add(1).min(COUNTS);
        } else if self.state == BreakerState::HalfOpen {
            self.left -= 1;
        }
        let permit = granted.then_some(self.generation);
        Ok(BreakerPermission { permit, state: self.state, retry_at: self.next_wakeup().filter(|_| !granted), change })
    }

    /// Takes the outcome of a call in and says whether the state changed by it. Outcomes of calls that began in an
    /// earlier state are not counted.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a duration that is not a number of 0 or more, or a permit that was never given;
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn record(&mut self, permit: u64, at: DateTime<Utc>, outcome: &CallOutcome) -> Result<Option<BreakerChange>> {
        if permit > self.generation {
            return Err(Error::invalid("permit", "one that was given", permit));
        }
        let fits = outcome.seconds >= 0.0 && outcome.seconds.is_finite();
        if !fits {
            return Err(Error::invalid("seconds", "a finite number of 0 or more", outcome.seconds));
        }
        let at = self.reach(at)?;
        if permit < self.generation {
            self.late = self.late.saturating_add(1).min(COUNTS);
            return Ok(None);
        }
        if outcome.result == CallResult::Ignored {
            if self.state == BreakerState::HalfOpen {
                self.left = (self.left + 1).min(self.options.half_open_calls);
            }
            return Ok(None);
        }
        if matches!(self.state, BreakerState::Disabled | BreakerState::Open | BreakerState::ForcedOpen) {
            return Ok(None);
        }
        let slow = outcome.seconds > seconds(self.options.slow_after.exact());
        self.window.record(at.timestamp(), Counts::of(outcome.result == CallResult::Failure, slow));
        let Some((failure, slow)) = self.rates() else { return Ok(None) };
        let over = if failure >= self.options.failure_rate {
            Some(("failure_rate", failure, self.options.failure_rate))
        } else if slow >= self.options.slow_rate {
            Some(("slow_rate", slow, self.options.slow_rate))
        } else {
            None
        };
        let reason = |rule: &str, detail: &str, rate: f64, threshold: f64| {
            Reason::new(rule, detail).number("rate", rate).number("threshold", threshold)
        };
        Ok(match (self.state, over) {
            (BreakerState::Closed, Some((rule, rate, threshold))) => Some(self.turn(
                BreakerState::Open,
                at,
                reason(rule, "the share of such calls is too high", rate, threshold),
            )),
            (BreakerState::HalfOpen, Some((rule, rate, threshold))) => Some(self.turn(
                BreakerState::Open,
                at,
                reason(rule, "the calls on trial are no better", rate, threshold),
            )),
            (BreakerState::HalfOpen, None) => {
                let reason = reason("failure_rate", "the calls on trial went well", failure, self.options.failure_rate);
                Some(self.turn(BreakerState::Closed, at, reason))
            }
            _ => None,
        })
    }

    /// Lets the time come to `at` and says whether the state changed by it: an open breaker becomes half open.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn advance(&mut self, at: DateTime<Utc>) -> Result<Option<BreakerChange>> {
        let at = self.reach(at)?;
        let due = self.next_wakeup().is_some_and(|due| at >= due);
        Ok(match self.state {
            BreakerState::Open if due => {
                let detail = format!("was open for {}", self.options.open_for);
                Some(self.turn(BreakerState::HalfOpen, at, Reason::new("open_for", detail)))
            }
            BreakerState::HalfOpen if due => {
                let detail = "the calls on trial did not all end in time";
                Some(self.turn(BreakerState::Open, at, Reason::new("half_open_for", detail)))
            }
            _ => None,
        })
    }

    /// When the state changes without a call.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        let span = match self.state {
            BreakerState::Open => Some(self.options.open_for),
            BreakerState::HalfOpen => self.options.half_open_for,
            _ => None,
        };
        self.since?.checked_add_signed(span?.exact())
    }

    /// Puts the breaker into a state by hand. Its window begins anew.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn force(&mut self, state: BreakerState, at: DateTime<Utc>) -> Result<BreakerChange> {
        let at = self.reach(at)?;
        Ok(self.turn(state, at, Reason::new("force", "by hand")))
    }

    /// Where the breaker stands.
    pub fn status(&self) -> BreakerStatus {
        let counts = self.window.total();
        let rates = self.rates();
        BreakerStatus {
            state: self.state,
            since: self.since,
            calls: counts.calls,
            failed: counts.failed,
            slow: counts.slow,
            failure_rate: rates.map(|(failure, _)| failure),
            slow_rate: rates.map(|(_, slow)| slow),
            rejected: self.rejected,
            late: self.late,
        }
    }

    /// The breaker with all it knows, as JSON.
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
    /// [`Error::Parse`] for another text, [`Error::Invalid`] for state that no breaker can be in.
    pub fn restore(text: &str) -> Result<Self> {
        let breaker: Self = from_json(text, "circuit breaker", Limits::default())?;
        breaker.options.check()?;
        let counted = breaker.generation <= COUNTS && breaker.rejected <= COUNTS && breaker.late <= COUNTS;
        let begun = breaker.since.is_some() || breaker.state == BreakerState::Closed;
        let fits = breaker.window.is_like(&breaker.options.window(breaker.state));
        if !counted
            || !begun
            || !fits
            || breaker.left > breaker.options.half_open_calls
            || breaker.since > breaker.clock.now()
        {
            return Err(Error::invalid("state", "what a breaker with these options can know", "something else"));
        }
        Ok(breaker)
    }

    /// The shares of failed and of slow calls, where there are enough.
    fn rates(&self) -> Option<(f64, f64)> {
        let counts = self.window.total();
        let most = match (self.state, self.options.window_time) {
            (BreakerState::HalfOpen, _) => self.options.half_open_calls,
            (_, None) => self.options.window_calls,
            (_, Some(_)) => u32::MAX,
        };
        let share = |count: u32| f64::from(count) / f64::from(counts.calls);
        (counts.calls >= self.options.min_calls.min(most)).then(|| (share(counts.failed), share(counts.slow)))
    }

    fn turn(&mut self, to: BreakerState, at: DateTime<Utc>, reason: Reason) -> BreakerChange {
        let change = BreakerChange { from: self.state, to, at, reason };
        self.state = to;
        self.since = Some(at);
        self.generation = self.generation.saturating_add(1).min(COUNTS);
        self.window = self.options.window(to);
        self.left = if to == BreakerState::HalfOpen { self.options.half_open_calls } else { 0 };
        change
    }

    fn reach(&mut self, at: DateTime<Utc>) -> Result<DateTime<Utc>> {
        let Tick { at, back } = self.clock.reach(at, "the instant of a call")?;
        if back {
            self.since = self.since.map(|since| since.min(at));
            self.window.unwind(at.timestamp());
        }
        self.window.reach(at.timestamp());
        Ok(at)
    }
}

/// Counts end here, far within what the other languages' whole numbers hold.
const COUNTS: u64 = 1 << 52;

impl BreakerOptions {
    fn window(&self, state: BreakerState) -> Window {
        match (state, self.window_time) {
            (BreakerState::HalfOpen, _) => Window::calls(self.half_open_calls),
            (_, Some(time)) => Window::seconds(u32::try_from(time.exact().num_seconds()).unwrap_or(1)),
            (_, None) => Window::calls(self.window_calls),
        }
    }

    fn check(&self) -> Result<()> {
        const MOST: u32 = 100_000;
        check_count("window_calls", self.window_calls, 1, MOST)?;
        check_count("min_calls", self.min_calls, 1, MOST)?;
        check_count("half_open_calls", self.half_open_calls, 1, MOST)?;
        if let Some(time) = self.window_time {
            let within = (TimeDelta::seconds(1)..=TimeDelta::hours(1)).contains(&time.exact());
            if !within || time.calendar_months() > 0 {
                return Err(Error::invalid("window_time", "1 s to 1 h", time));
            }
        }
        for (name, rate) in [("failure_rate", self.failure_rate), ("slow_rate", self.slow_rate)] {
            let fits = rate > 0.0 && rate <= 1.0;
            if !fits {
                return Err(Error::invalid(name, "a share over 0, at most 1", rate));
            }
        }
        check_span("slow_after", self.slow_after, true)?;
        check_span("open_for", self.open_for, false)?;
        self.half_open_for.map_or(Ok(()), |span| check_span("half_open_for", span, false))
    }
}
