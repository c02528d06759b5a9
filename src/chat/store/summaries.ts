import { linesOf } from "./lines.ts";
import { parseRecord, startsAs, THREAD_VERSION } from "./records.ts";
import { Replay } from "./replay.ts";

/** A thread in the list. */
export interface ThreadDigest {
	/** As the user called it. */
	readonly title: string | undefined;
	/** What names it otherwise. */
	readonly firstQuestion: string;
	readonly questions: number;
}

/** What a list says about a thread, from the few lines of its file that tell it; undefined for files of a later version. */
export async function digest(file: string, signal?: AbortSignal): Promise<ThreadDigest | undefined> {
	const replay = new Replay();
	for await (const lines of linesOf(file, (beginning) => startsAs(beginning, "head", "title", "question", "removed", "restored"), signal)) {
		for (const line of lines) {
			const record = parseRecord(line);
			if (record !== undefined) {
				// What is attached to a question may be large, and the list does not need it.
				replay.take(record.kind === "question" ? { ...record, attachments: [] } : record);
			}
		}
	}
	const { title, exchanges } = replay.thread("");
	return replay.version > THREAD_VERSION ? undefined : { title, firstQuestion: exchanges[0]?.question.text ?? "", questions: exchanges.length };
}

/** Characters around what was found. */
const AROUND = 40;

/** The first place of a text that contains `query` (lower case, not empty), with what stands around it, in one line. */
export function excerptOf(text: string, query: string): string | undefined {
	const place = text.toLowerCase().indexOf(query);
	if (place === -1) {
		return undefined;
	}
	const from = Math.max(0, place - AROUND);
	const to = Math.min(text.length, place + query.length + AROUND);
	const excerpt = text.slice(from, to).replace(/\s+/gu, " ").trim();
	return `${from > 0 ? "…" : ""}${excerpt}${to < text.length ? "…" : ""}`;
}
