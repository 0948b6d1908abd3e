//! The Shapley values of one tree: an integral over products, one pass down the tree and one up.

use std::array;

use super::explain::Plan;

/// Gauss-Legendre points on 0..1, with their weights: exact for polynomials of a degree below twice their number.
pub(super) struct Quadrature<const POINTS: usize> {
    pub(super) points: [f64; POINTS],
    weights: [f64; POINTS],
    /// Weight over 1 - point.
    closed: [f64; POINTS],
}

impl<const POINTS: usize> Quadrature<POINTS> {
    pub(super) fn new() -> Self {
        let n = POINTS as f64;
        let rule: [(f64, f64); POINTS] = array::from_fn(|at| {
            // The roots of the Legendre polynomial by Newton's method, from Tricomi's first guess.
            let mut x = libm::cos(std::f64::consts::PI * (at as f64 + 0.75) / (n + 0.5));
            let mut slope = 1.0;
            for _ in 0..8 {
                let (mut value, mut before) = (1.0, 0.0);
                for k in 1..=POINTS {
                    let k = k as f64;
                    (value, before) = (((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k, value);
                }
                slope = n * (x * value - before) / (x * x - 1.0);
                x -= value / slope;
            }
            ((1.0 - x) / 2.0, 1.0 / ((1.0 - x * x) * slope * slope))
        });
        let [points, weights] = [rule.map(|(point, _)| point), rule.map(|(_, weight)| weight)];
        Self { points, weights, closed: rule.map(|(point, weight)| weight / (1.0 - point)) }
    }
}

/// At each point t, a column of a path stands for the factor `share` (1 - t) if the row leaves the path at one of the
/// column's edges, and else for `share` + t (1 - `share`). A leaf's weight is the product over the columns of its path; a
/// column's contribution is the integral of the product of the others, times 1 or 0 less the share, times the value.
pub(super) struct Walk<const POINTS: usize> {
    /// For each node: 1 / (share + t (1 - share)) of its edge's column; 1 for the root.
    inverse: Vec<[f64; POINTS]>,
    /// For each node: the product down to it; on the way back, the sum of products times values below it.
    product: Vec<[f64; POINTS]>,
    /// For each node: whether the row follows all edges down to here that depend on its edge's column.
    open: Vec<bool>,
}

impl<const POINTS: usize> Walk<POINTS> {
    pub(super) fn new() -> Self {
        Self { inverse: Vec::new(), product: Vec::new(), open: Vec::new() }
    }

    /// What does not depend on the row.
    pub(super) fn prepare(&mut self, plan: &Plan<'_>, quadrature: &Quadrature<POINTS>) {
        self.inverse.clear();
        self.inverse.extend(
            plan.stops
                .iter()
                .map(|stop| quadrature.points.map(|point| 1.0 / (stop.share + point * (1.0 - stop.share)))),
        );
        self.product.resize(plan.stops.len(), [0.0; POINTS]);
        self.open.resize(plan.stops.len(), true);
        if let Some(root) = self.inverse.first_mut() {
            *root = [1.0; POINTS];
        }
    }

    /// Adds the contributions of one tree to those of a row.
    pub(super) fn add(&mut self, plan: &Plan<'_>, quadrature: &Quadrature<POINTS>, row: &[f64], parts: &mut [f64]) {
        self.product[0] = [1.0; POINTS];
        self.open[0] = true;
        for (at, stop) in plan.stops.iter().enumerate() {
            if stop.right == 0 {
                self.product[at] = self.product[at].map(|product| product * stop.mean);
                continue;
            }
            let value = row[stop.feature as usize];
            let goes_right = if value.is_nan() { stop.missing_right } else { value > stop.threshold };
            self.enter(plan, quadrature, at, at + 1, !goes_right);
            self.enter(plan, quadrature, at, stop.right as usize, goes_right);
        }
        for (at, stop) in plan.stops.iter().enumerate().skip(1).rev() {
            let sum = self.product[at];
            let parent = stop.parent as usize;
            if at == parent + 1 {
                // The left child comes last on the way back: the right one has replaced the parent's product.
                self.product[parent] = array::from_fn(|point| self.product[parent][point] + sum[point]);
            } else {
                self.product[parent] = sum;
            }
            // Of the leaves below, those under a further edge of the same column are counted there with its share.
            let mut part = self.weigh(quadrature, at, stop.share, &sum);
            if stop.above != 0 {
                part -= self.weigh(quadrature, stop.above as usize, plan.stops[stop.above as usize].share, &sum);
            }
            parts[plan.stops[parent].feature as usize] += part;
        }
    }

    #[inline(always)]
    fn enter(&mut self, plan: &Plan<'_>, quadrature: &Quadrature<POINTS>, from: usize, to: usize, follows: bool) {
        let (share, above) = (plan.stops[to].share, plan.stops[to].above as usize);
        let was_open = self.open[above];
        let product = self.product[from];
        self.open[to] = follows && was_open;
        self.product[to] = if !was_open {
            let ratio = share / plan.stops[above].share;
            product.map(|product| product * ratio)
        } else {
            let before = self.inverse[above];
            array::from_fn(|at| {
                let point = quadrature.points[at];
                let factor = if follows { share + point * (1.0 - share) } else { share * (1.0 - point) };
                product[at] * before[at] * factor
            })
        };
    }

    #[inline(always)]
    fn weigh(&self, quadrature: &Quadrature<POINTS>, at: usize, share: f64, sum: &[f64; POINTS]) -> f64 {
        if self.open[at] {
            let inverse = &self.inverse[at];
            let integral: f64 = (0..POINTS).map(|at| quadrature.weights[at] * sum[at] * inverse[at]).sum();
            integral * (1.0 - share)
        } else {
            -(0..POINTS).map(|at| quadrature.closed[at] * sum[at]).sum::<f64>()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) -> bool {
        found.iter().zip(expected).all(|(found, wanted)| (found - wanted).abs() < 1e-14)
    }

    #[test]
    fn the_quadrature_is_that_of_the_tables() {
        let Quadrature { points, weights, .. } = Quadrature::<2>::new();
        let half = 0.5 / 3.0_f64.sqrt();
        assert!(close(&points, &[0.5 - half, 0.5 + half]) && close(&weights, &[0.5, 0.5]));
        for degree in 0..64_i32 {
            let Quadrature { points, weights, .. } = Quadrature::<32>::new();
            let integral: f64 = points.iter().zip(weights).map(|(point, weight)| weight * point.powi(degree)).sum();
            assert!((integral - 1.0 / f64::from(degree + 1)).abs() < 1e-14, "{degree}: {integral}");
        }
    }
}
