// `npm start`: the built extension, installed in a real VS Code in the browser, with the sample workspace open.
// Options: --port <number> (a free one by default), --no-open (only print the address).
import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureHost, home } from "../test/vscode/install.mjs";
import { startServer } from "../test/vscode/server.mjs";
import { prune } from "./prune.mjs";
import { must, node } from "./run.mjs";
import { refreshSamples } from "./samples.mjs";
import { installStaged } from "./stage.mjs";

const { values: options } = parseArgs({ options: { port: { type: "string", default: "0" }, "no-open": { type: "boolean", default: false } } });

prune();
await must("The build", node(["esbuild.mjs"], { cwd: path.join(import.meta.dirname, "..") }));
const host = await ensureHost();
const dir = path.join(home, "user");
const extensionsDir = path.join(dir, "extensions");
await installStaged(extensionsDir);
const workspace = path.join(home, "workspace");
refreshSamples(workspace);

const server = await startServer({ host, dir, extensionsDir, port: Number(options.port) });
const url = server.url(workspace);
console.log(`\nBioMedGPT for VS Code: ${url}\n\nThe address lets in whoever has it. Ctrl-C ends VS Code and everything it started.`);
if (!options["no-open"]) {
	openInBrowser(url);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
	process.on(signal, () => void server.stop());
}
const code = await server.ended;
process.exit(code === null || code > 1 ? 0 : code);

/**
 * Shows an address in the user's browser, where there is a display.
 * @param {string} address
 */
function openInBrowser(address) {
	const { DISPLAY, WAYLAND_DISPLAY } = process.env;
	/** @type {readonly [string, ...string[]] | undefined} */
	let command;
	if (process.platform === "darwin") {
		command = ["open", address];
	} else if (process.platform === "win32") {
		command = ["rundll32", "url.dll,FileProtocolHandler", address];
	} else if (DISPLAY || WAYLAND_DISPLAY) {
		command = ["xdg-open", address];
	}
	if (command) {
		const [program, ...args] = command;
		// Without a browser the printed address is enough.
		spawn(program, args, { stdio: "ignore", detached: true }).once("error", () => {}).unref();
	}
}
