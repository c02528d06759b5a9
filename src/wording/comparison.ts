import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Fact } from "../science/molecule/facts.ts";
import { tanimoto } from "../science/molecule/fingerprint.ts";
import { commonProgram, computedBy, valueText, verdictText, without, type EntityFacts } from "./facts.ts";
import { factInWords, verdictInWords } from "./factWords.ts";
import { plainLine } from "./plainText.ts";

/** How alike the molecules of a comparison are, each pair once, in the order of the molecules. */
export interface Similarities {
	readonly method: string;
	readonly pairs: readonly { readonly first: EntityFacts; readonly second: EntityFacts; readonly similarity: number }[];
}

export interface ComparisonExtras {
	/** Markdown of a drawing each, or empty. */
	readonly pictures?: readonly string[];
	readonly similarities?: Similarities | undefined;
}

/**
 * Tanimoto similarities of all pairs of molecules, from RDKit's fingerprints; undefined where there are no two. Rejects on a
 * cancellation only: a molecule whose fingerprint cannot be made is in no pair.
 */
export async function similaritiesOf(compared: readonly EntityFacts[], chemistry: Pick<Chemistry, "fingerprint">, signal: AbortSignal): Promise<Similarities | undefined> {
	const printed = await Promise.all(
		compared.map(async (facts) => {
			const { entity, problem } = facts;
			const fingerprint = entity.kind === "molecule" && problem === undefined ? await chemistry.fingerprint(entity.smiles, signal).catch(() => undefined) : undefined;
			return fingerprint === undefined ? [] : [{ facts, fingerprint }];
		}),
	);
	signal.throwIfAborted();
	const molecules = printed.flat();
	const pairs = molecules.flatMap((first, index) => molecules.slice(index + 1).map((second) => ({ first: first.facts, second: second.facts, similarity: tanimoto(first.fingerprint, second.fingerprint) })));
	const [molecule] = molecules;
	return molecule === undefined || pairs.length === 0 ? undefined : { method: molecule.fingerprint.method, pairs };
}

type Column = { readonly facts: EntityFacts; readonly picture: string; readonly title: string };
type Row = { readonly label: string; readonly method: string; readonly values: readonly string[]; readonly difference: string };

/**
 * Molecules, and proteins, side by side: a column each, a row for each fact that one of them has, and how far the numbers lie apart;
 * below it how alike the molecules are, and the methods.
 */
export function comparisonMarkdown(compared: readonly EntityFacts[], { pictures = [], similarities }: ComparisonExtras = {}): string {
	const titled = compared.map((facts, index): Column => ({ facts, picture: pictures[index] ?? "", title: compared.some((other) => other !== facts && other.title === facts.title) ? `${index + 1}: ${facts.title}` : facts.title }));
	const readable = titled.filter(({ facts }) => facts.problem === undefined);
	const [molecules, proteins] = (["molecule", "protein"] as const).map((kind) => readable.filter(({ facts }) => facts.entity.kind === kind));
	const problems = titled.filter(({ facts }) => facts.problem !== undefined).map(({ title, facts }) => `**${plainLine(title)}**: ${plainLine(facts.problem ?? "")}`);
	const parts = [...comparisonTable(molecules ?? [], similarities), ...comparisonTable(proteins ?? []), ...problems];
	return `${parts.join("\n\n")}\n\n`;
}

function comparisonTable(columns: readonly Column[], similarities?: Similarities): string[] {
	if (columns.length === 0) {
		return [];
	}
	const rows = [...factRows(columns), ...verdictRows(columns)];
	const program = commonProgram(rows);
	const apart = columns.length < 2 ? [] : [columns.length === 2 ? vscode.l10n.t("difference") : vscode.l10n.t("largest − smallest")];
	const drawings = columns.some(({ picture }) => picture !== "") ? [["", ...columns.map(({ picture }) => picture), ...apart.map(() => "")]] : [];
	const cells = rows.map(({ label, values, difference }) => [label, ...values, ...apart.map(() => difference)].map(plainLine));
	const table = tableMarkdown(["", ...columns.map(({ title }) => plainLine(title)), ...apart], [...drawings, ...cells]);
	const methods = rows.map(({ label, method }) => `- ${plainLine(label)}: ${plainLine(without(program, method))}`);
	return [table, ...(similarities === undefined ? [] : [similarityMarkdown(similarities, columns)]), `${computedBy(program)}\n${methods.join("\n")}`];
}

function factRows(columns: readonly Column[]): Row[] {
	const worded = columns.map((column) => column.facts.facts.map(factInWords));
	const facts = new Map(worded.flat().map((fact) => [fact.id, fact] as const));
	return [...facts.values()].map(({ id, label, method }) => {
		const each = worded.map((known) => known.find((fact) => fact.id === id));
		return { label, method, values: each.map((fact) => (fact === undefined ? "" : valueText(fact))), difference: differenceText(each) };
	});
}

function verdictRows(columns: readonly Column[]): Row[] {
	const worded = columns.map((column) => column.facts.verdicts.map(verdictInWords));
	const rules = new Map(worded.flat().map((verdict) => [verdict.rule, verdict] as const));
	return [...rules.values()].map(({ rule, method }) => ({ label: rule, method, difference: "", values: worded.map((known) => known.filter((verdict) => verdict.rule === rule).map(verdictText).join("")) }));
}

/** Of two numbers the second less the first, with its sign; of more, the span. Empty where one is missing or is a text. */
function differenceText(facts: readonly (Fact | undefined)[]): string {
	const numbers = facts.map((fact) => fact?.value).filter((value) => typeof value === "number");
	const [first = 0, second = 0] = numbers;
	if (numbers.length < facts.length) {
		return "";
	}
	const difference = numbers.length === 2 ? second - first : Math.max(...numbers) - Math.min(...numbers);
	// As exact as the numbers themselves: 180.159 - 46.069 is 134.09, not 134.08999999999997.
	const decimals = Math.max(...numbers.map((value) => (String(value).split(".")[1] ?? "").length));
	const text = String(Number(difference.toFixed(decimals)));
	const unit = facts[0]?.unit;
	return `${numbers.length === 2 && difference > 0 && text !== "0" ? "+" : ""}${text}${unit === undefined ? "" : ` ${unit}`}`;
}

function similarityMarkdown({ method, pairs }: Similarities, columns: readonly Column[]): string {
	const titleOf = (facts: EntityFacts): string => plainLine(columns.find((column) => column.facts === facts)?.title ?? facts.title);
	const lines = pairs.map(({ first, second, similarity }) => `- ${titleOf(first)} – ${titleOf(second)}: **${similarity.toFixed(2)}**`);
	return `**${vscode.l10n.t("Tanimoto similarity")}** · ${plainLine(method)}\n\n${lines.join("\n")}`;
}

/** @param rows cells as markdown, without line breaks and bare `|` */
function tableMarkdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
	return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
