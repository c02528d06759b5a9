import type { Entity } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import type { BatchItem, BatchResult, BatchTask } from "../batch.ts";
import type { AskEvent, AskRequest, Encoding, Engine, EngineState, MachineDevices, ModelDescription, ModelPlan } from "../engine.ts";
import { sameWishes, smaller, wishesOf, type Placement, type PlacementWishes } from "../runtime/placement.ts";
import { BatchRun } from "./batchRun.ts";
import { checkTask } from "./checks.ts";
import { InferenceChild, type ChildOptions } from "./child.ts";
import { converse } from "./converse.ts";
import { refuseDisposed, untilDisposed } from "./disposal.ts";
import { Holds } from "./holds.ts";
import { KnownPlan } from "./knownPlan.ts";
import { encodersAlone, needsOf, prepareEntities, prepareEntity, prepareRequest, type PreparingChemistry } from "./prepare.ts";
import { devicesApart, plansApart } from "./planning.ts";
import { abortable, delay } from "./promises.ts";
import { SerialQueue } from "./queue.ts";

export interface EngineOptions extends ChildOptions {
	readonly chemistry: PreparingChemistry;
}

/** Wait (ms) before a restart: nothing after one death, then doubling. */
const FIRST_BACK_OFF = 500;
const LONGEST_BACK_OFF = 30_000;

/**
 * The engine as every face sees it: starts the inference process on the first question, restarts it after a death, and
 * lets questions wait for each other.
 */
export class SupervisedEngine implements Engine {
	private child: InferenceChild | undefined;
	private current: EngineState = { state: "asleep" };
	/** The smallest attempt to load the model that ended its process. */
	private died: Placement | undefined;
	private deaths = 0;
	private notBefore = 0;
	/** Jobs and batches under way, whose rows are all to be of one model in one place. */
	private readonly holds = new Holds();
	private bundleDirectory: string;
	/** What was wished for when the process was started. */
	private startedWith: PlacementWishes;
	private readonly known = new KnownPlan();
	private readonly watchers = new Set<() => void>();
	private readonly disposal = new AbortController();
	private readonly queue = new SerialQueue();

	constructor(private readonly options: EngineOptions) {
		this.bundleDirectory = options.bundleDirectory;
		this.startedWith = this.wishes;
	}

	/** Calls `changed` whenever {@link state} has become another one, until what it gives is called. */
	watch(changed: () => void): () => void {
		this.watchers.add(changed);
		return () => void this.watchers.delete(changed);
	}

	/**
	 * Lets another model answer from the next question on. The answer that is being written, and those that wait before this call, are still the old
	 * one's; the process of the old one ends then, and the next question starts the new one.
	 *
	 * Fails with `model-busy` while a batch or a job is under way, whose results must all be of one model, and with `cancelled`.
	 */
	async use(bundleDirectory: string, signal?: AbortSignal): Promise<void> {
		this.requireUnheld();
		const leave = await this.queue.enter(signal);
		try {
			this.requireUnheld();
			if (bundleDirectory === this.bundleDirectory) {
				return;
			}
			this.bundleDirectory = bundleDirectory;
			await this.startAfresh();
		} finally {
			leave();
		}
	}

	async *ask(request: AskRequest, signal?: AbortSignal): AsyncGenerator<AskEvent> {
		let { bundleDirectory } = this;
		let prepared = await prepareRequest(request, await needsOf(bundleDirectory), this.options.chemistry, signal);
		if (this.queue.occupied) {
			yield { type: "stage", stage: "queued" };
		}
		const leave = await this.queue.enter(signal);
		try {
			if (bundleDirectory !== this.bundleDirectory) {
				// Another model was chosen while this waited: it may be given other things.
				({ bundleDirectory } = this);
				prepared = await prepareRequest(request, await needsOf(bundleDirectory), this.options.chemistry, signal);
			}
			await this.heedWishes();
			if (this.current.state !== "ready") {
				yield { type: "stage", stage: "starting" };
			}
			const child = await this.running(signal);
			yield* converse(child, prepared, signal);
			this.deaths = 0;
		} finally {
			leave();
		}
	}

