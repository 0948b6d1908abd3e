//! Models as bytes: round trips, damage, hostile bytes.

use hypercare::anomaly::{IsolationForest, IsolationForestBuilder, MaxSamples};
use hypercare::stats::{Matrix, Stream};
use proptest::prelude::*;

use super::{Table, bits, fits};

/// Three trees on six rows of two columns.
fn small_model() -> IsolationForest {
    let table = Table::random(6, 2, 3);
    IsolationForest::builder().n_estimators(3).fit(table.matrix()).expect("a model")
}

/// Content with its checksum, as the format describes it.
fn sealed(mut content: Vec<u8>) -> Vec<u8> {
    let mut sum = content.len() as u64;
    for chunk in content.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        sum ^= sum >> 32;
    }
    content.extend(sum.to_le_bytes());
    content
}

/// A model without planes written by hand: header, then the nodes.
pub(crate) fn by_hand(columns: u32, trees: u32, samples: u32, nodes: u32, offset: f64, body: &[u8]) -> Vec<u8> {
    with_planes([columns, trees, samples, nodes, 0, 0], offset, body)
}

fn with_planes(numbers: [u32; 6], offset: f64, body: &[u8]) -> Vec<u8> {
    let mut bytes = b"HCIF\x02\0\0\0".to_vec();
    numbers.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes.extend(offset.to_le_bytes());
    bytes.extend(body);
    sealed(bytes)
}

pub(crate) fn split(column: u8, threshold: f64) -> Vec<u8> {
    let mut bytes = vec![4 * column];
    bytes.extend(threshold.to_le_bytes());
    bytes
}

pub(crate) fn plane(terms: &[(u8, f64)], threshold: f64) -> Vec<u8> {
    let mut bytes = vec![4 * terms.len() as u8 + 2];
    for (column, factor) in terms {
        bytes.push(*column);
        bytes.extend(factor.to_le_bytes());
    }
    bytes.extend(threshold.to_le_bytes());
    bytes
}

pub(crate) fn leaf(rows: u8) -> Vec<u8> {
    vec![2 * rows + 1]
}

proptest! {
    #[test]
    fn models_come_back_from_their_bytes_to_the_bit((table, builder) in fits()) {
        let forest = builder.fit(table.matrix()).unwrap();
        let bytes = forest.to_bytes();
        let back = IsolationForest::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&back, &forest);
        prop_assert_eq!(back.to_bytes(), bytes);
        prop_assert_eq!(
            bits(&back.score_samples(table.matrix()).unwrap()),
            bits(&forest.score_samples(table.matrix()).unwrap())
        );
        prop_assert_eq!((back.n_features(), back.max_samples_used()), (forest.n_features(), forest.max_samples_used()));
    }

    #[test]
    fn arbitrary_bytes_are_no_model(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(IsolationForest::from_bytes(&bytes).is_err());
        let mut led = b"HCIF\x02\0\0\0".to_vec();
        led.extend(&bytes);
        prop_assert!(IsolationForest::from_bytes(&sealed(led)).is_err_and(|error| ["format", "limit"].contains(&error.code())));
    }

    #[test]
    fn any_changed_byte_is_noticed(at: prop::sample::Index, flip in 1_u8..) {
        let mut bytes = small_model().to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert_eq!(IsolationForest::from_bytes(&bytes).unwrap_err().code(), "format");
    }

    /// Behind a right checksum every byte string is either refused or a model whose only bytes they are.
    #[test]
    fn no_bytes_are_read_as_what_they_are_not(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..6),
    ) {
        let mut bytes = small_model().to_bytes();
        bytes.truncate(bytes.len() - 8);
        for (at, byte, kind) in edits {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes[at] ^= 1 << (byte % 8),
                2 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        let bytes = sealed(bytes);
        if let Ok(model) = IsolationForest::from_bytes(&bytes) {
            prop_assert_eq!(model.to_bytes(), bytes);
            let row = vec![0.5; model.n_features().min(1000)];
            if row.len() == model.n_features() {
                let score = model.score_samples(Matrix::row(&row)).unwrap()[0];
                prop_assert!((-1.0..0.0).contains(&score), "{}", score);
            }
        }
    }
}

