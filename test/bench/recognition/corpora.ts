import { existsSync } from "node:fs";
import path from "node:path";

/**
 * Text without chemistry: code and prose that people installed for other reasons. What is not there is left out and named.
 *
 * To add one, write a line here, or name a folder on the command line: `npm run bench:recognition -- --corpus DIR`.
 */
export interface Corpus {
	readonly name: string;
	readonly folders: readonly string[];
	/** File endings that are read, without the dot. */
	readonly endings: readonly string[];
	/** At most so much of it, in MB, taken evenly. */
	readonly megabytes: number;
	/** Python files are read as notebooks too, a cell for each part between blank lines. */
	readonly asNotebooks?: boolean;
}

const CODE = ["js", "cjs", "mjs", "ts", "cts", "mts", "tsx", "jsx", "py", "pyi", "r", "R", "jl", "c", "h", "cc", "cpp", "hpp", "java", "go", "rs", "rb", "pl", "pm", "sh", "sql", "lua", "css", "scss", "html", "vue"];
const DATA = ["json", "yml", "yaml", "toml", "csv", "tsv", "xml", "ini", "cfg"];
const PROSE = ["md", "markdown", "txt", "rst", "tex"];
export const ALL_ENDINGS = [...CODE, ...DATA, ...PROSE, "ipynb"];

export function corpora(root: string, added: readonly string[]): Corpus[] {
	const modules = [path.join(root, "node_modules")];
	const python = pythonFolders();
	return [
		{ name: "npm: JavaScript", folders: modules, endings: ["js", "cjs", "mjs"], megabytes: 20 },
		{ name: "npm: TypeScript", folders: modules, endings: ["ts", "cts", "mts"], megabytes: 15 },
		{ name: "npm: JSON, YAML", folders: modules, endings: ["json", "yml", "yaml"], megabytes: 10 },
		{ name: "npm: Markdown, text", folders: modules, endings: ["md", "markdown", "txt"], megabytes: 10 },
		{ name: "npm: CSS, HTML", folders: modules, endings: ["css", "scss", "html"], megabytes: 3 },
		{ name: "Python's library and packages", folders: python, endings: ["py", "pyi"], megabytes: 20, asNotebooks: true },
		{ name: "text and data beside Python", folders: python, endings: [...DATA, ...PROSE], megabytes: 5 },
		{ name: "C and C++ headers", folders: ["/usr/include", "/usr/local/include"], endings: ["h", "hpp"], megabytes: 10 },
		{ name: "Perl", folders: ["/usr/share/perl", "/usr/share/perl5"], endings: ["pl", "pm"], megabytes: 8 },
		{ name: "R", folders: ["/usr/lib/R/library", "/usr/share/R", "/usr/local/lib/R"], endings: ["R", "r", "Rmd"], megabytes: 8 },
		{ name: "documentation of the system", folders: ["/usr/share/doc", "/usr/share/info"], endings: [...PROSE, ...DATA, ...CODE], megabytes: 10 },
		...added.map((folder): Corpus => ({ name: folder, folders: [path.resolve(folder)], endings: ALL_ENDINGS, megabytes: 100, asNotebooks: true })),
	];
}

/** Packages that are about molecules or sequences, and ours. */
export const ABOUT_CHEMISTRY = /[/\\](?:@rdkit|rdkit[^/\\]*|smiles-drawer|3dmol|openchemlib|kekule|ketcher[^/\\]*|molstar|ngl|openbabel|Bio|biopython[^/\\]*|skbio|scikit_bio[^/\\]*|ase|pyscf|cantera|pysam|pymol|MDAnalysis|openmm|chemprop|deepchem|molvs|pubchempy|selfies|esm|torch_geometric|ogb|dgllife|biomedgpt[^/\\]*)[/\\]/i;

function pythonFolders(): string[] {
	const versions = Array.from({ length: 8 }, (_, index) => `python3.${index + 9}`);
	return [...versions, "python3"].flatMap((version) => ["/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"].map((folder) => path.join(folder, version))).filter((folder) => existsSync(folder));
}
