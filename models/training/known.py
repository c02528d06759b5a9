"""What is known of the molecules and proteins most similar to one: the library that the bundle ships and the search in it.

The product searches in the same way (its tests hold the two against each other): molecules by the Tanimoto coefficient of Morgan fingerprints
(radius 2, 2,048 bits), proteins by the words of four residues that two have in common, each weighed by its rarity in the library. Needs RDKit.
"""
import gzip
import math

import numpy as np
from rdkit.Chem import rdFingerprintGenerator

BITS, WORD, LETTERS, MAX_RESIDUES = 2048, 4, 26, 512
MOLECULE_TEXT, PROTEIN_TEXT = 400, 120          # bytes
MOLECULES_NEAR, PROTEINS_NEAR = 1, 2            # how many the line tells of
_morgan = rdFingerprintGenerator.GetMorganGenerator(radius=2, fpSize=BITS)


def fingerprint(mol):
    """Set bits, ascending."""
    return sorted(_morgan.GetFingerprint(mol).GetOnBits())


def short(text, most):
    """At most `most` bytes, cut where a sentence or at least a word ends."""
    text = " ".join(text.split())
    if len(text.encode()) <= most:
        return text
    cut = text.encode()[:most + 1].decode(errors="ignore")
    return cut[:cut.rfind(". ") + 1] if cut.rfind(". ") > most / 2 else cut.rsplit(" ", 1)[0]


def told(found, texts):
    """[(place, similarity)] -> what the line of facts says: `412: text | 388: text`, or `none`."""
    near = [(math.floor(1000 * s + .5), i) for i, s in found]
    return " | ".join(f"{s}: {texts[i]}" for s, i in near if s >= 1) or "none"


def first(similarity, n):
    """Places of the n highest, the earlier of equals first."""
    n = min(n, len(similarity))
    some = np.argpartition(-similarity, n - 1)[:n] if n else []
    least = similarity[some].min() if n else 0
    places = np.flatnonzero(similarity >= least)
    return [(int(i), float(similarity[i])) for i in places[np.argsort(-similarity[places], kind="stable")][:n]]


class KnownMolecules:
    """@param bits set bits of each fingerprint; @param texts what is said of each"""

    def __init__(self, bits, texts):
        self.texts, self.bits = texts, bits
        self.table = np.zeros((len(bits), BITS), np.float32)
        for row, ones in zip(self.table, bits):
            row[ones] = 1
        self.ones = self.table.sum(1)

    def nearest(self, bits, n, without=()):
        """-> [(place, Tanimoto)], most similar first; places in `without` are passed over."""
        asked = np.zeros(BITS, np.float32)
        asked[bits] = 1
        both = self.table @ asked
        similarity = (both / np.maximum(1, self.ones + len(bits) - both)).astype(np.float64)
        similarity[list(without)] = -1
        return [(i, s) for i, s in first(similarity, n) if s >= 0]

    def write(self, path):
        write(path, ((" ".join(map(str, bits)), text) for bits, text in zip(self.bits, self.texts)))


def words(sequence):
    """Numbers of the different words of the first residues; windows with something that is no letter are left out."""
    codes = np.frombuffer(sequence[:MAX_RESIDUES].encode("latin-1", "replace"), np.uint8).astype(np.int64) - 65
    if len(codes) < WORD:
        return np.zeros(0, np.int64)
    value, good = np.zeros(len(codes) - WORD + 1, np.int64), np.ones(len(codes) - WORD + 1, bool)
    for i in range(WORD):
        part = codes[i:len(codes) - WORD + 1 + i]
        value = value * LETTERS + part
        good &= (part >= 0) & (part < LETTERS)
    return np.unique(value[good])


class KnownProteins:
    """@param sequences of the library; @param texts what is said of each"""

    def __init__(self, sequences, texts):
        self.sequences, self.texts = [s[:MAX_RESIDUES] for s in sequences], texts
        each = [words(s) for s in self.sequences]
        sizes = [len(w) for w in each]
        owner, flat = np.repeat(np.arange(len(each), dtype=np.int32), sizes), np.concatenate(each)
        order = np.argsort(flat, kind="stable")
        self.owner = owner[order]
        self.starts = np.searchsorted(flat[order], np.arange(LETTERS ** WORD + 1))
        frequency = np.diff(self.starts)
        self.weight = np.log(len(each) / np.maximum(1, frequency))
        self.whole = np.array([self.weight[w].sum() for w in each])

    def nearest(self, sequence, n, without=()):
        """-> [(place, weighed Jaccard coefficient)], most similar first; places in `without` are passed over."""
        asked = words(sequence)
        if not len(asked):
            return []
        owners = np.concatenate([self.owner[self.starts[w]:self.starts[w + 1]] for w in asked])
        weights = np.repeat(self.weight[asked], self.starts[asked + 1] - self.starts[asked])
        both = np.bincount(owners, weights=weights, minlength=len(self.texts)).astype(np.float64)
        whole = self.weight[asked].sum() + self.whole - both
        similarity = np.divide(both, whole, out=np.zeros_like(both), where=whole > 0)
        similarity[list(without)] = -1
        return [(i, s) for i, s in first(similarity, n) if s >= 0]

    def write(self, path):
        write(path, zip(self.sequences, self.texts))


def read(path):
    """-> [(key, text)]."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file]


def libraries(folder):
    """The two libraries that prepare_data.py wrote."""
    molecules, proteins = (read(f"{folder}/known-{kind}.tsv.gz") for kind in ("molecules", "proteins"))
    return KnownMolecules([[int(bit) for bit in key.split()] for key, _ in molecules], [text for _, text in molecules]), KnownProteins(*map(list, zip(*proteins)))


def write(path, rows):
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        for row in rows:
            assert not any(c in field for field in row for c in "\t\n\r"), row
            file.write(("\t".join(row) + "\n").encode())
