import type { ProteinToView } from "../protocol/protein.ts";
import type { SearchState } from "./motifSearch.ts";
import type { Matches } from "./sequence.ts";

/** The motif that is searched in the chain that is shown, and what was found of it. */
export class MotifHunt {
	readonly #changed: () => void;
	#pattern = "";
	#state: SearchState = { state: "none" };
	#hits: Matches | undefined;
	#searches = 0;
	#goes = true;

	/** @param changed called when there is something else to show */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	get pattern(): string {
		return this.#pattern;
	}

	get state(): SearchState {
		return this.#state;
	}

	get hits(): Matches | undefined {
		return this.#hits;
	}

	/**
	 * @param goes whether the first match is gone to
	 * @returns what the search is called; undefined where there is none to make
	 */
	begin(pattern: string, goes: boolean): number | undefined {
		[this.#pattern, this.#goes, this.#hits] = [pattern, goes, undefined];
		this.#searches++;
		this.#state = pattern === "" ? { state: "none" } : { state: "searching" };
		this.#changed();
		return pattern === "" ? undefined : this.#searches;
	}

	/** @returns the residue to go to */
	take({ id, starts, ends, problem }: ProteinToView & { type: "found" }): number | undefined {
		if (id !== this.#searches) {
			return undefined;
		}
		this.#changed();
		if (problem !== undefined) {
			this.#state = { state: "problem", problem };
			return undefined;
		}
		this.#hits = { starts, ends, longest: ends.reduce((most, end, index) => Math.max(most, end - (starts[index] ?? 0)), 0) };
		this.#state = { state: "found", total: starts.length, match: undefined };
		return this.#goes ? starts[0] : undefined;
	}

	/** @returns the next match or the one before, half-open */
	step(by: 1 | -1): { readonly from: number; readonly to: number } | undefined {
		const [state, hits] = [this.#state, this.#hits];
		if (state.state !== "found" || state.total === 0 || hits === undefined) {
			return undefined;
		}
		const match = state.match === undefined ? (by === 1 ? 0 : state.total - 1) : (state.match + by + state.total) % state.total;
		this.#state = { ...state, match };
		this.#changed();
		return { from: hits.starts[match] ?? 0, to: hits.ends[match] ?? 1 };
	}
}
