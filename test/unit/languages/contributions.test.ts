import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseRawGrammar, INITIAL, type IRawTheme } from "vscode-textmate";
import { describe, expect, test } from "vitest";
import { SECTION_READERS } from "../../../src/science/files/sectionReaders.ts";
import { contributes, grammarOf, ROOT, textmate } from "./grammars.ts";

const languages = contributes.languages.map(({ id }) => id);

describe("what the manifest contributes", () => {
	test("each language has a grammar, a configuration, and a reader for outline and folding", () => {
		expect(contributes.grammars.map(({ language }) => language)).toEqual(languages);
		expect(Object.keys(SECTION_READERS).sort()).toEqual([...languages].sort());
		for (const { id, configuration } of contributes.languages) {
			expect(Object.keys(JSON.parse(readFileSync(path.join(ROOT, configuration), "utf8")) as object), id).toContain("brackets");
		}
		for (const { scopeName, path: file } of contributes.grammars) {
			expect(parseRawGrammar(readFileSync(path.join(ROOT, file), "utf8"), file).scopeName).toBe(scopeName);
		}
	});

	test("no ending belongs to two languages, and all that scientists use are there", () => {
		const endings = contributes.languages.flatMap(({ extensions }) => extensions);
		expect(new Set(endings).size).toBe(endings.length);
		expect(endings).toEqual(expect.arrayContaining([".smi", ".smiles", ".cxsmiles", ".sdf", ".mol", ".mol2", ".fasta", ".fa", ".faa", ".fna", ".pdb", ".ent", ".cif"]));
	});

	test.each([
		["pdb", "HEADER    VIRAL PROTEIN                           27-MAR-98   1A8O              "],
		["mmcif", "data_1A8O"],
		["mol2", "@<TRIPOS>MOLECULE"],
	])("a file without an ending is known as %s by its first line", (id, line) => {
		const known = contributes.languages.filter(({ firstLine }) => firstLine !== undefined && new RegExp(firstLine).test(line));
		expect(known.map((language) => language.id)).toEqual([id]);
	});
});

describe("long lines", () => {
	const hostile: Readonly<Record<string, readonly string[]>> = {
		fasta: ["ACGT", "MKTAYIAKQR", "|", "A ", "["],
		smiles: ["C(", "[", "|", "1", "c1ccccc1.", "$", "smi"],
		sdf: ["1", ".", "1.5 ", " ", "<", "M  V30 "],
		molfile: ["1", ".", "1.5 "],
		mol2: ["1 ", "A", " ", "1.0 "],
		pdb: ["ALA ", "A", "1", "."],
		mmcif: ["' ", "'a", "\"", "1", "_a.", "ATOM 1 N . ALA -1.5 ? "],
	};
	const starts: Readonly<Record<string, readonly string[]>> = {
		fasta: [">", "", ">sp|"],
		smiles: ["", "C |", "# "],
		sdf: ["", "> <", "M  V30 1 C ", "  1"],
		molfile: ["", "M  V30 1 C "],
		mol2: ["", "1 C1 "],
		pdb: ["SEQRES", "HELIX ", "ATOM  ", "HEADER", ""],
		mmcif: ["", "'", "_a "],
	};
	/** Behind these lines the grammar is in the state where the long line is looked at. */
	const before: Readonly<Record<string, string>> = { fasta: ">a\n", sdf: "a\n\n\n", molfile: "a\n\n\n", mol2: "@<TRIPOS>ATOM\n", mmcif: "loop_\n" };

	test.each(languages)("take time in proportion to their length in %s", async (language) => {
		const grammar = await grammarOf(language);
		let state = INITIAL;
		for (const line of (before[language] ?? "").split("\n").slice(0, -1)) {
			state = grammar.tokenizeLine(line, state).ruleStack;
		}
		for (const start of starts[language] ?? []) {
			for (const unit of hostile[language] ?? []) {
				const milliseconds = (length: number): number => {
					// Only where a repetition ends in something else does a pattern try again.
					const line = `${start}${unit.repeat(length / unit.length)}~`;
					const began = performance.now();
					grammar.tokenizeLine2(line, state);
					return performance.now() - began;
				};
				// Long enough for a pattern that tries again and again, too short for the engine to give up on it.
				expect(milliseconds(3000), `${start}${unit}…`).toBeLessThan(400);
				// Six times the length: quadratic time would be 36 times as long. The rest is for a busy machine.
				expect(milliseconds(60_000), `${start}${unit}…`).toBeLessThan(12 * milliseconds(10_000) + 1000);
			}
		}
	});
});

/** VS Code's own themes, where its host is installed. */
const THEMES = path.join(process.env["VSCODE_HOST_ROOT"] ?? path.join(ROOT, ".vscode-host/host"), "node_modules/code-server/lib/vscode/extensions/theme-defaults/themes");
const themeTest = test.skipIf(!existsSync(THEMES));

interface ThemeFile {
	readonly include?: string;
	readonly tokenColors?: IRawTheme["settings"];
}

function theme(name: string): IRawTheme["settings"] {
	const { include, tokenColors = [] } = JSON.parse(readFileSync(path.join(THEMES, name), "utf8")) as ThemeFile;
	return [...(include === undefined ? [] : theme(include)), ...tokenColors];
}

describe("colours", () => {
	themeTest.for(["2026-dark.json", "2026-light.json", "dark_modern.json", "light_modern.json", "hc_black.json", "hc_light.json"])("tell classes of residues, bases and elements apart in %s (skipped without VS Code's host)", async (name) => {
		const settings = [{ settings: { foreground: "#777777", background: "#000000" } }, ...theme(name)];
		const registry = textmate({ name, settings });
		const colours = async (language: string, text: string): Promise<string[]> => {
			const grammar = await grammarOf(language, registry);
			let state = INITIAL;
			let tokens: Uint32Array<ArrayBufferLike> = new Uint32Array();
			for (const line of text.split("\n")) {
				({ tokens, ruleStack: state } = grammar.tokenizeLine2(line, state));
			}
			// Every second number is metadata, bits 15 to 23 of which are the foreground.
			return Array.from({ length: tokens.length / 2 }, (_, index) => registry.getColorMap()[((tokens[2 * index + 1] ?? 0) >>> 15) & 0x1ff] ?? "");
		};
		for (const [language, text, classes] of [
			["fasta", ">a\nLFKDSGC", 7],
			["fasta", ">a\nGATTACAGATTACA\nACGT", 4],
			["smiles", "CNOSF", 5],
		] as const) {
			const found = await colours(language, text);
			expect(found).toHaveLength(classes);
			expect(new Set(found).size, `${text}: ${found.join(" ")}`).toBe(classes);
		}
	});
});
