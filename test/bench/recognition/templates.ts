/** How a language writes a SMILES inside its quotes. */
export type Escape = "none" | "backslash" | "json-slash" | "csv";

/** A way in which people write down a molecule. `{S}` is the SMILES as the language needs it, `{i}` a running number. */
export interface Template {
	readonly language: string;
	readonly fileName: string;
	readonly languageId: string;
	readonly what: string;
	/** The surroundings say that this is a molecule. */
	readonly cue: boolean;
	readonly escape: Escape;
	readonly head?: string;
	readonly line: string;
	readonly tail?: string;
	/** Only SMILES that can be written so: e.g. without an escape sequence of the language in them. */
	readonly only?: (smiles: string) => boolean;
}

type Row = readonly [what: string, line: string, more?: Partial<Template>];

function language(name: string, fileName: string, languageId: string, escape: Escape, withCue: readonly Row[], without: readonly Row[]): Template[] {
	const template = (cue: boolean) => ([what, line, more]: Row): Template => ({ language: name, fileName, languageId, escape, cue, what, line, ...more });
	return [...withCue.map(template(true)), ...without.map(template(false))];
}

const noPythonEscape = (smiles: string): boolean => !/\\[\\'"abfnrtvxNuU0-7\n]/.test(smiles);
const noBar = (smiles: string): boolean => !smiles.includes("|");

export const TEMPLATES: readonly Template[] = [
	...language("Python", "screen.py", "python", "backslash", [
		["variable", 'smiles_{i} = "{S}"'],
		["variable with a type", "ligand_smiles: str = '{S}'"],
		["raw string", 'smi = r"{S}"', { escape: "none" }],
		["string with lone backslashes", 'smi = "{S}"', { escape: "none", only: noPythonEscape }],
		["MolFromSmiles, double quotes", 'mol{i} = Chem.MolFromSmiles("{S}")'],
		["MolFromSmiles, single quotes", "m = Chem.MolFromSmiles('{S}', sanitize=False)"],
		["list under a name", '\t"{S}",', { head: "smiles_list = [", tail: "]" }],
		["list in one line", "for smi in ['{S}', '{S}']:\n\tprint(smi)"],
		["dictionary of drugs", '\t"compound {i}": "{S}",', { head: "drugs = {", tail: "}" }],
		["list of pairs", '\t("compound-{i}", "{S}"),', { head: "compounds = [", tail: "]" }],
		["key of a dictionary", 'rows.append({"id": {i}, "smiles": "{S}", "pIC50": 6.1})'],
		["DataFrame", '\t"{S}",', { head: 'df = pd.DataFrame({"name": names, "smiles": [', tail: '], "y": [1.0, 2.0]})' }],
		["keyword argument", 'predict(model, smiles="{S}", n=3)'],
		["item assignment", "df.loc[{i}, 'SMILES'] = '{S}'"],
		["comparison", 'if row.smiles == "{S}":\n\tcontinue'],
		["comment with a label", "# SMILES: {S}", { escape: "none" }],
		["doctest", ">>> m = Chem.MolFromSmiles('{S}')", { head: '"""Draws it.', tail: '"""' }],
	], [
		["variable", 'x{i} = "{S}"'],
		["argument", "run('{S}', 3)"],
		["list", '\t"{S}",', { head: "values = [", tail: "]" }],
		["comment", "# as for {S} in the first run", { escape: "none" }],
	]),
	...language("R", "screen.R", "r", "backslash", [
		["assignment", 'smiles <- "{S}"'],
		["assignment with =", "smi = '{S}'"],
		["rcdk", 'mol <- parse.smiles("{S}")[[1]]'],
		["vector under a name", '\t"{S}",', { head: "smiles <- c(", tail: ")" }],
		["data.frame", '\t"{S}",', { head: "df <- data.frame(\n\tid = 1:3,\n\tsmiles = c(", tail: "\t)\n)" }],
		["named list", 'drugs <- list(aspirin = "{S}")'],
		["raw string", 'smiles <- r"({S})"', { escape: "none" }],
		["tribble", '\t"drug {i}", "{S}",', { head: "tribble(\n\t~name, ~smiles,", tail: ")" }],
		["comment with a label", "# SMILES: {S}", { escape: "none" }],
	], [
		["assignment", 'x <- "{S}"'],
		["argument", 'f("{S}", 2)'],
		["vector", '\t"{S}",', { head: "x <- c(", tail: ")" }],
	]),
	...language("Markdown", "notes.md", "markdown", "none", [
		["label", "SMILES: {S}"],
		["label and code", "Compound {i}, SMILES: `{S}`"],
		["bold label in a list", "- **SMILES:** `{S}`"],
		["bold label, colon outside", "* **SMILES**: {S}"],
		["the SMILES of … is", "The SMILES of compound {i} is `{S}`."],
		["table with a column", "| drug {i} | {S} | 6.2 |", { head: "| name | SMILES | pIC50 |\n|---|---|---|", only: noBar }],
		["table, code in the column", "| drug {i} | `{S}` |", { head: "| Name | Canonical SMILES |\n|:---|:---|", only: noBar }],
		["fenced block of SMILES", "{S}", { head: "```smiles", tail: "```" }],
		["fenced Python", 'smiles = "{S}"', { escape: "backslash", head: "```python", tail: "```" }],
	], [
		["word in a sentence", "We found {S} to be weakly active."],
		["before a comma", "Compound {i}, {S}, was tested."],
		["in brackets", "Compound {i} ({S}) was tested."],
		["at the end of a sentence", "The hit was {S}."],
		["code", "The product `{S}` was isolated."],
		["list item", "- {S}"],
		["line of its own", "{S}"],
		["fenced block", "{S}", { head: "```", tail: "```" }],
	]),
	...language("JSON", "set.json", "json", "backslash", [
		["key of an object", '\t{ "id": {i}, "smiles": "{S}", "y": 0.5 },', { head: "[", tail: "\tnull\n]" }],
		["compact", '{"name":"a {i}","SMILES":"{S}"}', { fileName: "set.jsonl" }],
		["key canonical_smiles", '\t{ "canonical_smiles": "{S}" },', { head: "[", tail: "\tnull\n]" }],
		["camel case key", '\t{ "canonicalSmiles": "{S}" },', { head: "[", tail: "\tnull\n]" }],
		["list under a key", '\t"{S}",', { head: '{ "smiles": [', tail: '""] }' }],
		["object of drugs", '\t"compound {i}": "{S}",', { head: '{ "drugs": {', tail: '\t"": "" } }' }],
		["slashes escaped too", '{"smiles":"{S}"}', { escape: "json-slash", fileName: "set.jsonl" }],
	], [
		["key value", '\t{ "value": "{S}" },', { head: "[", tail: "\tnull\n]" }],
		["list", '\t"{S}",', { head: "[", tail: '""]' }],
	]),
	...language("CSV", "set.csv", "csv", "csv", [
		["first column", "{S},compound {i},6.1", { head: "smiles,name,pIC50" }],
		["last column", "{i},CHEMBL{i},6.1,{S}", { head: "id,chembl_id,pIC50,canonical_smiles" }],
		["header in words", '{i},"{S}","a, b"', { head: '"No.","Canonical SMILES","Remark"', escape: "none" }],
		["semicolons", "{i};{S};6,1", { head: "Nr;SMILES;pIC50" }],
		["tabs", "{i}\t{S}\t6.1", { head: "id\tLigand SMILES\tKi (nM)", fileName: "set.tsv", languageId: "tsv", escape: "none" }],
		["column ligand", "{i},{S},6.1", { head: "id,ligand,pIC50" }],
		["one column", "{S}", { head: "smiles" }],
	], [
		["column value", "{i},{S},6.1", { head: "id,value,score" }],
		["no header", "{S},{i},6.1"],
		["column structure", "{i},{S}", { head: "id,structure" }],
	]),
	...language("YAML", "set.yaml", "yaml", "none", [
		["key", "smiles: {S}", { only: plainYaml }],
		["quoted", 'smiles: "{S}"', { escape: "backslash" }],
		["single quotes in a list of objects", "- name: drug {i}\n  smiles: '{S}'"],
		["list under a key", "  - '{S}'", { head: "smiles:" }],
	], [
		["key value", "value: '{S}'"],
	]),
	...language("JavaScript", "view.js", "javascript", "backslash", [
		["constant", "const smiles = '{S}';"],
		["property", '\t{ name: "drug {i}", smiles: "{S}" },', { head: "const rows = [", tail: "];" }],
		["call", "SmilesDrawer.parse('{S}', tree => draw(tree));"],
		["RDKit.js", 'const mol = RDKit.get_mol("{S}");'],
		["template literal", "const smiles = `{S}`;"],
	], [
		["constant", 'const x = "{S}";'],
	]),
	...language("other", "set.smi", "plaintext", "none", [
		["SMILES file", "{S} CHEMBL{i}"],
		["SQL", "INSERT INTO compounds (id, smiles) VALUES ({i}, '{S}');", { fileName: "load.sql", languageId: "sql" }],
		["shell", "obabel -:'{S}' -O out{i}.sdf --gen3d", { fileName: "run.sh", languageId: "shellscript" }],
		["shell variable", "SMILES='{S}'", { fileName: "run.sh", languageId: "shellscript" }],
		["C++", 'auto mol = RDKit::SmilesToMol("{S}");', { fileName: "a.cpp", languageId: "cpp", escape: "backslash" }],
		["Java", 'String smiles = "{S}";', { fileName: "A.java", languageId: "java", escape: "backslash" }],
		["Julia", 'mol = smilestomol("{S}")', { fileName: "a.jl", languageId: "julia", escape: "backslash" }],
		["TOML", "smiles = '{S}'", { fileName: "a.toml", languageId: "toml" }],
	], [
		["plain text", "{S}", { fileName: "list.txt" }],
		["plain text with a name", "compound {i}\t{S}", { fileName: "list.txt" }],
		["LaTeX", "The product \\texttt{{S}} was isolated.", { fileName: "a.tex", languageId: "latex" }],
		["HTML", "<td>{S}</td>", { fileName: "a.html", languageId: "html" }],
	]),
];

/** YAML reads a plain value to its end, unless it begins or goes on with one of its own signs. */
function plainYaml(smiles: string): boolean {
	return !/^[[{*&!|>@%#`'",?-]|: | #/.test(smiles);
}

export function written(smiles: string, escape: Escape): string {
	switch (escape) {
		case "none": return smiles;
		case "backslash": return smiles.replaceAll("\\", "\\\\");
		case "json-slash": return smiles.replaceAll("\\", "\\\\").replaceAll("/", "\\/");
		case "csv": return /[",;]/.test(smiles) ? `"${smiles.replaceAll('"', '""')}"` : smiles;
	}
}
