import { fork } from "node:child_process";
import { Failure, failureFrom } from "../../science/failure.ts";
import type { LackingPart } from "../import/lacking.ts";
import type { ImportPlan, ImportRequest } from "../import/plan.ts";
import type { ImportProgress } from "../import/progress.ts";
import type { FromImporter, ImportPlace, ImportedModel, ToImporter } from "./importProtocol.ts";
import { deferred } from "./promises.ts";

export interface ImporterOptions extends ImportPlace {
	/** The bundled `importer.ts`. */
	readonly importerFile: string;
	/** What the process and the model that it tries write to their error outputs. */
	readonly log: (line: string) => void;
}

/** Imports models in processes of their own. */
export class Importer {
	constructor(private readonly options: ImporterOptions) {}

	/** What an import would do; writes nothing. Fails as `planImport` does, and with `cancelled` and `import-died`. */
	async plan(request: ImportRequest, signal?: AbortSignal): Promise<ImportPlan> {
		const last = await this.run({ kind: "plan", request, place: this.place }, signal, () => undefined);
		return last.kind === "plan" ? last.plan : surprised(last);
	}

	/** What a BioMedGPT lacks of its parts; empty for other models. Fails as `plan` does where nothing can be told. */
	async lacking(request: ImportRequest, signal?: AbortSignal): Promise<readonly LackingPart[]> {
		const last = await this.run({ kind: "lacking", request }, signal, () => undefined);
		return last.kind === "lacking" ? last.parts : surprised(last);
	}

	/** Fails as `importModel` does, and with `import-died` where the process was killed: the same import goes on then where it was. */
	async import(request: ImportRequest, report: (progress: ImportProgress) => void, signal?: AbortSignal): Promise<ImportedModel> {
		const last = await this.run({ kind: "import", request, place: this.place }, signal, report);
		return last.kind === "imported" ? last.imported : surprised(last);
	}

	private get place(): ImportPlace {
		const { folder, processFile, workerFile, device } = this.options;
		return { folder, processFile, workerFile, device };
	}

	private async run(work: ToImporter, signal: AbortSignal | undefined, report: (progress: ImportProgress) => void): Promise<FromImporter> {
		if (signal?.aborted) {
			throw new Failure("cancelled", "The import was stopped before it began.");
		}
		const child = fork(this.options.importerFile, [], {
			serialization: "advanced",
			// Without inspector flags of the extension host.
			execArgv: [],
			// Plain Node inside Electron.
			env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
			stdio: ["ignore", "pipe", "pipe", "ipc"],
		});
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding("utf8").on("data", (text: string) => this.options.log(text.trimEnd()));
		}
		const last = deferred<FromImporter>();
		child.on("message", (message: FromImporter) => {
			if (message.kind === "progress") {
				report(message.progress);
			} else if (message.kind === "log") {
				this.options.log(message.line);
			} else {
				last.resolve(message);
			}
		});
		child.once("error", (error) => last.reject(died(error.message)));
		child.once("exit", (code, kill) => last.reject(died(kill ?? `exit code ${code}`)));
		const cancel = (): void => void child.send({ kind: "cancel" } satisfies ToImporter, () => undefined);
		signal?.addEventListener("abort", cancel, { once: true });
		child.send(work, () => undefined);
		try {
			const message = await last.promise;
			if (message.kind === "failure") {
				throw failureFrom(message.failure);
			}
			return message;
		} finally {
			signal?.removeEventListener("abort", cancel);
		}
	}
}

function died(reason: string): Failure {
	return new Failure("import-died", `The import's process ended unexpectedly (${reason}). Import again: it goes on behind the last part that was finished.`, { detail: reason });
}

function surprised({ kind }: FromImporter): never {
	throw new Failure("unexpected", "The import's process answered something else than it was asked. Import again.", { detail: kind });
}
