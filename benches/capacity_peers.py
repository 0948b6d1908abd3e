"""Forecasts beside augurs, statsforecast and prophet in one run: time, accuracy, intervals, throughput, growth, memory.

    python benches/capacity_peers.py --data FOLDER [--held FOLDER] [--limit N] [--parts m4,load,held,crossings,many,growth,memory] [--picture FILE]

FOLDER holds m4/Hourly-train.csv, m4/Hourly-test-odd.csv, and nab/*.csv and azure/*.csv; --held FOLDER another one with
series of the Numenta benchmark that no setting was chosen on. Peers are taken as they are
installed; one that is not is named and left out. augurs is built from benches/augurs with cargo. All work on one thread,
and each series is given to one after the other, so that what disturbs the machine disturbs all.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import time
import warnings
from datetime import datetime, timezone
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "NIXTLA_NUMBA_RELEASE_GIL"):
    os.environ[name] = "1"

import numpy as np

from hypercare.capacity import Planner, forecast, forecast_many

HERE = Path(__file__).parent
LEVELS = (80, 95)


class Hypercare:
    name = "hypercare"

    def forecast(self, values, horizon):
        began = time.perf_counter()
        found = forecast(values, step="1h", horizon=horizon)
        took = time.perf_counter() - began
        return took, found.mean, [found.interval(level) for level in LEVELS]


class Augurs:
    """MSTL with AutoETS on the trend, the crate."""

    def __init__(self):
        folder = HERE / "augurs"
        build = ["cargo", "build", "--release", "--quiet", "--manifest-path", str(folder / "Cargo.toml")]
        subprocess.run(build, check=True, capture_output=True, text=True)
        target = Path(os.environ.get("CARGO_TARGET_DIR", folder / "target"))
        self.process = subprocess.Popen(
            [target / "release/augurs-peer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.name = "augurs (crate)"

    def forecast(self, values, horizon):
        words = [horizon, ",".join(map(str, seasons(values))), *map(repr, bridged(values).tolist())]
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if line.startswith("error"):
            raise ValueError(line.strip())
        took, *numbers = map(float, line.split())
        mean, low80, high80, low95, high95 = np.array(numbers).reshape(5, horizon)
        return took / 1e3, mean, [(low80, high80), (low95, high95)]


class AugursPython:
    """The same from Python, where the package has no damping and no choice of level at once."""

    def __init__(self):
        import augurs

        self.mstl = augurs.MSTL
        self.name = "augurs (Python)"

    def forecast(self, values, horizon):
        values = bridged(values)
        began = time.perf_counter()
        model = self.mstl.ets(seasons(values))
        model.fit(values)
        bounds = [model.predict(horizon, level=level / 100) for level in LEVELS]
        took = time.perf_counter() - began
        mean = np.array(bounds[0].point())
        return took, mean, [(np.array(bound.lower()), np.array(bound.upper())) for bound in bounds]


class StatsForecast:
    """MSTL with AutoETS on the trend."""

    def __init__(self):
        import statsforecast
        from statsforecast.models import MSTL, AutoETS

        self.make = lambda periods: MSTL(season_length=periods, trend_forecaster=AutoETS(model="ZZN"))
        self.name = f"statsforecast {statsforecast.__version__}"

    def forecast(self, values, horizon):
        values = bridged(values)
        began = time.perf_counter()
        found = self.make(seasons(values)).forecast(y=values, h=horizon, level=list(LEVELS))
        took = time.perf_counter() - began
        return took, found["mean"], [(found[f"lo-{level}"], found[f"hi-{level}"]) for level in LEVELS]


class Prophet:
    def __init__(self):
        import logging

        import pandas
        import prophet

        logging.getLogger("cmdstanpy").disabled = True
        logging.getLogger("prophet").disabled = True
        self.pandas, self.prophet = pandas, prophet.Prophet
        self.name = f"prophet {prophet.__version__}"

    def forecast(self, values, horizon):
        at = self.pandas.date_range("2026-01-05", periods=len(values) + horizon, freq="h")
        began = time.perf_counter()
        model = self.prophet(yearly_seasonality=False)
        model.fit(self.pandas.DataFrame({"ds": at[: len(values)], "y": values}))
        future = self.pandas.DataFrame({"ds": at[len(values) :]})
        mean = model.predict(future)["yhat"].to_numpy()
        samples = model.predictive_samples(future)["yhat"]
        bounds = [tuple(np.percentile(samples, [50 - level / 2, 50 + level / 2], axis=1)) for level in LEVELS]
        return time.perf_counter() - began, mean, bounds


class SeasonalNaive:
    """The last day again, with the intervals of a seasonal random walk."""

    name = "last day repeated"

    def forecast(self, values, horizon):
        values = bridged(values)
        began = time.perf_counter()
        mean = np.resize(values[-24:], horizon)
        sigma = np.sqrt(np.mean((values[24:] - values[:-24]) ** 2)) * np.sqrt(np.arange(horizon) // 24 + 1)
        bounds = [(mean - z * sigma, mean + z * sigma) for z in (1.2816, 1.96)]
        return time.perf_counter() - began, mean, bounds


def peers():
    ready = [Hypercare()]
    for peer in (Augurs, AugursPython, StatsForecast, Prophet, SeasonalNaive):
        try:
            ready.append(peer())
        except (ImportError, OSError, subprocess.CalledProcessError) as error:
            why = getattr(error, "stderr", None) or error
            print(f"left out: {peer.__name__}: {str(why).strip().splitlines()[-1]}")
    return ready


def seasons(values):
    return [period for period in (24, 168) if len(values) >= 2 * period]


def bridged(values):
    """Lines over gaps, for peers that take none."""
    known = ~np.isnan(values)
    return np.interp(np.arange(len(values)), np.flatnonzero(known), values[known])


def naive2(values, horizon, period=24):
    """The last value with the season of a classical decomposition, where its autocorrelation is beyond chance."""
    centred = values - values.mean()
    power = centred @ centred
    alike = [centred[lag:] @ centred[:-lag] / power for lag in range(1, period + 1)]
    limit = 1.645 * np.sqrt((1 + 2 * np.sum(np.square(alike[:-1]))) / len(values))
    if len(values) < 3 * period or values.min() <= 0 or abs(alike[-1]) <= limit:
        return np.full(horizon, values[-1])
    window = np.r_[0.5, np.ones(period - 1), 0.5] / period
    half = period // 2
    ratio = values[half:-half] / np.convolve(values, window, "valid")
    phase = np.array([ratio[(np.arange(len(ratio)) + half) % period == place].mean() for place in range(period)])
    phase /= phase.mean()
    ahead = (len(values) + np.arange(horizon)) % period
    return values[-1] / phase[(len(values) - 1) % period] * phase[ahead]


class Score:
    def __init__(self):
        self.took, self.mase, self.smape, self.msis, self.inside, self.lengths = [], [], [], [], [[], []], []

    def add(self, took, mean, bounds, past, met):
        known = ~np.isnan(met)
        past = bridged(past)
        scale = np.mean(np.abs(past[24:] - past[:-24]))
        miss, size = np.abs(mean - met)[known], (np.abs(mean) + np.abs(met))[known]
        self.took.append(took)
        self.lengths.append(len(past))
        self.mase.append(miss.mean() / scale if scale > 0 else np.nan)
        self.smape.append(np.mean(200 * miss / np.where(size > 0, size, 1)))
        for inside, (low, high) in zip(self.inside, bounds):
            inside.extend(((low <= met) & (met <= high))[known])
        if bounds:
            low, high = bounds[1]
            loss = high - low + 40 * (np.maximum(low - met, 0) + np.maximum(met - high, 0))
            self.msis.append(loss[known].mean() / scale if scale > 0 else np.nan)


def race(ready, cases, horizon):
    """Every series to every peer, one after the other."""
    scores, base = {peer.name: Score() for peer in ready}, Score()
    for peer in ready:  # what is built at the first call
        peer.forecast(np.tile(np.arange(24.0), 30) + np.random.default_rng(7).normal(size=720), horizon)
    for place, (past, met) in enumerate(cases):
        for peer in ready[place % len(ready) :] + ready[: place % len(ready)]:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    took, mean, bounds = peer.forecast(past, horizon)
                except Exception as error:  # a peer that gives up on a series is told of, and does not end the run
                    print(f"{peer.name}, series {place}: {type(error).__name__}: {str(error)[:100]}")
                    continue
            scores[peer.name].add(took, mean, bounds, past, met)
        base.add(0.0, naive2(bridged(past), horizon), [], past, met)
    return scores, base


def table(scores, base, length=None):
    ours = None
    print("| | series | OWA | MASE | median MASE | MSIS | inside 80 % | inside 95 % | a series | times ours |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, score in scores.items():
        took = [took for took, size in zip(score.took, score.lengths) if length is None or size >= length]
        took = 1e3 * np.median(took) if took else np.nan
        ours = took if ours is None else ours
        owa = (np.mean(score.mase) / np.mean(base.mase) + np.mean(score.smape) / np.mean(base.smape)) / 2
        numbers = f"{owa:.3f} | {np.mean(score.mase):.3f} | {np.median(score.mase):.3f} | {np.mean(score.msis):.2f}"
        inside = " | ".join(f"{np.mean(inside):.3f}" for inside in score.inside)
        print(f"| {name} | {len(score.took)} | {numbers} | {inside} | {took:.2f} ms | {took / ours:.1f} |")


def rows(path):
    with path.open() as file:
        lines = csv.reader(file)
        next(lines)
        return {line[0]: np.array([float(field) for field in line[1:] if field]) for line in lines}


def m4(folder):
    train, test = rows(folder / "m4/Hourly-train.csv"), rows(folder / "m4/Hourly-test-odd.csv")
    return [(train[name], met) for name, met in test.items()]


def hourly(path):
    """Hourly means; NaN where nothing was measured."""
    hours: dict[int, list[float]] = {}
    with path.open() as file:
        lines = csv.reader(file)
        next(lines)
        for line in filter(None, lines):
            at = datetime.fromisoformat(line[0].rstrip("Z").replace("T", " ")).replace(tzinfo=timezone.utc)
            hours.setdefault(int(at.timestamp() // 3600), []).append(float(line[1]))
    first, last = min(hours), max(hours)
    return np.array([np.mean(hours[hour]) if hour in hours else np.nan for hour in range(first, last + 1)])


def origins(values, least, horizon):
    """Origins a week apart, counted from the end, with at least so much history."""
    return [(values[:at], values[at : at + horizon]) for at in range(len(values) - horizon, least - 1, -horizon)]


def load(folder, least, horizon=168):
    paths = sorted([*(folder / "nab").glob("*.csv"), *(folder / "azure").glob("*.csv")])
    return [case for path in paths for case in origins(hourly(path), least, horizon)]


def held(folder, data, least, horizon=168):
    """The real series of a folder that are not among the load series."""
    known = {path.name for path in (data / "nab").glob("*.csv")}
    paths = [path for path in sorted(folder.glob("real*/*.csv")) if path.name not in known]
    return [case for path in paths for case in origins(hourly(path), least, horizon)]


def crossings(cases, horizon):
    """Is a threshold crossed at any step as often as the planner says, and as steps taken as independent would say?"""
    told, met, free, single = [], [], [], []
    now = datetime(2026, 1, 5, tzinfo=timezone.utc)
    for past, future in cases:
        recent = bridged(past)[-336:]
        for share in (50, 90, 97, 99.5, 100):
            limit = float(np.percentile(recent, share)) * (1.05 if share == 100 else 1.0)
            if limit <= 0 or np.ptp(recent) == 0:
                continue
            threshold = {"scale_up": limit, "scale_down": min(0.0, float(recent.min())) - 1, "bounds": "auto"}
            plan = Planner({"load": threshold}, horizon=horizon).plan({"load": past}, now)
            crossing = plan.crossings[0]
            told.append(crossing.probability)
            single.append(crossing.highest)
            free.append(1 - np.prod(1 - np.array(crossing.at_step)))
            met.append(float(np.nanmax(future) > limit))
    told, met, free, single = map(np.array, (told, met, free, single))
    print("| told | thresholds | mean of what was told | crossed |")
    print("|---|---|---|---|")
    for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.95), (0.95, 1.01)):
        here = (low <= told) & (told < high)
        if here.any():
            print(f"| {low} to {min(high, 1)} | {here.sum()} | {told[here].mean():.3f} | {met[here].mean():.3f} |")
    for name, found in (("paths", told), ("independent steps", free), ("the highest single step", single)):
        print(f"{name}: told {found.mean():.3f}, crossed {met.mean():.3f}, Brier score {np.mean((found - met) ** 2):.4f}")


def wave(length):
    hours, noise = np.arange(length), np.random.default_rng(7).normal(size=length)
    return 100 + 50 * np.sin(hours * np.pi / 12) + 20 * np.sin(hours * np.pi / 84) + 4 * noise


def least(call, repeats, clock=time.perf_counter):
    took = []
    for _ in range(repeats):
        began = clock()
        call()
        took.append(clock() - began)
    return min(took)


def many(cases):
    series = [past for past, _ in cases]
    took = {jobs: least(lambda: forecast_many(series, step="1h", horizon=48, n_jobs=jobs), 3) for jobs in (1, 2)}
    for jobs, seconds in took.items():
        print(f"{len(series)} series on {jobs} thread(s): {seconds:.2f} s, {len(series) / seconds:.0f} a second")
    print(f"two threads are {took[1] / took[2]:.2f} times as fast as one")


def growth(picture):
    before, points = None, []
    for length in (1_000, 3_000, 10_000, 30_000, 100_000):
        values = wave(length)
        # The time of the processor, which a busy machine changes least.
        took = least(lambda: forecast(values, step="1h", horizon=168), 300_000 // length + 3, time.process_time)
        ratio = "" if before is None else f", {took / before[1] / (length / before[0]):.2f} times as much a point as before"
        print(f"{length} points, 168 ahead: {1e3 * took:.1f} ms, {1e6 * took / length:.2f} µs a point{ratio}")
        before = (length, took)
        points.append(before)
    if picture:
        draw(points, picture)


def draw(points, picture):
    """The time against the length, beside the line through the last point."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    lengths, took = np.array(points).T
    _, ax = plt.subplots(figsize=(6, 3.5), layout="constrained")
    ax.loglog(lengths, 1e3 * took[-1] * lengths / lengths[-1], color="#999999", linestyle="--", label="in proportion")
    ax.loglog(lengths, 1e3 * took, color="#4878a8", marker="o", label="168 steps foretold")
    ax.set(xlabel="points of history", ylabel="milliseconds", title="Time of a forecast with intervals")
    ax.legend(frameon=False)
    ax.figure.savefig(picture, dpi=100)


