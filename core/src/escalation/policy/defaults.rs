use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;

use super::{
    AlertResponse, Carry, Changes, Commitment, EscalationRule, Policy, PolicyDocument, Promise, Reassignment,
    SupportTier,
};
use crate::escalation::compiled::Compiled;
use crate::time::{Calendar, CalendarDocument, ClockRange, Rules, Span, WeeklyHours};
use crate::{Priority, Severity};

impl Default for Policy {
    /// The escalation matrix and response commitments of the support framework this library was made for, in UTC.
    fn default() -> Self {
        let document = PolicyDocument::default();
        // The names in it are all there: a test reads the document back.
        let compiled = Compiled::of(&document).unwrap_or_default();
        Self { document: Arc::new(document), compiled: Arc::new(compiled) }
    }
}

impl Default for PolicyDocument {
    /// That of the default policy.
    fn default() -> Self {
        const HOUR: u32 = 60;
        const DAY: u32 = 24 * HOUR;
        const WEEK: u32 = 7 * DAY;
        let minutes = Span::minutes;
        let commitment = |response: Option<u32>, steps: &[Span]| Commitment {
            response: response.map(minutes).map(Promise::within),
            steps: steps.iter().zip(1..).map(|(&after, tier)| to_tier(after, tier)).collect(),
            ..Commitment::default()
        };
        let priorities = [
            (Priority::Critical, commitment(Some(15), &[Span::ZERO, minutes(15), minutes(30), minutes(HOUR)])),
            (Priority::High, commitment(Some(HOUR), &[HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR].map(minutes))),
            (Priority::Medium, commitment(Some(4 * HOUR), &[4 * HOUR, DAY, 2 * DAY, WEEK].map(minutes))),
            (Priority::Low, commitment(Some(DAY), &[minutes(DAY), minutes(WEEK), minutes(2 * WEEK), Span::months(1)])),
            (Priority::Planning, commitment(None, &[1, 3, 12].map(Span::months))),
        ];
        Self {
            version: 1,
            zone: Tz::UTC,
            zone_database: None,
            rules: Rules::default(),
            tiers: tiers(),
            calendars: BTreeMap::new(),
            rotas: BTreeMap::new(),
            changes: Changes::default(),
            quiet: None,
            priorities: priorities.into_iter().collect(),
            communication: communication(),
            alerts: alerts(),
        }
    }
}

impl Default for Changes {
    /// Retroactive clocks, restarted steps, a new start on reopening, and no new acknowledgement on reassignment.
    fn default() -> Self {
        Self {
            priority_clocks: Carry::Retroactive,
            priority_steps: Carry::Restart,
            reopening: Carry::Restart,
            reassignment: Reassignment::Keep,
        }
    }
}

fn to_tier(after: Span, tier: u8) -> EscalationRule {
    EscalationRule { after, tier: Some(tier), ..EscalationRule::default() }
}

/// Tier 1 follows the sun, tier 2 is there 16 hours on 5 days, tiers 3 and 4 are on call.
pub(super) fn tiers() -> Vec<SupportTier> {
    [
        ("user support", "follow the sun"),
        ("technical issues and integrations", "16/5"),
        ("system administration and architecture", "on call"),
        ("executive", "on call"),
    ]
    .map(|(name, coverage)| SupportTier { name: name.to_owned(), coverage: Some(coverage.to_owned()) })
    .to_vec()
}

/// The calendars that every policy has: the coverage of the tiers, and business days.
pub(in crate::escalation) fn calendars(zone: Tz) -> Vec<(String, Calendar)> {
    let daily = |zone, open, close| CalendarDocument {
        zone,
        weekly: WeeklyHours::daily(&range(open, close)),
        ..CalendarDocument::default()
    };
    let weekdays = |open, close| CalendarDocument {
        zone,
        weekly: WeeklyHours::weekdays(&range(open, close)),
        ..CalendarDocument::default()
    };
    // The seams overlap or meet, whichever of them has summer time.
    let sun = CalendarDocument {
        zone,
        union: vec![
            daily(Tz::Asia__Singapore, 8, 17),
            daily(Tz::Europe__London, 8, 18),
            daily(Tz::America__Los_Angeles, 8, 18),
        ],
        ..CalendarDocument::default()
    };
    let made = [("business", weekdays(9, 17)), ("16/5", weekdays(6, 22)), ("follow the sun", sun)];
    let made = made.into_iter().filter_map(|(name, document)| Some((name.to_owned(), Calendar::new(document).ok()?)));
    made.chain([("on call".to_owned(), Calendar::always(zone))]).collect()
}

fn range(open: u32, close: u32) -> Vec<ClockRange> {
    use crate::time::ClockTime;
    let time = |hour: u32| ClockTime::from_seconds(hour * 3_600);
    let range = time(open).and_then(|open| ClockRange::new(open, time(close)?));
    range.into_iter().collect()
}

/// Who is told of an incident, and when its report is due.
pub(super) fn communication() -> Vec<EscalationRule> {
    [(5, "team"), (15, "stakeholders"), (30, "users"), (45, "status page"), (24 * 60, "report")]
        .map(|(minutes, channel)| EscalationRule {
            after: Span::minutes(minutes),
            channel: Some(channel.to_owned()),
            ..EscalationRule::default()
        })
        .to_vec()
}

pub(super) fn alerts() -> BTreeMap<Severity, AlertResponse> {
    let business = AlertResponse { calendar: Some("business".to_owned()), next_day: true, ..AlertResponse::default() };
    let warning = AlertResponse { within: Span::minutes(30), ..AlertResponse::default() };
    BTreeMap::from([
        (Severity::Critical, AlertResponse::default()),
        (Severity::Warning, warning),
        (Severity::Info, business),
    ])
}
