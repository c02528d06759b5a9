/** The machine, or whoever ends processes on it, has no patience: an annotation is killed over and over, and its journal damaged. */
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, truncateSync, writeFileSync, appendFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aboutOf } from "../../src/annotation/job/places.ts";
import { realEngine, repository } from "../support/engine.ts";
import { randomNumbers } from "../support/random.ts";

const programs = path.join(repository, "out/test", `${process.pid}`);
const worker = path.join(programs, "job-worker.mjs");
const KILLS = 30;
const ROWS = 8000;
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-job-fault-"));
	const real = await realEngine(); // builds the programs
	await Promise.all([real.dispose(), build({ bundle: true, platform: "node", target: "node20", format: "esm", logLevel: "warning", entryPoints: [path.join(repository, "test/fault/jobWorker.ts")], outfile: worker })]);
	writeFileSync(path.join(folder, "in.csv"), `name,smiles\n${Array.from({ length: ROWS }, (_, index) => `m${index},${index % 40 === 3 ? "C1CC" : `C${index.toString(3).replace(/./g, (digit) => "CNO"["012".indexOf(digit)] ?? "")}C`}\n`).join("")}`);
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

interface Life {
	/** Rows that it began with, as soon as it annotated. */
	readonly from: number | undefined;
	readonly done: boolean;
}

/** More rows than are worked on at once, so that some are written. */
const NEW_ROWS = 200;

/** When a life ends: so many milliseconds after it began to annotate, or after {@link NEW_ROWS}. */
interface Doom {
	readonly after: "begin" | "rows";
	readonly milliseconds: number;
}

/** One life of the process, killed or lived to its end. */
async function live(output: string, doomed?: Doom): Promise<Life> {
	const child = spawn(process.execPath, [worker, path.join(folder, "in.csv"), output, path.join(programs, "chemistry-worker.js")], { stdio: ["ignore", "pipe", "inherit"] });
	let out = "";
	let doom: NodeJS.Timeout | undefined;
	await new Promise<void>((resolve) => {
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			out += text;
			const told = [...out.matchAll(/^annotating (\d+)$/gm)].map(([, rows]) => Number(rows));
			const made = (told.at(-1) ?? 0) - (told[0] ?? 0);
			if (doomed !== undefined && told.length > 0 && made >= (doomed.after === "begin" ? 0 : NEW_ROWS)) {
				doom ??= setTimeout(() => child.kill("SIGKILL"), doomed.milliseconds);
			}
		});
		child.on("close", () => resolve());
	});
	clearTimeout(doom);
	const from = /^annotating (\d+)$/m.exec(out)?.[1];
	return { from: from === undefined ? undefined : Number(from), done: out.includes("done") };
}

/** What a crash of the machine leaves of a file's end: less of it, or something else. */
function damage(file: string, choose: () => number): void {
	const size = readFileSync(file).length;
	const kind = choose();
	if (kind < 0.4) {
		truncateSync(file, Math.max(0, size - 1 - Math.floor(choose() * 60)));
	} else if (kind < 0.7) {
		appendFileSync(file, Buffer.from(Array.from({ length: 40 }, () => Math.floor(choose() * 256))));
	} else {
		appendFileSync(file, '0123456789abcdef {"at":{"rows":99999,"bytes":1}}\n');
	}
}

describe("kill -9 at random moments of an annotation", () => {
	it(
		`${KILLS} times, its journal's end damaged now and then: the result is that of an uninterrupted run, byte for byte`,
		async () => {
			const whole = path.join(folder, "whole.csv.gz");
			expect((await live(whole)).done).toBe(true);
			const output = path.join(folder, "out.csv.gz");
			const journal = `${output}.biomedgpt-job`;
			const choose = randomNumbers(20_261_123);
			const begun: number[] = [];
			const expectWhole = (): void => {
				expect(readFileSync(output).equals(readFileSync(whole))).toBe(true);
				expect([journal, `${output}.part`, `${output}.biomedgpt-lock`].filter(existsSync)).toEqual([]);
			};
			let kills = 0;
			while (kills < KILLS) {
				const { from, done } = await live(output, { after: kills % 3 === 0 ? "begin" : "rows", milliseconds: choose() * 300 });
				begun.push(from ?? -1);
				kills += done ? 0 : 1;
				if (done || existsSync(output)) {
					// A fast machine comes to the end before all kills are made, or is killed with its last steps: then it begins again.
					expect(done || (await live(output)).done).toBe(true);
					expectWhole();
					await Promise.all([output, aboutOf(output)].map(async (file) => rm(file)));
				} else if (kills % 4 === 3 && existsSync(journal) && readFileSync(journal, "latin1").split("\n").length > 3) {
					damage(journal, choose);
				}
			}
			// It got somewhere, though now and then a step back.
			expect(Math.max(...begun)).toBeGreaterThan(100);
			const last = await live(output);
			expect(last.done).toBe(true);
			expectWhole();
		},
		240_000,
	);
});
