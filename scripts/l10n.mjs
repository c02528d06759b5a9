// Collects the user's strings of src into l10n/bundle.l10n.json, the English bundle that translations are made from; puts the
// translations into its order, and tells what they lack.
import { getL10nJson } from "@vscode/l10n-dev";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
export const BUNDLE = "l10n/bundle.l10n.json";
export const MANIFEST_BUNDLE = "package.nls.json";

/** @typedef {Readonly<Record<string, string | { readonly message: string, readonly comment: readonly string[] }>>} Bundle */

/**
 * The sources of the extension that hold strings for its user: path in the repository, and text.
 * @returns {{ readonly file: string, readonly contents: string }[]}
 */
export function localisedSources() {
	return readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".ts"))
		.sort()
		.map((file) => ({ file: path.join("src", file), contents: readFileSync(path.join(root, "src", file), "utf8") }))
		.filter(({ contents }) => contents.includes("l10n"));
}

/**
 * What the English bundle must be, by the sources as they are now.
 * @returns {Promise<string>}
 */
export async function extractBundle() {
	// l10n-dev knows the call by its full name only, and several files give it a short one.
	const sources = localisedSources().map(({ contents }) => (/\{ t \} = vscode\.l10n\b/.test(contents) ? contents.replace(/(?<![\w.])t\(/g, "vscode.l10n.t(") : contents));
	const found = await getL10nJson(sources.map((contents) => ({ extension: ".ts", contents })));
	return `${JSON.stringify(Object.fromEntries(Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1))), undefined, "\t")}\n`;
}

/**
 * What is wrong with a translation, a line each: strings that are missing or that nobody says any more, strings that
 * are empty, and other values, icons, command links or code than in English.
 * @param {Bundle} english
 * @param {Bundle} translated
 * @returns {string[]}
 */
export function translationFaults(english, translated) {
	const missing = Object.keys(english).filter((key) => !(key in translated)).map((key) => `not translated: ${key}`);
	const stale = Object.keys(translated).filter((key) => !(key in english)).map((key) => `no longer in English: ${key} (was: ${textOf(translated[key]) ?? ""})`);
	const differing = Object.keys(english).flatMap((key) => {
		const [from, to] = [textOf(english[key]), textOf(translated[key])];
		if (to === undefined || from === undefined) {
			return [];
		}
		const [wanted, given] = [placesIn(from), placesIn(to)];
		return to.trim() === "" ? [`empty: ${key}`] : wanted === given ? [] : [`places differ (${wanted || "none"}, translated ${given || "none"}): ${key}`];
	});
	return [...missing, ...stale, ...differing];
}

/**
 * A translation in the order of the English, so that the two files can be read side by side; without what is no longer said.
 * @param {Bundle} english
 * @param {Bundle} translated
 * @returns {Bundle}
 */
export function inOrder(english, translated) {
	return Object.fromEntries(Object.keys(english).flatMap((key) => (translated[key] === undefined ? [] : [[key, translated[key]]])));
}

/** @param {Bundle[string] | undefined} entry */
function textOf(entry) {
	return typeof entry === "object" ? entry.message : entry;
}

/**
 * Values, icons, command links and code, which are the same in every language. Each once: a language may say a value twice.
 * @param {string} text
 */
function placesIn(text) {
	return [...new Set(text.match(/\{\d+\}|\$\([\w~-]+\)|\]\([^)\s]+\)|`[^`]+`/g))].sort().join(" ");
}

/**
 * @param {string} file in the repository
 * @returns {Bundle}
 */
export function readBundle(file) {
	return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}

/**
 * The translations there are of one of the two English files.
 * @param {string} english path in the repository
 * @returns {string[]} paths in the repository
 */
export function translationsOf(english) {
	const stem = path.basename(english, ".json");
	return readdirSync(path.join(root, path.dirname(english)))
		.filter((name) => name.startsWith(`${stem}.`) && name.endsWith(".json") && name !== `${stem}.json`)
		.map((name) => path.join(path.dirname(english), name));
}

if (import.meta.filename === process.argv[1]) {
	mkdirSync(path.join(root, "l10n"), { recursive: true });
	writeFileSync(path.join(root, BUNDLE), await extractBundle());
	console.log(`${BUNDLE}: ${Object.keys(readBundle(BUNDLE)).length} strings`);
	for (const english of [BUNDLE, MANIFEST_BUNDLE]) {
		for (const file of translationsOf(english)) {
			const translated = readBundle(file);
			const faults = translationFaults(readBundle(english), translated);
			// What is stale stays in the log only: its words may fit a string that is missing.
			writeFileSync(path.join(root, file), `${JSON.stringify(inOrder(readBundle(english), translated), undefined, "\t")}\n`);
			console.log([`${file}: ${faults.length === 0 ? "complete" : `${faults.length} to mend`}`, ...faults.map((fault) => `  ${fault}`)].join("\n"));
		}
	}
}
