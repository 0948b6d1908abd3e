"""hypercare's isolation forest beside its peers: time and quality, in one run on one machine.

Needs numpy, scikit-learn, coniferest and the hypercare package (a release build) in one environment::

    python benches/forest_peers.py                        # times on 1M x 10
    python benches/forest_peers.py --data ../shared/data/anomaly   # and the area under the ROC curve on ADBench's sets

The runs of all sides alternate, so that a busy machine slows each of them alike; on one thread the time is that of the
processor. The table gives medians and how many times as long as hypercare a peer takes. Peers that are not installed
are left out.
"""

import argparse
import importlib
import os
import statistics
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np


def hypercare(seed, jobs):
    return importlib.import_module("hypercare.anomaly").IsolationForest(random_state=seed, n_jobs=jobs)


def coniferest(seed, jobs):
    return importlib.import_module("coniferest.isoforest").IsolationForest(random_seed=seed, n_jobs=jobs)


def scikit_learn(seed, jobs):
    return importlib.import_module("sklearn.ensemble").IsolationForest(random_state=seed, n_jobs=jobs)


def installed():
    for side in (hypercare, coniferest, scikit_learn):
        try:
            side(0, 1)
        except ImportError as error:
            print(f"left out: {side.__name__} ({error})")
        else:
            yield side


def timed(clock, work, times=1):
    start = clock()
    for _ in range(times):
        work()
    return (clock() - start) / times


def measure(sides, rows, columns, jobs, repeats):
    data = np.random.default_rng(1).normal(size=(rows, columns))
    fitted = {side: side(1, jobs).fit(data) for side in sides}
    row = data[:1].copy()
    clock = time.process_time if jobs == 1 else time.perf_counter
    tasks = {
        f"fit {rows} x {columns}": lambda side: timed(clock, lambda: side(1, jobs).fit(data)),
        f"score {rows} x {columns}": lambda side: timed(clock, lambda: fitted[side].score_samples(data)),
        "score one row": lambda side: timed(clock, lambda: fitted[side].score_samples(row), 100),
    }
    print(f"\n{jobs} thread(s), median of {repeats} alternating runs\n")
    print("| work | side | time | times hypercare |\n|---|---|---|---|")
    for task, run in tasks.items():
        seconds = {side: [] for side in sides}
        for _ in range(repeats):
            for side in sides:
                seconds[side].append(run(side))
        medians = {side: statistics.median(all_runs) for side, all_runs in seconds.items()}
        for side, median in medians.items():
            ratio = f"{median / medians[hypercare]:.1f}" if hypercare in medians else "-"
            print(f"| {task} | {side.__name__} | {readable(median)} | {ratio} |")


def readable(seconds):
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


def judge(sides, folder, seeds):
    metrics = importlib.import_module("sklearn.metrics")
    print(f"\nArea under the ROC curve, mean over {seeds} seeds\n")
    print(f"| set | {' | '.join(side.__name__ for side in sides)} |")
    print("|---" * (len(sides) + 1) + "|")
    means = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path, allow_pickle=True) as data:
            values, labels = np.ascontiguousarray(data["X"], dtype=float), data["y"]
        means.append([])
        for side in sides:
            models = (side(seed, 1).fit(values) for seed in range(seeds))
            areas = [metrics.roc_auc_score(labels, -np.asarray(model.score_samples(values))) for model in models]
            means[-1].append(statistics.mean(areas))
        print(f"| {path.stem} | {' | '.join(f'{mean:.4f}' for mean in means[-1])} |", flush=True)
    if not means:
        raise SystemExit(f"no .npz files in {folder}")
    print(f"| mean | {' | '.join(f'{statistics.mean(column):.4f}' for column in zip(*means))} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="threads to measure with")
    parser.add_argument("--data", type=Path, help="folder of .npz files with X and y (1 = anomaly)")
    parser.add_argument("--seeds", type=int, default=5)
    arguments = parser.parse_args()
    sides = list(installed())
    for jobs in arguments.jobs:
        measure(sides, arguments.rows, arguments.columns, jobs, arguments.repeats)
    if arguments.data:
        judge(sides, arguments.data, arguments.seeds)


if __name__ == "__main__":
    main()
