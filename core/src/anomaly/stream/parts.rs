//! What the parts are made of.

/// The loudest a part can speak.
pub(super) const MOST: f64 = 1_000.0;

/// `amount` in units of `unit`; nothing where there is no amount, the most where there is an amount but no unit.
pub(super) fn relative(amount: f64, unit: f64) -> f64 {
    if amount <= 0.0 {
        0.0
    } else if amount < MOST * unit {
        amount / unit
    } else {
        MOST
    }
}

/// Mean and variance of the values so far; from `memory` values on, older ones count exponentially less.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    pub(super) count: f64,
    pub(super) mean: f64,
    pub(super) variance: f64,
}

impl Moments {
    pub(super) fn add(&mut self, value: f64, memory: f64) {
        self.count = (self.count + 1.0).min(memory);
        let weight = 1.0 / self.count;
        let gap = value - self.mean;
        self.mean += weight * gap;
        self.variance = (1.0 - weight) * (self.variance + weight * gap * gap);
    }

    /// How far a value lies above the mean in standard deviations; deviations below `tiny` are rounding.
    pub(super) fn above(&self, value: f64, tiny: f64) -> f64 {
        relative(value - self.mean, self.variance.sqrt() + tiny)
    }

    /// The same on either side.
    pub(super) fn away(&self, value: f64, tiny: f64) -> f64 {
        relative((value - self.mean).abs(), self.variance.sqrt() + tiny)
    }
}

/// The least and the greatest value so far, which slowly come back to the mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Extremes {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) mean: f64,
    pub(super) count: f64,
}

/// In how many points extremes come back to the mean by a factor of e.
const RETURN: f64 = 10_000.0;

impl Extremes {
    /// How far the value lies outside, in widths of the range.
    pub(super) fn outside(&self, value: f64, tiny: f64) -> f64 {
        relative((value - self.high).max(self.low - value), (self.high - self.low).max(tiny))
    }

    /// The value, at most so many widths outside; where there is no width yet, so many times the largest value; and at most
    /// 1 from where all was 0.
    pub(super) fn near(&self, value: f64, widths: f64, largest: f64) -> f64 {
        let width = self.high - self.low;
        let far = widths * if width > 0.0 { width } else { largest };
        let far = if far > 0.0 { far } else { 1.0 };
        value.clamp(self.low - far, self.high + far)
    }

    pub(super) fn add(&mut self, value: f64) {
        if self.count == 0.0 {
            *self = Self { low: value, high: value, mean: value, count: 1.0 };
            return;
        }
        self.count = (self.count + 1.0).min(RETURN);
        self.mean += (value - self.mean) / self.count;
        if self.count > 100.0 {
            self.high -= (self.high - self.mean) / RETURN;
            self.low -= (self.low - self.mean) / RETURN;
        }
        self.low = self.low.min(value);
        self.high = self.high.max(value);
    }
}
