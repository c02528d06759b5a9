/** The workflow as on a cluster: Snakemake, and a real Slurm of one node, run the real command line; shards are killed. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { slowMotion } from "../e2e/inferenceProcess.ts";
import { buildCommandLine, type BuiltCommandLine } from "../support/commandLine.ts";
import { nanoDirectory } from "../support/engine.ts";
import { peptide } from "../support/molecules.ts";
import { type Process, processesIn } from "./processes.ts";
import { Slurm, missing } from "./slurm.ts";
import { Run, profile } from "./snakemake.ts";

const withoutSnakemake = missing(["snakemake"]);
const withoutSlurm = [...withoutSnakemake, ...missing()];
if (withoutSlurm.length > 0) {
	console.warn(`Skipped, for this machine lacks ${withoutSlurm.join(", ")}: the workflow${withoutSnakemake.length > 0 ? "" : " through Slurm"}. On Debian: apt-get install -y --no-install-recommends snakemake slurmctld slurmd slurm-client munge`);
}

const SHARDS = 3;
const ROWS = 600;
const QUESTION = "How many rings does {name} have?";
const OUTPUT = "annotated.csv";
const [TABLE, ABOUT, REPORT] = [OUTPUT, "annotated.about.json", "annotated.report.md"];

let program: BuiltCommandLine;
/** What one run over all rows writes. */
let expected: Buffer;
let project: string;

beforeAll(async () => {
	if (withoutSnakemake.length === 0) {
		program = await buildCommandLine();
		project = newProject();
		const args = ["annotate", "screen.csv", "-o", OUTPUT, "--facts", "mw,logp,inchikey", "--ask", QUESTION, "--choices", "one,two,none", "--as", "rings", "--bundle", nanoDirectory, "--no-cache"];
		const { status, stderr } = spawnSync(process.execPath, [program.file, ...args], { cwd: project, encoding: "utf8" });
		expect({ status, stderr }).toMatchObject({ status: 0 });
		expected = readFileSync(path.join(project, OUTPUT));
		rmSync(project, { recursive: true });
	}
}, 300_000);
afterAll(() => program?.remove());
beforeEach(() => {
	project = newProject();
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** A folder with a table of molecules, some of which are none, and what is asked about them. */
function newProject(): string {
	const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "workflow-")));
	const rows = Array.from({ length: ROWS }, (_, index) => `M${index},${index % 97 === 13 ? "c1ccccc" : `${"C".repeat(index % 41)}c1ccccc1${peptide(1 + (index % 3))}`}`);
	writeFileSync(path.join(folder, "screen.csv"), `name,smiles\n${rows.join("\n")}\n`);
	writeFileSync(
		path.join(folder, "config.yaml"),
		`input: screen.csv
output: ${OUTPUT}
tasks:
  - facts: [mw, logp, inchikey]
  - ask: "${QUESTION}"
    choices: [one, two, none]
    as: rings
shards: ${SHARDS}
biomedgpt: ${process.execPath} ${program.file}
bundle: ${nanoDirectory}
cache: false
threads: 1
retries: 0
`,
	);
	return folder;
}

/** What a file of a shard holds, wherever it lies; nothing where there is none. */
function textOf(shard: number, ending: string): string {
	const name = readdirSync(project, { recursive: true, encoding: "utf8" }).find((one) => one.endsWith(`${shard}-of-${SHARDS}${ending}`));
	return name === undefined ? "" : readFileSync(path.join(project, name), "utf8");
}

/** The command line at work on a shard, when some of its rows are safe and the others are not: its model is slowed down behind the first ones. */
async function inTheMiddle(run: Run, shard: number): Promise<Process> {
	const processes = await run.until(`shard ${shard} had some rows`, () => {
		const all = textOf(shard, ".csv.part") === "" ? [] : processesIn(project);
		const command = all.find(({ command: line }) => line.startsWith(`${process.execPath} ${program.file} annotate`) && line.includes(`${shard}-of-${SHARDS}`));
		const model = all.find(({ parent, command: line }) => parent === command?.id && line.includes("inference-process"));
		return command === undefined || model === undefined ? undefined : { command, model };
	});
	const restore = slowMotion(processes.model.id);
	try {
		// Behind its header, the journal has a line for each time that rows were made safe.
		return await run.until(`rows of shard ${shard} were safe`, () => (textOf(shard, ".csv.biomedgpt-job").split("\n").length > 2 ? processes.command : undefined));
	} finally {
		restore();
	}
}

