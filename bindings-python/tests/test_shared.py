"""The cases that the three languages share."""

from __future__ import annotations

import json
import struct
import warnings
from datetime import datetime, timedelta

import numpy as np
import pytest
from conftest import SHARED, shared
from hypercare import HypercareError, ParseError, capacity
from hypercare._record import _rfc3339
from hypercare.anomaly import IsolationForest, Monitor, StreamDetector
from hypercare.escalation import EVENT_KINDS, Calendar, Policy, Rota, agents_needed, queue_odds, staffing
from hypercare.tickets import Classifier, Router, RoutingTable, SimilarTexts, Troubleshooter, support_metrics

CHECKED = {
    "capacity.json",
    "classifier.json",
    "routing.json",
    "router.json",
    "support.json",
    "troubleshooting.json",
    "escalation.json",
    "calendar.json",
    "rota.json",
    "staffing.json",
    "forest.json",
    "watch.json",
    "forest_scikit_learn.json",
}


def cases(name):
    return [pytest.param(case["input"], case["expected"], id=case["name"]) for case in shared(name)]


def outcome(answer, *arguments):
    try:
        return answer(*arguments)
    except ParseError as error:
        return {"error": error.code, "line": error.line, "column": error.column}
    except HypercareError as error:
        return {"error": error.code}


def document(cls, source):
    if source == "default":
        return cls.default()
    return cls.from_yaml(source) if isinstance(source, str) else cls.from_json(json.dumps(source))


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_no_file_of_cases_is_left_out():
    assert {path.name for path in SHARED.glob("*.json")} == CHECKED


@pytest.mark.parametrize(("given", "expected"), cases("routing.json"))
def test_routing(given, expected):
    def answer():
        table = document(RoutingTable, given["table"])
        if "routes" not in given:
            return json.loads(table.to_json())
        return [table.route(name).to_dict() for name in given["routes"]]

    assert outcome(answer) == expected


@pytest.mark.parametrize("read", [str, instant], ids=["instants as text", "instants as datetimes"])
@pytest.mark.parametrize(("given", "expected"), cases("escalation.json"))
def test_escalation(given, expected, read):
    def answer():
        policy = document(Policy, given["policy"])
        if "zone" in given:
            policy = policy.in_zone(given["zone"])
        if "severity" in given:
            return policy.alert_due(given["severity"], instant(given["at"])).to_dict()
        if "started" in given:
            return policy.incident(instant(given["started"]), instant(given["now"])).to_dict()
        if "columns" in given:
            return columns(policy, given)
        if "events" not in given:
            return json.loads(policy.to_json())
        events = [{**event, "at": read(event["at"])} for event in given["events"]]
        return policy.timeline(events, instant(given["now"])).to_dict()

    assert outcome(answer) == expected


def columns(policy, given):
    ticket, events = zip(*given["columns"], strict=True)
    at = [instant(event["at"]) for event in events]
    kind = [EVENT_KINDS.index(event["type"]) for event in events]
    priority = [int(event["priority"][1]) if "priority" in event else 0 for event in events]
    found = policy.timelines(ticket, at, kind, priority, tickets=given["tickets"], now=instant(given["now"]))

    def plain(column):
        if column.dtype.kind != "M":
            return column.tolist()
        return [None if np.isnat(at) else f"{at.astype('datetime64[s]')}Z" for at in column]

    return {name: plain(column) for name, column in found.items()}


def plain(found):
    if isinstance(found, tuple):
        return [plain(one) for one in found]
    if isinstance(found, datetime):
        return _rfc3339(found)
    if isinstance(found, timedelta):
        return found.total_seconds()
    return found.to_dict() if hasattr(found, "to_dict") else found


def calls(given, answer):
    def one(name, *arguments):
        return outcome(lambda: plain(answer(name, instant(arguments[0]), *arguments[1:])))

    return [one(*call) for call in given["calls"]]


@pytest.mark.parametrize(("given", "expected"), cases("calendar.json"))
def test_calendar(given, expected):
    def answer():
        members = [document(Calendar, source) for source in given.get("members", ())]
        combine = {"union": Calendar.union, "intersection": Calendar.intersection}.get(given.get("combine"))
        calendar = combine(members) if combine else document(Calendar, given["calendar"])
        if "holidays" in given:
            calendar = calendar.with_ical_holidays(given["holidays"])
        if "calls" not in given:
            return json.loads(calendar.to_json())

        def call(name, first, *rest):
            if name not in {"due", "explain_due", "roll"}:
                rest = [instant(at) for at in rest]
            if name == "seams":
                return Calendar.seams(members, first, *rest)
            return getattr(calendar, name)(first, *rest)

        return calls(given, call)

    assert outcome(answer) == expected


