import * as vscode from "vscode";
import type { Entity } from "../../science/entity.ts";
import type { Located } from "../../science/recognition/located.ts";
import { tidyName } from "../../science/name.ts";
import { moleculeEntity } from "../../science/recognition/subject.ts";
import { entityKey } from "../../wording/questions.ts";
import { isNotebookEditor, type LastActive } from "../lastActive.ts";
import type { SourcedEntity } from "../parts.ts";
import type { SourceChemistry } from "./gathering.ts";

/** What documents hold, kept up to date while they are edited; given by the editor's room. */
export interface LocatedEntities {
	inLines(document: vscode.TextDocument, first: number, last: number, token: vscode.CancellationToken): Promise<readonly Located[]>;
	all(document: vscode.TextDocument, token: vscode.CancellationToken): AsyncGenerator<readonly Located[]>;
}

export interface EditorServices {
	readonly located: LocatedEntities;
	readonly lastActive: Pick<LastActive, "current">;
	readonly chemistry: SourceChemistry;
}

export type SuggestedEntity = SourcedEntity & { readonly label: string; readonly detail: string };

const MOST_SUGGESTED = 20;
/** Lines around the cursor that are looked at first. */
const NEAR = 300;
/** Nobody looks through more of a table for one molecule. */
const MOST_LOOKED_AT = 20_000;
/** Characters of a structure or sequence that are shown. */
const SHOWN = 60;

/** Something in the editor, and how far it is from the cursor: in cells, then in lines. */
interface Near {
	readonly located: Located;
	readonly cells: number;
	readonly lines: number;
	readonly place: string;
}

/** A document with the line to count from. */
interface Start {
	readonly document: vscode.TextDocument;
	readonly line: number;
	readonly cells: number;
	readonly placeOf: (line: number) => string;
}

/** Molecules and proteins of the editor or notebook that was used last whose name or text contains `query`, nearest to the cursor first. */
export async function entitiesInEditor(query: string, services: EditorServices, signal: AbortSignal): Promise<readonly SuggestedEntity[]> {
	const editor = services.lastActive.current;
	if (editor === undefined) {
		return [];
	}
	const wanted = query.trim().toLowerCase();
	const starts = isNotebookEditor(editor) ? cellsOf(editor) : [startOf(editor)];
	const near = await under(signal, async (token) => {
		const all: Near[] = [];
		for (const start of starts) {
			all.push(...(await nearIn(start, wanted, services.located, token)));
			signal.throwIfAborted();
		}
		return all;
	});
	near.sort((one, other) => one.cells - other.cells || one.lines - other.lines);
	return suggested(near, isNotebookEditor(editor) ? nameOf(editor.notebook.uri) : nameOf(editor.document.uri), services, signal);
}

function cellsOf({ notebook, selection }: vscode.NotebookEditor): readonly Start[] {
	const current = selection.start;
	const editor = vscode.window.activeTextEditor;
	return notebook.getCells().map(({ document, index }) => ({
		document,
		line: editor?.document === document ? editor.selection.active.line : 0,
		cells: Math.abs(index - current),
		placeOf: () => vscode.l10n.t("cell {0}", index + 1),
	}));
}

function startOf({ document, selection }: vscode.TextEditor): Start {
	return { document, line: selection.active.line, cells: 0, placeOf: (line) => vscode.l10n.t("line {0}", line + 1) };
}

/** The lines around the cursor; all of the document where they do not hold enough. */
async function nearIn({ document, line, cells, placeOf }: Start, wanted: string, located: LocatedEntities, token: vscode.CancellationToken): Promise<readonly Near[]> {
	const near = (one: Located): Near => ({ located: one, cells, lines: Math.abs(one.range.start.line - line), place: placeOf(one.range.start.line) });
	const around = (await located.inLines(document, Math.max(0, line - NEAR), line + NEAR, token)).filter((one) => isWanted(one, wanted));
	if (around.length >= 2 * MOST_SUGGESTED || document.lineCount <= NEAR) {
		return around.map(near);
	}
	const all: Near[] = [];
	let lookedAt = 0;
	for await (const portion of located.all(document, token)) {
		lookedAt += portion.length;
		all.push(...portion.filter((one) => isWanted(one, wanted)).map(near));
		if (lookedAt > MOST_LOOKED_AT) {
			break;
		}
	}
	return [...around.map(near), ...all];
}

function isWanted({ found, problem }: Located, wanted: string): boolean {
	const readable = problem === undefined && (found.kind === "protein" || (found.kind === "molecule" && found.notation !== "inchi"));
	const text = found.notation === "molfile" ? "" : found.text;
	return readable && (wanted === "" || (found.name ?? "").toLowerCase().includes(wanted) || text.toLowerCase().includes(wanted));
}

/** The nearest that RDKit accepts, each once. */
async function suggested(near: readonly Near[], file: string, { chemistry }: EditorServices, signal: AbortSignal): Promise<readonly SuggestedEntity[]> {
	const found = new Map<string, SuggestedEntity>();
	for (let at = 0; at < near.length && found.size < MOST_SUGGESTED; at += MOST_SUGGESTED) {
		const batch = near.slice(at, at + MOST_SUGGESTED);
		const refusals = await chemistry.checkAll(batch.map(({ located }) => (located.found.kind === "molecule" ? located.found.text : "C")), signal);
		signal.throwIfAborted();
		for (const { located, place } of batch.filter((_, index) => refusals[index] === undefined)) {
			const entity = await entityOf(located, chemistry, signal);
			const key = entity === undefined ? "" : entityKey(entity);
			if (entity !== undefined && !found.has(key) && found.size < MOST_SUGGESTED) {
				found.set(key, { entity, origin: `${file}, ${place}`, ...shown(entity, place) });
			}
		}
	}
	return [...found.values()];
}

async function entityOf({ found }: Located, chemistry: SourceChemistry, signal: AbortSignal): Promise<Entity | undefined> {
	if (found.kind === "protein") {
		return { kind: "protein", sequence: found.text, name: found.name };
	}
	try {
		return moleculeEntity(found, found.notation === "molfile" ? await chemistry.rewrite(found.text, "canonical", signal) : "");
	} catch {
		signal.throwIfAborted();
		return undefined;
	}
}

function shown(entity: Entity, place: string): { readonly label: string; readonly detail: string } {
	const text = entity.kind === "molecule" ? entity.smiles : entity.sequence;
	const short = text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
	return { label: entity.name ?? short, detail: entity.name === undefined ? place : `${place} · ${short}` };
}

function nameOf(uri: vscode.Uri): string {
	return tidyName(uri.path.slice(uri.path.lastIndexOf("/") + 1));
}

async function under<Result>(signal: AbortSignal, work: (token: vscode.CancellationToken) => Promise<Result>): Promise<Result> {
	const source = new vscode.CancellationTokenSource();
	const cancel = (): void => source.cancel();
	signal.addEventListener("abort", cancel);
	try {
		signal.throwIfAborted();
		return await work(source.token);
	} finally {
		signal.removeEventListener("abort", cancel);
		source.dispose();
	}
}
