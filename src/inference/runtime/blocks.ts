import type { Entity } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import type { Encoding, Matrix } from "../engine.ts";

/** A piece of the prompt ready to be read: ids, or the soft tokens of one entity. */
export type Block = { readonly kind: "text"; readonly ids: readonly number[] } | { readonly kind: "soft"; readonly entity: Entity; readonly soft: Matrix };

/** Tokens read between two looks at the cancel signal: seconds for the largest models on a processor. */
export const READ_STEP = 128;

export function softBlock(encoding: Encoding): Block {
	return { kind: "soft", entity: encoding.entity, soft: softTokensOf(encoding) };
}

/** What an encoding puts into a prompt; every encoding of a model with a language model has it. */
export function softTokensOf({ softTokens }: Encoding): Matrix {
	if (softTokens === undefined) {
		throw new Failure("unexpected", "An attachment came to the language model without its soft tokens. Ask again.", { detail: "an encoding without soft tokens" });
	}
	return softTokens;
}

/** Blocks that one adapter serves: as many entities as there are carriers for. */
export class AdapterGroup {
	readonly blocks: Block[] = [];
	softTokens = 0;

	constructor(
		/** Position of its first token in the prompt. */
		readonly start: number,
	) {}

	get length(): number {
		return this.blocks.reduce((sum, block) => sum + (block.kind === "text" ? block.ids.length : block.soft.rows), 0);
	}

	soft(): Matrix[] {
		return this.blocks.flatMap((block) => (block.kind === "soft" ? [block.soft] : []));
	}

	/** Whether a soft token stands in this part of the group. */
	softBetween(from: number, to: number): boolean {
		let start = 0;
		return this.blocks.some((block) => {
			const end = start + (block.kind === "text" ? block.ids.length : block.soft.rows);
			const inside = block.kind === "soft" && start < to && end > from;
			start = end;
			return inside;
		});
	}

	/** The ids to read, carriers in place of soft tokens. */
	ids(carriers: readonly number[]): number[] {
		let used = 0;
		return this.blocks.flatMap((block) => (block.kind === "text" ? [...block.ids] : carriers.slice(used, (used += block.soft.rows))));
	}
}

export function adapterGroups(blocks: readonly Block[], carriers: number): AdapterGroup[] {
	let group = new AdapterGroup(0);
	const groups = [group];
	for (const block of blocks) {
		if (block.kind === "soft") {
			if (block.soft.rows > carriers) {
				throw new Failure("entity-too-long", `What is attached needs ${block.soft.rows} soft tokens, and this model takes at most ${carriers} at once. Attach a part of it.`);
			}
			if (group.softTokens + block.soft.rows > carriers) {
				group = new AdapterGroup(group.start + group.length);
				groups.push(group);
			}
			group.softTokens += block.soft.rows;
		}
		group.blocks.push(block);
	}
	return groups;
}
