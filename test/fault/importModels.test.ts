/**
 * Imports that end before their end: hostile and broken checkpoints, a person who stops, a machine that kills, a disk without room. A model is there
 * whole or not at all, and the same import again gives the same bytes.
 */
import { build } from "esbuild";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ModelStore } from "../../src/inference/bundle/store.ts";
import { importModel, type ImportOptions, type Imported } from "../../src/inference/import/import.ts";
import type { ImportPhase } from "../../src/inference/import/progress.ts";
import { Failure } from "../../src/science/failure.ts";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";
import { realImporter, repository } from "../support/engine.ts";

const skipped = haveCheckpoints ? "" : ` (skipped: there is no folder ${checkpoints})`;
const top = mkdtempSync(path.join(tmpdir(), "biomedgpt-import-fault-"));
const source = path.join(checkpoints, "biomedgpt-10b-tiny");
const worker = path.join(repository, "out/test", `${process.pid}`, "import-worker.mjs");
const NOW = new Date("2026-01-02T03:04:05Z");
afterAll(() => rmSync(top, { recursive: true, force: true }));

let serial = 0;
/** A models' folder that is not there yet. */
const newFolder = (): string => path.join(top, `models-${++serial}`, "below");

function importTiny(folder: string, options: Partial<ImportOptions> = {}): Promise<Imported> {
	return importModel({ source, weights: { language: "F32", protein: "F32" } }, { folder, now: NOW, ...options });
}

/** Everything in a folder, by name. */
function contents(directory: string): Record<string, string> {
	return Object.fromEntries(readdirSync(directory).sort().map((name) => [name, readFileSync(path.join(directory, name)).toString("base64")]));
}

/** Phases that an import goes through. */
async function phasesOf(folder: string, options: Partial<ImportOptions> = {}): Promise<ImportPhase[]> {
	const phases: ImportPhase[] = [];
	await importTiny(folder, { ...options, report: ({ phase }) => phases.at(-1) !== phase && phases.push(phase) });
	return phases;
}

interface Hostile {
	readonly file: string;
	readonly code: string;
	readonly why: string;
	readonly message_must_name: readonly string[];
}
const hostile: Hostile[] = haveCheckpoints ? (JSON.parse(readFileSync(path.join(checkpoints, "hostile/hostile.json"), "utf8")) as { files: Hostile[] }).files : [];

describe.skipIf(!haveCheckpoints)(`a hostile or broken file, imported${skipped}`, () => {
	it("is not the control, which becomes a model", async () => {
		const { manifest } = await importModel({ source: path.join(checkpoints, "hostile/control_micro_10b.pth") }, { folder: newFolder() });
		expect(manifest).toMatchObject({ language: { width: 16, vocabulary: 401 + 512 }, molecule: { features: 8 }, protein: { features: 8 } });
	});

	it.each(hostile)("$file: $why; nothing is written, and the next import is as if nothing had been", async ({ file, code, message_must_name: names }) => {
		const folder = newFolder();
		const failure = await importModel({ source: path.join(checkpoints, "hostile", file) }, { folder }).then(() => undefined, (error: unknown) => error);
		expect(failure).toBeInstanceOf(Failure);
		expect(failure).toMatchObject({ code });
		for (const name of [path.basename(file), ...names]) {
			expect((failure as Failure).message).toContain(name);
		}
		expect(existsSync(path.dirname(folder))).toBe(false);
		expect([process.cwd(), tmpdir(), top].some((place) => existsSync(path.join(place, "PWNED")))).toBe(false);
	});
});

