import * as vscode from "vscode";
import type { CommandModel } from "../../../webview/protocol.ts";
import type { Engine } from "../../inference/engine.ts";
import type { Chemistry } from "../../science/chemistry.ts";
import type { Entity } from "../../science/entity.ts";
import { failureData } from "../../science/failure.ts";
import { comparisonMarkdown, similaritiesOf } from "../../wording/comparison.ts";
import { factsMarkdown, factsOf, type EntityFacts } from "../../wording/facts.ts";
import { MOST_ENTITIES, readMessage, tooMany, type ReadMessage } from "../../wording/message.ts";
import { plainLine } from "../../wording/plainText.ts";
import { comparisonQuestion, descriptionQuestion, distinct, entityKey, functionQuestion, notAskedToCompare, tooFewToCompare } from "../../wording/questions.ts";
import type { SlashCommands, SlashOutcome } from "../parts.ts";

export interface CommandServices {
	readonly engine: Pick<Engine, "describe">;
	readonly chemistry: Pick<Chemistry, "facts" | "checkAll" | "fingerprint">;
}

/** Characters of a question in which structures are looked for. */
const LONGEST_READ = 100_000;

/** What a command is about: its words, and all molecules and proteins, those of the chips first. */
interface About {
	readonly message: ReadMessage;
	readonly entities: readonly Entity[];
	/** Those that are no chips. */
	readonly attach: readonly Entity[];
	/** Why something is not read, as markdown; may be empty. */
	readonly remarks: string;
}

/** The commands of the chat's composer: the same questions and facts as those of `@biomedgpt` in VS Code's own chat. */
export class ScienceCommands implements SlashCommands {
	constructor(private readonly services: CommandServices) {}

	list(): readonly CommandModel[] {
		const { t } = vscode.l10n;
		return [
			{ name: "describe", description: t("Describe the attached molecule or protein in words") },
			{ name: "function", description: t("What the attached molecule or protein does") },
			{ name: "facts", description: t("Every computed fact, with its method") },
			{ name: "compare", description: t("Set molecules or proteins side by side") },
			{ name: "draw", description: t("Draw the molecules") },
			{ name: "new", description: t("Begin a new chat") },
			{ name: "export", description: t("Save this chat as Markdown, JSON or a notebook") },
		];
	}

	async run(text: string, entities: readonly Entity[], signal: AbortSignal): Promise<SlashOutcome | undefined> {
		const [, name = "", words = ""] = /^\s*\/([a-z]+)(?:\s+([^]*))?$/i.exec(text) ?? [];
		const command = name.toLowerCase();
		const names = this.list().map((each) => each.name);
		if (!names.includes(command)) {
			// A bond may stand before an atom, which is no lower-case word.
			return /^[a-z]{3,}$/.test(name) ? { kind: "refused", message: vscode.l10n.t("There is no command /{0}. There are {1}.", name, names.map((each) => `/${each}`).join(", ")) } : this.plainQuestion(text, entities, signal);
		}
		if (command === "new" || command === "export") {
			return words.trim() === "" ? { kind: command } : { kind: "refused", message: vscode.l10n.t("/{0} takes no words behind it. Send it alone.", command) };
		}
		return this.aboutEntities(command, await this.read(words, entities, signal), signal);
	}

	/** A question that names its molecules in its own words, where no chip does; undefined for all others, which are asked as they are. */
	private async plainQuestion(text: string, chips: readonly Entity[], signal: AbortSignal): Promise<SlashOutcome | undefined> {
		if (chips.length > 0 || text.length > LONGEST_READ) {
			return undefined;
		}
		const message = await readMessage(text, { chemistry: this.services.chemistry, signal });
		const attach = distinct(message.entities).slice(0, MOST_ENTITIES);
		return attach.length === 0 ? undefined : { kind: "question", text: message.text, computed: message.remarks.map((remark) => `${plainLine(remark)}\n\n`).join(""), attach };
	}

