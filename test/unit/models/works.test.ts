/** Imports and downloads of a window: stopped, failed, and gone on with. */
import { describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/science/failure.ts";

vi.mock("vscode", () => import("../annotating/vscode.ts"));
const { Works } = await import("../../../src/models/works.ts");

/** A download of so many parts that keeps what came; it can be cut off. */
function download(parts: number) {
	const state = { here: 0, cut: false };
	const action = async (signal: AbortSignal, report: (progress: { share: number; line: string }) => void): Promise<void> => {
		while (state.here < parts) {
			await new Promise((resolve) => setTimeout(resolve, 1));
			if (signal.aborted) {
				throw new Failure("cancelled", "Stopped. What came is kept.");
			}
			if (state.cut) {
				throw new Failure("download-interrupted", "The connection broke off.");
			}
			state.here++;
			report({ share: state.here / parts, line: `${state.here} of ${parts}` });
		}
	};
	return { state, action };
}

describe("what is under way", () => {
	it("is listed with how far it is, and leaves the list when it is done", async () => {
		const works = new Works();
		const seen: (number | undefined)[] = [];
		works.onDidChange(() => seen.push(works.all[0]?.progress?.share));
		await works.start("download", "BioMedGPT-LM-7B", download(4).action);
		expect(seen).toEqual([undefined, 0.25, 0.5, 0.75, 1, undefined]);
		expect(works.all).toEqual([]);
	});

	it("tells that it is done once, also where it was stopped and went on", async () => {
		const works = new Works();
		const { state, action } = download(3);
		const done = vi.fn();
		state.cut = true;
		await works.start("import", "BioMedGPT-R1", action, done).catch(() => undefined);
		expect(done).not.toHaveBeenCalled();
		state.cut = false;
		await works.resume(works.all[0]?.id ?? "");
		expect(done).toHaveBeenCalledTimes(1);
		expect(works.all).toEqual([]);
	});

	it("that is stopped stays, and goes on behind what came", async () => {
		const works = new Works();
		const { state, action } = download(50);
		const running = works.start("download", "BioMedGPT-LM-7B", action);
		await vi.waitUntil(() => state.here >= 3);
		const id = works.all[0]?.id ?? "";
		works.cancel(id);
		expect(works.get(id)?.status).toBe("stopping");
		await expect(running).rejects.toMatchObject({ code: "cancelled" });
		expect(works.get(id)).toMatchObject({ status: "cancelled", failure: undefined });
		const before = state.here;
		expect(before).toBeLessThan(50);
		await works.resume(id);
		expect([state.here, works.all.length]).toEqual([50, 0]);
	});

	it("that failed says why, and can be tried again or put away", async () => {
		const works = new Works();
		const { state, action } = download(3);
		state.cut = true;
		await expect(works.start("download", "ESM-2", action)).rejects.toMatchObject({ code: "download-interrupted" });
		const id = works.all[0]?.id ?? "";
		expect(works.get(id)).toMatchObject({ status: "failed", failure: { message: "The connection broke off." } });
		await expect(works.resume(id)).rejects.toMatchObject({ code: "download-interrupted" });
		works.putAway(id);
		expect(works.all).toEqual([]);
	});

	it("is not begun beside itself; begun again after a stop, it has one line", async () => {
		const works = new Works();
		const { state, action } = download(20);
		const first = works.start("import", "BioMedGPT-10B", action);
		await expect(works.start("import", "BioMedGPT-10B", action)).rejects.toMatchObject({ code: "model-busy" });
		works.putAway(works.all[0]?.id ?? "");
		expect(works.all, "what runs is not put away").toHaveLength(1);
		works.cancel(works.all[0]?.id ?? "");
		await expect(first).rejects.toMatchObject({ code: "cancelled" });
		await works.start("import", "BioMedGPT-10B", action);
		expect([state.here, works.all.length]).toEqual([20, 0]);
	});

	it("is stopped when the window closes, and the window waits for it", async () => {
		const works = new Works();
		const { state, action } = download(1000);
		const ended = works.start("download", "BioMedGPT-10B", action).catch((error: unknown) => error);
		await vi.waitUntil(() => state.here > 0);
		await works.shutDown();
		expect(works.all[0]?.status).toBe("cancelled");
		await expect(ended).resolves.toMatchObject({ code: "cancelled" });
	});
});
