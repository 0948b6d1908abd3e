//! Forced panics, for the tests.

#![allow(clippy::panic)]

use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::errors::guard;
use crate::work::{Job, promise};

/// Panics inside a call.
#[napi]
pub fn panic_for_test(env: &Env) -> Result<()> {
    guard(env, || panic!("forced by a test"))
}

/// Panics inside a call, on the thread pool.
#[napi]
pub fn panic_for_test_async<'env>(env: &'env Env, this: This<'env>, options: Unknown<'env>) -> Result<Unknown<'env>> {
    promise(env, options, this, || Ok(Job::new(|_| panic!("forced by a test"), |()| ())))
}
