use serde::{Deserialize, Serialize};

use super::check_name;
use crate::{Error, Reason, Result};

/// The ways to an answer, best first: the service, its replica, the cache, a fixed answer.
///
/// ```
/// use hypercare::recovery::{FallbackChain, FallbackState};
/// let chain = FallbackChain::new(&["service", "cache", "fixed answer"], &["invalid"])?;
/// let mut run = chain.run()?;
/// assert_eq!(run.current(), Some("service"));
/// assert_eq!(run.failed("timeout")?.current.as_deref(), Some("cache"));
/// let end = run.succeeded()?;
/// assert_eq!((end.state, end.degraded), (FallbackState::Answered, true));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FallbackChain {
    /// The ways, best first, 1 to 100.
    pub steps: Vec<String>,
    /// Kinds of errors that no other way would mend, such as a request that is wrong in itself.
    pub give_up_on: Vec<String>,
}

/// Where one request stands in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FallbackState {
    /// Try the current way.
    Trying,
    /// A way has answered.
    Answered,
    /// No way is left.
    Exhausted,
    /// The error is one that no other way would mend.
    GivenUp,
}

/// One way that failed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FallbackFailure {
    /// Which way.
    pub step: String,
    /// The kind of error, or why it was left out.
    pub kind: String,
}

/// Where one request stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FallbackStatus {
    /// Whether it goes on.
    pub state: FallbackState,
    /// The way to try, or the one that answered.
    pub current: Option<String>,
    /// Whether that is another way than the best.
    pub degraded: bool,
    /// The ways that failed, in their order.
    pub failures: Vec<FallbackFailure>,
    /// In words.
    pub reason: Reason,
}

/// One request on its way through a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct FallbackRun {
    chain: FallbackChain,
    failures: Vec<FallbackFailure>,
    state: FallbackState,
}

impl FallbackChain {
    /// A chain of ways, and the kinds of errors that end it.
    ///
    /// # Errors
    ///
    /// As for [`run`](Self::run).
    pub fn new(steps: &[&str], give_up_on: &[&str]) -> Result<Self> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let chain = Self { steps: owned(steps), give_up_on: owned(give_up_on) };
        chain.check()?;
        Ok(chain)
    }

    fn check(&self) -> Result<()> {
        Error::cap("ways of a fallback chain", 100, self.steps.len())?;
        Error::cap("kinds of errors", 1_000, self.give_up_on.len())?;
        if self.steps.is_empty() {
            return Err(Error::invalid("steps", "at least one way", "none"));
        }
        for (index, step) in self.steps.iter().enumerate() {
            check_name("the name of a way", step)?;
            if self.steps.iter().take(index).any(|before| before == step) {
                return Err(Error::duplicate("way", step));
            }
        }
        self.give_up_on.iter().try_for_each(|kind| check_name("a kind of error", kind))
    }

    /// Begins a request.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`], [`Error::Duplicate`] and [`Error::Limit`] for a chain without ways, with one twice, or with
    /// too many.
    pub fn run(&self) -> Result<FallbackRun> {
        self.check()?;
        Ok(FallbackRun { chain: self.clone(), failures: Vec::new(), state: FallbackState::Trying })
    }
}

impl FallbackRun {
    /// The way to try, or the one that answered.
    pub fn current(&self) -> Option<&str> {
        let alive = matches!(self.state, FallbackState::Trying | FallbackState::Answered);
        self.chain.steps.get(self.failures.len()).filter(|_| alive).map(String::as_str)
    }

    /// The current way has failed, or is left out (`kind` says why: "open circuit"). Says which one comes next.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the request is over, or for a blank kind; [`Error::Limit`] for a long one.
    pub fn failed(&mut self, kind: &str) -> Result<FallbackStatus> {
        check_name("the kind of an error", kind)?;
        let Some(step) = self.trying()? else { return Ok(self.status()) };
        self.failures.push(FallbackFailure { step, kind: kind.to_owned() });
        if self.chain.give_up_on.iter().any(|given| given == kind) {
            self.state = FallbackState::GivenUp;
        } else if self.failures.len() == self.chain.steps.len() {
            self.state = FallbackState::Exhausted;
        }
        Ok(self.status())
    }

    /// The current way has answered.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the request is over.
    pub fn succeeded(&mut self) -> Result<FallbackStatus> {
        self.trying()?;
        self.state = FallbackState::Answered;
        Ok(self.status())
    }

    fn trying(&self) -> Result<Option<String>> {
        if self.state != FallbackState::Trying {
            return Err(Error::invalid("the request", "one that is not over", format!("{:?}", self.state)));
        }
        Ok(self.current().map(str::to_owned))
    }

    /// Where the request stands.
    pub fn status(&self) -> FallbackStatus {
        let failed = self.failures.len();
        let detail = match (self.state, self.failures.last()) {
            (FallbackState::GivenUp, Some(last)) => {
                format!("{} of {} is an error that no other way mends", last.kind, last.step)
            }
            (FallbackState::Exhausted, _) => format!("all {failed} ways have failed"),
            (FallbackState::Answered, None) => "the best way has answered".to_owned(),
            (FallbackState::Answered, _) => format!("way {} has answered", failed + 1),
            _ => format!("way {} of {} is to be tried", failed + 1, self.chain.steps.len()),
        };
        FallbackStatus {
            state: self.state,
            current: self.current().map(str::to_owned),
            degraded: failed > 0,
            failures: self.failures.clone(),
            reason: Reason::new("steps", detail).number("failed", failed as f64),
        }
    }
}
