use crate::{Error, Result};

/// The value below which `fraction` of the values lie, with linear interpolation between neighbours: numpy's
/// `percentile(values, 100 * fraction)`. `fraction` lies in 0..=1; the order of the values does not matter.
///
/// ```
/// # use hypercare::stats::quantile;
/// assert_eq!(quantile(&[40.0, 10.0, 20.0, 30.0], 0.5)?, 25.0);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] if there is no value, [`Error::Invalid`] if a value is not finite or `fraction` is not in its range.
pub fn quantile(values: &[f64], fraction: f64) -> Result<f64> {
    if !(0.0..=1.0).contains(&fraction) {
        return Err(Error::invalid("fraction", "a number from 0 to 1", fraction));
    }
    if let Some(at) = values.iter().position(|value| !value.is_finite()) {
        let found = values.get(at).copied().unwrap_or(f64::NAN);
        return Err(Error::invalid(format!("value {at}"), "a finite number", found));
    }
    let Some(last) = values.len().checked_sub(1) else {
        return Err(Error::shape("values", "at least one value", "none"));
    };
    let place = last as f64 * fraction;
    // `last as f64` may round up for more than 2^53 values.
    let (below, step) = ((place as usize).min(last), place.fract());
    let mut values = values.to_vec();
    let (_, low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    Ok(between(low, high, step))
}

/// The point at `step` of the way from `low` to `high`, measured from the nearer end as numpy does it.
fn between(low: f64, high: f64, step: f64) -> f64 {
    let width = high - low;
    if !width.is_finite() {
        low * (1.0 - step) + high * step
    } else if step >= 0.5 {
        high - width * (1.0 - step)
    } else {
        low + width * step
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// From numpy 2.4.6: `x = [math.sqrt(k) * (-1) ** k for k in range(1, 12)]; numpy.percentile(x, 100 * f)`.
    const NUMPY: [(f64, u64); 11] = [
        (0.0, 0xc00a_8872_93fd_6f34),
        (0.05, 0xc009_4439_49fe_b79a),
        (0.1, 0xc008_0000_0000_0000),
        (0.15, 0xc006_953f_d4e9_7c75),
        (1.0 / 3.0, 0xc000_8b64_391e_afe2),
        (0.5, 0xbff0_0000_0000_0000),
        (0.52, 0xbfe0_8c8d_7099_e811),
        (0.52, 0xbfe0_8c8d_7099_e811),
        (0.56, 0x3fdc_b4af_5c64_8f9e),
        (0.56, 0x3fdc_b4af_5c64_8f9e),
        (1.0, 0x4009_4c58_3ada_5b53),
    ];

    #[test]
    fn equals_numpy_to_the_bit() {
        let values: Vec<f64> = (1..12).map(|k| f64::from(k).sqrt() * if k % 2 == 0 { 1.0 } else { -1.0 }).collect();
        for (fraction, bits) in NUMPY {
            let found = quantile(&values, fraction).unwrap();
            assert_eq!(found.to_bits(), bits, "{fraction}: {found} instead of {}", f64::from_bits(bits));
        }
    }

    #[test]
    fn what_has_no_quantile_is_an_error() {
        assert_eq!(quantile(&[], 0.5).unwrap_err().code(), "shape");
        assert_eq!(
            quantile(&[1.0, f64::NAN], 0.5).unwrap_err().to_string(),
            "value 1: expected a finite number, found NaN"
        );
        for fraction in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert_eq!(quantile(&[1.0], fraction).unwrap_err().code(), "invalid");
        }
    }

    #[test]
    fn the_widest_values_do_not_overflow() {
        assert_eq!(quantile(&[-f64::MAX, f64::MAX], 0.5).unwrap(), 0.0);
        assert_eq!(quantile(&[-f64::MAX, f64::MAX], 1.0).unwrap(), f64::MAX);
    }

    proptest! {
        #[test]
        fn lies_between_the_neighbours_of_its_rank(mut values in prop::collection::vec(-1e9..1e9, 1..40), fraction in 0.0..=1.0) {
            let found = quantile(&values, fraction).unwrap();
            values.sort_by(f64::total_cmp);
            let place = (values.len() - 1) as f64 * fraction;
            prop_assert!(values[place.floor() as usize] <= found && found <= values[place.ceil() as usize]);
        }
    }
}