	private async read(words: string, chips: readonly Entity[], signal: AbortSignal): Promise<About> {
		const message = await readMessage(words, { chemistry: this.services.chemistry, structuresExpected: true, signal });
		const all = distinct([...chips, ...message.entities]);
		const entities = all.slice(0, MOST_ENTITIES);
		const known = new Set(chips.map(entityKey));
		const remarks = new Set([...message.remarks, ...(all.length > entities.length ? [tooMany()] : [])]);
		return { message, entities, attach: entities.filter((entity) => !known.has(entityKey(entity))), remarks: [...remarks].map((remark) => `${plainLine(remark)}\n\n`).join("") };
	}

	private async aboutEntities(command: string, about: About, signal: AbortSignal): Promise<SlashOutcome> {
		if (about.entities.length === 0) {
			return { kind: "refused", message: about.message.remarks[0] ?? vscode.l10n.t("No molecule or protein is attached. Attach one, or write a SMILES or a sequence behind the command.") };
		}
		switch (command) {
			case "describe":
				return question(about, about.entities.length > 1 ? several(about, "Please describe") : descriptionQuestion(about.message, kindOf(about)));
			case "function":
				return question(about, about.entities.length > 1 ? several(about, "What are the functions of") : functionQuestion(about.message, kindOf(about)));
			case "facts":
				return computed(about, (await this.factsOf(about, signal)).map((facts) => factsMarkdown(facts, { all: true, picture: "" })).join(""));
			case "draw":
				return draw(about, await this.factsOf(about, signal));
			default:
				return this.compare(about, signal);
		}
	}

	private async compare(about: About, signal: AbortSignal): Promise<SlashOutcome> {
		if (about.entities.length < 2) {
			return { kind: "refused", message: tooFewToCompare() };
		}
		const facts = await this.factsOf(about, signal);
		const table = comparisonMarkdown(facts, { similarities: await similaritiesOf(facts, this.services.chemistry, signal) });
		const whyNot = about.message.asks ? undefined : await this.whyNotAsked();
		return whyNot === undefined ? question(about, comparisonQuestion(about.message), table) : computed(about, `${table}${plainLine(whyNot)}\n\n`);
	}

	/** Why the model is not asked for a comparison that nobody put into words; undefined where it was trained on such. */
	private async whyNotAsked(): Promise<string | undefined> {
		try {
			const { dialogues, title } = await this.services.engine.describe();
			return dialogues ? undefined : notAskedToCompare(title);
		} catch (error) {
			// The table is right without any model.
			return failureData(error).message;
		}
	}

	private factsOf({ entities }: About, signal: AbortSignal): Promise<readonly EntityFacts[]> {
		return Promise.all(entities.map((entity) => factsOf(entity, this.services.chemistry, signal)));
	}
}

function question({ attach, remarks }: About, text: string, table = ""): SlashOutcome {
	return { kind: "question", text, computed: remarks + table, attach };
}

function computed({ attach, remarks }: About, markdown: string, smiles: readonly string[] = []): SlashOutcome {
	return { kind: "computed", markdown: remarks + markdown, draw: smiles, attach };
}

function kindOf({ entities }: About): Entity["kind"] {
	return entities[0]?.kind ?? "molecule";
}

/** English, as the models were trained. */
function several({ message, entities }: About, verb: string): string {
	const kinds = new Set(entities.map(({ kind }) => kind));
	const what = kinds.size > 1 ? "these molecules and proteins" : `these ${[...kinds].join("")}s`;
	return message.asks ? message.text : `${verb} ${what}${verb.startsWith("What") ? "?" : "."}`;
}

/** A title for each drawing, in the same order, and a sentence for each that cannot be drawn. */
function draw(about: About, facts: readonly EntityFacts[]): SlashOutcome {
	const drawn = facts.filter(({ entity, problem }) => entity.kind === "molecule" && problem === undefined);
	const lines = facts.map(({ entity, title, problem }) => `**${plainLine(title)}**${entity.kind === "protein" ? `: ${plainLine(vscode.l10n.t("Only molecules are drawn here."))}` : problem === undefined ? "" : `: ${plainLine(problem)}`}\n\n`);
	return computed(about, lines.join(""), drawn.flatMap(({ entity }) => (entity.kind === "molecule" ? [entity.smiles] : [])));
}
