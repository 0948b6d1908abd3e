//! The isolation forest: properties of its scores, arguments, threads.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use hypercare::anomaly::{Contamination, IsolationForest, IsolationForestBuilder, MaxFeatures, MaxSamples};
use hypercare::stats::{Matrix, Stream, quantile};
use proptest::prelude::*;

#[path = "anomaly/bytes.rs"]
mod bytes;
#[path = "shared/cases.rs"]
mod cases;
#[path = "anomaly/explain.rs"]
mod explain;
#[path = "anomaly/growing.rs"]
mod growing;
#[path = "anomaly/monitor.rs"]
mod monitor;
#[path = "anomaly/vectors.rs"]
mod vectors;

/// Numbers of a table, row after row.
#[derive(Clone, Debug)]
struct Table {
    values: Vec<f64>,
    columns: usize,
}

impl Table {
    fn matrix(&self) -> Matrix<'_> {
        Matrix::new(&self.values, self.values.len() / self.columns, self.columns).expect("whole rows")
    }

    /// Random numbers about 0, with some far out.
    fn random(rows: usize, columns: usize, seed: u64) -> Self {
        let mut stream = Stream::new(seed, 0);
        let mut draw = || (stream.unit() - 0.5) * if stream.below(50) == 0 { 30.0 } else { 2.0 };
        Self { values: (0..rows * columns).map(|_| draw()).collect(), columns }
    }
}

/// Tables as people have them: few distinct values, or many, or wide ones, some missing.
fn tables() -> impl Strategy<Value = Table> {
    let cell = prop_oneof![
        4 => (-4..4).prop_map(f64::from),
        4 => -1e3..1e3,
        1 => Just(f64::NAN),
        1 => prop_oneof![Just(1e308), Just(-1e308), Just(5e-324), Just(-0.0), Just(1e9), Just(1e9 + 1e-6)],
    ];
    (1_usize..5, 1_usize..60).prop_flat_map(move |(columns, rows)| {
        prop::collection::vec(cell.clone(), rows * columns).prop_map(move |values| Table { values, columns })
    })
}

fn builders() -> impl Strategy<Value = IsolationForestBuilder> {
    let samples = prop_oneof![
        Just(MaxSamples::Auto),
        (1_usize..70).prop_map(MaxSamples::Count),
        (0.01..=1.0).prop_map(MaxSamples::Share)
    ];
    let contamination = prop_oneof![Just(Contamination::Auto), (0.01..=0.5).prop_map(Contamination::Share)];
    (1_usize..20, samples, contamination, 0.1..=1.0, any::<bool>(), any::<u64>()).prop_map(
        |(trees, samples, contamination, features, bootstrap, seed)| {
            IsolationForest::builder()
                .n_estimators(trees)
                .max_samples(samples)
                .contamination(contamination)
                .max_features(MaxFeatures::Share(features))
                .bootstrap(bootstrap)
                .random_state(seed)
        },
    )
}

