//! What would a cache with these settings do?

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::caches::{CacheSettings, CacheStrategy};
use super::lru::Recency;
use crate::error::shorten;
use crate::stats::Stream;
use crate::{Error, Result};

/// Most accesses that are played.
const MOST_ACCESSES: u64 = 10_000_000;

/// Most keys of a model.
const MOST_KEYS: u64 = 10_000_000;

/// From which part of its life on a value that is read is loaded anew, where a cache refreshes ahead.
const REFRESH_FROM: f64 = 0.8;

/// One access of a trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CacheAccess {
    /// When, in seconds from any start; never before the access before it.
    pub seconds: f64,
    /// Of which value.
    pub key: String,
    /// Whether it was written; otherwise it was read.
    #[serde(default)]
    pub write: bool,
}

/// How reads and writes come, where there is no trace: at random (Poisson), of keys whose popularity falls with their rank
/// (Zipf).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CacheLoad {
    /// How many different values there are, 1 to 10 million.
    pub keys: u64,
    /// How unevenly they are accessed: the `n`-th as often as `n` to the power of minus this, 0 (all alike) to 10.
    pub skew: f64,
    /// Accesses of all values per second, over 0, at most 1e9.
    pub accesses_per_second: f64,
    /// The share of them that are writes, 0 up to but not including 1.
    pub write_share: f64,
    /// How many accesses are played, at most 10 million.
    pub accesses: u64,
    /// How many accesses are played before that, to fill the cache; a third as many if left out.
    pub warm_up: Option<u64>,
}

impl Default for CacheLoad {
    /// A hundred thousand accesses of a thousand values by Zipf's own law, 100 each second, none a write.
    fn default() -> Self {
        Self { keys: 1_000, skew: 1.0, accesses_per_second: 100.0, write_share: 0.0, accesses: 100_000, warm_up: None }
    }
}

/// What [`simulate_cache`] plays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CacheSimulationOptions {
    /// How long a value is kept, in seconds; for ever if left out.
    pub ttl_seconds: Option<f64>,
    /// How many values the cache holds, the least recently used going first; all if left out.
    pub capacity: Option<u64>,
    /// How it is filled.
    pub strategy: CacheStrategy,
    /// Which accesses are played, where there is no trace.
    pub load: CacheLoad,
    /// The accesses themselves; all count from the first on.
    pub trace: Vec<CacheAccess>,
    /// Which chance: the same seed plays the same accesses, whatever the settings.
    pub seed: u64,
}

impl Default for CacheSimulationOptions {
    /// Five minutes, all values, loaded when asked for, with the load of [`CacheLoad`].
    fn default() -> Self {
        Self {
            ttl_seconds: Some(300.0),
            capacity: None,
            strategy: CacheStrategy::LazyLoading,
            load: CacheLoad::default(),
            trace: Vec::new(),
            seed: 0,
        }
    }
}

/// What a cache would have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheSimulation {
    /// Reads.
    pub reads: u64,
    /// Writes.
    pub writes: u64,
    /// Reads that found a value.
    pub hits: u64,
    /// Reads that did not, the first of a value.
    pub cold_misses: u64,
    /// Reads of values that had become too old.
    pub expired_misses: u64,
    /// Reads of values dropped for want of room.
    pub evicted_misses: u64,
    /// Reads of values dropped as they were written.
    pub written_misses: u64,
    /// The share of reads that found a value; none without reads.
    pub hit_ratio: Option<f64>,
    /// How often a value was loaded from where it comes from: misses, and values refreshed ahead.
    pub loads: u64,
    /// The most values held at a time.
    pub most_held: u64,
    /// The hit ratio by the formula of [`expected_hit_ratio`]; none for a trace, or where there is no formula.
    pub expected_hit_ratio: Option<f64>,
}

