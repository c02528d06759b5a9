import type { ModelIdentity } from "../../inference/engine.ts";
import type { Baseline } from "../baselines/baselines.ts";
import type { Benchmark } from "../benchmarks/benchmark.ts";
import type { PublishedFigure } from "../published.ts";
import type { Metric } from "../scores.ts";

/** What a run of an evaluation found out: the JSON report. All of it but `run` is the same whenever the same is evaluated again. */
export interface EvaluationReport {
	readonly format: "biomedgpt-evaluation-report";
	readonly version: 1;
	readonly program: string;
	readonly model: ModelIdentity & { readonly title: string };
	readonly seed: number;
	readonly limit: number | null;
	readonly benchmarks: readonly BenchmarkReport[];
	readonly run: RunReport;
}

export interface BenchmarkReport {
	readonly name: string;
	readonly kind: Benchmark["kind"];
	readonly layout: string;
	readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string };
	/** Rows of the file that can be asked about, and those that were. */
	readonly rows: number;
	readonly evaluated: number;
	/** Rows that cannot be read: the first ones, and how many. */
	readonly unreadable: { readonly count: number; readonly first: readonly string[] };
	/** Why nothing was asked, where the model cannot read what this benchmark is about; null otherwise. */
	readonly notRun: string | null;
	/** How each question was put, within the model's own prompt format. */
	readonly question: string;
	/** Questions without an answer, by reason: they count as wrong, or as an empty text. */
	readonly failures: readonly { readonly code: string; readonly count: number; readonly example: string }[];
	/** Texts that reached their maximum length. */
	readonly cut: number;
	/** Questions at which a model that reasons first had come to no answer when its reasoning ended, mostly with the tokens that were allowed. */
	readonly reasoning: { readonly unfinished: number; readonly maxTokens: number };
	/** Different answers, and the commonest one: a model that always says the same has one, as one that declines what it was not made for. */
	readonly distinct: number;
	readonly commonest: { readonly answer: string; readonly count: number };
	readonly metrics: readonly Metric[];
	readonly baselines: readonly Baseline[];
	readonly published: readonly PublishedFigure[];
	/** The first ones. */
	readonly samples: readonly Sample[];
	/** Of properties with molecules whose fingerprint is that of one that the model was trained on: how many of how many. */
	readonly trainedOn: readonly { readonly title: string; readonly rows: number; readonly same: number }[];
}

export interface Sample {
	readonly id: string;
	readonly question: string;
	readonly reference: string;
	readonly answer: string;
}

/** What differs from run to run. */
export interface RunReport {
	/** ISO 8601. */
	readonly finished: string;
	readonly device: string;
	/** Of the model's process, in bytes. */
	readonly memory: number;
	/** By the benchmarks' names; the start of the model is not in it. */
	readonly speed: readonly Speed[];
}

export interface Speed {
	readonly benchmark: string;
	/** That was worked, in all runs of an interrupted evaluation. */
	readonly seconds: number;
	readonly answersPerSecond: number;
	/** Of written answers, by the model's own tokeniser; null where it chooses. */
	readonly tokensPerSecond: number | null;
}

/** Figures with six digits behind the point: more would only tell how a sum was rounded. */
export function reportJson(report: EvaluationReport): string {
	const rounded = (_: string, value: unknown): unknown => (typeof value === "number" && !Number.isInteger(value) ? (Number.isFinite(value) ? Number(value.toFixed(6)) : null) : value);
	return `${JSON.stringify(report, rounded, "\t")}\n`;
}
