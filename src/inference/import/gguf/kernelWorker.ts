import { parentPort } from "node:worker_threads";
import type { Chunk, DoneChunk } from "./kernelMessages.ts";
import { Converter } from "./kernels.ts";

/** Entry of the worker thread: each message is a chunk of weights, and is answered with the chunk converted. */
const converter = new Converter();

parentPort?.on("message", ({ source, from, target, to, count }: Chunk) => {
	const defect = converter.convert(source, from, target, to, count);
	parentPort?.postMessage({ source, target, defect } satisfies DoneChunk, [source, target]);
});
