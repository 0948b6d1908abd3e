//! Names by which sections and items are called: slugs of their titles along the path, each used once.

use std::collections::{HashMap, HashSet};

/// The longest slug of one title, and of a whole path, in bytes: many deep items with long titles would otherwise
/// need memory that grows with the square of the text.
const SLUG: usize = 60;
const PATH: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Ids {
    /// For each id that was asked for, the suffix to try next.
    taken: HashMap<String, u32>,
}

impl Ids {
    /// Takes an id that the text gives; `false` if it is taken already.
    pub(super) fn claim(&mut self, id: &str) -> bool {
        let free = !self.taken.contains_key(id);
        if free {
            self.taken.insert(id.to_owned(), 2);
        }
        free
    }

    /// An id below `parent` (an id, or empty) for a title; `true` if another title had the same.
    pub(super) fn assign(&mut self, parent: &str, title: &str, fallback: &str) -> (String, bool) {
        let (id, base, twice) = self.next(parent, title, fallback);
        match base {
            Some((path, suffix)) => {
                self.taken.insert(path, suffix);
                self.taken.insert(id.clone(), 2);
            }
            None => {
                self.taken.insert(id.clone(), 2);
            }
        }
        (id, twice)
    }

    /// The id that [`assign`](Self::assign) would give.
    pub(super) fn peek(&self, parent: &str, title: &str, fallback: &str) -> String {
        self.next(parent, title, fallback).0
    }

    /// The id, the path and the suffix to try after it if the path was taken, and whether another title had the same.
    fn next(&self, parent: &str, title: &str, fallback: &str) -> (String, Option<(String, u32)>, bool) {
        let slug = slug(title);
        let named = !slug.is_empty();
        let slug = if named { slug } else { fallback.to_owned() };
        let (path, cut) = join(parent, &slug);
        let Some(mut suffix) = self.taken.get(&path).copied() else {
            return (path, None, false);
        };
        let id = loop {
            let id = format!("{path}-{suffix}");
            suffix = suffix.saturating_add(1);
            if !self.taken.contains_key(&id) {
                break id;
            }
        };
        (id, Some((path, suffix)), named && !cut && slug.len() < SLUG)
    }
}

fn join(parent: &str, slug: &str) -> (String, bool) {
    let mut kept = parent;
    while !kept.is_empty() && kept.len() + 1 + slug.len() > PATH {
        kept = kept.split_once('/').map_or("", |(_, rest)| rest);
    }
    let path = if kept.is_empty() { slug.to_owned() } else { format!("{kept}/{slug}") };
    (path, kept.len() < parent.len())
}

/// "Day -7: Networking & Security" as "day-minus-7-networking-security".
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::new();
    let mut gap = false;
    let mut before = ' ';
    let mut characters = title.chars().peekable();
    while let Some(character) = characters.next() {
        if slug.len() >= SLUG {
            break;
        }
        let sign = matches!(character, '-' | '−' | '–')
            && !before.is_alphanumeric()
            && characters.peek().is_some_and(char::is_ascii_digit);
        if character.is_alphanumeric() || sign {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = sign;
            if sign {
                slug.push_str("minus");
            } else {
                slug.extend(character.to_lowercase());
            }
        } else if !matches!(character, '\'' | '’') {
            gap = true;
        }
        before = character;
    }
    slug
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
