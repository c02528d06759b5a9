/** Molecule panels in VS Code: the page runs under VS Code's own policy, and behaves as VS Code's previews do. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { MoleculePanels } from "../../src/preview/molecule/panels.ts";
import type { MoleculeDesk } from "../../src/preview/molecule/session.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { until } from "./documents.ts";
import { LoopWatch, NOISE } from "./loopWatch.ts";

const aspirin = { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O", name: "aspirin" } as const;
const caffeine = { kind: "molecule", smiles: "Cn1cnc2c1c(=O)n(C)c(=O)n2C", name: "caffeine" } as const;
const ethanol = { kind: "molecule", smiles: "CCO" } as const;

const moleculeTabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(MoleculePanels.viewType));
const labels = (): readonly string[] => moleculeTabs().map(({ label }) => label).sort();
/** A tab has a molecule's name only when its page has asked for it. */
const shows = async (...names: readonly string[]): Promise<true> => until(() => (labels().join() === [...names].sort().join() ? true : undefined), `panels with ${names.join(" and ")} (there are ${labels().join(", ")})`);

describe("molecule panels", () => {
	const extension = vscode.extensions.getExtension("biomedgpt.biomedgpt");
	const extensionUri = extension?.extensionUri ?? assert.fail("the extension is not installed");
	const chemistry = new ChemistryClient({ workerFile: vscode.Uri.joinPath(extensionUri, "dist", "chemistry-worker.js").fsPath, timeLimit: 30_000 });
	const desk: MoleculeDesk = {
		chemistry,
		conformers: { conformer: () => Promise.reject(new Error("not here")) },
		findSimilar: async function* () {},
		ask: async () => undefined,
		copy: async () => undefined,
		save: async () => undefined,
		openPlace: async () => undefined,
	};
	let panels = new MoleculePanels(desk, extensionUri);

	afterEach(async () => {
		await vscode.window.tabGroups.close([...moleculeTabs()]);
		panels.dispose();
		panels = new MoleculePanels(desk, extensionUri);
	});
	after(() => chemistry.dispose());

	it("open with the molecule's name, or with its formula, without holding up the window", async function () {
		this.retries(NOISE);
		const watch = new LoopWatch();
		panels.show(aspirin, "screen.py, line 9");
		await shows("aspirin");
		panels.show(ethanol, "");
		await shows("C₂H₆O");
		const longest = watch.stop();
		assert.ok(longest < 50, `the extension host computed ${longest.toFixed(0)} ms in one go`);
	});

	it("are one, which the next molecule takes over", async () => {
		panels.show(aspirin, "");
		await shows("aspirin");
		panels.show(caffeine, "");
		await shows("caffeine");
		panels.show(caffeine, "");
		assert.equal(moleculeTabs().length, 1);
	});

	it("come back after a reload with what their page has kept; one that is kept open stays", async () => {
		const view = { tab: "2d", smarts: "", numbers: false, rdkit: false };
		const restored = vscode.window.createWebviewPanel(MoleculePanels.viewType, "x", vscode.ViewColumn.One);
		await panels.deserializeWebviewPanel(restored, { smiles: aspirin.smiles, name: aspirin.name, origin: "", kept: true, view });
		await shows("aspirin");
		panels.show(caffeine, "");
		await shows("aspirin", "caffeine");
	});

	it("close after a reload where nothing was kept", async () => {
		const restored = vscode.window.createWebviewPanel(MoleculePanels.viewType, "x", vscode.ViewColumn.One);
		await panels.deserializeWebviewPanel(restored, { smiles: 3 });
		await until(() => (moleculeTabs().length === 0 ? true : undefined), "no panel");
	});
});
