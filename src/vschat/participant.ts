import * as vscode from "vscode";
import type { Engine, Notice } from "../inference/engine.ts";
import type { Chemistry, DrawingTheme } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { failureData } from "../science/failure.ts";
import { abortableOr } from "../science/cancellation.ts";
import { streamAnswer, type Response } from "./answering.ts";
import { comparisonMarkdown, similaritiesOf } from "../wording/comparison.ts";
import { factsMarkdown, factsOf, type EntityFacts } from "../wording/facts.ts";
import { exchangesOf, lastEntities, turnsOf, type Exchange, type HistoryTurn } from "./history.ts";
import { MOST_ENTITIES, readMessage, tooMany, type ReadingOptions, type ReadMessage } from "../wording/message.ts";
import { Pictures } from "./pictures.ts";
import { plainLine } from "../wording/plainText.ts";
import { comparisonQuestion, descriptionOf, descriptionQuestion, distinct, functionQuestion, notAskedToCompare, tooFewToCompare } from "../wording/questions.ts";
import { readReferences } from "./references.ts";

export interface ParticipantServices {
	readonly engine: Pick<Engine, "ask" | "describe">;
	readonly chemistry: Pick<Chemistry, "facts" | "draw" | "checkAll" | "fingerprint">;
	/** The colours of drawings now. */
	readonly theme: () => DrawingTheme;
	/** Opens BioMedGPT's own chat with the entities given as argument. */
	readonly askCommand: string;
}

/** What is read of a `ChatRequest`. */
export type Request = Pick<vscode.ChatRequest, "prompt" | "command"> & { readonly references: readonly Pick<vscode.ChatPromptReference, "id" | "value">[] };

/** Answers `@biomedgpt` in VS Code's own chat. */
export class Participant {
	/** The participant's id in package.json. */
	static readonly id = "biomedgpt.chat-participant";

	constructor(private readonly services: ParticipantServices) {}

	/** Never rejects: what goes wrong is the result's error. */
	async answer(request: Request, history: readonly HistoryTurn[], response: Response, token: vscode.CancellationToken): Promise<vscode.ChatResult> {
		let exchange: Exchange | undefined;
		const write = async (signal: AbortSignal): Promise<void> => {
			const reply = new Reply(this.services, request, exchangesOf(history), response, signal);
			try {
				await reply.write();
			} finally {
				({ exchange } = reply);
			}
		};
		try {
			await abortableOr(token, write, () => undefined);
			return { metadata: { exchange } };
		} catch (error) {
			return { errorDetails: { message: plainLine(failureData(error).message) }, metadata: { exchange } };
		}
	}
}

/** One response to one request. */
class Reply {
	private entities: readonly Entity[] = [];
	private question = "";
	private generated: string[] = [];
	private readonly pictures: Pictures;

	constructor(
		private readonly services: ParticipantServices,
		private readonly request: Request,
		private readonly earlier: readonly Exchange[],
		private readonly response: Response,
		private readonly signal: AbortSignal,
	) {
		this.pictures = new Pictures({ chemistry: services.chemistry, theme: services.theme(), signal });
	}

	/** As far as it came. */
	get exchange(): Exchange {
		return { question: this.question, entities: this.entities, answer: this.generated.join("\n\n") };
	}

	async write(): Promise<void> {
		const message = await this.read();
		this.question = message.text;
		if (this.entities.length === 0 && this.request.command !== undefined) {
			this.say(vscode.l10n.t("There is no molecule or protein in the message. Write a SMILES or a sequence behind the command, or add a file or a selection that holds some."));
			return;
		}
		const facts = await Promise.all(this.entities.map((entity) => factsOf(entity, this.services.chemistry, this.signal)));
		switch (this.request.command) {
			case "facts":
				await this.tellFacts(facts, true);
				break;
			case "draw":
				await this.draw(facts);
				break;
			case "compare":
				await this.compare(facts, message);
				break;
			case "describe":
				await this.answerEach(facts, (kind) => descriptionQuestion(message, kind));
				break;
			case "function":
				await this.answerEach(facts, (kind) => functionQuestion(message, kind));
				break;
			default:
				await this.answerFreely(facts, message);
		}
		this.offerChat();
	}

