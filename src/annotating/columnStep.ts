import * as vscode from "vscode";
import type { Structures } from "../annotation/structures.ts";
import type { Choices } from "./choices.ts";
import type { Draft } from "./draft.ts";
import type { Kind } from "./factNames.ts";
import type { Item } from "./pick.ts";
import { pickOne } from "./pick.ts";
import type { Step, StepResult } from "./steps.ts";
import { titleOf } from "./words.ts";

/** Characters of a cell that a list shows. */
const SHOWN = 120;

/**
 * Which column holds the structures: what was found comes first.
 *
 * @param choicesOf what was chosen last for such a column
 */
export function columnStep(choicesOf: (kind: Kind) => Choices): Step<Draft> {
	return async (draft, first) => {
		const title = await askColumn(draft, first);
		if (title === undefined || title === "back" || title === "skip" || title.choice === draft.structures.title) {
			return typeof title === "object" ? draft : title;
		}
		const kind = draft.look.kindOf(title.choice);
		return { ...draft, structures: { title: title.choice, kind }, choices: kind === draft.structures.kind ? draft.choices : choicesOf(kind) };
	};
}

async function askColumn(draft: Draft, first: boolean): Promise<StepResult<{ readonly choice: string }>> {
	const { look } = draft;
	if (look.fixed || look.titles.length === 1) {
		return "skip";
	}
	const items = look.titles.map((title) => itemOf(title, draft));
	const active = items.find(({ choice }) => choice.choice === draft.structures.title);
	const rest = items.filter((item) => item !== active);
	const placeholder = look.found === undefined ? vscode.l10n.t("Which column holds the SMILES or protein sequences? None reads as such") : vscode.l10n.t("Which column holds the structures?");
	return pickOne({ title: titleOf(draft.name), placeholder, first, items: active === undefined ? rest : [active, ...rest], active });
}

function itemOf(title: string, { look: { found, examples } }: Draft): Item<{ readonly choice: string }> {
	const example = examples.get(title)?.replace(/\s+/g, " ").slice(0, SHOWN) ?? "";
	return { label: title === "" ? vscode.l10n.t("(no title)") : title, description: title === found?.title ? foundAs(found) : "", detail: example, choice: { choice: title } };
}

function foundAs({ kind }: Structures): string {
	return kind === "molecule" ? vscode.l10n.t("molecules found here") : vscode.l10n.t("proteins found here");
}
