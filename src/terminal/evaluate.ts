import path from "node:path";
import { keptFigures } from "../evaluation/keptFigures.ts";
import { evaluate, type EvaluationResult, type EvaluationServices } from "../evaluation/run.ts";
import type { EvaluationProgress, EvaluationSpec } from "../evaluation/spec.ts";
import { FigureBook } from "../inference/bundle/figureBook.ts";
import { Failure, failureData } from "../science/failure.ts";
import type { EvaluateArguments } from "./evaluateArguments.ts";
import { EXIT } from "./recognise.ts";
import type { ModelsServices } from "./modelsServices.ts";
import type { Voice } from "./voice.ts";

export interface EvaluateServices extends Omit<EvaluationServices, "program"> {
	readonly version: string;
	readonly voice: Voice;
	readonly models: Pick<ModelsServices, "folder">;
	readonly signal: AbortSignal;
}

/** Runs `evaluate` and gives its exit code; failures are thrown. */
export async function runEvaluate(args: EvaluateArguments, { version, voice, models, signal, ...services }: EvaluateServices): Promise<number> {
	const spec = specOf(args);
	const progress = (now: EvaluationProgress): void => voice.items(itemsOf(now));
	const result = await evaluate(spec, { ...services, program: `BioMedGPT ${version}` }, { signal, progress, resume: args.resume, restart: args.restart }).catch(inOurWords);
	await new FigureBook(models.folder).note(result.report.model, keptFigures(result.report));
	voice.done(sentenceOf(result, args.output), numbersOf(result));
	return EXIT.done;
}

function specOf({ benchmarks, output, seed, limit }: EvaluateArguments): EvaluationSpec {
	return { benchmarks: benchmarks.map(({ name, file, training, question }) => ({ name, file: path.resolve(file), training: training && path.resolve(training), question })), output: path.resolve(output), seed, limit };
}

const PHASES: Readonly<Record<EvaluationProgress["phase"], string>> = { reading: "Reading the benchmarks", asking: "Asking", comparing: "Comparing", reporting: "Writing the report" };

function itemsOf({ phase, benchmark, done, total, failed, perSecond, secondsLeft, waiting }: EvaluationProgress): Parameters<Voice["items"]>[0] {
	return { phase, title: benchmark === undefined || phase === "reading" ? PHASES[phase] : `${PHASES[phase]} ${benchmark}`, done, total, failed, perSecond, secondsLeft, waiting };
}

/** What to do next is said in this command's options. */
function inOurWords(error: unknown): never {
	const { code, message, detail } = failureData(error);
	switch (code) {
		case "job-exists":
			throw new Failure(code, "An evaluation that writes this report was begun and not ended. The same command goes on with --resume, and begins anew with --restart.", { detail });
		case "cancelled":
			throw new Failure(code, "Stopped. What is answered is kept: the same command with --resume goes on.", { detail });
		case "spec-changed":
		case "model-changed":
		case "journal-broken":
			throw new Failure(code, `${message} (--restart begins anew.)`, { detail });
		default:
			throw error;
	}
}

function sentenceOf({ report: { benchmarks }, markdown }: EvaluationResult, output: string): string {
	const figures = benchmarks.map(({ name, metrics: [first], notRun }) => `${name}: ${first === undefined || notRun !== null ? "not run" : `${first.label} ${first.id === "accuracy" ? `${(100 * first.value).toFixed(1)} %` : first.value.toFixed(3)}`}`);
	return `Wrote ${output} and ${path.basename(markdown)}. ${figures.join("; ")}.`;
}

function numbersOf({ report: { benchmarks }, json, markdown }: EvaluationResult): Readonly<Record<string, unknown>> {
	return { output: json, markdown, benchmarks: benchmarks.map(({ name, evaluated, metrics }) => ({ name, evaluated, metrics: Object.fromEntries(metrics.map(({ id, value }) => [id, value])) })) };
}
