import { parseArgs } from "node:util";
import { NO_PLACEMENT, PLACEMENT_OPTIONS, placementOf, type PlacementArguments } from "./placementArguments.ts";
import type { TaskArgument } from "./taskArguments.ts";
import { tasksOf } from "./taskArguments.ts";
import { misread, number, oneOf, usage } from "./usage.ts";

/** What the formats of tables are called where no file name tells. */
export const FORMAT_NAMES = ["csv", "tsv", "smi", "sdf", "fasta", "jsonl"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

interface Shared {
	readonly bundle: string | undefined;
	readonly modelsFolder: string | undefined;
	readonly device: "auto" | "cpu";
	readonly placement: PlacementArguments;
	/** Results of these commands are files; what is told goes to the standard error. */
	readonly json: false;
	/** Processor cores that the work may use; all that the system gives if absent. */
	readonly threads: number | undefined;
	/** Tell everything as one JSON object a line, for programs. */
	readonly jsonProgress: boolean;
	/** As given; `-` is the standard output. */
	readonly output: string;
}

export interface AnnotateArguments extends Shared {
	readonly command: "annotate";
	/** As given; `-` is the standard input. */
	readonly source: string;
	readonly from: FormatName | undefined;
	readonly to: FormatName | undefined;
	readonly column: string | undefined;
	readonly structures: "molecule" | "protein" | undefined;
	readonly tasks: readonly TaskArgument[];
	readonly shard: { readonly index: number; readonly of: number } | undefined;
	readonly maxRows: number | undefined;
	readonly resume: boolean;
	/** Seconds to wait for another command that works on the same output, or for its lock to be known as a dead one's. */
	readonly wait: number;
	/** Give up what an interrupted run left, and begin anew. */
	readonly restart: boolean;
	readonly cache: boolean;
	readonly report: string | undefined;
	/** End with exit code 3 where a row failed. */
	readonly check: boolean;
}

export interface MergeArguments extends Shared {
	readonly command: "merge";
	/** In the order of their shards. */
	readonly parts: readonly string[];
}

export interface ReportArguments extends Shared {
	readonly command: "report";
	/** A finished annotation. */
	readonly table: string;
}

export type BatchArguments = AnnotateArguments | MergeArguments | ReportArguments;

export const BATCH_COMMANDS = ["annotate", "merge", "report"] as const;

export function isBatch<Other extends { readonly command: string }>(args: Other | BatchArguments): args is BatchArguments {
	return BATCH_COMMANDS.some((command) => command === args.command);
}

const SHARED = {
	output: { type: "string", short: "o" },
	"json-progress": { type: "boolean" },
} as const;

const ANNOTATE = {
	...SHARED,
	bundle: { type: "string" },
	"models-folder": { type: "string" },
	device: { type: "string" },
	...PLACEMENT_OPTIONS,
	from: { type: "string" },
	to: { type: "string" },
	column: { type: "string" },
	smiles: { type: "string" },
	sequence: { type: "string" },
	facts: { type: "string", multiple: true },
	describe: { type: "boolean", multiple: true },
	ask: { type: "string", multiple: true },
	choices: { type: "string", multiple: true },
	"json-schema": { type: "string", multiple: true },
	embed: { type: "boolean", multiple: true },
	as: { type: "string", multiple: true },
	shard: { type: "string" },
	resume: { type: "boolean" },
	restart: { type: "boolean" },
	"max-rows": { type: "string" },
	"no-cache": { type: "boolean" },
	report: { type: "string" },
	threads: { type: "string" },
	wait: { type: "string" },
	check: { type: "boolean" },
} as const;

export const BATCH_OPTIONS = ANNOTATE;

/** Reads the command line of `annotate`, `merge` or `report`; fails with `usage`. */
export function readBatchArguments(command: BatchArguments["command"], argv: readonly string[]): BatchArguments {
	switch (command) {
		case "annotate":
			return annotateArguments(argv);
		case "merge":
			return mergeArguments(argv);
		case "report":
			return reportArguments(argv);
	}
}

function annotateArguments(argv: readonly string[]): AnnotateArguments {
	const { values, positionals, tokens } = strictly(() => parseArgs({ args: [...argv], allowPositionals: true, tokens: true, options: ANNOTATE }));
	const tasks = tasksOf(tokens.flatMap((token) => (token.kind === "option" ? [{ name: token.name, value: token.value ?? "" }] : [])));
	if (tasks.length === 0) {
		throw usage("annotate needs something to find out: --facts mw,logp, --describe, --ask “…” or --embed.");
	}
	if (values.resume === true && values.restart === true) {
		throw usage("--resume goes on where a run was interrupted, --restart begins anew: give one of them.");
	}
	const source = onlyFile(positionals, 'annotate takes one file, or - for the standard input: biomedgpt annotate compounds.csv -o annotated.csv --facts mw,logp.');
	const output = outputOf(values.output, "annotate");
	refuseInPipes(source, output, values);
	return {
		command: "annotate",
		...told(values),
		...structuresOf(values),
		source,
		output,
		bundle: values.bundle,
		modelsFolder: values["models-folder"],
		device: oneOf("--device", values.device ?? "auto", ["auto", "cpu"] as const),
		// Its --threads are for all of the work.
		placement: placementOf({ ...values, threads: undefined }),
		from: values.from === undefined ? undefined : oneOf("--from", values.from, FORMAT_NAMES),
		to: values.to === undefined ? undefined : oneOf("--to", values.to, FORMAT_NAMES),
		tasks,
		shard: values.shard === undefined ? undefined : shardOf(values.shard),
		maxRows: values["max-rows"] === undefined ? undefined : number("--max-rows", values["max-rows"], 1),
		resume: values.resume ?? false,
		wait: number("--wait", values.wait ?? "0", 0),
		restart: values.restart ?? false,
		cache: values["no-cache"] !== true,
		report: values.report,
		threads: values.threads === undefined ? undefined : number("--threads", values.threads, 1),
		check: values.check ?? false,
	};
}

function mergeArguments(argv: readonly string[]): MergeArguments {
	const { values, positionals } = strictly(() => parseArgs({ args: [...argv], allowPositionals: true, options: SHARED }));
	const parts = positionals.slice(1);
	if (parts.length === 0) {
		throw usage("merge needs the annotated shards, in their order: biomedgpt merge part1.csv part2.csv -o annotated.csv.");
	}
	return { command: "merge", ...told(values), bundle: undefined, modelsFolder: undefined, device: "auto", placement: NO_PLACEMENT, threads: undefined, parts, output: outputOf(values.output, "merge") };
}

function reportArguments(argv: readonly string[]): ReportArguments {
	const { values, positionals } = strictly(() => parseArgs({ args: [...argv], allowPositionals: true, options: SHARED }));
	const table = onlyFile(positionals, "report takes one annotated file: biomedgpt report annotated.csv -o report.md.");
	return { command: "report", ...told(values), bundle: undefined, modelsFolder: undefined, device: "auto", placement: NO_PLACEMENT, threads: undefined, table, output: outputOf(values.output, "report") };
}

function strictly<Parsed>(parse: () => Parsed): Parsed {
	try {
		return parse();
	} catch (error) {
		throw misread(error);
	}
}

function told(values: { readonly "json-progress"?: boolean | undefined }): Pick<Shared, "json" | "jsonProgress"> {
	return { json: false, jsonProgress: values["json-progress"] ?? false };
}

/** The command's own word stands first. */
function onlyFile([, file, ...more]: readonly string[], sentence: string): string {
	if (file === undefined || more.length > 0) {
		throw usage(sentence);
	}
	return file;
}

function outputOf(output: string | undefined, command: string): string {
	if (output === undefined || output === "") {
		throw usage(`${command} needs the file to write: -o OUT${command === "annotate" ? ", or -o - for the standard output" : ""}.`);
	}
	return output;
}

/** A stream can be read and written once. */
function refuseInPipes(source: string, output: string, values: { readonly from?: string | undefined; readonly to?: string | undefined; readonly resume?: boolean | undefined; readonly restart?: boolean | undefined; readonly shard?: string | undefined; readonly report?: string | undefined }): void {
	const kept = (["resume", "restart", "shard", "report"] as const).find((name) => values[name] !== undefined && values[name] !== false);
	if (kept !== undefined && (source === "-" || output === "-")) {
		throw usage(`--${kept} needs files: what streams through a pipe cannot be read again. Give names instead of -.`);
	}
	if ((source === "-") !== (values.from !== undefined)) {
		throw usage(source === "-" ? `The standard input has no ending that tells what it is: give --from ${FORMAT_NAMES.join("|")}.` : "--from is for the standard input (-): a file's ending tells what it is.");
	}
	if (output !== "-" && values.to !== undefined) {
		throw usage("--to is for the standard output (-): a file's ending says what is written.");
	}
}

function structuresOf({ column, smiles, sequence }: { readonly column?: string | undefined; readonly smiles?: string | undefined; readonly sequence?: string | undefined }): Pick<AnnotateArguments, "column" | "structures"> {
	const given = [column, smiles, sequence].filter((title) => title !== undefined);
	if (given.length > 1) {
		throw usage("One column is annotated by: give one of --column, --smiles and --sequence.");
	}
	return { column: given[0], structures: smiles !== undefined ? "molecule" : sequence !== undefined ? "protein" : undefined };
}

function shardOf(text: string): { readonly index: number; readonly of: number } {
	const [, index, of] = /^\s*(\d{1,6})\s*\/\s*(\d{1,6})\s*$/.exec(text) ?? [];
	if (index === undefined || of === undefined || Number(index) < 1 || Number(index) > Number(of)) {
		throw usage(`--shard says which part of how many, such as 3/16, not “${text.slice(0, 60)}”.`);
	}
	return { index: Number(index), of: Number(of) };
}
