"""Business time, rotas and staffing from Python: the vectors, and what only Python can do wrong."""

import json
import pickle
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import hypercare
import numpy as np
import pandas as pd
import pytest
from hypercare.escalation import EVENT_KINDS, Calendar, Policy, Rota, TicketOpened, TicketPaused, staffing

VECTORS = Path(__file__).parents[3] / "shared/data/escalation/business_time_vectors.json"
WEEK = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
MONDAY = datetime(2026, 11, 23, tzinfo=timezone.utc)
ZERO = np.array([0, 1], dtype="datetime64[s]")


def batch(**changed):
    columns = {"ticket": [0], "at": [MONDAY], "kind": [0], "priority": [1]} | changed
    return Policy.default().timelines(**columns, tickets=1, now=MONDAY)


@pytest.mark.skipif(not VECTORS.exists(), reason=f"{VECTORS} is not there")
def test_the_vectors_hold_one_by_one_and_in_batches():
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
    assert len(cases) == 1000
    for case in cases:
        weekly = {day: [tuple(hours) for hours in ranges] for day, ranges in case["weekly"].items()}
        calendar = Calendar(case["zone"], weekly=weekly, holidays=case["holidays"])
        start, due, end = (
            datetime.fromisoformat(case[name].replace("Z", "+00:00")) for name in ("start", "due", "end")
        )
        assert calendar.due(start, timedelta(seconds=case["duration_s"])) == due, case["id"]
        assert calendar.elapsed(start, end) == timedelta(seconds=case["within_s"]), case["id"]
        batch = calendar.due_batch([start], np.timedelta64(case["duration_s"], "s"))
        assert batch[0] == np.datetime64(due.replace(tzinfo=None), "us"), case["id"]


def test_every_way_to_write_a_calendar_is_the_same():
    paris = Calendar("Europe/Paris", weekly=WEEK, holidays=[date(2026, 12, 25)])
    pairs = {day: [("09:00", "17:00")] for day in WEEK}
    assert paris == Calendar("Europe/Paris", weekly=pairs, holidays=["2026-12-25"])
    assert paris == Calendar.from_json(paris.to_json()) == pickle.loads(pickle.dumps(paris))
    assert paris.zone == "Europe/Paris"


def test_pandas_instants_of_any_zone_are_read_as_instants():
    office = Calendar(weekly=WEEK)
    starts = pd.Series(pd.to_datetime(["2026-11-23T16:00Z", "2026-11-20T16:30Z"])).dt.tz_convert("Asia/Tokyo")
    due = office.due_batch(starts, np.timedelta64(2, "h"))
    assert due.tolist() == [datetime(2026, 11, 24, 10), datetime(2026, 11, 23, 10, 30)]
    assert office.due(pd.Timestamp("2026-11-23T16:00Z"), pd.Timedelta(hours=2)) == MONDAY.replace(day=24, hour=10)
    for others in (pd.DatetimeIndex(starts), list(starts), tuple(starts.dt.to_pydatetime()), starts.astype(object)):
        assert (office.due_batch(others, pd.Timedelta(hours=2)) == due).all()
    missing = office.due_batch([starts[0], pd.NaT], pd.Timedelta(hours=2))
    assert missing[0] == due[0]
    assert np.isnat(missing[1])
    assert office.elapsed_batch(starts, pd.DatetimeIndex(starts)).tolist() == [timedelta(0)] * 2
    naive = office.due_batch(starts.dt.tz_convert("UTC").dt.tz_localize(None), np.timedelta64(2, "h"))
    assert (naive == due).all()


