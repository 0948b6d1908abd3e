"""Alert rules and the desk that ties the engines."""

from __future__ import annotations

import json
import pickle
import threading
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from conftest import ROOT
from hypercare import (
    DuplicateError,
    InvalidError,
    NotFittedError,
    OutOfOrderError,
    ParseError,
    ShapeError,
    UnknownError,
)
from hypercare.anomaly import IsolationForest
from hypercare.desk import Desk, ItemTicked, ReadinessChanged, Sample, TicketReported, TicketRouted, Watch
from hypercare.escalation import Policy, TicketResponded
from hypercare.objectives import AlertRule, AlertState
from hypercare.plan import Plan
from hypercare.tickets import RoutingTable

AT = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)


def minute(number):
    return AT + timedelta(minutes=number)


def test_rules_say_what_they_are():
    rule = AlertRule.parse("error_rate > 1% for 5m", severity="critical")
    assert (rule.metric, rule.comparison, rule.threshold, rule.severity) == ("error_rate", ">", 0.01, "critical")
    assert rule.lasting.exact == timedelta(minutes=5)
    assert eval(repr(rule)) == rule == pickle.loads(pickle.dumps(rule))
    assert hash(rule) == hash(AlertRule.parse("error_rate > 1% for 5 min", severity="critical"))
    assert rule != AlertRule.parse("error_rate > 1% for 5m", severity="info")
    assert rule != "error_rate > 1% for 5 min"
    with pytest.raises(TypeError):
        AlertRule()


def test_what_is_no_rule_is_refused():
    with pytest.raises(ParseError) as caught:
        AlertRule.parse("error_rate ! 1%", severity="critical")
    assert (caught.value.line, caught.value.column) == (1, 12)
    for severity in ("loud", None, 1):
        with pytest.raises(InvalidError, match="severity"):
            AlertRule.parse("cpu > 1", severity=severity)


def test_alerts_fire_and_end():
    state = AlertState(AlertRule.parse("error_rate > 1% for 5m", severity="critical"))
    assert state.observe(AT, 0.012) is None
    assert not state.firing
    alert = state.observe(minute(5), np.float64(0.015))
    assert (alert.change, alert.since, alert.value, alert.severity) == ("firing", AT, 0.015, "critical")
    assert alert.reason.numbers == {"value": 0.015, "threshold": 0.01}
    assert state.firing
    with pytest.raises(OutOfOrderError):
        state.observe(AT, 0.015)
    for value in (float("nan"), float("inf"), "high", None):
        with pytest.raises(InvalidError):
            state.observe(minute(6), value)
    assert state.observe(minute(6), 0).change == "resolved"
    with pytest.raises(InvalidError, match="AlertRule"):
        AlertState("cpu > 1")


@pytest.fixture
def desk():
    plan = Plan.from_markdown("# Orchard\n## Checks\n- [ ] Backups\n")
    rules = [AlertRule.parse("error_rate > 1%", severity="critical")]
    forest = IsolationForest(random_state=1).fit(np.random.default_rng(1).normal(0.4, 0.05, size=(500, 2)))
    watches = [Watch("load", ["cpu", "memory"], forest, rows=1)]
    return Desk(plan=plan, policy=Policy.default(), routing=RoutingTable.default(), rules=rules, watches=watches)


def test_a_day_at_the_desk(desk):
    (ticked,) = desk.handle(ItemTicked(at=AT, item="checks/backups", done=True))
    assert isinstance(ticked, ReadinessChanged)
    assert ticked.done
    assert desk.plan.readiness(AT).ready

    (alert,) = desk.handle(Sample(at=minute(1), metric="error_rate", value=0.012))
    assert (alert.type, alert.change) == ("alert", "firing")

    assert desk.handle(Sample(at=minute(2), metric="cpu", value=0.41)) == []
    assert desk.handle(Sample(at=minute(2), metric="memory", value=0.39)) == []
    desk.handle(Sample(at=minute(3), metric="cpu", value=7.0))
    (anomaly,) = desk.handle(Sample(at=minute(3), metric="memory", value=0.4))
    assert (anomaly.type, anomaly.watch, anomaly.change, anomaly.suspect) == ("anomaly", "load", "began", "cpu")
    assert [(value.metric, value.value) for value in anomaly.values] == [("cpu", 7.0), ("memory", 0.4)]

    routed, *_ = desk.handle({"type": "reported", "at": minute(4), "id": "T-1", "issue_type": "system_unavailable"})
    assert isinstance(routed, TicketRouted)
    assert (routed.tier, routed.priority) == (3, "critical")
    wakeup = desk.next_wakeup()
    assert wakeup == minute(19)
    overdue = desk.advance(minute(20))
    assert {action.type for action in overdue} == {"escalate", "breach"}
    assert desk.handle(TicketResponded(at=minute(21), id="T-1")) == []
    assert desk.timeline("T-1").state == "acknowledged"
    assert desk.next_wakeup() is None
    assert desk.clock == minute(21)

    page = desk.report()
    assert page.startswith("<!doctype html>")
    assert "T-1" in page
    assert "http" not in page.replace("http-equiv", "")
    desk.forget("T-1")
    with pytest.raises(UnknownError):
        desk.timeline("T-1")
    for action in overdue:
        json.dumps(action.to_dict())


