use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::seconds;
use crate::document::{Limits, from_json, to_json};
use crate::{Error, Result};

/// How many tries a client may add to its calls.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RetryBudgetOptions {
    /// Tokens that each call brings, 0 to 10: 0.1 lets a tenth of the calls be tried again.
    pub per_call: f64,
    /// Tokens that each second brings, 0 to 1,000,000, so that clients with few calls can try again.
    pub per_second: f64,
    /// Most tokens, 1 to 1,000,000; so many are there at first.
    pub most: f64,
}

impl Default for RetryBudgetOptions {
    /// A tenth of the calls and one a second, at most 10 at once.
    fn default() -> Self {
        Self { per_call: 0.1, per_second: 1.0, most: 10.0 }
    }
}

/// A token bucket for retries: when everything fails, clients must not add a storm of tries to it.
///
/// ```
/// use hypercare::recovery::{RetryBudget, RetryBudgetOptions};
/// use hypercare::time::parse_instant;
/// let mut budget = RetryBudget::new(RetryBudgetOptions { per_second: 0.0, most: 2.0, ..Default::default() })?;
/// let at = parse_instant("2026-11-24T14:00:00Z")?;
/// assert!(budget.take(at)? && budget.take(at)?);
/// assert!(!budget.take(at)?, "no token is left");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryBudget {
    options: RetryBudgetOptions,
    tokens: f64,
    clock: Clock,
}

impl RetryBudget {
    /// A full bucket.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for options out of their ranges.
    pub fn new(options: RetryBudgetOptions) -> Result<Self> {
        let within = |name: &str, value: f64, low: f64, high: f64| {
            let fits = (low..=high).contains(&value);
            if fits { Ok(()) } else { Err(Error::invalid(name, format!("a number from {low} to {high}"), value)) }
        };
        within("per_call", options.per_call, 0.0, 10.0)?;
        within("per_second", options.per_second, 0.0, 1e6)?;
        within("most", options.most, 1.0, 1e6)?;
        Ok(Self { tokens: options.most, options, clock: Clock::default() })
    }

    /// Counts a call, not a retry.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn called(&mut self, at: DateTime<Utc>) -> Result<()> {
        self.reach(at)?;
        self.tokens = (self.tokens + self.options.per_call).min(self.options.most);
        Ok(())
    }

    /// Takes a token for a retry, if one is there.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn take(&mut self, at: DateTime<Utc>) -> Result<bool> {
        self.reach(at)?;
        // Ten tenths are a whole, in spite of their binary rest.
        let there = self.tokens >= 1.0 - 1e-9;
        if there {
            self.tokens = (self.tokens - 1.0).max(0.0);
        }
        Ok(there)
    }

    /// Tokens that are there.
    pub fn tokens(&self) -> f64 {
        self.tokens
    }

    fn reach(&mut self, at: DateTime<Utc>) -> Result<()> {
        let before = self.clock.now();
        let now = self.clock.reach(at, "the instant of a call")?.at;
        let passed = before.map_or(0.0, |before| seconds(now.signed_duration_since(before)));
        self.tokens = (self.tokens + passed.max(0.0) * self.options.per_second).min(self.options.most);
        Ok(())
    }

    /// The bucket as JSON.
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
    /// [`Error::Parse`] for another text, [`Error::Invalid`] for state out of its ranges.
    pub fn restore(text: &str) -> Result<Self> {
        let budget: Self = from_json(text, "retry budget", Limits::default())?;
        let fresh = Self::new(budget.options)?;
        if !(0.0..=fresh.tokens).contains(&budget.tokens) {
            return Err(Error::invalid("tokens", format!("a number from 0 to {}", fresh.tokens), budget.tokens));
        }
        Ok(budget)
    }
}
