// The licences of what is bundled into dist: code that has lost its folder still needs its licence beside it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const standard = path.join(import.meta.dirname, "licences");

/**
 * The licence texts of all packages that a bundle took files from.
 * @param {readonly import("esbuild").Metafile[]} metafiles
 * @param {readonly string[]} more packages that came along otherwise
 */
export function licenceTexts(metafiles, more = []) {
	const bundled = metafiles.flatMap(({ inputs }) => Object.keys(inputs)).map(packageFolder).filter((folder) => folder !== undefined);
	const folders = [...new Set([...bundled, ...more.map((name) => path.join("node_modules", name))])].sort();
	return folders.map((folder) => licenceOf(path.join(root, folder))).join(`\n${"-".repeat(80)}\n\n`);
}

/** @param {string} file as esbuild names it, relative to the repository */
function packageFolder(file) {
	const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
	return folder;
}

/** @param {string} folder */
function licenceOf(folder) {
	/** @type {{ name: string, version: string, license?: string, author?: string | { name: string } }} */
	const { name, version, license = "no licence named", author } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
	const own = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
	const holder = typeof author === "string" ? author : author?.name;
	const texts = own.length > 0 ? own.map((file) => readFileSync(path.join(folder, file), "utf8").trim()) : [standardText(name, license, holder)];
	return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
}

/**
 * For packages that name a licence and ship no text of it.
 * @param {string} name
 * @param {string} license
 * @param {string | undefined} holder
 */
function standardText(name, license, holder) {
	const special = path.join(standard, `${name.replace("/", "__")}.txt`);
	const general = path.join(standard, `${license}.txt`);
	if (existsSync(special)) {
		return readFileSync(special, "utf8").trim();
	}
	if (!existsSync(general)) {
		throw new Error(`${name} has the licence ${license} and ships no text of it: put one into scripts/licences.`);
	}
	return readFileSync(general, "utf8").trim().replace("{holder}", holder ?? `the authors of ${name}`);
}
