/** The window, or the machine's patience, ends in the middle of an answer: what was seen is there when it opens again. */
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ThreadStore } from "../../src/chat/store/threadStore.ts";
import { nanoDirectory, realEngine, repository } from "../support/engine.ts";

const id = "33333333-3333-4333-8333-333333333333";
const programs = path.join(repository, "out/test", `${process.pid}`);
const writer = path.join(programs, "chat-writer.mjs");
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-chat-fault-"));
	const real = await realEngine(); // builds the programs
	await Promise.all([real.dispose(), build({ bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning", entryPoints: [path.join(repository, "test/fault/chatWriter.ts")], outfile: writer })]);
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const store = (): ThreadStore => new ThreadStore(folder, { now: Date.now, newer: () => "newer", trouble: () => undefined });

/** Asks in another process, and kills that once so many pieces of text were seen; what was seen, piece by piece. */
async function askAndKill(pieces: number): Promise<string[]> {
	const child = spawn(process.execPath, [writer, folder, id, path.join(programs, "inference-process.mjs"), path.join(programs, "chemistry-worker.js"), nanoDirectory], { stdio: ["ignore", "pipe", "inherit"] });
	let out = "";
	const seen = (): string[] => out.split("\n").slice(0, -1).filter((line) => line.startsWith('"') && line !== '""').map((line) => JSON.parse(line) as string);
	await new Promise<void>((resolve) => {
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			out += text;
			if (seen().length >= pieces) {
				child.kill("SIGKILL");
			}
		});
		child.on("close", () => resolve());
	});
	expect(out).not.toContain("done");
	expect(seen().length).toBeGreaterThanOrEqual(pieces);
	return seen();
}

describe("kill -9 in the middle of an answer", () => {
	it("loses nothing that was seen: question, molecule and text are there, the answer as interrupted", async () => {
		const seen = await askAndKill(4);
		const thread = await store().load(id);
		const [exchange] = thread?.exchanges ?? [];
		expect(exchange?.question).toMatchObject({ text: "Please describe this molecule.", attachments: [{ origin: "steroids.csv" }] });
		expect(exchange?.answer).toMatchObject({ state: "stopped", interrupted: true, model: { checksum: expect.stringMatching(/^[\da-f]{64}$/u) as string }, softTokens: 26 });
		expect(exchange?.answer.text.startsWith(seen.at(-1) ?? "?")).toBe(true);
		expect(exchange?.answer.text).toMatch(/^The molecule/u);
	});

	it("again and again keeps what the times before have left", async () => {
		await askAndKill(1);
		await askAndKill(2);
		const thread = await store().load(id);
		expect(thread?.exchanges).toHaveLength(3);
		expect(thread?.exchanges.every(({ answer }) => answer.interrupted && answer.text !== "")).toBe(true);
		expect((await store().evidence(id, thread?.exchanges[2]?.answer.id ?? "")).segments?.segments.length).toBeGreaterThan(1);
	});
});
