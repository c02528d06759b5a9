import { homedir } from "node:os";
import path from "node:path";

/** Where this system's programs keep what they can do without. */
export function cacheFolder({ env, platform }: Pick<NodeJS.Process, "env" | "platform"> = process): string {
	const given = env["XDG_CACHE_HOME"];
	if (given !== undefined && path.isAbsolute(given)) {
		return path.join(given, "biomedgpt");
	}
	if (platform === "win32") {
		return path.join(env["LOCALAPPDATA"] ?? path.join(homedir(), "AppData", "Local"), "biomedgpt", "Cache");
	}
	return path.join(homedir(), platform === "darwin" ? path.join("Library", "Caches") : ".cache", "biomedgpt");
}
