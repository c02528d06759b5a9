import type { StoredType } from "../checkpoint.ts";
import type { View } from "../placed.ts";

/** What a pickle can stand for here: plain data, and torch's tensors. A tuple is a {@link List}; nothing depends on the difference. */
export type Value = null | boolean | number | bigint | string | Uint8Array | List | Dict | Name | StorageName | TensorValue;

export class List {
	readonly items: Value[];

	constructor(items: Value[] = []) {
		this.items = items;
	}
}

/** A dict or an OrderedDict. Keys that are lists are told apart by identity, which no state dict needs. */
export class Dict {
	readonly entries = new Map<Value, Value>();
}

/** An allowed global, which can only be called. */
export class Name {
	constructor(
		/** As Python writes it, e.g. `torch.HalfStorage`. */
		readonly text: string,
		/** What its values are, where it is one of torch's storages. */
		readonly storage: StoredType | undefined,
	) {}
}

/** A storage as the pickle announces it; its bytes lie elsewhere. */
export class StorageName {
	constructor(
		readonly key: string,
		readonly type: StoredType,
		/** Number of values. */
		readonly length: number,
	) {}
}

/** A tensor as the pickle announces it; nothing is checked yet. */
export class TensorValue {
	constructor(
		readonly storage: StorageName,
		readonly view: View,
	) {}
}
