"""Releases, recovery, tuning and gates: errors, types, and one whole use of each."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import hypercare
import numpy as np
import pytest
from hypercare import objectives, recovery, tuning
from hypercare.escalation import Calendar
from hypercare.plan import Gate, GateRecord, Plan

AT = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "machine",
    [
        recovery.RetryBudget(most=3),
        recovery.CircuitBreaker(window_calls=5, min_calls=5),
        recovery.DeadLetters(letters=3),
        recovery.Bulkhead(concurrent=2),
        recovery.Healer(recovery.Playbook.default()),
        recovery.RetryPolicy(attempts=2),
        recovery.Playbook.default(),
        objectives.ErrorBudget("99.9%"),
        objectives.AlertManager(),
        objectives.ReleaseJudge.canary(),
        objectives.Objective("Uptime: 99.9%", weight=2),
        objectives.Scorecard(["Uptime: 99.9%"]),
        objectives.TableSummary(["id"], key=["id"]),
        tuning.PerformanceRules.default(),
        GateRecord([{"type": "ticked", "at": AT, "item": "a", "done": True}]),
    ],
    ids=lambda machine: type(machine).__name__,
)
def test_what_has_a_state_can_be_copied(machine):
    assert pickle.loads(pickle.dumps(machine)) == machine
    assert copy.deepcopy(machine) == machine
    assert machine != object()
    assert type(machine).__name__ in repr(machine)


def test_options_are_those_of_the_core():
    with pytest.raises(hypercare.InvalidError, match="windows"):
        recovery.CircuitBreaker(windows=3)
    with pytest.raises(ValueError, match="min_calls|window_calls"):
        recovery.CircuitBreaker(window_calls=0)
    options = recovery.BreakerOptions(window_calls=5, min_calls=2)
    assert recovery.CircuitBreaker(**options.to_dict()) == recovery.CircuitBreaker(window_calls=5, min_calls=2)
    assert recovery.RetryPolicy(base=timedelta(milliseconds=100), jitter="none", attempts=2).delays(1) == (0.1,)


def test_naive_instants_are_refused_at_every_machine():
    naive = datetime(2026, 11, 24)
    for call in (
        lambda: recovery.CircuitBreaker().acquire(naive),
        lambda: objectives.ReleaseJudge().observe(metric="error_rate", at=naive, bad=1, total=10),
        lambda: objectives.AlertManager().advance(naive),
        lambda: Plan.from_markdown("# A").schedule(naive),
    ):
        with pytest.raises(hypercare.InvalidError, match="zone"):
            call()


def test_objects_of_other_classes_are_refused():
    with pytest.raises(hypercare.InvalidError, match="playbook: expected an object of class Playbook"):
        recovery.Healer(recovery.RetryPolicy())
    with pytest.raises(hypercare.InvalidError, match="attempts"):
        recovery.RetryPolicy(attempts=0)
    with pytest.raises(hypercare.InvalidError, match="target"):
        objectives.reconcile(objectives.TableSummary(["id"], key=["id"]), {})


def test_a_breaker_opens_and_tells_when_to_look_again():
    breaker = recovery.CircuitBreaker(window_calls=2, min_calls=2, open_for="30 s")
    for _ in range(2):
        change = breaker.record(breaker.acquire(AT).permit, AT, {"result": "failure"})
    assert (change.from_, change.to) == ("closed", "open")
    assert change.to_dict()["from"] == "closed"
    assert breaker.next_wakeup() == AT + timedelta(seconds=30)
    restored = recovery.CircuitBreaker.restore(breaker.snapshot())
    assert restored.advance(AT + timedelta(seconds=30)).to == "half_open"


def test_a_budget_of_retries_is_shared():
    policy, budget = recovery.RetryPolicy(), recovery.RetryBudget(most=1, per_second=0)
    failure = recovery.RetryFailure(attempt=1, kind="timeout", started=AT, at=AT)
    assert [policy.next(call, failure, budget).retry for call in (1, 2)] == [True, False]
    assert budget.tokens == 0.0


def test_summaries_merge_and_arrays_are_taken():
    rows = np.array([[1, 2], [3, 4]])
    whole, part = (objectives.TableSummary(["id", "value"], key=["id"]) for _ in range(2))
    whole.add_rows(rows.tolist())
    part.add_rows([[1, 2]])
    part.merge(part)
    with pytest.raises(hypercare.ShapeError):
        part.add_rows([[1]])
    assert objectives.reconcile(whole, part).verdict == "differs"
    found = objectives.compare(np.arange(20.0), np.arange(20.0) + 50, worse="increase")
    assert found.verdict == "fail"
    assert objectives.Objective.parse("CPU Usage: <70% average").status_of(np.array([0.5, np.nan])).status == "met"


def test_alerts_are_silenced():
    manager = objectives.AlertManager(rules=[{"rule": "cpu > 90%", "severity": "warning"}])
    manager.silence({"id": "move", "matchers": {"host": "a"}, "from": AT, "until": AT + timedelta(hours=1)})
    assert manager.observe("cpu", AT, 0.95, {"host": "a"}) == ()
    assert [alert.muted_by for alert in manager.alerts()] != [None]
    manager.end_silence("move")
    with pytest.raises(hypercare.UnknownError):
        manager.end_silence("move")


def test_a_plan_is_scheduled_on_a_calendar_and_shown():
    text = "# Orchard\n## Checks\n- [ ] Load test (estimate: 6 h)\n"
    plan = Plan.from_markdown(text)
    office = Calendar("UTC", weekly={"tue": [("09:00", "17:00")], "wed": [("09:00", "17:00")]})
    task = plan.schedule(AT, calendar=office).task("checks/load-test")
    assert task.early_finish == datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
    with pytest.raises(hypercare.UnknownError):
        plan.slip("nowhere", timedelta(days=1), AT)
    page = plan.with_launch(AT, "UTC")._repr_html_()
    assert page is None or "<svg" in page


def test_a_gate_opens():
    plan = Plan.from_markdown("# Orchard\n## Checks\n- [ ] Backups\n")
    gate = Gate(id="go", all_blocking=True, required=({"role": "business", "names": ["Ana"]},))
    record = GateRecord()
    assert plan.decide(gate, record, AT).outcome == "pending"
    record.push({"type": "ticked", "at": AT, "item": "checks/backups", "done": True})
    record.push({"type": "signed", "at": AT, "role": "business", "name": "Ana", "vote": "approve"})
    assert plan.decide(gate, record, AT).outcome == "go"
    assert plan.as_of(record, AT).readiness(AT).ready


def test_rows_of_a_driver_are_taken():
    row = {
        "queryid": 7,
        "query": "SELECT 1",
        "calls": Decimal(10),
        "mean_exec_time": 900.0,
        "stats_since": datetime.now(),
    }
    report = tuning.advise_indexes({"statements": [{**row, "plans": [b"x"]}]}, slow_ms=1)
    assert report == tuning.advise_indexes({"statements": [{name: row[name] for name in list(row)[:4]}]}, slow_ms=1)
    with pytest.raises(hypercare.InvalidError):
        tuning.advise_indexes({}, slow=1)
    with pytest.raises(hypercare.ParseError):
        tuning.advise_indexes("no JSON")


def test_rows_come_as_drivers_give_them():
    tables = [objectives.TableSummary(["id", "paid", "day"], key=["id"]) for _ in range(2)]
    for table, paid in zip(tables, ("0.10", "0.11"), strict=True):
        table.add_rows([(1, Decimal(paid), date(2026, 11, 24))])
    assert objectives.reconcile(*tables).verdict == "differs"
    for hostile in (Decimal("1E+999999999"), Decimal("NaN")):
        with pytest.raises(hypercare.InvalidError, match=r"rows\[0\]\[1\]: expected a decimal of at most 1,000 digits"):
            tables[0].add_rows([(2, hostile, None)])


def test_decimals_are_summed_in_full_and_rules_and_promises_are_told():
    table = objectives.TableSummary(["id", "amount"], key=["id"], decimals=["amount"])
    table.add_rows([(1, Decimal("12345678901234567.01")), (2, "-0.020")])
    other = objectives.TableSummary(["id", "amount"], key=["id"], decimals=["amount"])
    other.add_rows([(1, "12345678901234567.010"), (2, Decimal("-0.02"))])
    found = objectives.reconcile(table, other)
    assert (found.verdict, found.columns[1].source.exact_sum) == ("matches", "12345678901234566.99")
    rule = 'errors{code=~"5.."} > 1%'
    manager = objectives.AlertManager(rules=[{"rule": rule, "severity": "warning", "alert": "Errors"}])
    assert [(one.rule, one.alert) for one in manager.rules] == [(rule, "Errors")]
    assert manager.observe("errors", AT, 0.02, {"code": "404"}) == ()
    card = objectives.Scorecard(["Uptime: 99.9%"])
    assert card.objectives == (objectives.Objective.parse("Uptime: 99.9%"),)
    budget = recovery.RetryBudget(most=1, per_second=0)
    assert (budget.take(AT), budget.take(AT)) == (True, False)
