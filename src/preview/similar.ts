import type { Chemistry } from "../science/chemistry.ts";
import { Failure } from "../science/failure.ts";
import { packedTanimoto, similarityMethod } from "../science/molecule/fingerprint.ts";
import type { Located, PlaceRange } from "../science/recognition/located.ts";

/** A molecule like the one that was asked about, where it was found first. */
export interface SimilarMolecule {
	/** As written; of a record of an SDF RDKit's canonical SMILES. */
	readonly smiles: string;
	/** May be empty. */
	readonly name: string;
	/** Document, or cell of a notebook that is open. */
	readonly uri: string;
	readonly range: PlaceRange;
	/** “series.csv, line 12”. */
	readonly label: string;
	/** 0 to 1. */
	readonly tanimoto: number;
	/** How often the same molecule (by canonical SMILES) was found. */
	readonly count: number;
	/** Whether it is the molecule that was asked about. */
	readonly same: boolean;
}

/** A file or an open document to search. */
export interface SearchedFile {
	readonly uri: string;
	/** What is in it, in portions; each names the document that its places are in, where that is not `uri`. */
	located(signal: AbortSignal): AsyncIterable<FoundPortion>;
}

export interface FoundPortion {
	readonly uri?: string;
	readonly found: readonly Located[];
	/** “series.csv, line 12”. */
	label(located: Located): string;
}

/** Why not everything was searched: too many files or molecules, or files too large. */
export type SearchLimit = "files" | "molecules" | "size";

export interface SimilarProgress {
	/** Files searched so far. */
	readonly files: number;
	/** Molecules compared so far. */
	readonly molecules: number;
	readonly limits: readonly SearchLimit[];
	/** e.g. `Tanimoto coefficient of Morgan fingerprints, radius 2, …`. */
	readonly method: string;
}

export interface SimilarQuestion {
	readonly chemistry: Pick<Chemistry, "fingerprint" | "fingerprints">;
	/** SMILES, CXSMILES or mol block. */
	readonly smiles: string;
	readonly files: AsyncIterable<SearchedFile | { readonly limit: SearchLimit }>;
	readonly signal: AbortSignal;
	readonly onProgress: (progress: SimilarProgress) => void;
}

/** Less than this is chance: half of the pairs of drugs have 0.1. */
export const LEAST_SIMILAR = 0.3;
export const MOST_SIMILAR = 100;
/** Some minutes of work. */
export const MOST_MOLECULES = 200_000;
/** Molecules asked about together. */
const BATCH = 64;
/** Milliseconds between two lists. */
const PAUSE = 250;
/** Molecules kept beyond those that are shown; who falls out of them never comes back, since the list only gets better. */
const MOST_KEPT = 2000;

/**
 * Molecules of the workspace that are like one, best first; each list is longer or better than the one before.
 *
 * @throws Failure `cancelled`, and those of the molecule asked about; a molecule or file of the workspace that cannot be read is
 * passed over
 */
export async function* similarMolecules(question: SimilarQuestion): AsyncGenerator<readonly SimilarMolecule[]> {
	const { chemistry, smiles, signal } = question;
	const { method } = await chemistry.fingerprint(smiles, signal);
	const [query] = await chemistry.fingerprints([smiles], signal);
	if (query === undefined || "failure" in query) {
		throw new Failure(query?.failure.code ?? "unexpected", query?.failure.message ?? "This molecule has no fingerprint. Ask again; if it stays, please report it.");
	}
	const search = new Search(question, query.smiles, query.bits, similarityMethod({ method }));
	yield* search.run();
}

interface Candidate {
	readonly located: Located;
	readonly uri: string;
	readonly portion: FoundPortion;
}

class Search {
	private readonly best = new Map<string, SimilarMolecule>();
	private readonly limits = new Set<SearchLimit>();
	private files = 0;
	private molecules = 0;
	private changed = true;
	private told = performance.now();

