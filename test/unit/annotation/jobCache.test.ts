/** What a model wrote is kept, so that the next run need not ask again. */
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Cache } from "../../../src/annotation/job/cache.ts";
import { jobRuns, table } from "../../support/jobRuns.ts";
import { EchoEngine, MODEL } from "../../support/jobs.ts";

const { folder: { at, put, got }, job } = jobRuns();

describe("what a model wrote before", () => {
	it("serves the next run, until another model answers or its file is damaged", async () => {
		put("in.csv", table(64));
		const cache = new Cache({ folder: at("cache") });
		const first = new EchoEngine();
		await job({}, { services: { engine: first, cache } });
		const next = async (engine: EchoEngine, name: string): Promise<number> => {
			await job({ output: at(name) }, { services: { engine, cache: new Cache({ folder: at("cache") }) } });
			return engine.asked.length;
		};
		expect(await next(new EchoEngine(), "b.csv")).toBe(0);
		expect(got("b.csv")).toBe(got("out.csv"));
		expect(await next(new EchoEngine({ ...MODEL, checksum: "f".repeat(64) }), "c.csv")).toBe(first.asked.length);
		const kept = (): string[] => readdirSync(at("cache"), { recursive: true, encoding: "utf8" }).filter((name) => name.length > 10);
		expect(kept()).toHaveLength(2 * first.asked.length);
		for (const file of kept()) {
			const whole = readFileSync(path.join(at("cache"), file), "utf8");
			expect(whole).not.toMatch(/m1\b.*m1\b/);
			writeFileSync(path.join(at("cache"), file), whole.replace("molecule", "protein"));
		}
		expect(await next(new EchoEngine(), "d.csv")).toBe(first.asked.length);
		expect(got("d.csv")).toBe(got("out.csv"));
	});

	it("takes no more room than it may: what was needed longest ago goes first", async () => {
		const cache = new Cache({ folder: at("cache"), maxBytes: 40_960 });
		const outcome = { values: ["text", 0.5, undefined], remarks: ["remark"] };
		for (let index = 0; index < 10; index++) {
			await cache.put(`key ${index}`, outcome);
			utimesSync(path.join(at("cache"), readdirSync(at("cache"), { recursive: true, encoding: "utf8" }).filter((name) => name.length > 10).find((name) => Date.now() - statSync(path.join(at("cache"), name)).mtimeMs < 1e6) ?? ""), index + 1, index + 1);
		}
		expect(await cache.get("key 0")).toEqual(outcome);
		await cache.put("key 10", outcome);
		const there = await Promise.all(Array.from({ length: 11 }, async (_, index) => (await cache.get(`key ${index}`)) !== undefined));
		expect(there).toEqual([true, false, false, false, ...Array<boolean>(7).fill(true)]);
	});
});
