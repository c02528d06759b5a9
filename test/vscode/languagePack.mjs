// Makes VS Code's server speak another language to those extensions that can.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes what VS Code itself writes when a language pack is installed. The pack translates nothing of VS Code's own, which stays
 * English; extensions are asked for the language's strings as they are with a pack from the Marketplace. The
 * server's `--locale` chooses it.
 * @param {string} userData the server's `--user-data-dir`
 * @param {string} language as VS Code names it, e.g. `zh-cn`
 */
export function installLanguagePack(userData, language) {
	const strings = path.join(userData, `language-pack-${language}.json`);
	const pack = { hash: language, label: language, extensions: [{ extensionIdentifier: { id: `test.language-pack-${language}` }, version: "1.0.0" }], translations: { vscode: strings } };
	mkdirSync(userData, { recursive: true });
	writeFileSync(strings, JSON.stringify({ version: "1.0.0", contents: {} }));
	writeFileSync(path.join(userData, "languagepacks.json"), JSON.stringify({ [language]: pack }));
}
