//! Gates, cutovers, differences and exports of plans.

use hypercare::document::value::{Value, to_value};
use hypercare::plan::{
    Cutover, CutoverEvent, CutoverStatus, ExportOptions, Gate, GateDecision, GateEvent, GateRecord, IssueChecklist,
    Plan, PlanDiff, ReadinessOptions, RecordedEvidence, RecordedMeasurement, RecordedTick, RecordedVote,
    RecordedWaiver, Rehearsal, RollbackBegun, StepChecked, StepFailed, StepFinished, StepSkipped, StepStarted, WhatIf,
};

use super::{Record, Roots};

impl Roots {
    pub(super) fn gate_inputs(&mut self) {
        self.one::<Gate>();
        self.one::<ReadinessOptions>();
        self.one::<WhatIf>();
        let events: [Record; 5] = [
            Self::one::<RecordedTick>,
            Self::one::<RecordedVote>,
            Self::one::<RecordedEvidence>,
            Self::one::<RecordedWaiver>,
            Self::one::<RecordedMeasurement>,
        ];
        self.union::<GateEvent>(&events);
        let events: [Record; 6] = [
            Self::one::<StepStarted>,
            Self::one::<StepFinished>,
            Self::one::<StepFailed>,
            Self::one::<StepSkipped>,
            Self::one::<StepChecked>,
            Self::one::<RollbackBegun>,
        ];
        self.union::<CutoverEvent>(&events);
    }

    pub(super) fn gate_documents(&mut self) {
        self.one::<ExportOptions>();
        self.one::<Cutover>();
        self.one::<GateRecord>();
    }

    pub(super) fn gate_results(&mut self) {
        self.one::<GateDecision>();
        self.one::<Rehearsal>();
        self.one::<CutoverStatus>();
        self.one::<PlanDiff>();
        self.one::<IssueChecklist>();
    }
}

/// One of each that a plan gives.
pub(super) fn given(plan: &Plan) -> Vec<Value> {
    let at = plan.launch.expect("a launch").at;
    let gate = Gate::go_no_go();
    let item = plan.items().next().expect("an item").id.clone();
    let record = GateRecord::new([
        GateEvent::ticked(at, "nowhere", true),
        GateEvent::waived(at, item.as_str(), "why", Some(at + chrono::TimeDelta::days(1))),
        GateEvent::confirmed(at, "Support team trained", true),
        GateEvent::approved(at, "Technical", "QA Team"),
    ]);
    let record = record.expect("a record");
    let mut other = plan.clone();
    other.gates.push(gate.clone());
    other.title.push('!');
    let cutover = "
version: 1
start: 2026-11-24T09:00:00Z
steps: [{id: a, duration: 1 h, checks: [sums]}]
point_of_no_return: a
back_by: 2 h
rollbacks: [{id: back, recovery: schema_change, steps: [{id: b, duration: 5 min}]}]
";
    let cutover = Cutover::from_yaml(cutover).expect("a runbook");
    let start = cutover.start;
    let events = [
        CutoverEvent::started(start, "a"),
        CutoverEvent::finished(start, "a"),
        CutoverEvent::failed(start, "a"),
        CutoverEvent::skipped(start, "a"),
        CutoverEvent::checked(start, "a", "sums", false),
        CutoverEvent::rolled_back(start),
    ];
    let status = cutover.status(&events, start).expect("a status");
    let decision = gate.decide(plan, &record, at).expect("a decision");
    assert!(!decision.missing.is_empty() && !decision.ignored.is_empty() && !decision.quorums.is_empty());
    let rehearsal = other.what_if(&WhatIf::not_done([item], at), &record).expect("a rehearsal");
    vec![
        to_value(&decision).expect("a value"),
        to_value(&rehearsal).expect("a value"),
        to_value(&record.events().to_vec()).expect("a value"),
        to_value(&ReadinessOptions::default()).expect("a value"),
        to_value(&WhatIf::not_done(["a"], at)).expect("a value"),
        to_value(&gate).expect("a value"),
        to_value(&events.to_vec()).expect("a value"),
        to_value(&status).expect("a value"),
        to_value(&plan.diff(&other)).expect("a value"),
        to_value(&plan.to_github()).expect("a value"),
    ]
}
