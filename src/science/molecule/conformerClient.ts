import { Failure } from "../failure.ts";
import { ResultCache } from "../resultCache.ts";
import type { MadeConformer } from "./conformer.ts";
import { ConformerThread, cancelled } from "./conformerThread.ts";
import type { ConformerCheck, Embeddable } from "./embedding.ts";

/** What RDKit does for conformers; `Chemistry` has it. */
export interface ConformerChemistry {
	embeddable(molecule: string, signal?: AbortSignal): Promise<Embeddable>;
	checkConformer(molecule: string, block: string, signal?: AbortSignal): Promise<ConformerCheck>;
}

export interface ConformerClientOptions {
	/** Absolute path of the bundled `conformer-worker.js`; `openchemlib-resources.json` lies beside it. */
	readonly workerFile: string;
	readonly chemistry: ConformerChemistry;
	/** Milliseconds one molecule may take before the thread is ended; 20,000 if absent. */
	readonly timeLimit?: number;
}

/** One shape of a molecule in space. */
export interface Conformer extends Omit<MadeConformer, "order"> {
	/** For each atom of the mol block its index among the atoms as written, as in `Chemistry.matches`; -1 for the hydrogens that were added. */
	readonly written: readonly number[];
	/** How long it took, waiting included. */
	readonly milliseconds: number;
}

const CACHE_CHARACTERS = 1_000_000;

/** Conformers by openchemlib in a worker thread, started with the first question; RDKit checks each of them. */
export class ConformerClient {
	private readonly thread: ConformerThread;
	private readonly made = new ResultCache<Omit<Conformer, "milliseconds">>(CACHE_CHARACTERS, ({ molBlock }) => molBlock.length);
	/** Settles when the thread is free. */
	private turn: Promise<unknown> = Promise.resolve();
	private disposed = false;

	constructor(private readonly options: ConformerClientOptions) {
		this.thread = new ConformerThread(options.workerFile);
	}

	/**
	 * One conformer with hydrogens, in Å; the same molecule gets the same one.
	 *
	 * @param molecule SMILES, CXSMILES, or a mol block (whose own coordinates are not used)
	 * @throws Failure `conformer-refused` (metals, unknown groups, no shape found, stereochemistry lost), `conformer-timeout`,
	 * `conformer-unavailable`, `cancelled`, `disposed`; those of `Chemistry`
	 */
	async conformer(molecule: string, signal?: AbortSignal): Promise<Conformer> {
		const start = performance.now();
		const conformer = this.made.get(molecule) ?? (await this.make(molecule, signal));
		this.made.set(molecule, conformer);
		return { ...conformer, milliseconds: performance.now() - start };
	}

	/** Ends the thread; a question in work rejects with `disposed`. */
	dispose(): void {
		this.disposed = true;
		this.thread.end(switchedOff());
	}

	private async make(molecule: string, signal: AbortSignal | undefined): Promise<Omit<Conformer, "milliseconds">> {
		const { chemistry } = this.options;
		const { block, written, open } = await chemistry.embeddable(molecule, signal);
		const made = await this.inTurn(block, signal);
		const { same, lost } = await chemistry.checkConformer(molecule, made.molBlock, signal);
		if (!same) {
			throw otherMolecule(lost);
		}
		const left = open === 0 ? undefined : `The stereochemistry of ${open === 1 ? "one centre or double bond" : `${open} centres or double bonds`} is not given; one of the possible forms is shown.`;
		const note = [made.note, left].filter((one) => one !== undefined).join(" ");
		return { molBlock: made.molBlock, method: made.method, note: note === "" ? undefined : note, written: [...made.order.map((atom) => written[atom] ?? -1), ...addedTo(made.molBlock, made.order.length)] };
	}

	private async inTurn(block: string, signal: AbortSignal | undefined): Promise<MadeConformer> {
		const before = this.turn;
		const mine = before.then(async () => {
			if (this.disposed) {
				throw switchedOff();
			}
			if (signal?.aborted === true) {
				throw cancelled(signal);
			}
			return this.thread.make(block, this.options.timeLimit ?? 20_000, signal);
		});
		this.turn = mine.catch(() => undefined);
		return abandonable(mine, signal);
	}
}

/** Rejects at once where the question is cancelled while others are before it. */
async function abandonable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (signal === undefined) {
		return work;
	}
	let leave: (() => void) | undefined;
	const left = new Promise<never>((_, reject) => {
		leave = () => reject(cancelled(signal));
		signal.addEventListener("abort", leave, { once: true });
		if (signal.aborted) {
			leave();
		}
	});
	try {
		return await Promise.race([work, left]);
	} finally {
		if (leave !== undefined) {
			signal.removeEventListener("abort", leave);
		}
	}
}

function addedTo(molBlock: string, given: number): readonly number[] {
	const lines = molBlock.split("\n");
	const atoms = Number(/^M {2}V30 COUNTS (\d+)/m.exec(molBlock)?.[1] ?? (lines[3] ?? "").slice(0, 3));
	return Array.from({ length: Math.max(0, atoms - given) }, () => -1);
}

function otherMolecule(lost: readonly number[]): Failure {
	if (lost.length === 0) {
		return new Failure("conformer-refused", "The shape that openchemlib made has other atoms, hydrogens or stereochemistry than this molecule, so it is not shown. Open a structure file of it to see it in 3D.");
	}
	const where = ` of atom${lost.length === 1 ? "" : "s"} ${lost.map((atom) => atom + 1).join(", ")}`;
	return new Failure("conformer-refused", `openchemlib lost the stereochemistry${where} of this molecule, so its shape would be that of another one and is not shown. Open a structure file of it to see it in 3D.`);
}

function switchedOff(): Failure {
	return new Failure("disposed", "3D shapes were switched off while this molecule was waiting. Ask again after the window has reloaded.");
}
