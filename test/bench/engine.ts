/** The engine against a bare node-llama-cpp loop on the same model, threads and cache, taking turns in one run. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { AskRequest } from "../../src/inference/engine.ts";
import { SupervisedEngine } from "../../src/inference/process/supervisor.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";
import { pairedRatio, peakMemory, percentile, type Figure } from "./figures.ts";

/** Relatives of ticagrelor with 30 heavy atoms each. */
const THIRTY_ATOMS = ["CCCCC", "CCC(C)C", "CC(C)CC", "CCCCO", "CCCCN", "CCCCF", "CCCCCl", "CCCOC"].map((tail) => `CCCSC1=NC(=C2C(=N1)N(N=N2)[C@@H]3C[C@@H]([C@H]([C@H]3O)O)OCCO)N${tail}`);
/** An answer long enough to time. */
const TALKATIVE = "C[C@]12CCC(=O)C=C1CC[C@@H]3[C@@H]2C(=O)C[C@]\\4([C@H]3CC/C4=C/C(=O)OC)C";
const ROUNDS = THIRTY_ATOMS.length;
const STARTS = 3;
/** Pairs of ours and theirs in each round: a busy machine drifts, so each is compared with its neighbour. */
const TURNS = 3;

const question = (smiles: string, text = "Please describe this molecule.", maxTokens = 160): AskRequest => ({ turns: [{ role: "user", text, entities: [{ kind: "molecule", smiles }] }], maxTokens, fresh: true });

export async function engineFigures(repository: string): Promise<Figure[]> {
	const dist = path.join(repository, "dist");
	const chemistry = new ChemistryClient({ workerFile: path.join(dist, "chemistry-worker.js") });
	const make = (): SupervisedEngine => new SupervisedEngine({ processFile: path.join(dist, "inference-process.mjs"), bundleDirectory: path.join(repository, "models/nano"), device: "auto", chemistry, log: () => undefined });
	await chemistry.graph(TALKATIVE);
	const starts: number[] = [];
	for (let round = 0; round < STARTS; round++) {
		const engine = make();
		starts.push((await timed(engine, question("CCO", "Is it charged?", 1))).firstText);
		await engine.dispose();
	}
	const engine = make();
	const bare = new BareLoop(repository);
	try {
		await bare.ready();
		await timed(engine, question(TALKATIVE));
		await bare.generate(30, 20);
		const firstTokens: number[] = [];
		const ours: number[] = [];
		const theirs: number[] = [];
		const waits: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			for (let turn = 0; turn < TURNS; turn++) {
				const answer = await timed(engine, question(TALKATIVE));
				ours.push(answer.tokensPerSecond);
				waits.push(...answer.waits);
				theirs.push(await bare.generate(answer.positions, answer.tokens));
			}
			// Another molecule each round, so that neither graph nor encoding is remembered.
			firstTokens.push((await timed(engine, question(THIRTY_ATOMS[round] ?? "", "Please describe this molecule.", 4))).firstText);
		}
		const prefill = await prefillRatios(engine);
		const memory = peakMemory(engine.pid ?? 0);
		const ratio = pairedRatio(ours, theirs);
		const wait = percentile(waits, 95);
		return [
			{ name: "engine cold start, question to first token", value: percentile(starts, 50), unit: "ms" },
			{ name: "first token, 30-atom molecule, p50", value: percentile(firstTokens, 50), unit: "ms" },
			{ name: "first token, 30-atom molecule, p95", value: percentile(firstTokens, 95), unit: "ms" },
			{ name: "generation", value: percentile(ours, 50), unit: "tokens/s" },
			{ name: "generation, bare node-llama-cpp loop", value: percentile(theirs, 50), unit: "tokens/s" },
			{ name: "generation, ours ÷ bare", value: ratio, unit: "×", goal: "≥ 0.95", met: ratio >= 0.95 },
			{ name: "a token's way to the extension host, p50", value: percentile(waits, 50), unit: "ms" },
			{ name: "a token's way to the extension host, p95", value: wait, unit: "ms", goal: "≤ 25", met: wait <= 25 },
			...prefill,
			...(memory === undefined ? [] : [{ name: "peak memory of the inference process", value: memory, unit: "MB" }]),
		];
	} finally {
		bare.end();
		await engine.dispose();
		await chemistry.dispose();
	}
}

