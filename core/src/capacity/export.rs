//! Scaling plans as documents that scalers take.

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde_json::json;

use super::clock::Clock;
use super::scaling::ScalingPlan;
use crate::time::format_instant;
use crate::{Error, Result};

/// Most scheduled actions of one AWS Auto Scaling group.
const MOST_ACTIONS: u64 = 125;
/// Most triggers of one manifest.
const MOST_TRIGGERS: u64 = 1000;

impl ScalingPlan {
    /// A KEDA `ScaledObject` for a Kubernetes deployment: one cron trigger in UTC for each stretch with more units than
    /// the plan's least. Cron knows no years: apply a new plan before a year is over.
    ///
    /// # Errors
    /// [`Error::Invalid`] if `deployment` is no Kubernetes name, [`Error::Limit`] for more than 1000 stretches.
    pub fn to_keda(&self, deployment: &str) -> Result<String> {
        check_name(deployment)?;
        let least = self.units.iter().copied().min().unwrap_or(self.limits.0);
        let stretches: Vec<_> = self.stretches()?.into_iter().filter(|stretch| stretch.units > least).collect();
        Error::cap("triggers", MOST_TRIGGERS, stretches.len())?;
        let mut text = format!(
            "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: {deployment}\nspec:\n  scaleTargetRef:\n    name: {deployment}\n  minReplicaCount: {least}\n  maxReplicaCount: {}\n  triggers:\n",
            self.limits.1.max(least).max(1)
        );
        if stretches.is_empty() {
            // KEDA refuses an object without triggers: one that asks for the least all year changes nothing.
            text += &trigger("0 0 1 1 *", "59 23 31 12 *", least);
        }
        for stretch in stretches {
            text += &trigger(&cron(stretch.start), &cron(stretch.end), stretch.units);
        }
        Ok(text)
    }

    /// A Kubernetes `HorizontalPodAutoscaler` that stays within what the plan says is needed at least and at most, and
    /// follows a processor utilisation in between.
    ///
    /// # Errors
    /// [`Error::Invalid`] if `deployment` is no Kubernetes name or `cpu_percent` is not from 1 to 100.
    pub fn to_hpa(&self, deployment: &str, cpu_percent: u32) -> Result<String> {
        check_name(deployment)?;
        if !(1..=100).contains(&cpu_percent) {
            return Err(Error::invalid("cpu_percent", "a percentage from 1 to 100", cpu_percent));
        }
        let least = self.units.iter().copied().min().unwrap_or(self.limits.0).max(1);
        let most = self.limits.1.max(least);
        Ok(format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: {deployment}\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: {deployment}\n  minReplicas: {least}\n  maxReplicas: {most}\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: {cpu_percent}\n"
        ))
    }

    /// Scheduled actions for an AWS Auto Scaling group, as `aws autoscaling batch-put-scheduled-update-group-action
    /// --cli-input-json` takes them (50 at a time): one for the first interval and one for each change.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an empty group name, [`Error::Limit`] for more than 125 actions, which is AWS's own cap.
    pub fn to_aws(&self, group: &str) -> Result<String> {
        if group.is_empty() || group.len() > 255 {
            return Err(Error::invalid("group", "a name of 1 to 255 bytes", group));
        }
        let stretches = self.stretches()?;
        Error::cap("scheduled actions", MOST_ACTIONS, stretches.len())?;
        let actions: Vec<_> = stretches
            .iter()
            .map(|stretch| {
                let start = format_instant(stretch.start);
                json!({
                    "ScheduledActionName": format!("hypercare-{}", start.replace([':', '-'], "")),
                    "StartTime": start,
                    "MinSize": stretch.units,
                    "MaxSize": self.limits.1.max(stretch.units),
                    "DesiredCapacity": stretch.units,
                })
            })
            .collect();
        let document = json!({ "AutoScalingGroupName": group, "ScheduledUpdateGroupActions": actions });
        crate::document::to_json(&document)
    }

    /// The times in which the number of units stays.
    fn stretches(&self) -> Result<Vec<Stretch>> {
        let clock = Clock::new(self.start, self.step, self.zone.as_deref())?;
        let mut found: Vec<Stretch> = Vec::new();
        for (index, &units) in self.units.iter().enumerate() {
            let end = clock.at(index + 1)?;
            match found.last_mut() {
                Some(last) if last.units == units => last.end = end,
                _ => found.push(Stretch { start: clock.at(index)?, end, units }),
            }
        }
        Ok(found)
    }
}

struct Stretch {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    units: u32,
}

fn trigger(start: &str, end: &str, units: u32) -> String {
    format!(
        "    - type: cron\n      metadata:\n        timezone: Etc/UTC\n        start: \"{start}\"\n        end: \"{end}\"\n        desiredReplicas: \"{units}\"\n"
    )
}

fn cron(at: DateTime<Utc>) -> String {
    format!("{} {} {} {} *", at.minute(), at.hour(), at.day(), at.month())
}

/// RFC 1123 labels are what Kubernetes takes as names, and cannot break out of the manifest.
fn check_name(name: &str) -> Result<()> {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let sound =
        (1..=63).contains(&name.len()) && name.bytes().all(inner) && !name.starts_with('-') && !name.ends_with('-');
    let expected = "a Kubernetes name: 1 to 63 small letters, digits and hyphens, no hyphen at its ends";
    if sound { Ok(()) } else { Err(Error::invalid("deployment", expected, name)) }
}
