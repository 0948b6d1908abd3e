//! How well does the whole stand: a weighted score over many objectives?

use std::collections::{BTreeMap, BTreeSet};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::objective::ObjectiveDocument;
use super::quantity::{Dimension, Measure, Quantity, Unit};
use super::{Objective, ObjectiveState, ObjectiveVerdict};
use crate::document::{self, Limits, field, to_json};
use crate::{Error, Reason, Result};

/// Most objectives of a scorecard.
const OBJECTIVES: u64 = 10_000;

/// What a missing value counts as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MissingData {
    /// As a missed objective.
    #[default]
    Fails,
    /// As if the objective were not on the card.
    Ignored,
}

/// A scorecard as documents write it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScorecardDocument {
    /// Version of the document: 1.
    #[serde(default = "one", deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// The objectives: each its line, or in full.
    pub objectives: Vec<ScoredObjective>,
    /// The share of the points, 0 to 1, from which on the card passes: "90%", 0.9.
    #[serde(default = "pass", deserialize_with = "share")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::objectives::quantity::ShareText"))]
    pub pass: f64,
    /// The share of the points from which on it passes with a warning; at most `pass`.
    #[serde(default = "warning", deserialize_with = "share")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::objectives::quantity::ShareText"))]
    pub warning: f64,
    /// What a missing value counts as.
    #[serde(default)]
    pub missing: MissingData,
    /// The share of the last value that a value must move by to count as better or worse.
    #[serde(default = "steady", deserialize_with = "share")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::objectives::quantity::ShareText"))]
    pub steady: f64,
}

/// An objective on a scorecard: a line, or a document with weight and key.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ScoredObjective {
    /// In full.
    Full(ObjectiveDocument),
    /// Its line alone.
    Line(String),
}

impl<'de> Deserialize<'de> for ScoredObjective {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let line = |text: &str| Objective::parse(text).map(|_| Self::Line(text.to_owned()));
        document::text_or_map(deserializer, "a line such as Error Rate: <0.1%, or a map with `line`", line, Self::Full)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ScoredObjective {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ScoredObjective".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let full = generator.subschema_for::<ObjectiveDocument>();
        schemars::json_schema!({"anyOf": [{"type": "string"}, full]})
    }
}

fn one() -> u32 {
    1
}

fn pass() -> f64 {
    0.9
}

fn warning() -> f64 {
    0.75
}

fn steady() -> f64 {
    0.01
}

/// What an objective promises: two of one metric are told apart by it.
fn promise(objective: &Objective) -> (String, String) {
    let Objective { metric, bounds, target, peak, tracking, .. } = objective;
    (metric.clone(), format!("{bounds:?} {target:?} {peak:?} {tracking:?}"))
}

/// The value of the first bound.
fn first_value<'a>(objective: &Objective, values: &'a BTreeMap<String, Measure>) -> Option<&'a Measure> {
    let named = |label: &str| values.get(&format!("{}.{label}", objective.metric));
    let own = objective.bounds.first().and_then(|bound| named(&bound.label(0)));
    own.or_else(|| named("value")).or_else(|| values.get(&objective.metric))
}

/// The values of an objective by bound.
fn bound_values(objective: &Objective, values: &BTreeMap<String, Measure>) -> BTreeMap<String, Measure> {
    let named = |label: String| Some((values.get(&format!("{}.{label}", objective.metric))?.clone(), label));
    let mut given: BTreeMap<String, Measure> =
        objective.labels().into_iter().filter_map(named).map(|(value, label)| (label, value)).collect();
    if let Some(first) = first_value(objective, values) {
        given.insert("value".to_owned(), first.clone());
    }
    given
}

fn share<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<f64, D::Error> {
    let found = Measure::deserialize(deserializer)?.within(&Unit::plain(Dimension::Share)).map_err(D::Error::custom)?;
    found
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| D::Error::custom("a share outside of 0 to 1, expected one such as 90% or 0.9"))
}

