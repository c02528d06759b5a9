/** What is in a packed file, in a tab of its own. */
import { gzipSync } from "node:zlib";
import { expect, it, vi } from "vitest";

vi.mock("vscode", () => import("./vscodeWatched.ts"));
const { textOf, UnpackedText } = await import("../../../src/preview/unpackedText.ts");
const { closed, Uri, watched, written } = await import("./vscodeWatched.ts");

it("of many megabytes becomes text in pieces, between which others have their turn", async () => {
	const long = `a${"Å".repeat(4_000_000)}`;
	let turns = 0;
	let ended = false;
	const turn = (): void => {
		turns++;
		if (!ended) {
			setImmediate(turn);
		}
	};
	setImmediate(turn);
	const text = await textOf(new TextEncoder().encode(long));
	ended = true;
	expect(text === long).toBe(true);
	expect(turns).toBeGreaterThanOrEqual(7);
});

it("is written anew when the file is, until its tab is closed", async () => {
	const file = Uri.file("/entries/1a8o.pdb.gz");
	const address = Object.assign(new Uri(UnpackedText.scheme, "/entries/1a8o.pdb"), { query: file.toString() }) as never;
	const texts = new UnpackedText();
	const changed = vi.fn();
	texts.onDidChange(changed);
	watched.bytes = gzipSync("HEADER");
	expect(await texts.provideTextDocumentContent(address)).toBe("HEADER");
	watched.bytes = gzipSync("TITLE");
	written.fire();
	expect(changed.mock.calls).toEqual([[address]]);
	expect(await texts.provideTextDocumentContent(address)).toBe("TITLE");
	expect(watched.watchers).toBe(1);
	watched.bytes = new TextEncoder().encode("half written");
	await expect(texts.provideTextDocumentContent(address)).rejects.toThrow("This file is damaged");
	expect(watched.watchers).toBe(1);
	closed.fire({ uri: address });
	expect(watched.watchers).toBe(0);
	await expect(texts.provideTextDocumentContent(address)).rejects.toThrow("This file is damaged");
	expect(watched.watchers).toBe(0);
	texts.dispose();
});
