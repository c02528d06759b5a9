/** A model of several files: nothing comes without a yes, what is here does not come again, and what must be brought by hand is said. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCatalog, type CatalogFile, type CatalogModel } from "../../src/inference/bundle/catalog.ts";
import { consentTo, type Consent } from "../../src/inference/bundle/consent.ts";
import { fetchedBytes, fetchModel, type FetchOptions, type FetchProgress } from "../../src/inference/bundle/fetchModel.ts";
import { ModelStore } from "../../src/inference/bundle/store.ts";
import { MODEL, OVERLAP, SIZE } from "../support/downloads.ts";
import { repository } from "../support/engine.ts";
import { FileServer } from "../support/fileServer.ts";

let server: FileServer;
let root: string;
let store: ModelStore;
let model: CatalogModel;
beforeEach(async () => {
	server = await FileServer.start(MODEL);
	root = mkdtempSync(path.join(tmpdir(), "biomedgpt-fetch-"));
	store = new ModelStore(root);
	const published = (await readCatalog(path.join(repository, "models/catalog.json"))).models[0] as CatalogModel;
	model = { ...published, variants: [{ id: "original", files: [file("biomedgpt_10b.pth", null), file("lm/config.json"), file("lm/weights.safetensors"), file("esm2/vocab.txt")] }] };
});
afterEach(async () => {
	await server.stop();
	rmSync(root, { recursive: true, force: true });
});

function file(name: string, url: string | null = `${server.origin}/${name}`): CatalogFile {
	return { path: name, url, bytes: url === null ? null : SIZE, approximateBytes: null, sha256: null };
}

function get(options: Partial<FetchOptions> = {}): ReturnType<typeof fetchModel> {
	const [variant] = model.variants;
	if (variant === undefined) {
		throw new Error("no variant");
	}
	return fetchModel(store, model, variant, { consent: consentTo(model), fetch: globalThis.fetch, backOff: 1, attempts: 2, ...options });
}

describe("a model's files", () => {
	it("come into a folder of their own, with one progress for all; the rest is to be brought by hand", async () => {
		const progress: FetchProgress[] = [];
		const { folder, files, missing } = await get({ report: (now) => progress.push(now) });
		expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["esm2", "esm2/vocab.txt", "lm", "lm/config.json", "lm/weights.safetensors"]);
		expect(files.map((each) => [each.path, each.bytes, each.checkedWith])).toEqual([["lm/config.json", SIZE, "nobody"], ["lm/weights.safetensors", SIZE, "nobody"], ["esm2/vocab.txt", SIZE, "nobody"]]);
		expect(readFileSync(path.join(folder, "lm/weights.safetensors")).equals(MODEL)).toBe(true);
		expect(missing.map((each) => each.path)).toEqual(["biomedgpt_10b.pth"]);
		expect(progress.at(-1)).toEqual({ phase: "downloading", file: "esm2/vocab.txt", number: 3, of: 3, done: 3 * SIZE, total: 3 * SIZE });
		expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).sort((one, other) => one - other));
		expect(await store.list()).toEqual([]);
		expect(await store.consentFor(model)).toBeDefined();
	});

	it("are not asked for before the licence is accepted, as it is now", async () => {
		const outdated = consentTo({ ...model, licenceNotes: [] });
		for (const consent of [undefined, {}, { ...consentTo(model), licenceAccepted: false }, outdated]) {
			await expect(get({ consent: consent as unknown as Consent })).rejects.toMatchObject({ code: "licence-not-accepted" });
		}
		expect(server.requests).toEqual([]);
		expect(readdirSync(root)).toEqual([]);
	});

	it("are not asked for where the disk has no room for them", async () => {
		model = { ...model, variants: [{ id: "original", files: [{ ...file("weights.safetensors"), bytes: null, approximateBytes: 5e17 }] }] };
		await expect(get()).rejects.toMatchObject({ code: "disk-full", message: expect.stringMatching(/not enough room: 500000 TB are needed/) as string });
		expect(server.requests).toEqual([]);
	});

	it("come again only as far as they did not", async () => {
		server.answer = (index, request, response) => server.serve(request, response, index === 0 ? {} : { cutAfter: SIZE / 2, slow: 1 });
		await expect(get({ attempts: 1 })).rejects.toMatchObject({ code: "download-interrupted" });
		const [variant] = model.variants;
		const here = variant && (await fetchedBytes(store, model, variant));
		expect(here).toBeGreaterThan(SIZE);
		server.answer = (_, request, response) => server.serve(request, response);
		server.sent = 0;
		await get();
		expect(server.sent).toBe(3 * SIZE - (here ?? 0) + OVERLAP);
		await (variant && store.discardDownload(model, variant));
		expect(variant && (await fetchedBytes(store, model, variant))).toBe(0);
	});

	it("that have no address at all are told how to get", async () => {
		model = { ...model, variants: [{ id: "original", files: [file("biomedgpt_10b.pth", null)] }] };
		await expect(get()).rejects.toMatchObject({ code: "download-by-hand", message: expect.stringMatching(/Baidu Netdisk/) as string });
	});
});
