/** The machine gives out while a model comes: the process is killed, the disk is full, two windows want the same. */
import { build } from "esbuild";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DownloadScene, MODEL, OVERLAP, SIZE } from "../support/downloads.ts";
import { repository } from "../support/engine.ts";
import { sha256 } from "../support/fileServer.ts";

const programs = path.join(repository, "out/test", `download-${process.pid}`);
const worker = path.join(programs, "download-worker.mjs");
beforeAll(async () => {
	await build({ bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning", entryPoints: [path.join(repository, "test/fault/downloadWorker.ts")], outfile: worker });
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

let scene: DownloadScene;
beforeEach(async () => {
	scene = await DownloadScene.open();
});
afterEach(() => scene.close());

/** Another process that downloads the same file. */
function start(...more: string[]): { readonly child: ChildProcess; readonly said: Promise<string> } {
	const child = spawn(process.execPath, [worker, scene.server.url, scene.target, ...more], { stdio: ["ignore", "pipe", "inherit"] });
	let out = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
	return { child, said: new Promise((resolve) => child.on("close", () => resolve(out))) };
}

/** Waits until the half-downloaded file has so many bytes. */
async function until(bytes: number): Promise<void> {
	while (!existsSync(`${scene.target}.part`) || statSync(`${scene.target}.part`).size < bytes) {
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
}

describe("a download whose process is killed", () => {
	it("goes on in the next one with what is missing, time and again", async () => {
		scene.misbehave({ slow: 4 });
		let before = 0;
		for (const part of [0.2, 0.5, 0.8]) {
			scene.server.sent = 0;
			const { child, said } = start();
			await until(SIZE * part);
			child.kill("SIGKILL");
			await said;
			const there = statSync(`${scene.target}.part`).size;
			expect(there).toBeGreaterThanOrEqual(SIZE * part);
			// What was under way when it was killed was sent, but not written.
			expect(scene.server.sent).toBeLessThan(there - before + OVERLAP + 2_000_000);
			before = there;
		}
		scene.server.sent = 0;
		const last = await start().said;
		expect(last).toBe(`done ${SIZE}\n`);
		expect(scene.server.sent).toBe(SIZE - before + OVERLAP);
		scene.expectWhole();
	});

	it("at a server without tags and dates goes on where a checksum will tell", async () => {
		scene.server.etag = scene.server.lastModified = null;
		scene.misbehave({ slow: 4 });
		const { child, said } = start(sha256(MODEL));
		await until(SIZE / 2);
		child.kill("SIGKILL");
		await said;
		scene.server.sent = 0;
		expect(await start(sha256(MODEL)).said).toBe(`done ${SIZE}\n`);
		expect(scene.server.sent).toBeLessThan(SIZE / 2 + OVERLAP + 1);
		scene.expectWhole();
	});
});

describe("two windows that want the same file", () => {
	it("do not write into each other's: the second is told, and finds the file when the first is done", async () => {
		scene.misbehave({ slow: 10 });
		const first = start();
		await until(SIZE / 4);
		expect(await scene.refusal()).toMatchObject({ code: "download-running", message: expect.stringMatching(/Another window/) as string });
		expect(await first.said).toBe(`done ${SIZE}\n`);
		await scene.get();
		expect(scene.server.requests).toHaveLength(1);
		scene.expectWhole();
	});
});

describe("a disk", () => {
	let disk: string;
	let mounted = false;
	beforeEach(() => {
		disk = mkdtempSync(path.join(tmpdir(), "biomedgpt-disk-"));
		mounted = process.platform === "linux" && process.getuid?.() === 0 && spawnSync("mount", ["-t", "tmpfs", "-o", "size=80m", "tmpfs", disk]).status === 0;
	});
	afterEach(() => {
		if (mounted) {
			spawnSync("umount", ["-l", disk]);
		}
		rmSync(disk, { recursive: true, force: true });
	});

	it("without room for the file is told before a byte is written", async ({ skip }) => {
		skip(!mounted, "needs root and tmpfs, for a small disk");
		const big = 30_000_000;
		scene.server.file = Buffer.alloc(big);
		const failure = await scene.refusal({ target: path.join(disk, "model.gguf"), bytes: big, sha256: null });
		expect(failure).toMatchObject({ code: "disk-full", message: expect.stringMatching(/not enough room: 30 MB are needed, and 64 MB must stay free for everything else; .* MB are free/) as string });
		expect(readdirSync(disk)).toEqual([]);
	});

	it("that somebody else fills meanwhile keeps what came, and the rest comes when there is room", async ({ skip }) => {
		skip(!mounted, "needs root and tmpfs, for a small disk");
		const target = path.join(disk, "model.gguf");
		scene.misbehave({ slow: 5 });
		// The filling of the disk below stops this whole process for a while.
		const going = scene.refusal({ target }, { stall: 20_000 });
		while (!existsSync(`${target}.part`) || statSync(`${target}.part`).size < SIZE / 3) {
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		spawnSync("dd", ["if=/dev/zero", `of=${path.join(disk, "other")}`, "bs=64k"]);
		expect(await going).toMatchObject({ code: "disk-full", message: expect.stringMatching(/The disk is full. What was downloaded is kept/) as string });
		const there = statSync(`${target}.part`).size;
		expect(there).toBeGreaterThan(SIZE / 3);
		rmSync(path.join(disk, "other"));
		scene.server.sent = 0;
		await scene.get({ target });
		expect(scene.server.sent).toBe(SIZE - there + OVERLAP);
		expect(readFileSync(target).equals(MODEL)).toBe(true);
	});

	it("that is read-only, or a folder that is a file, is named as such", async ({ skip }) => {
		skip(!mounted, "needs root and tmpfs, for a disk that can be made read-only");
		spawnSync("mount", ["-o", "remount,ro", disk]);
		expect((await scene.refusal({ target: path.join(disk, "model.gguf") })).code).toBe("not-writable");
		writeFileSync(path.join(scene.folder, "file"), "");
		expect((await scene.refusal({ target: path.join(scene.folder, "file", "model.gguf") })).code).toBe("disk-failed");
		expect(scene.server.requests).toEqual([]);
	});

	it("that a user may not write is named as such", async ({ skip }) => {
		skip(process.getuid?.() === 0 || process.platform === "win32", "root may write everywhere");
		const closed = path.join(scene.folder, "closed");
		mkdirSync(closed);
		chmodSync(closed, 0o500);
		expect((await scene.refusal({ target: path.join(closed, "model.gguf") })).code).toBe("not-writable");
	});
});
