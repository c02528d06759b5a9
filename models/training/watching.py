"""Scores by kind of question on the development rows, cheap enough to run while training."""
import torch

import refusals

WHILE_TRAINING = {"qa_dev": 40, "chebi_dev": 40, "protein_dev": 100, "refuse_dev": 60}
WHOLE = {"qa_dev": None, "chebi_dev": None, "protein_dev": None, "refuse_dev": None}


@torch.no_grad()
def scores(model, data, limits=None):
    """-> {kind: [share of answers that greedy decoding would give exactly, share of right tokens, loss per token, answers]}.

    The tokens are read with the right answer before them: all of them are the likeliest ones exactly where greedy decoding writes that answer.
    Refusals are worded freely; such an answer is right when it begins as one does.

    @param limits rows of each set (None: all); WHILE_TRAINING if absent
    """
    model.eval()
    tally = {}
    for name, limit in (limits or WHILE_TRAINING).items():
        rows = 0
        for batch in data.stream(name, 4096, seed=1, watched=True):
            with torch.autocast("cpu", torch.bfloat16):
                logits, target, n = model.answers(batch)
            logits, target = logits[:n], target[:n]
            best, loss = logits.argmax(-1).tolist(), torch.nn.functional.cross_entropy(logits, target, reduction="none").tolist()
            row, column = torch.nonzero(batch["target"] >= 0, as_tuple=True)
            # An answer's positions follow each other, the first being its question's last.
            branch, answers = batch["branch"][row, column].clamp(min=1).tolist(), {}
            for i, key in enumerate(zip(row.tolist(), branch)):
                answers.setdefault(key, []).append(i)
            target = target.tolist()
            for (r, k), places in answers.items():
                kind = batch["kinds"][r][k - 1]
                right = [best[i] == target[i] for i in places]
                good = best[places[0]] in openings(data) if kind == "refuse" else all(right)
                t = tally.setdefault(kind, [0, 0, 0.0, 0, 0])
                for j, value in enumerate((good, sum(right), sum(loss[i] for i in places), len(places), 1)):
                    t[j] += value
            rows += len(batch["kinds"])
            if limit is not None and rows >= limit:
                break
    model.train()
    return {kind: [round(g / n, 4), round(r / m, 4), round(l / m, 4), n] for kind, (g, r, l, m, n) in sorted(tally.items())}


def openings(data):
    """The first tokens of refusals."""
    return {data.text.ids(text)[0] for text in refusals.REFUSALS}
