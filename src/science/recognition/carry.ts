import type { Cue } from "./found.ts";
import { NO_CUE } from "./found.ts";
import type { Lead } from "./lead.ts";

/** What a piece of source code has to know of the code before it. */
export interface Carry {
	/** Code since the last literal. */
	readonly gap: string;
	readonly previous: string | undefined;
	/** Since the last literal there were only brackets and commas: what led to it leads to the next one too. */
	readonly unbroken: boolean;
	readonly lead: Lead | undefined;
	readonly containers: readonly Container[];
}

/** A list or dictionary that is open. */
export interface Container {
	readonly lead: Lead;
	/** Brackets that were open before its own. */
	readonly depth: number;
}

/** At the top of a document. */
export const START: Carry = { gap: "", previous: undefined, unbroken: false, lead: undefined, containers: [] };

/** Two pieces with the same key read what follows in the same way. */
export function keyOf({ gap, previous, unbroken, lead, containers }: Carry): string {
	return JSON.stringify([gap, previous, unbroken, nameOf(lead), containers.map(({ lead: outer, depth }) => [nameOf(outer), depth])]);
}

function nameOf(lead: Lead | undefined): readonly [Cue, string | undefined] {
	return [lead?.cue ?? NO_CUE, lead?.name];
}

/** A copy that does not keep the whole text alive, as a slice of it would. */
export function flat(text: string): string {
	return String(JSON.parse(JSON.stringify(text)));
}
