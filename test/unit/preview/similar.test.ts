/** A chemist has aspirin before her and asks what in the project is like it. */
import { beforeAll, describe, expect, test } from "vitest";
import { LEAST_SIMILAR, MOST_SIMILAR, similarMolecules, type SearchedFile, type SimilarMolecule, type SimilarProgress, type SimilarQuestion } from "../../../src/preview/similar.ts";
import type { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { locatedIn } from "../../../src/science/files/fileText.ts";
import { languageIdOf } from "../../../src/science/files/languages.ts";
import { realChemistry } from "../../support/chemistry.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";
const SALICYLIC_ACID = "O=C(O)c1ccccc1O";
const CAFFEINE = "Cn1cnc2c1c(=O)n(C)c(=O)n2C";

let chemistry: ChemistryClient;
beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

function file(name: string, text: string): SearchedFile {
	return {
		uri: `file:///project/${name}`,
		async *located() {
			for await (const found of locatedIn({ context: { languageId: languageIdOf(name), fileName: name }, text: { whole: text, firstLine: 0 } })) {
				yield { found, label: ({ range }) => `${name}, line ${range.start.line + 1}` };
			}
		},
	};
}

type Given = SearchedFile | { readonly limit: "files" | "size" };

interface Searched {
	readonly lists: readonly (readonly SimilarMolecule[])[];
	readonly last: readonly SimilarMolecule[];
	readonly progress: SimilarProgress | undefined;
}

async function search(files: readonly Given[], given: Partial<SimilarQuestion> = {}): Promise<Searched> {
	const lists: (readonly SimilarMolecule[])[] = [];
	let progress: SimilarProgress | undefined;
	const all = async function* (): AsyncGenerator<Given> {
		yield* files;
	};
	for await (const list of similarMolecules({ chemistry, smiles: ASPIRIN, files: all(), signal: new AbortController().signal, onProgress: (now) => (progress = now), ...given })) {
		lists.push(list);
	}
	return { lists, last: lists.at(-1) ?? [], progress };
}

/** Salicylic acid with its hydrogens drawn, as some programs write an SDF. */
async function recordWithHydrogens(name: string): Promise<string> {
	const block = await chemistry.molBlock(await chemistry.rewrite(SALICYLIC_ACID, "add-hydrogens"));
	return `${name}${block.slice(block.indexOf("\n"))}$$$$\n`;
}

describe("molecules like aspirin", () => {
	test("are listed best first, each once, with name and place, and with RDKit's similarity", async () => {
		const { last, progress } = await search([
			file("series.smi", `${CAFFEINE} caffeine\n${SALICYLIC_ACID} salicylic acid\n`),
			file("screen.csv", `name,smiles\naspirin,${ASPIRIN}\nagain,O=C(C)Oc1ccccc1C(O)=O\nbroken,c1ccccc\n`),
		]);
		expect(last.map(({ name, label, count, same }) => [name, label, count, same])).toEqual([["aspirin", "screen.csv, line 2", 2, true], ["salicylic acid", "series.smi, line 2", 1, false]]);
		// 13 of 29 bits; see similarity.test.ts.
		expect(last.map(({ tanimoto }) => tanimoto)).toEqual([1, 13 / 29]);
		expect(last[1]?.range).toEqual({ start: { line: 1, character: 0 }, end: { line: 1, character: SALICYLIC_ACID.length } });
		expect(progress).toMatchObject({ files: 2, limits: [], method: expect.stringMatching(/^Tanimoto coefficient of Morgan fingerprints, radius 2.*RDKit/) as string });
		expect(progress?.molecules).toBeGreaterThanOrEqual(4);
	});

	test("are recognised in an SDF whose hydrogens are drawn: they are the same molecules", async () => {
		const { last } = await search([file("acids.smi", `${SALICYLIC_ACID} one\n`), file("acids.sdf", await recordWithHydrogens("two"))]);
		expect(last).toMatchObject([{ name: "one", count: 2, tanimoto: 13 / 29 }]);
	});

	test("are as many as anybody reads, and only those that are similar at all", async () => {
		const lines = Array.from({ length: 300 }, (_, index) => `${"C".repeat(1 + (index % 100))}${"N".repeat(Math.floor(index / 100))}C(=O)Oc1ccccc1C(=O)O m${index}`);
		const { last } = await search([file("many.smi", `${lines.join("\n")}\n${CAFFEINE} caffeine\n`)]);
		expect(last).toHaveLength(MOST_SIMILAR);
		expect(last.every(({ tanimoto }, index) => tanimoto >= LEAST_SIMILAR && tanimoto <= (last[index - 1]?.tanimoto ?? 1))).toBe(true);
		expect(last.map(({ name }) => name)).toContain("m0");
		expect(last.map(({ name }) => name)).not.toContain("caffeine");
	});

	test("are told while the search goes on, and each list only gets better", async () => {
		const lines = Array.from({ length: 3000 }, (_, index) => `${"C".repeat(index % 40)}C(=O)Oc1ccc(${"C".repeat(1 + Math.floor(index / 40))})cc1C(=O)O`);
		const { lists } = await search([file("long.smi", lines.join("\n"))]);
		expect(lists.length).toBeGreaterThan(1);
		lists.forEach((list, index) => expect(list[0]?.tanimoto ?? 0).toBeGreaterThanOrEqual(lists[index - 1]?.[0]?.tanimoto ?? 0));
	});

	test("are found in the other files where one cannot be read, and what was left out is told", async () => {
		const unreadable: SearchedFile = {
			uri: "file:///project/gone.smi",
			async *located() {
				yield { found: [], label: () => "" };
				throw new Error("ENOENT");
			},
		};
		const { last, progress } = await search([{ limit: "size" }, file("a.smi", `${SALICYLIC_ACID} found`), unreadable, { limit: "files" }]);
		expect(last).toMatchObject([{ name: "found" }]);
		expect(progress?.limits).toEqual(["size", "files"]);
	});

	test("are none of a workspace without molecules; of what is no molecule the reason is told", async () => {
		expect((await search([file("readme.md", "Nothing here.")])).lists).toEqual([[]]);
		await expect(search([], { smiles: "c1ccccc" })).rejects.toMatchObject({ code: "invalid-smiles" });
	});

	test("are not looked for any more once nobody wants them", async () => {
		const abort = new AbortController();
		const lines = Array.from({ length: 20_000 }, (_, index) => `${"C".repeat(1 + (index % 50))}N${"C".repeat(1 + Math.floor(index / 50) % 60)}O${"C".repeat(Math.floor(index / 3000))}`);
		const searching = search([file("endless.smi", lines.join("\n"))], { signal: abort.signal, onProgress: () => abort.abort() });
		await expect(searching).rejects.toMatchObject({ code: "cancelled" });
	});

	test("let a reader's hover go first", async () => {
		const lines = Array.from({ length: 4000 }, (_, index) => `${"C".repeat(1 + (index % 50))}S${"C".repeat(1 + Math.floor(index / 50))}F`);
		let finished = false;
		const abort = new AbortController();
		const searching = search([file("big.smi", lines.join("\n"))], { signal: abort.signal }).then(() => (finished = true), () => undefined);
		await chemistry.facts("CCCCS");
		expect(finished).toBe(false);
		abort.abort();
		await searching;
	});
});
