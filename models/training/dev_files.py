"""Development questions by kind as files for `biomedgpt evaluate`, on the last 200 molecules of ChEBI-20's validation split. Needs RDKit.

    python dev_files.py DATA BUILD OUT

OUT gets captions.tsv, captions_training.tsv, one table (SMILES, question, answer) for each kind, and scope.tsv: the general medical questions that
the training left out, all of which are to be refused (`Refused` in the report tells how many were).
"""
import csv
import os
import pickle
import random
import sys

from rdkit import Chem, RDLogger

import questions as Q
import refusals
from molecules import read_captions, values


def main():
    data, build, out = sys.argv[1:4]
    RDLogger.DisableLog("rdApp.*")
    os.makedirs(out, exist_ok=True)
    source = f"{data}/molecules/chebi20_validation.tsv"
    with open(source, encoding="utf-8") as file:
        head, *lines = file.read().rstrip("\n").split("\n")
    for name, part in (("captions", lines[-200:]), ("captions_training", lines[:-200])):
        with open(f"{out}/{name}.tsv", "w", encoding="utf-8") as file:
            file.write("\n".join([head, *part]) + "\n")
    rng, molecules = random.Random(7), [(s, Chem.MolFromSmiles(s)) for _, s, _ in read_captions(source)[-200:]]
    molecules = [(s, values(mol)) for s, mol in molecules if mol is not None]
    common = [i for _, v in molecules for i in v["classes"]]
    for kind in Q.STRUCTURE:
        with open(f"{out}/{kind}.tsv", "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, delimiter="\t")
            table.writerow(["SMILES", "question", "answer"])
            for smiles, v in molecules:
                for _ in range(4 if kind == "contains" else 1):
                    question, answer, _ = Q.ask(kind, v, rng, lambda r: r.choice(common))
                    table.writerow([smiles, question, answer])
    with open(f"{build}/rows.pkl", "rb") as file:
        beyond = [row["fixed"][0] for row in pickle.load(file)["rows"] if row["set"] == "refuse_dev"]
    with open(f"{out}/scope.tsv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows([["question", "answer"], *([question, refusals.REFUSALS[0].split(" {")[0]] for question in beyond)])


if __name__ == "__main__":
    main()
