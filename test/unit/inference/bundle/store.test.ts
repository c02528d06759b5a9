/** The folder of installed models: they come whole, go with an undo, and two windows do not get into each other's way. */
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCatalog, type CatalogModel } from "../../../../src/inference/bundle/catalog.ts";
import { consentTo } from "../../../../src/inference/bundle/consent.ts";
import { KEPT, ModelStore } from "../../../../src/inference/bundle/store.ts";
import { nanoDirectory, repository } from "../../../support/engine.ts";

let folder: string;
let root: string;
let clock: number;
let store: ModelStore;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-store-"));
	root = path.join(folder, "models");
	clock = Date.now();
	store = new ModelStore(root, () => clock);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NANO = Object.values((JSON.parse(readFileSync(path.join(nanoDirectory, "manifest.json"), "utf8")) as { readonly files: Record<string, { readonly bytes: number }> }).files).reduce((sum, { bytes }) => sum + bytes, 0);

/** What an import leaves in a folder of the store. */
async function imported(): Promise<string> {
	const staged = await store.stage();
	cpSync(nanoDirectory, staged, { recursive: true });
	return staged;
}

async function install(name: string): Promise<void> {
	await store.adopt(await imported(), name);
}

async function names(): Promise<string[]> {
	return (await store.list()).map((model) => model.name);
}

