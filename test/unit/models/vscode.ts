/** What the face of models needs of `vscode` outside of a window, in English. For `vi.mock("vscode", () => import("./vscode.ts"))`. */
export { env, l10n } from "../chat/vscode.ts";
export { EventEmitter } from "../annotating/vscode.ts";

export class MarkdownString {
	constructor(readonly value: string) {}
}
export class ThemeColor {
	constructor(readonly id: string) {}
}
export class ThemeIcon {
	constructor(readonly id: string) {}
}
export const StatusBarAlignment = { Left: 1, Right: 2 };

/** A status bar item as a window would show it. */
export interface ShownItem {
	text: string;
	tooltip: MarkdownString | undefined;
	visible: boolean;
	command: { readonly command: string } | undefined;
	backgroundColor: ThemeColor | undefined;
}
export const items: ShownItem[] = [];
/** Settings below `biomedgpt.`. */
export const settings: Record<string, unknown> = {};

export const window = {
	createStatusBarItem: (): ShownItem & { show(): void; dispose(): void } => {
		const item = { text: "", tooltip: undefined, visible: false, command: undefined, backgroundColor: undefined, show: () => void (item.visible = true), dispose: () => void items.splice(items.indexOf(item), 1) };
		items.push(item);
		return item;
	},
};
export const workspace = { getConfiguration: () => ({ get: (name: string): unknown => settings[name] }), onDidChangeConfiguration: () => ({ dispose: () => undefined }) };
