import { Failure } from "../../../science/failure.ts";
import { ByteSource } from "../byteSource.ts";
import { fileBeside } from "../inside.ts";
import { badFile, shown } from "../words.ts";

/** Larger ones are no description: published tokenizers have 40 MB at most. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A file of a model's folder, whole; undefined where there is none. Fails with `unsafe-path`, `unreadable-file` or `code`. */
export async function folderFile(folder: string, name: string, code: string): Promise<Buffer | undefined> {
	let file: string;
	try {
		file = await fileBeside(folder, name, "The model");
	} catch (error) {
		if (error instanceof Failure && error.code === "missing-file") {
			return undefined;
		}
		throw error;
	}
	const source = await ByteSource.open(file);
	try {
		if (source.size > MOST_BYTES) {
			throw badFile(code, name, `has ${source.size.toLocaleString("en")} bytes, far more than such a file ever has`);
		}
		return await source.read(0, source.size);
	} finally {
		await source.close();
	}
}

/** A JSON object of a model's folder; undefined where there is no such file. */
export async function folderJson(folder: string, name: string, code: string): Promise<Readonly<Record<string, unknown>> | undefined> {
	const bytes = await folderFile(folder, name, code);
	if (bytes === undefined) {
		return undefined;
	}
	let value: unknown;
	try {
		value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch (error) {
		throw badFile(code, name, "is not JSON: it is damaged, or another file was saved under its name", { cause: error, detail: String(error) });
	}
	if (!isRecord(value)) {
		throw badFile(code, name, "holds no JSON object");
	}
	return value;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A file without which the model cannot be imported. */
export function missingFile(names: string): Failure {
	return new Failure("missing-file", `The language model's folder has no ${shown(names)}. Download it from the model's publisher into the same folder.`);
}
