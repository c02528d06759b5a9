import type * as vscode from "vscode";
import { SECTION_READERS } from "../science/files/sectionReaders.ts";
import type { Lines, Sections } from "../science/files/sections.ts";

/** Milliseconds of work between two breaths of the extension host. */
const SLICE = 12;

/**
 * Divides a document of one of our languages into its sections, without blocking the extension host.
 *
 * @returns undefined if cancelled, if the document changed meanwhile, or if its language is none of ours
 */
export async function documentSections(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<Sections | undefined> {
	const reading = SECTION_READERS[document.languageId]?.(linesOf(document));
	const breath = new Breath(document, token);
	for (let step = reading?.next(); step !== undefined; step = reading?.next()) {
		if (step.done === true) {
			return step.value;
		}
		if (!(await breath.taken())) {
			return undefined;
		}
	}
	return undefined;
}

/** Lets other work in, and notices when our own is no longer wanted. */
export class Breath {
	private since = performance.now();
	private readonly version: number;

	constructor(
		private readonly document: vscode.TextDocument,
		private readonly token: vscode.CancellationToken,
	) {
		this.version = document.version;
	}

	/** To be called about every millisecond; false if the work is to be given up. */
	async taken(): Promise<boolean> {
		if (performance.now() - this.since > SLICE) {
			await new Promise<void>((resolve) => setImmediate(resolve));
			this.since = performance.now();
		}
		return !this.token.isCancellationRequested && !this.document.isClosed && this.document.version === this.version;
	}
}

/** Line by line: the whole text of a big document would have to be put together first. */
function linesOf(document: vscode.TextDocument): Lines {
	return { count: document.lineCount, at: (line) => document.lineAt(line).text };
}
