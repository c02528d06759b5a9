/** VS Code's language ids and the file endings of each, as its own extensions declare them; what is not here is plain text. */
const ENDINGS: Readonly<Record<string, string>> = {
	python: "py pyi pyw ipy", r: "r rprofile rhistory", julia: "jl", snakemake: "smk", nextflow: "nf", matlab: "m",
	javascript: "js mjs cjs es6", javascriptreact: "jsx", typescript: "ts mts cts", typescriptreact: "tsx", vue: "vue", svelte: "svelte",
	c: "c", cpp: "cpp cc cxx c++ h hh hpp hxx ino", csharp: "cs csx", java: "java jav", go: "go", rust: "rs", swift: "swift", groovy: "groovy gradle",
	ruby: "rb rake gemspec", perl: "pl pm t", php: "php", lua: "lua", haskell: "hs", sql: "sql dsql", powershell: "ps1 psm1 psd1",
	shellscript: "sh bash zsh ksh", json: "json webmanifest geojson", jsonc: "jsonc", jsonl: "jsonl ndjson", yaml: "yml yaml cff", toml: "toml", ini: "ini cfg conf", properties: "properties",
	markdown: "md markdown mkd qmd rmd mdx", html: "html htm xhtml", xml: "xml xsd xsl svg", css: "css", scss: "scss", less: "less", latex: "tex ltx", restructuredtext: "rst", makefile: "mk mak",
};
const NAMES: Readonly<Record<string, string>> = { makefile: "makefile", gnumakefile: "makefile", snakefile: "snakemake", dockerfile: "dockerfile", rakefile: "ruby", gemfile: "ruby", ".bashrc": "shellscript", ".profile": "shellscript" };
const BY_ENDING = new Map(Object.entries(ENDINGS).flatMap(([id, endings]) => endings.split(" ").map((ending) => [ending, id] as const)));

/** The language that VS Code would give a file by its name; `plaintext` if it knows none. */
export function languageIdOf(file: string): string {
	const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1).toLowerCase();
	return NAMES[name] ?? BY_ENDING.get(name.slice(name.lastIndexOf(".") + 1)) ?? "plaintext";
}
