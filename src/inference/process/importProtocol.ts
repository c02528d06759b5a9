import type { FailureData } from "../../science/failure.ts";
import type { LackingPart } from "../import/lacking.ts";
import type { ImportPlan, ImportRequest } from "../import/plan.ts";
import type { ImportProgress } from "../import/progress.ts";
import type { DevicePreference } from "../runtime/devices.ts";

/** Where an import writes, and what it is tried with. */
export interface ImportPlace {
	/** Of the installed models. */
	readonly folder: string;
	/** The bundled `worker.ts` of this folder, which loads the finished model. */
	readonly processFile: string;
	/** The bundled `gguf-worker.js`. */
	readonly workerFile: string;
	readonly device: DevicePreference;
}

/** Messages between who wants an import and the process that does it; each process does one thing and ends. */
export type ToImporter =
	| { readonly kind: "plan"; readonly request: ImportRequest; readonly place: ImportPlace }
	| { readonly kind: "import"; readonly request: ImportRequest; readonly place: ImportPlace }
	| { readonly kind: "lacking"; readonly request: ImportRequest }
	| { readonly kind: "cancel" };

export type FromImporter =
	| { readonly kind: "plan"; readonly plan: ImportPlan }
	| { readonly kind: "lacking"; readonly parts: readonly LackingPart[] }
	| { readonly kind: "progress"; readonly progress: ImportProgress }
	| { readonly kind: "imported"; readonly imported: ImportedModel }
	| { readonly kind: "log"; readonly line: string }
	| { readonly kind: "failure"; readonly failure: FailureData };

export interface ImportedModel {
	/** Of the installed bundle. */
	readonly directory: string;
	readonly name: string;
	/** What a person should know: sentences. */
	readonly notes: readonly string[];
}
