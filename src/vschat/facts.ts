import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { failureData } from "../science/failure.ts";
import type { Fact, Verdict } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { plainLine } from "./plainText.ts";

/** What arithmetic and RDKit say of one entity, or why they cannot. */
export interface EntityFacts {
	readonly entity: Entity;
	readonly title: string;
	readonly facts: readonly Fact[];
	readonly verdicts: readonly Verdict[];
	readonly problem: string | undefined;
}

/** What a chemist looks for first (ids of src/science/molecule/facts.ts). */
const GLANCE: ReadonlySet<string> = new Set(["averageMass", "logP", "tpsa", "hbd", "hba", "length", "molecularWeight", "isoelectricPoint", "unknownResidues"]);
/** Characters of a name or a SMILES in a title. */
const LONGEST_TITLE = 80;

/** Never rejects but for a cancellation: what cannot be computed says so. */
export async function factsOf(entity: Entity, chemistry: Pick<Chemistry, "facts">, signal: AbortSignal): Promise<EntityFacts> {
	if (entity.kind === "protein") {
		return { entity, title: nameOf(entity) ?? vscode.l10n.t("Protein"), facts: proteinFacts(entity.sequence), verdicts: [], problem: undefined };
	}
	try {
		const { formula, facts, verdicts } = await chemistry.facts(entity.smiles, signal);
		return { entity, title: [nameOf(entity), formulaText(formula)].filter((part) => part !== undefined).join(" · "), facts, verdicts, problem: undefined };
	} catch (error) {
		signal.throwIfAborted();
		return { entity, title: nameOf(entity) ?? shortened(entity.smiles), facts: [], verdicts: [], problem: failureData(error).message };
	}
}

/** A title and a list of facts with their methods; with `all`, every fact and the verdicts. VS Code's chat is too narrow for a table. */
export function factsMarkdown({ title, facts, verdicts, problem }: EntityFacts, { all, picture }: { readonly all: boolean; readonly picture: string }): string {
	const shown = all ? facts : facts.filter(({ id }) => GLANCE.has(id));
	const lines = [...shown.map((fact): Line => ({ label: fact.label, value: valueText(fact), method: fact.method })), ...(all ? verdicts : []).map((verdict): Line => ({ label: verdict.rule, value: verdictText(verdict), method: verdict.method }))];
	const program = commonProgram(lines);
	const list = lines.map(({ label, value, method }) => `- ${plainLine(label)} **${plainLine(value)}** · ${plainLine(without(program, method))}`);
	const computed = problem === undefined ? `${computedBy(program)}\n${list.join("\n")}` : plainLine(problem);
	return `${[`**${plainLine(title)}**`, picture, computed].filter((part) => part !== "").join("\n\n")}\n\n`;
}

interface Line {
	readonly label: string;
	readonly value: string;
	readonly method: string;
}

/**
 * Molecules, and proteins, side by side: a column each, a row for each fact that one of them has; the methods below.
 *
 * @param pictures markdown of a drawing each, or empty
 */
export function comparisonMarkdown(compared: readonly EntityFacts[], pictures: readonly string[]): string {
	const titled = compared.map((facts, index) => ({ facts, picture: pictures[index] ?? "", title: compared.some((other) => other !== facts && other.title === facts.title) ? `${index + 1}: ${facts.title}` : facts.title }));
	const tables = (["molecule", "protein"] as const).map((kind) => titled.filter(({ facts }) => facts.entity.kind === kind && facts.problem === undefined)).filter(({ length }) => length > 0);
	const problems = titled.filter(({ facts }) => facts.problem !== undefined).map(({ title, facts }) => `**${plainLine(title)}**: ${plainLine(facts.problem ?? "")}`);
	return `${[...tables.map(comparisonTable), ...problems].join("\n\n")}\n\n`;
}

type Column = { readonly facts: EntityFacts; readonly picture: string; readonly title: string };

function comparisonTable(columns: readonly Column[]): string {
	const facts = new Map(columns.flatMap((column) => column.facts.facts.map((fact) => [fact.id, fact] as const)));
	const rules = new Map(columns.flatMap((column) => column.facts.verdicts.map((verdict) => [verdict.rule, verdict] as const)));
	const rows = [
		...[...facts.values()].map(({ id, label, method }) => ({ label, method, values: columns.map((column) => column.facts.facts.filter((fact) => fact.id === id).map(valueText).join("")) })),
		...[...rules.values()].map(({ rule, method }) => ({ label: rule, method, values: columns.map((column) => column.facts.verdicts.filter((verdict) => verdict.rule === rule).map(verdictText).join("")) })),
	];
	const program = commonProgram(rows);
	const drawings = columns.some(({ picture }) => picture !== "") ? [["", ...columns.map(({ picture }) => picture)]] : [];
	const table = tableMarkdown(["", ...columns.map(({ title }) => plainLine(title))], [...drawings, ...rows.map(({ label, values }) => [label, ...values].map(plainLine))]);
	const methods = rows.map(({ label, method }) => `- ${plainLine(label)}: ${plainLine(without(program, method))}`);
	return `${table}\n\n${computedBy(program)}\n${methods.join("\n")}`;
}

/** @param rows cells as markdown, without line breaks and bare `|` */
function tableMarkdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
	return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function computedBy(program: string): string {
	return `**${vscode.l10n.t("Computed")}**${program === "" ? "" : ` · ${plainLine(program)}`}\n`;
}

/** What stands in brackets at the end of every method, e.g. `RDKit 2026.09.1`: said once. */
function commonProgram(lines: readonly Pick<Line, "method">[]): string {
	const programs = new Set(lines.map(({ method }) => /\(([^()]+)\)$/.exec(method)?.[1] ?? ""));
	const [program = ""] = programs;
	return programs.size === 1 ? program : "";
}

function without(program: string, method: string): string {
	return program === "" ? method : method.slice(0, -` (${program})`.length);
}

function valueText({ id, value, unit }: Fact): string {
	const text = id === "formula" ? formulaText(String(value)) : String(value);
	return unit === undefined ? text : `${text} ${unit}`;
}

function verdictText({ passes, failing }: Verdict): string {
	return [passes ? vscode.l10n.t("passes") : vscode.l10n.t("fails"), failing.join(", ")].filter((part) => part !== "").join(": ");
}

/** An empty name, as a FASTA header may give it, is none. */
function nameOf({ name }: Entity): string | undefined {
	return name === undefined || name.trim() === "" ? undefined : shortened(name.trim());
}

function shortened(text: string): string {
	return text.length <= LONGEST_TITLE ? text : `${text.slice(0, LONGEST_TITLE - 1)}…`;
}
