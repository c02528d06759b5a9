import type { FactsSource } from "../../science/factsPool.ts";
import type { BatchEngine } from "../batchEngine.ts";
import type { Answers } from "../modelTask.ts";

/** What does the work; shared with hovers and chat. */
export interface JobServices {
	/** Only started for tasks that need a model. */
	readonly engine: BatchEngine;
	readonly facts: FactsSource;
	/** What models wrote in earlier runs, e.g. a `Cache`; without one everything is asked anew. */
	readonly cache?: Answers | undefined;
	/** Name and version of this program, e.g. `BioMedGPT 1.2.0`: it stands in the files beside the output. */
	readonly program: string;
	/** Where `-` leads to. */
	readonly streams?: Streams | undefined;
}

/** Standard input and output of a command. */
export interface Streams {
	/** What a source `-` is read from; `format` is the ending that a file of it would have, e.g. `csv` or `sdf.gz`. */
	readonly input?: { readonly bytes: AsyncIterable<Uint8Array>; readonly format: string } | undefined;
	/** Where an output `-` goes, in the format of this ending; resolves when more may come. */
	readonly output?: { readonly write: (bytes: Uint8Array) => Promise<void>; readonly format: string } | undefined;
}
