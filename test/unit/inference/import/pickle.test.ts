/** Plain Python values beside the tensors of a checkpoint, in every protocol of pickle. */
import { describe, expect, it } from "vitest";
import { Dict, List, type Value } from "../../../../src/inference/import/torch/pickleValues.ts";
import { unpickle } from "../../../../src/inference/import/torch/unpickle.ts";

/**
 * Python 3.11: `pickle.dumps(v, protocol)` for protocols 0 to 5, of the dict `{"text": "a\\nα\\\\u0041", "flags": [True, False, None],
 * "numbers": (0, -1, 255, 70000, -2**31, 2**40, 2**200, -2**70), "floats": [0.5, -1e300, inf], "dict": OrderedDict(k={"deep": ()}), "same": [l, l]}`
 * with `l = [1, 2]`.
 */
const PICKLED: readonly string[] = [
	"KGRwMApWdGV4dApwMQpWYVx1MDAwYVx1MDNiMVx1MDA1Y3UwMDQxCnAyCnNWZmxhZ3MKcDMKKGxwNApJMDEKYUkwMAphTmFzVm51bWJlcnMKcDUKKEkwCkktMQpJMjU1Ckk3MDAwMApJLTIxNDc0ODM2NDgKTDEwOTk1MTE2Mjc3NzZMCkwxNjA2OTM4MDQ0MjU4OTkwMjc1NTQxOTYyMDkyMzQxMTYyNjAyNTIyMjAyOTkzNzgyNzkyODM1MzAxMzc2TApMLTExODA1OTE2MjA3MTc0MTEzMDM0MjRMCnRwNgpzVmZsb2F0cwpwNwoobHA4CkYwLjUKYUYtMWUrMzAwCmFGaW5mCmFzVmRpY3QKcDkKY2NvbGxlY3Rpb25zCk9yZGVyZWREaWN0CnAxMAoodFJwMTEKVmsKcDEyCihkcDEzClZkZWVwCnAxNAoodHNzc1ZzYW1lCnAxNQoobHAxNgoobHAxNwpJMQphSTIKYWFnMTcKYXMu",
	"fXEAKFgEAAAAdGV4dHEBWAoAAABhCs6xXHUwMDQxcQJYBQAAAGZsYWdzcQNdcQQoSTAxCkkwMApOZVgHAAAAbnVtYmVyc3EFKEsASv////9L/0pwEQEASgAAAIBMMTA5OTUxMTYyNzc3NkwKTDE2MDY5MzgwNDQyNTg5OTAyNzU1NDE5NjIwOTIzNDExNjI2MDI1MjIyMDI5OTM3ODI3OTI4MzUzMDEzNzZMCkwtMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKdHEGWAYAAABmbG9hdHNxB11xCChHP+AAAAAAAABH/jfkPIgAdZxHf/AAAAAAAABlWAQAAABkaWN0cQljY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQopUnELWAEAAABrcQx9cQ1YBAAAAGRlZXBxDilzc1gEAAAAc2FtZXEPXXEQKF1xEShLAUsCZWgRZXUu",
	"gAJ9cQAoWAQAAAB0ZXh0cQFYCgAAAGEKzrFcdTAwNDFxAlgFAAAAZmxhZ3NxA11xBCiIiU5lWAcAAABudW1iZXJzcQUoSwBK/////0v/SnARAQBKAAAAgIoGAAAAAAABihoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYoJAAAAAAAAAADAdHEGWAYAAABmbG9hdHNxB11xCChHP+AAAAAAAABH/jfkPIgAdZxHf/AAAAAAAABlWAQAAABkaWN0cQljY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQopUnELWAEAAABrcQx9cQ1YBAAAAGRlZXBxDilzc1gEAAAAc2FtZXEPXXEQKF1xEShLAUsCZWgRZXUu",
	"gAN9cQAoWAQAAAB0ZXh0cQFYCgAAAGEKzrFcdTAwNDFxAlgFAAAAZmxhZ3NxA11xBCiIiU5lWAcAAABudW1iZXJzcQUoSwBK/////0v/SnARAQBKAAAAgIoGAAAAAAABihoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYoJAAAAAAAAAADAdHEGWAYAAABmbG9hdHNxB11xCChHP+AAAAAAAABH/jfkPIgAdZxHf/AAAAAAAABlWAQAAABkaWN0cQljY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQopUnELWAEAAABrcQx9cQ1YBAAAAGRlZXBxDilzc1gEAAAAc2FtZXEPXXEQKF1xEShLAUsCZWgRZXUu",
	"gASV7AAAAAAAAAB9lCiMBHRleHSUjAphCs6xXHUwMDQxlIwFZmxhZ3OUXZQoiIlOZYwHbnVtYmVyc5QoSwBK/////0v/SnARAQBKAAAAgIoGAAAAAAABihoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYoJAAAAAAAAAADAdJSMBmZsb2F0c5RdlChHP+AAAAAAAABH/jfkPIgAdZxHf/AAAAAAAABljARkaWN0lIwLY29sbGVjdGlvbnOUjAtPcmRlcmVkRGljdJSTlClSlIwBa5R9lIwEZGVlcJQpc3OMBHNhbWWUXZQoXZQoSwFLAmVoE2V1Lg==",
	"gAWV7AAAAAAAAAB9lCiMBHRleHSUjAphCs6xXHUwMDQxlIwFZmxhZ3OUXZQoiIlOZYwHbnVtYmVyc5QoSwBK/////0v/SnARAQBKAAAAgIoGAAAAAAABihoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYoJAAAAAAAAAADAdJSMBmZsb2F0c5RdlChHP+AAAAAAAABH/jfkPIgAdZxHf/AAAAAAAABljARkaWN0lIwLY29sbGVjdGlvbnOUjAtPcmRlcmVkRGljdJSTlClSlIwBa5R9lIwEZGVlcJQpc3OMBHNhbWWUXZQoXZQoSwFLAmVoE2V1Lg==",
];

