"""hypercare's business time beside its peers: due and elapsed, in one run on one machine.

Needs numpy, pandas and the hypercare package (a release build) in one environment, and the peers that are to be
compared: businesstimedelta (due, elapsed) and business-duration (elapsed)::

    python benches/escalation_peers.py
    python benches/escalation_peers.py --rows 100000 --calls 500

One calendar for all: nine to five from Monday to Friday in UTC, with ten holidays a year. The runs of all sides
alternate, and the time is that of the processor. The tables give medians and how many times as long as hypercare's
batch a side takes, and in how many rows its answer is not hypercare's. Peers that are not installed are left out.
"""

import argparse
import importlib
import statistics
import time
from datetime import date, datetime, timedelta, timezone
from datetime import time as clock

import numpy as np
from hypercare.escalation import Calendar

OPEN, CLOSE = clock(9), clock(17)
YEARLY = ("01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-11", "12-25")
YEARS = range(2024, 2032)


def holidays():
    return [date.fromisoformat(f"{year}-{day}") for year in YEARS for day in YEARLY]


def hypercare_calendar():
    hours = [(f"{OPEN:%H:%M}", f"{CLOSE:%H:%M}")]
    return Calendar("UTC", weekly=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours), holidays=holidays())


def businesstimedelta():
    """Give due and elapsed of one row, as instants and lengths of time."""
    peer = importlib.import_module("businesstimedelta")
    day = peer.WorkDayRule(start_time=OPEN, end_time=CLOSE, working_days=[0, 1, 2, 3, 4])
    hours = peer.Rules([day, peer.HolidayRule(holidays())])

    def due(start, length):
        return start + peer.BusinessTimeDelta(hours, timedelta=length)

    def elapsed(start, end):
        return hours.difference(start, end).timedelta

    return due, elapsed


def business_duration():
    """Give elapsed of one row; this peer has no due and knows wall times alone."""
    peer = importlib.import_module("business_duration").businessDuration
    closed = holidays()

    def elapsed(start, end):
        start, end = start.replace(tzinfo=None), end.replace(tzinfo=None)
        return timedelta(seconds=float(peer(start, end, OPEN, CLOSE, holidaylist=closed, unit="sec")))

    return None, elapsed


def installed():
    for name, side in (("businesstimedelta", businesstimedelta), ("business-duration", business_duration)):
        try:
            yield name, side()
        except ImportError as error:
            print(f"left out: {name} ({error})")


def loop(call, pairs):
    for one, other in pairs:
        call(one, other)


def measure(sides, repeats):
    """Give the median nanoseconds of a row for each side, which is a name, a piece of work and its rows."""
    seen = {name: [] for name, _, _ in sides}
    for _ in range(repeats):
        for name, work, rows in sides:
            start = time.process_time_ns()
            work()
            seen[name].append((time.process_time_ns() - start) / rows)
    return {name: statistics.median(times) for name, times in seen.items()}


def compare(task, sides, wrong, repeats):
    found = measure(sides, repeats)
    best = found[sides[0][0]]
    print(f"\n{task:28} {'ns a row':>12} {'times as long':>14} {'other answers':>16}")
    for name, _, _ in sides:
        print(f"{name:28} {found[name]:12,.0f} {found[name] / best:14,.1f} {wrong.get(name, ''):>16}")


def differing(call, expected, pairs):
    count = sum(call(*pair) != answer for pair, answer in zip(pairs, expected, strict=True))
    return f"{count} of {len(pairs)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of a batch (default: %(default)s)")
    parser.add_argument("--calls", type=int, default=2_000, help="calls of one row (default: %(default)s)")
    parser.add_argument(
        "--repeats", type=int, default=5, help="runs, of which the median counts (default: %(default)s)"
    )
    given = parser.parse_args()
    if min(given.rows, given.calls, given.repeats) < 1 or given.calls > given.rows:
        parser.error("rows, calls and repeats are 1 or more, and calls at most as many as rows")

    calendar = hypercare_calendar()
    numbers = np.random.default_rng(1)
    starts = np.datetime64("2024-01-01", "us") + numbers.integers(0, 157_680_000, given.rows) * np.timedelta64(
        1_000_000, "us"
    )
    lengths = numbers.integers(60, 144_000, given.rows) * np.timedelta64(1_000_000, "us")
    ends = calendar.due_batch(starts, lengths)

    some = slice(0, given.calls)
    instants = [at.replace(tzinfo=timezone.utc) for at in starts[some].astype(datetime)]
    dues = [at.replace(tzinfo=timezone.utc) for at in ends[some].astype(datetime)]
    due_pairs = list(zip(instants, lengths[some].astype(timedelta), strict=True))
    elapsed_pairs = list(zip(instants, dues, strict=True))
    peers = list(installed())

    tasks = (
        ("due", calendar.due_batch, lengths, calendar.due, due_pairs, 0),
        ("elapsed", calendar.elapsed_batch, ends, calendar.elapsed, elapsed_pairs, 1),
    )
    for task, batch, others, call, pairs, which in tasks:
        expected = [call(*pair) for pair in pairs]
        sides = [
            (f"hypercare, {given.rows:,} rows", lambda batch=batch, others=others: batch(starts, others), given.rows),
            ("hypercare, one by one", lambda call=call, pairs=pairs: loop(call, pairs), given.calls),
        ]
        wrong = {}
        for name, calls in peers:
            if (peer := calls[which]) is not None:
                sides.append((name, lambda peer=peer, pairs=pairs: loop(peer, pairs), given.calls))
                wrong[name] = differing(peer, expected, pairs)
        compare(task, sides, wrong, given.repeats)


if __name__ == "__main__":
    main()
