import * as vscode from "vscode";
import type { Chemistry, DrawingOptions } from "../science/chemistry.ts";
import { Failure } from "../science/failure.ts";
import type { MoleculeFacts } from "../science/molecule/facts.ts";
import { readInchi } from "../science/molecule/inchi.ts";
import { drawsAgents, reactionParts, withoutAgents } from "./reactionParts.ts";
import type { Found } from "../science/recognition/found.ts";
import { abortable } from "../science/cancellation.ts";
import { toRange, type DocumentEntities } from "./documentEntities.ts";
import { drawingTheme, MOLECULE_DRAWING, REACTION_DRAWING, type DrawingSize } from "./drawing.ts";
import { inchiActions, moleculeActions, reactionActions } from "./entityActions.ts";
import { warning } from "./markdown.ts";
import { inchiMarkdown, moleculeMarkdown, reactionMarkdown } from "./moleculeHover.ts";
import { placeOf, type PlaceArgument } from "./place.ts";
import { sequenceActions } from "./sequenceActions.ts";
import { nucleotideMarkdown, proteinMarkdown } from "./sequenceHover.ts";
import { subjectOf } from "../science/recognition/subject.ts";

type HoverChemistry = Pick<Chemistry, "facts" | "draw" | "inchiKey">;

/** A picture and computed facts when the pointer (or the keyboard's "Show Hover") rests on a molecule or a sequence. */
export class EntityHovers implements vscode.HoverProvider {
	constructor(
		private readonly entities: DocumentEntities,
		private readonly chemistry: HoverChemistry,
	) {}

	async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
		const located = await this.entities.at(document, position, token);
		if (!located) {
			return undefined;
		}
		const content = await this.content(located.found, placeOf(document, located), token);
		return content && new vscode.Hover(content, toRange(located.range));
	}

	private async content(found: Found, place: PlaceArgument, token: vscode.CancellationToken): Promise<vscode.MarkdownString | undefined> {
		try {
			return await abortable(token, (signal) => this.describe(found, place, signal));
		} catch (error) {
			if (token.isCancellationRequested || !(error instanceof Failure)) {
				return undefined;
			}
			// It only looked like a structure; no place for SMILES said that it is one.
			return error.code === "invalid-smiles" && found.cue !== "certain" ? undefined : warning(error.message);
		}
	}

	private async describe(found: Found, place: PlaceArgument, signal: AbortSignal): Promise<vscode.MarkdownString> {
		const { chemistry } = this;
		const subject = subjectOf(found);
		const context = { name: found.name, place };
		switch (subject.kind) {
			case "unreadable":
				return warning(subject.reason);
			case "molecule": {
				const facts = await chemistry.facts(subject.structure, signal);
				const svg = isDrawn(facts) ? await chemistry.draw(subject.structure, drawing(MOLECULE_DRAWING), signal) : "";
				return moleculeMarkdown({ ...context, actions: moleculeActions(found, facts) }, facts, svg);
			}
			case "inchi": {
				const inchiKey = await chemistry.inchiKey(subject.inchi, signal);
				return inchiMarkdown({ ...context, actions: inchiActions(subject.inchi, inchiKey) }, readInchi(subject.inchi), inchiKey);
			}
			case "reaction": {
				const parts = reactionParts(subject.reaction);
				const svg = await chemistry.draw(drawsAgents(parts) ? subject.reaction : withoutAgents(parts), drawing(REACTION_DRAWING), signal);
				return reactionMarkdown({ ...context, actions: reactionActions(subject.reaction) }, parts, svg);
			}
			case "protein":
				return proteinMarkdown({ ...context, actions: sequenceActions(subject, found.name) }, subject);
			case "nucleotide":
				return nucleotideMarkdown({ ...context, actions: sequenceActions(subject, found.name) }, subject);
		}
	}
}

/** Heavy atoms above which a picture of a hover's size is a blot; RDKit lays out many hundreds for seconds. */
const MOST_DRAWN_ATOMS = 200;

function isDrawn({ facts }: MoleculeFacts): boolean {
	return facts.some(({ id, value }) => id === "heavyAtoms" && typeof value === "number" && value <= MOST_DRAWN_ATOMS);
}

function drawing(size: DrawingSize): DrawingOptions {
	return { theme: drawingTheme(vscode.window.activeColorTheme.kind), ...size };
}
