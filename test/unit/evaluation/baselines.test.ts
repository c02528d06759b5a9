/** The nearest molecule and protein, against looking at all of them one by one. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commonest } from "../../../src/evaluation/baselines/commonest.ts";
import { nearestMolecules } from "../../../src/evaluation/baselines/nearestMolecules.ts";
import { nearestProteins } from "../../../src/evaluation/baselines/nearestProteins.ts";
import { tanimoto } from "../../../src/science/molecule/fingerprint.ts";
import { realEngine, type RealEngine } from "../../support/engine.ts";
import { randomNumbers } from "../../support/random.ts";

const signal = new AbortController().signal;
let real: RealEngine;
beforeAll(async () => {
	real = await realEngine();
});
afterAll(() => real.dispose());

describe("the nearest molecule", () => {
	const random = randomNumbers(3);
	const pieces = ["C", "CC", "O", "N", "C(=O)", "c1ccccc1", "C1CCNCC1", "S", "C(F)", "c1ccncc1"];
	const molecule = (): string => `C${Array.from({ length: 2 + Math.floor(random() * 6) }, () => pieces[Math.floor(random() * pieces.length)] ?? "C").join("")}`;
	const known = Array.from({ length: 120 }, (_, at) => ({ smiles: molecule(), text: `known ${at}` }));
	const asked = Array.from({ length: 25 }, molecule);

	it("is the one that a comparison with each of them finds", async () => {
		const { texts, leftOut } = await nearestMolecules(asked, known, real.chemistry, signal);
		const taken = new Set(await Promise.all(asked.map((smiles) => real.chemistry.rewrite(smiles, "canonical"))));
		const free = [];
		for (const one of known) {
			if (!taken.has(await real.chemistry.rewrite(one.smiles, "canonical"))) {
				free.push({ ...one, print: await real.chemistry.fingerprint(one.smiles) });
			}
		}
		expect(known.length - free.length).toBe(leftOut);
		for (const [at, smiles] of asked.entries()) {
			const own = await real.chemistry.fingerprint(smiles);
			const similarities = free.map(({ print }) => tanimoto(own, print));
			expect(texts[at], smiles).toBe(free[similarities.indexOf(Math.max(...similarities))]?.text);
		}
	});

	it("is none of a SMILES that is none, and never the asked one itself, however it is written", async () => {
		const found = await nearestMolecules(["OCC", "c1ccccc"], [{ smiles: "CCO", text: "ethanol" }, { smiles: "CCCO", text: "propanol" }, { smiles: "C1CC", text: "nothing" }], real.chemistry, signal);
		expect(found).toEqual({ texts: ["propanol", undefined], known: 1, leftOut: 1 });
	});

	it("can be stopped", async () => {
		await expect(nearestMolecules(asked, known, real.chemistry, AbortSignal.abort())).rejects.toThrow();
	});
});

describe("the nearest protein", () => {
	const random = randomNumbers(5);
	const letters = "ACDEFGHIKLMNPQRSTVWY";
	const chain = (length: number): string => Array.from({ length }, () => letters[Math.floor(random() * 20)] ?? "A").join("");
	const known = Array.from({ length: 60 }, (_, at) => ({ sequence: chain(80), text: `known ${at}` }));
	/** Every so many residues another one. */
	const relative = (sequence: string, every: number): string => [...sequence].map((letter, at) => (at % every === 0 ? "W" : letter)).join("");
	const asked = [relative(known[7]?.sequence ?? "", 6), relative(known[41]?.sequence ?? "", 9), chain(70)];

	it("is the one with the largest share of words of four residues in common", async () => {
		const words = (sequence: string): Set<string> => new Set(Array.from({ length: sequence.length - 3 }, (_, at) => sequence.slice(at, at + 4)));
		const share = (one: Set<string>, other: Set<string>): number => {
			const common = [...one].filter((word) => other.has(word)).length;
			return common / (one.size + other.size - common);
		};
		const { texts } = await nearestProteins(asked, known, signal);
		expect(texts.slice(0, 2)).toEqual(["known 7", "known 41"]);
		for (const [at, sequence] of asked.entries()) {
			const shares = known.map((one) => share(words(sequence), words(one.sequence)));
			const best = Math.max(...shares);
			expect(texts[at]).toBe(best === 0 ? undefined : known[shares.indexOf(best)]?.text);
		}
	});

	it("reads sequences as people write them, leaves out the asked one, and is none where nothing is in common", async () => {
		const found = await nearestProteins(["mktay iakqr*", "WWWWW"], [{ sequence: "MKTAYIAKQR", text: "itself" }, { sequence: "AAMKTAYIAK", text: "a relative" }], signal);
		expect(found).toEqual({ texts: ["a relative", undefined], known: 1, leftOut: 1 });
	});
});

describe("the commonest text", () => {
	it("is the first of several that are equally common", () => {
		expect(commonest(["a", "b", "b", "a", "c"])).toBe("a");
		expect(commonest(["c", "b", "b"])).toBe("b");
		expect(commonest([])).toBe("");
	});
});