/// Plays accesses on a cache with given settings: least recently used values go first where room is short, values end with
/// their time to live, which begins when they are loaded (or written, where writes go through).
///
/// ```
/// use hypercare::tuning::{CacheSimulationOptions, simulate_cache};
/// let now = CacheSimulationOptions { ttl_seconds: Some(60.0), ..Default::default() };
/// let longer = CacheSimulationOptions { ttl_seconds: Some(90.0), ..now.clone() };
/// let gain = simulate_cache(&longer)?.hit_ratio.unwrap() - simulate_cache(&now)?.hit_ratio.unwrap();
/// assert!(gain > 0.01 && gain < 0.05, "{gain}");
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for numbers out of their range and a trace that goes back in time, [`Error::Limit`] over 10 million
/// accesses.
pub fn simulate_cache(options: &CacheSimulationOptions) -> Result<CacheSimulation> {
    options.check()?;
    let ttl = options.ttl_seconds.unwrap_or(f64::INFINITY);
    if options.trace.is_empty() {
        return options.play_load(ttl);
    }
    let mut ids: HashMap<&str, u32> = HashMap::new();
    let mut accesses = Vec::with_capacity(options.trace.len());
    for access in &options.trace {
        let next = ids.len() as u32; // at most as many as accesses, 10 million
        let id = *ids.entry(&access.key).or_insert(next);
        accesses.push((access.seconds, id, access.write));
    }
    let mut cache = Cache::new(ids.len(), options.capacity, ttl, options.strategy);
    for (seconds, key, write) in accesses {
        cache.access(seconds, key, write);
    }
    Ok(cache.finish())
}

impl CacheSimulationOptions {
    /// The same with the settings of a cache, to see what they would do.
    #[must_use]
    pub fn with_settings(mut self, settings: &CacheSettings) -> Self {
        self.ttl_seconds = Some(settings.ttl_seconds);
        self.strategy = settings.strategy;
        self.capacity = settings.capacity.or(self.capacity);
        self
    }

    fn check(&self) -> Result<()> {
        let ttl_seconds = self.ttl_seconds.unwrap_or(1.0);
        CacheSettings { ttl_seconds, strategy: self.strategy, capacity: self.capacity }.check("")?;
        Error::cap("accesses of a trace", MOST_ACCESSES, self.trace.len())?;
        let mut before = f64::NEG_INFINITY;
        for (place, access) in self.trace.iter().enumerate() {
            if !access.seconds.is_finite() || access.seconds < before {
                let name = format!("trace[{place}].seconds of {}", shorten(&access.key));
                return Err(Error::invalid(name, "a finite number, not before the access before", access.seconds));
            }
            before = access.seconds;
        }
        self.load.check()
    }

    fn play_load(&self, ttl: f64) -> Result<CacheSimulation> {
        let load = &self.load;
        // Checked to be at most 10 million.
        let keys = load.keys as usize;
        let mut reached = Vec::with_capacity(keys);
        let mut sum = 0.0;
        for rank in 1..=load.keys {
            sum += libm::pow(rank as f64, -load.skew);
            reached.push(sum);
        }
        let [mut times, mut draws, mut kinds] = [0, 1, 2].map(|index| Stream::new(self.seed, index));
        let mut cache = Cache::new(keys, self.capacity, ttl, self.strategy);
        let warm_up = load.warm_up.unwrap_or(load.accesses / 3);
        let mut clock = 0.0;
        for access in 0..warm_up + load.accesses {
            if access == warm_up {
                cache.forget_counts();
            }
            clock -= libm::log1p(-times.unit()) / load.accesses_per_second;
            let drawn = draws.unit() * sum;
            let key = reached.partition_point(|reached| *reached <= drawn).min(keys - 1);
            let write = load.write_share > 0.0 && kinds.unit() < load.write_share;
            cache.access(clock, key as u32, write);
        }
        let expected_hit_ratio = expected_hit_ratio(self)?;
        Ok(CacheSimulation { expected_hit_ratio, ..cache.finish() })
    }
}

