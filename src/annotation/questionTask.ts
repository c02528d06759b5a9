import type { Answer, Notice } from "../inference/engine.ts";
import type { Entity } from "../science/entity.ts";
import { Failure, failureData } from "../science/failure.ts";
import { Once } from "./once.ts";
import { listed } from "./structures.ts";
import type { AddedColumn, TableRow } from "./table.ts";
import type { Origin, Outcome, Task, TaskServices } from "./tasks.ts";
import { freeTitle } from "./tasks.ts";

/** Longest question of a row, with what its cells put into it (UTF-16 code units). */
const LONGEST_QUESTION = 4000;
const PLACEHOLDER = /\{([^{}\n]{1,200})\}/g;
/** Deaths of the model's process, one after the other, after which it is no matter of one molecule. */
const MOST_DEATHS = 6;

export interface QuestionOptions {
	/** Title of its column. */
	readonly title: string;
	/** With `{title}` for the cell of a row. */
	readonly question: string;
	/** Titles that a placeholder may name. */
	readonly titles: readonly string[];
	/** Titles that the table has; that of this column comes to them. */
	readonly taken: Set<string>;
	readonly services: TaskServices;
}

/** A question to the language model about each row; its column is generated text. */
export class QuestionTask implements Task {
	readonly columns: readonly [AddedColumn];
	/** The model answers one question at a time, and other people's come between. */
	readonly width = 1;
	private readonly answered = new Once<Outcome>(({ values, remarks }) => String(values[0]).length + remarks.join().length);
	private readonly known = new Map<string, Origin>();
	private deaths = 0;

	/** @throws Failure `invalid-input` where a placeholder names no column */
	constructor(private readonly options: QuestionOptions) {
		for (const [, title = ""] of options.question.matchAll(PLACEHOLDER)) {
			if (!options.titles.includes(title)) {
				throw new Failure("invalid-input", `The question names {${title.slice(0, 60)}}, and there is no such column. There are ${listed(options.titles)}.`);
			}
		}
		this.columns = [{ title: freeTitle(options.title, options.taken), generated: true }];
	}

	async run(row: TableRow, entity: Entity): Promise<Outcome> {
		const text = this.options.question.replace(PLACEHOLDER, (_, title: string) => row.get(title)?.trim() ?? "").trim();
		if (text === "" || text.length > LONGEST_QUESTION) {
			throw new Failure("invalid-question", text === "" ? "The question is empty for this row." : `The question has ${text.length.toLocaleString("en")} characters with what this row puts into it; up to ${LONGEST_QUESTION.toLocaleString("en")} are asked.`);
		}
		const structure = entity.kind === "molecule" ? entity.smiles : entity.sequence;
		return this.answered.get(JSON.stringify([structure, text]), () => this.ask(text, entity));
	}

	origins(): ReadonlyMap<string, Origin> {
		return this.known;
	}

	/** A process that dies is started anew, and may well answer then; one molecule that always kills it costs its row alone. */
	private async ask(text: string, entity: Entity): Promise<Outcome> {
		try {
			return await this.attempt(text, entity);
		} catch (error) {
			if (!isDeath(error)) {
				throw error;
			}
			return this.attempt(text, entity);
		}
	}

	private async attempt(text: string, entity: Entity): Promise<Outcome> {
		try {
			const outcome = await this.answer(text, entity);
			this.deaths = 0;
			return outcome;
		} catch (error) {
			this.deaths = isDeath(error) ? this.deaths + 1 : 0;
			if (this.deaths >= MOST_DEATHS) {
				const { message, detail } = failureData(error);
				throw new Failure("engine-keeps-dying", `The language model's process ended ${MOST_DEATHS} times in a row, so the annotation was given up. ${message}`, { detail });
			}
			throw error;
		}
	}

	private async answer(text: string, entity: Entity): Promise<Outcome> {
		const { engine, signal } = this.options.services;
		let notices: readonly Notice[] = [];
		for await (const event of engine.ask({ turns: [{ role: "user", text, entities: [entity] }] }, signal)) {
			if (event.type === "prompt") {
				notices = event.notices;
			} else if (event.type === "done") {
				return this.outcome(event.answer, notices);
			}
		}
		throw new Failure("unexpected", "The model's answer ended without its last word. Annotate the file again.");
	}

	private outcome({ text, stop, model }: Answer, notices: readonly Notice[]): Outcome {
		if (stop === "cancelled") {
			throw new Failure("cancelled", "The annotation was cancelled before the end of the file; nothing was written.");
		}
		this.known.set(this.columns[0].title, { kind: "generated", question: this.options.question, model });
		const cut = stop === "length" ? ["The answer was cut: it reached its maximum length."] : [];
		return { values: [text.trim()], remarks: [...notices.map(({ message }) => message), ...cut] };
	}
}

function isDeath(error: unknown): boolean {
	const { code } = failureData(error);
	return code === "engine-died" || code === "engine-stuck";
}
