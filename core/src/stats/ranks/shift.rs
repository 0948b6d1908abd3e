//! Order statistics of all differences between two samples, without making them.

/// The median of sorted values; 0 without values.
pub(crate) fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match (sorted.get(half), half.checked_sub(1).and_then(|before| sorted.get(before))) {
        (Some(&high), Some(&low)) if sorted.len().is_multiple_of(2) => low * 0.5 + high * 0.5,
        (Some(&high), _) => high,
        _ => 0.0,
    }
}

/// The median of all differences, first less second.
pub(super) fn middle(first: &[f64], second: &[f64]) -> f64 {
    let pairs = first.len() * second.len();
    let high = nth(first, second, pairs / 2 + 1);
    if pairs.is_multiple_of(2) { nth(first, second, pairs / 2) * 0.5 + high * 0.5 } else { high }
}

/// The difference, first less second, that stands at this place, from 1, among all in order. Both are sorted and not
/// empty.
///
/// Floats are numbered in their order, and the number is found by halving: 64 counts, each one walk along both samples.
pub(super) fn nth(first: &[f64], second: &[f64], place: usize) -> f64 {
    let (mut low, mut high) = (number(-f64::INFINITY), number(f64::INFINITY));
    while low < high {
        let middle = low + (high - low) / 2;
        if at_most(first, second, float(middle)) >= place { high = middle } else { low = middle + 1 }
    }
    // -0 would print as another zero.
    float(low) + 0.0
}

/// How many differences are at most this. Rounding keeps the order: as the first grows and the second falls, the
/// rounded difference never falls.
fn at_most(first: &[f64], second: &[f64], bound: f64) -> usize {
    let (mut count, mut skipped) = (0, 0);
    for value in first {
        while second.get(skipped).is_some_and(|other| value - other > bound) {
            skipped += 1;
        }
        count += second.len() - skipped;
    }
    count
}

/// The place of a float among all floats.
fn number(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

fn float(number: u64) -> f64 {
    f64::from_bits(if number >> 63 == 1 { number & !(1 << 63) } else { !number })
}
