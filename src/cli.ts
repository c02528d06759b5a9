#!/usr/bin/env node
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SupervisedEngine } from "./inference/process/supervisor.ts";
import { ChemistryClient } from "./science/chemistryClient.ts";
import { failureData } from "./science/failure.ts";
import { readArguments } from "./terminal/arguments.ts";
import { run } from "./terminal/run.ts";

const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

async function main(): Promise<number> {
	const dist = path.dirname(fileURLToPath(import.meta.url));
	const { version } = JSON.parse(readFileSync(path.join(dist, "..", "package.json"), "utf8")) as { version: string };
	const interrupt = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
		process.once(signal, () => interrupt.abort());
	}
	const remark = (line: string): void => void (line && process.stderr.write(`${line}\n`));
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
		const chemistry = new ChemistryClient({ workerFile: path.join(dist, "chemistry-worker.js") });
		const engine = new SupervisedEngine({
			processFile: path.join(dist, "inference-process.mjs"),
			bundleDirectory: path.resolve(args.bundle ?? path.join(dist, "..", "models", "nano")),
			device: args.device,
			chemistry,
			log: process.env["BIOMEDGPT_DEBUG"] ? remark : () => undefined,
		});
		close = async () => {
			await engine.dispose();
			await chemistry.dispose();
		};
		return await run(args, { engine, chemistry, version, write: (text) => void process.stdout.write(text), flushed, stdin: process.stdin, stdout: process.stdout, remark, signal: interrupt.signal });
	} catch (error) {
		const failure = failureData(error);
		if (json && failure.code !== "cancelled") {
			process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
		}
		remark(failure.message);
		return failure.code === "cancelled" ? EXIT.interrupted : failure.code === "usage" ? EXIT.usage : EXIT.failed;
	} finally {
		await close();
	}
}

async function flushed(): Promise<void> {
	if (process.stdout.writableNeedDrain) {
		await once(process.stdout, "drain");
	}
}

process.exitCode = await main();
