"""The molecules that the heads were trained on, for the product to find the nearest: exact Morgan bits in about 50 bytes a molecule.

Layout, little-endian: `BMFP`, uint32 version 1, uint32 molecules, uint32 bits; then of each molecule uint16 with a bit for each set it trains
(in the order of properties.json), uint16 number of ones, and for each one its distance to the one before (the first: to -1) less one as LEB128.
"""
import struct

import numpy as np


def write_molecules(file, splits, features):
    sets = {}
    for place, split in enumerate(splits):
        for smiles in split.smiles[split.train]:
            sets[smiles] = sets.get(smiles, 0) | 1 << place
    bits = np.unpackbits(features.morgan(list(sets)), axis=1, bitorder="little")
    # Molecules of equal bits are one: their similarity to anything is the same.
    merged = {}
    for row, members in zip(bits, sets.values()):
        key = np.packbits(row, bitorder="little").tobytes()
        merged[key] = merged.get(key, 0) | members
    out = bytearray(struct.pack("<4sIII", b"BMFP", 1, len(merged), bits.shape[1]))
    for key, members in merged.items():
        ones = np.flatnonzero(np.unpackbits(np.frombuffer(key, np.uint8), bitorder="little"))
        out += struct.pack("<HH", members, len(ones))
        before = -1
        for one in ones:
            gap = int(one) - before - 1
            before = int(one)
            while gap >= 128:
                out.append(gap & 127 | 128)
                gap >>= 7
            out.append(gap)
    with open(file, "wb") as f:
        f.write(out)
    return len(merged)
