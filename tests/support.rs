//! Support metrics: each against its threshold and target, refusals, and what no ticket says.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::tickets::{
    MetricState, SupportOptions, SupportRecord, SupportReport, support_metrics, support_metrics_with,
};
use hypercare::time::parse_instant;
use hypercare::{Priority, Result};
use proptest::prelude::*;
use serde_json::{Value, json};

#[path = "shared/cases.rs"]
mod cases;

fn at(minutes: i64) -> DateTime<Utc> {
    parse_instant("2026-01-05T09:00:00Z").expect("an instant") + TimeDelta::minutes(minutes)
}

fn record(id: usize, minutes: i64) -> SupportRecord {
    SupportRecord::opened(format!("T-{id}"), at(minutes), Priority::Medium)
}

fn metric(tickets: &[SupportRecord], name: &str) -> (Option<f64>, usize, MetricState) {
    let report = support_metrics(tickets).unwrap_or_else(|error| panic!("{error}"));
    let metric = report.metric(name).unwrap_or_else(|error| panic!("{error}"));
    (metric.value, metric.count, metric.state)
}

proptest! {
    #[test]
    fn the_order_of_tickets_does_not_matter(rows in prop::collection::vec((0_i64..200_000, prop::option::of(0_i64..5_000), any::<bool>(), 1_u32..=5), 0..40)) {
        let mut tickets: Vec<_> = rows.iter().enumerate().map(|(id, (opened, taken, escalated, grade))| SupportRecord {
            first_response_at: taken.map(|taken| at(opened + taken / 2)),
            resolved_at: taken.map(|taken| at(opened + taken)),
            escalated: *escalated,
            satisfaction: Some(f64::from(*grade)),
            agent: Some(format!("a{}", id % 3)),
            ..record(id, *opened)
        }).collect();
        let forward = support_metrics(&tickets).expect("a report");
        tickets.reverse();
        prop_assert_eq!(&support_metrics(&tickets).expect("a report"), &forward);
        prop_assert_eq!(forward.volume.iter().map(|month| month.tickets).sum::<usize>(), tickets.len());
        for metric in &forward.metrics {
            prop_assert!(metric.value.is_none_or(f64::is_finite));
            prop_assert_eq!(metric.value.is_none(), metric.state == MetricState::NoData);
        }
    }
}

#[test]
fn nothing_is_no_data() {
    let report = support_metrics(&[]).expect("a report");
    assert_eq!(report.metrics.len(), 12);
    assert!(report.metrics.iter().all(|metric| metric.state == MetricState::NoData && metric.value.is_none()));
}

#[test]
fn medians_are_held_against_the_framework() {
    let answered = |minutes: &[i64]| {
        let ticket =
            |(id, taken): (usize, &i64)| SupportRecord { first_response_at: Some(at(*taken)), ..record(id, 0) };
        let tickets: Vec<_> = minutes.iter().enumerate().map(ticket).collect();
        metric(&tickets, "first_response_minutes")
    };
    assert_eq!(answered(&[1, 9, 400]), (Some(9.0), 3, MetricState::OnTarget));
    assert_eq!(answered(&[9, 11]), (Some(10.0), 2, MetricState::Acceptable));
    assert_eq!(answered(&[15]), (Some(15.0), 1, MetricState::Missed));
    let resolved = |priority, minutes| SupportRecord { priority, resolved_at: Some(at(minutes)), ..record(0, 0) };
    let critical = [resolved(Priority::Critical, 119)];
    assert_eq!(metric(&critical, "resolution_hours_critical").2, MetricState::OnTarget);
    assert_eq!(metric(&critical, "resolution_hours_normal").2, MetricState::NoData);
    assert_eq!(metric(&[resolved(Priority::Critical, 120)], "resolution_hours_critical").2, MetricState::Missed);
    assert_eq!(metric(&[resolved(Priority::Low, 23 * 60)], "resolution_hours_normal").2, MetricState::OnTarget);
}

