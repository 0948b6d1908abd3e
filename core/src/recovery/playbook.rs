use serde::{Deserialize, Serialize};

use super::{check_count, check_name, check_span};
use crate::document::{self, Limits, field};
use crate::time::Span;
use crate::{Error, Priority, Result};

/// Most checks, most remedies of a check, most steps of a remedy.
const CHECKS: u64 = 1_000;
const REMEDIES: u64 = 50;
const STEPS: u64 = 100;

/// What is checked, what a failed check means, and what mends it: as YAML or JSON. A [`Healer`](super::Healer) follows
/// it.
///
/// The default knows four checks: whether the database takes connections, whether the cache answers, whether the
/// application is healthy, and whether a disk is over 85 % full. What deletes anything waits for somebody to agree.
///
/// ```
/// use hypercare::recovery::Playbook;
/// let playbook = Playbook::from_yaml("
/// version: 1
/// checks:
///   - name: queue
///     diagnosis: workers no longer take jobs
///     failures: 3                     # so many failed checks in a row
///     remedies:                       # the mildest first
///       - {name: restart a worker, steps: [restart the worker], cooldown: 30 min, max_share: 0.25}
///       - {name: purge the queue, steps: [purge the queue], destructive: true}
///     priority: P2
///     escalate_to: platform on-call
/// ")?;
/// assert_eq!(Playbook::from_json(&playbook.to_json()?)?, playbook);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// The checks, at most 1,000.
    pub checks: Vec<HealthCheck>,
}

/// One check and what mends its failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HealthCheck {
    /// Its name.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub name: String,
    /// What a failure means.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub diagnosis: String,
    /// Where reports hold a number: it fails above this one.
    #[serde(default)]
    pub above: Option<f64>,
    /// How many reports in a row must fail, 1 to 1,000.
    #[serde(default = "one")]
    pub failures: u32,
    /// What mends it, the mildest first, at most 50. Without any it is escalated at once.
    #[serde(default)]
    pub remedies: Vec<Remedy>,
    /// How urgent it is when nothing helps.
    #[serde(default = "critical")]
    pub priority: Priority,
    /// Who is told when nothing helps.
    #[serde(default = "on_call", deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub escalate_to: String,
}

/// One remedy and its guards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// Its name, once in a check.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub name: String,
    /// What the host does, in its own words, at most 100.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Whether it loses anything: it waits for somebody to agree, then.
    #[serde(default)]
    pub destructive: bool,
    /// It is not begun again on the same instance for so long.
    #[serde(default = "half_an_hour")]
    pub cooldown: Span,
    /// The share of a check's instances on which a remedy may be under way at once, over 0, at most 1. Strictly: a half
    /// of three instances is one, and of one it is none.
    #[serde(default = "all")]
    pub max_share: f64,
    /// How long the host may take for it, and somebody to agree to it; afterwards it has failed.
    #[serde(default = "quarter")]
    pub timeout: Span,
    /// How long it takes to show its effect.
    #[serde(default = "two_minutes")]
    pub settle: Span,
}

fn one() -> u32 {
    1
}

fn all() -> f64 {
    1.0
}

fn critical() -> Priority {
    Priority::Critical
}

fn on_call() -> String {
    "on-call".to_owned()
}

fn half_an_hour() -> Span {
    Span::minutes(30)
}

fn quarter() -> Span {
    Span::minutes(15)
}

fn two_minutes() -> Span {
    Span::minutes(2)
}

impl Remedy {
    fn new(name: &str, step: &str, destructive: bool, max_share: f64) -> Self {
        Self {
            name: name.to_owned(),
            steps: vec![step.to_owned()],
            destructive,
            cooldown: half_an_hour(),
            max_share,
            timeout: quarter(),
            settle: two_minutes(),
        }
    }
}

