/** What the cell status needs of `vscode`, in English. For `vi.mock("vscode", () => import("./vscode.ts"))`. */
export const l10n = {
	t: (template: string, ...values: readonly (string | number)[]): string => template.replace(/\{(\d+)\}/gu, (place, index: string) => String(values[Number(index)] ?? place)),
};

export const settings = new Map<string, unknown>();

export class EventEmitter {
	readonly event = (): { dispose(): void } => ({ dispose: () => undefined });
	fire(): void {}
	dispose(): void {}
}

export const workspace = {
	getConfiguration: (section: string) => ({ get: (key: string, otherwise: unknown) => settings.get(`${section}.${key}`) ?? otherwise }),
	onDidChangeConfiguration: () => ({ dispose: () => undefined }),
};

export enum NotebookCellStatusBarAlignment {
	Left = 1,
	Right = 2,
}

export class NotebookCellStatusBarItem {
	command: unknown;
	tooltip: string | undefined;
	constructor(
		readonly text: string,
		readonly alignment: NotebookCellStatusBarAlignment,
	) {}
}

export const Disposable = { from: () => ({ dispose: () => undefined }) };

interface Provider {
	provideCellStatusBarItems(cell: unknown, token: unknown): Promise<NotebookCellStatusBarItem[]>;
}

export const registered: { readonly type: string; readonly provider: Provider }[] = [];
export const notebooks = {
	registerNotebookCellStatusBarItemProvider(type: string, provider: Provider) {
		registered.push({ type, provider });
		return { dispose: () => undefined };
	},
};
