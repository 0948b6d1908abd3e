use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::document::{self, Limits, field};
use crate::{Priority, Reason, Result};

/// Which tier and department handle an issue type, and how urgent it is.
///
/// The default table knows 15 issue types, from `password_reset` (tier 1, low, user_support) to `security_breach`
/// (tier 4, critical, security); everything else goes to tier 1, medium, general. Other tables are documents:
///
/// ```
/// use hypercare::tickets::RoutingTable;
/// let table = RoutingTable::from_yaml("
/// version: 1
/// default: {tier: 1, priority: P3, department: front desk}
/// types:
///   printer_on_fire: {tier: 2, priority: P1, department: facilities}
/// ")?;
/// let route = table.route(Some("Printer_On_Fire "));
/// assert!(route.known);
/// assert_eq!(route.reason.rule, "types.printer_on_fire");
/// assert_eq!(table.route(None).department, "front desk");
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// Issue types are compared without the blanks around them and without regard to ASCII case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RoutingTable {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    version: u32,
    /// Where a ticket goes whose type is missing or not in `types`.
    default: RoutingRule,
    /// Where the known issue types go.
    #[serde(deserialize_with = "field::unique_map")]
    types: BTreeMap<IssueType, RoutingRule>,
}

/// One line of a [`RoutingTable`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    /// Tier of the support organisation, 1 to 4.
    #[serde(deserialize_with = "field::tier")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 4)))]
    pub tier: u8,
    /// How urgent it is.
    pub priority: Priority,
    /// The department, not blank.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub department: String,
}

/// Where a ticket goes, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Route {
    /// Tier of the support organisation, 1 to 4.
    pub tier: u8,
    /// How urgent it is.
    pub priority: Priority,
    /// The department.
    pub department: String,
    /// Whether the table knows the issue type; otherwise this is the default route.
    pub known: bool,
    /// The rule that decided: `types.` and the issue type, or `default`.
    pub reason: Reason,
}

/// The name of an issue type as the table keeps it: not blank, without blanks around it, in ASCII lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
struct IssueType(String);

impl<'de> Deserialize<'de> for IssueType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        field::name(deserializer).map(|name| Self(name.to_ascii_lowercase()))
    }
}

impl std::borrow::Borrow<str> for IssueType {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Letters of a name that are compared with those of others.
const LONGEST: usize = 64;

/// How many letters must be put in, left out or changed to come from one to the other (Levenshtein 1966).
fn edits(one: &[char], other: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (done, letter) in one.iter().enumerate() {
        let mut row = vec![done + 1];
        for (pair, next) in above.windows(2).zip(other) {
            let [corner, over] = pair else { continue };
            let left = row.last().copied().unwrap_or_default();
            row.push((corner + usize::from(letter != next)).min(over + 1).min(left + 1));
        }
        above = row;
    }
    above.last().copied().unwrap_or_default()
}

impl RoutingTable {
    /// Reads a table from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`](crate::Error::Parse) with line and column for anything that is not a routing table of version
    /// 1: a tier outside 1 to 4, a blank department or issue type, an issue type given twice, a field that does not
    /// exist. [`Error::Limit`](crate::Error::Limit) over the caps of [`Limits`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        document::from_yaml(text, "routing table", Limits::default())
    }

