//! Growing forests: weights, forests in parts, planes, progress, parameters as a document.

use hypercare::Error;
use hypercare::anomaly::{Contamination, FitOptions, IsolationForest, IsolationForestBuilder, MaxFeatures, MaxSamples};
use hypercare::stats::{Matrix, quantile};
use proptest::prelude::*;

use super::{Table, bits, fits};

fn weighted(weights: &[f64]) -> FitOptions<'_> {
    FitOptions { sample_weight: Some(weights), ..FitOptions::default() }
}

proptest! {
    #[test]
    fn forests_merge_to_the_same_bytes_in_any_grouping((table, builder) in fits(), cuts in prop::collection::vec(1_usize..9, 2..6)) {
        let builder = builder.contamination(Contamination::Auto);
        let mut first = 0;
        let mut parts = Vec::new();
        for &trees in &cuts {
            parts.push(builder.clone().n_estimators(trees).first_tree(first).fit(table.matrix()).unwrap());
            first += trees as u64;
        }
        let whole = builder.n_estimators(first as usize).fit(table.matrix()).unwrap();
        prop_assert_eq!(&IsolationForest::merge(&parts).unwrap(), &whole);
        // One after the other from the left, then from the right.
        let two = |one: &IsolationForest, other: &IsolationForest| IsolationForest::merge([one, other]).unwrap();
        let left = parts.iter().skip(1).fold(parts[0].clone(), |merged, part| two(&merged, part));
        let right = parts.iter().rev().skip(1).fold(parts[parts.len() - 1].clone(), |merged, part| two(part, &merged));
        prop_assert_eq!(left.to_bytes(), whole.to_bytes());
        prop_assert_eq!(right.to_bytes(), whole.to_bytes());
    }

    #[test]
    fn the_offset_of_a_merge_knows_no_grouping(offsets in prop::collection::vec(prop_oneof![Just(0.1), Just(0.3)], 3)) {
        let table = Table::random(30, 2, 1);
        let parts: Vec<_> = offsets.iter().map(|&share| {
            let builder = IsolationForest::builder().n_estimators(3).contamination(Contamination::Share(share));
            builder.fit(table.matrix()).unwrap()
        }).collect();
        let merge = |forests: &[&IsolationForest]| IsolationForest::merge(forests.iter().copied()).unwrap();
        let [a, b, c] = [&parts[0], &parts[1], &parts[2]];
        let all = merge(&[a, b, c]);
        prop_assert_eq!(&merge(&[&merge(&[a, b]), c]), &all);
        prop_assert_eq!(&merge(&[a, &merge(&[b, c])]), &all);
        prop_assert_eq!(all.offset(), if a.offset() == b.offset() && b.offset() == c.offset() { a.offset() } else { -0.5 });
    }

    #[test]
    fn a_warm_start_ends_where_a_cold_one_does((table, builder) in fits(), more in 0_usize..9) {
        let before = builder.fit(table.matrix()).unwrap();
        let builder = builder.n_estimators(before.n_estimators() + more);
        let options = FitOptions { warm_start: Some(&before), ..FitOptions::default() };
        let warm = builder.fit_with(table.matrix(), options).unwrap();
        prop_assert_eq!(warm.to_bytes(), builder.fit(table.matrix()).unwrap().to_bytes());
        prop_assert_eq!(warm.warnings().iter().any(|text| text.contains("does not fit new trees")), more == 0);
    }

    #[test]
    fn rows_without_weight_leave_no_trace(table in super::tables(), seed: u64, bootstrap: bool) {
        let rows = table.matrix().rows();
        let weights: Vec<f64> = (0..rows).map(|row| if row % 3 == 1 { 0.0 } else { 1.0 + row as f64 }).collect();
        let builder = IsolationForest::builder().n_estimators(3).random_state(seed).bootstrap(bootstrap);
        let forest = builder.fit_with(table.matrix(), weighted(&weights)).unwrap();
        let mut spoilt = table.clone();
        for row in (1..rows).step_by(3) {
            spoilt.values[row * table.columns] = f64::INFINITY;
        }
        prop_assert_eq!(builder.fit_with(spoilt.matrix(), weighted(&weights)).unwrap(), forest);
    }
}

#[test]
fn heavy_rows_shape_the_forest() {
    // Half of the rows lie about 0, half about 100. Where the second half is hardly ever drawn, it is strange.
    let mut table = Table::random(2000, 2, 4);
    table.values[2000..].iter_mut().for_each(|value| *value += 100.0);
    let weights: Vec<f64> = (0..2000).map(|row| if row < 1000 { 1.0 } else { 1e-3 }).collect();
    let forest = IsolationForest::builder().fit_with(table.matrix(), weighted(&weights)).unwrap();
    let scores = forest.score_samples(table.matrix()).unwrap();
    let (ordinary, strange) = (quantile(&scores[..1000], 0.5).unwrap(), quantile(&scores[1000..], 0.5).unwrap());
    assert!(strange < ordinary - 0.1, "{strange} {ordinary}");
    for threads in [2, 5] {
        let again = IsolationForest::builder().n_jobs(threads).fit_with(table.matrix(), weighted(&weights)).unwrap();
        assert_eq!(again.to_bytes(), forest.to_bytes());
    }
}

