//! Error budgets, checked against the tables of the Site Reliability Workbook, chapter 5.

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::objectives::{BurnAction, ErrorBudget, ErrorBudgetOptions};
use proptest::prelude::*;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_020 + minute * 60, 0).expect("an instant")
}

fn budget(objective: f64) -> ErrorBudget {
    ErrorBudget::new(ErrorBudgetOptions::new(objective)).expect("a budget")
}

/// Burn rates and how long the budget lasts: rates of 1, 2, 10 and 1,000 exhaust 99.9 % over 30 days in 30 days, 15 days, 3
/// days and 43 minutes.
#[test]
fn the_budget_lasts_as_the_workbook_says() {
    let budget = budget(0.999);
    for (burn, error_rate, days) in [(1.0, 0.001, 30.0), (2.0, 0.002, 15.0), (10.0, 0.01, 3.0), (1000.0, 1.0, 0.03)] {
        let seconds = budget.lasts(error_rate).unwrap().unwrap();
        assert!((seconds / 86_400.0 - days).abs() < 1e-9, "{burn}: {seconds} s");
    }
    assert_eq!(budget.lasts(0.0).unwrap(), None);
    assert_eq!(budget.downtime().to_string(), "43 min 12 s");
    assert_eq!(budget.budget(), 0.001);
}

/// The recommended rows: 2 % in an hour is a rate of 14.4, 5 % in six hours 6, 10 % in three days 1; a day in between 3.
#[test]
fn the_rows_are_those_of_the_workbook() {
    let budget = budget(0.999);
    let rows: Vec<_> = budget
        .options()
        .alerts
        .iter()
        .map(|row| {
            let minutes = [row.long, row.short].map(|span| span.exact().num_minutes());
            (row.action, minutes, row.burn_rate(budget.options().window), row.budget)
        })
        .collect();
    let expected = [
        (BurnAction::Page, [60, 5], 14.4, 0.02),
        (BurnAction::Page, [360, 30], 6.0, 0.05),
        (BurnAction::Ticket, [1440, 120], 3.0, 0.1),
        (BurnAction::Ticket, [4320, 360], 1.0, 0.1),
    ];
    assert_eq!(rows, expected);
    // A long window is as many times the short one as the workbook advises: 12.
    assert!(rows.iter().all(|(_, [long, short], ..)| long / short == 12));
    // At a full outage of 99.9 % the first row fires after 14.4 / 1000 of an hour.
    let seconds = budget.detection_time(&budget.options().alerts[0], 1.0).unwrap().unwrap();
    assert!((seconds - 51.84).abs() < 1e-9, "{seconds}");
    assert_eq!(budget.detection_time(&budget.options().alerts[0], 0.0144).unwrap(), None);
}

#[test]
fn rows_fire_above_their_rate_and_end_with_the_short_window() {
    for (bad, action) in
        [(200, Some(BurnAction::Page)), (144, Some(BurnAction::Page)), (59, Some(BurnAction::Ticket)), (10, None)]
    {
        let mut budget = budget(0.999);
        for minute in 0..60 {
            budget.observe(at(minute), 10_000 - bad, bad).unwrap();
        }
        let status = budget.status(at(59)).unwrap();
        assert_eq!(status.action, action, "{bad}: {}", status.reason);
        // 14.4 is not above 14.4: the first row keeps still, the second pages.
        assert_eq!(status.alerts[0].firing, bad == 200, "{}", status.alerts[0].reason);
        assert_eq!(status.bad, bad * 60);
        assert!((status.consumed - f64::from(u32::try_from(bad).unwrap()) / 10.0).abs() < 1e-9);
    }
    let mut budget = budget(0.999);
    for minute in 0..66 {
        budget.observe(at(minute), 98, if minute < 60 { 2 } else { 0 }).unwrap();
    }
    assert!(budget.status(at(61)).unwrap_or_else(|_| budget.status(at(65)).unwrap()).alerts[0].long_rate > 14.4);
    let status = budget.status(at(65)).unwrap();
    assert!(status.alerts[0].long_rate > 14.4 && !status.alerts[0].firing && status.alerts[0].short_rate == 0.0);
    assert!(status.exhausted_at.is_some());
}

