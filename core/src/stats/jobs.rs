//! The one place that knows threads.

use std::sync::{Mutex, PoisonError};

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

/// Fills the pieces of a list, each of `size` items but the last, on up to `jobs` threads; `fill` is given the number of
/// a piece. The error of the first piece that has one.
#[cfg_attr(not(feature = "anomaly"), allow(dead_code))]
pub(crate) fn fill<T: Send, E: Send>(
    jobs: usize,
    list: &mut [T],
    size: usize,
    fill: impl Fn(usize, &mut [T]) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let count = list.len().div_ceil(size);
    if jobs < 2 || count < 2 {
        return list.chunks_mut(size).enumerate().try_for_each(|(at, piece)| fill(at, piece));
    }
    // Each task takes its own piece, so no lock is ever waited for.
    let pieces: Vec<_> = list.chunks_mut(size).map(Mutex::new).collect();
    let task = |at: usize| match pieces[at].lock() {
        Ok(mut piece) => fill(at, &mut piece),
        Err(poisoned) => fill(at, &mut poisoned.into_inner()),
    };
    in_order(jobs, count, task).into_iter().collect()
}

/// The same for tasks that work in rooms: each is given one that another has left, as fresh memory costs time, or a new
/// one. Which tasks had which room depends on the threads. All rooms, and what the tasks gave in their order.
#[cfg_attr(not(feature = "plan"), allow(dead_code))]
pub(crate) fn in_rooms<T: Send, R: Send>(
    jobs: usize,
    count: usize,
    room: impl Fn() -> T + Sync,
    task: impl Fn(usize, &mut T) -> R + Sync,
) -> (Vec<T>, Vec<R>) {
    let rooms = Mutex::new(Vec::new());
    let free = || rooms.lock().unwrap_or_else(PoisonError::into_inner);
    let found = in_order(jobs, count, |at| {
        let left = free().pop();
        let mut here = left.unwrap_or_else(&room);
        let found = task(at, &mut here);
        free().push(here);
        found
    });
    (rooms.into_inner().unwrap_or_else(PoisonError::into_inner), found)
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
