/** A stream whose beginning is looked at first, and which is then read from its beginning: what was looked at is held until then. */
export class ReadTwice {
	private readonly seen: Uint8Array[] = [];
	private readonly iterator: Iterator<Uint8Array> | AsyncIterator<Uint8Array>;
	private ended = false;

	constructor(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
		this.iterator = Symbol.asyncIterator in bytes ? bytes[Symbol.asyncIterator]() : bytes[Symbol.iterator]();
	}

	/** May be left at any place. */
	async *first(): AsyncGenerator<Uint8Array> {
		for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) {
			this.seen.push(chunk);
			yield chunk;
		}
	}

	/** All of it, once. */
	async *again(): AsyncGenerator<Uint8Array> {
		for (let chunk = this.seen.shift(); chunk !== undefined; chunk = this.seen.shift()) {
			yield chunk;
		}
		for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) {
			yield chunk;
		}
	}

	private async next(): Promise<Uint8Array | undefined> {
		if (this.ended) {
			return undefined;
		}
		const next = await this.iterator.next();
		this.ended = next.done === true;
		return next.done === true ? undefined : Uint8Array.from(next.value);
	}
}