MEASURE = """
import sys, numpy as np
from pathlib import Path
from hypercare.capacity import forecast
status = lambda word: next(int(line.split()[1]) * 1024 for line in Path("/proc/self/status").open() if line.startswith(word))
length = int(sys.argv[1])
forecast(np.arange(48.0) % 24, step="1h", horizon=168)
values = 100 + 50 * np.sin(np.arange(length) * np.pi / 12) + np.random.default_rng(7).normal(size=length)
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
before = status("VmRSS")
forecast(values, step="1h", horizon=168)
print(before, status("VmHWM"))
"""


def memory():
    for length in (100_000, 1_000_000):
        told = subprocess.run([sys.executable, "-c", MEASURE, str(length)], check=True, capture_output=True, text=True)
        before, after = map(int, told.stdout.split())
        over = (after - before) / (8 * length)
        print(f"{length} points: {(after - before) / 1e6:.0f} MB above what was there, {over:.0f} times the input")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with m4, nab and azure")
    parser.add_argument("--held", type=Path, help="a folder of folders of series kept apart, for the part held")
    parser.add_argument("--limit", type=int, help="so many forecasts of each part at most, evenly taken")
    parser.add_argument("--parts", default="m4,load,held,crossings,many,growth,memory")
    parser.add_argument("--picture", type=Path, help="where the part growth draws its line")
    arguments = parser.parse_args()
    limit = arguments.limit
    few = lambda cases: cases[:: max(1, len(cases) // limit)][:limit] if limit else cases
    parts, cases = arguments.parts.split(","), few(m4(arguments.data))
    if {"m4", "load", "held"} & set(parts):
        ready = peers()
    if "m4" in parts:
        print("\nM4 Hourly, odd ids, 48 hours ahead; times of series of 960 points")
        table(*race(ready, cases, 48), 960)
    if "load" in parts:
        print("\nServer load, hourly means, 168 hours ahead, two weeks of history or more")
        table(*race(ready, few(load(arguments.data, 336)), 168))
        print("\nThe same with one week of history or more")
        table(*race(ready, few(load(arguments.data, 168)), 168))
    if "held" in parts and arguments.held:
        for least in (336, 168):
            print(f"\nSeries kept apart, 168 hours ahead, {least} hours of history or more")
            table(*race(ready, few(held(arguments.held, arguments.data, least)), 168))
    if "crossings" in parts:
        print("\ncrossings within 48 hours, M4 odd ids")
        crossings(cases, 48)
        print("\ncrossings within 168 hours, server load")
        crossings(load(arguments.data, 336), 168)
    for name, part in (("many", lambda: many(cases)), ("growth", lambda: growth(arguments.picture)), ("memory", memory)):
        if name in parts:
            print(f"\n{name}")
            part()


if __name__ == "__main__":
    main()
