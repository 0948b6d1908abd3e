//! The attributes of one item or heading as its text has them, and what it takes to change some of them.

use std::ops::Range;

use super::super::Field;
use super::super::attributes::{self, Group, Key};
use super::super::fresh::{Attributes, capital, escape, escape_inner, fits_group};
use super::Edit;

/// An item or heading in a text.
pub(super) struct Line<'a> {
    pub(super) source: &'a str,
    /// Its words: from its bullet or first sign to where attributes may be added.
    pub(super) words: Range<usize>,
    /// Where its fields stand: from the first letter of each to the end of its last line.
    pub(super) fields: Vec<(&'a Field, Range<usize>)>,
    /// Where fields are added, and what stands before each; none where there can be no more.
    pub(super) below: Option<(usize, String)>,
    /// Whether it is shown as it stands, without markup.
    pub(super) code: bool,
    pub(super) eol: &'static str,
}

/// A value among the attributes in brackets.
enum Part<'a> {
    Kept(&'a str),
    New(String),
}

/// What an attribute is about, where windows and periods are alike: the value tells which it is.
fn slot(name: &str) -> Option<Key> {
    attributes::key(name).map(|key| if key == Key::Period { Key::Window } else { key })
}

fn of(all: &Attributes, key: Key) -> Vec<(&'static str, String)> {
    all.iter().filter(|(name, _)| slot(name) == Some(key)).cloned().collect()
}

impl Line<'_> {
    /// What changes where these attributes are to be others.
    pub(super) fn edits(&self, before: &Attributes, after: &Attributes) -> Vec<Edit> {
        let mut keys: Vec<Key> = Vec::new();
        for key in before.iter().chain(after).filter_map(|(name, _)| slot(name)) {
            if !keys.contains(&key) && of(before, key) != of(after, key) {
                keys.push(key);
            }
        }
        let text = self.source.get(self.words.clone()).unwrap_or_default();
        let groups = attributes::found(text);
        let mut parts: Vec<Vec<Option<Part<'_>>>> = groups
            .iter()
            .map(|group| group.parts.iter().map(|&(_, (from, to))| text.get(from..to).map(Part::Kept)).collect())
            .collect();
        let mut edits: Vec<Edit> = Vec::new();
        let (mut added, mut below) = (Attributes::new(), Attributes::new());
        for key in keys {
            let places: Vec<(usize, usize)> = (0..groups.len())
                .flat_map(|group| (0..groups[group].parts.len()).map(move |part| (group, part)))
                .filter(|&(group, part)| self.is_of(&groups[group], part, key))
                .collect();
            let fields: Vec<&(&Field, Range<usize>)> =
                self.fields.iter().filter(|(field, _)| slot(&field.name) == Some(key)).collect();
            let (known, mut wanted) = (of(before, key), of(after, key));
            // Links among the words are evidence, too, and come first.
            let linked = known.len().saturating_sub(places.len() + fields.len());
            let linked = if key == Key::Evidence { linked } else { 0 };
            for link in known.iter().take(linked) {
                if let Some(at) = wanted.iter().position(|one| one == link) {
                    wanted.remove(at);
                }
            }
            let written = known.get(linked..).unwrap_or_default();
            if let Some(more) = wanted.strip_prefix(written).filter(|more| !more.is_empty() && !places.is_empty()) {
                added.extend_from_slice(more);
                continue;
            }
            match (places.as_slice(), fields.as_slice(), wanted.as_slice()) {
                (&[(group, part)], [], [(name, value)]) if fits_group(name, value) => {
                    parts[group][part] = Some(Part::New(self.part(name, value)));
                    continue;
                }
                ([], [(field, range)], [(_, value)]) if !self.code => {
                    edits.extend(self.in_field(field, range, value));
                    continue;
                }
                _ => {}
            }
            places.into_iter().for_each(|(group, part)| parts[group][part] = None);
            edits.extend(fields.into_iter().map(|(_, range)| (self.lines(range), String::new())));
            added.extend(wanted);
        }
        added.retain(|(name, value)| {
            let fits = fits_group(name, value);
            below.extend((!fits).then(|| (*name, value.clone())));
            fits
        });
        let mut added: Vec<String> = added.iter().map(|(name, value)| self.part(name, value)).collect();
        // The last group that stays takes what is added.
        let last = parts.iter().rposition(|parts| parts.iter().any(Option::is_some));
        for (index, (group, mut parts)) in groups.iter().zip(parts).enumerate() {
            if Some(index) == last {
                parts.extend(added.drain(..).map(|part| Some(Part::New(part))));
            }
            edits.extend(self.rewritten(text, group, &parts));
        }
        if !added.is_empty() {
            edits.push((self.words.end..self.words.end, format!(" ({})", added.join(", "))));
        }
        if let (Some((at, before)), false) = (&self.below, below.is_empty()) {
            edits.push((*at..*at, self.written_below(before, &below)));
        }
        edits
    }

    /// Fields for what would not be read back from brackets.
    fn written_below(&self, before: &str, below: &Attributes) -> String {
        let mut text = String::new();
        for (name, value) in below {
            let (name, value, eol) = (capital(name), escape(value), self.eol);
            // Below a heading each is a paragraph of its own.
            text += &if before.is_empty() {
                format!("{eol}**{name}:** {value}{eol}")
            } else {
                format!("{before}{name}: {value}{eol}")
            };
        }
        text
    }

    fn is_of(&self, group: &Group, part: usize, key: Key) -> bool {
        let found = group.parts.get(part).and_then(|&(key, _)| key);
        found.map(|key| if key == Key::Period { Key::Window } else { key }) == Some(key)
    }

    fn part(&self, name: &str, value: &str) -> String {
        let value = if self.code { value.to_owned() } else { escape_inner(value) };
        if name == "done" { format!("done {value}") } else { format!("{name}: {value}") }
    }

    /// The value of a field, as it stands up to the colon.
    fn in_field(&self, field: &Field, range: &Range<usize>, value: &str) -> Option<Edit> {
        let text = self.source.get(range.clone())?;
        let colon = text.find(&field.name)? + field.name.len();
        let colon = colon + text.get(colon..)?.find(':')? + 1;
        let rest = text.get(colon..)?;
        let from = colon + (rest.len() - rest.trim_start_matches(['*', '_']).len());
        Some((range.start + from..range.end, format!(" {}", escape(value))))
    }

    /// The whole lines of a range.
    fn lines(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.source.get(..range.start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let end = self.source.get(range.end..).and_then(|text| text.find('\n'));
        start..end.map_or(self.source.len(), |at| range.end + at + 1)
    }

    /// A group with the parts that stay and are new, if any are.
    fn rewritten(&self, text: &str, group: &Group, parts: &[Option<Part<'_>>]) -> Option<Edit> {
        if parts.iter().all(|part| matches!(part, Some(Part::Kept(_)))) {
            return None;
        }
        let (start, end) = group.range;
        let words: Vec<&str> = parts
            .iter()
            .flatten()
            .map(|part| match part {
                Part::Kept(text) => text,
                Part::New(text) => text.as_str(),
            })
            .collect();
        if words.is_empty() {
            // The blanks before it go, too.
            let start = text.get(..start)?.trim_end().len();
            return Some((self.words.start + start..self.words.start + end, String::new()));
        }
        Some((self.words.start + start..self.words.start + end, format!("({})", words.join(", "))))
    }
}
