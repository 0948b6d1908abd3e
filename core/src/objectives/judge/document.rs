use serde::{Deserialize, Serialize};

use crate::document::{self, Limits, field};
use crate::time::Span;
use crate::{Error, Result};

/// Most criteria, and most recovery-time objectives.
const CRITERIA: usize = 100;
/// Most steps of traffic.
const STEPS: usize = 100;
/// Most bytes of a name.
const NAME: u64 = 200;

/// What a release is judged by: the written form of a [`ReleaseJudge`](super::ReleaseJudge), as YAML or JSON.
///
/// ```
/// use hypercare::objectives::ReleaseJudge;
/// let judge = ReleaseJudge::from_yaml("
/// version: 1
/// watch: 2 h
/// decide_within: 15 min
/// false_alarm: 0.05
/// traffic: {steps: [5, 25, 50, 100], hold: 15 min}
/// criteria:
///   - {name: error rate, metric: error_rate, kind: share, limit: 0.005, baseline: true}
///   - {name: response time, metric: response_time, kind: value, limit: 5}
///   - {name: data integrity, metric: data_integrity, kind: event}
/// recovery:
///   - {name: emergency failover, within: 15 min}
/// ")?;
/// assert_eq!(ReleaseJudge::from_json(&judge.to_json()?)?, judge);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct JudgeDocument {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// How long a release is watched after the deployment, at most 30 days.
    pub watch: Span,
    /// How long a suspicion may last, and data be missing, until somebody must decide.
    pub decide_within: Span,
    /// How long after its last sample a criterion counts as without data: more than the time between two samples. It
    /// takes no step of traffic and no promotion from then on.
    pub stale_after: Span,
    /// The chance that a release within its limits and no worse than its baseline is rolled back in the whole watch,
    /// over all criteria and however often one looks: over 0, at most 0.5. Lists of criteria share it by their weights.
    pub false_alarm: f64,
    /// The chance that a criterion is found healthy which is `detect` times over its limit: over 0, at most 0.5.
    pub missed: f64,
    /// How the traffic moves to the release.
    pub traffic: TrafficPlan,
    /// What is watched, at most 100.
    pub criteria: Vec<ReleaseCriterion>,
    /// How long the ways back may take, at most 100.
    pub recovery: Vec<RecoveryObjective>,
}

/// How the traffic moves to a release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TrafficPlan {
    /// The release's share of the traffic in percent, rising and ending with 100: one step is a blue-green switch.
    pub steps: Vec<f64>,
    /// How long each step but the last is held at least.
    pub hold: Span,
}

/// One criterion for a rollback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleaseCriterion {
    /// What people call it.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub name: String,
    /// The metric that samples name.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub metric: String,
    /// What samples hold.
    pub kind: CriterionKind,
    /// What is still accepted. For a share: bad of all, over 0 and under 1 (0.005 is 0.5 %). For a value: the largest
    /// one, in the metric's unit. For an event: how many are accepted, 0 if left out.
    #[serde(default)]
    pub limit: Option<f64>,
    /// For a value: the share of samples that may lie beyond the limit, over 0 and under 1. A half asks that the median
    /// stay within it, 0.05 the 95th percentile.
    #[serde(default = "half")]
    pub allowed: f64,
    /// For a value: whether low values are the bad ones.
    #[serde(default)]
    pub below: bool,
    /// Whether the release is compared with its baseline as well, where samples hold one. Not for events.
    #[serde(default)]
    pub baseline: bool,
    /// How much worse than its baseline a release may be, as a share of the baseline, 0 to 10: with 0.1 response times
    /// of up to 220 ms are no worse than 200 ms, and 1.1 % of errors no worse than 1 %.
    #[serde(default = "tenth")]
    pub margin: f64,
    /// What must not be missed: odds so many times those accepted, over 1, at most 100.
    #[serde(default = "two")]
    pub detect: f64,
    /// How much more the counts scatter than independent requests would, 1 to 1,000: failures that come in bursts of
    /// ten are a tenth of the evidence. Values of one minute after another that resemble each other need it as well.
    #[serde(default = "one")]
    pub dispersion: f64,
    /// Its part of the false alarms, over 0, at most 1,000.
    #[serde(default = "one")]
    pub weight: f64,
    /// Whether a release may be promoted only with enough data on this criterion. Not for events.
    #[serde(default = "yes")]
    pub required: bool,
}

