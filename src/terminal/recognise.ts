import { Failure, failureData } from "../science/failure.ts";
import { locatedIn } from "../science/files/fileText.ts";
import type { Located } from "../science/recognition/located.ts";
import type { Arguments } from "./arguments.ts";
import { EntityList, EntityLines, type EntityWriter } from "./entityWriter.ts";
import type { Source } from "./sources.ts";
import { sourcesOf } from "./sources.ts";
import type { Judge, Verdict } from "./validity.ts";
import { verdictsOf } from "./validity.ts";

export interface RecogniseServices {
	readonly chemistry: Judge;
	readonly stdin: AsyncIterable<Uint8Array>;
	readonly write: (text: string) => void;
	/** Resolves when the reader of the standard output has taken enough of it. */
	readonly flushed: () => Promise<void>;
	readonly remark: (line: string) => void;
	readonly signal: AbortSignal;
}

export const EXIT = { done: 0, unread: 1, invalid: 3 } as const;

/** Entities that are judged and written together, and such batches that wait for RDKit's thread while more is read. */
const BATCH = 64;
const BATCHES_AHEAD = 4;

/**
 * Lists the molecules, reactions, proteins and nucleotides of files, with what is wrong with them.
 *
 * A file that cannot be read is named on the standard error, and the others are done.
 *
 * @returns the exit code
 */
export async function recogniseFiles(args: Arguments, services: RecogniseServices): Promise<number> {
	const writer: EntityWriter = args.json ? new EntityList(services.write) : new EntityLines(services.write, args.check);
	let unread = 0;
	let skipped = 0;
	for (const file of args.files) {
		try {
			await recogniseFile(file, args, services, writer);
		} catch (error) {
			const failure = failureData(error);
			if (failure.code === "cancelled") {
				// The list is left open: nobody shall take a half for the whole.
				throw new Failure("cancelled", "Stopped. The list is not complete.");
			}
			const binary = failure.code === "binary-file";
			skipped += binary ? 1 : 0;
			unread += binary ? 0 : 1;
			services.remark(`${file === "-" ? "The standard input" : file}: ${failure.message}${binary ? " Skipped." : ""}`);
		}
	}
	writer.end();
	await services.flushed();
	if (!args.json) {
		services.remark(writer.summary(args.files.length - unread - skipped));
	}
	return unread > 0 ? EXIT.unread : args.check && writer.invalid > 0 ? EXIT.invalid : EXIT.done;
}

async function recogniseFile(file: string, args: Arguments, services: RecogniseServices, writer: EntityWriter): Promise<void> {
	for await (const source of sourcesOf(file, { stdinName: args.stdinName, language: args.language, stdin: services.stdin })) {
		for await (const { found, verdicts } of judged(batches(source, services.signal), services)) {
			writer.write(source, found, verdicts);
			await services.flushed();
		}
	}
}

interface Judged {
	readonly found: readonly Located[];
	readonly verdicts: readonly Verdict[];
}

/** RDKit works in its own thread on some batches while the next are read; they come out in order. */
async function* judged(all: AsyncIterable<readonly Located[]>, { chemistry, signal }: RecogniseServices): AsyncGenerator<Judged> {
	const waiting: Promise<Judged>[] = [];
	for await (const found of all) {
		const next = verdictsOf(found, chemistry, signal).then((verdicts) => withoutDoubtful(found, verdicts));
		// Its failure is thrown when its turn comes, not before.
		next.catch(() => undefined);
		waiting.push(next);
		if (waiting.length > BATCHES_AHEAD) {
			yield* await shifted(waiting);
		}
	}
	while (waiting.length > 0) {
		yield* await shifted(waiting);
	}
}

/** What only looked like a structure, and is none: no cue speaks for it, and RDKit refuses it. */
function withoutDoubtful(found: readonly Located[], verdicts: readonly Verdict[]): Judged {
	const kept = found.map((one, index) => one.found.cue !== "none" || verdicts[index]?.valid !== false);
	return { found: found.filter((_, index) => kept[index]), verdicts: verdicts.filter((_, index) => kept[index]) };
}

async function shifted(waiting: Promise<Judged>[]): Promise<Judged[]> {
	const first = await waiting.shift();
	return first === undefined ? [] : [first];
}

async function* batches(source: Source, signal: AbortSignal): AsyncGenerator<readonly Located[]> {
	let batch: Located[] = [];
	for await (const portion of locatedIn(source)) {
		if (signal.aborted) {
			throw new Failure("cancelled", "Stopped.");
		}
		for (const one of portion) {
			batch.push(one);
			if (batch.length === BATCH) {
				yield batch;
				batch = [];
			}
		}
	}
	yield batch;
}
