/** What an ONNX file must be before ONNX Runtime opens it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspectOnnx } from "../../../../src/inference/import/onnx/inspect.ts";
import { nanoDirectory } from "../../../support/engine.ts";
import { onnxFile } from "../../../support/headerFiles.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "onnx-"));
	mkdirSync(path.join(folder, "model"));
	writeFileSync(path.join(folder, "model", "weights.bin"), Buffer.alloc(24));
	writeFileSync(path.join(folder, "outside.bin"), Buffer.alloc(24));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(content: Uint8Array): string {
	const file = path.join(folder, "model", "encoder.onnx");
	writeFileSync(file, content);
	return file;
}

describe("an ONNX file", () => {
	it.each(["molecule-encoder.onnx", "protein-encoder.onnx"])("such as nano's %s has the ports that ONNX Runtime finds", async (name) => {
		const file = path.join(nanoDirectory, name);
		const session = await InferenceSession.create(file);
		const facts = await inspectOnnx(file);
		expect({ inputs: facts.inputs, outputs: facts.outputs }).toEqual({ inputs: session.inputNames, outputs: session.outputNames });
		expect(facts.opsets.get("")).toBeGreaterThanOrEqual(16);
		expect(facts.dataFiles).toEqual([]);
		await session.release();
	});

	it("may keep its weights in a file beside it", async () => {
		const file = write(onnxFile({ location: "weights.bin", offset: "8", length: "16" }));
		expect(await inspectOnnx(file)).toEqual({ irVersion: 8, opsets: new Map([["", 17]]), inputs: ["x"], outputs: ["y"], dataFiles: ["weights.bin"] });
		await (await InferenceSession.create(file)).release();
	});

	it.each<[string, Record<string, string>, string, RegExp]>([
		["outside its folder", { location: "../outside.bin" }, "unsafe-path", /\.\.\/outside\.bin/],
		["at an absolute path", { location: "/etc/hostname" }, "unsafe-path", /\/etc\/hostname/],
		["nowhere", { offset: "0" }, "unsafe-path", /outside its folder/],
		["in a file that is not there", { location: "absent.bin" }, "missing-file", /absent\.bin/],
		["beyond the end of their file", { location: "weights.bin", offset: "16" }, "truncated", /weights\.bin.*24 bytes.*32/],
		["at no place", { location: "weights.bin", offset: "-8" }, "bad-onnx", /weights\.bin/],
		["in another length", { location: "weights.bin", length: "12" }, "bad-onnx", /weights\.bin/],
	])("is refused where its weights are said to be %s", async (_, external, code, sentence) => {
		await expect(inspectOnnx(write(onnxFile(external)))).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) as string });
	});

	it("is refused where it stops early, at any byte", async () => {
		const whole = onnxFile();
		expect((await inspectOnnx(write(whole))).inputs).toEqual(["x"]);
		for (let length = 0; length < whole.length; length += 3) {
			await expect(inspectOnnx(write(whole.subarray(0, length))), String(length)).rejects.toMatchObject({ code: "bad-onnx" });
		}
	});
});
