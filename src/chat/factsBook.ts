import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { failureData } from "../science/failure.ts";
import type { MoleculeFacts } from "../science/molecule/facts.ts";
import { Emitter } from "./emitter.ts";

/** What is known about one molecule's facts; `atoms` are those that the model's encoder reads, undefined where it cannot read the molecule. */
export type FactsEntry = { readonly state: "computing" } | { readonly state: "done"; readonly facts: MoleculeFacts; readonly atoms: number | undefined } | { readonly state: "failed"; readonly message: string };

/** An entry, and the end of its computation. */
interface Page {
	entry: FactsEntry;
	readonly abort: AbortController;
}

/** The computed facts of every molecule of a thread: each is computed once, for its chip and for the answers about it. */
export class FactsBook {
	readonly #chemistry: Pick<Chemistry, "facts" | "graph">;
	readonly #pages = new Map<string, Page>();
	readonly #changed = new Emitter<string>();

	constructor(chemistry: Pick<Chemistry, "facts" | "graph">) {
		this.#chemistry = chemistry;
	}

	/** Computes what is missing. A failure is tried again: the worker may have been out of time, not the molecule out of order. */
	request(entity: Entity): void {
		if (entity.kind !== "molecule") {
			return;
		}
		const { smiles } = entity;
		const known = this.#pages.get(smiles);
		if (known === undefined || known.entry.state === "failed") {
			const page: Page = { entry: { state: "computing" }, abort: new AbortController() };
			this.#pages.set(smiles, page);
			void this.#compute(smiles, page);
		}
	}

	/** Undefined for proteins, and for molecules nobody asked about. */
	of(entity: Entity): FactsEntry | undefined {
		return entity.kind === "molecule" ? this.#pages.get(entity.smiles)?.entry : undefined;
	}

	/** Forgets all molecules but these, and stops computing what nobody waits for. */
	keep(entities: readonly Entity[]): void {
		const kept = new Set(entities.map((each) => (each.kind === "molecule" ? each.smiles : undefined)));
		for (const [smiles, page] of this.#pages) {
			if (!kept.has(smiles)) {
				this.#pages.delete(smiles);
				page.abort.abort();
			}
		}
	}

	/** Tells the SMILES whose entry has changed. */
	onChange(listener: (smiles: string) => void): { dispose(): void } {
		return this.#changed.on(listener);
	}

	dispose(): void {
		this.#changed.dispose();
		this.keep([]);
	}

	async #compute(smiles: string, page: Page): Promise<void> {
		try {
			const [facts, atoms] = await Promise.all([this.#chemistry.facts(smiles, page.abort.signal), this.#atoms(smiles, page.abort.signal)]);
			page.entry = { state: "done", facts, atoms };
		} catch (error) {
			page.entry = { state: "failed", message: failureData(error).message };
		}
		if (this.#pages.get(smiles) === page) {
			this.#changed.fire(smiles); // otherwise it was forgotten meanwhile
		}
	}

	/** Some molecules have facts and cannot be encoded, e.g. with a quadruple bond: the question says so. */
	async #atoms(smiles: string, signal: AbortSignal): Promise<number | undefined> {
		try {
			return (await this.#chemistry.graph(smiles, signal)).atoms.length;
		} catch {
			return undefined;
		}
	}
}