/// How the card stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScoreResult {
    /// Enough points, and no key objective missed.
    Pass,
    /// Enough points for a warning.
    Warning,
    /// Too few points, or a key objective missed.
    Fail,
}

/// Which way a value went since the last period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrendDirection {
    /// To the good side.
    Better,
    /// Neither way, by more than what counts.
    Steady,
    /// To the bad side.
    Worse,
}

/// What a value did since the last period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObjectiveTrend {
    /// Which way it went.
    pub direction: TrendDirection,
    /// The value of the last period, in the base unit of the threshold.
    pub before: f64,
    /// The change as a share of the last value: 0.1 is a tenth more. Missing where that was zero.
    pub change: Option<f64>,
    /// The numbers.
    pub reason: Reason,
}

/// One line of a scorecard.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreLine {
    /// Where the objective stands.
    pub verdict: ObjectiveVerdict,
    /// The points it can give: its weight; 0 for what is only tracked, or ignored for want of data.
    pub possible: f64,
    /// The points it gives: all on target (or met, where there is no target), half if met, none if missed.
    pub points: f64,
    /// Whether the card fails where it is missed.
    pub key: bool,
    /// What the value did since the last period, where both are known.
    pub trend: Option<ObjectiveTrend>,
}

/// A score over all objectives.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Score {
    /// Pass, warning or fail.
    pub result: ScoreResult,
    /// The share of the possible points, 0 to 1; missing where nothing could be scored.
    pub score: Option<f64>,
    /// The points.
    pub points: f64,
    /// The points that were possible.
    pub possible: f64,
    /// Names of the key objectives that were missed.
    pub failed_keys: Vec<String>,
    /// Each objective, in the order of the card.
    pub lines: Vec<ScoreLine>,
    /// The rule and the numbers.
    pub reason: Reason,
}

/// A weighted score over objectives.
///
/// As in Keptn's quality gates an objective gives all of its weight on target, half of it if only the threshold is kept,
/// and nothing if it is missed; a missed key objective fails the whole. Percentages are absolute: "99.9%" is a threshold of
/// the value itself. What changed since the last period is reported beside it.
///
/// ```
/// use std::collections::BTreeMap;
/// use hypercare::objectives::{Measure, Scorecard, ScoreResult};
/// let card = Scorecard::from_yaml("
/// objectives:
///   - 'Response Time: <2 seconds (Target: <1.5s)'
///   - {line: 'Uptime: 99.9% (Target: 99.95%)', weight: 2, key: true}
/// ")?;
/// let values = BTreeMap::from([
///     ("response_time".to_owned(), "1800 ms".parse::<Measure>()?),
///     ("uptime".to_owned(), "99.97%".parse()?),
/// ]);
/// let score = card.score(&values, &BTreeMap::new())?;
/// assert_eq!((score.points, score.possible, score.result), (2.5, 3.0, ScoreResult::Warning));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scorecard {
    document: ScorecardDocument,
    objectives: Vec<Objective>,
}