impl CacheLoad {
    fn check(&self) -> Result<()> {
        if !(1..=MOST_KEYS).contains(&self.keys) {
            return Err(Error::invalid("load.keys", "1 to 10 million", self.keys));
        }
        if !(0.0..=10.0).contains(&self.skew) {
            return Err(Error::invalid("load.skew", "0 to 10", self.skew));
        }
        if !(self.accesses_per_second >= 1e-9 && self.accesses_per_second <= 1e9) {
            let name = "load.accesses_per_second";
            return Err(Error::invalid(name, "a number from 1e-9 to 1e9", self.accesses_per_second));
        }
        if !(0.0..1.0).contains(&self.write_share) {
            return Err(Error::invalid("load.write_share", "0 up to but not including 1", self.write_share));
        }
        let all = self.accesses.saturating_add(self.warm_up.unwrap_or(0));
        if all > MOST_ACCESSES {
            return Err(Error::Limit { what: "accesses".to_owned(), limit: MOST_ACCESSES, found: all });
        }
        Ok(())
    }

    /// How often each key is accessed per second.
    fn rates(&self) -> Vec<f64> {
        let weights: Vec<f64> = (1..=self.keys).map(|rank| libm::pow(rank as f64, -self.skew)).collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / sum * self.accesses_per_second).collect()
    }
}

/// The hit ratio that the load of these options has in the long run, where there is a formula for it: without a cap on
/// room by renewal (reads at random find a value of a mean life `D` with `rate x D / (1 + rate x D)`, without writes
/// `D` is the time to live), without a time to live and writes by the approximation of H. Che, Y. Tung and Z. Wang 2002.
/// None for other settings.
///
/// ```
/// use hypercare::tuning::{CacheLoad, CacheSimulationOptions, expected_hit_ratio};
/// let load = CacheLoad { keys: 10, skew: 0.0, accesses_per_second: 1.0, ..CacheLoad::default() };
/// let options = CacheSimulationOptions { ttl_seconds: Some(30.0), load, ..Default::default() };
/// assert!((expected_hit_ratio(&options)?.unwrap() - 0.75).abs() < 1e-12); // 3 reads in 30 seconds: 3 / (1 + 3)
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// As for [`simulate_cache`].
pub fn expected_hit_ratio(options: &CacheSimulationOptions) -> Result<Option<f64>> {
    options.check()?;
    let load = &options.load;
    if !options.trace.is_empty() || options.strategy == CacheStrategy::RefreshAhead {
        return Ok(None);
    }
    let roomy = options.capacity.is_none_or(|capacity| capacity >= load.keys);
    Ok(match (roomy, options.ttl_seconds) {
        (true, None) if load.write_share == 0.0 => Some(1.0),
        (true, ttl) => Some(renewal(load, ttl, options.strategy)),
        (false, None) if load.write_share == 0.0 => {
            options.capacity.map(|capacity| che(&load.rates(), capacity as f64))
        }
        (false, _) => None,
    })
}

/// Hits per read of values that end by their age or as they are written.
fn renewal(load: &CacheLoad, ttl: Option<f64>, strategy: CacheStrategy) -> f64 {
    let ratio = |rate: f64| {
        let (reads, writes) = (rate * (1.0 - load.write_share), rate * load.write_share);
        let missed = match (strategy, ttl) {
            (CacheStrategy::WriteThrough, None) => 0.0,
            // A value lives until no write came for as long as its time to live; then a read misses unless a write is first.
            (CacheStrategy::WriteThrough, Some(ttl)) => {
                let life = if writes > 0.0 { libm::expm1(writes * ttl) / writes } else { ttl };
                1.0 / (1.0 + life * (reads + writes))
            }
            (_, ttl) => {
                let life = match ttl {
                    Some(ttl) if writes > 0.0 => -libm::expm1(-writes * ttl) / writes,
                    Some(ttl) => ttl,
                    None => 1.0 / writes,
                };
                1.0 / (1.0 + life * reads)
            }
        };
        1.0 - missed
    };
    let rates = load.rates();
    let sum: f64 = rates.iter().sum();
    rates.into_iter().map(|rate| rate * ratio(rate)).sum::<f64>() / sum
}

