/** Where the parts of a model go on a machine, and what is tried next where memory is short. Pure: asked of numbers, answered with numbers. */
import type { GpuDevice, MachineDevices, MemoryPart } from "../engine.ts";
import { amount, fallbackSentence, partSentence } from "./placementWords.ts";

export type PlacementMachine = Omit<MachineDevices, "encoderProviders">;

/** What parts of a model take, in bytes. */
export interface ModelSizes {
	/** Decoder blocks; the output matrix goes with the last one. */
	readonly layers: number;
	/** One block's weights, on average. */
	readonly layer: number;
	readonly output: number;
	/** What always stays in the processor's memory: the token embedding. */
	readonly embedding: number;
	/** Keys and values of one position in all blocks. */
	readonly position: number;
	/** Intermediate values of a step, without and for each position of the context. */
	readonly working: { readonly fixed: number; readonly position: number };
	/** Positions that the model may have, and fewest with which a question about one entity fits. */
	readonly context: { readonly most: number; readonly least: number };
	readonly encoders: { readonly molecule: number; readonly protein: number };
	/** A model so small that a GPU only adds latency. */
	readonly processorOnly: boolean;
}

/** What a person set; `auto` is by the machine and the model. */
export interface PlacementWishes {
	readonly device: "auto" | "cpu";
	readonly gpuLayers: number | "auto";
	readonly contextSize: number | "auto";
	readonly threads: number | "auto";
}

/** What is asked for by options: a start reads them anew. */
export function wishesOf({ device, wishes }: { readonly device: PlacementWishes["device"]; readonly wishes?: (() => Partial<PlacementWishes>) | undefined }): PlacementWishes {
	return { ...NO_WISHES, device, ...wishes?.() };
}

export function sameWishes(one: PlacementWishes, other: PlacementWishes): boolean {
	return one.device === other.device && one.gpuLayers === other.gpuLayers && one.contextSize === other.contextSize && one.threads === other.threads;
}

/** Whether a placement is the smaller one of two. */
export function smaller(a: Placement, b: Placement): boolean {
	return a.gpuLayers < b.gpuLayers || (a.gpuLayers === b.gpuLayers && a.contextSize < b.contextSize);
}

export const NO_WISHES: PlacementWishes = { device: "auto", gpuLayers: "auto", contextSize: "auto", threads: "auto" };

/** How much of a model goes to a GPU, and how long its context is. */
export interface Placement {
	readonly gpuLayers: number;
	/** Positions. */
	readonly contextSize: number;
}

export interface PlacementPlan {
	readonly machine: PlacementMachine;
	readonly sizes: ModelSizes;
	readonly threads: number;
	/** Largest first, each smaller than the one before; at least one, at most {@link MOST_ATTEMPTS}. */
	readonly attempts: readonly Placement[];
	/** Why the first is as it is. */
	readonly sentences: readonly string[];
}

export const MOST_ATTEMPTS = 6;
/** Left to the system and other programs: of a GPU, where windows are drawn too, and of the processor's memory. */
const GPU_RESERVE = 384 * 1024 ** 2;
export const RAM_RESERVE = 512 * 1024 ** 2;

export function planPlacement(machine: PlacementMachine, sizes: ModelSizes, wishes: PlacementWishes): PlacementPlan {
	const sentences: string[] = [];
	const threads = threadsOf(machine, wishes, sentences);
	const wanted = wantedContext(sizes, wishes, sentences);
	const gpuLayers = layersOnGpu(machine, sizes, wishes, wanted, sentences);
	const contextSize = fittingContext(machine, sizes, { gpuLayers, contextSize: wanted }, wishes, sentences);
	return { machine, sizes, threads, attempts: attemptsFrom({ gpuLayers, contextSize }, sizes.context.least), sentences };
}

/**
 * The plan without the attempts up to one that ended the whole process: the system takes memory back like that, so nothing as large is tried
 * again, nor anything on a GPU, whose driver may have been what failed. Undefined where nothing smaller is left.
 */
export function planAfterDeath(plan: PlacementPlan, died: Placement): PlacementPlan | undefined {
	const attempts = plan.attempts.filter(({ gpuLayers, contextSize }) => gpuLayers === 0 && (died.gpuLayers > 0 ? contextSize <= died.contextSize : contextSize < died.contextSize));
	const [next] = attempts;
	return next && { ...plan, attempts, sentences: [...plan.sentences, fallbackSentence("The model's process ended while it was loading", died, next)] };
}

