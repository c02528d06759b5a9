import { describe, expect, test } from "vitest";
import { recognise } from "../../../src/science/recognise.ts";
import type { LineSource } from "../../../src/science/recognition/entityIndex.ts";
import { EntityIndex } from "../../../src/science/recognition/entityIndex.ts";
import type { RecogniseContext } from "../../../src/science/recognition/formats.ts";
import { beginningOf } from "../../../src/science/recognition/formats.ts";
import type { Located } from "../../../src/science/recognition/located.ts";
import { Places } from "../../../src/science/recognition/located.ts";
import { randomNumbers } from "../../support/random.ts";

/** A document as an editor holds it: lines, and one edit after the other. */
class Editor implements LineSource {
	readonly index: EntityIndex;
	text: string;

	constructor(text: string, readonly context: RecogniseContext) {
		this.text = text;
		this.index = new EntityIndex(beginningOf(context), this.lineCount);
	}

	get lineCount(): number {
		return this.text.split("\n").length;
	}

	lines(first: number, last: number): string {
		const lines = this.text.split("\n");
		return lines.slice(first, last).join("\n") + (last < lines.length ? "\n" : "");
	}

	replace(start: number, end: number, text: string): void {
		const places = new Places(this.text);
		const [from, to] = [places.at(start).line, places.at(end).line];
		this.text = this.text.slice(0, start) + text + this.text.slice(end);
		this.index.edit(from, to - from + 1, text.split("\n").length);
	}

	found(first = 0, last = this.lineCount - 1): readonly Located[] {
		const steps = this.index.inLines(this, first, last);
		for (let step = steps.next(); ; step = steps.next()) {
			if (step.done === true) {
				return step.value ?? [];
			}
		}
	}

	/** What a scan of the whole text finds, the truth that the index must agree with. */
	fresh(): Located[] {
		const places = new Places(this.text);
		return recognise(this.text, this.context).map((found) => places.locate(found));
	}
}

const plain = (located: readonly Located[]): unknown[] => located.map(({ found, range, problem }) => [found.kind, found.text, found.name, found.cue, range, problem]);

const PYTHON = Array.from({ length: 400 }, (_, row) => [
	`# compound ${row}: CC(=O)Oc1ccccc1C(=O)O`, `smiles_${row} = ["CCO", "CCN",  # two`, `  "C${"C".repeat(row % 7)}Cl", 'C1CC']`, `names = {"smiles": "CCBr", "name": "NO", "value": ${row}}`,
	`text = """`, `> not a record`, `>P${row} x`, "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ", `"""`, `def f(x): return "no" if x else 'on'`, "",
].join("\n")).join("\n");
const CSV = `id,smiles,note\n${Array.from({ length: 3000 }, (_, row) => (row % 50 === 0 ? `${row},CCO,"two\nlines, ""quoted"""` : `${row},C${"C".repeat(row % 9)}(=O)O,x`)).join("\n")}\n`;
const FASTA = Array.from({ length: 600 }, (_, row) => `>P${row} protein\nMKTAYIAKQRQISFVKSHFS\nRQLEERLGLIEVQ${row % 30 === 0 ? "4" : ""}`).join("\n");
const SMI = Array.from({ length: 3000 }, (_, row) => `C${"C".repeat(row % 9)}O name${row}`).join("\n");
const MARKDOWN = Array.from({ length: 500 }, (_, row) => `Compound ${row} is CC(=O)Oc1ccccc1C(=O)O; SMILES: CCO.\n\n| smiles | name |\n|---|---|\n| CCO | ethanol |\n| CCN | b |\n\n>P1\nMKTAYIAKQRQISFVKSHFS\n`).join("\n");
const YAML = Array.from({ length: 1500 }, (_, row) => `m${row}:\n  smiles: CCO\n  ligands:\n    - CCN\n  note: CO`).join("\n");
const SDF = Array.from({ length: 300 }, (_, row) => `m${row}\n  x\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END\n> <SMILES>\nC\n\n$$$$`).join("\n");
const DOCUMENTS: readonly (readonly [string, string, string])[] = [
	["a Python script", "python", PYTHON], ["a CSV file", "a.csv", CSV], ["a FASTA file", "a.fasta", FASTA], ["a SMILES file", "a.smi", SMI], ["Markdown", "markdown", MARKDOWN], ["YAML", "yaml", YAML], ["an SDF file", "a.sdf", SDF],
];

