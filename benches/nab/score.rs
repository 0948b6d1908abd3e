//! The scoring of the Numenta Anomaly Benchmark, written from its paper (Lavin and Ahmad 2015, "Evaluating real-time
//! anomaly detection algorithms: the Numenta anomaly benchmark"), standard profile.
//!
//! In each window the first detection counts, by how early it lies; a detection outside counts against, by how far it
//! lies behind the window before; a window without a detection costs its whole weight. The first part of a file is
//! probation: nothing there counts.

use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};

/// The standard profile's weights; that of true negatives plays no part.
pub(crate) const TRUE_POSITIVE: f64 = 1.0;
pub(crate) const FALSE_POSITIVE: f64 = 0.11;
pub(crate) const FALSE_NEGATIVE: f64 = 1.0;

/// One file of the corpus.
pub(crate) struct Series {
    pub(crate) family: String,
    pub(crate) name: String,
    pub(crate) at: Vec<DateTime<Utc>>,
    pub(crate) values: Vec<f64>,
    /// First and last row of each window.
    pub(crate) windows: Vec<(usize, usize)>,
}

/// What detections at a threshold come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) score: f64,
    pub(crate) found: usize,
    pub(crate) false_alarms: usize,
}

/// The development part of the corpus, or none where the folder is not there.
pub(crate) fn load(folder: &Path) -> Option<Vec<Series>> {
    let text = std::fs::read_to_string(folder.join("combined_windows_dev.json")).ok()?;
    let labels: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).expect("windows");
    let instant = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").expect("a time").and_utc();
    let mut corpus = Vec::new();
    for (path, windows) in &labels {
        let mut reader = csv::Reader::from_path(folder.join(path)).expect("a file");
        let rows = reader.records().map(|row| {
            let row = row.expect("a row");
            (instant(&row[0]), row[1].trim().parse::<f64>().expect("a number"))
        });
        let (at, values): (Vec<_>, Vec<_>) = rows.unzip();
        let bounds = |window: &serde_json::Value| {
            let [first, last] = [0, 1].map(|end| instant(window[end].as_str().expect("a text")));
            (at.partition_point(|at| *at < first), at.partition_point(|at| *at <= last) - 1)
        };
        let windows = windows.as_array().expect("a list").iter().map(bounds).collect();
        let (family, name) = path.split_once('/').expect("a folder");
        corpus.push(Series { family: family.to_owned(), name: name.to_owned(), at, values, windows });
    }
    Some(corpus)
}

/// 2 / (1 + e^5y) - 1, and -1 far behind a window.
pub(crate) fn sigmoid(y: f64) -> f64 {
    if y > 3.0 { -1.0 } else { 2.0 / (1.0 + (5.0 * y).exp()) - 1.0 }
}

impl Series {
    /// How many rows are probation: 15 % of the file, of its first 5,000 rows at most.
    pub(crate) fn probation(&self) -> usize {
        self.values.len().min(5_000) * 15 / 100
    }

    /// What a detection at each row is worth, and the window it lies in.
    pub(crate) fn worth(&self) -> Vec<(f64, Option<usize>)> {
        let row_worth = |row: usize| {
            let inside = self.windows.iter().position(|&(first, last)| (first..=last).contains(&row));
            if let Some(window) = inside {
                let (first, last) = self.windows[window];
                let place = -((last - row + 1) as f64) / (last - first + 1) as f64;
                return (TRUE_POSITIVE * sigmoid(place) / sigmoid(-1.0), inside);
            }
            let before = self.windows.iter().rfind(|window| window.1 < row);
            let behind = before.map_or(-1.0, |&(first, last)| sigmoid((row - last) as f64 / (last - first) as f64));
            (FALSE_POSITIVE * behind, None)
        };
        (0..self.values.len()).map(row_worth).collect()
    }

    /// What the scores come to where each that reaches the threshold is a detection.
    pub(crate) fn tally(&self, scores: &[f64], threshold: f64) -> Tally {
        let mut best = vec![None::<f64>; self.windows.len()];
        let mut tally = Tally::default();
        for (row, (worth, window)) in self.worth().into_iter().enumerate().skip(self.probation()) {
            match window {
                _ if scores[row] < threshold => {}
                Some(window) => best[window] = Some(best[window].map_or(worth, |before| before.max(worth))),
                None => {
                    tally.score += worth;
                    tally.false_alarms += 1;
                }
            }
        }
        tally.found = best.iter().flatten().count();
        tally.score += best.iter().map(|found| found.unwrap_or(-FALSE_NEGATIVE)).sum::<f64>();
        tally
    }
}

/// The threshold at which the scores of all files come to most, and that sum.
pub(crate) fn optimum(corpus: &[(&Series, &[f64])]) -> (f64, f64) {
    let mut rows = Vec::new();
    let mut windows = 0;
    for (series, scores) in corpus {
        let worth = series.worth().into_iter().zip(*scores).skip(series.probation());
        rows.extend(worth.map(|((worth, window), &score)| (score, worth, window.map(|window| windows + window))));
        windows += series.windows.len();
    }
    rows.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut best = vec![-FALSE_NEGATIVE; windows];
    let mut sum = -FALSE_NEGATIVE * windows as f64;
    // Nothing is detected at a threshold over all scores.
    let mut optimum = (f64::INFINITY, sum);
    for (index, &(score, worth, window)) in rows.iter().enumerate() {
        match window {
            None => sum += worth,
            Some(window) if worth > best[window] => {
                sum += worth - best[window];
                best[window] = worth;
            }
            Some(_) => {}
        }
        // Rows of equal score are detected together.
        if sum > optimum.1 && rows.get(index + 1).is_none_or(|next| next.0 < score) {
            optimum = (score, sum);
        }
    }
    optimum
}

/// 100 for every window found at its first row and nothing else, 0 for no detections.
pub(crate) fn normalised(score: f64, windows: usize) -> f64 {
    let (perfect, null) = (TRUE_POSITIVE * windows as f64, -FALSE_NEGATIVE * windows as f64);
    100.0 * (score - null) / (perfect - null)
}
