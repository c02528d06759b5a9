import { parseArgs } from "node:util";
import { PLACEMENT_OPTIONS, placementOf, type PlacementArguments } from "./placementArguments.ts";
import { misread, number, oneOf, usage } from "./usage.ts";

export interface EvaluateArguments {
	readonly command: "evaluate";
	/** An installed model by its name; `nano` is the embedded one. */
	readonly model: string | undefined;
	readonly bundle: string | undefined;
	readonly modelsFolder: string | undefined;
	readonly device: "auto" | "cpu";
	readonly placement: PlacementArguments;
	/** Results are files; what is told goes to the standard error. */
	readonly json: false;
	readonly jsonProgress: boolean;
	/** Processor cores that the work may use; all that the system gives if absent. */
	readonly threads: number | undefined;
	/** As given. */
	readonly benchmarks: readonly { readonly name: string; readonly file: string; readonly training: string | undefined; readonly question: string | undefined }[];
	/** As given, with `.json` at its end. */
	readonly output: string;
	readonly seed: number;
	readonly limit: number | undefined;
	readonly resume: boolean;
	readonly restart: boolean;
}

export const EVALUATE_OPTIONS = {
	model: { type: "string" },
	bundle: { type: "string" },
	"models-folder": { type: "string" },
	device: { type: "string" },
	...PLACEMENT_OPTIONS,
	benchmark: { type: "string", multiple: true },
	training: { type: "string", multiple: true },
	question: { type: "string", multiple: true },
	output: { type: "string", short: "o" },
	limit: { type: "string" },
	seed: { type: "string" },
	threads: { type: "string" },
	resume: { type: "boolean" },
	restart: { type: "boolean" },
	"json-progress": { type: "boolean" },
} as const;

export function isEvaluate<Other extends { readonly command: string }>(args: Other | EvaluateArguments): args is EvaluateArguments {
	return args.command === "evaluate";
}

/** Reads the command line of `evaluate`; fails with `usage`. */
export function readEvaluateArguments(argv: readonly string[]): EvaluateArguments {
	const { values, positionals } = strictly(argv);
	if (positionals.length > 1) {
		throw usage(`evaluate takes its files by options: --benchmark NAME=FILE, not “${positionals[1]?.slice(0, 100) ?? ""}”.`);
	}
	if (values.model !== undefined && values.bundle !== undefined) {
		throw usage("--model names an installed model, --bundle a folder: give one of them.");
	}
	if (values.resume === true && values.restart === true) {
		throw usage("--resume goes on where a run was interrupted, --restart begins anew: give one of them.");
	}
	return {
		command: "evaluate",
		model: values.model,
		bundle: values.bundle,
		modelsFolder: values["models-folder"],
		device: oneOf("--device", values.device ?? "auto", ["auto", "cpu"] as const),
		// Its --threads are for all of the work.
		placement: placementOf({ ...values, threads: undefined }),
		json: false,
		jsonProgress: values["json-progress"] ?? false,
		threads: values.threads === undefined ? undefined : number("--threads", values.threads, 1),
		benchmarks: benchmarksOf(values.benchmark ?? [], values.training ?? [], values.question ?? []),
		output: outputOf(values.output),
		seed: number("--seed", values.seed ?? "0", 0),
		limit: values.limit === undefined ? undefined : number("--limit", values.limit, 1),
		resume: values.resume ?? false,
		restart: values.restart ?? false,
	};
}

function strictly(argv: readonly string[]) {
	try {
		return parseArgs({ args: [...argv], allowPositionals: true, options: EVALUATE_OPTIONS });
	} catch (error) {
		throw misread(error);
	}
}

function outputOf(output: string | undefined): string {
	if (output === undefined || output === "") {
		throw usage("evaluate needs the report to write: -o report.json.");
	}
	if (!/\.json$/i.test(output)) {
		throw usage(`The report is JSON, with Markdown beside it: give a name that ends with .json, not “${output.slice(0, 100)}”.`);
	}
	return output;
}

function benchmarksOf(benchmarks: readonly string[], training: readonly string[], questions: readonly string[]): EvaluateArguments["benchmarks"] {
	if (benchmarks.length === 0) {
		throw usage("evaluate needs a benchmark: --benchmark NAME=FILE, such as --benchmark pubmedqa=ori_pqal.json.");
	}
	const named = benchmarks.map((text) => pairOf("--benchmark", text));
	const names = new Set<string>();
	for (const [name] of named) {
		if (names.has(name)) {
			throw usage(`Two benchmarks are called “${name.slice(0, 100)}”: give each a name of its own before the =.`);
		}
		names.add(name);
	}
	const [tables, asked] = [byName("--training", training, names), byName("--question", questions, names)];
	return named.map(([name, file]) => ({ name, file, training: tables.get(name), question: asked.get(name) }));
}

function byName(option: string, texts: readonly string[], names: ReadonlySet<string>): ReadonlyMap<string, string> {
	const pairs = texts.map((text) => pairOf(option, text));
	const stranger = pairs.find(([name]) => !names.has(name));
	if (stranger !== undefined) {
		throw usage(`${option} ${stranger[0].slice(0, 100)}=… belongs to no benchmark: there is ${[...names].join(", ").slice(0, 200)}.`);
	}
	return new Map(pairs);
}

function pairOf(option: string, text: string): readonly [name: string, value: string] {
	const at = text.indexOf("=");
	const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
	if (at < 1 || name === "" || value === "") {
		throw usage(`${option} is a name and what belongs to it, such as ${option} chebi=${option === "--question" ? '"Please describe this molecule."' : "file.tsv"}, not “${text.slice(0, 100)}”.`);
	}
	return [name, value];
}
