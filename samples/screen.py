"""Which of these could be taken by mouth? A first look, before anything is weighed out."""

aspirin = "CC(=O)Oc1ccccc1C(=O)O"
caffeine = "Cn1cnc2c1c(=O)n(C)c(=O)n2C"
ibuprofen = "CC(C)Cc1ccc(cc1)C(C)C(=O)O"
paracetamol = "CC(=O)Nc1ccc(O)cc1"

# Imatinib, the free base, and the mesylate that is in the tablet.
imatinib = "Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1"
imatinib_mesylate = "Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1.CS(=O)(=O)O"

# Stereocentres: (S)-naproxen as its sodium salt, penicillin G with three of them.
naproxen_sodium = "COc1ccc2cc([C@H](C)C(=O)[O-])ccc2c1.[Na+]"
penicillin_g = "CC1(C)S[C@@H]2[C@H](NC(=O)Cc3ccccc3)C(=O)N2[C@H]1C(=O)O"

# Broken on purpose: ring 2 is opened and never closed.
phenoxy_smiles = "CN1CCC(CC1)Oc2ccccc"

library = {
    "aspirin": aspirin,
    "caffeine": caffeine,
    "ibuprofen": ibuprofen,
    "paracetamol": paracetamol,
    "imatinib": imatinib,
    "penicillin G": penicillin_g,
}


def lipinski_violations(mass: float, log_p: float, donors: int, acceptors: int) -> int:
    """How many of the four bounds of the rule of five are exceeded."""
    return sum([mass > 500, log_p > 5, donors > 5, acceptors > 10])


if __name__ == "__main__":
    for name, smiles in library.items():
        print(f"{name:12} {smiles}")
