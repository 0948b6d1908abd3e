//! Names by which sections and items are called: slugs of their titles along the path, each used once.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

/// The longest slug of one title, and of a whole path, in bytes: many deep items with long titles would otherwise
/// need memory that grows with the square of the text.
const SLUG: usize = 60;
const PATH: usize = 200;

/// The names that are taken, numbered in the order in which they were.
///
/// They stand one after the other in one text. Where a name stands is found by its hash, which is keyed by chance so
/// that no text can be made to have many names of one hash; names are compared whole, so that chance changes nothing.
#[derive(Debug, Default)]
pub(super) struct Ids {
    random: RandomState,
    /// For each hash, the name of it that came last.
    last: HashMap<u64, usize, BuildHasherDefault<Known>>,
    taken: Vec<Taken>,
    text: String,
    /// The slug and the path that were asked for last, kept for their memory.
    slug: String,
    path: String,
}

#[derive(Debug)]
struct Taken {
    /// Where it ends in the text.
    end: usize,
    /// The one before it that has the same hash.
    before: Option<usize>,
    /// The suffix to try next where the name is asked for again.
    suffix: u32,
}

/// The hasher of what is a hash already.
#[derive(Debug, Default)]
struct Known(u64);

impl Hasher for Known {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Ids {
    /// The number of a name that is taken.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.among(self.last.get(&self.random.hash_one(name)).copied(), name)
    }

    /// The name among those of its hash.
    fn among(&self, last: Option<usize>, name: &str) -> Option<usize> {
        std::iter::successors(last, |&at| self.taken.get(at)?.before).find(|&at| self.name(at) == name)
    }

    fn name(&self, at: usize) -> &str {
        let end = |at: usize| self.taken.get(at).map(|one| one.end);
        let start = at.checked_sub(1).and_then(end).unwrap_or(0);
        end(at).and_then(|end| self.text.get(start..end)).unwrap_or_default()
    }

    /// Takes an id that the text gives; `false` if it is taken already.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        self.take(id).is_none()
    }

    /// Takes a name, or says which it is if it is taken already.
    fn take(&mut self, name: &str) -> Option<usize> {
        let (hash, next) = (self.random.hash_one(name), self.taken.len());
        let before = match self.last.entry(hash) {
            Entry::Vacant(place) => {
                place.insert(next);
                None
            }
            Entry::Occupied(place) => Some(*place.get()),
        };
        if before.is_some() {
            if let Some(known) = self.among(before, name) {
                return Some(known);
            }
            self.last.insert(hash, next);
        }
        self.text.push_str(name);
        self.taken.push(Taken { end: self.text.len(), before, suffix: 2 });
        None
    }

    /// An id below `parent` (an id, or empty) for a title; `true` if another title had the same.
    pub(super) fn assign(&mut self, parent: &str, title: &str, fallback: &str) -> (String, bool) {
        let (mut slug, mut path) = (std::mem::take(&mut self.slug), std::mem::take(&mut self.path));
        let (named, cut) = make(parent, title, fallback, &mut slug, &mut path);
        let mut twice = false;
        if let Some(known) = self.take(&path) {
            twice = named && !cut && slug.len() < SLUG;
            let length = path.len();
            let mut suffix = self.taken.get(known).map_or(2, |one| one.suffix);
            loop {
                path.truncate(length);
                let _ = write!(path, "-{suffix}");
                suffix = suffix.saturating_add(1);
                if self.take(&path).is_none() {
                    break;
                }
            }
            if let Some(known) = self.taken.get_mut(known) {
                known.suffix = suffix;
            }
        }
        let id = path.as_str().to_owned();
        (self.slug, self.path) = (slug, path);
        (id, twice)
    }

    /// The id that [`assign`](Self::assign) would give.
    pub(super) fn peek(&self, parent: &str, title: &str, fallback: &str) -> String {
        let (mut slug, mut path) = (String::new(), String::new());
        make(parent, title, fallback, &mut slug, &mut path);
        let Some(known) = self.find(&path) else { return path };
        let first = self.taken.get(known).map_or(2, |one| one.suffix);
        let mut suffixed = (first..=u32::MAX).map(|suffix| format!("{path}-{suffix}"));
        suffixed.find(|id| self.find(id).is_none()).unwrap_or_default()
    }
}

