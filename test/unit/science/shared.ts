import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "vitest";

/** Real files that lie beside the repository, on the machines that have them. */
export const SHARED = path.resolve(import.meta.dirname, "../../../../shared");

/** A test on real files; where there are none it is skipped and says so. */
export function sharedTest(name: string, run: () => void | Promise<void>): void {
	if (existsSync(path.join(SHARED, "realworld"))) {
		test(name, run);
	} else {
		test.skip(`${name} (skipped: there is no folder ${SHARED})`, run);
	}
}