/// What the samples of a criterion hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CriterionKind {
    /// Counts: so many bad of so many in all.
    Share,
    /// One number each, such as the 95th percentile of the response time in a minute.
    Value,
    /// Something that must not happen.
    Event,
}

/// How long one way back may take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoveryObjective {
    /// What is done.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub name: String,
    /// It is done in less than this time.
    pub within: Span,
}

fn half() -> f64 {
    0.5
}

fn tenth() -> f64 {
    0.1
}

fn one() -> f64 {
    1.0
}

fn two() -> f64 {
    2.0
}

fn yes() -> bool {
    true
}

impl ReleaseCriterion {
    fn new(name: &str, metric: &str, kind: CriterionKind, limit: Option<f64>) -> Self {
        Self {
            name: name.to_owned(),
            metric: metric.to_owned(),
            kind,
            limit,
            allowed: half(),
            below: false,
            baseline: kind != CriterionKind::Event,
            margin: tenth(),
            detect: two(),
            dispersion: one(),
            weight: one(),
            required: true,
        }
    }

    /// The share of bad trials that is accepted.
    pub(super) fn accepted(&self) -> f64 {
        if self.kind == CriterionKind::Share { self.limit.unwrap_or(half()) } else { self.allowed }
    }

    /// Whether a release may not be promoted without its data.
    pub(super) fn needed(&self) -> bool {
        self.required && self.kind != CriterionKind::Event
    }

    /// How many tests on false alarms it makes.
    pub(super) fn tests(&self) -> f64 {
        match self.kind {
            CriterionKind::Event => 0.0,
            _ => 1.0 + f64::from(u8::from(self.baseline)),
        }
    }
}

impl Default for TrafficPlan {
    /// A blue-green switch: all of it at once.
    fn default() -> Self {
        Self { steps: vec![100.0], hold: Span::minutes(15) }
    }
}

impl Default for JudgeDocument {
    fn default() -> Self {
        use CriterionKind::{Event, Share, Value};
        let recovery = [
            ("schema change", 30),
            ("data migration", 120),
            ("full database restore", 240),
            ("point-in-time recovery", 60),
            ("emergency failover", 15),
        ];
        Self {
            version: 1,
            watch: Span::minutes(120),
            decide_within: Span::minutes(15),
            stale_after: Span::minutes(5),
            false_alarm: 0.05,
            missed: 0.05,
            traffic: TrafficPlan::default(),
            criteria: vec![
                ReleaseCriterion::new("error rate", "error_rate", Share, Some(0.005)),
                ReleaseCriterion::new("response time", "response_time", Value, Some(5.0)),
                ReleaseCriterion::new("critical feature failure", "critical_feature_failure", Event, None),
                ReleaseCriterion::new("security vulnerability", "security_vulnerability", Event, None),
                ReleaseCriterion::new("data integrity", "data_integrity", Event, None),
            ],
            recovery: recovery
                .map(|(name, minutes)| RecoveryObjective { name: name.to_owned(), within: Span::minutes(minutes) })
                .to_vec(),
        }
    }
}

impl JudgeDocument {
    pub(super) fn from_yaml(text: &str) -> Result<Self> {
        document::from_yaml(text, "release judge", Limits::default())
    }

    pub(super) fn from_json(text: &str) -> Result<Self> {
        document::from_json(text, "release judge", Limits::default())
    }

