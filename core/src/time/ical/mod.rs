//! iCalendar (RFC 5545): a strict reader of events and a writer of them.
//!
//! Only what holidays, on-call overrides and shifts need: `VEVENT`s with their dates; yearly recurrence. A crate would
//! read more, but none of them says on which line a text is wrong.

mod event;
mod recur;
mod write;

use crate::error::shorten;
use crate::{Error, Position, Result};

pub(crate) use event::{IcalEvent, events};
pub(crate) use recur::all_day_dates;
pub(crate) use write::{EventOut, write};

/// Most bytes of an iCalendar text.
const BYTES: u64 = 16 << 20;
/// Most lines of content.
const LINES: u64 = 1_000_000;

/// A line of content, unfolded: `NAME;PARAM=value:VALUE`.
#[derive(Clone, Debug)]
pub(crate) struct ContentLine {
    pub(crate) name: String,
    params: Vec<(String, String)>,
    pub(crate) value: String,
    pub(crate) line: u32,
}

impl ContentLine {
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An error that stands on this line.
    pub(crate) fn error(&self, expected: impl Into<String>) -> Error {
        wrong(self.line, expected, &format!("{}:{}", self.name, self.value))
    }

    /// The value as text: its escapes read.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut characters = self.value.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => match characters.next() {
                    Some('n' | 'N') => text.push('\n'),
                    Some(other) => text.push(other),
                    None => text.push('\\'),
                },
                other => text.push(other),
            }
        }
        text
    }
}

fn wrong(line: u32, expected: impl Into<String>, found: &str) -> Error {
    Error::Parse {
        what: "iCalendar".to_owned(),
        position: Position { line, column: 1 },
        expected: expected.into(),
        found: format!("{:?}", shorten(found)),
    }
}

/// The lines of a text, those that were folded put together again.
fn lines(text: &str) -> Result<Vec<ContentLine>> {
    Error::cap("iCalendar, bytes", BYTES, text.len())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut lines, mut unfolded): (_, Option<(u32, String)>) = (Vec::new(), None);
    for (number, line) in (1_u32..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), unfolded.as_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            (Some(rest), None) => return Err(wrong(number, "BEGIN:VCALENDAR", rest)),
            (None, _) if line.is_empty() => {}
            (None, _) => {
                if let Some((number, line)) = unfolded.replace((number, line.to_owned())) {
                    Error::cap("iCalendar, lines", LINES, lines.len() + 2)?;
                    lines.push(content(number, &line)?);
                }
            }
        }
    }
    if let Some((number, line)) = unfolded {
        lines.push(content(number, &line)?);
    }
    Ok(lines)
}

fn content(line: u32, text: &str) -> Result<ContentLine> {
    let bad = || wrong(line, "a line such as NAME;PARAMETER=value:value", text);
    let name_end = text.find([';', ':']).ok_or_else(bad)?;
    let (name, mut rest) = text.split_at(name_end);
    let plain = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !plain(name) {
        return Err(bad());
    }
    let mut params = Vec::new();
    while let Some(param) = rest.strip_prefix(';') {
        let (key, value) = param.split_once('=').filter(|(key, _)| plain(key)).ok_or_else(bad)?;
        let mut quoted = false;
        let end = value.find(|character| {
            quoted ^= character == '"';
            !quoted && matches!(character, ';' | ':')
        });
        let (value, after) = value.split_at(end.ok_or_else(bad)?);
        params.push((key.to_ascii_uppercase(), value.trim_matches('"').to_owned()));
        rest = after;
    }
    let value = rest.strip_prefix(':').ok_or_else(bad)?.to_owned();
    Ok(ContentLine { name: name.to_ascii_uppercase(), params, value, line })
}
