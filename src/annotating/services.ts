import type * as vscode from "vscode";
import type { JobServices } from "../annotation/job/services.ts";
import type { Chemistry, DrawingTheme } from "../science/chemistry.ts";

export interface AnnotatingServices {
	/** What does the work; the same engine that the chat asks. */
	readonly job: JobServices;
	readonly chemistry: Pick<Chemistry, "draw">;
	/** Of the window as it is now. */
	readonly theme: () => DrawingTheme;
	readonly context: Pick<vscode.ExtensionContext, "workspaceState" | "globalState" | "globalStorageUri">;
	readonly log: vscode.LogOutputChannel;
}
