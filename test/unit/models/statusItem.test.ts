/** The status bar while a model wakes, answers, falls asleep and fails: what a scientist reads there, and that nothing is there before. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EngineState, ModelPlan } from "../../../src/inference/engine.ts";
import { DeviceFit } from "../../../src/models/deviceFit.ts";
import { placementOptions, placementWishes } from "../../../src/models/deviceSettings.ts";
import { ModelStatusItem } from "../../../src/models/statusItem.ts";
import { Failure } from "../../../src/science/failure.ts";
import { items, settings } from "./vscode.ts";

vi.mock("vscode", () => import("./vscode.ts"));

const GB = 1e9;
/** A 7B model of which a half fits on a small card. */
const half: ModelPlan = {
	device: "vulkan", gpus: ["Some Card"], layers: 32, gpuLayers: 16, contextSize: 4096, threads: 7,
	memory: [{ part: "weights", place: "gpu", bytes: 2 * GB }, { part: "weights", place: "processor", bytes: 2.1 * GB }, { part: "cache", place: "processor", bytes: GB }, { part: "protein", place: "processor", bytes: 3.2 * GB }],
	sentences: ["The GPU has 3.3 GB to spare, and all layers need about 6.3 GB: 16 of 32 layers go there."],
};
const model = { name: "BioMedGPT-10B", version: "1", checksum: "" };

class Waking {
	current: EngineState = { state: "asleep" };
	private changed: () => void = () => undefined;
	state(): EngineState {
		return this.current;
	}
	watch(changed: () => void): () => void {
		this.changed = changed;
		return () => (this.changed = () => undefined);
	}
	become(state: EngineState): void {
		this.current = state;
		this.changed();
	}
}

/** Which model is to answer. */
class Choice {
	active = { name: "biomedgpt-10b", directory: "/models/biomedgpt-10b" };
	private changed: () => void = () => undefined;
	titleOf = (directory: string): Promise<string | undefined> => Promise.resolve({ "/models/biomedgpt-10b": "BioMedGPT-10B", "/models/nano": "BioMedGPT nano", "/models/r1": "BioMedGPT-R1" }[directory]);
	onDidChange = (changed: () => void): { dispose: () => void } => {
		this.changed = changed;
		return { dispose: () => undefined };
	};
	become(name: string): void {
		this.active = { name, directory: `/models/${name}` };
		this.changed();
	}
}

