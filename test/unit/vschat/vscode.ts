/** What the room of VS Code's own chat needs of `vscode`, in English. For `vi.mock("vscode", () => import("./vscode.ts"))`. */
export { env, l10n } from "../chat/vscode.ts";

export class Uri {
	constructor(readonly path: string) {}
	toString(): string {
		return `file://${this.path}`;
	}
	static joinPath(base: Uri, ...parts: readonly string[]): Uri {
		return new Uri([base.path, ...parts].join("/"));
	}
}

export class Location {
	constructor(
		readonly uri: Uri,
		readonly range: unknown,
	) {}
}

export class Disposable {
	constructor(private readonly end: () => void) {}
	dispose(): void {
		this.end();
	}
	static from(...all: readonly { dispose(): void }[]): Disposable {
		return new Disposable(() => all.forEach((each) => each.dispose()));
	}
}

export class LanguageModelTextPart {
	constructor(readonly value: string) {}
}

export interface OpenDocument {
	readonly uri: Uri;
	readonly languageId: string;
	getText(range?: unknown): string;
}
export const workspace: { textDocuments: OpenDocument[] } = { textDocuments: [] };
export const commands = { registerCommand: () => new Disposable(() => undefined) };