@pytest.mark.parametrize(("given", "expected"), cases("rota.json"))
def test_rota(given, expected):
    def answer():
        rota = document(Rota, given["rota"])
        if "overrides" in given:
            rota = rota.with_ical_overrides(given["overrides"])
        if "calls" not in given:
            return json.loads(rota.to_json())

        def call(name, first, *rest):
            if name != "gaps":
                return getattr(rota, name)(first, *(instant(at) for at in rest))
            end, coverage = rest
            return rota.gaps(first, instant(end), coverage and Calendar.from_yaml(coverage))

        return calls(given, call)

    assert outcome(answer) == expected


@pytest.mark.parametrize(("given", "expected"), cases("staffing.json"))
def test_staffing(given, expected):
    def answer():
        if "staffing" in given:
            return staffing(**given["staffing"]).to_dict()
        if "level" not in given:
            return queue_odds(**given["queue"]).to_dict()
        return agents_needed(
            given["level"], **{name: value for name, value in given["queue"].items() if name != "agents"}
        )

    assert outcome(answer) == expected


def bytes_of(text, found):
    """The places of a diagnosis in bytes, as the cases have them."""
    if isinstance(found, dict):
        places = {name: len(text[: found[name]].encode()) for name in ("start", "end") if name in found}
        return {name: bytes_of(text, value) for name, value in found.items()} | places
    return [bytes_of(text, one) for one in found] if isinstance(found, list) else found


@pytest.mark.parametrize(("given", "expected"), cases("troubleshooting.json"))
def test_troubleshooting(given, expected):
    def answer():
        helper = document(Troubleshooter, given["knowledge"])
        if "zone" in given:
            helper = helper.in_zone(given["zone"])
        for outcome in given.get("outcomes", ()):
            helper.record(outcome["resolution"], solved=outcome["solved"])
        if "text" not in given:
            return json.loads(helper.to_json())
        found = helper.diagnose(given["text"], instant(given["at"]), **given.get("options", {}))
        return bytes_of(given["text"], found.to_dict())

    assert outcome(answer) == expected


@pytest.mark.parametrize(("given", "expected"), cases("router.json"))
def test_router(given, expected):
    def answer():
        router = document(Router, given["router"])
        if "changed" in given:
            return router.dry_run(document(Router, given["changed"]), given["tickets"]).to_dict()
        if "tickets" not in given:
            return json.loads(router.to_json())
        return [router.route(ticket, given.get("agents", ())).to_dict() for ticket in given["tickets"]]

    assert outcome(answer) == expected


@pytest.mark.parametrize(("given", "expected"), cases("support.json"))
def test_support(given, expected):
    assert outcome(lambda: support_metrics(given["tickets"]).to_dict()) == expected


def classifier(given):
    if "model" in given:
        return Classifier.from_bytes(bytes.fromhex(given["model"]))
    several = any(isinstance(labels, list) for labels in given["labels"])
    train = Classifier.train_multi if several else Classifier.train
    return train(given["texts"], given["labels"], **given["options"])


@pytest.mark.parametrize(("given", "expected"), cases("classifier.json"))
def test_classifier(given, expected):
    def answers(model):
        one = {"answer": model.classify, "labels": lambda text: model.labels(text, 0.25), "explanation": model.explain}
        told = [{name: call(text) for name, call in one.items()} for text in given["ask"]]
        return {"answers": told, "summary": model.summary(), "model": model.to_bytes().hex()}

    def answer():
        if "similar" in given:
            index = SimilarTexts(given["texts"])
            return [index.similar(text, 3) for text in given["similar"]]
        model = classifier(given)
        for text, label in given["learn"]:
            model.learn(text, label)
        return answers(model)

    def plain(value):
        return json.loads(json.dumps(value, default=lambda record: record.to_dict()))

    assert plain(outcome(answer)) == expected
    if "model" in expected:  # written by Rust, it is read here
        assert plain(answers(Classifier.from_bytes(bytes.fromhex(expected["model"])))) == expected


def numbers(text):
    return [float(number) for number in text.split()]


def foretold(found):
    intervals = [
        {"level": level, "lower": lower.tolist(), "upper": upper.tolist()}
        for level, (lower, upper) in found.intervals.items()
    ]
    instants = [text(at.astype(datetime)) for at in found.instants]
    start = instants[0] if instants else None
    told = {"start": start, "step": found.step, "instants": instants, "mean": found.mean.tolist()}
    return told | {"intervals": intervals, "explanation": found.explain().to_dict()}


