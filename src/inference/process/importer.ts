/**
 * The import process: reads gigabytes of strangers' files, so that nothing of it slows down or ends who asked for it.
 *
 * It does one thing for one parent over Node's IPC channel, and ends with it; what it has finished by then is taken up by the next one.
 */
import { Failure, failureData } from "../../science/failure.ts";
import { importModel } from "../import/import.ts";
import { lackingParts } from "../import/lacking.ts";
import { planImport } from "../import/plan.ts";
import type { FromImporter, ToImporter } from "./importProtocol.ts";
import { tryBundle } from "./tryBundle.ts";

const stop = new AbortController();

function send(message: FromImporter): Promise<void> {
	return new Promise((resolve) => {
		if (process.connected && process.send) {
			process.send(message, () => resolve());
		} else {
			resolve();
		}
	});
}

async function plan({ request, place }: ToImporter & { kind: "plan" }): Promise<FromImporter> {
	return { kind: "plan", plan: await planImport(request, place.folder, stop.signal) };
}

async function lacking({ request }: ToImporter & { kind: "lacking" }): Promise<FromImporter> {
	return { kind: "lacking", parts: await lackingParts(request.source, request.parts ?? {}, stop.signal) };
}

async function run({ request, place }: ToImporter & { kind: "import" }): Promise<FromImporter> {
	const { folder, processFile, workerFile, device } = place;
	const log = (line: string): void => void send({ kind: "log", line });
	const { directory, manifest, notes } = await importModel(request, {
		folder,
		workerFile,
		signal: stop.signal,
		report: (progress) => void send({ kind: "progress", progress }),
		selfTest: (bundleDirectory, signal) => tryBundle({ processFile, bundleDirectory, device, log }, signal),
	});
	return { kind: "imported", imported: { directory, name: manifest.name, notes } };
}

async function answer(work: Promise<FromImporter>): Promise<void> {
	await send(await work.catch((error: unknown): FromImporter => ({ kind: "failure", failure: failureData(stop.signal.aborted && !(error instanceof Failure) ? stopped(error) : error) })));
	process.disconnect();
}

function stopped(cause: unknown): Failure {
	return new Failure("cancelled", "The import was stopped.", { cause });
}

process.on("message", (message: ToImporter) => {
	switch (message.kind) {
		case "plan":
			return void answer(plan(message));
		case "lacking":
			return void answer(lacking(message));
		case "import":
			return void answer(run(message));
		case "cancel":
			return stop.abort();
	}
});
// Ctrl-C in a terminal reaches the whole group: it is the parent's to decide what that means.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(0));
