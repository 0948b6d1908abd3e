//! How long should a cache keep its values, and how should it be filled?

use serde::{Deserialize, Serialize};

use super::advice::{ExpectedEffect, TuningAdvice, TuningKind, TuningVerification, line, percent};
use super::chance;
use super::verify::TuningMeasurement;
use crate::error::shorten;
use crate::{Error, Priority, Reason, Result};

/// Most caches.
const MOST_CACHES: u64 = 1_000_000;

/// The longest time to live: a hundred years.
pub(super) const MOST_SECONDS: f64 = 100.0 * 365.0 * 86_400.0;

/// How a cache is filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CacheStrategy {
    /// A write goes to the cache as well: what was just written is there.
    #[serde(alias = "write-through")]
    WriteThrough,
    /// A read that finds nothing loads the value; a write drops it.
    #[default]
    #[serde(alias = "lazy-loading")]
    LazyLoading,
    /// As lazy loading, and a value that is read shortly before its end is loaded anew in the background.
    #[serde(alias = "refresh-ahead")]
    RefreshAhead,
    /// As lazy loading, done by the program beside the cache.
    #[serde(alias = "cache-aside")]
    CacheAside,
}

/// How a cache is set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CacheSettings {
    /// How long a value is kept, in seconds.
    pub ttl_seconds: f64,
    /// How it is filled.
    pub strategy: CacheStrategy,
    /// How many values it holds at most, where that is known.
    #[serde(default)]
    pub capacity: Option<u64>,
}

/// What a cache did in a period of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CacheStatistics {
    /// Its name.
    pub name: String,
    /// How it is set; left out, as [`default_cache`] says of its name.
    pub settings: Option<CacheSettings>,
    /// Reads that found a value.
    pub hits: u64,
    /// Reads that did not.
    pub misses: u64,
    /// Writes of values that may be in the cache.
    pub writes: u64,
    /// Values dropped for want of room; 0 where there is none.
    pub evictions: u64,
    /// The share of values that are read again while they are kept, 0 to 1, where it was measured; left out, it is inferred
    /// from the hit ratio.
    pub access_frequency: Option<f64>,
    /// How old a value may be that is served, in seconds: no longer time to live is advised.
    pub most_seconds: Option<f64>,
    /// What it takes to look a value up in the cache, in milliseconds.
    pub lookup_ms: Option<f64>,
    /// What it takes to get it from where it comes from, in milliseconds.
    pub fetch_ms: Option<f64>,
    /// The memory it uses, in bytes.
    pub bytes: Option<f64>,
}

/// When caches are advised on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CacheOptions {
    /// The hit ratio that a cache should reach, over 0 and under 1: 0.80 in the support framework.
    pub hit_ratio: f64,
    /// The access frequency over which values are kept longer, 0 to 1: 0.5 there.
    pub access_frequency: f64,
    /// By how much they are kept longer, over 1: 1.5 there.
    pub ttl_factor: f64,
    /// The share of writes over which a cache is written through, 0 to 1: 0.3 there.
    pub write_share: f64,
    /// The share of misses caused by want of room over which more room is advised, 0 to 1.
    pub eviction_share: f64,
    /// How sure the intervals are, over 0.5 and under 1.
    pub confidence: f64,
    /// Fewest reads of a cache for it to be judged; at least 1.
    pub least_reads: u64,
}

impl Default for CacheOptions {
    /// The numbers of the support framework; room from half of the misses on, 95 % intervals, 100 reads.
    fn default() -> Self {
        Self {
            hit_ratio: 0.80,
            access_frequency: 0.5,
            ttl_factor: 1.5,
            write_share: 0.3,
            eviction_share: 0.5,
            confidence: 0.95,
            least_reads: 100,
        }
    }
}

/// What was found on one cache.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheFinding {
    /// The cache.
    pub name: String,
    /// How many reads it is judged by.
    pub reads: u64,
    /// The share of reads that found a value, 0 to 1; none without reads.
    pub hit_ratio: Option<f64>,
    /// The lower end of its Wilson interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// The share of values read again while they are kept: measured, or `1 - exp(-x)` with `x = hits / misses`, the reads
    /// that come at random while a value is kept.
    pub access_frequency: Option<f64>,
    /// Writes over reads and writes; none without either.
    pub write_share: Option<f64>,
    /// What each read saves, in milliseconds: the hit ratio times `fetch_ms`, less `lookup_ms`; negative where the cache
    /// costs more than it saves.
    pub saved_ms: Option<f64>,
    /// What all reads save for each megabyte of memory, in milliseconds.
    pub saved_ms_per_megabyte: Option<f64>,
    /// How it is set.
    pub settings: CacheSettings,
    /// How it should be set; the same where nothing is advised.
    pub advised: CacheSettings,
    /// The time to live at which the hit ratio asked for would be reached, in seconds, if values were dropped for their age
    /// alone and reads came at random.
    pub needed_ttl_seconds: Option<f64>,
}

