import { afterAll, beforeAll } from "vitest";

/**
 * Starts something for the tests of a file or a `describe` before the first one, and disposes of it after the last one. Call it there,
 * outside of the tests.
 *
 * @returns what was started; only within tests and their hooks
 */
export function started<Thing extends { dispose(): Promise<void> }>(start: () => Promise<Thing>): () => Thing {
	let thing: Thing | undefined;
	beforeAll(async () => {
		thing = await start();
	});
	afterAll(() => thing?.dispose());
	return () => {
		if (thing === undefined) {
			throw new Error("asked for outside of the tests");
		}
		return thing;
	};
}
