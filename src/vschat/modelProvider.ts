import * as vscode from "vscode";
import type { Engine, ModelDescription, Turn } from "../inference/engine.ts";
import { answerRoom, maxEntityTokens, maxQuestionTokens } from "../inference/promptSize.ts";
import type { Chemistry } from "../science/chemistry.ts";
import { Failure, failureData } from "../science/failure.ts";
import { abortableOr } from "../science/cancellation.ts";
import { readMessage } from "../wording/message.ts";
import { readModelOptions } from "./modelOptions.ts";

export interface ProviderServices {
	readonly engine: Pick<Engine, "ask" | "describe" | "countTokens">;
	readonly chemistry: Pick<Chemistry, "checkAll" | "facts">;
	readonly log: Pick<vscode.LogOutputChannel, "info" | "warn">;
	/** Another model answers from now on. */
	readonly onDidChangeModel?: vscode.Event<void>;
}

/** A model as VS Code lists it, with what it says of itself. */
export interface LocalModel extends vscode.LanguageModelChatInformation {
	readonly description: ModelDescription;
}

/**
 * The local model in VS Code's model picker and for other extensions' `vscode.lm`.
 *
 * It reads what the chat beside the editor reads: the user's and the assistant's texts, with the molecules and proteins in them as
 * soft tokens. Instructions of the system, tool calls and results are left out: no model here was trained on any.
 */
export class LocalModelProvider implements vscode.LanguageModelChatProvider<LocalModel> {
	/** The vendor's name in package.json. */
	static readonly vendor = "biomedgpt";

	readonly onDidChangeLanguageModelChatInformation: vscode.Event<void> | undefined;

	constructor(private readonly services: ProviderServices) {
		this.onDidChangeLanguageModelChatInformation = services.onDidChangeModel;
	}

	/** Empty where the model folder cannot be read, which is said when somebody asks, and where it holds an encoder alone. */
	async provideLanguageModelChatInformation(): Promise<LocalModel[]> {
		try {
			const description = await this.services.engine.describe();
			return description.answers ? [localModel(description)] : [];
		} catch (error) {
			this.services.log.warn(`No model for VS Code's chat: ${failureData(error).message}`);
			return [];
		}
	}

	async provideLanguageModelChatResponse(model: LocalModel, messages: readonly vscode.LanguageModelChatRequestMessage[], options: vscode.ProvideLanguageModelChatResponseOptions, progress: vscode.Progress<vscode.LanguageModelResponsePart>, token: vscode.CancellationToken): Promise<void> {
		if (options.toolMode === vscode.LanguageModelChatToolMode.Required) {
			throw new Failure("no-tools", vscode.l10n.t("{0} cannot call tools. Choose another model for this, or ask without tools.", model.name));
		}
		const answer = async (signal: AbortSignal): Promise<void> => {
			const turns = await this.turns(model, messages, signal);
			for await (const event of this.services.engine.ask({ turns, ...readModelOptions(options.modelOptions) }, signal)) {
				if (event.type === "text" && event.text !== "") {
					progress.report(new vscode.LanguageModelTextPart(event.text));
				} else if (event.type === "prompt" || event.type === "done") {
					const notices = event.type === "prompt" ? event.notices : (event.answer.notices ?? []);
					notices.forEach(({ message }) => this.services.log.info(message));
				}
			}
		};
		await abortableOr(token, answer, cancelled);
	}

	/**
	 * Of a text: by the model's own tokeniser. Of a message: of what the model reads of it, structures as soft tokens; their markers count a
	 * token a byte, so that it is never less than the truth.
	 */
	async provideTokenCount({ description }: LocalModel, text: string | vscode.LanguageModelChatRequestMessage, token: vscode.CancellationToken): Promise<number> {
		const { engine, chemistry } = this.services;
		const count = async (signal: AbortSignal): Promise<number> => {
			if (typeof text === "string") {
				return engine.countTokens(text, signal);
			}
			const message = await readMessage(textOf(text), { chemistry, signal });
			return message.entities.reduce((sum, entity) => sum + maxEntityTokens(description, entity), await engine.countTokens(message.text, signal));
		};
		return abortableOr(token, count, cancelled);
	}

	private async turns(model: LocalModel, messages: readonly vscode.LanguageModelChatRequestMessage[], signal: AbortSignal): Promise<Turn[]> {
		const turns: Turn[] = [];
		for (const { role, text } of dialogue(model, messages)) {
			if (role === "assistant") {
				turns.push({ role, text });
			} else {
				const message = await readMessage(text, { chemistry: this.services.chemistry, signal });
				message.remarks.forEach((remark) => this.services.log.info(remark));
				turns.push({ role, text: message.text, entities: message.entities });
			}
		}
		return turns;
	}
}

function localModel(description: ModelDescription): LocalModel {
	const { id, title, version, warning, context, maxAnswerTokens } = description;
	const local = vscode.l10n.t("{0} {1} runs on this machine. Questions and answers do not leave it.", title, version);
	return {
		id,
		name: title,
		family: "biomedgpt",
		version,
		detail: vscode.l10n.t("local"),
		tooltip: [local, warning].filter((sentence) => sentence !== undefined).join(" "),
		maxInputTokens: maxQuestionTokens(description),
		maxOutputTokens: answerRoom(context, maxAnswerTokens),
		capabilities: { imageInput: false, toolCalling: false },
		description,
	};
}

/** Messages of one side that follow each other are one turn: two questions in a row are no dialogue in any prompt format. */
function dialogue(model: LocalModel, messages: readonly vscode.LanguageModelChatRequestMessage[]): { readonly role: Turn["role"]; readonly text: string }[] {
	const turns: { role: Turn["role"]; text: string }[] = [];
	for (const message of messages) {
		refuseImages(model, message);
		const role = message.role === vscode.LanguageModelChatMessageRole.User ? "user" : message.role === vscode.LanguageModelChatMessageRole.Assistant ? "assistant" : undefined;
		const text = textOf(message);
		const last = turns.at(-1);
		if (role === undefined || text.trim() === "") {
			continue;
		}
		if (last?.role === role) {
			last.text += `\n${text}`;
		} else {
			turns.push({ role, text });
		}
	}
	return turns;
}

function textOf({ content }: vscode.LanguageModelChatRequestMessage): string {
	return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : "")).join("");
}

function refuseImages(model: LocalModel, { content }: vscode.LanguageModelChatRequestMessage): void {
	if (content.some((part) => part instanceof vscode.LanguageModelDataPart && part.mimeType.startsWith("image/"))) {
		throw new Failure("no-images", vscode.l10n.t("{0} reads text only, no images. Write the molecule as SMILES.", model.name));
	}
}

function cancelled(): never {
	throw new vscode.CancellationError();
}
