/**
 * The probability of each written token against the whole row of raw logits at its position, by softmax in float64; the first one also against
 * the logits that PyTorch recorded.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AskRequest } from "../../src/inference/engine.ts";
import { readBundle } from "../../src/inference/bundle/manifest.ts";
import { softBlock, type Block } from "../../src/inference/runtime/blocks.ts";
import { LanguageModel } from "../../src/inference/runtime/language.ts";
import { nanoDirectory, realEngine, repository, tell, type RealEngine } from "../support/engine.ts";

/** The brief of this feature. */
const TOLERANCE = 1e-3;
/** A prefix that is read at once is multiplied in other batches than one that was written token by token: F16 weights round a little differently. */
const BATCH_ROUNDING = 1e-2;

interface Case {
	readonly id: string;
	readonly smiles?: string;
	readonly question: string;
	readonly first_top20: readonly (readonly [id: number, logit: number])[];
}
const { cases } = JSON.parse(readFileSync(path.join(repository, "test/fixtures/nano/cases.json"), "utf8")) as { cases: Case[] };
const molecules = cases.filter(({ smiles }) => smiles !== undefined);

let real: RealEngine;
let language: LanguageModel;
const scratch = mkdtempSync(path.join(tmpdir(), "biomedgpt-parity-"));
beforeAll(async () => {
	real = await realEngine();
	({ language } = await LanguageModel.load(await readBundle(nanoDirectory), "cpu", scratch));
});
afterAll(async () => {
	await real.dispose();
	rmSync(scratch, { recursive: true, force: true });
	console.log(`largest differences of a probability: from the whole row ${largest.row.toExponential(1)}, from a prefix read at once ${largest.batch.toExponential(1)}, from PyTorch ${largest.torch.toExponential(1)}`);
});

const largest = { row: 0, batch: 0, torch: 0 };
function difference(kind: keyof typeof largest, expected: number, actual: number | undefined): number {
	const size = Math.abs(expected - (actual ?? Number.NaN));
	largest[kind] = Math.max(largest[kind], size);
	return size;
}

function probability(logits: readonly number[], id: number): number {
	const highest = Math.max(...logits);
	return Math.exp((logits[id] ?? Number.NaN) - highest) / logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
}

const ask = ({ smiles = "", question }: Case, more: Partial<AskRequest>): AskRequest => ({ turns: [{ role: "user", text: question, entities: [{ kind: "molecule", smiles }] }], maxTokens: 24, fresh: true, ...more });

/** The prompt as the engine read it, for a language model of our own. */
async function blocksOf(recorded: Case): Promise<{ blocks: Block[]; ids: (written: readonly number[]) => Block[] }> {
	const { prompt } = await tell(real.engine, ask(recorded, { maxTokens: 1 }));
	const soft = softBlock(await real.engine.encode({ kind: "molecule", smiles: recorded.smiles ?? "" }));
	const blocks = prompt.segments.map((segment): Block => (segment.kind === "text" ? { kind: "text", ids: segment.ids } : soft));
	return { blocks, ids: (written) => [...blocks, { kind: "text", ids: written }] };
}

/** Raw logits behind a prompt, read on from what the model has in its cache, as it does while it writes. */
async function rowAfter(blocks: readonly Block[]): Promise<readonly number[]> {
	let row: readonly number[] = [];
	for await (const written of language.generate(blocks, { sampling: { temperature: 0, seed: 0 }, maxTokens: 1, fresh: false, signal: new AbortController().signal, firstLogits: true, onRead: (read) => (row = read.firstLogits ?? []) })) {
		void written;
	}
	return row;
}

describe.each(molecules.slice(0, 6))("$id: $question", (recorded) => {
	it.each([{ temperature: 0 }, { temperature: 1.2, seed: 3 }])("tells the softmax of the raw logits, at temperature $temperature", async (sampling) => {
		const { answer } = await tell(real.engine, ask(recorded, { sampling }));
		const { ids } = await blocksOf(recorded);
		expect(answer.tokens.map(({ id }) => id)).toEqual(answer.generatedIds);
		for (const [index, token] of answer.tokens.entries()) {
			const row = await rowAfter(ids(answer.generatedIds.slice(0, index)));
			expect(row).toHaveLength(4352);
			expect(difference("row", probability(row, token.id), token.probability)).toBeLessThanOrEqual(TOLERANCE);
		}
		const last = answer.tokens.at(-1);
		const atOnce = await language.logits(ids(answer.generatedIds.slice(0, -1)), new AbortController().signal);
		expect(difference("batch", probability(atOnce, last?.id ?? -1), last?.probability)).toBeLessThanOrEqual(BATCH_ROUNDING);
	});
});

it.each(molecules)("the first word is as probable as in PyTorch: $id, $question", async (recorded) => {
	const { answer } = await tell(real.engine, ask(recorded, { maxTokens: 1, firstLogits: true }));
	// PyTorch's twenty highest; those below weigh little, and were not recorded.
	const row = [...(answer.firstLogits ?? [])];
	recorded.first_top20.forEach(([id, logit]) => (row[id] = logit));
	const [token] = answer.tokens;
	expect(difference("torch", probability(row, token?.id ?? -1), token?.probability)).toBeLessThanOrEqual(TOLERANCE);
});
