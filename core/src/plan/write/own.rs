//! The lists that follow from the words of a text, where the program has others: gates, sign-offs and the like.

use super::super::{Gate, Plan, PlanCriterion, PlanRisk, PlanTable, PlanTimeline, Recurring, SignOff, SignOffState};

/// Puts what the program set into `now`, the plan that a text gives after its changes: what of `plan` is not as `before`,
/// the plan that the text gave until then. Where something stands in the text says nothing.
pub(super) fn keep(plan: &Plan, before: &Plan, now: &mut Plan) {
    list(&plan.gates, &before.gates, &mut now.gates);
    list(&plan.sign_offs, &before.sign_offs, &mut now.sign_offs);
    list(&plan.criteria, &before.criteria, &mut now.criteria);
    list(&plan.risks, &before.risks, &mut now.risks);
    list(&plan.schedules, &before.schedules, &mut now.schedules);
    list(&plan.timelines, &before.timelines, &mut now.timelines);
    list(&plan.tables, &before.tables, &mut now.tables);
}

/// What stands in the text somewhere.
trait Placed: Clone + PartialEq {
    fn clear_place(&mut self);

    fn same(&self, other: &Self) -> bool {
        let bare = |one: &Self| {
            let mut one = one.clone();
            one.clear_place();
            one
        };
        self == other || bare(self) == bare(other)
    }
}

macro_rules! placed {
    ($($name:ident),+) => {$(
        impl Placed for $name {
            fn clear_place(&mut self) {
                self.line = 0;
            }
        }
    )+};
}

placed!(Gate, PlanCriterion, PlanRisk, Recurring);

impl Placed for SignOff {
    fn clear_place(&mut self) {
        self.line = 0;
        if self.item.is_some() {
            // That of a box is as its box is.
            (self.state, self.signed_by, self.signed_at) = (SignOffState::Pending, None, None);
        }
    }
}

impl Placed for PlanTimeline {
    fn clear_place(&mut self) {
        self.line = 0;
        self.steps.iter_mut().for_each(|step| step.line = 0);
    }
}

impl Placed for PlanTable {
    fn clear_place(&mut self) {
        (self.line, self.column, self.end_line) = (0, 0, 0);
    }
}

fn list<T: Placed>(plan: &[T], before: &[T], now: &mut Vec<T>) {
    let first = plan.iter().zip(before).take_while(|(one, other)| one.same(other)).count();
    let (rest, old) = (plan.get(first..).unwrap_or_default(), before.get(first..).unwrap_or_default());
    let last = rest.iter().rev().zip(old.iter().rev()).take_while(|(one, other)| one.same(other)).count();
    let own = rest.get(..rest.len() - last).unwrap_or_default();
    if own.is_empty() && old.len() == last {
        return;
    }
    // What is not the program's is that of the text, where the two can be told apart.
    let kept = if now.len() == before.len() {
        now.get(..first).zip(now.get(now.len() - last..))
    } else if old.is_empty() {
        Some((now.as_slice(), <&[T]>::default()))
    } else {
        plan.get(..first).zip(plan.get(plan.len() - last..))
    };
    let (start, end) = kept.unwrap_or_default();
    let merged = [start, own, end].concat();
    *now = merged;
}
