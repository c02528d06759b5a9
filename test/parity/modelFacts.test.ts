/** The line of facts that a model reads beside an entity, against what its training wrote with another RDKit (`models/training/facts_fixture.py`). */
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { encodersAlone, prepareEntity } from "../../src/inference/process/prepare.ts";
import type { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { realChemistry } from "../support/chemistry.ts";

interface Recorded {
	readonly moleculeTemplate: string;
	readonly proteinTemplate: string;
	readonly molecules: readonly { readonly smiles: string; readonly line: string }[];
	readonly proteins: readonly { readonly sequence: string; readonly line: string }[];
}

const recorded = JSON.parse(gunzipSync(readFileSync(path.resolve(import.meta.dirname, "../fixtures/modelFacts.json.gz"))).toString()) as Recorded;
const needs = {
	molecule: { encoder: true, facts: true, template: recorded.moleculeTemplate },
	protein: { encoder: true, facts: true, template: recorded.proteinTemplate },
};

let chemistry: ChemistryClient;

beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

/** RDKit 2022.09 takes some bridgehead nitrogens for stereocentres that RDKit 2026 does not. */
const withoutStereo = (line: string | undefined): string | undefined => line?.replace(/stereocentres \d+/, "");

test("500 molecules have the line of facts that they had in training, classes included; the count of stereocentres differs in at most 1 %", async () => {
	expect(recorded.molecules).toHaveLength(500);
	const different: { training: string; product: string | undefined }[] = [];
	for (const { smiles, line } of recorded.molecules) {
		const { facts } = await prepareEntity({ kind: "molecule", smiles }, needs, chemistry);
		if (facts !== line) {
			different.push({ training: line, product: facts });
		}
	}
	expect(different.filter(({ training, product }) => withoutStereo(training) !== withoutStereo(product))).toEqual([]);
	expect(different.length).toBeLessThanOrEqual(5);
});

test("proteins have the line that they had in training, also with residues that no scale has", async () => {
	for (const { sequence, line } of recorded.proteins) {
		expect((await prepareEntity({ kind: "protein", sequence }, needs, chemistry)).facts).toBe(line);
	}
});

test("without a place for facts none are computed", async () => {
	expect((await prepareEntity({ kind: "molecule", smiles: "CCO" }, encodersAlone, chemistry)).facts).toBeUndefined();
});
