// Starts other programs the same way on every system.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Runs a program in our terminal.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export async function run(command, args, options = {}) {
	const child = spawn(command, args, { stdio: "inherit", ...options });
	return new Promise((resolve, reject) => {
		child.once("error", reject);
		child.once("exit", (code) => resolve(code ?? 1));
	});
}

/**
 * Runs a program in our terminal, and hands on each line that it prints.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {(line: string) => void} seen
 * @param {import("node:child_process").SpawnOptions} [options]
 */
export async function overhear(command, args, seen, options = {}) {
	const child = spawn(command, args, { ...options, stdio: ["inherit", "pipe", "pipe"] });
	for (const [from, to] of /** @type {const} */ ([[child.stdout, process.stdout], [child.stderr, process.stderr]])) {
		from.pipe(to, { end: false });
		createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY }).on("line", seen);
	}
	return new Promise((/** @type {(code: number) => void} */ resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code) => resolve(code ?? 1));
	});
}

/**
 * Runs Node on a script.
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 */
export function node(args, options) {
	return run(process.execPath, args, options);
}

/**
 * Runs npm: the one that started us, or the one on the path (a batch file on Windows, which needs a shell).
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 */
export function npm(args, options) {
	const started = process.env["npm_execpath"];
	return started?.endsWith("npm-cli.js")
		? node([started, ...args], options)
		: run("npm", args, { shell: process.platform === "win32", ...options });
}

/**
 * Like `node`, `npm` and `run`, for steps that nothing can follow when they fail.
 * @param {string} what
 * @param {Promise<number>} code
 */
export async function must(what, code) {
	const result = await code;
	if (result !== 0) {
		throw new Error(`${what} failed (exit code ${result}).`);
	}
}
