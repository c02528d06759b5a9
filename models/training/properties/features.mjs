// What the heads read of each molecule, by the RDKit that the product has: node features.mjs SMILES.txt OUT.jsonl
//
// A line for each SMILES that RDKit takes: the SMILES, its Morgan bits (radius 2, 2,048) and MACCS keys (base64, lowest bit first) and descriptors.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import initRDKitModule from "@rdkit/rdkit";

/** Two that depend on how stereochemistry is perceived, which RDKit changes from version to version. */
const LEFT_OUT = new Set(["NumAtomStereoCenters", "NumUnspecifiedAtomStereoCenters"]);
const MORGAN = JSON.stringify({ radius: 2, nBits: 2048 });

const [smilesFile, outFile] = process.argv.slice(2);
if (smilesFile === undefined || outFile === undefined) {
	throw new Error("usage: node features.mjs SMILES.txt OUT.jsonl");
}
const rdkit = await initRDKitModule();
rdkit.use_legacy_stereo_perception(true);
rdkit.allow_non_tetrahedral_chirality(true);
const base64 = (bits) => Buffer.from(bits).toString("base64");
const out = openSync(outFile, "w");
let names;
let refused = 0;
for (const smiles of readFileSync(smilesFile, "utf8").split("\n").filter((line) => line !== "")) {
	const molecule = rdkit.get_mol(smiles);
	if (molecule === null) {
		refused++;
		continue;
	}
	const descriptors = Object.entries(JSON.parse(molecule.get_descriptors())).filter(([name]) => !LEFT_OUT.has(name));
	if (names === undefined) {
		names = descriptors.map(([name]) => name);
		writeSync(out, `${JSON.stringify({ rdkit: rdkit.version(), names })}\n`);
	}
	const line = { smiles, morgan: base64(molecule.get_morgan_fp_as_uint8array(MORGAN)), maccs: base64(molecule.get_maccs_fp_as_uint8array()), descriptors: descriptors.map(([, value]) => (Number.isFinite(value) ? value : 0)) };
	writeSync(out, `${JSON.stringify(line)}\n`);
	molecule.delete();
}
closeSync(out);
process.stdout.write(`${refused} refused\n`);
