//! Who must act by when?
//!
//! ```
//! use hypercare::escalation::{Policy, TicketEvent};
//! # let (opened, now) = ("2026-11-22T09:00:00Z", "2026-11-22T09:20:00Z");
//! # use hypercare::{Priority, time::parse_instant};
//! let events = [TicketEvent::opened("T-1", parse_instant(opened)?, Priority::Critical)];
//! let timeline = Policy::default().timeline(&events, parse_instant(now)?)?;
//! println!("{:?}", timeline.next); // tier 3 at 09:30
//! # assert_eq!(timeline.next.and_then(|next| next.target?.tier), Some(3));
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! Time is elapsed time unless a clock or a step names a calendar: seconds are physical seconds, and only months, quarters
//! and years are steps on the wall calendar of the policy's zone, counted from the anchor. The rules that people disagree
//! about:
//!
//! - A step is reached at its due instant; a clock is late only after its due instant.
//! - An event acts before the steps that are due at the same instant: an answer at the due instant is in time and
//!   stops the step, and a wait that begins there holds it.
//! - A response, which is also an acknowledgement, stops escalation until the ticket is resolved and reopened. An
//!   acknowledgement stops it, too, but the customer still waits for the response. A resolution counts as the response.
//! - While a ticket waits for the customer clocks and steps stand still, unless they say `pauses: false`. What falls due
//!   some months later falls due later by the length of the wait; a step that quiet hours had put off waits, too.
//! - A change of priority, a reopening and a reassignment do what [`Changes`] says. What was late stays late, and what
//!   was sent stays sent, warnings too.
//! - An event that states what already holds (a second acknowledgement, the same priority or assignee again) changes
//!   nothing.
//! - Instants and lengths of time are cut to whole microseconds.

mod batch;
mod clock;
mod compiled;
mod event;
mod incident;
mod machine;
mod policy;
mod progress;
mod rota;
mod sending;
mod staffing;
mod timeline;
mod track;
mod view;

pub use crate::time::{
    BusinessTime, Calendar, CalendarDocument, ClockRange, ClockTime, DueAtClosing, LeapDay, MonthDay, OpenSpan, Roll,
    SeamOverlap, SeamReport, TimeUnit, WeeklyHours,
};
pub use batch::{EVENT_KINDS, EventColumns, EventTable, TimelineColumns};
pub use clock::TicketClock;
#[cfg_attr(not(feature = "desk"), allow(unused_imports))] // the desk's events are those of tickets, too
pub(crate) use event::Cause;
pub use event::{
    TicketAcknowledged, TicketCustomerReplied, TicketEvent, TicketOpened, TicketPaused, TicketPriorityChanged,
    TicketReassigned, TicketReopened, TicketResolved, TicketResponded, TicketResumed, TicketUpdated,
};
pub use incident::{AlertDue, IncidentNotice, IncidentTimeline};
pub use policy::{
    AlertResponse, Carry, Changes, Commitment, EscalationRule, Otherwise, Policy, PolicyDocument, Promise, QuietHours,
    Reassignment, Repeat, SupportTier, WarnAt,
};
pub use rota::{
    DayOfWeek, Fairness, HandOff, OnCall, PersonLoad, Rota, RotaDocument, RotaLayer, RotaOverride, RotaSwap, Shift,
    ShiftSource,
};
pub use staffing::{
    ArrivalPattern, CommitmentOdds, HandlingTime, HourNeed, QueueOdds, QueueOptions, StaffingOptions, StaffingPriority,
    StaffingReport, StaffingTeam, StaffingTier, TierStaffing, WaitQuantile, agents_needed, erlang_b, erlang_c,
    queue_odds, staffing,
};
pub use timeline::{
    ClockKind, ClockSegment, ClockState, ClockWarning, DueKind, EscalationStep, EscalationTarget, NextDue, SlaClock,
    StepState, TicketNotice, TicketPause, TicketState, Timeline,
};
