//! The questions on which at least two existing libraries agree.

use chrono::TimeDelta;
use hypercare::time::{Calendar, CalendarDocument, WeeklyHours, parse_zone};
use serde::Deserialize;

use super::at;

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    zone: String,
    weekly: WeeklyHours,
    holidays: Vec<String>,
    start: String,
    duration_s: i64,
    end: String,
    due: String,
    within_s: i64,
}

#[test]
fn answers_what_peers_agree_on() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/escalation/business_time_vectors.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        return println!("skipped: no {path}");
    };
    let vectors: Vectors = serde_json::from_str(&text).expect("the vectors");
    let mut wrong = Vec::new();
    for case in &vectors.cases {
        let calendar = Calendar::new(CalendarDocument {
            zone: parse_zone(&case.zone).expect("a zone"),
            weekly: case.weekly.clone(),
            holidays: case.holidays.iter().map(|day| super::date(day)).collect(),
            ..CalendarDocument::default()
        });
        let calendar = calendar.expect("a calendar");
        let due = calendar.due(at(&case.start), TimeDelta::seconds(case.duration_s)).expect("a due time");
        let within = calendar.elapsed(at(&case.start), at(&case.end)).expect("a length");
        if due != at(&case.due) || within != TimeDelta::seconds(case.within_s) {
            wrong.push(format!("{}: {due} {within}, expected {} {}", case.id, case.due, case.within_s));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), vectors.cases.len(), wrong.join("\n"));
    assert_eq!(vectors.cases.len(), 1_000);
}
