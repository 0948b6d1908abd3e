"""Critical paths from Python beside networkx, and simulations beside numpy with the same tables of quantiles.

Needs numpy and networkx; where hypercare is built for Python, it runs in the same loop. Prints nanoseconds of processor time
and ratios.
"""

import argparse
import time

import networkx as nx
import numpy as np

try:
    from hypercare import plan as hypercare
except ImportError:
    hypercare = None


def network(tasks, rng, shuffled):
    """Three edges a task, each to a task at most a tenth of the network further on."""
    names = rng.permutation(tasks) if shuffled else np.arange(tasks)
    starts = np.repeat(np.arange(tasks - 1), 3)
    ends = np.minimum(starts + 1 + rng.integers(0, max(tasks // 10, 1), len(starts)), tasks - 1)
    edges = np.column_stack([names[starts], names[ends], rng.integers(0, 60, len(starts))])
    if shuffled:
        edges = edges[rng.permutation(len(edges))]
    return rng.integers(0, 480, tasks), edges


def by_networkx(durations, edges):
    """Early and late dates over the graph's own adjacency, in its topological order; the makespan and all slack."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(durations)))
    # Of several edges between two tasks the longest lag binds: sorted by it, the last one stays.
    graph.add_weighted_edges_from(edges[np.argsort(edges[:, 2], kind="stable")].tolist())
    order = list(nx.topological_sort(graph))
    after = {task: [(to, edge["weight"]) for to, edge in next_tasks.items()] for task, next_tasks in graph.adjacency()}
    durations = durations.tolist()
    early = [0] * len(durations)
    for task in order:
        finish = early[task] + durations[task]
        for to, lag in after[task]:
            early[to] = max(early[to], finish + lag)
    makespan = max(map(sum, zip(early, durations, strict=True)))
    late = [0] * len(durations)
    for task in reversed(order):
        latest = min((late[to] - lag for to, lag in after[task]), default=makespan)
        late[task] = min(latest, makespan) - durations[task]
    return makespan, sum(late) - sum(early)


def by_hypercare(durations, edges):
    path = hypercare.critical_path(durations, edges)
    return path.makespan, int(path.total_slack.sum())


def tables(places=65, points=4097):
    """Quantiles of beta distributions of PERT: place of the most likely by chance."""
    x = (np.arange(16384) + 0.5) / 16384
    chances = np.linspace(0, 1, points)
    rows = []
    for place in np.linspace(0, 1, places):
        density = np.exp(4 * place * np.log(x) + 4 * (1 - place) * np.log1p(-x))
        sums = np.concatenate([[0], np.cumsum(density)])
        rows.append(np.interp(chances, sums / sums[-1], np.arange(len(sums)) / (len(sums) - 1)))
    return np.array(rows)


def by_numpy(estimates, edges, samples, rng, quantiles):
    """The same passes, each over all samples of a task at once: finishes, and how often each task is critical."""
    low, likely, high = estimates.T
    tasks = len(low)
    before = [[] for _ in range(tasks)]
    for start, end, lag in edges.tolist():
        before[end].append((start, lag))
    points = quantiles.shape[1] - 1
    finishes = np.empty((tasks, samples), np.float32)
    starts = np.zeros((tasks, samples), np.float32)
    for task in range(tasks):
        if high[task] > low[task]:
            place = (likely[task] - low[task]) / (high[task] - low[task])
            table = quantiles[round(place * (len(quantiles) - 1))]
            at = rng.random(samples, np.float32) * points
            cell = at.astype(np.int32).clip(0, points - 1)
            drawn = low[task] + (high[task] - low[task]) * (table[cell] + (at - cell) * (table[cell + 1] - table[cell]))
        else:
            drawn = low[task]
        for start, lag in before[task]:
            np.maximum(starts[task], finishes[start] + np.float32(lag), out=starts[task])
        finishes[task] = starts[task] + drawn
    last = finishes.max(axis=0)
    critical = finishes == last
    for task in reversed(range(tasks)):
        for start, lag in before[task]:
            critical[start] |= critical[task] & (finishes[start] + np.float32(lag) == starts[task])
    return float(last.mean()), critical.mean(axis=1)


def best(repeats, call):
    times = []
    for _ in range(repeats):
        began = time.process_time()
        found = call()
        times.append(time.process_time() - began)
    return min(times), found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000", help="tasks of the critical paths")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    rng = np.random.default_rng(7)
    print("| critical path | networkx, ns an edge | hypercare | ratio |\n|---|---|---|---|")
    for tasks in map(int, options.sizes.split(",")):
        for shuffled in (False, True):
            durations, edges = network(tasks, rng, shuffled)
            theirs, found = best(options.repeats, lambda: by_networkx(durations, edges))
            given = "in any order" if shuffled else "in order"
            line = f"| {tasks} tasks, {given} | {theirs * 1e9 / len(edges):.0f} |"
            if hypercare:
                ours, mine = best(5 * options.repeats, lambda: by_hypercare(durations, edges))
                assert mine == found, (mine, found)
                line += f" {ours * 1e9 / len(edges):.1f} | {theirs / ours:.0f} |"
            print(line)
    quantiles = tables()
    print("\n| simulation | numpy, ns a task and sample | hypercare, one thread | ratio |\n|---|---|---|---|")
    for tasks, samples in ((100, 100_000), (1000, 10_000)):
        durations, edges = network(tasks, rng, shuffled=False)
        likely = durations + 480 * rng.random(tasks)
        estimates = np.column_stack([durations, likely, likely + 960 * rng.random(tasks)])
        theirs, (mean, _) = best(
            options.repeats, lambda: by_numpy(estimates, edges, samples, rng, quantiles)
        )
        draws = tasks * samples
        line = f"| {tasks} tasks, {samples} samples | {theirs * 1e9 / draws:.1f} |"
        if hypercare:
            ours, found = best(5 * options.repeats, lambda: hypercare.simulate(estimates, edges, samples=samples))
            assert abs(found.mean / mean - 1) < 0.01, (found.mean, mean)
            line += f" {ours * 1e9 / draws:.1f} | {theirs / ours:.1f} |"
        print(line)


if __name__ == "__main__":
    main()
