//! What a heading says of its section: wave or phase and number, window, duration.

use super::SectionKind;
use super::window::{self, Fault, Reading, Window};
use crate::time::SpanRange;

#[derive(Debug, Default)]
pub(super) struct Heading {
    pub(super) kind: SectionKind,
    pub(super) number: Option<u32>,
    pub(super) window: Option<Window>,
    pub(super) duration: Option<SpanRange>,
    /// The heading without the brackets that hold nothing but windows and durations.
    pub(super) name: String,
    /// Texts that begin like a window and are none.
    pub(super) faults: Vec<(Fault, String)>,
}

impl Heading {
    pub(super) fn read(title: &str) -> Self {
        let mut heading = Self::default();
        let start = title.trim_start_matches(|character: char| !character.is_alphanumeric());
        heading.read_kind(start);
        match window::read(start) {
            Reading::Found { window, kind, .. } => {
                heading.kind = kind;
                heading.window = Some(window);
            }
            Reading::Wrong(fault) => heading.faults.push((fault, first_part(start))),
            Reading::Unnumbered { length } if is_meant(&start[length..]) => {
                heading.faults.push((Fault::NotUnderstood, first_part(start)));
            }
            _ => {}
        }
        heading.read_brackets(title);
        heading.read_after_separators(start);
        heading
    }

    /// "Wave 0 ...", "Phase 1: ..."; "Wave 0-3" is several and none of them.
    fn read_kind(&mut self, start: &str) {
        let mut words = start.splitn(2, char::is_whitespace);
        let kind = match words.next().unwrap_or_default().to_lowercase().as_str() {
            "wave" => SectionKind::Wave,
            "phase" => SectionKind::Phase,
            _ => return,
        };
        let rest = words.next().unwrap_or_default().trim_start();
        let digits = rest.len() - rest.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
        let mut after = rest[digits..].chars();
        let next = after.next();
        let range = next.is_some_and(|next| "-–—./".contains(next))
            && after.next().is_some_and(|character| character.is_ascii_digit());
        if let Ok(number) = rest[..digits].parse()
            && !range
            && !next.is_some_and(char::is_alphanumeric)
        {
            self.kind = kind;
            self.number = Some(number);
        }
    }

    /// "(Day -7 to -1)", "(2 weeks)", "(Week 1, about 3 days)".
    fn read_brackets(&mut self, title: &str) {
        let mut rest = title;
        while let Some(open) = rest.find('(') {
            let inner = &rest[open + 1..];
            // The innermost brackets count, so that a bracket left open hides nothing.
            let close = inner.find(['(', ')']);
            let Some(close) = close.filter(|&close| inner[close..].starts_with(')')) else {
                let upto = open + 1 + close.unwrap_or(inner.len());
                self.name.push_str(&rest[..upto]);
                rest = &rest[upto..];
                continue;
            };
            let mut understood = true;
            for part in inner[..close].split([',', ';']) {
                understood &= self.read_part(part.trim());
            }
            let upto = open + close + 2;
            self.name.push_str(&rest[..if understood { open } else { upto }]);
            rest = &rest[upto..];
        }
        self.name.push_str(rest);
    }

    fn read_part(&mut self, part: &str) -> bool {
        match window::read(part) {
            Reading::Found { window, length, .. } if part[length..].trim().is_empty() => self.add_window(window, part),
            Reading::Found { .. } => self.fault(Fault::NotUnderstood, part),
            Reading::Wrong(fault) => self.fault(fault, part),
            Reading::Unnumbered { .. } => self.fault(Fault::NotUnderstood, part),
            Reading::Absent => match duration(part) {
                Some(duration) => {
                    self.duration.get_or_insert(duration);
                    true
                }
                None => false,
            },
        }
    }

    /// "Phase 2: Day 0", "Phase 3 - Day 1-7".
    fn read_after_separators(&mut self, start: &str) {
        for (at, separator) in start.match_indices([':', ',', '|', '-', '–', '—']) {
            let rest = start[at + separator.len()..].trim_start();
            if let Reading::Found { window, .. } = window::read(rest)
                && rest.starts_with(|character: char| character.is_alphabetic())
                && start[..at].ends_with(|character: char| character.is_whitespace() || character.is_alphanumeric())
                && self.window.is_none()
            {
                self.window = Some(window);
                return;
            }
        }
    }

    fn add_window(&mut self, window: Window, part: &str) -> bool {
        match self.window {
            Some(known) if known != window => return self.fault(Fault::Second, part),
            _ => self.window = Some(window),
        }
        true
    }

    fn fault(&mut self, fault: Fault, part: &str) -> bool {
        self.faults.push((fault, part.to_owned()));
        false
    }
}

/// The length of time that a text gives: "2 weeks", "about 4-6 hours".
pub(super) fn duration(text: &str) -> Option<SpanRange> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let prefix = ["estimated ", "est. ", "about ", "approx. ", "approximately ", "~"];
    let skipped = prefix.into_iter().find(|prefix| lower.starts_with(prefix)).map_or(0, str::len);
    // "(monthly)" says how often, not how long.
    if !text.contains(|digit: char| digit.is_ascii_digit()) {
        return None;
    }
    text.get(skipped..)?.parse().ok()
}

/// Whether text after a unit without a number was meant as one: "Day X to Y", "Day zero:", but not "Days of operation".
fn is_meant(rest: &str) -> bool {
    let rest = rest.trim_start();
    let word = rest.split(|character: char| character.is_whitespace() || character == ':').next().unwrap_or_default();
    let placeholder = word.chars().count() == 1 && !word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("tbd");
    placeholder || word.starts_with(['?', '[', '<']) || !word.is_empty() && rest[word.len()..].starts_with(':')
}

fn first_part(text: &str) -> String {
    text.split(':').next().unwrap_or_default().trim().chars().take(40).collect()
}

/// Whether a heading says that what stands below is done only to take the go-live back.
pub(super) fn takes_back(title: &str) -> bool {
    let title = title.to_lowercase();
    let back = ["rollback", "roll-back", "roll back", "backout", "back-out", "fallback"];
    let before = ["rehears", "test", "drill", "prepar", "train", "review"];
    back.iter().any(|word| title.starts_with(word)) && !before.iter().any(|word| title.contains(word))
}
