//! How far a plan is: weights, owners, dates, evidence and age.

use hypercare::plan::{EvidenceScope, GateEvent, GateRecord, Plan, ReadinessOptions, RecordedEvidence, SectionKind};

use super::{at, read};

const PLAN: &str = "# O
**Launch Date:** 2026-11-24T09:00:00Z
## Wave 1
- [x] Backups (owner: Ana, done 2026-09-01 by Ana, evidence: https://example.org/run)
- [x] Import (owner: Ben, estimate: 2-4-12 h)
  - [ ] Counts (due: 2026-11-10)
- [ ] Tour (optional, owner: Ana)
## Phase 1 (Day -7 to -1)
### Day -7
- [ ] DNS
### Day -1
- [ ] Party (due: 2026-11-18)
";

fn ids<'a>(items: impl IntoIterator<Item = &'a hypercare::plan::OpenItem>) -> Vec<&'a str> {
    items.into_iter().map(|item| item.id.as_str()).collect()
}

#[test]
fn boxes_are_weighed_by_section_and_owner() {
    let plan = read(PLAN);
    let readiness = plan.readiness(at("2026-11-12T00:00:00Z")).unwrap();
    assert_eq!((readiness.done, readiness.open, readiness.ready), (2, 4, false));
    // 3 for each that must be ticked, 1 for the tour: 6 of 16.
    assert_eq!(readiness.score, Some(6.0 / 16.0));
    let wave = &readiness.sections[1];
    assert_eq!((wave.kind, wave.done, wave.open, wave.score), (SectionKind::Wave, 2, 2, Some(6.0 / 10.0)));
    let phase = &readiness.sections[2];
    assert_eq!((phase.kind, phase.done, phase.open, phase.score), (SectionKind::Phase, 0, 2, Some(0.0)));
    let owners: Vec<_> =
        readiness.owners.iter().map(|one| (one.owner.as_str(), one.done, one.open, one.score)).collect();
    assert_eq!(owners, [("Ana", 1, 1, Some(0.75)), ("Ben", 1, 1, Some(0.5))], "what stands below is Ben's as well");
    let options = ReadinessOptions { by_estimate: true, ..ReadinessOptions::default() };
    let readiness = plan.readiness_with(at("2026-11-12T00:00:00Z"), &options).unwrap();
    assert_eq!(readiness.score, Some((3.0 + 15.0) / (3.0 + 15.0 + 3.0 + 1.0 + 6.0)), "five hours on average");
    let nothing = ReadinessOptions { blocking_weight: 0.0, other_weight: 0.0, ..ReadinessOptions::default() };
    assert_eq!(plan.readiness_with(at("2026-11-12T00:00:00Z"), &nothing).unwrap().score, None);
    for wrong in [f64::NAN, -1.0, f64::INFINITY] {
        let options = ReadinessOptions { other_weight: wrong, ..ReadinessOptions::default() };
        assert_eq!(plan.readiness_with(at("2026-11-12T00:00:00Z"), &options).unwrap_err().code(), "invalid");
    }
}

#[test]
fn own_dates_come_before_those_around() {
    let plan = read(PLAN);
    let overdue = |now: &str| {
        let readiness = plan.readiness(at(now)).unwrap();
        readiness.overdue.iter().map(|item| item.title.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(overdue("2026-11-10T23:59:59Z"), "");
    assert_eq!(overdue("2026-11-11T00:00:00Z"), "Counts");
    assert_eq!(overdue("2026-11-18T00:00:00Z"), "Counts DNS");
    assert_eq!(overdue("2026-11-19T00:00:00Z"), "Counts DNS Party", "before its day is over");
}

#[test]
fn evidence_and_age_are_looked_at() {
    let plan = read(PLAN);
    let now = at("2026-11-12T00:00:00Z");
    let with =
        |evidence| plan.readiness_with(now, &ReadinessOptions { evidence, ..ReadinessOptions::default() }).unwrap();
    assert_eq!(ids(&with(EvidenceScope::None).without_evidence), [""; 0]);
    assert_eq!(ids(&with(EvidenceScope::Blocking).without_evidence), ["wave-1/import"]);
    let stale = &with(EvidenceScope::None).stale;
    assert_eq!((stale.len(), stale[0].id.as_str(), stale[0].age_days), (1, "wave-1/backups", 72.0));
    let young = ReadinessOptions { stale_after: "73 days".parse().unwrap(), ..ReadinessOptions::default() };
    assert!(plan.readiness_with(now, &young).unwrap().stale.is_empty());
    let month = ReadinessOptions { stale_after: "1 month".parse().unwrap(), ..ReadinessOptions::default() };
    assert_eq!(plan.readiness_with(now, &month).unwrap_err().code(), "invalid");
}

#[test]
fn a_record_carries_the_plan_on() {
    let plan = read(PLAN);
    let now = at("2026-11-12T00:00:00Z");
    let evidence =
        RecordedEvidence { at: now, item: "wave-1/import".to_owned(), url: "u".to_owned(), title: None, by: None };
    let events = [
        GateEvent::ticked(at("2026-11-01T00:00:00Z"), "wave-1/import/counts", true),
        GateEvent::ticked(at("2026-11-02T00:00:00Z"), "wave-1/backups", false),
        GateEvent::Evidence(evidence),
        GateEvent::ticked(at("2026-11-13T00:00:00Z"), "phase-1/day-minus-7/dns", true),
        GateEvent::ticked(at("2026-11-13T00:00:00Z"), "nowhere", true),
    ];
    let record = GateRecord::new(events).unwrap();
    let later: Plan = plan.as_of(&record, now);
    let all = ReadinessOptions { evidence: EvidenceScope::All, ..ReadinessOptions::default() };
    let readiness = later.readiness_with(now, &all).unwrap();
    assert_eq!(ids(&readiness.without_evidence), ["wave-1/import/counts"]);
    assert_eq!((readiness.done, readiness.stale.len()), (2, 0), "what is unticked is not stale");
    assert_eq!(plan.as_of(&record, at("2026-10-01T00:00:00Z")), plan);
}
