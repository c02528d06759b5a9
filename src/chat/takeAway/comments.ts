/** How a language marks comments: a mark before each line, or one before and one after all of them. */
export type CommentMarks = { readonly line: string } | { readonly open: string; readonly close: string };

const SLASHES = "c cpp csharp cuda-cpp dart fsharp go groovy java javascript javascriptreact jsonc kotlin less nextflow objective-c objective-cpp php rust scala scss shaderlab swift typescript typescriptreact stan verilog systemverilog wdl typst zig";
const HASHES = "coffeescript cmake dockercompose dockerfile elixir github-actions-workflow gitignore ignore julia makefile nix perl perl6 plaintext powershell properties python r raku ruby shellscript smiles snakemake toml yaml yml cython cwl awk tcl gnuplot mmcif";
/** Left out are languages whose comments are read after all: knitr runs the code in them, templates fill them, reStructuredText has directives. */
const OTHERS: Readonly<Record<string, CommentMarks>> = {
	clojure: { line: ";;" },
	css: { open: "/*", close: "*/" },
	elm: { line: "--" },
	erlang: { line: "%" },
	fortran: { line: "!" },
	FortranFreeForm: { line: "!" },
	"fortran-modern": { line: "!" },
	haskell: { line: "--" },
	html: { open: "<!--", close: "-->" },
	ini: { line: ";" },
	latex: { line: "%" },
	bibtex: { line: "%" },
	tex: { line: "%" },
	lisp: { line: ";;" },
	lua: { line: "--" },
	markdown: { open: "<!--", close: "-->" },
	matlab: { line: "%" },
	mdx: { open: "{/*", close: "*/}" },
	mysql: { line: "--" },
	ocaml: { open: "(*", close: "*)" },
	octave: { line: "%" },
	pascal: { line: "//" },
	sas: { open: "/*", close: "*/" },
	scheme: { line: ";;" },
	sql: { line: "--" },
	svelte: { open: "<!--", close: "-->" },
	vb: { line: "'" },
	vhdl: { line: "--" },
	vue: { open: "<!--", close: "-->" },
	xml: { open: "<!--", close: "-->" },
	xsl: { open: "<!--", close: "-->" },
};
/** Files that people write notes into: without an ending, or `.txt`. */
const PLAIN_TEXT = /(?:^|\/)[^./]*$|\.txt$/i;
const LINES = new Map([...SLASHES.split(" ").map((id) => [id, "//"] as const), ...HASHES.split(" ").map((id) => [id, "#"] as const)]);

/**
 * The comment marks of a language, by VS Code's id of it; undefined where it has none (JSON, CSV, SDF) or is not known. Plain text
 * has none either, but `#` is understood by everybody; a table that nobody gave a language is no plain text.
 */
export function commentMarks(languageId: string, fileName = ""): CommentMarks | undefined {
	if (languageId === "plaintext" && !PLAIN_TEXT.test(fileName)) {
		return undefined;
	}
	const line = LINES.get(languageId);
	return line === undefined ? OTHERS[languageId] : { line };
}

/** Characters of a line, marks included, where words allow that: a SMILES is never broken. */
const WIDTH = 100;

/**
 * Text as a comment that no text can end early or make code of.
 *
 * @param text lines; control characters but for the line breaks are gone already
 * @param indent stands before every line
 */
export function commented(text: string, marks: CommentMarks, indent: string): string {
	const lines = text.split("\n").flatMap((line) => wrapped(harmless(line, marks)));
	return "line" in marks ? lines.map((line) => indent + `${marks.line} ${line}`.trimEnd()).join("\n") : [marks.open, ...lines, marks.close].map((line) => (indent + line).trimEnd()).join("\n");
}

/** What would end a comment, or continue it over the code that follows, is taken apart by a space. */
function harmless(line: string, marks: CommentMarks): string {
	const apart = line
		// Java reads these everywhere, and `\u000a` ends its comments.
		.replace(/\\(?=u+)/g, "\\ ")
		// PHP ends here; Python takes an encoding from a comment.
		.replace(/\?(?=>)/g, "? ")
		.replace(/coding(?=[:=])/g, "coding ")
		// C, make, the shell and Basic go on with the next line.
		.replace(/(\\|\?\?\/| _)\s*$/, "$1 .");
	if ("line" in marks) {
		return apart;
	}
	// XML allows no two hyphens in a row, wherever they stand; knitr runs code between backticks even in comments.
	return marks.close.includes("--") ? apart.replace(/`(?=\{?[A-Za-z]+[ }])/g, "` ").replace(/-(?=-)/g, "- ").replace(/-(?=>)/g, "- ") : apart.replace(/\*(?=[/)])/g, "* ").replace(/([/(])(?=\*)/g, "$1 ");
}

function wrapped(line: string): string[] {
	const lines: string[] = [];
	let last = "";
	for (const word of line.split(" ")) {
		if (last !== "" && last.length + 1 + word.length > WIDTH) {
			lines.push(last);
			last = word;
		} else {
			last = last === "" ? word : `${last} ${word}`;
		}
	}
	return [...lines, last];
}