/** Parts in memory under a placement, without those that take nothing. Estimates. */
export function memoryParts(sizes: ModelSizes, { gpuLayers, contextSize }: Placement): MemoryPart[] {
	const share = sizes.layers === 0 ? 0 : gpuLayers / sizes.layers;
	const onGpu = gpuLayers * sizes.layer + (gpuLayers >= sizes.layers && gpuLayers > 0 ? sizes.output : 0);
	const weights = sizes.layers * sizes.layer + sizes.output + sizes.embedding;
	const cache = sizes.position * contextSize;
	const working = sizes.working.fixed + sizes.working.position * contextSize;
	const parts: MemoryPart[] = [
		{ part: "weights", place: "gpu", bytes: onGpu },
		{ part: "cache", place: "gpu", bytes: cache * share },
		{ part: "working", place: "gpu", bytes: gpuLayers > 0 ? working : 0 },
		{ part: "weights", place: "processor", bytes: weights - onGpu },
		{ part: "cache", place: "processor", bytes: cache * (1 - share) },
		{ part: "working", place: "processor", bytes: share < 1 ? working : 0 },
		{ part: "molecule", place: "processor", bytes: sizes.encoders.molecule },
		{ part: "protein", place: "processor", bytes: sizes.encoders.protein },
	];
	return parts.map((part) => ({ ...part, bytes: Math.round(part.bytes) })).filter(({ bytes }) => bytes > 0);
}

/** What encoders may take together: one that is not at work makes room for another. At least the larger of them. */
export function encoderBudget({ machine, sizes }: PlacementPlan, placement: Placement): number {
	const language = bytesAt("processor", sizes, placement) - sizes.encoders.molecule - sizes.encoders.protein;
	return Math.max(sizes.encoders.molecule, sizes.encoders.protein, machine.freeRam - RAM_RESERVE - language);
}

function bytesAt(place: MemoryPart["place"], sizes: ModelSizes, placement: Placement): number {
	return memoryParts(sizes, placement).reduce((sum, part) => sum + (part.place === place ? part.bytes : 0), 0);
}

function threadsOf({ cores, threads }: PlacementMachine, wishes: PlacementWishes, sentences: string[]): number {
	if (wishes.threads === "auto") {
		return threads;
	}
	if (wishes.threads > cores) {
		sentences.push(`${count(wishes.threads)} threads were asked for, and this program may use ${cores} of the processor's cores: more threads than cores would be slower, so it works with ${cores}.`);
	}
	return Math.min(cores, Math.max(1, Math.floor(wishes.threads)));
}

function wantedContext({ context }: ModelSizes, { contextSize }: PlacementWishes, sentences: string[]): number {
	if (contextSize === "auto") {
		return context.most;
	}
	if (contextSize > context.most) {
		sentences.push(`A context of ${count(contextSize)} positions was asked for, and this model has at most ${count(context.most)}.`);
	}
	if (contextSize < context.least) {
		sentences.push(`A context of ${count(contextSize)} positions was asked for, and a question about one molecule or protein needs ${count(context.least)}.`);
	}
	return boundedContext(context, contextSize);
}

/** Positions nearest to those that were wished for which a model has, and with which it can be asked. */
export function boundedContext({ most, least }: ModelSizes["context"], wished: number): number {
	return Math.floor(Math.min(most, Math.max(least, wished)));
}

