"""What the libraries tell as training reads it, for the product to be held against: test/fixtures/known. Needs RDKit.

    python known_fixture.py DATA REPOSITORY

A small library of the first captions and proteins of DATA, and what it tells of others and of some of its own.
"""
import json
import os
import sys

from rdkit import Chem, RDLogger

import known
from molecules import read_captions
from prepare_data import read_proteins

SIZE, ASKED = 150, 25


def main():
    data, folder = sys.argv[1], f"{sys.argv[2]}/test/fixtures/known"
    RDLogger.DisableLog("rdApp.*")
    os.makedirs(folder, exist_ok=True)
    captions = [(smiles, text) for _, smiles, text in read_captions(f"{data}/molecules/chebi20_validation.tsv") if Chem.MolFromSmiles(smiles)]
    bits = [known.fingerprint(Chem.MolFromSmiles(smiles)) for smiles, _ in captions[:SIZE + ASKED]]
    molecules = known.KnownMolecules(bits[:SIZE], [known.short(text, known.MOLECULE_TEXT) for _, text in captions[:SIZE]])
    molecules.write(f"{folder}/molecules.tsv.gz")
    proteins = [(row["sequence"].strip().upper(), row["function_text"].strip()) for row in read_proteins(f"{data}/proteins/proteins.tsv.gz") if row["function_text"].strip()][::60]
    library = known.KnownProteins([s for s, _ in proteins[:SIZE]], [known.short(text, known.PROTEIN_TEXT) for _, text in proteins[:SIZE]])
    library.write(f"{folder}/proteins.tsv.gz")
    told = dict(molecules=[dict(smiles=captions[i][0], told=known.told(molecules.nearest(bits[i], 2), molecules.texts)) for i in [*range(5), *range(SIZE, SIZE + ASKED)]],
                proteins=[dict(sequence=s, told=known.told(library.nearest(s, 2), library.texts)) for s in [*(s for s, _ in proteins[:5]), *(s for s, _ in proteins[SIZE:SIZE + ASKED]), "MKT", "MXXXXXXXXUZ"]])
    with open(f"{folder}/told.json", "w") as file:
        json.dump(told, file, indent="\t")


if __name__ == "__main__":
    main()
