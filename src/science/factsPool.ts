import { availableParallelism } from "node:os";
import type { FactsRow, FactsTable } from "./chemistryProtocol.ts";
import { MAX_FACTS_BATCH } from "./chemistryProtocol.ts";
import type { Outcome } from "./chemistryThread.ts";
import { ChemistryThread } from "./chemistryThread.ts";
import type { FailureData } from "./failure.ts";
import { Failure, failureData } from "./failure.ts";
import type { MoleculeFactKey } from "./molecule/factKeys.ts";
import type { FactColumn } from "./molecule/facts.ts";
import { refuseLongStructure } from "./molecule/structure.ts";

/** Computes facts of many molecules. */
export interface FactsSource {
	/**
	 * The chosen facts, and nothing else: InChI takes time. Give some hundred molecules a call, and have two calls in flight, so that
	 * the next ones are computed while the caller writes the last ones.
	 *
	 * @param molecules SMILES, CXSMILES or mol blocks
	 * @throws Failure `cancelled`, `disposed`, `chemistry-unavailable`; what is wrong with one molecule stands in its row
	 */
	factsOf(molecules: readonly string[], keys: readonly MoleculeFactKey[], signal?: AbortSignal): Promise<FactsTable>;
}

export interface FactsPoolOptions {
	/** Absolute path of the bundled `chemistry-worker.js`; `RDKit_minimal.wasm` lies beside it. */
	readonly workerFile: string;
	/** As many as there are processor cores if absent, but no more than {@link MOST_THREADS}. */
	readonly threads?: number | undefined;
	/** Milliseconds that one molecule may take; 20,000 if absent. */
	readonly timeLimit?: number | undefined;
}

/** Each holds some 80 MB. */
const MOST_THREADS = 16;
/** Milliseconds without work, after which the threads are ended. */
const IDLE = 30_000;

interface Call {
	readonly keys: readonly MoleculeFactKey[];
	readonly rows: (FactsRow | undefined)[];
	columns: readonly FactColumn[];
	missing: number;
	readonly settle: (failure?: Failure) => void;
	settled: boolean;
}

/** Some molecules of a call, by their places: one message to a thread. */
interface Piece {
	readonly call: Call;
	readonly places: readonly number[];
	readonly structures: readonly string[];
}

/**
 * RDKit in several threads, for tables. Hovers have a thread of their own and never wait behind these; the threads are started
 * with the first table and ended when there was nothing to do for a while.
 *
 * A molecule that hangs or ends its thread costs its own row: those that shared the message with it are asked about again, one
 * by one.
 */
export class FactsPool implements FactsSource {
	private readonly threads: readonly ChemistryThread[];
	private waiting: Piece[] = [];
	private readonly calls = new Set<Call>();
	private idle: NodeJS.Timeout | undefined;
	private disposed = false;

	constructor({ workerFile, threads = availableParallelism(), timeLimit = 20_000 }: FactsPoolOptions) {
		this.threads = Array.from({ length: Math.max(1, Math.min(MOST_THREADS, threads)) }, () => new ChemistryThread({ workerFile, timeLimit, isBackground: true, whenFree: () => this.next(), whenUnavailable: (failure) => this.settleAll(failure) }));
	}

	factsOf(molecules: readonly string[], keys: readonly MoleculeFactKey[], signal?: AbortSignal): Promise<FactsTable> {
		return new Promise((resolve, reject) => {
			const abort = (): void => call.settle(new Failure("cancelled", "This was cancelled before it was finished.", { cause: signal?.reason }));
			const call: Call = {
				keys,
				rows: molecules.map(refusal),
				columns: [],
				missing: 0,
				settled: false,
				settle: (failure) => {
					signal?.removeEventListener("abort", abort);
					call.settled = true;
					this.calls.delete(call);
					if (failure === undefined) {
						resolve({ columns: call.columns, rows: call.rows.map((row) => row ?? { failure: missing() }) });
					} else {
						reject(failure);
						this.waiting = this.waiting.filter((piece) => piece.call !== call);
					}
				},
			};
			if (this.disposed) {
				call.settle(disposedFailure());
			} else if (signal?.aborted === true) {
				abort();
			} else {
				signal?.addEventListener("abort", abort, { once: true });
				this.begin(call, molecules);
			}
		});
	}

