"""What goes into the core, and what comes out."""

from __future__ import annotations

import copy
import dataclasses
import enum
import json
import pickle
import sys
from datetime import datetime, timedelta, timezone, tzinfo
from types import MappingProxyType
from zoneinfo import ZoneInfo

import hypercare
import numpy as np
import pandas as pd
import pytest
from hypercare import HypercareError, InvalidError, LimitError, _record, _types
from hypercare.escalation import Policy, TicketEvent, TicketOpened, TicketResponded
from hypercare.tickets import RoutingTable
from hypothesis import given
from hypothesis import strategies as st

AT = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)
POLICY = Policy.default()


def opened(at=AT, **changes):
    return {"type": "opened", "id": "T-1", "at": at, "priority": "high", **changes}


def anchor(at):
    return POLICY.timeline([opened(at)], AT + timedelta(days=36525)).clocks[0].anchor


def of_type(hint):
    """A value of a type hint that to_value might give."""
    return {"str": "a", "int": 1, "float": 0.5, "bool": True, "datetime": AT}.get(hint)


@pytest.mark.parametrize("name", _types.__all__)
def test_every_type_is_exported_by_a_module_of_its_own(name):
    public = [hypercare, *(getattr(hypercare, module) for module in hypercare.__all__ if module.islower())]
    public = [module for module in public if hasattr(module, "__all__")]
    if name not in {
        "AlertRule",
        "Objective",
        "Plan",
    }:  # a class with calls has this name, and reads its fields from here
        assert any(getattr(module, name, None) is getattr(_types, name) for module in public), name


@pytest.mark.parametrize("name", [name for name in _types.__all__ if dataclasses.is_dataclass(getattr(_types, name))])
def test_types_are_frozen_slotted_values(name):
    cls = getattr(_types, name)
    assert issubclass(cls, _record.Record)
    assert cls.__doc__
    values = {field.name: of_type(field.type) for field in dataclasses.fields(cls)}
    record = cls(**values)
    assert record == cls(**values)
    assert record == pickle.loads(pickle.dumps(record)) == copy.deepcopy(record)
    assert repr(record).startswith(f"{name}(")
    assert not hasattr(record, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, next(iter(values)), None)
    assert json.loads(json.dumps(record.to_dict())).keys() == {name.rstrip("_") for name in values}


@given(st.datetimes(datetime(1900, 1, 1), datetime(2080, 1, 1), timezones=st.timezones(), allow_imaginary=False))
def test_instants_survive_in_every_zone(at):
    back = anchor(at)
    assert back == at.astimezone(timezone.utc)
    assert back.tzinfo is timezone.utc


def test_both_sides_of_a_fold_are_told_apart():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert anchor(first.replace(fold=1)) - anchor(first) == timedelta(hours=1)


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-22T09:00:00Z",
        "2026-11-22T10:00:00+01:00",
        AT.astimezone(timezone(timedelta(hours=-5, minutes=-30))),
        pd.Timestamp(AT),
        pd.Timestamp(AT).tz_convert("Asia/Tokyo"),
    ],
    ids=repr,
)
def test_instants_come_in_many_forms(at):
    assert anchor(at) == AT


class Broken(tzinfo):
    def utcoffset(self, _):
        message = "no offset today"
        raise RuntimeError(message)


def test_an_error_of_the_callers_own_code_passes_through():
    with pytest.raises(RuntimeError, match="no offset today"):
        anchor(datetime(2026, 1, 1, tzinfo=Broken()))


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 11, 22, 9), pd.Timestamp("2026-11-22"), pd.NaT, np.datetime64("2026-11-22"), 7, None, AT.date()],
)
def test_what_is_no_instant_is_refused(at):
    with pytest.raises(InvalidError, match="events"):
        POLICY.timeline([opened(at)], AT)
    with pytest.raises(InvalidError, match="now: expected an aware datetime"):
        POLICY.timeline([opened()], at)


def test_a_naive_datetime_is_named():
    with pytest.raises(InvalidError, match=r"events\[0\]\.at: expected an aware datetime.* found 2026-11-22 09:00:00"):
        POLICY.timeline([opened(datetime(2026, 11, 22, 9))], AT)


class Word(enum.Enum):
    URGENT = "high"


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "events",
    [
        [TicketOpened(id="T-1", at=AT, priority="high")],
        (TicketOpened(id="T-1", at=AT, priority="high"),),
        [MappingProxyType(opened())],
        [opened(priority=Word.URGENT)],
        [opened(priority="P2")],
        [opened(priority=np.str_("high"))],
        [opened(id=Text("T-1"))],
        np.array([opened()], dtype=object),
        pd.Series([opened()]),
    ],
    ids=lambda events: type(events).__name__,
)
def test_events_come_in_many_forms(events):
    expected = POLICY.timeline([opened()], AT)
    assert POLICY.timeline(events, AT) == expected
    assert expected.priority == "high"


