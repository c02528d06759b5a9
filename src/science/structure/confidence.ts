import type { FileFacts } from "./fileFacts.ts";
import type { StructureData } from "./structureData.ts";

/**
 * What the B-factors are. Confidences only where the file says so, since nothing in the numbers tells them from B-factors; those from
 * 0 to 1 are brought to 0 to 100 in place.
 */
export function confidenceOf(bFactors: Float32Array, { predicted, experimental }: FileFacts): StructureData["confidence"] {
	let [low, high] = [Infinity, -Infinity];
	for (const value of bFactors) {
		low = value < low ? value : low;
		high = value > high ? value : high;
	}
	if (low === high) {
		return "none";
	}
	if (!predicted || experimental || low < 0 || high > 100) {
		return "b-factor";
	}
	if (high <= 1) {
		bFactors.forEach((value, atom) => (bFactors[atom] = value * 100));
	}
	return "plddt";
}
