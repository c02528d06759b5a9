/** What VS Code gives to a notebook renderer, as far as this one uses it (`vscode-notebook-renderer`; there are no types of it in VS Code's own package). */
export interface RendererContext {
	/** Both are there where the notebook's editor lets renderers talk to their extension. */
	readonly postMessage?: ((message: unknown) => void) | undefined;
	readonly onDidReceiveMessage?: ((listener: (message: unknown) => void) => { dispose(): void }) | undefined;
}

export interface OutputItem {
	readonly id: string;
	readonly mime: string;
	/** UTF-8, decoded. */
	text(): string;
}

export interface RendererApi {
	renderOutputItem(item: OutputItem, element: HTMLElement, signal?: AbortSignal): void;
	/** Without an id: all of them. */
	disposeOutputItem(id?: string): void;
}
