//! How far off may it be? Intervals from the errors that the ensemble would have made.

use super::ensemble::Outcome;
use super::history::History;
use super::makeup::{Makeup, SIZE};

/// Errors of the past are of models that have seen them: so much wider are those to come (fitted on part of the
/// development data, see `benches/README.md`), and of noise, which is what it was, the forecast's middle alone.
const OPTIMISM: f64 = 1.07;
const OPTIMISM_OF_NOISE: f64 = 1.02;
/// From which share of noise in the variance of errors on they begin to be taken for noise, and from which on they are.
const NOISE: (f64, f64) = (0.45, 0.75);
/// How many observations the prior belief that all steps are alike is worth, and for noise at most.
pub(super) const PRIOR: f64 = 5.0;
const ALIKE: f64 = 1e4;
/// How much of the interval follows the errors' own lopsidedness; the rest is symmetric.
const LOPSIDED: f64 = 0.3;
/// So many errors lie beyond the last quantile that is taken from the errors themselves.
const BEYOND: f64 = 3.0;
/// Past it a quantile grows as the normal distribution's to a power: as it did from this share on, within bounds. One is
/// a normal tail, a half ends about where the errors do, two is that of an exponential distribution.
const SHOULDER: f64 = 0.8;
const POWERS: (f64, f64) = (0.5, 2.0);
/// How many times the variance of chance a quantile must differ from a normal distribution's to be believed by half.
const DOUBT: f64 = 4.0;

/// The distances below and above the forecast within which a share of outcomes is expected.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    /// The usual size of an error at each step.
    scale: Vec<f64>,
    /// Errors over their step's usual size, in order.
    signed: Vec<f64>,
    absolute: Vec<f64>,
    /// How many independent looks at the errors there were, for Student's factor.
    looks: f64,
    /// How many errors of different steps were seen.
    seen: f64,
    makeup: Makeup,
    /// How far errors may be taken for noise, 0 to 1.
    steady: f64,
}

impl Spread {
    /// `season` is the longest, 1 for none; `unseen` says that the forecast reaches over one that the history has not
    /// shown twice.
    pub(super) fn new(history: &History, outcome: &Outcome, horizon: usize, season: usize, unseen: bool) -> Self {
        let reached = outcome.errors.iter().map(Vec::len).max().unwrap_or(0);
        let seen = outcome.errors.iter().flatten().filter(|error| !error.is_nan()).count();
        if seen < 2 {
            return Self::of_differences(history, horizon);
        }
        let mut scale = scales(&outcome.errors, reached, PRIOR);
        let tried = outcome.origins.len();
        let tested = outcome.origins.last().map_or(&[][..], |origin| &history.known[origin.at..]);
        // The same value is met from several origins.
        let values = tested.iter().filter(|known| **known).count().min(seen) as f64;
        // Where no two weeks are there to compare, all origins look at the same few days.
        let most = if unseen { 1.0 } else { 3.0 };
        let least = f64::min(tried as f64, most) + tested.len() as f64 / reached.max(1) as f64;
        let makeup = Makeup::new(&outcome.errors, &scale, horizon, season);
        let (mostly, wholly) = NOISE;
        let steady = ((makeup.noise_share(&scale) - mostly) / (wholly - mostly)).clamp(0.0, 1.0);
        if steady > 0.0 {
            let level = scales(&outcome.errors, reached, alike(&outcome.errors, reached));
            scale.iter_mut().zip(level).for_each(|(scale, level)| *scale += steady * (level - *scale));
        }
        let mut signed = Vec::with_capacity(seen);
        for errors in &outcome.errors {
            let relative = errors.iter().zip(&scale).filter(|(_, scale)| **scale > 0.0);
            signed.extend(relative.map(|(error, scale)| error / scale).filter(|error| !error.is_nan()));
        }
        let mut absolute: Vec<f64> = signed.iter().map(|error| error.abs()).collect();
        signed.sort_unstable_by(f64::total_cmp);
        absolute.sort_unstable_by(f64::total_cmp);
        // Two parts of a variance, each with its own number of looks (Satterthwaite 1946, "An approximate distribution of
        // estimates of variance components").
        let looks = 1.0 / (steady * steady / values + (1.0 - steady) * (1.0 - steady) / least.min(values));
        let last = scale.last().copied().unwrap_or(0.0);
        // Past what could be tried errors are taken to grow as those of a random walk, from the last step or season on.
        let grown = |step: usize| {
            let ratio = (step + 1) as f64 / reached as f64;
            let growth = if season > 1 { libm::sqrt(ratio) * ratio.min(2.0) } else { ratio };
            last * libm::sqrt(steady + (1.0 - steady) * growth)
        };
        let scale = (0..horizon).map(|step| scale.get(step).copied().unwrap_or_else(|| grown(step))).collect();
        Self { scale, signed, absolute, looks, seen: values, makeup, steady }
    }

