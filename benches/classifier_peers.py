"""hypercare's ticket classifier beside its peers from Python, on public sets, in one run on one machine.

Needs the hypercare package (a release build), numpy, and the peers that are to be compared: scikit-learn, vowpalwabbit,
fasttext-wheel. The sets are folders with train.tsv and test.tsv, and oos_test.tsv with texts of no label, a row being
``label<TAB>text``::

    python benches/classifier_peers.py
    python benches/classifier_peers.py ../shared/data/tickets --sets banking77 --peers fasttext

Each side trains on train.tsv, is written to a file and read back, and is then asked for one text of test.tsv after the
other. Peers have the settings that their classes below show, which do better on such texts than their defaults; no
setting was chosen by a test text. Peers that are not installed are left out, as are sets that are not there. The confidence of a side is what it gives as
the probability of its answer: hypercare and Vowpal Wabbit of themselves, fastText its softmax; the linear SVM, which has
none, gets the softmax of its margins with a temperature fitted on a held-out 15 %, counted in its training time.
"""

import argparse
import importlib
import os
import pickle
import random
import statistics
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np

HOME = Path(__file__).resolve().parents[1]


def rows(path):
    pairs = [line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines()]
    return [text for _, text in pairs], [label for label, _ in pairs]


class Ours:
    name = "hypercare"

    def __init__(self):
        self.kind = importlib.import_module("hypercare.tickets").Classifier

    def train(self, texts, labels):
        self.model = self.kind.train(texts, labels)

    def save(self, path):
        self.model.save(path)

    def load(self, path):
        self.model = self.kind.load(path)

    def ask(self, text):
        answer = self.model.classify(text)
        return answer.label, answer.confidence


class LinearSvm:
    name = "scikit-learn"

    def __init__(self):
        self.text = importlib.import_module("sklearn.feature_extraction.text")
        self.pipeline = importlib.import_module("sklearn.pipeline")
        self.svm = importlib.import_module("sklearn.svm").LinearSVC

    def _fit(self, texts, labels):
        words = self.text.TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
        pieces = self.text.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        union = self.pipeline.make_union(words, pieces)
        return self.pipeline.make_pipeline(union, self.svm(C=0.5, random_state=0)).fit(texts, labels)

    def train(self, texts, labels):
        order = list(range(len(texts)))
        random.Random(0).shuffle(order)
        held, rest = order[: len(order) * 15 // 100], order[len(order) * 15 // 100 :]
        trial = self._fit([texts[at] for at in rest], [labels[at] for at in rest])
        margins = trial.decision_function([texts[at] for at in held])
        right = np.searchsorted(trial.classes_, [labels[at] for at in held])

        def loss(heat):
            scaled = margins * heat - (margins * heat).max(axis=1, keepdims=True)
            return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(held)), right]).sum())

        self.model = self._fit(texts, labels), min(np.geomspace(0.5, 50, 60), key=loss)

    def save(self, path):
        path.write_bytes(pickle.dumps(self.model))

    def load(self, path):
        self.model = pickle.loads(path.read_bytes())

    def ask(self, text):
        model, heat = self.model
        margins = model.decision_function([text])[0] * heat
        best = int(margins.argmax())
        return model.classes_[best], float(1 / np.exp(margins - margins[best]).sum())


class VowpalWabbit:
    name = "Vowpal Wabbit"

    def __init__(self):
        self.vw = importlib.import_module("vowpalwabbit").Workspace

    @staticmethod
    def _line(text, label=""):
        words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
        pieces = (f" {word} "[at : at + size] for word in words for size in (3, 4) for at in range(len(word) + 3 - size))
        return f"{label} |w {' '.join(words)} |c {' '.join(piece.replace(' ', '_') for piece in pieces)}"

    def train(self, texts, labels):
        self.labels = sorted(set(labels))
        options = f"--oaa {len(self.labels)} --loss_function logistic --ngram w2 --probabilities -b 22 --quiet"
        self.model = self.vw(options)
        lines = [self._line(text, self.labels.index(label) + 1) for text, label in zip(texts, labels, strict=True)]
        shuffle = random.Random(0).shuffle
        for _ in range(8):
            shuffle(lines)
            for line in lines:
                self.model.learn(line)

    def save(self, path):
        self.model.save(str(path))

    def load(self, path):
        self.model = self.vw(f"-i {path} -t --probabilities --quiet")

    def ask(self, text):
        found = self.model.predict(self._line(text))
        best = int(np.argmax(found))
        return self.labels[best], float(found[best])


