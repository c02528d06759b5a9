import assert from "node:assert/strict";
import * as vscode from "vscode";
import { open, positionOf, until } from "./documents.ts";

const TITLES = {
	canonical: "Canonicalise this SMILES",
	salt: "Strip the salt: keep the largest fragment",
	neutral: "Neutralise this SMILES",
	kekule: "Write with alternating single and double bonds (Kekulé)",
	addHydrogens: "Add explicit hydrogens",
	removeHydrogens: "Remove explicit hydrogens",
	invisible: "Remove the invisible characters",
	all: "Canonicalise every SMILES in this file",
};

async function actionsAt(document: vscode.TextDocument, at: vscode.Position | vscode.Range, kind?: string): Promise<vscode.CodeAction[]> {
	const range = at instanceof vscode.Position ? new vscode.Range(at, at) : at;
	const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, range, kind, 20);
	return actions.filter(({ title }) => Object.values(TITLES).includes(title) || /SMILES|look-alike/.test(title));
}

async function titlesAt(document: vscode.TextDocument, text: string): Promise<string[]> {
	return (await actionsAt(document, positionOf(document, text))).map(({ title }) => title);
}

async function apply(document: vscode.TextDocument, text: string, title: string): Promise<string> {
	const action = (await actionsAt(document, positionOf(document, text))).find((one) => one.title === title);
	assert.ok(action?.edit, `“${title}” is offered`);
	assert.ok(await vscode.workspace.applyEdit(action.edit));
	return document.getText();
}

