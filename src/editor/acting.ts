import * as vscode from "vscode";
import { Failure } from "../science/failure.ts";
import type { Located } from "../science/recognition/located.ts";
import type { EntityAction } from "./action.ts";
import { askingFrom, nothingHere, takeOneOf, type AskServices } from "./asking.ts";
import { actionsOf } from "./entityActions.ts";
import { isPlace, locatedAt, locatedUnderCursor } from "./place.ts";

/**
 * "Actions for the Molecule or Sequence Here": all that the links of a hover do, for the keyboard.
 *
 * @param argument optionally a place, and an `action` to do at once, so that a key can be bound to one: `{ "action": "copyInchiKey" }`
 */
export async function act(argument: unknown, services: AskServices): Promise<void> {
	const located = isPlace(argument) ? await locatedAt(services.entities, argument) : await locatedUnderCursor(services.entities, true);
	if (!located) {
		throw nothingHere();
	}
	const actions = await actionsOf(located.found, services.chemistry);
	const wanted = wantedAction(argument);
	const action = wanted === undefined ? await choose(located, actions) : actions.find(({ id }) => id === wanted);
	if (wanted !== undefined && !action) {
		throw new Failure("no-such-action", vscode.l10n.t("This cannot be done with what stands here. “BioMedGPT: Actions for the Molecule or Sequence Here” lists what can."));
	}
	if (action) {
		await perform(action, askingFrom(services, located.origin));
	}
}

function wantedAction(argument: unknown): string | undefined {
	return typeof argument === "object" && argument !== null && "action" in argument && typeof argument.action === "string" ? argument.action : undefined;
}

async function choose({ found }: Located, actions: readonly EntityAction[]): Promise<EntityAction | undefined> {
	const items = actions.map((action) => ({ label: action.label, ...(action.tooltip ? { detail: action.tooltip } : {}), action }));
	const about = found.name ?? (found.text.length > 60 ? `${found.text.slice(0, 60)}…` : found.text);
	return (await vscode.window.showQuickPick(items, { title: about.replace(/\s+/g, " ") }))?.action;
}

async function perform(action: EntityAction, services: AskServices): Promise<void> {
	const effect = action.effect();
	switch (effect.kind) {
		case "ask":
		case "preview":
			await takeOneOf(effect.kind, effect.entities, services);
			return;
		case "open":
			await vscode.env.openExternal(vscode.Uri.parse(effect.address, true));
			return;
		case "copy": {
			const { text } = effect;
			await vscode.env.clipboard.writeText(text);
			vscode.window.setStatusBarMessage(vscode.l10n.t("Copied {0}", text.length > 60 ? `${text.slice(0, 60)}…` : text), 3000);
		}
	}
}