	/**
	 * The entities: of the message; where it names too few, of what the user added to it, then of the exchange before, and for a command of
	 * the file that VS Code adds by itself because it is open.
	 */
	private async read(): Promise<ReadMessage> {
		const { prompt, command, references } = this.request;
		const options = { chemistry: this.services.chemistry, structuresExpected: command !== undefined, signal: this.signal };
		const message = await readMessage(prompt, options);
		const remarks = new Set(message.remarks);
		const enough = command === "compare" ? 2 : 1;
		let { entities } = message;
		const sources: (() => Promise<readonly Entity[]>)[] = [
			() => this.attached(references.filter((each) => !isAutomatic(each)), options, remarks),
			async () => lastEntities(this.earlier),
			() => this.attached(command === undefined ? [] : references.filter(isAutomatic), options, remarks),
		];
		for (const source of sources) {
			if (entities.length < enough) {
				entities = distinct([...(await source()), ...entities]);
			}
		}
		if (entities.length > MOST_ENTITIES) {
			remarks.add(tooMany());
		}
		this.entities = entities.slice(0, MOST_ENTITIES);
		remarks.forEach((remark) => this.say(remark));
		return message;
	}

	private async attached(references: Request["references"], options: ReadingOptions, remarks: Set<string>): Promise<readonly Entity[]> {
		const attached = await readReferences(references, options);
		attached.remarks.forEach((remark) => remarks.add(remark));
		return attached.entities;
	}

	private async tellFacts(facts: readonly EntityFacts[], all: boolean): Promise<void> {
		for (const each of facts) {
			this.response.markdown(factsMarkdown(each, { all, picture: await this.pictures.small(each) }));
		}
	}

	private async draw(facts: readonly EntityFacts[]): Promise<void> {
		for (const each of facts) {
			this.response.markdown(`**${plainLine(each.title)}**\n\n${await this.pictures.large(each)}\n\n`);
		}
	}

	private async compare(facts: readonly EntityFacts[], message: ReadMessage): Promise<void> {
		if (facts.length < 2) {
			this.say(tooFewToCompare());
			return;
		}
		const pictures: string[] = [];
		for (const each of facts) {
			pictures.push(await this.pictures.small(each));
		}
		this.response.markdown(comparisonMarkdown(facts, { pictures, similarities: await similaritiesOf(facts, this.services.chemistry, this.signal) }));
		const { dialogues, title } = await this.services.engine.describe();
		if (dialogues) {
			await this.generate(comparisonQuestion(message), this.entities);
		} else {
			this.say(notAskedToCompare(title));
		}
	}

	private async answerFreely(facts: readonly EntityFacts[], message: ReadMessage): Promise<void> {
		if (facts.length === 1 || (facts.length > 1 && !(await this.services.engine.describe()).dialogues)) {
			await this.answerEach(facts, (kind) => (message.asks ? message.textAlone : descriptionOf(kind)));
			return;
		}
		await this.tellFacts(facts, false);
		await this.generate(message.text, facts.filter(({ problem }) => problem === undefined).map(({ entity }) => entity));
	}

	/** Each on its own: no model mistakes one for the other then. */
	private async answerEach(facts: readonly EntityFacts[], questionAbout: (kind: Entity["kind"]) => string): Promise<void> {
		for (const each of facts) {
			await this.tellFacts([each], false);
			this.signal.throwIfAborted();
			if (each.problem === undefined) {
				await this.generate(questionAbout(each.entity.kind), [each.entity]);
			}
		}
	}

	private async generate(text: string, entities: readonly Entity[]): Promise<void> {
		this.question = text;
		const earlier = turnsOf(this.earlier);
		const saidBefore = new Set<Notice["code"]>(this.generated.length > 0 || earlier.length > 2 ? ["history-not-read"] : []);
		const sofar = this.generated.length;
		await streamAnswer(this.services.engine, [...earlier, { role: "user", text, entities }], this.response, {
			saidBefore,
			signal: this.signal,
			onText: (generated) => (this.generated[sofar] = generated),
		});
	}

	private say(sentence: string): void {
		this.response.markdown(`${plainLine(sentence)}\n\n`);
	}

	private offerChat(): void {
		const [first, ...others] = this.entities;
		if (first !== undefined) {
			this.response.button({ command: this.services.askCommand, title: vscode.l10n.t("Go On in the BioMedGPT Chat"), arguments: [others.length > 0 ? this.entities : first] });
		}
	}
}

/** The open file or the part of it that is seen; a selection is meant. */
function isAutomatic({ id }: { readonly id: string }): boolean {
	return id === "vscode.implicit.file" || id === "vscode.implicit.viewport";
}
