//! Where do users get lost on their way?

use serde::{Deserialize, Serialize};

use super::advice::{ExpectedEffect, TuningAdvice, TuningKind, TuningTicket, TuningVerification, line, percent};
use super::chance;
use super::verify::TuningMeasurement;
use crate::error::shorten;
use crate::{Error, Priority, Reason, Result};

/// Most journeys, and most steps of all.
const MOST_STEPS: u64 = 1_000_000;

/// A way through the product, counted step by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// Its name, such as `document_upload_to_analysis`.
    pub name: String,
    /// Its steps in order; the last counts those who finished. At least two.
    pub steps: Vec<JourneyCount>,
}

/// How many users came to one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JourneyCount {
    /// Its name.
    pub name: String,
    /// How many users came to it, at most those of the step before.
    pub users: u64,
    /// What most of those who left it met, where that is known: an error, a wait, a question.
    #[serde(default)]
    pub issue: Option<String>,
    /// What may help, where that is known.
    #[serde(default)]
    pub suggestion: Option<String>,
}

/// When a journey is advised on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct JourneyOptions {
    /// The share of users who should finish, over 0, at most 1: 0.95 in the support framework.
    pub completion: f64,
    /// The share of users whom a step may lose, 0 to 1: 0.10 in the support framework.
    pub drop_off: f64,
    /// How sure the intervals are, over 0.5 and under 1.
    pub confidence: f64,
    /// Fewest users of a journey or step for it to be judged; at least 1.
    pub least_users: u64,
}

impl Default for JourneyOptions {
    /// 95 % finish, no step loses over 10 %, 95 % intervals, 100 users.
    fn default() -> Self {
        Self { completion: 0.95, drop_off: 0.10, confidence: 0.95, least_users: 100 }
    }
}

/// How a journey or step stands against its threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum JourneyState {
    /// The whole interval is on the good side.
    Good,
    /// The share is on the good side, its interval is not: it may be chance.
    LikelyGood,
    /// The share is on the bad side, its interval is not: it may be chance.
    LikelyBad,
    /// The whole interval is on the bad side.
    Bad,
    /// There are too few users to judge.
    TooFew,
}

/// What was found on one journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JourneyFinding {
    /// The journey.
    pub name: String,
    /// How many users began it.
    pub users: u64,
    /// The share of them who finished, 0 to 1; none where nobody began.
    pub completion: Option<f64>,
    /// The lower end of its Wilson interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// How it stands against the completion asked for.
    pub state: JourneyState,
    /// Its steps but the last, in order.
    pub steps: Vec<JourneyStepFinding>,
    /// Why it stands so.
    pub reason: Reason,
}

/// What was found on one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JourneyStepFinding {
    /// The step.
    pub name: String,
    /// How many users came to it.
    pub users: u64,
    /// How many of them did not come to the next.
    pub lost: u64,
    /// The share of them, 0 to 1; none where nobody came.
    pub drop_off: Option<f64>,
    /// The lower end of its Wilson interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// How it stands against the share it may lose.
    pub state: JourneyState,
}

/// A step that loses too many, with a text ready to be filed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrictionPoint {
    /// The journey.
    pub journey: String,
    /// The step.
    pub step: String,
    /// How many users it lost: the points are ranked by it.
    pub lost: u64,
    /// The share of the journey's users that is.
    pub share_of_journey: f64,
    /// What to do, why, what it should bring and how to verify it.
    pub advice: TuningAdvice,
    /// The same as a text for a tracker.
    pub ticket: TuningTicket,
}

/// Where users get lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JourneyReport {
    /// Each journey, as given.
    pub journeys: Vec<JourneyFinding>,
    /// The steps that lose too many on journeys that too few finish, most users lost first.
    pub friction_points: Vec<FrictionPoint>,
}

