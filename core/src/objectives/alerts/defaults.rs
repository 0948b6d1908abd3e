//! The mission's alerts, as data.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::document::AlertRuleDocument;
use crate::Severity;
use crate::time::{CalendarDocument, ClockRange, WeeklyHours};

/// Immediate response, 30-minute response, next business day. What the plan names without a number is a count of events:
/// one is too many. What is measured all the time is missed when it stops.
const CLASSES: [(Severity, [(&str, &str); 5]); 3] = [
    (
        Severity::Critical,
        [
            ("Application Error Rate", "application_error_rate > 1%, no data after 15 min once seen"),
            ("Response Time", "response_time > 5 seconds, no data after 15 min once seen"),
            ("Database Connection Failures", "database_connection_failures > 0"),
            ("Security Breach Indicators", "security_breach_indicators > 0"),
            ("Payment Processing Failures", "payment_processing_failures > 0"),
        ],
    ),
    (
        Severity::Warning,
        [
            ("CPU Usage", "cpu_usage > 80%, no data after 15 min once seen"),
            ("Memory Usage", "memory_usage > 90%, no data after 15 min once seen"),
            ("Disk Space", "disk_space > 85%, no data after 15 min once seen"),
            ("Cache Miss Rate", "cache_miss_rate > 20%, no data after 15 min once seen"),
            ("Third-party Integration Failures", "third_party_integration_failures > 0"),
        ],
    ),
    (
        Severity::Info,
        [
            ("Feature Usage Anomalies", "feature_usage_anomalies > 0"),
            ("Performance Degradation Trends", "performance_degradation_trends > 0"),
            ("Capacity Planning Triggers", "capacity_planning_triggers > 0"),
            ("User Behavior Changes", "user_behavior_changes > 0"),
            ("Optimization Opportunities", "optimization_opportunities > 0"),
        ],
    ),
];

/// The fifteen alerts of the mission's launch plan.
pub(super) fn rules() -> Vec<AlertRuleDocument> {
    let class = |(severity, rules): (Severity, [(&str, &str); 5])| {
        rules.map(|(name, rule)| AlertRuleDocument {
            rule: rule.to_owned(),
            severity,
            alert: Some(name.to_owned()),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
        })
    };
    CLASSES.into_iter().flat_map(class).collect()
}

/// Monday to Friday, 9 to 17, UTC.
pub(super) fn hours() -> CalendarDocument {
    let day: Vec<ClockRange> = "09:00-17:00".parse().into_iter().collect();
    CalendarDocument { zone: Tz::UTC, weekly: WeeklyHours::weekdays(&day), ..CalendarDocument::default() }
}
