import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { Draft } from "../draft.ts";
import type { JobResult } from "../job.ts";
import { isPacked } from "../text.ts";
import { refuseAborted } from "../survey.ts";
import { aboutText, isAboutJob, type AboutJob } from "./about.ts";
import { resultOf } from "./finish.ts";
import { isRecord } from "./guards.ts";
import { inspect } from "./inspect.ts";
import type { Written } from "./ledger.ts";
import { placesOf } from "./places.ts";
import { endingOf } from "./plan.ts";
import { bytesOf } from "./source.ts";

interface Shard extends AboutJob {
	readonly file: string;
	readonly written: Written;
}

/**
 * Puts the shards of a job together, in their order: the same bytes as those of one run over all rows.
 *
 * @param parts absolute paths of the shards' outputs, in any order; beside each lies its `.about.json`
 * @param output absolute path
 * @throws Failure `shard-unfinished`, `shard-unknown`, `shard-missing`, `shards-differ`, `shard-changed`, `output-exists`, `not-writable`, `cancelled`
 */
export async function merge(parts: readonly string[], output: string, signal: AbortSignal = new AbortController().signal): Promise<JobResult> {
	const shards = (await Promise.all(parts.map(shardAt))).sort((one, other) => (one.header.spec.shard?.index ?? 1) - (other.header.spec.shard?.index ?? 1));
	const first = refuseIncomplete(shards);
	refuseOtherFormat(shards, output);
	const places = placesOf(output);
	const draft = await Draft.at(output);
	const about = await Draft.at(places.about);
	try {
		const hash = createHash("sha256");
		let bytes = 0;
		for (const shard of shards) {
			bytes += await copy(shard, draft, hash, signal);
		}
		const written = total(shards, bytes);
		const { spec } = first.header;
		const header = { ...first.header, spec: { ...spec, shard: undefined, source: path.relative(path.dirname(output), path.resolve(path.dirname(first.file), spec.source)), output: path.basename(output) }, range: { from: 0, to: first.header.total } };
		await about.write(aboutText(output, { header, written, origins: new Map(shards.flatMap(({ origins }) => [...origins])), sum: hash.digest("hex") }));
		await draft.commit();
		await about.commit();
		return resultOf({ ...header.spec, source: path.resolve(path.dirname(output), header.spec.source), output }, { header, written, places });
	} finally {
		await Promise.all([draft.discard(), about.discard()]);
	}
}

async function copy({ file, bytes, sum }: Shard, draft: Draft, whole: ReturnType<typeof createHash>, signal: AbortSignal): Promise<number> {
	const hash = createHash("sha256");
	for await (const chunk of bytesOf(file)) {
		refuseAborted(signal);
		hash.update(chunk);
		whole.update(chunk);
		await draft.write(chunk);
	}
	if (hash.digest("hex") !== sum) {
		throw new Failure("shard-changed", `${path.basename(file)} is not what its annotation wrote any more: it was changed or cut off since. Make this shard again.`);
	}
	return bytes;
}

async function shardAt(file: string): Promise<Shard> {
	const name = path.basename(file);
	if (!(await stat(file).then((found) => found.isFile(), () => false))) {
		const unfinished = await inspect(file).catch(() => undefined);
		throw unfinished === undefined
			? new Failure("shard-missing", `There is no file ${file}. Annotate this shard, or correct its name.`)
			: new Failure("shard-unfinished", `${name} is not finished: ${unfinished.rows.toLocaleString("en")} of its ${(unfinished.total ?? 0).toLocaleString("en")} rows are there. Resume it first.`);
	}
	let about: unknown;
	try {
		about = JSON.parse(await readFile(placesOf(file).about, "utf8"));
	} catch {
		about = undefined;
	}
	const job = isRecord(about) ? about["job"] : undefined;
	if (!isRecord(about) || !isAboutJob(job)) {
		throw new Failure("shard-unknown", `${path.basename(placesOf(file).about)} beside ${name}, which tells what the shard is, is missing or cannot be read. Bring it back, or make this shard again.`);
	}
	const count = (key: string): number => Number(about[key]);
	return { ...job, file, written: { rows: count("rows"), ok: count("ok"), failed: count("failed"), skipped: count("skipped"), bytes: job.bytes } };
}

/** All rows, each once, of one and the same job. */
function refuseIncomplete(shards: readonly Shard[]): Shard {
	const [first] = shards;
	if (first === undefined) {
		throw new Failure("invalid-input", "There is nothing to merge. Name the files of all shards.");
	}
	const other = shards.find((shard) => identity(shard) !== identity(first));
	if (other !== undefined) {
		throw new Failure("shards-differ", `${path.basename(first.file)} and ${path.basename(other.file)} are not shards of one annotation: their table, tasks, model or program differ. Merge those of one only.`);
	}
	const of = first.header.spec.shard?.of ?? 1;
	const there = new Set(shards.map(({ header }) => header.spec.shard?.index ?? 1));
	const missing = Array.from({ length: of }, (_, index) => index + 1).filter((index) => !there.has(index));
	if (missing.length > 0 || shards.length !== of) {
		throw new Failure("shard-missing", missing.length > 0 ? `Of ${of} shards there ${missing.length === 1 ? "is one" : "are some"} missing: ${missing.slice(0, 20).join(", ")}${missing.length > 20 ? ", …" : ""}. Annotate ${missing.length === 1 ? "it" : "them"}, and name the files of all shards.` : `There are ${of} shards, and ${shards.length} files were named: one of them twice. Name each once.`);
	}
	let place = 0;
	for (const { header: { range }, written } of shards) {
		if (range.from !== place || written.rows !== range.to - range.from) {
			throw new Failure("shards-differ", "These shards do not follow one another: some rows would come twice or not at all. Make them again from the same table.");
		}
		place = range.to;
	}
	if (place !== first.header.total) {
		throw new Failure("shards-differ", `These shards hold ${place.toLocaleString("en")} rows, and the table has ${first.header.total.toLocaleString("en")}. Make them again from the same table.`);
	}
	return first;
}

/** Bytes are put behind one another as they are: a CSV does not become a TSV by its name, nor is it packed by one. */
function refuseOtherFormat(shards: readonly Shard[], output: string): void {
	const format = (source: string, name: string): string => `${endingOf(source, name)}${isPacked(name) ? ".gz" : ""}`;
	for (const { file, header: { spec } } of shards) {
		const [is, wanted] = [format(spec.source, spec.output), format(spec.source, output)];
		if (is !== wanted) {
			throw new Failure("shards-differ", `${path.basename(file)} is ${is.toUpperCase()}, and ${path.basename(output)} would be ${wanted.toUpperCase()}: shards are put together as they are. Give all of them, and what they become, the same ending.`);
		}
	}
}

/** What shards of one job have in common. */
function identity({ header: { spec, source, titles, structures, columns, model, total, size, program } }: Shard): string {
	return JSON.stringify([spec.tasks, spec.maxRows, spec.shard?.of, source.size, source.sum, titles, structures, columns, model, total, size, program]);
}

function total(shards: readonly Shard[], bytes: number): Written {
	const sum = (key: "rows" | "ok" | "failed" | "skipped"): number => shards.reduce((all, { written }) => all + written[key], 0);
	return { rows: sum("rows"), ok: sum("ok"), failed: sum("failed"), skipped: sum("skipped"), bytes };
}
