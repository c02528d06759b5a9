/** A chemist takes an answer out of the chat: into a notebook, a script or a file. What was computed and what was generated stay apart. */
import MarkdownIt from "markdown-it";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freshAnswer, type ChatAnswer, type Exchange } from "../../../../src/chat/exchange.ts";
import { commented, commentMarks } from "../../../../src/chat/takeAway/comments.ts";
import { commentText } from "../../../../src/chat/takeAway/commentText.ts";
import { FactsForTaking, takenMarkdown } from "../../../../src/chat/takeAway/taken.ts";
import { exported, type ThreadFile, type ThreadFormat } from "../../../../src/chat/takeAway/thread.ts";
import { ChemistryClient } from "../../../../src/science/chemistryClient.ts";
import type { Entity } from "../../../../src/science/entity.ts";
import { cellsOf } from "../../../../src/science/files/notebook.ts";
import { buildWorker, type BuiltWorker } from "../../../support/chemistry.ts";

vi.mock("vscode", () => import("../vscode.ts"));

let worker: BuiltWorker;
let chemistry: ChemistryClient;
beforeAll(async () => {
	worker = await buildWorker();
	chemistry = new ChemistryClient({ workerFile: worker.workerFile });
});
afterAll(async () => {
	await chemistry.dispose();
	await worker.remove();
});

