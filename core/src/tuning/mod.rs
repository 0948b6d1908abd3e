//! What should be improved next, and did it work?
//!
//! | call | reads | advises |
//! |---|---|---|
//! | [`advise_indexes`] | PostgreSQL's statistics views | indexes to create and to drop, queries to rewrite, tables to vacuum |
//! | [`advise_caches`] | hits, misses, writes of caches | time to live, strategy, room; [`simulate_cache`] shows the effect |
//! | [`advise_journeys`] | users at each step | the steps that lose most, with texts for the tracker |
//! | [`advise_performance`] | metrics | what to do past which threshold |
//! | [`verify()`] | measurements before and after | keep, undo, or measure on |
//!
//! Every advice says why, what it should bring by which formula, and how to verify it. Nothing is done to anything: the host
//! reads the statistics, and runs the statements it agrees with.
//!
//! ```
//! use hypercare::tuning::{PerformanceRules, advise_performance};
//! let report = advise_performance(&[("cache_hit_ratio".to_owned(), 0.71)].into(), &PerformanceRules::default())?;
//! assert_eq!(report.advice[0].id, "performance:cache_hit_ratio");
//! # Ok::<(), hypercare::Error>(())
//! ```

mod advice;
mod caches;
mod chance;
mod database;
mod journeys;
mod lru;
mod performance;
mod simulate;
mod verify;

pub use advice::{ExpectedEffect, TuningAdvice, TuningKind, TuningTicket, TuningVerification};
pub use caches::{
    CacheFinding, CacheOptions, CacheReport, CacheSettings, CacheStatistics, CacheStrategy, advise_caches,
    cache_measurements, default_cache,
};
pub use database::{
    ColumnRow, DatabaseStatistics, IndexOptions, IndexReport, IndexRow, SlowQuery, StatementRow, TableRow,
    advise_indexes, statement_measurements, statistics_sql,
};
pub use journeys::{
    FrictionPoint, Journey, JourneyCount, JourneyFinding, JourneyOptions, JourneyReport, JourneyState,
    JourneyStepFinding, advise_journeys, journey_measurements,
};
pub use performance::{
    PerformanceFinding, PerformanceReport, PerformanceRule, PerformanceRules, PerformanceState, advise_performance,
};
pub use simulate::{
    CacheAccess, CacheLoad, CacheSimulation, CacheSimulationOptions, expected_hit_ratio, simulate_cache,
};
pub use verify::{MetricVerdict, TuningMeasurement, TuningOutcome, TuningVerdict, VerifyOptions, verify};
