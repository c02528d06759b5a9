import { parentPort, workerData } from "node:worker_threads";
import type { ChemistryReply, ChemistryRequest, ChemistryResult } from "./chemistryProtocol.ts";
import { MAX_HEAVY_ATOMS, isChemistryRequest } from "./chemistryProtocol.ts";
import type { FailureData } from "./failure.ts";
import { Failure, failureData } from "./failure.ts";
import { drawMolecule } from "./molecule/depict.ts";
import { moleculeFacts } from "./molecule/facts.ts";
import { moleculeGraph } from "./molecule/graph.ts";
import type { OpenMolecule, Rdkit } from "./molecule/rdkit.ts";
import { loadRdkit, withMolecule } from "./molecule/rdkit.ts";
import { readSmiles } from "./molecule/smiles.ts";

/** Entry of the worker thread: RDKit is loaded once, then each message is one job and gets one reply. */
const port = parentPort;
const reply = (message: ChemistryReply): void => port?.postMessage(message);

function work(rdkit: Rdkit, request: ChemistryRequest): ChemistryResult {
	if (request.operation !== "graph") {
		refuseHuge(request.smiles);
	}
	return withMolecule(rdkit, request.smiles, (molecule) => perform(request, molecule));
}

function perform(request: ChemistryRequest, molecule: OpenMolecule): ChemistryResult {
	switch (request.operation) {
		case "facts": return moleculeFacts(molecule);
		case "draw": return drawMolecule(molecule, request.options);
		case "graph": return moleculeGraph(molecule);
	}
}

function refuseHuge(smiles: string): void {
	const { heavyAtoms } = readSmiles(smiles);
	if (heavyAtoms > MAX_HEAVY_ATOMS) {
		throw new Failure("molecule-too-large", `This molecule has ${heavyAtoms.toLocaleString("en")} heavy atoms; facts and drawings are made up to ${MAX_HEAVY_ATOMS.toLocaleString("en")}. Give a part of it, or its sequence if it is a protein.`);
	}
}

function answer(rdkit: Rdkit, message: unknown): void {
	if (!isChemistryRequest(message)) {
		const id = typeof message === "object" && message !== null && "id" in message && typeof message.id === "number" ? message.id : -1;
		reply({ kind: "failure", id, failure: failureData(new Failure("unexpected", "The chemistry worker got a request it does not understand. Reload the window; if it stays, please report it.")), broken: false });
		return;
	}
	try {
		reply({ kind: "result", id: message.id, value: work(rdkit, message) });
	} catch (error) {
		reply({ kind: "failure", id: message.id, failure: failureOf(error, message.smiles), broken: !(error instanceof Failure) });
	}
}

/**
 * RDKit throws C++ exceptions and, when its stack ends, WebAssembly traps; neither leaves it in a known state. Its stack holds
 * some 800 to 1,000 atoms of one chain, so for more than half of that the size is the reason.
 */
function failureOf(error: unknown, smiles: string): FailureData {
	if (error instanceof Failure) {
		return failureData(error);
	}
	const detail = error instanceof Error ? error.stack : String(error);
	const { atoms } = readSmiles(smiles);
	if (atoms.length > ATOMS_OF_HALF_A_STACK) {
		const count = atoms.length.toLocaleString("en");
		return { code: "molecule-too-large", message: `This molecule has ${count} atoms; RDKit's memory for one molecule ends at about 1,000, for long chains sooner. Give a part of it, or its sequence if it is a protein.`, detail };
	}
	return { code: "chemistry-crashed", message: "RDKit gave up on this molecule, which is too unusual for it. Check the SMILES, or give a part of it.", detail };
}

const ATOMS_OF_HALF_A_STACK = 400;

function wasmFile(): string {
	const data: unknown = workerData;
	if (typeof data === "object" && data !== null && "wasmFile" in data && typeof data.wasmFile === "string") {
		return data.wasmFile;
	}
	throw new Failure("chemistry-unavailable", "The chemistry worker was not told where RDKit lies. Reload the window; if it stays, install the extension again.");
}

async function start(): Promise<void> {
	try {
		const rdkit = await loadRdkit(wasmFile());
		port?.on("message", (message: unknown) => answer(rdkit, message));
		reply({ kind: "ready" });
	} catch (error) {
		reply({ kind: "failed-to-start", failure: failureData(error) });
	}
}

void start();
