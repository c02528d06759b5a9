/** How a batch is spread over a machine, by the size of the model and of the machine. */
import { expect, it } from "vitest";
import { planLanes, type LaneMachine } from "../../../src/inference/runtime/lanePlan.ts";

const MB = 1024 ** 2;
const GB = 1024 ** 3;
const laptop: Omit<LaneMachine, "modelBytes" | "contextBytes"> = { gpu: false, cores: 2, threads: 1, freeBytes: 4 * GB };
const nano = { modelBytes: 15 * MB, contextBytes: (sequences: number) => sequences * 16 * MB };
const seven = { modelBytes: 7 * GB, contextBytes: (sequences: number) => sequences * GB };

it("a tiny model has a lane of one thread for each core, and one that computes while another waits", () => {
	expect(planLanes({ ...laptop, ...nano })).toEqual({ lanes: 3, sequences: 1, threads: 1 });
	expect(planLanes({ ...laptop, ...nano, cores: 64, threads: 63 })).toEqual({ lanes: 4, sequences: 1, threads: 1 });
});

it("a tiny model on a machine without room has one lane", () => {
	expect(planLanes({ ...laptop, ...nano, freeBytes: 10 * MB })).toEqual({ lanes: 1, sequences: 1, threads: 1 });
});

it("a large model reads its weights once for several sequences, as many as half of the free memory takes", () => {
	expect(planLanes({ ...laptop, ...seven, cores: 16, threads: 15, freeBytes: 10 * GB })).toEqual({ lanes: 1, sequences: 4, threads: 15 });
	expect(planLanes({ ...laptop, ...seven, gpu: true, freeBytes: 80 * GB })).toEqual({ lanes: 1, sequences: 16, threads: 1 });
});

it("a large model without room for more works on one sequence", () => {
	expect(planLanes({ ...laptop, ...seven, freeBytes: GB })).toEqual({ lanes: 1, sequences: 1, threads: 1 });
});