let choice = new Choice();
beforeEach(() => {
	choice = new Choice();
});
let shown: ModelStatusItem | undefined;
afterEach(() => {
	shown?.dispose();
	vi.useRealTimers();
});
const only = () => items[0];
/** What is looked up has come. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the status bar", () => {
	it("has nothing of the model before something was asked", () => {
		const engine = new Waking();
		shown = new ModelStatusItem(engine, choice);
		engine.become({ state: "asleep" });
		expect(items).toEqual([]);
	});

	it("shows the plan before anything is loaded, then device and memory, and leads to the models", async () => {
		const engine = new Waking();
		shown = new ModelStatusItem(engine, choice);
		engine.become({ state: "starting" });
		await settled();
		expect(only()).toMatchObject({ text: "$(loading~spin) BioMedGPT-10B", visible: true, command: { command: "biomedgpt.models.show" } });
		engine.become({ state: "starting", plan: half });
		expect(only()?.tooltip?.value).toMatch(/Starting[\s\S]*16 of 32 layers on the GPU, Some Card \\?\(vulkan\\?\); the others on the processor, with 7 threads[\s\S]*Context: 4,096 tokens/);
		expect(only()?.tooltip?.value).toContain("The GPU has 3.3 GB to spare");
		engine.become({ state: "ready", model, device: "vulkan", memoryBytes: 0, plan: half });
		expect(only()?.text).toBe("$(chip) BioMedGPT-10B · GPU + CPU · 5.1 GB");
		expect(only()?.tooltip?.value).toMatch(/On the GPU about 2 GB: weights 2 GB[\s\S]*In memory about 3\.1 GB: weights 2\.1 GB, context 1 GB[\s\S]*Only while they are needed: protein encoder 3\.2 GB/);
	});

	it("looks now and then what the model takes, and only while it runs", async () => {
		vi.useFakeTimers();
		const engine = new Waking();
		shown = new ModelStatusItem(engine, choice);
		engine.become({ state: "ready", model, device: "vulkan", memoryBytes: 0, plan: half });
		engine.current = { state: "ready", model, device: "vulkan", memoryBytes: 4 * GB, plan: half };
		await vi.advanceTimersByTimeAsync(6000);
		expect(only()?.text).toBe("$(chip) BioMedGPT-10B · GPU + CPU · 6 GB");
		engine.become({ state: "asleep" });
		expect(only()?.text).toBe("$(circle-outline) BioMedGPT-10B");
		expect(vi.getTimerCount()).toBe(0);
	});

	it("names the model that was chosen at once, and what is still in memory only beside it", async () => {
		const engine = new Waking();
		shown = new ModelStatusItem(engine, choice);
		engine.become({ state: "ready", model, device: "cpu", memoryBytes: GB, plan: half });
		await settled();
		expect(only()?.tooltip?.value).toContain("its process takes 1 GB");
		choice.become("r1");
		await settled();
		expect(only()?.text).toBe("$(circle-outline) BioMedGPT-R1");
		expect(only()?.tooltip?.value).toMatch(/It starts with the next question; until then BioMedGPT-10B is in memory/);
		engine.become({ state: "asleep" });
		expect(only()?.text).toBe("$(circle-outline) BioMedGPT-R1");
		engine.become({ state: "starting" });
		expect(only()?.text).toBe("$(loading~spin) BioMedGPT-R1");
		choice.become("nano");
		await settled();
		expect(only()?.text).toBe("$(loading~spin) BioMedGPT nano");
	});

	it("names a folder of somebody's own by the model that runs from there, once it runs", async () => {
		const engine = new Waking();
		shown = new ModelStatusItem(engine, choice);
		choice.become("unreadable");
		engine.become({ state: "starting" });
		await settled();
		expect(only()?.text).toBe("$(loading~spin) BioMedGPT");
		engine.become({ state: "ready", model, device: "cpu", memoryBytes: GB });
		expect(only()?.text).toBe("$(chip) BioMedGPT-10B");
	});

	it("says why a model could not be started", async () => {
		const engine = new Waking();
		shown = new ModelStatusItem(engine, choice);
		engine.become({ state: "failed", message: "There is not enough memory." });
		await settled();
		expect(only()).toMatchObject({ text: "$(warning) BioMedGPT-10B", backgroundColor: { id: "statusBarItem.warningBackground" } });
		expect(only()?.tooltip?.value).toMatch(/There is not enough memory/);
	});
});

describe("what a model would take here", () => {
	it("is asked for once a minute, by whoever points at it", async () => {
		vi.useFakeTimers();
		const plansOf = vi.fn(() => Promise.resolve([half]));
		const fit = new DeviceFit(plansOf);
		expect(await fit.lines("/models/ten")).toContain("Context: 4,096 tokens");
		await fit.lines("/models/ten");
		expect(plansOf).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(61_000);
		await fit.lines("/models/ten");
		fit.forget();
		await fit.lines("/models/ten");
		expect(plansOf).toHaveBeenCalledTimes(3);
	});

	it("is left away where it cannot be said", async () => {
		expect(await new DeviceFit(() => Promise.resolve([new Failure("bundle-broken", "It is broken.")])).lines("/x")).toEqual([]);
		expect(await new DeviceFit(() => Promise.reject(new Error("no process"))).lines("/x")).toEqual([]);
	});
});

describe("settings", () => {
	afterEach(() => Object.keys(settings).forEach((name) => delete settings[name]));

	it("are auto, or numbers as the settings' page or a person writes them", () => {
		expect(placementWishes()).toEqual({ device: "auto", gpuLayers: "auto", contextSize: "auto", threads: "auto" });
		Object.assign(settings, { device: "cpu", gpuLayers: "0", contextSize: 2048, threads: "4" });
		expect(placementWishes()).toEqual({ device: "cpu", gpuLayers: 0, contextSize: 2048, threads: 4 });
		expect(placementOptions(placementWishes())).toEqual(["--device", "cpu", "--gpu-layers", "0", "--context-size", "2048", "--threads", "4"]);
	});

	it("that mean nothing count as auto", () => {
		Object.assign(settings, { device: "tpu", gpuLayers: "-1", contextSize: "0", threads: 1.5 });
		expect(placementOptions(placementWishes())).toEqual([]);
		Object.assign(settings, { device: null, gpuLayers: "many", contextSize: {}, threads: "99999999999" });
		expect(placementOptions(placementWishes())).toEqual([]);
	});
});
