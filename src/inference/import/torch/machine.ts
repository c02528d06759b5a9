import type { Failure } from "../../../science/failure.ts";
import { badFile, shown } from "../words.ts";
import { allowedName, called, storageOf, unsafe } from "./allowed.ts";
import { PickleBytes } from "./pickleBytes.ts";
import { Dict, List, Name, TensorValue, type StorageName, type Value } from "./pickleValues.ts";

/** Far above what a state dict needs (about six containers a tensor), far below what would fill the memory. */
const MOST_CONTAINERS = 300_000;
const MOST_REMEMBERED = 1_000_000;
const DEEPEST_STACK = 1_000_000;

/** The stack, the marks and the memory of a pickle's operations. Every fault is a `Failure`. */
export class PickleMachine {
	readonly bytes: PickleBytes;
	/** All storages that were announced, by key. */
	readonly storages = new Map<string, StorageName>();
	private readonly stack: Value[] = [];
	/** Heights of the stack at which marks stand. */
	private readonly marks: number[] = [];
	private readonly memo = new Map<number, Value>();
	private containers = 0;

	constructor(
		buffer: Buffer,
		private readonly file: string,
		at = 0,
	) {
		this.bytes = new PickleBytes(buffer, file, at);
	}

	bad(reason: string): Failure {
		return this.bytes.bad(reason);
	}

	push(value: Value): void {
		if (this.stack.push(value) > DEEPEST_STACK) {
			throw this.bad("is too deep");
		}
	}

	pop(): Value {
		if (this.stack.length <= (this.marks.at(-1) ?? 0)) {
			throw this.bad("takes a value that is not there");
		}
		return this.stack.pop() as Value;
	}

	top(): Value {
		const value = this.pop();
		this.stack.push(value);
		return value;
	}

	mark(): void {
		if (this.marks.push(this.stack.length) > DEEPEST_STACK) {
			throw this.bad("is too deep");
		}
	}

	/** All values above the last mark, which goes too. */
	popToMark(): Value[] {
		const height = this.marks.pop();
		if (height === undefined) {
			throw this.bad("looks for a mark that is not there");
		}
		return this.stack.splice(height);
	}

	/** POP takes a mark where one is on top. */
	drop(): void {
		if (this.marks.length > 0 && this.marks.at(-1) === this.stack.length) {
			this.marks.pop();
		} else {
			this.pop();
		}
	}

	list(items: Value[] = []): List {
		this.count();
		return new List(items);
	}

	raw(bytes: Uint8Array): void {
		this.count();
		this.push(bytes);
	}

	dict(pairs: readonly Value[] = []): Dict {
		this.count();
		const dict = new Dict();
		this.setItems(dict, pairs);
		return dict;
	}

	setItems(target: Value, pairs: readonly Value[]): void {
		if (!(target instanceof Dict) || pairs.length % 2 !== 0) {
			throw this.bad("sets entries of what is no dict");
		}
		for (let index = 0; index < pairs.length; index += 2) {
			target.entries.set(pairs[index] as Value, pairs[index + 1] as Value);
		}
	}

	append(target: Value, items: readonly Value[]): void {
		if (!(target instanceof List)) {
			throw this.bad("appends to what is no list");
		}
		for (const item of items) {
			target.items.push(item);
		}
	}

	put(index: number): void {
		this.memo.set(index, this.top());
		if (this.memo.size > MOST_REMEMBERED) {
			throw this.bad("is larger than any model's");
		}
	}

	/** MEMOIZE numbers by count. */
	putNext(): void {
		this.put(this.memo.size);
	}

	get(index: number): void {
		const value = this.memo.get(index);
		if (value === undefined) {
			throw this.bad(`refers to entry ${index}, which is not there`);
		}
		this.push(value);
	}

	global(module: Value, name: Value): Name {
		if (typeof module !== "string" || typeof name !== "string") {
			throw this.bad("has a name that is no text");
		}
		return allowedName(module, name, this.file);
	}

	/** A Python function is asked for by number, from a table of the machine that wrote the file. */
	extension(number: number): never {
		throw unsafe(`extension ${number}`, this.file);
	}

	call(callee: Value, parameters: readonly Value[]): void {
		if (!(callee instanceof Name)) {
			throw this.bad("calls what is no function");
		}
		const value = called(callee, parameters);
		if (value === undefined) {
			throw this.bad(`calls ${shown(callee.text)} with wrong values`);
		}
		this.count();
		this.push(value);
	}

	/** Attributes of an OrderedDict (`_metadata`) or a tensor: no weights, so they are left out. */
	build(): void {
		this.pop();
		const target = this.top();
		if (!(target instanceof Dict || target instanceof TensorValue)) {
			throw this.bad("sets attributes of what has none");
		}
	}

	persistent(): void {
		const storage = storageOf(this.pop());
		if (!storage) {
			throw this.bad("refers to a storage in a way that torch does not write");
		}
		const known = this.storages.get(storage.key) ?? storage;
		if (known.length !== storage.length || known.type !== storage.type) {
			throw badFile("bad-storage", this.file, `is damaged: it announces storage ${shown(storage.key)} in two ways`);
		}
		this.count();
		this.storages.set(storage.key, known);
		this.push(known);
	}

	private count(): void {
		if (++this.containers > MOST_CONTAINERS) {
			throw this.bad("is larger than any model's");
		}
	}
}
