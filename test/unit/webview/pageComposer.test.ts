/** What somebody asks: typed, completed, pasted, dropped, changed. */
import type { Locator, Page } from "@playwright/test";
import { describe, expect, it } from "vitest";
import { chatPages } from "../../support/page/chatPages.ts";
import { answer, aspirin, aspirinFacts, aspirinSmiles, commands, imatinib, p53, question, strings, suggestions, thread } from "../../support/page/conversation.ts";
import { type ChatPage, chromiumPath } from "../../support/page/harness.ts";

/** Its ansa bridge makes smiles-drawer's force layout run to its last iteration. */
const rifampicin = "CC1C=CC=C(C(=O)NC2=C(C(=C3C(=C2O)C(=C(C4=C3C(=O)C(O4)(OC=CC(C(C(C(C(C(C1O)C)O)C)OC(=O)C)C)OC)C)C)O)O)C=NN5CCN(CC5)C)C";

describe.skipIf(chromiumPath === undefined)("the chat's page (needs Chromium: set CHROMIUM)", () => {
	let chat: ChatPage;
	let page: Page;
	const { open, close, box, text, said, focused } = chatPages((...opened) => void ([chat, page] = opened));

	it("sends with Enter, breaks the line with Shift+Enter, stops with Escape within 100 ms", async () => {
		await open();
		await page.getByTestId("composer").click();
		await page.keyboard.type("One");
		await page.keyboard.press("Shift+Enter");
		await page.keyboard.type("two");
		await page.keyboard.press("Enter");
		await expect.poll(() => said("ask")).toEqual([{ type: "ask", text: "One\ntwo" }]);
		expect(await box().inputValue()).toBe("");
		await chat.post({ type: "message", message: answer("a1", { state: "writing", text: "It goes on and on. " }) });
		await text().getByText("It goes on and on.").waitFor();
		const took = await page.evaluate(async () => {
			const begin = performance.now();
			document.querySelector("biomedgpt-chat")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
			while (document.querySelector("[data-testid=send]") === null) {
				await new Promise((resolve) => requestAnimationFrame(resolve));
			}
			return performance.now() - begin;
		});
		expect(took).toBeLessThan(100);
		expect(said("stop")).toHaveLength(1);
		await page.getByTestId("ending").getByText("Stopped.").waitFor();
		await close();
	});

	it("tells with Enter that an answer is still written, and keeps the text", async () => {
		await open([question("q0", "Zero?"), answer("a0"), question("q1", "One?"), answer("a1", { state: "writing", text: "It goes on." })]);
		await chat.post({ type: "note", text: "3 later questions were removed.", undo: "u1" });
		await page.getByTestId("note").waitFor();
		await box().press("Enter");
		expect(await page.getByTestId("note").count()).toBe(1);
		await box().fill("And then?");
		await box().press("Enter");
		await page.getByTestId("note").getByText("An answer is being written: stop it with Escape, or wait.").waitFor();
		await page.getByTestId("announcements").getByText("An answer is being written").waitFor({ state: "attached" });
		expect(await box().inputValue()).toBe("And then?");
		expect(said("ask")).toEqual([]);
		await chat.post({ type: "message", message: answer("a0", { text: "Its facts have come." }) });
		await page.getByText("Its facts have come.").waitFor();
		expect(await page.getByTestId("note").count()).toBe(2);
		await chat.post({ type: "message", message: answer("a1", { text: "It goes on." }) });
		await expect.poll(() => page.getByTestId("note").allTextContents()).toEqual([expect.stringContaining("3 later questions were removed.")]);
		await chat.post({ type: "note", text: "", undo: "u1" });
		await page.getByTestId("send").waitFor();
		await box().press("Enter");
		await expect.poll(() => said("ask")).toEqual([{ type: "ask", text: "And then?" }]);
		await expect.poll(() => page.getByTestId("note").count()).toBe(0);
		await close();
	});

	it("walks with the arrow keys through what was asked before, and back to what was being written", async () => {
		await open([question("q1", "How many rings?"), answer("a1"), question("q2", "Is it charged?"), answer("a2")]);
		await page.getByTestId("composer").click();
		await page.keyboard.type("And in w");
		for (const [key, shown] of [["ArrowUp", "Is it charged?"], ["ArrowUp", "How many rings?"], ["ArrowUp", "How many rings?"], ["ArrowDown", "Is it charged?"], ["ArrowDown", "And in w"]] as const) {
			await page.keyboard.press(key);
			expect(await box().inputValue()).toBe(shown);
		}
		await close();
	});

	it("offers commands behind / and completes the one that Tab chooses", async () => {
		await open();
		await page.getByTestId("composer").click();
		await page.keyboard.type("/d");
		await expect.poll(async () => (await page.getByTestId("option").allTextContents()).map((each) => each.trim())).toEqual(["/describeDescribe the attached molecule or protein", "/drawDraw the attached molecules"]);
		await page.keyboard.press("ArrowDown");
		const active = await box().evaluate((element: HTMLTextAreaElement) => ({ option: element.ariaActiveDescendantElement?.textContent?.trim(), list: element.ariaControlsElements?.[0]?.getAttribute("aria-label") }));
		expect(active).toEqual({ option: "/drawDraw the attached molecules", list: "Commands" });
		await page.keyboard.press("Tab");
		expect(await box().inputValue()).toBe("/draw ");
		expect(await page.getByTestId("completion").count()).toBe(0);
		await page.keyboard.press("Enter");
		await expect.poll(() => said("ask")).toHaveLength(1);
		await close();
	});

	it("offers the editor's molecules behind #, attaches the chosen one and takes its name out of the question", async () => {
		await open();
		await page.getByTestId("composer").click();
		await page.keyboard.type("Compare with #erl");
		await expect.poll(() => said("editorEntities").at(-1)?.query).toBe("erl");
		await chat.post({ type: "editorEntities", query: "gef", found: [] }); // late, for something else
		await chat.post({ type: "editorEntities", query: "erl", found: suggestions.slice(1, 2) });
		await page.getByRole("option", { name: "erlotinib" }).waitFor();
		await page.keyboard.press("Enter");
		await expect.poll(() => said("attachSuggestion")).toEqual([{ type: "attachSuggestion", id: "s2" }]);
		expect(await box().inputValue()).toBe("Compare with ");
		expect(said("ask")).toEqual([]);
		await page.keyboard.type("#zz");
		await expect.poll(() => said("editorEntities").at(-1)?.query).toBe("zz");
		await chat.post({ type: "editorEntities", query: "zz", found: [] });
		await page.getByTestId("no-completion").waitFor();
		await page.keyboard.press("Escape");
		expect(await page.getByTestId("no-completion").count()).toBe(0);
		await close();
	});

	it("makes a chip of a pasted SMILES, and leaves ordinary text and what was no molecule alone", async () => {
		await open();
		await page.getByTestId("composer").click();
		const paste = async (pasted: string): Promise<void> => {
			await page.evaluate((value) => navigator.clipboard.writeText(value), pasted);
			await page.keyboard.press("Control+V");
		};
		await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
		await paste("What is this? ");
		await paste(aspirinSmiles);
		await expect.poll(() => said("attachText")).toEqual([{ type: "attachText", text: aspirinSmiles }]);
		expect(await box().inputValue()).toBe(`What is this? ${aspirinSmiles}`); // until the host has a chip for it
		await chat.post({ type: "composer", attachments: [aspirin], suggestions: [] });
		await expect.poll(() => box().inputValue()).toBe("What is this? ");
		await paste("CC(=O)Oc1cc");
		await expect.poll(() => said("attachText")).toHaveLength(2);
		await chat.post({ type: "note", text: "Ring 1 is never closed." });
		await page.getByTestId("note").waitFor();
		expect(await box().inputValue()).toBe("What is this? CC(=O)Oc1cc");
		await close();
	});

	it("takes files and resources that are dragged onto it, and shows where to drop them", async () => {
		await open();
		const drag = async (type: string, data: readonly (readonly [string, string])[], file?: string): Promise<void> => {
			await page.evaluate(
				({ type, data, file }) => {
					const transfer = new DataTransfer();
					data.forEach(([kind, value]) => transfer.setData(kind, value));
					if (file !== undefined) {
						transfer.items.add(new File([">x\nMEEPQ"], file));
					}
					document.querySelector("biomedgpt-chat")?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
				},
				{ type, data, file },
			);
		};
		await drag("dragenter", [["text/plain", "x"]]);
		await page.getByTestId("drop-zone").waitFor();
		await drag("drop", [["application/vnd.code.uri-list", "file:///work/series%20B.sdf\r\nvscode-remote://ssh/a.fasta"]]);
		expect(await page.getByTestId("drop-zone").count()).toBe(0);
		await drag("drop", [], "p53.fasta");
		await expect.poll(() => said("attachFile")).toEqual([{ type: "attachFile", name: "p53.fasta", content: ">x\nMEEPQ" }]);
		expect(said("attachUris")).toEqual([{ type: "attachUris", uris: ["file:///work/series%20B.sdf", "vscode-remote://ssh/a.fasta"] }]);
		await drag("drop", [["text/plain", "some words"]]);
		await expect.poll(() => box().inputValue()).toBe("some words");
		await close();
	});

	it("changes a question where it stands; Escape leaves it as it was", async () => {
		await open([question("q1", "How many rings?"), answer("a1")]);
		await page.getByTestId("edit").focus();
		await page.keyboard.press("Enter");
		await expect.poll(focused).toBe("edit-text");
		await page.keyboard.press("Escape");
		await expect.poll(focused).toBe("edit");
		await page.keyboard.press("Enter");
		await expect.poll(focused).toBe("edit-text");
		await page.keyboard.press("End");
		await page.keyboard.type(" Exactly?");
		await page.keyboard.press("Enter");
		await expect.poll(() => said("edit")).toEqual([{ type: "edit", id: "q1", text: "How many rings? Exactly?" }]);
		await expect.poll(focused).toBe("composer");
		await close();
	});

	it("shows a chip large, and gives the focus back", async () => {
		await open([], { attachments: [aspirin, p53] });
		await page.setViewportSize({ width: 300, height: 320 }); // the facts need more than there is
		await page.getByTestId("preview-chip").first().focus();
		await page.keyboard.press("Enter");
		await expect.poll(() => said("inspect")).toEqual([{ type: "inspect", id: "e1" }]);
		await chat.post({ type: "inspected", id: "e1", entity: aspirin, facts: aspirinFacts });
		await page.getByTestId("preview").getByText("BSYNRYMUTXBXSQ-UHFFFAOYSA-N").waitFor();
		await page.getByTestId("preview-drawing").locator("svg").waitFor();
		const height = async (part: Locator): Promise<number> => (await part.boundingBox())?.height ?? Number.NaN;
		expect(await height(page.getByTestId("preview-drawing"))).toBeGreaterThanOrEqual(await height(page.getByTestId("preview-drawing").locator("svg")));
		await page.keyboard.press("Escape");
		await expect.poll(focused).toBe("preview-chip");
		expect(said("stop")).toEqual([]);
		await page.keyboard.press("Enter");
		await page.getByRole("button", { name: "Open preview beside the editor" }).click();
		await expect.poll(() => said("openPreview")).toEqual([{ type: "openPreview", id: "e1" }]);
		await expect.poll(async () => page.getByTestId("preview").isVisible()).toBe(false);
		await close();
	});

	it("stops with Escape what only the host knows to run, and takes a note along with its thread", async () => {
		await open();
		await chat.post({ type: "note", text: "Computing… Escape stops it." });
		await page.getByTestId("note").waitFor();
		await box().press("Escape");
		await expect.poll(() => said("stop")).toHaveLength(1);
		await chat.post({ type: "thread", strings, commands, thread: thread([], { id: "t2" }) });
		await expect.poll(() => page.getByTestId("note").count()).toBe(0);
		await close();
	});

	it("takes thousands of dropped lines at once, and keeps a text that is too long to be sent", async () => {
		await open();
		await box().focus();
		const took = await page.evaluate(() => {
			const transfer = new DataTransfer();
			transfer.setData("text/plain", "an ordinary line of a log file\n".repeat(2000));
			const begin = performance.now();
			document.querySelector("biomedgpt-chat")?.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
			return performance.now() - begin;
		});
		await expect.poll(async () => (await box().inputValue()).length).toBe(62_000);
		expect(took).toBeLessThan(1000);
		const endless = "word ".repeat(210_000);
		await chat.post({ type: "thread", strings, commands, thread: thread([], { id: "t2", draft: endless }) });
		await expect.poll(async () => (await box().inputValue()).length).toBe(endless.length);
		await box().press("Enter");
		await page.getByTestId("note").getByText("1050000 characters").waitFor();
		expect((await box().inputValue()).length).toBe(endless.length);
		expect(said("ask")).toEqual([]);
		await box().fill("word");
		await box().press("Enter");
		await expect.poll(() => said("ask")).toEqual([{ type: "ask", text: "word" }]);
		await expect.poll(() => page.getByTestId("note").count()).toBe(0);
		await close();
	});

	it("keeps what was typed a moment ago when the thread is sent again", async () => {
		await open([], { draft: "And th" });
		expect(await box().inputValue()).toBe("And th");
		await page.getByTestId("composer").click();
		await page.keyboard.press("End");
		await page.keyboard.type("en?");
		await chat.post({ type: "thread", strings, commands, thread: thread([], { draft: "And th" }) });
		await expect.poll(() => said("draft").at(-1)?.text).toBe("And then?");
		expect(await box().inputValue()).toBe("And then?");
		await close();
	});

	it("stays quick beside a megabyte without a space", async () => {
		await open();
		const endless = "x".repeat(1_000_000);
		const begin = Date.now();
		await chat.post({ type: "message", message: question("q1", endless) });
		await chat.post({ type: "message", message: answer("a1", { text: endless }) });
		await page.getByTestId("show-all").nth(1).waitFor();
		await page.getByTestId("composer").click();
		await page.keyboard.type("still here");
		expect(await box().inputValue()).toBe("still here");
		expect(Date.now() - begin).toBeLessThan(3000);
		expect(await chat.overflowing()).toEqual([]);
		await close();
	});

	it("falls back to words where a molecule cannot be drawn, and draws bridged rings in time", async () => {
		await open([], { attachments: [{ ...aspirin, smiles: "this is no molecule" }, { ...imatinib, smiles: rifampicin }] });
		await page.getByTestId("drawing").locator("svg").waitFor();
		await expect.poll(() => page.getByTestId("drawing").count()).toBe(1);
		await close();
	});
});
