import type { Entity } from "../science/entity.ts";
import type { BatchItem, BatchResult, BatchTask } from "./batch.ts";

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
	 * it), for one of the reasoning, and for what does not show: white space at both ends, a stop string.
	 */
	readonly text: string;
	/** What it adds to the reasoning; absent where it is no part of it. One that ends the reasoning may add to both. */
	readonly reasoning?: string | undefined;
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

export type NoticeCode =
	| "turns-dropped"
	| "sequence-truncated"
	| "history-not-read"
	| "several-attached"
	| "nothing-attached"
	/** The model has no encoder for what is attached: it read it as text. */
	| "read-as-text"
	/** The answer ended within its reasoning. */
	| "reasoning-unfinished";

/** Something the user must know about how the question was read, e.g. that old turns were left out. */
export interface Notice {
	readonly code: NoticeCode;
	readonly message: string;
}

export interface ModelIdentity {
	readonly name: string;
	readonly version: string;
	/** SHA-256 of the language model's file; of the weights of an encoder alone. */
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
	/** Without the reasoning. */
	readonly text: string;
	/** What a model that thinks before it answers wrote first; undefined for other models. No later question carries it. */
	readonly reasoning?: string | undefined;
	/** What became known only while it was written; beside those of the prompt. */
	readonly notices?: readonly Notice[] | undefined;
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
			/** Empty while the model reasons. */
			readonly text: string;
			/** The reasoning grows by this; absent where it does not. */
			readonly reasoning?: string | undefined;
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
	/** The adapter's output: `[atoms or windows, width of the language model]`. Absent where there is no language model. */
	readonly softTokens?: Matrix | undefined;
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
	/** Whether it has a language model. Otherwise it is an encoder alone: it makes vectors, and answers nothing. */
	readonly answers: boolean;
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
	/** How an answer begins that refuses what is out of the model's scope; absent where its manifest does not tell. */
	readonly refusals?: readonly string[] | undefined;
}

/** How an entity comes into the prompt: as soft tokens, as text, or as both. With none of them the model cannot read it. */
export interface EntityReading {
	/** Bytes of text around it. */
	readonly frame: number;
	/** Absent where the model has no encoder for it. */
	readonly soft: SoftTokenRule | undefined;
	/** How often its own text, SMILES or sequence, stands in the prompt. */
	readonly asText: number;
	/** Bytes of computed facts at most, and of what is known of similar ones. */
	readonly facts: number;
}

/** One soft token for each `window` units (atoms or residues), of which the encoder is fed `extra` more and at most `maximum`. */
export interface SoftTokenRule {
	readonly window: number;
	readonly extra: number;
	readonly maximum: number;
}

/** A part of a model in memory. Estimated. */
export interface MemoryPart {
	/** Weights, the key-value cache and intermediate values of the language model; the encoders, in memory only while they are needed. */
	readonly part: "weights" | "cache" | "working" | "molecule" | "protein";
	readonly place: "gpu" | "processor";
	readonly bytes: number;
}

/** Where the parts of a model go on this machine. */
export interface ModelPlan {
	/** `cpu`, `vulkan`, `metal` or `cuda`. */
	readonly device: string;
	/** Names of the GPUs that are used, as their drivers give them. */
	readonly gpus: readonly string[];
	/** Layers of the language model, and how many of them go to the GPU; 0 for an encoder alone. */
	readonly layers: number;
	readonly gpuLayers: number;
	/** Positions; 0 for an encoder alone. */
	readonly contextSize: number;
	readonly threads: number;
	readonly memory: readonly MemoryPart[];
	/** Why it is so, for people: what did not fit, what failed and what was done instead. */
	readonly sentences: readonly string[];
}

/** What a machine has for models. Bytes. */
export interface MachineDevices {
	readonly cores: number;
	/** Threads of native inference where none are wished. */
	readonly threads: number;
	readonly freeRam: number;
	/** All of it, whoever has it now. */
	readonly totalRam: number;
	/** The GPU that llama.cpp found and may use. */
	readonly gpu?: GpuDevice | undefined;
	/** Names of the execution providers that came with this build of ONNX Runtime: `cpu`, `webgpu`, … */
	readonly encoderProviders: readonly string[];
}

export interface GpuDevice {
	/** `cuda`, `vulkan` or `metal`. */
	readonly backend: string;
	readonly names: readonly string[];
	/** Undefined where the driver does not tell. */
	readonly free: number | undefined;
	/** Whether it is the processor's memory too. */
	readonly shared: boolean;
}

export type EngineState =
	| { readonly state: "asleep" }
	| { readonly state: "starting"; /** Where its parts are to go, as soon as that is known. */ readonly plan?: ModelPlan | undefined }
	| { readonly state: "ready"; readonly model: ModelIdentity; readonly device: string; readonly memoryBytes: number; /** Where its parts went. */ readonly plan?: ModelPlan | undefined }
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
	/**
	 * Does the same with each of many items. Results come as they are done, in any order, each index once; an item's own failure is its
	 * result. What an item gets does not depend on the others, on interruptions or on the machine's load. People's questions go first.
	 * Throws a `Failure` where nothing can be done for any item; an abort is `cancelled`.
	 */
	batch(items: readonly BatchItem[], task: BatchTask, signal?: AbortSignal): AsyncIterable<BatchResult>;
	/**
	 * Keeps the model and where it goes as they are, for a job of several batches whose rows must be comparable: a setting that changes meanwhile waits
	 * until what this gives is called, and another model is refused. Starts nothing; fails with `cancelled`.
	 */
	hold(signal?: AbortSignal): Promise<() => void>;
	/** What the model is, without starting it; fails with `bundle-missing` or `bundle-broken`. */
	describe(): Promise<ModelDescription>;
	/** Tokens of a text as part of a prompt, by the model's own tokeniser; starts the model, and does not wait for an answer that is being written. */
	countTokens(text: string, signal?: AbortSignal): Promise<number>;
	/** The model's memory, device and health; never starts it. */
	state(): EngineState;
	/** Ends the model process. */
	dispose(): Promise<void>;
}
