use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::stats::{Matrix, quantile};
use crate::{Error, Result, Severity};

use super::builder::{Contamination, IsolationForestBuilder, check_jobs};
use super::describe::RowExplanation;
use super::drift::{ColumnDrift, drift};
use super::forest::IsolationForest;
use super::profile::{Profile, check_names};
use super::scale::Scale;

/// Rows scored at a time: 64-bit copies of them are made.
const CHUNK: usize = 1 << 14;

/// Anomalous rows that are explained at most, the strangest first.
const EXPLAINED: usize = 256;

/// Groups at most.
const MAX_GROUPS: u64 = 1000;

/// What a [`Monitor`] watches, and how. In documents an object with these names as keys, all optional.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MonitorOptions {
    /// The groups of metrics, each with the share of its training rows that counts as anomalous, over 0 and at most 0.5:
    /// it sets where scores change sign. Performance 0.1, usage patterns 0.05 and error trends 0.15 unless told.
    pub contamination: BTreeMap<String, f64>,
    /// The percentile of the training scores, over 0 and under 100, under which a row is an anomalous point; 5 unless told.
    pub percentile: f64,
    /// The seed; 0 unless told.
    pub random_state: Option<u64>,
    /// Whether columns are brought to mean 0 and standard deviation 1 of the training rows, as is the default. Splits on
    /// one column don't care but for rounding. Splits on [several](IsolationForestBuilder::extension_level) are explained
    /// by the distance from the mean only so.
    pub standardise: bool,
    /// How loud the alerts of a group may get; as loud as they are unless told, but info for usage patterns.
    pub loudest: BTreeMap<String, Severity>,
    /// The other parameters of the forests. Its contamination and random state are not used.
    pub forest: IsolationForestBuilder,
}

impl Default for MonitorOptions {
    fn default() -> Self {
        let groups = [("performance", 0.1), ("usage_patterns", 0.05), ("error_trends", 0.15)];
        Self {
            contamination: groups.map(|(name, share)| (name.to_owned(), share)).into(),
            percentile: 5.0,
            random_state: None,
            standardise: true,
            loudest: [("usage_patterns".to_owned(), Severity::Info)].into(),
            forest: IsolationForestBuilder::default(),
        }
    }
}

/// The rows of one group: one row per instant, one column per metric, NaN where a value is missing.
#[derive(Clone, Copy, Debug)]
pub struct MetricRows<'a> {
    /// The group.
    pub group: &'a str,
    /// The values.
    pub matrix: Matrix<'a>,
    /// What the columns are called.
    pub columns: Option<&'a [String]>,
}

/// What is strange in the rows of one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Detection {
    /// The decision function for each row: below 0 for rows as strange as the strangest of the training rows, as many of
    /// those as the group's contamination says. Rows outside the range of the training rows lie lower than the forest
    /// alone would put them, as [`Monitor::detect`] says.
    pub scores: Vec<f64>,
    /// The percentile of the training rows' scores.
    pub threshold: f64,
    /// The rows, from 0, whose score is below the threshold.
    pub anomalous_points: Vec<usize>,
    /// What [`Monitor::alerts`] needs.
    pub summary: DetectionSummary,
}

/// What is strange in the rows of one group, all in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DetectionSummary {
    /// Rows looked at.
    pub rows: u64,
    /// How many of them are anomalous points.
    pub anomalous: u64,
    /// The threshold for the decision function.
    pub threshold: f64,
    /// The strangest row, from 0; nothing if no row is an anomalous point.
    pub worst: Option<u64>,
    /// The decision function for that row, to be compared with the threshold.
    pub worst_score: Option<f64>,
    /// The decision function for the strangest of the training rows; nothing where rows were judged by themselves.
    pub strangest_trained: Option<f64>,
    /// Why it is strange; its score there is the isolation score, which has no threshold taken off.
    pub explanation: Option<RowExplanation>,
    /// Of the anomalous points, or the 256 strangest of them: how much each column makes them strange, most first.
    pub columns: Vec<ResponsibleColumn>,
    /// Whether columns have moved since the training rows, column by column; empty for rows that were trained on just
    /// now.
    pub drift: Vec<ColumnDrift>,
}

/// How much a column makes the anomalous points of a group strange.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResponsibleColumn {
    /// The column.
    pub column: String,
    /// Its mean contribution to the score; below 0 where it makes rows stranger.
    pub contribution: f64,
    /// In how many of the points it is the column that makes them strangest.
    pub first_in: u64,
}

