import type { Entity } from "../science/entity.ts";

/** One message of a dialogue. An answer that was stopped or cut is still a turn. */
export type Turn<E extends Entity = Entity> =
	| { readonly role: "user"; readonly text: string; readonly entities: readonly E[] }
	| { readonly role: "assistant"; readonly text: string };

/** Greedy unless a temperature above 0 is given; the same seed, prompt and model give the same text. Absent: the best 40, 95 % of their share, seed 0. */
export interface Sampling {
	readonly temperature: number;
	readonly topK?: number | undefined;
	readonly topP?: number | undefined;
	readonly seed?: number | undefined;
}

export interface AskRequest {
	/** Oldest first; the last one is the user's. */
	readonly turns: readonly Turn[];
	readonly sampling?: Sampling | undefined;
	readonly maxTokens?: number | undefined;
	/** Adds the logits of the first answer position (length: vocabulary) to the result. */
	readonly firstLogits?: boolean | undefined;
	/** Reads the whole prompt anew, so that the last digits of the logits cannot depend on what was asked before. */
	readonly fresh?: boolean | undefined;
}

/** A piece of the prompt exactly as the model read it. */
export type PromptSegment =
	| { readonly kind: "text"; readonly text: string; readonly ids: readonly number[] }
	| { readonly kind: "entity"; readonly entity: Entity; readonly softTokens: number };

/** A token that the model wrote. */
export interface AnswerToken {
	readonly id: number;
	/**
	 * What it adds to the answer, which is exactly these texts joined. Empty for a token that only ends a character (the one that begins it has
	 * it), and for what does not show: white space at both ends, a stop string.
	 */
	readonly text: string;
	/** Between 0 and 1, as the model gave it before sampling: softmax of the raw logits over the whole vocabulary, at temperature 1. */
	readonly probability: number;
}

/** What the model read, and where it runs. */
export interface Reading {
	/** `cpu`, `vulkan`, `metal` or `cuda`. */
	readonly device: string;
	/** Positions that prompt and answer together may fill. */
	readonly contextSize: number;
	/** Positions of the prompt, soft tokens and the begin mark among them. */
	readonly promptTokens: number;
	readonly softTokens: number;
}

/** Something the user must know about how the question was read, e.g. that old turns were left out. */
export interface Notice {
	readonly code: "turns-dropped" | "sequence-truncated" | "history-not-read" | "several-attached" | "nothing-attached";
	readonly message: string;
}

export interface ModelIdentity {
	readonly name: string;
	readonly version: string;
	/** SHA-256 of the language model's file. */
	readonly checksum: string;
}

export interface Timings {
	/** Milliseconds. */
	readonly encode: number;
	readonly prefill: number;
	/** From the request's arrival at the model to its first token. */
	readonly firstToken: number;
	readonly total: number;
}

export interface Settings extends Sampling {
	readonly maxTokens: number;
}

export type StopReason = "end" | "stop-string" | "length" | "cancelled";

export interface Answer {
	readonly text: string;
	readonly generatedIds: readonly number[];
	/** Each of them, with its text and probability; fewer where the answer was stopped and its end never came. */
	readonly tokens: readonly AnswerToken[];
	readonly stop: StopReason;
	readonly settings: Settings;
	readonly model: ModelIdentity;
	readonly timings: Timings;
	readonly reading?: Reading | undefined;
	/**
	 * Positions of the prompt that were not read anew, because an earlier question began with the same. With 0 the answer depends on nothing but
	 * question, settings and model: asked again so (`fresh`), it comes out the same to the last digit. Undefined where the answer was stopped first.
	 */
	readonly reusedPositions?: number | undefined;
	readonly firstLogits?: readonly number[] | undefined;
}

