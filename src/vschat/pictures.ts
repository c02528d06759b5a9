import * as vscode from "vscode";
import type { Chemistry, DrawingTheme } from "../science/chemistry.ts";
import { failureData } from "../science/failure.ts";
import { plainLine } from "../wording/plainText.ts";
import type { EntityFacts } from "../wording/facts.ts";

/** Pixels. */
export const SMALL = { width: 240, height: 140 } as const;
export const LARGE = { width: 480, height: 300 } as const;

/** VS Code joins the pieces of a response and cuts its markdown at 100,000 characters: pictures must leave room for text. */
const ROOM = 60_000;

/** The drawings of one response, as markdown with the picture in the address: VS Code's chat shows those and fetches no others. */
export class Pictures {
	private room = ROOM;

	constructor(private readonly services: { readonly chemistry: Pick<Chemistry, "draw">; readonly theme: DrawingTheme; readonly signal: AbortSignal }) {}

	/** Empty for a protein, for what RDKit cannot draw, and where there is no more room. */
	async small(facts: EntityFacts): Promise<string> {
		return facts.problem === undefined ? this.draw(facts, SMALL).catch(() => "") : "";
	}

	/** With a sentence in its place where there is none. */
	async large(facts: EntityFacts): Promise<string> {
		if (facts.entity.kind === "protein") {
			return plainLine(vscode.l10n.t("Only molecules are drawn here."));
		}
		try {
			return (await this.draw(facts, LARGE)) || plainLine(vscode.l10n.t("The drawing is too large for this answer. Ask for fewer molecules at once, or see it in the BioMedGPT chat."));
		} catch (error) {
			this.services.signal.throwIfAborted();
			return plainLine(failureData(error).message);
		}
	}

	private async draw({ entity, title }: EntityFacts, size: typeof SMALL | typeof LARGE): Promise<string> {
		if (entity.kind === "protein") {
			return "";
		}
		const { chemistry, theme, signal } = this.services;
		const svg = await chemistry.draw(entity.smiles, { theme, ...size }, signal);
		const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
		if (address.length > this.room) {
			return "";
		}
		this.room -= address.length;
		return `![${plainLine(vscode.l10n.t("Structure of {0}", title))}](${address})`;
	}
}