#[test]
fn models_that_do_not_hold_together_are_refused() {
    let good = [split(0, 1.0), leaf(3), leaf(2)].concat();
    assert!(IsolationForest::from_bytes(&by_hand(1, 1, 5, 3, -0.5, &good)).is_ok());
    let long = |count: usize| [split(0, 1.0).repeat(count), leaf(1).repeat(count + 1)].concat();
    for (what, bytes) in [
        ("nothing", Vec::new()),
        ("only a header", by_hand(1, 1, 5, 3, -0.5, &[])),
        ("no trees", by_hand(1, 0, 5, 0, -0.5, &[])),
        ("no columns", by_hand(0, 1, 5, 3, -0.5, &good)),
        ("no rows", by_hand(1, 1, 0, 3, -0.5, &good)),
        ("fewer nodes than the header says", by_hand(1, 1, 5, 5, -0.5, &[&good[..], &[0; 30]].concat())),
        ("more nodes than the header says", by_hand(1, 1, 5, 1, -0.5, &good)),
        ("a node count no trees have", by_hand(1, 1, 5, 4, -0.5, &[&good[..], &[0; 30]].concat())),
        ("an offset over 0", by_hand(1, 1, 5, 3, 0.5, &good)),
        ("an offset that is NaN", by_hand(1, 1, 5, 3, f64::NAN, &good)),
        ("a column over the last", by_hand(1, 1, 5, 3, -0.5, &[split(1, 1.0), leaf(3), leaf(2)].concat())),
        ("a threshold that is NaN", by_hand(1, 1, 5, 3, -0.5, &[split(0, f64::NAN), leaf(3), leaf(2)].concat())),
        ("an infinite threshold", by_hand(1, 1, 5, 3, -0.5, &[split(0, f64::INFINITY), leaf(3), leaf(2)].concat())),
        ("an empty leaf", by_hand(1, 1, 5, 3, -0.5, &[split(0, 1.0), leaf(3), leaf(0)].concat())),
        ("more rows than sampled", by_hand(1, 1, 5, 3, -0.5, &[split(0, 1.0), leaf(3), leaf(3)].concat())),
        ("a path too long", by_hand(1, 1, 5, 9, -0.5, &long(4))),
        ("bytes after the last tree", by_hand(1, 1, 5, 3, -0.5, &[&good[..], &[3]].concat())),
        ("a number with needless bytes", by_hand(1, 1, 5, 3, -0.5, &[split(0, 1.0), leaf(3), vec![0x85, 0]].concat())),
        ("a number without end", by_hand(1, 1, 5, 3, -0.5, &[split(0, 1.0), leaf(3), vec![0xff; 12]].concat())),
        ("a newer version", {
            let mut bytes = by_hand(1, 1, 5, 3, -0.5, &good);
            bytes[4] = 3;
            bytes
        }),
        ("an older version", {
            let mut bytes = by_hand(1, 1, 5, 3, -0.5, &good);
            bytes[4] = 1;
            bytes
        }),
        ("reserved bytes in use", {
            let mut bytes = by_hand(1, 1, 5, 3, -0.5, &good);
            bytes[7] = 1;
            bytes
        }),
        ("a reserved number in use", with_planes([1, 1, 5, 3, 0, 1], -0.5, &good)),
        ("terms without planes", with_planes([1, 1, 5, 3, 1, 0], -0.5, &[&good[..], &[0; 30]].concat())),
    ] {
        let error = IsolationForest::from_bytes(&bytes).expect_err(what);
        assert_eq!(error.code(), "format", "{what}: {error}");
    }
    assert!(IsolationForest::from_bytes(&by_hand(1, 1, 5, 7, -0.5, &long(3))).is_ok());
    let whole = by_hand(1, 1, 5, 3, -0.5, &good);
    for length in 0..whole.len() {
        assert_eq!(IsolationForest::from_bytes(&whole[..length]).unwrap_err().code(), "format");
    }
}

#[test]
fn planes_that_do_not_hold_together_are_refused() {
    let model = |terms: u32, plane: Vec<u8>| {
        let body = [plane, leaf(3), leaf(2)].concat();
        IsolationForest::from_bytes(&with_planes([3, 1, 5, 3, terms, 0], -0.5, &body))
    };
    let forest = model(2, plane(&[(0, 2.0), (2, -1.0)], 1.0)).unwrap();
    let score = |row: [f64; 3]| forest.score_samples(Matrix::row(&row)).unwrap()[0];
    let (left, right) = (score([0.0, 0.0, 0.0]), score([1.0, 0.0, 0.0]));
    assert!(left > right, "the larger leaf has the longer path");
    assert_eq!(score([1.0, f64::NAN, 1.0]), left);
    assert_eq!(score([9.0, f64::NAN, f64::NAN]), left, "missing: to the side of three rows");
    assert_eq!(score([f64::MAX, 0.0, 0.0]), right);
    // Infinity less infinity is nothing.
    let steep = model(2, plane(&[(0, 1e9), (2, 1e9)], 1.0)).unwrap();
    assert_eq!(steep.score_samples(Matrix::row(&[f64::MAX, 0.0, f64::MIN])).unwrap()[0], left);
    for (what, terms, plane) in [
        ("one term", 1, plane(&[(0, 2.0)], 1.0)),
        ("no term", 0, plane(&[], 1.0)),
        ("a column twice", 2, plane(&[(1, 2.0), (1, 2.0)], 1.0)),
        ("columns out of order", 2, plane(&[(2, 2.0), (0, 2.0)], 1.0)),
        ("a column over the last", 2, plane(&[(0, 2.0), (3, 2.0)], 1.0)),
        ("a factor of zero", 2, plane(&[(0, 2.0), (1, 0.0)], 1.0)),
        ("a factor that is NaN", 2, plane(&[(0, f64::NAN), (1, 1.0)], 1.0)),
        ("an infinite factor", 2, plane(&[(0, 1.0), (1, f64::INFINITY)], 1.0)),
        ("a threshold that is NaN", 2, plane(&[(0, 1.0), (1, 1.0)], f64::NAN)),
        ("more terms than the header says", 2, plane(&[(0, 1.0), (1, 1.0), (2, 1.0)], 1.0)),
        ("fewer terms than the header says", 3, plane(&[(0, 1.0), (1, 1.0)], 1.0)),
    ] {
        assert_eq!(model(terms, plane).expect_err(what).code(), "format", "{what}");
    }
}

