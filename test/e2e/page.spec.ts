/** The chat's page alone, under its own content security policy, with what the host would send: as axe judges it, and as it looks. */
import { expect, type Page, test } from "@playwright/test";
import { createRequire } from "node:module";
import { ensureChromium } from "../vscode/browser.mjs";
import { aspirin, commands, evidence, fullThread, strings, suggestions, summaries, aspirinFacts, thread } from "../support/page/conversation.ts";
import { type ChatPage, Harness } from "../support/page/harness.ts";
import type { ThemeName } from "../support/page/themes.ts";
import { takeScreenshot } from "./screenshots.ts";

interface Violation {
	readonly id: string;
	readonly help: string;
	readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let harness: Harness;

test.beforeAll(async () => {
	harness = await Harness.start({}, await ensureChromium());
});
test.afterAll(async () => {
	await harness.dispose();
});

/** Each violation as a line that says where it is. */
async function violations(page: Page): Promise<string[]> {
	await page.evaluate(() => document.getAnimations().forEach((each) => each.finish()));
	const found = await page.evaluate(async (): Promise<readonly Violation[]> => {
		const { axe } = globalThis as unknown as { axe: { run(context: Document, options: object): Promise<{ violations: Violation[] }> } };
		return (await axe.run(document, { resultTypes: ["violations"] })).violations;
	});
	return found.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html.slice(0, 200)}\n  ${failureSummary ?? ""}`).join("\n")}`);
}

async function sound(chat: ChatPage, name: string): Promise<void> {
	await takeScreenshot(chat.page, `page-${name}`);
	expect.soft(await chat.overflowing(), name).toEqual([]);
	expect.soft(await violations(chat.page), name).toEqual([]);
	expect.soft(chat.complaints, name).toEqual([]);
}

for (const theme of ["dark", "light", "high-contrast"] as const satisfies readonly ThemeName[]) {
	for (const width of [250, 400, 900]) {
		test(`axe finds no fault with any state of the chat at ${width} px in ${theme}`, async () => {
			const chat = await harness.open({ width, height: 900, theme, axe });
			const { page } = chat;
			const shot = (name: string): Promise<void> => sound(chat, `${theme}-${width}-${name}`);
			await chat.post({ type: "thread", strings, commands, thread: thread([], { suggestions: ["Please describe this molecule.", "Is it charged?"], attachments: [aspirin] }) });
			await page.getByTestId("chip").waitFor();
			await shot("1-empty");

			await chat.post({ type: "thread", strings, commands, thread: { ...fullThread, earlier: 12 } });
			await page.getByTestId("failure").waitFor();
			await chat.post({ type: "note", text: "The chat “Kinases” was deleted.", undo: "u1" });
			await page.getByTestId("undo").waitFor();
			await shot("2-end");
			await page.getByTestId("close-note").click();
			await page.getByTestId("thread").evaluate((element) => element.scrollTo(0, 0));
			await page.getByTestId("mention").first().scrollIntoViewIfNeeded();
			await page.getByTestId("mention").first().locator("svg").waitFor();
			await page.getByTestId("badge-invalid").click();
			await shot("3-mentions");
			await page.getByTestId("mention").first().click();
			await page.getByTestId("mention-text").waitFor();
			await shot("4-mention-open");

			await page.getByTestId("how-made").first().click();
			await page.getByTestId("show-tokens").first().click();
			await chat.post({ type: "evidence", id: "a1", evidence });
			await page.getByTestId("token-text").waitFor();
			await page.getByTestId("token-text").focus();
			await page.keyboard.press("ArrowRight");
			await shot("5-tokens");
			await page.getByTestId("run-again").scrollIntoViewIfNeeded();
			await shot("6-evidence");
			await page.getByTestId("more").first().click();
			await page.getByRole("menuitem").first().waitFor();
			await shot("7-menu");
			await page.keyboard.press("Escape");

			await page.getByTestId("edit").first().click();
			await page.getByTestId("edit-text").waitFor();
			await shot("8-edit");
			await page.keyboard.press("Escape");

			await page.getByTestId("composer").click();
			await page.keyboard.type("/");
			await page.getByTestId("option").first().waitFor();
			await shot("9-commands");
			await page.keyboard.press("Backspace");
			await page.keyboard.type("and #");
			await expect.poll(() => chat.sent.map(({ type }) => type)).toContain("editorEntities");
			await chat.post({ type: "editorEntities", query: "", found: suggestions });
			await page.getByText("erlotinib").waitFor();
			await shot("10-entities");
			await page.keyboard.press("Escape");

			await page.getByTestId("attachments").getByTestId("preview-chip").first().click();
			await chat.post({ type: "inspected", id: "e1", entity: aspirin, facts: aspirinFacts });
			await page.getByTestId("preview").getByText("BSYNRYMUTXBXSQ").waitFor();
			await shot("11-preview");
			await page.keyboard.press("Escape");

			await page.getByTestId("open-threads").click();
			await chat.post({ type: "threads", threads: summaries });
			await page.getByTestId("thread-row").first().waitFor();
			await shot("12-threads");
			await page.close();
		});
	}
}
