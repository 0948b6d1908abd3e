//! What lies behind this report, what should be asked next, and what helps?
//!
//! ```
//! use hypercare::{tickets::Troubleshooter, time::parse_instant};
//! let at = parse_instant("2026-11-24T14:00:00Z")?;
//! let found = Troubleshooter::default().diagnose("QuickBooks lost its token, error 3200 since yesterday 4 pm", at)?;
//! assert_eq!(found.causes[0].id, "connection_expired");
//! assert_eq!(found.symptoms.since.expect("a time").since, parse_instant("2026-11-23T16:00:00Z")?);
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! Causes are weighed by Bayes' rule: the prior of a cause times the weight of every sign that the report shows, beside
//! `unknown`, a cause that the [`Knowledge`] does not hold. What is too unlikely to be named is in `others`, so that the
//! confidences, `others` and `unknown` add up to 1.
//!
//! Languages: error codes are found in all of them. The knowledge that comes with the crate has English words; a
//! [`Knowledge`] of your own may have those of any language. The timeframe is read in English ("since yesterday 4 pm"),
//! German, French, Spanish, Portuguese, Italian and Dutch.

mod codes;
mod infer;
mod knowledge;
mod places;
mod since;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use knowledge::{Knowledge, KnownCause, KnownIssue, KnownResolution, KnownSign, KnownStep, ResolutionCount};

use crate::time::{check_instant, parse_zone};
use crate::{Error, Reason, Result, document};
use infer::Index;

/// Most bytes of a report that are read; what stands behind them is left out.
pub const REPORT_BYTES: usize = 64 << 10;

/// Something that a report says, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextSymptom {
    /// What it is: the keyword, the code as it is usually written, the action or feature of the knowledge.
    pub name: String,
    /// The words of the report.
    pub text: String,
    /// Where they begin in the report: in bytes of UTF-8; in Python in characters, in Node in
    /// units of UTF-16.
    pub start: usize,
    /// Where they end, counted alike: the place behind them.
    pub end: usize,
}

impl TextSymptom {
    fn new(name: String, text: &str, start: usize, end: usize) -> Self {
        Self { name, text: text.get(start..end).unwrap_or_default().to_owned(), start, end }
    }
}

/// How sure a [`Timeframe`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimeframePrecision {
    /// A clock or a count of minutes or hours.
    Minute,
    /// A part of a day: morning 08:00, lunch 12:00, afternoon 14:00, evening 18:00, night 22:00.
    PartOfDay,
    /// A day: its first instant, or as many days, weeks or months before the report as it says.
    Day,
}

/// Since when it goes on, as the report says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timeframe {
    /// The instant, never after the report's.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub since: DateTime<Utc>,
    /// How sure it is.
    pub precision: TimeframePrecision,
    /// The words of the report.
    pub text: String,
    /// Where they begin in the report: in bytes of UTF-8; in Python in characters, in Node in
    /// units of UTF-16.
    pub start: usize,
    /// Where they end, counted alike: the place behind them.
    pub end: usize,
    /// The rule that read them, `since`, `ago`, `for` or `day`, and the seconds since then.
    pub reason: Reason,
}

/// What a report says, in the order of its words, each thing once.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Symptoms {
    /// Words and phrases of the knowledge.
    pub keywords: Vec<TextSymptom>,
    /// Error codes: HTTP states, SQLSTATEs, `ORA-00942`, `0x80070005`, `ERR_...`, `ECONNREFUSED` and the like.
    pub error_codes: Vec<TextSymptom>,
    /// What the user did.
    pub actions: Vec<TextSymptom>,
    /// What is affected.
    pub features: Vec<TextSymptom>,
    /// Since when.
    pub since: Option<Timeframe>,
}

/// What may lie behind a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PossibleCause {
    /// The cause's id in the knowledge.
    pub id: String,
    /// The issue type that it belongs to.
    pub issue_type: String,
    /// What it is.
    pub description: String,
    /// How likely it is, from 0 to 1.
    pub confidence: f64,
    /// The signs that made it likelier or less likely, with their weights.
    pub reasons: Vec<Reason>,
}