    /// For a history too short to try anything: a random walk with the steps seen.
    fn of_differences(history: &History, horizon: usize) -> Self {
        let observed: Vec<(usize, f64)> =
            history.values.iter().copied().enumerate().filter(|(index, _)| history.known[*index]).collect();
        let squares = observed.windows(2).map(|pair| {
            let change = pair[1].1 - pair[0].1;
            change * change / (pair[1].0 - pair[0].0).max(1) as f64
        });
        let looks = observed.len().saturating_sub(1).max(1) as f64;
        let size = libm::sqrt(squares.sum::<f64>() / looks);
        let scale = (0..horizon).map(|step| size * libm::sqrt((step + 1) as f64)).collect();
        Self {
            makeup: Makeup::walk(size, horizon),
            scale,
            signed: Vec::new(),
            absolute: Vec::new(),
            looks,
            seen: looks,
            steady: 0.0,
        }
    }

    /// For a history shorter than the first season that may be there, past the steps that could be `tried`: errors are no
    /// smaller than values differ that lie so far apart, and that difference grows on as it did, up to half of the season.
    pub(super) fn widen(&mut self, history: &History, tried: usize, season: usize) {
        let (values, known) = (&history.values, &history.known);
        let most = (values.len() / 2).min(season / 2).max(1);
        let apart: Vec<f64> = (1..=most)
            .map(|lag| {
                let pairs = (lag..values.len()).filter(|place| known[*place] && known[place - lag]);
                let (sum, count) = pairs.fold((0.0, 0.0), |(sum, count), place| {
                    (sum + (values[place] - values[place - lag]).abs(), count + 1.0)
                });
                sum / f64::max(count, 1.0)
            })
            .collect();
        let (first, last) = (apart[0], apart[most - 1]);
        let power = libm::log(last / first) / libm::log(most as f64);
        let power = if power.is_nan() { 0.5 } else { power.clamp(0.0, 1.0) };
        // Values that only jitter differ by two errors.
        let share = libm::pow(2.0, power.min(0.5) - 0.5);
        for (step, scale) in self.scale.iter_mut().enumerate().skip(tried) {
            let lag = step + 1;
            let grown = || last * libm::pow(lag.min(season / 2).max(most) as f64 / most as f64, power);
            *scale = scale.max(share * apart.get(step).copied().unwrap_or_else(grown));
        }
    }

    /// How far errors may be taken for noise, 0 to 1.
    pub(super) fn steady(&self) -> f64 {
        self.steady
    }

    /// What the errors are made of.
    pub(super) fn makeup(&self) -> &Makeup {
        &self.makeup
    }

    /// The standard deviation of each step that the middle of its distribution has.
    pub(super) fn deviations(&self) -> Vec<f64> {
        const LEVEL: f64 = 80.0;
        let (below, above) = self.distances(LEVEL);
        let normal = normal_quantile((1.0 + LEVEL / 100.0) / 2.0);
        below.into_iter().zip(above).map(|(below, above)| (below + above) / 2.0 / normal).collect()
    }

    /// The distances below and above at each step for a level in percent.
    pub(super) fn distances(&self, level: f64) -> (Vec<f64>, Vec<f64>) {
        let share = level / 100.0;
        let upper = (1.0 + share) / 2.0;
        let normal = normal_quantile(upper);
        let student = student_quantile(upper, self.looks);
        let (below, above) = if self.absolute.is_empty() {
            (student, student)
        } else {
            let known = share.min(self.known());
            let tail = libm::pow(normal / normal_quantile((1.0 + known) / 2.0), self.power());
            let factor = (OPTIMISM + self.steady * (OPTIMISM_OF_NOISE - OPTIMISM))
                * if normal > 0.0 { student / normal } else { 1.0 };
            let factor = factor * if share > known { tail } else { 1.0 };
            let upper = (1.0 + known) / 2.0;
            let even = (1.0 - LOPSIDED) * self.absolute(known);
            let below = even - LOPSIDED * at(&self.signed, 1.0 - upper);
            let above = even + LOPSIDED * at(&self.signed, upper);
            (factor * below.max(0.0), factor * above.max(0.0))
        };
        let times = |factor: f64| self.scale.iter().map(|scale| scale * factor).collect();
        (times(below), times(above))
    }

