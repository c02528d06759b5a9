"""Lines of facts as training writes them, for the product to be held against: test/fixtures/modelFacts.json.gz. Needs RDKit.

    python facts_fixture.py REPOSITORY [--molecules 500]
"""
import argparse
import gzip
import json

from rdkit import Chem, RDLogger

import questions as Q
from molecules import values

PROTEINS = ["MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN", "MKTAYIAKQR", "MUGGHTX", "MSTOJKL"]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("repository")
    ap.add_argument("--molecules", type=int, default=500)
    a = ap.parse_args()
    RDLogger.DisableLog("rdApp.*")
    with gzip.open(f"{a.repository}/test/fixtures/featuriser.jsonl.gz", "rt", encoding="utf-8") as lines:
        smiles = [json.loads(line)["smiles"] for line in lines]
    step = len(smiles) // a.molecules
    molecules = [dict(smiles=s, line=Q.molecule_line(values(Chem.MolFromSmiles(s)), "{nearest}")) for s in smiles[::step]]
    body = json.dumps(dict(moleculeTemplate=Q.MOLECULE_LINE, proteinTemplate=Q.PROTEIN_LINE, molecules=molecules, proteins=[dict(sequence=s, line=Q.protein_line(s, "{nearest}")) for s in PROTEINS]))
    with open(f"{a.repository}/test/fixtures/modelFacts.json.gz", "wb") as file:
        file.write(gzip.compress(body.encode(), mtime=0))


if __name__ == "__main__":
    main()