/// A question that tells causes apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnosticStep {
    /// The step's id in the knowledge: answer with it.
    pub id: String,
    /// The question.
    pub text: String,
    /// How long it takes to answer, in minutes.
    pub minutes: u32,
    /// How much the answer is expected to tell, in bits.
    pub information_bits: f64,
    /// How likely the answer is yes, from 0 to 1.
    pub yes_probability: f64,
}

/// What helps against a cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolutionAdvice {
    /// The resolution's id in the knowledge: record its outcome with it.
    pub id: String,
    /// The id of the cause it is for.
    pub cause: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// How long it takes, in minutes.
    pub estimated_minutes: u32,
    /// How often it helps if the cause is right, from 0 to 1: the mean of its Beta posterior.
    pub success_rate: f64,
    /// Whether a higher tier must do it.
    pub requires_escalation: bool,
    /// The prior, and the outcomes recorded.
    pub reason: Reason,
}

/// What a [`Troubleshooter`] makes of a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnosis {
    /// What the report says.
    pub symptoms: Symptoms,
    /// What may lie behind it, the likeliest first, at most ten.
    pub causes: Vec<PossibleCause>,
    /// How likely it is one of the causes that are not named, as they are too unlikely or behind the tenth, from 0 to 1.
    pub others: f64,
    /// How likely it is a cause that the knowledge does not hold, from 0 to 1. The confidences, `others` and this add up
    /// to 1.
    pub unknown: f64,
    /// The issue type that was given, if the knowledge has it: of one that it does not have nothing follows.
    pub issue_type: Option<String>,
    /// What to ask next, the most telling first, at most ten.
    pub steps: Vec<DiagnosticStep>,
    /// What helps against the causes that are at least a quarter as likely as the first, by success rate.
    pub resolutions: Vec<ResolutionAdvice>,
    /// How likely the first cause is; 0 without any.
    pub confidence: f64,
}

/// The answer to a [`DiagnosticStep`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepAnswer {
    /// The step's id.
    pub step: String,
    /// Whether the answer is yes.
    pub yes: bool,
}

/// What is known beside the text of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DiagnoseOptions {
    /// The issue type, if somebody or a classifier named one: its causes weigh 20 times more. One that the knowledge does
    /// not have changes nothing.
    pub issue_type: Option<String>,
    /// Answers given so far, at most one a step.
    pub answers: Vec<StepAnswer>,
}

/// Whether a resolution helped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResolutionOutcome {
    /// The resolution's id.
    pub resolution: String,
    /// Whether it did.
    pub solved: bool,
}

/// Finds causes, questions and resolutions for a report, and learns which resolutions help.
///
/// ```
/// use hypercare::tickets::{DiagnoseOptions, ResolutionOutcome, StepAnswer, Troubleshooter};
/// let at = hypercare::time::parse_instant("2026-11-24T14:00:00Z")?;
/// let mut helper = Troubleshooter::default();
/// let found = helper.diagnose("The dashboard has been slow for two hours", at)?;
/// let answers = vec![StepAnswer { step: found.steps[0].id.clone(), yes: true }];
/// let next = helper.diagnose_with("The dashboard has been slow for two hours", at, &DiagnoseOptions { answers, ..Default::default() })?;
/// assert!(next.steps.iter().all(|step| step.id != found.steps[0].id));
/// helper.record(&ResolutionOutcome { resolution: next.resolutions[0].id.clone(), solved: true })?;
/// let kept = helper.to_json()?; // with what was learned
/// assert_eq!(Troubleshooter::from_json(&kept)?, helper);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Troubleshooter {
    knowledge: Knowledge,
    index: Arc<Index>,
    zone: Tz,
}

impl PartialEq for Troubleshooter {
    fn eq(&self, other: &Self) -> bool {
        self.knowledge == other.knowledge && self.zone == other.zone
    }
}

impl Default for Troubleshooter {
    /// What comes with the crate: 15 issue types with four causes each.
    fn default() -> Self {
        let knowledge = Knowledge::from_yaml(include_str!("knowledge.yaml"));
        // A test reads the document; without it there would be nothing to know.
        Self::new(knowledge.unwrap_or_else(|_| Knowledge {
            version: 1,
            unknown: 0.3,
            stated_weight: 10.0,
            actions: Default::default(),
            features: Default::default(),
            issues: Default::default(),
            steps: Vec::new(),
            outcomes: Default::default(),
        }))
    }
}

