import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { Failure } from "../../science/failure.ts";
import type { ModelIdentity } from "../engine.ts";

/** Plain file names only: a manifest must not reach outside its own folder. */
const fileName = z.string().regex(/^[A-Za-z0-9][\w.-]*$/, "must be a plain file name");
const count = z.int().positive();
/**
 * Text before and after; `{smiles}` and `{sequence}` in an entity's texts stand for the entity itself, `{facts}` for what is computed of it, as one
 * line of text.
 */
/** Texts by what they are about, packed (`src/inference/known`). */
const library = z.strictObject({
	file: fileName,
	/** How many of the nearest are told. */
	neighbours: z.int().min(1).max(8),
	/** Bytes of a text at most. */
	longest: z.int().min(1).max(2000),
});
const wrapping = z.tuple([z.string(), z.string()]);

const manifestSchema = z.strictObject({
	schema: z.literal(1),
	/** Stable identifier, e.g. `nano`. */
	name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
	version: z.string().min(1),
	title: z.string().min(1),
	created: z.iso.date(),
	/** SPDX identifier, or the licence's own name. */
	licence: z.string().min(1),
	/** What every user must know before believing an answer. */
	warning: z.string().optional(),
	files: z.record(fileName, z.strictObject({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
	/** Absent, with all that only it needs (`carriers`, `prompt`, `generation`), where the bundle is an encoder alone: it makes vectors and answers nothing. */
	language: z.strictObject({
		file: fileName,
		/** `general.architecture` of the GGUF. */
		architecture: z.string().min(1),
		width: count,
		vocabulary: count,
		/** Positions that one dialogue may fill, answer included. */
		context: count,
		/** Put before the first segment; null where the model was trained without. */
		bos: z.int().nonnegative().nullable(),
		/** Whether special tokens written in text segments are parsed as such (R1's turn marks). */
		specialTokensInText: z.boolean(),
		keyValueCache: z.enum(["F16", "F32"]),
		/** `cpu` for models so small that a GPU only adds latency. */
		device: z.enum(["auto", "cpu"]),
	}).optional(),
	/**
	 * Token ids that soft tokens stand at. Absent in text-only models. `zero`: rows of zeros behind the vocabulary, which text never yields and
	 * which are never written. `own`: ordinary tokens of somebody else's GGUF, whose own vectors are taken off the soft tokens; per prompt those
	 * that do not occur in its texts.
	 */
	carriers: z.strictObject({ first: z.int().nonnegative(), count, rows: z.enum(["zero", "own"]).default("zero") }).optional(),
	/** An encoder's file gives `features` and, beside a language model, what its adapter makes of them for it: `soft`. */
	molecule: z.strictObject({ file: fileName, features: count, maxAtoms: count }).optional(),
	protein: z
		.strictObject({
			file: fileName,
			features: count,
			/** Whether `<cls>` and `<eos>` are fed to the encoder. */
			specialTokens: z.boolean(),
			/** Residues per soft token; 1 gives one soft token per fed token. */
			window: count,
			/** Longer sequences are read up to here, and the user is told. */
			maxResidues: count,
		})
		.optional(),
	/** Heads that predict measured properties of molecules; they need nothing else of the model. */
	properties: z
		.strictObject({
			/** ONNX: features of molecules to values. */
			file: fileName,
			/** JSON: the tasks, what they read, and how far they can be trusted. */
			description: fileName,
			/** Fingerprints of the molecules that they were trained on. */
			molecules: fileName,
		})
		.optional(),
	/** What is known of molecules and proteins, to be told of those that are similar to an attached one: `{nearest}` in `prompt.facts`. */
	known: z.strictObject({ molecules: library.optional(), proteins: library.optional() }).optional(),
	prompt: z.strictObject({
		/** Begins a dialogue. */
		prologue: z.string(),
		/** Begins it instead where such an entity is attached (`prologueFor`). */
		prologues: z.strictObject({ molecule: z.string().optional(), protein: z.string().optional() }).optional(),
		user: wrapping,
		assistant: wrapping,
		/** Opens the answer that the model is to write. */
		open: z.string().min(1),
		molecule: wrapping,
		protein: wrapping,
		/** What `{facts}` is, for a model that was trained on a line of its own: texts with places as `src/science/modelFacts.ts` knows them. */
		facts: z.strictObject({ molecule: z.string().min(1).optional(), protein: z.string().min(1).optional() }).optional(),
		/** `own-message`: each of several entities but the last is a user message of its own; `inline`: joined by a space. */
		entities: z.enum(["own-message", "inline"]),
		/**
		 * What a follow-up question may refer to. `full`: all turns. `entities`: the model was trained on single questions,
		 * so it reads the newest question with what was attached last, without earlier texts.
		 */
		history: z.enum(["full", "entities"]),
	}).optional(),
	generation: z.strictObject({
		maxTokens: count,
		stop: z.array(z.string().min(1)),
		/** How an answer begins that refuses what is out of the model's scope, for those who count. */
		refusals: z.array(z.string().min(1)).min(1).max(32).optional(),
		/** The model thinks before it answers: every answer begins within its reasoning (`prompt.open` opens it), which this text ends. */
		reasoning: z.strictObject({ end: z.string().min(1) }).optional(),
	}).optional(),
	/** Where an imported model comes from; absent in the embedded one. */
	origin: z
		.strictObject({
			/** Key in the catalogue of known models, where it is one of them. */
			catalogue: z.string().min(1).optional(),
			imported: z.iso.datetime(),
			/** How the weights were written, e.g. `Q4_K`, by part. */
			weights: z.partialRecord(z.enum(["language", "molecule", "protein"]), z.string().min(1)),
			/** The files it was made from. */
			files: z.array(z.strictObject({ name: z.string().min(1), bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
		})
		.optional(),
});

/** Everything that differs between one model and another. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Of a bundle that answers: one with a language model, and so with a way to ask it. */
export type SpeakingManifest = Manifest & { [Field in "language" | "prompt" | "generation"]: NonNullable<Manifest[Field]> };

export interface Bundle<M extends Manifest = Manifest> {
	readonly directory: string;
	readonly manifest: M;
}

export type SpeakingBundle = Bundle<SpeakingManifest>;

/** Whether it has a language model; otherwise it is an encoder alone. */
export function speaks(manifest: Manifest): manifest is SpeakingManifest {
	return manifest.language !== undefined;
}

/** The manifest of a model that answers; fails with `no-language-model` for an encoder alone. */
export function speaking(manifest: Manifest): SpeakingManifest {
	if (!speaks(manifest)) {
		throw noLanguageModel(manifest);
	}
	return manifest;
}

/** What an encoder alone says to everything that needs a language model. */
export function noLanguageModel({ title, protein }: Manifest): Failure {
	return new Failure("no-language-model", `${title} is an encoder without a language model: it makes vectors of ${protein ? "proteins" : "molecules"} and answers nothing. Switch to a model that answers, such as the embedded one.`);
}

/** Reads and validates `manifest.json`; fails with `bundle-missing` or `bundle-broken`. */
export async function readBundle(directory: string): Promise<Bundle> {
	const file = path.join(directory, "manifest.json");
	const text = await readFile(file, "utf8").catch(async (error: unknown) => {
		const message = (await isFolder(directory)) ? `There is no model in ${directory}: manifest.json cannot be read. Choose another model, or install this one again.` : `There is no folder ${directory}: its model was removed or moved away, or the name is not right. Bring it back, or choose another model.`;
		throw new Failure("bundle-missing", message, { cause: error, detail: String(error) });
	});
	return { directory, manifest: parseManifest(text, file) };
}

async function isFolder(directory: string): Promise<boolean> {
	return stat(directory).then((info) => info.isDirectory(), () => false);
}

/** Who answers, as the engine tells it when the bundle runs. */
export function identityIn({ title, version, files, language, protein, molecule }: Manifest): ModelIdentity {
	const file = (language ?? protein ?? molecule)?.file ?? "";
	// Where an encoder's weights lie beside it, they tell it from another of the same size; its own file holds the graph.
	return { name: title, version, checksum: (files[`${file}.data`] ?? files[file])?.sha256 ?? "" };
}

/** Validates manifest text; `file` names it in the error. */
export function parseManifest(text: string, file: string): Manifest {
	const broken = (reason: string): Failure =>
		new Failure("bundle-broken", `The model's description ${file} is not valid: ${reason}. Install or import the model again.`);
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch (error) {
		throw broken(`it is not JSON (${String(error)})`);
	}
	const result = manifestSchema.safeParse(data);
	if (!result.success) {
		const issue = result.error.issues[0];
		throw broken(`${issue?.path.join(".") || "the whole file"}: ${issue?.message ?? "unknown reason"}`);
	}
	const contradiction = contradictionIn(result.data);
	if (contradiction) {
		throw broken(contradiction);
	}
	return result.data;
}

/** What the schema cannot say: references between fields. */
function contradictionIn(manifest: Manifest): string | undefined {
	const used = [manifest.language?.file, manifest.molecule?.file, manifest.protein?.file, ...Object.values(manifest.properties ?? {}), manifest.known?.molecules?.file, manifest.known?.proteins?.file];
	const unlisted = used.find((file) => file !== undefined && !Object.hasOwn(manifest.files, file));
	if (unlisted) {
		return `${unlisted} is used but not listed under files`;
	}
	return speaks(manifest) ? contradictionInSpeech(manifest) : contradictionInSilence(manifest);
}

function contradictionInSpeech({ language, carriers, molecule, protein, prompt, generation }: Manifest & Pick<SpeakingManifest, "language">): string | undefined {
	if (prompt === undefined || generation === undefined) {
		return `it has a language model but no ${prompt === undefined ? "prompt" : "generation"}`;
	}
	if ((molecule ?? protein) && !carriers) {
		return "it has an encoder but no carriers for its soft tokens";
	}
	if (carriers && carriers.first + carriers.count > language.vocabulary) {
		return "carriers lie beyond the vocabulary";
	}
	if (language.bos !== null && language.bos >= language.vocabulary) {
		return "language.bos lies beyond the vocabulary";
	}
	return generation.maxTokens >= language.context ? "generation.maxTokens leaves no room for a question" : undefined;
}

function contradictionInSilence({ carriers, molecule, protein, prompt, generation }: Manifest): string | undefined {
	if (molecule === undefined && protein === undefined) {
		return "it has neither a language model nor an encoder";
	}
	const orphan = Object.entries({ carriers, prompt, generation }).find(([, field]) => field !== undefined);
	return orphan && `it has no language model, but ${orphan[0]}`;
}
