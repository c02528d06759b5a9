import type * as vscode from "vscode";
import type { Fetch } from "../inference/bundle/download/transport.ts";
import type { Importer } from "../inference/process/importChild.ts";
import type { Library } from "./library.ts";

/** What the ways to a model work with. */
export interface ModelsServices {
	readonly library: Library;
	readonly importer: Pick<Importer, "plan" | "lacking" | "import">;
	/** The extension host's own: it follows VS Code's settings for proxies. */
	readonly fetch: Fetch;
	readonly log: Pick<vscode.LogOutputChannel, "info" | "warn">;
}
