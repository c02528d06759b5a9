/** A table is annotated over hours: interrupted, moved, resumed, on a disk that fills; and always becomes the same file. */
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { BatchEngine } from "../../../src/annotation/batchEngine.ts";
import type { JobResult } from "../../../src/annotation/job.ts";
import { discard, inspect } from "../../../src/annotation/job/inspect.ts";
import { sealed } from "../../../src/annotation/job/lines.ts";
import type { JobServices } from "../../../src/annotation/job/services.ts";
import type { JobSpec } from "../../../src/annotation/spec.ts";
import { ASK, FACTS, jobRuns, table } from "../../support/jobRuns.ts";
import { EchoEngine, MODEL } from "../../support/jobs.ts";

const { folder, job, interrupted } = jobRuns();
const { at, put, got } = folder;

describe("a job that was interrupted", () => {
	it("goes on where it was, and becomes the same file, byte for byte, packed or not", async () => {
		put("in.csv", table(500));
		for (const output of ["out.csv", "out.csv.gz", "out.jsonl"]) {
			await job({ output: at(output) });
			const whole = readFileSync(at(output));
			rmSync(at(output));
			rmSync(at("out.about.json"));
			await interrupted({ output: at(output) }, 6);
			const state = await inspect(at(output));
			expect(state).toMatchObject({ total: 500, running: false, spec: { source: at("in.csv"), output: at(output) } });
			expect(state?.rows).toBeGreaterThanOrEqual(32);
			expect(existsSync(at(output))).toBe(false);
			const seen: number[] = [];
			const result = await job({ output: at(output) }, { resume: true, progress: ({ phase, rows }) => (phase === "annotating" ? seen.push(rows) : 0) });
			expect(seen[0]).toBe(state?.rows);
			expect(result).toMatchObject({ rows: 500, failed: 10 });
			expect(readFileSync(at(output)).equals(whole)).toBe(true);
			expect(readdirSync(folder.path)).toHaveLength(3);
			rmSync(at(output));
			rmSync(at("out.about.json"));
		}
	});

	it("is resumed in another place, when its folder was moved", async () => {
		put("in.csv", table(300));
		await interrupted({}, 5);
		const elsewhere = mkdtempSync(path.join(tmpdir(), "jobs-moved-"));
		readdirSync(folder.path).forEach((name) => renameSync(at(name), path.join(elsewhere, name)));
		expect(await inspect(path.join(elsewhere, "out.csv"))).toMatchObject({ spec: { source: path.join(elsewhere, "in.csv") } });
		expect(await job({ source: path.join(elsewhere, "in.csv"), output: path.join(elsewhere, "out.csv") }, { resume: true })).toMatchObject({ rows: 300 });
		rmSync(elsewhere, { recursive: true });
	});

	it("survives a journal whose end is garbage, and a part that lost its end or was changed", async () => {
		put("in.csv", table(400));
		await job({});
		const whole = got("out.csv");
		for (const damage of [
			() => writeFileSync(at("out.csv.biomedgpt-job"), Buffer.concat([readFileSync(at("out.csv.biomedgpt-job")), Buffer.from([1, 200, 10, 13, 65, 66])])),
			() => truncateSync(at("out.csv.biomedgpt-job"), readFileSync(at("out.csv.biomedgpt-job")).length - 9),
			() => truncateSync(at("out.csv.part"), 777),
			() => rmSync(at("out.csv.part")),
			() => put("out.csv.part", `x${got("out.csv.part").slice(1)}`),
		]) {
			rmSync(at("out.csv"), { force: true });
			rmSync(at("out.about.json"), { force: true });
			await interrupted({}, 5);
			damage();
			await job({}, { resume: true });
			expect(got("out.csv")).toBe(whole);
		}
	});

	it("is not begun anew by accident, and can be discarded", async () => {
		put("in.csv", table(300));
		await interrupted({}, 5);
		await expect(job({})).rejects.toMatchObject({ code: "job-exists" });
		await discard(at("out.csv"));
		expect(readdirSync(folder.path)).toEqual(["in.csv"]);
		expect(await inspect(at("out.csv"))).toBeUndefined();
		await discard(at("out.csv"));
	});

	it("stops where another model is chosen in between, and goes on when the first one is back", async () => {
		put("in.csv", table(100));
		const first = new EchoEngine();
		const other = new EchoEngine({ ...MODEL, name: "BioMedGPT-10B" });
		const switched: BatchEngine = { countTokens: (text) => first.countTokens(text), hold: () => first.hold(), state: () => first.state(), batch: (...asked) => (first.batches === 0 ? first : other).batch(...asked) };
		await expect(job({ tasks: [ASK] }, { services: { engine: switched } })).rejects.toMatchObject({ code: "model-changed", message: expect.stringMatching(/now BioMedGPT-10B .*answers.*Choose the model of then/) as string });
		await job({ tasks: [ASK] }, { resume: true });
		const mixed = got("out.csv");
		await job({ tasks: [ASK], output: at("whole.csv") });
		expect(mixed).toBe(got("whole.csv"));
	});

	it("refuses to go on where the result would be a mixture, and says what changed", async () => {
		put("in.csv", table(300));
		await interrupted({ tasks: [FACTS, ASK] }, 6);
		const again = (spec: Partial<JobSpec>, more: Partial<JobServices> = {}): Promise<JobResult> => job({ tasks: [FACTS, ASK], ...spec }, { resume: true, services: more });
		await expect(again({ tasks: [FACTS], maxRows: 7 })).rejects.toMatchObject({ code: "spec-changed", message: expect.stringMatching(/tasks, maxRows/) as string });
		await expect(again({}, { engine: new EchoEngine({ ...MODEL, checksum: "f".repeat(64) }) })).rejects.toMatchObject({ code: "model-changed" });
		await expect(again({}, { program: "BioMedGPT 2.0.0" })).rejects.toMatchObject({ code: "program-changed", message: expect.stringMatching(/1\.0\.0.*2\.0\.0/) as string });
		const old = got("in.csv");
		put("in.csv", old.replace("m5,", "x5,"));
		await expect(again({})).rejects.toMatchObject({ code: "source-changed" });
		// Touched, or copied with another date: it is what is in it that counts.
		put("in.csv", old);
		utimesSync(at("in.csv"), 1, 1);
		expect(await again({})).toMatchObject({ rows: 300 });
	});

	it("tells that another process works on it, and takes nothing from that", async () => {
		put("in.csv", table(300));
		let tried: Promise<unknown> | undefined;
		const meanwhile = (): Promise<unknown> =>
			Promise.all([
				expect(job({}, { resume: true })).rejects.toMatchObject({ code: "job-running" }),
				expect(discard(at("out.csv"))).rejects.toMatchObject({ code: "job-running" }),
				expect(inspect(at("out.csv"))).resolves.toMatchObject({ running: true }),
			]);
		await job({}, {
			progress: ({ phase }) => {
				tried ??= phase === "annotating" ? meanwhile() : undefined;
			},
		});
		expect(tried).toBeDefined();
		await tried;
		// A dead one holds nothing.
		put("out2.csv.biomedgpt-lock", JSON.stringify({ pid: process.pid, host: "here", birth: "another boot 1", token: "x" }));
		utimesSync(at("out2.csv.biomedgpt-lock"), 1, 1);
		rmSync(at("out.about.json"));
		expect(await job({ output: at("out2.csv") })).toMatchObject({ rows: 300 });
	});
});

