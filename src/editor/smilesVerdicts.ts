import type { Chemistry } from "../science/chemistry.ts";
import type { FailureData } from "../science/failure.ts";

/** Texts RDKit is given at once: hovers come in between. */
const BATCH = 64;
/** Verdicts kept: an edit changes one line, and the others need not be asked for again. */
const MAX_KEPT = 20_000;
/** Too long to be kept. */
const LONGEST_KEPT = 1_000;

/** What RDKit says about SMILES, asked once for each. */
export class SmilesVerdicts {
	private readonly kept = new Map<string, FailureData | undefined>();

	constructor(private readonly chemistry: Pick<Chemistry, "checkAll">) {}

	/** The failures among them, by text; each text once. Rejects with `cancelled` when aborted. */
	async of(texts: readonly string[], signal: AbortSignal): Promise<Map<string, FailureData>> {
		const verdicts = new Map<string, FailureData | undefined>();
		const unknown: string[] = [];
		for (const text of new Set(texts)) {
			if (this.kept.has(text)) {
				verdicts.set(text, this.kept.get(text));
			} else {
				unknown.push(text);
			}
		}
		for (let from = 0; from < unknown.length; from += BATCH) {
			const batch = unknown.slice(from, from + BATCH);
			const failures = await this.chemistry.checkAll(batch, signal);
			for (const [index, text] of batch.entries()) {
				verdicts.set(text, failures[index]);
				this.keep(text, failures[index]);
			}
		}
		return new Map([...verdicts].flatMap(([text, failure]) => (failure ? [[text, failure] as const] : [])));
	}

	private keep(text: string, failure: FailureData | undefined): void {
		if (text.length > LONGEST_KEPT || failure?.code === "chemistry-timeout" || failure?.code === "chemistry-crashed") {
			return;
		}
		if (this.kept.size >= MAX_KEPT) {
			this.kept.clear();
		}
		this.kept.set(text, failure);
	}
}
