//! From launch plan to steady state, inside your own program.
//!
//! hypercare reads a launch plan, says whether you may go, watches the metrics, routes the tickets, and tells who must
//! act by when. It owns no server, clock, socket or thread: the host program passes in facts with their instants, and
//! does what it is told.
//!
//! | module | question it answers |
//! |---|---|
//! | [`time`] | How long is "4-6 hours", and when is 02:30 on the night the clocks change? |
//! | [`document`] | Is this YAML or JSON text the document I expect, and if not, where is it wrong? |
#![cfg_attr(
    any(
        feature = "anomaly",
        feature = "escalation",
        feature = "objectives",
        feature = "plan",
        feature = "recovery",
        feature = "tickets",
        feature = "tuning"
    ),
    doc = "| [`stats`] | Which numbers does this seed draw? |"
)]
#![cfg_attr(feature = "plan", doc = "| [`plan`] | What must happen before go-live, and is it done? |")]
#![cfg_attr(feature = "objectives", doc = "| [`objectives`] | Is this metric healthy, and since when is it not? |")]
#![cfg_attr(feature = "tickets", doc = "| [`tickets`] | What is this ticket about, and who gets it? |")]
#![cfg_attr(feature = "escalation", doc = "| [`escalation`] | Who must act by when? |")]
#![cfg_attr(feature = "capacity", doc = "| [`capacity`] | How much will be needed, and when? |")]
#![cfg_attr(feature = "anomaly", doc = "| [`anomaly`] | Which rows look unlike the others? |")]
#![cfg_attr(feature = "recovery", doc = "| [`recovery`] | What to do when it breaks? |")]
#![cfg_attr(feature = "tuning", doc = "| [`tuning`] | What should be improved next, and did it work? |")]
#![cfg_attr(feature = "desk", doc = "| [`desk`] | What should be done now? |")]
//!
//! Every call that can fail returns [`Error`], whose [`code`](Error::code) is the same word in Rust, Python and Node.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod document;
mod error;
#[cfg(any(
    feature = "anomaly",
    feature = "capacity",
    feature = "escalation",
    feature = "objectives",
    feature = "plan",
    feature = "recovery",
    feature = "tickets",
    feature = "tuning"
))]
pub mod stats;
pub mod time;

#[cfg(feature = "anomaly")]
pub mod anomaly;
#[cfg(feature = "capacity")]
pub mod capacity;
#[cfg(feature = "desk")]
pub mod desk;
#[cfg(feature = "escalation")]
pub mod escalation;
#[cfg(feature = "objectives")]
pub mod objectives;
#[cfg(feature = "plan")]
pub mod plan;
#[cfg(feature = "recovery")]
pub mod recovery;
#[cfg(feature = "tickets")]
pub mod tickets;
#[cfg(feature = "tuning")]
pub mod tuning;

pub use error::{Error, Position, Result};

mod priority;
pub use priority::{Priority, Severity};

mod reason;
pub use reason::Reason;

/// The README's program runs as a test.
#[cfg(all(doctest, feature = "recovery", feature = "report", feature = "tuning"))]
#[doc = include_str!("../../README.md")]
pub struct Readme;
