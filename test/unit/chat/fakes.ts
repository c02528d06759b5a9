import type { Answer, AskEvent, AskRequest, Engine, ModelIdentity, Notice, PromptSegment, Settings } from "../../../src/inference/engine.ts";
import type { Chemistry } from "../../../src/science/chemistry.ts";
import { Failure } from "../../../src/science/failure.ts";
import type { MoleculeFacts } from "../../../src/science/molecule/facts.ts";

const settings: Settings = { temperature: 0, maxTokens: 256 };
export const nano: ModelIdentity = { name: "nano", version: "1.0", checksum: "c0ffee" };
export const aspirin = { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O", name: "aspirin" } as const;
export const p53 = { kind: "protein", sequence: "MEEPQSDPSVEPPLSQETFSDLWKLLPENNVLSPLPSQAMDDLMLSPDDIEQWFTEDPGP", name: "P04637" } as const;

/** The model process as a test plays it: every `ask` becomes a call whose events the test sends. */
export class FakeEngine implements Pick<Engine, "ask"> {
	readonly calls: FakeCall[] = [];

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

	text(...texts: string[]): this {
		texts.forEach((text) => this.send({ type: "text", text, ids: [], tokens: [] }));
		return this;
	}

	prompt(segments: readonly PromptSegment[], notices: readonly Notice[] = []): this {
		return this.send({ type: "prompt", segments, notices, settings, model: nano });
	}

	done(stop: Answer["stop"] = "end"): this {
		const answer: Answer = {
			text: this.#text,
			generatedIds: [],
			tokens: [],
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

/** What `answer-unfinished` says in tests. */
export const unfinished = (): string => "The answer broke off.";

/** RDKit as a test plays it: knows some facts, and rejects what is listed as broken. */
export class FakeChemistry implements Pick<Chemistry, "facts"> {
	readonly asked: string[] = [];
	readonly signals: (AbortSignal | undefined)[] = [];
	broken = new Map<string, Failure>();

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

/** Lets everything that is already due happen. */
export async function settled(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) {
		await Promise.resolve();
	}
}

export const engineDied = new Failure("engine-died", "The model process ended unexpectedly. It is started again with the next question.");
