"""Property heads of nine MoleculeNet sets.

    python train.py DATA BUILD/features.jsonl OUT --splits BUILD/splits --fixture ../../../test/fixtures/properties/heads.json

DATA: the folder of the sets' CSV files. OUT gets properties.onnx, properties.json, properties-molecules.bin and report.md. Hyperparameters are
chosen on the validation split; the test split is scored once, at the end, by the ONNX file.
"""
import argparse
import json
import os
import re
import time

import numpy as np
import onnxruntime
import torch

from honesty import LEVEL, calibration_error, domain, interval, logit, nearest, platt, sigmoid
from learners import Networks, fit_forests, predict_forests, score
from molecules_file import write_molecules
from sets import MACCS, MORGAN, SETS, Features, Split
from write_onnx import Graph

HERE = os.path.dirname(os.path.abspath(__file__))


def forest_choices(split):
    rows = len(split.train)
    trees = 100 if len(split.columns) <= 2 else 50
    if rows > 10_000:
        return [dict(trees=trees, leaf=3, features="sqrt", weights=w) for w in (None, "balanced_subsample")]
    choices = [dict(trees=trees, leaf=leaf, features="sqrt", weights=w) for leaf in (2, 5) for w in (None, "balanced_subsample")]
    if len(split.columns) <= 2:
        choices += [dict(trees=trees, leaf=leaf, features=0.1, weights=None) for leaf in (2, 5)]
    return choices


NETWORK_CHOICES = [dict(hidden=64, drop=d, epochs=e) for d in (0.2, 0.5) for e in (30, 60)]


def fit(split, features, log):
    """-> the model of the best choice on validation, with what it predicts there (mean, spread or None)"""
    x, y = features.of(split.smiles[split.train]), split.values[split.train]
    xv, yv = features.of(split.smiles[split.valid]), split.values[split.valid]
    best = None
    for choice in forest_choices(split) if split.kind == "class" else NETWORK_CHOICES:
        started = time.time()
        if split.kind == "class":
            model = fit_forests(x, y, **choice)
            mean, spread = predict_forests(model, xv), None
        else:
            model = Networks(x, y[:, 0], MORGAN + MACCS, **choice)
            mean, spread = model.predict(xv)
        found = score(split.kind, yv, mean)
        log(f"{split.id} {choice} validation {found:.4f} ({time.time() - started:.0f} s)")
        if best is None or (found > best[0] if split.kind == "class" else found < best[0]):
            best = (found, choice, model, mean, spread)
    return best


def tasks_of(split, words):
    for column in split.columns:
        one = words.get("tasks", {}).get(column)
        if one is None:
            slug = re.sub(r"[^a-z0-9]+", "-", column.lower()).strip("-")
            one = {"id": f"{split.id}-{slug}", "title": column, "positive": words["positive"].format(column=column)}
        yield {"id": one["id"], "set": split.id, "column": column, "title": one["title"], "kind": split.kind, **{k: one[k] for k in ("unit", "positive") if k in one}}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data")
    ap.add_argument("features")
    ap.add_argument("out")
    ap.add_argument("--splits", help="where train/ID.csv and test/ID.csv of each set are written")
    ap.add_argument("--fixture", help="where 20 molecules with features and predictions are written")
    a = ap.parse_args()
    torch.set_num_threads(1)
    os.makedirs(a.out, exist_ok=True)

    def log(text):
        print(text, flush=True)
    features = Features(a.features)
    words = json.load(open(os.path.join(HERE, "tasks.json")))
    splits = [Split(a.data, one, features) for one in SETS]
    width = MORGAN + MACCS + len(features.names)
    graph = Graph(width, MORGAN + MACCS)
    tasks, sets, rows = [], [], []
    for split in splits:
        if a.splits:
            split.write_test(a.splits)
        found, choice, model, mean, spread = fit(split, features, log)
        y = split.values[split.valid]
        similar = nearest(features.morgan(split.smiles[split.valid]), features.morgan(split.smiles[split.train]))
        if split.kind == "class":
            calibration = [platt(mean[:, c], y[:, c]) for c in range(y.shape[1])]
            calibrated = sigmoid(np.stack([s * logit(mean[:, c]) + o for c, (s, o) in enumerate(calibration)], 1))
            loss = np.nanmean((calibrated - y) ** 2, axis=1)
            graph.forests(model, calibration)
        else:
            factor, floor = interval((y - mean)[:, 0], spread[:, 0])
            loss = np.abs(y - mean)[:, 0]
            graph.networks(model, factor, floor)
        known = ~np.isnan(loss)
        least, ratio = domain(similar[known], loss[known])
        sets.append({"id": split.id, "title": words[split.id]["title"], "reference": words[split.id]["reference"], "training": len(split.train), "domain": {"leastSimilarity": least, **({"errorRatio": ratio} if ratio else {})}})
        tasks += list(tasks_of(split, words[split.id]))
        rows.append({"split": split, "validation": found, "choice": choice})
    onnx = os.path.join(a.out, "properties.onnx")
    graph.save(onnx)
    molecules = write_molecules(os.path.join(a.out, "properties-molecules.bin"), splits, features)
    session = run_with(onnx)
    report = [measure(row, session, features, tasks, sets) for row in rows]
    for one, row in zip(sets, report):
        one["test"] = row
    description = {"schema": 1, "method": "random forests for classes, an ensemble of five networks for numbers, on Morgan bits, MACCS keys and descriptors", "features": {"rdkit": features.rdkit, "morgan": {"radius": 2, "bits": MORGAN}, "maccs": MACCS, "descriptors": features.names}, "level": LEVEL, "sets": sets, "tasks": tasks}
    with open(os.path.join(a.out, "properties.json"), "w") as f:
        f.write(json.dumps(description, indent="\t", ensure_ascii=False) + "\n")
    text = table(report, molecules, os.path.getsize(onnx), splits)
    log(text)
    with open(os.path.join(a.out, "report.md"), "w") as f:
        f.write(text + "\n")
    if a.fixture:
        write_fixture(a.fixture, splits, features, session)


