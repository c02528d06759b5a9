/** Whatever stands in an editor: a value or a reason, in bounded time and memory, and the next molecule is answered. */
import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { realChemistry } from "../support/chemistry.ts";
import { Gauntlet, mutants, nastyFiles, report, seedMolecules } from "./gauntlet.ts";

const REPOSITORY = path.resolve(import.meta.dirname, "../..");
const NASTY = path.resolve(REPOSITORY, "../shared/realworld/smiles_nasty");
/** `npm run fuzz -- --count 100000` runs more. */
const COUNT = 2000;

let chemistry: ChemistryClient;
beforeAll(async () => {
	const real = await realChemistry();
	({ chemistry } = real);
	return real.dispose;
});

async function expectAlive(gauntlet: Gauntlet): Promise<void> {
	console.log(report(gauntlet.tally));
	expect(gauntlet.tally.faults).toEqual([]);
	expect(gauntlet.tally.slowestRecognition.milliseconds, gauntlet.tally.slowestRecognition.text).toBeLessThan(1000);
	expect((await chemistry.facts("CCO")).formula).toBe("C2H6O");
}

describe("nothing that can be typed, pasted or fetched breaks anything", () => {
	it(`${COUNT} mutants of molecules and sequences`, async () => {
		const gauntlet = new Gauntlet(chemistry);
		const source = mutants(7, seedMolecules(REPOSITORY));
		const feed = async (count: number): Promise<number> => {
			for (let index = 0; index < count; index++) {
				const { kind, text } = source.next().value as { kind: "molecule" | "sequence"; text: string };
				await (kind === "molecule" ? gauntlet.molecule(text) : gauntlet.sequence(text));
			}
			return process.memoryUsage().rss / 1e6;
		};
		const warm = await feed(COUNT / 4);
		const after = await feed((COUNT * 3) / 4);
		console.log(`memory ${warm.toFixed(0)} MB when warm, ${after.toFixed(0)} MB at the end`);
		await expectAlive(gauntlet);
		// The caches may fill up to some 40 MB; a handle forgotten per molecule would take 35 KB each, 200 MB here.
		expect(after - warm).toBeLessThan(150);
	}, 180_000);

	it.skipIf(!existsSync(NASTY))("RDKit's own nasty files: fuzz cases, crashers, hard molecules (skipped where there is no folder ../shared/realworld)", async () => {
		const gauntlet = new Gauntlet(chemistry);
		for (const { name, text, molecules } of nastyFiles(NASTY)) {
			gauntlet.recognise(text, name);
			// Of long lists every twentieth here; `npm run fuzz` takes all.
			for (const [index, molecule] of molecules.entries()) {
				if (molecules.length < 300 || index % 20 === 0) {
					await gauntlet.molecule(molecule);
				}
			}
		}
		await expectAlive(gauntlet);
	}, 300_000);
});
