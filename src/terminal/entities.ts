import { open } from "node:fs/promises";
import type { Entity } from "../science/entity.ts";
import { Failure, failureFrom } from "../science/failure.ts";
import { readFasta } from "../science/protein/fasta.ts";
import type { Arguments } from "./arguments.ts";

/** One protein is asked about: a file larger than this (bytes) is a database, not a protein. */
const LARGEST_FASTA = 64 * 1024 * 1024;

/** What the options name, molecules first; fails with a sentence about the file or record. */
export async function entitiesFrom({ smiles, fasta, records }: Pick<Arguments, "smiles" | "fasta" | "records">): Promise<Entity[]> {
	const molecules = smiles.map((text): Entity => ({ kind: "molecule", smiles: text }));
	const proteins = await Promise.all(fasta.map((file, index) => proteinFrom(file, records[index] ?? records[0])));
	return [...molecules, ...proteins];
}

async function proteinFrom(file: string, wanted: string | undefined): Promise<Entity> {
	const records = [...readFasta(await readText(file))];
	if (records.length === 0) {
		throw new Failure("empty-fasta", `${file} holds no FASTA record: no line begins with “>”. Check the file.`);
	}
	const names = records.map(({ name }) => name);
	const chosen = wanted === undefined ? records : records.filter(({ name }) => name === wanted || name.split("|").includes(wanted));
	const [record, ...others] = chosen;
	if (!record) {
		throw new Failure("no-such-record", `${file} has no record “${wanted}”. It has: ${list(names)}.`);
	}
	if (others.length > 0) {
		throw new Failure("several-records", `${file} holds ${chosen.length} records. Choose one with --record NAME: ${list(names)}.`);
	}
	if (record.problem) {
		throw failureFrom(record.problem);
	}
	return { kind: "protein", sequence: record.sequence, name: record.name || undefined };
}

async function readText(file: string): Promise<string> {
	const unreadable = (error: unknown): never => {
		throw new Failure("file-missing", `${file} cannot be read. Check the path.`, { detail: String(error) });
	};
	const handle = await open(file, "r").catch(unreadable);
	try {
		const { size } = await handle.stat();
		if (size > LARGEST_FASTA) {
			throw new Failure("file-too-large", `${file} has ${Math.round(size / 1e6)} MB: too large to choose one protein from. Give a file with that protein alone.`);
		}
		return await handle.readFile("utf8").catch(unreadable);
	} finally {
		await handle.close();
	}
}

function list(names: readonly string[]): string {
	return names.length > 12 ? `${names.slice(0, 12).join(", ")}, … (${names.length} in all)` : names.join(", ");
}
