"""Redaction, troubleshooting, routing by all that is known, and the measures of the support."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta, timezone

import pytest
from hypercare import DuplicateError, InvalidError, OutOfOrderError, UnknownError
from hypercare.tickets import (
    AgentState,
    Classifier,
    IncomingTicket,
    Router,
    StepAnswer,
    SupportRecord,
    Troubleshooter,
    redact,
    support_metrics,
)
from hypothesis import given
from hypothesis import strategies as st

AT = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(alphabet="aé中😀 "))
def test_spans_count_characters(before, after):
    text = f"{before} jo@example.org {after}"
    clean = redact(text)
    assert "jo@example.org" in [text[span.start : span.end][-14:] for span in clean.spans]
    assert redact(clean.text).spans == ()


def test_placeholders_stand_where_the_spans_say():
    text = "Größe 😀 a@b.org, 中 password: hunter2"
    clean = redact(text)
    assert [text[span.start : span.end] for span in clean.spans] == ["a@b.org", "hunter2"]
    assert clean.text == "Größe 😀 [redacted:email], 中 password: [redacted:password]"


def test_addresses_stay_unless_told():
    assert redact("from 10.0.0.7").text == "from 10.0.0.7"
    assert redact("from 10.0.0.7", ips=True).kinds == ("ip",)
    with pytest.raises(InvalidError, match=r"options\.ips|ips"):
        redact("from 10.0.0.7", ips="no")  # type: ignore[arg-type]


def test_symptoms_are_where_the_text_says():
    text = "😀 Größe: HTTP 500 für mich, slow since yesterday 4 pm"
    symptoms = Troubleshooter.default().diagnose(text, AT).symptoms
    found = [*symptoms.keywords, *symptoms.error_codes, *symptoms.actions, *symptoms.features, symptoms.since]
    assert len(found) > 2
    assert all(text[one.start : one.end] == one.text for one in found)


def test_confidences_add_up():
    found = Troubleshooter.default().diagnose("QuickBooks lost its token", AT)
    assert abs(sum(cause.confidence for cause in found.causes) + found.others + found.unknown - 1) < 1e-12
    assert found.confidence == found.causes[0].confidence


def test_answers_and_outcomes_count():
    helper = Troubleshooter.default()
    step = helper.diagnose("slow dashboard", AT).steps[0].id
    answered = helper.diagnose("slow dashboard", AT, answers=[{"step": step, "yes": True}])
    assert answered == helper.diagnose("slow dashboard", AT, answers=(StepAnswer(step=step, yes=True),))
    with pytest.raises(DuplicateError):
        helper.diagnose("slow dashboard", AT, answers=[StepAnswer(step=step, yes=True)] * 2)
    with pytest.raises(UnknownError):
        helper.diagnose("slow dashboard", AT, answers=[{"step": "nothing", "yes": True}])
    resolution = answered.resolutions[0].id
    before = helper.success_rate(resolution)
    assert helper.record(resolution, solved=True) == helper.success_rate(resolution) > before
    with pytest.raises(UnknownError):
        helper.record("nothing", solved=True)


def test_what_was_learned_travels():
    helper = Troubleshooter.default()
    helper.record("unlock_account", solved=False)
    assert helper != Troubleshooter.default()
    assert helper == pickle.loads(pickle.dumps(helper)) == copy.deepcopy(helper)
    with pytest.raises(TypeError):
        hash(helper)


def test_a_named_issue_counts():
    helper = Troubleshooter.default()
    found = helper.diagnose("it does not work", AT, issue_type="login_failed")
    assert found.causes[0].issue_type == "login_failed"


def test_routers_travel():
    router = Router({"version": 1, "out_of_hours_queue": "night"})
    assert router == pickle.loads(pickle.dumps(router)) == Router.from_yaml(router.to_json())
    assert router != Router.default()
    assert len({router, Router.default()}) == 2


def test_tickets_come_as_records_and_dicts():
    ann, ben = (AgentState(id=name, tier=4, capacity=2, open=busy) for name, busy in (("ann", 1), ("ben", 0)))
    ticket = IncomingTicket(id="T-1", issue_type="payment_failures", at=AT)
    routed = Router.default().route(ticket, iter([ann, ben]))
    assert routed == Router.default().route({"id": "T-1", "issue_type": "payment_failures", "at": AT}, [ann, ben])
    assert (routed.agent, routed.department, routed.issue_source) == ("ben", "billing", "given")
    with pytest.raises(InvalidError, match="ticket"):
        Router.default().route({"colour": "red"})
    with pytest.raises(InvalidError, match="confidence"):
        Router.default().route({"classification": {"label": "x", "confidence": 2, "known": True}})


def test_a_router_asks_a_classifier():
    starter = Classifier.starter()
    routed = Router.default().route_by({"text": "QuickBooks stopped syncing this morning"}, starter)
    assert (routed.issue_type, routed.issue_source) == ("quickbooks_sync_failed", "classified")
    assert "QuickBooks" in routed.reasons[0].detail
    named = {"text": "QuickBooks stopped syncing", "issue_type": "other"}
    assert Router.default().route_by(named, starter).department == "integrations"
    leak = {"text": "There are two sessions on my account that I never opened", "issue_type": "password_reset"}
    raised = Router.default().route_by(leak, starter)
    assert (raised.priority, raised.department, raised.inform) == ("critical", "user_support", ("security",))
    assert any("suspects unauthorized_access: " in reason.detail for reason in raised.reasons)
    unguarded = Router({"version": 1, "safeguards": []})
    assert Router.default().dry_run(unguarded, [leak], starter).lowered == 1
    assert Router.default().dry_run(unguarded, [leak]).lowered == 0
    with pytest.raises(InvalidError, match="effect"):
        Router({"version": 1, "rules": [{"name": "a", "when": {}, "then": {}}]})
    danger = Router.default().route({"text": "我的账户被盗了", "issue_type": "login_failed"})
    assert (danger.priority, danger.tier, danger.inform) == ("high", 3, ("security",))


def test_neglect_is_no_success():
    record = SupportRecord(id="T-1", opened_at=AT, priority="high")
    metric = support_metrics([record], as_of=AT + timedelta(hours=1)).metric("first_response_minutes")
    assert (metric.value, metric.state) == (60, "missed")
    with pytest.raises(UnknownError, match="Mars"):
        support_metrics([record], zone="Mars")
    with pytest.raises(OutOfOrderError):
        support_metrics([record], as_of=AT - timedelta(hours=1))


def test_support_is_measured():
    record = SupportRecord(id="T-1", opened_at=AT, priority="high", first_response_at=AT + timedelta(minutes=20))
    metric = support_metrics(iter([record])).metric("first_response_minutes")
    assert metric.value == 20
    with pytest.raises(UnknownError, match="first_response_minutes"):
        support_metrics([]).metric("nothing")
    with pytest.raises(DuplicateError):
        support_metrics([record, record])