	async encode(entity: Entity, signal?: AbortSignal): Promise<Encoding> {
		const prepared = await prepareEntity(entity, encodersAlone, this.options.chemistry, signal);
		const leave = await this.queue.enter(signal);
		try {
			await this.heedWishes();
			const child = await this.running(signal);
			return await child.encode(prepared, signal);
		} finally {
			leave();
		}
	}

	async *batch(items: readonly BatchItem[], task: BatchTask, signal?: AbortSignal): AsyncGenerator<BatchResult> {
		checkTask(task);
		const release = await this.hold(signal);
		try {
			// Held from here on: the model that this is read of is the one that answers.
			const needs = task.kind === "embed" ? encodersAlone : await needsOf(this.bundleDirectory);
			const run = new BatchRun(items, task, {
				running: (stop) => this.running(stop),
				prepare: async (item, stop) => ({ text: item.text, entities: await prepareEntities(item.entities, needs, this.options.chemistry, stop) }),
				onResult: () => (this.deaths = 0),
			});
			yield* run.results(signal);
		} finally {
			release();
		}
	}

	async hold(signal?: AbortSignal): Promise<() => void> {
		if (!this.holds.any && !sameWishes(this.wishes, this.startedWith)) {
			// The answer that is being written is still that of the process as it is.
			const leave = await this.queue.enter(signal);
			await this.heedWishes().finally(leave);
		}
		return this.holds.take();
	}

	async describe(): Promise<ModelDescription> {
		// Later than activation: the schema's library takes a while to load.
		const { describeBundle } = await import("../bundle/describe.ts");
		const { bundleDirectory, wishes } = this;
		return describeBundle(bundleDirectory, this.known.of(bundleDirectory, wishes)?.contextSize ?? wishes.contextSize);
	}

	async plan(signal?: AbortSignal): Promise<ModelPlan> {
		const { bundleDirectory, wishes, current, died } = this;
		if (current.state === "ready" && current.plan && sameWishes(wishes, this.startedWith)) {
			return current.plan;
		}
		const remember = this.known.begin(bundleDirectory, wishes);
		const [planned] = await this.plansOf([bundleDirectory], signal, died);
		if (planned === undefined || planned instanceof Failure) {
			throw planned ?? new Failure("unexpected", "Nothing was planned.");
		}
		remember(planned);
		return planned;
	}

	/** Where models of other folders would go on this machine, or why that cannot be said; nothing of them is loaded. */
	async plansOf(bundleDirectories: readonly string[], signal?: AbortSignal, died?: Placement): Promise<(ModelPlan | Failure)[]> {
		return untilDisposed(this.disposal.signal, (stop) => plansApart(this.options, bundleDirectories, this.wishes, { died, signal: stop }), signal);
	}

	/** What this machine has for models. */
	async devices(signal?: AbortSignal): Promise<MachineDevices> {
		return untilDisposed(this.disposal.signal, (stop) => devicesApart(this.options, this.wishes, stop), signal);
	}

	async countTokens(text: string, signal?: AbortSignal): Promise<number> {
		const { bundleDirectory } = this;
		try {
			return await (await this.running(signal)).count(text, signal);
		} catch (error) {
			// Counted while another model was chosen, or the same one was placed otherwise: this one's tokens are asked for.
			const ended = this.bundleDirectory !== bundleDirectory || (error instanceof Failure && error.code === "disposed");
			if (ended && !this.disposal.signal.aborted && !signal?.aborted) {
				return this.countTokens(text, signal);
			}
			throw error;
		}
	}

	state(): EngineState {
		return this.current.state === "ready" ? { ...this.current, memoryBytes: this.child?.memoryBytes ?? 0 } : this.current;
	}

