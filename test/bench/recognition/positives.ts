import type { Found } from "../../../src/science/recognition/found.ts";
import { foundIn } from "./scan.ts";
import type { Template } from "./templates.ts";
import { TEMPLATES, written } from "./templates.ts";

export interface Recall {
	readonly template: Template;
	readonly asked: number;
	readonly found: number;
	readonly misses: readonly Miss[];
}

export interface Miss {
	readonly smiles: string;
	/** What happened instead, in few words that group. */
	readonly cause: string;
}

/** Molecules of one document: many enough to be quick, few enough to be a file that a person might have. */
const PER_DOCUMENT = 200;

/** Writes every SMILES down in every way, and looks whether it is found: the same text, and exactly where it stands. */
export function recallOf(smiles: readonly string[], templates = TEMPLATES): Recall[] {
	return templates.map((template) => {
		const asked = template.only === undefined ? smiles : smiles.filter(template.only);
		const misses: Miss[] = [];
		for (let at = 0; at < asked.length; at += PER_DOCUMENT) {
			misses.push(...missesIn(template, asked.slice(at, at + PER_DOCUMENT)));
		}
		return { template, asked: asked.length, found: asked.length - misses.length, misses };
	});
}

interface Placed {
	readonly smiles: string;
	readonly start: number;
	readonly end: number;
}

function missesIn(template: Template, smiles: readonly string[]): Miss[] {
	const { text, placed } = documentOf(template, smiles);
	const found = foundIn(text, template);
	const byStart = new Map(found.map((one) => [one.start, one]));
	const failed = new Map<string, Miss>();
	for (const expected of placed) {
		const cause = causeOf(expected, byStart.get(expected.start), found);
		if (cause !== undefined) {
			failed.set(expected.smiles, { smiles: expected.smiles, cause });
		}
	}
	return [...failed.values()];
}

export function documentOf(template: Template, smiles: readonly string[]): { readonly text: string; readonly placed: readonly Placed[] } {
	const placed: Placed[] = [];
	let text = template.head === undefined ? "" : `${template.head}\n`;
	for (const [index, one] of smiles.entries()) {
		const form = written(one, template.escape);
		const quotes = form.startsWith('"') ? 1 : 0;
		const [first = "", ...rest] = template.line.replaceAll("{i}", String(index + 1)).split("{S}");
		text += first;
		for (const piece of rest) {
			placed.push({ smiles: one, start: text.length + quotes, end: text.length + form.length - quotes });
			text += form + piece;
		}
		text += "\n";
	}
	return { text: text + (template.tail === undefined ? "" : `${template.tail}\n`), placed };
}

function causeOf(expected: Placed, at: Found | undefined, all: readonly Found[]): string | undefined {
	const one = at ?? all.find(({ start, end }) => start < expected.end && end > expected.start);
	if (one === undefined) {
		return "not found";
	}
	if (one.start !== expected.start || one.end !== expected.end) {
		return one.start <= expected.start && one.end >= expected.end ? "range too wide" : "range too narrow or shifted";
	}
	if (one.kind !== "molecule") {
		return `taken for a ${one.kind}`;
	}
	if (one.text !== expected.smiles) {
		return "another text";
	}
	return one.problem === undefined ? undefined : `refused: ${one.problem.message.replace(/[“\d].*/, "…")}`;
}