#[test]
fn few_events_and_wrong_input() {
    let options = ErrorBudgetOptions { minimum_events: 100, ..ErrorBudgetOptions::new(0.999) };
    let mut quiet = ErrorBudget::new(options).unwrap();
    quiet.observe(at(0), 1, 1).unwrap();
    assert_eq!(quiet.status(at(0)).unwrap().action, None);
    let mut budget = budget(0.999);
    let empty = budget.status(at(0)).unwrap();
    assert_eq!((empty.error_rate, empty.consumed, empty.remaining), (None, 0.0, 1.0));
    budget.observe(at(0), 5, 0).unwrap();
    assert_eq!(budget.observe(at(-50_000), 5, 0).unwrap_err().code(), "out_of_order");
    assert_eq!(budget.observe(at(0), u64::MAX, 1).unwrap_err().code(), "range");
    assert_eq!(budget.status(at(-1)).unwrap_err().code(), "out_of_order");
    for objective in [0.0, 1.0, f64::NAN, 99.9] {
        assert_eq!(ErrorBudget::new(ErrorBudgetOptions::new(objective)).unwrap_err().code(), "invalid");
    }
    for (text, code) in [
        ("objective: 99.9%\nwindow: 1 month\n", "invalid"),
        ("objective: 120%\n", "parse"),
        ("objective: 99%\nwindow: 1 day\n", "invalid"),
        ("objective: 99%\nresolution: 10 min\n", "invalid"),
        ("objective: 99%\nalerts: [{action: page, budget: 2%, long: 1 h, short: 2 h}]\n", "invalid"),
    ] {
        assert_eq!(ErrorBudget::from_yaml(text).unwrap_err().code(), code, "{text}");
    }
    assert!(ErrorBudget::from_yaml("objective: 99.5%\nwindow: 4 weeks\n").is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Counts are those of the window, whatever the order in which they come and wherever a restart falls.
    #[test]
    fn counts_are_those_of_the_window(
        events in proptest::collection::vec((0_i64..120, 0_u64..50, 0_u64..5), 1..60),
        cut in 0_usize..60,
    ) {
        let text = "objective: 99%\nwindow: 1 h\nalerts: [{action: page, budget: 50%, long: 30 min, short: 5 min}]\n";
        let mut budget = ErrorBudget::from_yaml(text).unwrap();
        let mut taken = Vec::new();
        let mut last = i64::MIN;
        for (index, (minute, good, bad)) in events.into_iter().enumerate() {
            if index == cut {
                budget = ErrorBudget::restore(&budget.snapshot().unwrap()).unwrap();
            }
            let fits = last == i64::MIN || minute > last - 60;
            prop_assert_eq!(budget.observe(at(minute), good, bad).is_ok(), fits);
            if fits {
                taken.push((minute, good, bad));
                last = last.max(minute);
            }
        }
        let now = at(last) + TimeDelta::seconds(59);
        let status = budget.status(now).unwrap();
        let sum = |minutes: i64| {
            let within = taken.iter().filter(|(minute, ..)| *minute > last - minutes);
            within.fold((0, 0), |(events, bad), (_, good, wrong)| (events + good + wrong, bad + wrong))
        };
        prop_assert_eq!((status.events, status.bad), sum(60));
        let (events, bad) = sum(30);
        #[allow(clippy::cast_precision_loss)]
        let rate = if events == 0 { 0.0 } else { bad as f64 / events as f64 / 0.01 };
        prop_assert!((status.alerts[0].long_rate - rate).abs() < 1e-9);
    }

    #[test]
    fn any_snapshot_is_read_or_refused(text in "\\PC{0,60}|\\{\"version\": 1, \"options\": \\{\"objective\": 0.5\\}, \"ledger\": \\{[a-z0-9:\", {}]{0,40}\\}\\}") {
        let _ = ErrorBudget::restore(&text);
    }
}