def test_what_is_refused_changes_nothing(desk):
    desk.handle(TicketReported(at=AT, id="T-1"))
    before = desk.report()
    for event, error in (
        (TicketReported(at=minute(-1), id="T-2"), OutOfOrderError),
        (TicketReported(at=AT, id="T-1"), DuplicateError),
        (TicketResponded(at=AT), InvalidError),
        (TicketResponded(at=AT, id="T-9"), UnknownError),
        (ItemTicked(at=AT, item="checks/dns", done=True), UnknownError),
        (Sample(at=AT, metric="cpu", value=float("nan")), InvalidError),
        ({"type": "opened", "at": AT, "id": "T-2", "priority": "high"}, InvalidError),
        (None, InvalidError),
        ([], InvalidError),
    ):
        with pytest.raises(error):
            desk.handle(event)
    with pytest.raises(OutOfOrderError):
        desk.advance(minute(-1))
    with pytest.raises(InvalidError, match="now"):
        desk.advance(None)
    assert desk.report() == before


def test_parts_are_checked(desk):
    forest = IsolationForest().fit([[0.1], [0.2]])
    for part in ({"plan": "plan"}, {"policy": RoutingTable.default()}, {"routing": 1}, {"rules": ["cpu > 1"]}):
        with pytest.raises(InvalidError, match=next(iter(part))):
            Desk(**part)
    with pytest.raises(InvalidError, match="watches"):
        Desk(watches=[forest])
    with pytest.raises(NotFittedError):
        Watch("load", ["cpu"], IsolationForest(), 1)
    with pytest.raises(ShapeError):
        Watch("load", ["cpu", "memory"], forest, 1)
    with pytest.raises(InvalidError, match="rows"):
        Watch("load", ["cpu"], forest, 0)
    with pytest.raises(InvalidError, match="metrics"):
        Watch("load", [7], forest, 1)
    watch = Watch("load", ["cpu"], forest, 1)
    with pytest.raises(DuplicateError):
        Desk(watches=[watch, watch])
    rule = AlertRule.parse("cpu > 1", severity="info")
    with pytest.raises(DuplicateError):
        Desk(rules=[rule, rule])


def test_the_plan_of_a_desk_is_a_copy(desk):
    plan = desk.plan
    plan.tick("checks/backups")
    assert not desk.plan.readiness(AT).ready
    assert Desk().plan is None
    assert repr(desk) == "<hypercare.desk.Desk at the beginning>"


def test_a_desk_serves_many_threads():
    desk = Desk()
    threads = [
        threading.Thread(target=lambda name=name: desk.handle(TicketReported(at=AT, id=f"T-{name}")))
        for name in range(32)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(desk.timeline(f"T-{name}").id == f"T-{name}" for name in range(32))


def test_an_event_that_asks_the_desk_again_does_not_wait_for_itself(desk):
    class Nosy:
        def tolist(self):
            desk.handle(Sample(at=AT, metric="cpu", value=0.1))
            return 0.2

    desk.handle({"type": "sample", "at": AT, "metric": "memory", "value": Nosy()})
    assert desk.clock == AT


def test_the_launch_day_of_the_example_passes():
    folder = ROOT / "examples" / "launch_day"
    desk = Desk(plan=Plan.load(folder / "plan.md"))
    events = json.loads((folder / "events.json").read_text(encoding="utf-8"))
    events = events["events"] if isinstance(events, dict) else events
    actions = [action for event in events for action in desk.handle(event)]
    assert {"readiness", "routed"} <= {action.type for action in actions}
    instants = [action.at for action in actions]
    assert instants == sorted(instants)