export type AskEvent =
	| { readonly type: "stage"; readonly stage: "queued" | "starting" | "encoding" | "reading" }
	| { readonly type: "prompt"; readonly segments: readonly PromptSegment[]; readonly notices: readonly Notice[]; readonly settings: Settings; readonly model: ModelIdentity; readonly reading?: Reading | undefined }
	/**
	 * The answer grows by this text, made by these tokens. `ids` are those generated meanwhile: one whose text is held back, because it may be a
	 * part of a character or of a stop string, comes among `tokens` later.
	 */
	| {
			readonly type: "text";
			readonly text: string;
			readonly ids: readonly number[];
			readonly tokens: readonly AnswerToken[];
			/** When the first of them was generated: milliseconds since the epoch, with fractions, by the clock of the model's process. */
			readonly producedAt?: number | undefined;
	  }
	| { readonly type: "done"; readonly answer: Answer };

/** What an encoder makes of one entity. Matrices are row-major float32. */
export interface Encoding {
	readonly entity: Entity;
	/** What the encoder read: the graph's `[type, chirality]` and bonds, or ESM token ids. */
	readonly input: EncoderInput;
	/** The encoder's output that goes into the adapter: `[atoms or windows, encoder dimensions]`. */
	readonly features: Matrix;
	/** The adapter's output: `[atoms or windows, width of the language model]`. */
	readonly softTokens: Matrix;
	readonly notices: readonly Notice[];
}

export type EncoderInput =
	| {
			readonly kind: "molecule";
			readonly atoms: readonly (readonly [number, number])[];
			readonly bonds: readonly (readonly [number, number, number, number])[];
	  }
	| { readonly kind: "protein"; readonly ids: readonly number[] };

export interface Matrix {
	readonly rows: number;
	readonly columns: number;
	readonly data: Float32Array;
}

/** What a model is and how much it reads, from its description: known without loading it. */
export interface ModelDescription {
	/** Stable identifier, e.g. `nano`. */
	readonly id: string;
	readonly title: string;
	readonly version: string;
	/** What every user must know before believing an answer. */
	readonly warning: string | undefined;
	/** Positions of the context, prompt and answer together. */
	readonly context: number;
	/** Tokens of an answer where no other length is asked for. */
	readonly maxAnswerTokens: number;
	/** Whether it was trained on dialogues and on several entities at once; otherwise it reads each question on its own. */
	readonly dialogues: boolean;
	/** Bytes of text that its prompt format puts around a single question: it takes no more tokens than that. */
	readonly questionFrame: number;
	readonly molecule: EntityReading;
	readonly protein: EntityReading;
}

/** How an entity comes into the prompt: as soft tokens, or as text where the model has no encoder for it. */
export interface EntityReading {
	/** Bytes of text around it; with {@link SoftTokenRule} absent, the entity's own text comes on top. */
	readonly frame: number;
	readonly soft: SoftTokenRule | undefined;
}

/** One soft token for each `window` units (atoms or residues), of which the encoder is fed `extra` more and at most `maximum`. */
export interface SoftTokenRule {
	readonly window: number;
	readonly extra: number;
	readonly maximum: number;
}

export type EngineState =
	| { readonly state: "asleep" }
	| { readonly state: "starting" }
	| { readonly state: "ready"; readonly model: ModelIdentity; readonly device: string; readonly memoryBytes: number }
	| { readonly state: "failed"; readonly message: string };

/**
 * The one road from a question to an answer: every face of the product calls this and nothing below it.
 *
 * Failures are `Failure`s with codes such as `bundle-broken`, `molecule-too-large`, `context-overflow`, `engine-died`.
 */
export interface Engine {
	/**
	 * Streams an answer. Ends with exactly one `done` event, also when `signal` aborts after the prompt was read
	 * (`stop: "cancelled"`, with the text so far). Throws a `Failure` otherwise; an abort before that is `cancelled`.
	 */
	ask(request: AskRequest, signal?: AbortSignal): AsyncIterable<AskEvent>;
	encode(entity: Entity, signal?: AbortSignal): Promise<Encoding>;
	/** What the model is, without starting it; fails with `bundle-missing` or `bundle-broken`. */
	describe(): Promise<ModelDescription>;
	/** Tokens of a text as part of a prompt, by the model's own tokeniser; starts the model, and does not wait for an answer that is being written. */
	countTokens(text: string, signal?: AbortSignal): Promise<number>;
	/** The model's memory, device and health; never starts it. */
	state(): EngineState;
	/** Ends the model process. */
	dispose(): Promise<void>;
}
