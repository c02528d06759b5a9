import { rm } from "node:fs/promises";
import { Lock } from "../../inference/lock.ts";
import { Failure } from "../../science/failure.ts";
import type { JobState } from "../job.ts";
import { readJournal } from "./journal.ts";
import { freshJournal } from "./ledger.ts";
import { lockJob } from "./lock.ts";
import { placesOf } from "./places.ts";
import { fromJournal } from "./plan.ts";

/**
 * What lies unfinished beside an output.
 *
 * @param output absolute path
 * @returns undefined where there is nothing
 * @throws Failure `journal-broken`
 */
export async function inspect(output: string): Promise<JobState | undefined> {
	const places = placesOf(output);
	const journal = await readJournal(places.journal);
	if (journal === undefined) {
		return undefined;
	}
	const { header, checkpoints } = journal;
	const { rows, ok, failed } = checkpoints.at(-1)?.at ?? { rows: 0, ok: 0, failed: 0 };
	return { journal: places.journal, spec: fromJournal(header, output), rows, total: header.range.to - header.range.from, ok, failed, running: await Lock.held(places.lock) };
}

/**
 * Deletes what lies unfinished beside an output; nothing where there is no journal.
 *
 * @param output absolute path
 * @throws Failure `job-running`
 */
export async function discard(output: string): Promise<void> {
	const { journal, part, about, lock } = placesOf(output);
	const held = await lockJob(lock);
	try {
		await rm(freshJournal(journal), { force: true });
		const known = await readJournal(journal).then((found) => found !== undefined, (error: unknown) => {
			if (error instanceof Failure && error.code === "journal-broken") {
				return true;
			}
			throw error;
		});
		if (known) {
			// The journal says that the others are ours, and so goes last.
			for (const file of [`${about}.part`, `${about}.part.new`, part, journal]) {
				await rm(file, { force: true });
			}
		}
	} finally {
		await held.release();
	}
}
