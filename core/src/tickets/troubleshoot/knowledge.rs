use std::collections::{BTreeMap, BTreeSet};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::places::Places;
use crate::document::{self, Limits, field};
use crate::tickets::words::phrases;
use crate::{Error, Position, Result};

/// Most causes of one document.
const CAUSES: usize = 5_000;

/// What a [`Troubleshooter`](super::Troubleshooter) knows: issues with their causes, what tells them, and what helps.
///
/// ```
/// use hypercare::tickets::Troubleshooter;
/// let own = Troubleshooter::from_yaml("
/// version: 1
/// issues:
///   printer_silent:
///     signs: [{words: [printer, print*], weight: 20}]
///     causes:
///       - id: out_of_paper
///         description: The tray is empty.
///         prior: 1
///         signs: [{words: [paper, tray], codes: [E-13], weight: 8}]
///         resolutions: [{id: refill, steps: [Fill the tray], minutes: 2, success: 0.95}]
/// steps:
///   - {id: look_at_tray, text: Is there paper in the tray?, otherwise: 0.8, yes_if: {out_of_paper: 0.05}}
/// ")?;
/// let at = hypercare::time::parse_instant("2026-11-24T14:00:00Z")?;
/// assert_eq!(own.diagnose("Printing fails with E-13", at)?.causes[0].id, "out_of_paper");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Knowledge {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// How likely a cause is that the document does not hold, before the report is read: over 0, under 1.
    #[serde(default = "unknown", deserialize_with = "share")]
    pub unknown: f64,
    /// How many outcomes the stated success of a resolution counts for: its Beta prior has this weight.
    #[serde(default = "stated_weight", deserialize_with = "weight")]
    pub stated_weight: f64,
    /// What users do, by name, with the words that say so.
    #[serde(default, deserialize_with = "field::unique_map")]
    pub actions: BTreeMap<String, Vec<String>>,
    /// What may be affected, by name, with its words.
    #[serde(default, deserialize_with = "field::unique_map")]
    pub features: BTreeMap<String, Vec<String>>,
    /// The issues by their types.
    #[serde(deserialize_with = "field::unique_map")]
    pub issues: BTreeMap<String, KnownIssue>,
    /// What can be asked or looked up to tell causes apart.
    #[serde(default)]
    pub steps: Vec<KnownStep>,
    /// What resolutions have done so far, by id.
    #[serde(default, deserialize_with = "field::unique_map")]
    pub outcomes: BTreeMap<String, ResolutionCount>,
}

/// An issue of the [`Knowledge`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KnownIssue {
    /// What tells this issue, whatever its cause.
    #[serde(default)]
    pub signs: Vec<KnownSign>,
    /// What can be behind it.
    pub causes: Vec<KnownCause>,
}

/// Words and codes that make a cause more likely.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KnownSign {
    /// Words or phrases, compared in NFKC and without case; a `*` at the end stands for any end of the last word.
    #[serde(default, deserialize_with = "phrases")]
    pub words: Vec<String>,
    /// Error codes such as `HTTP 500`, `ORA-00942`; a `*` at the end stands for any end.
    #[serde(default)]
    pub codes: Vec<String>,
    /// How many times likelier a report holds one of them if the cause is at work: over 0, at most 1,000. It counts once,
    /// however many are there.
    #[serde(deserialize_with = "weight")]
    pub weight: f64,
}

/// A cause of a [`KnownIssue`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KnownCause {
    /// Its name, unique in the document.
    #[serde(deserialize_with = "field::name")]
    pub id: String,
    /// What it is, a sentence for people.
    pub description: String,
    /// How often it is behind the issue, relative to the issue's other causes: over 0, at most 1,000.
    #[serde(deserialize_with = "weight")]
    pub prior: f64,
    /// What tells it from the issue's other causes.
    #[serde(default)]
    pub signs: Vec<KnownSign>,
    /// What helps.
    #[serde(default)]
    pub resolutions: Vec<KnownResolution>,
}

/// A way to mend a [`KnownCause`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KnownResolution {
    /// Its name, unique in the document.
    #[serde(deserialize_with = "field::name")]
    pub id: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// How often it helps, before any outcome was recorded: over 0, under 1.
    #[serde(deserialize_with = "share")]
    pub success: f64,
    /// Whether a higher tier must do it.
    #[serde(default)]
    pub escalate: bool,
}

