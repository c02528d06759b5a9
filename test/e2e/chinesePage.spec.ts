/** The chat's page alone with its texts in Chinese, which run shorter and wider than English: everything keeps its place. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { ensureChromium } from "../vscode/browser.mjs";
import { aspirin, commands, evidence, fullThread, strings, thread } from "../support/page/conversation.ts";
import { Harness } from "../support/page/harness.ts";
import { takeScreenshot } from "./screenshots.ts";

const bundle = JSON.parse(readFileSync("l10n/bundle.l10n.zh-cn.json", "utf8")) as Readonly<Record<string, string>>;
const chinese = Object.fromEntries(Object.entries(strings).map(([name, text]) => [name, bundle[text] ?? text])) as unknown as typeof strings;
let harness: Harness;

test.beforeAll(async () => {
	harness = await Harness.start({}, await ensureChromium());
});
test.afterAll(async () => {
	await harness.dispose();
});

for (const width of [250, 400]) {
	test(`nothing leaves the chat at ${width} px`, async () => {
		const chat = await harness.open({ width, height: 900, theme: "light" });
		const { page } = chat;
		await chat.post({ type: "thread", strings: chinese, commands, thread: thread([], { attachments: [aspirin] }) });
		await page.getByText(chinese.emptyPrivacy).waitFor();
		await takeScreenshot(page, `page-chinese-${width}-empty`);
		expect.soft(await chat.overflowing()).toEqual([]);

		await chat.post({ type: "thread", strings: chinese, commands, thread: { ...fullThread, earlier: 12 } });
		await page.getByTestId("how-made").first().click();
		await page.getByTestId("show-tokens").first().click();
		await chat.post({ type: "evidence", id: "a1", evidence });
		await page.getByTestId("token-text").waitFor();
		await expect(page.getByText(chinese.probabilityLegend)).toBeVisible();
		await takeScreenshot(page, `page-chinese-${width}-evidence`);
		expect.soft(await chat.overflowing()).toEqual([]);
		expect.soft(chat.complaints).toEqual([]);
		await page.close();
	});
}
