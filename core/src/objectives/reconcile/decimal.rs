//! Decimal numbers as text, and their exact sum.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// Digits of nine decimal places: 36 behind the point, and 72 before it, of which sums need 19.
const LIMBS: usize = 12;
const FRACTION: usize = 4;
const PLACES: usize = 9;
const BASE: i64 = 1_000_000_000;
/// Most places before the point of one number.
const WHOLE: usize = 53;

/// A plain decimal number: sign, digits before the point, digits behind it, without zeros that say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    /// Reads "-1234.50": no exponent, no blanks, no separators; at most 53 places before the point, and 36 behind it.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let nothing = whole.is_empty() && fraction.is_empty();
        let number = Self { negative: text.starts_with('-') && !nothing, whole, fraction };
        (whole.len() <= WHOLE && fraction.len() <= FRACTION * PLACES).then_some(number)
    }

    /// The number as a whole one, if it is.
    pub(super) fn integer(self) -> Option<i64> {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}0{}", self.whole).parse().ok().filter(|_| self.fraction.is_empty())
    }

    /// Writes it in one form: equal numbers give equal bytes.
    pub(super) fn write(self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(self.negative));
        bytes.extend((self.whole.len() as u64).to_le_bytes());
        bytes.extend(self.whole.bytes());
        bytes.extend((self.fraction.len() as u64).to_le_bytes());
        bytes.extend(self.fraction.bytes());
    }
}

/// The exact sum of decimal numbers, over limbs of nine places, the lowest first; the highest carries the sign. One sum
/// has one form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct DecimalSum(Vec<i64>);

impl Default for DecimalSum {
    fn default() -> Self {
        Self(vec![0; LIMBS])
    }
}

impl DecimalSum {
    pub(super) fn add(&mut self, number: Decimal<'_>) {
        let sign = if number.negative { -1 } else { 1 };
        let value = |digits: &[u8]| digits.iter().fold(0_i64, |sum, digit| 10 * sum + i64::from(digit - b'0'));
        for (place, digits) in number.fraction.as_bytes().chunks(PLACES).enumerate() {
            let padded = value(digits) * 10_i64.pow((PLACES - digits.len()) as u32);
            if let Some(limb) = self.0.get_mut(FRACTION - 1 - place) {
                *limb += sign * padded;
            }
        }
        for (place, digits) in number.whole.as_bytes().rchunks(PLACES).enumerate() {
            if let Some(limb) = self.0.get_mut(FRACTION + place) {
                *limb += sign * value(digits);
            }
        }
        self.carry();
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (limb, more) in self.0.iter_mut().zip(&other.0) {
            *limb = limb.wrapping_add(*more);
        }
        self.carry();
    }

    /// Times 2^32 and a digit more, behind which there is no fraction.
    fn shift(&mut self, digit: i64) {
        let mut carry = i128::from(digit);
        for (at, limb) in self.0.iter_mut().enumerate().skip(FRACTION) {
            let sum = (i128::from(*limb) << 32) + carry;
            // The highest keeps its sign.
            *limb = if at + 1 < LIMBS { sum.rem_euclid(i128::from(BASE)) as i64 } else { sum as i64 };
            carry = sum.div_euclid(i128::from(BASE));
        }
    }

    /// The sum with a whole number in digits of 32 bits, the highest first with the sign; `None` where it is too large.
    pub(super) fn with(&self, digits: impl Iterator<Item = i64>) -> Option<Self> {
        let mut number = Self::default();
        for digit in digits {
            number.shift(digit);
            if number.0.last().is_none_or(|top| top.unsigned_abs() > 1 << 20) {
                return None;
            }
        }
        number.merge(self);
        Some(number)
    }

    fn carry(&mut self) {
        let mut carry = 0;
        for (at, limb) in self.0.iter_mut().enumerate() {
            *limb = limb.wrapping_add(carry);
            if at + 1 < LIMBS {
                carry = limb.div_euclid(BASE);
                *limb = limb.rem_euclid(BASE);
            }
        }
    }

