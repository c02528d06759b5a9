import { Failure } from "../science/failure.ts";
import { annotateTable } from "./annotateTable.ts";
import { biomedgptAsk } from "./biomedgptAsk.ts";
import { moleculeDepict } from "./moleculeDepict.ts";
import { moleculeFacts } from "./moleculeFacts.ts";
import { moleculePredict } from "./moleculePredict.ts";
import { moleculeSimilarity } from "./moleculeSimilarity.ts";
import { proteinFacts } from "./proteinFacts.ts";
import { substructureSearch } from "./substructureSearch.ts";
import type { Tool, ToolResult, ToolServices } from "./tool.ts";

/** Everything that agents are offered. */
export const TOOLS: readonly Tool[] = [moleculeFacts, moleculePredict, moleculeDepict, moleculeSimilarity, substructureSearch, proteinFacts, biomedgptAsk, annotateTable];

/**
 * Runs a tool on what an agent gave, whatever that is.
 *
 * @throws Failure `invalid-input` with what to correct, `no-such-tool`, or one of the tool's own
 */
export async function runTool(id: string, given: unknown, services: ToolServices): Promise<ToolResult> {
	const tool = TOOLS.find((one) => one.id === id);
	if (tool === undefined) {
		throw new Failure("no-such-tool", `There is no tool ${id}. There are ${TOOLS.map((one) => one.id).join(", ")}.`);
	}
	const parsed = tool.input.safeParse(given);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const where = issue === undefined || issue.path.length === 0 ? "its input" : `“${issue.path.map(String).join(".")}”`;
		throw new Failure("invalid-input", `${id} cannot use ${where}: ${issue?.message ?? "it has the wrong shape"}. Correct it and call again.`, { detail: parsed.error.message });
	}
	return tool.run(parsed.data, services);
}