/// Makes the slug and the path of a title; whether the title had a slug, and whether the path was cut.
fn make(parent: &str, title: &str, fallback: &str, slug: &mut String, path: &mut String) -> (bool, bool) {
    write_slug(title, slug);
    let named = !slug.is_empty();
    if !named {
        slug.push_str(fallback);
    }
    let mut kept = parent;
    while !kept.is_empty() && kept.len() + 1 + slug.len() > PATH {
        kept = kept.split_once('/').map_or("", |(_, rest)| rest);
    }
    path.clear();
    path.push_str(kept);
    if !kept.is_empty() {
        path.push('/');
    }
    path.push_str(slug);
    (named, kept.len() < parent.len())
}

/// "Day -7: Networking & Security" as "day-minus-7-networking-security".
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::new();
    write_slug(title, &mut slug);
    slug
}

/// Writes the slug of a title in the place of what `slug` holds.
pub(super) fn write_slug(title: &str, slug: &mut String) {
    slug.clear();
    let mut gap = false;
    let mut before = ' ';
    let mut characters = title.chars();
    while let Some(character) = characters.next() {
        if slug.len() >= SLUG {
            break;
        }
        if character.is_ascii_alphanumeric() {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(character.to_ascii_lowercase());
        } else if matches!(character, '-' | '−' | '–')
            && !before.is_alphanumeric()
            && characters.as_str().starts_with(|next: char| next.is_ascii_digit())
        {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = true;
            slug.push_str("minus");
        } else if character.is_alphanumeric() {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.extend(character.to_lowercase());
        } else if !matches!(character, '\'' | '’') {
            gap = true;
        }
        before = character;
    }
}

/// The ids most like `wanted`, at most three: those that share the most groups of three letters with it.
pub(super) fn near<'a>(wanted: &str, ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let groups = |text: &'a str| text.as_bytes().windows(3);
    let target: HashSet<&[u8]> = wanted.as_bytes().windows(3).collect();
    let mut best: Vec<(usize, &str)> = Vec::new();
    for id in ids {
        let shared = groups(id).filter(|group| target.contains(group)).count();
        let score = (2_000 * shared).checked_div(groups(id).len() + target.len()).unwrap_or(0);
        if score > 300 {
            // Stable: of equals the first in the document stays first.
            let place = best.partition_point(|&(other, _)| other >= score);
            if place < 3 {
                best.insert(place, (score, id));
                best.truncate(3);
            }
        }
    }
    best.into_iter().map(|(_, id)| id.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_keep_letters_digits_and_signs() {
        for (title, expected) in [
            ("Day -7: Networking & Security", "day-minus-7-networking-security"),
            ("  🎯 Goals ✅", "goals"),
            ("Blue-green T-7", "blue-green-t-7"),
            ("日本 Ünïted", "日本-ünïted"),
            ("Don't – panic", "dont-panic"),
            ("✅", ""),
        ] {
            assert_eq!(slug(title), expected);
        }
        assert!(slug(&"long ".repeat(100)).len() <= SLUG + 4);
    }

    #[test]
    fn ids_are_unique_whatever_the_titles_are() {
        let mut ids = Ids::default();
        let all = ["a", "a", "a-2", "a-2", "A", "", "", "item"].map(|title| ids.assign("p", title, "item").0);
        assert_eq!(all, ["p/a", "p/a-2", "p/a-2-2", "p/a-2-3", "p/a-3", "p/item", "p/item-2", "p/item-3"]);
        let deep = ids.assign(&"part/".repeat(100), "end", "item").0;
        assert!(deep.len() <= PATH && deep.ends_with("part//end"), "{deep}");
    }

    #[test]
    fn near_names_come_best_first() {
        let ids = ["prepare/dns", "prepare/backups", "go-live/dns-cutover"];
        assert_eq!(near("go-live/dns", ids.into_iter()), ["go-live/dns-cutover", "prepare/dns"]);
        assert!(near("x", ids.into_iter()).is_empty());
    }
}