describe("the index of a document agrees with a scan of the whole", () => {
	test.each(DOCUMENTS)("%s, while it is edited", (_, language, text) => {
		const editor = new Editor(text, language.includes(".") ? { languageId: "plaintext", fileName: language } : { languageId: language, fileName: "" });
		expect(plain(editor.found())).toEqual(plain(editor.fresh()));
		expect(editor.found().length).toBeGreaterThan(250);
		const random = randomNumbers(7);
		const pieces = ["C", '"', "'", "\n", '"""\n', "CCO\n", "smiles", ">", ">X\nMKTAYIAKQRQISFVK\n", "#", "/*", "[", "]", "$$$$\n", ",", "|\n", "a: b\n", "```python\n", "\n```\n", "*/", "`", "", "", ""];
		for (let round = 0; round < 120; round++) {
			const start = Math.floor(random() * editor.text.length);
			const end = Math.min(editor.text.length, start + Math.floor(random() ** 6 * 5000));
			editor.replace(start, end, pieces[Math.floor(random() * pieces.length)] ?? "");
			if (round % 3 === 0) {
				const first = Math.floor(random() * editor.lineCount);
				const last = first + 40;
				expect(plain(editor.found(first, last)), `round ${round}`).toEqual(plain(editor.fresh().filter(({ range }) => range.start.line <= last && range.end.line >= first)));
			}
		}
		expect(plain(editor.found())).toEqual(plain(editor.fresh()));
	});

	test.each([["markdown", "```python\n", "\n```\n"], ["javascript", "/*\n", "\n*/\n"], ["python", 'x = """\n', '\n"""\n'], ["csv", '"', '"'] ])("%s: %j is opened at the top and closed far below", (languageId, opening, closing) => {
		const body = languageId === "csv" ? CSV : languageId === "markdown" ? 'Text. smiles = "CCO"\n'.repeat(2000) : 'smiles = "CCO"; x = "C1CC"\n'.repeat(2000);
		const editor = new Editor(body, { languageId, fileName: "" });
		editor.found();
		const line = (at: number): number => editor.text.indexOf("\n", at) + 1;
		editor.replace(line(200), line(200), opening);
		expect(plain(editor.found())).toEqual(plain(editor.fresh()));
		editor.replace(line(30_000), line(30_000), closing);
		expect(plain(editor.found())).toEqual(plain(editor.fresh()));
	});

	test("a keystroke reads some kilobytes again, not the document", () => {
		const editor = new Editor(CSV.repeat(8), { languageId: "csv", fileName: "a.csv" });
		editor.found();
		let read = 0;
		const counting: LineSource = { lineCount: editor.lineCount, lines: (first, last) => {
			const text = editor.lines(first, last);
			read += text.length;
			return text;
		} };
		editor.replace(300_000, 300_000, "C");
		const { line } = new Places(editor.text).at(300_000);
		for (const steps = editor.index.inLines(counting, line, line + 60); steps.next().done !== true; ) {
			// Until these lines are read again.
		}
		expect(editor.text.length).toBeGreaterThan(400_000);
		expect(read).toBeLessThan(60_000);
	});
});

test("what is opened at the top of a megabyte and never closed is read a few times, not once for every piece", () => {
	const editor = new Editor("const a = 'CC(=O)Oc1ccccc1C(=O)O';\n".repeat(30_000), { languageId: "javascript", fileName: "" });
	editor.found();
	editor.replace(0, 0, "/*");
	const { index } = editor;
	const lines = editor.text.split("\n");
	let read = 0;
	const counting: LineSource = {
		lineCount: lines.length,
		lines: (first, last) => {
			const text = lines.slice(first, last).join("\n");
			read += text.length;
			return text + (last < lines.length ? "\n" : "");
		},
	};
	for (const step of index.inLines(counting, 0, 50)) {
		expect(step).toBeUndefined();
	}
	expect(read).toBeLessThan(5 * editor.text.length);
});
