import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { Failure } from "../../../science/failure.ts";
import { processorCores } from "../../runtime/devices.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { Pause } from "../pause.ts";
import { VALUE_BYTES } from "../storedTypes.ts";
import { KernelPool, ownThread, type Kernels } from "./kernelPool.ts";
import { readLanguageConfig, type LanguageConfig } from "./languageConfig.ts";
import { bosOf, endsOf, languageMetadata } from "./languageMetadata.ts";
import { readTokenizer } from "./readTokenizer.ts";
import { planTensors, writtenBytes, type LanguageType, type PlannedTensor } from "./tensorPlan.ts";
import { vocabularyOf, type Tokenizer } from "./vocabulary.ts";
import { WeightStream } from "./weightStream.ts";
import { aligned, ggufHeader } from "./writeHeader.ts";

export interface LanguageSource {
	readonly checkpoint: Checkpoint;
	/** Of the language model's names in the checkpoint: `llm.` or nothing. */
	readonly prefix: string;
	/** Folder with config.json (llama or qwen2) and tokenizer.model or tokenizer.json. */
	readonly folder: string;
}

export interface LanguageOptions {
	readonly type: LanguageType;
	/** Tokens after the vocabulary whose embedding is zero and which no text yields: soft tokens take their places. */
	readonly carriers: number;
	/** The bundled `gguf-worker.js`; without it, all is converted on the caller's thread, a million weights at a time. */
	readonly workerFile?: string | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Bytes of the checkpoint, done and in all. */
	readonly report?: ((done: number, total: number) => void) | undefined;
}

/** What a bundle's manifest tells of its language model. */
export interface LanguageFacts {
	/** `general.architecture`. */
	readonly architecture: string;
	readonly width: number;
	/** Rows of the token embedding, carriers included. */
	readonly vocabulary: number;
	/** Positions. */
	readonly context: number;
	readonly carriers: { readonly first: number; readonly count: number };
	/** What the tokenizer puts before a text; null where it puts nothing there. */
	readonly bos: number | null;
	/** Tokens that end an answer, the usual one first. */
	readonly eos: readonly number[];
}

/** Threads take a moment to start: smaller models are done before. */
const WORTH_THREADS = 16 * 1024 * 1024;
const MOST_CARRIERS = 1 << 16;

/**
 * Writes a language model as one GGUF file, version 3: to `<target>.part`, which is renamed at the end; on failure or abort nothing stays.
 *
 * The vocabulary has as many tokens as the token embedding has rows, then the carriers. Memory is bounded whatever the model's size.
 *
 * Fails with `missing-file`, `bad-config`, `bad-tokenizer`, `missing-key`, `bad-shape`, `bad-dtype`, `bad-layout`, `non-finite`, what reading the
 * checkpoint fails with, `disk-full` or `unwritable-file`.
 */
export async function writeLanguage(source: LanguageSource, target: string, options: LanguageOptions): Promise<LanguageFacts> {
	const prepared = await prepare(source, options);
	const part = `${target}.part`;
	const file = await open(part, "w").catch(unwritable);
	try {
		try {
			await fill(file, source.checkpoint, prepared, options);
			await file.sync().catch(unwritable);
		} finally {
			await file.close();
		}
		options.signal?.throwIfAborted();
		await rename(part, target).catch(unwritable);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
	return prepared.facts;
}

/** Bytes that {@link writeLanguage} is going to write; fails as it does for what is wrong with the model's description. */
export async function languageBytes(source: LanguageSource, options: LanguageOptions): Promise<number> {
	return (await prepare(source, options)).bytes;
}

interface Prepared {
	readonly facts: LanguageFacts;
	readonly header: Uint8Array;
	readonly tensors: readonly PlannedTensor[];
	/** Of the whole file. */
	readonly bytes: number;
}

/** Everything but the weights; what is wrong with the model shows here. */
async function prepare({ checkpoint, prefix, folder }: LanguageSource, { type, carriers, signal }: LanguageOptions): Promise<Prepared> {
	if (!Number.isInteger(carriers) || carriers < 0 || carriers > MOST_CARRIERS) {
		throw new RangeError(`${carriers} carriers`);
	}
	const config = await readLanguageConfig(folder);
	const tensors = planTensors(checkpoint, prefix, config, type, carriers);
	const rows = (tensors.find(({ name }) => name === "token_embd.weight")?.shape[0] ?? 0) - carriers;
	const tokenizer = await readTokenizer(folder, rows);
	const metadata = languageMetadata(config, tokenizer, vocabularyOf(tokenizer, rows, carriers), type);
	const header = await ggufHeader(metadata, tensors, new Pause(signal));
	const last = tensors.at(-1);
	return { facts: factsOf(config, tokenizer, rows, carriers), header, tensors, bytes: header.length + (last ? last.offset + aligned(writtenBytes(last)) : 0) };
}

function factsOf(config: LanguageConfig, tokenizer: Tokenizer, rows: number, carriers: number): LanguageFacts {
	return {
		architecture: config.architecture,
		width: config.width,
		vocabulary: rows + carriers,
		context: config.context,
		carriers: { first: rows, count: carriers },
		bos: tokenizer.addBos ? (bosOf(config, tokenizer) ?? null) : null,
		eos: endsOf(config, tokenizer),
	};
}

async function fill(file: FileHandle, checkpoint: Checkpoint, { header, tensors, bytes }: Prepared, { workerFile, signal, report }: LanguageOptions): Promise<void> {
	const total = tensors.reduce((sum, tensor) => sum + sourceBytes(tensor), 0);
	// All that is not written after this is zero: the carriers' rows and what aligns the tensors.
	await file.truncate(bytes).catch(unwritable);
	await file.write(header, 0, header.length, 0).catch(unwritable);
	let done = 0;
	const kernels: Kernels = workerFile !== undefined && total >= WORTH_THREADS ? new KernelPool(workerFile, processorCores()) : ownThread();
	const write = async (chunk: Uint8Array, position: number): Promise<void> => {
		for (let at = 0; at < chunk.length; ) {
			at += (await file.write(chunk, at, chunk.length - at, header.length + position + at).catch(unwritable)).bytesWritten;
		}
	};
	const stream = new WeightStream(checkpoint, kernels, tensors, write, (count) => report?.((done += count), total));
	try {
		for (const tensor of tensors) {
			await stream.send(tensor, signal);
		}
		await stream.done();
	} finally {
		await stream.settled();
		await kernels.close();
	}
}

function sourceBytes({ rows, width, from }: PlannedTensor): number {
	return rows * width * VALUE_BYTES[from];
}

function unwritable(error: unknown): never {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	if (code === "ENOSPC" || code === "EDQUOT") {
		throw new Failure("disk-full", "The disk is full: the imported language model does not fit. Free some space, choose another folder or a smaller type such as Q4_K, and import again.", { cause: error, detail: String(error) });
	}
	throw new Failure("unwritable-file", "The imported language model cannot be written there. Choose a folder that you may write to, and import again.", { cause: error, detail: String(error) });
}
