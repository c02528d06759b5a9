import { choiceBaselines, propertyBaselines, textBaselines, type Baseline, type BaselineServices } from "./baselines/baselines.ts";
import { commonest } from "./baselines/commonest.ts";
import type { Benchmark, ChoiceItem, TextItem } from "./benchmarks/benchmark.ts";
import type { Planned } from "./plan.ts";
import { publishedFor, type PublishedFigure } from "./published.ts";
import { choiceTemplate } from "./questions.ts";
import type { BenchmarkReport, Sample } from "./report/report.ts";
import type { ItemResult } from "./results.ts";
import { choiceScores, propertyScores, refusalScores, textScores, type Metric, type PropertyPairs } from "./scores.ts";

/** Of answers, and of rows that cannot be read, that a report quotes. */
const SAMPLES = 10;
const EXAMPLES = 3;

export interface MeasuringServices extends BaselineServices {
	readonly published: readonly PublishedFigure[];
	/** Tokens that the model may write for an answer, its reasoning among them. */
	readonly maxAnswerTokens: number;
	/** How it begins where it refuses; none where its manifest does not tell. */
	readonly refusals: readonly string[];
}

interface Found {
	readonly metrics: readonly Metric[];
	readonly baselines: readonly Baseline[];
	readonly samples: readonly Sample[];
	readonly answers: readonly string[];
	readonly question: string;
	readonly trainedOn?: BenchmarkReport["trainedOn"];
}

/**
 * The figures of a benchmark whose items are all answered.
 *
 * @param results by the items' places
 */
export async function measured(plan: Planned, results: ReadonlyMap<number, ItemResult>, services: MeasuringServices): Promise<BenchmarkReport> {
	const { spec, benchmark, bytes, sum, places } = plan;
	const given = places.map((place) => results.get(place));
	const notRun = given.find((result) => result?.kind === "failed" && result.code === "no-encoder");
	const found = notRun === undefined ? await figures(plan, given, services) : { metrics: [], baselines: [], samples: [], answers: [], question: questionOf(plan) };
	const top = commonest(found.answers);
	const name = spec.file.replace(/^.*[\\/]/, "");
	return {
		name: spec.name,
		kind: benchmark.kind,
		layout: benchmark.layout,
		file: { name, bytes, sha256: sum },
		rows: benchmark.items.length,
		evaluated: notRun === undefined ? places.length : 0,
		unreadable: { count: benchmark.unreadable.length, first: benchmark.unreadable.slice(0, EXAMPLES) },
		notRun: notRun?.kind === "failed" ? notRun.message : null,
		question: found.question,
		failures: notRun === undefined ? failuresOf(given) : [],
		cut: given.filter((result) => result?.kind === "written" && result.cut && result.reasoning !== true).length,
		reasoning: { unfinished: given.filter((result) => result?.kind === "written" && result.reasoning === true).length, maxTokens: services.maxAnswerTokens },
		distinct: new Set(found.answers).size,
		commonest: { answer: top, count: found.answers.filter((answer) => answer === top).length },
		metrics: found.metrics,
		baselines: found.baselines,
		published: publishedFor(services.published, benchmark.known, name),
		samples: found.samples,
		trainedOn: found.trainedOn ?? [],
	};
}

function figures(plan: Planned, given: readonly (ItemResult | undefined)[], services: MeasuringServices): Promise<Found> {
	const { benchmark, places } = plan;
	switch (benchmark.kind) {
		case "choices":
			return choiceFigures(places.flatMap((place) => benchmark.items[place] ?? []), given, services);
		case "properties":
			return propertyFigures(benchmark, places, given, services);
		default:
			return textFigures(plan, places.flatMap((place) => benchmark.items[place] ?? []), given, services);
	}
}

