import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ProteinLink } from "../../../src/preview/protein/link.ts";
import { proteinSubject, structureSubject, type Subject } from "../../../src/preview/protein/subject.ts";
import { MotifClient } from "../../../src/science/protein/motifClient.ts";
import { readStructure } from "../../../src/science/structure/readStructure.ts";
import { knownMotifs } from "../../../src/preview/protein/motifs.ts";
import type { ProteinToHost, ProteinToView } from "../../../webview/protocol/protein.ts";
import { parseProteinToHost, parseProteinToView } from "../../../webview/protocol/protein.ts";
import { backbone } from "../../support/backbone.ts";
import type { HarnessPage } from "../../support/page/harness.ts";
import { type Asked, bundledWorker, linked, structureOf } from "../../support/page/proteinHost.ts";
import { copied } from "./vscode.ts";

vi.mock("vscode", () => import("./vscode.ts"));

/** Residues 1 to 70 of human insulin's precursor. */
const insulin = "MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGG";
const capsid = "samples/hiv_capsid_1A8O.pdb";

describe("the host of the protein page", () => {
	let worker: Awaited<ReturnType<typeof bundledWorker>>;
	let told: ProteinToView[];
	let asked: Asked[];
	let link: ProteinLink;
	beforeAll(async () => {
		worker = await bundledWorker("src/science/protein/motifWorker.ts");
	});
	afterAll(() => worker.dispose());
	beforeEach(() => {
		[told, asked] = [[], []];
		copied.text = "";
		link = linked({ post: async (message: ProteinToView) => void told.push(message) } as HarnessPage<ProteinToHost, ProteinToView>, worker.file, asked);
	});
	afterEach(() => link.dispose());

	function open(subject: Subject): void {
		link.open(subject, false);
		link.receive({ type: "ready" });
	}

	/** The last message of a type; every message must pass the page's guard. */
	async function last<T extends ProteinToView["type"]>(type: T): Promise<Extract<ProteinToView, { type: T }>> {
		await vi.waitFor(() => expect(told.some((message) => message.type === type)).toBe(true), 5000);
		expect(told.filter((message) => parseProteinToView(message) === undefined)).toEqual([]);
		return told.findLast((message): message is Extract<ProteinToView, { type: T }> => message.type === type)!;
	}

	const protein = (): Subject => proteinSubject({ kind: "protein", sequence: insulin, name: "P01308" }, undefined);

	it("says nothing before the page listens, and everything again when it starts anew", async () => {
		link.open(protein(), false);
		expect(told).toEqual([]);
		link.receive({ type: "ready" });
		link.receive({ type: "ready" });
		expect(told.map(({ type }) => type)).toEqual(["protein", "protein"]);
		expect((await last("protein")).remember).toEqual({ sequence: insulin, name: "P01308", origin: undefined });
	});

	it("gives hydropathy as Biopython does, and the composition of the chain", async () => {
		open(protein());
		link.receive({ type: "plots", chain: 0, window: 9 });
		const plots = await last("plots");
		expect(plots.hydropathy).toHaveLength(insulin.length - 8);
		// MALWMRLLP: (1.9 + 1.8 + 3.8 - 0.9 + 1.9 - 4.5 + 3.8 + 3.8 - 1.6) / 9
		expect(plots.hydropathy[0]).toBeCloseTo(10 / 9, 5);
		expect(plots.composition.find(({ letter }) => letter === "L")).toEqual({ letter: "L", name: "leucine", count: 14, fraction: 0.2 });
		expect(plots.composition.reduce((sum, { fraction }) => sum + fraction, 0)).toBeCloseTo(1, 10);
		expect(plots.facts.every(({ method }) => method !== "")).toBe(true);
	});

	it("asks about a part by its name, copies it as a record, and bounds what a page asks for", async () => {
		open(protein());
		link.receive({ type: "ask", chain: 0, from: 24, to: 54 });
		await vi.waitFor(() => expect(asked).toHaveLength(1));
		expect(asked[0]).toEqual({ entity: { kind: "protein", sequence: "FVNQHLCGSHLVEALYLVCGERGFFYTPKT", name: "residues 25–54 of P01308" }, origin: "residues 25–54 of P01308" });
		link.receive({ type: "copy", format: "fasta", chain: 0, from: 0, to: 1e9 });
		await vi.waitFor(() => expect(copied.text).toBe(`>P01308\n${insulin.slice(0, 60)}\n${insulin.slice(60)}\n`));
		link.receive({ type: "copy", format: "sequence", chain: 0, from: 68, to: 70 });
		await vi.waitFor(() => expect(copied.text).toBe("GG"));
		for (const wrong of [{ type: "ask", chain: 7, from: 0, to: 5 }, { type: "ask", chain: 0, from: 5, to: 5 }, { type: "ask", chain: -1, from: 0, to: 2 }, { type: "ask", chain: 0, from: 0.5, to: 2 }, { type: "plots", chain: 0, window: 8 }]) {
			link.receive(wrong);
		}
		expect(asked.filter(({ origin }) => origin !== "warning")).toHaveLength(1);
		expect(told.some(({ type }) => type === "plots")).toBe(false);
		expect(parseProteinToHost({ type: "picture", png: [137, 80] })).toBeUndefined();
		expect([0, 0.5, 1].map((model) => parseProteinToHost({ type: "model", model }) !== undefined)).toEqual([false, false, true]);
	});

	it("numbers a structure's residues as its authors do", async () => {
		open(structureSubject(await structureOf(capsid), "hiv_capsid_1A8O.pdb"));
		link.receive({ type: "ask", chain: 0, from: 0, to: 10 });
		await vi.waitFor(() => expect(asked[0]?.entity.name).toBe("residues 151–160 of 1A8O"));
		expect(asked[0]?.origin).toBe("hiv_capsid_1A8O.pdb");
		link.receive({ type: "copyHydropathy", chain: 0, window: 9 });
		// The first window is MDIRQGPKE, and its middle residue Q 155.
		await vi.waitFor(() => expect(copied.text.split("\n")[1]).toBe(`155\tQ\t${((1.9 - 3.5 + 4.5 - 4.5 - 3.5 - 0.4 - 1.6 - 3.9 - 3.5) / 9).toFixed(4)}`));
	});

	it("counts as many residues as the sequence has letters: the amide that closes a peptide is none", () => {
		const text = backbone([["ALA", "1", 0], ["ASN", "2", 1], ["GLY", "3", 2], ["NH2", "4", 3]]);
		const subject = structureSubject(readStructure(new TextEncoder().encode(text), "peptide.pdb"), "peptide.pdb");
		expect([subject.chains[0]?.letters, subject.header.find(({ label }) => label === "Residues")?.value]).toEqual(["ANG", "3"]);
	});

	it("does not join what stands on both sides of missing residues, and says so where they are asked about", async () => {
		const text = backbone([["ALA", "9", 9], ["ASN", "10", 10], ["GLY", "150", 150], ["SER", "151", 151], ["ASN", "152", 152], ["GLY", "153", 153], ["SER", "154", 154]]);
		open(structureSubject(readStructure(new TextEncoder().encode(text), "loop.pdb"), "loop.pdb"));
		link.receive({ type: "search", id: 1, chain: 0, pattern: "N[^P][ST]" });
		expect([...(await last("found")).starts]).toEqual([4]);
		link.receive({ type: "plots", chain: 0, window: 5 });
		expect([...(await last("plots")).hydropathy].map(Number.isNaN)).toEqual([true, true, false]);
		const name = async (from: number, to: number): Promise<string | undefined> => {
			asked.length = 0;
			link.receive({ type: "ask", chain: 0, from, to });
			await vi.waitFor(() => expect(asked).toHaveLength(1));
			return asked[0]?.entity.name;
		};
		expect(await name(0, 4)).toBe("residues 9–151 of loop.pdb, some missing");
		expect(await name(0, 7)).toBe("loop.pdb, some residues missing");
		expect(await name(2, 4)).toBe("residues 150–151 of loop.pdb");
		link.receive({ type: "copy", format: "fasta", chain: 0, from: 0, to: 4 });
		await vi.waitFor(() => expect(copied.text).toBe(">loop.pdb Chain A residues 9-151, some residues missing\nANGS\n"));
	});

	it("copies facts so that a spreadsheet takes their commas for what they are", async () => {
		open(protein());
		link.receive({ type: "copyFacts", chain: 0, format: "csv" });
		await vi.waitFor(() => expect(copied.text).toContain('Aromaticity,0.1,,"fraction of F, W and Y, Lobry and Gautier 1994"\n'));
		link.receive({ type: "copyFacts", chain: 0, format: "tsv" });
		await vi.waitFor(() => expect(copied.text).toContain("Aromaticity\t0.1\t\tfraction of F, W and Y, Lobry and Gautier 1994\n"));
	});

	it("searches motifs: plain, with anchors, overlapping, and says what is wrong with one", async () => {
		const motifs = new MotifClient({ workerFile: worker.file });
		const starts = async (pattern: string, sequence: string): Promise<number[]> => [...(await motifs.find(pattern, sequence)).starts];
		expect(await starts("gsh", insulin)).toEqual([31]);
		expect(await starts("LL", "LLLALL")).toEqual([0, 1, 4]);
		expect(await starts("N[^P][ST]", "NNTSNPSNGT")).toEqual([0, 1, 7]);
		expect(await starts("[KRHQSA][DENQ]EL$", "MKDELAAAKDEL")).toEqual([8]);
		expect(await starts("X*", "AAA")).toEqual([]);
		await expect(motifs.find("A(", "AAA")).rejects.toMatchObject({ code: "invalid-motif" });
		for (const { pattern } of knownMotifs()) {
			await motifs.find(pattern, insulin);
		}
		motifs.dispose();
	});

	it("gives up a motif that would never end, and searches the next one", async () => {
		const motifs = new MotifClient({ workerFile: worker.file, timeLimit: 300 });
		const endless = `${"A".repeat(200)}G`;
		await expect(motifs.find("(A+)+$", endless)).rejects.toMatchObject({ code: "motif-too-slow" });
		expect([...(await motifs.find("AG$", endless)).starts]).toEqual([199]);
		const replaced = motifs.find("(A+)+$", endless);
		const next = motifs.find("GA", "GAGA");
		await expect(replaced).rejects.toMatchObject({ code: "motif-replaced" });
		expect([...(await next).ends]).toEqual([2, 4]);
		motifs.dispose();
	});
});
