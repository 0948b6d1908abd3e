use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

use crate::{Error, Result};

/// A reproducible stream of random numbers.
///
/// One seed gives 2^64 independent streams, told apart by an index: tree 5 of a forest draws from stream 5 whatever
/// thread grows it. The generator is ChaCha with 8 rounds (the seed in the first 8 bytes of the key, little-endian, the
/// index as the nonce); every method is defined here over its 32-bit words, so the numbers are the same on each
/// platform and in each release. Not for secrets.
///
/// ```
/// use hypercare::stats::Stream;
/// let (mut first, mut second) = (Stream::new(7, 0), Stream::new(7, 0));
/// assert_eq!(first.below(100), second.below(100));
/// assert!((0.0..1.0).contains(&first.unit()));
/// ```
#[derive(Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of a seed with an index, from its start.
    pub fn new(seed: u64, index: u64) -> Self {
        let mut key = [0; 32];
        for (place, byte) in key.iter_mut().zip(seed.to_le_bytes()) {
            *place = byte;
        }
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(index);
        Self(generator)
    }

    /// The next 32 bits.
    pub fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// The next 64 bits: two words, the low one first.
    pub fn next_u64(&mut self) -> u64 {
        let low = u64::from(self.next_u32());
        low | u64::from(self.next_u32()) << 32
    }

    /// A whole number from 0 to `bound` - 1, each equally likely; 0, without drawing, for a bound of 0 or 1.
    ///
    /// Uses one word for bounds up to 2^32 - 1 and two above (Lemire 2019, "Fast random integer generation in an
    /// interval"), and draws again where the number would favour small values.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound <= 1 {
            return 0;
        }
        match u32::try_from(bound) {
            Ok(bound) => u64::from(self.below_u32(bound)),
            Err(_) => self.below_u64(bound),
        }
    }

    /// A number from 0 up to but not including 1: a multiple of 2^-53, each equally likely.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Puts the items into a random order, each order equally likely.
    ///
    /// ```
    /// # use hypercare::stats::Stream;
    /// let mut order = [0, 1, 2, 3];
    /// Stream::new(7, 0).shuffle(&mut order);
    /// assert_eq!(order.iter().sum::<i32>(), 6);
    /// ```
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        let length = items.len();
        for place in 0..length {
            let other = self.between(place, length);
            items.swap(place, other);
        }
    }

    /// `count` different numbers below `population` in random order: the first `count` that [`shuffle`](Self::shuffle)
    /// would put in front of `0..population`. Time and memory grow with `count` alone.
    ///
    /// ```
    /// # use hypercare::stats::Stream;
    /// assert_eq!(Stream::new(7, 0).sample(1_000_000_000, 3)?.len(), 3);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Invalid`] if `count` is over `population`.
    pub fn sample(&mut self, population: usize, count: usize) -> Result<Vec<usize>> {
        if count > population {
            return Err(Error::invalid("count", format!("at most the population of {population}"), count));
        }
        // A table as long as the population costs less than a map, once the map would be of its order.
        if population / 4 <= count {
            let mut all: Vec<usize> = (0..population).collect();
            for place in 0..count {
                let other = self.between(place, population);
                all.swap(place, other);
            }
            all.truncate(count);
            return Ok(all);
        }
        let mut moved = Moved::with_capacity(count);
        Ok((0..count)
            .map(|place| {
                let other = self.between(place, population);
                let here = moved.get(place);
                moved.replace(other, here)
            })
            .collect())
    }

    /// A number from `start` to `end` - 1.
    fn between(&mut self, start: usize, end: usize) -> usize {
        start + self.below((end - start) as u64) as usize
    }

    fn below_u32(&mut self, bound: u32) -> u32 {
        let mut product = u64::from(self.next_u32()) * u64::from(bound);
        if (product as u32) < bound {
            let favoured = bound.wrapping_neg() % bound;
            while (product as u32) < favoured {
                product = u64::from(self.next_u32()) * u64::from(bound);
            }
        }
        (product >> 32) as u32
    }

    fn below_u64(&mut self, bound: u64) -> u64 {
        let mut product = u128::from(self.next_u64()) * u128::from(bound);
        if (product as u64) < bound {
            let favoured = bound.wrapping_neg() % bound;
            while (product as u64) < favoured {
                product = u128::from(self.next_u64()) * u128::from(bound);
            }
        }
        (product >> 64) as u64
    }
}

/// The places of a long list 0, 1, 2, ... that hold another number than their own: a table with open addressing, never
/// more than half full.
struct Moved {
    slots: Vec<(usize, usize)>,
    shift: u32,
}

impl Moved {
    const EMPTY: usize = usize::MAX;

    fn with_capacity(count: usize) -> Self {
        let length = (2 * count).next_power_of_two().max(2);
        Self { slots: vec![(Self::EMPTY, 0); length], shift: u64::BITS - length.trailing_zeros() }
    }

    fn get(&self, place: usize) -> usize {
        match self.slots.get(self.slot(place)) {
            Some(&(key, number)) if key == place => number,
            _ => place,
        }
    }

    /// Stores a number at a place and returns the one that was there.
    fn replace(&mut self, place: usize, number: usize) -> usize {
        let slot = self.slot(place);
        match self.slots.get_mut(slot) {
            Some(entry) => {
                let before = if entry.0 == place { entry.1 } else { place };
                *entry = (place, number);
                before
            }
            None => place,
        }
    }

