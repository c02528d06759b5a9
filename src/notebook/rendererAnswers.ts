import * as vscode from "vscode";
import { parseToHost, type OutputSubject, type ToHost, type ToView } from "../../webview/protocol/renderer.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure, failureData } from "../science/failure.ts";
import { hasDrawnLayout } from "../science/files/records/layout.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { isMolBlock } from "../science/molecule/molBlock.ts";
import { type Askable, askablesOf } from "./rendererSubject.ts";
import { rendererStrings } from "./rendererStrings.ts";

/** Questions of all outputs that are worked on at once: a page of ours asks for what is in view only. */
const MOST_QUESTIONS = 300;

/** Characters of a mol block that is looked at here; the chemistry refuses longer ones. */
const LONGEST_BLOCK = 1_000_000;

/** What the renderer in a notebook's outputs needs of the house. */
export interface RendererServices {
	readonly chemistry: Pick<Chemistry, "draw" | "facts">;
	/** Opens the chat with this attached to the next question; `origin` says where it was found. */
	readonly ask: (entity: Entity, origin?: string) => Promise<void>;
	/** Shows its preview beside the editor; without it previews are not offered. */
	readonly preview?: ((entity: Entity, origin?: string) => Promise<void>) | undefined;
}

/** Answers the renderer. What comes from it is not trusted: any script in any output of the notebook can send messages. */
export class RendererAnswers implements vscode.Disposable {
	private readonly abort = new AbortController();
	private questions = 0;

	constructor(private readonly services: RendererServices) {}

	/** @param notebook name of the file that the output stands in */
	async answer(data: unknown, notebook: string): Promise<ToView | undefined> {
		const message = parseToHost(data);
		if (message === undefined) {
			return undefined;
		}
		if (message.type === "hello") {
			return this.welcome();
		}
		if (this.questions >= MOST_QUESTIONS) {
			return { type: "failed", id: message.id, message: vscode.l10n.t("Too many molecules are being worked on. Wait a moment, and scroll there again."), invalid: false };
		}
		this.questions++;
		try {
			return await this.work(message, notebook);
		} catch (error) {
			const { code, message: words } = failureData(error);
			return { type: "failed", id: message.id, message: words, invalid: code === "invalid-smiles" || code === "invalid-molfile" };
		} finally {
			this.questions--;
		}
	}

	/** Said first, and again when the workspace is trusted. */
	welcome(): ToView {
		const actions = vscode.workspace.isTrusted;
		return { type: "welcome", strings: rendererStrings(), actions, previews: actions && this.services.preview !== undefined };
	}

	dispose(): void {
		this.abort.abort();
	}

	private async work(message: Exclude<ToHost, { type: "hello" }>, notebook: string): Promise<ToView> {
		const { id } = message;
		switch (message.type) {
			case "draw":
				return { type: "drawn", id, picture: `data:image/svg+xml;base64,${Buffer.from(await this.draw(message)).toString("base64")}` };
			case "facts": {
				const { canonicalSmiles, formula, facts } = await this.services.chemistry.facts(message.structure, this.abort.signal);
				return { type: "facts", id, formula: formulaText(formula), smiles: canonicalSmiles, method: facts.find((fact) => fact.id === "formula")?.method ?? "RDKit" };
			}
			case "copy":
				refuseUntrusted();
				await vscode.env.clipboard.writeText(message.text);
				return { type: "done", id };
			default:
				refuseUntrusted();
				await this.open(message.subject, message.type, notebook);
				return { type: "done", id };
		}
	}

	private async draw({ structure, theme, width, height }: Extract<ToHost, { type: "draw" }>): Promise<string> {
		const { chemistry } = this.services;
		const flat = structure.length <= LONGEST_BLOCK && isMolBlock(structure) && !hasDrawnLayout(structure) ? (await chemistry.facts(structure, this.abort.signal)).canonicalSmiles : structure;
		return chemistry.draw(flat, { theme, width, height }, this.abort.signal);
	}

	private async open(subject: OutputSubject, action: "ask" | "preview", notebook: string): Promise<void> {
		const chosen = await choose(await askablesOf(subject, this.services.chemistry, this.abort.signal));
		if (chosen !== undefined) {
			await this.services[action]?.(chosen.entity, vscode.l10n.t("output of {0}", notebook));
		}
	}
}

function refuseUntrusted(): void {
	if (!vscode.workspace.isTrusted) {
		throw new Failure("not-trusted", vscode.l10n.t("In a workspace that you have not trusted, outputs are only drawn."));
	}
}

async function choose(askables: readonly Askable[]): Promise<Askable | undefined> {
	return askables.length < 2 ? askables[0] : vscode.window.showQuickPick([...askables], { placeHolder: vscode.l10n.t("Which one is the question about?") });
}
