//! What came in order and is found by its name, in steps that do not grow with the queue.

use std::collections::BTreeMap;

/// What has a name.
pub(super) trait Named {
    fn name(&self) -> &str;
}

/// Things in the order of their coming, each at a place of its own, none of whose names is there twice.
#[derive(Clone, Debug)]
pub(super) struct Line<T> {
    items: BTreeMap<u64, T>,
    places: BTreeMap<String, u64>,
    next: u64,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self { items: BTreeMap::new(), places: BTreeMap::new(), next: 0 }
    }
}

/// The same things in the same order, wherever their places are.
impl<T: PartialEq> PartialEq for Line<T> {
    fn eq(&self, other: &Self) -> bool {
        self.items.values().eq(other.items.values())
    }
}

impl<T: Named> Line<T> {
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Puts something at the end; one of the same name must not be there.
    pub(super) fn push(&mut self, item: T) -> u64 {
        let place = self.next;
        self.next += 1;
        self.places.insert(item.name().to_owned(), place);
        self.items.insert(place, item);
        place
    }

    pub(super) fn place(&self, name: &str) -> Option<u64> {
        self.places.get(name).copied()
    }

    pub(super) fn get(&self, place: u64) -> Option<&T> {
        self.items.get(&place)
    }

    pub(super) fn get_mut(&mut self, place: u64) -> Option<&mut T> {
        self.items.get_mut(&place)
    }

    pub(super) fn remove(&mut self, place: u64) -> Option<T> {
        let item = self.items.remove(&place)?;
        self.places.remove(item.name());
        Some(item)
    }

    pub(super) fn first(&self) -> Option<(u64, &T)> {
        self.items.first_key_value().map(|(place, item)| (*place, item))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.values()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.values_mut()
    }
}
