/** VS Code reads the tools in the manifest, the MCP server the tools themselves: an agent shall find the same in both. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { TOOLS } from "../../../src/tools/run.ts";

interface Contributed {
	readonly name: string;
	readonly displayName: string;
	readonly modelDescription: string;
	readonly inputSchema: Record<string, unknown>;
	readonly toolReferenceName: string;
}
const strings = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../../package.nls.json"), "utf8")) as Readonly<Record<string, string>>;
const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../../package.json"), "utf8")) as { contributes: { languageModelTools: readonly Contributed[] } };
const contributed = manifest.contributes.languageModelTools;

describe("the manifest's tools", () => {
	it("are the tools there are", () => {
		expect(contributed.map(({ name }) => name)).toEqual(TOOLS.map(({ id }) => id));
	});

	it.each(TOOLS.map((tool) => [tool.id, tool] as const))("%s: title, description and input are those of the tool", (id, tool) => {
		const one = contributed.find(({ name }) => name === id);
		expect(strings[one?.displayName.replace(/%/g, "") ?? ""]).toBe(tool.title);
		expect(one?.modelDescription).toBe(tool.description);
		expect({ $schema: "https://json-schema.org/draft/2020-12/schema", ...one?.inputSchema }).toEqual(z.toJSONSchema(tool.input, { io: "input" }));
	});

	it("are called by names of their own in a prompt", () => {
		expect(new Set(contributed.map(({ toolReferenceName }) => toolReferenceName)).size).toBe(TOOLS.length);
	});
});
