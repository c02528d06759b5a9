/** What docs/devices.md says about machines is what the planner says. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { readCatalog } from "../../../src/inference/bundle/catalog.ts";
import { deviceTables, withTables } from "../../support/deviceTable.ts";

const root = path.resolve(import.meta.dirname, "../../..");

it("the tables of what fits are those of the planner (npm run docs:devices)", async () => {
	const page = readFileSync(path.join(root, "docs/devices.md"), "utf8");
	const tables = deviceTables(await readCatalog(path.join(root, "models/catalog.json")));
	expect(withTables(page, tables)).toBe(page);
	expect(tables).toContain("BioMedGPT-10B, Q4_K, proteins int8");
});
