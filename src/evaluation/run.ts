import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { identityOf, type BatchEngine } from "../annotation/batchEngine.ts";
import { Draft, exists, isThere } from "../annotation/draft.ts";
import { Pace } from "../annotation/job/pace.ts";
import { patiently, type Patience } from "../annotation/job/patience.ts";
import type { Engine, ModelIdentity } from "../inference/engine.ts";
import { Lock, type LockWords } from "../inference/lock.ts";
import type { Chemistry } from "../science/chemistry.ts";
import { Failure, failureData } from "../science/failure.ts";
import { answers, refuseOtherModel } from "./asking.ts";
import { JournalWriter, readEvaluation, type EvaluationHeader, type EvaluationJournal } from "./journal.ts";
import { measured, type MeasuringServices } from "./measured.ts";
import { planned, type Planned } from "./plan.ts";
import type { PropertyPredictor } from "./properties.ts";
import { readPublished } from "./published.ts";
import { reportMarkdown } from "./report/markdown.ts";
import { reportJson, type BenchmarkReport, type EvaluationReport, type Speed } from "./report/report.ts";
import type { Answered, ItemResult } from "./results.ts";
import { evaluationPlaces, type EvaluationProgress, type EvaluationSpec } from "./spec.ts";

export interface EvaluationServices {
	readonly engine: BatchEngine & Pick<Engine, "describe">;
	readonly chemistry: Pick<Chemistry, "fingerprints">;
	/** Of models with heads for properties. */
	readonly predictor?: PropertyPredictor | undefined;
	/** Absolute path of the published figures. */
	readonly publishedFile: string;
	/** Name and version of this program: it stands in the report. */
	readonly program: string;
}

export interface EvaluationOptions {
	readonly signal: AbortSignal;
	/** At most four times a second, and whenever something else begins. */
	readonly progress?: ((progress: EvaluationProgress) => void) | undefined;
	/** Goes on where answers lie beside the report; begins anew where there are none. */
	readonly resume?: boolean | undefined;
	/** Gives up what lies there, and begins anew. */
	readonly restart?: boolean | undefined;
	/** Milliseconds between two attempts to write on a full disk. */
	readonly pause?: number | undefined;
}

export interface EvaluationResult {
	readonly report: EvaluationReport;
	/** Absolute paths. */
	readonly json: string;
	readonly markdown: string;
}

/** Milliseconds between two reports of the same. */
const INTERVAL = 250;

/**
 * Asks a model the questions of benchmarks and writes what came of it, as JSON and Markdown. Answers are kept beside the report as they come, and the report of
 * an interrupted evaluation is the same as that of one that was not, but for its times.
 *
 * @throws Failure `invalid-input`, `output-exists`, `job-exists`, `job-running`, `journal-broken`, `spec-changed`, `model-changed`, `no-property-heads`, `not-writable`,
 * `cancelled`, those of reading benchmarks, of the engine and of chemistry
 */
export async function evaluate(spec: EvaluationSpec, services: EvaluationServices, options: EvaluationOptions): Promise<EvaluationResult> {
	const lock = await Lock.take(evaluationPlaces(spec.output).lock, words);
	// All figures of a report are those of one model in one place.
	let release: (() => void) | undefined;
	try {
		release = await services.engine.hold(options.signal);
		return await new Evaluation(spec, services, options).run();
	} catch (error) {
		throw options.signal.aborted ? new Failure("cancelled", "The evaluation was stopped. What is answered is kept.", { cause: error }) : error;
	} finally {
		release?.();
		await lock.release();
	}
}

/** How many answers lie beside a report that is not there yet; undefined where there are none. Fails with `journal-broken`. */
export async function answeredBefore(output: string): Promise<number | undefined> {
	return (await readEvaluation(evaluationPlaces(output).journal))?.answered.length;
}

const words: LockWords = {
	held: (file) => new Failure("job-running", `Another window or command is working on ${reportOf(file)} just now. Wait until it has finished, or stop it there.`),
	refused: (file, why, cause) => new Failure("not-writable", `Nothing can be written beside ${reportOf(file)}. ${why} Choose another place for the report.`, { detail: String(cause), cause }),
};

function reportOf(lock: string): string {
	return path.basename(lock).replace(/\.biomedgpt-lock.*$/, "");
}

class Evaluation {
	private readonly results = new Map<string, ItemResult>();
	private readonly took: number[] = [];
	private readonly pace = new Pace();
	private told = Number.NEGATIVE_INFINITY;
	private state: EvaluationProgress = { phase: "reading", benchmark: undefined, done: 0, total: undefined, failed: 0, perSecond: undefined, secondsLeft: undefined };
	private readonly patience: Patience;

