import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The settings of the open folder, which VS Code follows while it runs. */
export class WorkspaceSettings {
	private readonly folder: string;

	constructor(workspace: string) {
		this.folder = path.join(workspace, ".vscode");
	}

	write(settings: Record<string, unknown>): void {
		mkdirSync(this.folder, { recursive: true });
		writeFileSync(path.join(this.folder, "settings.json"), JSON.stringify(settings));
	}

	remove(): void {
		rmSync(this.folder, { recursive: true });
	}
}
