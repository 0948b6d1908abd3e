//! Explanations from outside: what they add up to, what they point at, what they refuse.

use hypercare::anomaly::{Contamination, IsolationForest, MaxFeatures};
use hypercare::stats::{Matrix, Stream};
use proptest::prelude::*;

use super::{Table, bits, builders, tables};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn contributions_add_up_to_the_distance_from_the_baseline(table in tables(), builder in builders()) {
        let forest = builder.fit(table.matrix()).unwrap();
        let parts = forest.explain(table.matrix()).unwrap();
        prop_assert_eq!(parts.len(), table.values.len());
        let baseline = forest.baseline();
        prop_assert!((-1.0..0.0).contains(&baseline));
        for (parts, score) in parts.chunks(table.columns).zip(forest.score_samples(table.matrix()).unwrap()) {
            let sum: f64 = parts.iter().sum();
            prop_assert!((sum - (score - baseline)).abs() < 1e-11, "{parts:?} {score} {baseline}");
        }
        let importance = forest.importance(table.matrix()).unwrap();
        prop_assert!(importance.len() == table.columns && importance.iter().all(|weight| (0.0..1.0).contains(weight)));
    }
}

#[test]
fn a_planted_column_comes_first() {
    for seed in 0..8 {
        let mut table = Table::random(500, 6, seed);
        let (row, planted) = (seed as usize * 7, seed as usize % 6);
        for column in 0..6 {
            table.values[row * 6 + column] = if column == planted { 80.0 } else { 0.1 };
        }
        let forest = IsolationForest::builder().n_estimators(50).random_state(seed).fit(table.matrix()).unwrap();
        let parts = forest.explain(Matrix::row(&table.values[row * 6..row * 6 + 6])).unwrap();
        let first = (0..6).min_by(|&a, &b| parts[a].total_cmp(&parts[b])).unwrap();
        assert_eq!(first, planted, "{parts:?}");
        let others: f64 = parts.iter().filter(|part| **part < 0.0).sum::<f64>() - parts[planted];
        assert!(parts[planted] < 3.0 * others, "{parts:?}");
    }
}

#[test]
fn a_column_that_tells_nothing_gets_nothing() {
    let mut stream = Stream::new(9, 0);
    let values: Vec<f64> = (0..300).flat_map(|_| [stream.unit(), 5.0, f64::NAN, stream.unit()]).collect();
    let matrix = Matrix::new(&values, 300, 4).unwrap();
    let forest = IsolationForest::builder().fit(matrix).unwrap();
    for parts in forest.explain(matrix).unwrap().chunks(4) {
        assert_eq!(bits(&parts[1..3]), bits(&[0.0, 0.0]));
    }
    let importance = forest.importance(matrix).unwrap();
    assert!(importance[0] > 0.0 && importance[3] > 0.0 && importance[1] == 0.0);
}

#[test]
fn explanations_are_the_same_on_any_number_of_threads_and_in_any_company() {
    let table = Table::random(300, 5, 3);
    let one = IsolationForest::builder().contamination(Contamination::Share(0.1)).fit(table.matrix()).unwrap();
    let parts = one.explain(table.matrix()).unwrap();
    for jobs in [2, 3, 8] {
        let many = one.clone().with_n_jobs(jobs).unwrap();
        assert_eq!(bits(&many.explain(table.matrix()).unwrap()), bits(&parts));
    }
    for row in [0, 63, 64, 299] {
        let alone = one.explain(Matrix::row(&table.values[row * 5..row * 5 + 5])).unwrap();
        assert_eq!(bits(&alone), bits(&parts[row * 5..row * 5 + 5]));
    }
    let copy = IsolationForest::from_bytes(&one.to_bytes()).unwrap();
    assert_eq!(bits(&copy.explain(table.matrix()).unwrap()), bits(&parts));
}

#[test]
fn what_cannot_be_scored_cannot_be_explained() {
    let table = Table::random(50, 3, 1);
    let forest = IsolationForest::builder().max_features(MaxFeatures::Count(2)).fit(table.matrix()).unwrap();
    assert_eq!(forest.explain(Matrix::row(&[1.0, 2.0])).unwrap_err().code(), "shape");
    let error = forest.explain(Matrix::row(&[1.0, f64::INFINITY, 2.0])).unwrap_err();
    assert_eq!((error.code(), error.to_string().contains("row 0, column 1")), ("invalid", true));
    assert_eq!(forest.explain(Matrix::new(&[], 0, 3).unwrap()).unwrap().len(), 0);
    assert_eq!(forest.importance(Matrix::new(&[], 0, 3).unwrap()).unwrap(), [0.0; 3]);
}

#[test]
fn a_forest_of_one_row_has_nothing_to_explain() {
    let forest = IsolationForest::builder().fit(Matrix::row(&[1.0, 2.0])).unwrap();
    assert_eq!((forest.baseline(), forest.explain(Matrix::row(&[9.0, 9.0])).unwrap()), (-0.5, vec![0.0, 0.0]));
}

#[test]
fn splits_on_planes_are_explained_too() {
    for seed in 0..6 {
        let mut table = Table::random(400, 4, seed);
        let planted = seed as usize % 4;
        (0..4).for_each(|column| table.values[column] = if column == planted { 60.0 } else { 0.1 });
        let builder = IsolationForest::builder().n_estimators(50).random_state(seed);
        let forest = builder.extension_level(1 + seed as usize % 3).fit(table.matrix()).unwrap();
        let parts = forest.explain(table.matrix()).unwrap();
        let baseline = forest.baseline();
        for (parts, score) in parts.chunks(4).zip(forest.score_samples(table.matrix()).unwrap()) {
            assert!((parts.iter().sum::<f64>() - (score - baseline)).abs() < 1e-11, "{parts:?}");
        }
        let first = (0..4).min_by(|&a, &b| parts[a].total_cmp(&parts[b])).unwrap();
        assert_eq!(first, planted, "{:?}", &parts[..4]);
        let missing = [1.0, f64::NAN, 2.0, f64::MAX];
        assert!(forest.explain(Matrix::row(&missing)).unwrap().iter().all(|part| part.is_finite()));
    }
}
