"""What the pooled features of a molecule encoder would add, on the validation splits alone.

    python encoder_gain.py DATA BUILD/features.jsonl ../../nano/molecule-encoder.onnx OUT.md [--sets bbbp esol ...]

Each set is learned twice with the same hyperparameters, with and without the mean of the encoder's `features` over the atoms.
"""
import argparse
import os
import sys

import numpy as np
import onnxruntime
import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from featurise import parse
from learners import Networks, fit_forests, predict_forests, score
from sets import MACCS, MORGAN, SETS, Features, Split

FOREST = dict(trees=100, leaf=2, features="sqrt", weights=None)


def pooled(session, smiles, width=300):
    read = parse(smiles)
    if read is None:
        return np.zeros(width, np.float32)
    _, atoms, bonds = read
    n = len(atoms)
    adjacency, counts = np.zeros((1, n, n), np.float32), np.zeros((1, n, 9), np.float32)
    for i, j, kind, direction in bonds:
        for a, b in ((i, j), (j, i)):
            adjacency[0, a, b] += 1
            counts[0, a, kind] += 1
            counts[0, a, 6 + direction] += 1
    feeds = dict(atoms=np.array([atoms], np.int64), adjacency=adjacency, counts=counts, mask=np.ones((1, n), np.float32))
    return session.run(["features"], feeds)[0][0].mean(0)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data")
    ap.add_argument("features")
    ap.add_argument("encoder")
    ap.add_argument("out")
    ap.add_argument("--sets", nargs="+", default=["bbbp", "esol", "freesolv", "lipo", "clintox", "sider", "bace"])
    a = ap.parse_args()
    torch.set_num_threads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(a.encoder, options)
    features = Features(a.features)
    lines = ["| set | metric on validation | without | with the encoder | change |", "|---|---|---|---|---|"]
    for one in SETS:
        if one["id"] not in a.sets:
            continue
        split = Split(a.data, one, features)
        found = []
        x, xv = (features.of(split.smiles[part]) for part in (split.train, split.valid))
        more, more_valid = (np.array([pooled(session, s) for s in split.smiles[part]]) for part in (split.train, split.valid))
        for train, valid in ((x, xv), (np.concatenate([x, more], 1), np.concatenate([xv, more_valid], 1))):
            if split.kind == "class":
                predicted = predict_forests(fit_forests(train, split.values[split.train], **FOREST), valid)
            else:
                predicted = Networks(train, split.values[split.train][:, 0], MORGAN + MACCS, drop=0.5, epochs=30).predict(valid)[0]
            found.append(score(split.kind, split.values[split.valid], predicted))
        lines.append(f"| {split.id} | {'ROC-AUC' if split.kind == 'class' else 'RMSE'} | {found[0]:.4f} | {found[1]:.4f} | {found[1] - found[0]:+.4f} |")
        print(lines[-1], flush=True)
    with open(a.out, "w") as f:
        f.write("\n".join(lines) + "\n")


main()
