import initRDKitModule from "@rdkit/rdkit";
import type { Log, MainModule, Mol } from "@rdkit/rdkit";
import { Failure } from "../failure.ts";
import { explainRejection } from "./rejection.ts";
import type { Smiles } from "./smilesGraph.ts";
import { readSmiles } from "./smiles.ts";

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
	readonly smiles: Smiles;
	readonly handle: Mol;
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
 * Parses a SMILES, lends its handle to `use` and frees it afterwards, whatever happens: each forgotten handle costs 35 KB.
 *
 * @throws Failure `invalid-smiles` for a grammar or chemistry mistake, with a span where one is known
 */
export function withMolecule<T>(rdkit: Rdkit, text: string, use: (molecule: OpenMolecule) => T): T {
	const smiles = readSmiles(text);
	rdkit.log.clear_buffer();
	const handle = rdkit.module.get_mol(text);
	try {
		if (handle === null || !handle.is_valid() || handle.get_num_atoms() === 0) {
			throw explainRejection(rdkit.log.get_buffer(), smiles);
		}
		return use({ rdkit, smiles, handle, log: () => rdkit.log.get_buffer() });
	} finally {
		handle?.delete();
	}
}

/** The part of RDKit's JSON (`get_json`, rdkitjson 12) that is read here. */
export interface MoleculeJson {
	readonly atoms: readonly { readonly z: number; readonly hydrogens: number; readonly charge: number; readonly stereo: string }[];
	readonly bonds: readonly { readonly begin: number; readonly end: number }[];
}

interface WireJson {
	readonly defaults: { readonly atom: { readonly z: number } };
	readonly molecules: readonly {
		readonly atoms: readonly { readonly z?: number; readonly impHs?: number; readonly chg?: number; readonly stereo?: string }[];
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
		atoms: body.atoms.map((atom) => ({ z: atom.z ?? wire.defaults.atom.z, hydrogens: atom.impHs ?? 0, charge: atom.chg ?? 0, stereo: atom.stereo ?? "unspecified" })),
		bonds: (body.bonds ?? []).map((bond) => ({ begin: bond.atoms[0], end: bond.atoms[1] })),
	};
}
