"""hypercare's isolation forest beside its peers: time, memory, size and quality, in one run on one machine.

Needs numpy, scikit-learn, coniferest, isotree and the hypercare package (a release build) in one environment, and
matplotlib for plots; peers that are not installed are left out::

    python benches/forest_peers.py                                   # the times of all works
    python benches/forest_peers.py --works 1000000x10 --jobs 1       # of one, on one thread
    python benches/forest_peers.py --memory                          # what scoring takes beside the rows
    python benches/forest_peers.py --growth growth.png               # growth with rows, columns and trees
    python benches/forest_peers.py --data ../shared/data/anomaly     # quality on the sets of ADBench

All sides have 100 trees of 256 rows. Their runs alternate, so that a busy machine slows each of them alike; on one
thread the time is that of the processor. The tables give medians and how many times as long as hypercare a peer takes.
"""

import argparse
import importlib
import os
import pickle
import statistics
import subprocess
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np

WORKS = ["1000000x10", "100000x32", "1000000x1", "20000x100"]

# The setting that README.md names as better than the defaults, with the weights below.
PRESET = {"n_estimators": 300, "max_samples": 512}


def hypercare(seed, jobs, **parameters):
    return importlib.import_module("hypercare.anomaly").IsolationForest(random_state=seed, n_jobs=jobs, **parameters)


def coniferest(seed, jobs, n_estimators=100):
    peer = importlib.import_module("coniferest.isoforest")
    return peer.IsolationForest(n_trees=n_estimators, random_seed=seed, n_jobs=jobs)


def scikit_learn(seed, jobs, n_estimators=100):
    return importlib.import_module("sklearn.ensemble").IsolationForest(
        n_estimators=n_estimators, random_state=seed, n_jobs=jobs
    )


class Isotree:
    """isotree with scikit-learn's signs."""

    def __init__(self, seed, jobs, n_estimators=100, **parameters):
        told = {"sample_size": 256, "ntrees": n_estimators, "ndim": 1} | parameters
        # Its tree i has the seed of the forest plus i: near seeds would share trees.
        peer = importlib.import_module("isotree")
        self.model = peer.IsolationForest(random_seed=1 + 100_003 * seed, nthreads=jobs, **told)

    def fit(self, rows):
        if len(rows) < 256:
            self.model.set_params(sample_size=len(rows))
        self.model.fit(rows)
        return self

    def score_samples(self, rows):
        return -self.model.predict(rows)


def isotree(seed, jobs, n_estimators=100):
    return Isotree(seed, jobs, n_estimators)


SIDES = [hypercare, coniferest, scikit_learn, isotree]


def installed():
    for side in SIDES:
        try:
            side(0, 1)
        except ImportError as error:
            print(f"left out: {side.__name__} ({error})")
        else:
            yield side


def normal(rows, columns):
    return np.random.default_rng(1).normal(size=(rows, columns))


def timed(clock, work, times=1):
    start = clock()
    for _ in range(times):
        work()
    return (clock() - start) / times


def alternate(sides, repeats, run):
    """Give the median of the runs of each side."""
    seconds = {side: [] for side in sides}
    for _ in range(repeats):
        for side in sides:
            seconds[side].append(run(side))
    return {side: statistics.median(runs) for side, runs in seconds.items()}


def readable(seconds):
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


def line(work, found):
    print(f"| {work} |", end="")
    for side, seconds in found.items():
        ratio = "" if side is hypercare else f" ({seconds / found[hypercare]:.1f} times)"
        print(f" {readable(seconds)}{ratio} |", end="")
    print(flush=True)


def head(sides, title):
    print(f"\n| {title} | {' | '.join(side.__name__ for side in sides)} |")
    print("|---" * (len(sides) + 1) + "|")


def measure(sides, works, jobs, repeats):
    clock = time.process_time if jobs == 1 else time.perf_counter
    head(sides, f"{jobs} thread{'s' * (jobs > 1)}")
    for work in works:
        rows, columns = (int(number) for number in work.split("x"))
        data = normal(rows, columns)
        fitted = {side: side(1, jobs).fit(data) for side in sides}
        fit = alternate(sides, repeats, lambda side: timed(clock, lambda: side(1, jobs).fit(data)))
        line(f"fit {rows:,} x {columns}", fit)
        score = alternate(sides, repeats, lambda side: timed(clock, lambda: fitted[side].score_samples(data)))
        line(f"score {rows:,} x {columns}", score)
        if jobs > 1 or columns != 10:
            continue
        row = data[:1].copy()
        for side in sides:
            fitted[side].score_samples(row)
        times = {hypercare: 20_000, coniferest: 2000}
        one = alternate(
            sides,
            repeats,
            lambda side: timed(clock, lambda: fitted[side].score_samples(row), times.get(side, 50)),
        )
        line("one row", one)
        models = {side: stored(side, fitted[side]) for side in sides}
        loads = alternate(sides, repeats, lambda side: timed(clock, lambda: models[side][1]().score_samples(row), 20))
        line("load and score one row", loads)
        print(f"| model | {' | '.join(f'{models[side][0]:,} bytes' for side in sides)} |")


def stored(side, model):
    """Give the size of a model and a way to load it: hypercare's own format, the pickles of the others."""
    if side is hypercare:
        data = model.to_bytes()
        return len(data), lambda: type(model).from_bytes(data)
    data = pickle.dumps(model)
    return len(data), lambda: pickle.loads(data)


