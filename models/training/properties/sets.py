"""The nine sets of MoleculeNet, their split by scaffold, and what the heads read of each molecule.

    python sets.py DATA > BUILD/smiles.txt    # the distinct SMILES of all sets
"""
import base64
import collections
import csv
import json
import os
import sys

import numpy as np
from rdkit import Chem, RDLogger
from rdkit.Chem.Scaffolds import MurckoScaffold

RDLogger.DisableLog("rdApp.*")
MORGAN, MACCS = 2048, 167

# id, file, columns (None: all but the ones named), kind, goal on the test split, title
SETS = [
    dict(id="bbbp", file="BBBP", columns=["p_np"], kind="class", goal=0.724),
    dict(id="esol", file="ESOL_delaney-processed", columns=["measured log solubility in mols per litre"], kind="number", goal=1.1),
    dict(id="freesolv", file="FreeSolv_SAMPL", columns=["expt"], kind="number", goal=2.2),
    dict(id="lipo", file="Lipophilicity", columns=["exp"], kind="number", goal=0.8),
    dict(id="tox21", file="tox21", columns=None, kind="class", goal=0.744),
    dict(id="clintox", file="clintox", columns=["FDA_APPROVED", "CT_TOX"], kind="class", goal=0.775),
    dict(id="sider", file="sider", columns=None, kind="class", goal=0.639),
    dict(id="hiv", file="HIV", columns=["HIV_active"], kind="class", goal=0.770),
    dict(id="bace", file="bace", columns=["Class"], kind="class", goal=0.812),
]


def read_rows(folder, one):
    """-> (rows of the file, columns)"""
    with open(os.path.join(folder, one["file"] + ".csv"), newline="") as f:
        rows = list(csv.DictReader(f))
    return rows, one["columns"] or [c for c in rows[0] if c not in ("", "smiles", "mol_id")]


def scaffold_split(smiles):
    """80/10/10 by Bemis-Murcko scaffold with chirality, the largest groups first into training: deterministic, as in Hu et al. 2020 and GraphMVP."""
    groups = collections.defaultdict(list)
    for index, one in enumerate(smiles):
        molecule = Chem.MolFromSmiles(one)
        # One that the older RDKit here refuses is a group of its own.
        groups[one if molecule is None else MurckoScaffold.MurckoScaffoldSmiles(mol=molecule, includeChirality=True)].append(index)
    train, valid, test = [], [], []
    for group in sorted(groups.values(), key=lambda g: (len(g), g[0]), reverse=True):
        if len(train) + len(group) <= 0.8 * len(smiles):
            train += group
        elif len(train) + len(valid) + len(group) <= 0.9 * len(smiles):
            valid += group
        else:
            test += group
    return np.array(train), np.array(valid), np.array(test)


class Features:
    """Of all molecules: bits packed, numbers as float32."""

    def __init__(self, file):
        with open(file) as f:
            head = json.loads(next(f))
            self.rdkit, self.names = head["rdkit"], head["names"]
            smiles, bits, numbers = [], [], []
            for line in f:
                row = json.loads(line)
                smiles.append(row["smiles"])
                bits.append(base64.b64decode(row["morgan"]) + base64.b64decode(row["maccs"]))
                numbers.append(row["descriptors"])
        self.place = {s: i for i, s in enumerate(smiles)}
        self.bits = np.frombuffer(b"".join(bits), np.uint8).reshape(len(smiles), -1)
        self.numbers = np.array(numbers, np.float32)

    def __contains__(self, smiles):
        return smiles in self.place

    def places(self, smiles):
        return np.array([self.place[s] for s in smiles])

    def of(self, smiles, parts=("morgan", "maccs", "descriptors")):
        """[molecules, 2048 + 167 + descriptors], float32"""
        places = self.places(smiles)
        bits = np.unpackbits(self.bits[places], axis=1, bitorder="little")[:, : MORGAN + MACCS].astype(np.float32)
        found = {"morgan": bits[:, :MORGAN], "maccs": bits[:, MORGAN:], "descriptors": self.numbers[places]}
        return np.concatenate([found[p] for p in parts], 1)

    def morgan(self, smiles):
        """[molecules, 256] packed"""
        return self.bits[self.places(smiles), : MORGAN // 8]


class Split:
    """A set with its split; molecules that the product's RDKit refuses are left out before it is made."""

    def __init__(self, folder, one, features):
        rows, self.columns = read_rows(folder, one)
        self.id, self.kind, self.goal = one["id"], one["kind"], one["goal"]
        self.refused = sum(r["smiles"] not in features for r in rows)
        rows = [r for r in rows if r["smiles"] in features]
        self.smiles = np.array([r["smiles"] for r in rows])
        self.values = np.array([[float(r[c]) if r[c] != "" else np.nan for c in self.columns] for r in rows], np.float32)
        self.train, self.valid, self.test = scaffold_split(self.smiles)

    def write_test(self, folder):
        for part in ("train", "test"):
            os.makedirs(os.path.join(folder, part), exist_ok=True)
            with open(os.path.join(folder, part, self.id + ".csv"), "w", newline="") as f:
                out = csv.writer(f)
                out.writerow(["smiles", *self.columns])
                for i in getattr(self, part):
                    out.writerow([self.smiles[i], *("" if np.isnan(v) else f"{v:g}" for v in self.values[i])])


if __name__ == "__main__":
    print("\n".join(sorted({row["smiles"] for one in SETS for row in read_rows(sys.argv[1], one)[0]})))
