//! The payload that Alertmanager posts to a webhook, version 4, in and out.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::document::{Limits, from_json, to_json};
use crate::objectives::alerts::{AlertNotification, AlertStanding, NotifiedAlert};
use crate::{Error, Result};

type Labels = BTreeMap<String, String>;

/// What a webhook says of the sender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WebhookOptions {
    /// Who receives it.
    pub receiver: String,
    /// Where the sender can be reached.
    pub external_url: String,
    /// Where each alert comes from.
    pub generator_url: String,
}

impl Default for WebhookOptions {
    fn default() -> Self {
        Self { receiver: "hypercare".to_owned(), external_url: String::new(), generator_url: String::new() }
    }
}

/// What Alertmanager posts to a webhook.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AlertmanagerWebhook {
    /// Who receives it.
    pub receiver: String,
    /// Whether all of its alerts are over.
    pub resolved: bool,
    /// What tells the group from others.
    pub group_key: String,
    /// Alerts that were left out for length.
    pub truncated_alerts: u32,
    /// The labels by which its alerts are grouped.
    pub group_labels: BTreeMap<String, String>,
    /// Labels that all alerts share.
    pub common_labels: BTreeMap<String, String>,
    /// Annotations that all alerts share.
    pub common_annotations: BTreeMap<String, String>,
    /// Where the Alertmanager can be reached.
    pub external_url: String,
    /// The alerts.
    pub alerts: Vec<AlertmanagerAlert>,
}

/// An alert that Alertmanager posts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AlertmanagerAlert {
    /// Whether it is over.
    pub resolved: bool,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// Since when it fires.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub starts_at: DateTime<Utc>,
    /// When it ended; missing while it goes on.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub ends_at: Option<DateTime<Utc>>,
    /// Where it comes from.
    pub generator_url: String,
    /// What tells its labels from others.
    pub fingerprint: String,
}

/// The payload as it travels. Fields that later versions add are passed over, as receivers are meant to.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    version: String,
    #[serde(default)]
    group_key: String,
    #[serde(default)]
    truncated_alerts: u32,
    status: Status,
    #[serde(default)]
    receiver: String,
    #[serde(default)]
    group_labels: Labels,
    #[serde(default)]
    common_labels: Labels,
    #[serde(default)]
    common_annotations: Labels,
    #[serde(default, rename = "externalURL")]
    external_url: String,
    alerts: Vec<WireAlert>,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Firing,
    Resolved,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireAlert {
    status: Status,
    labels: Labels,
    #[serde(default)]
    annotations: Labels,
    #[serde(with = "crate::time::instant")]
    starts_at: DateTime<Utc>,
    #[serde(with = "crate::time::instant")]
    ends_at: DateTime<Utc>,
    #[serde(default, rename = "generatorURL")]
    generator_url: String,
    #[serde(default)]
    fingerprint: String,
}

/// Writes a notification as Alertmanager posts it to a webhook (version 4), for what understands that.
///
/// An alert without data or that flaps is firing there; an annotation `standing` says what it is.
///
/// ```
/// use hypercare::objectives::{AlertManager, AlertSample, WebhookOptions, from_webhook, to_webhook};
/// use hypercare::time::parse_instant;
/// let mut manager = AlertManager::default();
/// let at = parse_instant("2026-11-24T14:00:00Z")?;
/// let told = manager.observe(&AlertSample::new("response_time", at, 6.5).label("service", "shop"))?;
/// let text = to_webhook(&told[0], &WebhookOptions::default())?;
/// let read = from_webhook(&text)?;
/// assert_eq!(read.alerts[0].labels["service"], "shop");
/// assert_eq!(read.alerts[0].starts_at, at);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Internal`] never.
pub fn to_webhook(notification: &AlertNotification, options: &WebhookOptions) -> Result<String> {
    let alerts: Vec<WireAlert> = notification.alerts.iter().map(|alert| wire(alert, options)).collect();
    let pairs = notification.group.iter().map(|(name, value)| format!("{name}={value:?}"));
    to_json(&Wire {
        version: "4".to_owned(),
        group_key: format!("{{}}:{{{}}}", pairs.collect::<Vec<_>>().join(", ")),
        truncated_alerts: 0,
        status: if notification.resolved { Status::Resolved } else { Status::Firing },
        receiver: options.receiver.clone(),
        group_labels: notification.group.clone(),
        common_labels: common(alerts.iter().map(|alert| &alert.labels)),
        common_annotations: common(alerts.iter().map(|alert| &alert.annotations)),
        external_url: options.external_url.clone(),
        alerts,
    })
}

fn wire(alert: &NotifiedAlert, options: &WebhookOptions) -> WireAlert {
    let over = alert.standing == AlertStanding::Resolved;
    let mut annotations = alert.annotations.clone();
    let word = match alert.standing {
        AlertStanding::NoData => Some("no_data"),
        AlertStanding::Flapping => Some("flapping"),
        _ => None,
    };
    if let Some(word) = word {
        annotations.insert("standing".to_owned(), word.to_owned());
    }
    WireAlert {
        status: if over { Status::Resolved } else { Status::Firing },
        labels: alert.labels.clone(),
        annotations,
        starts_at: alert.since,
        ends_at: alert.ended.filter(|_| over).unwrap_or_else(never),
        generator_url: options.generator_url.clone(),
        fingerprint: alert.fingerprint.clone(),
    }
}

/// The zero instant of Go, by which Alertmanager says that an alert has no end yet.
fn never() -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(1, 1, 1)
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .map_or(DateTime::UNIX_EPOCH, |at| at.and_utc())
}

/// What all sets of labels share.
fn common<'a>(mut sets: impl Iterator<Item = &'a Labels>) -> Labels {
    let mut shared = sets.next().cloned().unwrap_or_default();
    for set in sets {
        shared.retain(|name, value| set.get(name) == Some(value));
    }
    shared
}

/// Reads what Alertmanager posts to a webhook (version 4).
///
/// # Errors
///
/// [`Error::Parse`] with line and column for anything else, [`Error::Invalid`] for another version, [`Error::Limit`] over
/// a cap.
pub fn from_webhook(text: &str) -> Result<AlertmanagerWebhook> {
    let wire: Wire = from_json(text, "Alertmanager webhook", Limits::default())?;
    if wire.version != "4" {
        return Err(Error::invalid("version", "4", wire.version));
    }
    let alerts = wire.alerts.into_iter().map(|alert| AlertmanagerAlert {
        resolved: alert.status == Status::Resolved,
        labels: alert.labels,
        annotations: alert.annotations,
        starts_at: alert.starts_at,
        ends_at: Some(alert.ends_at).filter(|at| at.year() > 1),
        generator_url: alert.generator_url,
        fingerprint: alert.fingerprint,
    });
    Ok(AlertmanagerWebhook {
        receiver: wire.receiver,
        resolved: wire.status == Status::Resolved,
        group_key: wire.group_key,
        truncated_alerts: wire.truncated_alerts,
        group_labels: wire.group_labels,
        common_labels: wire.common_labels,
        common_annotations: wire.common_annotations,
        external_url: wire.external_url,
        alerts: alerts.collect(),
    })
}
