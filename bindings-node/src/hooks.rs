//! Forced panics, for the tests.

use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::errors::guard;
use crate::work::{Job, promise};

/// Panics inside the core.
#[napi]
pub fn panic_for_test(env: &Env) -> Result<()> {
    guard(env, || Ok(hypercare::panic_for_test()?))
}

/// Panics inside the core, on the thread pool.
#[napi]
pub fn panic_for_test_async<'env>(env: &'env Env, this: This<'env>, options: Unknown<'env>) -> Result<Unknown<'env>> {
    promise(env, options, this, || Ok(Job::new(|_| Ok(hypercare::panic_for_test()?), |()| ())))
}
