/** A molecule panel is closed while it computes, or while a save dialog is open. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { WebviewPanel } from "vscode";
import { MoleculePanels } from "../../../src/preview/molecule/panels.ts";
import type { MoleculeDesk } from "../../../src/preview/molecule/session.ts";
import { realChemistry, type RealChemistry } from "../../support/chemistry.ts";

const shown = vi.hoisted((): string[] => []);
vi.mock("vscode", async () => ({
	...(await import("../chat/vscode.ts")),
	Uri: { joinPath: (base: URL, ...parts: readonly string[]) => new URL(`${base}/${parts.join("/")}`) },
	window: { showErrorMessage: async (message: string) => void shown.push(message) },
}));

let real: RealChemistry;
beforeAll(async () => {
	real = await realChemistry();
});
afterAll(() => real.dispose());

/** A panel of VS Code's: whoever touches it once it is closed gets an error. */
class ClosablePanel {
	readonly #closed: (() => void)[] = [];
	#isClosed = false;
	#receive: (message: unknown) => void = () => undefined;
	readonly #webview = {
		cspSource: "vscode",
		asWebviewUri: (uri: URL) => uri,
		onDidReceiveMessage: (listener: (message: unknown) => void) => (this.#receive = listener),
		postMessage: async () => this.#open(),
	};

	get webview(): object {
		this.#open();
		return this.#webview;
	}

	set title(_: string) {
		this.#open();
	}

	say(message: unknown): void {
		this.#receive(message);
	}

	onDidDispose(listener: () => void): void {
		this.#closed.push(listener);
	}

	close(): void {
		this.#isClosed = true;
		this.#closed.forEach((listener) => listener());
	}

	#open(): void {
		if (this.#isClosed) {
			throw new Error("Webview is disposed");
		}
	}
}

describe("a molecule panel that is closed", () => {
	it("leaves nothing that fails unseen; only that a file could not be written is still said", async () => {
		const unseen: unknown[] = [];
		const note = (error: unknown): void => void unseen.push(error);
		process.on("unhandledRejection", note);
		let dialog: ((error: Error) => void) | undefined;
		const desk: MoleculeDesk = {
			chemistry: real.chemistry,
			conformers: { conformer: () => Promise.reject(new Error("not here")) },
			findSimilar: async function* () {},
			ask: async () => undefined,
			copy: async () => undefined,
			save: async () => new Promise((_, refuse) => (dialog = refuse)),
			openPlace: async () => undefined,
		};
		const panels = new MoleculePanels(desk, new URL("file:///extension") as never);
		const panel = new ClosablePanel();
		const view = { tab: "2d", smarts: "", numbers: false, rdkit: false };
		await panels.deserializeWebviewPanel(panel as unknown as WebviewPanel, { smiles: "CCO", name: "ethanol", origin: "", kept: false, view });
		panel.say({ type: "export", format: "svg", content: "<svg/>" });
		panel.say({ type: "ready" });
		panel.say({ type: "match", id: 0, smarts: "[OH]" });
		panel.say({ type: "draw", id: 0, theme: "light", highlight: [] });
		panel.close();
		await real.chemistry.facts("CCCO"); // behind what was asked before
		expect(shown).toEqual([]);
		dialog?.(new Error("EACCES"));
		await vi.waitFor(() => expect(shown).toHaveLength(1), { timeout: 30_000 });
		await new Promise((resolve) => setTimeout(resolve, 20));
		process.off("unhandledRejection", note);
		expect(unseen).toEqual([]);
	});
});
