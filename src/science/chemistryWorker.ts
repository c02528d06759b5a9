import { readlinkSync } from "node:fs";
import { constants, setPriority } from "node:os";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { performJob } from "./chemistryJobs.ts";
import type { ChemistryJob, ChemistryReply } from "./chemistryProtocol.ts";
import { isChemistryRequest } from "./chemistryProtocol.ts";
import type { FailureData } from "./failure.ts";
import { Failure, failureData } from "./failure.ts";
import type { Rdkit } from "./molecule/rdkit.ts";
import { loadRdkit } from "./molecule/rdkit.ts";
import { tokeniseSmiles } from "./molecule/smiles.ts";

/** Entry of the worker thread: RDKit is loaded once, then each message is one job and gets one reply. */
const port = parentPort;
const reply = (message: ChemistryReply): void => port?.postMessage(message);

function answer(rdkit: Rdkit, message: unknown): void {
	if (!isChemistryRequest(message)) {
		const id = typeof message === "object" && message !== null && "id" in message && typeof message.id === "number" ? message.id : -1;
		reply({ kind: "failure", id, failure: failureData(new Failure("unexpected", "The chemistry worker got a request it does not understand. Reload the window; if it stays, please report it.")), broken: false });
		return;
	}
	try {
		reply({ kind: "result", id: message.id, value: performJob(rdkit, message) });
	} catch (error) {
		reply({ kind: "failure", id: message.id, failure: failureOf(error, message), broken: !(error instanceof Failure) });
	}
}

/**
 * RDKit throws C++ exceptions and, when its stack ends, WebAssembly traps; neither leaves it in a known state. Its stack holds
 * some 800 to 1,000 atoms of one chain, so for more than half of that the size is the reason.
 */
function failureOf(error: unknown, job: ChemistryJob): FailureData {
	if (error instanceof Failure) {
		return failureData(error);
	}
	const detail = error instanceof Error ? error.stack : String(error);
	const smiles = "structures" in job ? undefined : tokeniseSmiles(job.structure);
	const atoms = smiles !== undefined && "atoms" in smiles ? smiles.atoms.length : 0;
	if (atoms > ATOMS_OF_HALF_A_STACK) {
		const count = atoms.toLocaleString("en");
		return { code: "molecule-too-large", message: `This molecule has ${count} atoms; RDKit's memory for one molecule ends at about 1,000, for long chains sooner. Give a part of it, or its sequence if it is a protein.`, detail };
	}
	return { code: "chemistry-crashed", message: "RDKit gave up on this molecule, which is too unusual for it. Check how it is written, or give a part of it.", detail };
}

const ATOMS_OF_HALF_A_STACK = 400;

function wasmFile(): string {
	const data: unknown = workerData;
	if (typeof data === "object" && data !== null && "wasmFile" in data && typeof data.wasmFile === "string") {
		return data.wasmFile;
	}
	throw new Failure("chemistry-unavailable", "The chemistry worker was not told where RDKit lies. Reload the window; if it stays, install the extension again.");
}

/** So that a person's hover and typing go before a table. Only Linux numbers its threads like processes. */
function stepBack(): void {
	const data: unknown = workerData;
	if (process.platform !== "linux" || typeof data !== "object" || data === null || !("isBackground" in data) || data.isBackground !== true) {
		return;
	}
	try {
		setPriority(Number(path.basename(readlinkSync("/proc/thread-self"))), constants.priority.PRIORITY_BELOW_NORMAL);
	} catch {
		// A container without /proc, or where the priority is fixed: the work is the same.
	}
}

async function start(): Promise<void> {
	try {
		stepBack();
		const rdkit = await loadRdkit(wasmFile());
		port?.on("message", (message: unknown) => answer(rdkit, message));
		reply({ kind: "ready" });
	} catch (error) {
		reply({ kind: "failed-to-start", failure: failureData(error) });
	}
}

void start();
