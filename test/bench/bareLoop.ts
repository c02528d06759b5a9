/** The plainest generation loop that node-llama-cpp allows: what our engine is measured against. */
import { getLlama, LlamaLogLevel, type Token } from "node-llama-cpp";
import { inferenceThreads } from "../../src/inference/runtime/devices.ts";

/** As our engine has it. */
const cache = process.argv[3] === "F16" ? "F16" : "F32";
const threads = inferenceThreads();
const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, progressLogs: false, maxThreads: threads, logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: process.argv[2] ?? "" });
const context = await model.createContext({ contextSize: 1024, threads, sequences: 1, flashAttention: cache === "F16" ? "auto" : false, experimentalKvCacheKeyType: cache, experimentalKvCacheValueType: cache });
const sequence = context.getSequence();
const words = model.tokenize("You answer questions about molecules and proteins. ### Human: Please describe this molecule. ### Assistant: The molecule is a steroid");

process.on("message", ({ positions, tokens }: { positions: number; tokens: number }) => {
	// As long a prompt as ours, since every position read costs each later token a little.
	const prompt = Array.from({ length: positions }, (_, index) => words[index % words.length] as Token);
	void generate(prompt, tokens).then((rate) => process.send?.(rate));
});
process.send?.(0);

async function generate(prompt: Token[], tokens: number): Promise<number> {
	await sequence.clearHistory();
	let count = 0;
	let first = 0;
	for await (const token of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true }) as AsyncIterable<Token>) {
		void token;
		first ||= performance.now();
		if (++count >= tokens) {
			break;
		}
	}
	return (1000 * (count - 1)) / (performance.now() - first);
}
