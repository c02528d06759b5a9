import type { Chemistry, DrawingOptions, Rewrite } from "./chemistry.ts";
import type { ChemistryJob, ChemistryResult, CheckResults } from "./chemistryProtocol.ts";
import { MAX_BATCH, isDrawingOptions, isRewrite } from "./chemistryProtocol.ts";
import { ChemistryQueue } from "./chemistryQueue.ts";
import type { Outcome } from "./chemistryThread.ts";
import type { FailureData } from "./failure.ts";
import { Failure, failureData, failureFrom } from "./failure.ts";
import { FingerprintBatches } from "./fingerprintBatches.ts";
import type { ConformerCheck, Embeddable } from "./molecule/embedding.ts";
import type { MoleculeFacts } from "./molecule/facts.ts";
import type { Fingerprint, FingerprintResult } from "./molecule/fingerprint.ts";
import type { MoleculeGraph } from "./molecule/graph.ts";
import type { MoleculeMatches } from "./molecule/matches.ts";
import type { PropertyFeatures } from "./molecule/propertyFeatures.ts";
import { refuseLongStructure } from "./molecule/structure.ts";
import type { SubstructureResult } from "./molecule/substructure.ts";
import { refuseLongSmarts } from "./molecule/substructure.ts";
import { ResultCache } from "./resultCache.ts";

export interface ChemistryClientOptions {
	/** Absolute path of the bundled `chemistry-worker.js`; `RDKit_minimal.wasm` lies beside it. */
	readonly workerFile: string;
	/** Milliseconds one job may take before its thread is ended; 5,000 if absent. */
	readonly timeLimit?: number;
}

const CACHE_CHARACTERS = 14_000_000;
/**
 * Checks of their own, so that a table of 100,000 molecules does not push out the drawings that are looked at. Room for all
 * 5,000 structures of a document that is underlined as a whole, be they all wrong: a keystroke asks for each of them again.
 */
const CHECK_CACHE_CHARACTERS = 6_000_000;

/** RDKit in a worker thread of its own, started with the first question; answers are kept. */
export class ChemistryClient implements Chemistry {
	private readonly results = new ResultCache<Outcome>(CACHE_CHARACTERS, weigh);
	private readonly checks = new ResultCache<Outcome>(CHECK_CACHE_CHARACTERS, weigh);
	private readonly fingerprintBatches = new FingerprintBatches(async (structures, signal) => (await this.ask({ operation: "fingerprints", structures }, signal)) as readonly FingerprintResult[]);
	private readonly queue: ChemistryQueue;

	constructor({ workerFile, timeLimit = 5000 }: ChemistryClientOptions) {
		this.queue = new ChemistryQueue({ workerFile, timeLimit, remember: (job, key, outcome) => this.remember(this.cacheOf(job), key, outcome) });
	}

	async facts(molecule: string, signal?: AbortSignal): Promise<MoleculeFacts> {
		return (await this.ask({ operation: "facts", structure: molecule }, signal)) as MoleculeFacts;
	}

	async draw(structure: string, options: DrawingOptions, signal?: AbortSignal): Promise<string> {
		if (!isDrawingOptions(options)) {
			throw new Failure("invalid-drawing", "A drawing needs one of the four themes and a size of 16 to 4,096 pixels each way. Correct the size.");
		}
		const { theme, width, height, highlight } = options;
		return (await this.ask({ operation: "draw", structure, options: { theme, width, height, highlight } }, signal)) as string;
	}

	async check(structure: string, signal?: AbortSignal): Promise<void> {
		await this.ask({ operation: "check", structure }, signal);
	}

	async checkAll(structures: readonly string[], signal?: AbortSignal): Promise<readonly (FailureData | undefined)[]> {
		const problems = new Map<string, FailureData | undefined>();
		const unknown: string[] = [];
		for (const structure of new Set(structures)) {
			const known = this.checkedBefore(structure);
			if (known === undefined) {
				unknown.push(structure);
			} else {
				problems.set(structure, "failure" in known ? failureData(known.failure) : undefined);
			}
		}
		for (let start = 0; start < unknown.length; start += MAX_BATCH) {
			const batch = unknown.slice(start, start + MAX_BATCH);
			const results = await this.checkBatch(batch, signal);
			batch.forEach((structure, index) => problems.set(structure, results[index] ?? undefined));
		}
		return structures.map((structure) => problems.get(structure));
	}

	async rewrite(smiles: string, change: Rewrite, signal?: AbortSignal): Promise<string> {
		if (!isRewrite(change)) {
			throw new Failure("invalid-rewrite", `“${String(change)}” is no change that can be made to a molecule.`);
		}
		return (await this.ask({ operation: "rewrite", structure: smiles, change }, signal)) as string;
	}

	async inchiKey(inchi: string, signal?: AbortSignal): Promise<string> {
		return (await this.ask({ operation: "inchiKey", structure: inchi }, signal)) as string;
	}

	async fingerprint(molecule: string, signal?: AbortSignal): Promise<Fingerprint> {
		return (await this.ask({ operation: "fingerprint", structure: molecule }, signal)) as Fingerprint;
	}

	async fingerprints(molecules: readonly string[], signal?: AbortSignal): Promise<readonly FingerprintResult[]> {
		return this.fingerprintBatches.fingerprints(molecules, signal);
	}

