/** Failures of commands as a window shows them: whole, where its one line would cut them. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/science/failure.ts";
import { reportFailures } from "../../../src/wording/reportFailures.ts";

const said = vi.hoisted(() => ({ calls: [] as unknown[][], answer: undefined as string | undefined }));
vi.mock("vscode", async () => ({
	...(await import("../chat/vscode.ts")),
	window: { showErrorMessage: (...given: unknown[]) => Promise.resolve((said.calls.push(given), given.includes(said.answer) ? said.answer : undefined)) },
}));

const REASON = "biomedgpt_10b.pth is not a checkpoint that can be imported: it asks for os.system.";
const NEXT = "Nothing of it was executed. Take the file from the publisher's page again.";
const fail = (code: string, message: string): Promise<void> => reportFailures(() => Promise.reject(new Failure(code, message)));
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

beforeEach(() => {
	Object.assign(said, { calls: [], answer: undefined });
});

describe("a failure of a command", () => {
	it("that fits a line is shown as it is", async () => {
		await fail("disk-full", "The disk is full.");
		expect(said.calls).toEqual([["The disk is full."]]);
	});

	it("that a line would cut can be read whole", async () => {
		said.answer = "Details";
		await fail("not-a-checkpoint", `${REASON} ${NEXT}`);
		await settled();
		expect(said.calls).toEqual([[`${REASON} ${NEXT}`, "Details"], [REASON, { modal: true, detail: NEXT }]]);
	});

	it("that somebody cancelled is not shown, and what is no failure goes on", async () => {
		await fail("cancelled", "Stopped.");
		expect(said.calls).toEqual([]);
		await expect(reportFailures(() => Promise.reject(new TypeError("a fault")))).rejects.toThrow("a fault");
	});
});
