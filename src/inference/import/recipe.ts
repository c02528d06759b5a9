import { z } from "zod";
import type { Written } from "../bundle/amounts.ts";
import type { Manifest, SpeakingManifest } from "../bundle/manifest.ts";

/** Parts of a bundle; each is written by a step of its own. */
export type Part = "molecule" | "protein" | "language";

const count = z.int().positive();
/** What was learnt while a part was written, for the manifest. */
export const languageFactsSchema = z.object({
	architecture: z.string(),
	width: count,
	vocabulary: count,
	context: count,
	carriers: z.object({ first: z.int().nonnegative(), count: z.int().nonnegative() }),
	bos: z.int().nonnegative().nullable(),
	eos: z.array(z.int().nonnegative()),
});
export const encoderFactsSchema = z.object({ features: count });
/** Of all parts, as far as they are written. */
export const madeSchema = z.object({ language: languageFactsSchema.optional(), molecule: encoderFactsSchema.optional(), protein: encoderFactsSchema.optional() });
export type Made = z.infer<typeof madeSchema>;
export type EncoderFacts = z.infer<typeof encoderFactsSchema>;

export interface Work {
	/** The folder to write into. */
	readonly directory: string;
	/** The bundled worker of the GGUF writer, where there is one. */
	readonly workerFile?: string | undefined;
	readonly signal: AbortSignal;
	/** Bytes of the sources, done and in all. */
	readonly report: (done: number, total: number) => void;
}

/** Writes one part. */
export interface Step {
	readonly part: Part;
	/** Bytes of the sources that it reads. */
	readonly reads: number;
	/** Bytes that it writes, nearly. */
	readonly writes: number;
	/** Names of the files that it wrote into the folder, and what it learnt. On failure nothing of them stays. */
	write(work: Work): Promise<{ readonly files: readonly string[]; readonly made: Made }>;
}

/** What the manifest says that does not follow from the import itself. */
export type ManifestBody = Pick<Manifest, BodyField>;
/** The same of a model that answers. */
export type SpeakingBody = Pick<SpeakingManifest, BodyField>;
type BodyField = "language" | "carriers" | "molecule" | "protein" | "prompt" | "generation";

/** What a model is called, and what people must know of it. */
export interface Identity {
	/** Identifier and name of the bundle's folder: `biomedgpt-10b-q4-k-int8`. */
	readonly name: string;
	readonly title: string;
	readonly licence: string;
	readonly warning: string;
	/** Key in the catalogue, where it is one of the published models. */
	readonly catalogue?: string | undefined;
}

/** How a model is made from what was found. It owns open files until it is closed. */
export interface Recipe {
	readonly identity: Identity;
	/** How weights are written, by part. */
	readonly weights: Partial<Record<Part, string>>;
	/** Paths of the files that shape the model. */
	readonly sources: readonly string[];
	/** The one among them whose checksum tells the model's version. */
	readonly main: string;
	/** What must be true before anything is written, where that takes long to find out. */
	check?(work: Pick<Work, "signal" | "report">): Promise<void>;
	readonly steps: readonly Step[];
	/** Bytes of memory that the model takes when it answers, nearly. */
	readonly memory: number;
	/** All ways in which it could be written instead; empty where its files are taken as they are. */
	readonly ways?: readonly Written[] | undefined;
	/** What a person should know before the import: sentences. */
	readonly notes: readonly string[];
	/** Which parts must have been written. */
	describe(made: Made): ManifestBody;
	close(): Promise<void>;
}
