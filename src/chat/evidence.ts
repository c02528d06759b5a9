import * as vscode from "vscode";
import type { EvidenceModel, PromptPieceModel } from "../../webview/protocol.ts";
import type { PromptSegment } from "../inference/engine.ts";
import type { Molecule, Protein } from "../science/entity.ts";
import { tidyName } from "../science/name.ts";
import { shortened } from "./entityModel.ts";
import type { Exchange } from "./exchange.ts";
import type { ThreadStore } from "./store/threadStore.ts";
import { namelessProtein, residuesText } from "./wording.ts";

/** Pieces of a prompt that are shown: a dialogue of hundreds of questions has more than anybody reads. */
const MOST_PIECES = 500;

/** How an answer was made, ready to show. Reads the thread's file: prompts and probabilities are not held. */
export async function evidenceOf(store: ThreadStore, thread: string, exchange: Exchange, signal?: AbortSignal): Promise<EvidenceModel> {
	const { segments, tokens } = await store.evidence(thread, exchange.answer.id, signal);
	const prompt = segments?.segments ?? [];
	const written = tokens?.tokens ?? [];
	return {
		rows: rowsOf(exchange, prompt, written.filter(({ reasoning }) => reasoning !== undefined).length),
		prompt: prompt.slice(-MOST_PIECES).map(pieceOf),
		tokens: written.filter(({ text, reasoning }) => text !== "" || reasoning === undefined).map(({ text, probability }) => ({ text, probability })),
		canRunAgain: whyNotAgain(exchange) === undefined,
		whyNot: whyNotAgain(exchange),
	};
}

/** Why an answer cannot be compared with another run; undefined where it can. */
export function whyNotAgain({ answer }: Exchange): string | undefined {
	if (answer.settings === undefined) {
		return vscode.l10n.t("The model has not read this question.");
	}
	return answer.state === "done" ? undefined : vscode.l10n.t("Only a whole answer can be run again and compared: this one was not written to its end. Ask again instead.");
}

function rowsOf({ answer }: Exchange, prompt: readonly PromptSegment[], reasoningTokens: number): EvidenceModel["rows"] {
	const { t } = vscode.l10n;
	const { model, settings, timings } = answer;
	const textTokens = prompt.reduce((sum, piece) => sum + (piece.kind === "text" ? piece.ids.length : 0), 0);
	const row = (label: string, value: string | number | undefined): EvidenceModel["rows"] => (value === undefined || value === "" ? [] : [{ label, value: String(value) }]);
	return [
		...row(t("Model"), model && `${model.name} ${model.version}`),
		...row(t("SHA-256 of the model's file"), model?.checksum),
		...row(t("Computed on"), answer.device),
		...row(t("Asked"), new Date(answer.startedAt).toLocaleString(vscode.env.language)),
		...(prompt.length === 0 ? [] : row(t("Prompt"), t("{0} text tokens and {1} soft tokens", textTokens, answer.softTokens ?? 0))),
		...row(t("Answer"), answer.tokens === undefined ? undefined : reasoningTokens === 0 ? t("{0} tokens", answer.tokens) : t("{0} tokens, {1} of them reasoning", answer.tokens, reasoningTokens)),
		...(settings === undefined ? [] : settingRows()),
		...(settings === undefined ? [] : row(t("Prompt read"), answer.fresh ? t("anew, nothing kept from earlier questions") : t("going on from the earlier questions"))),
		...(timings === undefined ? [] : timeRows()),
	];

	function settingRows(): EvidenceModel["rows"] {
		const { temperature = 0, topK, topP, seed, maxTokens } = settings ?? { maxTokens: 0 };
		return [
			...row(t("Temperature"), temperature === 0 ? t("0: always the likeliest token") : temperature),
			...row(t("Top k"), topK),
			...row(t("Top p"), topP),
			...row(t("Seed"), temperature === 0 ? t("none needed: nothing is drawn by chance") : seed),
			...row(t("Longest answer"), t("{0} tokens", maxTokens)),
		];
	}

	function timeRows(): EvidenceModel["rows"] {
		const { encode, prefill, firstToken, total } = timings ?? { encode: 0, prefill: 0, firstToken: 0, total: 0 };
		const seconds = (milliseconds: number): string => t("{0} s", (milliseconds / 1000).toFixed(3));
		return [...row(t("Structures encoded in"), seconds(encode)), ...row(t("Prompt read in"), seconds(prefill)), ...row(t("First token after"), seconds(firstToken)), ...row(t("Whole answer after"), seconds(total))];
	}
}

function pieceOf(segment: PromptSegment): PromptPieceModel {
	if (segment.kind === "text") {
		return { kind: "text", text: segment.text, tokens: segment.ids.length };
	}
	const { entity, softTokens } = segment;
	return { kind: "entity", entityKind: entity.kind, label: labelOf(entity), title: titleOf(entity), softTokens };
}

function labelOf(entity: Molecule | Protein): string {
	const name = tidyName(entity.name ?? "");
	return name !== "" ? name : entity.kind === "molecule" ? shortened(entity.smiles, 40) : namelessProtein();
}

function titleOf(entity: Molecule | Protein): string {
	return entity.kind === "molecule" ? shortened(entity.smiles, 240) : `${residuesText(entity.sequence.length)}\n${shortened(entity.sequence, 240)}`;
}
