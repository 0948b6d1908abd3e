"""Forecasts, plans, windows."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timedelta, timezone

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypercare import InvalidError, LimitError, OutOfOrderError, ShapeError, UnknownError
from hypercare.capacity import (
    AvoidedTime,
    CapacityThreshold,
    DeclaredEvent,
    Planner,
    backtest,
    exhaustion,
    forecast,
    forecast_many,
    maintenance_windows,
    resample,
)

START = datetime(2026, 1, 5, tzinfo=timezone.utc)
HOURS = np.arange(336)
LOAD = 40.0 + HOURS % 24 + HOURS * 7 % 5


def test_steps_come_in_many_forms():
    expected = forecast(LOAD, step="1h", start=START, horizon=24)
    assert expected.start == START + timedelta(hours=336)
    for step in ("60 min", timedelta(hours=1), 3600, pd.Timedelta("1h")):
        assert forecast(LOAD, step=step, start=START, horizon=24) == expected


def test_values_come_in_many_forms():
    expected = forecast(LOAD, step="1h", horizon=24)
    for values in (LOAD.tolist(), LOAD.astype(np.int64), pd.Series(LOAD), pl.Series(LOAD), LOAD[::-1][::-1]):
        assert forecast(values, step="1h", horizon=24) == expected
    index = pd.date_range(START, periods=336, freq="1h")
    known = forecast(pd.Series(LOAD, index=index), horizon=24)
    assert known == forecast(LOAD, step="1h", start=START, horizon=24)


def test_an_index_must_have_equal_steps_and_a_zone():
    index = pd.date_range(START, periods=336, freq="1h").delete(7)
    with pytest.raises(InvalidError, match="equal steps"):
        forecast(pd.Series(LOAD[1:], index=index), horizon=3)
    naive = pd.Series(LOAD, index=pd.date_range("2026-01-05", periods=336, freq="1h"))
    with pytest.raises(InvalidError, match="aware"):
        forecast(naive, horizon=3)


def test_what_is_told_against_an_index_is_an_error_that_says_both():
    known = pd.Series(LOAD, index=pd.date_range(START, periods=336, freq="1h"))
    other = datetime(2020, 1, 1, tzinfo=timezone.utc)
    calls = (
        lambda **told: forecast(known, horizon=2, **told),
        lambda **told: forecast_many([known, known], horizon=2, **told),
        lambda **told: backtest(known, horizon=2, origins=2, **told),
        lambda **told: maintenance_windows(known, duration="2h", **told),
        lambda **told: exhaustion(known, capacity=100, **told),
    )
    for call in calls:
        with pytest.raises(InvalidError, match=r"the step of its index, 1 h, found 1 day as step"):
            call(step="1 day")
        with pytest.raises(InvalidError, match=r"its index, 2026-01-05 00:00:00\+00:00, found 2020-01-01"):
            call(start=other)
        # The same told twice is no contradiction, however it is written.
        for step in ("60 min", timedelta(hours=1), 3600):
            call(step=step, start=START.astimezone(timezone(timedelta(hours=5))))
    with pytest.raises(InvalidError, match="found others"):
        resample([at + timedelta(days=1) for at in known.index], known, step="1h")
    assert resample(known.index, known, step="1h").values.tolist() == LOAD.tolist()


def test_months_of_equal_length_are_months():
    # July and August have 31 days each: both are told by the index.
    index = pd.DatetimeIndex(["2026-07-01", "2026-08-01", "2026-09-01"], tz="UTC")
    values = pd.Series([3.0, 5.0, 4.0], index=index)
    monthly = forecast(values, step="monthly", horizon=1)
    assert monthly.instants.tolist() == [datetime(2026, 10, 1)]
    assert forecast(values, step="31 days", horizon=1) == forecast(values, horizon=1)
    with pytest.raises(InvalidError, match="found 30 days as step|found 4 weeks 2 days as step"):
        forecast(values, step="30 days", horizon=1)


def test_an_index_without_a_zone_tells_the_wall_time():
    naive = pd.Series(LOAD, index=pd.date_range("2026-01-05", periods=336, freq="1h"))
    assert forecast(naive, start=START, horizon=2) == forecast(LOAD, step="1h", start=START, horizon=2)
    with pytest.raises(InvalidError, match="its index, 2026-01-05"):
        forecast(naive, start=START + timedelta(hours=1), horizon=2)
    with pytest.raises(InvalidError, match="tz_localize"):
        Planner().plan({"cpu": naive}, START)


def test_an_index_knows_its_zone():
    # Midnights in Paris, 23 hours apart when clocks go forward on 29 March.
    days = pd.date_range("2026-03-03", periods=25, freq="D", tz="Europe/Paris")
    found = forecast(pd.Series(LOAD[:25], index=days), horizon=4)
    assert found == forecast(LOAD[:25], step="1 day", start=days[0], zone="Europe/Paris", horizon=4)
    expected = pd.date_range("2026-03-28", periods=4, freq="D", tz="Europe/Paris")
    assert found.to_pandas().index.tolist() == expected.tolist()
    assert found.instants.tolist() == [at.tz_convert(None).to_pydatetime() for at in expected]
    over = forecast(pd.Series(LOAD[:30], index=pd.date_range(days[0], periods=30, freq="D")), horizon=1)
    assert over.to_pandas().index[0] == pd.Timestamp("2026-04-02", tz="Europe/Paris")
    hours = pd.date_range("2026-03-20", periods=336, freq="h", tz="Europe/Paris")
    found = forecast(pd.Series(LOAD, index=hours), horizon=24)
    assert found == forecast(LOAD, step="1h", start=hours[0], zone="Europe/Paris", horizon=24)
    months = pd.date_range("2024-01-31", periods=25, freq="ME", tz="UTC")
    found = forecast(pd.Series(LOAD[:25], index=months), horizon=3)
    assert found.to_pandas().index.tolist() == pd.date_range("2026-02-28", periods=3, freq="ME", tz="UTC").tolist()
    quarters = pd.date_range("2020-01-01", periods=20, freq="QS", tz="UTC")
    found = forecast(pd.Series(LOAD[:20], index=quarters), horizon=2)
    assert found.to_pandas().index[1] == pd.Timestamp("2025-04-01", tz="UTC")
    full = exhaustion(pd.Series(200.0 + 5 * np.arange(25), index=days), capacity=400)
    assert full.expected == pd.Timestamp("2026-04-12", tz="Europe/Paris")


def test_missing_values_are_missing():
    holes = LOAD.copy()
    holes[[5, 100]] = np.nan
    found = forecast(holes, step="1h", horizon=24)
    assert found.explain().missing == 2
    assert np.isfinite(found.mean).all()
    nulls = pl.Series([None if np.isnan(value) else value for value in holes])
    assert forecast(nulls, step="1h", horizon=24) == found


def test_intervals_nest():
    found = forecast(LOAD, step="1h", horizon=48, levels=[50, 99])
    narrow, wide = found.interval(50), found.interval(99.0)
    assert (wide[0] <= narrow[0]).all()
    assert (narrow[1] <= wide[1]).all()
    assert ((narrow[0] <= found.mean) & (found.mean <= narrow[1])).all()
    with pytest.raises(UnknownError, match="level 95"):
        found.interval(95)


def test_options_reach_the_core():
    bounded = forecast(LOAD, step="1h", horizon=24, lower=45, upper=50, periods=[24])
    assert bounded.mean.min() >= 45
    assert bounded.interval(95)[1].max() <= 50
    event = DeclaredEvent(name="sale", start=START + timedelta(hours=340), end=START + timedelta(hours=343), floor=500)
    assert forecast(LOAD, step="1h", start=START, horizon=24, events=[event]).mean[4:7].min() >= 500
    with pytest.raises(InvalidError, match="colour"):
        forecast(LOAD, step="1h", horizon=24, colour="red")
    with pytest.raises(InvalidError, match="step"):
        forecast(LOAD, horizon=24)
    with pytest.raises(InvalidError):
        forecast([1, 2, np.inf], step="1h", horizon=2)
    with pytest.raises(LimitError):
        forecast(LOAD, step="1h", horizon=10**6)
    with pytest.raises(ShapeError):
        forecast([[1, 2]], step="1h", horizon=2)


def test_forecasts_are_values():
    found = forecast(LOAD, step="1h", start=START, horizon=24)
    assert found == pickle.loads(pickle.dumps(found)) == copy.deepcopy(found)
    assert found != forecast(LOAD, step="1h", start=START, horizon=23)
    table = found.to_pandas()
    assert table.index[1] == pd.Timestamp(START) + pd.Timedelta(hours=337)
    assert table["upper_95"].tolist() == found.interval(95)[1].tolist()
    monthly = forecast(LOAD[:48], step="monthly", start=START, horizon=3).to_pandas()
    assert [at.month for at in monthly.index] == [1, 2, 3]
    ends = forecast(LOAD[:25], step="monthly", start=datetime(2024, 1, 31, tzinfo=timezone.utc), horizon=4).to_pandas()
    assert [(at.month, at.day) for at in ends.index] == [(2, 28), (3, 31), (4, 30), (5, 31)]
    assert list(forecast(LOAD, step="1h", horizon=3).to_pandas().index) == [0, 1, 2]


def test_forecasts_can_be_drawn():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    from matplotlib.dates import num2date

    axes = forecast(LOAD, step="1h", horizon=24).plot(LOAD[-48:])
    assert "1 h" in axes.get_xlabel()
    assert len(axes.collections) == 2
    assert axes.lines[0].get_xdata().tolist() == list(range(-48, 0))
    # Dates where the start is known, the history right before, and nothing written over it.
    index = pd.date_range("2026-03-22", periods=336, freq="1h", tz="Europe/Berlin")
    history = pd.Series(LOAD, index=index)
    found = forecast(history, horizon=24)
    for past in (history[-48:], LOAD[-48:]):
        axes = found.plot(past)
        before, ahead = (num2date(line.get_xdata(orig=False)) for line in axes.lines)
        assert [before[0], before[-1]] == [at.to_pydatetime() for at in (index[-48], index[-1])]
        assert ahead[0] == found.start
        assert axes.get_xlabel() == "time in Europe/Berlin"
        axes.figure.canvas.draw()
        frame, legend = axes.get_window_extent(), axes.get_legend().get_window_extent()
        assert legend.x0 >= frame.x1
    months = forecast(LOAD[:48], step="monthly", start=START, horizon=1)
    assert months.plot(LOAD[:48]).lines[0].get_xdata().shape == (48,)


def test_many_are_as_one_by_one():
    series = [LOAD, LOAD[:100], LOAD * 2]
    alone = [forecast(values, step="1h", horizon=24) for values in series]
    told = []
    assert forecast_many(series, step="1h", horizon=24, n_jobs=2, progress=lambda *done: told.append(done)) == alone
    assert sorted(told) == [(1, 3), (2, 3), (3, 3)]
    table = pd.DataFrame({"a": LOAD, "b": LOAD * 2})
    assert forecast_many(table, step="1h", horizon=24) == [alone[0], alone[2]]
    assert forecast_many(np.stack([LOAD, LOAD * 2]), step="1h", horizon=24) == [alone[0], alone[2]]
    with pytest.raises(InvalidError, match="series 1"):
        forecast_many([LOAD, [1, np.inf]], step="1h", horizon=24)


def test_what_progress_raises_ends_the_work():
    def stop(_done, _of):
        message = "enough"
        raise KeyError(message)

    for jobs in (1, 2):
        with pytest.raises(KeyError, match="enough"):
            forecast_many([LOAD] * 4, step="1h", horizon=24, n_jobs=jobs, progress=stop)


def test_forecasts_are_scored():
    scores = backtest(LOAD, step="1h", horizon=24, origins=4)
    assert (scores.origins, len(scores.by_horizon)) == (4, 24)
    assert scores.mase < 1
    with pytest.raises(ShapeError):
        backtest(LOAD[:20], step="1h", horizon=24, origins=4)


def test_plans_become_documents_of_scalers():
    planner = Planner({"cpu": CapacityThreshold(scale_up=50, scale_down=20)}, horizon=48, scaling={"units": 4})
    plan = planner.plan({"cpu": LOAD}, START)
    assert len(plan.scaling.units) == 48
    assert plan == pickle.loads(pickle.dumps(plan))
    assert "kind: ScaledObject" in plan.scaling.to_keda("web")
    assert "averageUtilization: 65" in plan.scaling.to_hpa("web", 65)
    assert all(json.loads(text)["AutoScalingGroupName"] == "web" for text in plan.scaling.to_aws("web"))
    with pytest.raises(InvalidError, match="Kubernetes"):
        plan.scaling.to_keda("Not A Name")
    with pytest.raises(InvalidError, match="percentage"):
        plan.scaling.to_hpa("web", 0)


def test_planners_take_lengths_of_time():
    planner = Planner(step=timedelta(minutes=30), window=timedelta(hours=1), scaling={"cooldown_up": "2 h"})
    assert planner == Planner(step="30 min", window="1 h", scaling={"cooldown_up": timedelta(hours=2)})
    assert planner != Planner()
    assert planner.thresholds["cpu"].scale_up == 70
    windows = planner.plan({"memory": LOAD}, START).windows
    assert windows[0].end - windows[0].start == timedelta(hours=1)
    with pytest.raises(UnknownError, match="metric"):
        planner.plan({"cats": LOAD}, START)
    with pytest.raises(InvalidError, match="aware"):
        planner.plan({"cpu": LOAD}, START.replace(tzinfo=None))


def test_plans_are_simulated():
    planner = Planner(scaling={"units": 4})
    found = planner.simulate("cpu", LOAD, held=48, now=START)
    assert found.planned.enough >= 0.9
    assert len(found.trade_off) == 5
    assert found == pickle.loads(pickle.dumps(found)) == planner.simulate("cpu", LOAD, held=48, now=START)


def test_trade_offs_can_be_drawn():
    found = Planner(scaling={"units": 4}).simulate("cpu", LOAD, held=48, now=START)
    assert found.to_svg().count("<circle") == 7
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    axes = found.plot()
    assert axes.get_xlabel() == "unit-hours not needed"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["planned, by risk", "reactive", "fixed size"]
    axes.figure.canvas.draw()
    frame = axes.get_window_extent()
    for label in axes.texts:
        box = label.get_window_extent()
        assert frame.x0 <= box.x0 <= box.x1 <= frame.x1, label.get_text()
        assert frame.y0 <= box.y0 <= box.y1 <= frame.y1, label.get_text()


def test_crossings_say_by_when():
    rising = 20 + 0.1 * np.arange(400) + HOURS[:1] % 2
    crossing = Planner(horizon=200).plan({"cpu": rising + np.arange(400) * 7 % 3 / 4}, START).crossings[0]
    assert crossing.early <= crossing.expected <= crossing.late
    assert START + timedelta(hours=80) < crossing.expected < START + timedelta(hours=110)
    assert crossing.probability == crossing.by_step[-1] >= crossing.highest == max(crossing.at_step)


def test_maintenance_can_come_again_every_week():
    load = np.where((np.arange(1344) % 168 >= 122) & (np.arange(1344) % 168 < 126), 5.0, 60.0)
    found = maintenance_windows(load, start=START, step="1h", duration="4h", count=1, limit=10, recurring=True)
    assert (found[0].local, found[0].occurrences, found[0].start.weekday()) == ("Sat 02:00", 4, 5)
    assert found[0].probability > 0.8
    with pytest.raises(InvalidError, match="horizon"):
        maintenance_windows(load, start=START, step="1h", duration="3h", recurring=True, horizon=24)


def test_maintenance_keeps_away_from_busy_and_forbidden_times():
    load = np.where((HOURS % 24 >= 2) & (HOURS % 24 < 5), 5.0, 60.0)
    options = {"start": START, "step": "1h", "duration": timedelta(hours=2)}
    first = maintenance_windows(load, **options)[0]
    assert (first.local, first.probability) == ("Mon 02:00", None)
    avoid = [AvoidedTime(start=first.start, end=first.end)]
    again = maintenance_windows(load, **options, avoid=avoid, count=1, zone="Europe/Paris", limit=10)
    assert len(again) == 1
    assert again[0].start >= first.end
    assert again[0].probability > 0.9


def test_what_fills_up_is_full_some_day():
    used = 200 + 5.0 * np.arange(60)
    full = exhaustion(used, start=START, step="1 day", capacity=600)
    assert full.expected == START + timedelta(days=80)
    index = pd.date_range(START, periods=60, freq="D")
    assert exhaustion(pd.Series(used, index=index), capacity=600) == full


def test_measurements_at_any_instants_become_steps():
    at = [START + timedelta(minutes=minute) for minute in (2, 40, 130)]
    hours = resample(at, [4, 8, 5], step=timedelta(hours=1), start=START)
    assert resample(at, [4, 8, 5], step=3600, start=START) == hours
    assert (hours.start, hours.step) == (START, "1 h")
    np.testing.assert_array_equal(hours.values, [6, np.nan, 5])
    np.testing.assert_array_equal(resample(at, [4, 8, 5], step="1h", start=START, rule="sum").values, [12, np.nan, 5])
    index = pd.DatetimeIndex(at).tz_convert("Asia/Tokyo")
    for instants in (index, pd.Series(index), index.as_unit("s"), pl.Series(at)):
        np.testing.assert_array_equal(resample(instants, [4, 8, 5], step="1h", start=START).values, hours.values)
    assert hours == resample(at, [4, 8, 5], step=timedelta(hours=1), start=START)
    assert hours != resample(at, [4, 8, 6], step=timedelta(hours=1), start=START)
    assert hash(hours) == hash(pickle.loads(pickle.dumps(hours)))
    with pytest.raises(OutOfOrderError):
        resample(at[::-1], [4, 8, 5], step="1h")
    for naive in ([datetime(2026, 1, 1)], pd.DatetimeIndex(["2026-01-01"]), np.array(["2026-01-01"], "M8[s]")):
        with pytest.raises(InvalidError, match="aware"):
            resample(naive, [1], step="1h")


def test_tables_and_metrics_keep_their_index():
    index = pd.date_range(START, periods=336, freq="1h")
    table = pd.DataFrame({"one": LOAD, "two": LOAD + 1}, index=index)
    found = forecast_many(table, horizon=3)
    assert found == forecast_many([LOAD, LOAD + 1], step="1h", start=START, horizon=3)
    with pytest.raises(InvalidError, match="series 1"):
        forecast_many([table["one"], table["two"][1:]], horizon=3)
    planner, now = Planner(), START + timedelta(hours=336)
    expected = planner.plan({"cpu": LOAD}, now)
    assert planner.plan({"cpu": table["one"]}, now) == expected
    late = planner.plan({"cpu": table["one"][:-3]}, now)
    assert late.notes == ("cpu ends 3 h before now: the last 3 values are missing, and foretold, too",)
    with pytest.raises(InvalidError, match=r"metric \"cpu\", end: expected at most 1 week before"):
        planner.plan({"cpu": table["one"]}, now + timedelta(days=3000))
    with pytest.raises(InvalidError, match="at most 2 h before"):
        Planner(stale_after="2h").plan({"cpu": table["one"][:-3]}, now)
    assert late == planner.plan({"cpu": np.append(LOAD[:-3], [np.nan] * 3)}, now)
    assert planner.simulate("cpu", table["one"], held=24, now=now) == planner.simulate("cpu", LOAD, held=24, now=now)
    quarters = pd.Series(LOAD, index=pd.date_range(START, periods=336, freq="15min"))
    for wrong in (quarters, table["one"][::-1], pd.Series(LOAD, index=index + timedelta(days=100))):
        with pytest.raises(InvalidError, match="cpu"):
            planner.plan({"cpu": wrong}, now)
    with pytest.raises(InvalidError, match="cpu"):
        planner.simulate("cpu", quarters, held=24, now=now)


def test_long_work_tells_its_progress_and_can_be_stopped():
    told = []
    now = START + timedelta(hours=336)
    backtest(LOAD, step="1h", horizon=24, origins=3, progress=lambda *done: told.append(done))
    Planner(horizon=12).simulate("cpu", LOAD, held=24, now=now, progress=lambda *done: told.append(done))
    Planner().plan({"cpu": LOAD}, now, progress=lambda *done: told.append(done))
    assert told == [(1, 3), (2, 3), (3, 3), (1, 2), (2, 2), (0, 1), (1, 1)]

    def stop(_done, _of):
        raise KeyboardInterrupt

    for call in (
        lambda: backtest(LOAD, step="1h", horizon=24, origins=3, progress=stop),
        lambda: Planner().simulate("cpu", LOAD, held=24, now=now, progress=stop),
        lambda: Planner().plan({"cpu": LOAD}, now, progress=stop),
    ):
        with pytest.raises(KeyboardInterrupt):
            call()


def test_numbers_below_zero_are_typed_errors():
    assert forecast_many([LOAD], step="1h", horizon=3, n_jobs=-1) == forecast_many([LOAD], step="1h", horizon=3)
    for call in (
        lambda: forecast_many([LOAD], step="1h", horizon=3, n_jobs=-2),
        lambda: backtest(LOAD, step="1h", horizon=3, origins=-1),
        lambda: Planner().simulate("cpu", LOAD, held=-1, now=START),
    ):
        with pytest.raises(InvalidError):
            call()


def test_what_cannot_be_is_refused_in_words():
    def schedule(*entries):
        limits = [{"start": START, "end": START + timedelta(hours=9), **entry} for entry in entries]
        return Planner(scaling={"units": 4, "maximum": 20, "schedule": limits}).plan({"cpu": LOAD}, START)

    with pytest.raises(InvalidError, match=r"schedule\[0\].floor: expected at most the maximum, 20, found 90"):
        schedule({"floor": 90})
    with pytest.raises(InvalidError, match=r"schedule\[1\].floor: .* 3, the ceiling of scaling.schedule\[0\]"):
        schedule({"ceiling": 3}, {"floor": 9})
    with pytest.raises(InvalidError, match="units help"):
        Planner().simulate("disk", LOAD, held=48, now=START)
    with pytest.raises(InvalidError, match=r"such as 95, found 0.95"):
        forecast(LOAD, step="1h", horizon=2, levels=[0.95])
    for wrong, words in (
        ({"units": 10**12}, r"scaling.units: expected a whole number from 0 to 4,294,967,295, found 10+"),
        ({"lead_time": "-1h"}, r"lead_time: expected a length of time of zero or more such as .1h., found .-1h."),
        ({"lead_time": timedelta(hours=-1)}, r"a length of time of zero or more, found -1 h"),
        ({"cooldown_up": float("nan")}, r"cooldown_up: expected a number of seconds from 0 to 10\^12, found NaN"),
    ):
        with pytest.raises(InvalidError, match=words):
            Planner(scaling=wrong)
    with pytest.raises(InvalidError, match=r"window: expected a length of time above 0 .*, found 0 s"):
        Planner(window=0).plan({"cpu": LOAD}, START)
    plan = Planner(horizon=24).plan({"cpu": LOAD}, START)
    for name in ("x: y", "x\ny", ""):
        with pytest.raises(InvalidError, match="group"):
            plan.scaling.to_aws(name)
    far = [datetime(1, 1, 1, tzinfo=timezone.utc), datetime(9999, 1, 1, tzinfo=timezone.utc)]
    with pytest.raises(LimitError, match="steps"):
        resample(far, [1, 2], step="1s")


def test_tables_and_mappings_are_series_by_name():
    alone = forecast(LOAD, step="1h", horizon=3)
    for table in ({"one": LOAD, "two": LOAD}, pl.DataFrame({"one": LOAD, "two": LOAD})):
        assert forecast_many(table, step="1h", horizon=3) == [alone, alone]
    expected = Planner(horizon=24).plan({"cpu": LOAD}, START)
    for table in (pl.DataFrame({"cpu": LOAD}), pd.DataFrame({"cpu": LOAD})):
        assert Planner(horizon=24).plan(table, START) == expected
    for wrong in (None, [LOAD], LOAD):
        with pytest.raises(InvalidError, match="metrics: expected a mapping with a series for each metric, found"):
            Planner().plan(wrong, START)
    for wrong in (None, 3):
        with pytest.raises(InvalidError, match="values: expected series"):
            forecast_many(wrong, step="1h", horizon=3)
    with pytest.raises(InvalidError, match=r'periods: expected "auto" or a list of whole numbers, found "weekly"'):
        forecast(LOAD, step="1h", horizon=3, periods="weekly")


def test_maintenance_avoids_events_and_foretells_them():
    load = np.where((HOURS % 24 >= 2) & (HOURS % 24 < 5), 5.0, 60.0)
    options = {"start": START, "step": "1h", "duration": "2h", "count": 1}
    event = DeclaredEvent(
        name="season", start=START + timedelta(days=14), end=START + timedelta(days=15), multiplier=2.0
    )
    first = maintenance_windows(load, **options, avoid=None, events=None)[0]
    after = maintenance_windows(load, **options, events=[event])[0]
    assert (first.start, after.start) == (START + timedelta(days=14, hours=2), START + timedelta(days=15, hours=2))
    holiday = {"name": "holiday", "start": event.start, "end": event.end, "multiplier": 0.1}
    assert maintenance_windows(load, **options, events=[holiday])[0].expected < 1