async function choiceFigures(items: readonly ChoiceItem[], given: readonly (ItemResult | undefined)[], services: MeasuringServices): Promise<Found> {
	const chosen = given.map((result) => (result?.kind === "chosen" ? result.choice : undefined));
	const labelled = (item: ChoiceItem, place: number | undefined): string => {
		const option = place === undefined ? undefined : item.options[place];
		return option === undefined ? "" : option.text === "" ? option.label : `${option.label}. ${option.text}`;
	};
	return {
		metrics: await choiceScores(items.map(({ right }) => right), chosen, services.options),
		baselines: await choiceBaselines(items, services),
		samples: items.slice(0, SAMPLES).map((item, at) => ({ id: item.id, question: item.question, reference: labelled(item, item.right), answer: labelled(item, chosen[at]) })),
		answers: items.flatMap((item, at) => (chosen[at] === undefined ? [] : [item.options[chosen[at]]?.label ?? ""])),
		question: choiceTemplate(items),
	};
}

async function textFigures(plan: Planned, items: readonly TextItem[], given: readonly (ItemResult | undefined)[], services: MeasuringServices): Promise<Found> {
	const answers = given.map((result) => (result?.kind === "written" ? result.text : ""));
	const about = ({ entity, question }: TextItem): string => (entity === undefined ? question : entity.kind === "molecule" ? entity.smiles : entity.sequence);
	return {
		metrics: [...(await textScores(items.map(({ reference }, at) => [reference, answers[at] ?? ""]), services.options)), ...(await refusalScores(answers, services.refusals, services.options))],
		baselines: await textBaselines(plan, items, services),
		samples: items.slice(0, SAMPLES).map((item, at) => ({ id: item.id, question: about(item), reference: item.reference, answer: answers[at] ?? "" })),
		answers: given.flatMap((result) => (result?.kind === "written" && result.reasoning !== true ? [result.text] : [])),
		question: questionOf(plan),
	};
}

async function propertyFigures({ items, properties }: Extract<Benchmark, { readonly kind: "properties" }>, places: readonly number[], given: readonly (ItemResult | undefined)[], { options }: MeasuringServices): Promise<Found> {
	const all = properties.map(({ title, kind }, property): PropertyPairs => ({
		title,
		kind,
		pairs: places.flatMap((place, at) => {
			const result = given[at];
			const [measuredValue, predicted] = [items[place]?.values[property], result?.kind === "predicted" ? result.values[property] : undefined];
			const similarity = (result?.kind === "predicted" ? result.similarity?.[property] : undefined) ?? undefined;
			return measuredValue === undefined || predicted === undefined || predicted === null ? [] : [{ measured: measuredValue, predicted, trainedOn: similarity === 1 }];
		}),
	})).filter(({ pairs }) => pairs.length > 0);
	return {
		metrics: await propertyScores(all, options),
		baselines: await propertyBaselines(all, options),
		samples: [],
		answers: [],
		question: "its property heads",
		trainedOn: all.map(({ title, pairs }) => ({ title, rows: pairs.length, same: pairs.filter(({ trainedOn }) => trainedOn).length })).filter(({ same }) => same > 0),
	};
}

/** Each question once: files with questions of their own have many. */
function questionOf({ spec, benchmark }: Planned): string {
	if (benchmark.kind === "choices") {
		return choiceTemplate(benchmark.items);
	}
	if (benchmark.kind === "properties") {
		return "its property heads";
	}
	const questions = new Set(spec.question === undefined ? benchmark.items.map(({ question }) => question) : [spec.question]);
	return questions.size === 1 ? ([...questions][0] ?? "") : "{question}, as it stands in the file";
}

function failuresOf(given: readonly (ItemResult | undefined)[]): BenchmarkReport["failures"] {
	const byCode = new Map<string, { count: number; readonly example: string }>();
	for (const result of given) {
		if (result?.kind === "failed") {
			const known = byCode.get(result.code) ?? { count: 0, example: result.message };
			known.count++;
			byCode.set(result.code, known);
		}
	}
	return [...byCode].map(([code, { count, example }]) => ({ code, count, example })).sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1));
}
