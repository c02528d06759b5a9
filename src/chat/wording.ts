import * as vscode from "vscode";
import type { Entity } from "../science/entity.ts";
import { descriptionOf } from "../wording/questions.ts";
import type { ChatAnswer } from "./exchange.ts";

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
export function endingText(answer: Pick<ChatAnswer, "state" | "stop" | "text" | "reasoning" | "interrupted" | "notices">): string {
	if (answer.interrupted) {
		return vscode.l10n.t("Interrupted: VS Code ended while this was being written. Ask again for a whole answer.");
	}
	if (answer.state === "stopped") {
		return answer.text !== "" ? vscode.l10n.t("Stopped.") : answer.reasoning !== "" ? vscode.l10n.t("Stopped while the model was reasoning.") : vscode.l10n.t("Stopped before the first word.");
	}
	if (answer.state !== "done") {
		return "";
	}
	const unfinished = answer.notices.find(({ code }) => code === "reasoning-unfinished");
	if (unfinished !== undefined) {
		return unfinished.message;
	}
	if (answer.stop === "length") {
		return vscode.l10n.t("Cut here: the answer has reached its maximum length.");
	}
	return answer.text.trim() === "" ? vscode.l10n.t("The model ended its answer without a word.") : "";
}

/** First questions that fit what is attached. English, whatever the language of the window: the model reads them. */
export function suggestionsFor(kinds: { readonly molecules: number; readonly proteins: number }): readonly string[] {
	const { molecules, proteins } = kinds;
	if (molecules + proteins !== 1) {
		return [];
	}
	return molecules === 1
		? [descriptionOf("molecule"), "How many rings does it have?", "Is it charged?"]
		: ["What is the function of this protein?", "Where in the cell is it found?"];
}

/** A protein's size. */
export function residuesText(count: number): string {
	return count === 1 ? vscode.l10n.t("1 residue") : vscode.l10n.t("{0} residues", count.toLocaleString(vscode.env.language));
}

/** How a model without an encoder reads what is attached. */
export function readAsText(kind: Entity["kind"], how: "text" | "facts" | "nothing"): string {
	switch (how) {
		case "text": return kind === "molecule" ? vscode.l10n.t("SMILES read as text") : vscode.l10n.t("sequence read as text");
		case "facts": return vscode.l10n.t("only its facts are read");
		case "nothing": return vscode.l10n.t("this model cannot read it");
	}
}

/** Why a molecule has no drawing. */
export function notDrawnText({ atoms, bonds }: { readonly atoms: number; readonly bonds: number }): string {
	return vscode.l10n.t("Not drawn: more than {0} atoms or {1} bonds.", atoms, bonds);
}

/** What an answer says that broke off without a word of why. */
function unfinishedText(): string {
	return vscode.l10n.t("The answer ended before the model said that it was complete. Ask again.");
}

/** What a protein without a name is called. */
export function namelessProtein(): string {
	return vscode.l10n.t("Protein");
}

/** A DNA or RNA sequence's size. */
function nucleotidesText(count: number): string {
	return count === 1 ? vscode.l10n.t("1 nucleotide") : vscode.l10n.t("{0} nucleotides", count.toLocaleString(vscode.env.language));
}

/** A thread that nothing was asked in. */
export function untitled(): string {
	return vscode.l10n.t("New Chat");
}

/** A thread in the list: how long it is, and how long ago something happened in it. Times in milliseconds since the epoch. */
export function threadDetail(questions: number, changedAt: number, now: number): string {
	const long = questions === 0 ? vscode.l10n.t("not sent yet") : questions === 1 ? vscode.l10n.t("1 question") : vscode.l10n.t("{0} questions", questions);
	return `${long} · ${ago(changedAt, now)}`;
}

function ago(at: number, now: number): string {
	const relative = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: "auto" });
	const minutes = Math.max(0, Math.floor((now - at) / 60_000));
	const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
	if (days === 0) {
		return minutes < 60 ? relative.format(-minutes, "minute") : relative.format(-Math.floor(minutes / 60), "hour");
	}
	return days < 7 ? relative.format(-days, "day") : new Date(at).toLocaleDateString(vscode.env.language, { dateStyle: "medium" });
}

function midnight(at: number): number {
	return new Date(at).setHours(0, 0, 0, 0);
}

/** Why a stored thread is not opened. */
export function newerThreadText(): string {
	return vscode.l10n.t("This chat was written by a newer version of BioMedGPT. Update the extension to open it.");
}

export function deletedText(title: string): string {
	return vscode.l10n.t("“{0}” is deleted.", title);
}

export function undeletedTooLateText(): string {
	return vscode.l10n.t("This chat can no longer be brought back: it was deleted too long ago.");
}

/** That the disk is full, or the folder may not be written to. */
export function notSavedText(reason: string): string {
	return vscode.l10n.t("What is said from now on may be lost when the window closes: the chat cannot be written to disk ({0}). Free some space or check the rights of VS Code's storage folder, then reload the window.", reason);
}

/** What a thread has to say. */
export const threadTexts = { unfinished: unfinishedText, residues: residuesText, nucleotides: nucleotidesText };
