//! Scaling plans as documents that scalers take.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use serde_json::json;

use super::clock::Clock;
use super::options::MOST_STEPS;
use super::scaling::{ScalingPlan, length};
use crate::time::{check_instant, format_instant};
use crate::{Error, Result};

/// Most scheduled actions of one AWS Auto Scaling group, and of one call.
const MOST_ACTIONS: u64 = 125;
const ACTIONS_OF_A_CALL: usize = 50;
/// Most triggers of one manifest.
const MOST_TRIGGERS: u64 = 1000;
/// Cron knows no years: a plan must not meet itself a year later.
const LONGEST: TimeDelta = TimeDelta::days(364);

impl ScalingPlan {
    /// A KEDA `ScaledObject` for a Kubernetes deployment: cron triggers in UTC, in layers, of which the highest that is
    /// on counts, so that nothing is dropped between two stretches. KEDA makes an HPA of its own: give the deployment no
    /// other, such as that of [`to_hpa`](Self::to_hpa). Cron knows no years and no seconds: triggers begin with the minute
    /// in which a change is due and end with the one after; apply a new plan before a year is over.
    ///
    /// # Errors
    /// [`Error::Invalid`] if `deployment` is no Kubernetes name, for a plan of more than 364 days or one whose parts
    /// contradict each other, [`Error::Limit`] for more than 1000 triggers.
    pub fn to_keda(&self, deployment: &str) -> Result<String> {
        check_name(deployment)?;
        let stretches = self.stretches()?;
        let least = stretches.iter().map(|stretch| stretch.units).min().unwrap_or(self.limits.0);
        let last = stretches.last().map_or(self.start, |stretch| stretch.end);
        if last - self.start > LONGEST {
            return Err(Error::invalid("plan", "at most 364 days, as cron knows no years", last));
        }
        let mut triggers = layers(&stretches, least);
        Error::cap("triggers", MOST_TRIGGERS, triggers.len())?;
        if triggers.is_empty() {
            // KEDA refuses an object without triggers, and one that asks for nothing: this one is on when the plan is over.
            let start = self.start.checked_sub_signed(TimeDelta::days(1)).unwrap_or(self.start);
            triggers.push(Stretch { start, end: start + TimeDelta::minutes(1), units: least.max(1) });
        }
        let mut text = format!(
            "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: {deployment}\nspec:\n  scaleTargetRef:\n    name: {deployment}\n  minReplicaCount: {least}\n  maxReplicaCount: {}\n  triggers:\n",
            self.limits.1.max(1)
        );
        for trigger in triggers {
            let (start, end) = (cron(trigger.start), cron(trigger.end + TimeDelta::nanoseconds(59_999_999_999)));
            text += &format!(
                "    - type: cron\n      metadata:\n        timezone: Etc/UTC\n        start: \"{start}\"\n        end: \"{end}\"\n        desiredReplicas: \"{}\"\n",
                trigger.units
            );
        }
        Ok(text)
    }