@pytest.mark.parametrize("unit", ["h", "s", "ms", "us", "ns"])
def test_instants_and_lengths_of_any_unit_and_layout_are_read_alike(unit):
    office, hour = Calendar(weekly=WEEK), np.timedelta64(1, "h")
    starts = np.array(["1969-12-31T09", "NaT", "2026-11-23T16", "2026-11-24T09"], f"M8[{unit}]")
    lengths = np.array([1, 2, "NaT", 3], "m8[h]").astype(f"m8[{unit}]")
    due = office.due_batch(starts.astype("M8[us]"), lengths.astype("m8[us]"))
    assert due.astype("M8[h]").astype(str).tolist() == ["1969-12-31T10", "NaT", "NaT", "2026-11-24T12"]
    layouts = (starts.astype(starts.dtype.newbyteorder(">")), np.repeat(starts, 3)[::3], starts[::-1].copy()[::-1])
    for rows in (starts, *layouts):
        before = rows.copy()
        assert np.array_equal(office.due_batch(rows, lengths), due, equal_nan=True)
        assert np.array_equal(office.elapsed_batch(rows, rows), rows - rows, equal_nan=True)
        assert np.array_equal(rows, before, equal_nan=True)
    starts.flags.writeable = False
    assert np.array_equal(office.due_batch(starts, lengths), due, equal_nan=True)
    if unit == "ns":
        parts = np.array([-1, 1_999], "M8[ns]")
        assert Calendar.always("UTC").due_batch(parts, 0 * hour).view(np.int64).tolist() == [-1, 1]


@pytest.mark.parametrize("unit", ["s", "ms"])
def test_a_row_too_far_away_for_microseconds_is_named(unit):
    far = np.array([0, 2**62 + 5], f"M8[{unit}]")
    for call in (
        lambda: Calendar(weekly=WEEK).due_batch(far, timedelta(hours=1)),
        lambda: Calendar(weekly=WEEK).due_batch(far[:1].repeat(2), far - far[0]),
        lambda: Calendar(weekly=WEEK).elapsed_batch(far[:1].repeat(2), far),
    ):
        with pytest.raises(hypercare.InvalidError, match="row 1"):
            call()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: Calendar("Europe/Atlantis"), "invalid"),
        (lambda: Calendar.always("Europe/Atlantis"), "unknown"),
        (lambda: Calendar(weekly={"mon": ["17:00-17:00"]}), "invalid"),
        (lambda: Calendar(weekly={"monday": ["09:00-17:00"]}), "invalid"),
        (lambda: Calendar(weekly=WEEK).due(datetime(2026, 11, 23), "1 h"), "invalid"),
        (lambda: Calendar(weekly=WEEK).due(MONDAY, timedelta(-1)), "invalid"),
        (lambda: Calendar().due(MONDAY, "1 h"), "range"),
        (lambda: Calendar(weekly=WEEK).due("\ud800", "1 h"), "invalid"),
        (lambda: Calendar(weekly=WEEK).due_batch(ZERO, np.array([1, 2, 3], "m8[s]")), "shape"),
        (lambda: Calendar(weekly=WEEK).due_batch(ZERO, [1]), "invalid"),
        (lambda: Calendar(weekly=WEEK).due_batch(ZERO, 3600), "invalid"),
        (lambda: Calendar(weekly=WEEK).due_batch(np.array([0, 1]), timedelta(1)), "invalid"),
        (lambda: Calendar(weekly=WEEK).due_batch(["2026-11-23"], timedelta(1)), "invalid"),
        (lambda: Calendar(weekly=WEEK).elapsed_batch(ZERO, MONDAY.replace(tzinfo=None)), "invalid"),
        (lambda: batch(ticket=[4294967296]), "invalid"),
        (lambda: batch(kind=np.array([256])), "invalid"),
        (lambda: batch(priority=[257]), "invalid"),
        (lambda: batch(kind=[0.5]), "invalid"),
        (lambda: batch(ticket=[-1]), "invalid"),
        (lambda: batch(at=[pd.NaT]), "range"),
        (lambda: Rota({"layers": [{"name": "a", "members": [], "start": "2026-11-02"}]}), "invalid"),
        (lambda: Calendar(weekly=WEEK).due_batch([datetime(2026, 11, 23)], timedelta(1)), "invalid"),
        (lambda: Calendar(weekly=[]), "invalid"),
        (lambda: Calendar(zone_database="1999z"), "invalid"),
        (lambda: Calendar.from_json("[]"), "parse"),
        (lambda: Rota({"layers": "x"}), "invalid"),
        (lambda: Rota([]), "invalid"),
        (lambda: Rota({"layers": [["a", ["ada"]]]}), "invalid"),
        (lambda: staffing(arrivals=[float("nan")]), "invalid"),
        (lambda: staffing(arrivals=[1.0], surprise=1), "invalid"),
    ],
)
def test_bad_input_is_refused_with_its_code(call, code):
    with pytest.raises(hypercare.HypercareError) as refused:
        call()
    assert refused.value.code == code, refused.value