async function expectDone(run: Run): Promise<void> {
	const { code, said } = await run.end();
	expect(code, `${said}\n${[1, 2, 3].map((shard) => textOf(shard, ".log")).join("")}`).toBe(0);
}

function expectWhole(): void {
	expect(readFileSync(path.join(project, TABLE)).equals(expected)).toBe(true);
	expect(JSON.parse(readFileSync(path.join(project, ABOUT), "utf8"))).toMatchObject({ rows: ROWS, failed: 7 });
	expect(readFileSync(path.join(project, REPORT), "utf8")).toContain("InChIKey");
	expect(readdirSync(project, { recursive: true, encoding: "utf8" }).filter((name) => /biomedgpt-job|\.part$/.test(name))).toEqual([]);
}

describe.skipIf(withoutSnakemake.length > 0)("the workflow on one machine", () => {
	const start = (...more: string[]): Run => Run.start(project, ["--cores", "2", ...more]);

	it("writes what one run over all rows writes, and has nothing to do a second time", async () => {
		await expectDone(start());
		expectWhole();
		const written = statSync(path.join(project, TABLE)).mtimeMs;
		expect((await start().end()).said).toContain("Nothing to be done");
		expect(statSync(path.join(project, TABLE)).mtimeMs).toBe(written);
	}, 300_000);

	it("goes on where a shard was killed", async () => {
		const first = start();
		const shard = await inTheMiddle(first, 2);
		process.kill(shard.id, "SIGKILL");
		expect((await first.end()).code).not.toBe(0);
		expect(existsSync(path.join(project, TABLE))).toBe(false);
		await expectDone(start());
		expect(textOf(2, ".log")).toMatch(/Going on/);
		expectWhole();
	}, 300_000);

	it.each([
		["shards: 0", /shards|minimum/],
		["fact: mw", /fact/],
		["tasks: [{ ask: q, facts: mw }]", /tasks|valid/],
		["output: annotated", /no ending/],
	])("says what is wrong with “%s” in its configuration", async (line, sentence) => {
		const file = path.join(project, "config.yaml");
		writeFileSync(file, `${readFileSync(file, "utf8").replace(new RegExp(`^${line.slice(0, line.indexOf(":"))}:.*\n(?: .*\n)*`, "m"), "")}${line}\n`);
		const { code, said } = await start("--dry-run").end();
		expect(code).not.toBe(0);
		expect(said).toMatch(sentence);
	});
});

describe.skipIf(withoutSlurm.length > 0)("the workflow through Slurm", () => {
	let slurm: Slurm;
	beforeAll(async () => {
		slurm = await Slurm.start();
	}, 60_000);
	afterAll(() => slurm?.stop());
	const start = (): Run => Run.start(project, ["--profile", profile("slurm"), "--latency-wait", "20"], slurm.environment);

	it("goes on where a shard was killed, and writes what one machine writes", async () => {
		const first = start();
		const shard = await inTheMiddle(first, 2);
		slurm.command("scancel", "--full", "--signal=KILL", shard.job ?? "");
		const { code, said } = await first.end();
		expect(code).not.toBe(0);
		expect(said).toMatch(/Error in rule annotate/);
		await expectDone(start());
		expect(textOf(2, ".log")).toMatch(/Going on/);
		expectWhole();
	}, 300_000);

	it("cancels its jobs when it is interrupted", async () => {
		const run = start();
		await inTheMiddle(run, 1);
		run.interrupt();
		expect((await run.end()).code).not.toBe(0);
		await slurm.idle();
		expect(processesIn(project).filter(({ command }) => command.includes("cli.mjs"))).toEqual([]);
		await expectDone(start());
		expectWhole();
	}, 300_000);
});
