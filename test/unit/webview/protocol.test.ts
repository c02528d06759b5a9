import { describe, expect, it } from "vitest";
import { parseToHost, parseToView } from "../../../webview/protocol.ts";

const answer = { role: "assistant", id: "a", state: "writing", text: "", stage: "", elapsed: 0, notices: [], facts: [], attribution: "", provenance: "", ending: "", canRetry: false };
const entity = { id: "e", kind: "molecule", label: "CCO", detail: "", title: "CCO", smiles: "CCO" };

describe("messages to the host", () => {
	it.each([{ type: "ready" }, { type: "ask", text: "What?" }, { type: "stop" }, { type: "retry", id: "a" }, { type: "copy", id: "a" }, { type: "detach", id: "e" }, { type: "draft", text: "" }, { type: "open", href: "https://x" }])(
		"are taken: $type",
		(message) => expect(parseToHost(message)).toBe(message),
	);

	it.each([undefined, null, 0, "ready", [], {}, { type: 1 }, { type: "asks" }, { type: "ask" }, { type: "ask", text: 1 }, { type: "ask", text: "x".repeat(1_000_001) }, { type: "toString" }, { type: "__proto__" }, { type: "constructor" }, Object.create({ type: "ask", text: "borrowed" })])(
		"that are junk are not: %j",
		(junk: unknown) => expect(parseToHost(junk)).toBeUndefined(),
	);
});

describe("messages to the view", () => {
	it.each([
		{ type: "message", message: answer },
		{ type: "message", message: { role: "user", id: "q", text: "What?", entities: [entity] } },
		{ type: "text", id: "a", from: 0, text: "x" },
		{ type: "composer", attachments: [entity, { ...entity, kind: "protein", smiles: undefined }], suggestions: ["?"] },
		{ type: "focus" },
		{ type: "copied", id: "a" },
	])("are taken: $type", (message) => expect(parseToView(message)).toBe(message));

	it.each([
		{ type: "message", message: { ...answer, state: "thinking" } },
		{ type: "message", message: { ...answer, role: "system" } },
		{ type: "message", message: { ...answer, facts: [{}] } },
		{ type: "message" },
		{ type: "text", id: "a", from: -1, text: "x" },
		{ type: "text", id: "a", from: NaN, text: "x" },
		{ type: "composer", attachments: [{ ...entity, kind: "galaxy" }], suggestions: [] },
		{ type: "composer", attachments: { length: 0 }, suggestions: [] },
		{ type: "thread", strings: {}, thread: { messages: [], attachments: [], suggestions: [], draft: "" } },
		{ type: "ready" },
	])("that are junk are not: %j", (junk: unknown) => expect(parseToView(junk)).toBeUndefined());
});
