//! May it go on? A gate of the plan, the record of what happened, and the decision at any instant.

mod decide;
mod decision;
mod facts;
mod record;
mod rehearse;

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{Due, Gate, GateCriterion, Plan, RoleQuorum, Window, WindowUnit, unknown};
use crate::time::{Span, check_instant};
use crate::{Error, Result};

pub use decision::{
    CriterionStanding, GateCondition, GateDecision, GateMissing, GateMissingKind, GateOutcome, IgnoredGateEvent,
    QuorumStanding,
};
pub use record::{
    GateEvent, GateRecord, RecordedEvidence, RecordedMeasurement, RecordedTick, RecordedVote, RecordedWaiver, Vote,
};

pub use rehearse::{Rehearsal, WhatIf};

/// Most roles, names, criteria and items of a gate.
const PARTS: u64 = 100_000;

/// A gate of a plan, to be decided.
///
/// See [`Plan::gate`].
#[derive(Clone, Copy, Debug)]
pub struct PlanGate<'a> {
    plan: &'a Plan,
    gate: &'a Gate,
}

impl<'a> PlanGate<'a> {
    /// The gate itself.
    pub fn gate(self) -> &'a Gate {
        self.gate
    }

    /// What is decided at `at`: see [`Gate::decide`].
    ///
    /// # Errors
    ///
    /// As for [`Gate::decide`].
    pub fn decide(self, record: &GateRecord, at: DateTime<Utc>) -> Result<GateDecision> {
        self.gate.decide(self.plan, record, at)
    }
}

impl Plan {
    /// The gate with this id.
    ///
    /// ```
    /// use hypercare::plan::{Gate, GateEvent, GateOutcome, GateRecord, Plan, RoleQuorum};
    /// # use hypercare::time::parse_instant;
    /// let mut plan = Plan::from_markdown("# Orchard\n## Checks\n- [x] **Backups** tested\n")?;
    /// plan.gates.push(Gate { all_blocking: true, required: vec![RoleQuorum::all_of("business", ["Ana"])], ..Gate::new("go") });
    /// let at = parse_instant("2026-11-20T12:00:00Z")?;
    /// assert_eq!(plan.gate("go")?.decide(&GateRecord::default(), at)?.outcome, GateOutcome::Pending);
    /// let record = GateRecord::new([GateEvent::approved(at, "business", "Ana")])?;
    /// assert_eq!(plan.gate("go")?.decide(&record, at)?.outcome, GateOutcome::Go);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] with the ids most like it.
    pub fn gate(&self, id: &str) -> Result<PlanGate<'_>> {
        match self.gates.iter().find(|gate| gate.id == id) {
            Some(gate) => Ok(PlanGate { plan: self, gate }),
            None => Err(unknown("gate", id, self.gates.iter().map(|gate| gate.id.as_str()))),
        }
    }
}

impl RoleQuorum {
    /// A role of which all these must approve, each of whom can close the gate.
    pub fn all_of<S: Into<String>>(role: impl Into<String>, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Self { role: role.into(), names, needed: 0, veto: true, valid_for: None }
    }

    /// The same of which so many are enough and none alone can close the gate.
    pub fn some_of<S: Into<String>>(needed: u32, role: impl Into<String>, names: impl IntoIterator<Item = S>) -> Self {
        Self { needed, veto: false, ..Self::all_of(role, names) }
    }

    /// How many must approve: all of the names where `needed` is 0, one where there are no names; a name that is there
    /// twice counts once.
    pub fn least(&self) -> usize {
        let names: HashSet<String> = self.names.iter().map(|name| folded(name)).collect();
        if names.is_empty() { self.needed().max(1) } else { self.needed().min(names.len()) }
    }

    fn needed(&self) -> usize {
        match self.needed {
            0 => self.names.len(),
            needed => usize::try_from(needed).unwrap_or(usize::MAX),
        }
    }
}