	constructor(
		private readonly question: SimilarQuestion,
		private readonly canonical: string,
		private readonly bits: Uint8Array,
		private readonly method: string,
	) {}

	async *run(): AsyncGenerator<readonly SimilarMolecule[]> {
		for await (const file of this.question.files) {
			this.refuseCancelled();
			if ("limit" in file) {
				this.limits.add(file.limit);
				continue;
			}
			if (this.molecules >= MOST_MOLECULES) {
				this.limits.add("molecules");
				break;
			}
			yield* this.read(file);
			this.files++;
		}
		this.report();
		yield this.list();
	}

	private async *read(file: SearchedFile): AsyncGenerator<readonly SimilarMolecule[]> {
		for await (const portion of readable(file, this.question.signal)) {
			const candidates = portion.found.flatMap((located) => (isMolecule(located) ? [{ located, uri: portion.uri ?? file.uri, portion }] : []));
			for (let start = 0; start < candidates.length; start += BATCH) {
				if (this.molecules >= MOST_MOLECULES) {
					this.limits.add("molecules");
					return;
				}
				await this.compare(candidates.slice(start, start + Math.min(BATCH, MOST_MOLECULES - this.molecules)));
				if (performance.now() - this.told > PAUSE) {
					yield* this.tell();
				}
			}
			this.refuseCancelled();
		}
	}

	private async compare(candidates: readonly Candidate[]): Promise<void> {
		const results = await this.question.chemistry.fingerprints(candidates.map(({ located }) => located.found.text), this.question.signal);
		results.forEach((result, index) => {
			const candidate = candidates[index];
			if (candidate !== undefined && !("failure" in result)) {
				this.take(candidate, result.smiles, packedTanimoto(this.bits, result.bits));
			}
		});
		this.molecules += candidates.length;
	}

	private take({ located, uri, portion }: Candidate, canonical: string, tanimoto: number): void {
		if (tanimoto < LEAST_SIMILAR) {
			return;
		}
		const { found, range } = located;
		const known = this.best.get(canonical);
		const smiles = found.notation === "smiles" ? found.text : canonical;
		this.best.set(canonical, known === undefined ? { smiles, name: found.name ?? "", uri, range, label: portion.label(located), tanimoto, count: 1, same: canonical === this.canonical } : { ...known, count: known.count + 1 });
		this.changed = true;
		if (this.best.size > MOST_KEPT) {
			for (const [key] of [...this.best].sort(byRank).slice(MOST_KEPT / 2)) {
				this.best.delete(key);
			}
		}
	}

	private *tell(): Generator<readonly SimilarMolecule[]> {
		this.told = performance.now();
		this.report();
		if (this.changed) {
			this.changed = false;
			yield this.list();
		}
	}

	private report(): void {
		this.question.onProgress({ files: this.files, molecules: this.molecules, limits: [...this.limits], method: this.method });
	}

	private list(): readonly SimilarMolecule[] {
		return [...this.best].sort(byRank).slice(0, MOST_SIMILAR).map(([, molecule]) => molecule);
	}

	private refuseCancelled(): void {
		if (this.question.signal.aborted) {
			throw new Failure("cancelled", "The search was cancelled before all files were read.");
		}
	}
}

/** The same molecule first, then by similarity, then as found. */
function byRank([, first]: readonly [string, SimilarMolecule], [, second]: readonly [string, SimilarMolecule]): number {
	return second.tanimoto - first.tanimoto || Number(second.same) - Number(first.same);
}

/** RDKit's WebAssembly build reads no InChI; a reaction is no molecule. */
function isMolecule({ found, problem }: Located): boolean {
	return found.kind === "molecule" && found.notation !== "inchi" && problem === undefined;
}

/** A file that is gone, or is no text after all, is passed over: the search is of all the others. */
async function* readable(file: SearchedFile, signal: AbortSignal): AsyncGenerator<FoundPortion> {
	try {
		yield* file.located(signal);
	} catch (error) {
		if (signal.aborted) {
			throw error;
		}
	}
}
