import { expect, type Locator } from "@playwright/test";

/** Where the middle of a text is on the screen, in the first visible editor line below `scope` that contains it. */
export async function pointOfText(scope: Locator, text: string): Promise<{ x: number; y: number }> {
	const line = scope.locator(".view-line", { hasText: text }).first();
	await line.waitFor();
	let point = { x: 0, y: 0 };
	// A line is many coloured spans: the position is that of the characters, not of an element.
	await expect(async () => {
		const found = await line.evaluate((element, wanted) => {
			const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
			const nodes: Text[] = [];
			while (walker.nextNode()) {
				nodes.push(walker.currentNode as Text);
			}
			const start = nodes.map((node) => node.data).join("").replaceAll("\u00a0", " ").indexOf(wanted);
			const place = (offset: number) => {
				let rest = offset;
				for (const node of nodes) {
					if (rest <= node.length) {
						return { node, rest };
					}
					rest -= node.length;
				}
				return undefined;
			};
			const from = place(start);
			const to = place(start + wanted.length);
			if (start < 0 || !from || !to) {
				return undefined;
			}
			const range = document.createRange();
			range.setStart(from.node, from.rest);
			range.setEnd(to.node, to.rest);
			const box = range.getBoundingClientRect();
			return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
		}, text);
		expect(found).toBeDefined();
		point = found ?? point;
	}).toPass({ intervals: [50, 100, 200] });
	return point;
}
