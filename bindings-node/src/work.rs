//! Long work: a Promise for a job on the thread pool, with an `AbortSignal` and an `onProgress`.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use napi::bindgen_prelude::*;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{JsValue, Task};

use crate::errors::{Fault, Outcome, caught, glue, guard, thrown};

type Follow<'a> = FnArgs<(Unknown<'a>, Unknown<'a>, Unknown<'a>, Unknown<'a>, Vec<&'a str>)>;
type Report = ThreadsafeFunction<f64, (), f64, Status, false, true>;

/// What a running job is told, and tells.
#[derive(Clone, Default)]
pub(crate) struct Watch {
    stopped: Arc<AtomicBool>,
    report: Option<Arc<Report>>,
}

impl Watch {
    /// Reports the share that is done, from 0 up to 1; an error if the job is no longer wanted.
    pub(crate) fn done(&self, share: f64) -> Outcome<()> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(Fault::Js(napi::Error::new(Status::Cancelled, "aborted")));
        }
        if let Some(report) = &self.report {
            report.call(share, ThreadsafeFunctionCallMode::NonBlocking);
        }
        Ok(())
    }

    /// Runs a call of the core that tells how many of how many steps are done.
    pub(crate) fn tell<T>(&self, call: impl FnOnce(&mut Tell<'_>) -> hypercare::Result<T>) -> Outcome<T> {
        let mut stopped = None;
        let mut tell = |done: usize, of: usize| {
            self.done(done as f64 / of as f64).map_err(|fault| {
                stopped = Some(fault);
                hypercare::Error::Internal { message: "stopped".to_owned() }
            })
        };
        let result = call(&mut tell);
        stopped.map_or_else(|| Ok(result?), Err)
    }
}

type Tell<'a> = dyn FnMut(usize, usize) -> hypercare::Result<()> + 'a;
type Work<T> = Box<dyn FnOnce(&Watch) -> Outcome<T> + Send>;
type Finish<T, R> = Box<dyn FnOnce(T) -> R + Send>;

/// A job: `work` runs on the thread pool, `finish` on the JavaScript thread unless the job was stopped.
pub(crate) struct Job<T, R> {
    work: Option<Work<T>>,
    finish: Option<Finish<T, R>>,
    watch: Watch,
    fault: Option<Fault>,
}

impl<T, R> Job<T, R> {
    pub(crate) fn new(
        work: impl FnOnce(&Watch) -> Outcome<T> + Send + 'static,
        finish: impl FnOnce(T) -> R + Send + 'static,
    ) -> Self {
        Self { work: Some(Box::new(work)), finish: Some(Box::new(finish)), watch: Watch::default(), fault: None }
    }
}

impl<T: Send + 'static, R: ToNapiValue + TypeName> Task for Job<T, R> {
    type Output = T;
    type JsValue = R;

    fn compute(&mut self) -> Result<T> {
        let (watch, work) = (self.watch.clone(), self.work.take());
        let result = caught(|| work.ok_or_else(once)?(&watch));
        // An error that compute returns would lose its code: it is kept here for `reject`.
        result.map_err(|fault| {
            self.fault = Some(fault);
            napi::Error::from_status(Status::GenericFailure)
        })
    }

    fn resolve(&mut self, env: Env, result: T) -> Result<R> {
        guard(&env, || {
            if self.watch.stopped.load(Ordering::Relaxed) {
                return Err(once());
            }
            Ok(self.finish.take().ok_or_else(once)?(result))
        })
    }

    fn reject(&mut self, env: Env, error: napi::Error) -> Result<R> {
        Err(self.fault.take().map_or(error, |fault| thrown(&env, fault)))
    }
}

pub(crate) fn once() -> Fault {
    Fault::Js(napi::Error::new(Status::Cancelled, "a job runs once"))
}

/// The Promise of a job. Whatever is wrong, with the arguments too, rejects it; the call itself never throws.
/// A job that gives undefined gives `this`.
pub(crate) fn promise<'env, T: Send + 'static, R: ToNapiValue + TypeName + 'static>(
    env: &'env Env,
    options: Unknown<'env>,
    this: This<'env>,
    prepare: impl FnOnce() -> Outcome<Job<T, R>>,
) -> Result<Unknown<'env>> {
    promise_with(env, options, this, &[], prepare)
}

/// The same for a job with options of its own, which `prepare` reads.
pub(crate) fn promise_with<'env, T: Send + 'static, R: ToNapiValue + TypeName + 'static>(
    env: &'env Env,
    options: Unknown<'env>,
    this: This<'env>,
    own: &[&str],
    prepare: impl FnOnce() -> Outcome<Job<T, R>>,
) -> Result<Unknown<'env>> {
    let job = match guard(env, prepare) {
        Ok(job) => job,
        Err(error) => return Ok(PromiseRaw::<()>::reject(env, error)?.to_unknown()),
    };
    let stopped = Arc::clone(&job.watch.stopped);
    let job = Rc::new(RefCell::new(Some(job)));
    let waiting = Rc::clone(&job);
    let start = env.create_function_from_closure::<(), _, _>("start", move |call| {
        let mut job = waiting.take().ok_or_else(|| napi::Error::from_reason("started already"))?;
        if let Some(report) = call.get::<Option<Function<'_, f64, ()>>>(0)? {
            let report =
                report.build_threadsafe_function::<f64>().weak::<true>().build_callback(|call| Ok(call.value))?;
            job.watch.report = Some(Arc::new(report));
        }
        Ok(call.env.spawn(job)?.promise_object())
    })?;
    let stop = env.create_function_from_closure::<(), _, _>("stop", move |_| {
        stopped.store(true, Ordering::Relaxed);
        Ok(())
    })?;
    let follow = glue::<Follow<'_>, _>(env, "follow")?;
    let promise = follow.call((options, start.to_unknown(), stop.to_unknown(), this.to_unknown(), own.to_vec()).into());
    job.take(); // one that was not started, for its signal had aborted, frees its data now
    promise
}
