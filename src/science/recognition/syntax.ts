import { backslashIn } from "./backslash.ts";

/** How a language writes comments and strings, as far as one scan for literals must know. */
export interface Syntax {
	readonly lineComments: readonly string[];
	readonly blockComment: boolean;
	readonly tripleQuotes: boolean;
	readonly backtick: boolean;
	/** `/["']/` is a regular expression. */
	readonly regularExpressions: boolean;
	/** `r"(C\C)"` holds its text in brackets. */
	readonly bracketedRaw: boolean;
	/** Where `"CC" "O"` is one string: over lines too, over lines in brackets only, or nowhere. */
	readonly adjacent: "lines" | "brackets" | "never";
	/** Quotes in which a backslash is just a backslash. */
	readonly rawQuotes: string;
	/** Characters that begin a literal or a comment. */
	readonly marks: string;
}

const HASH = new Set(["python", "r", "julia", "ruby", "shellscript", "perl", "yaml", "toml", "snakemake", "nextflow", "makefile", "dockerfile", "elixir", "coffeescript", "powershell", "ini", "properties", "cython", "tcl", "gnuplot"]);
const SCRIPT = new Set(["", "javascript", "typescript", "javascriptreact", "typescriptreact", "vue", "svelte"]);
const BACKTICK = new Set([...SCRIPT, "go", "groovy"]);
const DASHES = new Set(["sql", "lua", "haskell", "ada", "vhdl"]);
const TRIPLE = new Set(["python", "julia", "snakemake", "toml", "cython", "scala", "kotlin", "swift", "groovy", "java", "csharp", "dart", "elixir"]);

const PYTHONS = new Set(["python", "cython", "snakemake"]);
const LIKE_C = new Set(["c", "cpp", "cuda-cpp", "objective-c", "objective-cpp"]);
const QUOTES = ["\"", "'", "`"];

export function syntaxOf(languageId: string): Syntax {
	const hash = HASH.has(languageId);
	const lineComments = hash ? ["#"] : DASHES.has(languageId) ? ["--"] : languageId === "matlab" ? ["%"] : languageId === "json" ? [] : ["//"];
	const blockComment = !hash && languageId !== "json";
	const backtick = BACKTICK.has(languageId);
	const regularExpressions = SCRIPT.has(languageId);
	const starts = [...lineComments.map((mark) => mark.charAt(0)), ...(blockComment || regularExpressions ? ["/"] : [])];
	const marks = `"'${backtick ? "`" : ""}${[...new Set(starts)].join("")}`;
	return { lineComments, blockComment, tripleQuotes: TRIPLE.has(languageId), backtick, regularExpressions, bracketedRaw: languageId === "r", adjacent: PYTHONS.has(languageId) ? "brackets" : LIKE_C.has(languageId) ? "lines" : "never", rawQuotes: QUOTES.filter((quote) => backslashIn(languageId, quote) === "itself").join(""), marks };
}
