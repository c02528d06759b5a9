import { open, stat, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { requireSpace } from "../bundle/download/space.ts";
import { parseManifest, readBundle, type Bundle, type Manifest } from "../bundle/manifest.ts";
import { ModelStore } from "../bundle/store.ts";
import { codeOf, folderFailure, requireName } from "../bundle/store/folders.ts";
import { sha256Of, verifyFiles } from "../bundle/verify.ts";
import { Draft, type WrittenFile } from "./draft.ts";
import { checksums, fingerprintsOf, requireUnchanged, type Fingerprint } from "./fingerprints.ts";
import { ancestorOf } from "./folders.ts";
import { recipeFor, type ImportRequest } from "./plan.ts";
import { Progress, type ImportProgress, type PlannedPhase } from "./progress.ts";
import type { Recipe, Step } from "./recipe.ts";

export interface ImportOptions {
	/** Of the installed models; made where it is missing. */
	readonly folder: string;
	readonly signal?: AbortSignal | undefined;
	readonly report?: ((progress: ImportProgress) => void) | undefined;
	/** Loads the finished bundle as the product does, in a process of its own, before it is installed. */
	readonly selfTest?: ((directory: string, signal: AbortSignal) => Promise<void>) | undefined;
	/** The bundled `gguf-worker.js`: several cores quantise then. */
	readonly workerFile?: string | undefined;
	/** Bytes that decide about weights that are not chosen; the machine's if absent. */
	readonly memory?: number | undefined;
	readonly now?: Date | undefined;
}

export interface Imported extends Bundle {
	/** What a person should know: sentences. */
	readonly notes: readonly string[];
}

/** After these failures the same import goes on where it was; after all others nothing stays. */
const TAKEN_UP = new Set(["cancelled", "disk-full", "not-enough-memory", "engine-died", "engine-stuck"]);
/** Reading a byte again for its checksum, and loading it for the test, beside reading or writing it in a conversion. */
const CHECKSUM = 0.2;
const TEST = 0.3;

/**
 * Makes an installed model of what a person has: published checkpoints, a GGUF.
 *
 * Everything is checked on its way: names, shapes and finiteness of all weights, room on the disk before the first byte, checksums of what was
 * written. A bundle appears in the models' folder whole or not at all. Stopped or killed, the same import goes on behind the last part that is whole.
 *
 * Fails with the codes of readers and writers; `cancelled`, `disk-full`, `model-exists`, `import-running`, `source-changed`.
 */
export async function importModel(request: ImportRequest, options: ImportOptions): Promise<Imported> {
	const signal = options.signal ?? new AbortController().signal;
	try {
		const recipe = await recipeFor(request, options.memory ?? totalmem(), signal);
		try {
			return await new Import(recipe, options, signal).run();
		} finally {
			await recipe.close();
		}
	} catch (error) {
		throw signal.aborted ? new Failure("cancelled", "The import was stopped. Start it again to go on behind the last part that was finished.", { cause: error }) : error;
	}
}

class Import {
	private readonly folder: string;

	constructor(
		private readonly recipe: Recipe,
		private readonly options: ImportOptions,
		private readonly signal: AbortSignal,
	) {
		this.folder = path.resolve(options.folder);
	}

	async run(): Promise<Imported> {
		const { identity, weights, sources, notes } = this.recipe;
		await this.requireNew(requireName(identity.name));
		const fingerprints = await fingerprintsOf(sources);
		await this.requireRoom(identity.name);
		const draft = await Draft.open(this.folder, identity.name, { identity, weights, fingerprints }, this.options.now ?? new Date());
		try {
			const bundle = await this.make(draft, fingerprints);
			await draft.end();
			return { ...bundle, notes };
		} catch (error) {
			const failure = this.inWords(error);
			const kept = draft.begun && (this.signal.aborted || (failure instanceof Failure && TAKEN_UP.has(failure.code)));
			await (kept ? draft.leave() : draft.discard());
			throw failure;
		}
	}

	/** What the disk refused. */
	private inWords(error: unknown): unknown {
		return !(error instanceof Failure) && /^E[A-Z0-9]+$/.test(codeOf(error)) && !this.signal.aborted ? folderFailure(error, this.folder) : error;
	}

	/** Before anything is made there. What an import before this one finished is counted when it is known. */
	private async requireRoom(name: string): Promise<void> {
		const begun = await Draft.begun(this.folder, name);
		await requireSpace(await ancestorOf(this.folder), begun ? 0 : this.recipe.steps.reduce((sum, { writes }) => sum + writes, 0));
	}

	private async requireNew(name: string): Promise<void> {
		if (await stat(path.join(this.folder, name)).then(() => true, () => false)) {
			throw new Failure("model-exists", `There is a model ${name} already. Remove it first, or give the new one another name.`);
		}
	}

	private async make(draft: Draft, fingerprints: readonly Fingerprint[]): Promise<Bundle> {
		const steps = this.recipe.steps.filter(({ part }) => !draft.has(part));
		await requireSpace(draft.directory, steps.reduce((sum, { writes }) => sum + writes, 0));
		const progress = new Progress(this.phases(draft, steps), this.options.report ?? (() => undefined));
		await this.check(draft, progress);
		await this.write(draft, steps, fingerprints, progress);
		await requireUnchanged(fingerprints);
		const bundle = await this.describe(draft, fingerprints);
		const verified = progress.begin("verifying");
		await verifyFiles(bundle, this.signal);
		verified(1, 1);
		progress.begin("testing");
		await this.options.selfTest?.(draft.directory, this.signal);
		this.signal.throwIfAborted();
		progress.begin("installing")(1, 1);
		const { directory } = await new ModelStore(this.folder).adopt(draft.directory, bundle.manifest.name);
		return { ...bundle, directory };
	}

	private phases(draft: Draft, steps: readonly Step[]): PlannedPhase[] {
		const written = this.recipe.steps.reduce((sum, { writes }) => sum + writes, 0);
		const read = this.recipe.steps.reduce((sum, { reads }) => sum + reads, 0);
		return [
			...(this.recipe.check && !draft.checked ? [{ phase: "checking", weight: read } as const] : []),
			...steps.map(({ part, reads, writes }): PlannedPhase => ({ phase: part, weight: reads + writes * (1 + CHECKSUM) })),
			{ phase: "checksums", weight: 0 },
			{ phase: "verifying", weight: written * CHECKSUM },
			{ phase: "testing", weight: written * TEST },
			{ phase: "installing", weight: 1 },
		];
	}

	private async check(draft: Draft, progress: Progress): Promise<void> {
		if (this.recipe.check && !draft.checked) {
			await this.recipe.check({ signal: this.signal, report: progress.begin("checking") });
			await draft.noteChecked();
		}
	}

	/** All parts, one after the other, and the checksums of the sources beside them. */
	private async write(draft: Draft, steps: readonly Step[], fingerprints: readonly Fingerprint[], progress: Progress): Promise<void> {
		const failed = new AbortController();
		const signal = AbortSignal.any([this.signal, failed.signal]);
		const sources = checksums(fingerprints, (file) => draft.source(file), (file, sha256) => draft.noteSource(file, sha256), signal);
		// Looked at in the end; without this, its failure before that would be nobody's.
		sources.catch(() => undefined);
		try {
			for (const step of steps) {
				await this.writePart(draft, step, progress, signal);
			}
			progress.begin("checksums");
			await sources;
		} catch (error) {
			failed.abort();
			await sources.catch(() => undefined);
			throw error;
		}
	}

	private async writePart(draft: Draft, step: Step, progress: Progress, signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		const { files, made } = await step.write({ directory: draft.directory, workerFile: this.options.workerFile, signal, report: progress.begin(step.part) });
		const written: WrittenFile[] = [];
		for (const name of files) {
			const file = path.join(draft.directory, name);
			await persist(file);
			written.push({ name, bytes: (await stat(file)).size, sha256: await sha256Of(file, signal) });
		}
		await draft.notePart(step.part, written, made);
	}

	/** Writes the manifest, read back as any other. */
	private async describe(draft: Draft, fingerprints: readonly Fingerprint[]): Promise<Bundle> {
		const { identity, weights, main } = this.recipe;
		const { name, title, licence, warning, catalogue } = identity;
		const sha256 = (file: string): string => draft.source(file) ?? "";
		const manifest: Manifest = {
			schema: 1,
			name,
			// The weights themselves tell which ones they are; publishers number nothing.
			version: sha256(main).slice(0, 8),
			title,
			created: draft.started.slice(0, 10),
			licence,
			warning,
			files: Object.fromEntries([...draft.files].sort((one, other) => one.name.localeCompare(other.name, "en")).map((file) => [file.name, { bytes: file.bytes, sha256: file.sha256 }])),
			...this.recipe.describe(draft.made),
			origin: {
				...(catalogue === undefined ? {} : { catalogue }),
				imported: draft.started,
				weights,
				files: fingerprints.map(({ path: file, bytes }) => ({ name: nameBeside(main, file), bytes, sha256: sha256(file) })),
			},
		};
		const file = path.join(draft.directory, "manifest.json");
		const text = `${JSON.stringify(manifest, undefined, "\t")}\n`;
		parseManifest(text, file);
		await writeFile(file, text);
		await persist(file);
		return readBundle(draft.directory);
	}
}

/** A source as a person knows it: with its folder where that lies beside the checkpoint, and nothing of this machine. */
function nameBeside(main: string, file: string): string {
	const relative = path.relative(path.dirname(main), file);
	return relative.startsWith("..") || path.isAbsolute(relative) ? path.basename(file) : relative.split(path.sep).join("/");
}

/** On the disk, not only in the system's memory: the journal must not know more than the disk. */
async function persist(file: string): Promise<void> {
	const handle = await open(file, "r+");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
