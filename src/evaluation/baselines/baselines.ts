import type { Chemistry } from "../../science/chemistry.ts";
import type { ChoiceItem, TextItem } from "../benchmarks/benchmark.ts";
import type { BootstrapOptions } from "../metrics/bootstrap.ts";
import type { Planned } from "../plan.ts";
import { choiceScores, propertyScores, textScores, type Metric, type PropertyPairs } from "../scores.ts";
import { commonest } from "./commonest.ts";
import { nearestMolecules, type Neighbours } from "./nearestMolecules.ts";
import { nearestProteins } from "./nearestProteins.ts";

/** What something much simpler than a model reaches on the same rows. */
export interface Baseline {
	readonly id: "majority" | "nearest-neighbour";
	readonly label: string;
	readonly how: string;
	readonly metrics: readonly Metric[];
}

export interface BaselineServices {
	readonly chemistry: Pick<Chemistry, "fingerprints">;
	readonly options: BootstrapOptions;
}

/** Always the commonest right answer of the benchmark itself: no model knows it, so that this is the best that a constant can do. */
export async function choiceBaselines(items: readonly ChoiceItem[], { options }: BaselineServices): Promise<readonly Baseline[]> {
	const labels = items.map(({ options: own, right }) => own[right]?.label ?? "");
	const top = commonest(labels);
	const metrics = await choiceScores(items.map(({ right }) => right), items.map(({ options: own }) => own.findIndex(({ label }) => label === top)), options);
	return [{ id: "majority", label: `Always “${top}”`, how: "the commonest right answer of these questions", metrics }];
}

/** Always the mean of the benchmark's own rows; of classes nothing, since a constant ranks nothing. */
export async function propertyBaselines(properties: readonly PropertyPairs[], options: BootstrapOptions): Promise<readonly Baseline[]> {
	const numbers = properties.filter(({ kind }) => kind === "number");
	if (numbers.length === 0) {
		return [];
	}
	const constant = numbers.map((property) => {
		const mean = property.pairs.reduce((sum, { measured }) => sum + measured, 0) / property.pairs.length;
		return { ...property, pairs: property.pairs.map((pair) => ({ ...pair, predicted: mean })) };
	});
	return [{ id: "majority", label: "Always the mean", how: "the mean of all these rows", metrics: await propertyScores(constant, options) }];
}

/**
 * The commonest text of a training table, and that of its nearest molecule or protein; without a table the commonest text of the rows themselves. Questions with short answers, which take no
 * table, have the commonest right answer of their own, as choices have.
 */
export async function textBaselines({ training, benchmark }: Planned, items: readonly TextItem[], { chemistry, options }: BaselineServices): Promise<readonly Baseline[]> {
	const references = items.map(({ reference }) => reference);
	const scores = (texts: readonly (string | undefined)[]): Promise<readonly Metric[]> => textScores(references.map((reference, at) => [reference, texts[at] ?? ""]), options);
	if (benchmark.kind === "questions") {
		const top = commonest(references);
		return [{ id: "majority", label: `Always “${top.slice(0, 60)}”`, how: "the commonest right answer of these questions", metrics: await scores(items.map(() => top)) }];
	}
	if (training === undefined) {
		return [await ownCommonest(references, scores)];
	}
	const { texts, known, leftOut } = await neighbours(items, training.items, chemistry, options.signal);
	const file = `${training.name} (${known.toLocaleString("en")} rows${leftOut === 0 ? "" : `; ${leftOut.toLocaleString("en")} more are in the benchmark too, and left out`})`;
	const common = commonest(training.items.map(({ reference }) => reference));
	return [
		{ id: "majority", label: "The commonest text", how: `always “${common.slice(0, 120)}”, the commonest of ${training.name}`, metrics: await scores(items.map(() => common)) },
		{ id: "nearest-neighbour", label: "The nearest neighbour’s text", how: `${benchmark.kind === "captions" ? "Tanimoto coefficient of Morgan fingerprints (radius 2, 2,048 bits)" : "share of words of 4 residues in common, without an alignment"}; ${file}`, metrics: await scores(texts) },
	];
}

/** As {@link choiceBaselines}: the best that one text can do. Where all differ, none is commoner than the first. */
async function ownCommonest(references: readonly string[], scores: (texts: readonly string[]) => Promise<readonly Metric[]>): Promise<Baseline> {
	const common = commonest(references);
	const times = references.filter((reference) => reference === common).length;
	const which = times === 1 ? "the first right text of these rows, which all differ" : `the commonest right text of these rows (${times.toLocaleString("en")} times)`;
	return { id: "majority", label: "The commonest text", how: `always “${common.slice(0, 120)}”, ${which}; with a training table, the nearest neighbour’s text stands here too`, metrics: await scores(references.map(() => common)) };
}

function neighbours(items: readonly TextItem[], training: readonly TextItem[], chemistry: Pick<Chemistry, "fingerprints">, signal: AbortSignal): Promise<Neighbours> {
	const sequences = (some: readonly TextItem[]): readonly string[] => some.map(({ entity }) => (entity?.kind === "protein" ? entity.sequence : ""));
	const molecules = (some: readonly TextItem[]): readonly string[] => some.map(({ entity }) => (entity?.kind === "molecule" ? entity.smiles : ""));
	if (items[0]?.entity?.kind === "protein") {
		const own = sequences(training);
		return nearestProteins(sequences(items), training.map(({ reference }, at) => ({ sequence: own[at] ?? "", text: reference })), signal);
	}
	const own = molecules(training);
	return nearestMolecules(molecules(items), training.map(({ reference }, at) => ({ smiles: own[at] ?? "", text: reference })), chemistry, signal);
}

