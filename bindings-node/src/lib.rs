//! hypercare for Node: a translation of the crate `hypercare`, where everything is decided. `index.d.ts` documents it.
//!
//! `errors` is the one door out (results, errors, panics), `bridge` carries values across, `export` makes methods, `work`
//! runs long jobs on the thread pool; the other modules are the engines, call by call.

// napi's macros and its typed casts need unsafe code, of which the core has none.
#![allow(unsafe_code, missing_docs)]

#[macro_use]
mod export;

mod bridge;
mod work;

pub mod anomaly;
pub mod capacity;
pub mod desk;
pub mod errors;
pub mod escalation;
#[cfg(feature = "test-hooks")]
pub mod hooks;
pub mod objectives;
pub mod plan;
pub mod recovery;
pub mod tickets;
pub mod time;
pub mod tuning;
