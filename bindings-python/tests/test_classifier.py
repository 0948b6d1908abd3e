"""The classifier of tickets, and texts that are alike."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypercare import FormatError, InvalidError, LimitError, ShapeError, UnknownError
from hypercare.tickets import Classifier, ClassifierOptions, RoutingTable, SimilarTexts
from hypothesis import given, settings
from hypothesis import strategies as st

TEXTS = [
    "I cannot log in to my account",
    "password rejected at login again",
    "the sign in page says my password is wrong",
    "I was charged twice this month",
    "my invoice shows the wrong amount",
    "please refund the payment of yesterday",
]
LABELS = ["login"] * 3 + ["billing"] * 3
SMALL = Classifier.train(TEXTS, LABELS)


def test_the_starter_knows_what_to_do():
    answer = Classifier.starter().classify("QuickBooks stopped syncing this morning")
    assert (answer.label, answer.known) == ("quickbooks_sync_failed", True)
    assert RoutingTable.default().route(answer.label if answer.known else None).known
    assert 0.5 <= answer.confidence + sum(other.probability for other in answer.alternatives) <= 1


def test_options_count():
    assert Classifier.train(iter(TEXTS), tuple(LABELS), 0, error_rate=0.05, cost=0.5, min_count=1) == SMALL
    assert Classifier.train(TEXTS, LABELS, jobs=3).to_bytes() == SMALL.to_bytes()
    assert Classifier.train(TEXTS, LABELS, 1) != SMALL
    assert len(Classifier.train(TEXTS, LABELS, min_count=2).to_bytes()) < len(SMALL.to_bytes())
    assert ClassifierOptions() != SMALL
    assert "2 labels, 6 texts" in repr(SMALL)


def test_batches_are_calls_one_by_one():
    texts = [*TEXTS, "", "🔐", "login " * 2000]
    assert SMALL.classify_batch(iter(texts)) == tuple(SMALL.classify(text) for text in texts)
    assert SMALL.with_jobs(2).classify_batch(texts) == SMALL.classify_batch(texts)
    assert SMALL.classify_batch([]) == ()


def test_corrections_are_learnt_and_travel(tmp_path):
    model = Classifier.from_bytes(SMALL.to_bytes())
    model.learn("the printer is on fire", "facilities")
    assert model.classify("my printer burns, fire!").label == "facilities"
    assert model.classify("login rejected").label == "login"
    assert [one.label for one in model.summary().labels] == ["billing", "login", "facilities"]
    model.save(tmp_path / "model")
    copies = [copy.deepcopy(model), pickle.loads(pickle.dumps(model)), Classifier.load(tmp_path / "model")]
    assert all(other == model != SMALL for other in copies)


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("login ünvoice\ufb01\u0301🚀")))
def test_any_text_has_an_answer_and_spans_that_lie_inside(text):
    answer, why = SMALL.classify(text), SMALL.explain(text)
    assert 0 <= answer.confidence <= 1
    assert why.label == answer.label
    for piece in [*why.words, *why.pieces]:
        span = piece.span
        assert text[span.char_start : span.char_end] == piece.text
        assert text.encode()[span.byte_start : span.byte_end].decode() == piece.text
        assert text.encode("utf-16-le")[2 * span.utf16_start : 2 * span.utf16_end].decode("utf-16-le") == piece.text


def test_several_labels():
    labels = [["login"], {"login"}, ("login",), ["billing"], ["billing", "login"], []]
    model = Classifier.train_multi(TEXTS, labels)
    assert {found.label for found in model.labels("login, charged twice", 0)} == {"login", "billing"}
    with pytest.raises(InvalidError, match="threshold"):
        model.labels("x", 1.5)
    with pytest.raises(InvalidError, match=r"labels\[0\]"):
        Classifier.train_multi(["x"], ["login"])


def test_what_cannot_be_is_refused():
    with pytest.raises(ShapeError):
        Classifier.train(TEXTS, ["login"])
    with pytest.raises(InvalidError, match="texts"):
        Classifier.train("text", ["t", "e", "x", "t"])
    with pytest.raises(InvalidError, match=r"labels\[1\]"):
        Classifier.train(TEXTS[:2], ["login", 7])  # type: ignore[list-item]
    with pytest.raises(InvalidError, match="error_rate"):
        Classifier.train(TEXTS, LABELS, error_rate=0)
    with pytest.raises(InvalidError, match="surrogate"):
        SMALL.classify("\ud800")
    with pytest.raises(InvalidError, match=r"texts\[1\]"):
        SMALL.classify_batch(["x", b"y"])  # type: ignore[list-item]
    with pytest.raises(InvalidError, match="label"):
        SMALL.learn("x", " ")
    with pytest.raises(LimitError):
        SMALL.learn("x", "y" * 1025)
    with pytest.raises(UnknownError, match="billing"):
        SMALL.explain("x", "weather")
    with pytest.raises(FormatError):
        Classifier.from_bytes(SMALL.to_bytes()[:-1])
    with pytest.raises(InvalidError, match="bytes"):
        Classifier.from_bytes("text")  # type: ignore[arg-type]
    with pytest.raises(InvalidError, match="jobs"):
        SMALL.with_jobs(0)
    with pytest.raises(TypeError, match="train"):
        Classifier()
    for text in ["", "x" * 10_000_000, "login " * 1_700_000, "\x00\x1b\u202e"]:
        assert SMALL.classify(text).label in LABELS


def test_progress_is_told_and_can_end_the_training():
    told = []
    model = Classifier.train(TEXTS, LABELS, progress=lambda done, of: told.append((done, of)))
    assert model == SMALL
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]

    def stop(done, of):
        raise KeyError(of)

    with pytest.raises(KeyError):
        Classifier.train(TEXTS, LABELS, progress=stop)


def test_threads_share_one_classifier():
    model, texts = Classifier.from_bytes(SMALL.to_bytes()), TEXTS * 200

    def ask(turn):
        if turn % 4 == 0:
            model.learn(f"parcel {turn} is late", "delivery")
        return [answer.label for answer in model.classify_batch(texts)][:6]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(12))) == [LABELS] * 12
    assert model.classify("parcel 8 is late").label == "delivery"


def test_similar_texts():
    index = SimilarTexts(TEXTS)
    assert index.add("das Passwort ist falsch 🔐") == len(index) - 1 == 6
    found = index.similar("I was CHARGED twice, this month", 2)
    assert found[0].index == 3
    assert found[0].similarity > 0.9
    assert index.similar("das passwort ist falsch", 1)[0].index == 6
    with pytest.raises(InvalidError, match="k"):
        index.similar("x", -1)
    with pytest.raises(InvalidError):
        SimilarTexts("one text")
