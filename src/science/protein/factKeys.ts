/** Keys of what `proteinFacts` gives, in its order. */
export const PROTEIN_FACTS = ["length", "unknownResidues", "residuesOutsideScales", "molecularWeight", "isoelectricPoint", "gravy", "aromaticity", "instabilityIndex", "extinctionReduced", "extinctionOxidised"] as const;
