use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::facts::{Facts, Index, Voted, Waived};
use super::{
    CriterionStanding, GateCondition, GateDecision, GateMissing, GateMissingKind, GateOutcome, GateRecord,
    QuorumStanding, Vote, folded,
};
use crate::plan::owners::owners;
use crate::plan::{Gate, GateCriterion, Item, ItemState, Plan, RoleQuorum, unknown};
use crate::time::{Span, check_instant};
use crate::{Error, Position, Reason, Result};

impl Gate {
    /// What is decided at `at`, by the plan and by what the record says up to and including that instant: later events
    /// do not count, so that a decision can be had again at any time.
    ///
    /// - **Items:** every box that is asked for is ticked, by the later word of record and plan, or waived; one that the
    ///   plan says was ticked later than `at` is open. Boxes that are
    ///   sign-offs or criteria of the plan are not asked for as boxes: ticking them votes and confirms.
    /// - **Criteria:** the last value lies within the bounds, or without bounds somebody said that it is met. One that
    ///   is not met means no-go; one that was not measured, or longer ago than it counts, is missing. Where only the
    ///   text says that all boxes are ticked or all have signed, and they are not or have not, it is missing, too.
    /// - **Roles:** as many approve as are needed. A rejection with a veto means no-go, and so does a vote by which the
    ///   number cannot be reached any more. An approval that has lapsed is missing; one without an instant, in a role
    ///   whose approvals lapse, has. Rejections stand until they are withdrawn or changed.
    /// - **Deadline:** from then on the gate is never pending. Unless it was passed by what was known at the deadline,
    ///   it is no-go for good. If it was, approvals and measurements do not lapse any more; a veto, an unticked box, a
    ///   withdrawn approval or a condition that is not met in time still closes it.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for items that are not in the plan, [`Error::Invalid`] for a gate
    /// that contradicts itself, [`Error::Range`] outside the years 0 to 9999, [`Error::Limit`] for a gate of more than
    /// 100,000 parts.
    pub fn decide(&self, plan: &Plan, record: &GateRecord, at: DateTime<Utc>) -> Result<GateDecision> {
        self.decide_in(plan, &Index::of(plan), record, at)
    }

    /// The same where the plan has been looked through.
    pub(super) fn decide_in(
        &self,
        plan: &Plan,
        index: &Index<'_>,
        record: &GateRecord,
        at: DateTime<Utc>,
    ) -> Result<GateDecision> {
        check_instant(at, "at")?;
        self.check()?;
        let deadline = match self.deadline {
            Some(due) => due.instant(plan.launch.as_ref()),
            None => None,
        };
        let Some(missed) = deadline.filter(|&deadline| deadline <= at) else {
            return Ok(Standing::of(self, plan, index, record, at, at)?.decision(self, at, deadline, None));
        };
        let then = Standing::of(self, plan, index, record, missed, missed)?;
        let now = Standing::of(self, plan, index, record, at, missed)?;
        Ok(now.decision(self, at, deadline, Some(then.outcome())))
    }
}

/// Where a gate stands, whatever its deadline.
#[derive(Debug, Default)]
struct Standing {
    against: Vec<Reason>,
    held: Vec<Reason>,
    fulfilled: Vec<Reason>,
    missing: Vec<GateMissing>,
    conditions: Vec<GateCondition>,
    quorums: Vec<QuorumStanding>,
    criteria: Vec<CriterionStanding>,
    ignored: Vec<super::IgnoredGateEvent>,
    /// What was waived already, and how many boxes are open.
    waived: HashSet<String>,
    open: u32,
    /// Instants at which something ends.
    ends: Vec<DateTime<Utc>>,
}

impl Standing {
    /// `at` is the instant up to which events count, `fresh` that by which approvals and measurements lapse.
    fn of(
        gate: &Gate,
        plan: &Plan,
        index: &Index<'_>,
        record: &GateRecord,
        at: DateTime<Utc>,
        fresh: DateTime<Utc>,
    ) -> Result<Self> {
        let mut facts = Facts::at(gate, plan, index, record, at);
        let mut standing = Self { ignored: std::mem::take(&mut facts.ignored), ..Self::default() };
        standing.items(gate, plan, &index.asked, &facts)?;
        standing.evidence(gate, plan, &facts)?;
        for quorum in &gate.required {
            standing.quorum(gate, quorum, &facts, at, fresh)?;
        }
        for criterion in &gate.criteria {
            standing.criterion(gate, criterion, &facts, fresh)?;
        }
        // Criteria may be about sign-offs, and stand before them.
        standing.missing.sort_by_key(|missing| missing.kind);
        Ok(standing)
    }

