//! Who gets this ticket, and how urgent is it?
//!
//! ```
//! use hypercare::tickets::RoutingTable;
//! let route = RoutingTable::default().route(Some("payment_failures"));
//! assert_eq!((route.tier, route.department.as_str()), (3, "billing"));
//! ```

mod redact;
mod routing;
mod starter;

pub use redact::{RedactOptions, RedactedKind, RedactedSpan, RedactedText, redact, redact_with};
pub use routing::{Route, RoutingRule, RoutingTable};
pub use starter::starter_texts;
