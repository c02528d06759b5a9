import { resumeFasta } from "./fastaFile.ts";
import type { Resume } from "./found.ts";
import { resumeSdf } from "./sdfFile.ts";
import { beginsWithSmiles, resumeSmilesFile } from "./smilesFile.ts";
import { sourceResume } from "./source.ts";
import { syntaxOf } from "./syntax.ts";
import { looksLikeTable, tableResume } from "./table.ts";
import { textResume } from "./words.ts";
import { yamlResume } from "./yaml.ts";

/** Where a text comes from: VS Code's language id and the file's name (the extension decides where the language is unknown). */
export interface RecogniseContext {
	readonly languageId: string;
	readonly fileName: string;
}

type Format = "fasta" | "smiles" | "sdf" | "csv" | "tsv" | "yaml" | "prose" | "source" | "other";

const FORMATS: readonly (readonly [Format, RegExp])[] = [
	["fasta", /^(?:fasta|fas|fa|faa|fna|ffn|frn|pep|mpfa|afa)$/],
	["smiles", /^(?:smiles|smi|ism|can|cxsmiles|cxsmi)$/],
	["sdf", /^(?:sdf|sd|mol|molfile)$/],
	["csv", /^(?:csv|dynamic csv|rainbow csv)$/],
	["tsv", /^(?:tsv|tab)$/],
	["yaml", /^(?:yaml|yml|dockercompose|github-actions-workflow)$/],
	["prose", /^(?:plaintext|markdown|md|mdx|qmd|rmd|quarto|txt|text|rst|restructuredtext|latex|tex|html|xml|asciidoc|log|prompt|raw)$/],
	// Coordinates and binary data: nothing to be read word by word.
	["other", /^(?:mol2|pdb|ent|cif|mmcif|xyz|svg|binary|ipynb|lock|map)$/],
];

const LANGUAGES: Readonly<Record<string, string>> = { py: "python", pyi: "python", pyx: "cython", r: "r", jl: "julia", sh: "shellscript", bash: "shellscript", rb: "ruby", pl: "perl", smk: "snakemake", sql: "sql", lua: "lua", m: "matlab", toml: "toml", json: "json", jsonl: "json", jsonc: "jsonc", js: "javascript", mjs: "javascript", cjs: "javascript", ts: "typescript", jsx: "javascriptreact", tsx: "typescriptreact", go: "go", java: "java", scala: "scala", kt: "kotlin", swift: "swift", cs: "csharp", hs: "haskell", nf: "nextflow", cfg: "ini", ini: "ini", mk: "makefile" };

/** What the FASTA programs print, which people name like what they read. */
const REPORT = /^\s*(?:#\s*\S*t?fast[axyfsm]|t?FAST[AXYFSM] (?:searches|compares))/i;

/** How to read a text from its beginning. */
export function beginningOf(context: RecogniseContext): Resume {
	const format = formatOf(context);
	switch (format) {
		case "fasta": return (text, end, marksOnly) => (REPORT.test(text.slice(0, 1000)) ? resumeText : resumeFasta)(text, end, marksOnly);
		case "smiles": return resumeSmilesFile;
		case "sdf": return resumeSdf;
		case "csv": return tableResume();
		case "tsv": return tableResume("\t");
		case "yaml": return yamlResume();
		case "prose": return proseResume(context);
		case "source": return sourceResume(syntaxOf(languageOf(context)));
		case "other": return nothing;
	}
}

const resumeText = textResume((languageId) => beginningOf({ languageId, fileName: "" }));

/** A `.txt` file may be a table, or a list of SMILES, by its first line or its name. */
function proseResume(context: RecogniseContext): Resume {
	if (!/^(?:plaintext|text|)$/.test(context.languageId)) {
		return resumeText;
	}
	const list = /(?:^|[/\\_.-])smi(?:les)?[^/\\]*\.txt$/i.test(context.fileName);
	return (text, end, marksOnly) => (looksLikeTable(text) ? tableResume() : list && beginsWithSmiles(text) ? resumeSmilesFile : resumeText)(text, end, marksOnly);
}

function nothing(): Generator<never> {
	return [].values() as Generator<never>;
}

/** A file's extension says more than the language, which is `plaintext` for every format VS Code does not know. */
function formatOf(context: RecogniseContext): Format {
	const extension = extensionOf(context.fileName);
	const byExtension = extension === "" ? undefined : FORMATS.find(([, names]) => names.test(extension))?.[0];
	const byLanguage = FORMATS.find(([, names]) => names.test(context.languageId))?.[0];
	const unknown = context.languageId === "" || context.languageId === "plaintext";
	return byExtension ?? (unknown && extension in LANGUAGES ? "source" : (byLanguage ?? (context.languageId === "" && extension === "" ? "prose" : "source")));
}

function languageOf({ languageId, fileName }: RecogniseContext): string {
	return languageId === "" || languageId === "plaintext" ? (LANGUAGES[extensionOf(fileName)] ?? "") : languageId;
}

function extensionOf(fileName: string): string {
	const name = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
	return name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";
}
