//! Ticket timelines on the sizes that README.md in this folder quotes: one for people, one followed, a million at once.
//!
//! `cargo bench --bench timeline`; a part of a name picks benches, such as `-- batch`.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hypercare::Priority;
use hypercare::escalation::{EventTable, Policy, TicketClock, TicketEvent};

const TICKETS: u32 = 1_000_000;

/// Three clocks and four steps: seven instants a ticket.
const SEVEN: &str = "
version: 1
priorities:
  P1:
    response: 15 min
    update: 1 h
    resolution: 8 h
    steps: [{after: 0 s, tier: 1}, {after: 15 min, tier: 2}, {after: 30 min, tier: 3}, {after: 1 h, tier: 4}]
  P2:
    response: 1 h
    update: 4 h
    resolution: 24 h
    steps: [{after: 1 h, tier: 1}, {after: 4 h, tier: 2}, {after: 8 h, tier: 3}, {after: 24 h, tier: 4}]
";

/// The same, counted in business time.
const OFFICE: &str = "
version: 1
calendars:
  office: {zone: Europe/Paris, weekly: {mon: [09:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00], thu: [09:00-17:00], fri: [09:00-17:00]}}
priorities:
  P1:
    response: {within: 15 min, calendar: office}
    update: {within: 1 h, calendar: office}
    resolution: {within: 8 h, calendar: office}
    steps:
      - {after: 0 s, tier: 1, calendar: office}
      - {after: 15 min, tier: 2, calendar: office}
      - {after: 30 min, tier: 3, calendar: office}
      - {after: 1 h, tier: 4, calendar: office}
";

fn start(ticket: u32) -> DateTime<Utc> {
    // Spread over a quarter of a year.
    DateTime::from_timestamp(1_795_000_000 + i64::from(ticket.wrapping_mul(2_654_435_761) % 7_776_000), 0)
        .expect("an instant")
}

/// The five events of a ticket: opened, waits twenty minutes, is answered, and becomes more urgent or is resolved.
fn events(ticket: u32) -> [TicketEvent; 5] {
    let at = |minutes| start(ticket) + TimeDelta::minutes(minutes);
    let last = if ticket.is_multiple_of(2) {
        TicketEvent::resolved(at(90))
    } else {
        TicketEvent::priority_changed(at(90), Priority::Critical)
    };
    [
        TicketEvent::opened("T-1", at(0), Priority::High),
        TicketEvent::paused(at(10)),
        TicketEvent::resumed(at(30)),
        TicketEvent::responded(at(40 + i64::from(ticket % 60))),
        last,
    ]
}

fn timelines(criterion: &mut Criterion) {
    let (default, seven, office) =
        (Policy::default(), Policy::from_yaml(SEVEN).expect("a policy"), Policy::from_yaml(OFFICE).expect("a policy"));
    let now = start(0) + TimeDelta::days(60);
    let five = events(1);
    let after = five[4].at() + TimeDelta::hours(1);

    let mut group = criterion.benchmark_group("timeline");
    group.sample_size(20).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(2));
    group.bench_function("one for people, 1 event", |bencher| {
        bencher.iter(|| default.timeline(black_box(&five[..1]), after).expect("a timeline"));
    });
    group.bench_function("one for people, 5 events", |bencher| {
        bencher.iter(|| default.timeline(black_box(&five), after).expect("a timeline"));
    });
    group.bench_function("one followed through 5 events", |bencher| {
        bencher.iter(|| {
            let mut ticket = TicketClock::open(&default, &five[0]).expect("a ticket");
            for event in &five[1..] {
                ticket.apply(&default, black_box(event)).expect("in order");
            }
            ticket
        });
    });
    group.sample_size(10).throughput(Throughput::Elements(TICKETS.into()));
    let (mut ones, mut fives) = (EventTable::default(), EventTable::default());
    for ticket in 0..TICKETS {
        ones.push(ticket, &TicketEvent::opened("T-1", start(ticket), Priority::Critical));
        events(ticket).iter().for_each(|event| fives.push(ticket, event));
    }
    for (name, policy, table) in [
        ("batch of 1M tickets, 7 instants, 1 event", &seven, &ones),
        ("batch of 1M tickets, 7 instants of business time, 1 event", &office, &ones),
        ("batch of 1M tickets, default policy, 5 events", &default, &fives),
        ("batch of 1M tickets, 7 instants, 5 events", &seven, &fives),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| policy.timelines(black_box(&table.columns()), TICKETS as usize, now).expect("columns"));
        });
    }
    group.finish();
}

criterion_group!(benches, timelines);
criterion_main!(benches);
