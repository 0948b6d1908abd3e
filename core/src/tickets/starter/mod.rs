//! What do tickets of the 15 issue types look like, and what is no issue at all?
//!
//! ```
//! use hypercare::tickets::starter_texts;
//! let logins = starter_texts().filter(|(label, _)| *label == "login_failed").count();
//! assert!(logins >= 60);
//! ```

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