    /// The slot that holds the place, or the empty one where it belongs.
    fn slot(&self, place: usize) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = ((place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize;
        while self.slots.get(slot).is_some_and(|&(key, _)| key != place && key != Self::EMPTY) {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{ChiSquared, ContinuousCDF};

    /// Fails where counts stray further from equal than chance does once in a million streams.
    fn assert_uniform(counts: &[u64], what: &str) {
        let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        assert!(expected >= 50.0, "{what}: too few draws to judge");
        let statistic: f64 = counts.iter().map(|&count| (count as f64 - expected).powi(2) / expected).sum();
        let critical = ChiSquared::new((counts.len() - 1) as f64).unwrap().inverse_cdf(1.0 - 1e-6);
        assert!(statistic < critical, "{what}: {statistic} is over {critical}");
    }

    /// The key stream of ChaCha8 for the all-zero key and nonce, as published with the cipher's test vectors (Strombergson,
    /// "Test Vectors for the Stream Cipher ChaCha", TC1 with 256-bit key).
    #[test]
    fn is_the_published_cipher() {
        const PUBLISHED: [u8; 32] = [
            0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6, 0x7f, 0x5b, 0xb8, 0xe8, 0x1f, 0x09, 0xa5, 0xa1, 0x2c, 0x84,
            0x0e, 0xc3, 0xce, 0x9a, 0x7f, 0x3b, 0x18, 0x1b, 0xe1, 0x88, 0xef, 0x71, 0x1a, 0x1e,
        ];
        let mut stream = Stream::new(0, 0);
        let found: Vec<u8> = (0..8).flat_map(|_| stream.next_u32().to_le_bytes()).collect();
        assert_eq!(found, PUBLISHED);
    }

    #[test]
    fn draws_the_same_numbers_as_in_the_first_release() {
        let mut stream = Stream::new(42, 3);
        assert_eq!([stream.next_u32(), stream.next_u32()], [1_179_016_782, 1_961_778_404]);
        assert_eq!(stream.next_u64(), 12_395_516_384_560_942_270);
        assert_eq!(
            [10, 1000, 1 << 31, u64::from(u32::MAX), 1 << 40].map(|bound| stream.below(bound)),
            [4, 871, 654_321_920, 4_051_830_182, 132_309_738_440]
        );
        assert_eq!(stream.unit(), 0.4128104454476246);
        assert_eq!(stream.sample(1_000_000, 4).unwrap(), [587_684, 989_909, 92_309, 669_241]);
        let mut order = [0, 1, 2, 3, 4, 5, 6, 7];
        stream.shuffle(&mut order);
        assert_eq!(order, [1, 4, 5, 0, 2, 7, 3, 6]);
    }

    #[test]
    fn streams_of_one_seed_differ() {
        let first = |seed, index| Stream::new(seed, index).next_u64();
        let mut all: Vec<u64> = (0..100).flat_map(|k| [first(7, k), first(8 + k, 0), first(7, u64::MAX - k)]).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 300);
    }

    #[test]
    fn below_is_uniform() {
        // At three quarters of 2^32 and of 2^64 numbers divisible by 3 would come twice as often without drawing again.
        for bound in [2_u64, 3, 10, 257, 3 << 30, 3 << 62] {
            let cells = if bound < 300 { bound } else { 60 };
            let mut places = vec![0; cells as usize];
            let mut remainders = vec![0; if bound < 300 { 1 } else { 3 }];
            let mut stream = Stream::new(1, bound);
            for _ in 0..60_000 {
                let drawn = stream.below(bound);
                assert!(drawn < bound);
                places[(u128::from(drawn) * u128::from(cells) / u128::from(bound)) as usize] += 1;
                let at = drawn % remainders.len() as u64;
                remainders[at as usize] += 1;
            }
            assert_uniform(&places, &format!("place of a number below {bound}"));
            if remainders.len() > 1 {
                assert_uniform(&remainders, &format!("remainder of a number below {bound}"));
            }
        }
    }

    #[test]
    fn every_order_of_four_is_as_likely() {
        let mut counts = vec![0; 256];
        let mut stream = Stream::new(2, 0);
        for _ in 0..24_000 {
            let mut order = [0, 1, 2, 3];
            stream.shuffle(&mut order);
            counts[order.iter().fold(0, |code, &item| 4 * code + item)] += 1;
        }
        counts.retain(|&count| count > 0);
        assert_eq!(counts.len(), 24);
        assert_uniform(&counts, "shuffle of 4");
    }

    #[test]
    fn every_member_is_sampled_as_often() {
        let mut stream = Stream::new(3, 0);
        for population in [20, 200] {
            let mut counts = vec![0; population];
            for _ in 0..200 * population / 10 {
                stream.sample(population, 10).unwrap().into_iter().for_each(|drawn| counts[drawn] += 1);
            }
            assert_uniform(&counts, &format!("10 of {population}"));
        }
    }

    #[test]
    fn unit_is_uniform_and_below_one() {
        let mut stream = Stream::new(4, 0);
        let mut counts = vec![0; 64];
        for _ in 0..64_000 {
            let drawn = stream.unit();
            assert!((0.0..1.0).contains(&drawn));
            counts[(drawn * 64.0) as usize] += 1;
        }
        assert_uniform(&counts, "unit");
    }

    #[test]
    fn a_sample_over_the_population_is_an_error() {
        assert_eq!(Stream::new(0, 0).sample(3, 4).unwrap_err().code(), "invalid");
        assert_eq!(Stream::new(0, 0).sample(0, 0).unwrap(), [0_usize; 0]);
    }

    proptest! {
        #[test]
        fn a_sample_is_the_front_of_a_shuffle(seed: u64, population in 1_usize..3000, share in 0.0..=1.0) {
            let count = (population as f64 * share) as usize;
            let mut all: Vec<usize> = (0..population).collect();
            Stream::new(seed, 1).shuffle(&mut all);
            prop_assert_eq!(&Stream::new(seed, 1).sample(population, count).unwrap(), &all[..count]);
        }
    }
}