impl Troubleshooter {
    fn new(knowledge: Knowledge) -> Self {
        let index = Arc::new(Index::new(&knowledge));
        Self { knowledge, index, zone: Tz::UTC }
    }

    /// Reads knowledge from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not [`Knowledge`] of version 1: a weight or share out of
    /// its range, an id given twice, a cause or resolution that is not there, an issue without causes.
    /// [`Error::Limit`] over the caps of [`Limits`](crate::document::Limits) or over 5,000 causes.
    pub fn from_yaml(text: &str) -> Result<Self> {
        Ok(Self::new(Knowledge::from_yaml(text)?))
    }

    /// Reads knowledge from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Ok(Self::new(Knowledge::from_json(text)?))
    }

    /// Writes the knowledge with all outcomes recorded, as canonical JSON.
    ///
    /// # Errors
    ///
    /// None that knowledge can cause; see [`document::to_json`].
    pub fn to_json(&self) -> Result<String> {
        document::to_json(&self.knowledge)
    }

    /// The knowledge, with all outcomes recorded.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The same for reports whose times of day are of this IANA zone; UTC otherwise.
    ///
    /// A copy: outcomes recorded on it stay with it, and those recorded later on this one do not reach it. With reports of
    /// several zones, record on one, and make the others from it when they are needed.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a zone that is not there.
    pub fn in_zone(&self, zone: &str) -> Result<Self> {
        Ok(Self { zone: parse_zone(zone)?, ..self.clone() })
    }

    /// What a report says, what may lie behind it, what to ask next and what helps. `at` is when it was written.
    ///
    /// Of a text over 64 KiB the beginning is read. Time grows linearly with the text.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] for an instant outside of the years 1 to 9999.
    pub fn diagnose(&self, text: &str, at: DateTime<Utc>) -> Result<Diagnosis> {
        self.diagnose_with(text, at, &DiagnoseOptions::default())
    }

    /// The same, with what is known beside the text.
    ///
    /// # Errors
    ///
    /// As for [`diagnose`](Self::diagnose), and [`Error::Unknown`] for a step that is not there, [`Error::Duplicate`] for
    /// one answered twice.
    pub fn diagnose_with(&self, text: &str, at: DateTime<Utc>, options: &DiagnoseOptions) -> Result<Diagnosis> {
        check_instant(at, "at")?;
        let text = &text[..text.floor_char_boundary(REPORT_BYTES)];
        infer::diagnose(&self.knowledge, &self.index, text, since::since(text, at, self.zone), options)
    }

    /// Learns whether a resolution helped: its success rate is the mean of a Beta distribution, whose prior is its stated
    /// success with the weight of [`Knowledge::stated_weight`] outcomes.
    ///
    /// ```
    /// use hypercare::tickets::{ResolutionOutcome, Troubleshooter};
    /// let mut helper = Troubleshooter::default();
    /// let before = helper.success_rate("unlock_account")?;
    /// let after = helper.record(&ResolutionOutcome { resolution: "unlock_account".to_owned(), solved: false })?;
    /// assert_eq!((before, after), (0.93, 0.93 * 10.0 / 11.0));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// Gives the new success rate.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a resolution that is not there.
    pub fn record(&mut self, outcome: &ResolutionOutcome) -> Result<f64> {
        self.success_rate(&outcome.resolution)?;
        let count = self.knowledge.outcomes.entry(outcome.resolution.clone()).or_default();
        let side = if outcome.solved { &mut count.solved } else { &mut count.failed };
        *side = side.saturating_add(1);
        self.success_rate(&outcome.resolution)
    }

    /// How often a resolution helps, as far as is known.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a resolution that is not there.
    pub fn success_rate(&self, resolution: &str) -> Result<f64> {
        let causes = self.knowledge.issues.values().flat_map(|issue| &issue.causes);
        let known = causes.flat_map(|cause| &cause.resolutions).find(|known| known.id == resolution);
        let known = known.ok_or_else(|| Error::unknown("resolution", resolution, Vec::new()))?;
        Ok(infer::success_rate(&self.knowledge, known).0)
    }
}
