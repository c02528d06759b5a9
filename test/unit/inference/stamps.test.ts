/** A model of gigabytes is read in full once, and again only where a file has changed. */
import { createHash } from "node:crypto";
import type * as FileSystem from "node:fs";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Bundle } from "../../../src/inference/bundle/manifest.ts";
import { verifyChangedFiles } from "../../../src/inference/bundle/verify.ts";
import { nanoManifest } from "./models.ts";

/** Which files were read in full: a stream is opened on each. */
const read = vi.hoisted((): string[] => []);
vi.mock("node:fs", async (original) => {
	const fs = await original<typeof FileSystem>();
	return {
		...fs,
		createReadStream: (...args: Parameters<typeof fs.createReadStream>) => {
			read.push(String(args[0]).replace(/^.*[\\/]/, ""));
			return fs.createReadStream(...args);
		},
	};
});

const BYTES = 65_000_000;
const folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-stamps-"));
const directory = path.join(folder, "model");
const stamps = path.join(folder, "own", "verified");
const language = path.join(directory, "language.gguf");
let bundle: Bundle;

/** Zeros, on the disk only as far as they must be. */
function sparse(file: string): string {
	writeFileSync(file, "");
	truncateSync(file, BYTES);
	return createHash("sha256").update(Buffer.alloc(BYTES)).digest("hex");
}

beforeAll(async () => {
	mkdirSync(directory);
	const sha256 = sparse(language);
	sparse(path.join(directory, "protein.onnx"));
	writeFileSync(path.join(directory, "molecule.onnx"), "small");
	const small = createHash("sha256").update("small").digest("hex");
	const files = { "language.gguf": { bytes: BYTES, sha256 }, "protein.onnx": { bytes: BYTES, sha256 }, "molecule.onnx": { bytes: 5, sha256: small } };
	bundle = { directory, manifest: { ...nanoManifest(), files } };
	await delay(2_200); // what was written a moment ago may be written again within the same tick of a file system's clock
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verified(given = bundle, where = stamps): Promise<readonly string[]> {
	read.length = 0;
	await verifyChangedFiles(given, where);
	return [...read];
}

/** Another byte, with the size and the time of last change that the file had. */
async function tamper(byte: number): Promise<void> {
	const { atime, mtime } = statSync(language);
	const handle = await open(language, "r+");
	await handle.write(Uint8Array.of(byte), 0, 1, 1_000_000);
	await handle.close();
	utimesSync(language, atime, mtime);
}

describe("the verification of a large model", () => {
	it("reads all of it once, then only what is small", async () => {
		expect(await verified()).toEqual(["language.gguf", "protein.onnx", "molecule.onnx"]);
		expect(await verified()).toEqual(["molecule.onnx"]);
	});

	it("is remembered for whoever comes to it by another path, and in a folder that nobody else reads", async () => {
		const link = path.join(folder, "link");
		symlinkSync(directory, link);
		expect(await verified({ ...bundle, directory: link })).toEqual(["molecule.onnx"]);
		const [name = ""] = readdirSync(stamps);
		expect(readdirSync(stamps)).toHaveLength(1);
		expect(process.platform === "win32" ? 0o600 : statSync(path.join(stamps, name)).mode & 0o777).toBe(0o600);
		expect(readdirSync(directory).sort()).toEqual(["language.gguf", "molecule.onnx", "protein.onnx"]);
	});

	it("reads a file that was changed, though its size and its time are what they were, and refuses it each time", async () => {
		await tamper(1);
		await expect(verified()).rejects.toMatchObject({ code: "checksum-mismatch", message: expect.stringContaining("language.gguf") as string });
		await expect(verified()).rejects.toMatchObject({ code: "checksum-mismatch" });
		await tamper(0);
		expect(await verified()).toEqual(["language.gguf", "molecule.onnx"]);
	});

	it("does not trust a file that changed a moment before it was read", async () => {
		await tamper(0);
		expect(await verified()).toEqual(["language.gguf", "molecule.onnx"]);
		expect(await verified(), "it may have changed within the tick of the clock").toEqual(["language.gguf", "molecule.onnx"]);
		await delay(2_200);
		expect(await verified()).toEqual(["language.gguf", "molecule.onnx"]);
		expect(await verified()).toEqual(["molecule.onnx"]);
	});

	it("reads another file of the same content, and one that the description promises something else of", async () => {
		const copy = `${language}.copy`;
		sparse(copy);
		renameSync(copy, language);
		expect(await verified()).toContain("language.gguf");
		const other = { ...bundle.manifest.files, "protein.onnx": { bytes: BYTES, sha256: "0".repeat(64) } };
		await expect(verified({ ...bundle, manifest: { ...bundle.manifest, files: other } })).rejects.toMatchObject({ code: "checksum-mismatch" });
	});

	it("looks at sizes first, whatever was remembered", async () => {
		truncateSync(path.join(directory, "protein.onnx"), BYTES - 1);
		await expect(verified()).rejects.toMatchObject({ code: "file-size" });
		expect(read).toEqual([]);
		sparse(path.join(directory, "protein.onnx"));
	});

	it("goes on where the notes are torn, forged or cannot be kept", async () => {
		await delay(2_200);
		await verified();
		expect(await verified()).toEqual(["molecule.onnx"]);
		const [name = ""] = readdirSync(stamps);
		const file = path.join(stamps, name);
		const whole = readFileSync(file, "utf8");
		for (const torn of [whole.slice(0, 40), "[]", whole.replace('"version":1', '"version":2')]) {
			writeFileSync(file, torn);
			expect(await verified()).toContain("language.gguf");
		}
		const blocked = path.join(folder, "blocked");
		writeFileSync(blocked, "a file where the folder should be");
		chmodSync(blocked, 0o400);
		expect(await verified(bundle, blocked)).toHaveLength(3);
	});
});
