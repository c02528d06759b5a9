// Writes into docs/devices.md what fits on which machine, as the planner itself computes it of the catalogue's models.
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.join(import.meta.dirname, "..");
const page = path.join(root, "docs", "devices.md");
const bundled = path.join(root, "out", "deviceTable.mjs");
mkdirSync(path.dirname(bundled), { recursive: true });
const contents = 'export { deviceTables, withTables } from "./test/support/deviceTable.ts"; export { readCatalog } from "./src/inference/bundle/catalog.ts";';
await build({ stdin: { contents, resolveDir: root, loader: "ts" }, bundle: true, platform: "node", format: "esm", target: "node20", outfile: bundled, logLevel: "warning" });
const { deviceTables, readCatalog, withTables } = await import(pathToFileURL(bundled).href);
writeFileSync(page, withTables(readFileSync(page, "utf8"), deviceTables(await readCatalog(path.join(root, "models", "catalog.json")))));
