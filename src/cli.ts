#!/usr/bin/env node
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { headsPredictor } from "./evaluation/heads.ts";
import { modelsFolder } from "./inference/bundle/modelsFolder.ts";
import { Importer } from "./inference/process/importChild.ts";
import { PropertyModel } from "./inference/process/propertyModel.ts";
import { SupervisedEngine } from "./inference/process/supervisor.ts";
import { ChemistryClient } from "./science/chemistryClient.ts";
import { FactsPool } from "./science/factsPool.ts";
import { failureData } from "./science/failure.ts";
import { readArguments } from "./terminal/arguments.ts";
import { isBatch } from "./terminal/batchArguments.ts";
import { cacheFolder } from "./terminal/cacheFolder.ts";
import { inCommandWords, threadsRemark } from "./terminal/commandWords.ts";
import { isEvaluate } from "./terminal/evaluateArguments.ts";
import type { PlacementArguments } from "./terminal/placementArguments.ts";
import { question } from "./terminal/question.ts";
import { run } from "./terminal/run.ts";
import { answeringBundle } from "./terminal/usedModel.ts";
import type { Voice } from "./terminal/voice.ts";
import { JsonVoice, PlainVoice } from "./terminal/voice.ts";

const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

async function main(): Promise<number> {
	const dist = path.dirname(fileURLToPath(import.meta.url));
	const { version } = JSON.parse(readFileSync(path.join(dist, "..", "package.json"), "utf8")) as { version: string };
	const interrupt = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		process.once(signal, () => interrupt.abort());
	}
	let voice: Voice = new PlainVoice(process.stderr);
	const remark = (line: string): void => voice.remark(line);
	// A reader that closed the pipe (head) wants no more: that is no error.
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code === "EPIPE") {
			process.exit(EXIT.done);
		}
		remark(`The result cannot be written: ${error.message}.`);
		process.exit(EXIT.failed);
	});
	let json = process.argv.includes("--json");
	let close = async (): Promise<void> => undefined;
	try {
		const args = readArguments(process.argv.slice(2));
		json = args.json;
		const cores = isBatch(args) || isEvaluate(args) ? args.threads : undefined;
		voice = "jsonProgress" in args && args.jsonProgress ? new JsonVoice(process.stderr) : voice;
		const cut = threadsRemark(args);
		void (cut && remark(cut));
		const chemistry = new ChemistryClient({ workerFile: path.join(dist, "chemistry-worker.js") });
		const facts = new FactsPool({ workerFile: path.join(dist, "chemistry-worker.js"), threads: cores });
		const models = path.join(dist, "..", "models");
		const folder = path.resolve(args.modelsFolder ?? modelsFolder());
		const background = { processFile: path.join(dist, "inference-process.mjs"), device: args.device, log: process.env["BIOMEDGPT_DEBUG"] ? remark : () => undefined };
		const wishes = (): PlacementArguments => args.placement;
		const bundleDirectory = await answeringBundle(args, folder, path.join(models, "nano"));
		const engine = new SupervisedEngine({ ...background, bundleDirectory, cores, wishes, stamps: path.join(cacheFolder(), "verified"), chemistry });
		const importer = new Importer({ ...background, folder, importerFile: path.join(dist, "import-process.mjs"), workerFile: path.join(dist, "gguf-worker.js") });
		const properties = new PropertyModel({ ...background, bundleDirectory: isEvaluate(args) ? bundleDirectory : path.join(models, "nano"), cores, chemistry });
		close = async () => {
			await properties.dispose();
			await engine.dispose();
			await facts.dispose();
			await chemistry.dispose();
		};
		return await run(args, { engine, chemistry, properties, annotation: { engine, facts }, version, publishedFile: path.join(models, "published.json"), predictor: isEvaluate(args) ? await headsPredictor(properties) : undefined, cacheFolder: cacheFolder(), models: { folder, importer, plansOf: (directories, signal) => engine.plansOf(directories, signal), catalogFile: path.join(models, "catalog.json"), embedded: path.join(models, "nano"), fetch: fetching, question: question(process.stdin, process.stderr) }, voice, write: (text) => void process.stdout.write(text), flushed, stdin: process.stdin, stdout: process.stdout, remark, signal: interrupt.signal });
	} catch (error) {
		const failure = inCommandWords(failureData(error));
		if (json && failure.code !== "cancelled") {
			process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
		}
		voice.failed(failure);
		return failure.code === "cancelled" ? EXIT.interrupted : failure.code === "usage" ? EXIT.usage : EXIT.failed;
	} finally {
		await close();
	}
}

/** Loaded for downloads alone. */
async function fetching() {
	const { environmentFetch } = await import("./inference/bundle/download/environmentFetch.ts");
	return environmentFetch();
}

async function flushed(): Promise<void> {
	if (process.stdout.writableNeedDrain) {
		await once(process.stdout, "drain");
	}
}

process.exitCode = await main();
