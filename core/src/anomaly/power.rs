//! Powers of two as one loop that processors do several lanes of at a time.

use super::simd;

/// 1.5 x 2^52: added to a small number, it leaves its nearest whole number in the lowest bits.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// ln(2)^k / k! for k from 13 down to 1, the series of 2^f: for f up to 1/2 what is left out is below 1e-17 of it.
const SERIES: [f64; 13] = [
    1.369_148_885_390_412_8e-12,
    2.567_843_599_348_820_5e-11,
    4.445_538_271_870_811_4e-10,
    7.054_911_620_801_123e-9,
    1.017_808_600_923_97e-7,
    1.321_548_679_014_431e-6,
    1.525_273_380_405_984_1e-5,
    1.540_353_039_338_161e-4,
    1.333_355_814_642_844_3e-3,
    9.618_129_107_628_477e-3,
    5.550_410_866_482_158e-2,
    2.402_265_069_591_007_2e-1,
    std::f64::consts::LN_2,
];

/// -2^-x of each sum over the longest, to the last bits: one multiplication and addition after the other, so that lanes
/// change nothing.
pub(super) fn powers(sums: &[u64], longest: f64, scores: &mut [f64], portable: bool) {
    if portable { each(sums, longest, scores) } else { simd::powers(sums, longest, scores) }
}

#[inline(always)]
pub(super) fn each(sums: &[u64], longest: f64, scores: &mut [f64]) {
    for (score, &sum) in scores.iter_mut().zip(sums) {
        *score = -power(sum as f64 / longest);
    }
}

/// 2^-x for x from 0 on; 2^-1022 is the least.
#[inline(always)]
fn power(x: f64) -> f64 {
    let x = if x < 1022.0 { x } else { 1022.0 };
    let shifted = x + WHOLE;
    let rest = (shifted - WHOLE) - x;
    let mut series = SERIES[0];
    for term in &SERIES[1..] {
        series = series * rest + term;
    }
    let scale = f64::from_bits(1023_u64.wrapping_sub(shifted.to_bits() & 0x7ff) << 52);
    (series * rest + 1.0) * scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_those_of_the_library_but_for_the_last_bits() {
        for step in 0..200_000_u32 {
            let x = f64::from(step) / 10_000.0;
            let (found, expected) = (power(x), libm::exp2(-x));
            // Half a unit in the last place for each of the last two steps, and as much for the library's.
            assert!((found / expected - 1.0).abs() < 4.5e-16, "{x}: {found} for {expected}");
        }
        assert_eq!([0.0, 1.0, 3.0, 1022.0, 5000.0].map(power), [1.0, 0.5, 0.125, f64::MIN_POSITIVE, f64::MIN_POSITIVE]);
    }

    #[test]
    fn lanes_change_no_bit() {
        let sums: Vec<u64> = (0..1000_u64).map(|at| at * at * 7_919_317).collect();
        let (mut one, mut other) = (vec![0.0; 1000], vec![0.0; 1000]);
        each(&sums, 3.3e12, &mut one);
        powers(&sums, 3.3e12, &mut other, false);
        assert_eq!(one, other);
    }
}