	async substructure(smarts: string, molecules: readonly string[], signal?: AbortSignal): Promise<readonly SubstructureResult[]> {
		refuseLongSmarts(smarts);
		return (await this.ask({ operation: "substructure", smarts, structures: molecules }, signal)) as readonly SubstructureResult[];
	}

	async matches(smarts: string, molecule: string, signal?: AbortSignal): Promise<MoleculeMatches> {
		refuseLongSmarts(smarts);
		return (await this.ask({ operation: "matches", smarts, structure: molecule }, signal)) as MoleculeMatches;
	}

	async molBlock(molecule: string, signal?: AbortSignal): Promise<string> {
		return (await this.ask({ operation: "molBlock", structure: molecule }, signal)) as string;
	}

	async fragment(molecule: string, atoms: readonly number[], signal?: AbortSignal): Promise<string> {
		return (await this.ask({ operation: "fragment", structure: molecule, atoms }, signal)) as string;
	}

	async embeddable(molecule: string, signal?: AbortSignal): Promise<Embeddable> {
		return (await this.ask({ operation: "embeddable", structure: molecule }, signal)) as Embeddable;
	}

	async checkConformer(molecule: string, block: string, signal?: AbortSignal): Promise<ConformerCheck> {
		return (await this.ask({ operation: "checkConformer", structure: molecule, block }, signal)) as ConformerCheck;
	}

	async graph(smiles: string, signal?: AbortSignal): Promise<MoleculeGraph> {
		return (await this.ask({ operation: "graph", structure: smiles }, signal)) as MoleculeGraph;
	}

	async propertyFeatures(molecule: string, signal?: AbortSignal): Promise<PropertyFeatures> {
		return (await this.ask({ operation: "propertyFeatures", structure: molecule }, signal)) as PropertyFeatures;
	}

	async dispose(): Promise<void> {
		await this.queue.dispose();
	}

	private checkedBefore(structure: string): Outcome | undefined {
		try {
			refuseLongStructure(structure);
		} catch (error) {
			return { failure: failureFrom(failureData(error)) };
		}
		return this.checks.get(checkKey(structure));
	}

	private async checkBatch(batch: readonly string[], signal: AbortSignal | undefined): Promise<CheckResults> {
		try {
			const results = (await this.ask({ operation: "checkAll", structures: batch }, signal)) as CheckResults;
			batch.forEach((structure, index) => this.remember(this.checks, checkKey(structure), outcomeOf(results[index] ?? null)));
			return results;
		} catch (error) {
			if (!(error instanceof Failure) || (error.code !== "chemistry-timeout" && error.code !== "chemistry-crashed")) {
				throw error;
			}
		}
		// One of them ended the thread. Alone each has the whole time limit, and the culprit takes none with it.
		const results: (FailureData | null)[] = [];
		for (const structure of batch) {
			results.push(await this.check(structure, signal).then(() => null, ownProblem));
		}
		return results;
	}

	private async ask(job: ChemistryJob, signal: AbortSignal | undefined): Promise<ChemistryResult> {
		this.queue.refuseLate(signal);
		if ("structure" in job) {
			// Refused here, so that a huge paste is not even copied to the thread.
			refuseLongStructure(job.structure);
		}
		const key = job.operation === "check" ? checkKey(job.structure) : JSON.stringify(job);
		const known = this.cacheOf(job)?.get(key);
		if (known === undefined) {
			return this.queue.wait(key, job, signal);
		}
		if ("value" in known) {
			return known.value;
		}
		throw known.failure;
	}

	private remember(cache: ResultCache<Outcome> | undefined, key: string, outcome: Outcome): void {
		if ("value" in outcome || DETERMINISTIC.has(outcome.failure.code)) {
			cache?.set(key, outcome);
		}
	}

	/** None for many at once: each structure of a `checkAll` is kept as a check of its own. */
	private cacheOf(job: ChemistryJob): ResultCache<Outcome> | undefined {
		return "structures" in job ? undefined : job.operation === "check" ? this.checks : this.results;
	}
}

/** Failures that the same structure will always meet. */
const DETERMINISTIC = new Set(["invalid-smiles", "invalid-molfile", "invalid-inchi", "molecule-too-large", "unsupported-bond", "unsupported-chirality", "rewrite-refused", "fragment-refused", "invalid-smarts", "conformer-refused"]);

function checkKey(structure: string): string {
	return `check ${structure}`;
}

function outcomeOf(problem: FailureData | null): Outcome {
	return problem === null ? { value: null } : { failure: failureFrom(problem) };
}

/** A failure of the structure as data; one of the question itself is thrown on. */
function ownProblem(error: unknown): FailureData {
	if (!(error instanceof Failure) || error.code === "cancelled" || error.code === "disposed" || error.code === "chemistry-unavailable") {
		throw error;
	}
	return failureData(error);
}

/** Roughly the characters an outcome holds in memory, beside those of its key. */
function weigh(outcome: Outcome): number {
	if ("failure" in outcome) {
		return 1000;
	}
	const { value } = outcome;
	if (value === null) {
		return 100;
	}
	if (typeof value === "object" && "total" in value) {
		return 200 + value.matches.reduce((sum, match) => sum + 4 * match.length, 0);
	}
	return typeof value === "string" ? value.length : "bits" in value ? value.bits.length : "bonds" in value ? 40 * (value.atoms.length + value.bonds.length) : 4000;
}
