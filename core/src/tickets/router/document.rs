use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::danger::safeguards;
use crate::Priority;
use crate::document::field;
use crate::tickets::RoutingTable;
use crate::tickets::words::phrases;
use crate::time::CalendarDocument;

/// How a [`Router`](super::Router) decides: the written form, as YAML or JSON.
///
/// ```
/// use hypercare::tickets::{IncomingTicket, Router};
/// let router = Router::from_yaml("
/// version: 1
/// hours: {version: 1, zone: Europe/Paris, weekly: {mon: [09:00-18:00], tue: [09:00-18:00]}}
/// rules:
///   - {name: big customers, when: {plans: [enterprise]}, then: {priority_at_least: high, queue: enterprise desk}}
///   - {name: German, when: {languages: [de]}, then: {skills: [german]}}
/// ")?;
/// let ticket = IncomingTicket { plan: Some("Enterprise".to_owned()), ..IncomingTicket::default() };
/// assert_eq!(router.route(&ticket, &[])?.queue, "enterprise desk");
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// What is left out is as in the default router.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RouterDocument {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// Where each issue type goes.
    #[serde(default)]
    pub table: RoutingTable,
    /// Least confidence, 0 to 1, at which the issue type that a classifier names counts.
    #[serde(default = "minimum_confidence", deserialize_with = "share")]
    pub minimum_confidence: f64,
    /// What an e-mail address says, by the address or the part before its `@`; the case of ASCII letters does not count. Of
    /// several receivers the inbox with the highest priority counts, the first of equals.
    #[serde(default = "inboxes", deserialize_with = "unique_inboxes")]
    pub inboxes: BTreeMap<String, Inbox>,
    /// The priority that impact and urgency give.
    #[serde(default)]
    pub matrix: PriorityMatrix,
    /// What must never be routed too low.
    #[serde(default = "safeguards")]
    pub safeguards: Vec<Safeguard>,
    /// What else counts, in order: each rule that holds is applied.
    #[serde(default)]
    pub rules: Vec<RouterRule>,
    /// When the team works; around the clock if left out.
    #[serde(default)]
    pub hours: Option<CalendarDocument>,
    /// The queue of critical tickets outside of the hours.
    #[serde(default = "on_call", deserialize_with = "field::name")]
    pub out_of_hours_queue: String,
}

/// What an e-mail address says about the tickets that come to it, where nothing tells their issue type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Inbox {
    /// The department.
    #[serde(deserialize_with = "field::name")]
    pub department: String,
    /// Least tier.
    #[serde(deserialize_with = "field::tier")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 4)))]
    pub tier: u8,
    /// Least priority, whatever the issue type; none if left out. With one, the department is [told](super::RoutedTicket::inform)
    /// of tickets that go elsewhere.
    #[serde(default)]
    pub priority_at_least: Option<Priority>,
}

/// How much something harms, or how soon it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketLevel {
    /// Many people, or at once.
    High,
    /// Some, or soon.
    Medium,
    /// Few, or some day.
    Low,
}

/// Priorities by urgency, for one impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MatrixRow {
    /// At high urgency.
    pub high: Priority,
    /// At medium urgency.
    pub medium: Priority,
    /// At low urgency.
    pub low: Priority,
}

/// Priorities by impact and urgency, as ITIL has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriorityMatrix {
    /// At high impact: critical, high, medium by default.
    pub high: MatrixRow,
    /// At medium impact: high, medium, low by default.
    pub medium: MatrixRow,
    /// At low impact: medium, low, planning by default.
    pub low: MatrixRow,
}

impl Default for PriorityMatrix {
    fn default() -> Self {
        use Priority::{Critical, High, Low, Medium, Planning};
        let row = |high, medium, low| MatrixRow { high, medium, low };
        Self { high: row(Critical, High, Medium), medium: row(High, Medium, Low), low: row(Medium, Low, Planning) }
    }
}

impl PriorityMatrix {
    /// The priority of an impact and an urgency.
    pub fn priority(&self, impact: TicketLevel, urgency: TicketLevel) -> Priority {
        let row = match impact {
            TicketLevel::High => self.high,
            TicketLevel::Medium => self.medium,
            TicketLevel::Low => self.low,
        };
        match urgency {
            TicketLevel::High => row.high,
            TicketLevel::Medium => row.medium,
            TicketLevel::Low => row.low,
        }
    }
}

/// Words and issue types that raise a ticket, and never lower it: before the rules, and again where a rule lowered it.
///
/// Every one that holds raises priority and tier. The department is that of the strictest (by priority, then by tier, then
/// by place); the other ones' are told: [`RoutedTicket::inform`](super::RoutedTicket::inform).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Safeguard {
    /// Its name, for reasons.
    #[serde(deserialize_with = "field::name")]
    pub name: String,
    /// Words or phrases, one of which must be in the text; a `*` at the end stands for any end of the last word. They are
    /// compared in NFKC and without case; in scripts without blanks they are found inside of sentences.
    #[serde(default, deserialize_with = "phrases")]
    pub words: Vec<String>,
    /// Phrases that take the danger from a word: one that they hold, or that follows them at once, does not count.
    #[serde(default, deserialize_with = "phrases")]
    pub unless: Vec<String>,
    /// Issue types that it holds for, whatever the text says.
    #[serde(default)]
    pub issue_types: Vec<String>,
    /// Least probability that a classifier gives these issue types together, above 0 and at most 1, at which it holds; 0.15
    /// if left out. They must be more probable than the type that the client named, and not all labels equally probable. Of
    /// what the classifier is sure, the ticket is as urgent as that type in the table.
    #[serde(default = "suspicion", deserialize_with = "positive_share")]
    pub suspicion: f64,
    /// Least priority.
    pub priority_at_least: Priority,
    /// Least tier.
    #[serde(deserialize_with = "field::tier")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 4)))]
    pub tier_at_least: u8,
    /// Where such a ticket goes: for its words, unless the client named a type that the table knows; on suspicion, if its
    /// type is not known. Otherwise it is told.
    #[serde(deserialize_with = "field::name")]
    pub department: String,
}

