/** `biomedgpt annotate` as a script would run it: killed, interrupted, in pipes, in parts. */
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inferenceProcess } from "../e2e/inferenceProcess.ts";
import { buildCommandLine, type BuiltCommandLine } from "../support/commandLine.ts";
import { nanoDirectory } from "../support/engine.ts";
import { peptide } from "../support/molecules.ts";
import { randomNumbers } from "../support/random.ts";

const ROWS = 300;
const ASKED = ["--facts", "mw,logp", "--ask", "How many rings does {name} have?", "--as", "rings", "--no-cache"];

let program: BuiltCommandLine;
let folder: string;
let expected: Buffer;

beforeAll(async () => {
	program = await buildCommandLine();
	folder = mkdtempSync(path.join(tmpdir(), "annotate-"));
	const rows = Array.from({ length: ROWS }, (_, index) => `M${index},${index % 50 === 7 ? "c1ccccc" : `${"C".repeat(index % 41)}c1ccccc1${peptide(1 + (index % 3))}`}`);
	writeFileSync(path.join(folder, "screen.csv"), `name,smiles\n${rows.join("\n")}\n`);
	expect(annotate("whole.csv", ...ASKED)).toMatchObject({ status: 0 });
	expected = readFileSync(path.join(folder, "whole.csv"));
}, 300_000);
afterAll(async () => {
	await program.remove();
	rmSync(folder, { recursive: true });
});

const argumentsOf = (...args: string[]): string[] => [program.file, ...args];

function command(args: readonly string[], input?: string | Buffer): SpawnSyncReturns<string> {
	return spawnSync(process.execPath, argumentsOf(...args), { cwd: folder, encoding: "utf8", input, maxBuffer: 2 ** 28 });
}

function annotate(output: string, ...more: string[]): SpawnSyncReturns<string> {
	return command(["annotate", "screen.csv", "-o", output, "--bundle", nanoDirectory, ...more]);
}

const file = (name: string): string => readFileSync(path.join(folder, name), "utf8");
const linesOf = (text: string): readonly string[] => text.trimEnd().split("\n");

