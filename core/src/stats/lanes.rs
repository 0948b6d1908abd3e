use super::Stream;

/// Generators side by side: so many that compilers keep the loop over them, and turn it into vector instructions.
const GENERATORS: usize = 32;
/// Words of one number of each.
const WORDS: usize = 2 * GENERATORS;

/// Sixteen random words at a time, for loops that are the same for each of them.
///
/// Generators of xoshiro256++ (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators") side by side,
/// of whose numbers the low words come first and then the high ones. Their states are the first numbers of a [`Stream`].
pub(crate) struct Lanes {
    state: [[u64; GENERATORS]; 4],
    words: [u32; WORDS],
    /// How many of the words are taken.
    taken: usize,
}

impl Lanes {
    /// The lanes of a seed with an index, from their start.
    pub(crate) fn new(seed: u64, index: u64) -> Self {
        let mut stream = Stream::new(seed, index);
        let mut state = [[0; GENERATORS]; 4];
        state.iter_mut().flatten().for_each(|word| *word = stream.next_u64());
        Self { state, words: [0; WORDS], taken: WORDS }
    }

    /// The next words.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> [u32; 16] {
        if self.taken == WORDS {
            self.fill();
            self.taken = 0;
        }
        let mut next = [0; 16];
        next.copy_from_slice(&self.words[self.taken..][..16]);
        self.taken += 16;
        next
    }

    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn fill(&mut self) {
        let [a, b, c, d] = &mut self.state;
        for lane in 0..GENERATORS {
            let number = a[lane].wrapping_add(d[lane]).rotate_left(23).wrapping_add(a[lane]);
            self.words[lane] = number as u32;
            self.words[GENERATORS + lane] = (number >> 32) as u32;
            let shifted = b[lane] << 17;
            c[lane] ^= a[lane];
            d[lane] ^= b[lane];
            b[lane] ^= c[lane];
            a[lane] ^= d[lane];
            c[lane] ^= shifted;
            d[lane] = d[lane].rotate_left(45);
        }
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
        let mut peers: Vec<_> = (0..GENERATORS)
            .map(|lane| {
                let mut seed = [0; 32];
                for (bytes, words) in seed.chunks_exact_mut(8).zip(&lanes.state) {
                    bytes.copy_from_slice(&words[lane].to_le_bytes());
                }
                rand::rngs::Xoshiro256PlusPlus::from_seed(seed)
            })
            .collect();
        for _ in 0..100 {
            let words = [(); WORDS / 16].map(|()| lanes.next()).concat();
            for (lane, peer) in peers.iter_mut().enumerate() {
                let number = peer.next_u64();
                assert_eq!([words[lane], words[GENERATORS + lane]], [number as u32, (number >> 32) as u32]);
            }
        }
    }
}