    fn items(&mut self, gate: &Gate, plan: &Plan, asked: &HashSet<&str>, facts: &Facts<'_>) -> Result<()> {
        let scope = scope(gate, plan, asked)?;
        if scope.is_empty() {
            return Ok(());
        }
        let (mut open, mut waived) = (0_u32, 0_u32);
        for &(item, owner) in &scope {
            if facts.done(item) {
                continue;
            }
            if let Some(waiver) = facts.waived_item(&item.id) {
                waived += 1;
                self.condition(waiver);
            } else {
                open += 1;
                self.missing.push(missing(GateMissingKind::Item, item, owner));
            }
        }
        let reason = |detail: &str| {
            let all = u32::try_from(scope.len()).unwrap_or(u32::MAX);
            let reason = Reason::new(format!("{}.items", gate.id), detail);
            reason.number("boxes", all.into()).number("open", open.into()).number("waived", waived.into())
        };
        self.open = open;
        if open > 0 {
            self.held.push(at_gate(gate, reason("boxes are open")));
        } else {
            self.fulfilled.push(at_gate(gate, reason("every box is ticked or waived")));
        }
        Ok(())
    }

    fn evidence(&mut self, gate: &Gate, plan: &Plan, facts: &Facts<'_>) -> Result<()> {
        let wanted: HashSet<&str> = gate.evidence.iter().map(String::as_str).collect();
        let mut lacking = 0_u32;
        let mut found = 0;
        let owned = plan.items().zip(owners(plan).into_iter().flat_map(|(_, owners)| owners));
        for (item, owner) in owned.filter(|(item, _)| wanted.contains(item.id.as_str())) {
            found += 1;
            if facts.has_evidence(item) {
                continue;
            }
            if let Some(waiver) = facts.waived_item(&item.id) {
                self.condition(waiver);
            } else {
                lacking += 1;
                self.missing.push(missing(GateMissingKind::Evidence, item, owner));
            }
        }
        if found < wanted.len() {
            let known: HashSet<&str> = plan.items().map(|item| item.id.as_str()).collect();
            let absent = gate.evidence.iter().find(|id| !known.contains(id.as_str())).map_or("", String::as_str);
            return Err(unknown("item", absent, plan.items().map(|item| item.id.as_str())));
        }
        if lacking > 0 {
            let reason = Reason::new(format!("{}.evidence", gate.id), "evidence is missing");
            self.held.push(at_gate(gate, reason.number("missing", lacking.into())));
        }
        Ok(())
    }

    fn criterion(
        &mut self,
        gate: &Gate,
        criterion: &GateCriterion,
        facts: &Facts<'_>,
        fresh: DateTime<Utc>,
    ) -> Result<()> {
        let word = facts.word_on(&criterion.text);
        let stale = match word {
            Some(word) => self.lapsed(word.at, criterion.valid_for, fresh)?,
            None => false,
        };
        let met = word.filter(|_| !stale).and_then(|word| {
            if criterion.has_bounds() { word.value.map(|value| criterion.passes(value)) } else { word.met }
        });
        // What only a text says of boxes and signatures is held against them.
        let claims = word.is_some_and(|word| word.at.is_none() && word.value.is_none()) && met == Some(true);
        let contradiction = if claims { self.contradiction(gate, criterion) } else { None };
        let met = if contradiction.is_some() { None } else { met };
        let waiver = facts.waived_criterion(&criterion.text).filter(|_| met != Some(true));
        let mut reason = Reason::new(format!("{}.criteria.{}", gate.id, criterion.text), "");
        let numbers = [
            ("value", word.and_then(|word| word.value)),
            ("above", criterion.above),
            ("below", criterion.below),
            ("at_least", criterion.at_least),
            ("at_most", criterion.at_most),
        ];
        for (name, number) in numbers {
            if let Some(number) = number {
                reason = reason.number(name, number);
            }
        }
        let mut reason = at_gate(gate, reason);
        if let Some(waiver) = waiver {
            reason.detail = format!("waived: {}", waiver.reason);
            self.condition(waiver);
            self.fulfilled.push(reason);
        } else if met == Some(true) {
            reason.detail = "met".to_owned();
            self.fulfilled.push(reason);
        } else if met == Some(false) {
            reason.detail = "not met".to_owned();
            self.against.push(reason);
        } else {
            let detail = match word {
                _ if contradiction.is_some() => contradiction.as_deref().unwrap_or_default(),
                _ if stale => "measured too long ago",
                Some(word) if criterion.has_bounds() && word.value.is_none() => "confirmed without a value",
                Some(_) => "measured, but nobody says whether it is met",
                None => "not measured yet",
            };
            reason.detail = detail.to_owned();
            self.held.push(reason);
            self.missing.push(GateMissing {
                kind: GateMissingKind::Criterion,
                subject: criterion.text.clone(),
                detail: detail.to_owned(),
                owner: None,
                position: position(gate.line),
            });
        }
        self.criteria.push(CriterionStanding {
            text: criterion.text.clone(),
            met,
            value: word.and_then(|word| word.value),
            measured_at: word.and_then(|word| word.at),
            waived: waiver.is_some(),
        });
        Ok(())
    }

