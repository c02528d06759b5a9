import { describe, expect, it } from "vitest";
import { maximumFile, parseToHost, parseToView } from "../../../webview/parse.ts";
import { answer, aspirin, aspirinFacts, commands, evidence, fullThread, p53, question, strings, suggestions, summaries } from "../../support/page/conversation.ts";

describe("messages to the host", () => {
	it.each([
		{ type: "ready" },
		{ type: "ask", text: "What?" },
		{ type: "stop" },
		{ type: "retry", id: "a" },
		{ type: "edit", id: "q", text: "What then?" },
		{ type: "copy", id: "a" },
		{ type: "detach", id: "e" },
		{ type: "attachUris", uris: ["file:///a.sdf"] },
		{ type: "attachFile", name: "a.fasta", content: ">a\nMEEP" },
		{ type: "editorEntities", query: "" },
		{ type: "draft", text: "" },
		{ type: "open", href: "https://x" },
		{ type: "renameThread", id: "t", title: "Kinases" },
	])("are taken: $type", (message) => expect(parseToHost(message)).toBe(message));

	it.each([undefined, null, 0, "ready", [], {}, { type: 1 }, { type: "asks" }, { type: "ask" }, { type: "ask", text: 1 }, { type: "ask", text: "x".repeat(1_000_001) }, { type: "attachUris", uris: "file:///a" }, { type: "attachUris", uris: Array(1001).fill("x") }, { type: "attachUris", uris: [1] }, { type: "toString" }, { type: "__proto__" }, { type: "constructor" }, Object.create({ type: "ask", text: "borrowed" })])(
		"that are junk are not: %j",
		(junk: unknown) => expect(parseToHost(junk)).toBeUndefined(),
	);

	it("take no file that would fill the memory", () => {
		expect(parseToHost({ type: "attachFile", name: "a", content: "x".repeat(maximumFile + 1) })).toBeUndefined();
	});
});

describe("messages to the view", () => {
	it.each([
		{ type: "thread", strings, commands, thread: fullThread },
		{ type: "message", message: answer("a") },
		{ type: "message", message: question("q", "What?", [aspirin, p53]) },
		{ type: "earlier", messages: [answer("a")], earlier: 0 },
		{ type: "text", id: "a", from: 0, text: "x" },
		{ type: "composer", attachments: [aspirin, { ...p53, smiles: undefined }], suggestions: ["?"] },
		{ type: "threads", threads: summaries },
		{ type: "evidence", id: "a", evidence },
		{ type: "inspected", id: "e1", entity: aspirin, facts: aspirinFacts },
		{ type: "editorEntities", query: "", found: suggestions },
		{ type: "note", text: "Deleted.", undo: "u" },
		{ type: "focus" },
		{ type: "copied", id: "a" },
	])("are taken: $type", (message) => expect(parseToView(message)).toBe(message));

	it.each([
		{ type: "message", message: { ...answer("a"), state: "thinking" } },
		{ type: "message", message: { ...answer("a"), role: "system" } },
		{ type: "message", message: { ...answer("a"), facts: [{}] } },
		{ type: "message", message: { ...answer("a"), mentions: [{ text: "CCO", kind: "galaxy", label: "" }] } },
		{ type: "message" },
		{ type: "text", id: "a", from: -1, text: "x" },
		{ type: "text", id: "a", from: NaN, text: "x" },
		{ type: "composer", attachments: [{ ...aspirin, kind: "galaxy" }], suggestions: [] },
		{ type: "composer", attachments: { length: 0 }, suggestions: [] },
		{ type: "evidence", id: "a", evidence: { ...evidence, prompt: [{ kind: "image", text: "", tokens: 1 }] } },
		{ type: "evidence", id: "a", evidence: { ...evidence, tokens: [{ text: "a", probability: Infinity }] } },
		{ type: "thread", strings: {}, commands, thread: fullThread },
		{ type: "thread", strings, commands, thread: { ...fullThread, earlier: -1 } },
		{ type: "ready" },
	])("that are junk are not: %j", (junk: unknown) => expect(parseToView(junk)).toBeUndefined());
});
