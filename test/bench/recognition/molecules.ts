import initRDKitModule from "@rdkit/rdkit";
import type { MainModule } from "@rdkit/rdkit";
import path from "node:path";
import { filesUnder, textOf, thinned } from "./files.ts";

export interface MoleculeSet {
	readonly smiles: readonly string[];
	/** Distinct texts that were read, before thinning and RDKit. */
	readonly read: number;
	readonly refused: number;
	readonly files: number;
}

/** A title of a column, or of a property of an SDF record, that holds SMILES. Written here on its own, not taken from the recogniser. */
const TITLE = /smiles|^structure$|^molecule$|^smi$/i;
const TABLES = /\.(?:csv|tsv|zip|csv\.gz|txt\.gz)$/i;
const LISTS = /\.(?:smi|smi\.gz|cxsmi)$|smiles[^/]*\.txt$/i;
/** Longer than any molecule that RDKit can draw; its stack ends at some 800 atoms. */
const LONGEST = 2000;

/**
 * Every distinct SMILES of real files that RDKit accepts.
 *
 * @param perFile at most so many of each file, evenly
 */
export async function realMolecules(folders: readonly string[], wasmFile: string, perFile: number): Promise<MoleculeSet> {
	const distinct = new Set<string>();
	let read = 0;
	const files = folders.flatMap((folder) => filesUnder(folder, (file) => TABLES.test(file) || LISTS.test(file) || /\.sdf(?:\.gz)?$/i.test(file)));
	for (const { file } of files) {
		const all = [...new Set(smilesOf(file))];
		read += all.length;
		thinned(all, perFile).forEach((smiles) => distinct.add(smiles));
	}
	const accepts = await rdkitJudge(wasmFile);
	const smiles = [...distinct].filter((text) => text.length <= LONGEST && accepts(text));
	return { smiles, read, refused: distinct.size - smiles.length, files: files.length };
}

function smilesOf(file: string): string[] {
	const text = textOf(file);
	const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
	const cells = /\.sdf(?:\.gz)?$/i.test(file) ? properties(lines) : TABLES.test(file) ? columns(file, text) : lines.flatMap((line) => listed(line));
	return cells.map((cell) => cell.trim()).filter((cell) => cell !== "" && !/\s/.test(cell));
}

/** `SMILES name`, or `number SMILES` as in the RTECS list: whatever is no SMILES falls to RDKit. */
function listed(line: string): string[] {
	const [first = "", second = ""] = line.split(/[\s,]+/);
	return /^[\d-]+$|^TR\d/.test(first) ? [second] : [first];
}

function properties(lines: readonly string[]): string[] {
	return lines.flatMap((line, index) => (TITLE.test(/^> .*<([^>]+)>/.exec(line)?.[1] ?? "") ? [lines[index + 1] ?? ""] : []));
}

function columns(file: string, text: string): string[] {
	const mark = /\.(?:tsv|txt\.gz)$/i.test(file) ? "\t" : ",";
	const [header = [], ...rows] = table(text, mark);
	const wanted = header.flatMap((title, index) => (TITLE.test(title) ? [index] : []));
	return rows.flatMap((row) => wanted.map((index) => row[index] ?? ""));
}

/** RFC 4180, the simple way. */
function table(text: string, mark: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${mark}\\r\\n]*))(${mark}|\\r?\\n|\\r|$)`, "gy");
	for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
		row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
		if (match[3] !== mark) {
			rows.push(row);
			row = [];
		}
		if (cell.lastIndex >= text.length) {
			break;
		}
	}
	return rows;
}

/** RDKit itself, without our own grammar before it. */
async function rdkitJudge(wasmFile: string): Promise<(smiles: string) => boolean> {
	const start = (): Promise<MainModule> => initRDKitModule({ locateFile: () => path.resolve(wasmFile) });
	const rdkit = await start();
	rdkit.disable_logging();
	return (smiles) => {
		try {
			const molecule = rdkit.get_mol(smiles);
			const valid = molecule !== null && molecule.is_valid() && molecule.get_num_atoms() > 0;
			molecule?.delete();
			return valid;
		} catch {
			return false;
		}
	};
}