    /// Reads a table from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        document::from_json(text, "routing table", Limits::default())
    }

    /// Writes the table as canonical JSON: the same table gives the same bytes in every language.
    ///
    /// # Errors
    ///
    /// None that a table can cause; see [`document::to_json`].
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }

    /// Where a ticket of this issue type goes; `None` and types that are not in the table take the default route.
    ///
    /// ```
    /// use hypercare::{Priority, tickets::RoutingTable};
    /// let table = RoutingTable::default();
    /// assert_eq!(table.route(Some("data_loss")).priority, Priority::Critical);
    /// assert!(!table.route(Some("coffee_machine")).known);
    /// ```
    pub fn route(&self, issue_type: Option<&str>) -> Route {
        let name = issue_type.map(str::trim).filter(|name| !name.is_empty());
        let (rule, known, reason) = match name.and_then(|name| self.find(name)) {
            Some((name, rule)) => {
                let path = format!("types.{name}");
                (rule, true, Reason::new(path, "the table has a rule for this issue type"))
            }
            None => {
                let detail = match name {
                    Some(name) => self.lacks(name),
                    None => "the ticket has no issue type".to_owned(),
                };
                (&self.default, false, Reason::new("default", detail))
            }
        };
        Route { tier: rule.tier, priority: rule.priority, department: rule.department.clone(), known, reason }
    }

    /// Whether the table has a rule for this issue type.
    pub(super) fn knows(&self, issue_type: &str) -> bool {
        self.find(issue_type.trim()).is_some()
    }

    /// That it has no rule for an issue type, and which name may be meant.
    pub(super) fn lacks(&self, issue_type: &str) -> String {
        let letters = |name: &str| {
            let letters = name.chars().filter(|c| c.is_alphanumeric()).take(LONGEST).flat_map(char::to_lowercase);
            letters.collect::<Vec<_>>()
        };
        let wanted = letters(issue_type);
        let most = wanted.len() / 5;
        let names = self.types.keys().map(|name| (letters(&name.0), name));
        let close = names.filter(|(name, _)| !name.is_empty() && name.len().abs_diff(wanted.len()) <= most);
        let close = close.map(|(letters, name)| (edits(&wanted, &letters), &name.0));
        let meant = close.min_by_key(|(edits, _)| *edits).filter(|(edits, _)| *edits <= most);
        let meant = meant.map(|(_, name)| format!("; is {:?} meant?", crate::error::shorten(name)));
        format!("the table has no rule for {:?}{}", crate::error::shorten(issue_type), meant.unwrap_or_default())
    }

    /// The known issue types with their rules, in the order of their names.
    pub fn types(&self) -> impl Iterator<Item = (&str, &RoutingRule)> {
        self.types.iter().map(|(name, rule)| (name.0.as_str(), rule))
    }

    /// The rule for everything else.
    pub fn fallback(&self) -> &RoutingRule {
        &self.default
    }

    fn find(&self, name: &str) -> Option<(&str, &RoutingRule)> {
        let folded = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            Cow::Borrowed(name)
        };
        self.types.get_key_value(folded.as_ref()).map(|(name, rule)| (name.0.as_str(), rule))
    }
}

impl Default for RoutingTable {
    /// The 15 issue types of the support framework this library was made for.
    fn default() -> Self {
        use Priority::{Critical, High, Low, Medium};
        let rule = |tier, priority, department: &str| RoutingRule { tier, priority, department: department.to_owned() };
        let types = [
            ("login_failed", rule(1, Medium, "user_support")),
            ("password_reset", rule(1, Low, "user_support")),
            ("mfa_issues", rule(1, Medium, "user_support")),
            ("quickbooks_sync_failed", rule(2, High, "integrations")),
            ("api_errors", rule(2, High, "technical")),
            ("webhook_failures", rule(2, Medium, "integrations")),
            ("slow_response_times", rule(3, High, "infrastructure")),
            ("system_unavailable", rule(3, Critical, "infrastructure")),
            ("data_corruption", rule(3, Critical, "database")),
            ("security_breach", rule(4, Critical, "security")),
            ("unauthorized_access", rule(3, Critical, "security")),
            ("data_leak", rule(4, Critical, "security")),
            ("payment_failures", rule(3, Critical, "billing")),
            ("data_loss", rule(4, Critical, "infrastructure")),
            ("compliance_violation", rule(4, Critical, "compliance")),
        ];
        Self {
            version: 1,
            default: rule(1, Medium, "general"),
            types: types.into_iter().map(|(name, rule)| (IssueType(name.to_owned()), rule)).collect(),
        }
    }
}
