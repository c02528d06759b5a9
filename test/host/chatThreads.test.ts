import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ThreadRecord } from "../../src/chat/store/records.ts";
import { recordLine } from "../../src/chat/store/records.ts";
import { ThreadStore } from "../../src/chat/store/threadStore.ts";
import { ChatThread } from "../../src/chat/thread.ts";
import { threadModel } from "../../src/chat/viewModel.ts";
import { threadTexts } from "../../src/chat/wording.ts";
import type { Engine } from "../../src/inference/engine.ts";
import type { Chemistry } from "../../src/science/chemistry.ts";
import { BLOCK_LIMIT } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

const aspirin = { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O", name: "aspirin" } as const;
const nano = { name: "nano", version: "1.0", checksum: "c0ffee" };
const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const storeAt = (folder: string): ThreadStore => new ThreadStore(folder, { now: Date.now, newer: () => "", trouble: (error) => assert.fail(String(error)) });

/** An exchange as nano leaves it: forty tokens in ten pieces, with the evidence. */
function exchange(number: number): ThreadRecord[] {
	const [question, answer] = [`question-${number}-${"q".repeat(24)}`, `answer-${number}-${"a".repeat(24)}`];
	const settings = { temperature: 0, maxTokens: 160 };
	return [
		{ kind: "question", id: question, at: number, text: `What about number ${number}?`, prompt: "What?", asksModel: true, attachments: [{ id: `chip-${number}`, entity: aspirin, origin: "series_B.ipynb" }] },
		{ kind: "answer", id: answer, question, at: number, computed: "" },
		{ kind: "prompt", answer, model: nano, settings, notices: [], softTokens: 13, device: "CPU", fresh: true },
		{ kind: "segments", answer, segments: [{ kind: "text", text: "### Human: ".repeat(20), ids: Array.from({ length: 100 }, (_, id) => id) }] },
		...Array.from({ length: 10 }, (): ThreadRecord => ({ kind: "text", answer, text: "The molecule is a salicylate. " })),
		{ kind: "ended", answer, state: "done", stop: "end", model: nano, tokens: 40, timings: { encode: 1, prefill: 2, firstToken: 3, total: 4 } },
		{ kind: "tokens", answer, tokens: Array.from({ length: 40 }, (_, id) => ({ id, text: " the", probability: 0.123456789 })) },
	];
}

/** What was done, and how long the extension host's thread computed in one go meanwhile. */
async function watched<T>(work: () => T | Promise<T>): Promise<{ readonly result: T; readonly longest: number }> {
	const watch = new LoopWatch();
	const result = await work();
	await new Promise((resolve) => setImmediate(resolve));
	return { result, longest: watch.stop() };
}

function assertShort(longest: number, what: string): void {
	assert.ok(longest < BLOCK_LIMIT, `${what} computed ${longest.toFixed(0)} ms in one go`);
}

describe("long chats", () => {
	let folder: string;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-large-"));
		await mkdir(path.join(folder, "many"));
		const content = (exchanges: number): string => [{ kind: "head", version: 1, id: "", at: 1 } as const, ...Array.from({ length: exchanges }, (_, number) => exchange(number)).flat()].map(recordLine).join("");
		await writeFile(path.join(folder, `${idOf(0)}.jsonl`), content(1000));
		const short = content(10);
		for (let number = 0; number < 1000; number++) {
			await writeFile(path.join(folder, "many", `${idOf(number)}.jsonl`), short);
		}
	});
	after(async () => rm(folder, { recursive: true, force: true }));

	it("of 2,000 messages open without holding up the window, and show forty", async function () {
		this.retries(NOISE);
		const { result: stored, longest } = await watched(() => storeAt(folder).load(idOf(0)));
		assertShort(longest, "reading");
		const nobody = { ask: () => assert.fail("nothing is asked") } as unknown as Engine;
		const chemistry = { facts: () => new Promise(() => undefined), graph: () => new Promise(() => undefined) } as unknown as Chemistry;
		const shown = await watched(() => {
			const thread = new ChatThread({ engine: nobody, chemistry, journal: { append: async () => undefined }, texts: threadTexts, model: () => undefined }, stored);
			return { thread, model: threadModel(thread, 980) };
		});
		assertShort(shown.longest, "showing");
		assert.equal(shown.result.thread.exchanges.length, 1000);
		assert.equal(shown.result.model.messages.length, 40);
		assert.equal(shown.result.model.earlier, 1960);
		assert.ok(JSON.stringify(shown.result.model).length < 100_000, "a page gets little");
	});

	it("to the number of a thousand are listed and searched without holding up the window", async function () {
		this.retries(NOISE);
		const many = storeAt(path.join(folder, "many"));
		const listed = await watched(() => many.entries());
		const found = await watched(() => many.search("molecule is a salic"));
		const nothing = await watched(() => many.search("benzene"));
		assert.deepEqual([listed.result.length, found.result.length, nothing.result.length], [1000, 100, 0]);
		assertShort(Math.max(listed.longest, found.longest, nothing.longest), "looking through a thousand threads");
	});
});
