//! Which kind of ticket is this, how sure is that, and why?
//!
//! A linear model over words and runs of characters, trained in seconds; see [`Classifier`].

mod calibrate;
mod cells;
mod explain;
mod fit;
mod fold;
mod format;
mod grams;
mod learn;
mod machines;
mod memory;
mod model;
mod options;
mod similar;
mod vocabulary;

pub use explain::{ExplainedPiece, Explanation, TextSpan};
pub use fit::TrainProgress;
pub use model::{Classification, Classifier, ClassifierSummary, LabelCount, LabelProbability};
pub use options::ClassifierOptions;
pub use similar::{SimilarText, SimilarTexts};
