import { mapped } from "./breath.ts";
import { bleuCounts, bleuOf } from "./metrics/bleu.ts";
import { bootstrap, meanOf, sumsStatistic, type BootstrapOptions, type Estimate } from "./metrics/bootstrap.ts";
import { meteor } from "./metrics/meteor.ts";
import { ranked, rmseOf, rocAuc } from "./metrics/numbers.ts";
import { rougeL, rougeN } from "./metrics/rouge.ts";
import { isSameText, tokenF1 } from "./metrics/textMatch.ts";
import { rougeScore, whitespace, wordsAndMarks } from "./metrics/tokens.ts";

/** A figure of a benchmark, with its 95 % interval. */
export interface Metric extends Estimate {
	/** Stable, e.g. `bleu2`. */
	readonly id: string;
	readonly label: string;
	/** What it depends on: its tokens, say. */
	readonly how: string;
	/** Whether more is better. */
	readonly higher: boolean;
	/** Rows that it is of. */
	readonly rows: number;
}

/** A text to compare with, and the one that was given; an answer that failed is empty. */
export type TextPair = readonly [reference: string, answer: string];

interface Kind {
	readonly id: string;
	readonly label: string;
	readonly how: string;
	/** What one pair adds to the sums. */
	readonly row: (pair: TextPair) => readonly number[];
	/** The figure of the sums. */
	readonly figure: (sums: readonly number[], rows: number) => number;
}

const mean = ([sum = 0]: readonly number[], rows: number): number => sum / rows;
const NLTK = "NLTK’s corpus BLEU";

const TEXT_METRICS: readonly Kind[] = [
	...([2, 4] as const).map((longest): Kind => ({ id: `bleu${longest}`, label: `BLEU-${longest}`, how: `corpus, no smoothing; ${wordsAndMarks.label}`, row: ([reference, answer]) => bleuCounts(wordsAndMarks.tokens(reference), wordsAndMarks.tokens(answer), longest), figure: bleuOf })),
	{ id: "rougeL-marks", label: "ROUGE-L", how: `mean F1; ${wordsAndMarks.label}`, row: ([reference, answer]) => [rougeL(wordsAndMarks.tokens(reference), wordsAndMarks.tokens(answer))], figure: mean },
	...([2, 4] as const).map((longest): Kind => ({ id: `bleu${longest}-whitespace`, label: `BLEU-${longest}`, how: `${NLTK}, no smoothing; ${whitespace.label}`, row: ([reference, answer]) => bleuCounts(whitespace.tokens(reference), whitespace.tokens(answer), longest, 1), figure: bleuOf })),
	...([1, 2] as const).map((length): Kind => ({ id: `rouge${length}`, label: `ROUGE-${length}`, how: `mean F1; ${rougeScore.label}`, row: ([reference, answer]) => [rougeN(rougeScore.tokens(reference), rougeScore.tokens(answer), length)], figure: mean })),
	{ id: "rougeL", label: "ROUGE-L", how: `mean F1; ${rougeScore.label}`, row: ([reference, answer]) => [rougeL(rougeScore.tokens(reference), rougeScore.tokens(answer))], figure: mean },
	{ id: "meteor", label: "METEOR", how: `mean; NLTK’s, without WordNet’s synonyms: equal words and equal stems; ${whitespace.label}`, row: ([reference, answer]) => [meteor(whitespace.tokens(reference), whitespace.tokens(answer))], figure: mean },
	{ id: "tokenF1", label: "Token F1", how: "mean; lower-cased words, marks left out", row: ([reference, answer]) => [tokenF1(reference, answer)], figure: mean },
	{ id: "exact", label: "Exact match", how: "same words in the same order, whatever capitals and marks", row: ([reference, answer]) => [isSameText(reference, answer) ? 1 : 0], figure: mean },
];

/** Figures of written texts; `exact` alone would do for short answers, and BLEU for long ones: all are told. */
export async function textScores(pairs: readonly TextPair[], options: BootstrapOptions): Promise<readonly Metric[]> {
	const metrics: Metric[] = [];
	for (const { id, label, how, row, figure } of TEXT_METRICS) {
		const rows = await mapped(pairs, options.signal, row);
		metrics.push({ id, label, how, higher: true, rows: pairs.length, ...(await bootstrap(pairs.length, sumsStatistic(rows, figure), options)) });
	}
	return metrics;
}

