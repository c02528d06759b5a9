/** Native libraries bring habits of their own: nothing may be left, kept or sent by the inference process. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { realEngine, tell } from "../support/engine.ts";

const kept = { HOME: process.env["HOME"], TMPDIR: process.env["TMPDIR"], XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] };
const folder = mkdtempSync(path.join(tmpdir(), "privacy-"));
afterEach(() => {
	for (const [name, value] of Object.entries(kept)) {
		if (value === undefined) {
			delete process.env[name];
		} else {
			process.env[name] = value;
		}
	}
	rmSync(folder, { recursive: true, force: true });
});

it("leaves no file in the home, cache or temporary folder: no device id, no telemetry queue, no log, no structure", async () => {
	for (const name of ["HOME", "TMPDIR", "XDG_CACHE_HOME"]) {
		process.env[name] = folder;
	}
	const real = await realEngine();
	await tell(real.engine, { turns: [{ role: "user", text: "Is it charged?", entities: [{ kind: "molecule", smiles: "CCO" }, { kind: "protein", sequence: "MKTAYIAKQRQISFVKSHFS" }] }], maxTokens: 4 });
	// ONNX Runtime's telemetry writes within seconds of its first session.
	await new Promise((resolve) => setTimeout(resolve, 4000));
	await real.dispose();
	expect(readdirSync(folder, { recursive: true })).toEqual([]);
});
