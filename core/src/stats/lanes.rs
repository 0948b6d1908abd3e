use super::Stream;

/// Generators side by side: so many that compilers keep the loop over them, and turn it into vector instructions.
const GENERATORS: usize = 32;

/// Sixteen random words at a time, for loops that are the same for each of them.
///
/// Generators of xoshiro256++ (Blackman and Vigna 2021, "Scrambled linear pseudorandom number generators") side by side,
/// each of whose numbers gives two words, the low one first. Their states are the first numbers of a [`Stream`].
pub(crate) struct Lanes {
    state: [[u64; GENERATORS]; 4],
    words: [[u32; 16]; GENERATORS / 8],
    /// How many of the words are taken.
    taken: usize,
}

impl Lanes {
    /// The lanes of a seed with an index, from their start.
    pub(crate) fn new(seed: u64, index: u64) -> Self {
        let mut stream = Stream::new(seed, index);
        let mut state = [[0; GENERATORS]; 4];
        state.iter_mut().flatten().for_each(|word| *word = stream.next_u64());
        Self { state, words: [[0; 16]; GENERATORS / 8], taken: GENERATORS / 8 }
    }

    /// The next words.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> [u32; 16] {
        if self.taken == self.words.len() {
            self.fill();
            self.taken = 0;
        }
        self.taken += 1;
        self.words[self.taken - 1]
    }

    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn fill(&mut self) {
        let [a, b, c, d] = &mut self.state;
        let mut numbers = [0; GENERATORS];
        for lane in 0..GENERATORS {
            numbers[lane] = a[lane].wrapping_add(d[lane]).rotate_left(23).wrapping_add(a[lane]);
            let shifted = b[lane] << 17;
            c[lane] ^= a[lane];
            d[lane] ^= b[lane];
            b[lane] ^= c[lane];
            a[lane] ^= d[lane];
            c[lane] ^= shifted;
            d[lane] = d[lane].rotate_left(45);
        }
        for (words, numbers) in self.words.iter_mut().zip(numbers.chunks_exact(8)) {
            for (pair, number) in words.chunks_exact_mut(2).zip(numbers) {
                (pair[0], pair[1]) = (*number as u32, (number >> 32) as u32);
            }
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
            for peers in peers.chunks_exact_mut(8) {
                let words = lanes.next();
                for (pair, peer) in words.chunks_exact(2).zip(peers) {
                    let number = peer.next_u64();
                    assert_eq!(pair, [number as u32, (number >> 32) as u32]);
                }
            }
        }
    }
}
