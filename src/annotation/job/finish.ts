import { createHash } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { exists, isThere, moveTo, unwritable } from "../draft.ts";
import type { JobResult } from "../job.ts";
import type { JobSpec } from "../spec.ts";
import { aboutText } from "./about.ts";
import type { JobHeader, Journal } from "./journal.ts";
import { intactCheckpoints, NOTHING, type Ledger, type Written } from "./ledger.ts";
import { patiently, type Patience } from "./patience.ts";
import type { Places } from "./places.ts";
import { fromJournal } from "./plan.ts";
import type { Reporter } from "./reporter.ts";
import { bytesOf } from "./source.ts";

interface FinishParts {
	readonly spec: JobSpec;
	readonly places: Places;
	readonly patience: Patience;
	readonly reporter: Reporter;
}

/**
 * Gives a whole output its name, and tells beside it how it was made.
 *
 * In an order that can be taken up again wherever it is interrupted: the journal goes last.
 *
 * @throws Failure `output-exists` where another file came there meanwhile, `not-writable`, `cancelled`
 */
export async function finish({ spec, places, patience, reporter }: FinishParts, header: JobHeader, ledger: Ledger): Promise<JobResult> {
	reporter.phase("finishing");
	for (const file of [places.output, places.about]) {
		if (await isThere(file)) {
			throw exists(file);
		}
	}
	const { origins, state: written } = ledger;
	const text = aboutText(places.output, { header, written, origins, sum: await sumOf(places.part) });
	await patiently(() => writeWhole(draftOf(places), text), patience);
	await ledger.finish(origins);
	await giveNames(places);
	return resultOf(spec, { header, written, places });
}

/** Whether an interrupted {@link finish} may go on: what the journal says is written stands there, or has its name already. */
export async function isWhole(places: Places, { checkpoints }: Journal): Promise<boolean> {
	return !(await isThere(places.part)) || (await intactCheckpoints(places.part, checkpoints.map(({ at }) => at))) === checkpoints.length;
}

/** Takes up what {@link finish} did not come to the end of. */
export async function finishInterrupted(spec: JobSpec, places: Places, { header, checkpoints }: Journal): Promise<JobResult> {
	// A shard of a short table may have no rows, and so no checkpoint.
	const at = checkpoints.at(-1)?.at ?? (header.range.from === header.range.to ? NOTHING : undefined);
	if (at === undefined) {
		throw new Failure("journal-broken", `${path.basename(places.journal)} says that everything is written, and not what. Discard it and begin anew.`);
	}
	await giveNames(places);
	return resultOf(fromJournal({ ...header, spec: { ...header.spec, source: spec.source } }, places.output), { header, written: at, places });
}

async function giveNames(places: Places): Promise<void> {
	try {
		await giveName(places.part, places.output);
		await giveName(draftOf(places), places.about);
		await syncFolder(path.dirname(places.output));
		await rm(places.journal);
	} catch (error) {
		throw error instanceof Failure ? error : unwritable(places.output, error);
	}
}

/** Done already where the old name is gone, and half done where both names are one file's. */
async function giveName(from: string, to: string): Promise<void> {
	const [old, now] = await Promise.all([from, to].map((file) => stat(file).catch(() => undefined)));
	if (old === undefined) {
		if (now === undefined) {
			throw new Failure("not-writable", `${path.basename(from)}, which was to become ${path.basename(to)}, is not there any more. Discard this annotation and begin anew.`);
		}
		return;
	}
	if (now !== undefined && now.ino === old.ino && now.dev === old.dev) {
		await rm(from);
		return;
	}
	await moveTo(from, to);
}

function draftOf({ about }: Places): string {
	return `${about}.part`;
}

/** @param file of an earlier attempt it may be there */
async function writeWhole(file: string, text: string): Promise<void> {
	const beside = `${file}.new`;
	const handle = await open(beside, "w");
	try {
		await handle.writeFile(text);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await rename(beside, file);
}

/** Names are on the disk only when their folder is. Not every system lets folders be opened. */
async function syncFolder(folder: string): Promise<void> {
	try {
		const handle = await open(folder, "r");
		await handle.sync().finally(() => handle.close());
	} catch {
		// Windows.
	}
}

export async function sumOf(file: string): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of bytesOf(file)) {
		hash.update(chunk);
	}
	return hash.digest("hex");
}

export function resultOf(spec: JobSpec, { header: { columns, model }, written: { rows, ok, failed, skipped }, places }: { readonly header: JobHeader; readonly written: Written; readonly places: Pick<Places, "output" | "about"> }): JobResult {
	return { spec, rows, ok, failed, skipped, columns, model, output: places.output, about: places.about };
}

