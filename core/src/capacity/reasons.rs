//! Why a plan changes the number of units.

use chrono::{DateTime, Utc};

use super::pace::{Cause, Demand, Move};
use super::planner::Planner;
use super::threshold::CapacityThreshold;
use crate::Reason;
use crate::time::format_instant;

/// Which metric needs most at a step.
#[derive(Clone, Copy)]
pub(super) struct Driver<'a> {
    pub(super) name: &'a str,
    pub(super) threshold: &'a CapacityThreshold,
    pub(super) upper: f64,
}

impl Planner {
    /// Why a change is made.
    pub(super) fn reason(
        &self,
        change: &Move,
        demand: &Demand,
        drivers: &[Option<Driver<'_>>],
        limits: &[(u32, u32)],
        instants: &[DateTime<Utc>],
    ) -> Reason {
        let (place, up) = match change.cause {
            Cause::Need(place) => (place, true),
            Cause::Spare(place) => (place, false),
            Cause::Floor | Cause::Ceiling => (change.step, change.after > change.before),
        };
        let needed = demand.needed.get(place).copied().unwrap_or(0);
        let (least, most) = limits.get(place).copied().unwrap_or_default();
        let at = instants.get(place).map_or_else(String::new, |at| format_instant(*at));
        let floor = || {
            let rule = if least > self.scaling.minimum { "floor" } else { "minimum" };
            Reason::new(rule, format!("at least so many at {at}")).number(rule, f64::from(least))
        };
        let ceiling = || {
            let rule = if most < self.scaling.maximum { "ceiling" } else { "maximum" };
            Reason::new(rule, format!("at most so many at {at}")).number(rule, f64::from(most))
        };
        let driver = drivers.get(place).copied().flatten();
        let reason = match (change.cause, driver) {
            (Cause::Ceiling, _) => ceiling(),
            (Cause::Floor, _) => floor(),
            (Cause::Need(_) | Cause::Spare(_), None) if needed > least => {
                let detail = format!("no metric says how many units are needed: as many as there were at {at}");
                Reason::new("units", detail).number("units", f64::from(needed))
            }
            (_, driver) if driver.is_none() || needed < least => floor(),
            (_, Some(driver)) => {
                let Driver { name, threshold, upper } = driver;
                let rule = match threshold.scale_down.filter(|_| !up) {
                    Some(least) => format!("{name} < {least}"),
                    None => format!("{name} > {}", threshold.unit()),
                };
                let detail = if up {
                    format!("that many units keep it at or below at {at}, at the stated risk")
                } else {
                    format!("until the cooldown is over the fewer are enough, at the stated risk; {at} needs most")
                };
                Reason::new(rule, detail).number("foretold", upper).number("risk", self.scaling.risk)
            }
            (_, None) => floor(),
        };
        let reason = reason.number("needed", f64::from(needed));
        let by = change.after.abs_diff(change.before);
        let wanted = needed.clamp(least, most);
        match (if up { self.scaling.step_up } else { self.scaling.step_down }, change.cause) {
            (Some(step), Cause::Need(_) | Cause::Spare(_)) if by == step && change.after != wanted => {
                let detail =
                    format!("{}; no more are {} at once", reason.detail, if up { "added" } else { "taken away" });
                Reason { detail, ..reason }.number(if up { "step_up" } else { "step_down" }, f64::from(step))
            }
            (_, Cause::Need(_)) if up && change.after < needed => {
                let most = limits.get(change.step).map_or(most, |(_, here)| most.min(*here));
                let rule = if most < self.scaling.maximum { "ceiling" } else { "maximum" };
                let detail = format!("{}; the {rule} forbids more", reason.detail);
                Reason { detail, ..reason }.number(rule, f64::from(most))
            }
            _ => reason,
        }
    }
}
