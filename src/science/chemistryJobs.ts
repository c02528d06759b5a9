import type { FailureData } from "./failure.ts";
import type { ChemistryJob, ChemistryResult } from "./chemistryProtocol.ts";
import { MAX_HEAVY_ATOMS } from "./chemistryProtocol.ts";
import { Failure, failureData } from "./failure.ts";
import { drawMolecule, drawReaction, highlightOf } from "./molecule/depict.ts";
import { checkConformer, embeddable } from "./molecule/embedding.ts";
import { chosenFacts, factColumns, moleculeFacts } from "./molecule/facts.ts";
import { morganFingerprint, packedFingerprint } from "./molecule/fingerprint.ts";
import { moleculeFragment } from "./molecule/fragment.ts";
import { moleculeGraph } from "./molecule/graph.ts";
import { inchiKey } from "./molecule/inchi.ts";
import { moleculeMatches } from "./molecule/matches.ts";
import { writeMolBlock } from "./molecule/molfile.ts";
import { propertyFeatures } from "./molecule/propertyFeatures.ts";
import type { OpenMolecule, Rdkit } from "./molecule/rdkit.ts";
import { checkSection, withMolecule, withStructure } from "./molecule/rdkit.ts";
import { rewriteMolecule } from "./molecule/rewrite.ts";
import { readSmiles } from "./molecule/smiles.ts";
import type { Structure } from "./molecule/structure.ts";
import { heavyAtomsOf, readStructure } from "./molecule/structure.ts";
import { substructureMatch, withSmarts } from "./molecule/substructure.ts";

/**
 * Does one job with RDKit, in the calling thread.
 *
 * @throws Failure for what a user gave; anything else means that RDKit is in no known state any more
 */
export function performJob(rdkit: Rdkit, job: ChemistryJob): ChemistryResult {
	switch (job.operation) {
		case "facts": return withStructure(rdkit, job.structure, readBounded(job.structure), moleculeFacts);
		case "chosenFacts": return { columns: factColumns(job.keys, rdkit.name), rows: each(rdkit, job.structures, (molecule) => ({ values: chosenFacts(molecule, job.keys) })) };
		case "check": return check(rdkit, job.structure);
		case "checkAll": return job.structures.map((one) => problemOf(rdkit, one));
		case "rewrite": return rewriteMolecule(rdkit, job.structure, readBounded(job.structure), job.change);
		case "inchiKey": return inchiKey(rdkit, job.structure);
		case "fingerprint": return withStructure(rdkit, job.structure, readBounded(job.structure), morganFingerprint);
		case "fingerprints": return each(rdkit, job.structures, packedFingerprint);
		case "substructure": return withSmarts(rdkit, job.smarts, (query) => each(rdkit, job.structures, (molecule) => substructureMatch(molecule, query)));
		case "matches": return withSmarts(rdkit, job.smarts, (query) => withRead(rdkit, job.structure, (molecule, structure) => moleculeMatches(molecule, job.structure, structure, query)));
		case "embeddable": return withRead(rdkit, job.structure, (molecule, structure) => embeddable(molecule, job.structure, structure));
		case "checkConformer": return withRead(rdkit, job.structure, (molecule, structure) => checkConformer(molecule, job.structure, structure, job.block));
		case "molBlock": return withRead(rdkit, job.structure, writeMolBlock);
		case "fragment": return withRead(rdkit, job.structure, (molecule, structure) => moleculeFragment(molecule, job.structure, structure, job.atoms));
		case "propertyFeatures": return withStructure(rdkit, job.structure, readBounded(job.structure), propertyFeatures);
		case "draw": {
			const structure = readBounded(job.structure);
			if (structure.notation !== "reaction") {
				return withStructure(rdkit, job.structure, structure, (molecule) => drawMolecule(molecule, job.options, highlightOf(molecule, job.structure, structure, job.options.highlight)));
			}
			structure.reaction.sections.forEach(({ smiles }) => checkSection(rdkit, smiles));
			return drawReaction(rdkit, job.structure, job.options);
		}
		case "graph":
			// The encoder reads what is written as plain SMILES, nothing else.
			readSmiles(job.structure);
			return withMolecule(rdkit, job.structure, moleculeGraph);
	}
}

function check(rdkit: Rdkit, text: string): null {
	const structure = readBounded(text);
	if (structure.notation === "reaction") {
		structure.reaction.sections.forEach(({ smiles }) => checkSection(rdkit, smiles));
		return null;
	}
	return withStructure(rdkit, text, structure, () => null);
}

function withRead<T>(rdkit: Rdkit, text: string, use: (molecule: OpenMolecule, structure: Structure) => T): T {
	const structure = readBounded(text);
	return withStructure(rdkit, text, structure, (molecule) => use(molecule, structure));
}

/** A molecule that is refused costs the others nothing. */
function each<T>(rdkit: Rdkit, structures: readonly string[], use: (molecule: OpenMolecule) => T): (T | { failure: FailureData })[] {
	return structures.map((text) => {
		try {
			return withStructure(rdkit, text, readBounded(text), use);
		} catch (error) {
			if (error instanceof Failure) {
				return { failure: failureData(error) };
			}
			throw error;
		}
	});
}

function problemOf(rdkit: Rdkit, text: string): ReturnType<typeof failureData> | null {
	try {
		return check(rdkit, text);
	} catch (error) {
		if (error instanceof Failure) {
			return failureData(error);
		}
		throw error;
	}
}

function readBounded(text: string): Structure {
	const structure = readStructure(text);
	const heavyAtoms = heavyAtomsOf(structure);
	if (heavyAtoms > MAX_HEAVY_ATOMS) {
		const what = structure.notation === "reaction" ? "reaction" : "molecule";
		throw new Failure("molecule-too-large", `This ${what} has ${heavyAtoms.toLocaleString("en")} heavy atoms; facts and drawings are made up to ${MAX_HEAVY_ATOMS.toLocaleString("en")}. Give a part of it, or its sequence if it is a protein.`);
	}
	return structure;
}