    /// For a sum that was read: whether it is one.
    pub(super) fn is_whole(&self) -> bool {
        let fits = |limb: &i64| (0..BASE).contains(limb);
        let (last, rest) = (LIMBS - 1, self.0.split_last());
        rest.is_some_and(|(top, rest)| rest.len() == last && rest.iter().all(fits) && top.unsigned_abs() < 1 << 60)
    }
}

/// In full: "-1234.5".
impl std::fmt::Display for DecimalSum {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let negative = self.0.last().is_some_and(|top| *top < 0);
        let mut sum = self.clone();
        if negative {
            sum.0.iter_mut().for_each(|limb| *limb = -*limb);
            sum.carry();
        }
        let mut text = String::new();
        for limb in sum.0.iter().rev() {
            write!(text, "{limb:09}")?;
        }
        let (whole, fraction) = text.split_at(text.len() - FRACTION * PLACES);
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let (sign, whole) = (if negative { "-" } else { "" }, if whole.is_empty() { "0" } else { whole });
        let point = if fraction.is_empty() { "" } else { "." };
        write!(formatter, "{sign}{whole}{point}{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum<'a>(texts: impl IntoIterator<Item = &'a str>) -> DecimalSum {
        let mut sum = DecimalSum::default();
        texts.into_iter().for_each(|text| sum.add(Decimal::read(text).expect("a decimal")));
        sum
    }

    proptest! {
        #[test]
        fn sums_are_exact(cents in prop::collection::vec(any::<i64>(), 0..20), split in 0_usize..20) {
            let text = |cents: &i64| {
                let (sign, size) = (if *cents < 0 { "-" } else { "" }, cents.unsigned_abs());
                format!("{sign}{}.{:02}", size / 100, size % 100)
            };
            let texts: Vec<String> = cents.iter().map(text).collect();
            let (first, second) = texts.split_at(split.min(texts.len()));
            let mut merged = sum(second.iter().rev().map(String::as_str));
            merged.merge(&sum(first.iter().map(String::as_str)));
            prop_assert!(merged.is_whole());
            let exact: i128 = cents.iter().map(|cents| i128::from(*cents)).sum();
            let text = merged.to_string();
            let found = Decimal::read(&text).expect("a decimal");
            let cents: Option<u128> = format!("0{}{:0<2}", found.whole, found.fraction).parse().ok();
            prop_assert_eq!(cents, Some(exact.unsigned_abs()));
            prop_assert_eq!(merged.to_string().starts_with('-'), exact < 0);
        }

        #[test]
        fn whole_numbers_of_another_base_are_added(number in any::<i64>(), high in -5_i64..5) {
            let wide = i128::from(high) << 64 | i128::from(number as u64);
            let digits = [(wide >> 96) as i64, (wide >> 64 & 0xffff_ffff) as i64, (wide >> 32 & 0xffff_ffff) as i64, (wide & 0xffff_ffff) as i64];
            let found = sum(["0.5"]).with(digits.into_iter());
            let twice = 2 * wide + 1;
            let (sign, size) = (if twice < 0 { "-" } else { "" }, twice.unsigned_abs());
            prop_assert_eq!(found.unwrap().to_string(), format!("{sign}{}.5", size / 2));
        }
    }

    #[test]
    fn what_is_no_plain_decimal_is_none() {
        for text in ["", "-", ".", "1.", ".5", "1e3", " 1", "1,000", "NaN", "0x1", "١", "1.2.3", "--1"] {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
        assert!(Decimal::read(&"9".repeat(53)).is_some() && Decimal::read(&"9".repeat(54)).is_none());
        assert!(Decimal::read(&format!("0.{}1", "0".repeat(35))).is_some());
        assert_eq!(Decimal::read("-0.00"), Decimal::read("0"));
        assert_eq!(Decimal::read("007.50"), Decimal::read("+7.5"));
        assert_eq!(
            (Decimal::read("-7.00").and_then(Decimal::integer), sum(["-0.25", "0.1"]).to_string()),
            (Some(-7), "-0.15".to_owned())
        );
    }
}
