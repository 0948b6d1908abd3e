"""Lengths of time and local times."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypercare import FoldError, GapError, InvalidError, ParseError, RangeError, UnknownError
from hypercare.time import ZONE_DATABASE, Rules, parse_span, parse_span_range, resolve
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, 10**6), st.sampled_from([("s", 1), ("min", 60), ("h", 3600), ("days", 86400)]))
def test_spans_count(number, unit):
    name, seconds = unit
    assert parse_span(f"{number} {name}").exact == timedelta(seconds=number * seconds)


@given(st.text())
def test_any_text_is_a_span_or_an_error(text):
    try:
        span = parse_span(text)
    except ParseError as error:
        assert error.line >= 1
        assert error.column >= 1
    else:
        assert parse_span(str(span)) == span


def test_ranges_have_ends():
    assert parse_span_range("<2 seconds").upper == parse_span("2 s")
    assert parse_span_range(">15 min").upper is None
    assert str(parse_span_range("4-6 hours")) == "4 h - 6 h"


def test_a_span_that_timedelta_cannot_hold_is_an_error():
    assert parse_span("5000 years").months == 60_000
    with pytest.raises(RangeError):
        parse_span("100000000000 days")


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