    /// What speaks against a text that says all boxes are ticked, or all have signed.
    fn contradiction(&self, gate: &Gate, criterion: &GateCriterion) -> Option<String> {
        let text = folded(&criterion.text);
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if says(&["checklist", "all items", "all boxes", "all tasks"]) && self.open > 0 {
            return Some(format!("the text says it is met, but {} boxes are open", self.open));
        }
        if !says(&["sign-off", "signoff", "sign off", "approval", "signature"]) {
            return None;
        }
        let named = |role: &str| text.contains(&folded(role));
        let any = gate.required.iter().any(|quorum| named(&quorum.role));
        let waits = self.quorums.iter().filter(|quorum| !quorum.reached && (named(&quorum.role) || !any));
        let roles: Vec<String> = waits.map(|quorum| quorum.role.clone()).collect();
        (!roles.is_empty()).then(|| format!("the text says it is met, but {} has not signed", listed(&roles)))
    }

    fn quorum(
        &mut self,
        gate: &Gate,
        quorum: &RoleQuorum,
        facts: &Facts<'_>,
        at: DateTime<Utc>,
        fresh: DateTime<Utc>,
    ) -> Result<()> {
        let votes = facts.votes.get(&folded(&quorum.role));
        let mut standing = QuorumStanding {
            role: quorum.role.clone(),
            needed: quorum.least(),
            reached: false,
            approved: Vec::new(),
            rejected: Vec::new(),
            abstained: Vec::new(),
            lapsed: Vec::new(),
            waiting: Vec::new(),
        };
        let mut conditions: Vec<&Voted<'_>> = Vec::new();
        let asked = votes_of(quorum, votes);
        let most = asked.len();
        for (name, vote) in asked {
            let name = name.to_owned();
            match vote.map(|voted| (voted.vote, voted)) {
                Some((Vote::Approve, voted)) => {
                    if self.lapsed(voted.at, quorum.valid_for, fresh)? || voted.until.is_some_and(|until| until <= at) {
                        standing.lapsed.push(name);
                    } else {
                        standing.approved.push(name);
                        conditions.extend((!voted.conditions.is_empty()).then_some(voted));
                    }
                }
                Some((Vote::Reject, _)) => standing.rejected.push(name),
                Some((Vote::Abstain, _)) => standing.abstained.push(name),
                Some((Vote::Withdraw, _)) | None if quorum.names.is_empty() => {}
                Some((Vote::Withdraw, _)) | None => standing.waiting.push(name),
            }
        }
        standing.reached = standing.approved.len() >= standing.needed;
        let out = standing.rejected.len() + standing.abstained.len();
        let reachable = quorum.names.is_empty() || most.saturating_sub(out) >= standing.needed;
        let count = |many: usize| f64::from(u32::try_from(many).unwrap_or(u32::MAX));
        let reason = |detail: String| {
            let reason = Reason::new(format!("{}.required.{}", gate.id, quorum.role), detail);
            let reason = reason.number("approved", count(standing.approved.len()));
            at_gate(
                gate,
                reason.number("needed", count(standing.needed)).number("rejected", count(standing.rejected.len())),
            )
        };
        if quorum.veto && !standing.rejected.is_empty() {
            self.against.push(reason(format!("rejected by {}", listed(&standing.rejected))));
        } else if !reachable {
            let names: Vec<String> = standing.rejected.iter().chain(&standing.abstained).cloned().collect();
            self.against.push(reason(format!("cannot be reached any more without {}", listed(&names))));
        } else if standing.reached {
            self.fulfilled.push(reason(format!("approved by {}", listed(&standing.approved))));
        } else {
            let names: Vec<String> = standing.lapsed.iter().chain(&standing.waiting).cloned().collect();
            let waits = if names.is_empty() { "anybody of the role".to_owned() } else { listed(&names) };
            self.held.push(reason(format!("waits for {waits}")));
            let names = if quorum.names.is_empty() { vec![quorum.role.clone()] } else { names };
            self.missing.extend(names.into_iter().map(|subject| GateMissing {
                kind: GateMissingKind::SignOff,
                subject,
                detail: quorum.role.clone(),
                owner: None,
                position: position(gate.line),
            }));
        }
        for voted in conditions {
            self.ends.extend(voted.until);
            let condition = |text: &String| GateCondition {
                text: text.clone(),
                waived: None,
                by: Some(voted.name.to_owned()),
                until: voted.until,
            };
            self.conditions.extend(voted.conditions.iter().map(condition));
        }
        self.quorums.push(standing);
        Ok(())
    }

