/** `biomedgpt evaluate` as a script would run it: killed, interrupted, with files that are something else. */
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inferenceProcess } from "../e2e/inferenceProcess.ts";
import { QUESTIONS, written } from "../support/benchmarks.ts";
import { buildCommandLine, type BuiltCommandLine } from "../support/commandLine.ts";
import { peptide } from "../support/molecules.ts";

let program: BuiltCommandLine;
let folder: string;
/** Some questions with choices, and molecules that take nano a moment each. */
let asked: readonly string[];

beforeAll(async () => {
	program = await buildCommandLine();
	folder = mkdtempSync(path.join(tmpdir(), "evaluate-"));
	written(folder, "usmle.jsonl", QUESTIONS.medqa);
	written(folder, "peptides.tsv", `SMILES\tdescription\n${Array.from({ length: 60 }, (_, at) => `${"C".repeat(1 + at)}c1ccccc1${peptide(1 + (at % 3))}\tThe molecule is a peptide of ${1 + (at % 3)} residues.`).join("\n")}\n`);
	written(folder, "known.tsv", "SMILES\tdescription\nNCC(=O)O\tThe molecule is an amino acid.\nCc1ccccc1\tThe molecule is an arene.\n");
	asked = ["--model", "nano", "--benchmark", "usmle=usmle.jsonl", "--benchmark", "peptides=peptides.tsv", "--training", "peptides=known.tsv"];
	expect(command("evaluate", ...asked, "-o", "whole.json")).toMatchObject({ status: 0 });
}, 300_000);
afterAll(async () => {
	await program.remove();
	rmSync(folder, { recursive: true });
});

/** Models, and what is remembered of them, are this test's own. */
function environment(): NodeJS.ProcessEnv {
	return { ...process.env, BIOMEDGPT_MODELS: path.join(folder, "models") };
}

function command(...args: readonly string[]): SpawnSyncReturns<string> {
	return spawnSync(process.execPath, [program.file, ...args], { cwd: folder, env: environment(), encoding: "utf8", maxBuffer: 2 ** 28 });
}