#[test]
fn a_column_without_weight_is_never_looked_at() {
    let mut table = Table::random(300, 3, 4);
    let builder = IsolationForest::builder().feature_weights([1.0, 0.0, 4.0]);
    for builder in [builder.clone(), builder.clone().max_features(MaxFeatures::Count(1)), builder.extension_level(2)] {
        let forest = builder.fit(table.matrix()).unwrap();
        let scores = forest.score_samples(table.matrix()).unwrap();
        table.values.iter_mut().skip(1).step_by(3).for_each(|value| *value = 1e6 - *value);
        assert_eq!(bits(&forest.score_samples(table.matrix()).unwrap()), bits(&scores));
        assert_eq!(builder.fit(table.matrix()).unwrap(), forest);
    }
}

#[test]
fn weights_that_are_none_are_named() {
    let table = Table::random(4, 2, 1);
    let builder = IsolationForest::builder();
    for (weights, code) in [
        (&[1.0, 1.0, 1.0][..], "shape"),
        (&[1.0, 1.0, 1.0, -1.0], "invalid"),
        (&[1.0, f64::NAN, 1.0, 1.0], "invalid"),
        (&[1.0, f64::INFINITY, 1.0, 1.0], "invalid"),
        (&[0.0; 4], "invalid"),
        (&[], "shape"),
    ] {
        let error = builder.fit_with(table.matrix(), weighted(weights)).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().starts_with("sample_weight"), "{error}");
    }
    for (weights, code) in [(&[1.0][..], "shape"), (&[1.0, -1.0], "invalid"), (&[0.0, 0.0], "invalid")] {
        let error = builder.clone().feature_weights(weights).fit(table.matrix()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().starts_with("feature_weights"), "{error}");
    }
    let few = builder.clone().max_samples(MaxSamples::Count(3));
    let forest = few.fit_with(table.matrix(), weighted(&[0.0, 2.0, 0.0, 1.0])).unwrap();
    assert_eq!(forest.max_samples_used(), 2);
    assert_eq!(forest.warnings(), ["max_samples (3) is over the 2 rows with a weight: it will be set to n_samples"]);
    // The widest weights draw as well.
    assert!(builder.fit_with(table.matrix(), weighted(&[f64::MAX; 4])).is_ok());
    assert!(builder.fit_with(table.matrix(), weighted(&[5e-324; 4])).is_ok());
}

#[test]
fn forests_that_do_not_belong_together_are_refused() {
    let (narrow, wide) = (Table::random(300, 2, 1), Table::random(300, 3, 1));
    let builder = IsolationForest::builder().n_estimators(4);
    let forest = builder.fit(narrow.matrix()).unwrap();
    let wider = builder.fit(wide.matrix()).unwrap();
    let other = builder.clone().max_samples(MaxSamples::Count(99)).fit(narrow.matrix()).unwrap();
    assert_eq!(IsolationForest::merge([]).unwrap_err().code(), "shape");
    assert_eq!(IsolationForest::merge([&forest, &wider]).unwrap_err().code(), "shape");
    assert_eq!(IsolationForest::merge([&forest, &other]).unwrap_err().code(), "invalid");
    let large = builder.clone().n_estimators(40_000).max_samples(MaxSamples::Count(1)).fit(narrow.matrix()).unwrap();
    assert_eq!(IsolationForest::merge([&large, &large]).unwrap_err().code(), "limit");
    for (before, code) in [(&wider, "shape"), (&other, "invalid")] {
        let options = FitOptions { warm_start: Some(before), ..FitOptions::default() };
        assert_eq!(builder.fit_with(narrow.matrix(), options).unwrap_err().code(), code);
    }
    let options = FitOptions { warm_start: Some(&forest), ..FitOptions::default() };
    let error = builder.n_estimators(3).fit_with(narrow.matrix(), options).unwrap_err();
    assert_eq!(error.to_string(), "n_estimators: expected at least the 4 of the forest to start from, found 3");
}

