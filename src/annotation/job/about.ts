import path from "node:path";
import type { ModelIdentity } from "../../inference/engine.ts";
import { columnsData } from "../about.ts";
import type { Origin } from "../tasks.ts";
import { isCount, isKind, isModel, isRecord, isText } from "./guards.ts";
import { isHeader, isOrigins, type JobHeader } from "./journal.ts";
import type { Written } from "./ledger.ts";

/** What the file beside a finished output tells. */
export interface About {
	readonly table: string;
	readonly madeFrom: string;
	/** ISO 8601. */
	readonly written: string;
	readonly by: string;
	readonly structures: { readonly column: string; readonly kind: "molecule" | "protein" };
	readonly rows: number;
	readonly ok: number;
	readonly failed: number;
	readonly skipped: number;
	readonly model: ModelIdentity | null;
	readonly columns: readonly Readonly<Record<string, unknown>>[];
	/** What a merge of shards must know, and whoever wants to do it again. */
	readonly job: AboutJob;
}

export interface AboutJob {
	readonly header: JobHeader;
	readonly bytes: number;
	/** SHA-256 of the output. */
	readonly sum: string;
	readonly origins: readonly (readonly [string, Origin])[];
}

export function isAbout(value: Record<string, unknown>): value is Record<string, unknown> & About {
	const { structures, model } = value;
	return ["table", "madeFrom", "written", "by"].every((key) => isText(value[key])) && ["rows", "ok", "failed", "skipped"].every((key) => isCount(value[key])) && isRecord(structures) && isText(structures["column"]) && isKind(structures["kind"])
		&& (model === null || isModel(model)) && Array.isArray(value["columns"]) && isAboutJob(value["job"]);
}

export function isAboutJob(value: unknown): value is AboutJob {
	return isRecord(value) && isHeader(value["header"]) && isCount(value["bytes"]) && isText(value["sum"]) && isOrigins(value["origins"]);
}

/**
 * @param sum SHA-256 of the output
 */
export function aboutText(output: string, { header, written, origins, sum }: { readonly header: JobHeader; readonly written: Written; readonly origins: ReadonlyMap<string, Origin>; readonly sum: string }): string {
	const { rows, ok, failed, skipped, bytes } = written;
	const { structures, columns, program, model = null, spec } = header;
	const about: About = {
		table: path.basename(output),
		madeFrom: path.basename(spec.source),
		written: new Date().toISOString(),
		by: program,
		structures: { column: structures.title, kind: structures.kind },
		rows,
		ok,
		failed,
		skipped,
		model,
		columns: columnsData({ columns, origins }),
		job: { header, bytes, sum, origins: [...origins] },
	};
	return `${JSON.stringify(about, null, "\t")}\n`;
}
