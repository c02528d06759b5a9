/** Files that chemists keep, from many programs: each goes through, and what fails says why in a chemist's words. */
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entityOf } from "../../../src/annotation/entities.ts";
import { formatOf } from "../../../src/annotation/formats.ts";
import type { Structures } from "../../../src/annotation/structures.ts";
import { survey, type Survey } from "../../../src/annotation/survey.ts";
import type { TableRow } from "../../../src/annotation/table.ts";
import { openText } from "../../../src/annotation/text.ts";
import { Failure, type FailureData, failureData } from "../../../src/science/failure.ts";
import { FactsPool } from "../../../src/science/factsPool.ts";
import { proteinFacts } from "../../../src/science/protein/facts.ts";
import { buildWorker, type BuiltWorker } from "../../support/chemistry.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../../../shared/realworld");
const isThere = existsSync(FOLDER);
if (!isThere) {
	console.warn(`Skipped: ${FOLDER} is not there, so the tables, SDF and FASTA files of other programs are not read.`);
}
/** Rows of each file; all with REALWORLD_ROWS=Infinity. */
const ROWS = Number(process.env["REALWORLD_ROWS"] ?? 60);
const SIGNAL = new AbortController().signal;
/** What may be wrong with a row of a real file. Anything else is our mistake. */
const KNOWN = new Set(["empty-cell", "ragged-row", "unclosed-quote", "not-json-line", "invalid-smiles", "invalid-molfile", "molecule-too-large", "invalid-sequence", "nucleotide-sequence", "sequence-unknown", "chemistry-crashed", "chemistry-timeout"]);

let worker: BuiltWorker;
let pool: FactsPool;
beforeAll(async () => {
	worker = await buildWorker();
	pool = new FactsPool({ workerFile: worker.workerFile });
});
afterAll(async () => {
	await pool.dispose();
	await worker.remove();
});

const isTable = (name: string): boolean => {
	try {
		return formatOf(name) !== undefined;
	} catch {
		return false;
	}
};
const files = isThere ? readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => isTable(name) && statSync(path.join(FOLDER, name)).isFile()) : [];
const open = (file: string): { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> } => ({ name: path.basename(file), bytes: createReadStream(path.join(FOLDER, file)) });
const surveyOf = (file: string): Promise<Survey> => survey(open(file), { signal: SIGNAL });

async function firstRows(file: string, most: number): Promise<readonly TableRow[]> {
	const rows: TableRow[] = [];
	for await (const portion of formatOf(file).open(formatOf(file).writes[0]).rows(openText(open(file)).pieces)) {
		rows.push(...portion.slice(0, most - rows.length));
		if (rows.length >= most) {
			break;
		}
	}
	return rows;
}

/** Why rows have no facts; undefined for those that have. */
async function reasons(rows: readonly TableRow[], structures: Structures): Promise<readonly (FailureData | undefined)[]> {
	const entities = rows.map((row) => {
		try {
			return entityOf(row, structures);
		} catch (error) {
			return failureData(error);
		}
	});
	const molecules = entities.flatMap((entity) => ("kind" in entity && entity.kind === "molecule" ? [entity.smiles] : []));
	const facts = (await pool.factsOf(molecules, ["averageMass", "logP", "charge"])).rows[Symbol.iterator]();
	return entities.map((entity) => {
		if ("code" in entity) {
			return entity;
		}
		if (entity.kind === "protein") {
			return proteinFacts(entity.sequence).length > 0 ? undefined : { code: "unexpected", message: "no facts" };
		}
		const row: unknown = facts.next().value;
		return typeof row === "object" && row !== null && "failure" in row ? (row.failure as FailureData) : undefined;
	});
}

describe.runIf(isThere)("a real file", () => {
	it("goes through: each row has facts, or a reason that says what to do", async () => {
		const seen = new Map<string, number>();
		let failed = 0;
		for (const file of files) {
			const found = await surveyOf(file).catch((error: unknown) => {
				expect(error, file).toBeInstanceOf(Failure);
				expect((error as Failure).code, file).toMatch(/^(?:no-structures|empty-table)$/);
				return undefined;
			});
			if (found === undefined) {
				continue;
			}
			const rows = await firstRows(file, ROWS);
			expect(rows.length, file).toBe(Math.min(ROWS, found.rows));
			for (const [index, reason] of (await reasons(rows, found.structures)).entries()) {
				failed += reason === undefined ? 0 : 1;
				if (reason !== undefined) {
					seen.set(reason.message, (seen.get(reason.message) ?? 0) + 1);
					expect(KNOWN, `${file} row ${index + 1}: ${reason.message}`).toContain(reason.code);
					expect(reason.message, file).toMatch(/^[A-Z][^]*[.!?]$/);
					expect(reason.message, file).not.toMatch(/undefined|NaN|\[object|Violation|Error:|\bat \w+\.|\/[a-z]+\/[a-z]+\//);
				}
			}
		}
		expect(files.length).toBeGreaterThan(250);
		expect(failed).toBeGreaterThan(20);
		if (process.env["REALWORLD_REASONS"] !== undefined) {
			console.log([...seen].sort(([, one], [, other]) => other - one).map(([reason, count]) => `${count} × ${reason}`).join("\n"));
		}
	}, 3_600_000);

	it.each([
		["its SMILES in the last column", "large/muv_93k.csv.gz", 93_127, "smiles", "molecule"],
		["tabs in a file called .txt", "csv_sdf/chembl_drugs.txt.gz", 11_442, "CANONICAL_SMILES", "molecule"],
		["sequences in a column", "csv_sdf/datagrok_bio/FASTA.csv", 64, "Sequence", "protein"],
		["antibodies in two columns", "csv_sdf/datagrok_bio/antibodies.csv", 493, "AntibodyHC", "protein"],
		["mol blocks in a column", "csv_sdf/datagrok_chem/approved-drugs-100.csv", 100, "molecule", "molecule"],
		["mol blocks in several columns", "csv_sdf/datagrok_chem/spgi-100.csv", 100, "Structure", "molecule"],
		["titles of several words", "csv_sdf/patwalters/pdb/monomers_12285.tsv", 75, "Ligand SMILES", "molecule"],
	])("with %s is read by detection alone", async (_, file, rows, title, kind) => {
		expect(await surveyOf(file)).toMatchObject({ rows, structures: { title, kind } });
	});

	it("whose residues stand as atoms says which of them is no element", async () => {
		const [row] = await firstRows("smiles_nasty/rdkit/Code/GraphMol/FileParsers/test_data/macromols/badClass.mol", 1);
		const [reason] = await reasons(row === undefined ? [] : [row], { title: "molfile", kind: "molecule" });
		expect(reason?.message).toMatch(/^This mol block has an atom “\w+”, which is no element\. Give it the symbol/);
	});

	it("that is no list of molecules is not taken for one", async () => {
		for (const file of ["smiles_nasty/rdkit/license.txt", "structures/biopython_PDB/Sander_RASA.txt"]) {
			await expect(surveyOf(file), file).rejects.toMatchObject({ code: "no-structures" });
		}
	});
});
