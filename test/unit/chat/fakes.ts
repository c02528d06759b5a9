import type { Answer, AnswerToken, AskEvent, AskRequest, Engine, ModelDescription, ModelIdentity, Notice, PromptSegment, Reading, Settings } from "../../../src/inference/engine.ts";
import type { Chemistry } from "../../../src/science/chemistry.ts";
import { Failure, type FailureData, failureData } from "../../../src/science/failure.ts";
import type { MoleculeFacts } from "../../../src/science/molecule/facts.ts";
import type { MoleculeGraph } from "../../../src/science/molecule/graph.ts";
import type { ThreadRecord } from "../../../src/chat/store/records.ts";
import type { Journal } from "../../../src/chat/store/threadLog.ts";

const settings: Settings = { temperature: 0, seed: 0, maxTokens: 256 }; // a seed too, as the engine tells it
export const nano: ModelIdentity = { name: "nano", version: "1.0", checksum: "c0ffee" };
export const aspirin = { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O", name: "aspirin" } as const;
export const p53 = { kind: "protein", sequence: "MEEPQSDPSVEPPLSQETFSDLWKLLPENNVLSPLPSQAMDDLMLSPDDIEQWFTEDPGP", name: "P04637" } as const;

/** What the model says of itself. */
export const description: ModelDescription = {
	id: "nano",
	title: "nano",
	version: "1.0",
	warning: undefined,
	answers: true,
	context: 1024,
	maxAnswerTokens: 160,
	dialogues: false,
	questionFrame: 10,
	molecule: { frame: 4, soft: { window: 1, extra: 0, maximum: 256 }, asText: 0, facts: 0 },
	protein: { frame: 4, soft: { window: 16, extra: 2, maximum: 512 }, asText: 0, facts: 0 },
};

/** A disk as a test plays it: remembers what was written, and is as slow as the test wants. */
export class FakeJournal implements Journal {
	readonly records: ThreadRecord[] = [];
	/** What holds up a write. */
	slow: Promise<void> = Promise.resolve();

	async append(record: ThreadRecord): Promise<void> {
		await this.slow;
		this.records.push(record);
	}
}

/** The model process as a test plays it: every `ask` becomes a call whose events the test sends. */
export class FakeEngine implements Pick<Engine, "ask" | "describe"> {
	readonly calls: FakeCall[] = [];

	async describe(): Promise<ModelDescription> {
		return description;
	}

	get last(): FakeCall {
		const call = this.calls.at(-1);
		if (call === undefined) {
			throw new Error("Nothing was asked.");
		}
		return call;
	}

	ask(request: AskRequest, signal?: AbortSignal): AsyncIterable<AskEvent> {
		const call = new FakeCall(request, signal);
		this.calls.push(call);
		return call;
	}
}

export class FakeCall implements AsyncIterable<AskEvent> {
	readonly request: AskRequest;
	readonly signal: AbortSignal | undefined;
	#text = "";
	#reasoning: string | undefined;
	readonly #tokens: AnswerToken[] = [];
	readonly reading: Reading = { device: "cpu", contextSize: 1024, promptTokens: 18, softTokens: 13 };
	readonly #queue: (() => IteratorResult<AskEvent>)[] = [];
	#wake: (() => void) | undefined;

	constructor(request: AskRequest, signal: AbortSignal | undefined) {
		this.request = request;
		this.signal = signal;
	}

	send(event: AskEvent): this {
		this.#text += event.type === "text" ? event.text : "";
		return this.#push(() => ({ done: false, value: event }));
	}

	/** Each text is a token. */
	text(...texts: string[]): this {
		texts.forEach((text) => {
			const token = { id: this.#tokens.length + 1, text, probability: 0.5 };
			this.#tokens.push(token);
			this.send({ type: "text", text, ids: [token.id], tokens: [token] });
		});
		return this;
	}

	/** Each text is a token of the reasoning. */
	think(...texts: string[]): this {
		texts.forEach((reasoning) => {
			const token = { id: this.#tokens.length + 1, text: "", reasoning, probability: 0.5 };
			this.#tokens.push(token);
			this.#reasoning = (this.#reasoning ?? "") + reasoning;
			this.send({ type: "text", text: "", reasoning, ids: [token.id], tokens: [token] });
		});
		return this;
	}

	prompt(segments: readonly PromptSegment[], notices: readonly Notice[] = []): this {
		return this.send({ type: "prompt", segments, notices, settings, model: nano, reading: this.reading });
	}

	done(stop: Answer["stop"] = "end", notices?: readonly Notice[]): this {
		const answer: Answer = {
			text: this.#text,
			reasoning: this.#reasoning,
			notices,
			generatedIds: this.#tokens.map(({ id }) => id),
			tokens: this.#tokens,
			reading: this.reading,
			stop,
			settings,
			model: nano,
			timings: { encode: 20, prefill: 100, firstToken: 180, total: 412 },
		};
		return this.send({ type: "done", answer }).end();
	}

	end(): this {
		return this.#push(() => ({ done: true, value: undefined }));
	}

	fail(error: unknown): this {
		return this.#push(() => {
			throw error;
		});
	}

	async *[Symbol.asyncIterator](): AsyncIterator<AskEvent> {
		for (;;) {
			const next = this.#queue.shift();
			if (next === undefined) {
				await new Promise<void>((resolve) => (this.#wake = resolve));
				continue;
			}
			const result = next();
			if (result.done === true) {
				return;
			}
			yield result.value;
		}
	}

	#push(step: () => IteratorResult<AskEvent>): this {
		this.#queue.push(step);
		this.#wake?.();
		return this;
	}
}

/** What a thread says in tests. */
export const texts = { unfinished: (): string => "The answer broke off.", residues: (count: number): string => `${count} residues`, nucleotides: (count: number): string => `${count} nucleotides` };

/** RDKit as a test plays it: knows some facts, and rejects what is listed as broken. */
export class FakeChemistry implements Pick<Chemistry, "facts" | "graph" | "checkAll" | "inchiKey"> {
	readonly asked: string[] = [];
	readonly signals: (AbortSignal | undefined)[] = [];
	broken = new Map<string, Failure>();

	/** Counts letters: enough for the molecules of the tests. */
	async graph(smiles: string): Promise<MoleculeGraph> {
		return { atoms: [...smiles.matchAll(/[A-Za-z]/gu)].map(() => [5, 0] as const), bonds: [] };
	}

	async checkAll(structures: readonly string[]): Promise<readonly (FailureData | undefined)[]> {
		return structures.map((each) => this.broken.get(each)).map((failure) => failure && failureData(failure));
	}

	async inchiKey(): Promise<string> {
		return "BSYNRYMUTXBXSQ-UHFFFAOYSA-N";
	}

	async facts(smiles: string, signal?: AbortSignal): Promise<MoleculeFacts> {
		this.asked.push(smiles);
		this.signals.push(signal);
		await Promise.resolve();
		const failure = this.broken.get(smiles);
		if (failure !== undefined) {
			throw failure;
		}
		const method = "RDKit 2026.09.1";
		return {
			smiles,
			canonicalSmiles: smiles,
			inchi: "InChI=1S/…",
			inchiKey: "BSYNRYMUTXBXSQ-UHFFFAOYSA-N",
			formula: "C9H8O4",
			facts: [
				{ id: "formula", label: "Formula", value: "C9H8O4", method },
				{ id: "averageMass", label: "Average mass", value: 180.159, unit: "g/mol", method },
				{ id: "logP", label: "logP", value: 1.31, method: `Crippen (${method})` },
				{ id: "tpsa", label: "TPSA", value: 63.6, unit: "Å²", method: `Ertl (${method})` },
				{ id: "hbd", label: "H-bond donors", value: 1, method: `Lipinski (${method})` },
				{ id: "hba", label: "H-bond acceptors", value: 3, method: `Lipinski (${method})` },
				{ id: "rotatableBonds", label: "Rotatable bonds", value: 2, method },
				{ id: "inchiKey", label: "InChIKey", value: "BSYNRYMUTXBXSQ-UHFFFAOYSA-N", method: "InChI 1.07" },
			],
			verdicts: [
				{ rule: "Lipinski", passes: true, failing: [], method: "Lipinski 2001" },
				{ rule: "Veber", passes: false, failing: ["rotatable bonds 12 > 10"], method: "Veber 2002" },
			],
		};
	}
}

/** Lets everything happen that is due: text is shown at a pace. */
export async function settled(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 60));
}

export const engineDied = new Failure("engine-died", "The model process ended unexpectedly. It is started again with the next question.");
