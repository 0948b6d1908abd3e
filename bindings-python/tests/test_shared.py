"""The cases that the three languages share."""

from __future__ import annotations

import json
import re
import struct
import warnings
from datetime import datetime, timedelta

import numpy as np
import pytest
from conftest import SHARED, shared
from hypercare import HypercareError, ParseError, capacity, objectives, recovery, tuning
from hypercare._record import _rfc3339
from hypercare.anomaly import IsolationForest, Monitor, StreamDetector
from hypercare.escalation import EVENT_KINDS, Calendar, Policy, Rota, agents_needed, queue_odds, staffing
from hypercare.plan import Cutover, GateRecord, Plan, PlanGate
from hypercare.tickets import Classifier, Router, RoutingTable, SimilarTexts, Troubleshooter, redact, support_metrics

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
    "documents.json",
    "gates.json",
    "judge.json",
    "objectives.json",
    "recovery.json",
    "redact.json",
    "schedule.json",
    "tuning.json",
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
    options = given.get("options", {})
    options = {name: instant(value) if name in ("as_of", "since") else value for name, value in options.items()}
    assert outcome(lambda: support_metrics(given["tickets"], **options).to_dict()) == expected


@pytest.mark.parametrize(("given", "expected"), cases("redact.json"))
def test_redact(given, expected):
    clean = redact(given["text"], **given.get("options", {}))
    assert {"text": clean.text, "kinds": list(clean.kinds)} == expected


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


def coarse(expected):
    """With instants as precise as a datetime."""
    if isinstance(expected, dict):
        return {name: coarse(one) for name, one in expected.items()}
    if isinstance(expected, list):
        return [coarse(one) for one in expected]
    return re.sub(r"(:\d\d\.\d{6})\d+Z$", r"\1Z", expected) if isinstance(expected, str) else expected