    /// The quantile of the errors' sizes, of noise drawn towards that of a normal distribution, the more, the less it
    /// differs from it beyond chance.
    fn absolute(&self, share: f64) -> f64 {
        let found = at(&self.absolute, share);
        let score = normal_quantile((1.0 + share) / 2.0);
        let normal = SIZE * score;
        // The variance of a quantile's logarithm, by the density there.
        let density = 2.0 * libm::exp(-score * score / 2.0) / libm::sqrt(std::f64::consts::TAU);
        let chance = share * (1.0 - share) / self.seen.max(1.0) / (density * density * score * score);
        let apart = libm::log(found / normal);
        let kept = apart * apart / (apart * apart + DOUBT * chance);
        let drawn = normal * libm::exp(apart * (1.0 - self.steady * (1.0 - kept)));
        if self.steady > 0.0 && drawn.is_finite() { drawn } else { found }
    }

    /// Up to which share quantiles are those of the errors themselves.
    fn known(&self) -> f64 {
        (1.0 - BEYOND / self.seen.max(1.0)).max(SHOULDER)
    }

    /// To which power of the normal distribution's the errors' own quantiles grow.
    fn power(&self) -> f64 {
        let [low, high] = [SHOULDER, self.known()].map(|share| (self.absolute(share), share));
        let normals = [low.1, high.1].map(|share| normal_quantile((1.0 + share) / 2.0));
        let power = libm::log(high.0 / low.0) / libm::log(normals[1] / normals[0]);
        if power.is_nan() { 1.0 } else { power.clamp(POWERS.0, POWERS.1) }
    }
}

/// The mean absolute error around each step, drawn towards that of all steps.
pub(super) fn scales(errors: &[Vec<f64>], steps: usize, prior: f64) -> Vec<f64> {
    let (mut sums, mut counts) = (vec![0.0; steps + 1], vec![0.0; steps + 1]);
    for errors in errors {
        for (step, error) in errors.iter().enumerate().filter(|(_, error)| !error.is_nan()) {
            sums[step + 1] += error.abs();
            counts[step + 1] += 1.0;
        }
    }
    for step in 0..steps {
        sums[step + 1] += sums[step];
        counts[step + 1] += counts[step];
    }
    let overall = sums[steps] / f64::max(counts[steps], 1.0);
    let reach = (steps / 40).max(3);
    (0..steps)
        .map(|step| {
            let (from, to) = (step.saturating_sub(reach), (step + reach + 1).min(steps));
            (sums[to] - sums[from] + prior * overall) / (counts[to] - counts[from] + prior)
        })
        .collect()
}

/// How many observations the belief that all steps are alike is worth for noise: by an analysis of variance, the more, the
/// less steps differ beyond chance.
fn alike(errors: &[Vec<f64>], steps: usize) -> f64 {
    let (mut all, mut total, mut squares, mut between, mut groups) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for step in 0..steps {
        let (mut sum, mut count) = (0.0, 0.0);
        for error in errors.iter().filter_map(|errors| errors.get(step)).filter(|error| !error.is_nan()) {
            sum += error.abs();
            count += 1.0;
            squares += error * error;
        }
        if count > 0.0 {
            between += sum * sum / count;
            groups += 1.0;
        }
        all += count;
        total += sum;
    }
    let within = (squares - between) / (all - groups);
    let beyond = (between - total * total / all) / (groups - 1.0) - within;
    // Steps that differ by no more than chance are taken for alike.
    let prior = if beyond > 0.0 { within / beyond * (all / groups) } else { ALIKE };
    if prior.is_nan() { PRIOR } else { prior.clamp(PRIOR, ALIKE) }
}

/// The value at a share of an ordered list, between neighbours.
fn at(ordered: &[f64], share: f64) -> f64 {
    let place = share * ordered.len().saturating_sub(1) as f64;
    let low = ordered.get(place as usize).copied().unwrap_or(0.0);
    let high = ordered.get(place as usize + 1).copied().unwrap_or(low);
    low + (high - low) * (place - place.floor())
}

