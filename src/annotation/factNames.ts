import { Failure } from "../science/failure.ts";
import { MOLECULE_FACTS } from "../science/molecule/factKeys.ts";
import { PROTEIN_FACTS } from "../science/protein/factKeys.ts";

type Kind = "molecule" | "protein";

const KEYS: Readonly<Record<Kind, readonly string[]>> = { molecule: MOLECULE_FACTS, protein: PROTEIN_FACTS };

/** What chemists and other programs call them, in small letters and without anything between. */
const OTHER_NAMES: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
	molecule: {
		smiles: "canonicalSmiles", cansmiles: "canonicalSmiles",
		mf: "formula", molecularformula: "formula",
		mw: "averageMass", mass: "averageMass", molwt: "averageMass", amw: "averageMass", molecularweight: "averageMass",
		exactmass: "monoisotopicMass", exactmw: "monoisotopicMass", exactmolwt: "monoisotopicMass",
		clogp: "logP", mollogp: "logP", psa: "tpsa",
		donors: "hbd", acceptors: "hba",
		rotb: "rotatableBonds", rotbonds: "rotatableBonds", rb: "rotatableBonds",
		ringcount: "rings", arom: "aromaticRings", aromrings: "aromaticRings",
		stereocenters: "stereocentres", unspecifiedstereocenters: "unspecifiedStereocentres",
		formalcharge: "charge", heavy: "heavyAtoms", hac: "heavyAtoms",
		ro5: "lipinski", ruleoffive: "lipinski",
	},
	protein: {
		len: "length", residues: "length",
		mw: "molecularWeight", mass: "molecularWeight", molwt: "molecularWeight",
		pi: "isoelectricPoint", instability: "instabilityIndex", hydropathy: "gravy",
		extinction: "extinctionReduced",
	},
};

/** Names for `all`, `mw` and so on, which mean another fact of a protein than of a molecule. */
const ALL = "all";

/**
 * Keys of facts, of names as people write them: `mw` or `averageMass`, capitals and hyphens aside; `all` is every one.
 *
 * @returns each key once, in the order of the names
 * @throws Failure `invalid-input` with the names that there are
 */
export function factKeys(names: readonly string[], kind: Kind): readonly string[] {
	return [...new Set(names.flatMap((name) => keysOf(name, kind) ?? unknown(name, [kind])))];
}

/**
 * Refuses a name that no molecule and no protein has, before anything is known of the table.
 *
 * @throws Failure `invalid-input` with the names that there are
 */
export function checkFactNames(names: readonly string[]): void {
	for (const name of names) {
		if (keysOf(name, "molecule") === undefined && keysOf(name, "protein") === undefined) {
			unknown(name, ["molecule", "protein"]);
		}
	}
}

function keysOf(name: string, kind: Kind): readonly string[] | undefined {
	const plain = plainly(name);
	if (plain === ALL) {
		return KEYS[kind];
	}
	const others = OTHER_NAMES[kind];
	const key = KEYS[kind].find((one) => plainly(one) === plain) ?? (Object.hasOwn(others, plain) ? others[plain] : undefined);
	return key === undefined ? undefined : [key];
}

function plainly(name: string): string {
	return name.toLowerCase().replace(/[\s_-]/g, "");
}

function unknown(name: string, kinds: readonly Kind[]): never {
	const there = kinds.map((kind) => `Of a ${kind} there are ${listOf(kind)}`).join(". ");
	throw new Failure("invalid-input", `There is no fact “${name.slice(0, 60)}”${kinds.length === 1 ? ` of a ${kinds[0]}, and the column holds ${kinds[0]}s` : ""}. ${there}; or all.`);
}

/** Each key, with its shortest other name where it has one: `averageMass (mw)`. */
function listOf(kind: Kind): string {
	const short = (key: string): string | undefined => Object.entries(OTHER_NAMES[kind]).filter(([, known]) => known === key).map(([name]) => name).sort((one, other) => one.length - other.length)[0];
	return KEYS[kind].map((key) => (short(key) === undefined ? key : `${key} (${short(key)})`)).join(", ");
}