/// Watches groups of metrics: a forest per group learns what is usual from a baseline period, and rows that are stranger
/// than nearly all of it raise alerts that say which metric is responsible.
///
/// ```
/// use hypercare::anomaly::{MetricRows, Monitor};
/// use hypercare::stats::Matrix;
/// let usual: Vec<f64> = (0..500).flat_map(|k| [f64::from(k % 23) + 40.0, f64::from(k % 7)]).collect();
/// let names = ["cpu".to_owned(), "queue".to_owned()];
/// let rows = |matrix| [MetricRows { group: "performance", matrix, columns: Some(&names) }];
/// let mut monitor = Monitor::default();
/// monitor.fit(&rows(Matrix::new(&usual, 500, 2)?))?;
///
/// let today = [45.0, 3.0, 97.0, 30.0];
/// let found = monitor.detect(&rows(Matrix::new(&today, 2, 2)?))?;
/// assert_eq!(found["performance"].anomalous_points, [1]);
/// let alerts = monitor.alerts(&found, "2026-11-24T14:00:00Z".parse().unwrap())?;
/// assert!(alerts[0].recommendation.contains("cpu 97 is above all training rows"));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Monitor {
    pub(super) options: MonitorOptions,
    pub(super) groups: BTreeMap<String, Fitted>,
}

/// Monitors are equal if they judge alike: threads don't count.
impl PartialEq for Monitor {
    fn eq(&self, other: &Self) -> bool {
        let mut options = other.options.clone();
        options.forest.n_jobs = self.options.forest.n_jobs;
        self.options == options && self.groups == other.groups
    }
}

/// What a monitor has learnt of a group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fitted {
    pub(super) profile: Profile,
    pub(super) named: bool,
    pub(super) scale: Option<Scale>,
    pub(super) forest: IsolationForest,
    pub(super) threshold: f64,
    /// The lowest score of the training rows.
    pub(super) lowest: f64,
}

impl Monitor {
    /// A monitor that has learnt nothing yet.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a contamination or percentile out of its range, [`Error::Unknown`] for a loudest severity of a
    /// group without contamination, [`Error::Limit`] for more than 1000 groups. The parameters of the forests are checked
    /// when they are fitted.
    pub fn new(options: MonitorOptions) -> Result<Self> {
        Error::cap("groups of the monitor", MAX_GROUPS, options.contamination.len())?;
        for (group, &share) in &options.contamination {
            if !(share > 0.0 && share <= 0.5) {
                return Err(Error::invalid(format!("contamination of {group}"), "over 0 and at most 0.5", share));
            }
        }
        if !(options.percentile > 0.0 && options.percentile < 100.0) {
            return Err(Error::invalid("percentile", "over 0 and under 100", options.percentile));
        }
        let monitor = Self { options, groups: BTreeMap::new() };
        let defaults = MonitorOptions::default().loudest;
        for group in monitor.options.loudest.keys().filter(|group| !defaults.contains_key(*group)) {
            monitor.share(group)?;
        }
        Ok(monitor)
    }

    /// The same monitor that fits and scores on up to `jobs` threads, 1 to 1024: documents don't say how many. No number
    /// changes a verdict.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another number.
    pub fn with_n_jobs(mut self, jobs: usize) -> Result<Self> {
        self.options.forest.n_jobs = check_jobs(jobs)?;
        let threaded = |(name, fitted): (String, Fitted)| {
            Ok((name, Fitted { forest: fitted.forest.with_n_jobs(jobs)?, ..fitted }))
        };
        self.groups = self.groups.into_iter().map(threaded).collect::<Result<_>>()?;
        Ok(self)
    }

    /// The options that it was made with.
    pub fn options(&self) -> &MonitorOptions {
        &self.options
    }

    /// The groups that it has learnt, with their columns.
    pub fn fitted(&self) -> BTreeMap<&str, Vec<&str>> {
        self.groups.iter().map(|(group, fitted)| (group.as_str(), fitted.profile.names().collect())).collect()
    }

