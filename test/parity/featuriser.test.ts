import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import type { ChemistryClient } from "../../src/science/chemistryClient.ts";
import type { MoleculeGraph } from "../../src/science/molecule/graph.ts";
import { proteinTokens } from "../../src/science/protein/tokens.ts";
import { realChemistry } from "../support/chemistry.ts";

const fixtures = path.resolve(import.meta.dirname, "../fixtures");

interface PythonRow {
	readonly smiles: string;
	readonly atoms: MoleculeGraph["atoms"];
	readonly bonds: MoleculeGraph["bonds"];
}

interface EncoderInputs {
	readonly molecules: readonly { id: string; smiles: string; x: number[][]; edge_index: number[][]; edge_attr: number[][] }[];
	readonly molecules_refused: readonly { smiles: string; code: string }[];
	readonly proteins: readonly { id: string; sequence: string; specialTokens: boolean; ids: number[] }[];
}

const inputs = JSON.parse(readFileSync(path.join(fixtures, "encoder-inputs.json"), "utf8")) as EncoderInputs;

let chemistry: ChemistryClient;

beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

test("all 2,000 molecules have the features of Python RDKit, bond by bond in the same order", async () => {
	const rows = gunzipSync(readFileSync(path.join(fixtures, "featuriser.jsonl.gz"))).toString().trim().split("\n").map((line) => JSON.parse(line) as PythonRow);
	expect(rows).toHaveLength(2000);
	const different: string[] = [];
	for (const { smiles, atoms, bonds } of rows) {
		if (JSON.stringify(await chemistry.graph(smiles)) !== JSON.stringify({ atoms, bonds })) {
			different.push(smiles);
		}
	}
	expect(different).toEqual([]);
});

/** Both directions of every bond, as `edge_index` and `edge_attr` hold them. */
function edges(graph: MoleculeGraph): { pairs: number[][]; features: number[][] } {
	return {
		pairs: graph.bonds.flatMap(([begin, end]) => [[begin, end], [end, begin]]),
		features: graph.bonds.flatMap(([, , type, direction]) => [[type, direction], [type, direction]]),
	};
}

test("the sixteen worked vectors of the specification", async () => {
	const golden = JSON.parse(readFileSync(path.join(fixtures, "featuriser-golden.json"), "utf8")) as { smi: string; x: number[][]; edge_index: number[][]; edge_attr: number[][] }[];
	expect(golden).toHaveLength(16);
	for (const { smi, x, edge_index, edge_attr } of golden) {
		const graph = await chemistry.graph(smi);
		expect({ smi, x: graph.atoms, ...edges(graph) }).toEqual({ smi, x, pairs: edge_index, features: edge_attr });
	}
});

test("the molecules that the reference encoder was run on", async () => {
	expect(inputs.molecules).toHaveLength(17);
	for (const { id, smiles, x, edge_index, edge_attr } of inputs.molecules) {
		const graph = await chemistry.graph(smiles);
		const [sources = [], targets = []] = edge_index;
		expect({ id, x: graph.atoms, ...edges(graph) }).toEqual({ id, x, pairs: sources.map((source, edge) => [source, targets[edge]]), features: edge_attr });
	}
});

test.each(inputs.molecules_refused)("“$smiles” is refused as $code", async ({ smiles, code }) => {
	await expect(chemistry.graph(smiles)).rejects.toMatchObject({ name: "Failure", code });
});

test.each(inputs.proteins)("protein $id has the ids of EsmTokenizer (special tokens: $specialTokens)", ({ sequence, specialTokens, ids }) => {
	expect(proteinTokens(sequence, { specialTokens }).ids).toEqual(ids);
});
