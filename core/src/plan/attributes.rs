//! Attributes behind the words of an item or heading: "(owner: Ana, estimate: 2-4-8 h, after: dns +30 min) {#load}".

use super::DependencyKind;

/// What an attribute is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Owner,
    Estimate,
    After(DependencyKind),
    Due,
    Window,
    Period,
    Evidence,
    Done,
    Blocking,
    Probability,
    Impact,
    Mitigation,
    Delays,
    Delay,
}

/// All names, so that a hint can name those that are near.
const NAMES: [(&str, Key); 38] = [
    ("owner", Key::Owner),
    ("assignee", Key::Owner),
    ("responsible", Key::Owner),
    ("estimate", Key::Estimate),
    ("effort", Key::Estimate),
    ("after", Key::After(DependencyKind::FinishToStart)),
    ("depends on", Key::After(DependencyKind::FinishToStart)),
    ("blocked by", Key::After(DependencyKind::FinishToStart)),
    ("waits for", Key::After(DependencyKind::FinishToStart)),
    ("needs", Key::After(DependencyKind::FinishToStart)),
    ("finish-to-start", Key::After(DependencyKind::FinishToStart)),
    ("start-to-start", Key::After(DependencyKind::StartToStart)),
    ("starts with", Key::After(DependencyKind::StartToStart)),
    ("finish-to-finish", Key::After(DependencyKind::FinishToFinish)),
    ("ends with", Key::After(DependencyKind::FinishToFinish)),
    ("start-to-finish", Key::After(DependencyKind::StartToFinish)),
    ("fs", Key::After(DependencyKind::FinishToStart)),
    ("ss", Key::After(DependencyKind::StartToStart)),
    ("ff", Key::After(DependencyKind::FinishToFinish)),
    ("sf", Key::After(DependencyKind::StartToFinish)),
    ("due", Key::Due),
    ("due date", Key::Due),
    ("deadline", Key::Due),
    ("window", Key::Window),
    ("when", Key::Window),
    ("period", Key::Period),
    ("evidence", Key::Evidence),
    ("proof", Key::Evidence),
    ("done", Key::Done),
    ("completed", Key::Done),
    ("blocking", Key::Blocking),
    ("probability", Key::Probability),
    ("likelihood", Key::Probability),
    ("impact", Key::Impact),
    ("mitigation", Key::Mitigation),
    ("delays", Key::Delays),
    ("affects", Key::Delays),
    ("delay", Key::Delay),
];

/// The longest name, in bytes.
const LONGEST: usize = 16;

/// The attribute of this name, in any case; blanks and hyphens are alike.
pub(super) fn key(name: &str) -> Option<Key> {
    let name = name.trim();
    if name.len() > LONGEST || !name.is_ascii() {
        return None;
    }
    let same = |known: &str| {
        let plain = |byte: u8| if matches!(byte, b'-' | b'_') { b' ' } else { byte.to_ascii_lowercase() };
        known.bytes().map(plain).eq(name.bytes().map(plain))
    };
    NAMES.iter().find(|(known, _)| known.len() == name.len() && same(known)).map(|&(_, key)| key)
}

/// The names of attributes, for hints.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|&(name, _)| name)
}

impl Key {
    /// Whether a comma goes on to another value of the same.
    fn is_list(self) -> bool {
        matches!(self, Self::After(_) | Self::Evidence | Self::Delays)
    }
}

/// A text and the attributes that were taken out of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Stripped {
    pub(super) text: String,
    pub(super) id: Option<String>,
    pub(super) attributes: Vec<(Key, String)>,
    /// What stands among attributes and is none.
    pub(super) unknown: Vec<String>,
}

/// Takes attributes and an id out of a text; none where it has none.
pub(super) fn strip(text: &str) -> Option<Stripped> {
    memchr::memchr2(b'(', b'{', text.as_bytes())?;
    let mut found = Stripped::default();
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    if let Some((cut, id)) = id(text) {
        found.id = Some(id.to_owned());
        cuts.push(cut);
    }
    for (start, end) in groups(text) {
        found.read_group(&text[start + 1..end - 1]);
        cuts.push((start, end));
    }
    if cuts.is_empty() {
        return None;
    }
    cuts.sort_unstable();
    let mut from = 0;
    for (start, end) in cuts {
        found.push(text.get(from..start).unwrap_or_default());
        from = end.max(from);
    }
    found.push(&text[from..]);
    Some(found)
}

/// The innermost-but-attribute brackets of a text, from the opening one to behind the closing one.
fn groups(text: &str) -> Vec<(usize, usize)> {
    let mut open: Vec<usize> = Vec::new();
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open.push(at),
            b')' => {
                let Some(start) = open.pop() else { continue };
                if is_group(&text[start + 1..at]) {
                    while groups.last().is_some_and(|&(inner, _)| inner > start) {
                        groups.pop();
                    }
                    groups.push((start, at + 1));
                }
            }
            _ => {}
        }
    }
    groups
}