def run_with(onnx):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx, options)

    def run(x):
        parts = [session.run(["values", "halves"], {"features": x[i : i + 512]}) for i in range(0, len(x), 512)]
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    return run


def measure(row, session, features, tasks, sets):
    """The test split, by the file that is shipped."""
    split = row["split"]
    columns = [i for i, t in enumerate(tasks) if t["set"] == split.id]
    smiles, y = split.smiles[split.test], split.values[split.test]
    values, halves = (m[:, columns] for m in session(features.of(smiles)))
    least = next(s["domain"]["leastSimilarity"] for s in sets if s["id"] == split.id)
    similar = nearest(features.morgan(smiles), features.morgan(split.smiles[split.train]))
    inside = similar >= least
    loss = np.nanmean((values - y) ** 2, axis=1)
    root = np.sqrt if split.kind == "number" else (lambda v: v)
    out = {"metric": "ROC-AUC" if split.kind == "class" else "RMSE", "validation": round(row["validation"], 4), "test": round(score(split.kind, y, values), 4), "goal": split.goal, "molecules": len(split.test), "insideDomain": round(float(inside.mean()), 3)}
    for name, part in (("lossInside", inside), ("lossOutside", ~inside)):
        if part.any():
            out[name] = round(float(root(np.nanmean(loss[part]))), 4)
    if split.kind == "class":
        out["calibrationError"] = round(float(np.mean([calibration_error(values[:, c], y[:, c]) for c in range(y.shape[1])])), 4)
    else:
        out["coverage"] = round(float((np.abs(values - y) <= halves).mean()), 4)
        out["meanHalfInterval"] = round(float(halves.mean()), 3)
    return {"choice": str(row["choice"]), **out}


def table(report, molecules, size, splits):
    lines = ["| set | molecules (train/validation/test) | metric | validation | test | goal | calibration error | coverage of the 90 % interval | inside the domain | error inside / outside |", "|---|---|---|---|---|---|---|---|---|---|"]
    for r, s in zip(report, splits):
        show = lambda key: f"{r[key]:.3f}" if key in r else "–"
        lines.append(f"| {s.id} | {len(s.train)}/{len(s.valid)}/{len(s.test)} | {r['metric']} | {r['validation']:.3f} | {r['test']:.3f} | {r['goal']} | {show('calibrationError')} | {show('coverage')} | {100 * r['insideDomain']:.0f} % | {show('lossInside')} / {show('lossOutside')} |")
    auc = [(r["test"], r["goal"]) for r in report if r["metric"] == "ROC-AUC"]
    lines += ["", f"Mean ROC-AUC over the {len(auc)} classification sets: {np.mean([t for t, _ in auc]):.3f} (goal: {np.mean([g for _, g in auc]):.3f} less 0.02). Error: RMSE of numbers, Brier score of classes.", f"properties.onnx {size:,} bytes; {molecules:,} training molecules with different fingerprints; left out because RDKit refuses them: {sum(s.refused for s in splits)}."]
    return "\n".join(lines)


def write_fixture(file, splits, features, session):
    smiles = []
    for split in splits:
        smiles += [str(s) for s in split.smiles[split.test[:3]] if s not in smiles]
    smiles = smiles[:20]
    x = features.of(smiles)
    values, halves = session(x)
    molecules = []
    for i, one in enumerate(smiles):
        near = {s.id: round(float(nearest(features.morgan([one]), features.morgan(s.smiles[s.train]))[0]), 6) for s in splits}
        molecules.append({"smiles": one, "ones": [int(b) for b in np.flatnonzero(x[i, : MORGAN + MACCS])], "descriptors": [float(v) for v in features.numbers[features.place[one]]], "values": [float(v) for v in values[i]], "halves": [float(v) for v in halves[i]], "nearest": near})
    os.makedirs(os.path.dirname(os.path.abspath(file)), exist_ok=True)
    with open(file, "w") as f:
        f.write(json.dumps({"molecules": molecules}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
