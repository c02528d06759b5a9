import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { ThreadRecord } from "../../../src/chat/store/records.ts";
import { ThreadStore } from "../../../src/chat/store/threadStore.ts";
import type { Molecule } from "../../../src/science/entity.ts";

const MODEL = { name: "BioMedGPT nano", version: "0.1.0", checksum: "0".repeat(64) };

export interface MadeThread {
	readonly title: string;
	/** Answers say their number, so that the page shows which of them is in view. */
	readonly lastAnswer: string;
}

/** Writes a thread as the chat itself would have: with the store's own code, evidence and all. `newest` is what the last question is about. */
export async function writeThread(folder: string, title: string, exchanges: number, newest: string): Promise<MadeThread> {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const store = new ThreadStore(folder, {
		now: Date.now,
		newer: () => "",
		trouble: (error) => {
			throw error;
		},
	});
	const log = store.log(randomUUID());
	const records: ThreadRecord[] = [{ kind: "title", title }, ...Array.from({ length: exchanges }, (_, number) => exchange(number, number === exchanges - 1 ? newest : smilesOf(number))).flat()];
	await Promise.all(records.map((record) => log.append(record)));
	await log.close();
	return { title, lastAnswer: `Answer ${exchanges - 1}` };
}

/** An exchange as nano leaves it: forty tokens in eight pieces, mostly prose, now and then a list or a structure. */
function exchange(number: number, smiles: string): ThreadRecord[] {
	const [question, answer] = [randomUUID(), randomUUID()];
	const molecule: Molecule = { kind: "molecule", smiles, name: `cpd${number}` };
	const pieces = [`Answer ${number}. `, "The molecule ", "is an anilide ", "of acetic acid. ", number % 3 === 0 ? "\n\n- one **aromatic** ring\n- one amide\n" : "It has one aromatic ring. ", number % 5 === 0 ? `It resembles \`${smilesOf(number + 1)}\`. ` : "It is neutral. ", "It is a ", "phenol."];
	const mentions = number % 5 === 0 ? [{ text: smilesOf(number + 1), kind: "molecule", label: "a relative", smiles: smilesOf(number + 1) } as const] : [];
	return [
		{ kind: "question", id: question, at: number, text: `What is compound ${number}, and what does it resemble?`, prompt: "What is it?", asksModel: true, attachments: [{ id: randomUUID(), entity: molecule, origin: "series_B.ipynb" }] },
		{ kind: "answer", id: answer, question, at: number, computed: "" },
		{ kind: "prompt", answer, model: MODEL, settings: { temperature: 0, maxTokens: 160 }, notices: [], softTokens: 13, device: "CPU", fresh: true },
		{ kind: "segments", answer, segments: [{ kind: "text", text: "### Human: ".repeat(20), ids: Array.from({ length: 100 }, (_, id) => id) }] },
		...pieces.map((text): ThreadRecord => ({ kind: "text", answer, text })),
		{ kind: "ended", answer, state: "done", stop: "end", model: MODEL, tokens: 40, timings: { encode: 1, prefill: 2, firstToken: 3, total: 4 } },
		{ kind: "tokens", answer, tokens: Array.from({ length: 40 }, (_, id) => ({ id, text: " the", probability: 0.123456789 })) },
		{ kind: "mentions", answer, mentions },
	];
}

/** Different molecules of 12 to 30 atoms. */
function smilesOf(number: number): string {
	return `CC(=O)N${"C".repeat(number % 7)}c1ccc(${["F", "Cl", "O", "N"][number % 4]})c(${"C".repeat(1 + (number % 11))}O)c1`;
}
