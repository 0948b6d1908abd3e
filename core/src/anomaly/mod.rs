//! Which rows look unlike the others?
//!
//! ```
//! use hypercare::anomaly::IsolationForest;
//! use hypercare::stats::Matrix;
//! let metrics = [12.0, 0.31, 14.0, 0.29, 13.0, 0.33, 12.5, 0.30, 95.0, 0.97]; // 5 rows of 2 columns
//! let forest = IsolationForest::builder().random_state(7).fit(Matrix::new(&metrics, 5, 2)?)?;
//! let scores = forest.score_samples(Matrix::new(&metrics, 5, 2)?)?; // the lower, the stranger
//! assert!(scores[..4].iter().all(|score| score > &scores[4]));
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! An [`IsolationForest`] cuts the data at random places: a row that few cuts part from all others is strange (Liu, Ting
//! and Zhou 2008, "Isolation forest"). Signs, scales and parameters are those of scikit-learn's class of that name. The
//! differences, all on purpose:
//!
//! - Values stay 64-bit. Rows that differ only past the digits of a 32-bit number are told apart, and a column counts as
//!   constant only where its values are equal. Whole numbers are exact up to 2^53; a larger one must be rounded before it
//!   can stand in a [matrix](crate::stats::Matrix), and may then equal its neighbour (Python refuses to). A threshold is
//!   rounded to a number of 32 bits where that parts the rows of its node alike.
//! - NaN means a missing value. It takes no part in choosing a cut and then goes to the side of the cut that took more
//!   of the training rows (the left one when even), in fitting and in scoring alike; a column in which a node sees one
//!   value besides NaN, or only NaN, is constant there.
//! - Weights on [rows](FitOptions::sample_weight) and on [columns](IsolationForestBuilder::feature_weights) are
//!   probabilities of being drawn.
//! - An infinity is an error that names its row and column. `fit` looks at the rows it samples and no others, which is
//!   why it takes milliseconds on millions of rows.
//! - The same seed and rows give the same bits on every platform, on any number of threads.

use crate::stats::jobs;

mod alerts;
mod builder;
mod describe;
mod drift;
mod explain;
mod fit;
mod forest;
mod format;
mod grow;
mod monitor;
mod paths;
mod portable;
mod power;
mod profile;
mod scale;
mod shapley;
mod simd;
mod snapshot;
mod stream;
mod treelets;
mod trees;
mod walk;
mod weights;

pub use alerts::{AnomalyAlert, AnomalyAlertType};
pub use builder::{Contamination, IsolationForestBuilder, MaxFeatures, MaxSamples};
pub use describe::{FeatureReason, RowExplanation};
pub use drift::ColumnDrift;
pub use fit::{FitOptions, Progress};
pub use forest::IsolationForest;
pub use monitor::{Detection, DetectionSummary, MetricRows, Monitor, MonitorOptions, ResponsibleColumn};
pub use profile::{ColumnProfile, Profile};
pub use stream::{StreamDetector, StreamOptions, StreamPart, StreamScore, StreamStrengths};