describe("code actions", () => {
	it("strip the mesylate of imatinib", async () => {
		const imatinib = "Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1";
		const document = await open(`tablet = "${imatinib}.CS(=O)(=O)O"\n`, "python");
		assert.equal(await apply(document, imatinib, TITLES.salt), `tablet = "${imatinib}"\n`);
	});

	it("neutralise an acid, and leave a quaternary ammonium as it is", async () => {
		const document = await open('smiles = "CC(=O)[O-]"\nsmiles = "C[N+](C)(C)C"\n', "python");
		assert.equal((await apply(document, "CC(=O)[O-]", TITLES.neutral)).split("\n")[0], 'smiles = "CC(=O)O"');
		assert.ok(!(await titlesAt(document, "C[N+](C)(C)C")).includes(TITLES.neutral));
	});

	it("write Kekulé bonds and hydrogens and take them back", async () => {
		const document = await open('smiles = "c1ccccc1"\nsmiles = "CO"\nsmiles = "[H]OC([H])([H])[H]"\n', "python");
		assert.equal((await apply(document, "c1ccccc1", TITLES.kekule)).split("\n")[0], 'smiles = "C1=CC=CC=C1"');
		assert.equal((await apply(document, "[H]OC", TITLES.removeHydrogens)).split("\n")[2], 'smiles = "CO"');
		const hydrogens = await apply(document, '"CO"', TITLES.addHydrogens);
		assert.match(hydrogens.split("\n")[1] ?? "", /\[H\].*\[H\].*\[H\].*\[H\]/);
	});

	it("offer nothing that would change nothing", async () => {
		const document = await open('smiles = "CCO"\n', "python");
		assert.deepEqual(await titlesAt(document, "CCO"), [TITLES.addHydrogens, TITLES.all]);
	});

	it("offer nothing for a broken SMILES, because no fix would be honest", async () => {
		const document = await open('smiles = "CN1CCC(CC1)Oc2ccccc"\nsmiles = "CC(C)(C)(C)C"\n', "python");
		assert.deepEqual(await titlesAt(document, "CN1CCC"), []);
		assert.deepEqual((await titlesAt(document, "CC(C)(C)(C)C")).filter((title) => title !== TITLES.all), []);
	});

	it("keep the backslashes of a literal doubled", async () => {
		const document = await open('{ "smiles": "C(\\\\F)=C\\\\F" }\n', "json");
		const text = await apply(document, "C(\\\\F)", TITLES.canonical);
		const { smiles } = JSON.parse(text) as { smiles: string };
		assert.match(smiles, /^F[/\\]C=C[/\\]F$/);
		assert.equal(smiles.includes("\\"), text.includes("\\\\"));
	});

	it("remove a zero-width space, as a quick fix of its diagnostic and for the whole file", async () => {
		const document = await open('smiles = "CC(=O)\u200bOc1ccccc1"\nsmiles = "CC\u200bO"\n', "python");
		await until(() => (vscode.languages.getDiagnostics(document.uri).length === 2 ? true : undefined), "two diagnostics");
		const [fix] = (await actionsAt(document, new vscode.Position(0, 12))).filter(({ title }) => title === TITLES.invisible);
		assert.ok(fix?.isPreferred);
		assert.ok(vscode.CodeActionKind.QuickFix.contains(fix.kind ?? vscode.CodeActionKind.Empty));
		const [all] = await actionsAt(document, new vscode.Position(0, 0), "source.fixAll");
		assert.ok(all?.edit);
		assert.ok(await vscode.workspace.applyEdit(all.edit));
		assert.equal(document.getText(), 'smiles = "CC(=O)Oc1ccccc1"\nsmiles = "CCO"\n');
		await until(() => (vscode.languages.getDiagnostics(document.uri).length === 0 ? true : undefined), "their end");
	});

	it("put plain letters in place of Cyrillic ones and of a typographic minus, where that makes a molecule", async () => {
		const document = await open('smiles = "\u0421\u0421(=O)[O\u2212]"\nsmiles = "\u0421C(=O)O("\n', "python");
		await until(() => (vscode.languages.getDiagnostics(document.uri).length === 2 ? true : undefined), "two diagnostics");
		const fixes = await actionsAt(document, new vscode.Position(0, 12), vscode.CodeActionKind.QuickFix.value);
		assert.deepEqual(fixes.map(({ title, isPreferred }) => [title, isPreferred]), [["Replace look-alike characters with plain ones: CC(=O)[O-]", true]]);
		assert.ok(fixes[0]?.edit);
		assert.ok(await vscode.workspace.applyEdit(fixes[0].edit));
		assert.match(document.getText(), /^smiles = "CC\(=O\)\[O-\]"$/m);
		assert.deepEqual(await actionsAt(document, new vscode.Position(1, 12), vscode.CodeActionKind.QuickFix.value), [], "not where it would still be none");
	});

	it("mend 20,000 SMILES at once, say that there are more, and mend those too", async () => {
		const document = await open("CC\u200bO a\n".repeat(20_005), "smi");
		const fixAll = async (): Promise<vscode.CodeAction | undefined> => (await actionsAt(document, new vscode.Position(0, 0), "source.fixAll"))[0];
		const first = await fixAll();
		assert.equal(first?.title, "Remove invisible characters from the first 20,000 SMILES in this file that have any");
		assert.match(String(first.command?.arguments?.[0]), /run it once more/);
		assert.ok(first.edit && (await vscode.workspace.applyEdit(first.edit)));
		const second = await fixAll();
		assert.equal(second?.title, "Remove invisible characters from SMILES in this file");
		assert.ok(second.edit && (await vscode.workspace.applyEdit(second.edit)));
		assert.equal(document.getText(), "CCO a\n".repeat(20_005));
	});

	it("canonicalise a whole table, and one undo takes it back", async () => {
		const before = "name,smiles\nethanol,OCC\nbroken,C1CC\nacetic acid,OC(C)=O\nwater,O\n";
		const document = await open(before, "csv");
		await vscode.window.showTextDocument(document);
		const [action] = (await actionsAt(document, positionOf(document, "OC(C)=O"))).filter(({ title }) => title === TITLES.all);
		assert.ok(action?.command);
		await vscode.commands.executeCommand(action.command.command, ...((action.command.arguments ?? []) as unknown[]));
		assert.equal(document.getText(), "name,smiles\nethanol,CCO\nbroken,C1CC\nacetic acid,CC(=O)O\nwater,O\n");
		await vscode.commands.executeCommand("undo");
		assert.equal(document.getText(), before);
	});

	it("change all that is selected", async () => {
		const document = await open('smiles = ["OCC", "OC(C)=O"]\n', "python");
		const [action] = (await actionsAt(document, document.lineAt(0).range)).filter(({ title }) => title === "Canonicalise 2 SMILES");
		assert.ok(action?.edit);
		assert.ok(await vscode.workspace.applyEdit(action.edit));
		assert.equal(document.getText(), 'smiles = ["CCO", "CC(=O)O"]\n');
	});

	it("work in a notebook cell", async () => {
		const data = new vscode.NotebookData([new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'smiles <- "OCC"', "r")]);
		const notebook = await vscode.workspace.openNotebookDocument("jupyter-notebook", data);
		await vscode.window.showNotebookDocument(notebook);
		const [cell] = notebook.getCells();
		assert.ok(cell);
		assert.equal(await apply(cell.document, "OCC", TITLES.canonical), 'smiles <- "CCO"');
	});
});