/**
 * The share of answers that begin as the model's own refusals do: right for what is out of its scope, wrong for all else.
 *
 * @param openings of its manifest
 */
export async function refusalScores(answers: readonly string[], openings: readonly string[], options: BootstrapOptions): Promise<readonly Metric[]> {
	if (openings.length === 0) {
		return [];
	}
	const refused = answers.map((answer) => (openings.some((opening) => answer.startsWith(opening)) ? 1 : 0));
	return [{ id: "refused", label: "Refused", how: "share of answers that begin as this model’s refusals do", higher: false, rows: answers.length, ...(await bootstrap(answers.length, meanOf(refused), options)) }];
}

/** @param chosen undefined where there was no answer: that is a wrong one */
export async function choiceScores(right: readonly number[], chosen: readonly (number | undefined)[], options: BootstrapOptions): Promise<readonly Metric[]> {
	const hits = right.map((one, at) => (chosen[at] === one ? 1 : 0));
	return [{ id: "accuracy", label: "Accuracy", how: "share of right choices; a question without an answer counts as wrong", higher: true, rows: right.length, ...(await bootstrap(right.length, meanOf(hits), options)) }];
}

/** Measured and predicted values of one property; rows without one of them are left out. */
export interface PropertyPairs {
	readonly title: string;
	readonly kind: "class" | "number";
	readonly pairs: readonly PropertyPair[];
}

export interface PropertyPair {
	readonly measured: number;
	readonly predicted: number;
	/** A molecule that the model was trained on has the same fingerprint: it is told apart from the others, since it flatters. */
	readonly trainedOn: boolean;
}

/** Where the model was trained on some of the molecules, the figures of the others stand first. */
export async function propertyScores(properties: readonly PropertyPairs[], options: BootstrapOptions): Promise<readonly Metric[]> {
	const metrics: Metric[] = [];
	for (const { title, kind, pairs } of properties) {
		const unseen = pairs.filter(({ trainedOn }) => !trainedOn);
		if (unseen.length > 0 && unseen.length < pairs.length) {
			metrics.push(...(await (kind === "class" ? classScores : numberScores)({ title, pairs: unseen, which: UNSEEN }, options)));
		}
		metrics.push(...(await (kind === "class" ? classScores : numberScores)({ title, pairs, which: ALL }, options)));
	}
	return metrics;
}

interface Which {
	readonly id: string;
	readonly label: string;
	readonly how: string;
}
const ALL: Which = { id: "", label: "", how: "" };
const UNSEEN: Which = { id: "-unseen", label: ", unseen molecules", how: ", only molecules whose fingerprint none in training has" };

interface SomePairs extends Pick<PropertyPairs, "title" | "pairs"> {
	readonly which: Which;
}

async function classScores({ title, pairs, which }: SomePairs, options: BootstrapOptions): Promise<readonly Metric[]> {
	const rows = ranked(pairs.map(({ measured }) => measured === 1), pairs.map(({ predicted }) => predicted));
	const estimate = await bootstrap(pairs.length, (counts) => rocAuc(rows, (row) => counts[row] ?? 0), options);
	return [{ id: `rocAuc${which.id}:${title}`, label: `ROC-AUC of ${title}${which.label}`, how: `ties count half${which.how}`, higher: true, rows: pairs.length, ...estimate }];
}

async function numberScores({ title, pairs, which }: SomePairs, options: BootstrapOptions): Promise<readonly Metric[]> {
	const errors = pairs.map(({ measured, predicted }) => predicted - measured);
	const shared = { higher: false, rows: pairs.length };
	const square = await bootstrap(pairs.length, sumsStatistic(errors.map((error) => [error * error]), ([sum = 0], rows) => rmseOf(sum, rows)), options);
	const absolute = await bootstrap(pairs.length, meanOf(errors.map(Math.abs)), options);
	return [
		{ id: `rmse${which.id}:${title}`, label: `RMSE of ${title}${which.label}`, how: `root of the mean square error${which.how}`, ...shared, ...square },
		{ id: `mae${which.id}:${title}`, label: `MAE of ${title}${which.label}`, how: `mean absolute error${which.how}`, ...shared, ...absolute },
	];
}