/// What was found on all caches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheReport {
    /// Each cache, as given.
    pub caches: Vec<CacheFinding>,
    /// What to do: most urgent first, then in the order of the caches.
    pub advice: Vec<TuningAdvice>,
    /// What could not be judged, and why, as sentences for people.
    pub notes: Vec<String>,
}

/// How a cache of this name is set unless told: user data 5 minutes, written through; documents an hour, loaded when asked
/// for; analytics half an hour, refreshed ahead; static content a day, beside the program; all others 5 minutes, loaded when
/// asked for.
///
/// ```
/// use hypercare::tuning::{CacheStrategy, default_cache};
/// assert_eq!(default_cache("analytics").strategy, CacheStrategy::RefreshAhead);
/// assert_eq!(default_cache("static_content").ttl_seconds, 86_400.0);
/// ```
pub fn default_cache(name: &str) -> CacheSettings {
    let (ttl_seconds, strategy) = match name {
        "user_data" => (300.0, CacheStrategy::WriteThrough),
        "documents" => (3_600.0, CacheStrategy::LazyLoading),
        "analytics" => (1_800.0, CacheStrategy::RefreshAhead),
        "static_content" => (86_400.0, CacheStrategy::CacheAside),
        _ => (300.0, CacheStrategy::LazyLoading),
    };
    CacheSettings { ttl_seconds, strategy, capacity: None }
}

/// How caches should be set, from what they did.
///
/// A cache whose hit ratio is under the one asked for keeps its values longer where they are read again often enough, is
/// written through where writes are many and loaded when asked for otherwise, and gets more room where values are dropped
/// for want of it. A cache that costs more time than it saves is advised against. [`simulate_cache`](super::simulate_cache)
/// plays settings on a trace or a model and shows the effect.
///
/// ```
/// use hypercare::tuning::{CacheOptions, CacheStatistics, advise_caches};
/// let documents = CacheStatistics { name: "documents".into(), hits: 7_000, misses: 3_000, ..Default::default() };
/// let report = advise_caches(&[documents], &CacheOptions::default())?;
/// assert_eq!(report.caches[0].advised.ttl_seconds, 5_400.0); // an hour and a half
/// assert!((report.advice[0].effect.expected.unwrap() - 0.7778).abs() < 1e-4);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for options and numbers out of their range, [`Error::Duplicate`] for a name given twice,
/// [`Error::Limit`] over a million caches.
pub fn advise_caches(caches: &[CacheStatistics], options: &CacheOptions) -> Result<CacheReport> {
    options.check()?;
    Error::cap("caches", MOST_CACHES, caches.len())?;
    let mut names = std::collections::BTreeSet::new();
    let z = chance::z_of(options.confidence);
    let mut report = CacheReport { caches: Vec::new(), advice: Vec::new(), notes: Vec::new() };
    for cache in caches {
        cache.check()?;
        if !names.insert(cache.name.as_str()) {
            return Err(Error::duplicate("cache", &cache.name));
        }
        let mut finding = cache.look(options, z);
        if finding.reads < options.least_reads {
            let name = line(&cache.name);
            report.notes.push(format!("{name}: {} reads are too few to judge", finding.reads));
        } else {
            advise(cache, &mut finding, options, &mut report);
        }
        report.caches.push(finding);
    }
    report.advice.sort_by_key(|advice| advice.priority);
    Ok(report)
}

/// The hit ratios of caches as [`verify`](super::verify()) takes them, by the names that the advice on them gives.
pub fn cache_measurements(caches: &[CacheStatistics]) -> Vec<TuningMeasurement> {
    let share = |cache: &CacheStatistics| {
        TuningMeasurement::share(metric(&cache.name), cache.hits as f64, cache.hits as f64 + cache.misses as f64)
    };
    caches.iter().map(share).collect()
}

fn metric(name: &str) -> String {
    format!("hit_ratio:{name}")
}

