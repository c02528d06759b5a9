/** What agents are told of predictions, by the real heads. */
import { expect, it } from "vitest";
import { runTool } from "../../../src/tools/run.ts";
import type { ToolResult } from "../../../src/tools/tool.ts";
import { realProperties } from "../../support/engine.ts";
import { started } from "../../support/started.ts";

const real = started(() => realProperties());
const none = (): never => {
	throw new Error("a prediction asks nobody else");
};

function predict(molecule: string): Promise<ToolResult> {
	return runTool("molecule_predict", { molecule }, { properties: real().properties, engine: { ask: none }, annotation: { engine: { batch: none, countTokens: none, hold: none, state: none }, facts: { factsOf: none } }, chemistry: { facts: none, draw: none, fingerprint: none, substructure: none }, files: { open: none, create: none }, signal: new AbortController().signal });
}

it("are predictions, each with its error", async () => {
	const { text, data } = await predict("CC(=O)Oc1ccccc1C(=O)O");
	const lines = text.split("\n");
	expect(lines[0]).toMatch(/^Predicted, not measured \(.+; trained on MoleculeNet\):$/);
	expect(lines.find((line) => line.startsWith("Solubility in water"))).toMatch(/^Solubility in water \(log S\): -\d\.\d\d log10\(mol\/L\) \(90 % interval -\d\.\d\d to -?\d\.\d\d\) · nearest of [\d,]+ training molecules: similarity [01]\.\d\d$/);
	expect(lines.find((line) => line.startsWith("Crosses"))).toMatch(/: probability [01]\.\d\d · /);
	const { predictions } = data as { readonly predictions: readonly { readonly id: string; readonly interval?: readonly [number, number]; readonly value: number }[] };
	expect(predictions).toHaveLength(lines.length - 1);
	const [low = 0, high = 0] = predictions.find(({ id }) => id === "esol")?.interval ?? [];
	expect(low).toBeLessThan(high);
});

it("say where a molecule is like none of the training", async () => {
	const { text } = await predict("[Na+].[Cl-].F[As-](F)(F)(F)(F)F.[K+]");
	expect(text).toContain("OUTSIDE THE MODEL'S DOMAIN");
});

it("are refused for what is no molecule", async () => {
	await expect(predict("c1ccccc")).rejects.toMatchObject({ code: "invalid-smiles" });
});
