//! What to do when it breaks: try again, stop trying, keep it for later, take another way, heal it?
//!
//! ```
//! use hypercare::recovery::{CallOutcome, CircuitBreaker, RetryFailure, RetryPolicy};
//! use hypercare::time::parse_instant;
//! let at = parse_instant("2026-11-24T14:00:00Z")?;
//! let answer = RetryPolicy::default().next(7, &RetryFailure::new(1, "timeout", at, at))?;
//! assert!(answer.retry && answer.delay_seconds <= 0.2);
//! let mut breaker = CircuitBreaker::default();
//! let permit = breaker.acquire(at)?.permit.expect("a closed breaker lets calls through");
//! breaker.record(permit, at, &CallOutcome::success(0.1))?;
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! Every machine here is driven by its host: it holds no clock, no thread and no lock, does nothing by itself, and
//! gives the same answers to the same calls in each language. Its state can be written down and read back.
//!
//! Rust hosts have crates for parts of it that wrap futures: `backon` and `tokio-retry` take any iterator of
//! [`Duration`](std::time::Duration)s, such as [`RetryPolicy::delays`] gives; `tower` has layers for concurrency limits
//! and retries, whose budget is [`RetryBudget`]'s idea; `failsafe` and `recloser` are circuit breakers without slow
//! calls. Use these where a call is all there is to guard; use this where decisions must be the same in three
//! languages, be replayed, or outlive a restart.

mod breaker;
mod budget;
mod bulkhead;
mod clock;
mod fallback;
mod heal;
mod letters;
mod line;
mod playbook;
mod retry;
mod window;

pub use breaker::{
    BreakerChange, BreakerOptions, BreakerPermission, BreakerState, BreakerStatus, CallOutcome, CallResult,
    CircuitBreaker,
};
pub use budget::{RetryBudget, RetryBudgetOptions};
pub use bulkhead::{Bulkhead, BulkheadAnswer, BulkheadOptions, BulkheadPlace};
pub use fallback::{FallbackChain, FallbackFailure, FallbackRun, FallbackState, FallbackStatus};
pub use heal::{HealAction, HealActionKind, HealRecord, Healer, HealthReport, RemedyOutcome};
pub use letters::{
    DeadLetter, DeadLetterEntry, DeadLetterOptions, DeadLetterPut, DeadLetterState, DeadLetterSummary, DeadLetters,
    FullQueue,
};
pub use playbook::{HealthCheck, Playbook, Remedy};
pub use retry::{Delays, Jitter, RetryAnswer, RetryFailure, RetryPolicy};

use chrono::{DateTime, TimeDelta, Utc};

use crate::time::{Span, check_instant};
use crate::{Error, Result};

/// Most bytes of a name or kind.
const NAME: u64 = 200;
/// The longest wait.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// An exact length of time that an option may have.
fn check_span(name: &str, span: Span, zero: bool) -> Result<()> {
    let fits = span.calendar_months() == 0 && span.exact() <= LONGEST && (zero || span != Span::ZERO);
    let expected = if zero {
        "an exact length of time, at most 366 days"
    } else {
        "an exact length of time over 0, at most 366 days"
    };
    if fits { Ok(()) } else { Err(Error::invalid(name, expected, span)) }
}

fn check_name(what: &str, name: &str) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::invalid(what, "a text that is not blank", format!("{name:?}")));
    }
    Error::cap(&format!("bytes of {what}"), NAME, name.len())
}

fn check_count(name: &str, count: u32, low: u32, high: u32) -> Result<()> {
    let fits = (low..=high).contains(&count);
    if fits { Ok(()) } else { Err(Error::invalid(name, format!("{low} to {high}"), count)) }
}

/// The instant that lies a span later.
fn later(at: DateTime<Utc>, span: TimeDelta, what: &str) -> Result<DateTime<Utc>> {
    let later = at.checked_add_signed(span).ok_or_else(|| Error::range(what))?;
    check_instant(later, what)?;
    Ok(later)
}

fn seconds(span: TimeDelta) -> f64 {
    span.num_seconds() as f64 + f64::from(span.subsec_nanos()) / 1e9
}
