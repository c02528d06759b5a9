import * as vscode from "vscode";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure } from "../science/failure.ts";
import type { Found } from "../science/recognition/found.ts";
import type { DocumentEntities } from "./documentEntities.ts";
import { actionsOf } from "./entityActions.ts";
import { isPlace, locatedAt, locatedUnderCursor, type PlaceArgument, type Placed } from "./place.ts";
import { selectedEntity, selectionOrigin } from "./selected.ts";

/** Who takes a molecule or protein that was found; `origin` says where. */
type Taker = (entity: Entity, origin?: string) => Promise<void>;

export interface AskServices {
	readonly entities: DocumentEntities;
	readonly chemistry: Pick<Chemistry, "facts" | "inchiKey">;
	/** Opens the chat, with this attached where given. */
	readonly ask: (entity: Entity | undefined, origin?: string) => Promise<void>;
	/** Shows it in a panel of its own. */
	readonly preview: Taker;
}

/** What is done with what was found. */
export type Purpose = "ask" | "preview";

/** The same, for what was found at one place. */
export function askingFrom(services: AskServices, origin: string): AskServices {
	return { ...services, ask: (entity) => services.ask(entity, origin), preview: (entity) => services.preview(entity, origin) };
}

/**
 * "Ask" and "Preview": what the argument says, or what is under the cursor; a question can be about nothing yet.
 *
 * @param argument an entity or a place, or several to choose from: from our lenses and hovers, a keybinding, or another extension
 */
export async function takeUp(purpose: Purpose, argument: unknown, services: AskServices): Promise<void> {
	const given = Array.isArray(argument) ? (argument as readonly unknown[]) : [argument];
	const entities = given.filter(isEntity);
	const places = given.filter(isPlace);
	if (entities.length > 0) {
		await takeOneOf(purpose, entities, services);
	} else if (places.length > 0) {
		await takeAtPlaces(purpose, places, services);
	} else {
		await takeUnderCursor(purpose, services);
	}
}

async function takeUnderCursor(purpose: Purpose, services: AskServices): Promise<void> {
	// A question may be about nothing: the word "NO" under the cursor is no reason to ask about hydroxylamine.
	const located = await locatedUnderCursor(services.entities, purpose === "preview");
	if (located) {
		await takeFound(purpose, located.found, askingFrom(services, located.origin));
	} else if (purpose === "ask") {
		await services.ask(undefined);
	} else {
		throw nothingHere();
	}
}

async function takeAtPlaces(purpose: Purpose, places: readonly PlaceArgument[], services: AskServices): Promise<void> {
	const located = (await Promise.all(places.map((place) => locatedAt(services.entities, place)))).filter((one) => one !== undefined);
	if (located.length === 0) {
		throw new Failure("place-changed", vscode.l10n.t("The text has changed, and there is no molecule or sequence there any more."));
	}
	const chosen = await chooseFound(purpose, located);
	if (chosen) {
		await takeFound(purpose, chosen.found, askingFrom(services, chosen.origin));
	}
}

/** The molecule or protein itself; of a reaction one of its molecules, of nucleotides their translation. */
export async function takeFound(purpose: Purpose, found: Found, services: AskServices): Promise<void> {
	const actions = await actionsOf(found, services.chemistry);
	const effect = actions.find(({ id }) => id === purpose)?.effect();
	if (effect === undefined || !("entities" in effect)) {
		throw purpose === "ask"
			? new Failure("cannot-ask", vscode.l10n.t("An InChI cannot be turned back into a structure here, so the model cannot read it. Write the molecule as SMILES."))
			: new Failure("cannot-preview", vscode.l10n.t("An InChI cannot be turned back into a structure here, so there is nothing to show. Write the molecule as SMILES."));
	}
	await takeOneOf(purpose, effect.entities, services);
}

export async function takeOneOf(purpose: Purpose, entities: readonly Entity[], services: Pick<AskServices, Purpose>): Promise<void> {
	const entity = await chooseEntity(purpose, entities);
	if (entity) {
		await services[purpose](entity);
	}
}

/** Why nothing can be done. */
export function nothingHere(): Failure {
	return new Failure("nothing-here", vscode.l10n.t("There is no molecule or sequence here. Put the cursor into a SMILES, an InChI or a sequence first."));
}

function isEntity(value: unknown): value is Entity {
	if (typeof value !== "object" || value === null || !("kind" in value)) {
		return false;
	}
	const named = !("name" in value) || value.name === undefined || typeof value.name === "string";
	return named && ((value.kind === "molecule" && "smiles" in value && typeof value.smiles === "string") || (value.kind === "protein" && "sequence" in value && typeof value.sequence === "string"));
}

/** Lets the user choose where there are several; undefined when nothing was chosen. */
async function chooseEntity(purpose: Purpose, entities: readonly Entity[]): Promise<Entity | undefined> {
	return entities.length <= 1 ? entities[0] : choose(purpose, entities, (entity) => item(entity.name, entity.kind === "molecule" ? entity.smiles : entity.sequence));
}

async function chooseFound(purpose: Purpose, located: readonly Placed[]): Promise<Placed | undefined> {
	return located.length <= 1 ? located[0] : choose(purpose, located, ({ found }) => item(found.name, found.text));
}

async function choose<Choice>(purpose: Purpose, choices: readonly Choice[], describe: (choice: Choice) => vscode.QuickPickItem): Promise<Choice | undefined> {
	const items = choices.map((choice) => ({ ...describe(choice), choice }));
	const title = purpose === "ask" ? vscode.l10n.t("Ask about which one?") : vscode.l10n.t("Preview which one?");
	return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.choice;
}

/** Characters of a sequence that a list shows: it would be slow with megabytes. */
const SHOWN = 200;

export function item(name: string | undefined, text: string): vscode.QuickPickItem {
	const short = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
	return name ? { label: name, description: short } : { label: short };
}

/** "Ask About Selection": the selected text once RDKit has read it; without one what is under the cursor. */
export async function askSelection(services: AskServices): Promise<void> {
	const located = vscode.window.activeTextEditor?.selection.isEmpty === true ? await locatedUnderCursor(services.entities, true) : undefined;
	if (located) {
		await takeFound("ask", located.found, askingFrom(services, located.origin));
		return;
	}
	const entity = selectedEntity();
	if (entity.kind === "molecule") {
		// What RDKit refuses is said here, with its reason.
		await services.chemistry.facts(entity.smiles);
	}
	await services.ask(entity, selectionOrigin());
}
