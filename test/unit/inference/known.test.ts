/** Libraries of what is known: similarities worked out by hand, and files that something happened to. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Manifest } from "../../../src/inference/bundle/manifest.ts";
import { KnownEntities } from "../../../src/inference/known/knownEntities.ts";
import { MoleculeLibrary } from "../../../src/inference/known/moleculeLibrary.ts";
import { highest, told } from "../../../src/inference/known/neighbours.ts";
import { ProteinLibrary } from "../../../src/inference/known/proteinLibrary.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-known-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function library(text: string): string {
	writeFileSync(path.join(folder, "library.tsv.gz"), gzipSync(text));
	return "library.tsv.gz";
}

function bits(...set: readonly number[]): Uint8Array {
	const bytes = new Uint8Array(256);
	set.forEach((bit) => (bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7))));
	return bytes;
}

test("molecules are told by their Tanimoto coefficient in thousandths, the earlier of equals first", async () => {
	const molecules = await MoleculeLibrary.open(folder, library("1 2 3\tAn alcohol.\n1 2 2047\tA phenol.\n9\tA salt.\n"), 20);
	// Bits 1 and 2 of the three in either.
	expect(molecules.nearest(bits(1, 2), 3)).toBe("667: An alcohol. | 667: A phenol.");
	expect(molecules.nearest(bits(1, 2, 2047), 1)).toBe("1000: A phenol.");
	expect(molecules.nearest(bits(50), 2)).toBe("none");
	expect(molecules.nearest(bits(), 2)).toBe("none");
});

test("proteins are told by the words they share, the rare ones weighing more", async () => {
	const proteins = await ProteinLibrary.open(folder, library("MKTAYI\tA kinase.\nMKTAGG\tA lyase.\nWWWWWW\tA repeat.\n"), 20);
	// MKTA in two of three sequences: ln 1.5; KTAY and TAYI in one: ln 3.
	const [often, rare] = [Math.log(1.5), Math.log(3)];
	const lyase = Math.floor((1000 * often) / (often + 4 * rare) + 0.5);
	expect(proteins.nearest("MKTAYI", 3)).toBe(`1000: A kinase. | ${lyase}: A lyase.`);
	expect(proteins.nearest("MKTXAYI", 3)).toBe("none");
	expect(proteins.nearest(`${"G".repeat(512)}WWWW`, 3)).toBe("none");
});

test.each([
	["no line end", "1 2\tA text."],
	["no tab", "1 2 A text.\n"],
	["no text", "1 2\t\n"],
	["a text that is too long", `1 2\t${"a".repeat(21)}\n`],
	["bits that fall", "2 1\tA text.\n"],
	["a bit too high", "2048\tA text.\n"],
	["a word among the bits", "1 two\tA text.\n"],
	["two spaces", "1  2\tA text.\n"],
])("a library with %s is broken, and says where", async (_, text) => {
	await expect(MoleculeLibrary.open(folder, library(text), 20)).rejects.toMatchObject({ code: "bundle-broken" });
});

test("a library that is no gzip file is broken, and one that is not there missing", async () => {
	writeFileSync(path.join(folder, "plain.tsv.gz"), "1\tA text.\n");
	await expect(MoleculeLibrary.open(folder, "plain.tsv.gz", 20)).rejects.toMatchObject({ code: "bundle-broken" });
	await expect(ProteinLibrary.open(folder, "absent.tsv.gz", 20)).rejects.toMatchObject({ code: "bundle-missing" });
});

test("a library that was broken is read again with the next question", async () => {
	const manifest = { known: { proteins: { file: "library.tsv.gz", neighbours: 1, longest: 20 } } } as unknown as Manifest;
	const known = new KnownEntities({ directory: folder, manifest });
	const protein = { kind: "protein", sequence: "MKTAYI", facts: "nearest {nearest}" } as const;
	await expect(known.tell(protein)).rejects.toMatchObject({ code: "bundle-missing" });
	library("MKTAYI\tA kinase.\nMKTAGG\tA lyase.\n");
	expect((await known.tell(protein)).facts).toBe("nearest 1000: A kinase.");
});

test("neighbours below half a thousandth are not told", () => {
	const similarities = Float64Array.from([0.0004, 0.2, 0.2, 0.9]);
	expect(highest(similarities, 3).map(({ place }) => place)).toEqual([3, 1, 2]);
	expect(told(highest(similarities, 4), String)).toBe("900: 3 | 200: 1 | 200: 2");
});
