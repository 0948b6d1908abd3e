//! Who must act by when?
//!
//! ```
//! use hypercare::escalation::{Policy, TicketEvent};
//! # let (opened, now) = ("2026-11-22T09:00:00Z", "2026-11-22T09:20:00Z");
//! # use hypercare::{Priority, time::parse_instant};
//! let events = [TicketEvent::opened("T-1", parse_instant(opened)?, Priority::Critical)];
//! let timeline = Policy::default().timeline(&events, parse_instant(now)?)?;
//! println!("{:?}", timeline.next); // tier 3 at 09:30
//! # assert_eq!(timeline.next.and_then(|next| next.target).map(|target| target.tier), Some(3));
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! Time is elapsed time: seconds are physical seconds, and only months, quarters and years are steps on the wall
//! calendar of the policy's zone, counted from the anchor. The rules that people disagree about:
//!
//! - A step is reached at its due instant; a first response is late only after its due instant.
//! - An event acts before the steps that are due at the same instant: an answer at the due instant is in time and
//!   stops the step.
//! - A first response, which is also the acknowledgement, stops escalation until the ticket is resolved and reopened.
//!   A resolution without a response counts as the response.
//! - A change of priority starts the new priority's steps at the change; steps reached before stay reached. The
//!   first-response clock keeps its opening, and once late it stays late.
//! - Reopening a resolved ticket starts steps and first-response clock anew.
//! - An event that states what already holds (a second response, the same priority again) changes nothing.

mod clock;
mod event;
mod policy;
mod rota;
mod timeline;

pub use crate::time::{
    BusinessTime, Calendar, CalendarDocument, ClockRange, ClockTime, DueAtClosing, LeapDay, MonthDay, OpenSpan, Roll,
    SeamOverlap, SeamReport, TimeUnit, WeeklyHours,
};
pub use clock::TicketClock;
pub use event::{TicketEvent, TicketOpened, TicketPriorityChanged, TicketReopened, TicketResolved, TicketResponded};
pub use policy::{Commitment, EscalationRule, Policy};
pub use rota::{
    DayOfWeek, Fairness, HandOff, OnCall, PersonLoad, Rota, RotaDocument, RotaLayer, RotaOverride, RotaSwap, Shift,
    ShiftSource,
};
pub use timeline::{
    ClockKind, ClockState, DueKind, EscalationStep, EscalationTarget, NextDue, SlaClock, StepState, TicketNotice,
    TicketState, Timeline,
};
