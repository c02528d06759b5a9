import { Failure } from "../../science/failure.ts";
import type { BatchTask, BatchValue } from "../batch.ts";
import type { SpeakingBundle, SpeakingManifest } from "../bundle/manifest.ts";
import type { Encoding, StopReason } from "../engine.ts";
import type { KnownEntities } from "../known/knownEntities.ts";
import { AnswerText } from "../runtime/answerText.ts";
import { bestChoice, choiceProbabilities } from "../runtime/choices.ts";
import { entityKey, type Encoders } from "../runtime/encoders.ts";
import type { Lanes, Seat } from "../runtime/lanes.ts";
import type { LanguageModel } from "../runtime/language.ts";
import { readableTurns } from "../runtime/prompt.ts";
import { JsonGrammars, isComplete } from "../runtime/jsonGrammar.ts";
import { checkLength } from "./checks.ts";
import { embed } from "./embed.ts";
import { layOut, type Layout } from "./layout.ts";
import type { PreparedItem } from "./protocol.ts";
import { answerTextOf, unfinishedReasoning, withoutReasoning } from "./reasoning.ts";

/** Works on the items of batches, several at a time; each one's result depends on nothing but the item, the task and the model. */
export class BatchSession {
	private readonly grammars: JsonGrammars;

	constructor(
		private readonly bundle: SpeakingBundle,
		private readonly encoders: Encoders,
		private readonly language: LanguageModel,
		readonly lanes: Lanes,
		private readonly known: KnownEntities,
	) {
		this.grammars = new JsonGrammars(language.llama);
	}

	async work(item: PreparedItem, task: BatchTask, signal: AbortSignal): Promise<BatchValue> {
		switch (task.kind) {
			case "embed":
				return embed(item, this.encoders);
			case "write":
				return this.write(await this.layOut(item, this.bundle.manifest, task.maxTokens, signal), signal);
			case "choose":
				return this.choose(await this.layOut(item, withoutReasoning(this.bundle.manifest), undefined, signal), task.choices, signal);
			case "json":
				return this.json(await this.layOut(item, withoutReasoning(this.bundle.manifest), task.maxTokens, signal), await this.grammars.of(task.schema), signal);
		}
	}

	private async layOut({ text, entities: prepared }: PreparedItem, manifest: SpeakingManifest, maxTokens: number | undefined, signal: AbortSignal): Promise<Layout> {
		const wanted = checkLength(maxTokens ?? manifest.generation.maxTokens);
		const entities = await Promise.all(prepared.map((entity) => this.known.tell(entity)));
		const { turns, notices } = readableTurns(manifest, [{ role: "user", text, entities }]);
		const encodings = new Map<string, Encoding>();
		for (const entity of entities.filter(({ kind }) => manifest[kind] !== undefined)) {
			signal.throwIfAborted();
			encodings.set(entityKey(entity), await this.encoders.encodeOnce(entity));
		}
		const layout = layOut(turns, wanted, { manifest, encodings, tokenize: (segment) => this.language.tokenize(segment) });
		return { ...layout, notices: [...notices, ...layout.notices] };
	}

	private async write(layout: Layout, signal: AbortSignal): Promise<BatchValue> {
		return this.lanes.use(signal, async (seat) => {
			const written = (await this.greedy(seat, layout, "together", signal)) ?? (await this.greedy(seat, layout, "alone", signal));
			const { text = "", stop = "end", reasons = false } = written ?? {};
			const unfinished = reasons ? unfinishedReasoning(this.bundle.manifest.title, stop, layout.maxTokens) : [];
			return { kind: "written", text, stop, notices: [...layout.notices, ...unfinished] };
		});
	}