describe.skipIf(!haveCheckpoints)(`an import that is interrupted${skipped}`, () => {
	let whole: Record<string, string>;
	beforeAll(async () => {
		whole = contents((await importTiny(newFolder())).directory);
		await build({ bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning", entryPoints: [path.join(repository, "test/fault/importWorker.ts")], outfile: worker });
	});

	it.each<[ImportPhase, ImportPhase[], string]>([
		["molecule", ["molecule", "protein", "language"], "0"],
		["molecule", ["molecule", "protein", "language"], "1"],
		["protein", ["protein", "language"], "0"],
		["protein", ["protein", "language"], "0.5"],
		["language", ["language"], "0"],
		["language", ["language"], "0.7"],
		["language", ["language"], "1"],
		["checksums", [], "0"],
		["verifying", [], "0"],
		["testing", [], "0"],
		["installing", [], "0"],
	])("killed while it was at the %s goes on with %j", async (phase, left, share) => {
		const folder = newFolder();
		const run = (...doom: string[]): { readonly out: string; readonly signal: NodeJS.Signals | null } => {
			const { stdout, signal } = spawnSync(process.execPath, [worker, source, folder, ...doom], { encoding: "utf8" });
			return { out: stdout, signal };
		};
		expect(run(phase, share).signal).toBe("SIGKILL");
		expect(await new ModelStore(folder).list()).toEqual([]);
		const { out } = run();
		expect(out.split("\n").filter((line) => ["molecule", "protein", "language"].includes(line))).toEqual(left);
		const [model, ...others] = await new ModelStore(folder).list();
		expect(contents(model?.directory ?? "")).toEqual(whole);
		expect(others).toEqual([]);
		expect(readdirSync(folder)).toEqual([model?.name]);
	});

	it("by a person goes on behind the last part that was whole", async () => {
		const folder = newFolder();
		const stop = new AbortController();
		await expect(importTiny(folder, { signal: stop.signal, report: ({ phase }) => phase === "language" && stop.abort() })).rejects.toMatchObject({ code: "cancelled" });
		expect(await new ModelStore(folder).list()).toEqual([]);
		const [draft = ""] = readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isDirectory());
		expect(readdirSync(path.join(folder, draft)).sort()).toEqual(["molecule-encoder.onnx", "protein-encoder.onnx"]);
		expect(await phasesOf(folder)).toEqual(["language", "checksums", "verifying", "testing", "installing"]);
		expect(contents(path.join(folder, "biomedgpt-10b-f32-f32"))).toEqual(whole);
		expect(readdirSync(folder)).toEqual(["biomedgpt-10b-f32-f32"]);
	});

	it("in its own process obeys, and goes on in another one", async () => {
		const folder = newFolder();
		const importer = await realImporter(folder);
		const request = { source, weights: { language: "F32", protein: "F32" } } as const;
		const stop = new AbortController();
		await expect(importer.import(request, ({ phase }) => phase === "verifying" && stop.abort(), stop.signal)).rejects.toMatchObject({ code: "cancelled" });
		await expect(importer.import(request, () => undefined, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
		expect(await new ModelStore(folder).list()).toEqual([]);
		const phases = new Set<ImportPhase>();
		const { directory } = await importer.import(request, ({ phase }) => phases.add(phase));
		expect([...phases]).toEqual(["checksums", "verifying", "testing", "installing"]);
		for (const name of Object.keys(whole).filter((each) => each !== "manifest.json")) {
			expect(contents(directory)[name]).toBe(whole[name]);
		}
	});

	it("before a part is whole leaves nothing", async () => {
		const folder = newFolder();
		const stop = new AbortController();
		await expect(importTiny(folder, { signal: stop.signal, report: ({ phase }) => phase === "molecule" && stop.abort() })).rejects.toMatchObject({ code: "cancelled" });
		expect(existsSync(folder)).toBe(false);
		await expect(importTiny(folder, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
		expect(existsSync(folder)).toBe(false);
	});

	/** An import that was stopped when only the language model was missing. */
	async function stopped(): Promise<{ readonly folder: string; readonly draft: string }> {
		const folder = newFolder();
		const stop = new AbortController();
		await importTiny(folder, { signal: stop.signal, report: ({ phase }) => phase === "language" && stop.abort() }).catch(() => undefined);
		return { folder, draft: path.join(folder, ".import-biomedgpt-10b-f32-f32") };
	}

	it("makes a part again that was cut meanwhile", async () => {
		const { folder, draft } = await stopped();
		truncateSync(path.join(draft, "molecule-encoder.onnx"), 1000);
		expect(await phasesOf(folder)).toEqual(["molecule", "language", "checksums", "verifying", "testing", "installing"]);
		expect(contents(path.join(folder, "biomedgpt-10b-f32-f32"))).toEqual(whole);
	});

	it("finds that a part was changed meanwhile, and begins anew the next time", async () => {
		const { folder, draft } = await stopped();
		const file = path.join(draft, "molecule-encoder.onnx");
		const bytes = readFileSync(file);
		bytes[5000] = (bytes[5000] ?? 0) ^ 1;
		writeFileSync(file, bytes);
		await expect(importTiny(folder)).rejects.toMatchObject({ code: "checksum-mismatch" });
		expect(await phasesOf(folder)).toContain("molecule");
		expect(contents(path.join(folder, "biomedgpt-10b-f32-f32"))).toEqual(whole);
	});

	it.each(["", "{", "[]", '{"version":1}'])("with a journal of %j begins anew", async (text) => {
		const { folder, draft } = await stopped();
		writeFileSync(`${draft}.json`, text);
		expect(await phasesOf(folder)).toContain("molecule");
		expect(contents(path.join(folder, "biomedgpt-10b-f32-f32"))).toEqual(whole);
	});

	it("of a copy of the files is another import", async () => {
		const { folder } = await stopped();
		const copy = path.join(top, `copy-${++serial}`);
		cpSync(source, copy, { recursive: true });
		const phases: ImportPhase[] = [];
		const { directory } = await importModel({ source: copy, weights: { language: "F32", protein: "F32" } }, { folder, now: NOW, report: ({ phase }) => phases.push(phase) });
		expect(phases).toContain("molecule");
		expect(contents(directory)).toEqual(whole);
	});
});

describe.skipIf(!haveCheckpoints)(`an import that cannot be finished${skipped}`, () => {
	it("does not begin where the model is there, or is being imported elsewhere", async () => {
		const folder = newFolder();
		let second: unknown;
		await importTiny(folder, { selfTest: async () => void (second = await importTiny(folder).catch((error: unknown) => error)) });
		expect(second).toMatchObject({ code: "import-running" });
		await expect(importTiny(folder)).rejects.toMatchObject({ code: "model-exists" });
		await expect(importModel({ source, name: "../outside" }, { folder })).rejects.toMatchObject({ code: "bad-model-name" });
	});

	it("notices that its source is written to meanwhile", async () => {
		const copy = path.join(top, `copy-${++serial}`);
		cpSync(source, copy, { recursive: true });
		const folder = newFolder();
		const touch = (): void => utimesSync(path.join(copy, "biomedgpt_10b.pth"), new Date(), new Date(1e12));
		await expect(importModel({ source: copy }, { folder, report: ({ phase }) => phase === "language" && touch() })).rejects.toMatchObject({ code: "source-changed" });
		expect(existsSync(folder)).toBe(false);
	});

	it("leaves nothing of a model that fails its test, and all of one that had no memory for it", async () => {
		const folder = newFolder();
		const failing = (code: string) => async (): Promise<void> => {
			throw new Failure(code, "No.");
		};
		await expect(importTiny(folder, { selfTest: failing("self-test-failed") })).rejects.toMatchObject({ code: "self-test-failed" });
		expect(existsSync(folder)).toBe(false);
		await expect(importTiny(folder, { selfTest: failing("not-enough-memory") })).rejects.toMatchObject({ code: "not-enough-memory" });
		expect(await phasesOf(folder)).toEqual(["checksums", "verifying", "testing", "installing"]);
	});

	it("does not begin on a disk without room (skipped where no disk can be mounted)", async ({ skip }) => {
		const disk = path.join(top, "disk");
		mkdirSync(disk);
		try {
			execFileSync("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", disk], { stdio: "ignore" });
		} catch {
			skip();
		}
		try {
			await expect(importTiny(path.join(disk, "models"))).rejects.toMatchObject({ code: "disk-full", message: expect.stringMatching(/not enough room: \d+(?:\.\d+)? MB are needed, and 64 MB must stay free/) as string });
			expect(readdirSync(disk)).toEqual([]);
		} finally {
			execFileSync("umount", [disk]);
		}
	});
});
