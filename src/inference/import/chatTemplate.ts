import vm from "node:vm";
import { Template } from "@huggingface/jinja";
import type { SpeakingManifest } from "../bundle/manifest.ts";

/** The texts around messages, as a model's own template writes them. */
export interface TemplateFrames {
	readonly frames: Pick<SpeakingManifest["prompt"], "prologue" | "user" | "assistant" | "open">;
	/** Whether it begins with the tokenizer's begin mark, which is not part of the prologue. */
	readonly begins: boolean;
	/** Whether the model reasons until `</think>` before it answers. */
	readonly reasons: boolean;
}

export interface TemplateTokens {
	/** Texts of the tokenizer's begin and end marks; empty where it has none. */
	readonly bos: string;
	readonly eos: string;
}

/** Milliseconds that all renderings of a template may take; usual ones take less than one. */
const LIMIT = 200;
const LONGEST_TEMPLATE = 64 * 1024;
const LONGEST_FRAME = 16 * 1024;
/** Messages that a template cannot mistake for anything of its own. */
const QUESTIONS = ["Qx7question1", "Qx7question2", "Qx7question3"] as const;
const ANSWERS = ["Ax7answer1", "Ax7answer2"] as const;
const THINK = { begin: "<think>", end: "</think>" };

/**
 * Takes a chat template (Jinja, as in `tokenizer.chat_template`) apart into the texts around messages, by what it writes around known ones.
 *
 * Undefined where it cannot be read, takes too long, or does not write each message in the same frame: then no frames would do what it does.
 */
export function readChatTemplate(template: string, tokens: TemplateTokens): TemplateFrames | undefined {
	if (template.length > LONGEST_TEMPLATE) {
		return undefined;
	}
	const rendered = renderedWithin(LIMIT, template, tokens);
	if (!rendered || rendered.three.length > LONGEST_FRAME) {
		return undefined;
	}
	const begins = tokens.bos !== "" && rendered.one.startsWith(tokens.bos);
	const frames = framesOf(begins ? without(tokens.bos, rendered) : rendered);
	if (!frames) {
		return undefined;
	}
	const thinks = reasons(frames.open, template);
	// Such a model begins so by itself, where its template does not: said for it, all that follows up to the end is reasoning.
	const open = thinks && !frames.open.includes(THINK.begin) ? `${frames.open}${THINK.begin}\n` : frames.open;
	return { frames: { ...frames, open }, begins, reasons: thinks };
}

/** Dialogues of one, two and three questions that are opened for an answer, and of one question and one answer that are not. */
interface Rendered {
	readonly one: string;
	readonly two: string;
	readonly three: string;
	readonly asked: string;
	readonly answered: string;
}

/** A template is a program of a stranger: its time is limited. */
function renderedWithin(limit: number, template: string, { bos, eos }: TemplateTokens): Rendered | undefined {
	const render = (): Rendered => {
		const parsed = new Template(template);
		const write = (count: number, opened: boolean): string => {
			const messages = [QUESTIONS[0], ANSWERS[0], QUESTIONS[1], ANSWERS[1], QUESTIONS[2]].slice(0, count).map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content }));
			// Without tools and documents; models that can answer with or without reasoning shall answer without: many a template calls it so.
			return parsed.render({ messages, add_generation_prompt: opened, bos_token: bos, eos_token: eos, enable_thinking: false });
		};
		return { one: write(1, true), two: write(3, true), three: write(5, true), asked: write(1, false), answered: write(2, false) };
	};
	try {
		// Whatever runs inside ends with the time, loops of the interpreter among them.
		return vm.runInNewContext("render()", { render }, { timeout: limit }) as Rendered;
	} catch {
		return undefined;
	}
}

function without(bos: string, { one, two, three, asked, answered }: Rendered): Rendered {
	const stripped = (text: string): string => (text.startsWith(bos) ? text.slice(bos.length) : text);
	return { one: stripped(one), two: stripped(two), three: stripped(three), asked: stripped(asked), answered: stripped(answered) };
}

/** Any split will do that gives the same dialogues; a message's own end is where a dialogue that goes no further ends. */
function framesOf({ one, two, three, asked, answered }: Rendered): TemplateFrames["frames"] | undefined {
	const [before, after] = between(one, [QUESTIONS[0]]);
	const [twoBefore, answering = "", asking = "", twoAfter] = between(two, [QUESTIONS[0], ANSWERS[0], QUESTIONS[1]]);
	if (before === undefined || after === undefined || twoBefore !== before || twoAfter !== after) {
		return undefined;
	}
	const [, askedEnd = after] = between(asked, [QUESTIONS[0]]);
	const [, , answeredEnd = ""] = between(answered, [QUESTIONS[0], ANSWERS[0]]);
	const userAfter = after !== askedEnd && after.startsWith(askedEnd) && answering.startsWith(askedEnd) ? askedEnd : "";
	const told = asking.startsWith(answeredEnd) && before.endsWith(asking.slice(answeredEnd.length));
	const assistantAfter = told ? answeredEnd : asking.slice(0, asking.length - commonEnd(before, asking).length);
	const userBefore = asking.slice(assistantAfter.length);
	const frames = {
		prologue: before.slice(0, before.length - userBefore.length),
		user: [userBefore, userAfter] as [string, string],
		assistant: [answering.slice(userAfter.length), assistantAfter] as [string, string],
		open: after.slice(userAfter.length),
	};
	const again = frames.prologue + dialogue(frames, [QUESTIONS[0], ANSWERS[0], QUESTIONS[1], ANSWERS[1], QUESTIONS[2]]) + frames.open;
	return again === three && frames.open !== "" ? frames : undefined;
}

function dialogue({ user, assistant }: TemplateFrames["frames"], messages: readonly string[]): string {
	return messages.map((message, index) => (index % 2 === 0 ? user[0] + message + user[1] : assistant[0] + message + assistant[1])).join("");
}

/** The texts around marks that each occur once, in this order. */
function between(text: string, marks: readonly string[]): readonly (string | undefined)[] {
	const pieces: string[] = [];
	let rest = text;
	for (const mark of marks) {
		const at = rest.indexOf(mark);
		if (at < 0 || rest.includes(mark, at + mark.length)) {
			return [];
		}
		pieces.push(rest.slice(0, at));
		rest = rest.slice(at + mark.length);
	}
	return [...pieces, rest];
}

function reasons(open: string, template: string): boolean {
	const last = open.lastIndexOf(THINK.begin);
	return last >= 0 ? !open.includes(THINK.end, last) : template.includes(THINK.end) && !template.includes("enable_thinking");
}

function commonEnd(one: string, other: string): string {
	let length = 0;
	while (length < one.length && length < other.length && one[one.length - 1 - length] === other[other.length - 1 - length]) {
		length++;
	}
	return one.slice(one.length - length);
}