def test_zones_that_are_not_there_are_answered_by_those_alike():
    with pytest.raises(hypercare.UnknownError, match="known: Europe/Paris"):
        Calendar.always("Europe/Pari")


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            {"type": "closed", "at": MONDAY},
            r"events\[1\]\.type: expected one of opened, .*, found event type \"closed\"",
        ),
        ({"at": MONDAY}, r"events\[1\]: expected a field `type`"),
        ({"type": "paused", "at": "yesterday"}, r"events\[1\]\.at: expected an RFC 3339 instant"),
        ({"type": "paused", "at": MONDAY, "to": "ada"}, r"events\[1\]: .*field `to`"),
        ({"type": "priority_changed", "at": MONDAY}, r"events\[1\]: .*field `priority`"),
        ({"type": "priority_changed", "at": MONDAY, "priority": "P9"}, r"events\[1\]\.priority: expected P1 to P5"),
        ({"type": "paused", "at": MONDAY, "who": "ada"}, r"events\[1\].*who"),
        (["paused", MONDAY], r"events\[1\]: expected a ticket event"),
    ],
)
def test_errors_of_events_say_where_they_stand(event, message):
    opened = TicketOpened(id="T-1", at=MONDAY, priority="P2")
    with pytest.raises(hypercare.InvalidError, match=message):
        Policy.default().timeline([opened, event], MONDAY)


def test_whoever_is_on_call_is_called_by_their_own_clock():
    week = {day: ["08:00-20:00"] for day in (*WEEK, "sat", "sun")}
    primary = {
        "zone": "Europe/Paris",
        "zones": {"ben": "Asia/Tokyo"},
        "layers": [{"name": "day", "members": ["ana", "ben"], "every": "daily", "start": "2026-01-05"}],
    }
    steps = [{"after": "0 s", "rota": "primary", "local_hours": week}]
    document = {"version": 1, "rotas": {"primary": primary}, "priorities": {"P2": {"steps": steps}}}
    policy = Policy.from_json(json.dumps(document))
    night = datetime(2026, 1, 6, 3, tzinfo=timezone.utc)  # 4 o'clock in Paris, where ana is on call until 9
    step = policy.timeline([TicketOpened(id="T-1", at=night, priority="P2")], night).steps[0]
    assert step.state == "pending"
    assert step.due == night.replace(hour=7)
    assert Rota(primary).on_call(night.replace(day=7)).zone == "Asia/Tokyo"


def test_a_batch_names_the_ticket_that_is_wrong():
    at = np.array(["2026-11-23T00:00", "2026-11-23T00:01"], dtype="datetime64[ms]")
    with pytest.raises(hypercare.InvalidError, match=r"priority \(row 1, ticket 1\)"):
        Policy.default().timelines([0, 1], at, [0, 0], [1, 9], tickets=2, now=MONDAY)
    with pytest.raises(hypercare.InvalidError, match=r"events \(ticket 1\): expected an opened event"):
        Policy.default().timelines([0, 1], at, [0, 5], [1, 0], tickets=2, now=MONDAY.replace(hour=1))


def test_a_wait_for_the_customer_stops_the_clock():
    opened = TicketOpened(id="T-1", at=MONDAY, priority="P2")
    events = [opened, TicketPaused(at=MONDAY + timedelta(minutes=10))]
    timeline = Policy.default().timeline(events, MONDAY + timedelta(hours=9))
    assert timeline.paused
    assert not any(clock.state == "breached" for clock in timeline.clocks)


def test_columns_say_what_single_timelines_say():
    policy = Policy.default()
    at = [MONDAY, MONDAY + timedelta(minutes=5), MONDAY + timedelta(minutes=1)]
    found = policy.timelines(
        [0, 0, 1],
        pd.DatetimeIndex(at),
        [EVENT_KINDS.index("opened"), EVENT_KINDS.index("responded"), EVENT_KINDS.index("opened")],
        [1, 0, 2],
        tickets=3,
        now=MONDAY + timedelta(minutes=20),
    )
    assert found["state"].tolist()[2] == 255
    single = policy.timeline([TicketOpened(id="b", at=at[2], priority="P2")], MONDAY + timedelta(minutes=20))
    assert found["next_at"][1] == np.datetime64(single.next.at.replace(tzinfo=None), "ms")
    assert np.isnat(found["next_at"][2])
