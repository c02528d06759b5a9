import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { ModelIdentity } from "../engine.ts";

const text = z.string().min(1).max(200);
/** What a model reached on a benchmark here: the first figure of its report. */
const figureSchema = z.strictObject({
	benchmark: text,
	label: text,
	value: z.number(),
	/** It is shown as percent. */
	isShare: z.boolean(),
	/** That were asked. */
	rows: z.number().int().nonnegative(),
	/** ISO 8601. */
	finished: z.iso.datetime(),
});
export type KeptFigure = z.infer<typeof figureSchema>;

/** Benchmarks of a model that are kept, the latest first. */
const MOST = 20;
const fileSchema = z.strictObject({ version: z.literal(1), figures: z.array(figureSchema).max(MOST) });
/** More than any file of ours holds. */
const LARGEST = 50_000;

/** How models did on the benchmarks that were run here, beside the models themselves, whose own folders may be read-only. */
export class FigureBook {
	readonly #folder: string;

	/** @param models the folder of the installed models */
	constructor(models: string) {
		this.#folder = path.join(models, ".figures");
	}

	/** The latest first; none where they cannot be read. */
	async read(model: ModelIdentity): Promise<readonly KeptFigure[]> {
		try {
			const file = this.#fileOf(model);
			return (await stat(file)).size > LARGEST ? [] : fileSchema.parse(JSON.parse(await readFile(file, "utf8"))).figures;
		} catch {
			return [];
		}
	}

	/** Keeps figures instead of earlier ones of the same benchmarks. Gives whether that was possible: a report has them all anyway. */
	async note(model: ModelIdentity, figures: readonly KeptFigure[]): Promise<boolean> {
		if (figures.length === 0) {
			return true;
		}
		const file = this.#fileOf(model);
		const part = `${file}.${randomUUID()}.part`;
		try {
			const names = new Set(figures.map(({ benchmark }) => benchmark));
			const others = (await this.read(model)).filter(({ benchmark }) => !names.has(benchmark));
			const kept = fileSchema.parse({ version: 1, figures: [...figures, ...others].slice(0, MOST) });
			await mkdir(this.#folder, { recursive: true });
			await writeFile(part, JSON.stringify(kept));
			await rename(part, file);
			return true;
		} catch {
			await rm(part, { force: true }).catch(() => undefined);
			return false;
		}
	}

	/** The same model has the same file wherever it lies. */
	#fileOf({ name, version, checksum }: ModelIdentity): string {
		return path.join(this.#folder, `${createHash("sha256").update(JSON.stringify([name, version, checksum])).digest("hex")}.json`);
	}
}
