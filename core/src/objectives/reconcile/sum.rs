//! A sum of floats that does not depend on their order.

use serde::{Deserialize, Serialize};

/// Digits of 32 bits: 2,098 bits hold every finite float exactly, and 78 more their sums.
const LIMBS: usize = 68;
/// The lowest bit stands for 2^-1074, the smallest float.
const LOWEST: i32 = 1_074;
const BASE: i64 = 1 << 32;

/// The exact sum of finite numbers: a long fixed-point number (Kulisch's accumulator), in two's complement over digits,
/// the highest of which carries the sign. One sum has one form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ExactSum(Vec<i64>);

impl Default for ExactSum {
    fn default() -> Self {
        Self(vec![0; LIMBS])
    }
}

impl ExactSum {
    pub(super) fn add_float(&mut self, value: f64) {
        if !value.is_finite() || value == 0.0 {
            return;
        }
        let bits = value.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as usize;
        let fraction = bits & ((1 << 52) - 1);
        // Of a float under 2^-1022 the exponent field is 0, and there is no hidden bit.
        let (whole, shift) = if exponent == 0 { (fraction, 0) } else { (fraction | 1 << 52, exponent - 1) };
        self.add(whole, shift, value < 0.0);
    }

    pub(super) fn add_whole(&mut self, value: i64) {
        self.add(value.unsigned_abs(), LOWEST as usize, value < 0);
    }

    /// Adds whole · 2^(shift - 1074).
    fn add(&mut self, whole: u64, shift: usize, negative: bool) {
        let wide = u128::from(whole) << (shift % 32);
        let mut carry = 0;
        for (at, limb) in self.0.iter_mut().skip(shift / 32).enumerate() {
            let digit = if at < 3 { (wide >> (32 * at)) as u32 } else { 0 };
            if at >= 3 && carry == 0 {
                return;
            }
            let digit = if negative { -i64::from(digit) } else { i64::from(digit) };
            *limb += digit + carry;
            carry = 0;
            if at + 1 < LIMBS - shift / 32 {
                carry = limb.div_euclid(BASE);
                *limb = limb.rem_euclid(BASE);
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let (mut carry, last) = (0, LIMBS - 1);
        for (at, (limb, more)) in self.0.iter_mut().zip(&other.0).enumerate() {
            *limb = limb.wrapping_add(*more).wrapping_add(carry);
            if at < last {
                carry = limb.div_euclid(BASE);
                *limb = limb.rem_euclid(BASE);
            }
        }
    }

    /// For a sum that was read: whether it is one.
    pub(super) fn is_whole(&self) -> bool {
        let (last, rest) = (LIMBS - 1, self.0.split_last());
        let fits = |limb: &i64| (0..BASE).contains(limb);
        rest.is_some_and(|(top, rest)| rest.len() == last && rest.iter().all(fits) && top.unsigned_abs() < 1 << 40)
    }

    /// The digits of 32 bits of a whole number, the highest first with the sign; `None` for one with a fraction.
    pub(super) fn digits(&self) -> Option<impl Iterator<Item = i64>> {
        // The point stands before bit 1,074: within a digit.
        let (point, bits) = (LOWEST as usize / 32, LOWEST % 32);
        let whole = self.0.iter().take(point).all(|limb| *limb == 0);
        let whole = whole && self.0.get(point).is_some_and(|limb| limb.rem_euclid(1 << bits) == 0);
        let mut digits: Vec<i64> = Vec::new();
        let mut above = 0;
        for (at, limb) in self.0.iter().enumerate().skip(point).rev() {
            // The highest keeps its sign.
            if at + 1 == LIMBS {
                digits.push(limb >> bits);
            } else {
                digits.push((above << (32 - bits) | limb >> bits) & (BASE - 1));
            }
            above = limb & ((1 << bits) - 1);
        }
        whole.then_some(digits.into_iter())
    }

    /// The nearest float; beyond the largest one that.
    pub(super) fn value(&self) -> f64 {
        let negative = self.0.last().is_some_and(|top| *top < 0);
        let mut limbs = self.0.clone();
        if negative {
            let mut carry = 0;
            for limb in &mut limbs {
                let digit = carry - *limb;
                (*limb, carry) = (digit.rem_euclid(BASE), digit.div_euclid(BASE));
            }
        }
        let Some(top) = limbs.iter().rposition(|limb| *limb != 0) else { return 0.0 };
        // Four digits hold more bits than a float; what lies below only breaks ties.
        let from = top.saturating_sub(3);
        let head = limbs.iter().skip(from).take(4).rev().fold(0_u128, |sum, limb| sum << 32 | *limb as u128);
        let below = limbs.iter().take(from).any(|limb| *limb != 0);
        let exponent = i32::try_from(32 * from).unwrap_or(i32::MAX) - LOWEST;
        let value = scale(head | u128::from(below), exponent);
        if negative { -value } else { value }
    }
}

/// head · 2^exponent, rounded once.
fn scale(head: u128, exponent: i32) -> f64 {
    // Bits under the smallest float's would be rounded a second time: there are none, as the lowest bit is its.
    libm::ldexp(head as f64, exponent).min(f64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::decimal::DecimalSum;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_float_is_itself(value in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO) {
            let mut sum = ExactSum::default();
            sum.add_float(value);
            prop_assert!(sum.is_whole());
            prop_assert_eq!(sum.value(), value);
            sum.add_float(-value);
            prop_assert_eq!(sum, ExactSum::default());
        }

        #[test]
        fn whole_numbers_sum_exactly(values in prop::collection::vec(any::<i64>(), 0..20), split in 0_usize..20) {
            let split = split.min(values.len());
            let (mut first, mut second) = (ExactSum::default(), ExactSum::default());
            values[..split].iter().for_each(|&value| first.add_whole(value));
            values[split..].iter().rev().for_each(|&value| second.add_whole(value));
            first.merge(&second);
            prop_assert!(first.is_whole());
            let exact: i128 = values.iter().map(|&value| i128::from(value)).sum();
            prop_assert_eq!(first.value(), exact as f64);
            let digits = first.digits().expect("a whole number");
            prop_assert_eq!(DecimalSum::default().with(digits).expect("a sum").to_string(), exact.to_string());
            first.add_float(0.5);
            prop_assert!(first.digits().is_none());
        }

        #[test]
        fn no_order_changes_a_bit(mut values in prop::collection::vec(prop::num::f64::NORMAL, 0..20)) {
            let sum = |values: &[f64]| {
                let mut sum = ExactSum::default();
                values.iter().for_each(|&value| sum.add_float(value));
                sum
            };
            let before = sum(&values);
            values.reverse();
            prop_assert_eq!(before, sum(&values));
        }
    }

    #[test]
    fn what_floats_lose_is_kept() {
        let mut sum = ExactSum::default();
        for value in [1e300, 1.0, -1e300, 0.1, 0.2, -0.3] {
            sum.add_float(value);
        }
        // 0.1 + 0.2 - 0.3 is 2^-55 in exact arithmetic on the three floats, and one more bit than one holds.
        assert_eq!(sum.value(), 1.0);
        sum.add_float(-1.0);
        assert_eq!(sum.value(), 2.0_f64.powi(-55));
        for _ in 0..3 {
            sum.add_float(f64::MAX);
        }
        assert_eq!(sum.value(), f64::MAX);
    }
}
