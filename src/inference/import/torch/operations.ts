import type { PickleMachine } from "./machine.ts";
import { List, type Value } from "./pickleValues.ts";

type Operation = (machine: PickleMachine) => void;

const NEWEST_PROTOCOL = 5;

/** Parameters as a tuple or list. */
function parametersOf(machine: PickleMachine): readonly Value[] {
	const parameters = machine.pop();
	if (!(parameters instanceof List)) {
		throw machine.bad("calls a function without parameters");
	}
	return parameters.items;
}

function tuple(machine: PickleMachine, count: number): void {
	const items = Array.from({ length: count }, () => machine.pop()).reverse();
	machine.push(machine.list(items));
}

function reduce(machine: PickleMachine): void {
	const parameters = parametersOf(machine);
	machine.call(machine.pop(), parameters);
}

/** Python's names of the operations, their codes, and what they do. */
const TABLE: readonly (readonly [name: string, code: string, operation: Operation])[] = [
	["PROTO", "\x80", (m) => { if (m.bytes.byte() > NEWEST_PROTOCOL) { throw m.bad("is of a newer protocol than 5"); } }],
	["FRAME", "\x95", (m) => { m.bytes.length64(); }],
	["MARK", "(", (m) => m.mark()],
	["POP", "0", (m) => m.drop()],
	["POP_MARK", "1", (m) => { m.popToMark(); }],
	["DUP", "2", (m) => m.push(m.top())],
	["NONE", "N", (m) => m.push(null)],
	["NEWTRUE", "\x88", (m) => m.push(true)],
	["NEWFALSE", "\x89", (m) => m.push(false)],
	["INT", "I", (m) => m.push(m.bytes.numberOrFlagLine())],
	["LONG", "L", (m) => m.push(m.bytes.numberLine())],
	["BININT", "J", (m) => m.push(m.bytes.int32())],
	["BININT1", "K", (m) => m.push(m.bytes.byte())],
	["BININT2", "M", (m) => m.push(m.bytes.uint16())],
	["LONG1", "\x8a", (m) => m.push(m.bytes.integer(m.bytes.byte()))],
	["LONG4", "\x8b", (m) => m.push(m.bytes.integer(m.bytes.uint32()))],
	["FLOAT", "F", (m) => m.push(m.bytes.floatLine())],
	["BINFLOAT", "G", (m) => m.push(m.bytes.float64())],
	["STRING", "S", (m) => m.push(m.bytes.quotedLine())],
	["BINSTRING", "T", (m) => m.push(m.bytes.text(m.bytes.uint32()))],
	["SHORT_BINSTRING", "U", (m) => m.push(m.bytes.text(m.bytes.byte()))],
	["UNICODE", "V", (m) => m.push(m.bytes.unicodeLine())],
	["BINUNICODE", "X", (m) => m.push(m.bytes.text(m.bytes.uint32()))],
	["SHORT_BINUNICODE", "\x8c", (m) => m.push(m.bytes.text(m.bytes.byte()))],
	["BINUNICODE8", "\x8d", (m) => m.push(m.bytes.text(m.bytes.length64()))],
	["BINBYTES", "B", (m) => m.raw(m.bytes.take(m.bytes.uint32()))],
	["SHORT_BINBYTES", "C", (m) => m.raw(m.bytes.take(m.bytes.byte()))],
	["BINBYTES8", "\x8e", (m) => m.raw(m.bytes.take(m.bytes.length64()))],
	["BYTEARRAY8", "\x96", (m) => m.raw(m.bytes.take(m.bytes.length64()))],
	["EMPTY_TUPLE", ")", (m) => m.push(m.list())],
	["TUPLE", "t", (m) => m.push(m.list(m.popToMark()))],
	["TUPLE1", "\x85", (m) => tuple(m, 1)],
	["TUPLE2", "\x86", (m) => tuple(m, 2)],
	["TUPLE3", "\x87", (m) => tuple(m, 3)],
	["EMPTY_LIST", "]", (m) => m.push(m.list())],
	["LIST", "l", (m) => m.push(m.list(m.popToMark()))],
	["APPEND", "a", (m) => { const item = m.pop(); m.append(m.top(), [item]); }],
	["APPENDS", "e", (m) => { const items = m.popToMark(); m.append(m.top(), items); }],
	["EMPTY_SET", "\x8f", (m) => m.push(m.list())],
	["ADDITEMS", "\x90", (m) => { const items = m.popToMark(); m.append(m.top(), items); }],
	["FROZENSET", "\x91", (m) => m.push(m.list(m.popToMark()))],
	["EMPTY_DICT", "}", (m) => m.push(m.dict())],
	["DICT", "d", (m) => m.push(m.dict(m.popToMark()))],
	["SETITEM", "s", (m) => { const value = m.pop(); const key = m.pop(); m.setItems(m.top(), [key, value]); }],
	["SETITEMS", "u", (m) => { const pairs = m.popToMark(); m.setItems(m.top(), pairs); }],
	["GET", "g", (m) => m.get(Number(m.bytes.numberLine()))],
	["BINGET", "h", (m) => m.get(m.bytes.byte())],
	["LONG_BINGET", "j", (m) => m.get(m.bytes.uint32())],
	["PUT", "p", (m) => m.put(Number(m.bytes.numberLine()))],
	["BINPUT", "q", (m) => m.put(m.bytes.byte())],
	["LONG_BINPUT", "r", (m) => m.put(m.bytes.uint32())],
	["MEMOIZE", "\x94", (m) => m.putNext()],
	["GLOBAL", "c", (m) => { const module = m.bytes.line(); m.push(m.global(module, m.bytes.line())); }],
	["STACK_GLOBAL", "\x93", (m) => { const name = m.pop(); m.push(m.global(m.pop(), name)); }],
	["INST", "i", (m) => { const module = m.bytes.line(); const name = m.global(module, m.bytes.line()); m.call(name, m.popToMark()); }],
	["OBJ", "o", (m) => { const [callee = null, ...parameters] = m.popToMark(); m.call(callee, parameters); }],
	["EXT1", "\x82", (m) => m.extension(m.bytes.byte())],
	["EXT2", "\x83", (m) => m.extension(m.bytes.uint16())],
	["EXT4", "\x84", (m) => m.extension(m.bytes.uint32())],
	["REDUCE", "R", reduce],
	["NEWOBJ", "\x81", reduce],
	["NEWOBJ_EX", "\x92", (m) => { m.pop(); reduce(m); }],
	["BUILD", "b", (m) => m.build()],
	["BINPERSID", "Q", (m) => m.persistent()],
];

/** By code; undefined where pickles have no such operation. STOP is not among them. */
export const OPERATIONS: readonly (Operation | undefined)[] = (() => {
	const operations = new Array<Operation | undefined>(256).fill(undefined);
	for (const [, code, operation] of TABLE) {
		operations[code.charCodeAt(0)] = operation;
	}
	return operations;
})();
