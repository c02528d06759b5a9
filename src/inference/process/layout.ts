import { Failure } from "../../science/failure.ts";
import type { SpeakingManifest } from "../bundle/manifest.ts";
import type { Encoding, Notice, PromptSegment, Turn } from "../engine.ts";
import { softBlock, softTokensOf, type Block } from "../runtime/blocks.ts";
import { entityKey, type PreparedEntity } from "../runtime/encoders.ts";
import { planPrompt, type PromptPart } from "../runtime/prompt.ts";
import { bareEntity } from "./protocol.ts";

/** A dialogue as the language model will read it. */
export interface Layout {
	/** For people. */
	readonly segments: readonly PromptSegment[];
	/** For the model: the same. */
	readonly blocks: readonly Block[];
	readonly notices: readonly Notice[];
	/** Room for the answer, at most what was wanted. */
	readonly maxTokens: number;
}

/** What laying out a dialogue needs of a loaded model. */
export interface LayoutSources {
	readonly manifest: SpeakingManifest;
	/** By `entityKey`. */
	readonly encodings: ReadonlyMap<string, Encoding>;
	readonly tokenize: (text: string) => number[];
}

/** Writes turns in the model's format; fails with `context-overflow` where the last one does not fit alone. */
export function layOut(turns: readonly Turn<PreparedEntity>[], wanted: number, { manifest, encodings, tokenize }: LayoutSources): Layout {
	const known = new Map<string, number[]>();
	const idsOf = (text: string): number[] => {
		const ids = known.get(text) ?? tokenize(text);
		known.set(text, ids);
		return ids;
	};
	const encodingOf = (part: PromptPart & { kind: "entity" }): Encoding => required(encodings.get(entityKey(part.entity)));
	const plan = planPrompt(manifest, turns, {
		measure: (part) => (part.kind === "text" ? idsOf(part.text).length : softTokensOf(encodingOf(part)).rows),
		maxTokens: wanted,
	});
	const { bos } = manifest.language;
	const segments = plan.parts.map((part, index): PromptSegment => {
		if (part.kind === "entity") {
			return { kind: "entity", entity: bareEntity(part.entity), softTokens: softTokensOf(encodingOf(part)).rows };
		}
		return { kind: "text", text: part.text, ids: index === 0 && bos !== null ? [bos, ...idsOf(part.text)] : idsOf(part.text) };
	});
	const blocks = plan.parts.map((part, index): Block => (part.kind === "entity" ? softBlock(encodingOf(part)) : { kind: "text", ids: textIds(segments[index]) }));
	const used = plan.parts.flatMap((part) => (part.kind === "entity" ? encodingOf(part).notices : []));
	return { segments, blocks, notices: [...plan.notices, ...used], maxTokens: plan.maxTokens };
}

export function textIds(segment: PromptSegment | undefined): readonly number[] {
	return segment?.kind === "text" ? segment.ids : [];
}

function required<T>(value: T | undefined): T {
	if (value === undefined) {
		throw new Failure("unexpected", "An attachment got lost on its way to the model. Ask again.", { detail: "an entity of the plan was not encoded" });
	}
	return value;
}
