"""Find the strangest hours of a real server metric, and keep the model for other programs.

    python examples/python/anomalies.py [CSV] [--hours 8] [--model cpu.forest]

CSV has the columns ``timestamp`` and ``value``; without one, two weeks of CPU load of a database server are read, as
CloudWatch measured them every five minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from hypercare.anomaly import IsolationForest

CPU = Path(__file__).parents[1] / "launch_day" / "metrics" / "cpu.csv"


def read(path: Path) -> pd.DataFrame:
    """Give what the forest looks at: the level, how it changed, and how unsteady the last hour was."""
    types = {"value": float}
    frame = pd.read_csv(path, usecols=["timestamp", "value"], dtype=types, parse_dates=["timestamp"])
    level = frame.set_index("timestamp")["value"].sort_index()
    hour = level.rolling("1h")
    # The spread of the first value is missing, which the forest understands.
    return pd.DataFrame({"level": level, "change": level - hour.mean(), "spread": hour.std()})


def show(table: pd.DataFrame, scores: np.ndarray, threshold: float, count: int) -> None:
    """Print the strangest hours, the worst first."""
    strange = table.assign(score=scores)[scores < threshold]
    group = strange.groupby(pd.DatetimeIndex(strange.index).floor("h"))
    level = group["level"]
    columns = {"worst": group["score"].min(), "number": group.size(), "low": level.min(), "high": level.max()}
    hours = pd.DataFrame(columns).sort_values("worst")
    print(f"{len(table)} values from {table.index[0]:%d %b %Y %H:%M} to {table.index[-1]:%d %b %Y %H:%M}")
    print(f"usual level {table['level'].median():.1f}; {len(strange)} strange values in {len(hours)} hours\n")
    print("hour                strangeness                values  level")
    for hour in hours.head(count).itertuples():
        bar = "#" * round(-20 * hour.worst)
        span = f"{hour.low:.1f}" if hour.number == 1 else f"{hour.low:.1f} to {hour.high:.1f}"
        print(f"{hour.Index:%a %d %b %H:00}    {-hour.worst:.2f} {bar:<20} {hour.number:7}  {span}")


def main() -> None:
    """Read, fit, print, save, load."""
    parser = argparse.ArgumentParser(description="Find the strangest hours of a server metric.")
    parser.add_argument(
        "csv", nargs="?", type=Path, default=CPU, help="columns timestamp and value (default: CPU load)"
    )
    parser.add_argument("--hours", type=int, default=8, help="how many hours to show (default: 8)")
    parser.add_argument("--model", type=Path, help="where to keep the model (default: a temporary folder)")
    arguments = parser.parse_args()

    table = read(arguments.csv)
    forest = IsolationForest(contamination=0.01, random_state=7).fit(table)
    scores = forest.score_samples(table)
    show(table, scores, forest.offset_, arguments.hours)

    model = arguments.model or Path(tempfile.mkdtemp()) / "cpu.forest"
    forest.save(model)
    again = IsolationForest.load(model)
    verdict = "the same" if np.array_equal(again.score_samples(table), scores) else "otherwise"
    print(f"\nmodel: {model}, {model.stat().st_size:,} bytes; read back, it scores {verdict}")


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError) as error:  # a file that is missing or broken; the library's errors are ValueErrors
        sys.exit(f"{Path(__file__).name}: {error}")
