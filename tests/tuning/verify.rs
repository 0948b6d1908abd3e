//! Whether a change worked: how often chance is taken for change, and how often change is found.

use hypercare::stats::Stream;
use hypercare::tuning::{
    DatabaseStatistics, StatementRow, TuningMeasurement, TuningOutcome, TuningVerdict, VerifyOptions,
    statement_measurements, verify,
};
use proptest::prelude::*;

fn judge(before: TuningMeasurement, after: TuningMeasurement) -> TuningOutcome {
    verify(&[before], &[after], &VerifyOptions::default()).expect("an outcome")
}

fn times(stream: &mut Stream, count: usize, mean: f64) -> Vec<f64> {
    (0..count).map(|_| -mean * (1.0 - stream.unit()).ln()).collect()
}

#[test]
fn each_verdict_has_its_measurements() {
    use TuningVerdict::{Improved, Inconclusive, Minimal, Unchanged, Worked, Worse};
    let mean = |mean: f64| TuningMeasurement::mean("m", mean, 10.0, 10_000.0);
    for (after, verdict) in [(80.0, Worked), (95.0, Minimal), (100.0, Unchanged), (105.0, Worse), (90.0, Improved)] {
        assert_eq!(judge(mean(100.0), mean(after)).verdict, verdict, "{after}");
    }
    let share = |part: f64| TuningMeasurement::share("m", part, 10_000.0);
    for (after, verdict) in [(9_000.0, Worked), (7_200.0, Minimal), (7_010.0, Unchanged), (6_000.0, Worse)] {
        assert_eq!(judge(share(7_000.0), share(after)).verdict, verdict, "{after}");
    }
    let few = TuningMeasurement::mean("m", 1.0, 0.1, 19.0);
    assert_eq!(judge(mean(100.0), few).verdict, Inconclusive);
    assert_eq!(judge(mean(100.0), share(1.0)).verdict, Inconclusive);
    let noisy = |mean: f64| TuningMeasurement::mean("m", mean, 100.0, 20.0);
    assert_eq!(judge(noisy(100.0), noisy(80.0)).verdict, Inconclusive);
    let same = TuningMeasurement::samples("m", vec![5.0; 40]);
    assert_eq!(judge(same.clone(), same).verdict, Unchanged);
    let missing = verify(&[mean(1.0)], &[], &VerifyOptions::default()).expect("an outcome");
    assert_eq!(missing.verdict, Inconclusive);
}

#[test]
fn the_verdict_in_all_is_the_worst_or_the_best() {
    let list = |values: [f64; 2]| {
        let metric = |(place, mean): (usize, f64)| TuningMeasurement::mean(place.to_string(), mean, 1.0, 1_000.0);
        values.into_iter().enumerate().map(metric).collect::<Vec<_>>()
    };
    let all =
        |after| verify(&list([100.0, 100.0]), &list(after), &VerifyOptions::default()).expect("an outcome").verdict;
    assert_eq!(all([50.0, 100.0]), TuningVerdict::Worked);
    assert_eq!(all([50.0, 150.0]), TuningVerdict::Worse);
    assert_eq!(all([95.0, 100.0]), TuningVerdict::Minimal);
    assert_eq!(all([100.0, 100.0]), TuningVerdict::Unchanged);
}

#[test]
fn chance_is_seldom_taken_for_change_and_change_is_found() {
    // The seed is fixed. 200 changes that change nothing: 5 % are 10, and 5 deviations more are 25.
    let (mut wrong, mut found) = (0, 0);
    for index in 0..200 {
        let mut stream = Stream::new(11, index);
        let [before, after, better] =
            [(60, 100.0), (40, 100.0), (40, 50.0)].map(|(count, mean)| times(&mut stream, count, mean));
        let [before, after, better] = [before, after, better].map(|values| TuningMeasurement::samples("m", values));
        let verdict = judge(before.clone(), after).verdict;
        wrong += u32::from(!matches!(verdict, TuningVerdict::Inconclusive | TuningVerdict::Unchanged));
        found += u32::from(matches!(judge(before, better).verdict, TuningVerdict::Worked | TuningVerdict::Improved));
    }
    println!("false alarms {wrong} of 200, halved times found {found} of 200");
    assert!(wrong <= 25, "{wrong}");
    assert!(found >= 140, "{found}");
}

#[test]
fn statements_are_measured_between_two_readings() {
    let row = |id: &str, times: &[f64]| {
        let count = times.len() as f64;
        let mean = times.iter().sum::<f64>() / count;
        let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / count;
        StatementRow {
            queryid: Some(id.to_owned()),
            calls: Some(count),
            mean_exec_time: Some(mean),
            stddev_exec_time: Some(variance.sqrt()),
            ..StatementRow::default()
        }
    };
    let read = |rows: Vec<StatementRow>| DatabaseStatistics { statements: rows, ..DatabaseStatistics::default() };
    let first = [9.0, 11.0, 10.0];
    let all = [9.0, 11.0, 10.0, 1.0, 2.0, 4.0];
    let (before, after) = (read(vec![row("1", &first)]), read(vec![row("1", &all), row("2", &[3.0])]));
    let since = statement_measurements(&after, Some(&before)).expect("measurements");
    let expected =
        statement_measurements(&read(vec![row("1", &all[3..]), row("2", &[3.0])]), None).expect("measurements");
    for (found, expected) in since.iter().zip(&expected) {
        assert_eq!((&found.metric, found.count), (&expected.metric, expected.count));
        assert!((found.mean.unwrap() - expected.mean.unwrap()).abs() < 1e-9);
        assert!((found.deviation.unwrap() - expected.deviation.unwrap()).abs() < 1e-6);
    }
    // Two rows of one query, and statistics that began anew.
    let parts = statement_measurements(
        &read(vec![row("1", &all[..2]), row("1", &all[2..])]),
        Some(&read(vec![row("1", &[1.0; 9])])),
    );
    assert_eq!(parts.expect("measurements")[0].count, Some(6.0));
}

