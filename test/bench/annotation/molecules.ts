/** The molecules that are annotated: real ones where they are there, else made of a few scaffolds. */
import { createWriteStream, existsSync, readFileSync } from "node:fs";
import { finished } from "node:stream/promises";
import path from "node:path";
import { inflateRawSync } from "node:zlib";

export interface Molecules {
	/** CSV with the column `smiles`. */
	readonly file: string;
	readonly smiles: readonly string[];
	readonly origin: string;
}

/** @param rows at most */
export async function layOut(repository: string, folder: string, rows: number): Promise<Molecules> {
	const archive = path.resolve(repository, "../shared/realworld/large/smiles_500K.zip");
	const real = existsSync(archive);
	const lines = real ? firstFile(readFileSync(archive)).split(/\r?\n/).slice(1).filter((line) => line !== "") : Array.from({ length: rows }, (_, index) => made(index));
	const smiles = lines.slice(0, rows);
	const file = path.join(folder, "molecules.csv");
	const out = createWriteStream(file);
	out.write("id,smiles\n");
	for (const [index, one] of smiles.entries()) {
		out.write(`${index + 1},${one}\n`);
	}
	out.end();
	await finished(out);
	return { file, smiles, origin: real ? "smiles_500K" : "made molecules" };
}

/** Text of the first file in a ZIP archive (PKWARE APPNOTE 4.3.7; its size stands in the directory at the end). */
function firstFile(zip: Buffer): string {
	const directory = zip.lastIndexOf(Buffer.from("504b0102", "hex"));
	const size = zip.readUInt32LE(directory + 20);
	const local = zip.readUInt32LE(directory + 42);
	const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
	return inflateRawSync(zip.subarray(start, start + size)).toString("utf8");
}

const CORES = ["c1ccc2c(c1)ncn2", "C1CCN(CC1)C(=O)", "c1cc(ccc1N)S(=O)(=O)N", "O=C1NC(=O)c2ccccc12", "n1c(N)nc2c1ncn2", "C1COCCN1C(=O)c1ccccc1"];
const TAILS = ["CCO", "Cc1ccc(F)cc1", "C(=O)NC(C)C", "CC(C)(C)O", "c1cccc(Cl)c1", "CCN(CC)CC", "C[C@H](N)C(=O)O"];

function made(index: number): string {
	return `${TAILS[index % TAILS.length]}${"C".repeat(index % 11)}${"C(C)".repeat(index % 3)}${CORES[index % CORES.length]}`;
}
