"""The prompt's line of facts, the questions about it and their answers. Needs nothing but Python.

The line's template is the manifest's `prompt.facts`; the product fills it in with the same values (src/science/modelFacts.ts). It is
short, its order is fixed and each label stands before its value, so that reading it is copying; digits are single tokens.
"""
from chemical_classes import CLASSES

MOLECULE_LINE = "formula {formula}; charge {charge}; rings {rings}; aromatic {aromaticRings}; stereocentres {stereocentres}; rule of five {lipinski}; classes: {classes}; nearest {nearest}"
PROTEIN_LINE = "length {length}; mass {mass}; nearest {nearest}"
PHRASES = [f"{entry['article']} {entry['name']}" for entry in CLASSES]
SUBJECTS = ["it", "this molecule", "the molecule", "this compound", "this drug", "this medicine", "this inhibitor", "this antibiotic", "this metabolite", "this substance"]
ELEMENTS = {"C": "carbon", "N": "nitrogen", "O": "oxygen", "S": "sulfur", "F": "fluorine", "Cl": "chlorine", "P": "phosphorus", "Br": "bromine", "H": "hydrogen"}
TEMPLATES = {
    "rings": ["How many rings does {s} have?", "How many rings are in {s}?", "Count the rings of {s}."],
    "aromatic": ["How many aromatic rings does {s} have?", "How many aromatic rings are in {s}?"],
    "formula": ["What is the molecular formula?", "What is the formula of {s}?", "What is the molecular formula of {s}?"],
    "charge": ["Is {s} charged?", "What is the charge of {s}?", "Is {s} an ion?"],
    "lipinski": ["Does {s} satisfy Lipinski's rule of five?", "Does {s} pass the rule of five?", "Is {s} drug-like by Lipinski's rule?"],
    "stereo": ["How many stereocentres does {s} have?", "How many stereocentres are in {s}?"],
    "groups": ["Which functional groups and ring systems does {s} have?", "Which chemical classes does {s} belong to?", "Which functional groups does {s} have?"],
    "contains": ["Is {s} {c}?", "Is {s} {c}?", "Would you call {s} {c}?"],
    "atoms": ["How many {e} atoms does {s} have?"],
    "caption": ["Please describe this molecule.", "Describe this molecule.", "Describe the structure of {s}.", "What is {s}?", "What is {s} chemically?"],
    "residues": ["How many residues does it have?", "How long is this protein?", "What is the length of this protein?"],
    "mass": ["What is the mass of this protein?", "How heavy is this protein?"],
    "protein_name": ["What is the name of this protein?", "What is this protein?", "Which protein is this?"],
    "protein_function": ["What is the function of this protein?", "What does this protein do?", "Describe the function of this protein."],
}
STRUCTURE = ("rings", "aromatic", "formula", "charge", "lipinski", "stereo", "contains")


def molecule_line(v, nearest="none"):
    """Values of molecules.values and what known.told tells -> the line of facts."""
    return MOLECULE_LINE.format(**{**v, "nearest": nearest, "classes": ", ".join(CLASSES[i]["name"] for i in v["classes"]) or "none"})


def protein_line(sequence, nearest="none"):
    return PROTEIN_LINE.format(length=len(sequence), mass=protein_mass(sequence), nearest=nearest)


# Average masses of free amino acids in Da, as src/science/protein/facts.ts has them (IUPAC, as in Biopython).
MASSES = dict(A=89.0932, C=121.1582, D=133.1027, E=147.1293, F=165.1891, G=75.0666, H=155.1546, I=131.1729, K=146.1876, L=131.1729, M=149.2113, N=132.1179, O=255.3134,
              P=115.1305, Q=146.1445, R=174.201, S=105.0926, T=119.1192, U=168.0532, V=117.1463, W=204.2252, Y=181.1885, J=131.1729)


def protein_mass(sequence):
    """Whole kilodaltons: one short number to copy; unknown where a residue is."""
    if not set(sequence) <= set(MASSES):
        return "unknown"
    return f"{round((sum(MASSES[residue] for residue in sequence) - (len(sequence) - 1) * 18.0153) / 1000)} kDa"