interface Timed {
	readonly firstText: number;
	readonly tokens: number;
	readonly tokensPerSecond: number;
	readonly prefill: number;
	readonly positions: number;
	/** For each piece of text, how old its oldest token was when it arrived (ms). */
	readonly waits: readonly number[];
}

async function timed(engine: SupervisedEngine, request: AskRequest): Promise<Timed> {
	const started = performance.now();
	let firstText = 0;
	let positions = 0;
	const waits: number[] = [];
	for await (const event of engine.ask(request)) {
		if (event.type === "text") {
			firstText ||= performance.now() - started;
			waits.push(performance.timeOrigin + performance.now() - (event.producedAt ?? Number.NaN));
		} else if (event.type === "prompt") {
			positions = event.reading?.promptTokens ?? Number.NaN;
		} else if (event.type === "done") {
			const tokens = event.answer.generatedIds.length;
			const { timings } = event.answer;
			return { firstText, tokens, tokensPerSecond: (1000 * (tokens - 1)) / (performance.now() - started - firstText), prefill: timings.prefill, positions, waits };
		}
	}
	throw new Error("the answer did not end");
}

/** Reading soft tokens against reading as many ordinary tokens: a small and a large molecule, turn by turn. */
async function prefillRatios(engine: SupervisedEngine): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const smiles of [THIRTY_ATOMS[0] ?? "", `C${"CC(=O)NC".repeat(40)}`]) {
		const soft: number[] = [];
		const plain: number[] = [];
		const { positions } = await timed(engine, question(smiles, "?", 1));
		const text = await textOfLength(engine, positions);
		for (let round = 0; round < 4 * ROUNDS; round++) {
			soft.push((await timed(engine, question(smiles, "?", 1))).prefill);
			plain.push((await timed(engine, { turns: [{ role: "user", text, entities: [] }], maxTokens: 1, fresh: true })).prefill);
		}
		const ratio = pairedRatio(soft, plain);
		figures.push(
			{ name: `reading ${positions} positions, soft tokens among them`, value: percentile(soft, 50), unit: "ms" },
			{ name: `reading ${positions} positions, ordinary tokens`, value: percentile(plain, 50), unit: "ms" },
			{ name: `reading ${positions} positions, soft ÷ ordinary`, value: ratio, unit: "×", goal: "≤ 1.1", met: ratio <= 1.1 },
		);
	}
	return figures;
}

async function textOfLength(engine: SupervisedEngine, positions: number): Promise<string> {
	const empty = await timed(engine, { turns: [{ role: "user", text: "?", entities: [] }], maxTokens: 1, fresh: true });
	// One word is one token here; the first try tells whether that holds.
	const text = "?" + " rings".repeat(positions - empty.positions);
	const actual = await timed(engine, { turns: [{ role: "user", text, entities: [] }], maxTokens: 1, fresh: true });
	if (actual.positions !== positions) {
		throw new Error(`the comparison prompt has ${actual.positions} positions instead of ${positions}`);
	}
	return text;
}

class BareLoop {
	private readonly child: ChildProcess;

	constructor(repository: string) {
		this.child = fork(path.join(repository, "out/bench/bareLoop.mjs"), [path.join(repository, "models/nano/language.gguf")], { execArgv: [] });
	}

	async ready(): Promise<void> {
		await once(this.child, "message");
	}

	/** Tokens per second over so many tokens after the first, behind a prompt of so many positions. */
	async generate(positions: number, tokens: number): Promise<number> {
		this.child.send({ positions, tokens });
		const [rate] = (await once(this.child, "message")) as [number];
		return rate;
	}

	end(): void {
		this.child.kill();
	}
}
