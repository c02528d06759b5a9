/** What an editor of one file needs of `vscode`: the file, which changes and goes, and is watched. */
import { EventEmitter } from "./vscodeFiles.ts";

export * from "./vscodeFiles.ts";

export class FileSystemError extends Error {
	constructor(readonly code: string) {
		super(code);
	}
}

/** The file; undefined where it has been deleted. */
export const watched: { bytes: Uint8Array | undefined; watchers: number } = { bytes: undefined, watchers: 0 };
/** Fires as VS Code does when a file is written. */
export const written = new EventEmitter<void>();

async function bytes(): Promise<Uint8Array> {
	if (watched.bytes === undefined) {
		throw new FileSystemError("FileNotFound");
	}
	return Uint8Array.from(watched.bytes);
}

/** Fires as VS Code does when nobody looks at a text any more. */
export const closed = new EventEmitter<{ readonly uri: { toString(): string } }>();

export const Disposable = { from: (...all: readonly { dispose(): void }[]) => ({ dispose: () => all.forEach((each) => each.dispose()) }) };

export const workspace = {
	onDidCloseTextDocument: closed.event,
	createFileSystemWatcher: () => (watched.watchers += 1, { onDidChange: written.event, onDidCreate: () => undefined, onDidDelete: () => undefined, dispose: () => void (watched.watchers -= 1) }),
	fs: { stat: async () => ({ size: (await bytes()).length }), readFile: bytes },
};
