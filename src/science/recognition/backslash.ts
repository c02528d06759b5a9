/**
 * What a backslash is in a string: a character like any other (`itself`), the beginning of an escape (`escape`), or itself
 * unless another one follows (`lenient`).
 */
export type Backslash = "itself" | "escape" | "lenient";

const ITSELF = new Set(["sql", "fortran", "matlab", "pascal"]);
const ITSELF_IN_SINGLE = new Set(["yaml", "toml", "shellscript", "powershell"]);
const LENIENT_IN_SINGLE = new Set(["ruby", "perl", "php"]);
const ESCAPE = new Set(["javascript", "javascriptreact", "typescript", "typescriptreact", "python", "cython", "snakemake", "java", "c", "cpp", "csharp", "go", "rust", "json", "jsonc", "jsonl", "r", "julia", "swift", "kotlin", "scala", "dart", "lua", "groovy", "toml", "yaml", "ruby", "perl", "php"]);
/** Their strings in three quotes are raw, or raw in some versions or with some signs before them. */
const UNSURE_IN_TRIPLE = new Set(["kotlin", "scala", "csharp", "swift", "toml"]);

/**
 * How a language reads a backslash between these quotes, where nothing before them says otherwise (`r"`, `@"`).
 *
 * @param quote one of `"`, `'`, `` ` ``, or three of them
 * @returns undefined where that is not known for certain
 */
export function backslashIn(languageId: string, quote: string): Backslash | undefined {
	const mark = quote.charAt(0);
	if (ITSELF.has(languageId) || (mark === "'" && ITSELF_IN_SINGLE.has(languageId)) || (mark === "`" && languageId === "go")) {
		return "itself";
	}
	if (mark === "'" && LENIENT_IN_SINGLE.has(languageId)) {
		return "lenient";
	}
	return ESCAPE.has(languageId) && !(quote === '"""' && UNSURE_IN_TRIPLE.has(languageId)) ? "escape" : undefined;
}

/** Whether no string of the language escapes anything. */
export function hasNoEscapes(languageId: string): boolean {
	return ITSELF.has(languageId);
}