describe("Python's plain values", () => {
	it.each(PICKLED.map((bytes, protocol) => ({ protocol, bytes })))("are read from protocol $protocol", async ({ bytes }) => {
		const { value } = await unpickle(Buffer.from(bytes, "base64"), "model.pth");
		expect(plain(value)).toEqual({
			text: "a\nα\\u0041",
			flags: [true, false, null],
			numbers: [0, -1, 255, 70_000, -(2 ** 31), 2 ** 40, 2n ** 200n, -(2n ** 70n)],
			floats: [0.5, -1e300, Number.POSITIVE_INFINITY],
			dict: { k: { deep: [] } },
			same: [[1, 2], [1, 2]],
		});
	});

	it.each<[string, string, string]>([
		["extension codes", "\x80\x02\x82\x01.", "unsafe-pickle"],
		["NEWOBJ of another class", "\x80\x02csubprocess\nPopen\n)\x81.", "unsafe-pickle"],
		["a storage that is called", "\x80\x02ctorch\nFloatStorage\nK\x04\x85R.", "bad-pickle"],
		["a name of torch beside the list", "\x80\x02ctorch\nload\n.", "unsafe-pickle"],
		["a name with a path in it", "\x80\x04\x8c\x05torch\x8c\x25_utils._rebuild_tensor_v2.__globals__\x93.", "unsafe-pickle"],
		["complex numbers", "\x80\x02ctorch\nComplexFloatStorage\n.", "bad-dtype"],
		["a mark that is not there", "\x80\x02t.", "bad-pickle"],
		["a value from below a mark", "\x80\x02N(\x85.", "bad-pickle"],
		["memory that was never filled", "\x80\x02h\x07.", "bad-pickle"],
		["protocol 6", "\x80\x06N.", "bad-pickle"],
		["a number of 4 GB", "\x80\x02\x8b\xff\xff\xff\xff.", "bad-pickle"],
		["nothing", "", "bad-pickle"],
	])("are not read with %s", async (_, text, code) => {
		await expect(unpickle(Buffer.from(text, "latin1"), "model.pth")).rejects.toMatchObject({ code });
	});
});

function plain(value: Value): unknown {
	if (value instanceof List) {
		return value.items.map(plain);
	}
	return value instanceof Dict ? Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)])) : value;
}
