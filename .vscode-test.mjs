// Host tests: mocha inside a real extension host. On a desktop `npx vscode-test` downloads VS Code for them;
// `npm run test:host` names VS Code for the browser in VSCODE_TEST_PATH.
import { defineConfig } from "@vscode/test-cli";
import { cpSync, rmSync } from "node:fs";
import path from "node:path";
import { samples } from "./scripts/samples.mjs";
import { buildHostTests } from "./test/host/build.mjs";

await buildHostTests();
// A fresh copy: tests edit files.
const workspaceFolder = ".vscode-test/workspace";
rmSync(workspaceFolder, { recursive: true, force: true });
cpSync(samples, workspaceFolder, { recursive: true });

// Not the models of whoever runs the tests; the extension host inherits it.
process.env["BIOMEDGPT_MODELS"] = path.resolve(".vscode-test/models");

const { VSCODE_TEST_PATH } = process.env;
export default defineConfig({
	files: "out/host/**/*.test.js",
	workspaceFolder,
	mocha: { ui: "bdd", timeout: 60_000, retries: process.env["CI"] === undefined ? 0 : 1, color: process.stdout.isTTY },
	...(VSCODE_TEST_PATH ? { useInstallation: { fromPath: VSCODE_TEST_PATH } } : { version: "stable" }),
});
