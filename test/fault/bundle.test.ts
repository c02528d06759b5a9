/** Damaged models: each is refused with a sentence that names the file and the next step, and a mended one works at once. */
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { AskRequest } from "../../src/inference/engine.ts";
import { Failure } from "../../src/science/failure.ts";
import { BundleCopy } from "../support/bundles.ts";
import { nanoDirectory, realEngine, tell, type RealEngine } from "../support/engine.ts";

const ethanol: AskRequest = { turns: [{ role: "user", text: "Is it charged?", entities: [{ kind: "molecule", smiles: "CCO" }] }], maxTokens: 8 };

let bundle: BundleCopy;
let real: RealEngine | undefined;
afterEach(async () => {
	await real?.dispose();
	bundle.dispose();
});

async function refusal(damage: (bundle: BundleCopy) => void): Promise<Failure> {
	bundle = new BundleCopy();
	damage(bundle);
	real = await realEngine(bundle.directory);
	return tell(real.engine, ethanol).then(
		() => Promise.reject(new Error("the damaged model was accepted")),
		(error: unknown) => {
			if (error instanceof Failure) {
				return error;
			}
			throw error;
		},
	);
}

describe("a damaged model", () => {
	it.each<[string, (bundle: BundleCopy) => void, string, RegExp]>([
		["a missing file", (b) => rmSync(b.file("protein-encoder.onnx")), "file-missing", /protein-encoder\.onnx is missing/],
		["a download that stopped", (b) => b.damage("language.gguf", (bytes) => bytes.subarray(0, 9_000_000)), "file-size", /language\.gguf stops at 9\.0 MB of 14\.8 MB/],
		["a changed byte", (b) => b.damage("molecule-encoder.onnx", flipLastByte), "checksum-mismatch", /molecule-encoder\.onnx.*checksum differs/],
		["a cut GGUF with a matching checksum", (b) => b.damage("language.gguf", (bytes) => bytes.subarray(0, 9_000_000), { resign: true }), "language-model-broken", /language\.gguf is not a readable GGUF/],
		["a GGUF that is none", (b) => b.damage("language.gguf", () => Buffer.from("not a model"), { resign: true }), "language-model-broken", /language\.gguf is not a readable GGUF/],
		["carriers that are no carriers", (b) => b.describe((m) => ({ ...m, carriers: { first: 100, count: 256 } })), "language-model-broken", /carriers are not zero/],
		["another vocabulary", (b) => b.describe((m) => ({ ...m, language: { ...m.language, vocabulary: 32000 } })), "language-model-broken", /4352 × 256, not 32000 × 256/],
		["an ONNX of another encoder", (b) => b.damage("molecule-encoder.onnx", () => readFileSync(path.join(nanoDirectory, "protein-encoder.onnx")), { resign: true }), "encoder-shape", /no tensor atoms/],
		["an ONNX with other shapes", (b) => b.describe((m) => ({ ...m, molecule: { ...m.molecule, features: 299 } })), "encoder-shape", /features is float32 \[B, N, 300\].*the last one 299/],
		["an ONNX that is none", (b) => b.damage("molecule-encoder.onnx", () => Buffer.from("junk"), { resign: true }), "encoder-broken", /molecule-encoder\.onnx cannot be loaded/],
		["a manifest that is no JSON", (b) => b.damage("manifest.json", () => Buffer.from("{")), "bundle-broken", /manifest\.json is not valid: it is not JSON/],
		["a manifest with an unknown field", (b) => b.describe((m) => ({ ...m, colour: "red" })), "bundle-broken", /colour/],
		["a manifest that reaches outside its folder", (b) => b.describe((m) => ({ ...m, language: { ...m.language, file: "../../language.gguf" } })), "bundle-broken", /plain file name/],
		["a manifest that names a file nobody listed", (b) => b.describe((m) => ({ ...m, language: { ...m.language, file: "constructor" } })), "bundle-broken", /constructor is used but not listed/],
		["a context that the model was not made for", (b) => b.describe((m) => ({ ...m, language: { ...m.language, context: 2_000_000_000 } })), "language-model-broken", /made for 1024 positions, not 2000000000/],
		["a BOS outside the vocabulary", (b) => b.describe((m) => ({ ...m, language: { ...m.language, bos: 4352 } })), "bundle-broken", /bos lies beyond/],
		["an empty folder", (b) => rmSync(b.file("manifest.json")), "bundle-missing", /There is no model in .*manifest\.json cannot be read/],
		["a folder that was removed meanwhile", (b) => rmSync(path.dirname(b.file("manifest.json")), { recursive: true }), "bundle-missing", /There is no folder .*: its model was removed or moved away.* Bring it back, or choose another model/],
	])("%s", async (_, damage, code, sentence) => {
		const failure = await refusal(damage);
		expect(failure.message).toMatch(sentence);
		expect(failure.code).toBe(code);
		expect(failure.message).toMatch(/(Install|Choose|choose)/);
	});

	it("is loaded by the next question once it is mended", async () => {
		await refusal((b) => b.damage("language.gguf", (bytes) => bytes.subarray(0, 9_000_000)));
		expect(real?.engine.state().state).toBe("failed");
		bundle.damage("language.gguf", () => readFileSync(path.join(nanoDirectory, "language.gguf")));
		const { answer } = await tell((real as RealEngine).engine, ethanol);
		expect(answer.text).toBe("No, it is neutral.");
		expect(real?.engine.state().state).toBe("ready");
	});
});

function flipLastByte(bytes: Buffer): Buffer {
	const copy = Buffer.from(bytes);
	copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 0xff;
	return copy;
}
