/** A chemist types `/` into the chat's composer, with real RDKit behind it. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ScienceCommands } from "../../../../src/chat/slash/scienceCommands.ts";
import type { SlashOutcome } from "../../../../src/chat/parts.ts";
import type { ModelDescription } from "../../../../src/inference/engine.ts";
import { Failure } from "../../../../src/science/failure.ts";
import type { Entity } from "../../../../src/science/entity.ts";
import { realEngine, type RealEngine } from "../../../support/engine.ts";

vi.mock("vscode", () => import("../vscode.ts"));

let real: RealEngine;
let commands: ScienceCommands;
beforeAll(async () => {
	real = await realEngine();
	commands = new ScienceCommands(real);
});
afterAll(() => real.dispose());

const aspirin: Entity = { kind: "molecule", smiles: "CC(=O)Oc1ccccc1C(=O)O", name: "aspirin" };
const salicylicAcid: Entity = { kind: "molecule", smiles: "O=C(O)c1ccccc1O" };
const glucagon: Entity = { kind: "protein", sequence: "HSQGTFTSDYSKYLDSRRAQDFVQWLMNT", name: "glucagon" };
const run = (text: string, ...entities: readonly Entity[]): Promise<SlashOutcome | undefined> => commands.run(text, entities, new AbortController().signal);
async function computed(text: string, ...entities: readonly Entity[]): Promise<string> {
	const outcome = await run(text, ...entities);
	return outcome?.kind === "computed" ? outcome.markdown : `no computation: ${JSON.stringify(outcome)}`;
}

describe("a command in the composer", () => {
	it("is offered with a description, and told from a question", async () => {
		expect(commands.list().map(({ name }) => name)).toEqual(["describe", "function", "facts", "compare", "draw", "new", "export"]);
		expect(commands.list().every(({ description }) => description.length > 10)).toBe(true);
		expect(await run("What is 1/2 of it?", aspirin)).toBeUndefined();
		expect(await run("/factsheet of it", aspirin)).toEqual({ kind: "refused", message: expect.stringMatching(/no command \/factsheet.*\/describe, .*\/export/) as string });
		expect(await run("/C=C/C", aspirin)).toBeUndefined();
	});

	it("/describe and /function ask what the model was trained on, about the chip", async () => {
		expect(await run("/describe", aspirin)).toEqual({ kind: "question", text: "Please describe this molecule.", computed: "", attach: [] });
		expect(await run("/describe its acidity", aspirin)).toMatchObject({ text: "Please describe its acidity" });
		expect(await run("/FUNCTION ", glucagon)).toMatchObject({ text: "What is the function of this protein?" });
		expect(await run("/describe", aspirin, salicylicAcid)).toMatchObject({ text: "Please describe these molecules." });
	});

	it("takes a structure that is written behind it, once", async () => {
		expect(await run("/describe CCO")).toEqual({ kind: "question", text: "Please describe this molecule.", computed: "", attach: [{ kind: "molecule", smiles: "CCO" }] });
		expect(await run(`/describe ${aspirin.kind === "molecule" ? aspirin.smiles : ""}`, aspirin)).toMatchObject({ attach: [] });
	});

	it("is not needed for a question that names its molecules itself", async () => {
		expect(await run("What about CC(=O)Oc1ccccc1C(=O)O and c1ccccc1O?")).toMatchObject({ kind: "question", computed: "", attach: [{ smiles: "CC(=O)Oc1ccccc1C(=O)O" }, { smiles: "c1ccccc1O" }] });
		expect(await run("Is it like CC(=O)Oc1ccccc1C(=O)O?", aspirin)).toBeUndefined();
		expect(await run("What is logP?")).toBeUndefined();
	});

	it("/facts computes everything, with methods, and needs no model", async () => {
		const markdown = await computed("/facts", aspirin, glucagon);
		expect(markdown).toMatch(/\*\*aspirin · C₉H₈O₄\*\*[^]*\*\*Computed\*\* · RDKit[^]*Heavy atoms \*\*13\*\*[^]*Lipinski's rule of five \*\*passes\*\*/);
		expect(markdown).toMatch(/\*\*glucagon\*\*[^]*Length \*\*29 residues\*\*/);
	});

	it("/compare tells differences and similarity, and that nano is not asked to compare", async () => {
		const markdown = await computed("/compare", aspirin, salicylicAcid);
		expect(markdown).toMatch(/\| Average mass \| 180\.159 g\/mol \| 138\.122 g\/mol \| -42\.037 g\/mol \|/);
		expect(markdown).toMatch(/aspirin · C₉H₈O₄ – C₇H₆O₃: \*\*0\.45\*\*/); // 13 of 29 bits
		expect(markdown).toMatch(/trained on one molecule or protein at a time/);
	});

	it("/compare with a question asks it, below the computed table", async () => {
		const outcome = await run("/compare which is more polar?", aspirin, salicylicAcid);
		expect(outcome).toMatchObject({ kind: "question", text: "which is more polar?", computed: expect.stringContaining("Tanimoto similarity") as string });
	});

	it("/compare asks a model that was trained to compare, and does without one that is broken", async () => {
		const withModel = (describe: () => Promise<ModelDescription>): Promise<SlashOutcome | undefined> => new ScienceCommands({ ...real, engine: { describe } }).run("/compare", [aspirin, salicylicAcid], new AbortController().signal);
		expect(await withModel(async () => ({ ...(await real.engine.describe()), dialogues: true }))).toMatchObject({ kind: "question", text: "How do these compare?" });
		const outcome = await withModel(() => Promise.reject(new Failure("bundle-missing", "The model's folder is gone.")));
		expect(outcome).toMatchObject({ kind: "computed", markdown: expect.stringMatching(/180\.159[^]*The model's folder is gone/) as string });
	});

	it("/compare of three sets every pair's similarity below, and the span of their numbers beside", async () => {
		const markdown = await computed("/compare CCO", aspirin, salicylicAcid);
		expect(markdown.match(/: \*\*0\.\d\d\*\*/g)).toHaveLength(3);
		expect(markdown).toMatch(/largest − smallest/);
		expect(markdown).toMatch(/\| 134\.09 g\/mol \|/);
	});

	it("/draw draws molecules, and says what it cannot draw", async () => {
		expect(await run("/draw", aspirin, glucagon)).toMatchObject({ kind: "computed", draw: ["CC(=O)Oc1ccccc1C(=O)O"], markdown: expect.stringMatching(/aspirin[^]*glucagon\*\*: Only molecules/) as string });
		expect(await run("/draw", { kind: "molecule", smiles: "c1ccccc" })).toMatchObject({ draw: [], markdown: expect.stringContaining("Ring 1") as string });
	});

	it("says what is missing", async () => {
		expect(await run("/facts")).toMatchObject({ kind: "refused", message: expect.stringMatching(/Attach one/) as string });
		expect(await run("/compare", aspirin)).toMatchObject({ kind: "refused", message: expect.stringMatching(/Two or more/) as string });
		expect(await run("/facts c1ccccc")).toMatchObject({ kind: "refused", message: expect.stringMatching(/Ring 1/) as string });
	});

	it("/new and /export are for the chat; words behind them are not lost without a sound", async () => {
		expect(await run("/new")).toEqual({ kind: "new" });
		expect(await run("/export ")).toEqual({ kind: "export" });
		expect(await run("/new what does it do?")).toMatchObject({ kind: "refused", message: expect.stringMatching(/alone/) as string });
	});

	it("shows hostile names as text", async () => {
		const markdown = await computed("/facts", { ...aspirin, name: "[click](command:workbench.action.quit) ![x](https://evil.example/x.png) \u202e\u001b[31m" });
		expect(markdown).not.toMatch(/[^\\]\[(?:click|x)\]|!\[|[\u202e\u001b]/);
	});

	it("of 1 MB can be given up", async () => {
		const abort = new AbortController();
		const running = commands.run(`/facts ${"c1ccccc1 ".repeat(110_000)}`, [], abort.signal);
		abort.abort();
		await expect(running).rejects.toThrow(/abort/i);
	});
});
