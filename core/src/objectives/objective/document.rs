use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::Objective;
use crate::document::{field, from_json, from_yaml, text_with, to_json};
use crate::{Error, Result};

/// The largest weight of an objective.
const HEAVIEST: f64 = 1e9;

/// An objective as documents write it: its line, and what a line cannot say.
///
/// ```
/// use hypercare::objectives::Objective;
/// let objective = Objective::from_yaml("
/// version: 1
/// line: 'Uptime: 99.9% (Target: 99.95%)'
/// metric: probe_success
/// weight: 3
/// key: true
/// ")?;
/// assert_eq!((objective.metric.as_str(), objective.weight, objective.key), ("probe_success", 3.0, true));
/// assert_eq!(Objective::from_json(&objective.to_json()?)?, objective);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ObjectiveDocument {
    /// Version of the document: 1.
    #[serde(default = "one", deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// The line: "Uptime: 99.9% (Target: 99.95%)".
    #[serde(deserialize_with = "line")]
    pub line: String,
    /// The metric it is about; the name in lower case with underscores if left out.
    #[serde(default, deserialize_with = "field::optional_name")]
    pub metric: Option<String>,
    /// Its weight in a scorecard, 0 to a billion.
    #[serde(default = "unit_weight", deserialize_with = "weight")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1e9)))]
    pub weight: f64,
    /// Whether a scorecard fails where it is missed.
    #[serde(default)]
    pub key: bool,
}

fn one() -> u32 {
    1
}

fn unit_weight() -> f64 {
    1.0
}

/// A line that can be read as an objective: an error stands where the line does.
fn line<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    text_with(deserializer, |text| Objective::parse(text).map(|_| text.to_owned()))
}

fn weight<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<f64, D::Error> {
    let weight = f64::deserialize(deserializer)?;
    if (0.0..=HEAVIEST).contains(&weight) {
        Ok(weight)
    } else {
        Err(D::Error::custom(format_args!("weight {weight}, expected a number of 0 to {HEAVIEST}")))
    }
}

impl ObjectiveDocument {
    /// The objective.
    ///
    /// # Errors
    ///
    /// What [`Objective::parse`] returns for the line, [`Error::Invalid`] for a weight outside of 0 to a billion.
    pub fn objective(&self) -> Result<Objective> {
        if !(0.0..=HEAVIEST).contains(&self.weight) {
            return Err(Error::invalid("weight", format!("a number of 0 to {HEAVIEST}"), self.weight));
        }
        let mut objective = Objective::parse(&self.line)?;
        if let Some(metric) = &self.metric {
            objective.metric.clone_from(metric);
        }
        objective.weight = self.weight;
        objective.key = self.key;
        Ok(objective)
    }
}

impl Objective {
    /// Reads an [`ObjectiveDocument`] in YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column, [`Error::Limit`] over a cap.
    pub fn from_yaml(text: &str) -> Result<Self> {
        from_yaml::<ObjectiveDocument>(text, "objective", crate::document::Limits::default())?.objective()
    }

    /// Reads an [`ObjectiveDocument`] in JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        from_json::<ObjectiveDocument>(text, "objective", crate::document::Limits::default())?.objective()
    }

    /// The document of this objective.
    pub fn document(&self) -> ObjectiveDocument {
        let own = super::line::metric_name(&self.name);
        ObjectiveDocument {
            version: 1,
            line: self.text.clone(),
            metric: (self.metric != own).then(|| self.metric.clone()),
            weight: self.weight,
            key: self.key,
        }
    }

    /// The document as canonical JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, for an objective that was read.
    pub fn to_json(&self) -> Result<String> {
        to_json(&self.document())
    }
}