/// A question whose answer is yes or no.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KnownStep {
    /// Its name, unique in the document.
    #[serde(deserialize_with = "field::name")]
    pub id: String,
    /// The question.
    pub text: String,
    /// How long it takes to answer, in minutes.
    #[serde(default)]
    pub minutes: u32,
    /// How often the answer is yes under causes that `yes_if` does not name: over 0, under 1.
    #[serde(deserialize_with = "share")]
    pub otherwise: f64,
    /// How often the answer is yes under a cause: over 0, under 1.
    #[serde(deserialize_with = "shares")]
    pub yes_if: BTreeMap<String, f64>,
}

/// How often a resolution helped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResolutionCount {
    /// How often it did.
    pub solved: u32,
    /// How often it did not.
    pub failed: u32,
}

fn unknown() -> f64 {
    0.3
}

fn stated_weight() -> f64 {
    10.0
}

fn share<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(D::Error::custom(format!("{value}, expected over 0 and under 1")))
    }
}

fn weight<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if value > 0.0 && value <= 1_000.0 {
        Ok(value)
    } else {
        Err(D::Error::custom(format!("{value}, expected over 0 and at most 1,000")))
    }
}

#[derive(Deserialize)]
struct Share(#[serde(deserialize_with = "share")] f64);

fn shares<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<BTreeMap<String, f64>, D::Error> {
    let shares: BTreeMap<String, Share> = field::unique_map(deserializer)?;
    Ok(shares.into_iter().map(|(name, share)| (name, share.0)).collect())
}

impl Knowledge {
    pub(super) fn from_yaml(text: &str) -> Result<Self> {
        document::from_yaml::<Self>(text, WHAT, Limits::default())?.checked(Some(text))
    }

    pub(super) fn from_json(text: &str) -> Result<Self> {
        document::from_json::<Self>(text, WHAT, Limits::default())?.checked(Some(text))
    }

    /// What one field cannot tell: names that come twice or are not there.
    pub(super) fn checked(self, text: Option<&str>) -> Result<Self> {
        let causes = self.issues.values().flat_map(|issue| &issue.causes);
        Error::cap("knowledge, causes", CAUSES as u64, causes.clone().count())?;
        let (ids, twice) = unique(causes.clone().map(|cause| cause.id.as_str()));
        if let Some(id) = twice {
            return Err(misplaced(id, "a cause whose id no other one has", text, |places| places.second_cause(id)));
        }
        let (resolutions, twice) =
            unique(causes.flat_map(|cause| &cause.resolutions).map(|resolution| resolution.id.as_str()));
        if let Some(id) = twice {
            let expected = "a resolution whose id no other one has";
            return Err(misplaced(id, expected, text, |places| places.second_resolution(id)));
        }
        if let Some(id) = unique(self.steps.iter().map(|step| step.id.as_str())).1 {
            return Err(misplaced(id, "a step whose id no other one has", text, |places| places.second_step(id)));
        }
        let mut named = self.steps.iter().flat_map(|step| step.yes_if.keys());
        if let Some(name) = named.find(|name| !ids.contains(name.as_str())) {
            let expected = "the id of a cause of this document";
            return Err(misplaced(name, expected, text, |places| places.yes_if(name)));
        }
        if let Some(name) = self.outcomes.keys().find(|name| !resolutions.contains(name.as_str())) {
            let expected = "the id of a resolution of this document";
            return Err(misplaced(name, expected, text, |places| places.outcome(name)));
        }
        if let Some((name, _)) = self.issues.iter().find(|(_, issue)| issue.causes.is_empty()) {
            return Err(misplaced(name, "an issue with at least one cause", text, |places| places.issue(name)));
        }
        Ok(self)
    }
}

const WHAT: &str = "knowledge";

/// The names, and one that comes twice.
fn unique<'a>(names: impl Iterator<Item = &'a str>) -> (BTreeSet<&'a str>, Option<&'a str>) {
    let (mut seen, mut twice) = (BTreeSet::new(), None);
    for name in names {
        if !seen.insert(name) {
            twice.get_or_insert(name);
        }
    }
    (seen, twice)
}

/// The error where the text has it; it is read once more for its places, which only errors need.
fn misplaced(name: &str, expected: &str, text: Option<&str>, place: impl Fn(&Places) -> Option<(u64, u64)>) -> Error {
    // JSON is YAML, too.
    let places = text.and_then(|text| document::from_yaml::<Places>(text, WHAT, Limits::default()).ok());
    let (line, column) = places.as_ref().and_then(place).unwrap_or((1, 1));
    let whole = |number| u32::try_from(number).unwrap_or(u32::MAX).max(1);
    let position = Position { line: whole(line), column: whole(column) };
    Error::Parse { what: WHAT.to_owned(), position, expected: expected.to_owned(), found: crate::error::shorten(name) }
}
