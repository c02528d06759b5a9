/** A person exports a chat and chooses where to. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { freshAnswer, type Exchange } from "../../../../src/chat/exchange.ts";
import { DocumentTakeAway } from "../../../../src/chat/takeAway/documentTakeAway.ts";
import { FakeChemistry } from "../fakes.ts";
import { disk, person, window } from "./vscode.ts";

vi.mock("vscode", () => import("./vscode.ts"));

const exchange: Exchange = { question: { id: "q", at: 0, text: "How many rings?", prompt: "How many rings?", asksModel: true, attachments: [] }, answer: { ...freshAnswer("a", 0), state: "done", text: "One." } };
const takeAway = new DocumentTakeAway({ chemistry: new FakeChemistry(), lastActive: { textEditor: undefined, notebookEditor: undefined } });
const exportAs = (file: string | undefined, title = "Rings", exchanges = [exchange]): Promise<boolean> => {
	person.chooses = file;
	return takeAway.exportThread({ title, exchanges });
};
beforeEach(() => {
	disk.files.clear();
	disk.full = false;
});

describe("exporting a chat", () => {
	it("writes what the file's ending says, and Markdown for any other", async () => {
		for (const file of ["/out/a.md", "/out/a.json", "/out/a.IPYNB", "/out/a.txt"]) {
			expect(await exportAs(file)).toBe(true);
		}
		expect([...disk.files].map(([file, text]) => [file, text.slice(0, 3)])).toEqual([["/out/a.md", "# R"], ["/out/a.json", "{\n\t"], ["/out/a.IPYNB", "{\n "], ["/out/a.txt", "# R"]]);
	});

	it("keeps the reasoning apart, folded, and as text to the letter", async () => {
		const thought: Exchange = { ...exchange, answer: { ...exchange.answer, reasoning: "Count them: </details><b>one</b>" } };
		await exportAs("/out/a.md", "Rings", [thought]);
		expect(disk.files.get("/out/a.md")).toMatch(/<details><summary>Reasoning of the model, generated<\/summary>\n\nCount them: (?!<\/details>)[^\n]*one[^\n]*\n\n<\/details>\n\n\*\*Generated\*\*[^\n]*\n\nOne\./);
		await exportAs("/out/a.json", "Rings", [thought, exchange]);
		const { exchanges } = JSON.parse(disk.files.get("/out/a.json") ?? "") as { exchanges: { answer: Record<string, unknown> }[] };
		expect(exchanges.map(({ answer }) => [answer["reasoning"], answer["text"]])).toEqual([["Count them: </details><b>one</b>", "One."], [undefined, "One."]]);
		await exportAs("/out/a.ipynb", "Rings", [thought]);
		const { cells } = JSON.parse(disk.files.get("/out/a.ipynb") ?? "") as { cells: { id: string }[] };
		expect(cells.map(({ id }) => id)).toEqual(["title", "question-1", "reasoning-1", "generated-1"]);
	});

	it("writes nothing where the person changes their mind", async () => {
		expect(await exportAs(undefined)).toBe(false);
		expect(disk.files.size).toBe(0);
	});

	it("offers the chat's title as a name that every file system takes", async () => {
		await exportAs(undefined, "../What does 阿司匹林 do?\u202e\n");
		expect(person.offered).toBe("/project/What-does-阿司匹林-do.md");
		await exportAs(undefined, "?!");
		expect(person.offered).toBe("/project/chat.md");
	});

	it("says what to do where the file cannot be written", async () => {
		disk.full = true;
		await expect(exportAs("/out/a.md")).rejects.toMatchObject({ code: "not-written", message: expect.stringMatching(/^a\.md cannot be written\. Choose another folder/) as string });
	});

	it("tells of a long one that it takes time", async () => {
		const before = window.progress;
		await exportAs("/out/short.md");
		expect(window.progress).toBe(before);
		await exportAs("/out/long.md", "Rings", Array.from({ length: 1000 }, () => exchange));
		expect(window.progress).toBe(before + 1);
		expect(disk.files.get("/out/long.md")?.match(/^One\.$/gm)).toHaveLength(1000);
	});
});
