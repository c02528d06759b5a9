import { code, plain, tableOf } from "../../annotation/job/reportText.ts";
import type { Baseline } from "../baselines/baselines.ts";
import type { PublishedFigure } from "../published.ts";
import type { Metric } from "../scores.ts";
import type { BenchmarkReport, EvaluationReport, Speed } from "./report.ts";

/** Characters of a text that are shown; what has no spaces is never broken into lines, and would make the table wider than a window. */
const LONGEST = 240;
const LONGEST_UNBROKEN = 60;

/** The report for people. English, as are the questions: the command line writes it too. */
export function reportMarkdown(report: EvaluationReport): string {
	return `${[...summary(report), ...report.benchmarks.flatMap(benchmark), ...method(report), ...speeds(report)].join("\n\n")}\n`;
}

function summary({ model, benchmarks, limit, seed }: EvaluationReport): readonly string[] {
	const rows = benchmarks.map(({ name, metrics, evaluated, baselines, notRun }) => {
		const [first] = metrics;
		const best = first && bestBaseline(baselines, first);
		return [plain(name), count(evaluated), notRun === null && first !== undefined ? `${plain(first.label)} **${figure(first)}**` : "*not run*", best ?? ""];
	});
	return [
		`# Evaluation of ${plain(model.title)}`,
		`${plain(model.name)} ${plain(model.version)}, language model ${code(model.checksum.slice(0, 16))}. Figures are measured on this machine, with 95 % confidence intervals${limit === null ? "" : `, on at most ${count(limit)} rows of each benchmark (drawn with seed ${seed})`}.`,
		tableOf(["Benchmark", "Rows", "Model", "Best baseline"], rows),
		"> Not for clinical use. A figure says how often a model was right on these questions, not whether it is right on yours.",
	];
}

/** Of the simple ways, the one that is best by the same metric. */
function bestBaseline(baselines: readonly Baseline[], { id, higher }: Metric): string | undefined {
	const found = baselines.flatMap(({ label, metrics }) => metrics.filter((metric) => metric.id === id).map((metric) => ({ label, metric })));
	const best = found.sort((one, other) => (higher ? 1 : -1) * (other.metric.value - one.metric.value))[0];
	return best && `${figure(best.metric)} (${plain(best.label)})`;
}

function benchmark(report: BenchmarkReport): readonly string[] {
	const { name, layout, file, rows, evaluated, notRun, question } = report;
	const about = tableOf(["", ""], [
		["File", `${code(file.name)}, SHA-256 ${code(file.sha256.slice(0, 16))}`],
		["Layout", plain(layout)],
		["Rows", `${count(evaluated)}${evaluated === rows ? "" : ` of ${count(rows)}`}`],
		["Question", plain(question.replace(/\n+/g, " ⏎ "), 600)],
	]);
	return [`## ${plain(name)}`, about, ...(notRun === null ? figures(report) : [`**Not run.** ${plain(notRun, 600)}`]), ...remarks(report)];
}

function figures(report: BenchmarkReport): readonly string[] {
	const { metrics, baselines, published, samples } = report;
	const columns = baselines.map(({ label }) => plain(label));
	const rows = metrics.map((metric) => [plain(metric.label), `**${figure(metric)}**`, ...baselines.map(({ metrics: own }) => figureOf(own, metric.id)), plain(metric.how, 200)]);
	return [
		tableOf(["Metric", "Model", ...columns, "How"], rows),
		...baselines.map(({ label, how }) => `*${plain(label)}*: ${plain(how, 600)}.`),
		...publishedFigures(published),
		...sampled(samples),
	];
}

function figureOf(metrics: readonly Metric[], id: string): string {
	const found = metrics.find((metric) => metric.id === id);
	return found === undefined ? "" : figure(found);
}

function publishedFigures(published: readonly PublishedFigure[]): readonly string[] {
	if (published.length === 0) {
		return [];
	}
	const rows = published.map(({ system, metrics, setting, source }) => [plain(system), Object.entries(metrics).map(([id, value]) => `${plain(nameOf(id))} ${id === "accuracy" ? `${(100 * value).toFixed(1)} %` : value.toFixed(3)}`).join(", "), plain(setting), plain(source)]);
	return ["### Published figures", "Told by others, not measured here. Settings differ: read them before comparing.", tableOf(["System", "Figures", "Setting", "Source"], rows)];
}

