//! What do tickets of the 15 issue types look like, and what is no issue at all?
//!
//! ```
//! use hypercare::tickets::starter_texts;
//! let logins = starter_texts().filter(|(label, _)| *label == "login_failed").count();
//! assert!(logins >= 60);
//! ```

use super::{Classifier, ClassifierOptions};
use crate::Result;

/// What training gives on [`starter_texts`] with [`ClassifierOptions::starter`], as bytes.
const MODEL: &[u8] = include_bytes!("model.bin");

/// One file a label, `label<TAB>text` a line: see the README beside them.
const FILES: [&str; 16] = [
    include_str!("api_errors.tsv"),
    include_str!("compliance_violation.tsv"),
    include_str!("data_corruption.tsv"),
    include_str!("data_leak.tsv"),
    include_str!("data_loss.tsv"),
    include_str!("login_failed.tsv"),
    include_str!("mfa_issues.tsv"),
    include_str!("none.tsv"),
    include_str!("password_reset.tsv"),
    include_str!("payment_failures.tsv"),
    include_str!("quickbooks_sync_failed.tsv"),
    include_str!("security_breach.tsv"),
    include_str!("slow_response_times.tsv"),
    include_str!("system_unavailable.tsv"),
    include_str!("unauthorized_access.tsv"),
    include_str!("webhook_failures.tsv"),
];

/// The labelled texts that come with the crate, as pairs of label and text: tickets of the 15 issue types of the default
/// [`RoutingTable`](super::RoutingTable), and of `none`, which is no issue (questions, wishes, thanks, spam).
///
/// In the order of the labels. Put your own tickets behind them to train on both.
pub fn starter_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().flat_map(|file| file.lines()).filter_map(|line| line.split_once('\t'))
}

impl ClassifierOptions {
    /// What the starter model is trained with: the defaults, but for an error rate of 10 %.
    pub fn starter() -> Self {
        Self { error_rate: 0.1, ..Self::default() }
    }
}

impl Classifier {
    /// A classifier of the 15 issue types of the default [`RoutingTable`](super::RoutingTable), and of `none`, which is no
    /// issue: trained on [`starter_texts`], ready in a millisecond.
    ///
    /// ```
    /// use hypercare::tickets::Classifier;
    /// let answer = Classifier::starter()?.classify("QuickBooks stopped syncing this morning");
    /// assert_eq!((answer.label.as_str(), answer.known), ("quickbooks_sync_failed", true));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// Teach it your own words with [`learn`](Self::learn), or train on your tickets behind the starter's:
    ///
    /// ```
    /// use hypercare::tickets::{Classifier, ClassifierOptions, starter_texts};
    /// let own = [("printers", "the label printer prints blanks"), ("login_failed", "badge reader says who are you")];
    /// let (labels, texts): (Vec<_>, Vec<_>) = starter_texts().step_by(20).chain(own).unzip(); // all of them outside of an example
    /// let classifier = Classifier::train(&texts, &labels, &ClassifierOptions::starter())?;
    /// assert_eq!(classifier.summary().labels.len(), 17);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    /// None; the type is that of every other way to get a classifier.
    pub fn starter() -> Result<Self> {
        Self::from_bytes(MODEL)
    }
}
