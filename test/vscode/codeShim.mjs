#!/usr/bin/env node
// Takes the command line of a desktop `code` and obeys it in VS Code for the browser, so that @vscode/test-electron
// runs the same compiled tests on a desktop and on a machine without one.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openBrowser } from "./browser.mjs";
import { ensureHost } from "./install.mjs";
import { startServer } from "./server.mjs";

const timeLimit = 10 * 60_000;
/** The workbench's own chatter about connecting, and about services that are switched off here. */
const noise =
	/^(\[(AgentHost|ChatModelSelection|RemoteAgentHostProtocol|AccountPolicyGate|Service Worker|reconnection-grace)|(Resolv|Creating a socket|Ignoring fetching|No search provider|Updating additional|Exit code))/;

/** @type {Record<string, string[]>} */
const options = {};
/** @type {string[]} */
const folders = [];
for (const argument of process.argv.slice(2)) {
	const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
	if (name === undefined) {
		folders.push(argument);
	} else {
		(options[name] ??= []).push(value ?? "");
	}
}

const dir = mkdtempSync(path.join(os.tmpdir(), "biomedgpt-host-"));
const server = await startServer({ host: await ensureHost(), dir, testDriver: true });
/** @type {(code: number) => void} */
let finish = () => {};
const finished = new Promise((/** @type {(code: number) => void} */ resolve) => (finish = resolve));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.once(signal, () => finish(130));
}
const timer = setTimeout(() => {
	console.error(`The tests did not end within ${timeLimit / 60_000} minutes.`);
	finish(124);
}, timeLimit);
void server.ended.then((code) => finish(code ?? 1));

const { browser, page } = await openBrowser();
// VS Code's test driver calls these two from the page: what the test process prints, and its exit code.
await page.exposeFunction("codeAutomationLog", (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
	if (!noise.test(String(args[0]))) {
		console[type === "error" || type === "warn" ? type : "log"](...args);
	}
});
await page.exposeFunction("codeAutomationExit", (/** @type {number} */ code) => finish(code));
await page.goto(
	server.url(folders[0], [
		...(options["extensionDevelopmentPath"] ?? []).map((file) => /** @type {const} */ (["extensionDevelopmentPath", server.uri(file)])),
		...(options["extensionTestsPath"] ?? []).map((file) => /** @type {const} */ (["extensionTestsPath", server.uri(file)])),
	]),
);
const code = await finished;
clearTimeout(timer);
await browser.close();
await server.stop();
if (code === 0) {
	rmSync(dir, { recursive: true, force: true });
} else {
	console.error(`VS Code's logs of this run are in ${dir}.`);
}
process.exit(code);
