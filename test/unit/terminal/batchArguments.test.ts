import { describe, expect, it } from "vitest";
import { readArguments } from "../../../src/terminal/arguments.ts";

const annotate = (...more: string[]): unknown => readArguments(["annotate", "in.csv", "-o", "out.csv", ...more]);

describe("biomedgpt annotate", () => {
	it("reads what a chemist asks of a column", () => {
		expect(annotate("--smiles", "SMILES", "--facts", "mw,logp", "--facts", "tpsa")).toMatchObject({
			command: "annotate", source: "in.csv", output: "out.csv", column: "SMILES", structures: "molecule", resume: false, cache: true,
			tasks: [{ kind: "facts", facts: ["mw", "logp", "tpsa"] }],
		});
	});

	it("takes several tasks in their order, each with its own choices and column", () => {
		expect(annotate("--ask", "Is {name} toxic?", "--choices", "yes, no", "--as", "toxic", "--describe", "--ask", "What is it?", "--embed", "--as", "vector")).toMatchObject({
			tasks: [
				{ kind: "choose", question: "Is {name} toxic?", choices: ["yes", "no"], column: "toxic" },
				{ kind: "describe" },
				{ kind: "ask", question: "What is it?" },
				{ kind: "embed", column: "vector" },
			],
		});
	});

	it("leaves a JSON schema to be read from its file", () => {
		expect(annotate("--ask", "Which groups?", "--json-schema", "groups.json")).toMatchObject({ tasks: [{ kind: "schema-file", question: "Which groups?", file: "groups.json" }] });
	});

	it("takes choices with commas as a JSON array", () => {
		expect(annotate("--ask", "Which?", "--choices", '["1,2-diol", "1,3-diol"]')).toMatchObject({ tasks: [{ choices: ["1,2-diol", "1,3-diol"] }] });
	});

	it("streams from a pipe to a pipe", () => {
		expect(readArguments(["annotate", "-", "-o", "-", "--from", "smi", "--to", "csv", "--facts", "all"])).toMatchObject({ source: "-", output: "-", from: "smi", to: "csv" });
	});

	it("takes a shard, and goes on where it was", () => {
		expect(annotate("--facts", "mw", "--shard", "3/16", "--resume", "--max-rows", "100", "--json-progress", "--no-cache", "--check")).toMatchObject({ shard: { index: 3, of: 16 }, resume: true, maxRows: 100, jsonProgress: true, cache: false, check: true });
	});

	it.each([
		[["annotate", "-o", "out.csv", "--facts", "mw"], /annotate takes one file/],
		[["annotate", "a.csv", "b.csv", "-o", "out.csv", "--facts", "mw"], /annotate takes one file/],
		[["annotate", "a.csv", "--facts", "mw"], /needs the file to write: -o OUT/],
		[["annotate", "a.csv", "-o", "b.csv"], /something to find out/],
		[["annotate", "a.csv", "-o", "b.csv", "--facts", "mw,colour"], /no fact “colour”.*averageMass \(mw\).*Of a protein.*isoelectricPoint \(pi\)/],
		[["annotate", "a.csv", "-o", "b.csv", "--facts", ","], /names of facts/],
		[["annotate", "a.csv", "-o", "b.csv", "--choices", "yes,no", "--ask", "q"], /--choices stands behind the --ask/],
		[["annotate", "a.csv", "-o", "b.csv", "--ask", "q", "--choices", "yes,yes"], /two different answers/],
		[["annotate", "a.csv", "-o", "b.csv", "--ask", "q", "--choices", "[yes"], /begins like a JSON array/],
		[["annotate", "a.csv", "-o", "b.csv", "--ask", "q", "--choices", "a,b", "--json-schema", "x"], /--json-schema stands behind the --ask/],
		[["annotate", "a.csv", "-o", "b.csv", "--facts", "mw", "--as", "weight"], /--as names the column/],
		[["annotate", "a.csv", "-o", "b.csv", "--ask", " "], /--ask needs a question/],
		[["annotate", "a.csv", "-o", "b.csv", "--facts", "mw", "--shard", "17/16"], /--shard says which part.*“17\/16”/],
		[["annotate", "a.csv", "-o", "b.csv", "--facts", "mw", "--smiles", "a", "--sequence", "b"], /give one of --column, --smiles and --sequence/],
		[["annotate", "a.csv", "-o", "b.csv", "--facts", "mw", "--resume", "--restart"], /give one of them/],
		[["annotate", "a.csv", "-o", "b.csv", "--facts", "mw", "--to", "xlsx"], /--to is for/],
		[["annotate", "-", "-o", "b.csv", "--facts", "mw", "--from", "xlsx"], /“xlsx” is none of csv/],
		[["annotate", "a.csv", "-o", "b.csv", "--facts", "mw", "--temperature", "1"], /Unknown option '--temperature'/],
		[["annotate", "-", "-o", "b.csv", "--facts", "mw"], /give --from csv\|tsv/],
		[["annotate", "-", "-o", "b.csv", "--from", "csv", "--facts", "mw", "--resume"], /--resume needs files/],
		[["annotate", "a.csv", "-o", "b.csv", "--to", "tsv", "--facts", "mw"], /--to is for the standard output/],
		[["merge", "-o", "out.csv"], /merge needs the annotated shards/],
		[["report", "a.csv"], /report needs the file to write/],
	])("says what is wrong with %j", (argv, sentence) => {
		expect(() => readArguments(argv)).toThrowError(expect.objectContaining({ code: "usage", message: expect.stringMatching(sentence) as string }) as Error);
	});
});
