import { MAX_BATCH } from "./chemistryProtocol.ts";
import type { FailureData } from "./failure.ts";
import { Failure, failureData } from "./failure.ts";
import type { FingerprintResult } from "./molecule/fingerprint.ts";
import { refuseLongStructure } from "./molecule/structure.ts";
import { ResultCache } from "./resultCache.ts";

/** Fingerprints of at most {@link MAX_BATCH} molecules by the worker. */
export type AskFingerprints = (structures: readonly string[], signal: AbortSignal | undefined) => Promise<readonly FingerprintResult[]>;

/** Roughly bytes: some 60,000 drug-like molecules, so that the second search in a project is quick. */
const CACHE_BYTES = 30_000_000;
/** What a fingerprint and its objects take beside the two SMILES. */
const FINGERPRINT_BYTES = 400;

/** Fingerprints of many molecules in batches; those of molecules that were asked about before are kept. */
export class FingerprintBatches {
	private readonly known = new ResultCache<FingerprintResult>(CACHE_BYTES, (result) => FINGERPRINT_BYTES + ("failure" in result ? 2 * result.failure.message.length : result.smiles.length));

	constructor(private readonly ask: AskFingerprints) {}

	/** As `Chemistry.fingerprints`. */
	async fingerprints(molecules: readonly string[], signal: AbortSignal | undefined): Promise<readonly FingerprintResult[]> {
		const results = new Map<string, FingerprintResult>();
		const unknown: string[] = [];
		for (const molecule of new Set(molecules)) {
			const known = refusal(molecule) ?? this.known.get(molecule);
			if (known === undefined) {
				unknown.push(molecule);
			} else {
				results.set(molecule, known);
			}
		}
		for (let start = 0; start < unknown.length; start += MAX_BATCH) {
			const batch = unknown.slice(start, start + MAX_BATCH);
			const answers = await this.batch(batch, signal);
			batch.forEach((molecule, index) => {
				const answer = answers[index] ?? missing();
				results.set(molecule, answer);
				if (!("failure" in answer) || !LIMITS.has(answer.failure.code)) {
					this.known.set(molecule, answer);
				}
			});
		}
		return molecules.map((molecule) => results.get(molecule) ?? missing());
	}

	private async batch(batch: readonly string[], signal: AbortSignal | undefined): Promise<readonly FingerprintResult[]> {
		try {
			return await this.ask(batch, signal);
		} catch (error) {
			if (!endedTheThread(error)) {
				throw error;
			}
			if (batch.length === 1) {
				return [{ failure: failureData(error) }];
			}
		}
		// One of them ended the thread. Alone each has the whole time limit, and the culprit takes none with it.
		const results: FingerprintResult[] = [];
		for (const molecule of batch) {
			results.push(...(await this.batch([molecule], signal)));
		}
		return results;
	}
}

/** What ended the thread once need not do so again. */
const LIMITS = new Set(["chemistry-timeout", "chemistry-crashed"]);

function endedTheThread(error: unknown): error is Failure {
	return error instanceof Failure && LIMITS.has(error.code);
}

/** Refused here, so that a huge record is not even copied to the thread. */
function refusal(molecule: string): { readonly failure: FailureData } | undefined {
	try {
		refuseLongStructure(molecule);
		return undefined;
	} catch (error) {
		return { failure: failureData(error) };
	}
}

function missing(): FingerprintResult {
	return { failure: failureData(new Failure("unexpected", "The chemistry worker left out a molecule of several. Ask again; if it stays, please report it.")) };
}
