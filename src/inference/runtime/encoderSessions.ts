import path from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { Failure } from "../../science/failure.ts";
import type { Bundle } from "../bundle/manifest.ts";
import { inferenceThreads } from "./devices.ts";
import { encoderBytes } from "./modelSizes.ts";
import { native } from "./native.ts";

/** Interface of an encoder's ONNX file: tensor name → element type and rank (and last dimension, where fixed). */
export type Ports = Readonly<Record<string, { readonly type: string; readonly rank: number; readonly last?: number }>>;

export interface SessionOptions {
	/** Milliseconds without work after which an encoder is released. */
	readonly idle?: number;
	/** Bytes that encoders may take together; one alone may take more. */
	readonly budget?: number;
}

const IDLE = 5 * 60_000;

interface Loaded {
	readonly session: Promise<InferenceSession>;
	/** Pieces of work under way. */
	busy: number;
	idle: NodeJS.Timeout | undefined;
}

/** Encoders in memory: opened when needed, released when idle or when another needs the room, opened again by the next need. */
export class EncoderSessions {
	/** By file; the least recently used first. */
	private readonly entries = new Map<string, Loaded>();

	constructor(
		private readonly bundle: Bundle,
		private readonly options: SessionOptions = {},
	) {}

	/** Files of those that are in memory, or on the way there. */
	get loaded(): readonly string[] {
		return [...this.entries.keys()];
	}

	/** Works with an encoder, which stays in memory meanwhile. */
	async use<T>(file: string, ports: { readonly inputs: Ports; readonly outputs: Ports }, work: (session: InferenceSession) => Promise<T>): Promise<T> {
		const entry = this.entries.get(file) ?? { session: this.open(file, ports), busy: 0, idle: undefined };
		clearTimeout(entry.idle);
		this.entries.delete(file);
		this.entries.set(file, entry);
		entry.busy++;
		try {
			return await work(await entry.session);
		} finally {
			entry.busy--;
			if (entry.busy === 0) {
				entry.idle = setTimeout(() => void this.release(file, entry), this.options.idle ?? IDLE);
				entry.idle.unref();
			}
		}
	}

	private async open(file: string, ports: { readonly inputs: Ports; readonly outputs: Ports }): Promise<InferenceSession> {
		try {
			await this.makeRoom(file);
			return await openSession(path.join(this.bundle.directory, file), ports);
		} catch (error) {
			this.entries.delete(file);
			throw error;
		}
	}

	/** One that is at work is left alone: its answer is waited for by somebody. */
	private async makeRoom(file: string): Promise<void> {
		const { manifest } = this.bundle;
		const others = [...this.entries].filter(([other]) => other !== file);
		let bytes = encoderBytes(manifest, file) + others.reduce((sum, [other]) => sum + encoderBytes(manifest, other), 0);
		for (const [other, entry] of others) {
			if (bytes > (this.options.budget ?? Number.POSITIVE_INFINITY) && entry.busy === 0) {
				bytes -= encoderBytes(manifest, other);
				await this.release(other, entry);
			}
		}
	}

	private async release(file: string, entry: Loaded): Promise<void> {
		if (entry.busy > 0 || this.entries.get(file) !== entry) {
			return;
		}
		clearTimeout(entry.idle);
		this.entries.delete(file);
		// One that could not be opened has told whoever asked for it.
		await entry.session.then((session) => session.release()).catch(() => undefined);
	}
}

async function openSession(file: string, ports: { inputs: Ports; outputs: Ports }): Promise<InferenceSession> {
	const threads = inferenceThreads();
	const name = path.basename(file);
	const runtime = await native("onnxruntime-node", import("onnxruntime-node"));
	let session: InferenceSession;
	try {
		session = await runtime.InferenceSession.create(file, { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 });
	} catch (error) {
		throw new Failure("encoder-broken", `The encoder ${name} cannot be loaded: ONNX Runtime refuses it. Install or import the model again.`, { cause: error, detail: String(error) });
	}
	const mismatch = portMismatch(session.inputMetadata, ports.inputs) ?? portMismatch(session.outputMetadata, ports.outputs);
	if (mismatch) {
		await session.release();
		throw new Failure("encoder-shape", `The encoder ${name} does not fit the model's description: ${mismatch}. Install or import the model again.`);
	}
	return session;
}

function portMismatch(found: readonly InferenceSession.ValueMetadata[], expected: Ports): string | undefined {
	for (const [name, { type, rank, last }] of Object.entries(expected)) {
		const port = found.find((candidate) => candidate.name === name);
		if (!port?.isTensor) {
			return `there is no tensor ${name}`;
		}
		const lastFound = port.shape.at(-1);
		if (port.type !== type || port.shape.length !== rank || (last !== undefined && typeof lastFound === "number" && lastFound !== last)) {
			return `${name} is ${port.type} [${port.shape.join(", ")}] instead of ${type} with ${rank} dimensions${last === undefined ? "" : `, the last one ${last}`}`;
		}
	}
	return undefined;
}
