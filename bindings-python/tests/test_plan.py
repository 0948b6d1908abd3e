"""Plans and the critical path."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from hypercare import CycleError, InvalidError, LimitError, RangeError, ShapeError, UnknownError
from hypercare.plan import Item, Plan, Section, critical_path
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
LAUNCH_DAY = ROOT / "examples" / "launch_day" / "plan.md"
MISSION = sorted((ROOT.parent / "shared" / "mission").glob("*.md"))


@pytest.fixture
def plan():
    phase = "## Phase 1: Checks (Day -7 to -1)\n- [x] **Backups** tested\n- [ ] **DNS** lowered\n  - by hand\n"
    return Plan.from_markdown("# Orchard\n" + phase)


def test_a_plan_is_read_whole(plan):
    assert plan.title == "Orchard"
    phase = plan.section("phase-1-checks")
    assert isinstance(phase, Section)
    assert (phase.kind, phase.number, phase.window.start, phase.window.end) == ("phase", 1, -7, 0)
    assert [item.state for item in phase.items] == ["done", "open", "none"]
    assert isinstance(phase.items[0], Item)
    assert plan.sections[phase.parent].title == "Orchard"
    assert phase.items[2].parent == 1


def test_ticking_changes_one_box(plan):
    before = plan.to_json()
    other = plan.with_launch(NOW + timedelta(days=4), "Europe/Paris")
    plan.tick("phase-1-checks/dns")
    assert plan.readiness(NOW).ready
    plan.tick("phase-1-checks/dns", done=False)
    assert plan.to_json() == before
    assert not other.readiness(NOW).ready, "the other plan is another one"
    assert other.launch.at == NOW + timedelta(days=4)
    with pytest.raises(UnknownError, match="phase-1-checks/dns"):
        plan.tick("phase-1-checks/dnss")
    with pytest.raises(InvalidError, match="box"):
        plan.tick("phase-1-checks/dns/by-hand")
    with pytest.raises(InvalidError, match="done"):
        plan.tick("phase-1-checks/dns", done="yes")
    with pytest.raises(InvalidError, match="now"):
        plan.readiness(datetime(2026, 11, 20))


def test_plans_travel(plan):
    plan.tick("phase-1-checks/dns")
    for other in (Plan.from_json(plan.to_json()), pickle.loads(pickle.dumps(plan)), copy.deepcopy(plan)):
        assert other == plan
        other.tick("phase-1-checks/dns", done=False)
        assert other != plan
    with pytest.raises(TypeError):
        hash(plan)


@pytest.mark.parametrize("path", [LAUNCH_DAY, *MISSION], ids=lambda path: path.name)
def test_real_plans_are_read(path: Path):
    plan = Plan.load(path)
    items = [item for section in plan.sections for item in section.items]
    assert len(items) > 20
    readiness = plan.readiness(NOW)
    assert readiness.done + readiness.open == sum(item.state != "none" for item in items)
    assert all(plan.item(item.id) == item for item in items[::10])
    assert Plan.from_json(plan.to_json()) == plan


def test_a_hostile_plan_is_refused():
    with pytest.raises(LimitError):
        Plan.from_markdown("x" * (65 << 20))
    assert Plan.from_markdown("").diagnostics


def test_the_critical_path_gives_arrays():
    path = critical_path([240, 60, 120], [(0, 2, 30), (1, 2, 0)])
    for name in ("early_start", "early_finish", "late_start", "late_finish", "total_slack", "free_slack", "critical"):
        assert getattr(path, name).dtype == np.int64, name
    assert path.early_start.tolist() == [0, 0, 270]
    assert path.late_start.tolist() == [0, 210, 270]
    assert path.free_slack.tolist() == [0, 210, 0]
    assert path.critical.tolist() == [0, 2]
    assert path.makespan == 390
    assert critical_path([], []).makespan == 0
    assert critical_path([5], []).early_finish.tolist() == [5]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30), st.data())
def test_dates_keep_their_promises(durations, data):
    tasks = st.integers(0, len(durations) - 1)
    pairs = data.draw(st.lists(st.tuples(tasks, tasks), max_size=60))
    edges = [(min(pair), max(pair), 0) for pair in pairs if pair[0] != pair[1]]
    path = critical_path(np.array(durations), np.array(edges, dtype=np.int32).reshape(-1, 3))
    np.testing.assert_array_equal(path.early_finish, path.early_start + durations)
    np.testing.assert_array_equal(path.total_slack, path.late_start - path.early_start)
    assert all(path.early_start[to] >= path.early_finish[start] for start, to, _ in edges)
    assert path.makespan == path.early_finish.max()
    np.testing.assert_array_equal(path.critical, np.flatnonzero(path.total_slack == 0))
    big = np.asfortranarray(np.array(edges, dtype=np.int64).reshape(-1, 3))
    np.testing.assert_array_equal(critical_path(durations, big).late_finish, path.late_finish)


def test_a_ring_is_named():
    with pytest.raises(CycleError) as caught:
        critical_path([1, 1, 1], [(0, 1, 0), (1, 2, 0), (2, 1, 0)])
    assert caught.value.path == ("1", "2", "1")


@pytest.mark.parametrize(
    ("durations", "edges", "error"),
    [
        ([-1], [], InvalidError),
        ([1.5], [], InvalidError),
        (["1"], [], InvalidError),
        ([2**70], [], InvalidError),
        (np.array([2**63], dtype=np.uint64), [], InvalidError),
        ([True], [], InvalidError),
        ([[1]], [], ShapeError),
        (3, [], ShapeError),
        ([1, 1], [(0, 1)], ShapeError),
        ([1, 1], [0, 1, 0], ShapeError),
        ([1, 1], [(0, 1, 0), (0, 1)], ShapeError),
        ([1, 1], [(0, 2, 0)], InvalidError),
        ([1, 1], [(-1, 1, 0)], InvalidError),
        ([1, 1], [(0, 1, 0.5)], InvalidError),
        ([2**62, 2**62, 2**62], [(0, 1, 0), (1, 2, 0)], RangeError),
    ],
)
def test_what_is_no_project_is_refused(durations, edges, error):
    with pytest.raises(error):
        critical_path(durations, edges)