/// A group as it stands in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// From the opening bracket to behind the closing one.
    pub(super) range: (usize, usize),
    /// Where each value stands, with the name that is before it, and what it is about.
    pub(super) parts: Vec<(Option<Key>, (usize, usize))>,
}

/// The groups of a text as it stands, so that some of their values can be changed.
pub(super) fn found(text: &str) -> Vec<Group> {
    let mut found = Vec::new();
    for (start, end) in groups(text) {
        let mut known: Vec<(Option<Key>, (usize, usize))> = Vec::new();
        let mut from = start + 1;
        let mut last: Option<Key> = None;
        for part in parts(&text[start + 1..end - 1]) {
            let at = from + (part.len() - part.trim_start().len());
            let range = (at, at + part.trim().len());
            from += part.len() + 1;
            let part = part.trim();
            let named = part.split_once(':').and_then(|(name, _)| key(name));
            let word = if done(part) { Some(Key::Done) } else { flag(part).map(|_| Key::Blocking) };
            match (named.or(word), last) {
                _ if part.is_empty() => {}
                (None, Some(key)) if is_more(part) && key.is_list() => known.push((Some(key), range)),
                (None, Some(_)) if is_more(part) => {
                    if let Some((_, whole)) = known.last_mut() {
                        whole.1 = range.1;
                    }
                }
                (key, _) => {
                    last = named;
                    known.push((key, range));
                }
            }
        }
        found.push(Group { range: (start, end), parts: known });
    }
    found
}

/// Whether brackets hold attributes: the first part is one or a word such as "non-blocking", and not all are words.
///
/// Only the beginning is looked at: where brackets are nested deeply, each pair holds all that is in it.
fn is_group(inner: &str) -> bool {
    const BEGINNING: usize = 128;
    if !inner.starts_with(|sign: char| sign.is_alphabetic() || sign.is_whitespace()) {
        return false;
    }
    let inner = inner.get(..inner.floor_char_boundary(BEGINNING)).unwrap_or(inner);
    let first = inner.split([',', ';']).next().unwrap_or_default();
    let known = |part: &str| done(part) || part.split_once(':').is_some_and(|(name, _)| key(name).is_some());
    known(first) || flag(first).is_some() && inner.split([',', ';']).any(known)
}

/// "done 2026-11-20 by Ana", "completed by Ana".
fn done(part: &str) -> bool {
    done_value(part).is_some()
}

fn done_value(part: &str) -> Option<&str> {
    let part = part.trim();
    let (word, rest) = part.split_once(' ')?;
    let rest = rest.trim_start();
    let dated = rest.starts_with(|digit: char| digit.is_ascii_digit()) || rest.starts_with("by ");
    (key(word) == Some(Key::Done) && dated).then_some(rest)
}

/// Words that stand for "blocking: no" and "blocking: yes".
fn flag(part: &str) -> Option<bool> {
    match part.trim().to_ascii_lowercase().as_str() {
        "optional" | "non-blocking" | "not blocking" => Some(false),
        "blocking" => Some(true),
        _ => None,
    }
}

/// Where "{#id}" stands, and the id.
fn id(text: &str) -> Option<((usize, usize), &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find("{#").map(|at| from + at) {
        let rest = &text[start + 2..];
        let length = rest.find(|character: char| !is_id(character)).unwrap_or(rest.len());
        if length > 0 && length <= 200 && rest[length..].starts_with('}') {
            return Some(((start, start + length + 3), &rest[..length]));
        }
        from = start + 2;
    }
    None
}

/// What ids are made of.
pub(super) fn is_id(character: char) -> bool {
    character.is_alphanumeric() || "-_/.:".contains(character)
}

impl Stripped {
    /// Adds a piece of the text that remains, with one blank between pieces unless a sign follows.
    fn push(&mut self, piece: &str) {
        self.text.truncate(self.text.trim_end().len());
        let piece = piece.trim_end();
        let bare = piece.trim_start();
        if !self.text.is_empty() && !bare.is_empty() && !bare.starts_with([':', ',', ';', '.', '!', '?']) {
            self.text.push(' ');
        }
        self.text.push_str(if self.text.is_empty() || bare.len() < piece.len() { bare } else { piece });
    }

