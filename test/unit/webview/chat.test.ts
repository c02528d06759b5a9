import type { Locator, Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ThreadLink } from "../../../src/chat/link.ts";
import { chatStrings } from "../../../src/chat/strings.ts";
import { ChatThread } from "../../../src/chat/thread.ts";
import { Failure } from "../../../src/science/failure.ts";
import { aspirin, engineDied, FakeChemistry, FakeEngine, p53, unfinished } from "../chat/fakes.ts";
import { type ChatPage, chromiumPath, Harness } from "./harness.ts";
import type { ThemeName } from "./themes.ts";

vi.mock("vscode", () => import("../chat/vscode.ts"));

/** Set to a folder to keep the screenshots. */
const screenshots = process.env["CHAT_SCREENSHOTS"];
const imatinib = { kind: "molecule", smiles: "Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1" } as const;
/** Its ansa bridge makes smiles-drawer's force layout run to its last iteration. */
const rifampicin = "CC1C=CC=C(C(=O)NC2=C(C(=C3C(=C2O)C(=C(C4=C3C(=O)C(O4)(OC=CC(C(C(C(C(C(C1O)C)O)C)OC(=O)C)C)OC)C)C)O)O)C=NN5CCN(CC5)C)C";
const markdown = [
	"Aspirin is a **salicylate**: the acetyl ester of salicylic acid. It inhibits `COX-1` and `COX-2` irreversibly by acetylating a serine.",
	"",
	"- one aromatic ring",
	"- a carboxylic acid, so it is [charged](https://example.org/acid) at physiological pH",
	"",
	"| site | pKa |",
	"|---|--:|",
	"| COOH | 3.5 |",
	"",
	"```python\nMolFromSmiles('CC(=O)Oc1ccccc1C(=O)O')  # a long line that has to scroll inside its own box\n```",
].join("\n");

/** The rendered text, which the announcements repeat. */
const answerText = (page: Page): Locator => page.getByTestId("answer-text");

interface Scene {
	readonly chat: ChatPage;
	readonly engine: FakeEngine;
	readonly thread: ChatThread;
	readonly opened: string[];
}

