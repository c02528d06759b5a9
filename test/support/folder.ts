import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

export interface TestFolder {
	/** Absolute; another one in each test. */
	readonly path: string;
	/** Absolute path of a name in it. */
	readonly at: (name: string) => string;
	readonly put: (name: string, content: string | Buffer) => void;
	/** What a file in it holds, as UTF-8. */
	readonly got: (name: string) => string;
}

/** An empty folder on a real disk for each test of a file, which is removed after it. Call it outside of the tests. */
export function testFolder(prefix: string): TestFolder {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), prefix));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	const at = (name: string): string => path.join(folder, name);
	return {
		get path() {
			return folder;
		},
		at,
		put: (name, content) => writeFileSync(at(name), content),
		got: (name) => readFileSync(at(name), "utf8"),
	};
}
