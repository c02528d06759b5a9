/** `biomedgpt models download`: nothing comes without a yes, what came is kept, and what is whole becomes a model. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Catalog, CatalogModel } from "../../src/inference/bundle/catalog.ts";
import { readBundle } from "../../src/inference/bundle/manifest.ts";
import { Importer } from "../../src/inference/process/importChild.ts";
import { readModelsArguments } from "../../src/terminal/modelsArguments.ts";
import { runModels } from "../../src/terminal/models.ts";
import type { ModelsServices } from "../../src/terminal/modelsServices.ts";
import { PlainVoice } from "../../src/terminal/voice.ts";
import { buildCommandLine, type BuiltCommandLine } from "../support/commandLine.ts";
import { nanoDirectory, repository } from "../support/engine.ts";

const published = JSON.parse(readFileSync(path.join(repository, "models/catalog.json"), "utf8")) as Catalog;
const weights = path.resolve(repository, "../shared/fixtures/checkpoints/biomedgpt-lm-tiny-sharded/safetensors-fp32");
const there = existsSync(weights);
const without = there ? "" : " (skipped: ../shared/fixtures/checkpoints is not there)";

let program: BuiltCommandLine;
let server: Server;
let asked: string[];
/** What the server has, and after how many bytes it breaks off. */
let files: Map<string, Buffer>;
let cutAfter: number;
let home: string;
let folder: string;
beforeAll(async () => {
	program = await buildCommandLine();
	server = createServer((request, response) => {
		const name = (request.url ?? "").slice(1);
		asked.push(`${name} ${request.headers.range ?? "whole"}`);
		const file = files.get(name);
		if (file === undefined) {
			response.writeHead(404).end();
			return;
		}
		const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
		const body = file.subarray(from);
		response.writeHead(from > 0 ? 206 : 200, { "content-length": body.length, etag: `"${name}"`, ...(from > 0 ? { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` } : {}) });
		response.write(body.subarray(0, cutAfter), () => (body.length > cutAfter ? response.destroy() : response.end()));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}, 300_000);
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	await program.remove();
});
beforeEach(() => {
	home = mkdtempSync(path.join(tmpdir(), "biomedgpt-models-"));
	folder = path.join(home, "models");
	asked = [];
	cutAfter = Number.POSITIVE_INFINITY;
	files = new Map(["a.bin", "b.bin"].map((name, index) => [name, Buffer.alloc(400_000, index + 1)]));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A model of the catalogue whose files are the server's, and some that have no address. */
function offer(id: string, byHand: readonly string[] = []): void {
	const model = published.models.find((each) => each.id === id) as CatalogModel;
	const entry = (name: string, url: string | null) => ({ path: name, url, bytes: files.get(name)?.length ?? null, approximateBytes: null, sha256: null });
	const variants = [{ id: "original", files: [...byHand.map((name) => entry(name, null)), ...[...files.keys()].map((name) => entry(name, `https://models.example.org/${name}`))] }];
	const catalog: Catalog = { ...published, models: [{ ...model, instructions: ["Ask the publisher for them."], variants }] };
	writeFileSync(path.join(home, "catalog.json"), JSON.stringify(catalog));
}

interface Ended {
	readonly status: number | undefined;
	readonly code: string | undefined;
	readonly out: string;
	readonly said: string;
}

async function models(argv: readonly string[], more: Partial<ModelsServices> = {}, signal = new AbortController().signal): Promise<Ended> {
	let out = "";
	let said = "";
	const dist = (name: string): string => path.join(program.folder, "dist", name);
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const services: ModelsServices = {
		folder,
		catalogFile: path.join(home, "catalog.json"),
		embedded: nanoDirectory,
		plansOf: () => Promise.resolve([]),
		importer: new Importer({ folder, importerFile: dist("import-process.mjs"), processFile: dist("inference-process.mjs"), workerFile: dist("gguf-worker.js"), device: "cpu", log: () => undefined }),
		// The internet of this test: the publisher's server is the local one.
		fetch: () => Promise.resolve((url, init) => globalThis.fetch(url.replace("https://models.example.org", origin), init)),
		question: undefined,
		...more,
	};
	const result = await runModels(readModelsArguments(["models", ...argv]), { models: services, write: (text) => (out += text), voice: new PlainVoice({ write: (text) => (said += text) }), signal }).then(
		(status) => ({ status, code: undefined }),
		(error: { code?: string; message: string }) => {
			said += `${error.message}\n`;
			return { status: undefined, code: error.code };
		},
	);
	return { ...result, out, said };
}

const here = (name: string): string => path.join(folder, ".downloads", "esm2-8m", "original", name);

describe("a download", () => {
	it("shows the terms first, and is refused where nobody can say yes, or says no", async () => {
		offer("biomedgpt-lm-7b");
		const script = await models(["download", "biomedgpt-lm-7b"]);
		expect(script).toMatchObject({ code: "licence-not-accepted", out: "" });
		expect(script.said).toMatch(/^BioMedGPT-LM-7B, published by PharMolix[^]*Llama 2[^]*--accept-licence\.\n$/);
		for (const answer of ["", "no", "yesterday"]) {
			expect(await models(["download", "biomedgpt-lm-7b"], { question: () => Promise.resolve(answer) })).toMatchObject({ code: "licence-not-accepted" });
		}
		expect(asked).toEqual([]);
		expect(existsSync(folder)).toBe(false);
	});

	it("begins after a yes at the terminal, which is remembered for these terms", async () => {
		offer("esm2-8m");
		const questions: string[] = [];
		const first = await models(["download", "esm2-8m"], { question: (text) => (questions.push(text), Promise.resolve("yes\n")) });
		expect(first).toMatchObject({ status: 0, out: "" });
		expect(questions).toEqual([expect.stringMatching(/accept these terms\?/)]);
		expect(first.said).toMatch(/ESM-2 8M are in .*original\. It is an encoder and answers nothing by itself: biomedgpt models import .*original makes a model for vectors of it/);
		expect(readFileSync(here("b.bin"))).toEqual(files.get("b.bin"));
		expect(asked).toEqual(["a.bin whole", "b.bin whole"]);
		const again = await models(["download", "esm2-8m", "--json"]);
		expect(JSON.parse(again.out)).toMatchObject({ downloaded: "esm2-8m", folder: path.dirname(here("a.bin")) });
		expect(asked).toHaveLength(2);
	});

	it("that broke off goes on where it was", async () => {
		offer("esm2-8m");
		cutAfter = 100_000;
		const stop = new AbortController();
		const broken = models(["download", "esm2-8m", "--accept-licence"], {}, stop.signal);
		await expect.poll(() => statSync(`${here("a.bin")}.part`, { throwIfNoEntry: false })?.size ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
		stop.abort();
		expect(await broken).toMatchObject({ code: "cancelled", said: expect.stringMatching(/What came is kept: the same command goes on/) as string });
		cutAfter = Number.POSITIVE_INFINITY;
		asked = [];
		expect(await models(["download", "esm2-8m"])).toMatchObject({ status: 0 });
		expect(asked).toEqual([expect.stringMatching(/^a\.bin bytes=[1-9]/), "b.bin whole"]);
		expect(readFileSync(here("a.bin"))).toEqual(files.get("a.bin"));
	}, 60_000);

	it("says what is still to be brought by hand, and where to", async () => {
		offer("biomedgpt-10b", ["biomedgpt_10b.pth"]);
		const { code, said } = await models(["download", "biomedgpt-10b", "--accept-licence", "--use"]);
		expect(code).toBe("download-by-hand");
		expect(said).toMatch(/ is in .*original\. Still missing there: biomedgpt_10b\.pth\.\nAsk the publisher for them\.\nWith these files in that folder, give the same command again\.\n$/);
		// Put there by hand: now it is the import that looks at it.
		writeFileSync(path.join(folder, ".downloads", "biomedgpt-10b", "original", "biomedgpt_10b.pth"), "<!DOCTYPE html>");
		expect(await models(["download", "biomedgpt-10b"])).toMatchObject({ code: expect.not.stringMatching(/^download/) as string, said: expect.stringContaining("biomedgpt_10b.pth") as string });
		files.clear();
		offer("biomedgpt-mol", ["BioMedGPT-Mol.gguf"]);
		const none = await models(["download", "biomedgpt-mol", "--accept-licence"]);
		expect(none).toMatchObject({ code: "download-by-hand", said: expect.stringMatching(/Ask the publisher for them\.\n“I have the files” is: biomedgpt models import PATH\n$/) as string });
	});

	it("of something that the catalogue does not have names what it has", async () => {
		offer("esm2-8m");
		expect(await models(["download", "gpt"])).toMatchObject({ code: "usage", said: expect.stringMatching(/no model “gpt”, but esm2-8m/) as string });
		expect(await models(["download", "esm2-8m", "--use"])).toMatchObject({ code: "usage", said: expect.stringMatching(/is an encoder and cannot answer/) as string });
		expect(asked).toEqual([]);
		expect(await models(["download", "esm2-8m", "--variant", "Q4"])).toMatchObject({ code: "usage", said: expect.stringMatching(/comes as original/) as string });
	});
});

describe.skipIf(!there)(`a language model that was downloaded whole${without}`, () => {
	it("is imported, its files are given back to the disk, and it can be used", async () => {
		files = new Map(readdirSync(weights).map((name) => [name, readFileSync(path.join(weights, name))]));
		offer("biomedgpt-lm-7b");
		const { status, said } = await models(["download", "biomedgpt-lm-7b", "--accept-licence", "--quantise", "F16", "--as", "tiny", "--use"]);
		expect(status, said).toBe(0);
		expect(said).toMatch(/\nInstalled tiny\. .*\(tiny\) answers from now on/);
		expect(asked.map((line) => line.split(" ")[0]).sort()).toEqual([...files.keys()].sort());
		expect(readdirSync(path.join(folder, ".downloads", "biomedgpt-lm-7b"))).toEqual([]);
		const listed = JSON.parse((await models(["list", "--json"])).out) as { used: string; installed: { name: string; failure: unknown }[] };
		expect(listed).toMatchObject({ used: "tiny", installed: [{ name: "nano" }, { name: "tiny", failure: null }] });
	}, 120_000);

	it("keeps the name and the licence that were accepted, though nothing in its files tells which model it is", async () => {
		files = new Map(readdirSync(weights).map((name) => [name, readFileSync(path.join(weights, name))]));
		offer("biomedgpt-lm-7b");
		const { status, said } = await models(["download", "biomedgpt-lm-7b", "--accept-licence", "--quantise", "F16"]);
		expect(status, said).toBe(0);
		expect(said).toContain("Licence: Apache-2.0 according to the model's page on Hugging Face; Llama 2 Community License according to");
		const { manifest } = await readBundle(path.join(folder, "biomedgpt-lm-7b-f16"));
		expect(manifest).toMatchObject({
			title: "BioMedGPT-LM-7B",
			licence: expect.stringMatching(/^Apache-2\.0 according to .*; Llama 2 Community License according to /) as string,
			warning: published.models.find(({ id }) => id === "biomedgpt-lm-7b")?.warning,
			origin: { catalogue: "biomedgpt-lm-7b" },
		});
	}, 120_000);
});
