//! Where do chance, matrices and quantiles come from, the same on every machine?
//!
//! ```
//! use hypercare::stats::{Matrix, Stream, quantile};
//! let matrix = Matrix::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3, 2)?; // 3 rows, 2 columns, no copy
//! let drawn = Stream::new(7, 0).sample(matrix.rows(), 2)?; // two of the rows, the same two everywhere
//! assert_eq!((drawn.len(), quantile(&[1.0, 2.0, 4.0], 0.25)?), (2, 1.5));
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! The crates `rand` and `statrs` may change how they draw or sum between two releases. What this module gives is
//! defined here to the bit, so a model fitted today equals the one fitted after an update.

#[allow(dead_code)] // used by the engines that know threads
pub(crate) mod jobs;
#[cfg(feature = "plan")]
pub(crate) mod lanes;
mod matrix;
mod quantile;
#[cfg(any(feature = "objectives", feature = "tuning"))]
pub(crate) mod ranks;
mod stream;
#[cfg(any(feature = "plan", feature = "tickets"))]
pub(crate) mod wide;

pub use matrix::Matrix;
pub use quantile::quantile;
pub use stream::Stream;
