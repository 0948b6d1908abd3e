//! What should be done now?
//!
//! The desk is the one loop that ties the engines. The host program tells it facts ([`Event`]) with their instants, does
//! what it answers ([`Action`]), and sleeps until [`Desk::next_wakeup`] or the next fact, whichever comes first.
//!
//! ```
//! use hypercare::desk::{Action, Desk, Event};
//! use hypercare::time::parse_instant;
//!
//! let mut desk = Desk::builder().build()?;
//! let start = parse_instant("2026-11-24T14:00:00Z")?;
//! for action in desk.handle(Event::reported("T-1", start, Some("data_loss")))? {
//!     println!("{}", action.reason()); // routed to tier 4; escalation begins at once
//! }
//! let wakeup = desk.next_wakeup().expect("nobody has answered yet");
//! assert_eq!(wakeup, parse_instant("2026-11-24T14:15:00Z")?);
//! assert!(matches!(desk.advance(wakeup)?[0], Action::Escalate(_)));
//! # Ok::<(), hypercare::Error>(())
//! ```

mod action;
mod event;
mod journal;
#[cfg(feature = "report")]
mod report;
mod state;
mod watch;

pub use action::{
    Action, AnomalyChange, AnomalyNotice, MetricValue, PromiseAtRisk, PromiseBroken, ReadinessChanged, TicketEscalated,
    TicketRouted,
};
pub use event::{Event, ItemTicked, Sample, TicketReported};
pub use state::{Desk, DeskBuilder};
pub use watch::Watch;