const SHARES = new Set(["accuracy", "exact", "refused"]);
const NAMES: Readonly<Record<string, string>> = { accuracy: "accuracy", bleu2: "BLEU-2", bleu4: "BLEU-4", rougeL: "ROUGE-L", meteor: "METEOR" };

function nameOf(id: string): string {
	return NAMES[id.replace(/-(?:marks|other)$/, "")] ?? id;
}

function sampled(samples: readonly Sample[]): readonly string[] {
	const rows = samples.map(({ id, question, reference, answer }) => [plain(id, 40), ...[question, reference, answer].map(shortened)]);
	return rows.length === 0 ? [] : [`### The first ${rows.length} answers`, tableOf(["Row", "Asked about", "Right", "Generated"], rows)];
}

function shortened(text: string): string {
	return plain(text, /\s/.test(text) ? LONGEST : LONGEST_UNBROKEN);
}

type Sample = BenchmarkReport["samples"][number];

function remarks({ trainedOn, failures, cut, reasoning, distinct, commonest, evaluated, unreadable, notRun }: BenchmarkReport): readonly string[] {
	const told = [
		...trainedOn.map(({ title, rows, same }) => `- ${count(same)} of ${count(rows)} molecules of ${plain(title)} have the same fingerprint as one that the heads were trained on: figures with these flatter.${same === rows ? " There are no others to judge by." : ` Those of the other ${count(rows - same)} stand first.`}`),
		...failures.map((failure) => `- ${count(failure.count)} of ${count(evaluated)} questions have no answer (${code(failure.code)}), and count as wrong: ${plain(failure.example, 400)}`),
		...(reasoning.unfinished > 0 ? [`- ${count(reasoning.unfinished)} of ${count(evaluated)} were still reasoning and gave no answer (at most ${count(reasoning.maxTokens)} tokens): they count as empty texts.`] : []),
		...(cut > 0 ? [`- ${count(cut)} answers reached their maximum length, and were cut.`] : []),
		...(notRun === null && distinct > 0 ? [`- ${count(distinct)} different ${distinct === 1 ? "answer" : "answers"} to ${count(evaluated)} questions${commonest.count > 1 ? `; the commonest, ${count(commonest.count)} times: ${shortened(commonest.answer)}` : ""}.`] : []),
		...(unreadable.count > 0 ? [`- ${count(unreadable.count)} rows cannot be read, and were left out: ${unreadable.first.map((why) => plain(why, 200)).join(" ")}`] : []),
	];
	return told.length === 0 ? [] : [told.join("\n")];
}

function method({ program, seed }: EvaluationReport): readonly string[] {
	return ["## Method", [
		`- Made by ${plain(program)}. Answers are greedy; each question is asked on its own, within the model’s own prompt format.`,
		"- Of several choices the model takes the one whose tokens it gives the highest probability as the beginning of its answer.",
		`- Intervals: percentile bootstrap over rows, 1,000 resampled sets, 95 %, seed ${seed}. They tell of the choice of rows alone, not of another training.`,
		"- SMILES and sequences are given to the model as they stand in the file.",
	].join("\n")];
}

function speeds({ run: { finished, device, memory, speed } }: EvaluationReport): readonly string[] {
	const rows = speed.map(({ benchmark: name, seconds, answersPerSecond, tokensPerSecond }: Speed) => [plain(name), seconds.toFixed(1), answersPerSecond.toFixed(2), tokensPerSecond === null ? "" : tokensPerSecond.toFixed(1)]);
	return ["## Speed of this run", tableOf(["Benchmark", "Seconds", "Answers per second", "Tokens written per second"], rows), `${plain(finished)}, on ${plain(device)}; memory of the model’s process ${(memory / 1e6).toFixed(0)} MB.`];
}

function figure({ id, value, low, high }: Pick<Metric, "id" | "value" | "low" | "high">): string {
	const digits = /^(?:rmse|mae)(?:-unseen)?:/.test(id) ? 3 : SHARES.has(id) ? 1 : 3;
	const scale = SHARES.has(id) ? 100 : 1;
	const told = (one: number): string => (Number.isFinite(one) ? (one * scale).toFixed(digits) : "?");
	return `${told(value)}${scale === 100 ? " %" : ""} (${told(low)}–${told(high)})`;
}

function count(value: number): string {
	return value.toLocaleString("en");
}
