/** Two windows, or two nodes of a cluster, and one output: only one of them works on it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as breath } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockJob } from "../../../src/annotation/job/lock.ts";
import { failureData } from "../../../src/science/failure.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "locks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const lock = (): string => path.join(folder, "out.csv.biomedgpt-lock");

/** Some turns of the loop later: each round the takers meet one another at other moments. */
async function late(turns: number): Promise<void> {
	for (let turn = 0; turn < turns; turn++) {
		await breath();
	}
}

describe("a lock", () => {
	it("that a dead process left goes to one of all who want it, and leaves nothing behind", async () => {
		for (let round = 0; round < 40; round++) {
			writeFileSync(lock(), JSON.stringify({ pid: 99_999, host: hostname(), birth: "long ago", token: "dead" }));
			const takers = await Promise.allSettled(Array.from({ length: 8 }, (_, taker) => late(taker * (round % 8)).then(() => lockJob(lock()))));
			const held = takers.flatMap((taker) => (taker.status === "fulfilled" ? [taker.value] : []));
			expect(held).toHaveLength(1);
			expect(takers.flatMap((taker) => (taker.status === "rejected" ? [failureData(taker.reason).code] : []))).toEqual(Array.from({ length: 7 }, () => "job-running"));
			await Promise.all(held.map((one) => one.release()));
			expect(readdirSync(folder)).toEqual([]);
		}
	});

	it("that cannot be written says so, and does not end the program", async () => {
		// A promise that fails while nobody listens ends Node, and this test run with it.
		await expect(lockJob(path.join(folder, "gone", "out.csv.biomedgpt-lock"))).rejects.toMatchObject({ code: "not-writable", message: expect.stringContaining("Its folder is not there.") as string });
	});
});
