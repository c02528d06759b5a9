import { setImmediate as breath } from "node:timers/promises";
import type { FactsRow } from "../science/chemistryProtocol.ts";
import { Failure } from "../science/failure.ts";
import type { FactsSource } from "../science/factsPool.ts";
import { isMoleculeFactKey } from "../science/molecule/factKeys.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { ResultCache } from "../science/resultCache.ts";
import { detached } from "./detached.ts";
import { factKeys } from "./factNames.ts";
import type { AddedColumn } from "./table.ts";
import type { Entry, Origin, Outcome, Result, Task } from "./tasks.ts";
import { freeTitle } from "./tasks.ts";

/** Memory for the facts of molecules that come again (UTF-16 code units are counted, as everywhere). */
const BUDGET = 8_000_000;
/** Milliseconds of arithmetic between two chances for others to do theirs. */
const SLICE = 10;

export interface FactsOptions {
	readonly kind: "molecule" | "protein";
	/** Keys, or other names that `factKeys` knows. */
	readonly facts: readonly string[];
	/** Titles that the table has; those that are added here come to them. */
	readonly taken: Set<string>;
	readonly source: FactsSource;
}

/** Facts of the chosen keys, in columns `facts_logP` and so on. A fact that a structure does not have leaves its cell empty. */
export class FactsTask implements Task {
	readonly columns: readonly AddedColumn[];
	private readonly keys: readonly string[];
	private readonly computed = new ResultCache<FactsRow>(BUDGET, (row) => ("values" in row ? row.values.length * 20 : row.failure.message.length) + 100);
	private readonly known = new Map<string, Origin>();

	/** @throws Failure `invalid-input` where a key is none of this kind */
	constructor(private readonly options: FactsOptions) {
		this.keys = factKeys(options.facts, options.kind);
		this.columns = this.keys.map((key) => ({ title: freeTitle(`facts_${key}`, options.taken), generated: false }));
	}

	run(entries: readonly Entry[], signal: AbortSignal): Promise<readonly Result[]> {
		return this.options.kind === "molecule" ? this.molecules(entries, signal) : this.proteins(entries, signal);
	}

	origins(): ReadonlyMap<string, Origin> {
		return this.known;
	}

	/** The same text is computed once: writing it canonically would cost as much as the facts. */
	private async molecules(entries: readonly Entry[], signal: AbortSignal): Promise<readonly Result[]> {
		const texts = entries.map(({ entity }) => (entity.kind === "molecule" ? entity.smiles : ""));
		const rows = new Map(texts.map((text) => [text, this.computed.get(text)]));
		const unknown = [...rows.keys()].filter((text) => rows.get(text) === undefined);
		if (unknown.length > 0) {
			const table = await this.options.source.factsOf(unknown, this.keys.filter(isMoleculeFactKey), signal);
			unknown.forEach((text, index) => {
				const row = table.rows[index];
				rows.set(text, row);
				if (row !== undefined) {
					this.computed.set(detached(text), row);
				}
			});
			table.columns.forEach((column, index) => this.tell(index, column, table.rows));
		}
		return texts.map((text) => outcomeOf(rows.get(text)));
	}

	private tell(index: number, { label, unit, method }: Pick<Origin & { readonly kind: "computed" }, "label" | "unit" | "method">, rows: readonly FactsRow[]): void {
		const title = this.columns[index]?.title;
		if (title !== undefined && !this.known.has(title) && rows.some((row) => "values" in row && row.values[index] !== null)) {
			this.known.set(title, { kind: "computed", label, unit, method });
		}
	}

	private async proteins(entries: readonly Entry[], signal: AbortSignal): Promise<readonly Result[]> {
		const results: Outcome[] = [];
		let since = performance.now();
		for (const { entity } of entries) {
			results.push(this.protein(entity.kind === "protein" ? entity.sequence : ""));
			if (performance.now() - since > SLICE) {
				await breath(undefined, { signal });
				since = performance.now();
			}
		}
		return results;
	}

	private protein(sequence: string): Outcome {
		const facts = proteinFacts(sequence);
		const values = this.keys.map((key, index) => {
			const fact = facts.find(({ id }) => id === key);
			const title = this.columns[index]?.title ?? key;
			if (fact !== undefined && !this.known.has(title)) {
				const { label, unit, method } = fact;
				this.known.set(title, { kind: "computed", label, unit, method });
			}
			return fact?.value;
		});
		return { values, remarks: [] };
	}
}

function outcomeOf(row: FactsRow | undefined): Result {
	if (row === undefined) {
		throw new Failure("unexpected", "The facts of a row were not computed. Annotate the file again; if it stays, please report it.");
	}
	return "failure" in row ? row : { values: row.values.map((value) => value ?? undefined), remarks: [] };
}