describe("the end of a job", () => {
	it("that was interrupted while names were changed is taken up at any step", async () => {
		put("in.csv", table(300));
		for (const step of [
			() => undefined,
			() => linkSync(at("out.csv.part"), at("out.csv")),
			() => renameSync(at("out.csv.part"), at("out.csv")),
			() => (renameSync(at("out.csv.part"), at("out.csv")), linkSync(at("out.about.json.part"), at("out.about.json"))),
			() => (renameSync(at("out.csv.part"), at("out.csv")), renameSync(at("out.about.json.part"), at("out.about.json"))),
		]) {
			await interrupted({}, 5);
			const written = got("out.csv.part");
			appendFileSync(at("out.csv.biomedgpt-job"), sealed({ finishing: true }));
			put("out.about.json.part", "about");
			step();
			await job({}, { resume: true });
			expect(readdirSync(folder.path).sort()).toEqual(["in.csv", "out.about.json", "out.csv"]);
			expect([got("out.csv"), got("out.about.json")]).toEqual([written, "about"]);
			rmSync(at("out.csv"));
			rmSync(at("out.about.json"));
		}
	});

	it("never takes the place of a file that came meanwhile; when that is gone, it is resumed", async () => {
		put("in.csv", table(300));
		const late = job({}, { progress: ({ phase }) => (phase === "finishing" ? put("out.csv", "mine") : undefined) });
		await expect(late).rejects.toMatchObject({ code: "output-exists" });
		expect(got("out.csv")).toBe("mine");
		rmSync(at("out.csv"));
		const engine = new EchoEngine();
		expect(await job({}, { resume: true, services: { engine } })).toMatchObject({ rows: 300 });
		expect(engine.asked).toHaveLength(0);
	});
});

describe("a full disk", () => {
	const isRoot = process.getuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0;
	/** A disk of so many kilobytes, where this machine lets one be made. */
	function mounted(kilobytes: number): boolean {
		mkdirSync(at("disk"));
		return isRoot && spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", at("disk")]).status === 0;
	}
	afterEach(() => {
		if (existsSync(at("disk"))) {
			spawnSync("umount", [at("disk")]);
		}
	});

	it("lets the job wait, and go on when there is room, with nothing lost", async (context) => {
		context.skip(!mounted(40), "no tmpfs can be mounted here (needs root on Linux)");
		put("in.csv", table(600));
		await job({});
		const whole = got("out.csv");
		const waited: (string | undefined)[] = [];
		writeFileSync(at("disk/ballast"), Buffer.alloc(20_000));
		const result = await job({ output: at("disk/out.csv") }, {
			pause: 20,
			progress: ({ waiting }) => {
				if (waiting !== waited.at(-1)) {
					waited.push(waiting);
				}
				if (waiting !== undefined) {
					spawnSync("mount", ["-o", "remount,size=400k", at("disk")]);
				}
			},
		});
		expect(waited).toEqual([expect.stringMatching(/disk is full\. Nothing is lost/), undefined]);
		expect(result.rows).toBe(600);
		expect(readFileSync(at("disk/out.csv"), "utf8")).toBe(whole);
	});

	it("can be left: what was done is resumed later", async (context) => {
		context.skip(!mounted(40), "no tmpfs can be mounted here (needs root on Linux)");
		put("in.csv", table(600));
		await job({});
		const stop = new AbortController();
		await expect(job({ output: at("disk/out.csv") }, { pause: 20, checkpoint: 0, signal: stop.signal, progress: ({ waiting }) => (waiting === undefined ? undefined : stop.abort()) })).rejects.toMatchObject({ code: "cancelled" });
		spawnSync("mount", ["-o", "remount,size=400k", at("disk")]);
		expect((await inspect(at("disk/out.csv")))?.rows).toBeGreaterThan(30);
		await job({ output: at("disk/out.csv") }, { resume: true });
		expect(readFileSync(at("disk/out.csv"), "utf8")).toBe(got("out.csv"));
	});
});
