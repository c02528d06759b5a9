import { z } from "zod";
import { Failure } from "../failure.ts";

/** One cell of a notebook as a text of its own. */
export interface Cell {
	/** Place in the notebook, from 0. */
	readonly index: number;
	readonly languageId: string;
	/** A file that the cell writes (`%%writefile drugs.smi`): its name tells the language; empty elsewhere. */
	readonly fileName: string;
	readonly text: string;
	/** Line of the cell that the text begins with: 1 where a magic such as `%%R` stands before it. */
	readonly firstLine: number;
}

const source = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(""))]);
const cell = z.object({
	cell_type: z.string(),
	source: source.optional(),
	/** nbformat 3 calls the source of code its input, and knows a language for each cell. */
	input: source.optional(),
	language: z.string().optional(),
	metadata: z.object({ vscode: z.object({ languageId: z.string() }).optional().catch(undefined) }).optional().catch(undefined),
});
const notebook = z.object({
	nbformat: z.int().optional(),
	cells: z.array(cell).optional(),
	worksheets: z.array(z.object({ cells: z.array(cell) })).optional(),
	metadata: z.object({
		kernelspec: z.object({ language: z.string().optional(), name: z.string().optional() }).optional().catch(undefined),
		language_info: z.object({ name: z.string() }).optional().catch(undefined),
	}).optional().catch(undefined),
});

/**
 * The cells of a Jupyter notebook (nbformat 3 and 4), outputs left out.
 *
 * @param text JSON of an `.ipynb` file
 * @throws Failure `invalid-notebook` with what is wrong
 */
export function cellsOf(text: string): Cell[] {
	const result = notebook.safeParse(parse(text));
	if (!result.success) {
		const [issue] = result.error.issues;
		throw refused(`“${issue?.path.join(".") ?? ""}” is not as a notebook has it`, issue?.message);
	}
	const { cells, worksheets, metadata } = result.data;
	const all = cells ?? worksheets?.flatMap((sheet) => sheet.cells);
	if (all === undefined) {
		throw refused("it has no cells", undefined);
	}
	const language = languageOf(metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? (metadata?.kernelspec?.name === "ir" ? "r" : "python"));
	return all.map((one, index) => cellOf(one, index, language));
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw refused("it is no JSON", String(error));
	}
}

function refused(why: string, detail: string | undefined): Failure {
	return new Failure("invalid-notebook", `This is no Jupyter notebook: ${why}. Open it in Jupyter or VS Code and save it again.`, { detail });
}

function cellOf({ cell_type: type, source: written, input, language, metadata }: z.infer<typeof cell>, index: number, notebookLanguage: string): Cell {
	const text = (written ?? input ?? "").replace(/\r\n?/g, "\n");
	const plain = { index, fileName: "", text, firstLine: 0 };
	if (type !== "code") {
		return { ...plain, languageId: type === "raw" ? "plaintext" : "markdown" };
	}
	const own = metadata?.vscode?.languageId ?? (language === undefined ? notebookLanguage : languageOf(language));
	return { ...plain, languageId: own, ...underMagic(text) };
}

/** Languages as kernels call themselves, where VS Code has another name. */
const KERNELS: Readonly<Record<string, string>> = { ipython: "python", python2: "python", python3: "python", sagemath: "python", ir: "r", bash: "shellscript", sh: "shellscript", zsh: "shellscript", "c++": "cpp", "c++11": "cpp", "c++14": "cpp", "c++17": "cpp", js: "javascript", ts: "typescript", node: "javascript" };

function languageOf(name: string): string {
	const plain = name.toLowerCase();
	return KERNELS[plain] ?? plain;
}

const MAGICS: Readonly<Record<string, string>> = { bash: "shellscript", sh: "shellscript", system: "shellscript", sx: "shellscript", "!": "shellscript", r: "r", js: "javascript", javascript: "javascript", html: "html", svg: "xml", latex: "latex", markdown: "markdown", perl: "perl", ruby: "ruby", sql: "sql", julia: "julia", cython: "python", python: "python", python2: "python", python3: "python", pypy: "python" };

/** `%%bash`, `%%R -i df`, `%%script julia`: a cell magic gives the cell to another language; `%%time` does not. */
function underMagic(text: string): Partial<Cell> {
	const line = /^\s*%%([!\w]+)[ \t]*([^\n]*)(?:\n|$)/.exec(text);
	if (line === null) {
		return {};
	}
	const [whole, magic = "", rest = ""] = line;
	const name = magic.toLowerCase();
	const below = { text: text.slice(whole.length), firstLine: whole.split("\n").length - 1 };
	if (name === "writefile" || name === "file") {
		return { ...below, languageId: "plaintext", fileName: rest.replace(/(?:^|\s)-a(?=\s)/, " ").trim() };
	}
	const languageId = MAGICS[name === "script" ? programOf(rest) : name];
	return languageId === undefined ? {} : { ...below, languageId };
}

/** `--bg /usr/bin/perl -w` runs perl. */
function programOf(line: string): string {
	const program = line.split(/\s+/).find((word) => !word.startsWith("-")) ?? "";
	return program.slice(program.lastIndexOf("/") + 1).toLowerCase();
}
