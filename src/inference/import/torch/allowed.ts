import type { Failure } from "../../../science/failure.ts";
import type { StoredType } from "../checkpoint.ts";
import { badFile, shown } from "../words.ts";
import { Dict, List, Name, StorageName, TensorValue, type Value } from "./pickleValues.ts";

const STORAGES: ReadonlyMap<string, StoredType> = new Map([
	["torch.DoubleStorage", "F64"],
	["torch.FloatStorage", "F32"],
	["torch.HalfStorage", "F16"],
	["torch.BFloat16Storage", "BF16"],
	["torch.LongStorage", "I64"],
	["torch.IntStorage", "I32"],
	["torch.ShortStorage", "I16"],
	["torch.CharStorage", "I8"],
	["torch.ByteStorage", "U8"],
	["torch.BoolStorage", "BOOL"],
]);
/** Storages of torch whose values are no plain numbers: complex, quantised. */
const OTHER_STORAGES = new Set(["ComplexFloat", "ComplexDouble", "QInt8", "QUInt8", "QInt32", "QUInt4x2", "QUInt2x4"].map((name) => `torch.${name}Storage`));

/** The functions that a state dict needs, as data: none of them is the Python function of this name. */
const CALLS: ReadonlyMap<string, (parameters: readonly Value[]) => Value | undefined> = new Map([
	["collections.OrderedDict", orderedDict],
	["torch._utils._rebuild_tensor_v2", tensor],
	["torch._utils._rebuild_parameter", ([data]) => (data instanceof TensorValue ? data : undefined)],
]);

/** Python 2 wrote these modules under other names, but none of the allowed ones. Fails with `unsafe-pickle`, or `bad-dtype`. */
export function allowedName(module: string, name: string, file: string): Name {
	const text = `${module}.${name}`;
	const storage = STORAGES.get(text);
	if (storage === undefined && !CALLS.has(text)) {
		throw OTHER_STORAGES.has(text)
			? badFile("bad-dtype", file, `holds values of a kind that cannot be read here (${text})`, { next: "Choose a file with weights in float32, float16 or bfloat16." })
			: unsafe(text, file);
	}
	return new Name(text, storage);
}

/** The file wants Python to look up or run something. */
export function unsafe(what: string, file: string): Failure {
	return badFile("unsafe-pickle", file, `asks for ${shown(what)}, which is no part of a plain state dict: whoever opens the file in Python may run it. Nothing was run here, and the file is refused`, {
		next: "Get the checkpoint from its publisher, as a plain state dict or as safetensors.",
	});
}

/** What the call of an allowed name stands for; undefined where the parameters are not those of a state dict. */
export function called(name: Name, parameters: readonly Value[]): Value | undefined {
	return CALLS.get(name.text)?.(parameters);
}

/** `OrderedDict()`, or `OrderedDict([[key, value], …])` as the oldest protocols write it. */
function orderedDict(parameters: readonly Value[]): Value | undefined {
	const dict = new Dict();
	const [pairs] = parameters;
	if (pairs === undefined) {
		return dict;
	}
	if (!(pairs instanceof List)) {
		return undefined;
	}
	for (const pair of pairs.items) {
		if (!(pair instanceof List) || pair.items.length !== 2) {
			return undefined;
		}
		dict.entries.set(pair.items[0] as Value, pair.items[1] as Value);
	}
	return dict;
}

/** `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, backward_hooks)` of torch/_utils.py. */
function tensor([storage, offset, size, stride]: readonly Value[]): Value | undefined {
	const shape = numbers(size);
	const strides = numbers(stride);
	if (!(storage instanceof StorageName) || typeof offset !== "number" || !shape || !strides) {
		return undefined;
	}
	return new TensorValue(storage, { shape, strides, offset });
}

function numbers(value: Value | undefined): number[] | undefined {
	if (!(value instanceof List) || value.items.length > 64) {
		return undefined;
	}
	return value.items.every((item) => typeof item === "number") ? [...value.items] : undefined;
}

/** The persistent id of torch's pickles: `("storage", kind, key, device, number of values)`, in older files with a view of it, or None. */
export function storageOf(id: Value): StorageName | undefined {
	if (!(id instanceof List)) {
		return undefined;
	}
	const [word, kind, key, , length, view = null] = id.items;
	if (word !== "storage" || !(kind instanceof Name) || kind.storage === undefined || typeof key !== "string" || view !== null) {
		return undefined;
	}
	return typeof length === "number" && Number.isSafeInteger(length) && length >= 0 ? new StorageName(key, kind.storage, length) : undefined;
}
