import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "./documents.ts";
import { LoopWatch } from "./loopWatch.ts";

/** What the extension host may compute in one go (ms); chemistry and the model run elsewhere. */
const BLOCK_LIMIT = 50;
const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";
/** A whole PNG of one pixel: VS Code looks into it. */
const PIXEL = new Uint8Array(Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));
const user = (text: string): vscode.LanguageModelChatMessage => vscode.LanguageModelChatMessage.User(text);

/** The local model as any extension gets it; the list of vendors may still be coming. */
async function localModel(): Promise<vscode.LanguageModelChat> {
	return until(async () => (await vscode.lm.selectChatModels({ vendor: "biomedgpt" }))[0], "the local model");
}

async function textOf(response: vscode.LanguageModelChatResponse): Promise<string[]> {
	const pieces: string[] = [];
	for await (const piece of response.text) {
		pieces.push(piece);
	}
	return pieces;
}

describe("the local model in VS Code's own chat", () => {
	it("is listed with honest limits, and says that it is local", async () => {
		const model = await localModel();
		assert.equal(model.name, "BioMedGPT nano");
		assert.equal(model.id, "nano");
		assert.match(model.version, /^\d+\.\d+\.\d+$/);
		assert.ok(model.maxInputTokens > 500 && model.maxInputTokens < 1024 - 160, `${model.maxInputTokens} of a context of 1,024, beside an answer of 160 and the prompt's own text`);
	});

	it("streams what our own engine answers about a molecule in a message", async () => {
		const model = await localModel();
		const pieces = await textOf(await model.sendRequest([user(`How many rings does ${ASPIRIN} have?`)]));
		assert.match(pieces.join(""), /\bring/);
	});

	it("answers differently about another molecule: it reads the structure, not only the words", async () => {
		const model = await localModel();
		const answers = await Promise.all(["c1ccccc1", "C1CCC2CCCCC2C1"].map(async (smiles) => (await textOf(await model.sendRequest([user(`How many rings does ${smiles} have?`)]))).join("")));
		assert.notEqual(answers[0], answers[1]);
	});

	it("remembers, in a dialogue, which molecule was meant", async () => {
		const model = await localModel();
		const alone = (await textOf(await model.sendRequest([user(`Please describe ${ASPIRIN}.`)]))).join("");
		const later = (await textOf(await model.sendRequest([user(`How many rings does ${ASPIRIN} have?`), vscode.LanguageModelChatMessage.Assistant("It has one ring."), user("Please describe this molecule.")]))).join("");
		assert.equal(later, alone);
	});

	it("counts tokens with its own tokeniser, and a molecule as the soft tokens that it becomes", async () => {
		const model = await localModel();
		assert.equal(await model.countTokens(""), 0);
		const words = await model.countTokens("How many rings does this molecule have?");
		assert.ok(words >= 7 && words <= 14, `${words} tokens for eight words`);
		const message = await model.countTokens(user(`How many rings does ${ASPIRIN} have?`));
		assert.ok(message >= words + 13 && message <= words + 13 + 60, `${message}: ${words} of the words, 13 atoms and their markers`);
	});

	it("accepts a question as long as it says, and refuses a longer one in words", async () => {
		const model = await localModel();
		let text = "Please describe it";
		while ((await model.countTokens(user(`${text} again and again`))) <= model.maxInputTokens) {
			text += " again and again";
		}
		await textOf(await model.sendRequest([user(text)]));
		await assert.rejects(async () => textOf(await model.sendRequest([user(text.repeat(2))])), /Shorten the question/);
	});

	it("samples as it is asked to: the same seed writes the same, another one does not", async () => {
		const model = await localModel();
		const write = async (seed: number): Promise<string> => (await textOf(await model.sendRequest([user(`Please describe ${ASPIRIN}.`)], { modelOptions: { temperature: 1, seed } }))).join("");
		const first = await write(1);
		assert.equal(await write(1), first);
		assert.notEqual(await write(2), first);
	});

	it("stops when it is told to, long before the end, and is free for the next question", async () => {
		const model = await localModel();
		const messages = [user(`Please describe ${ASPIRIN}.`)];
		// So many candidates and so hot that hardly any answer finds an end.
		const rambling = { temperature: 2, top_p: 1, top_k: 4000, max_tokens: 300 };
		let long = { seed: 0, text: "" };
		for (let seed = 1; seed <= 2; seed++) {
			const text = (await textOf(await model.sendRequest(messages, { modelOptions: { ...rambling, seed } }))).join("");
			long = text.length > long.text.length ? { seed, text } : long;
		}
		const stop = new vscode.CancellationTokenSource();
		const response = await model.sendRequest(messages, { modelOptions: { ...rambling, seed: long.seed } }, stop.token);
		let stopped = "";
		try {
			for await (const piece of response.text) {
				stopped += piece;
				stop.cancel();
			}
		} catch (error) {
			assert.match(String(error), /[Cc]ancel/);
		}
		assert.ok(long.text.startsWith(stopped) && stopped.length < long.text.length, `${stopped.length} of ${long.text.length} characters`);
		assert.notEqual((await textOf(await model.sendRequest([user(`How many rings does ${ASPIRIN} have?`)]))).join(""), "");
	});

	it("says that it takes no images and calls no tools", async () => {
		const model = await localModel();
		const image = vscode.LanguageModelDataPart.image(PIXEL, "image/png");
		await assert.rejects(async () => textOf(await model.sendRequest([vscode.LanguageModelChatMessage.User([new vscode.LanguageModelTextPart("What is this?"), image])])), /no images/);
		await assert.rejects(async () => textOf(await model.sendRequest([user("Hello")], { toolMode: vscode.LanguageModelChatToolMode.Required, tools: [{ name: "facts", description: "facts", inputSchema: {} }] })), /cannot call tools/);
	});

	it("is not confused by an empty message, or one of its own", async () => {
		const model = await localModel();
		await assert.rejects(async () => textOf(await model.sendRequest([user("  ")])), /write a question/);
		await assert.rejects(async () => textOf(await model.sendRequest([vscode.LanguageModelChatMessage.Assistant("It has one ring.")])), /write a question/);
	});

	const hostile: [string, string][] = [
		["1 MB without a space", "a".repeat(1_000_000)],
		["1 MB of brackets", "[".repeat(1_000_000)],
		["a SMILES of 100,000 atoms", `Describe ${"C".repeat(100_000)}`],
		["1 MB of words", "molecule ".repeat(111_000)],
	];
	for (const [name, text] of hostile) {
		it(`refuses ${name} in words, and blocks nobody`, async () => {
			const model = await localModel();
			const watch = new LoopWatch();
			await assert.rejects(async () => textOf(await model.sendRequest([user(text)])), /[Ss]horten|at most|tokens/);
			const longest = watch.stop();
			assert.ok(longest <= 2 * BLOCK_LIMIT, `blocked for ${longest.toFixed(0)} ms`);
		});
	}

	it("answers markup and commands in a question with text", async () => {
		const model = await localModel();
		const text = `<img src=x onerror=alert(1)> [run](command:workbench.action.quit) ![x](https://example.org/x.png) \u001b[31m \u202e ${ASPIRIN}`;
		assert.notEqual((await textOf(await model.sendRequest([user(text)]))).join(""), "");
	});
});
