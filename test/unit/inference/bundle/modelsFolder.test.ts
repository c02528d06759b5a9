/** Where models are installed: in the place of each system, or where somebody wants them. */
import { homedir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { modelsFolder } from "../../../../src/inference/bundle/modelsFolder.ts";

it.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
	["linux", {}, path.join(homedir(), ".local/share/biomedgpt/models")],
	["linux", { XDG_DATA_HOME: "/data" }, "/data/biomedgpt/models"],
	["linux", { XDG_DATA_HOME: "not/absolute" }, path.join(homedir(), ".local/share/biomedgpt/models")],
	["darwin", {}, path.join(homedir(), "Library/Application Support/biomedgpt/models")],
	["win32", { LOCALAPPDATA: "/local" }, "/local/biomedgpt/models"],
	["linux", { XDG_DATA_HOME: "/data", BIOMEDGPT_MODELS: "/scratch/models" }, "/scratch/models"],
	["linux", { BIOMEDGPT_MODELS: "here" }, path.resolve("here")],
	["linux", { XDG_DATA_HOME: "/data", BIOMEDGPT_MODELS: "" }, "/data/biomedgpt/models"],
])("on %s with %j", (platform, env, folder) => {
	expect(modelsFolder({ platform, env })).toBe(path.normalize(folder));
});
