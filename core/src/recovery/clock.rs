//! What time is it, where one call in a million may have it wrong?

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::LONGEST;
use crate::Result;
use crate::time::check_instant;

/// Calls of several threads may come so much out of order.
const LATE: TimeDelta = TimeDelta::minutes(1);

/// The clock of a machine that its calls move. It runs forwards; an instant that cannot be right, more than a minute
/// behind it or further ahead than the longest wait, moves it only once the next such instant bears it out. So a wrong
/// clock is passed over, or, if it was believed, left behind with the second right instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Clock {
    #[serde(with = "crate::time::instant::option")]
    now: Option<DateTime<Utc>>,
    /// An instant that could not be right.
    #[serde(with = "crate::time::instant::option")]
    doubted: Option<DateTime<Utc>>,
}

/// What time it is for a call.
pub(super) struct Tick {
    pub(super) at: DateTime<Utc>,
    /// Whether the clock was put back: what was noted for later instants is wrong.
    pub(super) back: bool,
}

impl Clock {
    pub(super) fn now(&self) -> Option<DateTime<Utc>> {
        self.now
    }

    pub(super) fn reach(&mut self, at: DateTime<Utc>, what: &str) -> Result<Tick> {
        check_instant(at, what)?;
        let now = self.now.unwrap_or(at);
        let ahead = at.signed_duration_since(now);
        let doubtful = ahead < -LATE || ahead > LONGEST;
        let near = |doubted: DateTime<Utc>| (-LATE..=LONGEST).contains(&at.signed_duration_since(doubted));
        if doubtful && !self.doubted.is_some_and(near) {
            self.doubted = Some(at);
            return Ok(Tick { at: now, back: false });
        }
        if doubtful || ahead >= TimeDelta::zero() {
            (self.now, self.doubted) = (Some(at), None);
            return Ok(Tick { at, back: ahead < TimeDelta::zero() });
        }
        self.now = Some(now);
        Ok(Tick { at: now, back: false })
    }
}
