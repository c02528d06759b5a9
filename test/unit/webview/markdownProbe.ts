// A page script for markdown.test.ts: hands the chat's markdown to the test.
import { renderMarkdown, StreamingMarkdown } from "../../../webview/ui/markdown.ts";

function htmlOf(nodes: Iterable<Node>): string {
	const host = document.createElement("div");
	host.append(...nodes);
	return host.innerHTML;
}

Object.assign(globalThis, {
	probe: {
		render: (text: string): string => htmlOf([renderMarkdown(text)]),
		/** Feeds the pieces one after the other; counts finished blocks that were taken out of the page again, and the costliest piece in milliseconds. */
		stream(pieces: readonly string[]): { html: string; replaced: number; longest: number } {
			const host = document.createElement("div");
			const markdown = new StreamingMarkdown(host);
			const finished = new Set<Node>();
			let text = "";
			let longest = 0;
			for (const piece of pieces) {
				text += piece;
				const begin = performance.now();
				markdown.update(text);
				longest = Math.max(longest, performance.now() - begin);
				for (const node of host.children) {
					if (!node.matches(".tail")) {
						finished.add(node);
					}
				}
			}
			const replaced = [...finished].filter((node) => node.parentNode !== host).length;
			const tail = host.querySelector(".tail");
			tail?.replaceWith(...tail.childNodes);
			return { html: htmlOf([...host.childNodes]), replaced, longest };
		},
	},
});
