import { readFileSync } from "node:fs";
import path from "node:path";
import { cellsOf } from "../../../src/science/files/notebook.ts";
import { languageIdOf } from "../../../src/science/files/languages.ts";
import { evenly, filesUnder } from "./files.ts";
import { ABOUT_CHEMISTRY } from "./corpora.ts";
import { foundIn } from "./scan.ts";

export interface Speed {
	readonly what: string;
	readonly megabytes: number;
	/** The best of three runs: the others measure the machine. */
	readonly perSecond: number;
	readonly found: number;
}

interface Text {
	readonly text: string;
	readonly languageId: string;
	readonly fileName: string;
}

const RUNS = 3;
const MEGABYTES = 12e6;

/** Recognition alone, texts in memory, RDKit left out. */
export function speeds(root: string, smiles: readonly string[], proteins: readonly string[]): Speed[] {
	const modules = path.join(root, "node_modules");
	return [
		speed("code: JavaScript, TypeScript", filesOf([modules], /\.(?:[cm]?js|[cm]?ts)$/)),
		speed("code: Python", filesOf(["/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"].map((folder) => folder), /\.py$/)),
		speed("code: C headers", filesOf(["/usr/include"], /\.h$/)),
		speed("JSON", filesOf([modules], /\.json$/)),
		speed("Markdown", filesOf([modules], /\.md$/)),
		speed("notebooks, cells read from JSON", notebooks(filesOf(["/usr/lib", "/usr/local/lib"], /\.py$/))),
		speed("CSV of SMILES", [{ text: filled("smiles,name,pIC50\n", smiles, (one, index) => `${one},CHEMBL${index},6.1\n`), languageId: "csv", fileName: "a.csv" }]),
		speed("SMILES file", [{ text: filled("", smiles, (one, index) => `${one} CHEMBL${index}\n`), languageId: "smiles", fileName: "a.smi" }]),
		speed("FASTA", [{ text: filled("", proteins, (one, index) => `>sp|P${index}|X\n${one.replace(/.{60}/g, "$&\n").trimEnd()}\n`), languageId: "fasta", fileName: "a.fasta" }]),
	].filter(({ megabytes }) => megabytes > 0);
}

function speed(what: string, texts: readonly Text[] | (() => readonly Text[])[]): Speed {
	const load = texts.map((one) => (typeof one === "function" ? one : () => [one]));
	const bytes = load.reduce((sum, one) => sum + one().reduce((all, { text }) => all + Buffer.byteLength(text), 0), 0);
	let best = Number.POSITIVE_INFINITY;
	let found = 0;
	for (let run = 0; run < RUNS; run++) {
		const since = performance.now();
		found = 0;
		for (const one of load) {
			for (const piece of one()) {
				found += foundIn(piece.text, piece).length;
			}
		}
		best = Math.min(best, performance.now() - since);
	}
	return { what, megabytes: bytes / 1e6, perSecond: bytes / 1e3 / best, found };
}

function filesOf(folders: readonly string[], wanted: RegExp): Text[] {
	const all = folders.flatMap((folder) => filesUnder(folder, (file) => wanted.test(file) && !ABOUT_CHEMISTRY.test(file)));
	return evenly(all.filter(({ bytes }) => bytes < 4e6), MEGABYTES).map(({ file }) => ({ text: readFileSync(file, "utf8"), languageId: languageIdOf(file), fileName: path.basename(file) }));
}

/** Python files as notebooks of one cell for each part; reading their JSON is in the time. */
function notebooks(files: readonly Text[]): (() => readonly Text[])[] {
	return files.map(({ text }) => {
		const cells = text.split(/\n\s*\n(?=\S)/).map((source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: source.split(/(?<=\n)/) }));
		const json = JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: "python" } }, cells }, undefined, 1);
		return () => cellsOf(json);
	});
}

function filled(head: string, items: readonly string[], line: (item: string, index: number) => string): string {
	if (items.length === 0) {
		return "";
	}
	const parts = [head];
	for (let length = 0, index = 0; length < MEGABYTES; index++) {
		const one = line(items[index % items.length] ?? "", index);
		length += one.length;
		parts.push(one);
	}
	return parts.join("");
}
