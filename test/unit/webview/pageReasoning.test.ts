/** What is shown of models other than nano: those that think before they answer, and those that read structures as text. */
import type { Locator, Page } from "@playwright/test";
import { describe, expect, it } from "vitest";
import { chatPages } from "../../support/page/chatPages.ts";
import { answer, aspirin, commands, question, strings, thread } from "../../support/page/conversation.ts";
import { type ChatPage, chromiumPath } from "../../support/page/harness.ts";

describe.skipIf(chromiumPath === undefined)("the reasoning of a model that thinks first (needs Chromium: set CHROMIUM)", () => {
	let chat: ChatPage;
	let page: Page;
	const { open, close, text, focused } = chatPages((...opened) => void ([chat, page] = opened));
	const block = (): Locator => page.getByTestId("reasoning");
	const isOpen = (): Promise<boolean> => block().evaluate((element: HTMLDetailsElement) => element.open);
	const growing = answer("a1", { state: "writing", text: "", reasoning: "It has", attribution: "generated" });

	it("stands open above the answer while it is all there is, and closes once the answer begins", async () => {
		await open([question("q1", "Is it charged?")]);
		await chat.post({ type: "message", message: growing });
		await page.getByTestId("reasoning-summary").getByText("Reasoning…").waitFor();
		await chat.post({ type: "text", id: "a1", part: "reasoning", from: 6, text: " an **acid**." });
		await page.getByTestId("reasoning-text").getByText("It has an acid.").waitFor();
		expect(await isOpen()).toBe(true);
		await chat.post({ type: "message", message: { ...growing, reasoning: "It has an **acid**.", text: "Yes" } });
		await expect.poll(isOpen).toBe(false);
		await page.getByTestId("reasoning-summary").getByText("Reasoning", { exact: true }).waitFor();
		await text().getByText("Yes").waitFor();
		expect(await text().textContent()).not.toContain("acid");
		expect(await block().evaluate((element, answered) => element.compareDocumentPosition(answered as Node) & Node.DOCUMENT_POSITION_FOLLOWING, await text().elementHandle())).not.toBe(0);
		await close();
	});

	it("opens and closes by keyboard, says so to screen readers, and stays as it was left while text comes", async () => {
		await open([question("q1", "Is it charged?"), { ...growing, text: "Yes" }]);
		await page.getByTestId("reasoning-summary").focus();
		for (const [key, expanded] of [["Enter", true], ["Space", false], ["Enter", true]] as const) {
			await page.keyboard.press(key);
			await expect.poll(isOpen).toBe(expanded);
		}
		await chat.post({ type: "text", id: "a1", from: 3, text: ", it is." });
		await text().getByText("Yes, it is.").waitFor();
		expect(await isOpen()).toBe(true);
		expect(await focused()).toBe("reasoning-summary");
		await page.getByTestId("reasoning-text").getByText("It has").waitFor();
		await close();
	});

	it("is announced when it begins, and not read aloud", async () => {
		await open([question("q1", "Is it charged?")]);
		await chat.post({ type: "message", message: growing });
		const announced = page.getByTestId("announcements");
		await expect.poll(() => announced.textContent()).toBe("Reasoning…");
		await chat.post({ type: "text", id: "a1", part: "reasoning", from: 6, text: " an acid. It is charged. " });
		await chat.post({ type: "message", message: { ...growing, reasoning: "It has an acid. It is charged. ", text: "Yes. " } });
		await expect.poll(() => announced.textContent(), { timeout: 5000 }).toContain("Yes.");
		expect(await announced.textContent()).not.toContain("acid");
		await close();
	});

	it("is there where no answer came, and not at all where a model does not think", async () => {
		await open([question("q1", "Charged?"), answer("a1", { text: "", reasoning: "Hm", notices: ["It was still reasoning."] })]);
		expect(await isOpen()).toBe(true);
		await page.getByTestId("reasoning-summary").click();
		await expect.poll(isOpen).toBe(false);
		await chat.post({ type: "thread", strings, commands, thread: thread([question("q1", "Charged?"), answer("a1")], { id: "t2" }) });
		await expect.poll(() => block().count()).toBe(0);
		await close();
	});

	it("tells on a chip how the model reads it where it has no encoder", async () => {
		await open([], { attachments: [{ ...aspirin, softTokens: undefined, readAs: "SMILES read as text" }] });
		await page.getByTestId("chip-read-as").getByText("SMILES read as text").waitFor();
		expect(await page.getByTestId("chip-tokens").count()).toBe(0);
		await close();
	});
});
