/**
 * A small reader of JSON for headers: it tells of names that occur twice, which `JSON.parse` hides, makes no objects, and
 * goes no deeper than it is asked to.
 */
export class JsonReader {
	private at = 0;

	/** Throws {@link JsonError} only. */
	constructor(private readonly text: string) {}

	/** The names of an object, one by one; the caller must read each value before it asks for the next name. */
	*members(): Generator<string> {
		this.expect("{");
		if (this.take("}")) {
			return;
		}
		do {
			const name = this.string();
			this.expect(":");
			yield name;
		} while (this.take(","));
		this.expect("}");
	}

	/** The places of an array's elements, one by one; the caller must read each element before it asks for the next. */
	*elements(): Generator<number> {
		this.expect("[");
		if (this.take("]")) {
			return;
		}
		let index = 0;
		do {
			yield index++;
		} while (this.take(","));
		this.expect("]");
	}

	string(): string {
		this.space();
		const begin = this.at;
		if (this.text[begin] !== '"') {
			throw this.error("text in quotation marks");
		}
		let end = begin + 1;
		let plain = true;
		for (; this.text[end] !== '"'; end++) {
			if (end >= this.text.length) {
				throw this.error("the end of a text");
			}
			const code = this.text.charCodeAt(end);
			plain &&= code !== 0x5c && code >= 0x20;
			end += code === 0x5c ? 1 : 0;
		}
		this.at = end + 1;
		return plain ? this.text.slice(begin + 1, end) : this.escaped(begin);
	}

	/** A number; not necessarily whole, safe or positive. */
	number(): number {
		this.space();
		NUMBER.lastIndex = this.at;
		const found = NUMBER.exec(this.text)?.[0];
		if (found === undefined) {
			throw this.error("a number");
		}
		this.at += found.length;
		return Number(found);
	}

	/** Passes over any value; at most `depth` values inside each other. */
	skip(depth: number): void {
		this.space();
		if (depth === 0) {
			throw this.error("something less nested");
		}
		const first = this.text[this.at];
		if (first === "{" || first === "[") {
			const inside = first === "{" ? this.members() : this.elements();
			while (!inside.next().done) {
				this.skip(depth - 1);
			}
		} else if (first === '"') {
			this.string();
		} else if (!["true", "false", "null"].some((word) => this.takeWord(word))) {
			this.number();
		}
	}

	/** Nothing but white space may follow. */
	end(): void {
		this.space();
		if (this.at < this.text.length) {
			throw this.error("the end");
		}
	}

	private escaped(begin: number): string {
		try {
			return JSON.parse(this.text.slice(begin, this.at)) as string;
		} catch {
			throw new JsonError(`character ${begin} begins a text that is not valid`);
		}
	}

	private expect(character: string): void {
		if (!this.take(character)) {
			throw this.error(character);
		}
	}

	private take(character: string): boolean {
		this.space();
		if (this.text[this.at] !== character) {
			return false;
		}
		this.at++;
		return true;
	}

	private takeWord(word: string): boolean {
		if (!this.text.startsWith(word, this.at)) {
			return false;
		}
		this.at += word.length;
		return true;
	}

	private space(): void {
		for (let code = this.text.charCodeAt(this.at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; code = this.text.charCodeAt(this.at)) {
			this.at++;
		}
	}

	private error(wanted: string): JsonError {
		return new JsonError(`character ${this.at} should be ${wanted}`);
	}
}

const NUMBER = /-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,10})?/y;

export class JsonError extends Error {
	override readonly name = "JsonError";
}
