import { createHash } from "node:crypto";

/**
 * A name for a folder that belongs to one workspace.
 *
 * @param workspace URI of the workspace file, where there is one
 * @param folders URIs of the folders
 */
export function workspaceKey(workspace: string | undefined, folders: readonly string[]): string {
	const what = workspace ?? [...folders].sort().join("\n");
	return what === "" ? "no-folder" : createHash("sha256").update(what).digest("hex").slice(0, 32);
}
