import { defineConfig } from "@playwright/test";

/** End-to-end tests: a person's steps in a real VS Code in Chromium, with the extension installed. */
export default defineConfig({
	testDir: "test/e2e",
	testMatch: "**/*.spec.ts",
	outputDir: "test-results/e2e",
	globalSetup: "./test/e2e/globalSetup.ts",
	// One VS Code serves all tests of a run.
	workers: 1,
	timeout: 60_000,
	expect: { timeout: 20_000 },
	reporter: [["list"]],
	// A strange machine may be slow in the middle of a step. What passes only when tried again is named at the end of `npm test`.
	retries: process.env["CI"] === undefined ? 0 : 2,
	forbidOnly: process.env["CI"] !== undefined,
});