def timed(given):
    """Instants as datetimes."""
    if isinstance(given, dict):
        return {name: timed(one) for name, one in given.items()}
    if isinstance(given, list):
        return [timed(one) for one in given]
    return instant(given) if isinstance(given, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", given) else given


def drive(given, machine, call=None):
    """Make the calls of a case; a restart writes the machine down and reads it back."""
    answers = []
    for name, *arguments in timed(given["calls"]):
        if name == "restart":
            machine = type(machine).restore(machine.snapshot())
            answers.append(None)
        else:
            one = call or (lambda name, *arguments, machine=machine: getattr(machine, name)(*arguments))
            answers.append(outcome(lambda one=one, name=name, arguments=arguments: plain(one(name, *arguments))))
    return answers


@pytest.mark.parametrize(("given", "expected"), cases("recovery.json"))
def test_recovery(given, expected):
    machines = {"breaker": recovery.CircuitBreaker, "letters": recovery.DeadLetters, "bulkhead": recovery.Bulkhead}

    def answer():
        call = given["call"]
        if call == "retry":
            policy = document(recovery.RetryPolicy, given["policy"])
            budget = recovery.RetryBudget(**given["budget"]) if "budget" in given else None
            more = {"next": [budget], "delays": []}
            return drive(given, policy, lambda name, *arguments: getattr(policy, name)(*arguments, *more[name]))
        if call == "fallback":
            return drive(given, recovery.FallbackRun(**given["chain"]))
        if call != "heal":
            return drive(given, machines[call](**given["options"]))
        playbook = document(recovery.Playbook, given["playbook"])
        return drive(given, recovery.Healer(playbook)) if "calls" in given else json.loads(playbook.to_json())

    assert outcome(answer) == coarse(expected)


@pytest.mark.parametrize(("given", "expected"), cases("judge.json"))
def test_judge(given, expected):
    def table(rows, options):
        summary = objectives.TableSummary(**options)
        summary.add_rows(rows)
        return objectives.TableSummary.from_json(summary.to_json())

    def answer():
        if given["call"] == "compare":
            baseline, canary = numbers(given["baseline"]), numbers(given["canary"])
            return objectives.compare(baseline, canary, **given["options"]).to_dict()
        if given["call"] == "reconcile":
            source = table(given["source"], given["options"])
            if "reference" in given:
                parent = table(given["parent"], given["parent_options"])
                return source.check_reference(given["reference"], parent).to_dict()
            return objectives.reconcile(source, table(given["target"], given["options"])).to_dict()
        canary = given["judge"] == "canary"
        judge = objectives.ReleaseJudge.canary() if canary else document(objectives.ReleaseJudge, given["judge"])
        return drive(given, judge) if "calls" in given else json.loads(judge.to_json())

    assert outcome(answer) == coarse(expected)


def told(given):
    """What a manager of alerts says to events."""
    manager = objectives.AlertManager()
    if given["alerts"] != "default":
        manager = document(objectives.AlertManager, given["alerts"])
    found = []
    for event in timed(given["events"]):
        if event == "restart":
            manager = objectives.AlertManager.restore(manager.snapshot())
        elif isinstance(event, list):
            found.extend(manager.observe_all(event))
        elif isinstance(event, datetime):
            found.extend(manager.advance(event))
        elif "id" in event:
            manager.silence(event)
        else:
            found.extend(manager.observe(**event))
    wakeup = manager.next_wakeup()
    parts = {"told": plain(tuple(found)), "alerts": plain(manager.alerts()), "next_wakeup": wakeup and _rfc3339(wakeup)}
    asked = found if given.get("webhook") else []
    return parts | {"webhooks": [objectives.from_webhook(objectives.to_webhook(one)).to_dict() for one in asked]}


@pytest.mark.parametrize(("given", "expected"), cases("objectives.json"))
def test_objectives(given, expected):
    def objective():
        source = given["objective"]
        promise = objectives.Objective.parse(source) if isinstance(source, str) else objectives.Objective(**source)
        if "values" in given:
            return [plain(promise.status(value)) for value in given["values"]]
        if "each" in given:
            return plain(promise.status_each(given["each"]))
        return plain(promise.status_of(given["samples"]) if "samples" in given else promise)

    def answer():
        if "objective" in given:
            return objective()
        if "lines" in given:
            return [plain(one) for one in objectives.Objective.parse_lines(given["lines"])]
        if "scorecard" in given:
            card = document(objectives.Scorecard, given["scorecard"])
            return plain(card.score(given["values"], given["before"]))
        if "budget" in given:
            budget = document(objectives.ErrorBudget, given["budget"])
            for at, good, bad in given["events"]:
                budget.observe(instant(at), good, bad)
            budget = objectives.ErrorBudget.restore(budget.snapshot())
            return {"downtime": str(budget.downtime()), "status": plain(budget.status(instant(given["now"])))}
        if "rule" in given:
            return plain(objectives.AlertRule.parse(given["rule"], given["severity"]))
        if "prometheus" in given:
            rules = objectives.import_prometheus(given["prometheus"])
            return {"rules": plain(rules), "yaml": objectives.export_prometheus(rules)}
        return plain(objectives.from_webhook(given["webhook"])) if "alerts" not in given else told(given)

    assert outcome(answer) == coarse(expected)


@pytest.mark.parametrize(("given", "expected"), cases("tuning.json"))
def test_tuning(given, expected):
    takes = {
        "advise_indexes": ["statistics"],
        "statement_measurements": ["statistics", "since"],
        "advise_caches": ["caches"],
        "cache_measurements": ["caches"],
        "advise_journeys": ["journeys"],
        "journey_measurements": ["journeys"],
        "advise_performance": ["metrics", "rules"],
        "verify": ["before", "after"],
    }

    def answer():
        arguments = [given.get(name, {} if name == "statistics" else None) for name in takes.get(given["call"], ())]
        if "rules" in given:
            arguments[1] = document(tuning.PerformanceRules, given["rules"])
        return plain(getattr(tuning, given["call"])(*arguments, **given.get("options", {})))

    if "rules" not in given and "error" in expected:  # of a text there, of an argument here
        expected = {"error": expected["error"].replace("parse", "invalid")}
    assert outcome(answer) == coarse(expected)


@pytest.mark.parametrize(("given", "expected"), cases("schedule.json"))
def test_schedule(given, expected):
    def call(plan, name, arguments):
        options = given.get("simulation", {}) if name == "simulate" else given.get("options", {})
        return plain(getattr(plan, name)(*arguments, start=instant(given["start"]), **options))

    def answer():
        plan = Plan.from_markdown(given["plan"])
        return [outcome(call, plan, name, arguments) for name, *arguments in given["calls"]]

    assert outcome(answer) == coarse(expected)


@pytest.mark.parametrize(("given", "expected"), cases("gates.json"))
def test_gates(given, expected):
    def runbook():
        cutover = Cutover.from_yaml(given["cutover"])
        if "events" not in given:
            return json.loads(cutover.to_json())
        return plain(cutover.status(timed(given["events"]), instant(given["now"])))

    def answer():
        if "cutover" in given:
            return runbook()
        plan = Plan.from_markdown(given["plan"])
        if "other" in given:
            diff = plan.diff(Plan.from_markdown(given["other"]))
            return {"diff": plain(diff), "text": diff.to_text()}
        if "export" in given:
            stamp = [instant(given["stamp"])] if "stamp" in given else []
            return plain(getattr(plan, f"to_{given['export']}")(*stamp))
        record = GateRecord(given.get("events", ()))
        if "what_if" in given:
            return plain(plan.what_if(given["what_if"], record))
        at = instant(given["at"])
        if "readiness" in given:
            return plain(plan.readiness(at, **given["readiness"]))
        gate = given["gate"]
        if isinstance(gate, dict) or gate == "go-no-go":
            return plain(plan.decide(PlanGate.go_no_go() if gate == "go-no-go" else gate, record, at))
        return plain(plan.gate(gate).decide(record, at))

    assert outcome(answer) == coarse(expected)


def change(plan, name, arguments):
    if name == "tick":
        item, done, at, by = arguments
        plan.tick(item, done, instant(at) if at else None, by)
    else:
        *arguments, edit = arguments if name in ("edit", "add") else (*arguments, {})
        getattr(plan, name)(*arguments, **edit)


@pytest.mark.parametrize(("given", "expected"), cases("documents.json"))
def test_documents(given, expected):
    def answer():
        form, text = next((form, given[form]) for form in ("markdown", "yaml", "json") if form in given)
        plan = getattr(Plan, f"from_{form}")(text)
        report = plan.report("plan", text)
        for item in given.get("ticks", ()):
            plan.tick(item)
        for name, *arguments in given.get("edits", ()):
            change(plan, name, arguments)
        markdown = plan.to_markdown(**given.get("options", {}))
        return {"plan": json.loads(plan.to_json()), "markdown": markdown, "report": report}

    assert outcome(answer) == expected
