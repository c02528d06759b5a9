/** What somebody reads: answers and how they were made, threads, however long, strange or fast they come. */
import type { Page } from "@playwright/test";
import { describe, expect, it } from "vitest";
import type { MessageModel } from "../../../webview/protocol.ts";
import { chatPages } from "../../support/page/chatPages.ts";
import { answer, answerText, aspirin, aspirinFacts, commands, evidence, mentions, p53, question, strings, summaries, thread } from "../../support/page/conversation.ts";
import { type ChatPage, chromiumPath } from "../../support/page/harness.ts";

describe.skipIf(chromiumPath === undefined)("the chat's page (needs Chromium: set CHROMIUM)", () => {
	let chat: ChatPage;
	let page: Page;
	const { open, close, text, said, focused } = chatPages((...opened) => void ([chat, page] = opened));

	it("draws what stands in an answer and tells why something is no molecule, by keyboard", async () => {
		await open([question("q1", "What becomes of it?"), answer("a1", { mentions })]);
		await expect.poll(() => page.getByTestId("mention").count()).toBe(4);
		await expect.poll(() => page.getByTestId("mentions").locator("svg").count()).toBe(2);
		expect(await page.getByTestId("badge-valid").count()).toBe(3);
		await page.getByTestId("badge-invalid").focus();
		await page.keyboard.press("Enter");
		expect(await page.getByTestId("badge-reason").textContent()).toBe("Ring 1 is opened at character 2 and never closed.");
		await page.getByTestId("mention").first().focus();
		await page.keyboard.press("Enter");
		expect(await page.getByTestId("mention-text").textContent()).toBe("O=C(O)c1ccccc1O");
		await close();
	});

	it("shows how an answer was made, shades its tokens, and runs it again", async () => {
		await open([question("q1", "What becomes of it?"), answer("a1")]);
		await page.getByTestId("show-tokens").click();
		await page.getByTestId("how-made").click();
		expect(said("evidence")).toHaveLength(2);
		await chat.post({ type: "evidence", id: "a1", evidence });
		await page.getByTestId("token-text").waitFor();
		expect(await page.getByTestId("token-text").textContent()).toBe(answer("a1").text);
		await page.getByTestId("token-text").focus();
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("ArrowRight");
		expect(await page.getByTestId("token-readout").textContent()).toContain("probability 74%");
		expect(await page.locator(".token.is-current").getAttribute("class")).toContain("shade-1");
		expect(await page.getByTestId("prompt").textContent()).toBe("### Human: <Molecule>aspirin · 13 soft tokens</Molecule> What becomes of it?\n### Assistant:");
		expect(await page.getByTestId("prompt-tokens").textContent()).toBe("35 tokens");
		await page.getByTestId("run-again").click();
		await expect.poll(() => said("runAgain")).toEqual([{ type: "runAgain", id: "a1" }]);
		await chat.post({ type: "message", message: answer("a1", { repetition: "Run again: the same text, 41 tokens." }) });
		await page.getByText("the same text").waitFor();
		await close();
	});

	it("lists, searches, renames, deletes and opens threads by keyboard alone", async () => {
		await open([question("q1", "One?"), answer("a1")]);
		await page.getByTestId("open-threads").focus();
		await page.keyboard.press("Enter");
		await expect.poll(() => said("threads")).toEqual([{ type: "threads", search: "" }]);
		await chat.post({ type: "threads", threads: summaries });
		await expect.poll(focused).toBe("search-threads");
		await page.keyboard.type("kin");
		await expect.poll(() => said("threads").at(-1)?.search).toBe("kin");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("F2");
		await expect.poll(focused).toBe("rename-thread-field");
		await page.keyboard.type("Hinge binders");
		await page.keyboard.press("Enter");
		await expect.poll(() => said("renameThread")).toEqual([{ type: "renameThread", id: "t2", title: "Hinge binders" }]);
		await expect.poll(focused).toBe("thread-row");
		await page.keyboard.press("Delete");
		await expect.poll(() => said("deleteThread")).toEqual([{ type: "deleteThread", id: "t2" }]);
		await chat.post({ type: "threads", threads: summaries.filter(({ id }) => id !== "t2") });
		await chat.post({ type: "note", text: "Deleted “Hinge binders”.", undo: "u1" });
		await expect.poll(async () => page.evaluate(() => document.activeElement?.getAttribute("data-id"))).toBe("t3");
		await page.getByTestId("undo").focus();
		await page.keyboard.press("Enter");
		await expect.poll(() => said("undo")).toEqual([{ type: "undo", id: "u1" }]);
		// The thread that is open: another one takes its place before it has gone from the list.
		await page.getByTestId("thread-row").first().focus();
		await page.keyboard.press("Delete");
		await expect.poll(() => said("deleteThread")).toHaveLength(2);
		await chat.post({ type: "thread", strings, commands, thread: thread([], { id: "t9", title: "" }) });
		await chat.post({ type: "threads", threads: summaries });
		await chat.post({ type: "threads", threads: summaries.filter(({ id }) => id !== summaries[0]?.id) });
		await expect.poll(async () => page.evaluate(() => document.activeElement?.getAttribute("data-id"))).toBe("t2");
		await chat.post({ type: "threads", threads: summaries.filter(({ id }) => id !== "t2") });

		await page.getByTestId("thread-row").nth(1).focus();
		await page.keyboard.press("Enter");
		await expect.poll(() => said("openThread")).toEqual([{ type: "openThread", id: "t3" }]);
		await chat.post({ type: "thread", strings, commands, thread: thread([], { id: "t3", title: "P04637" }) });
		await expect.poll(focused).toBe("composer");
		expect(await page.getByTestId("threads").count()).toBe(0);
		// It comes back, and is left for another one: the list it was deleted in is long over.
		await chat.post({ type: "thread", strings, commands, thread: thread([], { id: summaries[0]?.id ?? "", title: "Back" }) });
		await page.getByTestId("open-threads").click();
		await chat.post({ type: "threads", threads: summaries });
		await page.getByTestId("threads").waitFor();
		await chat.post({ type: "thread", strings, commands, thread: thread([], { id: "t3", title: "P04637" }) });
		await expect.poll(() => page.getByTestId("threads").count()).toBe(0);
		await close();
	});

	it("asks again how an answer was made that was looked at while it was written", async () => {
		const growing = answer("a1", { state: "writing", text: "A drug", canRetry: false });
		await open([question("q1", "What is it?"), growing]);
		await page.getByTestId("how-made").click();
		await chat.post({ type: "evidence", id: "a1", evidence: { ...evidence, tokens: [], canRunAgain: false, whyNot: "Only a whole answer can be run again." } });
		await page.getByText("Only a whole answer").waitFor();
		await chat.post({ type: "message", message: answer("a1", { text: "A drug." }) });
		await expect.poll(() => said("evidence")).toHaveLength(2);
		await chat.post({ type: "evidence", id: "a1", evidence });
		await page.getByTestId("run-again").waitFor();
		await page.getByTestId("show-tokens").waitFor();
		await close();
	});

	it("renames the thread where its title stands, with F2", async () => {
		await open([question("q1", "One?"), answer("a1")]);
		await page.getByTestId("composer").click();
		await page.keyboard.press("F2");
		await expect.poll(focused).toBe("rename-field");
		await page.keyboard.type("Salicylates");
		await page.keyboard.press("Enter");
		await expect.poll(() => said("renameThread")).toEqual([{ type: "renameThread", id: "t1", title: "Salicylates" }]);
		await chat.post({ type: "title", title: "Salicylates" });
		await page.getByRole("heading", { name: "Salicylates" }).waitFor();
		await close();
	});

	it("asks for earlier messages when somebody scrolls up, and stays where they read", async () => {
		const messages = (from: number, to: number): MessageModel[] => Array.from({ length: to - from }, (_, index) => [question(`q${from + index}`, `Question ${from + index}?`), answer(`a${from + index}`)]).flat();
		await open(messages(20, 40), { earlier: 40 });
		expect(said("earlier")).toEqual([]);
		const top = page.getByText("Question 20?");
		await page.getByTestId("thread").evaluate((element) => element.scrollTo(0, 120));
		await expect.poll(() => said("earlier")).toEqual([{ type: "earlier", before: "q20" }]);
		const before = (await top.boundingBox())?.y ?? NaN;
		await chat.post({ type: "earlier", messages: messages(0, 20), earlier: 0 });
		await page.getByText("Question 0?").waitFor({ state: "attached" });
		await page.waitForTimeout(200);
		expect(Math.abs(((await top.boundingBox())?.y ?? NaN) - before)).toBeLessThan(4);
		await close();
	});

	it("reads the answer to screen readers by the sentence, apart from the rendered text", async () => {
		await open();
		await chat.post({ type: "message", message: answer("a1", { state: "writing", text: "", stage: "thinking…" }) });
		await chat.post({ type: "text", id: "a1", from: 0, text: "First sentence. Second sen" });
		const announced = page.getByTestId("announcements");
		await expect.poll(() => announced.textContent(), { timeout: 5000 }).toBe("First sentence. ");
		expect(await page.getByRole("log").getAttribute("aria-live")).toBe("off");
		await chat.post({ type: "message", message: answer("a1", { text: "First sentence. Second sentence." }) });
		await expect.poll(() => announced.textContent(), { timeout: 5000 }).toContain("Second sentence.");
		await close();
	});

	it("asks for the thread anew when a piece of an answer is missing", async () => {
		await open();
		await chat.post({ type: "message", message: answer("a1", { state: "writing", text: "It is" }) });
		await chat.post({ type: "text", id: "a1", from: 9, text: " lost" });
		await expect.poll(() => said("ready")).toHaveLength(2);
		await close();
	});

	it("runs, fetches and breaks nothing, whatever stands in questions, names and answers", async () => {
		const hostile = `<img src=https://evil.example/x onerror=alert(1)> [run](command:workbench.action.quit) ![p](https://evil.example/p.png) <script>alert(1)</script> \u001b[31mred\u001b[0m \u202Egnp.exe ${"x".repeat(3000)}`;
		await open([question("q1", hostile, [{ ...aspirin, label: hostile, detail: hostile, origin: hostile }]), answer("a1", { text: hostile, computed: hostile, mentions: [{ text: "gnp", kind: "molecule", label: hostile, problem: hostile }], notices: [hostile], attribution: hostile })], {
			title: hostile,
			attachments: [{ ...p53, label: hostile, title: hostile }],
		});
		await chat.post({ type: "note", text: hostile });
		await text().getByText("gnp.exe").waitFor();
		await page.waitForTimeout(100);
		expect(await chat.overflowing()).toEqual([]);
		expect(await page.locator("img, script[src*=evil], a[href^='command:'], iframe").count()).toBe(0);
		expect(await page.getByTestId("question-text").textContent()).toContain("␛[31mred␛[0m [U+202E]gnp.exe");
		expect(await text().textContent()).toContain("[run](command:workbench.action.quit)");
		await close();
	});

	it("does not render the other answers again when one changes", async () => {
		await open([question("q1", "One?"), answer("a1", { mentions }), question("q2", "Two?"), answer("a2")]);
		await page.getByTestId("badge-valid").first().waitFor();
		const mutations = await page.evaluate(async () => {
			const first = document.querySelector("chat-answer");
			let count = 0;
			const observer = new MutationObserver((records) => (count += records.length));
			observer.observe(first ?? document, { subtree: true, childList: true, attributes: true, characterData: true });
			await new Promise((resolve) => setTimeout(resolve, 100));
			count = 0;
			(globalThis as { mutations?: () => number }).mutations = () => count;
			return count;
		});
		expect(mutations).toBe(0);
		await chat.post({ type: "message", message: answer("a2", { state: "writing", text: "It " }) });
		for (let index = 0; index < 20; index++) {
			await chat.post({ type: "text", id: "a2", from: 3 + index * 5, text: "goes " });
		}
		await text().nth(1).getByText("goes goes").waitFor();
		expect(await page.evaluate(() => (globalThis as { mutations?: () => number }).mutations?.())).toBe(0);
		await close();
	});

	it("shows the end of a thread whose facts come while it is still being laid out, and leaves it to whoever scrolls up", async () => {
		await open();
		const exchanges = Array.from({ length: 20 }, (_, index) => [question(`q${index}`, "What is it?", [aspirin]), answer(`a${index}`, { text: answerText })]).flat();
		const later = exchanges.flatMap((message) => (message.role === "assistant" ? [{ type: "message", message: { ...message, facts: [aspirinFacts] } }] : []));
		const fromEnd = (): Promise<number> => page.getByTestId("thread").evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
		await page.evaluate(
			async ([opened, facts]) => {
				window.postMessage(opened, "*");
				for (const each of facts) {
					await new Promise((resolve) => setTimeout(resolve, 7)); // in step with no frame
					window.postMessage(each, "*");
				}
			},
			[{ type: "thread", strings, commands, thread: thread(exchanges) }, later] as const,
		);
		await expect.poll(() => page.getByTestId("facts").count()).toBe(20);
		await expect.poll(fromEnd).toBeLessThan(2);
		await page.getByTestId("thread").hover();
		await page.mouse.wheel(0, -300);
		await expect.poll(fromEnd).toBeGreaterThan(200);
		await chat.post({ type: "message", message: answer("a19", { text: `${answerText}\n\nAnd more.`, facts: [aspirinFacts] }) });
		await expect.poll(() => page.getByTestId("answer-text").last().textContent()).toContain("And more.");
		expect(await fromEnd()).toBeGreaterThan(200);
	});

	it("paints a key within a frame while an answer streams, and opens 40 messages in 100 ms", async () => {
		await open();
		const messages = Array.from({ length: 20 }, (_, index) => [question(`q${index}`, "What is it?", [aspirin]), answer(`a${index}`, { mentions, facts: [aspirinFacts] })]).flat();
		const data = { type: "thread", strings, commands, thread: thread(messages) } as const;
		// In time of the page's own thread: other tests run on the same processor.
		const tools = await page.context().newCDPSession(page);
		await tools.send("Performance.enable", { timeDomain: "threadTicks" });
		const busy = async (): Promise<number> => ((await tools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN) * 1000;
		const idle = await busy();
		const took = await page.evaluate(async (sent) => {
			await new Promise((resolve) => setTimeout(resolve, 200));
			const begin = performance.now();
			window.postMessage(sent, "*");
			// What is in view: the last question and answer, at the end of all the others.
			while (document.querySelector("chat-answer:last-of-type .mention-card, chat-answer:last-of-type td") === null || document.querySelectorAll("chat-answer").length < 20) {
				await new Promise((resolve) => setTimeout(resolve, 0));
			}
			void document.body.offsetHeight;
			return performance.now() - begin;
		}, data);
		const opened = (await busy()) - idle;
		await expect.poll(() => page.getByTestId("answer").count()).toBe(20);
		await chat.post({ type: "message", message: answer("a99", { state: "writing", text: "" }) });
		await page.getByTestId("composer").click();
		const latencies = await page.evaluate(async () => {
			let from = 0;
			const stream = setInterval(() => {
				const text = from % 40 === 39 ? "\n\n" : "word **bold** `code` ";
				window.postMessage({ type: "text", id: "a99", from, text }, "*");
				from += text.length;
			}, 24);
			const area = document.querySelector("[data-testid=composer]")?.shadowRoot?.querySelector("textarea");
			const found: number[] = [];
			for (let index = 0; index < 120 && area; index++) {
				await new Promise((resolve) => setTimeout(resolve, 20 + (index % 7)));
				const begin = performance.now();
				document.execCommand("insertText", false, "k");
				await Promise.resolve().then(() => Promise.resolve()); // the page has rendered what follows from it
				void document.body.offsetHeight;
				found.push(performance.now() - begin);
			}
			clearInterval(stream);
			return found.sort((one, other) => one - other);
		});
		console.log(`40 messages: ${opened.toFixed(0)} ms of the processor, ${took.toFixed(0)} ms; key p50 ${latencies[60]?.toFixed(1)} ms, p95 ${latencies[113]?.toFixed(1)} ms`);
		expect(latencies).toHaveLength(120);
		expect(latencies[113]).toBeLessThan(16);
		expect(opened).toBeGreaterThan(0);
		expect(opened).toBeLessThan(100);
		await close();
	});
});
