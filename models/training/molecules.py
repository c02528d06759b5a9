"""What the prompt tells about a molecule, computed as the product computes it (src/science/modelFacts.ts; test/parity/modelFacts.test.ts). Needs RDKit.

Two RDKits are at work: Debian's in Python here, WebAssembly's in the product. Both read the same patterns from `classes.json`.
"""
from rdkit import Chem
from rdkit.Chem import Crippen, Descriptors, Lipinski, rdMolDescriptors

from chemical_classes import CLASSES

PATTERNS = [Chem.MolFromSmarts(entry["smarts"]) for entry in CLASSES]
LONGEST_CLASSES = 360


def read_captions(path):
    """chebi20_validation.tsv -> [(CID, SMILES, caption)]."""
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")][1:]
    return [(r[0], r[1].replace("\\\\", "\\"), r[2].strip()) for r in rows if len(r) == 3]


def flat(mol):
    """The molecule's identity without stereochemistry: Debian's RDKit writes no InChIKey."""
    return Chem.MolToSmiles(mol, isomericSmiles=False)


def hill(mol):
    """Hill order, charge at the end; every hydrogen counted: C9H8O4, H4N+."""
    counts, charge = {}, 0
    for atom in mol.GetAtoms():
        counts[atom.GetSymbol()] = counts.get(atom.GetSymbol(), 0) + 1
        hydrogens = atom.GetTotalNumHs()
        if hydrogens:
            counts["H"] = counts.get("H", 0) + hydrogens
        charge += atom.GetFormalCharge()
    order = ([s for s in ("C", "H") if s in counts] + sorted(s for s in counts if s not in ("C", "H"))) if "C" in counts else sorted(counts)
    sign = "" if charge == 0 else ("+" if charge > 0 else "-") if abs(charge) == 1 else f"{'+' if charge > 0 else '-'}{abs(charge)}"
    return "".join(s + (str(counts[s]) if counts[s] > 1 else "") for s in order) + sign


def lipinski(mol):
    """The rule of five with Lipinski's own counts, rounded as the product's facts are."""
    failing = (round(Descriptors.MolWt(mol), 1) > 500) + (round(Crippen.MolLogP(mol), 2) > 5) + (Lipinski.NHOHCount(mol) > 5) + (Lipinski.NOCount(mol) > 10)
    return "passes" if failing <= 1 else "fails"


def values(mol):
    """RDKit molecule -> the values of the template's places, as texts, with `classes` as a list of indices into CLASSES."""
    rings = mol.GetRingInfo().NumRings()
    return dict(formula=hill(mol), charge=str(Chem.GetFormalCharge(mol)), rings=str(rings), aromaticRings=str(rdMolDescriptors.CalcNumAromaticRings(mol)),
                stereocentres=str(rdMolDescriptors.CalcNumAtomStereoCenters(mol)), heavyAtoms=str(mol.GetNumHeavyAtoms()), lipinski=lipinski(mol),
                classes=fitting([i for i, pattern in enumerate(PATTERNS) if mol.HasSubstructMatch(pattern)]))


def fitting(classes):
    """The classes whose names, with a comma and a space between them, take LONGEST_CLASSES bytes at most; the general ones go first."""
    length, kept = -2, []
    for i in classes:
        length += 2 + len(CLASSES[i]["name"].encode())
        if length > LONGEST_CLASSES:
            break
        kept.append(i)
    return kept