	/** Ends the threads; whoever waits is told `disposed`. */
	async dispose(): Promise<void> {
		this.disposed = true;
		clearTimeout(this.idle);
		this.settleAll(disposedFailure());
		await Promise.all(this.threads.map((thread) => thread.dispose()));
	}

	private begin(call: Call, molecules: readonly string[]): void {
		const places = [...molecules.keys()].filter((place) => call.rows[place] === undefined);
		call.missing = places.length;
		this.calls.add(call);
		for (let start = 0; start < Math.max(1, places.length); start += MAX_FACTS_BATCH) {
			const some = places.slice(start, start + MAX_FACTS_BATCH);
			// Also of no molecule at all: the columns are told.
			this.waiting.push({ call, places: some, structures: some.map((place) => molecules[place] ?? "") });
		}
		this.next();
	}

	private next(): void {
		let starting = 0;
		for (const thread of this.threads) {
			if (thread.busy) {
				continue;
			}
			if (this.waiting.length <= starting) {
				thread.rest();
			} else if (thread.wake()) {
				this.run(thread);
			} else {
				starting++;
			}
		}
		this.watch();
	}

	private run(thread: ChemistryThread): void {
		const piece = this.waiting.shift();
		if (piece !== undefined) {
			thread.run({ operation: "chosenFacts", structures: piece.structures, keys: piece.call.keys }, (outcome) => this.complete(piece, outcome));
		}
	}

	private complete(piece: Piece, outcome: Outcome): void {
		const { call, places, structures } = piece;
		if (call.settled) {
			return;
		}
		if ("value" in outcome) {
			this.fill(piece, outcome.value as FactsTable);
		} else if (!OWN.has(outcome.failure.code)) {
			call.settle(outcome.failure);
		} else if (places.length <= 1) {
			this.fill(piece, { columns: call.columns, rows: places.map(() => ({ failure: failureData(outcome.failure) })) });
		} else {
			// Alone each has the whole time limit, and the culprit takes none with it.
			this.waiting.unshift(...places.map((place, index) => ({ call, places: [place], structures: structures.slice(index, index + 1) })));
		}
	}

	private fill({ call, places }: Piece, { columns, rows }: FactsTable): void {
		call.columns = columns.length > 0 ? columns : call.columns;
		places.forEach((place, index) => (call.rows[place] = rows[index]));
		call.missing -= places.length;
		if (call.missing > 0) {
			return;
		}
		if (call.columns.length === call.keys.length || places.length === 0) {
			call.settle();
		} else {
			// Every molecule ended its thread: what the columns are is still to be told.
			this.waiting.push({ call, places: [], structures: [] });
		}
	}

	private settleAll(failure: Failure): void {
		for (const call of [...this.calls]) {
			call.settle(failure);
		}
	}

	/** Ends the threads when nothing came for a while. */
	private watch(): void {
		clearTimeout(this.idle);
		if (this.calls.size === 0 && !this.disposed && !this.threads.some(({ busy }) => busy)) {
			this.idle = setTimeout(() => void Promise.all(this.threads.map((thread) => thread.dispose())), IDLE);
			this.idle.unref();
		}
	}
}

/** Failures of one molecule that end its thread. */
const OWN = new Set(["chemistry-timeout", "chemistry-crashed", "molecule-too-large"]);

/** Refused here, so that a huge record is not even copied to a thread. */
function refusal(molecule: string): FactsRow | undefined {
	try {
		refuseLongStructure(molecule);
		return undefined;
	} catch (error) {
		return { failure: failureData(error) };
	}
}

function missing(): FailureData {
	return failureData(new Failure("unexpected", "A chemistry thread left out a molecule of several. Run it again; if it stays, please report it."));
}

function disposedFailure(): Failure {
	return new Failure("disposed", "Chemistry was switched off while molecules were waiting. Ask again after the window has reloaded.");
}