#[test]
fn shares_are_held_against_the_framework() {
    let tickets = |good: usize, all: usize, mark: fn(&mut SupportRecord)| {
        let ticket = |id| {
            let mut ticket = SupportRecord { resolved_at: Some(at(5)), responses: Some(2), ..record(id, 0) };
            if id < good {
                mark(&mut ticket);
            }
            ticket
        };
        (0..all).map(ticket).collect::<Vec<_>>()
    };
    use MetricState::{Acceptable, Info, Missed, OnTarget};
    for (good, state) in [(1, OnTarget), (2, Acceptable), (3, Missed)] {
        assert_eq!(metric(&tickets(good, 20, |ticket| ticket.escalated = true), "escalation_rate").2, state, "{good}");
    }
    for (good, state) in [(18, OnTarget), (17, Acceptable), (16, Missed)] {
        assert_eq!(
            metric(&tickets(good, 20, |ticket| ticket.responses = Some(1)), "first_contact_resolution").2,
            state,
            "{good}"
        );
    }
    for (good, state) in [(15, OnTarget), (12, Acceptable), (11, Missed)] {
        assert_eq!(metric(&tickets(good, 20, |ticket| ticket.automated = true), "automation_rate").2, state, "{good}");
    }
    assert_eq!(metric(&tickets(5, 20, |ticket| ticket.reopened = 2), "reopen_rate"), (Some(0.25), 20, Info));
    assert_eq!(
        metric(&tickets(4, 20, |ticket| ticket.self_service = Some(true)), "self_service_success"),
        (Some(1.0), 4, OnTarget)
    );
    assert_eq!(metric(&tickets(4, 20, |ticket| ticket.knowledge_used = Some(false)), "knowledge_base_usage").2, Missed);
    assert_eq!(
        metric(&tickets(2, 2, |ticket| ticket.satisfaction = Some(4.5)), "satisfaction"),
        (Some(4.5), 2, Acceptable)
    );
}

#[test]
fn agents_and_months_are_counted_by_the_day() {
    let day = 24 * 60;
    let done = |id, agent: &str, minutes| SupportRecord {
        agent: Some(agent.to_owned()),
        resolved_at: Some(at(minutes)),
        ..record(id, 0)
    };
    let mut tickets: Vec<_> = (0..25).map(|id| done(id, "ann", 10)).collect();
    tickets.extend((25..50).map(|id| done(id, "ann", day)));
    assert_eq!(metric(&tickets, "tickets_per_agent_day"), (Some(25.0), 2, MetricState::OnTarget));
    tickets.push(done(50, "ben", 10));
    assert_eq!(metric(&tickets, "tickets_per_agent_day"), (Some(17.0), 3, MetricState::Missed));
    // 4, 0 and 2 tickets in January, February and March: 1 less a month, the mean is 2.
    let months: Vec<_> =
        [0, 1, 2, 3, 60 * day, 61 * day].into_iter().enumerate().map(|(id, minutes)| record(id, minutes)).collect();
    let since = |since: &str, as_of: &str| SupportOptions {
        since: Some(parse_instant(since).expect("an instant")),
        as_of: Some(parse_instant(as_of).expect("an instant")),
        zone: None,
    };
    let options = since("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z");
    let report = support_metrics_with(&months, &options).expect("a report");
    let volume: Vec<_> = report.volume.iter().map(|month| (month.month.as_str(), month.tickets, month.whole)).collect();
    assert_eq!(volume, [("2026-01", 4, true), ("2026-02", 0, true), ("2026-03", 2, true), ("2026-04", 0, false)]);
    let trend = report.metric("volume_trend").expect("a metric");
    assert_eq!((trend.value, trend.count, trend.state), (Some(-0.5), 3, MetricState::OnTarget));
    assert_eq!(metric(&months[..4], "volume_trend").2, MetricState::NoData);
}

