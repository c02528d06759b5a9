import { parseArgs } from "node:util";
import type { BatchArguments } from "./batchArguments.ts";
import { BATCH_COMMANDS, BATCH_OPTIONS, readBatchArguments } from "./batchArguments.ts";
import { EVALUATE_OPTIONS, readEvaluateArguments, type EvaluateArguments } from "./evaluateArguments.ts";
import { MODELS_OPTIONS, readModelsArguments, type ModelsArguments } from "./modelsArguments.ts";
import { PLACEMENT_OPTIONS, placementOf, type PlacementArguments } from "./placementArguments.ts";
import { misread, number, oneOf, usage, withOwnHelp } from "./usage.ts";

export interface Arguments {
	readonly command: "ask" | "encode" | "facts" | "recognise" | "devices" | "mcp" | "help" | "version";
	/** Which command help is wanted about; all of them if absent. */
	readonly about?: string | undefined;
	readonly smiles: readonly string[];
	readonly fasta: readonly string[];
	/** Which record of each FASTA file, in their order, by the first word of its header; one serves all. */
	readonly records: readonly string[];
	readonly question: string;
	readonly bundle: string | undefined;
	readonly modelsFolder: string | undefined;
	readonly device: "auto" | "cpu";
	readonly placement: PlacementArguments;
	readonly json: boolean;
	readonly logits: boolean;
	/** What a model thinks before its answer goes to the standard error. */
	readonly showReasoning: boolean;
	readonly out: string | undefined;
	readonly temperature: number;
	readonly seed: number;
	readonly maxTokens: number | undefined;
	/** What to look through; `-` is the standard input. */
	readonly files: readonly string[];
	readonly stdinName: string | undefined;
	readonly language: string | undefined;
	/** End with exit code 3 where something is not valid. */
	readonly check: boolean;
	/** Whose files `mcp` lets agents read, and beside them write new ones. */
	readonly folders: readonly string[];
}

const COMMANDS = ["ask", "encode", "facts", "recognise", "devices", "mcp"] as const;

const OPTIONS = {
	smiles: { type: "string", multiple: true },
	fasta: { type: "string", multiple: true },
	record: { type: "string", multiple: true },
	bundle: { type: "string" },
	"models-folder": { type: "string" },
	device: { type: "string" },
	...PLACEMENT_OPTIONS,
	threads: { type: "string" },
	json: { type: "boolean" },
	logits: { type: "boolean" },
	"show-reasoning": { type: "boolean" },
	out: { type: "string" },
	temperature: { type: "string" },
	seed: { type: "string" },
	"max-tokens": { type: "string" },
	"stdin-name": { type: "string" },
	language: { type: "string" },
	check: { type: "boolean" },
	folder: { type: "string", multiple: true },
	help: { type: "boolean", short: "h" },
	version: { type: "boolean" },
} as const;

/** Reads the command line; fails with `usage` and a sentence that says what is wrong. */
export function readArguments(argv: readonly string[]): Arguments | BatchArguments | EvaluateArguments | ModelsArguments {
	const command = commandOf(argv);
	const paged = [...BATCH_COMMANDS, "evaluate" as const, "models" as const].find((one) => one === command);
	if (paged !== undefined && !argv.includes("--help") && !argv.includes("-h")) {
		return withOwnHelp(paged, () => (paged === "models" ? readModelsArguments(argv) : paged === "evaluate" ? readEvaluateArguments(argv) : readBatchArguments(paged, argv)));
	}
	return readPlainArguments(paged === undefined ? argv : ["help", paged]);
}

/** The first word that is no option and belongs to none. */
function commandOf(argv: readonly string[]): string | undefined {
	return parseArgs({ args: [...argv], allowPositionals: true, strict: false, options: { ...BATCH_OPTIONS, ...MODELS_OPTIONS, ...EVALUATE_OPTIONS, ...OPTIONS } }).positionals[0];
}

/** The same for all commands but those that work on whole tables. */
export function readPlainArguments(argv: readonly string[]): Arguments {
	const { values, positionals } = parse(argv);
	const [command, ...rest] = positionals;
	const base = {
		smiles: values.smiles ?? [],
		fasta: values.fasta ?? [],
		records: values.record ?? [],
		question: command === "recognise" ? "" : rest.join(" "),
		files: command === "recognise" ? rest : [],
		stdinName: values["stdin-name"],
		language: values.language,
		check: values.check ?? false,
		folders: values.folder ?? [],
		bundle: values.bundle,
		modelsFolder: values["models-folder"],
		device: oneOf("--device", values.device ?? "auto", ["auto", "cpu"] as const),
		placement: placementOf(values),
		json: values.json ?? false,
		logits: values.logits ?? false,
		showReasoning: values["show-reasoning"] ?? false,
		out: values.out,
		temperature: number("--temperature", values.temperature ?? "0", 0),
		seed: number("--seed", values.seed ?? "0", 0),
		maxTokens: values["max-tokens"] === undefined ? undefined : number("--max-tokens", values["max-tokens"], 1),
	};
	if (values.help || command === "help" || (command === undefined && !values.version)) {
		return { command: "help", about: command === "help" ? rest[0] : command, ...base };
	}
	if (values.version) {
		return { command: "version", ...base };
	}
	return complete({ command: known(command ?? ""), ...base });
}

function parse(argv: readonly string[]) {
	try {
		return parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS });
	} catch (error) {
		throw misread(error);
	}
}

function known(command: string): (typeof COMMANDS)[number] {
	const found = COMMANDS.find((one) => one === command);
	if (found === undefined) {
		throw usage(`The command “${command}” is none of ${[...COMMANDS, ...BATCH_COMMANDS, "evaluate", "models"].join(", ")}.`);
	}
	return found;
}

function complete(args: Arguments): Arguments {
	const attached = args.smiles.length + args.fasta.length;
	if (args.command === "ask" && !args.question.trim()) {
		throw usage('Write the question at the end, in quotes: biomedgpt ask --smiles CCO "Is it charged?"');
	}
	if (args.command === "encode" && attached !== 1) {
		throw usage("encode takes one entity: give --smiles or --fasta once.");
	}
	if (args.command === "facts" && attached === 0) {
		throw usage("facts needs a molecule or a protein: give --smiles or --fasta.");
	}
	if (args.command === "mcp" && attached > 0) {
		throw usage("mcp takes molecules and proteins from the agent: start it without --smiles and --fasta.");
	}
	if (args.command === "recognise") {
		refuseOtherThanFiles(args, attached);
	}
	if (args.records.length > 1 && args.records.length !== args.fasta.length) {
		throw usage(`There are ${args.records.length} --record and ${args.fasta.length} --fasta: give one record for each file, or one for all.`);
	}
	if (args.command !== "ask" && args.question) {
		throw usage(`${args.command} takes no text: “${args.question}”. Did you forget --smiles?`);
	}
	return args;
}

function refuseOtherThanFiles({ files, stdinName }: Arguments, attached: number): void {
	if (attached > 0) {
		throw usage("recognise looks through files: give them without --smiles and --fasta.");
	}
	if (files.length === 0) {
		throw usage("recognise needs a file, or - for the standard input: biomedgpt recognise screen.py.");
	}
	if (files.filter((file) => file === "-").length > 1) {
		throw usage("The standard input (-) can be read only once.");
	}
	if (stdinName !== undefined && !files.includes("-")) {
		throw usage("--stdin-name names the standard input: give - as the file.");
	}
}
