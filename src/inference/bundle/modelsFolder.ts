import { homedir } from "node:os";
import path from "node:path";

/**
 * Where a person's models are installed: the folder that the variable `BIOMEDGPT_MODELS` names, or else this system's place for what
 * programs keep for their user (XDG Base Directory Specification, Apple's and Microsoft's conventions).
 */
export function modelsFolder({ env, platform }: Pick<NodeJS.Process, "env" | "platform"> = process): string {
	const named = env["BIOMEDGPT_MODELS"];
	return named !== undefined && named !== "" ? path.resolve(named) : path.join(dataFolder(env, platform), "biomedgpt", "models");
}

/** What this program keeps for its user beside models, wherever these are. */
export function userFolder({ env, platform }: Pick<NodeJS.Process, "env" | "platform"> = process): string {
	return path.join(dataFolder(env, platform), "biomedgpt");
}

function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
	const given = env["XDG_DATA_HOME"];
	// What is not absolute is to be ignored, says the specification.
	if (given !== undefined && path.isAbsolute(given)) {
		return given;
	}
	if (platform === "win32") {
		return env["LOCALAPPDATA"] ?? path.join(homedir(), "AppData", "Local");
	}
	return path.join(homedir(), ...(platform === "darwin" ? ["Library", "Application Support"] : [".local", "share"]));
}