    pub(super) fn check(&self) -> Result<()> {
        let exact = |name: &str, span: Span, minutes: i64| {
            let fits = span.calendar_months() == 0 && span.exact().num_minutes() <= minutes && span != Span::ZERO;
            let expected = "an exact length of time over 0, at most 30 days";
            if fits { Ok(()) } else { Err(Error::invalid(name, expected, span)) }
        };
        const MONTH: i64 = 30 * 24 * 60;
        if self.version != 1 {
            return Err(Error::invalid("version", "1", self.version));
        }
        exact("watch", self.watch, MONTH)?;
        exact("decide_within", self.decide_within, MONTH)?;
        exact("stale_after", self.stale_after, MONTH)?;
        exact("traffic.hold", self.traffic.hold, MONTH)?;
        over("false_alarm", self.false_alarm, 0.5)?;
        over("missed", self.missed, 0.5)?;
        Error::cap("steps of traffic", STEPS as u64, self.traffic.steps.len())?;
        let rising = self.traffic.steps.is_sorted_by(|one, next| one < next);
        let within = self.traffic.steps.iter().all(|step| *step > 0.0 && *step <= 100.0);
        if !rising || !within || self.traffic.steps.last() != Some(&100.0) {
            let expected = "percentages over 0 that rise and end with 100";
            return Err(Error::invalid("traffic.steps", expected, format!("{:?}", self.traffic.steps)));
        }
        Error::cap("criteria", CRITERIA as u64, self.criteria.len())?;
        Error::cap("recovery-time objectives", CRITERIA as u64, self.recovery.len())?;
        if self.criteria.is_empty() {
            return Err(Error::invalid("criteria", "at least one criterion", "none"));
        }
        for (index, criterion) in self.criteria.iter().enumerate() {
            criterion.check(&format!("criteria[{index}]"))?;
            let before = self.criteria.get(..index).unwrap_or_default();
            if before.iter().any(|other| other.metric == criterion.metric) {
                return Err(Error::duplicate("metric", &criterion.metric));
            }
        }
        for (index, objective) in self.recovery.iter().enumerate() {
            Error::cap(&format!("recovery[{index}].name, bytes"), NAME, objective.name.len())?;
            exact(&format!("recovery[{index}].within"), objective.within, MONTH)?;
            let before = self.recovery.get(..index).unwrap_or_default();
            if before.iter().any(|other| other.name == objective.name) {
                return Err(Error::duplicate("recovery-time objective", &objective.name));
            }
        }
        Ok(())
    }
}

fn over(name: &str, value: f64, most: f64) -> Result<()> {
    let fits = value > 0.0 && value <= most;
    if fits { Ok(()) } else { Err(Error::invalid(name, format!("a number over 0, at most {most}"), value)) }
}

fn inside(name: &str, value: f64) -> Result<()> {
    let fits = value > 0.0 && value < 1.0;
    if fits { Ok(()) } else { Err(Error::invalid(name, "a share over 0 and under 1", value)) }
}

impl ReleaseCriterion {
    fn check(&self, place: &str) -> Result<()> {
        let at = |field: &str| format!("{place}.{field}");
        Error::cap(&at("name, bytes"), NAME, self.name.len())?;
        Error::cap(&at("metric, bytes"), NAME, self.metric.len())?;
        match (self.kind, self.limit) {
            (CriterionKind::Share, Some(limit)) => inside(&at("limit"), limit)?,
            (CriterionKind::Value, Some(limit)) if limit.is_finite() => {}
            (CriterionKind::Event, None) => {}
            (CriterionKind::Event, Some(limit)) if (0.0..=1e6).contains(&limit) && limit.fract() == 0.0 => {}
            (CriterionKind::Event, Some(limit)) => {
                return Err(Error::invalid(at("limit"), "a whole number of events, 0 or more", limit));
            }
            (_, limit) => {
                let found = limit.map_or_else(|| "none".to_owned(), |limit| limit.to_string());
                return Err(Error::invalid(at("limit"), "a finite number", found));
            }
        }
        inside(&at("allowed"), self.allowed)?;
        let detects = self.detect > 1.0 && self.detect <= 100.0;
        if !detects {
            return Err(Error::invalid(at("detect"), "a number over 1, at most 100", self.detect));
        }
        if !(0.0..=10.0).contains(&self.margin) {
            return Err(Error::invalid(at("margin"), "a number from 0 to 10", self.margin));
        }
        if !(1.0..=1_000.0).contains(&self.dispersion) {
            return Err(Error::invalid(at("dispersion"), "a number from 1 to 1000", self.dispersion));
        }
        over(&at("weight"), self.weight, 1_000.0)
    }
}
