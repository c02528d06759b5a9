"""The class names of src/science/molecule/classes.json against the ChEBI captions that use them. Needs RDKit.

    python check_classes.py DATA [--least 0.9] [--drop]

A caption uses a name where it says "a NAME", "an NAME", "a member of NAME" or "the class of NAME". Precision is the share of those molecules
that the SMARTS matches: a name that chemists give to a molecule must not be denied by us. A name that no caption uses stays: then the
pattern says what the name says (a ring, a group), and nothing can be measured. `--drop` writes the file without the names below `--least`.
"""
import argparse
import json
import re
from pathlib import Path

from rdkit import Chem, RDLogger

from chemical_classes import CLASSES_FILE
from molecules import read_captions

END = r"(?=$|[.,;]| and\b| that\b| in which\b| obtained\b| of\b| with\b| where\b| carrying\b| bearing\b| consisting\b| having\b| resulting\b| comprising\b)"


def uses(name, article):
    """Pattern of a caption that gives a molecule this name."""
    start = r"(?:members? of (?:the class of )?|class of )" if article == "a member of" else r"\b(?:is|and|,) an? "
    return re.compile(start + re.escape(name) + END)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("data")
    ap.add_argument("--least", type=float, default=0.85)
    ap.add_argument("--drop", action="store_true")
    a = ap.parse_args()
    RDLogger.DisableLog("rdApp.*")
    rows = [(Chem.MolFromSmiles(smiles), text) for _, smiles, text in read_captions(f"{a.data}/molecules/chebi20_validation.tsv")]
    rows = [row for row in rows if row[0] is not None]
    classes, kept, measured = json.loads(Path(CLASSES_FILE).read_text("utf-8")), [], 0
    print("name\tcaptions\tprecision\tmolecules that match")
    for entry in classes:
        query, used = Chem.MolFromSmarts(entry["smarts"]), uses(entry["name"], entry["article"])
        named = [mol for mol, text in rows if used.search(text)]
        right = sum(mol.HasSubstructMatch(query) for mol in named)
        matching = sum(mol.HasSubstructMatch(query) for mol, _ in rows)
        precision = right / len(named) if named else None
        measured += bool(named)
        good = precision is None or precision >= a.least
        print(f"{entry['name']}\t{len(named)}\t{'' if precision is None else f'{precision:.2f}'}\t{matching}{'' if good else chr(9) + 'BELOW'}")
        if good:
            kept.append(entry)
    print(f"{len(classes)} classes, {measured} used by captions, {len(classes) - len(kept)} below {a.least}")
    if a.drop:
        Path(CLASSES_FILE).write_text("[\n" + ",\n".join("\t" + json.dumps(e, ensure_ascii=False) for e in kept) + "\n]\n", "utf-8")


if __name__ == "__main__":
    main()
