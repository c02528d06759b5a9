import { describe, expect, it } from "vitest";
import { escapingOf, rawSpan, writtenAs, type Surroundings } from "../../../src/editor/literal.ts";
import { recognise } from "../../../src/science/recognise.ts";

/** (Z)-but-2-ene, which cannot be written without one. */
const CIS = "C/C=C\\C";

function at(languageId: string, before: string, raw: string, text = raw): Surroundings {
	return { languageId, before, raw, text };
}

describe("a SMILES with backslashes, written back", () => {
	it.each<[string, Surroundings, string]>([
		["JSON that doubles them", at("json", '"smiles": "', "C/C=C\\\\C", CIS), "C/C=C\\\\C"],
		["a Python string without any", at("python", 'smiles = "', "CC=CC"), "C/C=C\\\\C"],
		["a Python string that leaves them single", at("python", 'smiles = "', CIS), "C/C=C\\\\C"],
		["a raw Python string", at("python", 'smiles = r"', "CC=CC"), CIS],
		["raw bytes of Python", at("python", "smiles = Rb'", "CC=CC"), CIS],
		["a raw string of R", at("r", 'smiles <- r"(', "CC=CC"), CIS],
		["a raw string of Rust", at("rust", 'let smiles = r#"', "CC=CC"), CIS],
		["String.raw of JavaScript", at("javascript", "const smiles = String.raw`", "CC=CC"), CIS],
		["a template of JavaScript", at("javascript", "const smiles = `", "CC=CC"), "C/C=C\\\\C"],
		["backticks of Go", at("go", "smiles := `", "CC=CC"), CIS],
		["double quotes of YAML", at("yaml", 'smiles: "', "CC=CC"), "C/C=C\\\\C"],
		["single quotes of YAML", at("yaml", "smiles: '", "CC=CC"), CIS],
		["a bare value of YAML", at("yaml", "smiles: ", "CC=CC"), CIS],
		["a comment", at("python", "# SMILES: ", "CC=CC"), CIS],
		["Markdown", at("markdown", "The product `", "CC=CC"), CIS],
		["a table", at("csv", "butene,", "CC=CC"), CIS],
		["a macro of C", at("cpp", '#define SMILES "', "CC=CC"), "C/C=C\\\\C"],
		["a private field of JavaScript", at("javascript", '\t#smiles = "', "CC=CC"), "C/C=C\\\\C"],
		["raw strings of Julia", at("julia", 'smiles = raw"', "CC=CC"), CIS],
	])("follows %s", (_, surroundings, expected) => {
		expect(writtenAs(CIS, surroundings)).toBe(expected);
	});

	it.each([["a fence of Markdown", "markdown", 'smiles = "'], ["three quotes of Kotlin", "kotlin", 'val smiles = """'], ["PowerShell", "powershell", '$smiles = "'], ["a language nobody knows", "foo", 'smiles = "']])("is not guessed in %s", (_, languageId, before) => {
		expect(writtenAs(CIS, at(languageId, before, "CC=CC"))).toBeUndefined();
	});

	const LANGUAGES = ["python", "javascript", "typescript", "java", "c", "cpp", "csharp", "go", "rust", "json", "jsonc", "r", "julia", "swift", "kotlin", "scala", "dart", "lua", "groovy", "toml", "yaml", "ruby", "perl", "php", "sql", "fortran", "matlab", "pascal", "shellscript", "powershell"];

	it.each(LANGUAGES)("is read again as the same molecule in %s, in whatever quotes", (languageId) => {
		const assignment = `smiles${languageId === "yaml" ? ":" : " ="} `;
		for (const quote of ['"', "'", "`", '"""']) {
			const written = writtenAs(CIS, at(languageId, `${assignment}${quote}`, "CC=CC"));
			const found = written === undefined ? undefined : recognise(`${assignment}${quote}${written}${quote}\n`, { languageId, fileName: "" })[0];
			// Some quotes are none in some languages: nothing is found there.
			expect({ quote, text: found?.text ?? CIS }).toEqual({ quote, text: CIS });
		}
	});

	it.each([["MATLAB", "matlab", '"'], ["SQL", "sql", '"'], ["PowerShell", "powershell", "'"], ["Go", "go", "`"]])("two backslashes stand for two in %s, which escapes none there", (_, languageId, quote) => {
		expect(recognise(`smiles = ${quote}C/C=C\\\\C${quote}\n`, { languageId, fileName: "" }).filter(({ text }) => text === CIS)).toEqual([]);
		expect(recognise(`smiles = ${quote}${CIS}${quote}\n`, { languageId, fileName: "" })).toMatchObject([{ text: CIS }]);
	});

	it("is not guessed within a longer string, which may be raw or not", () => {
		expect(writtenAs(CIS, at("python", "the SMILES: ", "CC=CC"))).toBeUndefined();
		expect(writtenAs("CCO", at("python", "the SMILES: ", "OCC"))).toBe("CCO");
	});

	it("is not guessed where more than backslashes was escaped", () => {
		expect(escapingOf(at("json", '"smiles": "', "C\\u0043O", "CCO"))).toBe("unknown");
		expect(writtenAs("OCC", at("json", '"smiles": "', "C\\u0043O", "CCO"))).toBeUndefined();
	});
});

describe("the place of a mistake in a literal", () => {
	it("is the same where nothing is escaped", () => {
		expect(rawSpan({ start: 2, end: 5 }, "CCCCCC", "CCCCCC")).toEqual({ start: 2, end: 5 });
	});

	it("moves behind each doubled backslash", () => {
		const text = "F\\C=C\\C(C)(C)(C)C";
		const raw = text.replaceAll("\\", "\\\\");
		const start = text.indexOf("C(C)");
		const span = rawSpan({ start, end: start + 1 }, raw, text);
		expect(span && raw.slice(span.start, span.end)).toBe("C");
		expect(span?.start).toBe(start + 2);
	});

	it("is not guessed where the literal hides it", () => {
		expect(rawSpan({ start: 1, end: 2 }, "C\\u0043O", "CCO")).toBeUndefined();
		expect(rawSpan({ start: 1, end: 9 }, "CCO", "CCO")).toBeUndefined();
	});
});
