import { setTimeout as wait } from "node:timers/promises";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { Gauntlet, mutants, nastyFiles, report, seedMolecules } from "./gauntlet.ts";

export interface FuzzOptions {
	readonly repository: string;
	/** The bundled chemistry worker. */
	readonly workerFile: string;
	/** Mutants. */
	readonly count: number;
	readonly seed: number;
	/** A folder of nasty files, read whole. */
	readonly nasty?: string | undefined;
}

/** Runs the whole gauntlet and reports as it goes. Resolves to whether nothing broke. */
export async function fuzz({ repository, workerFile, count, seed, nasty }: FuzzOptions): Promise<boolean> {
	const chemistry = new ChemistryClient({ workerFile });
	const gauntlet = new Gauntlet(chemistry);
	const began = performance.now();
	const molecules = seedMolecules(repository);
	await chemistry.facts("CCO");
	console.log(`start: ${memory()}`);
	if (nasty !== undefined) {
		for (const { name, text, molecules: found } of nastyFiles(nasty)) {
			gauntlet.recognise(text, name);
			for (const molecule of found) {
				await gauntlet.molecule(molecule);
			}
			molecules.push(...found.filter(({ length }) => length < 120).slice(0, 200));
		}
		console.log(`\nnasty files, ${elapsed(began)}, ${memory()}\n${report(gauntlet.tally)}`);
	}
	const source = mutants(seed, molecules);
	for (let index = 1; index <= count; index++) {
		const { kind, text } = source.next().value as { kind: "molecule" | "sequence"; text: string };
		await (kind === "molecule" ? gauntlet.molecule(text) : gauntlet.sequence(text));
		if (index % 10_000 === 0) {
			console.log(`${index.toLocaleString("en")} mutants, ${elapsed(began)}, ${memory()}, ${gauntlet.tally.crashed.length} crashes, ${gauntlet.tally.timedOut.length} time-outs, ${gauntlet.tally.faults.length} faults`);
		}
	}
	const alive = (await chemistry.facts("CCO")).formula === "C2H6O";
	await chemistry.dispose();
	await wait(500);
	console.log(`\n${elapsed(began)}, ${memory()} after the thread has ended\n${report(gauntlet.tally)}`);
	return alive && gauntlet.tally.faults.length === 0;
}

function memory(): string {
	const { rss, heapUsed } = process.memoryUsage();
	return `${(rss / 1e6).toFixed(0)} MB resident, ${(heapUsed / 1e6).toFixed(0)} MB of JavaScript`;
}

function elapsed(began: number): string {
	return `${((performance.now() - began) / 1000).toFixed(0)} s`;
}