    /// A Kubernetes `HorizontalPodAutoscaler` that follows a processor utilisation, with the least units of the plan (1 at
    /// least) and the most of its rules: room for what the plan did not foretell. Cooldowns, steps and scheduled limits
    /// are not in it: the cluster's own behaviour holds.
    ///
    /// # Errors
    /// [`Error::Invalid`] if `deployment` is no Kubernetes name, `cpu_percent` is not from 1 to 100 or the plan's parts
    /// contradict each other.
    pub fn to_hpa(&self, deployment: &str, cpu_percent: u32) -> Result<String> {
        check_name(deployment)?;
        if !(1..=100).contains(&cpu_percent) {
            return Err(Error::invalid("cpu_percent", "a percentage from 1 to 100", cpu_percent));
        }
        let least = self.stretches()?.iter().map(|stretch| stretch.units).min().unwrap_or(self.limits.0).max(1);
        let most = self.limits.1.max(least);
        Ok(format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: {deployment}\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: {deployment}\n  minReplicas: {least}\n  maxReplicas: {most}\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: {cpu_percent}\n"
        ))
    }

    /// Scheduled actions for an AWS Auto Scaling group: documents of at most 50 actions, each as `aws autoscaling
    /// batch-put-scheduled-update-group-action --cli-input-json` takes it, one action for each change. AWS refuses actions
    /// in the past, so changes that are due with the plan's first second are left out: bring the group to `units[0]` at
    /// once. No documents if nothing changes after that.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a group name that AWS refuses and a plan whose parts contradict each other, [`Error::Limit`] for more
    /// than 125 actions, which is AWS's own cap.
    pub fn to_aws(&self, group: &str) -> Result<Vec<String>> {
        // What AWS says of names of Auto Scaling groups.
        let sound = |byte: u8| byte.is_ascii_graphic() && byte != b':';
        if group.is_empty() || group.len() > 255 || !group.bytes().all(sound) {
            let expected = "a name of 1 to 255 characters of ASCII, without blanks and colons";
            return Err(Error::invalid("group", expected, format!("{group:?}")));
        }
        let mut actions: Vec<(DateTime<Utc>, u32)> = Vec::new();
        for stretch in self.stretches()? {
            // AWS takes whole seconds.
            let start = stretch.start.with_nanosecond(0).unwrap_or(stretch.start);
            match actions.last_mut() {
                _ if start <= self.start => {}
                Some(last) if last.0 == start => last.1 = stretch.units,
                _ => actions.push((start, stretch.units)),
            }
        }
        Error::cap("scheduled actions", MOST_ACTIONS, actions.len())?;
        let action = |&(start, units): &(DateTime<Utc>, u32)| {
            let start = format_instant(start);
            json!({
                "ScheduledActionName": format!("hypercare-{}", start.replace([':', '-'], "")),
                "StartTime": start,
                "MinSize": units,
                "MaxSize": self.limits.1,
                "DesiredCapacity": units,
            })
        };
        let documents = actions.chunks(ACTIONS_OF_A_CALL).map(|call| {
            let actions: Vec<_> = call.iter().map(action).collect();
            crate::document::to_json(&json!({ "AutoScalingGroupName": group, "ScheduledUpdateGroupActions": actions }))
        });
        documents.collect()
    }

    /// The times in which the number of units stays. Plans come from outside too.
    fn stretches(&self) -> Result<Vec<Stretch>> {
        let wrong = |field: &str, expected: &str, found: &dyn std::fmt::Display| {
            Err(Error::invalid(format!("plan, {field}"), expected, found))
        };
        check_instant(self.start, "plan, start")?;
        Error::cap("plan, units", MOST_STEPS, self.units.len())?;
        if length(self.step) < TimeDelta::milliseconds(1) {
            return wrong("step", "a length of time of at least 1 ms", &self.step);
        }
        let (least, most) = self.limits;
        if least > most {
            return wrong("limits", "the least, and the most that is no less", &format!("{least}, {most}"));
        }
        if let Some(units) = self.units.iter().find(|units| **units > most) {
            return wrong("units", &format!("at most {most}"), units);
        }
        let Some(&first) = self.units.first() else { return wrong("units", "one for each interval", &"none") };
        let end = Clock::new(self.start, self.step, self.zone.as_deref())?.at(self.units.len())?;
        let mut found = Vec::new();
        let mut now = (self.start, self.changes.first().map_or(first, |change| change.before));
        for change in &self.changes {
            if change.at < now.0 || change.at >= end {
                return wrong("changes", "instants within the plan, one after the other", &change.at);
            }
            if change.before != now.1 || change.after > most {
                let expected = format!("from {} to at most {most}", now.1);
                return wrong("changes", &expected, &format!("from {} to {}", change.before, change.after));
            }
            if change.at > now.0 {
                found.push(Stretch { start: now.0, end: change.at, units: now.1 });
            }
            now = (change.at, change.after);
        }
        found.push(Stretch { start: now.0, end, units: now.1 });
        if let Some(stretch) = found.iter().find(|stretch| stretch.units > most) {
            return wrong("changes", &format!("at most {most}"), &stretch.units);
        }
        Ok(found)
    }
}

/// A number of units over a time.
#[derive(Clone, Copy)]
struct Stretch {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    units: u32,
}

/// Stretches that lie over each other, the highest of which at any time is the plan's; a lower one begins no later than
/// the higher one that it goes on after.
fn layers(stretches: &[Stretch], least: u32) -> Vec<Stretch> {
    let (mut open, mut closed): (Vec<Stretch>, Vec<Stretch>) = (Vec::new(), Vec::new());
    for stretch in stretches {
        let mut since = stretch.start;
        while let Some(top) = open.pop_if(|top| top.units > stretch.units) {
            since = top.start;
            closed.push(Stretch { end: stretch.start, ..top });
        }
        if stretch.units > least && open.last().is_none_or(|top| top.units < stretch.units) {
            open.push(Stretch { start: since, ..*stretch });
        }
    }
    let end = stretches.last().map(|stretch| stretch.end);
    closed.extend(open.into_iter().map(|layer| Stretch { end: end.unwrap_or(layer.end), ..layer }));
    closed.sort_by_key(|layer| (layer.start, layer.units));
    closed
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
