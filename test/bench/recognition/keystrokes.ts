/** How long the index of a document takes to be right again after a keystroke. */
import type { LineSource } from "../../../src/science/recognition/entityIndex.ts";
import { EntityIndex } from "../../../src/science/recognition/entityIndex.ts";
import { beginningOf } from "../../../src/science/recognition/formats.ts";
import { percentile, type Figure } from "../figures.ts";

const KEYSTROKES = 300;
/** Lines of a screen. */
const SEEN = 60;

class Lines implements LineSource {
	constructor(private readonly all: string[]) {}

	get lineCount(): number {
		return this.all.length;
	}

	lines(first: number, last: number): string {
		return this.all.slice(first, last).join("\n") + (last < this.all.length ? "\n" : "");
	}

	type(line: number, character: number, text: string): void {
		const old = this.all[line] ?? "";
		this.all[line] = old.slice(0, character) + text + old.slice(character);
	}
}

export function keystrokeFigures(smiles: readonly string[], proteins: readonly string[]): Figure[] {
	const csv = `name,smiles\n${fill(10e6, (row) => `cpd${row},${smiles[row % smiles.length]}\n`)}`;
	const python = fill(1e6, (row) => `def step_${row}(value):\n    """Adds ${row}."""\n    smiles = ["CCO", "${smiles[row % smiles.length]?.replaceAll("\\", "\\\\")}"]  # as in the paper\n    return {"value": value + ${row}, "unit": 'mg', "rows": [1, 2, 3]}\n`);
	const fasta = fill(10e6, (row) => `>P${row}\n${(proteins[row % proteins.length] ?? "MKTAYIAKQR").replace(/(.{60})/g, "$1\n")}\n`);
	return [
		measure("1 MB of Python", python, "python", "a.py"),
		measure("10 MB CSV of SMILES", csv, "csv", "a.csv"),
		measure("10 MB FASTA", fasta, "fasta", "a.fasta"),
	];
}

function measure(what: string, text: string, languageId: string, fileName: string): Figure {
	const lines = new Lines(text.split("\n"));
	const index = new EntityIndex(beginningOf({ languageId, fileName }), lines.lineCount);
	const read = (first: number, last: number): void => {
		for (const steps = index.inLines(lines, first, last); steps.next().done !== true; ) {
			// A host would let other work in between.
		}
	};
	read(0, lines.lineCount - 1);
	const times: number[] = [];
	for (let stroke = 0; stroke < KEYSTROKES; stroke++) {
		const line = Math.floor(((stroke * 7919) % KEYSTROKES) * (lines.lineCount / KEYSTROKES));
		read(Math.max(0, line - SEEN / 2), line + SEEN / 2);
		lines.type(line, Math.min(5, stroke % 9), "C");
		const started = performance.now();
		index.edit(line, 1, 1);
		read(Math.max(0, line - SEEN / 2), line + SEEN / 2);
		times.push(performance.now() - started);
	}
	const p95 = percentile(times, 95);
	return { name: `keystroke, recognition of what is on the screen, ${what}, p95`, value: p95, unit: "ms", goal: "≤ 5", met: p95 <= 5 };
}

function fill(characters: number, line: (row: number) => string): string {
	const pieces: string[] = [];
	for (let row = 0, length = 0; length < characters; row++) {
		const piece = line(row);
		pieces.push(piece);
		length += piece.length;
	}
	return pieces.join("");
}
