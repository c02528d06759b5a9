import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { failureData } from "../science/failure.ts";
import type { MoleculeFacts } from "../science/molecule/facts.ts";
import { Emitter } from "./emitter.ts";

/** What is known about one molecule's facts. */
export type FactsEntry = { readonly state: "computing" } | { readonly state: "done"; readonly facts: MoleculeFacts } | { readonly state: "failed"; readonly message: string };

/** The computed facts of every molecule of a thread: each is computed once, for its chip and for the answers about it. */
export class FactsBook {
	readonly #chemistry: Pick<Chemistry, "facts">;
	readonly #entries = new Map<string, FactsEntry>();
	readonly #changed = new Emitter<string>();
	readonly #disposal = new AbortController();

	constructor(chemistry: Pick<Chemistry, "facts">) {
		this.#chemistry = chemistry;
	}

	/** Computes what is missing. A failure is tried again: the worker may have been out of time, not the molecule out of order. */
	request(entity: Entity): void {
		if (entity.kind !== "molecule") {
			return;
		}
		const { smiles } = entity;
		const known = this.#entries.get(smiles);
		if (known === undefined || known.state === "failed") {
			this.#entries.set(smiles, { state: "computing" });
			void this.#compute(smiles);
		}
	}

	/** Undefined for proteins, and for molecules nobody asked about. */
	of(entity: Entity): FactsEntry | undefined {
		return entity.kind === "molecule" ? this.#entries.get(entity.smiles) : undefined;
	}

	/** Tells the SMILES whose entry has changed. */
	onChange(listener: (smiles: string) => void): { dispose(): void } {
		return this.#changed.on(listener);
	}

	dispose(): void {
		this.#disposal.abort();
		this.#changed.dispose();
	}

	async #compute(smiles: string): Promise<void> {
		try {
			const facts = await this.#chemistry.facts(smiles, this.#disposal.signal);
			this.#entries.set(smiles, { state: "done", facts });
		} catch (error) {
			this.#entries.set(smiles, { state: "failed", message: failureData(error).message });
		}
		this.#changed.fire(smiles);
	}
}
