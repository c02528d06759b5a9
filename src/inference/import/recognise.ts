import path from "node:path";
import { Failure } from "../../science/failure.ts";
import type { LanguageShape } from "../bundle/catalog.ts";
import { withSource } from "./byteSource.ts";
import { contentsOf, type FusionContents } from "./contents.ts";
import { fileMeant } from "./fileMeant.ts";
import { hasTokenizer, readModelConfig } from "./modelConfig.ts";
import { inspectOnnx } from "./onnx/inspect.ts";
import { openCheckpoint } from "./open.ts";
import { shown } from "./words.ts";

/** What lies at a place that a person chose, and can become a model of ours. */
export type Found =
	/** BioMedGPT-10B or R1: encoders, adapters and a language model in one checkpoint. */
	| { readonly kind: "fusion"; readonly checkpoint: string; readonly inside: FusionContents }
	/** A language model alone, in Hugging Face's layout. */
	| { readonly kind: "language"; readonly checkpoint: string; readonly folder: string; readonly shape: LanguageShape }
	/** A language model as llama.cpp reads it. */
	| { readonly kind: "gguf"; readonly file: string }
	| FoundEncoder;

/** An encoder alone: it answers nothing, but makes vectors, and serves beside a checkpoint that lacks it. */
export type FoundEncoder = { readonly kind: "protein"; readonly checkpoint: string; readonly prefix: "esm." | "" } | { readonly kind: "molecule"; readonly checkpoint: string };

/**
 * Tells what a file or folder is, by what it holds and not by its name.
 *
 * Fails with the codes of {@link openCheckpoint} and of GGUF and ONNX readers, and with `encoder-alone` (in ONNX format) or `missing-companion`: the sentence says what was
 * found, what is missing, and where one gets it.
 */
export async function recognise(chosen: string, signal?: AbortSignal): Promise<Found> {
	const file = await fileMeant(chosen, signal);
	if (file.toLowerCase().endsWith(".gguf") || (!file.endsWith(".index.json") && (await isGguf(file)))) {
		return { kind: "gguf", file };
	}
	if (file.toLowerCase().endsWith(".onnx")) {
		await inspectOnnx(file, signal);
		throw new Failure("encoder-alone", `${shown(path.basename(file))} is an encoder in ONNX format, which cannot be imported: nothing tells how it was made. Choose the checkpoint that it was made from.`);
	}
	const checkpoint = await openCheckpoint(file, signal);
	try {
		const contents = contentsOf(checkpoint, path.basename(file));
		return contents.kind === "language" ? await languageAt(file) : { ...contents, checkpoint: file };
	} finally {
		await checkpoint.close();
	}
}

async function languageAt(checkpoint: string): Promise<Found> {
	const folder = path.dirname(checkpoint);
	const config = await readModelConfig(folder);
	const name = shown(path.basename(checkpoint));
	const where = "It is published beside the weights: put it into the same folder.";
	if (config?.kind !== "language") {
		const what = config === undefined ? "config.json is not beside it" : config.kind === "other" ? `the config.json beside it cannot be used: ${shown(config.reason)}` : "the config.json beside it is that of a protein encoder";
		throw new Failure("missing-companion", `${name} is a language model, but ${what}. ${where} Models of the types llama and qwen2 can be imported.`);
	}
	if (!(await hasTokenizer(folder))) {
		throw new Failure("missing-companion", `${name} is a language model, but neither tokenizer.model nor tokenizer.json is beside it. ${where}`);
	}
	return { kind: "language", checkpoint, folder, shape: config.shape };
}

/** GGUF says what it is in its first bytes; the name may be anything. */
async function isGguf(file: string): Promise<boolean> {
	return withSource(file, async (source) => {
		try {
			return source.size >= 4 && (await source.read(0, 4)).toString("latin1") === "GGUF";
		} finally {
			await source.close();
		}
	});
}