const text = (name: string): string => readFileSync(path.join(folder, name), "utf8");
/** Without what a clock says. */
const report = (name: string): object => ({ ...(JSON.parse(text(name)) as object), run: 0 });
const markdown = (name: string): string => text(name).replace(/## Speed[\s\S]*/, "");

describe("an evaluation", () => {
	it("is remembered in the list of models", () => {
		const { installed } = JSON.parse(command("models", "list", "--json").stdout) as { readonly installed: readonly { readonly figures: readonly object[] }[] };
		expect(installed[0]?.figures).toMatchObject([{ benchmark: "usmle", label: "Accuracy", isShare: true }, { benchmark: "peptides", isShare: false, rows: 60 }]);
		expect(command("models", "list").stdout).toMatch(/^\* nano .*\n {4}usmle: Accuracy [\d.]+ %, of \d+, evaluated on \d{4}-\d\d-\d\d\n {4}peptides: \S+ [\d.]+, of 60, /mu);
	});
});

describe("an evaluation that is killed", () => {
	it("has the report of one that was not, wherever the command and its model’s process were killed", async () => {
		const journal = path.join(folder, "killed.json.biomedgpt-evaluation");
		const sizes = [1, 3000, 9000, 15_000, 20_000];
		let kills = 0;
		for (let code: number | null = null; code !== 0; ) {
			const child = spawn(process.execPath, [program.file, "evaluate", ...asked, "-o", "killed.json", "--resume"], { cwd: folder, env: environment(), stdio: "ignore" });
			const ended = once(child, "exit") as Promise<[number | null]>;
			while (child.exitCode === null && child.signalCode === null) {
				await pause(20);
				const model = inferenceProcess(program.folder);
				if (model !== undefined && (statSync(journal, { throwIfNoEntry: false })?.size ?? -1) >= (sizes[kills] ?? Number.POSITIVE_INFINITY)) {
					// Each second time the command lives on, and starts the model again.
					process.kill(++kills % 2 === 0 ? model : (child.pid ?? 0), "SIGKILL");
					await pause(300);
				}
			}
			[code] = await ended;
		}
		expect(kills).toBeGreaterThan(2);
		expect(report("killed.json")).toEqual(report("whole.json"));
		expect(markdown("killed.md")).toBe(markdown("whole.md"));
		expect(readdirSync(folder).filter((name) => name.startsWith("killed")).sort()).toEqual(["killed.json", "killed.md"]);
	}, 300_000);

	it("goes on behind a journal whose last line was cut, and tells where none of it can be read", async () => {
		const journal = path.join(folder, "cut.json.biomedgpt-evaluation");
		const child = spawn(process.execPath, [program.file, "evaluate", ...asked, "-o", "cut.json"], { cwd: folder, env: environment(), stdio: "ignore" });
		await expect.poll(() => existsSync(journal) && statSync(journal).size, { timeout: 60_000 }).toBeGreaterThan(2500);
		child.kill("SIGKILL");
		await once(child, "exit");
		const lines = readFileSync(journal, "utf8");
		written(folder, path.basename(journal), lines.slice(0, Math.floor(lines.length * 0.8)));
		expect(command("evaluate", ...asked, "-o", "cut.json", "--resume")).toMatchObject({ status: 0 });
		expect(report("cut.json")).toEqual(report("whole.json"));

		written(folder, "lost.json.biomedgpt-evaluation", "nothing of ours\n");
		const lost = command("evaluate", ...asked, "-o", "lost.json", "--resume");
		expect(lost).toMatchObject({ status: 1 });
		expect(lost.stderr).toMatch(/lost\.json\.biomedgpt-evaluation.*cannot be read.*--restart begins anew/);
		expect(command("evaluate", ...asked, "-o", "lost.json", "--restart")).toMatchObject({ status: 0 });
	}, 300_000);

	it("keeps what is answered at Ctrl-C, and says how to go on", async () => {
		const args = ["evaluate", ...asked, "-o", "stopped.json"];
		const child = spawn(process.execPath, [program.file, ...args], { cwd: folder, env: environment(), stdio: ["ignore", "ignore", "pipe"] });
		let said = "";
		child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
		const journal = path.join(folder, "stopped.json.biomedgpt-evaluation");
		await expect.poll(() => existsSync(journal) && statSync(journal).size, { timeout: 60_000 }).toBeGreaterThan(2500);
		child.kill("SIGINT");
		expect(await once(child, "exit")).toEqual([130, null]);
		expect(said).toBe("Stopped. What is answered is kept: the same command with --resume goes on.\n");
		const again = command(...args);
		expect(again).toMatchObject({ status: 1, stdout: "" });
		expect(again.stderr).toMatch(/was begun and not ended.*--resume.*--restart/);
		const other = command(...args, "--resume", "--seed", "9");
		expect(other.stderr).toMatch(/differs in the seed.*--restart begins anew/);
		const resumed = command(...args, "--resume");
		expect(resumed).toMatchObject({ status: 0, stdout: "" });
		expect(resumed.stderr).toMatch(/^Wrote stopped\.json and stopped\.md\. usmle: Accuracy \d+\.\d %; peptides: BLEU-2 0\.\d{3}\.\n$/);
		expect(report("stopped.json")).toEqual(report("whole.json"));
	}, 300_000);
});

describe("an evaluation in a script", () => {
	it("tells programs how far it is, one object a line", () => {
		const { status, stderr } = command("evaluate", ...asked, "--limit", "2", "-o", "told.json", "--json-progress");
		expect(status).toBe(0);
		const events = stderr.trimEnd().split("\n").map((line) => JSON.parse(line) as { event: string; phase?: string; done?: number });
		expect(events.at(-1)).toMatchObject({ event: "done", output: path.join(folder, "told.json"), benchmarks: [{ name: "usmle", evaluated: 2 }, { name: "peptides", evaluated: 2 }] });
		expect(events.some(({ event, phase }) => event === "progress" && phase === "asking")).toBe(true);
	});

	it.each([
		[["--benchmark", "a=missing.tsv"], 1, /missing\.tsv/],
		[["--benchmark", "a=known.tsv", "--model", "llama-999b"], 1, /no model llama-999b.*models list/],
		[["--benchmark", "a=../../etc/passwd"], 1, /passwd/],
		[["--benchmark", "a=usmle.jsonl", "--training", "a=known.tsv"], 1, /training table is for/],
		[["--benchmark", "a=usmle.jsonl", "--model", "../nano"], 1, /cannot name a model/],
		[["--benchmark", "a"], 2, /a name and what belongs to it/],
	])("says what is wrong with %j", (args, status, sentence) => {
		const { status: code, stderr, stdout } = command("evaluate", ...args, "-o", "wrong.json");
		expect({ code, stdout }).toEqual({ code: status, stdout: "" });
		expect(stderr).toMatch(sentence);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
		expect(readdirSync(folder).filter((name) => name.startsWith("wrong"))).toEqual([]);
	});
});
