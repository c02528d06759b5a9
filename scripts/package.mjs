// Packs the extension for this platform into biomedgpt-<platform>-<version>.vsix.
import { createVSIX } from "@vscode/vsce";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { target } from "./platform.mjs";
import { prune } from "./prune.mjs";
import { must, node } from "./run.mjs";
import { readManifest, stage } from "./stage.mjs";

const root = path.join(import.meta.dirname, "..");
const { name, version } = readManifest();
const file = path.join(root, `${name}-${target}-${version}.vsix`);
prune();
await must("The build", node(["esbuild.mjs", "--production"], { cwd: root }));
const folder = mkdtempSync(path.join(os.tmpdir(), "biomedgpt-package-"));
try {
	await stage(folder);
	await createVSIX({ cwd: folder, packagePath: file, target, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
} finally {
	rmSync(folder, { recursive: true, force: true });
}
console.log(`${path.relative(process.cwd(), file)}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
