/** What a grid of records needs of `vscode`: a file that changes, a dialog that answers when a test lets it, and progress that is never cancelled. */
import { l10n } from "./vscode.ts";

export { l10n };

export class EventEmitter<Value> {
	readonly #listeners = new Set<(value: Value) => void>();
	readonly event = (listener: (value: Value) => void): { dispose: () => void } => {
		this.#listeners.add(listener);
		return { dispose: () => this.#listeners.delete(listener) };
	};

	fire(value: Value): void {
		for (const listener of [...this.#listeners]) {
			listener(value);
		}
	}

	dispose(): void {
		this.#listeners.clear();
	}
}

export class RelativePattern {}

export class Uri {
	constructor(readonly scheme: string, readonly path: string) {}

	get fsPath(): string {
		return this.path;
	}

	static file(file: string): Uri {
		return new Uri("file", file);
	}

	static parse(text: string): Uri {
		const [, scheme = "", path = ""] = /^([^:]*):\/\/(.*)$/u.exec(text) ?? [];
		return new Uri(scheme, path);
	}

	static joinPath(uri: Uri, ...parts: readonly string[]): Uri {
		return new Uri(uri.scheme, [uri.path, ...parts].join("/"));
	}

	toString(): string {
		return `${this.scheme}://${this.path}`;
	}
}

/** Files of a virtual workspace. */
export const files = new Map<string, Uint8Array>();

/** How a test answers the dialog, and what the person was told beside the panel. */
export const person: { saves: () => Promise<Uri | undefined>; told: string[] } = { saves: () => Promise.resolve(undefined), told: [] };

/** Fires as VS Code does when a file goes. */
export const deleted = new EventEmitter<Uri>();

export const workspace = {
	createFileSystemWatcher: () => ({ onDidChange: () => undefined, onDidCreate: () => undefined, onDidDelete: deleted.event, dispose: () => undefined }),
	fs: {
		stat: (uri: Uri) => {
			const file = files.get(uri.toString());
			return file === undefined ? Promise.reject(new Error(`FileNotFound: ${uri.toString()}`)) : Promise.resolve({ size: file.length });
		},
		readFile: (uri: Uri) => Promise.resolve(files.get(uri.toString()) ?? new Uint8Array()),
		writeFile: async (uri: Uri, bytes: Uint8Array): Promise<void> => {
			files.set(uri.toString(), bytes);
		},
	},
};

export const ProgressLocation = { Notification: 15 };

export const window = {
	showSaveDialog: () => person.saves(),
	showInformationMessage: async (text: string): Promise<void> => {
		person.told.push(text);
	},
	withProgress: (_: unknown, work: (progress: unknown, token: unknown) => Promise<void>) => work({ report: () => undefined }, { onCancellationRequested: () => undefined }),
};

export const env = { language: "en", clipboard: { writeText: () => Promise.resolve() } };
