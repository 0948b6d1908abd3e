//! The critical path against an oracle, vectors, and hostile networks.

use std::time::Instant;

use hypercare::plan::{CriticalPath, critical_path};
use proptest::prelude::*;

type Edge = (usize, usize, i64);

#[derive(serde::Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(serde::Deserialize)]
struct Vector {
    id: String,
    durations: Vec<i64>,
    edges: Vec<Edge>,
    makespan: i64,
    es: Vec<i64>,
    ef: Vec<i64>,
    ls: Vec<i64>,
    lf: Vec<i64>,
    total_slack: Vec<i64>,
    free_slack: Vec<i64>,
    critical: Vec<usize>,
}

#[test]
fn the_oracles_vectors_agree_exactly() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/launch/cpm_vectors.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is not there");
        return;
    };
    let vectors: Vectors = serde_json::from_str(&text).unwrap();
    assert_eq!(vectors.vectors.len(), 250);
    for vector in vectors.vectors {
        let expected = CriticalPath {
            early_start: vector.es,
            early_finish: vector.ef,
            late_start: vector.ls,
            late_finish: vector.lf,
            total_slack: vector.total_slack,
            free_slack: vector.free_slack,
            critical: vector.critical,
            makespan: vector.makespan,
        };
        assert_eq!(critical_path(&vector.durations, &vector.edges).unwrap(), expected, "{}", vector.id);
    }
}

/// The definition, by relaxing every edge until nothing changes.
fn oracle(durations: &[i64], edges: &[Edge]) -> CriticalPath {
    let tasks = durations.len();
    let mut early = vec![0; tasks];
    for _ in 0..tasks {
        for &(from, to, lag) in edges {
            early[to] = early[to].max(early[from] + durations[from] + lag);
        }
    }
    let finish: Vec<i64> = early.iter().zip(durations).map(|(start, length)| start + length).collect();
    let makespan = finish.iter().copied().max().unwrap_or(0);
    let mut late = vec![makespan; tasks];
    let mut free: Vec<i64> = finish.iter().map(|finish| makespan - finish).collect();
    for _ in 0..tasks {
        for &(from, to, lag) in edges {
            late[from] = late[from].min(late[to] - durations[to] - lag);
            free[from] = free[from].min(early[to] - lag - finish[from]);
        }
    }
    let late_start: Vec<i64> = late.iter().zip(durations).map(|(finish, length)| finish - length).collect();
    let total: Vec<i64> = late_start.iter().zip(&early).map(|(late, early)| late - early).collect();
    CriticalPath {
        critical: (0..tasks).filter(|&task| total[task] == 0).collect(),
        early_start: early,
        early_finish: finish,
        late_start,
        late_finish: late,
        total_slack: total,
        free_slack: free,
        makespan,
    }
}

proptest! {
    #[test]
    fn networks_without_a_ring_agree_with_the_definition(
        durations in proptest::collection::vec(0_i64..50, 1..30),
        picks in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), -30_i64..30), 0..60),
        shuffle in any::<u64>(),
    ) {
        // Edges lead along a shuffled order of the tasks, which is therefore free of rings.
        let tasks = durations.len();
        let mut order: Vec<usize> = (0..tasks).collect();
        order.sort_by_key(|&task| (task as u64 + 1).wrapping_mul(shuffle | 1));
        let edges: Vec<Edge> = picks
            .iter()
            .map(|(a, b, lag)| (a.index(tasks), b.index(tasks), *lag))
            .filter(|(a, b, _)| a != b)
            .map(|(a, b, lag)| (order[a.min(b)], order[a.max(b)], lag))
            .collect();
        prop_assert_eq!(critical_path(&durations, &edges).unwrap(), oracle(&durations, &edges));
    }

    #[test]
    fn rings_are_named_from_end_to_end(
        tasks in 1_usize..12,
        picks in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..30),
    ) {
        let edges: Vec<Edge> = picks.iter().map(|(a, b)| (a.index(tasks), b.index(tasks), 0)).collect();
        // Whether a task reaches itself, by closure.
        let mut reach = vec![vec![false; tasks]; tasks];
        edges.iter().for_each(|&(from, to, _)| reach[from][to] = true);
        for middle in 0..tasks {
            for from in 0..tasks {
                for to in 0..tasks {
                    reach[from][to] |= reach[from][middle] && reach[middle][to];
                }
            }
        }
        let ring = (0..tasks).any(|task| reach[task][task]);
        match critical_path(&vec![1; tasks], &edges) {
            Ok(_) => prop_assert!(!ring),
            Err(error) => {
                prop_assert!(ring);
                let path: Vec<usize> = error.cycle().unwrap().iter().map(|task| task.parse().unwrap()).collect();
                prop_assert!(path.len() >= 2 && path.first() == path.last());
                prop_assert!(path.windows(2).all(|step| edges.contains(&(step[0], step[1], 0))));
                let inner: std::collections::HashSet<_> = path[1..].iter().collect();
                prop_assert_eq!(inner.len(), path.len() - 1, "no task twice");
            }
        }
    }
}

#[test]
fn wrong_input_is_a_typed_error() {
    assert_eq!(critical_path(&[], &[]).unwrap().makespan, 0);
    assert_eq!(critical_path(&[1, -1], &[]).unwrap_err().code(), "invalid");
    assert_eq!(critical_path(&[], &[(0, 0, 0)]).unwrap_err().code(), "invalid");
    assert_eq!(critical_path(&[1], &[(0, 1, 0)]).unwrap_err().code(), "invalid");
    assert_eq!(critical_path(&[1, 1], &[(usize::MAX, 1, 0)]).unwrap_err().code(), "invalid");
    assert_eq!(critical_path(&[1, 1], &[(1, 1, 5)]).unwrap_err().cycle().unwrap(), ["1", "1"]);
    for (durations, edges) in [
        (vec![i64::MAX, 1], vec![(0, 1, 0)]),
        (vec![i64::MAX, 0], vec![(0, 1, 1)]),
        (vec![0, i64::MAX], vec![(0, 1, i64::MIN)]),
        (vec![0, 0], vec![(0, 1, i64::MIN)]),
    ] {
        assert_eq!(critical_path(&durations, &edges).unwrap_err().code(), "range", "{durations:?} {edges:?}");
    }
    assert_eq!(critical_path(&[i64::MAX, 0], &[(0, 1, 0)]).unwrap().makespan, i64::MAX);
}

#[test]
fn a_million_tasks_in_a_row_are_scheduled_and_a_ring_of_them_is_named() {
    const TASKS: usize = 1_000_000;
    let durations = vec![1; TASKS];
    let mut edges: Vec<Edge> = (1..TASKS).map(|task| (task, task - 1, 0)).collect();
    let start = Instant::now();
    assert_eq!(critical_path(&durations, &edges).unwrap().makespan, TASKS as i64);
    println!("a row of a million tasks: {:?}", start.elapsed());
    edges.push((0, TASKS - 1, 0));
    let start = Instant::now();
    let error = critical_path(&durations, &edges).unwrap_err();
    assert_eq!(error.cycle().unwrap().len(), TASKS + 1);
    println!("a ring of a million tasks: {:?}", start.elapsed());
}
