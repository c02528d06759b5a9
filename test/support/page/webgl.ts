import type { Page } from "@playwright/test";

interface Recorded {
	contexts: WebGL2RenderingContext[];
}

/** Records what the page draws in 3D with from now on. */
export async function recordContexts(page: Page): Promise<void> {
	await page.evaluate(() => {
		const made: WebGL2RenderingContext[] = [];
		for (const { prototype } of [OffscreenCanvas, HTMLCanvasElement]) {
			const real = Object.getOwnPropertyDescriptor(prototype, "getContext")?.value as (this: unknown, ...args: unknown[]) => unknown;
			Object.assign(prototype, {
				getContext(this: unknown, ...args: unknown[]) {
					const context = real.apply(this, args);
					made.push(...(context instanceof WebGL2RenderingContext ? [context] : []));
					return context;
				},
			});
		}
		Object.assign(globalThis, { contexts: made });
	});
}

/** Has the graphics card take its memory back, and clicks at once: the viewer comes back half a second later. */
export async function loseContextsAndClick(page: Page, testid: string): Promise<void> {
	await page.evaluate((button) => {
		for (const context of (globalThis as unknown as Recorded).contexts) {
			context.getExtension("WEBGL_lose_context")?.loseContext();
		}
		document.querySelector<HTMLElement>(`[data-testid="${button}"]`)?.click();
	}, testid);
}