fn as_of(tickets: &[SupportRecord], at: &str, zone: Option<&str>) -> SupportReport {
    let at = parse_instant(at).expect("an instant");
    let options = SupportOptions { as_of: Some(at), zone: zone.map(str::to_owned), since: None };
    support_metrics_with(tickets, &options).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn neglect_is_no_success() {
    let mut tickets: Vec<_> = (0..220).map(|id| record(id, 0)).collect();
    tickets[0].first_response_at = Some(at(5));
    tickets[0].resolved_at = Some(at(6));
    let report = as_of(&tickets, "2026-01-07T09:00:00Z", None);
    let of = |name: &str| {
        let metric = report.metric(name).expect("a metric");
        (metric.value, metric.count, metric.state)
    };
    assert_eq!(of("first_response_minutes"), (Some(2880.0), 220, MetricState::Missed));
    assert_eq!(of("resolution_hours_normal"), (Some(48.0), 220, MetricState::Missed));
    assert_eq!(report.metric("first_response_minutes").expect("a metric").reason.numbers["still_waiting"], 219.0);
    assert_eq!(of("first_contact_resolution"), (None, 0, MetricState::NoData), "nobody counted the answers");
    // What can still keep its promise does not count yet.
    let soon = as_of(&tickets, "2026-01-05T09:14:59Z", None);
    let response = soon.metric("first_response_minutes").expect("a metric");
    assert_eq!((response.value, response.count), (Some(5.0), 1));
    let none = SupportRecord { responses: Some(0), resolved_at: Some(at(5)), ..record(0, 0) };
    assert_eq!(metric(&[none], "first_contact_resolution").2, MetricState::Missed);
    let again = SupportRecord { reopened: 3, ..record(0, 0) };
    assert_eq!(metric(&[again], "reopen_rate"), (Some(1.0), 1, MetricState::Info));
}

#[test]
fn the_running_month_is_no_whole_one_and_zones_have_their_own_days() {
    let day = 24 * 60;
    let month = |start: i64, count: i64| (0..count).map(move |place| start + place);
    // 100 in January, 100 in February, 20 on the first two days of March.
    let minutes = month(0, 100).chain(month(30 * day, 100)).chain(month(55 * day, 20));
    let tickets: Vec<_> = minutes.enumerate().map(|(id, minutes)| record(id, minutes)).collect();
    let from = |day: &str| SupportOptions {
        since: Some(parse_instant(day).expect("an instant")),
        ..SupportOptions::default()
    };
    let report = support_metrics_with(&tickets, &from("2026-01-01T00:00:00Z")).expect("a report");
    let trend = report.metric("volume_trend").expect("a metric");
    assert_eq!((trend.value, trend.count, trend.state), (Some(0.0), 2, MetricState::Missed));
    let evening =
        |id, minutes| SupportRecord { agent: Some("ann".to_owned()), resolved_at: Some(at(minutes)), ..record(id, 0) };
    // 13:00 and 17:00 in San Francisco are two days in UTC.
    let shift = [evening(0, 12 * 60), evening(1, 16 * 60)];
    let days = |zone| as_of(&shift, "2026-01-07T00:00:00Z", zone).metric("tickets_per_agent_day").expect("it").count;
    assert_eq!((days(None), days(Some("America/Los_Angeles"))), (2, 1));
    let newyear =
        SupportRecord::opened("T-1", parse_instant("2026-02-01T03:00:00Z").expect("an instant"), Priority::Low);
    let volume = as_of(&[newyear], "2026-02-02T00:00:00Z", Some("America/Los_Angeles")).volume;
    // It was opened on the last evening of January there: the tickets do not tell of all of the month.
    assert_eq!((volume[0].month.as_str(), volume[0].whole, volume.len()), ("2026-01", false, 2));
}

#[test]
fn a_first_month_counts_only_if_the_tickets_tell_all_of_it() {
    let from = |text: &str| parse_instant(text).expect("an instant");
    // A steady ten a day from 25 August on.
    let ticket = |id: i64| {
        let opened = from("2026-08-25T08:00:00Z") + TimeDelta::minutes(id * 144);
        SupportRecord::opened(format!("T-{id}"), opened, Priority::Medium)
    };
    let tickets: Vec<_> = (0..700).map(ticket).collect();
    let options = SupportOptions { as_of: Some(from("2026-11-03T09:00:00Z")), ..SupportOptions::default() };
    let report = support_metrics_with(&tickets, &options).expect("a report");
    let whole: Vec<_> = report.volume.iter().map(|month| month.whole).collect();
    assert_eq!(whole, [false, true, true, false]);
    let trend = report.metric("volume_trend").expect("a metric");
    assert!(trend.value.is_some_and(|change| change.abs() < 0.04) && trend.count == 2, "{trend:?}");
    assert!(trend.reason.detail.contains("2026-08 is left out"), "{}", trend.reason.detail);
    let months = |since: &str| {
        let options = SupportOptions { since: Some(from(since)), ..options.clone() };
        let report = support_metrics_with(&tickets, &options).expect("a report");
        report.volume.iter().map(|month| (month.tickets, month.whole)).collect::<Vec<_>>()
    };
    assert_eq!(months("2026-08-01T00:00:00Z")[0], (67, true));
    assert_eq!(months("2026-08-01T00:00:01Z")[0], (67, false));
    assert_eq!(months("2026-07-01T00:00:00Z")[..2], [(0, true), (67, true)]);
    let late = SupportOptions { since: Some(from("2026-08-26T00:00:00Z")), ..options };
    let error = support_metrics_with(&tickets, &late).expect_err("before it").to_string();
    assert_eq!(error, "opened_at of T-0 at 2026-08-25T08:00:00Z lies before since, 2026-08-26T00:00:00Z");
}

#[test]
fn errors_name_both_fields_and_the_record() {
    let ticket = SupportRecord { resolved_at: Some(at(-1)), ..record(7, 0) };
    assert_eq!(
        support_metrics(&[ticket]).expect_err("before it").to_string(),
        "resolved_at of T-7 at 2026-01-05T08:59:00Z lies before opened_at of T-7, 2026-01-05T09:00:00Z"
    );
    let ticket = SupportRecord { first_response_at: Some(at(5)), ..record(8, 0) };
    let early = SupportOptions { as_of: Some(at(1)), ..SupportOptions::default() };
    assert_eq!(
        support_metrics_with(&[record(7, 0), ticket], &early).expect_err("before it").to_string(),
        "as_of at 2026-01-05T09:01:00Z lies before first_response_at of T-8, 2026-01-05T09:05:00Z"
    );
}

#[test]
fn wrong_records_are_refused() {
    let code = |ticket: SupportRecord| support_metrics(&[ticket]).expect_err("refused").code();
    assert_eq!(code(SupportRecord { resolved_at: Some(at(-1)), ..record(0, 0) }), "out_of_order");
    assert_eq!(code(SupportRecord { satisfaction: Some(f64::NAN), ..record(0, 0) }), "invalid");
    assert_eq!(support_metrics(&[record(0, 0), record(0, 1)]).expect_err("twice").code(), "duplicate");
    let early = SupportOptions { as_of: Some(at(-1)), ..SupportOptions::default() };
    assert_eq!(support_metrics_with(&[record(0, 0)], &early).expect_err("before it").code(), "out_of_order");
    let nowhere = SupportOptions { zone: Some("Mars/Base".to_owned()), ..SupportOptions::default() };
    assert_eq!(support_metrics_with(&[], &nowhere).expect_err("no zone").code(), "unknown");
}

fn answer(input: &Value) -> Result<Value> {
    let tickets: Vec<SupportRecord> = serde_json::from_value(input["tickets"].clone()).expect("tickets");
    let options = match &input["options"] {
        Value::Null => SupportOptions::default(),
        options => serde_json::from_value(options.clone()).expect("options"),
    };
    Ok(json!(support_metrics_with(&tickets, &options)?))
}

#[test]
fn shared_cases() {
    cases::run("support.json", answer);
}