/// How a ticket came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketChannel {
    /// A chat inside the product.
    Chat,
    /// An e-mail.
    Email,
    /// A call.
    Phone,
    /// The self-service portal.
    Portal,
    /// A program.
    Api,
}

/// One rule of a [`RouterDocument`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RouterRule {
    /// Its name, for reasons.
    #[serde(deserialize_with = "field::name")]
    pub name: String,
    /// When it holds.
    pub when: RouterCondition,
    /// What it does; at least one thing.
    #[serde(deserialize_with = "effect")]
    pub then: RouterEffect,
}

/// When a [`RouterRule`] holds: everything that is given must; without anything it holds always. Texts are compared
/// without case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RouterCondition {
    /// The channel is one of these.
    pub channels: Vec<TicketChannel>,
    /// The address, or the part before its `@`, is one of these.
    pub addresses: Vec<String>,
    /// The customer's plan is one of these.
    pub plans: Vec<String>,
    /// The language is one of these: `de` holds for `de-AT`, too.
    pub languages: Vec<String>,
    /// The issue type is one of these.
    pub issue_types: Vec<String>,
    /// One of these words or phrases is in the text; a `*` at the end stands for any end of the last word.
    #[serde(deserialize_with = "phrases")]
    pub words: Vec<String>,
    /// The ticket came inside the hours, or outside.
    pub in_hours: Option<bool>,
    /// The customer had as many tickets before.
    pub past_tickets_at_least: Option<u32>,
    /// As many people are affected.
    pub affected_users_at_least: Option<u32>,
    /// The ticket is this urgent so far, or more.
    pub priority_at_least: Option<Priority>,
}

/// What a [`RouterRule`] does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RouterEffect {
    /// Sets the priority, up or down; a safeguard that holds raises it again.
    pub priority: Option<Priority>,
    /// Raises the priority to this, if it is less urgent.
    pub priority_at_least: Option<Priority>,
    /// Raises the tier to this, 1 to 4.
    #[serde(deserialize_with = "field::optional_tier")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 4)))]
    pub tier_at_least: Option<u8>,
    /// Sets the department, unless a safeguard has the ticket; not blank.
    #[serde(deserialize_with = "field::optional_name")]
    pub department: Option<String>,
    /// Sets the queue; not blank.
    #[serde(deserialize_with = "field::optional_name")]
    pub queue: Option<String>,
    /// Skills that the agent must have, too.
    pub skills: Vec<String>,
}

/// What a rule does; one that does nothing is a slip.
fn effect<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<RouterEffect, D::Error> {
    let effect = RouterEffect::deserialize(deserializer)?;
    if effect == RouterEffect::default() {
        return Err(D::Error::custom("nothing, expected at least one effect, such as a queue"));
    }
    Ok(effect)
}

/// Inboxes by their names in lower case: "Security" and "security" are one.
fn unique_inboxes<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<BTreeMap<String, Inbox>, D::Error> {
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    struct Folded(String);

    impl<'de> Deserialize<'de> for Folded {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
            field::name(deserializer).map(|name| Self(name.to_ascii_lowercase()))
        }
    }

    let inboxes: BTreeMap<Folded, Inbox> = field::unique_map(deserializer)?;
    Ok(inboxes.into_iter().map(|(name, inbox)| (name.0, inbox)).collect())
}

fn share<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(D::Error::custom(format!("{value}, expected 0 to 1"))) }
}

fn positive_share<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<f64, D::Error> {
    let value = share(deserializer)?;
    if value > 0.0 { Ok(value) } else { Err(D::Error::custom(format!("{value}, expected above 0"))) }
}

pub(super) fn suspicion() -> f64 {
    0.15
}

fn minimum_confidence() -> f64 {
    0.5
}

fn on_call() -> String {
    "on_call".to_owned()
}

fn inboxes() -> BTreeMap<String, Inbox> {
    let inbox = |department: &str, tier, priority_at_least| Inbox {
        department: department.to_owned(),
        tier,
        priority_at_least,
    };
    [
        ("support", inbox("user_support", 1, None)),
        ("technical", inbox("technical", 2, None)),
        ("security", inbox("security", 3, Some(Priority::High))),
        ("billing", inbox("billing", 1, None)),
    ]
    .map(|(name, inbox)| (name.to_owned(), inbox))
    .into()
}

impl Default for RouterDocument {
    fn default() -> Self {
        Self {
            version: 1,
            table: RoutingTable::default(),
            minimum_confidence: minimum_confidence(),
            inboxes: inboxes(),
            matrix: PriorityMatrix::default(),
            safeguards: safeguards(),
            rules: Vec::new(),
            hours: None,
            out_of_hours_queue: on_call(),
        }
    }
}
