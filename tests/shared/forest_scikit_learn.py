"""Writes forest_scikit_learn.json: a forest that scikit-learn grew, as bytes of hypercare's model, with the scores,
decisions and predictions that scikit-learn itself gives. Run it from anywhere, with scikit-learn installed."""

import json
import math
import struct
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest

MASK = 2**64 - 1


def checksum(data: bytes) -> int:
    total = len(data)
    for start in range(0, len(data), 8):
        (word,) = struct.unpack("<Q", data[start : start + 8].ljust(8, b"\0"))
        total = (total ^ word) * 0x9E3779B97F4A7C15 & MASK
        total ^= total >> 32
    return total


def leb128(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def tree_bytes(tree, node: int = 0) -> bytes:
    left, right = tree.children_left[node], tree.children_right[node]
    if left == right:
        return leb128(2 * int(tree.n_node_samples[node]) + 1)
    head = leb128(4 * int(tree.feature[node])) + struct.pack("<d", tree.threshold[node])
    return head + tree_bytes(tree, left) + tree_bytes(tree, right)


def model_bytes(forest) -> bytes:
    trees = [estimator.tree_ for estimator in forest.estimators_]
    nodes = sum(tree.node_count for tree in trees)
    head = b"HCIF" + bytes([2, 0, 0, 0])
    head += struct.pack("<6Id", forest.n_features_in_, len(trees), forest.max_samples_, nodes, 0, 0, forest.offset_)
    content = head + b"".join(map(tree_bytes, trees))
    return content + struct.pack("<Q", checksum(content))


def bits(values) -> list[str]:
    return [struct.pack(">d", value).hex() for value in values]


# Quarters are the same number in 32 and in 64 bits.
random = np.random.default_rng(11)
training = np.round(random.normal(size=(120, 3)) * [4, 40, 1]) / 4
rows = np.vstack([training[:10], np.round(random.normal(size=(20, 3)) * [12, 120, 3]) / 4, [[0, 0, 0], [99, -999, 9]]])
forest = IsolationForest(n_estimators=12, max_samples=64, contamination=0.1, random_state=5).fit(training)
vector = {
    "peer": f"scikit-learn {sklearn.__version__}",
    "model": model_bytes(forest).hex(),
    "score": [" ".join(f"{value:g}" for value in row) for row in rows],
    "scores": bits(forest.score_samples(rows)),
    "decisions": bits(forest.decision_function(rows)),
    "predictions": forest.predict(rows).tolist(),
}
assert math.isfinite(forest.offset_) and {-1, 1} == set(vector["predictions"])
target = Path(__file__).with_name("forest_scikit_learn.json")
target.write_text(json.dumps(vector, indent=1) + "\n")
