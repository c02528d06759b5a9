/** A scientist in VS Code's own chat, with the real model behind it. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { answerRoom } from "../../../src/inference/promptSize.ts";
import { Participant, type ParticipantServices } from "../../../src/vschat/participant.ts";
import { registerVsChat, type VsChatServices } from "../../../src/vschat/register.ts";
import { BundleCopy } from "../../support/bundles.ts";
import { realEngine, type RealEngine } from "../../support/engine.ts";
import { Chat } from "./listener.ts";
import { Location, Uri, workspace } from "./vscode.ts";

vi.mock("vscode", () => import("./vscode.ts"));

let real: RealEngine;
let services: ParticipantServices;
beforeAll(async () => {
	real = await realEngine();
	services = { engine: real.engine, chemistry: real.chemistry, theme: () => "light", askCommand: "biomedgpt.ask" };
});
afterAll(() => real.dispose());

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";
const CAFFEINE = "Cn1cnc2c1c(=O)n(C)c(=O)n2C";
const INSULIN = "MALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN";
const chat = (): Chat => new Chat(new Participant(services));
/** The quotation below “Generated”, as text. */
const generatedIn = (markdown: string): string[] => [...markdown.matchAll(/^> (.*)$/gm)].map((match) => match[1] ?? "");

describe("@biomedgpt", () => {
	it("tells computed facts apart from what the model wrote, and names method and model", async () => {
		const answer = await chat().ask(`How many rings does ${ASPIRIN} have?`);
		const [computed = "", generated = ""] = answer.split("**Generated**");
		expect(computed).toMatch(/\*\*C₉H₈O₄\*\*/);
		expect(computed).toMatch(/\*\*Computed\*\* · RDKit 20/);
		expect(computed).toMatch(/logP \*\*1\.31\*\* · Crippen/);
		expect(computed).not.toMatch(/^>/m);
		expect(generated).toMatch(/written by BioMedGPT nano 0\.1\.0, check it/);
		expect(generatedIn(generated).join(" ")).toMatch(/ring/);
	});

	it("shows as generated just what the engine wrote", async () => {
		const { tell } = await import("../../support/engine.ts");
		const { streamed } = await tell(real.engine, { turns: [{ role: "user", text: "Please describe this molecule.", entities: [{ kind: "molecule", smiles: CAFFEINE }] }] });
		expect(generatedIn(await chat().ask(CAFFEINE, { command: "describe" })).join("\n").replaceAll("\\", "")).toBe(streamed.trim());
	});

	it("knows what “it” is in the next question", async () => {
		const here = chat();
		await here.ask(ASPIRIN, { command: "facts" });
		const answer = await here.ask("How many rings does it have?");
		expect(answer).toMatch(/C₉H₈O₄/);
		expect(generatedIn(answer)).toEqual(generatedIn(await chat().ask(`How many rings does it have? \`${ASPIRIN}\``)));
	});

	it("says once, not under every answer, that the model does not read earlier ones", async () => {
		const here = chat();
		const answers = [await here.ask(`Is ${ASPIRIN} aromatic?`), await here.ask("How many rings does it have?"), await here.ask("Is it charged?")];
		expect(answers.map((answer) => /on its own/.test(answer))).toEqual([false, true, false]);
	});

	it("/facts computes everything and generates nothing", async () => {
		const answer = await chat().ask(`${ASPIRIN} and ${INSULIN}`, { command: "facts" });
		expect(answer).toMatch(/Heavy atoms \*\*13\*\*/);
		expect(answer).toMatch(/Lipinski's rule of five \*\*passes\*\*/);
		expect(answer).toMatch(/Isoelectric point \*\*5\.22\*\* · pK of Bjellqvist/);
		expect(answer).not.toMatch(/Generated/);
	});

	it("/draw puts the picture into the answer", async () => {
		const answer = await chat().ask("CCO", { command: "draw" });
		const [, data = ""] = /!\[Structure of C₂H₆O\]\(data:image\/svg\+xml;base64,([\w+/=]+)\)/.exec(answer) ?? [];
		expect(Buffer.from(data, "base64").toString()).toMatch(/^<svg[^]*<\/svg>$/);
		expect(answer).not.toMatch(/Generated/);
	});

	it("/draw never lets VS Code cut a picture in the middle", async () => {
		const large = Array.from({ length: 8 }, (_, index) => `\`c1ccc(cc1)C(N)C(=O)O${"C(F)(F)OC(=O)Nc1ccc(Cl)cc1".repeat(4 + index)}\``).join(" ");
		const answer = await chat().ask(large, { command: "draw" });
		expect(answer).toMatch(/!\[Structure/);
		expect(answer).toMatch(/too large for this answer/);
		expect(answer.length).toBeLessThan(90_000);
	});

	it("/compare sets facts side by side, and does not ask a model that cannot compare", async () => {
		const answer = await chat().ask(`${ASPIRIN} ${CAFFEINE}`, { command: "compare" });
		expect(answer).toMatch(/\| logP \| 1\.31 \| -1\.03 \| -2\.34 \|/);
		expect(answer).toMatch(/\*\*Tanimoto similarity\*\* · Morgan fingerprints, radius 2/);
		expect(answer).toMatch(/C₉H₈O₄ – C₈H₁₀N₄O₂: \*\*0\.\d\d\*\*/);
		expect(answer).toMatch(/- logP: Crippen, Wildman and Crippen 1999/);
		expect(answer).toMatch(/trained on one molecule or protein at a time/);
		expect(answer).not.toMatch(/Generated/);
	});

	it("/compare takes the molecule before as the first one", async () => {
		const here = chat();
		await here.ask(ASPIRIN, { command: "facts" });
		expect(await here.ask(CAFFEINE, { command: "compare" })).toMatch(/\| C₉H₈O₄ \| C₈H₁₀N₄O₂ \|/);
		expect(await chat().ask(CAFFEINE, { command: "compare" })).toMatch(/Two or more/);
	});

	it("asks about each of several on its own", async () => {
		const answer = await chat().ask(`How many rings have ${ASPIRIN} and ${CAFFEINE}?`);
		expect(answer.match(/\*\*Generated\*\*/g)).toHaveLength(2);
		expect(answer).toMatch(/C₉H₈O₄[^]*Generated[^]*C₈H₁₀N₄O₂[^]*Generated/);
	});

	it("/function is what a protein does; its length and weight are computed", async () => {
		const answer = await chat().ask(`>P01308\n${INSULIN}\n`, { command: "function" });
		expect(answer).toMatch(/\*\*P01308\*\*/);
		expect(answer).toMatch(/Length \*\*110 residues\*\*/);
		expect(generatedIn(answer).join("")).not.toBe("");
	});

	it("reads a selection that was added to the question", async () => {
		const uri = new Uri("/drugs.smi");
		workspace.textDocuments = [{ uri, languageId: "smiles", getText: () => `${ASPIRIN} aspirin\n` }];
		const answer = await chat().ask("", { command: "facts", references: [{ id: "vscode.implicit.selection", value: new Location(uri, {}) }] as never });
		expect(answer).toMatch(/aspirin · C₉H₈O₄/);
	});

	it("does not take the open file for the question, unless a command has nothing else", async () => {
		const uri = new Uri("/screen.py");
		workspace.textDocuments = [{ uri, languageId: "python", getText: () => `drugs = {"aspirin": "${ASPIRIN}"}\n` }];
		const references = [{ id: "vscode.implicit.file", value: uri }] as never;
		expect(await chat().ask(CAFFEINE, { command: "facts", references })).not.toMatch(/C₉H₈O₄/);
		expect(await chat().ask("What is love?", { references })).not.toMatch(/C₉H₈O₄/);
		expect(await chat().ask("", { command: "facts", references })).toMatch(/C₉H₈O₄/);
	});

	it("offers to go on in our own chat with the same molecule", async () => {
		const here = chat();
		await here.ask(ASPIRIN, { command: "facts" });
		expect(here.buttons).toMatchObject([{ command: "biomedgpt.ask", arguments: [{ kind: "molecule", smiles: ASPIRIN }] }]);
	});

	it("stops when it is told to, keeps what came, and answers the next question", async () => {
		const here = chat();
		const answer = await here.ask(ASPIRIN, { command: "describe", stopAt: /^> .+/m });
		expect(answer).toMatch(/\*Stopped\.\*/);
		expect(here.error).toBeUndefined();
		expect(await here.ask("How many rings does it have?")).toMatch(/Generated/);
	});

	it("says what is wrong with a molecule, in words, and generates nothing about it", async () => {
		const here = chat();
		expect(await here.ask("CN1CCC(CC1)Oc2ccccc", { command: "describe" })).toMatch(/Ring 2 is opened/);
		expect(await here.ask("`CC(C)(C)(C)(C)C1CC1`", { command: "describe" })).toMatch(/more than it can form/);
		expect(here.pieces.join("")).not.toMatch(/Generated/);
		expect(await chat().ask("this one please", { command: "describe" })).toMatch(/no molecule or protein/);
	});

	it("reports a molecule beyond the model's limits as an error, its facts all the same", async () => {
		const here = chat();
		const answer = await here.ask(`\`${"C".repeat(300)}\``, { command: "describe" });
		expect(answer).toMatch(/C₃₀₀H₆₀₂/);
		expect(here.error).toMatch(/300 atoms, and BioMedGPT nano reads at most 256/);
	});

	it("lives on when the model's process is killed in the middle", async () => {
		const here = chat();
		const asking = here.ask(ASPIRIN, { command: "describe" });
		await vi.waitFor(() => expect(here.pieces.join("")).toMatch(/Generated/), { timeout: 20_000, interval: 1 });
		process.kill(real.engine.pid ?? 0, "SIGKILL");
		await asking;
		expect(here.error ?? "finished before").toMatch(/ended unexpectedly|finished before/);
		expect(await here.ask(ASPIRIN, { command: "describe" })).toMatch(/Generated/);
	});

	it("shows hostile names, questions and history as text", async () => {
		const here = chat();
		here.history.push({ result: { metadata: { exchange: { question: 1 } } } }, { result: { metadata: { exchange: null } } }, {}, { result: { metadata: { exchange: { question: "", answer: "", entities: [{ kind: "molecule" }] } } } });
		const answer = await here.ask(`>[a](command:workbench.action.quit)<img/src=x/onerror=alert(1)>\u202e\n${INSULIN}\n`, { command: "facts" });
		expect(answer).toMatch(/\\\[a\]\(command:/);
		expect(answer).not.toMatch(/(?<!\\)\[a\]/);
		expect(answer).not.toMatch(/<img/);
		expect(answer).not.toMatch(/\u202e/);
	});

	it("refuses 1 MB without a space in words", async () => {
		const here = chat();
		await here.ask("x".repeat(1_000_000));
		expect(here.error).toMatch(/Shorten the question/);
	});

	it("says that a model cannot be read instead of pretending to answer", async () => {
		const broken = new BundleCopy();
		broken.describe((manifest) => ({ ...manifest, schema: 2 }));
		const other = await realEngine(broken.directory);
		const here = new Chat(new Participant({ ...services, engine: other.engine }));
		await here.ask(ASPIRIN, { command: "describe" });
		expect(here.error).toMatch(/not valid/);
		expect(here.pieces.join("")).not.toMatch(/Generated/);
		await other.dispose();
		broken.dispose();
	});
});

describe("a model that reads dialogues", () => {
	it("is asked to compare, all structures at once, and is told what was said before", async () => {
		const bundle = new BundleCopy();
		bundle.describe((manifest) => ({ ...manifest, prompt: { ...manifest.prompt, history: "full" } }));
		const dialogues = await realEngine(bundle.directory);
		const here = new Chat(new Participant({ ...services, engine: dialogues.engine }));
		await here.ask(ASPIRIN, { command: "describe" });
		const answer = await here.ask(`\`${CAFFEINE}\``, { command: "compare" });
		expect(answer).toMatch(/\| logP \| 1\.31 \| -1\.03 \|[^]*\*\*Generated\*\*/);
		await dialogues.dispose();
		bundle.dispose();
	});
});

describe("a model that thinks before it answers", () => {
	it("shows its answer alone, and says where it came to none", async () => {
		const bundle = new BundleCopy();
		// nano writes "It has one ring.": the word "has" serves as the end of its reasoning.
		bundle.describe((manifest) => ({ ...manifest, generation: { ...manifest.generation, reasoning: { end: " has " } } }));
		const thinker = await realEngine(bundle.directory);
		const here = new Chat(new Participant({ ...services, engine: thinker.engine }));
		expect(generatedIn(await here.ask(`How many rings does \`${ASPIRIN}\` have?`)).map((line) => line.replaceAll("\\", ""))).toEqual(["one ring."]);
		await thinker.dispose();
		bundle.describe((manifest) => ({ ...manifest, generation: { ...manifest.generation, reasoning: { end: "</think>" } } }));
		const endless = await realEngine(bundle.directory);
		const there = new Chat(new Participant({ ...services, engine: endless.engine }));
		const answer = await there.ask(`How many rings does \`${ASPIRIN}\` have?`);
		expect(generatedIn(answer)).toEqual([]);
		expect(answer).toMatch(/\*BioMedGPT nano ended within its reasoning/);
		await endless.dispose();
		bundle.dispose();
	});
});

describe("where VS Code has no chat", () => {
	it("nothing is registered, and nothing fails", () => {
		const all = { ...services, extensionUri: new Uri("/extension"), log: { info: () => undefined, warn: () => undefined } } as unknown as VsChatServices;
		for (const host of [{}, { chat: undefined, lm: undefined }, { chat: {}, lm: {} }]) {
			registerVsChat(all, host).dispose();
		}
	});

	it("both are registered where there is one", () => {
		const all = { ...services, extensionUri: new Uri("/extension"), log: { info: () => undefined, warn: () => undefined } } as unknown as VsChatServices;
		const createChatParticipant = vi.fn(() => ({ dispose: () => undefined }));
		const registerLanguageModelChatProvider = vi.fn(() => ({ dispose: () => undefined }));
		registerVsChat(all, { chat: { createChatParticipant }, lm: { registerLanguageModelChatProvider } } as never).dispose();
		expect(createChatParticipant).toHaveBeenCalledWith("biomedgpt.chat-participant", expect.any(Function));
		expect(registerLanguageModelChatProvider).toHaveBeenCalledWith("biomedgpt", expect.anything());
	});
});

describe("the room for an answer", () => {
	it("is what was asked for, but never more than a quarter of a small context", () => {
		expect(answerRoom(1024, 160)).toBe(160);
		expect(answerRoom(256, 160)).toBe(64);
	});
});
