import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { completableAt, withCommand, withoutQuery } from "../../../webview/chat/completion.ts";
import { History } from "../../../webview/chat/history.ts";
import { droppedFrom } from "../../../webview/chat/intake.ts";
import { placesOf } from "../../../webview/chat/mentions.ts";
import { Pasted } from "../../../webview/chat/pasted.ts";
import { looksLikeStructures } from "../../../webview/chat/structures.ts";
import { emptyThread, trimmed, withEarlier, withMessage, withText } from "../../../webview/chat/threadState.ts";
import { clip, visible } from "../../../webview/ui/text.ts";
import { answer, aspirin, aspirinSmiles, p53, question } from "../../support/page/conversation.ts";

describe("what was asked before", () => {
	it("is walked from the newest to the oldest, each question once, and back to what was being written", () => {
		const history = new History();
		const asked = ["Rings?", "Charge?", "Rings?"];
		expect([history.earlier(asked, "unsent"), history.earlier(asked, ""), history.earlier(asked, "")]).toEqual(["Rings?", "Charge?", undefined]);
		expect([history.later(), history.later(), history.later()]).toEqual(["Rings?", "unsent", undefined]);
	});

	it("begins anew after the text was changed", () => {
		const history = new History();
		history.earlier(["Rings?"], "");
		history.leave();
		expect(history.later()).toBeUndefined();
		expect(history.earlier(["Rings?", "Charge?"], "Rings? All of them")).toBe("Charge?");
		expect(history.later()).toBe("Rings? All of them");
	});
});

describe("what is being written at the cursor", () => {
	it.each([
		["/", 1, { kind: "command", query: "", from: 0, to: 1 }],
		["/comp", 5, { kind: "command", query: "comp", from: 0, to: 5 }],
		["compare #gef", 12, { kind: "entity", query: "gef", from: 8, to: 12 }],
		["#gef and", 4, { kind: "entity", query: "gef", from: 0, to: 4 }],
		["a /comp", 7, undefined],
		["/compare it", 11, undefined],
		["C#N", 3, undefined],
		["CC#", 3, undefined],
	] as const)("%j is completable or not", (text, cursor, expected) => expect(completableAt(text, cursor)).toEqual(expected));

	it("becomes the command, or goes when it became a chip", () => {
		expect(withCommand("/dr aspirin", { kind: "command", query: "dr", from: 0, to: 3 }, "draw")).toEqual({ text: "/draw aspirin", cursor: 6 });
		expect(withoutQuery("compare #gef with it", { kind: "entity", query: "gef", from: 8, to: 12 })).toEqual({ text: "compare with it", cursor: 8 });
	});
});

describe("a pasted text", () => {
	const molfile = "\n  RDKit\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0 0.0 0.0 C   0\nM  END";
	it.each(["CC(=O)Oc1ccccc1C(=O)O", "CCO", "[Na+].[Cl-]", "C/C=C\\F", "c1ccccc1 benzene\nCCO ethanol absolute\n", "CCO\nCCN\nC1CC", ">sp|P04637\nMEEPQSDPSVEPPLSQETF", "MEEPQSDPSVEPPLSQETFSDLW", ">p1\nMKTAYIAKQRQISFVKSHFSRQ1*LEERLG", "N(=O)(=O)(=O)O", "OS(=O)(=O", "[NH5]", molfile])("is worth a look: %j", (text) => expect(looksLikeStructures(text)).toBe(true));
	it.each(["", "Is it charged?", "I", "NO", "SOS", "CNC", "BioMedGPT", "(see above)", "1, 2, 3", "C(=O)O is the carboxylic acid of aspirin", "https://example.org/CC", "> quoted words\nby somebody", "> quoted\nDr.Smith2024 said", "CCO\nand some words about it", "ATP", "import numpy as np"])("is ordinary: %j", (text) =>
		expect(looksLikeStructures(text)).toBe(false),
	);

	it("is looked at quickly, however long it is", () => {
		const begin = performance.now();
		for (const text of ["x".repeat(1_000_000), "C".repeat(1_000_000), "[".repeat(1_000_000), "C(".repeat(500_000), ">".repeat(1_000_000), "CCO\n".repeat(250_000), "A".repeat(1_000_000)]) {
			looksLikeStructures(text);
		}
		expect(performance.now() - begin).toBeLessThan(500);
	});
});

