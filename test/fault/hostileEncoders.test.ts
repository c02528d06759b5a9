/** Checkpoints whose encoders are damaged or do not fit: each is refused with its code, naming the tensor, and nothing is left behind. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeProteinEncoder } from "../../src/inference/import/onnx/esm.ts";
import { writeMoleculeEncoder } from "../../src/inference/import/onnx/gin.ts";
import { openCheckpoint } from "../../src/inference/import/open.ts";
import { checkpoints, haveCheckpoints } from "../support/checkpoints.ts";

const HOSTILE = path.join(checkpoints, "hostile");
/** Those of them that are wrong in an encoder or its adapter. */
const FILES = ["wrong_rows.pth", "wrong_rank.pth", "adapter_mismatch.pth", "missing_key.pth", "missing_part.pth", "inf.pth", "negative_variance.pth"];
const listed = haveCheckpoints ? (JSON.parse(readFileSync(path.join(HOSTILE, "hostile.json"), "utf8")) as { files: { file: string; code: string; message_must_name: string[] }[] }).files : [];

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-hostile-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function importEncoders(file: string): Promise<void> {
	const checkpoint = await openCheckpoint(path.join(HOSTILE, file));
	try {
		await writeMoleculeEncoder(checkpoint, path.join(folder, "molecule.onnx"), { prefix: "mol_structure_encoder.", adapter: "proj_mol." });
		rmSync(path.join(folder, "molecule.onnx"));
		await writeProteinEncoder(checkpoint, path.join(folder, "protein.onnx"), { config: path.join(HOSTILE, "esm2/config.json"), prefix: "prot_structure_encoder.", adapter: "proj_prot.", weights: "F32" });
	} finally {
		await checkpoint.close();
	}
}

describe.skipIf(!haveCheckpoints)(`encoders of hostile checkpoints${haveCheckpoints ? "" : ` (skipped: there is no folder ${HOSTILE})`}`, () => {
	it.each(listed.filter(({ file }) => FILES.includes(file)))("$file is refused: $code", async ({ file, code, message_must_name: names }) => {
		const failure = await importEncoders(file).catch((error: unknown) => error);
		expect(failure).toMatchObject({ name: "Failure", code });
		names.forEach((name) => expect((failure as Error).message).toContain(name));
		expect(readdirSync(folder)).toEqual([]);
	});

	it("all seven were tried, and the sound one beside them is imported afterwards", async () => {
		expect(listed.filter(({ file }) => FILES.includes(file))).toHaveLength(FILES.length);
		await importEncoders("control_micro_10b.pth");
		expect(readdirSync(folder)).toEqual(["protein.onnx"]);
	});
});