#[test]
fn what_is_not_known_is_never_taken_for_certain() {
    let read = |calls: f64, mean: f64, deviation: Option<f64>| DatabaseStatistics {
        statements: vec![StatementRow {
            queryid: Some("1".to_owned()),
            calls: Some(calls),
            mean_exec_time: Some(mean),
            stddev_exec_time: deviation,
            ..StatementRow::default()
        }],
        ..DatabaseStatistics::default()
    };
    // No deviation: no verdict.
    let [before, after] =
        [100.0, 89.9].map(|mean| statement_measurements(&read(100.0, mean, None), None).expect("one"));
    let outcome = verify(&before, &after, &VerifyOptions::default()).expect("an outcome");
    assert_eq!((before[0].deviation, outcome.verdict), (None, TuningVerdict::Inconclusive));
    // Counted anew since: all that is counted came after, with more calls than before, too.
    for (now, mean) in [((150.0, 50.0), 50.0), ((50.0, 50.0), 50.0), ((300.0, 10.0), 10.0), ((200.0, 100.0), 100.0)] {
        let since = read(100.0, 100.0, Some(5.0));
        let found = statement_measurements(&read(now.0, now.1, Some(5.0)), Some(&since)).expect("one");
        assert!((found[0].mean.expect("a mean") - mean).abs() < 1e-9, "{now:?}: {found:?}");
    }
    // By its own word, where PostgreSQL gives it.
    let [mut first, mut later] = [read(100.0, 100.0, Some(5.0)), read(200.0, 100.0, Some(5.0))];
    first.statements[0].stats_since = Some(chrono::DateTime::UNIX_EPOCH);
    later.statements[0].stats_since = Some(chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(1));
    assert_eq!(statement_measurements(&later, Some(&first)).expect("one")[0].count, Some(200.0));
    later.statements[0].stats_since = first.statements[0].stats_since;
    assert_eq!(statement_measurements(&later, Some(&first)).expect("one")[0].count, Some(100.0));
}

#[test]
fn wrong_measurements_are_refused() {
    let code = |before: TuningMeasurement| {
        let list = [before];
        verify(&list, &list, &VerifyOptions::default()).expect_err("refused").code()
    };
    assert_eq!(code(TuningMeasurement::mean("m", f64::NAN, 1.0, 30.0)), "invalid");
    assert_eq!(code(TuningMeasurement::mean("m", 1.0, -1.0, 30.0)), "invalid");
    assert_eq!(code(TuningMeasurement::share("m", 31.0, 30.0)), "invalid");
    assert_eq!(code(TuningMeasurement::samples("m", vec![f64::INFINITY])), "invalid");
    assert_eq!(verify(&[], &[], &VerifyOptions::default()).expect_err("nothing").code(), "shape");
    let one = TuningMeasurement::share("m", 1.0, 30.0);
    let refused = verify(&[one.clone(), one.clone()], &[], &VerifyOptions::default());
    assert_eq!(refused.expect_err("twice").code(), "duplicate");
    let once = [one];
    for options in [
        VerifyOptions { confidence: 1.0, ..VerifyOptions::default() },
        VerifyOptions { least_improvement: f64::NAN, ..VerifyOptions::default() },
        VerifyOptions { least_count: 1, ..VerifyOptions::default() },
    ] {
        assert_eq!(verify(&once, &[], &options).expect_err("wrong").code(), "invalid");
    }
}

proptest! {
    #[test]
    fn any_finite_numbers_get_a_verdict(
        means in prop::array::uniform2(prop::num::f64::NORMAL | prop::num::f64::ZERO),
        deviations in prop::array::uniform2(0.0..1e300_f64),
        counts in prop::array::uniform2(0.0..1e18_f64),
        lower_is_better: bool,
    ) {
        let side = |place: usize| TuningMeasurement {
            lower_is_better,
            ..TuningMeasurement::mean("m", means[place], deviations[place], counts[place])
        };
        let outcome = judge(side(0), side(1));
        let metric = &outcome.metrics[0];
        for number in [metric.improvement, metric.low, metric.high, metric.p_value].into_iter().flatten() {
            prop_assert!(number.is_finite());
        }
        prop_assert!(metric.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)));
    }

    #[test]
    fn what_is_better_one_way_is_worse_the_other(
        before in prop::collection::vec(1.0..100.0_f64, 20..60), after in prop::collection::vec(1.0..100.0_f64, 20..60),
    ) {
        let [before, after] = [before, after].map(|values| TuningMeasurement::samples("m", values));
        let there = judge(before.clone(), after.clone());
        let back = judge(after, before);
        let worse = |verdict| verdict == TuningVerdict::Worse;
        let better = |verdict| matches!(verdict, TuningVerdict::Worked | TuningVerdict::Improved | TuningVerdict::Minimal);
        prop_assert_eq!(better(there.verdict), worse(back.verdict));
        prop_assert_eq!(better(back.verdict), worse(there.verdict));
    }
}