const { signal } = new AbortController();
const facts = (): FactsForTaking => new FactsForTaking(chemistry, signal);
const aspirin: Entity = { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O", name: "aspirin" };
const model = { name: "BioMedGPT nano", version: "0.1.0", checksum: "ab".repeat(32) };
function exchange(question: string, answer: string, { entities = [aspirin], ...more }: Partial<ChatAnswer> & { readonly entities?: readonly Entity[] } = {}): Exchange {
	return { question: { id: "q", at: 0, text: question, prompt: question, asksModel: answer !== "" || more.computed === undefined || more.state === "failed", attachments: entities.map((entity, index) => ({ id: `${index}`, entity, origin: "" })) }, answer: { ...freshAnswer("a", 0), state: "done", model, text: answer, ...more } };
}
const HOSTILE = "[run](command:workbench.action.quit) ![x](https://evil.example/x.png) <script>alert(1)</script> <!-- --> */ ?> \u001b[31mred \u202eevil\u0007 `r system('id')` $x$\n# heading\n- list\n```\ncode";

/** What a reader of the markdown gets to see, and the tags of it. */
function rendered(markdown: string): { readonly text: string; readonly tags: readonly string[] } {
	const html = new MarkdownIt({ html: true, linkify: true }).render(markdown);
	return { text: html.replace(/<[^>]*>/g, ""), tags: [...new Set([...html.matchAll(/<(\w+)/g)].map((match) => match[1] ?? ""))].sort() };
}

describe("a cell of a notebook", () => {
	it("quotes the question, names the structure, tells facts with methods, and apart from them what the model wrote", async () => {
		const { question, computed, generated } = await takenMarkdown(exchange("How many rings?\nAnd why?", "It has **one** ring."), facts(), signal);
		expect(question).toBe("> How many rings?  \n> And why?\n>\n> - molecule aspirin `CC(=O)Oc1ccccc1C(=O)O`");
		expect(computed).toMatch(/\*\*aspirin · C₉H₈O₄\*\*[^]*\*\*Computed\*\* · RDKit[^]*logP \*\*1\.31\*\* · Crippen/);
		expect(generated).toBe("**Generated** · written by BioMedGPT nano 0.1.0, check it\n\nIt has \\*\\*one\\*\\* ring.");
	});

	it("has a command's computation in the place of the facts, and no generated part where no model was asked", async () => {
		expect(await takenMarkdown(exchange("/compare", "", { computed: "| a | b |\n", model: undefined }), facts(), signal)).toMatchObject({ computed: "| a | b |", generated: "" });
	});

	it("says where an answer was stopped or broke off", async () => {
		expect((await takenMarkdown(exchange("What is it?", "It is a", { state: "stopped" }), facts(), signal)).generated).toMatch(/\n\n\*Stopped\.\*$/);
		expect((await takenMarkdown(exchange("What is it?", "", { state: "failed", failure: { code: "engine-died", message: "The model [died](command:x)." } }), facts(), signal)).generated).toBe("> Failed: The model \\[died](command:x).");
		expect((await takenMarkdown(exchange("What is it?", "It is a", { state: "failed", failure: { code: "engine-died", message: "The model died." } }), facts(), signal)).generated).toMatch(/\n\nIt is a\n\n> Failed: The model died\.$/);
		const [interrupted, failed] = [exchange("What is it?", "It is a", { state: "stopped", interrupted: true }), exchange("What is it?", "", { state: "failed", failure: { code: "engine-died", message: "The model died." } })];
		expect((await takenMarkdown(interrupted, facts(), signal)).generated).toMatch(/\n\n\*Interrupted: VS Code ended while this was being written\.[^*]*\*$/);
		expect(commentText(interrupted, [])).toMatch(/\nInterrupted: VS Code ended while this was being written\./);
		expect(commentText(failed, [])).toMatch(/\nFailed: The model died\.$/);
	});

	it("shows hostile questions, names, answers and computations as text", async () => {
		const hostile: Entity = { kind: "molecule", smiles: "`CCO` ![x](https://evil.example) \u202e", name: HOSTILE };
		const taken = await takenMarkdown(exchange(HOSTILE, HOSTILE, { entities: [hostile], computed: "fine \u202e\u001b[31m" }), facts(), signal);
		const { text, tags } = rendered(Object.values(taken).join("\n\n"));
		expect(tags).toEqual(["blockquote", "br", "code", "li", "p", "strong", "ul"]);
		expect(text).toContain("[run](command:workbench.action.quit)");
		expect(Object.values(taken).join("")).not.toMatch(/[\u202e\u001b\u0007]/);
	});

	it("of 1 MB without a space can be given up", async () => {
		const abort = new AbortController();
		const making = takenMarkdown(exchange("What is it?", "a".repeat(1_000_000)), facts(), abort.signal);
		abort.abort();
		await expect(making).rejects.toThrow(/abort/i);
	});
});

describe("a comment", () => {
	const comment = async (languageId: string, text: string, question = "How many rings?"): Promise<string> => {
		const one = exchange(question, text);
		return commented(commentText(one, await facts().of(one)), commentMarks(languageId) ?? { line: "?" }, "    ");
	};

	it("in Python holds the question, the SMILES, facts with methods, and the answer with its mark", async () => {
		const lines = (await comment("python", "It has one ring.")).split("\n");
		expect(lines[0]).toBe("    # BioMedGPT was asked: How many rings?");
		expect(lines[1]).toBe("    # molecule aspirin CC(=O)Oc1ccccc1C(=O)O");
		expect(lines).toContain("    # Computed:");
		expect(lines.find((line) => line.includes("logP"))).toMatch(/^ {4}# - logP 1\.31 · Crippen.*RDKit/);
		expect(lines.slice(-2)).toEqual(["    # Generated (written by BioMedGPT nano 0.1.0, check it):", "    # It has one ring."]);
	});

	it("wraps words, but never a SMILES", async () => {
		const smiles = `C${"C(F)(F)".repeat(40)}`;
		const lines = (await comment("r", `${"word ".repeat(60)}${smiles}`)).split("\n");
		expect(lines.every((line) => line.startsWith("    # "))).toBe(true);
		expect(lines.some((line) => line.endsWith(` ${smiles}`))).toBe(true);
		expect(lines.filter((line) => line.length > 110)).toHaveLength(1);
	});

	it.each([
		["python", /^ {4}#/],
		["cpp", /^ {4}\/\//],
		["sql", /^ {4}--/],
		["latex", /^ {4}%/],
		["snakemake", /^ {4}#/],
	])("in %s no line of a hostile answer is code", async (languageId, begins) => {
		const text = await comment(languageId, `${HOSTILE}\ncode behind\u2028a line separator\u0085 and \u000bmore \\`, HOSTILE);
		expect(text.split(/[\n\r\u0085\u2028\u2029\u000b\u000c]/).every((line) => begins.test(line))).toBe(true);
		expect(text).not.toMatch(/[\u001b\u202e\u0007]/);
		expect(text).not.toMatch(/\\$/m);
	});

	it.each([
		["html", "-->"],
		["markdown", "-->"],
		["xml", "-->"],
		["css", "*/"],
		["ocaml", "*)"],
		["mdx", "*/"],
	])("in %s a closing mark in the text does not close it", async (languageId, close) => {
		const text = await comment(languageId, `before --> --!> ---> */ **/ *) */} after\n${HOSTILE}`);
		expect(text.indexOf(close)).toBe(text.length - (languageId === "mdx" ? 3 : close.length));
	});

	it("cannot end Java's by an escape, nor PHP, nor tell Python another encoding", async () => {
		expect(await comment("java", "x \\u000a System.exit(0); \\uuu000a")).not.toMatch(/\\u/);
		expect(await comment("php", "x ?> <?php")).not.toMatch(/\?>/);
		expect(await comment("python", "-*- coding: rot13 -*-")).not.toMatch(/coding[:=]/);
		expect(await comment("markdown", HOSTILE)).not.toMatch(/`r /);
	});

	it("is not written where there are none", () => {
		expect(["/x/compounds.csv", "/x/plate.TSV", "/x/table.dat"].map((file) => commentMarks("plaintext", file))).toEqual([undefined, undefined, undefined]);
		expect(["/x/notes.txt", "/x/NOTES", ""].map((file) => commentMarks("plaintext", file))).toEqual([{ line: "#" }, { line: "#" }, { line: "#" }]);
		expect(["json", "csv", "tsv", "sdf", "molfile", "fasta", "pdb", "handlebars", "rmd", "no-such-language"].map((id) => commentMarks(id))).toEqual(Array.from({ length: 10 }, () => undefined));
	});
});

describe("an exported chat", () => {
	const thread = { title: "Aspirin [x](command:y)\n# and more", exchanges: [exchange("How many rings?", "One.\n\n- ring"), exchange("/facts", "", { computed: "**Computed**\n\n- logP 1.31", model: undefined }), exchange("Hello?", HOSTILE, { entities: [] })] };
	const write = (format: ThreadFormat): Promise<string> => exported(thread, format, facts(), signal);

	it("as Markdown holds title, questions, facts and answers in order", async () => {
		const markdown = await write("md");
		expect(markdown).toMatch(/^# Aspirin \\\[x](?:\\)?\(command:y\) # and more\n\n> How many rings\?[^]*\*\*Computed\*\*[^]*\*\*Generated\*\*[^]*One\.[^]*\n---\n[^]*> \/facts[^]*logP 1\.31[^]*> Hello\?/);
		expect(markdown.match(/\*\*Generated\*\*/g)).toHaveLength(2);
		expect(rendered(markdown).tags).not.toEqual(expect.arrayContaining(["script"]));
		expect(rendered(markdown).tags.filter((tag) => /^(?:a|img|script)$/.test(tag))).toEqual([]);
	});

	it("as JSON holds exactly what was asked and written, and says which is generated", async () => {
		const text = await write("json");
		const file = JSON.parse(text) as ThreadFile;
		expect(file).toMatchObject({ format: "biomedgpt-thread", version: 1, title: thread.title });
		expect(Date.parse(file.exported)).toBeGreaterThan(Date.parse("2024-01-01"));
		expect(file.exchanges[0]).toMatchObject({ question: { text: "How many rings?", entities: [aspirin] }, computed: "", answer: { generated: true, text: "One.\n\n- ring", state: "done", model } });
		expect(file.exchanges[0]?.facts[0]?.facts.find(({ id }) => id === "logP")).toMatchObject({ value: 1.31, method: expect.stringContaining("Crippen") as string });
		expect(file.exchanges[1]).toMatchObject({ computed: expect.stringContaining("logP") as string, answer: null });
		expect(file.exchanges[2]?.answer?.text).toBe(HOSTILE);
		expect(text).not.toMatch(/[\u202e\u001b]/);
	});

	it("as JSON says that a model failed behind what was computed", async () => {
		const failed = exchange("/compare", "", { computed: "| a |", state: "failed" });
		const file = JSON.parse(await exported({ title: "t", exchanges: [failed] }, "json", facts(), signal)) as ThreadFile;
		expect(file.exchanges[0]).toMatchObject({ computed: "| a |", answer: { generated: true, text: "", state: "failed" } });
	});

	it("as JSON says why an answer is not whole", async () => {
		const failed = exchange("What is it?", "It", { state: "failed", failure: { code: "engine-died", message: "The model died." } });
		const interrupted = exchange("What is it?", "It is a", { state: "stopped", interrupted: true });
		const file = JSON.parse(await exported({ title: "t", exchanges: [failed, interrupted, exchange("And?", "Yes.")] }, "json", facts(), signal)) as ThreadFile;
		expect(file.exchanges.map(({ answer }) => [answer?.state, answer?.interrupted, answer?.failure])).toEqual([
			["failed", false, { code: "engine-died", message: "The model died." }],
			["stopped", true, null],
			["done", false, null],
		]);
	});

	it("as a notebook has a cell for each part, as nbformat 4.5 wants it", async () => {
		const text = await write("ipynb");
		const notebook = JSON.parse(text) as { readonly nbformat: number; readonly nbformat_minor: number; readonly metadata: object; readonly cells: readonly { readonly id: string; readonly cell_type: string; readonly metadata: object; readonly source: readonly string[] }[] };
		expect(Object.keys(notebook).sort()).toEqual(["cells", "metadata", "nbformat", "nbformat_minor"]);
		expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
		for (const cell of notebook.cells) {
			expect(Object.keys(cell).sort()).toEqual(["cell_type", "id", "metadata", "source"]);
			expect(cell.id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
			expect(cell.source.slice(0, -1).every((line) => line.endsWith("\n"))).toBe(true);
		}
		expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(notebook.cells.length);
		expect(cellsOf(text).map((cell) => cell.languageId)).toEqual(Array.from({ length: 8 }, () => "markdown"));
		expect(notebook.cells.map(({ id }) => id)).toEqual(["title", "question-1", "computed-1", "generated-1", "question-2", "computed-2", "question-3", "generated-3"]);
	});

	it("of a chat without a question is its title", async () => {
		expect(await exported({ title: "", exchanges: [] }, "md", facts(), signal)).toBe("# BioMedGPT chat\n");
	});
});