impl Gate {
    /// A gate of this id that asks for nothing yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// The gate before a go-live that has it all: every blocking box ticked; five criteria confirmed (risks assessed,
    /// rollback tested, support trained, monitoring active, emergency contacts confirmed); the approval of five
    /// technical and five business owners and of the five who authorize the launch, each with a veto; all of it by the
    /// go-live, where that is known. The roles are called Technical, Business and Final.
    ///
    /// ```
    /// use hypercare::plan::Gate;
    /// let gate = Gate::go_no_go();
    /// assert_eq!(gate.required.iter().map(|role| role.least()).collect::<Vec<_>>(), [5, 5, 5]);
    /// ```
    pub fn go_no_go() -> Self {
        let confirmed = [
            "Risk assessment completed",
            "Rollback procedures tested",
            "Support team trained",
            "Monitoring systems active",
            "Emergency contacts confirmed",
        ];
        let technical = ["Infrastructure Team", "Development Team", "Security Team", "QA Team", "DevOps Team"];
        let business = [
            "Product Management",
            "Business Stakeholders",
            "Compliance Team",
            "Customer Success",
            "Executive Leadership",
        ];
        let authorization = ["Technical Lead", "Product Owner", "Security Lead", "Executive Sponsor", "Launch Manager"];
        let launch = Window { unit: WindowUnit::Hour, start: -1, end: 0, day: 0 };
        Self {
            title: "Go/no-go".to_owned(),
            all_blocking: true,
            criteria: confirmed.map(GateCriterion::confirmed).to_vec(),
            required: vec![
                RoleQuorum::all_of("Technical", technical),
                RoleQuorum::all_of("Business", business),
                RoleQuorum::all_of("Final", authorization),
            ],
            deadline: Some(Due { at: None, window: Some(launch) }),
            ..Self::new("go-no-go")
        }
    }

    /// Refuses a gate that cannot be decided.
    pub(super) fn check(&self) -> Result<()> {
        let parts = self.items.len() + self.evidence.len() + self.criteria.len() + self.required.len();
        let names: usize = self.required.iter().map(|quorum| quorum.names.len()).sum();
        Error::cap("gate, items, criteria, roles and names", PARTS, parts.saturating_add(names))?;
        if let Some(at) = self.deadline.and_then(|deadline| deadline.at) {
            check_instant(at, "deadline")?;
        }
        for criterion in &self.criteria {
            exact(criterion.valid_for)?;
            let bounds = [criterion.at_least, criterion.above, criterion.at_most, criterion.below];
            for bound in bounds.into_iter().flatten() {
                if !bound.is_finite() {
                    return Err(Error::invalid(format!("criterion {:?}", criterion.text), "finite bounds", bound));
                }
            }
        }
        for quorum in &self.required {
            exact(quorum.valid_for)?;
            if !quorum.names.is_empty() && quorum.needed() > quorum.names.len() {
                let name = format!("needed of role {:?}", quorum.role);
                return Err(Error::invalid(name, format!("at most {}", quorum.names.len()), quorum.needed));
            }
        }
        Ok(())
    }
}

impl GateCriterion {
    /// A criterion that somebody must confirm.
    pub fn confirmed(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Whether a value passes, for a criterion with bounds.
    pub(super) fn passes(&self, value: f64) -> bool {
        self.at_least.is_none_or(|least| value >= least)
            && self.at_most.is_none_or(|most| value <= most)
            && self.above.is_none_or(|bound| value > bound)
            && self.below.is_none_or(|bound| value < bound)
    }

    pub(super) fn has_bounds(&self) -> bool {
        [self.at_least, self.at_most, self.above, self.below].iter().any(Option::is_some)
    }
}

fn exact(span: Option<Span>) -> Result<()> {
    match span {
        Some(span) if span.calendar_months() > 0 => {
            Err(Error::invalid("valid_for", "a length of time without months, such as 30 days", span))
        }
        _ => Ok(()),
    }
}

/// A name as it is compared: lower case, one blank between words.
pub(super) fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}