impl Default for Playbook {
    fn default() -> Self {
        let check = |name: &str, diagnosis: &str, above, priority, remedies: Vec<Remedy>| HealthCheck {
            name: name.to_owned(),
            diagnosis: diagnosis.to_owned(),
            above,
            failures: 2,
            remedies,
            priority,
            escalate_to: on_call(),
        };
        let third = 1.0 / 3.0;
        Self {
            version: 1,
            checks: vec![
                check(
                    "database",
                    "the database takes no connections",
                    None,
                    Priority::Critical,
                    vec![Remedy::new(
                        "restart database pool",
                        "restart the connection pool in front of it, one by one",
                        false,
                        1.0,
                    )],
                ),
                check(
                    "cache",
                    "the cache does not answer",
                    None,
                    Priority::High,
                    vec![
                        Remedy::new(
                            "reconnect to cache",
                            "drop the connections to the cache and open new ones",
                            false,
                            1.0,
                        ),
                        Remedy::new("flush cache", "delete all that the cache holds", true, 1.0),
                    ],
                ),
                check(
                    "application",
                    "the application's health check fails",
                    None,
                    Priority::Critical,
                    vec![Remedy::new("restart instance", "restart this instance of the application", false, third)],
                ),
                check(
                    "disk",
                    "a disk is over 85 % full",
                    Some(85.0),
                    Priority::High,
                    vec![
                        Remedy::new("rotate logs", "compress logs that are closed", false, 1.0),
                        Remedy::new(
                            "delete temporary files",
                            "delete temporary files older than 7 days and logs older than 30 days",
                            true,
                            1.0,
                        ),
                    ],
                ),
            ],
        }
    }
}

impl Playbook {
    /// Reads a playbook from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for another document; [`Error::Invalid`], [`Error::Duplicate`] and
    /// [`Error::Limit`] for one out of its ranges.
    pub fn from_yaml(text: &str) -> Result<Self> {
        let playbook: Self = document::from_yaml(text, "playbook", Limits::default())?;
        playbook.check()?;
        Ok(playbook)
    }

    /// Reads a playbook from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        let playbook: Self = document::from_json(text, "playbook", Limits::default())?;
        playbook.check()?;
        Ok(playbook)
    }

    /// Writes the playbook as canonical JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, in practice.
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.version != 1 {
            return Err(Error::invalid("version", "1", self.version));
        }
        Error::cap("checks", CHECKS, self.checks.len())?;
        let mut names = std::collections::BTreeSet::new();
        for (index, check) in self.checks.iter().enumerate() {
            if !names.insert(&check.name) {
                return Err(Error::duplicate("check", &check.name));
            }
            check.check(&format!("checks[{index}]"))?;
        }
        Ok(())
    }
}

impl HealthCheck {
    fn check(&self, place: &str) -> Result<()> {
        let at = |field: &str| format!("{place}.{field}");
        check_name(&at("name"), &self.name)?;
        check_name(&at("escalate_to"), &self.escalate_to)?;
        Error::cap(&at("diagnosis, bytes"), 2_000, self.diagnosis.len())?;
        check_count(&at("failures"), self.failures, 1, 1_000)?;
        if let Some(above) = self.above.filter(|above| !above.is_finite()) {
            return Err(Error::invalid(at("above"), "a finite number", above));
        }
        Error::cap(&at("remedies"), REMEDIES, self.remedies.len())?;
        for (index, remedy) in self.remedies.iter().enumerate() {
            if self.remedies.iter().take(index).any(|before| before.name == remedy.name) {
                return Err(Error::duplicate("remedy", &remedy.name));
            }
            remedy.check(&at(&format!("remedies[{index}]")))?;
        }
        Ok(())
    }
}

impl Remedy {
    /// On how many of so many instances it may be under way at once.
    pub(super) fn most(&self, instances: usize) -> usize {
        (self.max_share * instances as f64 + 1e-9).floor() as usize
    }

    fn check(&self, place: &str) -> Result<()> {
        let at = |field: &str| format!("{place}.{field}");
        check_name(&at("name"), &self.name)?;
        Error::cap(&at("steps"), STEPS, self.steps.len())?;
        for step in &self.steps {
            Error::cap(&at("steps, bytes of one"), 2_000, step.len())?;
        }
        let share = self.max_share > 0.0 && self.max_share <= 1.0;
        if !share {
            return Err(Error::invalid(at("max_share"), "a share over 0, at most 1", self.max_share));
        }
        check_span(&at("cooldown"), self.cooldown, true)?;
        check_span(&at("timeout"), self.timeout, false)?;
        check_span(&at("settle"), self.settle, true)
    }
}
