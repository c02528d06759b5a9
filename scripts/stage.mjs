// Lays out the extension as it is installed: exactly the files that run, for this platform.
// The package, `npm start` and the end-to-end tests all use this one layout, so what is tested is what ships.
import { build } from "esbuild";
import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isOurLlama } from "./platform.mjs";

const root = path.join(import.meta.dirname, "..");
const modules = path.join(root, "node_modules");
/** What an installed extension needs besides `dist` and the native dependencies; the rest of the tree stays home. */
export const plainParts = ["README.md", "CHANGELOG.md", "LICENSE", "docs", "l10n", "languages", "media", "models/catalog.json", "models/published.json", "models/nano", "workflow", ...readdirSync(root).filter((name) => /^package\.nls(?:\..+)?\.json$/.test(name))];
/** What the manifest says to npm only. The dependencies come along, but not as npm knows them. */
const developmentOnly = new Set(["scripts", "dependencies", "devDependencies", "overrides", "private", "bin"]);

/** @typedef {Record<string, unknown> & { name: string, publisher: string, version: string, dependencies?: Record<string, string> }} Manifest */

/** @returns {Manifest} */
export function readManifest() {
	return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
}

/**
 * The files of our native dependencies, and of all that they import, that can run here: relative to `node_modules`.
 * @param {Manifest} manifest
 */
async function dependencyFiles(manifest) {
	// The bundler follows the imports for us; its output is thrown away. No lists of packages to keep up to date,
	// and no types, tests, sources or maps.
	const { metafile } = await build({
		absWorkingDir: root,
		stdin: { contents: Object.keys(manifest.dependencies ?? {}).map((name) => `import ${JSON.stringify(name)};`).join("\n"), resolveDir: root },
		bundle: true,
		write: false,
		metafile: true,
		// Also where `node_modules` is itself a link, its files are named by their place in it.
		preserveSymlinks: true,
		platform: "node",
		format: "esm",
		// Node's own choice among a package's entries, not a bundler's.
		conditions: [],
		outdir: "out",
		logLevel: "error",
		loader: { ".node": "empty" },
		external: ["@node-llama-cpp/*"],
	});
	const scripts = Object.keys(metafile.inputs)
		.filter((file) => file.startsWith("node_modules/"))
		.map((file) => path.relative("node_modules", file));
	const packages = new Set(scripts.map(packageOf));
	for (const name of Object.keys(manifest.dependencies ?? {})) {
		if (!packages.has(path.normalize(name))) {
			throw new Error(`No file of ${name} was found in node_modules: run \`npm ci\` first.`);
		}
	}
	const described = [...new Set(scripts.flatMap(foldersOf))].flatMap((folder) =>
		readdirSync(path.join(modules, folder)).filter((name) => /^(package\.json|licen[cs]e.*|notice.*)$/i.test(name)).map((name) => path.join(folder, name)),
	);
	// What is found by path at run time, which no bundler sees.
	const binaries = [
		path.join("onnxruntime-node", "bin", "napi-v6", process.platform, process.arch),
		...readdirSync(path.join(modules, "@node-llama-cpp")).filter((name) => isOurLlama(name) && !name.includes("-cuda")).map((name) => path.join("@node-llama-cpp", name)),
		path.join("node-llama-cpp", "llama", "binariesGithubRelease.json"),
		path.join("node-llama-cpp", "llama", "llama.cpp.info.json"),
		path.join("node-llama-cpp", "llama", "grammars"),
	];
	return [...new Set([...scripts, ...described, ...binaries.flatMap(filesUnder)])];
}

/**
 * The folder of the package that a file belongs to, e.g. `a/node_modules/@b/c` for `a/node_modules/@b/c/d.js`.
 * @param {string} file relative to `node_modules`
 */
function packageOf(file) {
	const parts = file.split(path.sep);
	const start = parts.lastIndexOf("node_modules") + 1;
	return parts.slice(0, start + (parts[start]?.startsWith("@") ? 2 : 1)).join(path.sep);
}

/**
 * The folders from a file up to its package: in any of them a `package.json` may say how Node reads the file.
 * @param {string} file relative to `node_modules`
 */
function foldersOf(file) {
	const folders = [];
	const top = packageOf(file);
	for (let folder = path.dirname(file); folder.length >= top.length; folder = path.dirname(folder)) {
		folders.push(folder);
	}
	return folders;
}

/**
 * @param {string} entry a file or folder, relative to `node_modules`
 * @returns {string[]}
 */
function filesUnder(entry) {
	return readdirSync(path.dirname(path.join(modules, entry)), { withFileTypes: true })
		.filter((found) => found.name === path.basename(entry))
		.flatMap((found) => (found.isDirectory() ? readdirSync(path.join(modules, entry)).flatMap((name) => filesUnder(path.join(entry, name))) : [entry]));
}

/**
 * A second name for a file that nobody edits in place; a copy where the file system has no such names.
 * @param {string} from
 * @param {string} to
 */
function linkOrCopy(from, to) {
	mkdirSync(path.dirname(to), { recursive: true });
	try {
		linkSync(from, to);
	} catch {
		copyFileSync(from, to);
	}
}

/**
 * Lays the built extension out in `folder`, replacing what is there.
 * @param {string} folder
 */
export async function stage(folder) {
	const manifest = readManifest();
	if (!existsSync(path.join(root, "dist", "extension.js"))) {
		throw new Error("dist/extension.js is missing: run `npm run build` first.");
	}
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const installed = Object.fromEntries(Object.entries(manifest).filter(([key]) => !developmentOnly.has(key)));
	writeFileSync(path.join(folder, "package.json"), JSON.stringify(installed, undefined, "\t"));
	for (const part of ["dist", ...plainParts].filter((name) => existsSync(path.join(root, name)))) {
		cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
	}
	// Beside the scripts that import them, where Node looks first and where the packager, told that there are no
	// dependencies, leaves them in.
	for (const file of await dependencyFiles(manifest)) {
		linkOrCopy(path.join(modules, file), path.join(folder, "dist", "node_modules", file));
	}
}

/**
 * Installs the built extension into a folder of extensions, in a fraction of the time that packing and unpacking takes.
 * It is a copy: uninstalling it in the workbench deletes nothing of ours.
 * @param {string} extensionsDir
 */
export async function installStaged(extensionsDir) {
	const { publisher, name, version } = readManifest();
	const id = `${publisher}.${name}`;
	const folder = path.join(extensionsDir, `${id}-${version}`);
	await stage(folder);
	const location = { $mid: 1, path: decodeURIComponent(pathToFileURL(folder).pathname), scheme: "file" };
	const entry = { identifier: { id }, version, location, relativeLocation: path.basename(folder), metadata: { installedTimestamp: Date.now(), source: "vsix" } };
	writeFileSync(path.join(extensionsDir, "extensions.json"), JSON.stringify([entry]));
	return folder;
}
