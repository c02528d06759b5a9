import type { Locator, Page } from "@playwright/test";
import { expect } from "vitest";
import type { MessageModel, ThreadModel, ToHost } from "../../../webview/protocol.ts";
import { started } from "../started.ts";
import { commands, strings, thread } from "./conversation.ts";
import { type ChatPage, Harness } from "./harness.ts";

export interface ChatPages {
	/** Opens a thread, 400 px wide in the dark theme. */
	readonly open: (messages?: readonly MessageModel[], more?: Partial<ThreadModel>) => Promise<void>;
	/** Closes the page, which must have nothing to complain of. */
	readonly close: () => Promise<void>;
	readonly box: () => Locator;
	readonly text: () => Locator;
	/** What the page told the host: of one kind, in order. */
	readonly said: <T extends ToHost["type"]>(type: T) => Extract<ToHost, { type: T }>[];
	/** The words of an element that has the focus, also in a shadow root. */
	readonly focused: () => Promise<string>;
}

/**
 * The chat's page for the tests of a `describe`, in one browser. Call it there, outside of the tests.
 *
 * @param use is told of each page that is opened, before it shows anything
 */
export function chatPages(use: (chat: ChatPage, page: Page) => void): ChatPages {
	const harness = started(() => Harness.start());
	let chat: ChatPage;
	return {
		open: async (messages = [], more = {}) => {
			chat = await harness().open({ width: 400, theme: "dark" });
			use(chat, chat.page);
			await chat.post({ type: "thread", strings, commands, thread: thread(messages, more) });
			await chat.page.getByTestId("composer").waitFor();
		},
		close: async () => {
			expect(chat.complaints).toEqual([]);
			await chat.page.close();
		},
		box: () => chat.page.getByTestId("composer").locator("textarea"),
		text: () => chat.page.getByTestId("answer-text"),
		said: <T extends ToHost["type"]>(type: T) => chat.sent.filter((each): each is Extract<ToHost, { type: T }> => each.type === type),
		focused: () => chat.page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.tagName ?? ""),
	};
}