describe.skipIf(chromiumPath === undefined)("the chat's page (needs Chromium: set CHROMIUM)", () => {
	let harness: Harness;
	const scenes: Scene[] = [];
	beforeAll(async () => {
		harness = await Harness.start();
	});
	afterAll(async () => {
		await harness.dispose();
	});

	/** The page with the real thread and link behind it; only the model process and RDKit are played. */
	async function open(width = 400, theme: ThemeName = "dark", height = 720): Promise<Scene> {
		const engine = new FakeEngine();
		const thread = new ChatThread({ engine, chemistry: new FakeChemistry(), unfinished });
		const chat = await harness.open({ width, theme, height });
		const opened: string[] = [];
		const link = new ThreadLink(thread, { strings: chatStrings(), post: (message) => void chat.post(message), openExternal: (href) => opened.push(href), copy: () => Promise.resolve(), warn: () => undefined });
		chat.sent.forEach((message) => link.receive(message));
		chat.onMessage = (message) => link.receive(message);
		await chat.page.getByTestId("composer").waitFor();
		const scene = { chat, engine, thread, opened };
		scenes.push(scene);
		return scene;
	}

	async function shoot({ chat }: Scene, name: string): Promise<void> {
		expect(await chat.overflowing()).toEqual([]);
		if (screenshots !== undefined) {
			mkdirSync(screenshots, { recursive: true });
			await chat.page.waitForTimeout(50);
			await chat.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
		}
	}

	async function close({ chat }: Scene): Promise<void> {
		expect(chat.complaints).toEqual([]);
		await chat.page.close();
	}

	for (const theme of ["dark", "light", "high-contrast"] as const) {
		for (const width of [250, 400, 900]) {
			it(`is at home at ${width} px in ${theme}`, async () => {
				const scene = await open(width, theme);
				const { chat, engine, thread } = scene;
				const { page } = chat;
				await shoot(scene, `${theme}-${width}-1-empty`);
				thread.attach(aspirin);
				await page.getByTestId("drawing").locator("svg").waitFor();
				await page.getByTestId("composer").click();
				await shoot(scene, `${theme}-${width}-2-attached`);
				thread.attach(imatinib);
				thread.attach(p53);
				await page.keyboard.type("What is it, and does it carry a charge?");
				await shoot(scene, `${theme}-${width}-3-three`);
				await page.keyboard.press("Enter");
				await page.getByTestId("answer").waitFor();
				engine.last.prompt([{ kind: "entity", entity: aspirin, softTokens: 27 }], [{ code: "sequence-truncated", message: "Of the protein P04637 the first 1,022 of 1,400 residues were read." }]);
				engine.last.send({ type: "stage", stage: "reading" });
				await page.getByText("reading 27 soft tokens…").waitFor();
				await shoot(scene, `${theme}-${width}-4-reading`);
				engine.last.text(markdown).done();
				await page.getByTestId("attribution").waitFor();
				await answerText(page).getByText("COX-2").waitFor();
				await shoot(scene, `${theme}-${width}-5-answered`);
				await page.getByTestId("facts").first().locator("summary").click();
				await page.getByTestId("thread").evaluate((element) => element.scrollTo(0, 0));
				await shoot(scene, `${theme}-${width}-6-methods`);
				await page.getByTestId("composer").click();
				await page.keyboard.type("And in water?");
				await page.keyboard.press("Enter");
				await page.getByTestId("answer").nth(1).waitFor();
				engine.last.text("In water it ").fail(engineDied);
				await page.getByTestId("failure").waitFor();
				await shoot(scene, `${theme}-${width}-7-failed`);
				await close(scene);
			});
		}
	}

	it("sends with Enter, breaks the line with Shift+Enter, stops with Escape within 100 ms", async () => {
		const scene = await open();
		const { page } = scene.chat;
		await page.getByTestId("composer").click();
		await page.keyboard.type("One");
		await page.keyboard.press("Shift+Enter");
		await page.keyboard.type("two");
		await page.keyboard.press("Enter");
		await expect.poll(() => scene.engine.calls.length).toBe(1);
		expect(scene.engine.last.request.turns.at(-1)?.text).toBe("One\ntwo");
		scene.engine.last.text("It goes on and on. ");
		await answerText(page).getByText("It goes on and on.").waitFor();
		const took = await page.evaluate(async () => {
			const begin = performance.now();
			document.querySelector("biomedgpt-chat")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
			while (document.querySelector("[data-testid=send]") === null) {
				await new Promise((resolve) => requestAnimationFrame(resolve));
			}
			return performance.now() - begin;
		});
		expect(took).toBeLessThan(100);
		await expect.poll(() => scene.thread.exchanges[0]?.answer.state).toBe("stopped");
		await page.getByTestId("ending").getByText("Stopped.").waitFor();
		await close(scene);
	});

	it("names every control for screen readers", async () => {
		const scene = await open();
		scene.thread.attach(aspirin);
		void scene.thread.ask("Hello?");
		scene.engine.last.text("Hi.").done();
		scene.thread.attach(p53);
		await scene.chat.page.getByTestId("remove-chip").waitFor();
		const snapshot = await scene.chat.page.locator("body").ariaSnapshot();
		for (const name of ['log "Conversation"', 'article "Your question"', 'region "Computed facts of aspirin"', 'button "Copy the answer"', 'button "Ask again"', 'list "Attached to the next question"', 'button "Remove P04637"', 'textbox "Question"', 'button "Send (Enter)"']) {
			expect(snapshot).toContain(name);
		}
		await close(scene);
	});

	it("can be used with the keyboard alone: suggestion, removal, copy", async () => {
		const scene = await open();
		const { page } = scene.chat;
		scene.thread.attach(aspirin);
		const remove = page.getByRole("button", { name: "Remove aspirin" });
		await remove.focus();
		await page.keyboard.press("Enter");
		await expect.poll(() => scene.thread.attachments.length).toBe(0);
		expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("VSCODE-TEXT-AREA");
		scene.thread.attach(p53);
		await page.getByRole("button", { name: "What is the function of this protein?" }).focus();
		await page.keyboard.press("Space");
		await expect.poll(() => scene.engine.calls.length).toBe(1);
		scene.engine.last.text("It guards.").done();
		await page.getByRole("button", { name: "Copy the answer" }).focus();
		await page.keyboard.press("Enter");
		await expect.poll(() => scene.chat.sent.at(-1)).toMatchObject({ type: "copy" });
		await close(scene);
	});

	it("keeps the draft and the answer when VS Code loads the page again", async () => {
		const scene = await open();
		const { page } = scene.chat;
		scene.thread.attach(aspirin);
		await page.getByTestId("composer").click();
		await page.keyboard.type("What is it?");
		await page.keyboard.press("Enter");
		await expect.poll(() => scene.engine.calls.length).toBe(1);
		scene.engine.last.text("A sali");
		await answerText(page).getByText("A sali").waitFor();
		await page.keyboard.type("And th");
		await expect.poll(() => scene.thread.draft).toBe("And th");
		await page.reload();
		await answerText(page).getByText("A sali").waitFor();
		expect(await page.getByTestId("composer").locator("textarea").inputValue()).toBe("And th");
		scene.engine.last.text("cylate.").done();
		await answerText(page).getByText("A salicylate.").waitFor();
		await close(scene);
	});

	it("shows a stage only after 300 ms", async () => {
		const scene = await open();
		const { page } = scene.chat;
		void scene.thread.ask("Hello?");
		const stage = page.getByTestId("stage");
		await stage.waitFor({ state: "attached" });
		const visible = await page.evaluate(async () => {
			const element = document.querySelector("[data-testid=stage]");
			const begin = performance.now();
			while (element !== null && getComputedStyle(element).visibility === "hidden") {
				await new Promise((resolve) => requestAnimationFrame(resolve));
			}
			return performance.now() - begin;
		});
		expect(visible).toBeGreaterThan(100);
		expect(visible).toBeLessThan(600);
		await close(scene);
	});

	it("opens a link of an answer through the host only, and shows no image of it", async () => {
		const scene = await open();
		const { page } = scene.chat;
		void scene.thread.ask("Hello?");
		scene.engine.last.text("See [this](https://example.org/x) and ![that](https://evil.example/pixel.png) and [run](command:quit) <img src=x onerror=alert(1)>").done();
		await page.getByRole("link", { name: "this" }).click();
		await expect.poll(() => scene.opened).toEqual(["https://example.org/x"]);
		expect(await page.locator("img").count()).toBe(0);
		expect(await page.locator("a").count()).toBe(2);
		expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/u);
		await close(scene);
	});

	it("reads the answer to screen readers by the sentence, apart from the rendered text", async () => {
		const scene = await open();
		const { page } = scene.chat;
		void scene.thread.ask("Hello?");
		await page.getByTestId("answer").waitFor();
		scene.engine.last.text("First sentence. Second sen");
		const said = page.getByTestId("announcements");
		await expect.poll(() => said.textContent(), { timeout: 5000 }).toBe("First sentence. ");
		expect(await page.getByRole("log").getAttribute("aria-live")).toBe("off");
		scene.engine.last.text("tence.").done();
		await expect.poll(() => said.textContent(), { timeout: 5000 }).toContain("Second sentence.");
		await close(scene);
	});

	it("falls back to words where a molecule cannot be drawn, and says why there are no facts", async () => {
		const scene = await open();
		const chemistry = new FakeChemistry();
		chemistry.broken.set("C1CC", new Failure("invalid-smiles", "Ring 1 is opened at character 2 and never closed."));
		scene.thread.attach({ kind: "molecule", smiles: "this is no molecule" });
		await scene.chat.page.getByTestId("chip").waitFor();
		expect(await scene.chat.page.getByTestId("drawing").count()).toBe(0);
		await close(scene);
	});

	it("stays responsive whatever is attached: large molecules are said in words, bridged rings are drawn in time", async () => {
		const scene = await open();
		const { page } = scene.chat;
		const longest = page.evaluate(async () => {
			let gap = 0;
			let before = performance.now();
			while (document.querySelectorAll("[data-testid=chip]").length < 3) {
				await new Promise((resolve) => setTimeout(resolve, 0));
				gap = Math.max(gap, performance.now() - before);
				before = performance.now();
			}
			return gap;
		});
		scene.thread.attach({ kind: "molecule", smiles: `${"N[C@@H](Cc1ccccc1)C(=O)".repeat(60)}O` });
		scene.thread.attach({ kind: "molecule", smiles: rifampicin });
		scene.thread.attach({ kind: "molecule", smiles: `${"N[C@@H](Cc1ccccc1)C(=O)".repeat(9)}` });
		expect(await longest).toBeLessThan(700); // about 200 ms here; rifampicin alone took 1200, the long peptide 24,000
		expect(await page.getByTestId("drawing").count()).toBe(2);
		await close(scene);
	});

	it("keeps up with a long answer: 60,000 characters in 4,000 pieces", async () => {
		const scene = await open();
		const { page } = scene.chat;
		void scene.thread.ask("Everything?");
		await page.getByTestId("answer").waitFor();
		const paragraph = "A sentence with **bold** and `code` in it. ".repeat(8);
		const begin = Date.now();
		for (let index = 0; index < 4000; index++) {
			scene.engine.last.text(index % 25 === 24 ? "\n\n" : paragraph.slice((index % 25) * 15, (index % 25) * 15 + 15));
			if (index % 20 === 0) {
				await new Promise((resolve) => setTimeout(resolve, 4));
			}
		}
		scene.engine.last.text("The end.").done();
		await answerText(page).getByText("The end.").waitFor();
		await page.getByTestId("attribution").waitFor();
		expect(Date.now() - begin).toBeLessThan(10_000);
		expect(await page.getByTestId("jump").count()).toBe(0);
		await close(scene);
	});
});
