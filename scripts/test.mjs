// `npm test`: every check there is, one after the other; all run, also after a failure, and a table ends it.
// `node scripts/test.mjs lint unit …` runs only the named ones.
import path from "node:path";
import { prune } from "./prune.mjs";
import { stripVTControlCharacters } from "node:util";
import { must, node, npm, overhear } from "./run.mjs";

const root = path.join(import.meta.dirname, "..");
process.chdir(root);

/** @type {Record<string, () => Promise<number>>} */
const steps = {
	lint: () => npm(["run", "--silent", "lint"]),
	typecheck: () => npm(["run", "--silent", "typecheck"]),
	unit: () => vitest("unit"),
	parity: () => vitest("parity"),
	fault: () => vitest("fault"),
	cluster: () => vitest("cluster"),
	host: async () => {
		await (await import("../test/vscode/install.mjs")).ensureHost();
		await (await import("../test/vscode/browser.mjs")).ensureChromium();
		return heard(["node_modules/@vscode/test-cli/out/bin.mjs"], hostEnvironment());
	},
	e2e: async () => {
		await (await import("../test/vscode/install.mjs")).ensureHost();
		await (await import("../test/vscode/browser.mjs")).ensureChromium();
		return heard(["node_modules/@playwright/test/cli.js", "test", ...more]);
	},
};

/** What the runners of all kinds of test print about a failure: its name, why and where. Repeated at the end, where it is looked for. */
const FAILURE = /^\s*(?:\d+\) |FAIL |✘|.*\(retry x\d+\)|(?:[A-Z]\w*)?Error\b.*:|> *\d+ ?\||- waiting for )/;
/** A test that failed and then passed when it was tried again: only CI tries again. */
const AGAIN = /✘|\(retry x\d+\)/;
const MOST_FAILURES = 20;
/** @type {Set<string>} */
const failureLines = new Set();
/**
 * Runs Node on a test runner and notes what fails.
 * @param {readonly string[]} args
 * @param {Readonly<NodeJS.ProcessEnv>} [environment]
 */
function heard(args, environment = {}) {
	const color = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
	return overhear(process.execPath, args, (line) => {
		const plain = stripVTControlCharacters(line);
		if (FAILURE.test(plain)) {
			failureLines.add(plain.trim());
		}
	}, { env: { ...process.env, ...color, ...environment } });
}

/** @param {string} project */
function vitest(project) {
	return heard(["node_modules/vitest/vitest.mjs", "run", "--project", project]);
}

/** On Windows a script cannot pose as a program: there the host tests download a desktop VS Code. */
function hostEnvironment() {
	return process.platform === "win32" ? {} : { VSCODE_TEST_PATH: path.join(root, "test", "vscode", "codeShim.mjs") };
}

// What follows `--` goes to Playwright, e.g. `npm run test:e2e -- -- --grep hover`.
const named = process.argv.slice(2);
const split = named.indexOf("--");
const more = split < 0 ? [] : named.splice(split).slice(1);
const unknown = named.filter((name) => !(name in steps));
if (unknown.length > 0) {
	throw new Error(`Unknown: ${unknown.join(", ")}. There are ${Object.keys(steps).join(", ")}.`);
}

/** @type {{ name: string, passed: boolean, seconds: number, lines: readonly string[] }[]} */
const results = [];
/**
 * @param {string} name
 * @param {() => Promise<number>} step
 */
async function take(name, step) {
	console.log(`\n── ${name} ${"─".repeat(Math.max(0, 76 - name.length))}`);
	const started = performance.now();
	let passed = false;
	failureLines.clear();
	try {
		passed = (await step()) === 0;
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
	}
	const lines = [...failureLines].filter((line) => !passed || AGAIN.test(line)).slice(0, MOST_FAILURES);
	results.push({ name, passed, seconds: (performance.now() - started) / 1000, lines });
}

await take("build", async () => {
	prune();
	await must("The build", node(["esbuild.mjs"]));
	return 0;
});
for (const [name, step] of Object.entries(steps)) {
	if (named.length === 0 || named.includes(name)) {
		await take(name, step);
	}
}

console.log("");
for (const { name, passed, lines } of results.filter(({ lines }) => lines.length > 0)) {
	console.log(`${passed ? "Failed first, and passed when tried again" : "What failed"} in ${name}:\n${lines.map((line) => `  ${line.slice(0, 200)}\n`).join("")}`);
}
for (const { name, passed, seconds } of results) {
	console.log(`${passed ? "passed" : "FAILED"}  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(7)} s`);
}
const failures = results.filter(({ passed }) => !passed).length;
console.log(`\n${results.length - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