impl CacheOptions {
    fn check(&self) -> Result<()> {
        if !(self.hit_ratio > 0.0 && self.hit_ratio < 1.0) {
            return Err(Error::invalid("hit_ratio", "over 0 and under 1", self.hit_ratio));
        }
        let shares = [
            ("access_frequency", self.access_frequency),
            ("write_share", self.write_share),
            ("eviction_share", self.eviction_share),
        ];
        if let Some((name, value)) = shares.iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            return Err(Error::invalid(*name, "0 to 1", value));
        }
        if !(self.ttl_factor > 1.0 && self.ttl_factor <= 1e6) {
            return Err(Error::invalid("ttl_factor", "over 1, at most 1e6", self.ttl_factor));
        }
        if !(self.confidence > 0.5 && self.confidence < 1.0) {
            return Err(Error::invalid("confidence", "over 0.5 and under 1", self.confidence));
        }
        if self.least_reads == 0 {
            return Err(Error::invalid("least_reads", "at least 1", self.least_reads));
        }
        Ok(())
    }
}

impl CacheSettings {
    pub(super) fn check(&self, what: &str) -> Result<()> {
        if !(self.ttl_seconds > 0.0 && self.ttl_seconds <= MOST_SECONDS) {
            return Err(Error::invalid(
                format!("ttl_seconds{what}"),
                "over 0, at most a hundred years",
                self.ttl_seconds,
            ));
        }
        if self.capacity == Some(0) {
            return Err(Error::invalid(format!("capacity{what}"), "at least 1", 0));
        }
        Ok(())
    }
}

impl CacheStatistics {
    fn check(&self) -> Result<()> {
        let of = format!(" of {}", shorten(&self.name));
        if let Some(settings) = &self.settings {
            settings.check(&of)?;
        }
        let numbers = [
            ("most_seconds", self.most_seconds),
            ("lookup_ms", self.lookup_ms),
            ("fetch_ms", self.fetch_ms),
            ("bytes", self.bytes),
        ];
        for (name, value) in numbers {
            if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= 0.0)) {
                return Err(Error::invalid(format!("{name}{of}"), "a finite number of 0 or more", value));
            }
        }
        match self.access_frequency {
            Some(share) if !(0.0..=1.0).contains(&share) => {
                Err(Error::invalid(format!("access_frequency{of}"), "0 to 1", share))
            }
            _ => Ok(()),
        }
    }

    fn look(&self, options: &CacheOptions, z: f64) -> CacheFinding {
        let reads = self.hits.saturating_add(self.misses);
        let (hits, all) = (self.hits as f64, reads as f64);
        let some = reads > 0;
        let hit_ratio = some.then(|| hits / all);
        let interval = some.then(|| chance::wilson(hits, all, z));
        let settings = self.settings.unwrap_or_else(|| default_cache(&self.name));
        let again = match self.misses {
            0 => 1.0,
            misses => 1.0 - libm::exp(-hits / misses as f64),
        };
        let touched = all + self.writes as f64;
        let saved_ms = hit_ratio.zip(self.fetch_ms).map(|(hit, fetch)| hit * fetch - self.lookup_ms.unwrap_or(0.0));
        let megabytes = self.bytes.filter(|bytes| *bytes > 0.0).map(|bytes| bytes / 1e6);
        let wanted = options.hit_ratio / (1.0 - options.hit_ratio);
        let needed = (self.hits > 0).then(|| settings.ttl_seconds * wanted * self.misses as f64 / hits);
        CacheFinding {
            name: self.name.clone(),
            reads,
            hit_ratio,
            low: interval.map(|interval| interval.0),
            high: interval.map(|interval| interval.1),
            access_frequency: some.then(|| self.access_frequency.unwrap_or(again)),
            write_share: (touched > 0.0).then(|| self.writes as f64 / touched),
            saved_ms,
            saved_ms_per_megabyte: saved_ms.zip(megabytes).map(|(saved, megabytes)| saved * all / megabytes),
            settings,
            advised: settings,
            needed_ttl_seconds: needed,
        }
    }
}

