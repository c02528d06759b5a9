import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";

export interface Memory {
	/** JavaScript's heap of the window and the webviews in it, garbage collected. MB. */
	readonly heap: number;
	/** Resident memory of all the browser's pages together; only Linux tells. MB. */
	readonly resident: number | undefined;
}

/** What the window takes now. Webviews share its process, so what one takes is the difference that it makes. */
export async function memoryOf(page: Page): Promise<Memory> {
	const session = await page.context().newCDPSession(page);
	await session.send("HeapProfiler.enable");
	await session.send("HeapProfiler.collectGarbage");
	await session.send("Performance.enable");
	const { metrics } = await session.send("Performance.getMetrics");
	const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? Number.NaN;
	await session.detach();
	return { heap: heap / 2 ** 20, resident: await resident(page) };
}

async function resident(page: Page): Promise<number | undefined> {
	const browser = page.context().browser();
	if (process.platform !== "linux" || browser === null) {
		return undefined;
	}
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send("SystemInfo.getProcessInfo");
	await session.detach();
	const pages = processInfo.filter(({ type }) => type === "renderer");
	return pages.reduce((sum, { id }) => sum + Number(/VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1]) / 1024, 0);
}
