use chrono::{DateTime, Utc};

/// Most bytes of a line (RFC 5545 section 3.1).
const LINE: usize = 75;

/// An event to be written.
#[derive(Debug)]
pub(crate) struct EventOut<'a> {
    pub(crate) uid: String,
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    pub(crate) summary: &'a str,
    pub(crate) description: &'a str,
}

/// Writes events as an iCalendar text, all times in UTC. `stamp` is when the text is written.
pub(crate) fn write<'a>(name: &str, stamp: DateTime<Utc>, events: impl IntoIterator<Item = EventOut<'a>>) -> String {
    let mut text = String::new();
    let time = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    for (key, value) in
        [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//hypercare//EN"), ("CALSCALE", "GREGORIAN")]
    {
        line(&mut text, key, value);
    }
    line(&mut text, "NAME", &escape(name));
    line(&mut text, "X-WR-CALNAME", &escape(name));
    for event in events {
        line(&mut text, "BEGIN", "VEVENT");
        line(&mut text, "UID", &escape(&event.uid));
        line(&mut text, "DTSTAMP", &time(stamp));
        line(&mut text, "DTSTART", &time(event.start));
        // An end must lie behind the start; without one the event takes no time (RFC 5545 section 3.6.1).
        if event.end > event.start {
            line(&mut text, "DTEND", &time(event.end));
        }
        line(&mut text, "SUMMARY", &escape(event.summary));
        if !event.description.is_empty() {
            line(&mut text, "DESCRIPTION", &escape(event.description));
        }
        line(&mut text, "END", "VEVENT");
    }
    line(&mut text, "END", "VCALENDAR");
    text
}

/// A line of content, folded so that none is over 75 bytes and no character is cut.
fn line(text: &mut String, key: &str, value: &str) {
    let mut room = LINE;
    for part in [key, ":", value] {
        for character in part.chars() {
            if character.len_utf8() > room {
                text.push_str("\r\n ");
                room = LINE - 1;
            }
            text.push(character);
            room -= character.len_utf8();
        }
    }
    text.push_str("\r\n");
}

/// The escapes of texts (RFC 5545 section 3.3.11); other control characters may not stand in one.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
