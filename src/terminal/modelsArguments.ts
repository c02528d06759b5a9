import { parseArgs, type ParseArgsConfig } from "node:util";
import { isModelName } from "../inference/bundle/store/folders.ts";
import type { ImportRequest } from "../inference/import/plan.ts";
import { NO_PLACEMENT, type PlacementArguments } from "./placementArguments.ts";
import { misread, oneOf, usage } from "./usage.ts";

/** What the command line calls the embedded model. */
export const EMBEDDED = "nano";

interface Shared {
	readonly command: "models";
	/** Another model for this command; none of these asks one. */
	readonly bundle: undefined;
	readonly device: "auto" | "cpu";
	readonly placement: PlacementArguments;
	readonly json: boolean;
	/** Tell how far it is as one JSON object a line, for programs. */
	readonly jsonProgress: boolean;
	/** Where the models are; the usual place if absent. */
	readonly modelsFolder: string | undefined;
}

export interface ImportArguments extends Shared {
	readonly action: "import";
	readonly request: ImportRequest;
	/** Let it answer from now on. */
	readonly use: boolean;
}

export interface DownloadArguments extends Shared {
	readonly action: "download";
	/** Of the catalogue. */
	readonly id: string;
	/** Undefined where there is only one. */
	readonly variant: string | undefined;
	readonly acceptLicence: boolean;
	/** Download, and make no model of it. */
	readonly filesOnly: boolean;
	/** How it is imported afterwards. */
	readonly request: Omit<ImportRequest, "source">;
	readonly use: boolean;
}

export type ModelsArguments =
	| (Shared & { readonly action: "list" | "empty" })
	| ImportArguments
	| DownloadArguments
	/** @param name all models if absent */
	| (Shared & { readonly action: "verify"; readonly name: string | undefined })
	| (Shared & { readonly action: "use" | "remove"; readonly name: string })
	/** Undoes a removal; @param name the last one if absent */
	| (Shared & { readonly action: "restore"; readonly name: string | undefined });

const COMMON = { json: { type: "boolean" }, "json-progress": { type: "boolean" }, "models-folder": { type: "string" } } as const;
const IMPORT = {
	...COMMON,
	as: { type: "string" },
	quantise: { type: "string" },
	protein: { type: "string" },
	"language-from": { type: "string" },
	"protein-from": { type: "string" },
	"molecule-from": { type: "string" },
	gguf: { type: "string" },
	original: { type: "string" },
	"same-language": { type: "boolean" },
	device: { type: "string" },
	use: { type: "boolean" },
} as const;
const DOWNLOAD = { ...IMPORT, variant: { type: "string" }, "accept-licence": { type: "boolean" }, "files-only": { type: "boolean" } } as const;
const REMOVE = { ...COMMON, undo: { type: "boolean" } } as const;

/** All options of all of them, to tell words from options' values. */
export const MODELS_OPTIONS = { ...DOWNLOAD, ...REMOVE };

const ACTIONS = ["list", "import", "download", "verify", "use", "remove", "empty"] as const;
const LANGUAGE_WEIGHTS = ["F32", "F16", "Q8_0", "Q4_K"] as const;
const PROTEIN_WEIGHTS = ["F32", "F16", "int8", "int4"] as const;

export function isModels<Other extends { readonly command: string }>(args: Other | ModelsArguments): args is ModelsArguments {
	return args.command === "models";
}

/** Reads the command line of `biomedgpt models …`; fails with `usage`. */
export function readModelsArguments(argv: readonly string[]): ModelsArguments {
	const word = parseArgs({ args: [...argv], allowPositionals: true, strict: false, options: MODELS_OPTIONS }).positionals[1];
	if (word === undefined) {
		throw usage(`Say what to do with models: ${ACTIONS.join(", ")}. For instance: biomedgpt models list.`);
	}
	const action = oneOf("models", word, ACTIONS);
	switch (action) {
		case "list":
		case "empty":
			return onlyAction(action, argv);
		case "import":
			return importArguments(argv);
		case "download":
			return downloadArguments(argv);
		case "verify":
			return verifyArguments(argv);
		case "use":
			return useArguments(argv);
		case "remove":
			return removeArguments(argv);
	}
}

function onlyAction(action: "list" | "empty", argv: readonly string[]): ModelsArguments {
	const { values, words } = parsed(argv, COMMON);
	if (words.length > 0) {
		throw usage(`models ${action} takes no names: “${words[0] ?? ""}”.`);
	}
	return { ...shared(values), action };
}