    /// Whether something said at an instant counts no more. Without an instant nobody can tell how old it is.
    fn lapsed(&mut self, at: Option<DateTime<Utc>>, valid_for: Option<Span>, fresh: DateTime<Utc>) -> Result<bool> {
        let Some(valid_for) = valid_for else { return Ok(false) };
        let Some(at) = at else { return Ok(true) };
        let end = at.checked_add_signed(valid_for.exact());
        let end = end.ok_or_else(|| Error::range(format!("{valid_for} after {at}")))?;
        self.ends.push(end);
        Ok(end <= fresh)
    }

    fn condition(&mut self, waiver: Waived<'_>) {
        self.ends.extend(waiver.until);
        if !self.waived.insert(waiver.subject.to_owned()) {
            return;
        }
        self.conditions.push(GateCondition {
            text: waiver.reason.to_owned(),
            waived: Some(waiver.subject.to_owned()),
            by: waiver.by.map(str::to_owned),
            until: waiver.until,
        });
    }

    fn outcome(&self) -> GateOutcome {
        if !self.against.is_empty() {
            GateOutcome::NoGo
        } else if !self.missing.is_empty() {
            GateOutcome::Pending
        } else if !self.conditions.is_empty() {
            GateOutcome::ConditionalGo
        } else {
            GateOutcome::Go
        }
    }

    /// `then` is how the gate stood at its deadline, where that is over.
    fn decision(
        mut self,
        gate: &Gate,
        at: DateTime<Utc>,
        deadline: Option<DateTime<Utc>>,
        then: Option<GateOutcome>,
    ) -> GateDecision {
        let mut outcome = self.outcome();
        let mut first = None;
        if let Some(then) = then
            && (!then.passes() || outcome == GateOutcome::Pending)
        {
            let detail = match (then.passes(), then) {
                (true, _) => "passed by the deadline, but not any more",
                (_, GateOutcome::NoGo) => "no-go at the deadline",
                _ => "not passed by the deadline",
            };
            outcome = GateOutcome::NoGo;
            first = Some(at_gate(gate, Reason::new(format!("{}.deadline", gate.id), detail)));
        }
        if let Some(window) = gate.deadline.filter(|_| deadline.is_none()).and_then(|due| due.window) {
            let detail = format!("the deadline, {window}, counts from a go-live that is not known: it does not hold");
            self.held.push(at_gate(gate, Reason::new(format!("{}.deadline", gate.id), &detail)));
            let (kind, subject, position) = (GateMissingKind::Launch, "launch".to_owned(), position(gate.line));
            self.missing.push(GateMissing { kind, subject, detail, owner: None, position });
        }
        let first = first.into_iter().chain(self.against).chain(self.held);
        let frozen = deadline.filter(|_| then.is_some());
        // Once the deadline is over, only conditions can still end.
        let conditions = self.conditions.iter().filter_map(|condition| condition.until);
        let ends = self.ends.iter().copied().filter(|_| frozen.is_none()).chain(conditions.clone()).chain(deadline);
        GateDecision {
            gate: gate.id.clone(),
            title: gate.title.clone(),
            at,
            outcome,
            until: conditions.min(),
            deadline,
            next_change: ends.filter(|&end| end > at).min(),
            reasons: first.chain(self.fulfilled).collect(),
            missing: self.missing,
            conditions: self.conditions,
            quorums: self.quorums,
            criteria: self.criteria,
            ignored: self.ignored,
        }
    }
}

