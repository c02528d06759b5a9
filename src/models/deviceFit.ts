import type { ModelPlan } from "../inference/engine.ts";
import type { Failure } from "../science/failure.ts";
import { planLines } from "./planWords.ts";

/** Milliseconds that a plan counts: other programs take and give memory meanwhile. */
const LASTS = 60_000;

/** Where models of folders would go on this machine, or why that cannot be said, in their order. */
export type PlansOf = (directories: readonly string[], signal?: AbortSignal) => Promise<readonly (ModelPlan | Failure)[]>;

/** What would go where on this machine, of the models that somebody points at. */
export class DeviceFit {
	readonly #known = new Map<string, { readonly until: number; readonly lines: Promise<readonly string[]> }>();

	constructor(private readonly plansOf: PlansOf) {}

	/** Lines for people; none where nothing can be said, since the list says what is wrong with a model. */
	async lines(directory: string): Promise<readonly string[]> {
		const known = this.#known.get(directory);
		if (known && known.until > Date.now()) {
			return known.lines;
		}
		const lines = this.#look(directory);
		this.#known.set(directory, { until: Date.now() + LASTS, lines });
		return lines;
	}

	/** Settings have changed, or models. */
	forget(): void {
		this.#known.clear();
	}

	async #look(directory: string): Promise<readonly string[]> {
		try {
			const [plan] = await this.plansOf([directory]);
			return plan === undefined || plan instanceof Error ? [] : planLines(plan);
		} catch {
			return [];
		}
	}
}