impl Scorecard {
    /// A card of a document.
    ///
    /// # Errors
    ///
    /// What [`ObjectiveDocument::objective`] returns; [`Error::Duplicate`] for the same promise about one metric twice;
    /// [`Error::Invalid`] if `warning` is over `pass` or a share is not 0 to 1; [`Error::Limit`] over 10,000 objectives.
    pub fn new(document: ScorecardDocument) -> Result<Self> {
        Error::cap("objectives", OBJECTIVES, document.objectives.len())?;
        let shares = [("pass", document.pass), ("warning", document.warning), ("steady", document.steady)];
        if let Some((name, share)) = shares.into_iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            return Err(Error::invalid(name, "a share of 0 to 1", share));
        }
        if document.warning > document.pass {
            return Err(Error::invalid(
                "warning",
                format!("at most pass, which is {}", document.pass),
                document.warning,
            ));
        }
        let mut objectives: Vec<Objective> = Vec::with_capacity(document.objectives.len());
        let mut seen = BTreeSet::new();
        for each in &document.objectives {
            let objective = match each {
                ScoredObjective::Full(full) => full.objective()?,
                ScoredObjective::Line(line) => Objective::parse(line)?,
            };
            if !seen.insert(promise(&objective)) {
                return Err(Error::duplicate("objective for the metric", &objective.metric));
            }
            objectives.push(objective);
        }
        Ok(Self { document, objectives })
    }

    /// Reads a [`ScorecardDocument`] in YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column, [`Error::Limit`] over a cap, and what [`new`](Self::new) returns.
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::new(document::from_yaml(text, "scorecard", Limits::default())?)
    }

    /// Reads a [`ScorecardDocument`] in JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(document::from_json(text, "scorecard", Limits::default())?)
    }

    /// A card of the lines of a text, as [`Objective::parse_lines`] reads them, with the defaults of a document. What is
    /// promised twice is on it once.
    ///
    /// # Errors
    ///
    /// As for [`Objective::parse_lines`] and [`new`](Self::new).
    pub fn parse_lines(text: &str) -> Result<Self> {
        let mut seen = BTreeSet::new();
        let once = Objective::parse_lines(text)?.into_iter().filter(|objective| seen.insert(promise(objective)));
        let lines = once.map(|objective| ScoredObjective::Line(objective.text));
        Self::new(ScorecardDocument {
            version: 1,
            objectives: lines.collect(),
            pass: pass(),
            warning: warning(),
            missing: MissingData::default(),
            steady: steady(),
        })
    }

    /// The document as canonical JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, for a card that was read.
    pub fn to_json(&self) -> Result<String> {
        to_json(&self.document)
    }

    /// The document.
    pub fn document(&self) -> &ScorecardDocument {
        &self.document
    }

    /// The objectives, in order.
    pub fn objectives(&self) -> &[Objective] {
        &self.objectives
    }

    /// The score of the values; `before` are those of the last period, for the trends, and may be empty.
    ///
    /// A value goes by its metric and bound, as [`Objective::status_each`] names them: "cpu_utilization.peak",
    /// "latency.p95", "resolution_time.normal". The metric alone stands for the first bound of its objectives, which must
    /// then be of one statistic. Each bound is judged, and the worst counts; one without a value has no data, but for that
    /// of a "(Peak: ...)".
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a name that is not on the card, [`Error::Invalid`] for a metric alone whose objectives are of
    /// several statistics, and what [`Objective::status`] returns.
    pub fn score(&self, values: &BTreeMap<String, Measure>, before: &BTreeMap<String, Measure>) -> Result<Score> {
        self.check_names(values)?;
        self.check_names(before)?;
        let mut lines = Vec::with_capacity(self.objectives.len());
        for objective in &self.objectives {
            let given = bound_values(objective, values);
            let verdict = match self.document.missing {
                MissingData::Fails => objective.status_each(&given)?,
                MissingData::Ignored => objective.status_known(&given)?,
            };
            // Only the first bound has a target; the others are kept or not.
            let aimed = verdict.bounds.first().is_some_and(|first| first.status == ObjectiveState::OnTarget);
            let (possible, part) = match verdict.status {
                ObjectiveState::OnTarget => (objective.weight, 1.0),
                ObjectiveState::Met if aimed || objective.target.is_none() => (objective.weight, 1.0),
                ObjectiveState::Met => (objective.weight, 0.5),
                ObjectiveState::Missed => (objective.weight, 0.0),
                ObjectiveState::NoData if self.document.missing == MissingData::Fails => (objective.weight, 0.0),
                ObjectiveState::NoData | ObjectiveState::Tracked => (0.0, 0.0),
            };
            let first = |values: &BTreeMap<String, Measure>| first_value(objective, values).cloned();
            let trend = self.trend(objective, &first(values).unwrap_or(Measure::Missing), first(before).as_ref())?;
            lines.push(ScoreLine { verdict, possible, points: part * possible, key: objective.key, trend });
        }
        let (mut points, mut possible) = (0.0, 0.0);
        let mut failed_keys = Vec::new();
        for line in &lines {
            points += line.points;
            possible += line.possible;
            let failed = match line.verdict.status {
                ObjectiveState::Missed => true,
                ObjectiveState::NoData => self.document.missing == MissingData::Fails,
                _ => false,
            };
            if line.key && failed {
                failed_keys.push(line.verdict.objective.clone());
            }
        }
        let score = (possible > 0.0).then(|| points / possible);
        let result = match score {
            _ if !failed_keys.is_empty() => ScoreResult::Fail,
            Some(score) if score >= self.document.pass => ScoreResult::Pass,
            Some(score) if score >= self.document.warning => ScoreResult::Warning,
            _ => ScoreResult::Fail,
        };
        let reason = self.reason(score, points, possible, &failed_keys);
        Ok(Score { result, score, points, possible, failed_keys, lines, reason })
    }

    fn check_names(&self, values: &BTreeMap<String, Measure>) -> Result<()> {
        let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
        for objective in &self.objectives {
            for label in objective.labels() {
                known.insert(format!("{}.{label}", objective.metric), None);
            }
        }
        for objective in &self.objectives {
            let statistic = objective.bounds.first().and_then(|bound| bound.statistic);
            let own = statistic.map(|statistic| statistic.to_string()).unwrap_or_default();
            let known = known.entry(objective.metric.clone()).or_insert_with(|| Some(own.clone()));
            if known.as_ref().is_some_and(|known| *known != own) {
                *known = None;
            }
        }
        for name in values.keys() {
            let several = || self.objectives.iter().any(|objective| objective.metric == *name);
            match known.get(name) {
                None => {
                    let names = self.objectives.iter().take(20).map(|objective| objective.metric.clone()).collect();
                    return Err(Error::unknown("metric", name, names));
                }
                Some(None) if several() => {
                    return Err(Error::invalid(name, "its name with a statistic, as the card asks for several", name));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn reason(&self, score: Option<f64>, points: f64, possible: f64, failed: &[String]) -> Reason {
        let percent = |share: f64| super::quantity::show(share, &Unit::plain(Dimension::Share));
        let rule =
            format!("pass from {} on, warning from {} on", percent(self.document.pass), percent(self.document.warning));
        let detail = match score {
            None => "there is nothing to score".to_owned(),
            Some(_) if !failed.is_empty() => format!("missed key objectives: {}", failed.join(", ")),
            Some(score) => {
                let share = Unit::plain(Dimension::Share);
                let limit = if score >= self.document.pass { self.document.pass } else { self.document.warning };
                format!("{points} of {possible} points, {}", super::quantity::beside(score, limit, &share))
            }
        };
        let reason = Reason::new(rule, detail).number("points", points).number("possible", possible);
        score.map_or(reason.clone(), |score| reason.number("score", score))
    }

    fn trend(
        &self,
        objective: &Objective,
        value: &Measure,
        before: Option<&Measure>,
    ) -> Result<Option<ObjectiveTrend>> {
        let Some(bound) = objective.bounds.first().or(objective.target.as_ref()) else { return Ok(None) };
        let unit = &bound.threshold.unit;
        let before = before.map_or(Ok(None), |before| before.within(unit))?;
        let (Some(value), Some(before)) = (value.within(unit)?, before) else { return Ok(None) };
        let change = (value - before) / before.abs();
        let change = change.is_finite().then_some(change);
        let moved = change.map_or(value != before, |change| change.abs() > self.document.steady);
        let direction = match (moved, (value > before) == bound.comparison.is_upward()) {
            (false, _) => TrendDirection::Steady,
            (true, true) => TrendDirection::Better,
            (true, false) => TrendDirection::Worse,
        };
        let shown = |value: f64| Quantity { value, unit: unit.clone() };
        let detail = format!("{} after {}", shown(value), shown(before));
        let reason = Reason::new(objective.name.clone(), detail).number("value", value).number("before", before);
        Ok(Some(ObjectiveTrend { direction, before, change, reason }))
    }
}