	/** The process to look at in a task manager; undefined while asleep. */
	get pid(): number | undefined {
		return this.child?.pid;
	}

	private get wishes(): PlacementWishes {
		return wishesOf(this.options);
	}

	/** Settings of placement that have changed end the process, so that the next one starts by them; not while it is held. In the queue only. */
	private async heedWishes(): Promise<void> {
		if (!this.holds.any && !sameWishes(this.wishes, this.startedWith)) {
			await this.startAfresh();
		}
	}

	private async startAfresh(): Promise<void> {
		const child = this.child;
		this.child = undefined;
		this.become({ state: "asleep" });
		// Another model, or the same one otherwise placed, is not to blame for earlier deaths.
		this.died = undefined;
		this.deaths = 0;
		this.notBefore = 0;
		this.startedWith = this.wishes;
		await child?.end();
	}

	private become(state: EngineState): void {
		this.current = state;
		const plan = state.state === "ready" || state.state === "starting" ? state.plan : undefined;
		if (plan) {
			this.known.begin(this.bundleDirectory, this.startedWith)(plan);
		}
		this.watchers.forEach((changed) => changed());
	}

	private requireUnheld(): void {
		if (this.holds.any) {
			throw new Failure("model-busy", "The model is working on an annotation. Pause it or wait until it is done, then choose another model.");
		}
	}

	async dispose(): Promise<void> {
		this.disposal.abort();
		await this.child?.end();
	}

	private async running(signal: AbortSignal | undefined): Promise<InferenceChild> {
		if (this.child && !this.child.alive) {
			this.onEnd(this.child);
		}
		const wait = this.notBefore - Date.now();
		if (!this.child && wait > 0) {
			await delay(wait, signal ? AbortSignal.any([signal, this.disposal.signal]) : this.disposal.signal);
		}
		refuseDisposed(this.disposal.signal);
		const child = this.child ?? this.start();
		try {
			await abortable(child.ready, signal);
			return child;
		} catch (error) {
			const died = child.diedIn;
			if (died === undefined || signal?.aborted) {
				throw error;
			}
			return await this.runningSmaller(child, died, signal);
		}
	}

	/** After a process that ended while it loaded its model, by want of memory or by a driver's fault: each start is smaller, so this comes to an end. */
	private async runningSmaller(child: InferenceChild, died: Placement, signal: AbortSignal | undefined): Promise<InferenceChild> {
		if (this.child === child) {
			this.onEnd(child);
			// It is not the same that starts again.
			this.notBefore = 0;
		}
		this.died = this.died && smaller(this.died, died) ? this.died : died;
		return this.running(signal);
	}

	private start(): InferenceChild {
		if (!this.holds.any) {
			this.startedWith = this.wishes;
		}
		const child = new InferenceChild({ ...this.options, bundleDirectory: this.bundleDirectory }, this.startedWith, this.died);
		this.child = child;
		this.become({ state: "starting" });
		void child.planned.then((plan) => this.child === child && this.become({ state: "starting", plan }));
		child.ready.then(
			({ model, device, plan }) => {
				if (this.child === child) {
					this.become({ state: "ready", model, device, memoryBytes: 0, plan });
				}
			},
			(failure: Failure) => {
				if (this.child === child) {
					// No death to back off from: the bundle may be mended before the next question, which starts afresh.
					this.child = undefined;
					this.become({ state: "failed", message: failure.message });
					void child.end();
				}
			},
		);
		void child.ended.then(() => this.onEnd(child));
		return child;
	}

	private onEnd(child: InferenceChild): void {
		if (this.child !== child) {
			return;
		}
		this.child = undefined;
		this.become({ state: "asleep" });
		const backOff = this.deaths === 0 ? 0 : Math.min(LONGEST_BACK_OFF, FIRST_BACK_OFF * 2 ** (this.deaths - 1));
		this.deaths++;
		this.notBefore = Date.now() + backOff;
	}
}
