import * as vscode from "vscode";
import type { ChatStrings } from "../../webview/protocol.ts";
import type { ChatAnswer } from "./exchange.ts";

/** The texts that the browser side shows on its own. */
export function chatStrings(): ChatStrings {
	const { t } = vscode.l10n;
	return {
		attachedEntities: t("Attached to the next question"),
		computed: t("computed"),
		computing: t("computing…"),
		conversation: t("Conversation"),
		copied: t("Copied"),
		copy: t("Copy the answer"),
		emptyHint: t("Write a question below, or use Ask above a SMILES or a sequence in an editor or notebook to bring it here."),
		emptyPrivacy: t("Questions and answers stay on this machine."),
		emptyTitle: t("Ask about a molecule or a protein"),
		factsFor: t("Computed facts of {0}"),
		jumpToLatest: t("Show the newest text"),
		methods: t("Facts with units and methods"),
		placeholder: t("Ask a question"),
		questionLabel: t("Question"),
		remove: t("Remove {0}"),
		retry: t("Ask again"),
		seconds: t("{0} s"),
		send: t("Send (Enter)"),
		stop: t("Stop (Escape)"),
		stopped: t("Stopped."),
		verdictFails: t("fails"),
		verdictPasses: t("passes"),
		yourQuestion: t("Your question"),
	};
}

/** What the engine is doing before the first word. */
export function stageText(answer: Pick<ChatAnswer, "stage" | "softTokens">): string {
	switch (answer.stage) {
		case undefined:
			return vscode.l10n.t("thinking…");
		case "queued":
			return vscode.l10n.t("waiting for another answer…");
		case "starting":
			return vscode.l10n.t("starting the model…");
		case "encoding":
			return vscode.l10n.t("encoding the structure…");
		case "reading":
			if (answer.softTokens === undefined || answer.softTokens === 0) {
				return vscode.l10n.t("reading the question…");
			}
			return answer.softTokens === 1 ? vscode.l10n.t("reading 1 soft token…") : vscode.l10n.t("reading {0} soft tokens…", answer.softTokens);
	}
}

/** The mark under generated text. */
export function attributionText(answer: Pick<ChatAnswer, "model">): string {
	const { model } = answer;
	return model === undefined ? vscode.l10n.t("generated, check it") : vscode.l10n.t("written by {0} {1} — generated, check it", model.name, model.version);
}

/** Where the text comes from, in one line per subject. */
export function provenanceText(answer: Pick<ChatAnswer, "model" | "timings" | "softTokens">): string {
	const { model, timings, softTokens } = answer;
	const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 0);
	return [
		model === undefined ? "" : vscode.l10n.t("Model {0} {1}, SHA-256 {2}", model.name, model.version, model.checksum),
		softTokens === undefined || softTokens === 0 ? "" : vscode.l10n.t("Soft tokens read: {0}", softTokens),
		timings === undefined ? "" : vscode.l10n.t("First word after {0} s, complete after {1} s", seconds(timings.firstToken), seconds(timings.total)),
	]
		.filter((line) => line !== "")
		.join("\n");
}

/** Why an answer ends where it does; empty for the model's own end and for failures, which have a sentence of their own. */
export function endingText(answer: Pick<ChatAnswer, "state" | "stop" | "text">): string {
	if (answer.state === "stopped") {
		return answer.text === "" ? vscode.l10n.t("Stopped before the first word.") : vscode.l10n.t("Stopped.");
	}
	if (answer.state !== "done") {
		return "";
	}
	if (answer.stop === "length") {
		return vscode.l10n.t("Cut here: the answer has reached its maximum length.");
	}
	return answer.text.trim() === "" ? vscode.l10n.t("The model ended its answer without a word.") : "";
}

/** First questions that fit what is attached. */
export function suggestionsFor(kinds: { readonly molecules: number; readonly proteins: number }): readonly string[] {
	const { molecules, proteins } = kinds;
	if (molecules + proteins !== 1) {
		return [];
	}
	return molecules === 1
		? [vscode.l10n.t("Please describe this molecule."), vscode.l10n.t("How many rings does it have?"), vscode.l10n.t("Is it charged?")]
		: [vscode.l10n.t("What is the function of this protein?"), vscode.l10n.t("Where in the cell is it found?")];
}

/** A protein's size. */
export function residuesText(count: number): string {
	return count === 1 ? vscode.l10n.t("1 residue") : vscode.l10n.t("{0} residues", count.toLocaleString(vscode.env.language));
}

/** Why a molecule has no drawing. */
export function notDrawnText({ atoms, bonds }: { readonly atoms: number; readonly bonds: number }): string {
	return vscode.l10n.t("Not drawn: more than {0} atoms or {1} bonds.", atoms, bonds);
}

/** What an answer says that broke off without a word of why. */
export function unfinishedText(): string {
	return vscode.l10n.t("The answer ended before the model said that it was complete. Ask again.");
}

/** What a protein without a name is called. */
export function namelessProtein(): string {
	return vscode.l10n.t("Protein");
}