/// Where users get lost on their way, how sure that is, and what to do first.
///
/// A journey is looked into where fewer finish than asked for; of its steps those are friction points that lose a larger
/// share than they may. Shares come with Wilson's intervals; too few users are never judged.
///
/// ```
/// use hypercare::tuning::{Journey, JourneyCount, JourneyOptions, advise_journeys};
/// let step = |name: &str, users| JourneyCount { name: name.to_owned(), users, issue: None, suggestion: None };
/// let upload = Journey {
///     name: "document_upload_to_analysis".to_owned(),
///     steps: vec![step("choose a file", 2000), step("upload", 1950), step("analysis", 1400)],
/// };
/// let report = advise_journeys(&[upload], &JourneyOptions::default())?;
/// assert_eq!(report.journeys[0].completion, Some(0.7));
/// assert_eq!((report.friction_points[0].step.as_str(), report.friction_points[0].lost), ("upload", 550));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for options out of their range and a step to which more users came than to the one before;
/// [`Error::Shape`] for a journey of fewer than two steps; [`Error::Duplicate`] for a name given twice;
/// [`Error::Limit`] over a million steps.
pub fn advise_journeys(journeys: &[Journey], options: &JourneyOptions) -> Result<JourneyReport> {
    options.check()?;
    Error::cap("journeys", MOST_STEPS, journeys.len())?;
    Error::cap("steps", MOST_STEPS, journeys.iter().map(|journey| journey.steps.len()).sum())?;
    let mut names = std::collections::BTreeSet::new();
    let z = chance::z_of(options.confidence);
    let (mut findings, mut points) = (Vec::new(), Vec::new());
    for journey in journeys {
        if !names.insert(journey.name.as_str()) {
            return Err(Error::duplicate("journey", &journey.name));
        }
        journey.check()?;
        let finding = look(journey, options, z);
        if matches!(finding.state, JourneyState::Bad | JourneyState::LikelyBad) {
            let bad = |step: &JourneyStepFinding| matches!(step.state, JourneyState::Bad | JourneyState::LikelyBad);
            let steps = finding.steps.iter().zip(&journey.steps).filter(|(step, _)| bad(step));
            points.extend(steps.map(|(step, count)| friction(&finding, step, count, options)));
        }
        findings.push(finding);
    }
    points.sort_by(|a: &FrictionPoint, b| {
        b.lost.cmp(&a.lost).then_with(|| a.journey.cmp(&b.journey)).then_with(|| a.step.cmp(&b.step))
    });
    Ok(JourneyReport { journeys: findings, friction_points: points })
}

/// The shares of users who finish each journey and who pass each step, as [`verify`](super::verify()) takes them, by the
/// names that the advice on them gives.
pub fn journey_measurements(journeys: &[Journey]) -> Vec<TuningMeasurement> {
    let mut measured = Vec::new();
    for journey in journeys {
        let ends = [journey.steps.last(), journey.steps.first()].map(|step| step.map_or(0, |step| step.users));
        let metric = format!("completion:{}", journey.name);
        measured.push(TuningMeasurement::share(metric, ends[0] as f64, ends[1] as f64));
        for pair in journey.steps.windows(2) {
            if let [step, next] = pair {
                let metric = format!("step:{}:{}", journey.name, step.name);
                measured.push(TuningMeasurement::share(metric, next.users as f64, step.users as f64));
            }
        }
    }
    measured
}

impl JourneyOptions {
    fn check(&self) -> Result<()> {
        if !(self.completion > 0.0 && self.completion <= 1.0) {
            return Err(Error::invalid("completion", "over 0, at most 1", self.completion));
        }
        if !(0.0..=1.0).contains(&self.drop_off) {
            return Err(Error::invalid("drop_off", "0 to 1", self.drop_off));
        }
        if !(self.confidence > 0.5 && self.confidence < 1.0) {
            return Err(Error::invalid("confidence", "over 0.5 and under 1", self.confidence));
        }
        if self.least_users == 0 {
            return Err(Error::invalid("least_users", "at least 1", self.least_users));
        }
        Ok(())
    }
}

impl Journey {
    fn check(&self) -> Result<()> {
        if self.steps.len() < 2 {
            let name = format!("steps of {}", shorten(&self.name));
            return Err(Error::shape(name, "at least two", self.steps.len().to_string()));
        }
        let mut names = std::collections::BTreeSet::new();
        for pair in self.steps.windows(2) {
            if let [step, next] = pair
                && next.users > step.users
            {
                let name = format!("users of {} in {}", shorten(&next.name), shorten(&self.name));
                return Err(Error::invalid(name, format!("at most the {} of the step before", step.users), next.users));
            }
        }
        match self.steps.iter().find(|step| !names.insert(step.name.as_str())) {
            Some(twice) => Err(Error::duplicate("step", &twice.name)),
            None => Ok(()),
        }
    }
}

fn look(journey: &Journey, options: &JourneyOptions, z: f64) -> JourneyFinding {
    let users = journey.steps.first().map_or(0, |step| step.users);
    let done = journey.steps.last().map_or(0, |step| step.users);
    let steps = journey.steps.windows(2).filter_map(|pair| {
        let [step, next] = pair else { return None };
        let lost = step.users.saturating_sub(next.users);
        let (drop_off, low, high) = share(lost, step.users, z);
        let state = state(step.users, options, [drop_off, low, high], options.drop_off, false);
        Some(JourneyStepFinding { name: step.name.clone(), users: step.users, lost, drop_off, low, high, state })
    });
    let (completion, low, high) = share(done, users, z);
    let state = state(users, options, [completion, low, high], options.completion, true);
    let detail = match state {
        JourneyState::Good => "enough users finish",
        JourneyState::LikelyGood => "enough users finish, but it may be chance",
        JourneyState::LikelyBad => "too few users finish, but it may be chance",
        JourneyState::Bad => "too few users finish",
        JourneyState::TooFew => "too few users to judge",
    };
    let mut reason = Reason::new("journeys.completion", detail).number("users", users as f64);
    for (name, value) in [("completion", completion), ("low", low), ("high", high)] {
        if let Some(value) = value {
            reason = reason.number(name, value);
        }
    }
    let reason = reason.number("threshold", options.completion);
    JourneyFinding { name: journey.name.clone(), users, completion, low, high, state, steps: steps.collect(), reason }
}

