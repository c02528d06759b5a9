import type { ChildProcess } from "node:child_process";
import type { Chemistry } from "../../science/chemistry.ts";
import { Failure, failureData, failureFrom } from "../../science/failure.ts";
import type { PropertyFeatures } from "../../science/molecule/propertyFeatures.ts";
import type { PropertiesDescription } from "../properties/description.ts";
import type { PropertyPrediction, PropertyResult } from "../properties/prediction.ts";
import { forkWorker } from "./forkWorker.ts";
import { abortable, deferred, type Deferred } from "./promises.ts";
import type { FromProcess, ToProcess } from "./protocol.ts";

export interface PropertyModelOptions {
	/** The bundled `worker.ts`. */
	readonly processFile: string;
	/** Of the bundle that has the heads: the embedded model's, whichever model answers questions. */
	readonly bundleDirectory: string;
	readonly chemistry: Pick<Chemistry, "propertyFeatures">;
	/** Processor cores that it may use; all that the system gives if absent. */
	readonly cores?: number | undefined;
	/** Milliseconds without work after which its process ends. */
	readonly idle?: number | undefined;
	readonly log: (line: string) => void;
}

const IDLE = 5 * 60_000;
/** Molecules in one message. */
const MOST = 64;

type Predicted = readonly (readonly PropertyPrediction[])[];

/** One life of the process. */
interface Life {
	readonly process: ChildProcess;
	readonly pending: Map<number, Deferred<Predicted>>;
}

/**
 * Predicts measured properties of molecules, in an inference process of its own that loads nothing but the heads: it needs no language model,
 * and an answer that is being written does not keep it waiting. The process starts with the first question and ends when idle.
 *
 * Failures: `no-property-heads`, `invalid-smiles`, `bundle-broken`, `checksum-mismatch`, `engine-died`, `disposed`, `cancelled`, …
 */
export class PropertyModel {
	private life: Life | undefined;
	private serial = 0;
	private working = 0;
	private timer: NodeJS.Timeout | undefined;
	private disposed = false;

	constructor(private readonly options: PropertyModelOptions) {}

	/** What is predicted and how far it can be trusted; starts nothing. */
	async describe(): Promise<PropertiesDescription> {
		// Later than activation: the schema's library takes a while to load.
		const [{ readBundle }, { readDescription }] = await Promise.all([import("../bundle/manifest.ts"), import("../properties/description.ts")]);
		return readDescription(await readBundle(this.options.bundleDirectory));
	}

	/** The process to look at in a task manager; undefined while there is none. */
	get pid(): number | undefined {
		return this.life?.process.pid;
	}

	/**
	 * @param molecule SMILES, CXSMILES, or a mol block
	 * @returns in the order of the description's tasks
	 */
	async predict(molecule: string, signal?: AbortSignal): Promise<readonly PropertyPrediction[]> {
		const [result] = await this.predictAll([molecule], signal);
		if (result === undefined || "failure" in result) {
			throw result === undefined ? new Failure("unexpected", "Nothing was predicted. Ask again.") : failureFrom(result.failure);
		}
		return result.predictions;
	}

	/** As {@link predict}, in the order of the molecules; one that RDKit refuses costs the others nothing. */
	async predictAll(molecules: readonly string[], signal?: AbortSignal): Promise<readonly PropertyResult[]> {
		const results: PropertyResult[] = [];
		for (let start = 0; start < molecules.length; start += MOST) {
			results.push(...(await this.some(molecules.slice(start, start + MOST), signal)));
		}
		return results;
	}

	/** Ends the process; what waits fails with `disposed`. */
	async dispose(): Promise<void> {
		this.disposed = true;
		await this.end(new Failure("disposed", "BioMedGPT is shutting down."));
	}

	private async some(molecules: readonly string[], signal: AbortSignal | undefined): Promise<readonly PropertyResult[]> {
		const prepared: (PropertyFeatures | { readonly failure: Failure })[] = [];
		for (const molecule of molecules) {
			prepared.push(await this.options.chemistry.propertyFeatures(molecule, signal).catch((error: unknown) => ownFailure(error)));
		}
		const features = prepared.filter((one): one is PropertyFeatures => !("failure" in one));
		const predicted = features.length === 0 ? [] : await this.ask(features, signal);
		let next = 0;
		return prepared.map((one) => ("failure" in one ? { failure: failureData(one.failure) } : { predictions: predicted[next++] ?? [] }));
	}

	private async ask(molecules: readonly PropertyFeatures[], signal: AbortSignal | undefined): Promise<Predicted> {
		if (this.disposed) {
			throw new Failure("disposed", "BioMedGPT is shutting down.");
		}
		const { process, pending } = (this.life ??= this.start());
		const id = ++this.serial;
		const reply = deferred<Predicted>();
		pending.set(id, reply);
		clearTimeout(this.timer);
		this.working++;
		process.send({ kind: "predict", id, bundleDirectory: this.options.bundleDirectory, molecules } satisfies ToProcess, () => undefined);
		try {
			return await abortable(reply.promise, signal);
		} finally {
			pending.delete(id);
			if (--this.working === 0 && !this.disposed) {
				this.timer = setTimeout(() => void this.end(new Failure("disposed", "The property heads were idle.")), this.options.idle ?? IDLE);
				this.timer.unref();
			}
		}
	}

	private start(): Life {
		const process = forkWorker(this.options);
		const life: Life = { process, pending: new Map() };
		for (const stream of [process.stdout, process.stderr]) {
			stream?.setEncoding("utf8").on("data", (text: string) => this.options.log(text.trimEnd()));
		}
		process.on("message", (message: FromProcess) => {
			if (message.kind === "predicted") {
				life.pending.get(message.id)?.resolve(message.predictions);
			} else if (message.kind === "failure" && message.id !== undefined) {
				life.pending.get(message.id)?.reject(failureFrom(message.failure));
			}
		});
		const gone = (reason: string): void => this.lost(life, new Failure("engine-died", `The process of the property heads ended unexpectedly (${reason}). Ask again: it starts by itself.`, { detail: reason }));
		process.once("error", (error) => gone(error.message));
		process.once("exit", (code, by) => gone(by ?? `exit code ${code}`));
		return life;
	}

	private async end(failure: Failure): Promise<void> {
		clearTimeout(this.timer);
		const { life } = this;
		if (life === undefined) {
			return;
		}
		this.lost(life, failure);
		const ended = life.process.exitCode === null && life.process.signalCode === null ? new Promise<void>((resolve) => life.process.once("exit", () => resolve())) : undefined;
		life.process.kill("SIGKILL");
		await ended;
	}

	private lost(life: Life, failure: Failure): void {
		if (this.life === life) {
			this.life = undefined;
		}
		for (const reply of life.pending.values()) {
			reply.reject(failure);
		}
		life.pending.clear();
	}
}

/** Failures that say nothing about the molecule. */
const NOT_ITS_OWN = new Set(["cancelled", "disposed", "chemistry-unavailable"]);

function ownFailure(error: unknown): { readonly failure: Failure } {
	if (!(error instanceof Failure) || NOT_ITS_OWN.has(error.code)) {
		throw error;
	}
	return { failure: error };
}