def text(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def dated(options):
    """Instants as datetimes."""
    if isinstance(options, list):
        return [dated(one) for one in options]
    if not isinstance(options, dict):
        return options
    return {name: instant(one) if name in ("start", "end") else dated(one) for name, one in options.items()}


@pytest.mark.parametrize(("given", "expected"), cases("capacity.json"))
def test_capacity(given, expected):
    options = dated(given.get("options", {}))

    def answer():
        call = given["call"]
        if call == "forecast_many":
            series = [numbers(one) for one in given["series"]]
            return [foretold(one) for one in capacity.forecast_many(series, **options, n_jobs=2)]
        if call == "plan":
            metrics = {name: numbers(values) for name, values in given["metrics"].items()}
            return capacity.Planner(**options).plan(metrics, instant(given["now"])).to_dict()
        values = numbers(given["values"])
        if call == "forecast":
            return foretold(capacity.forecast(values, **options))
        if call == "backtest":
            return capacity.backtest(values, origins=given["origins"], **options).to_dict()
        if call == "exhaustion":
            return capacity.exhaustion(values, **options).to_dict()
        if call == "maintenance_windows":
            return [window.to_dict() for window in capacity.maintenance_windows(values, **options)]
        if call == "simulate":
            planner, now = capacity.Planner(**options), instant(given["now"])
            return planner.simulate(given["metric"], values, held=given["held"], now=now).to_dict()
        instants = [instant(at) for at in given["instants"]]
        found = capacity.resample(instants, values, step=given["step"], rule=given.get("rule", "mean"))
        return {"start": text(found.start), "step": found.step, "values": found.values.tolist()}

    found = outcome(answer)
    if given["call"] == "resample" and "error" not in expected:
        expected = expected | {"values": pytest.approx(numbers(expected["values"]), rel=0, abs=0, nan_ok=True)}
    assert found == expected


def matrix(lines):
    rows = [[float(number) for number in line.split()] for line in lines]
    return np.array(rows) if rows else np.empty((0, 0))


def bits(numbers):
    return [struct.pack(">d", number).hex() for number in np.atleast_1d(numbers)]


def forest(given):
    if "model" in given:
        return IsolationForest.from_bytes(bytes.fromhex(given["model"])), []
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        rows, weights = matrix(given["fit"]), given.get("sample_weight")
        model = IsolationForest(**given.get("parameters", {})).fit(rows, sample_weight=weights)
        if given.get("halves"):
            parameters = given["parameters"] | {"first_tree": model.n_estimators}
            model = IsolationForest.merge([model, IsolationForest(**parameters).fit(rows, sample_weight=weights)])
        if "share" in given:
            model = model.with_contamination(given["share"], rows)
        return model, [str(w.message) for w in told]


@pytest.mark.parametrize(("given", "expected"), cases("forest.json"))
def test_forest(given, expected):
    def answer():
        model, told = forest(given)
        score = matrix(given["score"])
        return {
            "scores": bits(model.score_samples(score)),
            "decisions": bits(model.decision_function(score)),
            "predictions": model.predict(score).tolist(),
            "baseline": bits(model.baseline_)[0],
            "contributions": bits(model.explain(score).ravel()),
            "importance": bits(model.importance(score)),
            "offset": bits(model.offset_)[0],
            "model": model.to_bytes().hex(),
            "max_samples_used": model.max_samples_,
            "warnings": told,
        }

    assert outcome(answer) == expected


def streamed(given):
    detector, shown = StreamDetector(**given["stream"]), []
    first, last = given["show"]
    for at, point in enumerate(given["points"]):
        when, *values = point.split()
        found = detector.update(instant(when), [float(value) for value in values])
        if first <= at < last:
            shown.append(plain(found))
        if at == len(given["points"]) // 2:
            detector = StreamDetector.from_bytes(detector.to_bytes())
    return {"shown": shown, "bytes": detector.to_bytes().hex()}


def watched(given):
    options = dict(given["monitor"])
    monitor = Monitor(**options.pop("forest", {}), **options)
    if "fit" in given:
        monitor.fit({group: matrix(rows) for group, rows in given["fit"].items()})
    found = monitor.detect({group: matrix(rows) for group, rows in given["detect"].items()})
    alerts = monitor.alerts(found, instant(given["at"]))
    return {
        "found": {
            group: {
                "scores": bits(found.scores),
                "anomalous_points": found.anomalous_points.tolist(),
                "summary": plain(found.summary),
            }
            for group, found in found.items()
        },
        "alerts": [plain(alert) for alert in alerts],
        "document": json.loads(monitor.to_json()),
    }


@pytest.mark.parametrize(("given", "expected"), cases("watch.json"))
def test_watching(given, expected):
    assert outcome(streamed if "stream" in given else watched, given) == expected


def test_a_model_of_scikit_learn_scores_as_there():
    case = shared("forest_scikit_learn.json")
    model, score = IsolationForest.from_bytes(bytes.fromhex(case["model"])), matrix(case["score"])

    def numbers(words):
        return [struct.unpack(">d", bytes.fromhex(word))[0] for word in words]

    np.testing.assert_allclose(model.score_samples(score), numbers(case["scores"]), rtol=0, atol=1e-13)
    np.testing.assert_allclose(model.decision_function(score), numbers(case["decisions"]), rtol=0, atol=1e-13)
    assert model.predict(score).tolist() == case["predictions"]