fn share(part: u64, whole: u64, z: f64) -> (Option<f64>, Option<f64>, Option<f64>) {
    if whole == 0 {
        return (None, None, None);
    }
    let (part, whole) = (part as f64, whole as f64);
    let (low, high) = chance::wilson(part, whole, z);
    (Some(part / whole), Some(low), Some(high))
}

fn state(users: u64, options: &JourneyOptions, shares: [Option<f64>; 3], threshold: f64, high: bool) -> JourneyState {
    let [Some(share), Some(least), Some(most)] = shares else { return JourneyState::TooFew };
    if users < options.least_users {
        return JourneyState::TooFew;
    }
    // "Under 95 % finish" and "over 10 % leave" are bad; the threshold itself is good.
    let (share, least, most, threshold) =
        if high { (-share, -most, -least, -threshold) } else { (share, least, most, threshold) };
    match share > threshold {
        true if least > threshold => JourneyState::Bad,
        true => JourneyState::LikelyBad,
        false if most <= threshold => JourneyState::Good,
        false => JourneyState::LikelyGood,
    }
}

fn friction(
    journey: &JourneyFinding,
    step: &JourneyStepFinding,
    count: &JourneyCount,
    options: &JourneyOptions,
) -> FrictionPoint {
    let begun = journey.users.max(1) as f64;
    let share_of_journey = step.lost as f64 / begun;
    let drop_off = step.drop_off.unwrap_or_default();
    let completion = journey.completion.unwrap_or_default();
    let certain = step.state == JourneyState::Bad;
    // Nobody comes through a step that loses all: what those who did would do after it is not known.
    let expected = (drop_off < 1.0).then(|| completion * (1.0 - options.drop_off) / (1.0 - drop_off));
    let detail = if certain { "" } else { ", but that may be chance" };
    let mut evidence = vec![
        Reason::new("journeys.drop_off", format!("the step loses more than it may{detail}"))
            .number("users", step.users as f64)
            .number("lost", step.lost as f64)
            .number("drop_off", drop_off)
            .number("low", step.low.unwrap_or_default())
            .number("high", step.high.unwrap_or_default())
            .number("threshold", options.drop_off),
        journey.reason.clone(),
    ];
    if let Some(issue) = &count.issue {
        evidence.push(Reason::new("journeys.issue", line(issue)));
    }
    let (name, way) = (line(&step.name), line(&journey.name));
    let what = match &count.suggestion {
        Some(suggestion) => line(suggestion),
        None if count.issue.is_some() => format!("mend what those who leave meet at {name}"),
        None => format!("find out what those who leave meet at {name}: errors, waits, questions of support"),
    };
    let high = if share_of_journey >= options.drop_off { Priority::High } else { Priority::Medium };
    let advice = TuningAdvice {
        id: format!("journey_step:{}:{}", journey.name, step.name),
        kind: TuningKind::JourneyStep,
        subject: format!("{way}, {name}"),
        priority: if certain { high } else { Priority::Low },
        summary: format!("{} of {} users leave at {name}: {what}", step.lost, step.users),
        statements: Vec::new(),
        undo: Vec::new(),
        evidence,
        effect: ExpectedEffect {
            metric: format!("completion:{}", journey.name),
            now: journey.completion,
            expected,
            improvement: expected.filter(|_| completion > 0.0).map(|expected| expected / completion - 1.0),
            formula: format!(
                "completion x (1 - {}) / (1 - drop-off): as many finish as if the step lost only what it may, and all else stayed",
                percent(options.drop_off)
            ),
        },
        verification: TuningVerification {
            metrics: vec![format!("completion:{}", journey.name), format!("step:{}:{}", journey.name, step.name)],
            lower_is_better: false,
            how: format!(
                "Count {way} again for as long as before, and verify the shares of users who finish and who pass {name}."
            ),
        },
    };
    let ticket = advice.ticket();
    FrictionPoint {
        journey: journey.name.clone(),
        step: step.name.clone(),
        lost: step.lost,
        share_of_journey,
        advice,
        ticket,
    }
}
