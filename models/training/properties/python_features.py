"""The same features by Debian's RDKit in Python, for the test that holds the product's against it: python_features.py SPLITS OUT.json

Molecules: 25 of each set's test split, evenly spread.
"""
import base64
import csv
import glob
import json
import os
import sys

import rdkit
from rdkit import Chem, RDLogger
from rdkit.Chem import rdMolDescriptors

RDLogger.DisableLog("rdApp.*")


def packed(bits):
    """base64, the lowest bit of a byte first"""
    return base64.b64encode(bytes(sum(bits[i + j] << j for j in range(8) if i + j < len(bits)) for i in range(0, len(bits), 8))).decode()


def main(splits, out):
    names = [n for n in rdMolDescriptors.Properties.GetAvailableProperties() if "StereoCenters" not in n]
    computed = rdMolDescriptors.Properties(names)
    molecules = []
    for file in sorted(glob.glob(os.path.join(splits, "test", "*.csv"))):
        with open(file, newline="") as f:
            smiles = [r["smiles"] for r in csv.DictReader(f)]
        for one in smiles[:: max(1, len(smiles) // 25)][:25]:
            m = Chem.MolFromSmiles(one)
            if m is None:
                continue
            morgan = rdMolDescriptors.GetMorganFingerprintAsBitVect(m, 2, nBits=2048)
            molecules.append({"smiles": one, "morgan": packed(list(morgan)), "maccs": packed(list(rdMolDescriptors.GetMACCSKeysFingerprint(m))), "descriptors": [round(v, 6) for v in computed.ComputeProperties(m)]})
    with open(out, "w") as f:
        f.write(json.dumps({"program": f"RDKit {rdkit.__version__} in Python", "names": names, "molecules": molecules}).replace('{"smiles"', '\n{"smiles"') + "\n")


main(*sys.argv[1:])