	/** Undefined where a choice was so narrow that it may have been another one alone. */
	private async greedy({ lane, sequence }: Seat, { blocks, maxTokens }: Layout, how: "together" | "alone", signal: AbortSignal): Promise<Written | undefined> {
		const { last, length } = await lane.read(sequence, blocks, signal);
		const sampler = lane.greedySampler(sequence);
		const answer = new WrittenText(answerTextOf(this.language, this.bundle.manifest));
		let id = last;
		const write = async (): Promise<StopReason | undefined> => {
			for (let count = 0; count < maxTokens; count++) {
				signal.throwIfAborted();
				const place = { sequence, position: length + count, id };
				const step = how === "together" ? await lane.nextTogether(place, sampler) : undefined;
				if (step && !lane.isClear(step)) {
					return undefined;
				}
				id = step?.id ?? (await lane.next(place, sampler));
				if (this.language.isEnd(id)) {
					return "end";
				}
				if (answer.add(id)) {
					return "stop-string";
				}
			}
			return "length";
		};
		const stop = await (how === "together" ? lane.together(write) : write());
		return stop && { text: answer.finish(), stop, reasons: answer.reasons };
	}

	/** Always in steps of its own: probabilities are told with all their digits. */
	private async choose(layout: Layout, choices: readonly string[], signal: AbortSignal): Promise<BatchValue> {
		const ids = choices.map((choice) => this.language.tokenize(choice.trim()));
		return this.lanes.use(signal, async ({ lane, sequence }) => {
			const sampler = lane.rawSampler(sequence);
			const { last, length } = await lane.read(sequence, layout.blocks, signal);
			const probabilities = await choiceProbabilities(ids, async (path, following) => {
				signal.throwIfAborted();
				const position = length + path.length;
				await lane.forget(sequence, position);
				const { logits, highest, total } = await lane.logits({ sequence, position, id: path.at(-1) ?? last }, sampler, following);
				return new Map(following.map((id) => [id, (logits.get(id) ?? Number.NEGATIVE_INFINITY) - highest - Math.log(total)]));
			});
			return { kind: "chosen", choice: bestChoice(probabilities), probabilities, notices: layout.notices };
		});
	}

	/** In steps of its own: under a grammar, how narrow a choice was is costly to know. */
	private async json(layout: Layout, grammar: Awaited<ReturnType<JsonGrammars["of"]>>, signal: AbortSignal): Promise<BatchValue> {
		return this.lanes.use(signal, async ({ lane, sequence }) => {
			const sampler = lane.grammarSampler(grammar);
			try {
				const { last, length } = await lane.read(sequence, layout.blocks, signal);
				const answer = new WrittenText(new AnswerText((ids, before) => this.language.detokenize(ids, before), []));
				let id = last;
				for (let count = 0; count < layout.maxTokens; count++) {
					signal.throwIfAborted();
					id = await lane.next({ sequence, position: length + count, id }, sampler);
					const ended = this.language.isEnd(id);
					if (!ended) {
						answer.add(id);
					}
					if (ended || isComplete(answer.text)) {
						return { kind: "json", json: answer.finish(), notices: layout.notices };
					}
				}
				throw new Failure("json-cut", `The answer reached its ${layout.maxTokens} tokens before its JSON was complete. Ask for fewer fields, or bound their texts with maxLength in the schema.`);
			} finally {
				sampler.dispose();
			}
		});
	}
}

/** What came of an item. */
interface Written {
	readonly text: string;
	readonly stop: StopReason;
	/** It ended within its reasoning. */
	readonly reasons: boolean;
}

/** An answer's text as it grows; nobody looks at its tokens. */
class WrittenText {
	/** Without reasoning. */
	text = "";

	constructor(private readonly answer: AnswerText) {}

	/** Whether it has not come out of its reasoning. */
	get reasons(): boolean {
		return this.answer.reasons;
	}

	/** Whether it has come to a stop string. */
	add(id: number): boolean {
		this.take(this.answer.push({ id, probability: Number.NaN }));
		return this.answer.stopped;
	}

	finish(): string {
		this.take(this.answer.finish());
		return this.text;
	}

	private take(tokens: ReturnType<AnswerText["push"]>): void {
		for (const { text } of tokens) {
			this.text += text;
		}
	}
}