def memory(sides, rows, columns):
    """Measure each side in a process of its own: the most memory while scoring, less that before."""
    head(sides, f"peak memory over the rows, {rows:,} x {columns}")
    peaks = []
    for side in sides:
        command = [sys.executable, __file__, "--peak", side.__name__, str(rows), str(columns)]
        peaks.append(int(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    print(f"| score | {' | '.join(f'{peak / 1024:.1f} MiB' for peak in peaks)} |")


def peak(side, rows, columns):
    data = normal(rows, columns)
    model = side(1, 1).fit(data)
    model.score_samples(data[:10])
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = resident("VmRSS")
    model.score_samples(data)
    print(resident("VmHWM") - before)


def resident(kind):
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in status if each.startswith(kind))


def growth(sides, path):
    """Draw how the time grows with rows, columns and trees."""
    figure, axes = importlib.import_module("matplotlib.pyplot").subplots(1, 3, figsize=(12, 4), sharey=True)
    works = {
        "rows (10 columns, 100 trees)": [(rows, 10, 100) for rows in (100, 1000, 10_000, 100_000)],
        "columns (10,000 rows, 100 trees)": [(10_000, columns, 100) for columns in (1, 4, 16, 32, 64, 128, 256)],
        "trees (10,000 rows, 10 columns)": [(10_000, 10, trees) for trees in (10, 30, 100, 300, 1000)],
    }
    for at, (axis, (title, sizes)) in enumerate(zip(axes, works.items(), strict=True)):
        seen = {side: [] for side in sides}
        for rows, columns, trees in sizes:
            data = normal(rows, columns)
            fitted = {side: side(1, 1, n_estimators=trees).fit(data) for side in sides}

            def run(side, fitted=fitted, data=data):
                return timed(time.process_time, lambda: fitted[side].score_samples(data))

            for side, seconds in alternate(sides, 3, run).items():
                seen[side].append(seconds)
            line(f"{rows:,} x {columns}, {trees} trees", {side: seen[side][-1] for side in sides})
        for side, seconds in seen.items():
            axis.loglog([size[(0, 1, 2)[at]] for size in sizes], seconds, marker="o", label=side.__name__)
        axis.set_xlabel(title)
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("seconds to score, one thread")
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    print(f"drawn: {path}")


def preset(seed, values):
    """Build the documented setting: columns are drawn by the root of their kurtosis."""
    centred = values - values.mean(axis=0)
    variance = (centred**2).mean(axis=0)
    variance[variance == 0] = np.inf
    kurtosis = (centred**4).mean(axis=0) / variance**2
    return hypercare(seed, 2, feature_weights=np.sqrt(kurtosis) + 1e-9, **PRESET)


def judged():
    yield "hypercare", lambda seed, _: hypercare(seed, 2)
    yield "hypercare, preset", preset
    yield "scikit-learn", lambda seed, _: scikit_learn(seed, 2)
    yield "coniferest", lambda seed, _: coniferest(seed, 2)
    yield "isotree", lambda seed, _: Isotree(seed, 2)
    yield "isotree, extended", lambda seed, values: Isotree(seed, 2, ndim=min(2, values.shape[1]))


def judge(folder, seeds):
    metrics = importlib.import_module("sklearn.metrics")
    sides = dict(judged())
    print(f"\nArea under the ROC curve / average precision, mean over {seeds} seeds\n")
    print(f"| set | {' | '.join(sides)} |")
    print("|---" * (len(sides) + 1) + "|")
    table = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path, allow_pickle=True) as data:
            values, labels = np.ascontiguousarray(data["X"], dtype=float), data["y"]
        table.append([])
        for side in sides.values():
            pairs = []
            for seed in range(seeds):
                scores = -np.asarray(side(seed, values).fit(values).score_samples(values))
                pairs.append((metrics.roc_auc_score(labels, scores), metrics.average_precision_score(labels, scores)))
            table[-1].append(np.mean(pairs, axis=0))
        print(f"| {path.stem} | {' | '.join(f'{roc:.4f} / {ap:.4f}' for roc, ap in table[-1])} |", flush=True)
    if not table:
        raise SystemExit(f"no .npz files in {folder}")
    print(f"| mean | {' | '.join(f'{roc:.4f} / {ap:.4f}' for roc, ap in np.mean(table, axis=0))} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", nargs="+", default=WORKS, help="ROWSxCOLUMNS to fit and score (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="threads to measure with")
    parser.add_argument("--memory", action="store_true", help="measure memory instead of time")
    parser.add_argument("--growth", type=Path, help="a picture to draw growth into, instead of the works")
    parser.add_argument("--data", type=Path, help="a folder of .npz files with X and y (1 = anomaly): quality instead")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--peak", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peak:
        side, rows, columns = arguments.peak
        peak(next(each for each in SIDES if each.__name__ == side), int(rows), int(columns))
        return
    sides = list(installed())
    if arguments.memory:
        memory(sides, 1_000_000, 10)
    elif arguments.growth:
        head(sides, "score")
        growth(sides, arguments.growth)
    elif arguments.data:
        judge(arguments.data, arguments.seeds)
    else:
        for jobs in arguments.jobs:
            measure(sides, arguments.works, jobs, arguments.repeats)


if __name__ == "__main__":
    main()
