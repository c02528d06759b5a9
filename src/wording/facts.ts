import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { failureData } from "../science/failure.ts";
import type { Fact, Verdict } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { factInWords, verdictInWords } from "./factWords.ts";
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
	const lines = factLines({ facts, verdicts }, all);
	const program = commonProgram(lines);
	const list = lines.map(({ label, value, method }) => `- ${plainLine(label)} **${plainLine(value)}** · ${plainLine(without(program, method))}`);
	const computed = problem === undefined ? `${computedBy(program)}\n${list.join("\n")}` : plainLine(problem);
	return `${[`**${plainLine(title)}**`, picture, computed].filter((part) => part !== "").join("\n\n")}\n\n`;
}

/** What a chemist looks for first; with `all`, every fact and the verdicts. */
export function factLines({ facts, verdicts }: Pick<EntityFacts, "facts" | "verdicts">, all: boolean): readonly Line[] {
	const shown = all ? facts : facts.filter(({ id }) => GLANCE.has(id));
	const told = shown.map(factInWords).map((fact): Line => ({ label: fact.label, value: valueText(fact), method: fact.method }));
	return [...told, ...(all ? verdicts : []).map(verdictInWords).map((verdict): Line => ({ label: verdict.rule, value: verdictText(verdict), method: verdict.method }))];
}

/** A computed number or text as it is told. */
export interface Line {
	readonly label: string;
	readonly value: string;
	readonly method: string;
}

export function computedBy(program: string): string {
	return `**${vscode.l10n.t("Computed")}**${program === "" ? "" : ` · ${plainLine(program)}`}\n`;
}

/** What stands in brackets at the end of every method, e.g. `RDKit 2026.09.1`: said once. */
export function commonProgram(lines: readonly Pick<Line, "method">[]): string {
	const programs = new Set(lines.map(({ method }) => /\(([^()]+)\)$/.exec(method)?.[1] ?? ""));
	const [program = ""] = programs;
	return programs.size === 1 ? program : "";
}

export function without(program: string, method: string): string {
	return program === "" ? method : method.slice(0, -` (${program})`.length);
}

/** @param fact in the window's words */
export function valueText({ id, value, unit }: Fact): string {
	const text = id === "formula" ? formulaText(String(value)) : String(value);
	return unit === undefined ? text : `${text} ${unit}`;
}

/** @param verdict in the window's words */
export function verdictText({ passes, failing }: Verdict): string {
	return [passes ? vscode.l10n.t("passes") : vscode.l10n.t("fails"), failing.join(", ")].filter((part) => part !== "").join(": ");
}

/** An empty name, as a FASTA header may give it, is none. */
function nameOf({ name }: Entity): string | undefined {
	return name === undefined || name.trim() === "" ? undefined : shortened(name.trim());
}

function shortened(text: string): string {
	return text.length <= LONGEST_TITLE ? text : `${text.slice(0, LONGEST_TITLE - 1)}…`;
}