    /// Learns what is usual from rows of a baseline period that the caller chose; a group fitted before is fitted anew,
    /// others stay as they are. Nothing changes if a group cannot be fitted.
    ///
    /// # Errors
    /// - [`Error::Unknown`] for a group without contamination, [`Error::Duplicate`] for one given twice
    /// - [`Error::Shape`] for no rows or columns, or other than one name for each column; [`Error::Duplicate`] for two
    ///   columns of one name
    /// - [`Error::Invalid`] for an infinity, and for what the forest refuses
    pub fn fit(&mut self, groups: &[MetricRows<'_>]) -> Result<()> {
        let fitted = self.each(groups, |rows, share| Ok((self.learn(rows, share)?).0))?;
        self.groups.extend(fitted);
        Ok(())
    }

    /// Takes over all groups that another monitor has learnt, such as one with the same options that was fitted aside while
    /// this one went on judging.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a group without contamination here; then nothing is taken.
    pub fn adopt(&mut self, other: Self) -> Result<()> {
        for group in other.groups.keys() {
            self.share(group)?;
        }
        self.groups.extend(other.groups);
        Ok(())
    }

    /// Scores new rows against what was learnt. A monitor that has learnt nothing at all judges the rows by themselves:
    /// their own percentile is the threshold, so that some of them are always anomalous points.
    ///
    /// A forest sees no difference between a value just outside the range of the training rows and one far away. So what
    /// lies outside moves a row's score nearer to -1, by the share 1 - 2^-e of the way, where e is the sum over the columns
    /// of the distance from the range in widths of the range. A column that never varied has a thousandth of its value for
    /// a width, and counts one width at most. The explanation gives each column its part of this.
    ///
    /// Drift is looked for in these rows alone, taken to be in the order of time: rows that follow each other closely say
    /// less than independent ones ([`ColumnDrift::p_value`]), and one row says nothing. Give a batch that is as long as a
    /// season, a day of it at best.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); [`Error::NotFitted`] for a group that was not fitted where others were; [`Error::Shape`] for
    /// other columns than it was fitted on, [`Error::Invalid`] for columns of other names.
    pub fn detect(&self, groups: &[MetricRows<'_>]) -> Result<BTreeMap<String, Detection>> {
        self.each(groups, |rows, share| {
            if self.groups.is_empty() {
                let (fitted, scores) = self.learn(rows, share)?;
                return fitted.detection(rows.matrix, scores, None);
            }
            let fitted = self.groups.get(rows.group);
            let fitted = fitted.ok_or_else(|| Error::NotFitted { what: format!("group {:?}", rows.group) })?;
            fitted.check(rows)?;
            let scores = fitted.scores(rows.matrix)?;
            fitted.detection(rows.matrix, scores, Some(drift(&fitted.profile, rows.matrix)?))
        })
    }

    pub(super) fn share(&self, group: &str) -> Result<f64> {
        let shares = &self.options.contamination;
        let known = || shares.keys().take(20).cloned().collect();
        shares.get(group).copied().ok_or_else(|| Error::unknown("metric group", group, known()))
    }

    /// Something for each group, of which none may come twice.
    fn each<T>(
        &self,
        groups: &[MetricRows<'_>],
        work: impl Fn(&MetricRows<'_>, f64) -> Result<T>,
    ) -> Result<BTreeMap<String, T>> {
        let mut done = BTreeMap::new();
        for rows in groups {
            let share = self.share(rows.group)?;
            if done.insert(rows.group.to_owned(), work(rows, share)?).is_some() {
                return Err(Error::duplicate("metric group", rows.group));
            }
        }
        Ok(done)
    }

    fn learn(&self, rows: &MetricRows<'_>, share: f64) -> Result<(Fitted, Vec<f64>)> {
        let matrix = rows.matrix;
        let profile = Profile::new(matrix, rows.columns)?;
        let builder = self
            .options
            .forest
            .clone()
            .contamination(Contamination::Share(share))
            .random_state(self.options.random_state.unwrap_or(0));
        let scale = self.options.standardise.then(|| Scale::of(matrix));
        let forest = match &scale {
            Some(scale) => {
                let values = scale.apply(matrix, 0..matrix.rows());
                builder.fit(Matrix::new(&values, matrix.rows(), matrix.columns())?)?
            }
            None => builder.fit(matrix)?,
        };
        let mut fitted = Fitted { profile, named: rows.columns.is_some(), scale, forest, threshold: 0.0, lowest: 0.0 };
        let scores = fitted.scores(matrix)?;
        fitted.lowest = scores.iter().copied().fold(f64::INFINITY, f64::min);
        fitted.threshold = quantile(&scores, self.options.percentile / 100.0)?;
        Ok((fitted, scores))
    }
}

impl Fitted {
    /// Whether rows have the columns that were learnt.
    fn check(&self, rows: &MetricRows<'_>) -> Result<()> {
        let (columns, known) = (rows.matrix.columns(), self.profile.columns().len());
        if columns != known {
            let expected = format!("{known} columns, as in fit");
            return Err(Error::shape(rows.group, expected, format!("{columns} columns")));
        }
        let Some(names) = rows.columns else { return Ok(()) };
        for (found, known) in check_names(names, columns)?.iter().zip(self.profile.names()) {
            if self.named && found != known {
                return Err(Error::invalid(
                    format!("columns of {}", rows.group),
                    format!("{known:?}, as in fit"),
                    found,
                ));
            }
        }
        Ok(())
    }

    /// A function of rows as the forest knows them, for a part of the matrix.
    fn scaled<T>(
        &self,
        matrix: Matrix<'_>,
        start: usize,
        end: usize,
        ask: impl Fn(&IsolationForest, Matrix<'_>) -> Result<T>,
    ) -> Result<T> {
        let columns = matrix.columns();
        match &self.scale {
            Some(scale) => {
                let values = scale.apply(matrix, start..end);
                ask(&self.forest, Matrix::new(&values, end - start, columns)?.numbered_from(matrix.number(start)))
            }
            None => {
                let mut buffer = Vec::new();
                let values = matrix.block(start..end, &mut buffer);
                ask(&self.forest, Matrix::new(values, end - start, columns)?.numbered_from(matrix.number(start)))
            }
        }
    }

    fn scores(&self, matrix: Matrix<'_>) -> Result<Vec<f64>> {
        let mut scores = Vec::with_capacity(matrix.rows());
        for start in (0..matrix.rows()).step_by(CHUNK) {
            let end = matrix.rows().min(start + CHUNK);
            scores.append(&mut self.scaled(matrix, start, end, IsolationForest::decision_function)?);
        }
        let offset = self.forest.offset();
        for (row, score) in scores.iter_mut().enumerate() {
            let outside: f64 = self.outside(matrix, row).sum();
            if outside > 0.0 {
                *score -= (1.0 + *score + offset) * (1.0 - libm::exp2(-outside));
            }
        }
        Ok(scores)
    }

    /// How far each value of a row lies outside the range of the training rows, in widths of that range.
    fn outside(&self, matrix: Matrix<'_>, row: usize) -> impl Iterator<Item = f64> {
        self.profile.columns().iter().enumerate().map(move |(column, known)| {
            let value = matrix.get(row, column).unwrap_or(f64::NAN);
            let Some((least, largest)) = known.range() else { return 0.0 };
            let distance = (least - value).max(value - largest);
            if distance > 0.0 && least == largest {
                (distance / (least.abs() / 1000.0)).min(1.0)
            } else if distance > 0.0 {
                (distance / (largest - least)).min(1000.0)
            } else {
                0.0 // within, or missing
            }
        })
    }

    fn values(&self, matrix: Matrix<'_>, row: usize) -> impl Iterator<Item = f64> {
        (0..matrix.columns()).filter_map(move |column| matrix.get(row, column))
    }

    /// Without drift for the rows that were trained on just now.
    fn detection(&self, matrix: Matrix<'_>, scores: Vec<f64>, drift: Option<Vec<ColumnDrift>>) -> Result<Detection> {
        let threshold = self.threshold;
        let anomalous_points: Vec<usize> = (0..scores.len()).filter(|&row| scores[row] < threshold).collect();
        let mut strangest = anomalous_points.clone();
        strangest.sort_by(|&first, &second| scores[first].total_cmp(&scores[second]));
        strangest.truncate(EXPLAINED);
        let columns = self.profile.columns().len();
        let mut shares: Vec<ResponsibleColumn> = self
            .profile
            .names()
            .map(|name| ResponsibleColumn { column: name.to_owned(), contribution: 0.0, first_in: 0 })
            .collect();
        let mut explanation = None;
        // Together, so that they share the work of laying out the trees.
        let rows: Vec<f64> = strangest.iter().flat_map(|&row| self.values(matrix, row)).collect();
        let picked = Matrix::new(&rows, strangest.len(), columns)?;
        let (baseline, mut all) = if strangest.is_empty() {
            (0.0, Vec::new())
        } else {
            (self.forest.baseline(), self.scaled(picked, 0, strangest.len(), IsolationForest::explain)?)
        };
        for (&row, parts) in strangest.iter().zip(all.chunks_exact_mut(columns.max(1))) {
            let score = scores[row] + self.forest.offset();
            let outside: f64 = self.outside(matrix, row).sum();
            if outside > 0.0 {
                let moved = score - baseline - parts.iter().sum::<f64>();
                parts.iter_mut().zip(self.outside(matrix, row)).for_each(|(part, by)| *part += moved * by / outside);
            }
            let first = (0..columns).min_by(|&one, &other| parts[one].total_cmp(&parts[other]));
            for (at, (share, part)) in shares.iter_mut().zip(parts.iter()).enumerate() {
                share.contribution += part / strangest.len() as f64;
                share.first_in += u64::from(first == Some(at));
            }
            if explanation.is_none() {
                let values: Vec<f64> = self.values(matrix, row).collect();
                explanation = Some(RowExplanation::new(score, baseline, &values, parts, &self.profile));
            }
        }
        if strangest.is_empty() {
            shares.clear();
        }
        shares.sort_by(|first, second| first.contribution.total_cmp(&second.contribution));
        let summary = DetectionSummary {
            rows: scores.len() as u64,
            anomalous: anomalous_points.len() as u64,
            threshold,
            worst: strangest.first().map(|&row| row as u64),
            worst_score: strangest.first().map(|&row| scores[row]),
            explanation,
            columns: shares,
            strangest_trained: drift.as_ref().map(|_| self.lowest),
            drift: drift.unwrap_or_default(),
        };
        Ok(Detection { scores, threshold, anomalous_points, summary })
    }
}
