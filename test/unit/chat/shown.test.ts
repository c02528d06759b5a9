import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseToView } from "../../../webview/parse.ts";
import { entityModel } from "../../../src/chat/entityModel.ts";
import { threadModel } from "../../../src/chat/viewModel.ts";
import type { EntityReading, Notice } from "../../../src/inference/engine.ts";
import { formulaText } from "../../../src/science/molecule/formulaText.ts";
import { Failure } from "../../../src/science/failure.ts";
import { proteinFacts } from "../../../src/science/protein/facts.ts";
import { aspirin, description, p53 } from "./fakes.ts";
import { Room } from "./room.ts";

vi.mock("vscode", () => import("./vscode.ts"));
vi.mock("../../../src/science/protein/facts.ts", { spy: true });

let room: Room;

beforeEach(async () => {
	room = await Room.open();
	await room.chat.start();
});
afterEach(async () => {
	expect(room.sent.map((message) => parseToView(message))).toEqual(room.sent);
	await room.close();
});

describe("what is shown", () => {
	it("has computed facts with units and methods, and verdicts", async () => {
		room.thread.attach(aspirin);
		void room.thread.ask("What is it?");
		await room.settled();
		const answer = threadModel(room.thread).messages[1];
		expect(answer).toMatchObject({
			facts: [{ label: "aspirin", state: "done", verdicts: [{ rule: "Lipinski", passes: true }, { rule: "Veber", failing: ["rotatable bonds 12 > 10"] }] }],
			stage: "thinking…",
		});
		expect(answer?.role === "assistant" && answer.facts[0]?.facts.slice(0, 3)).toEqual([
			{ label: "Formula", value: "C₉H₈O₄", method: "RDKit 2026.09.1", glance: true },
			{ label: "Average mass", value: "180.159", unit: "g/mol", method: "RDKit 2026.09.1", glance: true },
			{ label: "logP", value: "1.31", method: "Crippen (RDKit 2026.09.1)", glance: true },
		]);
	});

	it("names the stage with its soft tokens", async () => {
		void room.thread.ask("What is it?");
		room.engine.last.prompt([{ kind: "entity", entity: aspirin, softTokens: 27 }]).send({ type: "stage", stage: "reading" });
		await room.settled();
		expect(threadModel(room.thread).messages[1]).toMatchObject({ stage: "reading 27 soft tokens…" });
	});

	it("says in the answer why facts are missing, and in the failure what happened", async () => {
		const ring = new Failure("invalid-smiles", "Ring 1 is opened at character 2 and never closed.");
		room.chemistry.broken.set("C1CC", ring);
		room.thread.attach({ kind: "molecule", smiles: "C1CC" });
		void room.thread.ask("What is it?");
		room.engine.last.fail(ring);
		await room.settled();
		expect(threadModel(room.thread).messages[1]).toMatchObject({ state: "failed", failure: ring.message, facts: [{ state: "failed", problem: ring.message }] });
	});

	it("suggests questions that fit one attached entity, until there is a dialogue", async () => {
		const suggestions = (): readonly string[] => threadModel(room.thread).suggestions;
		expect(suggestions()).toEqual([]);
		const chip = room.thread.attach(aspirin);
		expect(suggestions()).toContain("How many rings does it have?");
		room.thread.detach(chip?.id ?? "");
		room.thread.attach(p53);
		expect(suggestions()).toContain("What is the function of this protein?");
		void room.thread.ask("Hm?");
		room.thread.attach(aspirin);
		expect(suggestions()).toEqual([]);
	});

	it("draws what is drawn at once, and says of the rest why it is not drawn", async () => {
		const peptide = (residues: number): string => `${"N[C@@H](Cc1ccccc1)C(=O)".repeat(residues)}O`;
		room.thread.attach({ kind: "molecule", smiles: peptide(9) });
		room.thread.attach({ kind: "molecule", smiles: peptide(60) });
		room.thread.attach({ kind: "molecule", smiles: peptide(3000) });
		room.thread.attach({ kind: "molecule", smiles: "[H]".repeat(101) });
		room.thread.attach({ kind: "molecule", smiles: "this is no molecule" });
		await room.settled();
		const [small, large, huge, hydrogens, none] = threadModel(room.thread).attachments;
		expect(small?.smiles).toBe(peptide(9));
		expect([large, huge, hydrogens, none].map((each) => each?.smiles)).toEqual([undefined, undefined, undefined, undefined]);
		expect(large).toMatchObject({ label: "C₉H₈O₄", title: expect.stringMatching(/^N\[C@@H\].*…\nNot drawn: more than 100 atoms or 150 bonds\.$/u) as string });
		expect(huge?.title.length).toBeLessThan(400);
		expect(none?.title).toBe("this is no molecule");
	});

	it("treats an empty name as none", async () => {
		room.thread.attach({ ...aspirin, name: "" });
		room.thread.attach({ ...p53, name: " " });
		await room.settled();
		expect(threadModel(room.thread).attachments).toMatchObject([{ label: "C₉H₈O₄", detail: "" }, { label: "Protein", title: expect.stringMatching(/^Protein \(/u) as string }]);
	});

	it("computes a protein's facts once", async () => {
		const compute = vi.mocked(proteinFacts);
		room.thread.attach(p53);
		void room.thread.ask("What is it?");
		threadModel(room.thread);
		threadModel(room.thread);
		expect(compute.mock.calls.filter(([sequence]) => sequence === p53.sequence).length).toBeLessThan(2);
	});

	it("prints formulas as chemists do", async () => {
		expect(["C9H8O4", "H4N+", "Ca+2", "C4H4O4-2", "CH4"].map(formulaText)).toEqual(["C₉H₈O₄", "H₄N⁺", "Ca²⁺", "C₄H₄O₄²⁻", "CH₄"]);
	});
});

it("says once, not under every answer, that a model reads no earlier turns", async () => {
	const notice = { code: "history-not-read", message: "nano answers each question on its own." } as const;
	const shown = (): (readonly string[])[] => threadModel(room.thread).messages.flatMap((message) => (message.role === "assistant" ? [message.notices] : []));
	for (const question of ["One?", "Two?", "Three?"]) {
		await room.say({ type: "ask", text: question });
		room.engine.last.prompt([], question === "One?" ? [] : [notice]).text("Yes.").done();
		await room.settled();
	}
	expect(shown()).toEqual([[], [notice.message], []]);
});

it("repeats what concerns one answer only", async () => {
	const notice = { code: "turns-dropped", message: "The oldest question and its answer were left out." } as const;
	for (const question of ["One?", "Two?"]) {
		await room.say({ type: "ask", text: question });
		room.engine.last.prompt([], [notice]).text("Yes.").done();
		await room.settled();
	}
	expect(threadModel(room.thread).messages.flatMap((message) => (message.role === "assistant" ? [message.notices] : []))).toEqual([[notice.message], [notice.message]]);
});

it("tells on a chip that the model has no encoder for it, and what it reads instead", () => {
	const reads = (reading: Partial<EntityReading>): readonly (string | undefined)[] => {
		const model = { ...description, molecule: { ...description.molecule, ...reading }, protein: { ...description.protein, ...reading } };
		return [aspirin, p53].map((entity) => entityModel({ facts: room.thread.facts, model }, { id: "1", entity, origin: "" }).readAs);
	};
	expect(reads({})).toEqual([undefined, undefined]);
	expect(reads({ soft: undefined, asText: 1, facts: 1 })).toEqual(["SMILES read as text", "sequence read as text"]);
	expect(reads({ soft: undefined, facts: 1 })).toEqual(["only its facts are read", "only its facts are read"]);
	expect(reads({ soft: undefined })).toEqual(["this model cannot read it", "this model cannot read it"]);
});

it("says once in a thread that the model reads text, and each time, below what it thought, that it came to no answer", async () => {
	const asText: Notice = { code: "read-as-text", message: "It read the SMILES as text." };
	const unfinished: Notice = { code: "reasoning-unfinished", message: "It was still reasoning." };
	await room.say({ type: "ready" });
	for (let index = 0; index < 2; index++) {
		await room.say({ type: "ask", text: "Charged?" });
		room.engine.last.prompt([], [asText]).think("Hm").done("length", [unfinished]);
		await room.settled();
	}
	const answers = threadModel(room.thread).messages.filter((message) => message.role === "assistant");
	expect(answers.map(({ notices, ending }) => ({ notices, ending }))).toEqual([{ notices: [asText.message], ending: unfinished.message }, { notices: [], ending: unfinished.message }]);
});
