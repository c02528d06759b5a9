import path from "node:path";
import { Failure, failureData } from "../../science/failure.ts";
import { annotatedParts } from "../annotate.ts";
import { refuseOtherModel } from "../batchEngine.ts";
import { exists, isThere } from "../draft.ts";
import { needsModel, onDemand } from "../makeTasks.ts";
import { refuseAborted } from "../survey.ts";
import type { JobProgress, JobResult } from "../job.ts";
import type { JobSpec } from "../spec.ts";
import { isPacked, gzipped } from "../text.ts";
import { finish, finishInterrupted, isWhole } from "./finish.ts";
import { readJournal, type Journal, type JobHeader } from "./journal.ts";
import { Ledger, type Patience } from "./ledger.ts";
import { lockJob } from "./lock.ts";
import { patiently } from "./patience.ts";
import { placesOf, type Places } from "./places.ts";
import { annotatorOf, endingOf, plan, refuseChanged } from "./plan.ts";
import { Reporter } from "./reporter.ts";
import type { JobServices } from "./services.ts";
import { bytesOf, isSame, statOf } from "./source.ts";
import { runStreamed } from "./streamed.ts";

export interface RunOptions {
	readonly signal: AbortSignal;
	/** At most four times a second, and whenever something else begins. */
	readonly progress?: ((progress: JobProgress) => void) | undefined;
	/** Goes on where a journal lies beside the output; begins anew where there is none. */
	readonly resume?: boolean | undefined;
	/** Milliseconds between two attempts to write on a full disk; 3,000 if absent. */
	readonly pause?: number | undefined;
	/** Milliseconds after which what was written is made sure of; 2,000 if absent. */
	readonly checkpoint?: number | undefined;
}

/**
 * Annotates a file. What is done is kept beside the output, whatever ends the run, and the finished output is the same bytes whether it
 * was interrupted or not.
 *
 * @throws Failure `output-exists`, `job-exists`, `job-running`, `journal-broken`, `spec-changed`, `source-changed`, `program-changed`, `model-changed`,
 * `not-writable`, `cancelled`, those of survey and tasks, and what all rows would meet alike
 */
export async function run(spec: JobSpec, services: JobServices, options: RunOptions): Promise<JobResult> {
	const reporter = new Reporter(options.progress);
	if (spec.source === "-" || spec.output === "-") {
		return runStreamed(spec, services, { signal: options.signal, reporter });
	}
	const places = placesOf(spec.output);
	const patience: Patience = { signal: options.signal, waiting: (why) => reporter.waiting(why), pause: options.pause, checkpoint: options.checkpoint };
	const lock = await patiently(() => lockJob(places.lock), patience);
	try {
		return await new Run({ spec, services, places, patience, reporter }).run(options.resume === true);
	} finally {
		await lock.release();
	}
}

interface RunParts {
	readonly spec: JobSpec;
	readonly services: JobServices;
	readonly places: Places;
	readonly patience: Patience;
	readonly reporter: Reporter;
}

class Run {
	constructor(private readonly parts: RunParts) {}

	async run(resume: boolean): Promise<JobResult> {
		const { spec, places, reporter, services, patience: { signal } } = this.parts;
		reporter.phase("surveying");
		const journal = await readJournal(places.journal);
		if (journal !== undefined && !resume) {
			throw new Failure("job-exists", `An annotation that was not finished lies beside ${path.basename(spec.output)}. Resume it, or discard it first.`);
		}
		if (journal?.finishing === true && (await isWhole(places, journal))) {
			await this.refuseOtherFinished(journal);
			return finishInterrupted(spec, places, journal);
		}
		await this.refuseExisting(journal === undefined);
		if (journal === undefined) {
			const header = await plan(spec, services, signal);
			return this.work(header, await Ledger.begin(places, header, this.parts.patience));
		}
		await this.refuseOther(journal);
		return this.work(journal.header, await Ledger.resume(places, journal, this.parts.patience));
	}

	/** Nothing that is there is ever written over. */
	private async refuseExisting(anew: boolean): Promise<void> {
		const { output, about, part } = this.parts.places;
		for (const file of anew ? [output, about, part] : [output, about]) {
			if (await isThere(file)) {
				throw exists(file);
			}
		}
	}

	private async refuseOther({ header }: Journal): Promise<void> {
		const { spec, services, patience: { signal } } = this.parts;
		refuseChanged(header, spec, { program: services.program, same: await isSame(spec.source, header.source, signal) });
		if (header.model !== undefined && needsModel(spec.tasks)) {
			refuseOtherModel(header.model, await onDemand(services.engine, spec.tasks, signal)());
		}
	}

	/** All is written: another program or model would change nothing of it, and the source may be gone. */
	private async refuseOtherFinished({ header }: Journal): Promise<void> {
		const { spec, patience: { signal } } = this.parts;
		const same = await isSame(spec.source, header.source, signal).catch((error: unknown) => {
			if (failureData(error).code !== "file-missing") {
				throw error;
			}
			return true;
		});
		refuseChanged(header, spec, { program: header.program, same });
	}

	private async work(header: JobHeader, ledger: Ledger): Promise<JobResult> {
		try {
			await this.annotate(header, ledger);
			return await finish(this.parts, header, ledger);
		} finally {
			await ledger.close();
		}
	}

	private async annotate(header: JobHeader, ledger: Ledger): Promise<void> {
		const { spec, services, reporter, patience: { signal } } = this.parts;
		const { rows, bytes } = ledger.state;
		const { titles, structures, range, size } = header;
		const annotator = annotatorOf({ titles, structures, spec }, services, signal, (share) => reporter.share(share));
		reporter.begin(range.to - range.from, ledger.state);
		const packed = isPacked(spec.output);
		const before = await statOf(spec.source);
		// While rows were counted and a model was started, somebody may have added more.
		refuseDifferent(spec, before.size === header.source.size);
		try {
			const options = { annotator, titles, structureTitle: structures.title, size, range: { from: range.from + rows, to: range.to }, headed: (spec.shard?.index ?? 1) === 1 && bytes === 0, ending: endingOf(spec.source, spec.output), signal };
			for await (const part of range.from + rows < range.to || options.headed ? annotatedParts({ name: path.basename(spec.source), bytes: bytesOf(spec.source) }, options) : []) {
				// An empty header (JSONL, SDF) is no member of its own.
				await ledger.append(part.text === "" ? new Uint8Array() : packed ? await gzipped(part.text) : Buffer.from(part.text), part, annotator.origins());
				reporter.done(ledger.state);
			}
		} catch (error) {
			// What was done is kept, unless the disk has no room for it.
			await ledger.checkpoint(annotator.origins()).catch(() => undefined);
			throw error;
		}
		refuseAborted(signal);
		await ledger.checkpoint(annotator.origins());
		const after = await statOf(spec.source);
		refuseDifferent(spec, ledger.state.rows === range.to - range.from && after.size === before.size && after.modified === before.modified);
	}
}

function refuseDifferent({ source }: JobSpec, isSame: boolean): void {
	if (!isSame) {
		throw new Failure("source-changed", `${path.basename(source)} was changed while it was read, so the result would mix two versions. Discard what is there and begin anew.`);
	}
}
