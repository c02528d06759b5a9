import { afterEach, beforeEach, expect, it, vi } from "vitest";

interface Document {
	version: number;
	readonly uri: { readonly scheme: string };
}

const host = vi.hoisted(() => ({ shown: [] as { document: unknown }[], show: undefined as unknown as (editors: unknown[]) => void, change: undefined as unknown as (event: unknown) => void }));

vi.mock("vscode", () => ({
	Disposable: { from: () => ({ dispose: () => undefined }) },
	window: {
		get visibleTextEditors() {
			return host.shown;
		},
		onDidChangeVisibleTextEditors: (listener: typeof host.show) => (host.show = listener),
	},
	workspace: { onDidChangeTextDocument: (listener: typeof host.change) => (host.change = listener) },
}));

const { UnaskedWatch } = await import("../../../src/editor/unasked.ts");
const cell: Document = { version: 1, uri: { scheme: "vscode-notebook-cell" } };
const log: Document = { version: 1, uri: { scheme: "file" } };
let asks: number;

beforeEach(() => {
	vi.useFakeTimers();
	asks = 0;
	host.shown = [{ document: cell }];
});
afterEach(() => {
	vi.useRealTimers();
});

it("asks again for what was shown before it looked, and stops when VS Code has asked", () => {
	const watch = new UnaskedWatch(() => asks++);
	vi.advanceTimersByTime(700);
	expect(asks).toBe(1);
	watch.asked(cell as never);
	vi.advanceTimersByTime(60_000);
	expect(asks).toBe(1);
	host.show([]);
	host.show([{ document: cell }]);
	vi.advanceTimersByTime(700);
	expect(asks).toBe(2);
	watch.dispose();
});

it("gives up what VS Code never asks about, and lets no busy neighbour keep a cell waiting", () => {
	const watch = new UnaskedWatch(() => asks++);
	host.show([{ document: cell }, { document: log }, { document: { version: 1, uri: { scheme: "output" } } }]);
	watch.asked(log as never);
	for (let time = 0; time < 60_000; time += 500) {
		log.version++;
		host.change({ document: log });
		watch.asked(log as never);
		vi.advanceTimersByTime(500);
	}
	expect(asks).toBe(3);
	watch.dispose();
});
