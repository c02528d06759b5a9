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
	/** Milliseconds that it was given: that of an earlier question, where this one would not have got more. */
	readonly timeLimit: number;
}

type Made = Omit<Conformer, "milliseconds">;

/** The same molecule gets the same conformer, as long as its minimisation converges in time. */
const SEEDS = [42, 43, 44];
/** What another seed may do better. */
const REFUSALS = new Set(["conformer-refused", "conformer-unfinished"]);
const CACHE_CHARACTERS = 1_000_000;

/** Conformers by openchemlib in a worker thread, started with the first question; RDKit checks each of them. */
export class ConformerClient {
	private readonly thread: ConformerThread;
	private readonly made = new ResultCache<Made>(CACHE_CHARACTERS, ({ molBlock }) => molBlock.length);
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
	 * @param timeLimit milliseconds, from when its turn comes; that of the options if absent
	 * @throws Failure `conformer-refused` (metals, unknown groups, no shape found, stereochemistry lost), `conformer-timeout`,
	 * `conformer-unfinished` (after this time atoms still collide, or stereochemistry is lost), `conformer-unavailable`, `cancelled`, `disposed`; those of `Chemistry`
	 */
	async conformer(molecule: string, signal?: AbortSignal, timeLimit = this.options.timeLimit ?? 20_000): Promise<Conformer> {
		const start = performance.now();
		const conformer = this.known(molecule, timeLimit) ?? (await this.make(molecule, signal, timeLimit));
		return { ...conformer, milliseconds: performance.now() - start };
	}

	/** What is finished, or was given as much time. */
	private known(molecule: string, timeLimit: number): Made | undefined {
		const made = this.made.get(molecule);
		return made !== undefined && !(made.unfinished && timeLimit > made.timeLimit) ? made : undefined;
	}

	/** Gets ready for a question that may come; whatever fails is told with that question. */
	warm(): void {
		if (!this.disposed) {
			this.thread.warm();
		}
	}

	/** Ends the thread; a question in work rejects with `disposed`. */
	dispose(): void {
		this.disposed = true;
		this.thread.end(switchedOff());
	}

	private async make(molecule: string, signal: AbortSignal | undefined, timeLimit: number): Promise<Made> {
		const embeddable = await this.options.chemistry.embeddable(molecule, signal);
		return this.inTurn(signal, async () => {
			// Somebody may have asked for the same one before.
			const made = this.known(molecule, timeLimit) ?? { ...told(embeddable, await this.checked(molecule, embeddable.block, signal, timeLimit)), timeLimit };
			this.made.set(molecule, made);
			return made;
		});
	}

	/** Chance decides whether openchemlib keeps a crowded centre or finds a shape: what fails with one seed is tried with another, as long as there is time. */
	private async checked(molecule: string, block: string, signal: AbortSignal | undefined, timeLimit: number): Promise<MadeConformer> {
		const end = performance.now() + timeLimit;
		let refusal: unknown;
		for (const seed of SEEDS) {
			const left = end - performance.now();
			if (refusal !== undefined && left < timeLimit / 4) {
				break;
			}
			try {
				this.refuseEnded(signal);
				const made = await this.thread.make(block, seed, left, signal);
				const { same, lost } = await this.options.chemistry.checkConformer(molecule, made.molBlock, signal);
				if (same) {
					return made;
				}
				throw otherMolecule(lost, made.unfinished);
			} catch (error) {
				if (!(error instanceof Failure) || !REFUSALS.has(error.code)) {
					throw refusal !== undefined && error instanceof Failure && error.code === "conformer-timeout" ? refusal : error;
				}
				// What more time may change is told rather than what it cannot.
				refusal = refusal instanceof Failure && refusal.code === "conformer-unfinished" ? refusal : error;
			}
		}
		throw refusal;
	}

	private async inTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
		const mine = this.turn.then(async () => {
			this.refuseEnded(signal);
			return work();
		});
		this.turn = mine.catch(() => undefined);
		return abandonable(mine, signal);
	}

	private refuseEnded(signal: AbortSignal | undefined): void {
		if (this.disposed) {
			throw switchedOff();
		}
		if (signal?.aborted === true) {
			throw cancelled(signal);
		}
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

/** In the molecule's own numbers, with what it leaves open. */
function told({ written, open }: Embeddable, made: MadeConformer): Omit<Made, "timeLimit"> {
	const left = open === 0 ? undefined : `The stereochemistry of ${open === 1 ? "one centre or double bond" : `${open} centres or double bonds`} is not given; one of the possible forms is shown.`;
	const note = [made.note, left].filter((one) => one !== undefined).join(" ");
	return { molBlock: made.molBlock, method: made.method, unfinished: made.unfinished, note: note === "" ? undefined : note, written: [...made.order.map((atom) => written[atom] ?? -1), ...addedTo(made.molBlock, made.order.length)] };
}

function addedTo(molBlock: string, given: number): readonly number[] {
	const lines = molBlock.split("\n");
	const atoms = Number(/^M {2}V30 COUNTS (\d+)/m.exec(molBlock)?.[1] ?? (lines[3] ?? "").slice(0, 3));
	return Array.from({ length: Math.max(0, atoms - given) }, () => -1);
}

function otherMolecule(lost: readonly number[], unfinished: boolean): Failure {
	if (unfinished) {
		const what = lost.length === 0 ? "it had other atoms, hydrogens or stereochemistry than this molecule" : `the stereochemistry${ofAtoms(lost)} was that of another molecule`;
		return new Failure("conformer-unfinished", `Time ended the minimisation of this shape while ${what}. Give it more time, or open a structure file of the molecule to see it in 3D.`);
	}
	if (lost.length === 0) {
		return new Failure("conformer-refused", "The shape that openchemlib made has other atoms, hydrogens or stereochemistry than this molecule, so it is not shown. Open a structure file of it to see it in 3D.");
	}
	return new Failure("conformer-refused", `openchemlib lost the stereochemistry${ofAtoms(lost)} of this molecule, so its shape would be that of another one and is not shown. Open a structure file of it to see it in 3D.`);
}

function ofAtoms(atoms: readonly number[]): string {
	return ` of atom${atoms.length === 1 ? "" : "s"} ${atoms.map((atom) => atom + 1).join(", ")}`;
}

function switchedOff(): Failure {
	return new Failure("disposed", "3D shapes were switched off while this molecule was waiting. Ask again after the window has reloaded.");
}