describe("an annotation that is killed", () => {
	it("has the bytes of one that was not, wherever the command and its model's process were killed", async () => {
		const random = randomNumbers(6);
		// Bytes at which something is killed: before the first row, and anywhere later.
		const places = [0, ...Array.from({ length: 8 }, () => Math.floor(random() * expected.length))].sort((one, other) => one - other);
		const part = path.join(folder, "killed.csv.part");
		let kills = 0;
		for (let code: number | null = null; code !== 0; ) {
			const child = spawn(process.execPath, argumentsOf("annotate", "screen.csv", "-o", "killed.csv", "--bundle", nanoDirectory, "--resume", ...ASKED), { cwd: folder, stdio: "ignore" });
			const ended = once(child, "exit") as Promise<[number | null]>;
			while (child.exitCode === null && child.signalCode === null) {
				await pause(10 + random() * 20);
				const model = inferenceProcess(program.folder);
				if (model !== undefined && (statSync(part, { throwIfNoEntry: false })?.size ?? -1) >= (places[kills] ?? Number.POSITIVE_INFINITY)) {
					// Each third time the command lives on, and asks the model again.
					const victim = ++kills % 3 === 0 ? model : (child.pid ?? 0);
					process.kill(victim, "SIGKILL");
					await pause(500);
				}
			}
			[code] = await ended;
		}
		expect(kills).toBeGreaterThan(4);
		expect(readFileSync(path.join(folder, "killed.csv")).equals(expected)).toBe(true);
		expect(readdirSync(folder).filter((name) => name.startsWith("killed.csv."))).toEqual([]);
	}, 300_000);

	it("keeps what is done at Ctrl-C, and says how to go on", async () => {
		const args = ["annotate", "screen.csv", "-o", "stopped.csv", "--bundle", nanoDirectory, ...ASKED];
		const child = spawn(process.execPath, argumentsOf(...args), { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
		let said = "";
		child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
		await expect.poll(() => existsSync(path.join(folder, "stopped.csv.part")) && readFileSync(path.join(folder, "stopped.csv.part")).length, { timeout: 60_000 }).toBeGreaterThan(1000);
		child.kill("SIGINT");
		expect(await once(child, "exit")).toEqual([130, null]);
		expect(said).toBe("Stopped. What is done is kept: the same command with --resume goes on.\n");
		expect(existsSync(path.join(folder, "stopped.csv"))).toBe(false);

		const again = command(args);
		expect(again).toMatchObject({ status: 1, stdout: "" });
		expect(again.stderr).toMatch(/was begun and not ended.*--resume.*--restart/);
		const other = command([...args, "--resume", "--max-rows", "5"]);
		expect(other).toMatchObject({ status: 1 });
		expect(other.stderr).toMatch(/other settings \(maxRows\).*--restart begins anew/);
		const resumed = command([...args, "--resume"]);
		expect(resumed).toMatchObject({ status: 0 });
		expect(resumed.stderr).toMatch(/^Going on behind \d+ of 300 rows\.\nWrote stopped\.csv: 300 rows, 294 ok, 6 failed/);
		expect(readFileSync(path.join(folder, "stopped.csv")).equals(expected)).toBe(true);
	}, 300_000);
});

describe("an annotation in parts", () => {
	it("is put together to what one run writes", () => {
		const parts = [1, 2, 3].map((index) => `part${index}.csv`);
		for (const [index, part] of parts.entries()) {
			expect(annotate(part, "--shard", `${index + 1}/3`, ...ASKED)).toMatchObject({ status: 0 });
		}
		expect(command(["merge", parts[0] ?? "", parts[2] ?? "", "-o", "merged.csv"])).toMatchObject({ status: 1 });
		expect(existsSync(path.join(folder, "merged.csv"))).toBe(false);
		const merged = command(["merge", ...parts, "-o", "merged.csv"]);
		expect(merged).toMatchObject({ status: 0 });
		expect(merged.stderr).toMatch(/^Wrote merged\.csv: 300 rows, 294 ok, 6 failed/);
		expect(readFileSync(path.join(folder, "merged.csv")).equals(expected)).toBe(true);
		const about = (name: string): object => ({ ...(JSON.parse(file(name)) as object), table: "", written: "", job: "" });
		expect(about("merged.about.json")).toEqual(about("whole.about.json"));
	}, 300_000);
});

describe("an annotation in a script", () => {
	it("says nothing but its last line, and rows that fail do not stop a script unless it asks", () => {
		const done = annotate("quiet.csv", "--facts", "mw");
		expect(done).toMatchObject({ status: 0, stdout: "" });
		expect(done.stderr).toBe("Wrote quiet.csv: 300 rows, 294 ok, 6 failed (“reason” says why). How its columns were made: quiet.about.json.\n");
		expect(annotate("checked.csv", "--facts", "mw", "--check")).toMatchObject({ status: 3 });
		expect(file("checked.csv")).toBe(file("quiet.csv"));
		expect(annotate("quiet.csv", "--facts", "mw")).toMatchObject({ status: 1 });
	});

	it("tells programs how far it is, one object a line", () => {
		const { status, stderr } = annotate("told.csv", "--facts", "all", "--json-progress");
		expect(status).toBe(0);
		const events = linesOf(stderr).map((line) => JSON.parse(line) as { event: string; rows: number; total?: number });
		expect(events.at(-1)).toMatchObject({ event: "done", rows: ROWS, failed: 6, output: path.join(folder, "told.csv") });
		expect(events.filter(({ event }) => event === "progress").at(-1)).toMatchObject({ rows: ROWS, total: ROWS });
		const failed = annotate("told.csv", "--facts", "all", "--json-progress");
		expect(failed.status).toBe(1);
		expect(JSON.parse(linesOf(failed.stderr).at(-1) ?? "")).toMatchObject({ event: "failed", code: "output-exists" });
	});

	it("streams from a pipe to a pipe what it writes to a file", () => {
		expect(annotate("piped.csv", "--facts", "mw,logp")).toMatchObject({ status: 0 });
		const piped = command(["annotate", "-", "--from", "csv", "-o", "-", "--facts", "mw,logp"], file("screen.csv"));
		expect(piped.status).toBe(0);
		expect(piped.stdout).toBe(file("piped.csv"));
		const listed = command(["annotate", "-", "--from", "smi", "-o", "-", "--to", "tsv", "--facts", "mw"], "CCO ethanol\nc1ccccc broken\n");
		expect(linesOf(listed.stdout)).toEqual(["smiles\tname\tfacts_averageMass\tstatus\treason", "CCO\tethanol\t46.069\tok\t", expect.stringMatching(/^c1ccccc\tbroken\t\tfailed\tRing 1/)]);
		expect(listed.stderr).toBe("2 rows, 1 ok, 1 failed (“reason” says why).\n");
	});

	it("ends without a word when nobody reads on", async () => {
		writeFileSync(path.join(folder, "long.smi"), "CCO\n".repeat(200_000));
		const shell = spawnSync("bash", ["-c", `set -o pipefail; "${process.execPath}" "${program.file}" annotate long.smi -o - --facts mw | head -n 3; echo "\${PIPESTATUS[0]}"`], { cwd: folder, encoding: "utf8" });
		expect(linesOf(shell.stdout)).toEqual(["smiles,name,facts_averageMass,status,reason", "CCO,,46.069,ok,", "CCO,,46.069,ok,", "0"]);
		expect(shell.stderr).toBe("");
	});

	it("packs and unpacks", () => {
		expect(annotate("packed.csv.gz", "--facts", "mw,logp")).toMatchObject({ status: 0 });
		expect(gunzipSync(readFileSync(path.join(folder, "packed.csv.gz"))).toString()).toBe(file("piped.csv"));
	});

	it("writes a report", () => {
		expect(annotate("reported.csv", "--facts", "mw,logp", "--report", "reported.md")).toMatchObject({ status: 0 });
		expect(file("reported.md")).toMatch(/never closed/);
		expect(command(["report", "piped.csv", "-o", "piped.md"])).toMatchObject({ status: 0 });
		expect(command(["report", "piped.csv", "-o", "piped.md"])).toMatchObject({ status: 1 });
	});

	it("has a schema filled in, and one of several choices taken", () => {
		writeFileSync(path.join(folder, "rings.json"), JSON.stringify({ type: "object", properties: { rings: { type: "integer" } }, required: ["rings"] }));
		expect(annotate("asked.jsonl", "--max-rows", "3", "--ask", "How many rings?", "--json-schema", "rings.json", "--as", "rings", "--ask", "Is it charged?", "--choices", "yes,no", "--as", "charged", "--no-cache")).toMatchObject({ status: 0 });
		const [first] = linesOf(file("asked.jsonl")).map((line) => JSON.parse(line) as { rings: unknown; charged: string; charged_probability: number });
		expect(["yes", "no"]).toContain(first?.charged);
		expect(first?.charged_probability).toBeGreaterThanOrEqual(0.5);
	});

	it.each([
		[["annotate", "missing.csv", "-o", "x.csv", "--facts", "mw"], 1, /missing\.csv/],
		[["annotate", "screen.csv", "-o", "x.csv", "--facts", "pi"], 1, /no fact “pi” of a molecule/],
		[["annotate", "screen.csv", "-o", "x.csv", "--smiles", "SMI", "--facts", "mw"], 1, /no column “SMI”.*“smiles”/],
		[["annotate", "screen.csv", "-o", "x.xlsx", "--facts", "mw"], 1, /x\.xlsx/],
		[["annotate", "screen.csv", "-o", "x.csv", "--ask", "q", "--json-schema", "screen.csv"], 1, /screen\.csv holds no JSON/],
		[["annotate", "screen.csv", "-o", "screen.csv", "--facts", "mw"], 1, /screen\.csv/],
		[["annotate", "screen.csv", "--facts", "mw"], 2, /-o OUT/],
	])("says what is wrong with %j", (args, status, sentence) => {
		const { status: code, stderr, stdout } = command(args);
		expect({ code, stdout }).toEqual({ code: status, stdout: "" });
		expect(stderr).toMatch(sentence);
		expect(linesOf(stderr)).toHaveLength(1);
	});
});

describe("two commands at one output", () => {
	it("do not disturb each other, and the second may wait", async () => {
		const args = ["annotate", "screen.csv", "-o", "shared.csv", "--bundle", nanoDirectory, "--resume", ...ASKED];
		const first = spawn(process.execPath, argumentsOf(...args), { cwd: folder, stdio: "ignore" });
		await expect.poll(() => existsSync(path.join(folder, "shared.csv.part")), { timeout: 60_000 }).toBe(true);
		const second = command(args);
		expect(second).toMatchObject({ status: 1 });
		expect(second.stderr).toMatch(/working on shared\.csv/);
		first.kill("SIGKILL");
		await pause(200);
		expect(command([...args, "--wait", "60"])).toMatchObject({ status: 0 });
		expect(readFileSync(path.join(folder, "shared.csv")).equals(expected)).toBe(true);
	}, 300_000);
});
