/**
 * A function for a notebook's first cell. It needs IPython only, and RDKit for RDKit's own molecules: those that were laid out go as mol blocks, others as SMILES.
 * What a text is, is told by the line that only its format has; the beginning of the text stands in the output beside it, for notebooks without our renderer.
 */
export const pythonHelper = `from IPython.display import display

def show(data):
    """Show SMILES, a molfile, SDF, PDB, mmCIF or FASTA text, or an RDKit molecule."""
    if not isinstance(data, str):
        from rdkit.Chem import MolToMolBlock, MolToSmiles
        data = (MolToMolBlock if data.GetNumConformers() else MolToSmiles)(data)
    marks = {"$$$$": "mdl-sdfile", "M  END": "mdl-molfile", "data_": "mmcif", "ATOM  ": "pdb", "HETATM": "pdb", ">": ""}
    kind = next((marks[mark] for mark in marks if "\\n" + mark in "\\n" + data), "daylight-smiles")
    mime = f"chemical/x-{kind}" if kind else "text/x-fasta"
    display({mime: data, "text/plain": data[:2000]}, raw=True)
`;
