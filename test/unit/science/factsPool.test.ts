/** Facts for a table: the same as a hover tells, in several threads, and one bad molecule costs one row. */
import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChemistryClient } from "../../../src/science/chemistryClient.ts";
import { FactsPool } from "../../../src/science/factsPool.ts";
import { MOLECULE_FACTS } from "../../../src/science/molecule/factKeys.ts";
import type { MoleculeFacts } from "../../../src/science/molecule/facts.ts";
import { buildWorker, type BuiltWorker } from "../../support/chemistry.ts";

let worker: BuiltWorker;
let pool: FactsPool;
let hover: ChemistryClient;
beforeAll(async () => {
	worker = await buildWorker();
	pool = new FactsPool({ workerFile: worker.workerFile, threads: 2 });
	hover = new ChemistryClient({ workerFile: worker.workerFile });
});
afterAll(async () => {
	await Promise.all([pool.dispose(), hover.dispose()]);
	await worker.remove();
});

/** Branches within branches: they end RDKit's stack. */
const CHAIN = "C(".repeat(900) + "C" + ")".repeat(900);
const ALANINE = readFileSync(path.resolve(import.meta.dirname, "../../fixtures/alanine-v2000.mol"), "utf8");
const MOLECULES = ["CC(=O)Oc1ccccc1C(=O)O", "C[N+](C)(C)CC([O-])=O.Cl", "[NH4+]", "O=N(=O)c1ccccc1", "*CC", "[2H]C([2H])O", "C[C@H](N)C(=O)O |&1:1|", ALANINE, "[O-]Cl(=O)(=O)=O", "[Fe+2]"];

/** All of a hover's facts in the order of the keys. */
function flat({ canonicalSmiles, inchi, inchiKey, facts, verdicts }: MoleculeFacts): readonly unknown[] {
	const rules = [0, 1].map((index) => (verdicts[index] === undefined ? null : verdicts[index].passes ? "passes" : "fails"));
	return [canonicalSmiles, inchi || null, inchiKey || null, ...facts.map(({ value }) => value), ...rules];
}

describe("facts of a table's molecules", () => {
	it("are those of a hover, with their methods", async () => {
		const { columns, rows } = await pool.factsOf(MOLECULES, MOLECULE_FACTS);
		const hovers = await Promise.all(MOLECULES.map((molecule) => hover.facts(molecule)));
		expect(rows.map((row) => ("values" in row ? row.values : row))).toEqual(hovers.map(flat));
		expect(columns.map(({ key }) => key)).toEqual(MOLECULE_FACTS);
		expect(columns.slice(3, -2).map(({ label, unit, method }) => ({ label, unit, method }))).toEqual(hovers[0]?.facts.map(({ label, unit, method }) => ({ label, unit, method })));
	});

	it("come in the order of the molecules, those with a mistake among them, and only what was asked for", async () => {
		const molecules = Array.from({ length: 500 }, (_, index) => (index % 100 === 50 ? "c1ccccc" : "C".repeat((index % 40) + 1)));
		const { columns, rows } = await pool.factsOf(molecules, ["heavyAtoms"]);
		expect(columns).toMatchObject([{ key: "heavyAtoms", label: "Heavy atoms" }]);
		rows.forEach((row, index) => {
			if (index % 100 === 50) {
				expect(row).toMatchObject({ failure: { code: "invalid-smiles", message: expect.stringMatching(/ring/i) as string } });
			} else {
				expect(row).toEqual({ values: [(index % 40) + 1] });
			}
		});
	});

	it("of a molecule that ends its thread are missing in its own row only", async () => {
		const molecules = [...Array.from({ length: 70 }, () => "CCO"), CHAIN, "CCN", "C".repeat(2_000_000)];
		const { rows } = await pool.factsOf(molecules, ["formula"]);
		expect(rows.slice(0, 70)).toEqual(Array.from({ length: 70 }, () => ({ values: ["C2H6O"] })));
		expect(rows[70]).toMatchObject({ failure: { code: expect.stringMatching(/^(?:molecule-too-large|chemistry-crashed)$/) as string } });
		expect(rows[71]).toEqual({ values: ["C2H7N"] });
		expect(rows[72]).toMatchObject({ failure: { code: expect.stringMatching(/too-large|too-long|invalid-smiles/) as string } });
		expect((await pool.factsOf([CHAIN], ["formula"])).columns).toMatchObject([{ key: "formula" }]);
	});

	it("can be called off, and the next table does not wait for the rest", async () => {
		const controller = new AbortController();
		const long = pool.factsOf(Array.from({ length: 20_000 }, () => MOLECULES[0] ?? ""), ["logP"], controller.signal);
		controller.abort();
		await expect(long).rejects.toMatchObject({ code: "cancelled" });
		const begun = performance.now();
		expect((await pool.factsOf(["CCO"], ["rings"])).rows).toEqual([{ values: [0] }]);
		expect(performance.now() - begun).toBeLessThan(5000);
		expect(await pool.factsOf([], ["rings"])).toMatchObject({ columns: [{ key: "rings" }], rows: [] });
	});

	it.runIf(process.platform === "linux")("are computed behind whatever a person waits for", async () => {
		await Promise.all([pool.factsOf(MOLECULES, ["logP"]), hover.check("CCO")]);
		// The 19th field: how far a thread steps back for others (proc(5)).
		const nice = readdirSync("/proc/self/task").map((thread) => Number(readFileSync(`/proc/self/task/${thread}/stat`, "utf8").replace(/^.*\) /s, "").split(" ")[16]));
		const own = getPriority();
		expect(nice.filter((one) => one > own).length).toBeGreaterThanOrEqual(1);
		expect(nice.filter((one) => one > own).length).toBeLessThanOrEqual(2);
	});

	it("are refused once the pool is ended", async () => {
		const ended = new FactsPool({ workerFile: worker.workerFile });
		const waiting = ended.factsOf(["CCO"], ["rings"]);
		await Promise.all([ended.dispose(), expect(waiting).rejects.toMatchObject({ code: "disposed" })]);
		await expect(ended.factsOf(["CCO"], ["rings"])).rejects.toMatchObject({ code: "disposed" });
	});
});
