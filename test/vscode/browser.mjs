// Finds a Chromium to show VS Code in, and keeps what runs in it on this machine.
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { isDebianRoot } from "../../scripts/platform.mjs";
import { must, run } from "../../scripts/run.mjs";

const env = process.env;
const applications = ["/Applications", path.join(env["HOME"] ?? "", "Applications")];
const programs = [env["ProgramFiles"], env["ProgramFiles(x86)"], env["LOCALAPPDATA"]].filter((folder) => folder !== undefined);
/** @type {Record<string, string[]>} */
const known = {
	linux: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"].map((name) => `/usr/bin/${name}`),
	darwin: applications.flatMap((folder) => ["Chromium", "Google Chrome", "Microsoft Edge"].map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`)),
	win32: programs.flatMap((folder) =>
		[["Google", "Chrome", "Application", "chrome.exe"], ["Microsoft", "Edge", "Application", "msedge.exe"], ["Chromium", "Application", "chrome.exe"]].map((parts) => path.join(folder, ...parts)),
	),
};

/** The path of a Chromium, Chrome or Edge; `CHROMIUM` names one. */
function findChromium() {
	const given = env["CHROMIUM"];
	if (given && !existsSync(given)) {
		throw new Error(`CHROMIUM names ${given}, which does not exist.`);
	}
	return given ?? known[process.platform]?.find((file) => existsSync(file));
}

/** Like `findChromium`; installs one where we may, says what to do where we may not. */
export async function ensureChromium() {
	const found = findChromium();
	if (found) {
		return found;
	}
	if (isDebianRoot() && existsSync("/usr/bin/apt-get")) {
		const quiet = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" } };
		await must("apt-get update", run("apt-get", ["update", "-qq"], quiet));
		await must("Installing Chromium", run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], quiet));
		const installed = findChromium();
		if (installed) {
			return installed;
		}
	}
	throw new Error("These tests show VS Code in a browser and found none. Install Chromium, Chrome or Edge, or name one in the environment variable CHROMIUM.");
}

/**
 * @typedef {object} Blocked
 * @property {string} url what was asked for
 * @property {string[]} frames the frame that asked and those around it, the page last; none for a service worker
 */

/**
 * Starts a browser with a fresh profile that reaches nothing but 127.0.0.1.
 * @param {{ viewport?: { width: number, height: number }, headless?: boolean }} [options]
 */
export async function openBrowser({ viewport = { width: 1400, height: 900 }, headless = true } = {}) {
	const browser = await chromium.launch({
		executablePath: await ensureChromium(),
		headless,
		args: ["--disable-gpu", "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
	});
	const context = await browser.newContext({ viewport, locale: "en-US", permissions: ["clipboard-read", "clipboard-write"] });
	context.setDefaultTimeout(20_000);
	/** @type {Blocked[]} */
	const blocked = [];
	await context.route(
		(url) => url.protocol.startsWith("http") && url.hostname !== "127.0.0.1",
		(route) => {
			const request = route.request();
			blocked.push({ url: request.url(), frames: request.serviceWorker() ? [] : framesAround(request.frame()) });
			return route.abort();
		},
	);
	return { browser, context, page: await context.newPage(), blocked };
}

/**
 * @param {import("@playwright/test").Frame} frame
 * @returns {string[]}
 */
function framesAround(frame) {
	const parent = frame.parentFrame();
	return [frame.url(), ...(parent ? framesAround(parent) : [])];
}