/// The advice on one cache with enough reads.
fn advise(cache: &CacheStatistics, finding: &mut CacheFinding, options: &CacheOptions, report: &mut CacheReport) {
    let (Some(hit), Some(high)) = (finding.hit_ratio, finding.high) else { return };
    let frequency = finding.access_frequency.unwrap_or_default();
    let write_share = finding.write_share.unwrap_or_default();
    let name = line(&cache.name);
    let base = Reason::new("caches.hit_ratio", "the share of reads that found a value")
        .number("hit_ratio", hit)
        .number("low", finding.low.unwrap_or_default())
        .number("high", high)
        .number("threshold", options.hit_ratio)
        .number("reads", finding.reads as f64);
    let certain = if high < options.hit_ratio { Priority::Medium } else { Priority::Low };
    let new = |kind: TuningKind,
               word: &str,
               priority,
               summary: String,
               why: Reason,
               expected: Option<f64>,
               formula: &str| {
        TuningAdvice {
            id: format!("{word}:{}", cache.name),
            kind,
            subject: name.clone(),
            priority,
            summary,
            statements: Vec::new(),
            undo: Vec::new(),
            evidence: vec![why, base.clone()],
            effect: ExpectedEffect {
                metric: metric(&cache.name),
                now: Some(hit),
                expected,
                improvement: expected.filter(|_| hit > 0.0).map(|expected| expected / hit - 1.0),
                formula: formula.to_owned(),
            },
            verification: TuningVerification {
                metrics: vec![metric(&cache.name)],
                lower_is_better: false,
                how: format!(
                    "Count hits and misses of {name} after the change for as long as before, not counting the time it takes to fill, and verify the hit ratios; simulate_cache foretells them."
                ),
            },
        }
    };
    if let Some(saved) = finding.saved_ms.filter(|saved| *saved <= 0.0) {
        let why = Reason::new("caches.saved_ms", "looking values up takes longer than the hits save")
            .number("saved_ms", saved)
            .number("fetch_ms", cache.fetch_ms.unwrap_or_default())
            .number("lookup_ms", cache.lookup_ms.unwrap_or_default());
        let summary = format!("do without the cache {name}: each read costs {:.3} ms more with it", -saved);
        let formula = "saved time of a read = hit ratio x fetch_ms - lookup_ms";
        report.advice.push(new(
            TuningKind::CacheRemoval,
            "cache_removal",
            Priority::Medium,
            summary,
            why,
            None,
            formula,
        ));
        return;
    }
    if hit >= options.hit_ratio {
        return;
    }
    let crowded = if cache.misses == 0 { 0.0 } else { cache.evictions as f64 / cache.misses as f64 };
    if crowded > options.eviction_share {
        finding.advised.capacity = finding.settings.capacity.map(|capacity| capacity.saturating_mul(2));
        let why = Reason::new("caches.evictions", "most misses follow values dropped for want of room")
            .number("evictions_per_miss", crowded)
            .number("threshold", options.eviction_share);
        let summary = format!("give the cache {name} twice the room");
        let formula = "not foretold: it depends on how unevenly values are read; simulate_cache plays it";
        report.advice.push(new(TuningKind::CacheCapacity, "cache_capacity", certain, summary, why, None, formula));
    } else if frequency > options.access_frequency {
        let most = cache.most_seconds.unwrap_or(MOST_SECONDS).min(MOST_SECONDS);
        let ttl = (finding.settings.ttl_seconds * options.ttl_factor).min(most);
        if ttl > finding.settings.ttl_seconds {
            finding.advised.ttl_seconds = ttl;
            let longer = ttl / finding.settings.ttl_seconds * cache.hits as f64;
            let expected = longer / (longer + cache.misses as f64);
            let why = Reason::new("caches.access_frequency", "values are read again often enough to keep them longer")
                .number("access_frequency", frequency)
                .number("threshold", options.access_frequency)
                .number("ttl_seconds", finding.settings.ttl_seconds)
                .number("needed_ttl_seconds", finding.needed_ttl_seconds.unwrap_or_default());
            let summary =
                format!("keep values of {name} for {ttl} seconds instead of {}", finding.settings.ttl_seconds);
            let formula = "x / (1 + x) with x = hits / misses x the factor on the time to live: reads at random, values dropped for their age alone; an upper bound where values are read unevenly or are written";
            report.advice.push(new(TuningKind::CacheTtl, "cache_ttl", certain, summary, why, Some(expected), formula));
        } else {
            report
                .notes
                .push(format!("{name}: values may not get older than {most} seconds, so they are not kept longer"));
        }
    } else {
        report.notes.push(format!(
            "{name}: only {} of its values are read again while they are kept: a longer time to live would help few",
            percent(frequency)
        ));
    }
    let through = write_share > options.write_share;
    let strategy = if through { CacheStrategy::WriteThrough } else { CacheStrategy::LazyLoading };
    // Beside the program or in front of it, the cache is filled alike.
    let same = |strategy| if strategy == CacheStrategy::CacheAside { CacheStrategy::LazyLoading } else { strategy };
    if same(finding.settings.strategy) != strategy {
        finding.advised.strategy = strategy;
        let (what, detail) = if through {
            ("write values through to", "many of its values are written: dropping them causes the misses")
        } else {
            (
                "load values when they are asked for into",
                "few of its values are written: filling it ahead brings little",
            )
        };
        let why = Reason::new("caches.write_share", detail)
            .number("write_share", write_share)
            .number("threshold", options.write_share);
        let formula = "not foretold: it depends on what is read after it was written; simulate_cache plays it";
        let summary = format!("{what} the cache {name}");
        report.advice.push(new(TuningKind::CacheStrategy, "cache_strategy", certain, summary, why, None, formula));
    }
}
