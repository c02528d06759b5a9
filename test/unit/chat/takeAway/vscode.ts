/** What exporting needs of `vscode`: a person who chooses a file, and a disk. For `vi.mock("vscode", () => import("./vscode.ts"))`. */
export { env, l10n } from "../vscode.ts";

export class Uri {
	constructor(readonly path: string) {}
	static file(path: string): Uri {
		return new Uri(path);
	}
	static joinPath(base: Uri, name: string): Uri {
		return new Uri(`${base.path}/${name}`);
	}
}

/** What the person does, and what came of it. */
export const person: { chooses: string | undefined; offered: string } = { chooses: undefined, offered: "" };
export const disk: { readonly files: Map<string, string>; full: boolean } = { files: new Map(), full: false };

export const ProgressLocation = { Notification: 15 };
export const window = {
	progress: 0,
	showSaveDialog: async ({ defaultUri }: { readonly defaultUri: Uri }) => {
		person.offered = defaultUri.path;
		return person.chooses === undefined ? undefined : new Uri(person.chooses);
	},
	withProgress: async <Result>(_: unknown, work: (progress: unknown, token: unknown) => Promise<Result>) => {
		window.progress++;
		return work({}, { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) });
	},
};
export const workspace = {
	workspaceFolders: [{ uri: new Uri("/project") }],
	fs: {
		writeFile: async ({ path }: Uri, bytes: Uint8Array) => {
			if (disk.full) {
				throw new Error("ENOSPC");
			}
			disk.files.set(path, new TextDecoder().decode(bytes));
		},
	},
};
