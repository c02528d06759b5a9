import { parseArgs } from "node:util";
import { Failure } from "../science/failure.ts";

export interface Arguments {
	readonly command: "ask" | "encode" | "facts" | "recognise" | "mcp" | "help" | "version";
	readonly smiles: readonly string[];
	readonly fasta: readonly string[];
	/** Which record of each FASTA file, in their order, by the first word of its header; one serves all. */
	readonly records: readonly string[];
	readonly question: string;
	readonly bundle: string | undefined;
	readonly device: "auto" | "cpu";
	readonly json: boolean;
	readonly logits: boolean;
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

const COMMANDS = ["ask", "encode", "facts", "recognise", "mcp"] as const;

export const HELP = `biomedgpt: ask a local biomedical language model about molecules and proteins

  biomedgpt ask [--smiles SMILES]… [--fasta FILE [--record NAME]]… "question"
  biomedgpt encode --smiles SMILES | --fasta FILE [--out FILE.npy]
  biomedgpt facts --smiles SMILES | --fasta FILE
  biomedgpt recognise [--check] [--json] FILE…
  biomedgpt mcp [--folder DIR]…

  --json             one JSON object on the standard output; from recognise one array, an entity a line
  --bundle DIR       another model folder (default: the embedded BioMedGPT nano)
  --device auto|cpu  where the language model runs (default: auto)
  --record NAME      the record of a FASTA file that holds several

ask:
  --temperature T    0 (default) is greedy; above, text is sampled
  --seed N           seed of sampled text (default: 0)
  --max-tokens N     longest answer
  --logits           add the logits of the first answer position (with --json)

encode:
  --out FILE.npy     write the soft tokens there, and what the adapter was given to FILE.features.npy

recognise: lists the molecules, reactions, proteins and nucleotides in source code, notebooks, text and data
  FILE               - is the standard input; folders are not walked: give folder/*.py or $(git ls-files)
  --check            for hooks: list only what is not valid, and end with exit code 3 if there is any
  --stdin-name NAME  what the standard input would be called as a file (screen.py), for its language
  --language ID      language of the files, whatever their names: VS Code's id, such as python, r or markdown

mcp: serves agents over the standard input and output (Model Context Protocol) until the input ends
  --folder DIR       a folder whose files agents may read and annotate (as new files beside them); without one, none

  --help, --version

Exit codes: 0 done; 1 failed, or a file could not be read; 2 wrong usage; 3 not valid (recognise --check); 130 interrupted.

Everything runs on this machine; nothing is sent anywhere. (What an agent is told, its own model is told too.) Text that a model writes must be checked.
`;

/** Reads the command line; fails with `usage` and a sentence that says what is wrong. */
export function readArguments(argv: readonly string[]): Arguments {
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
		device: oneOf("--device", values.device ?? "auto", ["auto", "cpu"] as const),
		json: values.json ?? false,
		logits: values.logits ?? false,
		out: values.out,
		temperature: number("--temperature", values.temperature ?? "0", 0),
		seed: number("--seed", values.seed ?? "0", 0),
		maxTokens: values["max-tokens"] === undefined ? undefined : number("--max-tokens", values["max-tokens"], 1),
	};
	if (values.help || command === "help" || (command === undefined && !values.version)) {
		return { command: "help", ...base };
	}
	if (values.version) {
		return { command: "version", ...base };
	}
	return complete({ command: oneOf("The command", command ?? "", COMMANDS), ...base });
}

function parse(argv: readonly string[]) {
	try {
		return parseArgs({
			args: [...argv],
			allowPositionals: true,
			options: {
				smiles: { type: "string", multiple: true },
				fasta: { type: "string", multiple: true },
				record: { type: "string", multiple: true },
				bundle: { type: "string" },
				device: { type: "string" },
				json: { type: "boolean" },
				logits: { type: "boolean" },
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
			},
		});
	} catch (error) {
		// Node adds advice for programmers after the first sentence.
		throw usage((error instanceof Error ? error.message : String(error)).replace(/\n[\s\S]*/, ""));
	}
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

function oneOf<T extends string>(what: string, value: string, choices: readonly T[]): T {
	const choice = choices.find((candidate) => candidate === value);
	if (!choice) {
		throw usage(`${what} “${value}” is none of ${choices.join(", ")}.`);
	}
	return choice;
}

function number(option: string, text: string, least: number): number {
	const value = Number(text);
	if (text.trim() === "" || !Number.isFinite(value) || value < least || (option !== "--temperature" && !Number.isInteger(value))) {
		throw usage(`${option} needs a ${option === "--temperature" ? "number" : "whole number"} of at least ${least}, not “${text}”.`);
	}
	return value;
}

function usage(reason: string): Failure {
	return new Failure("usage", `${reason} See biomedgpt --help.`);
}
