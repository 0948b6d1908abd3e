/// The order in which keys were used last: a ring of links through the keys, in which place 0 stands before the oldest and
/// behind the newest.
pub(super) struct Recency {
    before: Vec<u32>,
    after: Vec<u32>,
    length: usize,
}

/// Key `k` stands at place `k + 1`; a place that is not in the ring links to itself.
fn place(key: u32) -> u32 {
    key.saturating_add(1)
}

impl Recency {
    /// No key of `keys` (under 2^32 - 1) was used yet.
    pub(super) fn new(keys: usize) -> Self {
        let alone: Vec<u32> = (0..=keys as u32).collect();
        Self { before: alone.clone(), after: alone, length: 0 }
    }

    /// How many keys are in the order.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// The key used longest ago.
    pub(super) fn oldest(&self) -> Option<u32> {
        get(&self.after, 0).checked_sub(1)
    }

    /// Makes the key the newest.
    pub(super) fn touch(&mut self, key: u32) {
        self.remove(key);
        let (place, newest) = (place(key), get(&self.before, 0));
        set(&mut self.before, place, newest);
        set(&mut self.after, place, 0);
        set(&mut self.after, newest, place);
        set(&mut self.before, 0, place);
        self.length += 1;
    }

    /// Takes the key out of the order, if it is in.
    pub(super) fn remove(&mut self, key: u32) {
        let place = place(key);
        let (before, after) = (get(&self.before, place), get(&self.after, place));
        if before == place {
            return;
        }
        set(&mut self.after, before, after);
        set(&mut self.before, after, before);
        set(&mut self.before, place, place);
        set(&mut self.after, place, place);
        self.length -= 1;
    }
}

fn get(links: &[u32], place: u32) -> u32 {
    links.get(place as usize).copied().unwrap_or(place)
}

fn set(links: &mut [u32], place: u32, to: u32) {
    if let Some(link) = links.get_mut(place as usize) {
        *link = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keeps_the_order_that_a_list_keeps(steps in prop::collection::vec((0_u32..8, any::<bool>()), 0..200)) {
            let (mut ring, mut list) = (Recency::new(8), Vec::new());
            for (key, touch) in steps {
                list.retain(|other| *other != key);
                if touch {
                    ring.touch(key);
                    list.push(key);
                } else {
                    ring.remove(key);
                }
                prop_assert_eq!((ring.len(), ring.oldest()), (list.len(), list.first().copied()));
            }
        }
    }
}
