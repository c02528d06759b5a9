/** A table is annotated in parts, on many machines, and becomes the same file as on one. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { merge } from "../../../src/annotation/job/merge.ts";
import { FACTS, jobRuns, table } from "../../support/jobRuns.ts";

const { folder, job, interrupted } = jobRuns();
const { at, put, got } = folder;

describe("a shard", () => {
	it("is a part of the rows; all of them together are the whole, packed or not", async () => {
		put("in.csv", table(200));
		for (const ending of ["csv", "csv.gz", "jsonl"]) {
			await job({ output: at(`whole.${ending}`) });
			const parts: string[] = [];
			for (const index of [3, 1, 9, 2, 4, 5, 6, 7, 8]) {
				const output = at(`part${index}.${ending}`);
				await job({ output, shard: { index, of: 9 } });
				parts.push(output);
			}
			const merged = await merge(parts, at(`merged.${ending}`));
			expect(merged).toMatchObject({ rows: 200, ok: 196, failed: 4, skipped: 0, output: at(`merged.${ending}`) });
			expect(readFileSync(at(`merged.${ending}`)).equals(readFileSync(at(`whole.${ending}`)))).toBe(true);
			const [about, whole] = ["merged", "whole"].map((name) => JSON.parse(got(`${name}.about.json`)) as { columns: unknown; job: { sum: string } });
			expect(about?.columns).toEqual(whole?.columns);
			expect(about?.job.sum).toBe(whole?.job.sum);
			readdirSync(folder.path).filter((name) => name !== "in.csv").forEach((name) => rmSync(at(name)));
		}
	});

	it("that is missing, unfinished, doubled, strange or changed keeps the others from being merged", async () => {
		put("in.csv", table(200));
		const output = (index: number): string => at(`p${index}.csv`);
		for (const index of [1, 2, 3]) {
			await job({ output: output(index), shard: { index, of: 4 } });
		}
		await interrupted({ output: output(4), shard: { index: 4, of: 4 } }, 0);
		await job({ output: at("other.csv"), shard: { index: 4, of: 4 }, tasks: [FACTS] });
		const merging = (...parts: string[]): Promise<unknown> => merge(parts, at("all.csv"));
		await expect(merging(output(1), output(2), output(3))).rejects.toMatchObject({ code: "shard-missing", message: expect.stringMatching(/missing: 4/) as string });
		await expect(merging(output(1), output(2), output(3), output(4))).rejects.toMatchObject({ code: "shard-unfinished" });
		await expect(merging(output(1), output(2), output(3), output(3))).rejects.toMatchObject({ code: "shard-missing" });
		await expect(merging(output(1), output(2), output(3), at("other.csv"))).rejects.toMatchObject({ code: "shards-differ" });
		await job({ output: output(4), shard: { index: 4, of: 4 } }, { resume: true });
		const good = got("p2.csv");
		put("p2.csv", good.replace("m70", "x70"));
		await expect(merging(...[1, 2, 3, 4].map(output))).rejects.toMatchObject({ code: "shard-changed" });
		put("p2.csv", good);
		await merging(...[1, 2, 3, 4].map(output));
		expect(got("all.csv").split("\n")).toHaveLength(202);
	});
});