/// The votes that count: of each name once, in the order of the gate, or in that of the alphabet where anybody may.
fn votes_of<'a>(
    quorum: &'a RoleQuorum,
    votes: Option<&'a std::collections::HashMap<String, Voted<'a>>>,
) -> Vec<(&'a str, Option<&'a Voted<'a>>)> {
    if !quorum.names.is_empty() {
        let vote = |name: &str| votes.and_then(|votes| votes.get(&folded(name)));
        let mut seen = HashSet::new();
        let names = quorum.names.iter().filter(|name| seen.insert(folded(name)));
        return names.map(|name| (name.as_str(), vote(name))).collect();
    }
    let mut all: Vec<_> = votes.into_iter().flatten().collect();
    all.sort_by(|a, b| a.0.cmp(b.0));
    all.into_iter().map(|(_, voted)| (voted.name, Some(voted))).collect()
}

/// The boxes that a gate asks for, each with its owner.
fn scope<'a>(gate: &Gate, plan: &'a Plan, asked: &HashSet<&str>) -> Result<Vec<(&'a Item, Option<&'a str>)>> {
    let wanted: HashSet<&str> = gate.items.iter().map(String::as_str).collect();
    let mut found: HashSet<&str> = HashSet::new();
    let mut scope = Vec::new();
    let mut inside: Vec<bool> = Vec::with_capacity(plan.sections.len());
    for (section, (_, owners)) in plan.sections.iter().zip(owners(plan)) {
        let around = section.parent.and_then(|parent| inside.get(parent).copied()).unwrap_or(false);
        let here = wanted.contains(section.id.as_str());
        found.extend(here.then_some(section.id.as_str()));
        inside.push(here || around);
        let mut below: Vec<bool> = Vec::with_capacity(section.items.len());
        for (item, owner) in section.items.iter().zip(owners) {
            let named = wanted.contains(item.id.as_str());
            found.extend(named.then_some(item.id.as_str()));
            let above = item.parent.and_then(|parent| below.get(parent).copied()).unwrap_or(here || around);
            below.push(named || above);
            let boxed = item.state != ItemState::None && !asked.contains(item.id.as_str());
            if boxed && (named || above || (gate.all_blocking && item.blocking)) {
                scope.push((item, owner));
            }
        }
    }
    match gate.items.iter().find(|id| !found.contains(id.as_str())) {
        Some(absent) => {
            let ids = plan.sections.iter().map(|section| section.id.as_str());
            Err(unknown("item or section", absent, ids.chain(plan.items().map(|item| item.id.as_str()))))
        }
        None => Ok(scope),
    }
}

fn missing(kind: GateMissingKind, item: &Item, owner: Option<&str>) -> GateMissing {
    GateMissing {
        kind,
        subject: item.id.clone(),
        detail: item.title.clone(),
        owner: owner.map(str::to_owned),
        position: Some(Position { line: item.line, column: item.column }),
    }
}

fn at_gate(gate: &Gate, reason: Reason) -> Reason {
    match position(gate.line) {
        Some(position) => reason.at(position),
        None => reason,
    }
}

fn position(line: u32) -> Option<Position> {
    (line > 0).then_some(Position { line, column: 1 })
}

/// Names for people, at most ten of them.
fn listed(names: &[String]) -> String {
    let some: Vec<&str> = names.iter().take(10).map(String::as_str).collect();
    let more = names.len() - some.len();
    let some = some.join(", ");
    if more == 0 { some } else { format!("{some} and {more} more") }
}