#[test]
fn planes_find_what_lies_off_the_diagonal() {
    // Two columns that rise together, each with values from 0 to 100; the last row is ordinary in each but not in both.
    let mut table = Table::random(2000, 2, 4);
    for (row, values) in table.values.chunks_exact_mut(2).enumerate() {
        let at = row as f64 / 20.0;
        values.iter_mut().for_each(|value| *value = at + value.clamp(-1.0, 1.0));
    }
    table.values[3998..].copy_from_slice(&[20.0, 80.0]);
    let rank = |level| {
        let forest = IsolationForest::builder().extension_level(level).random_state(3).fit(table.matrix()).unwrap();
        let scores = forest.score_samples(table.matrix()).unwrap();
        scores.iter().filter(|&&score| score < scores[1999]).count()
    };
    let (straight, oblique) = (rank(0), rank(1));
    assert!(oblique <= straight && oblique < 20, "{oblique} rows are stranger with planes, {straight} without");
    let error = IsolationForest::builder().extension_level(2).fit(table.matrix()).unwrap_err();
    assert_eq!(error.to_string(), "extension_level: expected 0 to the number of columns - 1, 1, found 2");
}

#[test]
fn units_change_no_plane() {
    let table = Table::random(500, 3, 4);
    let mut scaled = table.clone();
    scaled.values.chunks_exact_mut(3).for_each(|row| {
        row[0] *= 1024.0;
        row[2] /= 65_536.0;
    });
    let builder = IsolationForest::builder().extension_level(2);
    let scores = |table: &Table| builder.fit(table.matrix()).unwrap().score_samples(table.matrix()).unwrap();
    assert_eq!(bits(&scores(&table)), bits(&scores(&scaled)));
}

#[test]
fn progress_is_told_and_ends_a_fit() {
    let table = Table::random(66_000, 1, 4);
    for jobs in [1, 2] {
        let builder = IsolationForest::builder().n_estimators(20).n_jobs(jobs).contamination(Contamination::Share(0.1));
        let mut seen = Vec::new();
        let mut note = |done, all| {
            seen.push((done, all));
            Ok(())
        };
        let options = FitOptions { progress: Some(&mut note), ..FitOptions::default() };
        let forest = builder.fit_with(table.matrix(), options).unwrap();
        assert_eq!(forest, builder.fit(table.matrix()).unwrap());
        assert!(seen.is_sorted() && seen.len() > 3 && seen.ends_with(&[(20, 20), (20, 20)]), "{seen:?}");
        for last in [0, 10, 20] {
            let mut calls = 0;
            let mut stop = |done, _| {
                calls += 1;
                if done >= last { Err(Error::Internal { message: "enough".into() }) } else { Ok(()) }
            };
            let options = FitOptions { progress: Some(&mut stop), ..FitOptions::default() };
            assert_eq!(builder.fit_with(table.matrix(), options).unwrap_err().code(), "internal");
            assert!(calls <= seen.len() && (last > 0 || calls == 1));
        }
    }
}

#[test]
fn another_contamination_moves_only_the_offset() {
    let table = Table::random(500, 2, 4);
    let forest = IsolationForest::builder().fit(table.matrix()).unwrap();
    let tenth = IsolationForest::builder().contamination(Contamination::Share(0.1)).fit(table.matrix()).unwrap();
    assert_eq!(forest.clone().with_contamination(Contamination::Share(0.1), table.matrix()).unwrap(), tenth);
    assert_eq!(tenth.with_contamination(Contamination::Auto, table.matrix()).unwrap(), forest);
    let error = forest.clone().with_contamination(Contamination::Share(0.6), table.matrix()).unwrap_err();
    assert_eq!(error.code(), "invalid");
    let error = forest.with_contamination(Contamination::Share(0.1), Matrix::new(&[], 0, 2).unwrap()).unwrap_err();
    assert_eq!(error.code(), "shape");
}

#[test]
fn parameters_travel_as_documents() {
    let read = |text: &str| serde_json::from_str::<IsolationForestBuilder>(text);
    assert_eq!(read("{}").unwrap(), IsolationForest::builder());
    let text = r#"{"n_estimators":7,"max_samples":0.5,"contamination":0.1,"max_features":2,"bootstrap":true,
        "extension_level":1,"feature_weights":[1,2.5],"first_tree":3,"random_state":9,"n_jobs":2}"#;
    let builder = IsolationForest::builder()
        .n_estimators(7)
        .max_samples(MaxSamples::Share(0.5))
        .contamination(Contamination::Share(0.1))
        .max_features(MaxFeatures::Count(2))
        .bootstrap(true)
        .extension_level(1)
        .feature_weights([1.0, 2.5])
        .first_tree(3)
        .random_state(9)
        .n_jobs(2);
    assert_eq!(read(text).unwrap(), builder);
    // But for the threads: how many there are is a matter of the machine.
    assert_eq!(read(&serde_json::to_string(&builder).unwrap()).unwrap(), builder.n_jobs(1));
    assert_eq!(read(r#"{"max_samples": "auto", "contamination": "auto"}"#).unwrap(), IsolationForest::builder());
    for wrong in [
        r#"{"max_samples":"all"}"#,
        r#"{"contamination":1}"#,
        r#"{"max_features":"auto"}"#,
        r#"{"trees":3}"#,
        r#"{"n_estimators":-1}"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}