def test_events_are_told_apart_by_their_class():
    events: list[TicketEvent] = [TicketOpened(id="T-1", at=AT, priority="high"), TicketResponded(at=AT)]
    assert POLICY.timeline(events, AT).state == "acknowledged"
    assert TicketResponded(at=AT).to_dict() == {"id": None, "at": "2026-11-22T09:00:00Z", "type": "responded"}


@pytest.mark.parametrize(
    "event",
    [
        opened(type="exploded"),
        opened(more=1),
        opened(id=None),
        opened(id=7),
        opened(priority="urgent"),
        opened(priority=float("nan")),
        {"id": "T-1"},
        {1: 2},
        {"type": {}},
        [],
        "opened",
        b"opened",
        {"opened"},
        object(),
        TicketOpened,
        1 + 2j,
        10**40,
        opened(id=10**40),
        None,
    ],
    ids=repr,
)
def test_what_is_no_event_is_refused(event):
    with pytest.raises(InvalidError, match="events"):
        POLICY.timeline([event], AT)


def test_lone_surrogates_are_refused():
    for text in ("\ud800", "ab\udfffcd"):
        with pytest.raises(InvalidError, match="surrogate"):
            RoutingTable.default().route(text)
        with pytest.raises(InvalidError, match="text: .*surrogate"):
            RoutingTable.from_yaml(text)
        with pytest.raises(InvalidError, match="surrogate"):
            POLICY.timeline([{text: 1}], AT)


@pytest.mark.parametrize("text", [b"version: 1", 7, None, ["a"]])
def test_a_text_is_a_str(text):
    for read in (RoutingTable.from_yaml, RoutingTable.from_json, Policy.from_yaml, hypercare.time.Span.parse):
        with pytest.raises(InvalidError, match="text: expected"):
            read(text)


def test_cycles_and_depths_are_errors():
    cycle: list = []
    cycle.append(cycle)
    mapping: dict = {}
    mapping["again"] = mapping
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    for hostile in (cycle, [mapping], deep):
        with pytest.raises(LimitError, match="levels of nesting"):
            POLICY.timeline(hostile, AT)
    while deep:  # or the interpreter would fall over its own recursion when it frees it
        deep = deep.pop()


def test_small_objects_that_unfold_to_many_are_errors():
    bomb: list = ["x"]
    for _ in range(12):
        bomb = [bomb] * 10
    with pytest.raises(LimitError, match="values"):
        POLICY.timeline(bomb, AT)


class Endless:
    @property
    def __dataclass_fields__(self):
        return {"again": None}

    @property
    def again(self):
        return Endless()


class Tolist:
    def tolist(self):
        return self


@pytest.mark.parametrize("hostile", [Endless(), Tolist()])
def test_objects_without_end_are_errors(hostile):
    with pytest.raises(LimitError):
        POLICY.timeline([hostile], AT)


def test_a_dict_that_changes_while_it_is_read_does_no_harm():
    event = opened()

    class Changing:
        @property
        def value(self):
            event.clear()
            event["other"] = 1
            return "high"

        def tolist(self):
            return self.value

    event["priority"] = Changing()
    with pytest.raises(HypercareError):
        POLICY.timeline([{**event, "x": 1}], AT)
    assert POLICY.timeline([opened(priority=Changing())], AT).priority == "high"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters()) | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
        max_leaves=20,
    )
)
def test_any_object_is_taken_or_refused_with_a_code(value):
    try:
        POLICY.timeline([opened(id=value)], AT)
    except HypercareError as error:
        assert error.code in {"invalid", "limit"}


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), min_size=1).filter(str.strip))
def test_text_survives(text):
    event = opened(id=text)
    assert POLICY.timeline([event], AT).id == text


def test_results_are_values():
    one, two = (RoutingTable.default().route("data_leak") for _ in range(2))
    assert one == two
    assert one is not two
    assert repr(one).startswith("Route(tier=4, priority='critical', department='security', known=True, reason=Reason(")
    assert isinstance(POLICY.timeline([opened()], AT).steps, tuple)


def test_references_are_given_back():
    name = "data_leak" + "x" * 100
    table = RoutingTable.default()
    table.route(name)
    before = sys.getrefcount(name)
    for _ in range(1000):
        table.route(name)
    assert sys.getrefcount(name) <= before + 2
