// Starts and stops one VS Code server on this machine's own address.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { installLanguagePack } from "./languagePack.mjs";

/** Quiet: no telemetry, no updates, no welcome pages, nothing that asks. */
const settings = {
	"telemetry.telemetryLevel": "off",
	"update.mode": "none",
	"extensions.autoCheckUpdates": false,
	"extensions.autoUpdate": false,
	"extensions.ignoreRecommendations": true,
	"workbench.startupEditor": "none",
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"workbench.tips.enabled": false,
	"workbench.welcomePage.walkthroughs.openOnInstall": false,
	"chat.agentHost.enabled": false,
	"security.workspace.trust.enabled": false,
};

/**
 * @typedef {object} ServerOptions
 * @property {import("./install.mjs").Host} host
 * @property {string} dir where this server keeps user data, state and its log
 * @property {string} [extensionsDir] installed extensions; `dir/extensions` by default
 * @property {boolean} [testDriver] obey extensionDevelopmentPath and extensionTestsPath in the address; hides notifications
 * @property {number} [port] a free one by default
 * @property {Record<string, unknown>} [settings] the user's settings, added to ours; written on first use of `dir` only
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string | undefined} [language] of the window, as VS Code names it, e.g. `zh-cn`; VS Code's own strings stay English
 */

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {(folder: string | undefined, payload?: readonly (readonly [string, string])[]) => string} url
 *   the address that opens a folder; it carries the secret that lets a browser in
 * @property {(file: string) => string} uri how the browser names a file of this machine
 * @property {Promise<number | null>} ended
 * @property {() => Promise<void>} stop ends the server and all its children
 */

/**
 * Command-line options that every call of the server's script with the same folders needs.
 * @param {string} dir
 * @param {string} extensionsDir
 */
function folders(dir, extensionsDir) {
	return ["--server-data-dir", path.join(dir, "server"), "--user-data-dir", path.join(dir, "user-data"), "--extensions-dir", extensionsDir];
}

/**
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer({ host, dir, extensionsDir = path.join(dir, "extensions"), testDriver = false, port: wantedPort = 0, settings: more, env, language }) {
	const userSettings = path.join(dir, "user-data", "User", "settings.json");
	if (!existsSync(userSettings)) {
		mkdirSync(path.dirname(userSettings), { recursive: true });
		writeFileSync(userSettings, JSON.stringify({ ...settings, ...more }, undefined, "\t"));
	}
	if (language !== undefined) {
		installLanguagePack(path.join(dir, "user-data"), language);
	}
	// In a file that only we can read: arguments are visible to everyone on the machine.
	const token = randomBytes(24).toString("hex");
	const tokenFile = path.join(dir, "token");
	writeFileSync(tokenFile, token, { mode: 0o600 });

	const args = [
		...folders(dir, extensionsDir),
		...["--host", "127.0.0.1", "--port", String(wantedPort), "--connection-token-file", tokenFile],
		...["--accept-server-license-terms", "--telemetry-level", "off", "--disable-workspace-trust"],
		...(language === undefined ? [] : ["--locale", language]),
		...(testDriver ? ["--enable-smoke-test-driver"] : []),
	];
	const log = createWriteStream(path.join(dir, "server.log"));
	const guard = spawn(process.execPath, [path.join(import.meta.dirname, "guard.mjs"), host.node, host.main, ...args], {
		// No gallery: the workbench would look extensions up on the network.
		env: { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env },
		stdio: ["pipe", "pipe", "pipe"],
		detached: process.platform !== "win32",
		windowsHide: true,
	});
	/** @type {Promise<number | null>} */
	const ended = once(guard, "exit").then(([code]) => code);
	guard.stdin.on("error", () => {}); // The guard ended first: `ended` tells.
	guard.stderr.pipe(log, { end: false });
	let output = "";
	const port = await new Promise((/** @type {(port: number) => void} */ resolve, reject) => {
		guard.stdout.on("data", (/** @type {Buffer} */ chunk) => {
			log.write(chunk);
			output = (output + chunk.toString()).slice(-4000);
			const listening = /listening on (\d+)/.exec(output);
			if (listening) {
				resolve(Number(listening[1]));
			}
		});
		void ended.then((code) => reject(new Error(`VS Code's server ended with code ${code}; its log is ${log.path}.\n${output}`)));
	});

	/** @param {string} file */
	const webPath = (file) => decodeURIComponent(pathToFileURL(path.resolve(file)).pathname);
	return {
		port,
		uri: (file) => `vscode-remote://127.0.0.1:${port}${webPath(file)}`,
		url: (folder, payload = []) => {
			const query = new URLSearchParams({
				tkn: token,
				...(folder === undefined ? { ew: "true" } : { folder: webPath(folder) }),
				payload: JSON.stringify([["skipWelcome", "true"], ...payload]),
			});
			return `http://127.0.0.1:${port}/?${query.toString()}`;
		},
		ended,
		stop: async () => {
			guard.stdin.end();
			await ended;
			log.end();
		},
	};
}

/**
 * Installs a packaged extension, as a user would, for the server with the same `dir`.
 * @param {import("./install.mjs").Host} host
 * @param {string} vsix
 * @param {string} dir
 * @returns {Promise<string>} the folder of the installed extension
 */
export async function installVsix(host, vsix, dir) {
	const extensionsDir = path.join(dir, "extensions");
	mkdirSync(extensionsDir, { recursive: true });
	const before = new Set(readdirSync(extensionsDir));
	const args = [host.main, ...folders(dir, extensionsDir), "--accept-server-license-terms", "--install-extension", vsix, "--force"];
	const child = spawn(host.node, args, { stdio: ["ignore", "pipe", "ignore"] });
	let output = "";
	child.stdout.on("data", (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
	const [code] = await once(child, "exit");
	const installed = readdirSync(extensionsDir, { withFileTypes: true }).find((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !before.has(entry.name));
	if (code !== 0 || !installed) {
		throw new Error(`Installing ${vsix} failed (exit code ${code}): ${output}`);
	}
	return path.join(extensionsDir, installed.name);
}
