"""Lengths of time and local times."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypercare import FoldError, GapError, InvalidError, ParseError, RangeError, UnknownError
from hypercare.time import ZONE_DATABASE, Rules, Span, SpanRange, resolve
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, 10**6), st.sampled_from([("s", 1), ("min", 60), ("h", 3600), ("days", 86400)]))
def test_spans_count(number, unit):
    name, seconds = unit
    assert Span.parse(f"{number} {name}").exact == timedelta(seconds=number * seconds)


@given(st.text())
def test_any_text_is_a_span_or_an_error(text):
    try:
        span = Span.parse(text)
    except ParseError as error:
        assert error.line >= 1
        assert error.column >= 1
    else:
        assert Span.parse(str(span)) == span


def test_ranges_have_ends():
    assert SpanRange.parse("<2 seconds").upper == Span.parse("2 s")
    assert SpanRange.parse(">15 min").upper is None
    assert str(SpanRange.parse("4-6 hours")) == "4 h - 6 h"


def test_a_span_that_timedelta_cannot_hold_is_an_error():
    assert Span.parse("5000 years").months == 60_000
    with pytest.raises(RangeError):
        Span.parse("100000000000 days")


def test_gaps_and_folds_follow_the_rules():
    strict = Rules(gap="reject", fold="reject")
    gap, fold = datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)
    with pytest.raises(GapError):
        resolve(gap, "Europe/Paris", strict)
    with pytest.raises(FoldError):
        resolve(fold, "Europe/Paris", strict)
    assert resolve(fold, "Europe/Paris", Rules(fold="second")) - resolve(fold, "Europe/Paris") == timedelta(hours=1)
    with pytest.raises(UnknownError, match="Europe/Atlantis"):
        resolve(gap, "Europe/Atlantis")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), st.sampled_from(["UTC", "Asia/Tokyo", "Asia/Kolkata"]))
def test_zones_agree_with_those_of_python(local, zone):
    at = resolve(local, zone)
    assert at == local.replace(tzinfo=ZoneInfo(zone))
    assert at.tzinfo is timezone.utc


@pytest.mark.parametrize("local", [datetime(2026, 1, 1, tzinfo=timezone.utc), "2026-01-01", None, 7])
def test_local_times_have_no_zone(local):
    with pytest.raises(InvalidError, match="local: expected a datetime without a zone"):
        resolve(local, "UTC")


def test_the_zone_database_has_a_version():
    assert ZONE_DATABASE[:2] == "20"


def test_months_are_steps_on_the_calendar():
    start = datetime(2026, 2, 28, 23, 30, tzinfo=timezone.utc)
    month = Span.parse("1 month")
    assert month.after(start, "UTC").isoformat() == "2026-03-28T23:30:00+00:00"
    assert month.after(start, "Europe/Paris").isoformat() == "2026-03-31T22:30:00+00:00"  # from 1 March, 00:30
    assert Span.parse("1 h").after(start, "Europe/Paris") - start == timedelta(hours=1)
    with pytest.raises(RangeError):
        Span.parse("9000 years").after(start, "UTC")
    with pytest.raises(InvalidError, match="at: expected an aware datetime"):
        month.after(datetime(2026, 1, 1), "UTC")
