/** Whoever reads Chinese reads the facts in Chinese: no label, rule, term or unit of what is computed is left behind. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Fact } from "../../../src/science/molecule/facts.ts";
import { nucleotideFacts } from "../../../src/science/nucleotide/facts.ts";
import { proteinFacts } from "../../../src/science/protein/facts.ts";
import { factLines } from "../../../src/wording/facts.ts";
import { factInWords, inWords, verdictInWords } from "../../../src/wording/factWords.ts";
import { realChemistry, type RealChemistry } from "../../support/chemistry.ts";

const window = vi.hoisted((): { strings: Readonly<Record<string, string>> } => ({ strings: {} }));
vi.mock("vscode", () => ({ l10n: { t: (text: string) => window.strings[text] ?? text }, env: { language: "en" } }));

const chinese = JSON.parse(readFileSync("l10n/bundle.l10n.zh-cn.json", "utf8")) as Record<string, string>;
const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";
/** Fails every term of both rules: a long alkyl chain with eleven hydroxyl groups. */
const GLYCOLIPID = `${"C".repeat(45)}${"C(O)".repeat(11)}`;
/** Symbols that a Chinese chemist writes the same. */
const SAME = new Set(["logP", "DNA", "RNA", "g/mol", "Da", "Å²", "M⁻¹ cm⁻¹", "%", "nt"]);

let real: RealChemistry;
beforeAll(async () => {
	real = await realChemistry();
});
afterAll(() => real.dispose());
beforeEach(() => {
	window.strings = {};
});

/** The words of facts: labels, units, and the value where it is words. */
function wordsOf(facts: readonly Fact[]): string[] {
	return facts.flatMap(({ id, label, unit, value }) => [label, ...(unit === undefined ? [] : [unit]), ...(id === "type" ? [String(value)] : [])]);
}

const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text) || SAME.has(text);

describe("computed facts in a Chinese window", () => {
	it.each<[string, () => readonly Fact[]]>([
		["a protein", () => proteinFacts("MKWVTFISLLFLFSSAYSRGVFRRDAHK")],
		["a protein with selenocysteine and unknown residues", () => proteinFacts("MKUXBJ")],
		["DNA", () => nucleotideFacts("ATGGCCTTA")],
		["RNA with ambiguous letters", () => nucleotideFacts("AUGNNRY")],
		["what may be DNA or RNA", () => nucleotideFacts("GGCC")],
		["a sequence with T and U", () => nucleotideFacts("AUGT")],
	])("of %s are all told in Chinese", (_, compute) => {
		window.strings = chinese;
		const words = wordsOf(compute().map(factInWords));
		expect(words.length).toBeGreaterThan(3);
		expect(words.filter((word) => !isChinese(word))).toEqual([]);
	});

	it("of a molecule and its rules, also where every term fails, are all told in Chinese", async () => {
		const { facts, verdicts } = await real.chemistry.facts(GLYCOLIPID, new AbortController().signal);
		expect(verdicts.map(({ failing }) => failing.length)).toEqual([4, 2]);
		window.strings = chinese;
		const told = verdicts.map(verdictInWords);
		const words = [...wordsOf(facts.map(factInWords)), ...told.flatMap(({ rule, failing }) => [rule, ...failing.map((term) => term.replace(/ [\d.]+ > .*$/, ""))])];
		expect(words.filter((word) => !isChinese(word))).toEqual([]);
		expect(told[1]?.failing[0]).toMatch(/^可旋转键 \d+ > 10$/);
	});

	it("keep their numbers and methods, and English in an English window", async () => {
		const { facts, verdicts } = await real.chemistry.facts(ASPIRIN, new AbortController().signal);
		expect(facts.map(factInWords)).toEqual(facts);
		expect(verdicts.map(verdictInWords)).toEqual(verdicts);
		window.strings = chinese;
		expect(facts.map(factInWords).map(({ id, value, method }) => [id, value, method])).toEqual(facts.map(({ id, value, method }) => [id, value, method]));
		expect(factLines({ facts, verdicts }, true).map(({ label, value }) => `${label} ${value}`)).toEqual(expect.arrayContaining(["拓扑极性表面积 63.6 Å²", "氢键供体 1", "类药五规则 (Lipinski) 符合"]));
	});

	it("leave what they do not know as it is", () => {
		window.strings = chinese;
		expect(inWords("constructor")).toBe("constructor");
	});
});