function layersOnGpu(machine: PlacementMachine, sizes: ModelSizes, wishes: PlacementWishes, contextSize: number, sentences: string[]): number {
	const { gpu } = machine;
	if (wishes.device === "cpu" || sizes.processorOnly || !gpu) {
		if (wishes.device === "auto" && wishes.gpuLayers !== "auto" && wishes.gpuLayers > 0) {
			sentences.push(sizes.processorOnly ? "This model is so small that it is faster on the processor: no layers go to a GPU." : "No GPU that can be used was found: no layers go there.");
		}
		return 0;
	}
	const needs = (gpuLayers: number): number => bytesAt("gpu", sizes, { gpuLayers, contextSize });
	const free = freeOnGpu(gpu, machine);
	if (wishes.gpuLayers !== "auto") {
		const layers = Math.min(sizes.layers, Math.max(0, Math.floor(wishes.gpuLayers)));
		if (wishes.gpuLayers > sizes.layers) {
			sentences.push(`${count(wishes.gpuLayers)} layers on the GPU were asked for, and this model has ${count(sizes.layers)}.`);
		}
		if (free !== undefined && layers > 0 && needs(layers) > free) {
			sentences.push(`The GPU has ${amount(free)} to spare, and the ${layers} layers that were asked for need about ${amount(needs(layers))}: it is tried.`);
		}
		return layers;
	}
	if (free === undefined) {
		sentences.push("The GPU does not tell how much of its memory is free: all layers are tried there.");
		return sizes.layers;
	}
	let layers = sizes.layers;
	while (layers > 0 && needs(layers) > free) {
		layers--;
	}
	sentences.push(partSentence({ free, needed: needs(sizes.layers), layers, all: sizes.layers }));
	return layers;
}

/** Bytes that may be used; of shared memory not what the processor's parts take. */
function freeOnGpu(gpu: GpuDevice, { freeRam }: PlacementMachine): number | undefined {
	const own = gpu.free === undefined ? undefined : Math.max(0, gpu.free - GPU_RESERVE);
	return gpu.shared ? Math.max(0, Math.min(own ?? Infinity, freeRam - RAM_RESERVE)) : own;
}

/** Smaller where the processor's memory lacks; a wish is tried as it is, unless no other program's end could make room for it. */
function fittingContext(machine: PlacementMachine, sizes: ModelSizes, wanted: Placement, wishes: PlacementWishes, sentences: string[]): number {
	const free = machine.freeRam - RAM_RESERVE;
	const needs = (contextSize: number): number => bytesAt("processor", sizes, { ...wanted, contextSize }) + (machine.gpu?.shared ? bytesAt("gpu", sizes, { ...wanted, contextSize }) : 0);
	if (needs(wanted.contextSize) <= free) {
		return wanted.contextSize;
	}
	const needed = `${amount(Math.max(0, free))} of memory can be used, and with ${count(wanted.contextSize)} positions the model needs about ${amount(needs(wanted.contextSize))}`;
	if (wishes.contextSize !== "auto" && needs(wanted.contextSize) <= machine.totalRam) {
		sentences.push(`${needed}: it is tried, since that context was asked for.`);
		return wanted.contextSize;
	}
	const sizesDown = contextsFrom(wanted.contextSize, sizes.context.least);
	const fitting = sizesDown.find((contextSize) => needs(contextSize) <= free);
	if (fitting === undefined) {
		sentences.push(`${needed}. Even with ${count(sizes.context.least)} it needs about ${amount(needs(sizes.context.least))}: it may be slow, or not start. Close other programs, or choose a smaller model.`);
		return sizes.context.least;
	}
	sentences.push(`${needed}: its context has ${count(fitting)} positions instead.`);
	return fitting;
}

/** Half of the GPU's layers, then the processor alone, then shorter and shorter contexts. */
function attemptsFrom(first: Placement, least: number): Placement[] {
	const { gpuLayers, contextSize } = first;
	const onGpu = gpuLayers > 1 ? [gpuLayers, Math.floor(gpuLayers / 2)] : gpuLayers > 0 ? [gpuLayers] : [];
	const contexts = contextsFrom(contextSize, least);
	const attempts = [...onGpu.map((layers) => ({ gpuLayers: layers, contextSize })), ...contexts.map((positions) => ({ gpuLayers: 0, contextSize: positions }))];
	const last = attempts.at(-1);
	return attempts.length <= MOST_ATTEMPTS || !last ? attempts : [...attempts.slice(0, MOST_ATTEMPTS - 1), last];
}

/** Halves, down to the least. */
function contextsFrom(most: number, least: number): number[] {
	const contexts = [most];
	for (let next = Math.floor(most / 2); next > least; next = Math.floor(next / 2)) {
		contexts.push(next);
	}
	return most > least ? [...contexts, least] : contexts;
}

function count(value: number): string {
	return value.toLocaleString("en");
}
