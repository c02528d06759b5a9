import * as vscode from "vscode";
import { tidyName } from "../../science/name.ts";
import { factLines, type EntityFacts } from "../../wording/facts.ts";
import { withoutUnseen } from "../../wording/plainText.ts";
import type { Exchange } from "../exchange.ts";
import { computedOf, endingOf, generatedBy, kindText } from "./taken.ts";

/** An exchange as lines of plain text: question, structures, what was computed, and apart from it what was generated. */
export function commentText(exchange: Exchange, facts: readonly EntityFacts[]): string {
	const { t } = vscode.l10n;
	const { question, answer } = exchange;
	const structures = question.attachments.map(({ entity }) => [kindText(entity), tidyName(entity.name ?? ""), entity.kind === "molecule" ? entity.smiles : entity.sequence].filter((part) => part !== "").join(" "));
	const generated = answer.text.trim();
	const parts = [
		t("BioMedGPT was asked: {0}", question.text.trim()),
		...structures,
		...computedLines(exchange, facts),
		...(generated === "" ? [] : [t("Generated ({0}):", generatedBy(exchange)), generated]),
		...[endingOf(exchange)].filter((ending) => ending !== ""),
	];
	return withoutUnseen(parts.join("\n")).replaceAll("\t", " ");
}

function computedLines(exchange: Exchange, facts: readonly EntityFacts[]): readonly string[] {
	const command = computedOf(exchange).trim();
	const lines = command !== "" ? [plainOf(command)] : facts.flatMap((each) => [...(facts.length > 1 ? [each.title] : []), ...factLines(each, false).map(({ label, value, method }) => `- ${label} ${value} · ${method}`), ...(each.problem === undefined ? [] : [each.problem])]);
	return lines.length === 0 ? [] : [vscode.l10n.t("Computed:"), ...lines];
}

/** Our own markdown without its marks. */
function plainOf(markdown: string): string {
	return markdown.replaceAll("**", "").replace(/\\([!-/:-@[-`{-~])/g, "$1").replaceAll("&nbsp;", " ").replaceAll("&#60;", "<").replaceAll("&#38;", "&").replace(/\n{2,}/g, "\n");
}