	constructor(
		private readonly spec: EvaluationSpec,
		private readonly services: EvaluationServices,
		private readonly options: EvaluationOptions,
	) {
		this.patience = { signal: options.signal, waiting: (waiting) => this.tell({ waiting }), pause: options.pause };
	}

	async run(): Promise<EvaluationResult> {
		const { spec, services, options: { signal } } = this;
		this.tell({ phase: "reading" });
		const places = evaluationPlaces(spec.output);
		const journal = await this.journal();
		await this.refuseExisting(journal);
		const plans = await planned(spec, signal);
		this.refuseHeadless(plans);
		const published = await readPublished(services.publishedFile);
		const model = await identityOf(services.engine, signal);
		const { title, maxAnswerTokens, refusals = [] } = await services.engine.describe();
		const header: EvaluationHeader = { format: "biomedgpt-evaluation", version: 1, program: services.program, model, seed: spec.seed, limit: spec.limit, benchmarks: plans.map(({ spec: own, sum }) => ({ name: own.name, sum, question: own.question })) };
		const writer = await this.begin(header, journal);
		try {
			await this.ask(plans, model, writer);
			const report = await this.report({ ...model, title }, await this.measure(plans, { published, maxAnswerTokens, refusals }), plans);
			return await this.write(report, writer);
		} finally {
			await writer.close();
			await (await isThere(places.json) ? rm(places.journal, { force: true }) : undefined);
		}
	}

	private async measure(plans: readonly Planned[], known: Pick<MeasuringServices, "published" | "maxAnswerTokens" | "refusals">): Promise<readonly BenchmarkReport[]> {
		const reports: BenchmarkReport[] = [];
		for (const [at, plan] of plans.entries()) {
			this.tell({ phase: "comparing", benchmark: plan.spec.name });
			const results = new Map(plan.places.flatMap((place): [number, ItemResult][] => [this.results.get(`${at}/${place}`)].flatMap((result) => (result === undefined ? [] : [[place, result]]))));
			reports.push(await measured(plan, results, { chemistry: this.services.chemistry, options: { seed: this.spec.seed, signal: this.options.signal }, ...known }));
		}
		return reports;
	}

	/** Nothing that is there is ever written over; but a Markdown report that an interrupted run wrote last of all is ours. */
	private async refuseExisting(journal: EvaluationJournal | undefined): Promise<void> {
		const { json, markdown } = evaluationPlaces(this.spec.output);
		if (await isThere(json)) {
			// It was finished, but for its journal.
			await (journal?.writing === undefined ? undefined : rm(evaluationPlaces(this.spec.output).journal, { force: true }));
			throw exists(json);
		}
		if (await isThere(markdown)) {
			const text = journal?.writing === undefined ? undefined : await readFile(markdown).catch(() => undefined);
			if (text === undefined || sumOf(text) !== journal?.writing) {
				throw exists(markdown);
			}
			await rm(markdown);
		}
	}

	/** What an interrupted run left, where it is to go on. */
	private async journal(): Promise<EvaluationJournal | undefined> {
		const { journal } = evaluationPlaces(this.spec.output);
		if (this.options.restart === true) {
			await rm(journal, { force: true });
			return undefined;
		}
		const found = await readEvaluation(journal);
		if (found !== undefined && this.options.resume !== true) {
			throw new Failure("job-exists", `An evaluation that was not finished lies beside ${path.basename(this.spec.output)}. Resume it, or begin anew.`);
		}
		return found;
	}

	private refuseHeadless(plans: readonly Planned[]): void {
		const headless = this.services.predictor === undefined ? plans.find(({ benchmark }) => benchmark.kind === "properties") : undefined;
		if (headless !== undefined) {
			throw new Failure("no-property-heads", `${headless.spec.name} (${headless.benchmark.layout}) is about measured properties, and this model has no heads that predict any. Leave it out.`);
		}
	}

	private async begin(header: EvaluationHeader, journal: EvaluationJournal | undefined): Promise<JournalWriter> {
		const { journal: place } = evaluationPlaces(this.spec.output);
		if (journal === undefined) {
			return JournalWriter.begin(place, header, this.patience);
		}
		refuseOther(journal.header, header);
		journal.answered.forEach((answered) => this.take(answered));
		return JournalWriter.resume(place, journal, this.patience);
	}

	private async ask(plans: readonly Planned[], model: ModelIdentity, writer: JournalWriter): Promise<void> {
		this.tell({ phase: "asking", total: plans.reduce((sum, { places }) => sum + places.length, 0), done: this.results.size });
		this.pace.mark(this.results.size);
		for (const [benchmark, plan] of plans.entries()) {
			this.tell({ benchmark: plan.spec.name });
			await this.askOne(benchmark, plan, model, writer);
		}
	}

