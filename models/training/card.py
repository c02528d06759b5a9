"""MODEL_CARD.md of a bundle from what measured it: no figure is written by hand.

    python card.py BUNDLE STATS LOG REPORT.json... > BUNDLE/MODEL_CARD.md

BUNDLE holds manifest.json; STATS is BUILD/stats.json; LOG is RUN/log.jsonl; the reports are those of `biomedgpt evaluate --format json`.
"""
import json
import sys
from pathlib import Path


def number(metric):
    low, high = metric.get("low"), metric.get("high")
    interval = "" if low is None or high is None else f" ({low:.3f} to {high:.3f})"
    return f"{metric['value']:.3f}{interval}"


def benchmark_rows(report):
    for b in report["benchmarks"]:
        if b["notRun"]:
            continue
        for metric in b["metrics"]:
            yield b["name"], b["evaluated"], f"{metric['label']} ({metric['how']})", "this model", number(metric)
            for baseline in b["baselines"]:
                for same in baseline["metrics"]:
                    if same["id"] == metric["id"]:
                        yield "", b["evaluated"], metric["label"], baseline["label"], number(same)


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(str(c).replace("|", "\\|") for c in row) + " |" for row in rows)])


def main():
    bundle, stats, log, *reports = sys.argv[1:]
    manifest = json.loads(Path(bundle, "manifest.json").read_text("utf-8"))
    counts = json.loads(Path(stats).read_text("utf-8"))
    lines = [json.loads(line) for line in Path(log).read_text("utf-8").splitlines()]
    start, end = next(d for d in lines if "parameters" in d), next(d for d in reversed(lines) if "final" in d)
    read = [json.loads(Path(p).read_text("utf-8")) for p in reports]
    checksum = manifest["files"][manifest["language"]["file"]]["sha256"]
    for report in read:
        assert report["model"]["checksum"] == checksum, "a report is of another model"
    parameters = ", ".join(f"{part} {n / 1e6:.2f} million" for part, n in start["parameters"].items() if part != "unmask")
    print(f"""# {manifest['title']} {manifest['version']}

A BioMedGPT-style model in miniature, so that the extension works out of the box and offline: a GIN molecule encoder (one soft token an atom),
an ESM-2-style protein encoder (one soft token for {manifest['protein']['window']} residues), two linear adapters and a Llama language model, trained together from random
weights ({parameters}). Beside the soft tokens it reads a line of facts that are computed: formula, charge, rings, chemical classes.

**{manifest['warning']}**

## Measured

By `biomedgpt evaluate` from this bundle, greedy, on rows that no training row shares; with 95 % intervals, where there are such.

{table(["benchmark", "rows", "figure", "of", "value"], [row for report in read for row in benchmark_rows(report)])}

At the end of training, on development rows, by teacher-forced tokens in PyTorch (an answer is right where greedy decoding would write it exactly;
a refusal, where it begins as one):

{table(["kind of question", "answers", "right", "tokens right"], [(kind, n, f"{100 * right:.1f} %", f"{100 * tokens:.1f} %") for kind, (right, tokens, _, n) in end["final"].items()])}

## Training

{end['minutes']:.0f} minutes on a CPU, {end['step']:,} steps, {end['tokens'] / 1e6:.1f} million positions; see `models/training` in the repository. Rows: {", ".join(f"{name} {n:,}" for name, n in counts.items() if isinstance(n, int) and name not in ("seconds",))}.
Data: ChEBI-20 validation captions (ChEBI, CC BY 4.0), structures of MUV (MIT), UniProt and SGD (CC BY 4.0), MedQuAD (CC BY 4.0), PubMedQA's training questions (MIT).

## Limits

At most {manifest['molecule']['maxAtoms']} atoms a molecule; the first {manifest['protein']['maxResidues']} residues of a protein; {manifest['language']['context']:,} positions a dialogue, {manifest['generation']['maxTokens']} new tokens an answer.
Bonds other than single, double, triple and aromatic are refused. It was trained on single questions. Roles, uses and natural sources are invented
more often than not. Facts that RDKit computes are shown beside its text, marked *computed*; trust those.

## Files

{table(["file", "bytes", "SHA-256"], [(name, f"{f['bytes']:,}", f"`{f['sha256']}`") for name, f in manifest["files"].items()])}

Licence: {manifest['licence']}.""")


if __name__ == "__main__":
    main()
