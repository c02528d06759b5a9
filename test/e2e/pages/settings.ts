import { readFileSync, writeFileSync } from "node:fs";

/** The user's settings of the running VS Code, which follows its file. */
export class Settings {
	private readonly before: string;

	constructor(private readonly file: string) {
		this.before = readFileSync(file, "utf8");
	}

	/** Adds settings to those that are there. */
	set(settings: Record<string, unknown>): void {
		const now = JSON.parse(readFileSync(this.file, "utf8")) as Record<string, unknown>;
		writeFileSync(this.file, JSON.stringify({ ...now, ...settings }, undefined, "\t"));
	}

	/** Puts back what was there at first. */
	restore(): void {
		if (readFileSync(this.file, "utf8") !== this.before) {
			writeFileSync(this.file, this.before);
		}
	}
}