class FastText:
    name = "fastText"

    def __init__(self):
        self.kind = importlib.import_module("fasttext")
        self.kind.FastText.eprint = lambda *_: None

    @staticmethod
    def _text(text):
        return " ".join("".join(letter if letter.isalnum() else f" {letter} " for letter in text.lower()).split())

    def train(self, texts, labels):
        self.labels = sorted(set(labels))
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            for text, label in zip(texts, labels, strict=True):
                file.write(f"__label__{self.labels.index(label)} {self._text(text)}\n")
            file.flush()
            options = {"epoch": 30, "wordNgrams": 2, "minn": 2, "maxn": 5, "bucket": 200_000, "dim": 50, "thread": 1}
            for rate in (0.5, 0.25, 0.1):  # at a high rate it may run away
                try:
                    self.model = self.kind.train_supervised(file.name, lr=rate, verbose=0, **options)
                    break
                except RuntimeError as error:
                    print(f"fastText at a rate of {rate}: {error}")

    def save(self, path):
        self.model.save_model(str(path))

    def load(self, path):
        self.model = self.kind.load_model(str(path))

    def ask(self, text):
        # The inner model: the outer one fails under numpy 2.
        [(probability, label)] = self.model.f.predict(f"{self._text(text)}\n", 1, 0.0, "strict")
        return self.labels[int(label.removeprefix("__label__"))], min(probability, 1.0)


PEERS = {"hypercare": Ours, "scikit-learn": LinearSvm, "vw": VowpalWabbit, "fasttext": FastText}


def macro_f1(found, labels):
    scores = []
    for label in set(labels):
        both = sum(one == label == other for one, other in zip(found, labels, strict=True))
        scores.append(2 * both / (found.count(label) + labels.count(label)))
    return statistics.mean(scores)


def calibration_error(confidences, right):
    bins = [0.0] * 15
    for confidence, one in zip(confidences, right, strict=True):
        bins[min(int(confidence * 15), 14)] += confidence - one
    return sum(map(abs, bins)) / len(right)


def auroc(usual, strange):
    usual, strange = np.asarray(usual), np.sort(strange)
    below = (np.searchsorted(strange, usual, "left") + np.searchsorted(strange, usual, "right")) / 2
    return float(below.mean() / len(strange))


def measure(side, folder, scratch):
    texts, labels = rows(folder / "train.tsv")
    began = time.perf_counter()
    side.train(texts, labels)
    training = time.perf_counter() - began
    path = Path(scratch) / "model"
    side.save(path)
    loads = []
    for _ in range(3):
        began = time.perf_counter()
        side.load(path)
        loads.append(time.perf_counter() - began)

    texts, labels = rows(folder / "test.tsv")
    times, answers = [], []
    for text in texts:
        began = time.perf_counter_ns()
        answers.append(side.ask(text))
        times.append(time.perf_counter_ns() - began)
    found, confidences = map(list, zip(*answers, strict=True))
    right = [one == label for one, label in zip(found, labels, strict=True)]
    strange = folder / "oos_test.tsv"
    told = auroc(confidences, [side.ask(text)[1] for text in rows(strange)[0]]) if strange.exists() else None
    return {
        "accuracy": statistics.mean(right),
        "macro-F1": macro_f1(found, labels),
        "ECE": calibration_error(confidences, right),
        "AUROC": told,
        "size MB": path.stat().st_size / 1e6,
        "load ms": min(loads) * 1e3,
        "train s": training,
        "us a text": statistics.median(times) / 1e3,
    }


def show(side, result, first):
    if result is first:
        print(f"{'':15}" + "".join(f"{name:>11}" for name in result) + f"{'times as long':>15}")
    cells = "".join(f"{'':>11}" if value is None else f"{value:>11.4g}" for value in result.values())
    print(f"{side:15}{cells}{result['us a text'] / first['us a text']:>15.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", nargs="?", type=Path, default=HOME.parent / "shared" / "data" / "tickets")
    parser.add_argument("--sets", nargs="+", default=["banking77", "clinc150"])
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    options = parser.parse_args()
    for name in options.sets:
        folder = options.data / name
        if not (folder / "train.tsv").exists():
            print(f"left out: {folder} is not there")
            continue
        print(f"\n{name}")
        first = None
        for peer in dict.fromkeys(["hypercare", *options.peers]):
            try:
                side = PEERS[peer]()
            except ImportError as error:
                print(f"left out: {peer} ({error})")
                continue
            with tempfile.TemporaryDirectory() as scratch:
                result = measure(side, folder, scratch)
            first = first or result
            show(side.name, result, first)


if __name__ == "__main__":
    main()