/// Tables with parameters for them, half of them with planes, some with weights on the columns.
fn fits() -> impl Strategy<Value = (Table, IsolationForestBuilder)> {
    let weights = prop::option::weighted(0.3, 0.5..9.0);
    (tables(), builders(), prop_oneof![Just(0), 1_usize..4], weights).prop_map(|(table, builder, level, weight)| {
        let builder = builder.extension_level(level.min(table.columns - 1));
        let builder = match weight {
            Some(weight) => builder.feature_weights(&[1.0, 0.0, weight, 1e-3][..table.columns]),
            None => builder,
        };
        (table, builder)
    })
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

proptest! {
    #[test]
    fn scores_lie_between_minus_one_and_zero_and_tell_the_predictions((table, builder) in fits()) {
        let forest = builder.fit(table.matrix()).unwrap();
        let scores = forest.score_samples(table.matrix()).unwrap();
        prop_assert_eq!(scores.len(), table.matrix().rows());
        let decisions = forest.decision_function(table.matrix()).unwrap();
        let predictions = forest.predict(table.matrix()).unwrap();
        for ((score, decision), prediction) in scores.iter().zip(decisions).zip(predictions) {
            prop_assert!((-1.0..0.0).contains(score), "{}", score);
            prop_assert_eq!(decision, score - forest.offset());
            prop_assert_eq!(prediction, if decision < 0.0 { -1 } else { 1 });
        }
    }

    #[test]
    fn a_row_scores_alike_wherever_it_stands((table, builder) in fits(), seed: u64) {
        let forest = builder.fit(table.matrix()).unwrap();
        let scores = forest.score_samples(table.matrix()).unwrap();
        let mut order: Vec<usize> = (0..scores.len()).collect();
        Stream::new(seed, 0).shuffle(&mut order);
        let rows: Vec<&[f64]> = table.values.chunks(table.columns).collect();
        let shuffled = Table { values: order.iter().flat_map(|&row| rows[row]).copied().collect(), ..table };
        let found = forest.score_samples(shuffled.matrix()).unwrap();
        let expected: Vec<f64> = order.iter().map(|&row| scores[row]).collect();
        prop_assert_eq!(bits(&found), bits(&expected));
        for (&row, score) in order.iter().zip(expected) {
            prop_assert_eq!(bits(&forest.score_samples(Matrix::row(rows[row])).unwrap()), bits(&[score]));
        }
    }

    #[test]
    fn seeds_decide((table, builder) in fits()) {
        prop_assert_eq!(builder.fit(table.matrix()).unwrap().to_bytes(), builder.fit(table.matrix()).unwrap().to_bytes());
    }

    #[test]
    fn narrow_numbers_give_the_model_of_the_wide_ones_they_equal(values in prop::collection::vec(-9.0_f32..9.0, 2..80)) {
        let rows = values.len() / 2;
        let narrow = Matrix::from_f32(&values[..2 * rows], rows, 2).unwrap();
        let wide = Table { values: values[..2 * rows].iter().copied().map(f64::from).collect(), columns: 2 };
        let builder = IsolationForest::builder().n_estimators(9);
        let forest = builder.fit(narrow).unwrap();
        prop_assert_eq!(&forest, &builder.fit(wide.matrix()).unwrap());
        prop_assert_eq!(
            bits(&forest.score_samples(narrow).unwrap()),
            bits(&forest.score_samples(wide.matrix()).unwrap())
        );
    }

}

#[test]
fn the_number_of_threads_changes_nothing() {
    let table = Table::random(5003, 3, 5);
    let builder = IsolationForest::builder().n_estimators(30).contamination(Contamination::Share(0.05));
    let alone = builder.clone().fit(table.matrix()).unwrap();
    let scores = bits(&alone.score_samples(table.matrix()).unwrap());
    for jobs in [2, 3, 8, 40] {
        let forest = builder.clone().n_jobs(jobs).fit(table.matrix()).unwrap();
        assert_eq!(forest.to_bytes(), alone.to_bytes(), "{jobs} threads");
        assert_eq!(bits(&forest.score_samples(table.matrix()).unwrap()), scores, "{jobs} threads");
        let back = IsolationForest::from_bytes(&forest.to_bytes()).unwrap().with_n_jobs(jobs).unwrap();
        assert_eq!(bits(&back.score_samples(table.matrix()).unwrap()), scores, "{jobs} threads");
    }
}

#[test]
fn the_first_infinity_is_named_on_any_number_of_threads() {
    let mut table = Table::random(9000, 2, 6);
    let forest = IsolationForest::builder().n_estimators(5).fit(table.matrix()).unwrap();
    table.values[2 * 8000] = f64::NEG_INFINITY;
    table.values[2 * 4321 + 1] = f64::INFINITY;
    for jobs in [1, 2, 5] {
        let error = forest.clone().with_n_jobs(jobs).unwrap().score_samples(table.matrix()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "matrix, row 4321, column 1 (from 0): expected a finite number, or NaN where the value is missing, found inf"
        );
        let builder = IsolationForest::builder().max_samples(MaxSamples::Share(1.0)).n_estimators(3).n_jobs(jobs);
        assert_eq!(builder.fit(table.matrix()).unwrap_err().code(), "invalid");
    }
}

#[test]
fn fitting_touches_only_the_rows_it_samples() {
    let mut table = Table::random(100_000, 2, 7);
    let forest = IsolationForest::builder().n_estimators(1).fit(table.matrix()).unwrap();
    // At most 256 rows were read, so most of a thousand can be spoilt without a trace.
    let unseen = (0..1000).filter(|&row| {
        let kept = std::mem::replace(&mut table.values[2 * row], f64::INFINITY);
        let same = IsolationForest::builder().n_estimators(1).fit(table.matrix()).is_ok_and(|found| found == forest);
        table.values[2 * row] = kept;
        same
    });
    assert!(unseen.count() > 980);
}

#[test]
fn contamination_sets_the_share_below_the_offset() {
    let table = Table::random(2000, 3, 8);
    for share in [0.005, 0.1, 0.25, 0.5] {
        let forest = IsolationForest::builder().contamination(Contamination::Share(share)).fit(table.matrix()).unwrap();
        let scores = forest.score_samples(table.matrix()).unwrap();
        assert_eq!(forest.offset(), quantile(&scores, share).unwrap());
        let found = forest.predict(table.matrix()).unwrap().iter().filter(|&&prediction| prediction == -1).count();
        let wanted = (share * 2000.0) as usize;
        assert!(found.abs_diff(wanted) <= 1, "{found} of 2000, not {wanted}");
    }
}

#[test]
fn values_that_differ_only_in_64_bits_are_told_apart() {
    // In 32 bits the ten are one number.
    let table = Table { values: (0..10).map(|k| 1e9 + f64::from(k)).collect(), columns: 1 };
    let scores = IsolationForest::builder().fit(table.matrix()).unwrap().score_samples(table.matrix()).unwrap();
    assert!(scores[0] < scores[4] && scores[9] < scores[5], "{scores:?}");
}

#[test]
fn what_cannot_be_told_apart_scores_one_half() {
    for table in [
        Table { values: vec![3.0], columns: 1 },
        Table { values: vec![3.0; 40], columns: 2 },
        Table { values: vec![f64::NAN; 40], columns: 2 },
        Table { values: vec![1.0, f64::NAN, 1.0, 2.0, 1.0, 2.0], columns: 2 },
    ] {
        let forest = IsolationForest::builder().fit(table.matrix()).unwrap();
        for score in forest.score_samples(table.matrix()).unwrap() {
            assert_eq!(score, -0.5);
        }
        assert!(forest.predict(table.matrix()).unwrap().iter().all(|&prediction| prediction == 1));
    }
}

#[test]
fn a_constant_column_is_passed_over() {
    let plain = Table::random(100, 1, 9);
    let padded = Table { values: plain.values.iter().flat_map(|&value| [7.0, value, f64::NAN]).collect(), columns: 3 };
    let spread = |table: &Table| {
        let scores = IsolationForest::builder().fit(table.matrix()).unwrap().score_samples(table.matrix()).unwrap();
        (quantile(&scores, 0.0).unwrap(), quantile(&scores, 1.0).unwrap())
    };
    let (plain, padded) = (spread(&plain), spread(&padded));
    assert!((plain.0 - padded.0).abs() < 0.05 && (plain.1 - padded.1).abs() < 0.05, "{plain:?} {padded:?}");
}

#[test]
fn arguments_out_of_range_are_named() {
    let table = Table::random(20, 3, 1);
    let base = IsolationForest::builder;
    let share = |share| base().contamination(Contamination::Share(share));
    let samples = |samples| base().max_samples(samples);
    let features = |features| base().max_features(features);
    for (builder, code, name) in [
        (base().n_estimators(0), "invalid", "n_estimators"),
        (base().n_estimators(65_537), "limit", "trees"),
        (base().n_estimators(usize::MAX), "limit", "trees"),
        (base().n_jobs(0), "invalid", "n_jobs"),
        (base().n_jobs(1025), "invalid", "n_jobs"),
        (share(0.0), "invalid", "contamination"),
        (share(0.500_001), "invalid", "contamination"),
        (share(f64::NAN), "invalid", "contamination"),
        (samples(MaxSamples::Count(0)), "invalid", "max_samples"),
        (samples(MaxSamples::Share(0.0)), "invalid", "max_samples"),
        (samples(MaxSamples::Share(1.1)), "invalid", "max_samples"),
        (samples(MaxSamples::Share(f64::NAN)), "invalid", "max_samples"),
        (features(MaxFeatures::Count(0)), "invalid", "max_features"),
        (features(MaxFeatures::Count(4)), "invalid", "max_features"),
        (features(MaxFeatures::Share(-0.5)), "invalid", "max_features"),
        (features(MaxFeatures::Share(f64::INFINITY)), "invalid", "max_features"),
    ] {
        let error = builder.fit(table.matrix()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().starts_with(name), "{error}");
    }
    for (rows, columns) in [(0, 3), (3, 0), (0, 0)] {
        let error = base().fit(Matrix::new(&[], rows, columns).unwrap()).unwrap_err();
        assert_eq!(error.code(), "shape");
        assert!(error.to_string().ends_with(&format!("found {rows} x {columns}")), "{error}");
    }
    let forest = base().fit(table.matrix()).unwrap();
    let error = forest.score_samples(Matrix::row(&[1.0, 2.0])).unwrap_err();
    assert_eq!(error.to_string(), "matrix: expected 3 columns, as in fit, found 2 columns");
    assert_eq!(forest.predict(Matrix::new(&[], 0, 2).unwrap()).unwrap_err().code(), "shape");
    assert_eq!(forest.predict(Matrix::new(&[], 0, 3).unwrap()).unwrap(), [0_i8; 0]);
}

#[test]
fn more_samples_than_rows_are_all_rows_with_a_warning() {
    let table = Table::random(20, 2, 1);
    let forest = IsolationForest::builder().max_samples(MaxSamples::Count(500)).fit(table.matrix()).unwrap();
    assert_eq!(forest.max_samples_used(), 20);
    assert_eq!(forest.warnings(), ["max_samples (500) is over the 20 rows: it will be set to n_samples"]);
    let whole = IsolationForest::builder().max_samples(MaxSamples::Share(1.0)).fit(table.matrix()).unwrap();
    assert_eq!(whole, forest);
    assert!(whole.warnings().is_empty());
}

#[test]
fn a_default_model_of_ten_columns_is_small() {
    let forest = IsolationForest::builder().fit(Table::random(5000, 10, 2).matrix()).unwrap();
    let size = forest.to_bytes().len();
    assert!(size < 100_000, "{size} bytes");
}