function importArguments(argv: readonly string[]): ImportArguments {
	const { values, words } = parsed(argv, IMPORT);
	const source = only(words, "models import takes one file or folder: biomedgpt models import biomedgpt_10b.pth.");
	return { ...shared(values), action: "import", request: { source, ...requestOf(values) }, use: values.use ?? false };
}

function downloadArguments(argv: readonly string[]): DownloadArguments {
	const { values, words } = parsed(argv, DOWNLOAD);
	if (values["files-only"] === true && values.use === true) {
		throw usage("--files-only makes no model that could be used: give it without --use.");
	}
	const id = only(words, "models download takes one model of the catalogue: biomedgpt models download biomedgpt-lm-7b. biomedgpt models list names them.");
	return {
		...shared(values),
		action: "download",
		id,
		variant: values.variant,
		acceptLicence: values["accept-licence"] ?? false,
		filesOnly: values["files-only"] ?? false,
		request: requestOf(values),
		use: values.use ?? false,
	};
}

function verifyArguments(argv: readonly string[]): ModelsArguments {
	const { values, words } = parsed(argv, COMMON);
	return { ...shared(values), action: "verify", name: words.length === 0 ? undefined : only(words, "models verify takes one model, or none for all: biomedgpt models verify NAME.") };
}

function useArguments(argv: readonly string[]): ModelsArguments {
	const { values, words } = parsed(argv, COMMON);
	return { ...shared(values), action: "use", name: only(words, `models use takes the name of an installed model, or ${EMBEDDED} for the embedded one: biomedgpt models use NAME.`) };
}

function removeArguments(argv: readonly string[]): ModelsArguments {
	const { values, words } = parsed(argv, REMOVE);
	if (values.undo === true) {
		return { ...shared(values), action: "restore", name: words.length === 0 ? undefined : only(words, "models remove --undo takes one name, or none for what was removed last.") };
	}
	const name = only(words, "models remove takes the name of an installed model: biomedgpt models remove NAME.");
	if (name === EMBEDDED) {
		throw usage(`${EMBEDDED} is the embedded model: it came with this program, and goes with it.`);
	}
	return { ...shared(values), action: "remove", name };
}

/** What stands after `models` and the action, and the options that belong to it. */
function parsed<Options extends NonNullable<ParseArgsConfig["options"]>>(argv: readonly string[], options: Options) {
	try {
		const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
		return { values, words: positionals.slice(2) };
	} catch (error) {
		throw misread(error);
	}
}

function shared(values: { readonly json?: boolean | undefined; readonly "json-progress"?: boolean | undefined; readonly "models-folder"?: string | undefined; readonly device?: string | undefined }): Shared {
	return {
		command: "models",
		bundle: undefined,
		device: oneOf("--device", values.device ?? "auto", ["auto", "cpu"] as const),
		placement: NO_PLACEMENT,
		json: values.json ?? false,
		jsonProgress: values["json-progress"] ?? false,
		modelsFolder: values["models-folder"],
	};
}

type ImportValues = { readonly [Name in keyof typeof IMPORT]?: ((typeof IMPORT)[Name]["type"] extends "string" ? string : boolean) | undefined };

function requestOf(values: ImportValues): Omit<ImportRequest, "source"> {
	if (values.as === EMBEDDED) {
		throw usage(`${EMBEDDED} is the embedded model: give the new one another name behind --as.`);
	}
	if (values.as !== undefined && !isModelName(values.as)) {
		throw usage(`“${values.as.slice(0, 100)}” behind --as cannot name a model. Use lower-case letters, digits, dots and hyphens.`);
	}
	if (values.gguf === undefined && (values.original !== undefined || values["same-language"] === true)) {
		throw usage("--original and --same-language belong to --gguf FILE.");
	}
	return {
		name: values.as,
		weights: {
			language: values.quantise === undefined ? undefined : oneOf("--quantise", values.quantise, LANGUAGE_WEIGHTS),
			protein: values.protein === undefined ? undefined : oneOf("--protein", values.protein, PROTEIN_WEIGHTS),
		},
		parts: { language: values["language-from"], protein: values["protein-from"], molecule: values["molecule-from"] },
		other: values.gguf === undefined ? undefined : { gguf: values.gguf, original: values.original, confirmed: values["same-language"] ?? false },
	};
}

function only([word, ...more]: readonly string[], sentence: string): string {
	if (word === undefined || word === "" || more.length > 0) {
		throw usage(sentence);
	}
	return word;
}
