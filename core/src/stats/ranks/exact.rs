//! The exact distribution of Mann and Whitney's U.

/// The chances of U for `rows` and `columns` values without ties, were every order of them as likely.
pub(super) struct Distribution {
    /// The chance of at most so many pairs, for counts up to the middle.
    sums: Vec<f64>,
    pairs: usize,
}

impl Distribution {
    /// Orders with U = u come from those of one value less on a side, as the largest of all stands on one of the two
    /// (Mann and Whitney 1947): f(m, n, u) = f(m - 1, n, u - n) + f(m, n - 1, u). Shares instead of counts, so that
    /// nothing overflows; all terms are positive, so that nothing cancels.
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        let pairs = rows * columns;
        let kept = pairs / 2 + 1;
        // One line of the recursion: the distributions for so many rows, and 0 to all columns.
        let mut line = vec![vec![0.0; kept]; columns + 1];
        for chances in &mut line {
            if let Some(first) = chances.first_mut() {
                *first = 1.0;
            }
        }
        for m in 1..=rows {
            let mut left: Vec<f64> = Vec::new();
            for (n, here) in line.iter_mut().enumerate() {
                // With no columns U is 0, as the line has it.
                if n > 0 {
                    let all = (m + n) as f64;
                    let (above, beside) = (m as f64 / all, n as f64 / all);
                    // No more pairs than m n, beyond which all stays 0.
                    for u in (0..kept.min(m * n + 1)).rev() {
                        let shifted = u.checked_sub(n).and_then(|place| here.get(place)).copied().unwrap_or(0.0);
                        let before = left.get(u).copied().unwrap_or(0.0);
                        if let Some(chance) = here.get_mut(u) {
                            *chance = above * shifted + beside * before;
                        }
                    }
                }
                left.clone_from(here);
            }
        }
        let mut sum = 0.0;
        let last = line.pop().unwrap_or_default();
        let sums = last.into_iter().map(|chance| {
            sum += chance;
            sum
        });
        Self { sums: sums.collect(), pairs }
    }

    /// The chance of at most `u` pairs.
    pub(super) fn at_most(&self, u: usize) -> f64 {
        if u >= self.pairs {
            return 1.0;
        }
        match self.sums.get(u) {
            Some(&sum) => sum.min(1.0),
            // The distribution is symmetric: more than u are as many as fewer than pairs - u.
            None => 1.0 - self.sums.get(self.pairs - u - 1).copied().unwrap_or(0.0),
        }
    }

    /// The chance of at least `u` pairs.
    pub(super) fn at_least(&self, u: usize) -> f64 {
        self.at_most(self.pairs.saturating_sub(u))
    }

    /// The smallest count that at most so many pairs have with this chance or more.
    pub(super) fn quantile(&self, chance: f64) -> usize {
        // A chance that is met but for rounding counts as met.
        let chance = chance * (1.0 - 1e-12);
        self.sums.iter().position(|&sum| sum >= chance).unwrap_or(self.sums.len())
    }
}