	private async askOne(benchmark: number, plan: Planned, model: ModelIdentity, writer: JournalWriter): Promise<void> {
		const { engine, predictor } = this.services;
		const known = plan.places.map((place) => this.results.get(`${benchmark}/${place}`));
		const missing = known.some((result) => result?.kind === "failed" && result.code === "no-encoder") ? [] : plan.places.filter((_, at) => known[at] === undefined);
		if (missing.length === 0) {
			return;
		}
		let since = performance.now();
		for await (const { item, result } of answers(plan, missing, { engine, predictor, model, signal: this.options.signal })) {
			const now = performance.now();
			const answered: Answered = { benchmark, item, took: Math.round(1000 * (now - since)) / 1000, result };
			since = now;
			await writer.add(answered);
			this.take(answered);
			this.moved();
		}
	}

	private take({ benchmark, item, took, result }: Answered): void {
		this.results.set(`${benchmark}/${item}`, result);
		this.took[benchmark] = (this.took[benchmark] ?? 0) + took;
		this.state = { ...this.state, done: this.results.size, failed: this.state.failed + (result.kind === "failed" ? 1 : 0) };
	}

	/** @param model with its title, as it was when the first question was asked */
	private async report(model: EvaluationReport["model"], benchmarks: readonly BenchmarkReport[], plans: readonly Planned[]): Promise<EvaluationReport> {
		const { engine, program } = this.services;
		this.tell({ phase: "reporting", benchmark: undefined });
		const speed: Speed[] = [];
		for (const [at, plan] of plans.entries()) {
			speed.push(await this.speed(at, plan));
		}
		const state = engine.state();
		const ready = state.state === "ready" ? state : { device: "unknown", memoryBytes: 0 };
		return { format: "biomedgpt-evaluation-report", version: 1, program, model, seed: this.spec.seed, limit: this.spec.limit ?? null, benchmarks, run: { finished: new Date().toISOString(), device: ready.device, memory: ready.memoryBytes, speed } };
	}

	private async speed(at: number, { spec, places }: Planned): Promise<Speed> {
		const seconds = (this.took[at] ?? 0) / 1000;
		const given = places.flatMap((place) => this.results.get(`${at}/${place}`) ?? []);
		const texts = given.flatMap((result) => (result.kind === "written" ? [result.text] : []));
		let tokens = 0;
		for (const text of texts) {
			tokens += await this.services.engine.countTokens(text, this.options.signal);
		}
		const each = (count: number): number => (seconds === 0 ? 0 : count / seconds);
		return { benchmark: spec.name, seconds, answersPerSecond: each(given.length), tokensPerSecond: texts.length === 0 ? null : each(tokens) };
	}

	/** The Markdown comes first: where the JSON is, all is there. */
	private async write(report: EvaluationReport, writer: JournalWriter): Promise<EvaluationResult> {
		const { json, markdown } = evaluationPlaces(this.spec.output);
		const text = reportMarkdown(report);
		await writer.writing(sumOf(text));
		await this.put(markdown, text);
		await this.put(json, reportJson(report));
		return { report, json, markdown };
	}

	private async put(place: string, text: string): Promise<void> {
		await patiently(async () => {
			const draft = await Draft.at(place);
			try {
				await draft.write(text);
				await draft.commit();
			} finally {
				await draft.discard();
			}
		}, this.patience).catch((error: unknown) => {
			const { code, message, detail } = failureData(error);
			throw code === "not-writable" ? new Failure(code, message.replace(/ Copy the table.*/, " Choose another place for the report; what is answered is kept."), { detail, cause: error }) : error;
		});
	}

	private moved(): void {
		const { done, total } = this.state;
		this.pace.mark(done);
		const { speed } = this.pace;
		this.state = { ...this.state, perSecond: speed, secondsLeft: speed === undefined || total === undefined ? undefined : (total - done) / speed };
		if (performance.now() - this.told >= INTERVAL) {
			this.tell({});
		}
	}

	private tell(change: Partial<EvaluationProgress>): void {
		this.told = performance.now();
		this.state = { ...this.state, ...change };
		this.options.progress?.(this.state);
	}
}

function sumOf(text: string | Uint8Array): string {
	return createHash("sha256").update(text).digest("hex");
}

/** Answers of another program, model or file would be mixed with these. */
function refuseOther(before: EvaluationHeader, now: EvaluationHeader): void {
	refuseOtherModel(before.model, now.model);
	const changed = [
		...(before.program === now.program ? [] : ["the program"]),
		...(before.seed === now.seed ? [] : ["the seed"]),
		...(before.limit === now.limit ? [] : ["the limit of rows"]),
		...(JSON.stringify(before.benchmarks) === JSON.stringify(now.benchmarks) ? [] : ["the benchmarks or their questions"]),
	];
	if (changed.length > 0) {
		throw new Failure("spec-changed", `The evaluation that was begun differs in ${changed.join(" and ")}. Ask for the same as then, or begin anew.`);
	}
}
