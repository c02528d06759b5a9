import initRDKitModule from "@rdkit/rdkit";
import type { Log, MainModule, Mol } from "@rdkit/rdkit";
import { Failure } from "../failure.ts";
import { explainBlockRejection, explainRejection } from "./rejection.ts";
import { readSmiles } from "./smiles.ts";
import type { Smiles } from "./smilesGraph.ts";
import type { Extension, Structure } from "./structure.ts";
import { readStructure } from "./structure.ts";

/** RDKit compiled to WebAssembly, in one thread: nothing here may be called twice at a time. */
export interface Rdkit {
	readonly module: MainModule;
	/** Everything RDKit reports; cleared before each molecule. */
	readonly log: Log;
	/** e.g. `RDKit 2026.09.1`, for the method of each fact. */
	readonly name: string;
}

/** A molecule while its handle is alive. */
export interface OpenMolecule {
	readonly rdkit: Rdkit;
	/** As written, without an extension; of a mol block RDKit's canonical SMILES. */
	readonly smiles: Smiles;
	readonly handle: Mol;
	/** Its text had the `|…|` of CXSMILES. */
	readonly extended: boolean;
	/** What RDKit has reported about this molecule so far. */
	log(): string;
}

/**
 * Loads RDKit (about 150 ms).
 *
 * @param wasmFile absolute path of `RDKit_minimal.wasm`
 */
export async function loadRdkit(wasmFile: string): Promise<Rdkit> {
	const module = await initRDKitModule({ locateFile: () => wasmFile });
	// The encoders were trained on features of this stereo perception (spec 1.1): RDKit may change its default, we may not.
	module.use_legacy_stereo_perception(true);
	module.allow_non_tetrahedral_chirality(true);
	const log = module.set_log_capture("rdApp.*");
	if (log === null) {
		throw new Failure("chemistry-unavailable", "RDKit started without its log, so it could not explain mistakes. Install the extension again.");
	}
	return { module, log, name: `RDKit ${module.version()}` };
}

/**
 * Parses a SMILES, CXSMILES or mol block, lends its handle to `use` and frees it afterwards, whatever happens: each forgotten
 * handle costs 35 KB.
 *
 * @throws Failure `invalid-smiles` for a grammar or chemistry mistake, with a span where one is known; `invalid-molfile`
 */
export function withMolecule<T>(rdkit: Rdkit, text: string, use: (molecule: OpenMolecule) => T): T {
	return withStructure(rdkit, text, readStructure(text), use);
}

/** {@link withMolecule} for a text whose grammar was read before. */
export function withStructure<T>(rdkit: Rdkit, text: string, structure: Structure, use: (molecule: OpenMolecule) => T): T {
	switch (structure.notation) {
		case "reaction":
			throw new Failure("invalid-smiles", "This is a reaction, not one molecule. Give one of its molecules: what stands between the arrows and dots.", { span: { start: 0, end: text.length } });
		case "molfile":
			return lend(rdkit, structure.block.text, () => explainBlockRejection(rdkit.log.get_buffer()), (handle) => use({ rdkit, handle, smiles: readSmiles(handle.get_smiles()), extended: false, log: () => rdkit.log.get_buffer() }));
		case "smiles": {
			const { smiles, extension } = structure;
			const rejection = (): Failure => (extension !== undefined && isAccepted(rdkit, smiles.text) ? extensionRejection(extension) : explainRejection(rdkit.log.get_buffer(), smiles));
			return lend(rdkit, text, rejection, (handle) => use({ rdkit, smiles, handle, extended: extension !== undefined, log: () => rdkit.log.get_buffer() }));
		}
	}
}

/** Whether RDKit makes a molecule of a section of a reaction; throws the reason if not, with places of the whole text. */
export function checkSection(rdkit: Rdkit, smiles: Smiles): void {
	lend(rdkit, smiles.text, () => explainRejection(rdkit.log.get_buffer(), smiles), () => undefined);
}

function lend<T>(rdkit: Rdkit, text: string, rejection: () => Failure, use: (handle: Mol) => T): T {
	rdkit.log.clear_buffer();
	const handle = rdkit.module.get_mol(text);
	try {
		if (handle === null || !handle.is_valid() || handle.get_num_atoms() === 0) {
			throw rejection();
		}
		return use(handle);
	} finally {
		handle?.delete();
	}
}

function isAccepted(rdkit: Rdkit, text: string): boolean {
	rdkit.log.clear_buffer();
	const handle = rdkit.module.get_mol(text);
	handle?.delete();
	return handle !== null;
}

function extensionRejection({ text, span }: Extension): Failure {
	const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
	return new Failure("invalid-smiles", `RDKit cannot read the extension ${shown} at character ${span.start + 1}; the SMILES before it is right. Correct the extension, or remove it to keep the plain SMILES.`, { span });
}

/** The part of RDKit's JSON (`get_json`, rdkitjson 12) that is read here. */
export interface MoleculeJson {
	readonly atoms: readonly { readonly z: number; readonly hydrogens: number; readonly charge: number; readonly isotope: number; readonly stereo: string }[];
	readonly bonds: readonly { readonly begin: number; readonly end: number }[];
}

interface WireJson {
	readonly defaults: { readonly atom: { readonly z: number } };
	readonly molecules: readonly {
		readonly atoms: readonly { readonly z?: number; readonly impHs?: number; readonly chg?: number; readonly isotope?: number; readonly stereo?: string }[];
		readonly bonds?: readonly { readonly atoms: readonly [number, number] }[];
	}[];
}

/** Atoms in SMILES order and bonds in RDKit's order, hydrogens outside the graph as counts. */
export function moleculeJson(molecule: OpenMolecule): MoleculeJson {
	const wire = JSON.parse(molecule.handle.get_json()) as WireJson;
	const body = wire.molecules[0];
	if (body === undefined) {
		throw new Failure("unexpected", "RDKit gave no description of this molecule. Please report it with the SMILES.");
	}
	return {
		atoms: body.atoms.map((atom) => ({ z: atom.z ?? wire.defaults.atom.z, hydrogens: atom.impHs ?? 0, charge: atom.chg ?? 0, isotope: atom.isotope ?? 0, stereo: atom.stereo ?? "unspecified" })),
		bonds: (body.bonds ?? []).map((bond) => ({ begin: bond.atoms[0], end: bond.atoms[1] })),
	};
}
