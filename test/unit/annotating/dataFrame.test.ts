/** The cells that save a column of a data frame and join what was found out about it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { columnsIn, fileNameOf, isVariable, joinCode, saveCode } from "../../../src/annotating/dataFrameCode.ts";

const PYTHON = process.env["PYTHON"] ?? "python3";

function hasPandas(): boolean {
	try {
		execFileSync(PYTHON, ["-c", "import pandas"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

describe("columns of data frames", () => {
	it("are found in the cells that speak of them", () => {
		expect(columnsIn(['series = pd.DataFrame({"name": names, "smiles": ["CCO"]})\nseries'])).toEqual([{ variable: "series", column: "smiles" }]);
		expect(columnsIn(["df = pd.read_csv('x.csv')", 'df["mw"] = [mw(s) for s in df[\'canonical_smiles\']]'])).toEqual([{ variable: "df", column: "canonical_smiles" }]);
		expect(columnsIn(["table = pd.read_csv('x.csv')"])).toEqual([{ variable: "table", column: "smiles" }]);
		expect(columnsIn(["x = 5\nprint(x)"])).toEqual([]);
	});

	it("come with those of the current cell first, each once", () => {
		expect(columnsIn(['b["smiles"]', 'a["smiles"]\nb["smiles"]']).map(({ variable }) => variable)).toEqual(["b", "a"]);
	});

	it("are variables of Python only", () => {
		expect(["df", "self.table", "_x1"].map(isVariable)).toEqual([true, true, true]);
		expect(["", "1x", "df; import os", "df[0]", "a b"].map(isVariable)).toEqual([false, false, false, false, false]);
	});

	it("are saved under a plain name", () => {
		expect(fileNameOf({ variable: "df", column: "SMILES (canonical)/x" })).toBe("df.SMILES_canonical_x");
	});

	it.skipIf(!hasPandas())("are joined in pandas row by row: duplicate labels, missing values, NA as a sequence; a changed frame is refused (skipped where Python has no pandas)", () => {
		const folder = mkdtempSync(path.join(tmpdir(), "frame-"));
		const frame = { variable: "df", column: 'a "quoted" smiles' };
		const annotated = "frame.annotated.csv";
		const script = [
			"import pandas as pd",
			`df = pd.DataFrame({${JSON.stringify(frame.column)}: ["CCO", None, "NA", " C "], "status": [1, 2, 3, 4]}, index=["x", "x", "y", "z"])`,
			saveCode(frame, "frame.csv"),
			// What an annotation makes of it.
			"saved = open('frame.csv', newline='').read().splitlines()",
			"assert len(saved) == 5, saved",
			`open(${JSON.stringify(annotated)}, "w").write("\\n".join(line + extra for line, extra in zip(saved, [",facts_logP,facts_formula,status,reason", ",-0.0014,C2H6O,ok,", ",,,failed,empty", ",,,failed,none", ",0.6,CH4,ok,"])) + "\\n")`,
			...[1, 2].map(() => joinCode(frame, annotated)),
			"assert list(df.index) == ['x', 'x', 'y', 'z'] and list(df['status']) == [1, 2, 3, 4]",
			"assert df['facts_logP'].dtype == float and df['facts_logP'].iloc[0] == -0.0014 and df['facts_logP'].isna().tolist() == [False, True, True, False]",
			`assert df[${JSON.stringify(`${frame.column}_reason`)}].iloc[2] == "none"`,
			`assert df.columns.is_unique, list(df.columns)`,
			"df = df.iloc[::-1]",
			"try:",
			...joinCode(frame, annotated).split("\n").map((line) => `    ${line}`),
			"    raise SystemExit('a changed frame was joined')",
			"except AssertionError as error:",
			"    print(error)",
		].join("\n");
		try {
			writeFileSync(path.join(folder, "cells.py"), script);
			expect(execFileSync(PYTHON, ["cells.py"], { cwd: folder, encoding: "utf8" })).toContain("df has changed since its column was saved");
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