/// Che's approximation: each key stays for the same time after it was read, such that the cache is full in the mean.
fn che(rates: &[f64], capacity: f64) -> f64 {
    let held = |time: f64| rates.iter().map(|rate| -libm::expm1(-rate * time)).sum::<f64>();
    let mut high = 1.0;
    for _ in 0..1_000 {
        if held(high) >= capacity {
            break;
        }
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if held(middle) < capacity {
            low = middle;
        } else {
            high = middle;
        }
    }
    let hits: f64 = rates.iter().map(|rate| -rate * libm::expm1(-rate * high)).sum();
    hits / rates.iter().sum::<f64>()
}

/// Why a value is not there.
#[derive(Clone, Copy, PartialEq)]
enum Absent {
    Never,
    Expired,
    Evicted,
    Written,
}

struct Cache {
    strategy: CacheStrategy,
    ttl: f64,
    capacity: usize,
    /// When each key was loaded; NaN where it is not there.
    loaded: Vec<f64>,
    absent: Vec<Absent>,
    recency: Recency,
    counts: CacheSimulation,
}

impl Cache {
    fn new(keys: usize, capacity: Option<u64>, ttl: f64, strategy: CacheStrategy) -> Self {
        let capacity = capacity.and_then(|capacity| usize::try_from(capacity).ok()).unwrap_or(usize::MAX);
        let (loaded, absent) = (vec![f64::NAN; keys], vec![Absent::Never; keys]);
        let counts = CacheSimulation::default();
        Self { strategy, ttl, capacity, loaded, absent, recency: Recency::new(keys), counts }
    }

    fn access(&mut self, now: f64, key: u32, write: bool) {
        let place = key as usize;
        let Some(loaded) = self.loaded.get(place).copied() else { return };
        let mut held = !loaded.is_nan();
        if held && now - loaded >= self.ttl {
            self.drop(key, Absent::Expired);
            held = false;
        }
        if write {
            self.counts.writes += 1;
            match self.strategy {
                CacheStrategy::WriteThrough => self.store(now, key),
                _ if held => self.drop(key, Absent::Written),
                _ => {}
            }
            return;
        }
        self.counts.reads += 1;
        if held {
            self.counts.hits += 1;
            self.recency.touch(key);
            let old = now - loaded >= REFRESH_FROM * self.ttl;
            if old && self.strategy == CacheStrategy::RefreshAhead {
                self.counts.loads += 1;
                self.store(now, key);
            }
            return;
        }
        match self.absent.get(place) {
            Some(Absent::Expired) => self.counts.expired_misses += 1,
            Some(Absent::Evicted) => self.counts.evicted_misses += 1,
            Some(Absent::Written) => self.counts.written_misses += 1,
            _ => self.counts.cold_misses += 1,
        }
        self.counts.loads += 1;
        self.store(now, key);
    }

    fn store(&mut self, now: f64, key: u32) {
        if let Some(loaded) = self.loaded.get_mut(key as usize) {
            *loaded = now;
        }
        self.recency.touch(key);
        if self.recency.len() > self.capacity
            && let Some(oldest) = self.recency.oldest()
        {
            self.drop(oldest, Absent::Evicted);
        }
        self.counts.most_held = self.counts.most_held.max(self.recency.len() as u64);
    }

    fn drop(&mut self, key: u32, why: Absent) {
        self.recency.remove(key);
        if let Some(loaded) = self.loaded.get_mut(key as usize) {
            *loaded = f64::NAN;
        }
        if let Some(absent) = self.absent.get_mut(key as usize) {
            *absent = why;
        }
    }

    fn forget_counts(&mut self) {
        self.counts = CacheSimulation { most_held: self.recency.len() as u64, ..CacheSimulation::default() };
    }

    fn finish(self) -> CacheSimulation {
        let counts = self.counts;
        let hit_ratio = (counts.reads > 0).then(|| counts.hits as f64 / counts.reads as f64);
        CacheSimulation { hit_ratio, ..counts }
    }
}
