use super::Stream;

/// Sixteen random words at a time, for loops that are the same for each of them.
///
/// Eight generators of xoshiro256++ (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators") side by
/// side, each of whose numbers gives two words, the low one first. Their states are the first numbers of a [`Stream`].
pub(crate) struct Lanes([[u64; 8]; 4]);

impl Lanes {
    /// The lanes of a seed with an index, from their start.
    pub(crate) fn new(seed: u64, index: u64) -> Self {
        let mut stream = Stream::new(seed, index);
        let mut state = [[0; 8]; 4];
        state.iter_mut().flatten().for_each(|word| *word = stream.next_u64());
        Self(state)
    }

    /// The next words.
    #[inline]
    pub(crate) fn next(&mut self) -> [u32; 16] {
        let [a, b, c, d] = &mut self.0;
        let mut words = [0; 16];
        for lane in 0..8 {
            let number = a[lane].wrapping_add(d[lane]).rotate_left(23).wrapping_add(a[lane]);
            let shifted = b[lane] << 17;
            c[lane] ^= a[lane];
            d[lane] ^= b[lane];
            b[lane] ^= c[lane];
            a[lane] ^= d[lane];
            c[lane] ^= shifted;
            d[lane] = d[lane].rotate_left(45);
            words[2 * lane] = number as u32;
            words[2 * lane + 1] = (number >> 32) as u32;
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};

    use super::*;

    #[test]
    fn each_lane_is_the_published_generator() {
        // rand's own xoshiro256++, seeded with the state of the lane.
        let mut lanes = Lanes::new(7, 3);
        let mut peers: Vec<_> = (0..8)
            .map(|lane| {
                let mut seed = [0; 32];
                for (bytes, words) in seed.chunks_exact_mut(8).zip(&lanes.0) {
                    bytes.copy_from_slice(&words[lane].to_le_bytes());
                }
                rand::rngs::Xoshiro256PlusPlus::from_seed(seed)
            })
            .collect();
        for _ in 0..100 {
            let words = lanes.next();
            for (pair, peer) in words.chunks_exact(2).zip(&mut peers) {
                let number = peer.next_u64();
                assert_eq!(pair, [number as u32, (number >> 32) as u32]);
            }
        }
    }
}