/// A hundred thousand models with random edits behind a right checksum: each is refused, or is a model of finite scores
/// whose only bytes they are.
#[test]
fn mutated_models_are_refused_or_score() {
    let fit = |builder: IsolationForestBuilder, rows: usize, columns: usize| {
        let table = Table::random(rows, columns, 3);
        builder.n_estimators(2).fit(table.matrix()).expect("a model").to_bytes()
    };
    let seeds = [
        fit(IsolationForest::builder(), 9, 2),
        fit(IsolationForest::builder().extension_level(2), 9, 3),
        by_hand(1, 1, 5, 1, -0.5, &leaf(5)),
    ];
    // Trees of two and three layers, rows of one line and of three.
    let deep = [
        fit(IsolationForest::builder(), 60, 10),
        fit(IsolationForest::builder(), 200, 40),
        fit(IsolationForest::builder().max_samples(MaxSamples::Count(300)), 300, 3),
    ];
    let mut stream = Stream::new(11, 0);
    let mut alive = 0;
    for round in 0..100_000 {
        let many = round % 20 == 0;
        let mut bytes = if many { deep[round / 20 % deep.len()].clone() } else { seeds[round % seeds.len()].clone() };
        bytes.truncate(bytes.len() - 8);
        for _ in 0..=stream.below(3) {
            let at = stream.below(bytes.len() as u64) as usize;
            match stream.below(8) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = stream.next_u32() as u8,
                2 => bytes.insert(at, stream.next_u32() as u8),
                3 => drop(bytes.remove(at)),
                4 if at + 8 <= bytes.len() => {
                    let word =
                        [f64::NAN.to_bits(), f64::INFINITY.to_bits(), 1 << 40, u64::MAX, 0][stream.below(5) as usize];
                    bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
                }
                _ => bytes[at] ^= 1 << stream.below(8),
            }
            if bytes.is_empty() {
                bytes.push(0);
            }
        }
        let bytes = sealed(bytes);
        match IsolationForest::from_bytes(&bytes) {
            Ok(model) => {
                alive += 1;
                assert_eq!(model.to_bytes(), bytes);
                if model.n_features() <= 1000 {
                    let row = vec![f64::from(stream.next_u32()) - 2e9; model.n_features()];
                    let score = model.score_samples(Matrix::row(&row)).expect("a score")[0];
                    assert!((-1.0..0.0).contains(&score), "{score}");
                    if many {
                        let mut rows = Table::random(40, model.n_features(), round as u64);
                        rows.values.iter_mut().step_by(7).for_each(|value| *value = f64::NAN);
                        let scores = model.score_samples(rows.matrix()).expect("scores");
                        assert!(scores.iter().all(|score| (-1.0..0.0).contains(score)), "{scores:?}");
                        let one = Matrix::row(&rows.values[..model.n_features()]);
                        assert!(model.explain(one).expect("parts").iter().all(|part| part.is_finite()));
                        assert!(model.baseline().is_finite());
                    }
                }
            }
            Err(error) => assert!(["format", "limit"].contains(&error.code()), "{error}"),
        }
    }
    assert!(alive > 10_000, "{alive} were whole");
}

#[test]
fn a_header_that_promises_too_much_is_refused_before_memory_is_taken() {
    for (trees, nodes, terms) in [(1 << 16, u32::MAX, 0), (1, (1 << 28) - 1, 0), (u32::MAX, 3, 0), (1, 3, 1 << 28)] {
        let bytes = with_planes([1, trees, u32::MAX, nodes, terms, 0], -0.5, &[0; 100]);
        let error = IsolationForest::from_bytes(&bytes).unwrap_err();
        assert!(["format", "limit"].contains(&error.code()), "{error}");
    }
}
