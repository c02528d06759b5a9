/** Ten facts that a chemist asks for first. */
export const TEN = ["averageMass", "logP", "tpsa", "hbd", "hba", "rotatableBonds", "rings", "aromaticRings", "charge", "heavyAtoms"] as const;
