//! hypercare for Node: a translation of the crate `hypercare`, where everything is decided. `index.d.ts` documents it.
//!
//! `errors` is the one door out (results, errors, panics), `bridge` carries values across, `export` makes methods, `work`
//! runs long jobs on the thread pool; the other modules are the engines, call by call.

// napi's macros and its typed casts need unsafe code, of which the core has none, and napi exports what is `pub`.
#![allow(unsafe_code, unreachable_pub)]

#[macro_use]
mod export;

mod bridge;
mod errors;
mod work;

mod anomaly;
mod desk;
mod escalation;
mod objectives;
mod plan;
mod tickets;
mod time;

#[cfg(feature = "test-hooks")]
mod hooks;