describe("a pasted text that the host looks at", () => {
	const library = Array.from({ length: 4000 }, (_, index) => `CCO${"C".repeat(index % 7)} compound ${index}`).join("\n");
	const pastedAspirin = { ...aspirin, id: "e9", origin: "" };
	const back: string[] = [];
	let pasted: Pasted;
	beforeEach(() => {
		vi.useFakeTimers();
		back.length = 0;
		pasted = new Pasted((text) => back.push(text));
	});
	afterEach(() => vi.useRealTimers());

	it("and holds back is given back when nothing comes of it, also after a question and another paste", () => {
		expect(pasted.take(library, [])).toBe("held");
		pasted.forget();
		expect(pasted.take(aspirinSmiles, [])).toBe("left");
		vi.advanceTimersByTime(10_000);
		expect(back).toEqual([library]);
	});

	it("goes out of the question for its own chip, not for one that comes from elsewhere meanwhile", () => {
		const value = `${aspirinSmiles} is it toxic?`;
		pasted.take(aspirinSmiles, []);
		expect(pasted.placeIn(value, [p53])).toBeUndefined();
		expect(pasted.placeIn(value, [p53, { ...pastedAspirin, title: "c1ccccc1O" }])).toBeUndefined();
		expect(pasted.placeIn(value, [p53, pastedAspirin])).toEqual({ from: 0, to: aspirinSmiles.length });
		expect(pasted.placeIn(value, [p53, pastedAspirin])).toBeUndefined();
	});

	it("and was broken does not stand for the corrected one that was pasted after it", () => {
		const broken = aspirinSmiles.slice(0, -2);
		pasted.take(broken, []);
		pasted.take(aspirinSmiles, []);
		expect(pasted.placeIn(aspirinSmiles, [pastedAspirin])).toEqual({ from: 0, to: aspirinSmiles.length });
		expect(pasted.placeIn(broken, [{ ...pastedAspirin, title: broken }])).toBeUndefined();
	});

	it("and had too much goes out as it was corrected, where both stand in the question", () => {
		pasted.take(`${aspirinSmiles})`, []);
		pasted.take(aspirinSmiles, []);
		const value = `${aspirinSmiles}) ${aspirinSmiles}`;
		expect(pasted.placeIn(value, [pastedAspirin])).toEqual({ from: aspirinSmiles.length + 2, to: value.length });
	});

	it("in FASTA lines is known by its residues, and a held one is not given back then", () => {
		const fasta = ">P04637\nMEEPQSDPSVEPPLSQETFSDLWKLLPENN\nVLSPLPSQAMDDLMLSPDDIEQWFTEDPGPDE\n";
		pasted.take(fasta, []);
		expect(pasted.placeIn(`And ${fasta}`, [{ ...p53, origin: "" }])).toEqual({ from: 4, to: 4 + fasta.length });
		pasted.take(library, []);
		pasted.placeIn("", [{ ...pastedAspirin, title: "CCOCC" }]);
		vi.advanceTimersByTime(10_000);
		expect(back).toEqual([]);
	});
});

describe("mentions in a text", () => {
	const mention = (text: string) => ({ text, kind: "molecule", label: "" }) as const;
	it("are found where they stand alone, the longest first, each place once", () => {
		const found = placesOf("CCO is not CCOC; (CCO), CCO. And CCO[Na]", [mention("CCO"), mention("CCOC")]);
		expect(found.map(({ mention: { text }, from }) => [text, from])).toEqual([["CCO", 0], ["CCOC", 11], ["CCO", 18], ["CCO", 24]]);
	});

	it("without a text stand nowhere", () => expect(placesOf("abc", [mention("")])).toEqual([]));
});

describe("what was dropped", () => {
	const transfer = (data: Readonly<Record<string, string>>) => ({ files: [], getData: (type: string) => data[type] ?? "" });
	it("from VS Code is its resources, once each, whatever text comes with them", () => {
		expect(droppedFrom(transfer({ "application/vnd.code.uri-list": "file:///a%20b.sdf\r\n# remark\r\n", "text/uri-list": "file:///a%20b.sdf", "text/plain": "a b.sdf" }))).toEqual({ kind: "uris", uris: ["file:///a%20b.sdf"] });
		expect(droppedFrom(transfer({ codefiles: '["/work/a b#1.sdf","C:\\\\lab\\\\x.fasta"]' }))).toEqual({ kind: "uris", uris: ["file:///work/a%20b%231.sdf", "file:///C:/lab/x.fasta"] });
	});
	it("as a link of the web is a text", () => expect(droppedFrom(transfer({ "text/uri-list": "https://example.org", "text/plain": "https://example.org" }))).toEqual({ kind: "text", text: "https://example.org" }));
	it("may be nothing, or broken", () => expect(droppedFrom(transfer({ codefiles: "[{", "text/plain": " " }))).toBeUndefined());
});

describe("the thread that the page holds", () => {
	it("keeps its other messages as they are when one changes", () => {
		const first = question("q1", "One?");
		const thread = withMessage(withMessage({ ...emptyThread, messages: [first] }, answer("a1", { state: "writing", text: "It" })), question("q2", "Two?"));
		const grown = withText(thread, { id: "a1", from: 2, text: " is" });
		expect(grown).toMatchObject({ messages: [{ id: "q1" }, { id: "a1", text: "It is" }, { id: "q2" }] });
		expect(grown !== "missed" && grown?.messages[0]).toBe(first);
		expect(withText(thread, { id: "a1", from: 9, text: "x" })).toBe("missed");
		expect(withText(thread, { id: "q1", from: 0, text: "x" })).toBeUndefined();
		const thought = withText(thread, { id: "a1", part: "reasoning", from: 0, text: "Hm" });
		expect(thought).toMatchObject({ messages: [{ id: "q1" }, { id: "a1", reasoning: "Hm", text: "It" }, { id: "q2" }] });
		expect(thought !== "missed" && thought !== undefined && withText(thread, { id: "a1", part: "reasoning", from: 2, text: "x" })).toBe("missed");
	});

	it("takes earlier messages once, and lets go of the oldest when there are too many", () => {
		const thread = withEarlier({ ...emptyThread, messages: [question("q2", "2")], earlier: 2 }, [question("q1", "1"), question("q2", "2")], 1);
		expect(thread.messages.map(({ id }) => id)).toEqual(["q1", "q2"]);
		const long = trimmed({ ...emptyThread, earlier: 5, messages: Array.from({ length: 241 }, (_, index) => question(`q${index}`, "?")) });
		expect([long.messages.length, long.earlier, long.messages.at(-1)?.id]).toEqual([120, 126, "q240"]);
	});
});

describe("a text of others", () => {
	it("shows what would be invisible, and keeps every other character", () => {
		expect(visible("\u001b[31mred \u202Egnp\u0000\u007f\ttab\nline é 苯 🧪 \u2067rtl\u2069")).toBe("␛[31mred [U+202E]gnp␀␡\ttab\nline é 苯 🧪 \u2067rtl\u2069");
	});
	it("is not cut within a character", () => expect(clip("a🧪b", 2)).toBe("a"));
});