/// The normal distribution's quantile, good to seven digits (Wichura 1988, algorithm AS 241).
pub(super) fn normal_quantile(share: f64) -> f64 {
    let centre = share - 0.5;
    if centre.abs() <= 0.425 {
        let r = 0.180625 - centre * centre;
        return centre * (((59.109_374_720 * r + 159.291_132_02) * r + 50.434_271_938) * r + 3.387_132_717_9)
            / (((67.187_563_600 * r + 78.757_757_664) * r + 17.895_169_469) * r + 1.0);
    }
    let r = libm::sqrt(-libm::log(share.min(1.0 - share)));
    let size = if r <= 5.0 {
        let r = r - 1.6;
        (((0.170_238_211_03 * r + 1.306_728_481_6) * r + 2.756_815_390_0) * r + 1.423_437_277_7)
            / ((0.120_211_329_75 * r + 0.737_001_642_50) * r + 1.0)
    } else {
        let r = r - 5.0;
        (((0.017_337_203_997 * r + 0.428_682_943_37) * r + 3.081_226_386_0) * r + 6.657_905_115_0)
            / ((0.012_258_202_635 * r + 0.241_978_942_25) * r + 1.0)
    };
    if centre < 0.0 { -size } else { size }
}

/// Student's quantile: exact for one and two degrees of freedom, between them and up to three lines over one by the degrees,
/// from three on Hill's algorithm (Communications of the ACM 13, 1970, algorithm 396).
pub(super) fn student_quantile(share: f64, degrees: f64) -> f64 {
    let one = || libm::tan(std::f64::consts::PI * (share - 0.5));
    let two = || 2.0 * (share - 0.5) * libm::sqrt(2.0 / (4.0 * share * (1.0 - share)));
    let between = |low: f64, below: f64, high: f64, above: f64| {
        let part = (1.0 / low - 1.0 / degrees) / (1.0 / low - 1.0 / high);
        below + (above - below) * part
    };
    match degrees {
        degrees if degrees <= 1.0 => one(),
        degrees if degrees < 2.0 => between(1.0, one(), 2.0, two()),
        degrees if degrees < 3.0 => between(2.0, two(), 3.0, hill(share, 3.0)),
        degrees => hill(share, degrees),
    }
}

/// Student's quantile for three degrees of freedom and more.
fn hill(share: f64, n: f64) -> f64 {
    let tails = 2.0 * share.min(1.0 - share);
    let sign = if share < 0.5 { -1.0 } else { 1.0 };
    let a = 1.0 / (n - 0.5);
    let b = 48.0 / (a * a);
    let mut c = ((20_700.0 * a / b - 98.0) * a - 16.0) * a + 96.36;
    let d = ((94.5 / (b + c) - 3.0) / b + 1.0) * libm::sqrt(a * std::f64::consts::FRAC_PI_2) * n;
    let mut y = libm::pow(d * tails, 2.0 / n);
    if y > 0.05 + a {
        let x = normal_quantile(tails / 2.0);
        y = x * x;
        if n < 5.0 {
            c += 0.3 * (n - 4.5) * (x + 0.6);
        }
        c += (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b;
        y = (((((0.4 * y + 6.3) * y + 36.0) * y + 94.5) / c - y - 3.0) / b + 1.0) * x;
        y = a * y * y;
        y = if y > 0.002 { libm::expm1(y) } else { 0.5 * y * y + y };
    } else {
        y = ((1.0 / (((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0) + 0.5 / (n + 4.0)) * y - 1.0)
            * (n + 1.0)
            / (n + 2.0)
            + 1.0 / y;
    }
    sign * libm::sqrt(n * y)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From tables of Student's distribution.
    #[test]
    fn students_quantiles_are_those_of_the_tables() {
        for (share, degrees, expected) in [
            (0.95, 1.0, 6.3138),
            (0.975, 2.0, 4.3027),
            (0.9, 3.0, 1.6377),
            (0.975, 3.0, 3.1824),
            (0.999, 3.0, 10.2145),
            (0.975, 4.0, 2.7764),
            (0.999, 5.0, 5.8934),
            (0.995, 10.0, 3.1693),
            (0.025, 10.0, -2.2281),
            (0.9995, 30.0, 3.6460),
            (0.9, 1e6, 1.2816),
        ] {
            let found = student_quantile(share, degrees);
            assert!((found / expected - 1.0).abs() < 2e-3, "{share} {degrees}: {found} for {expected}");
        }
        // Fewer degrees are never surer, and there is no jump: over one by the degrees the lines end steeply, by an eighth
        // in a step of these.
        for share in [0.6, 0.8, 0.9, 0.975, 0.999] {
            let quantiles: Vec<f64> =
                (0..400).map(|step| student_quantile(share, 1.0 + f64::from(step) / 40.0)).collect();
            assert!(
                quantiles.windows(2).all(|pair| pair[1] <= pair[0] * 1.002 && pair[1] > 0.85 * pair[0] - 0.1),
                "{share}"
            );
        }
    }
}
