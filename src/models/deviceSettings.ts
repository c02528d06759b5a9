import * as vscode from "vscode";
import { NO_WISHES, type PlacementWishes } from "../inference/runtime/placement.ts";

const SETTINGS = ["device", "gpuLayers", "contextSize", "threads"] as const;

/** What the settings say about where a model runs, as they are now. All are the machine's: no workspace can set them. */
export function placementWishes(): PlacementWishes {
	const settings = vscode.workspace.getConfiguration("biomedgpt");
	return {
		device: settings.get<unknown>("device") === "cpu" ? "cpu" : "auto",
		gpuLayers: wholeNumber(settings.get<unknown>("gpuLayers"), 0),
		contextSize: wholeNumber(settings.get<unknown>("contextSize"), 1),
		threads: wholeNumber(settings.get<unknown>("threads"), 1),
	};
}

/** Calls `changed` when one of them has changed. */
export function onPlacementWishes(changed: () => void): vscode.Disposable {
	return vscode.workspace.onDidChangeConfiguration((event) => {
		if (SETTINGS.some((name) => event.affectsConfiguration(`biomedgpt.${name}`))) {
			changed();
		}
	});
}

/** The same as options of the command line; only those that are set. */
export function placementOptions({ device, gpuLayers, contextSize, threads }: PlacementWishes): string[] {
	const options = { "--device": device, "--gpu-layers": gpuLayers, "--context-size": contextSize, "--threads": threads };
	return Object.entries(options).flatMap(([option, value]) => (value === NO_WISHES.device ? [] : [option, String(value)]));
}

/** A number as the settings' page writes it (`"20"`) or a person does (`20`); what is neither counts as `auto`. */
function wholeNumber(value: unknown, least: number): number | "auto" {
	const number = typeof value === "string" && /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
	return typeof number === "number" && Number.isSafeInteger(number) && number >= least ? number : "auto";
}
