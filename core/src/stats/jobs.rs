//! The one place that knows threads.

/// Runs the tasks 0 to `count` - 1 on up to `jobs` threads and returns what they gave, in the order of the tasks. All
/// threads have ended when it returns. Where threads cannot be had, or without the feature `parallel`, the caller's
/// thread does the work.
pub(crate) fn in_order<R: Send>(jobs: usize, count: usize, task: impl Fn(usize) -> R + Sync) -> Vec<R> {
    #[cfg(feature = "parallel")]
    if let Some(found) = pooled(jobs.min(count), count, &task) {
        return found;
    }
    #[cfg(not(feature = "parallel"))]
    let _ = jobs;
    (0..count).map(task).collect()
}

#[cfg(feature = "parallel")]
fn pooled<R: Send>(threads: usize, count: usize, task: &(impl Fn(usize) -> R + Sync)) -> Option<Vec<R>> {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};

    if threads < 2 {
        return None;
    }
    // A scoped pool joins its threads before it returns; rayon's other pools leave that to later.
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_scoped(|thread| thread.run(), |pool| pool.install(|| (0..count).into_par_iter().map(task).collect()))
        .ok()
}
