import { ResultCache } from "../science/resultCache.ts";

/** Longest result that is kept (UTF-16 code units are counted, as everywhere). */
const BUDGET = 8_000_000;

/** Work that is done once for the same key, as long as the results of late fit into the memory set aside for them. */
export class Once<Result> {
	private readonly done: ResultCache<Result>;
	private readonly running = new Map<string, Promise<Result>>();

	constructor(weigh: (result: Result) => number) {
		this.done = new ResultCache(BUDGET, weigh);
	}

	/** What fails is not kept. */
	async get(key: string, work: () => Promise<Result>): Promise<Result> {
		const known = this.done.get(key);
		if (known !== undefined) {
			return known;
		}
		const begun = this.running.get(key) ?? this.begin(detached(key), work);
		return begun;
	}

	private begin(key: string, work: () => Promise<Result>): Promise<Result> {
		const running = work()
			.then((result) => {
				this.done.set(key, result);
				return result;
			})
			.finally(() => this.running.delete(key));
		this.running.set(key, running);
		return running;
	}
}

/** A cell is a slice of its piece of the file, and keeps all of it in memory. */
function detached(text: string): string {
	return Buffer.from(text, "utf16le").toString("utf16le");
}