def plural(n, noun):
    return f"{n} {noun}{'' if n == '1' else 's'}"


def join(words):
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def atoms_in(formula, symbol):
    """Count of one element in a Hill formula."""
    at = 0
    while at < len(formula):
        end = at + 1
        while end < len(formula) and formula[end].islower():
            end += 1
        digits = end
        while digits < len(formula) and formula[digits].isdigit():
            digits += 1
        if formula[at:end] == symbol:
            return formula[end:digits] or "1"
        at = digits
    return "0"


def answer(kind, v, which=None):
    """The right answer of a kind of question about a molecule's values; `which` is a class or an element's symbol."""
    match kind:
        case "rings": return f"It has {plural(v['rings'], 'ring')}."
        case "aromatic": return f"It has {plural(v['aromaticRings'], 'aromatic ring')}."
        case "stereo": return f"It has {plural(v['stereocentres'], 'stereocentre')}."
        case "formula": return v["formula"]
        case "charge": return "No, it is neutral." if v["charge"] == "0" else f"Yes, its charge is {int(v['charge']):+d}."
        case "lipinski": return "Yes, it does." if v["lipinski"] == "passes" else "No, it does not."
        case "groups": return f"It is {join([PHRASES[i] for i in v['classes'][:6]])}." if v["classes"] else "None of those I know."
        case "contains": return f"Yes, it is {PHRASES[which]}." if which in v["classes"] else f"No, it is not {PHRASES[which]}."
        case "atoms": return f"It has {plural(atoms_in(v['formula'].split('+')[0].split('-')[0], which), ELEMENTS[which] + ' atom')}."
    raise KeyError(kind)


def ask(kind, v, rng, absent=None):
    """One [question, answer, kind]. Half of the questions about classes are about one that is there; `absent` draws the others."""
    subject, text, which = rng.choice(SUBJECTS[:4] * 2 + SUBJECTS), rng.choice(TEMPLATES[kind]), None
    if kind == "contains":
        if v["classes"] and rng.random() < .5:
            which = rng.choice(v["classes"])
        else:
            which = absent(rng)
    if kind == "atoms":
        which = rng.choice(list(ELEMENTS))
    question = text.format(s=subject, c=PHRASES[which] if kind == "contains" else "", e=ELEMENTS.get(which, ""))
    return [question[0].upper() + question[1:], answer(kind, v, which), kind]


def several(v, rng, absent, n):
    """n questions of mixed kinds about one molecule."""
    kinds = rng.choices(["rings", "aromatic", "formula", "charge", "lipinski", "stereo", "contains", "atoms", "groups"], weights=[2, 2, 2, 2, 1, 2, 8, 1, .6], k=n)
    return [ask(kind, v, rng, absent) for kind in kinds]


def invented(rng, weights):
    """Values that no molecule has: with these nothing but the line itself can tell the answer."""
    small = lambda: str(min(rng.choice([rng.randint(0, 3), rng.randint(0, 9), rng.randint(0, 30)]), 30))
    number = lambda most: "" if (n := rng.randint(1, most)) == 1 else str(n)
    formula = "C" + number(60) + "H" + number(99) + "".join(e + number(m) for e, m in (("Br", 2), ("Cl", 4), ("F", 6), ("N", 12), ("O", 24), ("P", 3), ("S", 4)) if rng.random() < .45)
    charge = rng.choice([0, 0, 0, 1, -1, rng.randint(-6, 3)])
    formula += "" if charge == 0 else ("+" if charge > 0 else "-") + ("" if abs(charge) == 1 else str(abs(charge)))
    k = rng.choice([0, 2, 4, 6, 10, 16])
    classes = sorted({weights(rng) if rng.random() < .5 else rng.randrange(len(CLASSES)) for _ in range(k)})
    return dict(formula=formula, charge=str(charge), rings=small(), aromaticRings=small(), stereocentres=small(), lipinski=rng.choice(["passes", "fails"]), classes=classes)
