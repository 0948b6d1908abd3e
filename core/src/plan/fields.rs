//! Lines such as `**Risk Level:** Low`: what they are called, and what those mean that a plan knows.

use chrono_tz::Tz;

use super::heading;
use super::inline::TextLine;
use super::launch::{self, Launch, Shortfall};
use super::{DiagnosticCode, DiagnosticLevel, Field, RiskLevel};
use crate::time::{SpanRange, parse_zone};

/// Name and value, if the line begins with bold words and a colon within or after them.
pub(super) fn split(line: &TextLine) -> Option<(&str, &str)> {
    let rest = line.text.get(line.lead.len()..)?.trim();
    let (name, value) = match line.lead.strip_suffix(':') {
        Some(name) => (name.trim_end(), rest),
        None => (line.lead.as_str(), rest.strip_prefix(':')?.trim_start()),
    };
    if name.is_empty() { None } else { Some((name, value)) }
}

/// What the fields of one place say, and where they are not understood.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) risk: Option<RiskLevel>,
    pub(super) duration: Option<SpanRange>,
    pub(super) launch: Option<Launch>,
    pub(super) zone: Option<Tz>,
    pub(super) problems: Vec<Problem>,
}

#[derive(Debug)]
pub(super) struct Problem {
    pub(super) level: DiagnosticLevel,
    pub(super) code: DiagnosticCode,
    /// The field that it is about.
    pub(super) field: usize,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

/// What a field says, if it is one that a plan knows.
fn known_name(field: &Field) -> Option<&'static str> {
    match field.name.to_lowercase().as_str() {
        "risk level" => Some("risk level"),
        "duration" | "estimated duration" => Some("duration"),
        "time zone" | "timezone" => Some("time zone"),
        _ => names_launch(field).then_some("launch date"),
    }
}

/// Whether a field names the go-live. "Launch: cake for all" does not.
pub(super) fn names_launch(field: &Field) -> bool {
    match field.name.to_lowercase().as_str() {
        "launch date" | "go-live date" | "go live date" => true,
        "go-live" | "go live" | "launch" => launch::read(&field.value, None).1 != Some(Shortfall::NotUnderstood),
        _ => false,
    }
}

pub(super) fn read(fields: &[Field]) -> Known {
    let mut known = Known::default();
    let mut seen: Vec<&'static str> = Vec::new();
    let mut zone: Option<Tz> = None;
    let mut date: Option<usize> = None;
    for (index, field) in fields.iter().enumerate() {
        let mut problem = |level, code, message: String, hint| {
            known.problems.push(Problem { level, code, field: index, message, hint });
        };
        let Some(name) = known_name(field) else { continue };
        if seen.contains(&name) {
            let message = format!("a second {name} in the same place; the first one holds");
            problem(DiagnosticLevel::Warning, DiagnosticCode::DuplicateField, message, "Keep one of them.");
            continue;
        }
        seen.push(name);
        let found = format!("the {name} {:?} is not understood", shorten(&field.value));
        match name {
            "risk level" => match risk(&field.value) {
                Some(risk) => known.risk = Some(risk),
                None => {
                    let hint = "Write low, medium, high or critical, and notes in brackets.";
                    problem(DiagnosticLevel::Warning, DiagnosticCode::RiskLevel, found, hint);
                }
            },
            "duration" => match heading::duration(field.value.split('(').next().unwrap_or_default()) {
                Some(duration) => known.duration = Some(duration),
                None => {
                    let hint = "Write a length of time such as 1 week or 4-6 hours, and notes in brackets.";
                    problem(DiagnosticLevel::Warning, DiagnosticCode::Duration, found, hint);
                }
            },
            "time zone" => match parse_zone(field.value.split('(').next().unwrap_or_default().trim()) {
                Ok(named) => zone = Some(named),
                Err(_) => {
                    let hint = "Write an IANA name such as America/New_York.";
                    problem(DiagnosticLevel::Warning, DiagnosticCode::TimeZone, found, hint);
                }
            },
            _ => date = Some(index),
        }
    }
    if let Some((index, field)) = date.and_then(|index| fields.get(index).map(|field| (index, field))) {
        let (launch, shortfall) = launch::read(&field.value, zone);
        known.launch = launch;
        let zone_name = launch.map_or("UTC", |launch| launch.zone.name());
        let value = shorten(&field.value);
        let found = shortfall.map(|shortfall| match shortfall {
            Shortfall::NotUnderstood => (
                DiagnosticCode::LaunchDate,
                format!("the launch date {value:?} is not an instant: nothing can be overdue"),
                "Write one such as 2026-11-24T09:00:00-05:00 (America/New_York), or set the launch in the program.",
            ),
            Shortfall::NoTime => (
                DiagnosticCode::LaunchDate,
                format!("the launch date {value:?} has no time of day: it is taken for the midnight before it"),
                "Write the time after it, such as 09:00.",
            ),
            Shortfall::Letters => (
                DiagnosticCode::TimeZone,
                format!("the launch date {value:?} names its zone by letters: {zone_name} is taken"),
                "Write the IANA name, such as America/New_York.",
            ),
            Shortfall::NoZone => (
                DiagnosticCode::TimeZone,
                format!("the launch date {value:?} has no zone: nothing can be overdue"),
                "Name the zone after it, such as America/New_York.",
            ),
            Shortfall::UnknownZone => (
                DiagnosticCode::TimeZone,
                format!("the launch date {value:?} names a zone that does not exist: days are counted by its offset"),
                "Write the IANA name, such as America/New_York.",
            ),
            Shortfall::UnknownLetters => (
                DiagnosticCode::TimeZone,
                format!("the launch date {value:?} names a zone that is not known: the plan's zone holds"),
                "Write the IANA name, such as Asia/Tokyo.",
            ),
            Shortfall::OtherOffset => (
                DiagnosticCode::TimeZone,
                format!("the launch date {value:?} has an offset that its zone does not have then: the offset holds"),
                "Write the offset that the zone has on that day.",
            ),
            Shortfall::CountedInUtc => (
                DiagnosticCode::TimeZone,
                format!("the launch date {value:?} has an offset but no zone: days are counted in UTC"),
                "Name the zone after it, such as Asia/Kolkata.",
            ),
        });
        if let Some((code, message, hint)) = found {
            known.problems.push(Problem { level: DiagnosticLevel::Warning, code, field: index, message, hint });
        }
    }
    known.zone = zone;
    known
}

/// "Low", "Medium (new vendor)"; not "low to medium".
pub(super) fn risk(text: &str) -> Option<RiskLevel> {
    let text = text.trim_start_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    let known = [
        ("low", RiskLevel::Low),
        ("medium", RiskLevel::Medium),
        ("moderate", RiskLevel::Medium),
        ("very high", RiskLevel::Critical),
        ("high", RiskLevel::High),
        ("critical", RiskLevel::Critical),
    ];
    known.into_iter().find_map(|(word, level)| {
        let rest = text.strip_prefix(word)?;
        let note = rest.trim_start();
        let ends = note.is_empty() || note.starts_with(['(', '[', ',', ';', '.', ':']) || note.starts_with(['–', '—']);
        (ends || rest.starts_with(char::is_whitespace) && note.starts_with('-')).then_some(level)
    })
}

/// The first characters of a text, so that no message repeats a whole hostile input.
pub(super) fn shorten(text: &str) -> String {
    const MOST: usize = 48;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