it("on a disk that is read-only say so, and stay (skipped where no disk can be mounted)", async ({ skip }) => {
	mkdirSync(root);
	skip(spawnSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", root]).status !== 0, "needs root and tmpfs, for a disk that can be made read-only");
	try {
		await install("alpha");
		spawnSync("mount", ["-o", "remount,ro", root]);
		await expect(store.remove("alpha")).rejects.toMatchObject({ code: "not-writable" });
		await expect(store.stage()).rejects.toMatchObject({ code: "not-writable" });
		expect(await names()).toEqual(["alpha"]);
	} finally {
		spawnSync("umount", [root]);
	}
});

describe("installed models", () => {
	it("are none where there is no folder yet", async () => {
		expect(await store.list()).toEqual([]);
		expect(existsSync(root)).toBe(false);
	});

	it("are listed with what they are and what they take, once they are whole", async () => {
		const staged = await imported();
		expect(await store.list()).toEqual([]);
		const model = await store.adopt(staged, "nano-copy");
		expect(model).toMatchObject({ name: "nano-copy", directory: path.join(root, "nano-copy"), manifest: { title: "BioMedGPT nano" }, failure: undefined });
		expect(model.bytes).toBeGreaterThan(NANO);
		expect(model.bytes).toBeLessThan(NANO + 100_000);
		expect(await store.list()).toEqual([model]);
		expect(readdirSync(root)).toEqual(["nano-copy"]);
		await store.verify("nano-copy");
	});

	it("may come from another folder, on another disk", async () => {
		const elsewhere = path.join(folder, "made-by-hand");
		cpSync(nanoDirectory, elsewhere, { recursive: true });
		await store.adopt(elsewhere, "by-hand");
		expect(existsSync(elsewhere)).toBe(false);
		expect(readdirSync(root)).toEqual(["by-hand"]);
	});

	it.each<[string, (staged: string) => void, string]>([
		["without a description", (staged) => rmSync(path.join(staged, "manifest.json")), "bundle-missing"],
		["with a cut file", (staged) => truncateSync(path.join(staged, "language.gguf"), 1000), "file-size"],
		["with a file missing", (staged) => rmSync(path.join(staged, "protein-encoder.onnx")), "file-missing"],
	])("are not made of a folder %s", async (_, damage, code) => {
		const staged = await imported();
		damage(staged);
		await expect(store.adopt(staged, "half")).rejects.toMatchObject({ code });
		expect(await store.list()).toEqual([]);
		expect(existsSync(staged)).toBe(true);
	});

	it("that broke since are listed with the reason", async () => {
		await install("whole");
		await install("cut");
		await install("unreadable");
		truncateSync(path.join(root, "cut", "language.gguf"), 9_000_000);
		writeFileSync(path.join(root, "unreadable", "manifest.json"), "{");
		writeFileSync(path.join(root, "notes.txt"), "not a model");
		mkdirSync(path.join(root, "empty"));
		const listed = await store.list();
		expect(listed.map(({ name, failure, manifest }) => [name, failure?.code, manifest?.name])).toEqual([
			["cut", "file-size", "nano"],
			["empty", "bundle-missing", undefined],
			["unreadable", "bundle-broken", undefined],
			["whole", undefined, "nano"],
		]);
		expect(listed[0]?.failure?.message).toMatch(/language\.gguf stops at 9\.0 MB of 14\.8 MB/);
	});

	it("with a changed byte are found by verifying", async () => {
		await install("changed");
		const file = path.join(root, "changed", "language.gguf");
		const bytes = readFileSync(file);
		bytes[5_000_000] = (bytes[5_000_000] ?? 0) ^ 1;
		writeFileSync(file, bytes);
		expect((await store.find("changed")).failure).toBeUndefined();
		await expect(store.verify("changed")).rejects.toMatchObject({ code: "checksum-mismatch" });
		await expect(store.verify("changed", AbortSignal.abort())).rejects.toThrow(/abort/i);
	});

	it.each(["../nano", ".hidden", "", "a/b", "A", "con\u0000", "x".repeat(200), "end."])("are never called %j", async (name) => {
		await expect(store.find(name)).rejects.toMatchObject({ code: "bad-model-name" });
		await expect(store.adopt(await imported(), name)).rejects.toMatchObject({ code: "bad-model-name" });
	});
});

describe("a model that is removed", () => {
	it("is gone from the list, and comes back whole", async () => {
		await install("nano-copy");
		const { id, bytes } = await store.remove("nano-copy");
		expect(bytes).toBeGreaterThan(NANO);
		expect(await names()).toEqual([]);
		expect(await store.removed()).toMatchObject([{ id, name: "nano-copy", removed: clock, bytes }]);
		expect(await store.restore(id)).toMatchObject({ name: "nano-copy", failure: undefined });
		await store.verify("nano-copy");
		expect(await store.removed()).toEqual([]);
	});

	it("does not push out another that has its name by now", async () => {
		await install("same");
		writeFileSync(path.join(root, "same", "old"), "");
		const { id } = await store.remove("same");
		await install("same");
		await expect(store.restore(id)).rejects.toMatchObject({ code: "model-exists" });
		expect(existsSync(path.join(root, "same", "old"))).toBe(false);
		clock++;
		await store.remove("same");
		await store.restore(id);
		expect(existsSync(path.join(root, "same", "old"))).toBe(true);
	});

	it("is there for a day, unless somebody empties", async () => {
		await install("one");
		await install("two");
		const one = await store.remove("one");
		clock += KEPT - 1;
		const two = await store.remove("two");
		await store.tidy();
		expect((await store.removed()).map(({ name }) => name)).toEqual(["two", "one"]);
		clock += 1;
		await store.tidy();
		expect((await store.removed()).map(({ name }) => name)).toEqual(["two"]);
		await expect(store.restore(one.id)).rejects.toMatchObject({ code: "model-missing", message: expect.stringMatching(/gone for good/) as string });
		await store.empty();
		expect(readdirSync(path.join(root, ".removed"))).toEqual([]);
		await expect(store.restore(two.id)).rejects.toMatchObject({ code: "model-missing" });
		await expect(store.restore("../../etc")).rejects.toMatchObject({ code: "model-missing" });
		await expect(store.remove("two")).rejects.toMatchObject({ code: "model-missing" });
	});
});

describe("what an interrupted program leaves", () => {
	it("is never listed, and goes after a day without a change", async () => {
		const abandoned = await imported();
		const busy = await imported();
		mkdirSync(path.join(root, ".removed", ".gone-half-deleted"), { recursive: true });
		const past = new Date(clock - KEPT - 1000);
		for (const each of [abandoned, busy]) {
			for (const file of [each, ...readdirSync(each).map((name) => path.join(each, name))]) {
				utimesSync(file, past, past);
			}
		}
		appendFileSync(path.join(busy, "language.gguf"), "more");
		expect(await store.list()).toEqual([]);
		await store.tidy();
		expect([existsSync(abandoned), existsSync(busy)]).toEqual([false, true]);
		expect(readdirSync(path.join(root, ".removed"))).toEqual([]);
	});
});

describe("two windows", () => {
	it("install a model of the same name at once: one does, the other is told, and the model is whole", async () => {
		const stages = await Promise.all(Array.from({ length: 6 }, imported));
		const results = await Promise.allSettled(stages.map((staged) => new ModelStore(root).adopt(staged, "same")));
		const refused = results.filter((result) => result.status === "rejected").map(({ reason }) => (reason as { readonly code: string }).code);
		expect(refused).toEqual(Array<string>(5).fill("model-exists"));
		await store.verify("same");
		// What was refused is not lost.
		expect(stages.filter((staged) => existsSync(staged))).toHaveLength(5);
	});

	it("remove, restore and empty at once without an unexpected word, and nothing is half", async () => {
		await install("same");
		const others = Array.from({ length: 4 }, () => new ModelStore(root));
		const removals = await Promise.allSettled(others.map((each) => each.remove("same")));
		expect(removals.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		const [{ id } = { id: "" }] = await store.removed();
		const results = await Promise.allSettled([...others.map((each) => each.restore(id)), ...others.map((each) => each.empty())]);
		const codes = results.flatMap((result) => (result.status === "rejected" ? [(result.reason as { readonly code: string }).code] : []));
		expect(codes.every((code) => ["model-missing", "model-exists"].includes(code))).toBe(true);
		const listed = await store.list();
		expect(listed.length).toBeLessThanOrEqual(1);
		expect(listed.every(({ failure }) => failure === undefined)).toBe(true);
	});

	it("see no model that another is just moving away", async () => {
		await install("wandering");
		const away = path.join(folder, "away");
		let stop = false;
		const mover = (async () => {
			while (!stop) {
				renameSync(path.join(root, "wandering"), away);
				await new Promise((resolve) => setImmediate(resolve));
				renameSync(away, path.join(root, "wandering"));
				await new Promise((resolve) => setImmediate(resolve));
			}
		})();
		for (let look = 0; look < 50; look++) {
			for (const { failure } of await store.list()) {
				expect([undefined, "bundle-missing", "file-missing"]).toContain(failure?.code);
			}
		}
		stop = true;
		await mover;
	});
});

describe("the acceptance of a licence", () => {
	let model: CatalogModel;
	beforeEach(async () => {
		model = (await readCatalog(path.join(repository, "models/catalog.json"))).models[0] as CatalogModel;
	});

	it("is noted with its date and the digest of what was shown, and found again", async () => {
		expect(await store.consentFor(model)).toBeUndefined();
		const consent = consentTo(model, new Date("2026-11-23T10:00:00Z"));
		await store.recordConsent(model, consent);
		await store.recordConsent(model, { ...consent, date: "2026-11-24T10:00:00.000Z" });
		expect(await store.consentFor(model)).toMatchObject({ licenceAccepted: true, date: "2026-11-24T10:00:00.000Z", terms: consent.terms });
		expect(await store.list()).toEqual([]);
		expect(statSync(path.join(root, ".consents.jsonl")).size).toBeLessThan(1000);
	});

	it("holds for the text that was shown only", async () => {
		await store.recordConsent(model, consentTo(model));
		const changed = { ...model, licenceNotes: ["Everything is different now."] };
		expect(await store.consentFor(changed)).toBeUndefined();
		await expect(store.recordConsent(changed, consentTo(model))).rejects.toMatchObject({ code: "licence-not-accepted", message: expect.stringMatching(/has changed/) as string });
	});

	it.each([undefined, {}, { licenceAccepted: false as unknown as true, date: "2026-11-23", terms: "" }])("is not noted without a yes (%j)", async (consent) => {
		await expect(store.recordConsent(model, consent)).rejects.toMatchObject({ code: "licence-not-accepted" });
		expect(existsSync(root)).toBe(false);
	});

	it("survives a line that a crash cut off", async () => {
		await store.recordConsent(model, consentTo(model));
		appendFileSync(path.join(root, ".consents.jsonl"), '{"model":"biomed');
		await store.recordConsent(model, consentTo(model, new Date("2030-01-01")));
		expect(await store.consentFor(model)).toMatchObject({ date: "2030-01-01T00:00:00.000Z" });
	});
});
