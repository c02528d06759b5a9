import { place, type PlacedTensor, type Storage } from "../placed.ts";
import { badFile } from "../words.ts";
import { Dict, TensorValue, type StorageName, type Value } from "./pickleValues.ts";

/** Where training scripts put the weights beside their own state. */
const NESTED = ["state_dict", "model_state_dict", "model", "module"];

/** The named tensors of what was pickled: a dict of tensors, or one under `state_dict`. Fails with `bad-layout`. */
export function tensorsOf(value: Value, file: string): Map<string, TensorValue> {
	if (!(value instanceof Dict)) {
		throw notAStateDict(file, "something else than a dict of tensors");
	}
	for (const key of NESTED) {
		const nested = value.entries.get(key);
		const tensors = nested instanceof Dict ? named(nested) : undefined;
		if (tensors?.size) {
			return tensors;
		}
	}
	const tensors = named(value);
	if (tensors.size === 0) {
		throw notAStateDict(file, "a dict without tensors");
	}
	return tensors;
}

/** Checks each tensor against its storage; `locate` tells where a storage lies. */
export async function placeAll(tensors: ReadonlyMap<string, TensorValue>, locate: (storage: StorageName, tensor: string) => Promise<Storage>): Promise<Map<string, PlacedTensor>> {
	const placed = new Map<string, PlacedTensor>();
	for (const [name, { storage, view }] of tensors) {
		placed.set(name, place(name, view, await locate(storage, name)));
	}
	return placed;
}

function named(dict: Dict): Map<string, TensorValue> {
	const tensors = new Map<string, TensorValue>();
	for (const [name, value] of dict.entries) {
		if (typeof name === "string" && value instanceof TensorValue) {
			tensors.set(name, value);
		}
	}
	return tensors;
}

function notAStateDict(file: string, what: string) {
	return badFile("bad-layout", file, `holds ${what}, so there are no weights to import`, { next: "Choose the file with the model's weights." });
}