    fn read_group(&mut self, inner: &str) {
        let mut last: Option<usize> = None;
        for part in parts(inner) {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            let named = part.split_once(':').and_then(|(name, value)| Some((key(name)?, value.trim().to_owned())));
            if let Some(attribute) = named {
                last = Some(self.attributes.len());
                self.attributes.push(attribute);
            } else if let Some(value) = done_value(part) {
                last = None;
                self.attributes.push((Key::Done, value.to_owned()));
            } else if let Some(blocking) = flag(part) {
                last = None;
                self.attributes.push((Key::Blocking, if blocking { "yes" } else { "no" }.to_owned()));
            } else if let Some((key, value)) =
                last.and_then(|index| self.attributes.get_mut(index)).filter(|_| is_more(part))
            {
                if key.is_list() {
                    let key = *key;
                    self.attributes.push((key, part.to_owned()));
                    last = Some(self.attributes.len() - 1);
                } else {
                    value.push_str(", ");
                    value.push_str(part);
                }
            } else {
                self.unknown.push(part.to_owned());
            }
        }
    }
}

/// Whether a part goes on with the value before it: it has no name of its own.
fn is_more(part: &str) -> bool {
    part.split_once(':')
        .is_none_or(|(name, rest)| rest.starts_with("//") || name.contains(['(', '.']) || name.len() > 24)
}

/// The parts between commas and semicolons outside of brackets.
fn parts(inner: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_usize, 0);
    let mut parts = Vec::new();
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' | b';' if depth == 0 => {
                parts.push(&inner[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[from..]);
    parts
}

/// Name and value of a text such as "Owner: Ana", if it is that of an attribute.
pub(super) fn split(text: &str) -> Option<(Key, &str, &str)> {
    let (name, value) = text.split_once(':')?;
    let (key, value) = (key(name)?, value.trim());
    let sound = !value.is_empty()
        && (key != Key::Done || value.starts_with(|digit: char| digit.is_ascii_digit()) || value.starts_with("by "));
    sound.then_some((key, name.trim(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (String, Option<String>, String, String) {
        let found = strip(text).unwrap_or_else(|| Stripped { text: text.to_owned(), ..Stripped::default() });
        let attributes: Vec<_> = found.attributes.iter().map(|(key, value)| format!("{key:?}={value}")).collect();
        (found.text, found.id, attributes.join("|"), found.unknown.join("|"))
    }

    #[test]
    fn attributes_are_taken_out_and_the_rest_stays() {
        for (text, rest, id, attributes, unknown) in [
            ("Load test", "Load test", "", "", ""),
            ("Load test (see below)", "Load test (see below)", "", "", ""),
            ("Load test (optional)", "Load test (optional)", "", "", ""),
            ("Load (10 min) (owner: Ana)", "Load (10 min)", "", "Owner=Ana", ""),
            ("Load (owner: Ana): 2,000 users", "Load: 2,000 users", "", "Owner=Ana", ""),
            ("Load {#load-test}", "Load", "load-test", "", ""),
            ("Load {#a b} {#c}", "Load {#a b}", "c", "", ""),
            (
                "Load (owner: Ana, Ben; after: dns +30 min, backups, non-blocking) {#l}",
                "Load",
                "l",
                "Owner=Ana, Ben|After(FinishToStart)=dns +30 min|After(FinishToStart)=backups|Blocking=no",
                "",
            ),
            ("A (non-blocking, due: 2026-11-20)", "A", "", "Blocking=no|Due=2026-11-20", ""),
            ("A (done 2026-11-20 by Ana)", "A", "", "Done=2026-11-20 by Ana", ""),
            ("A (done)", "A (done)", "", "", ""),
            ("A (owner: Ana, colour: red)", "A", "", "Owner=Ana", "colour: red"),
            (
                "A (evidence: report (https://x.example/a,b), https://y.example) b",
                "A b",
                "",
                "Evidence=report (https://x.example/a,b)|Evidence=https://y.example",
                "",
            ),
            (":( sad (owner: Ana)", ":( sad", "", "Owner=Ana", ""),
            ("((((owner: Ana)", "(((", "", "Owner=Ana", ""),
        ] {
            let expected = (
                rest.to_owned(),
                Some(id.to_owned()).filter(|id| !id.is_empty()),
                attributes.to_owned(),
                unknown.to_owned(),
            );
            assert_eq!(taken(text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_read_in_any_case_and_lines_split() {
        assert_eq!(key("Depends-On"), Some(Key::After(DependencyKind::FinishToStart)));
        assert_eq!(key("start to start"), Some(Key::After(DependencyKind::StartToStart)));
        assert_eq!((key("ownership"), key("")), (None, None));
        assert_eq!(split("Owner: Ana"), Some((Key::Owner, "Owner", "Ana")));
        assert_eq!((split("Owner:"), split("Done: well"), split("Time: 2 h")), (None, None, None));
        assert!(NAMES.iter().all(|(name, _)| name.len() <= LONGEST));
    }
}
