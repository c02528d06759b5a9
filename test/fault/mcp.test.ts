/** An agent works with `biomedgpt mcp`: a session of the SDK's own client, and what goes wrong in one. */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inferenceProcess, slowMotion } from "../e2e/inferenceProcess.ts";
import { buildCommandLine, type BuiltCommandLine } from "../support/commandLine.ts";
import { nanoDirectory } from "../support/engine.ts";

const ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O";
const STEROID = "C[C@]12CCC(=O)C=C1CC[C@@H]3[C@@H]2C(=O)C[C@]\\4([C@H]3CC/C4=C/C(=O)OC)C";

let program: BuiltCommandLine;
let project: string;
let elsewhere: string;
beforeAll(async () => {
	program = await buildCommandLine();
	project = mkdtempSync(path.join(tmpdir(), "mcp-project-"));
	elsewhere = mkdtempSync(path.join(tmpdir(), "mcp-elsewhere-"));
	writeFileSync(path.join(project, "acids.smi"), `${ASPIRIN} aspirin\nCn1cnc2c1c(=O)n(C)c(=O)n2C caffeine\nOC(=O)CCC(=O)O succinic acid\nc1ccccc broken\n`);
	writeFileSync(path.join(elsewhere, "secret.smi"), "OC(=O)C unpublished\n");
	symlinkSync(path.join(elsewhere, "secret.smi"), path.join(project, "link.smi"));
	mkdirSync(path.join(project, "folder.smi"));
});
afterAll(async () => {
	await program.remove();
	rmSync(project, { recursive: true });
	rmSync(elsewhere, { recursive: true });
});

const argumentsOf = (...more: string[]): string[] => [program.file, "mcp", "--bundle", nanoDirectory, ...more];

interface Session {
	readonly client: Client;
	readonly transport: StdioClientTransport;
	readonly call: (name: string, args: Record<string, unknown>, options?: Parameters<Client["callTool"]>[2]) => Promise<CallToolResult>;
}

async function inSession(work: (session: Session) => Promise<void>, folders: readonly string[] = [project]): Promise<void> {
	const transport = new StdioClientTransport({ command: process.execPath, args: argumentsOf(...folders.flatMap((folder) => ["--folder", folder])), stderr: "ignore" });
	const client = new Client({ name: "a test", version: "1" });
	await client.connect(transport);
	try {
		await work({ client, transport, call: async (name, args, options) => (await client.callTool({ name, arguments: args }, undefined, options)) as CallToolResult });
	} finally {
		await client.close();
	}
}

function textOf({ content }: CallToolResult): string {
	return content.map((part) => (part.type === "text" ? part.text : part.type === "resource" && "text" in part.resource ? part.resource.text : "")).join("\n");
}

describe("an agent's session", () => {
	it("lists the tools, and each does its work", async () => {
		await inSession(async ({ client, call }) => {
			const { tools } = await client.listTools();
			expect(tools.map(({ name }) => name)).toEqual(["molecule_facts", "molecule_predict", "molecule_depict", "molecule_similarity", "substructure_search", "protein_facts", "biomedgpt_ask", "annotate_table"]);
			expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name)).toEqual(["annotate_table"]);
			expect(tools.every(({ annotations, inputSchema }) => annotations?.destructiveHint === false && inputSchema["additionalProperties"] === false)).toBe(true);
			expect(client.getInstructions()).toMatch(/generated/);

			const facts = await call("molecule_facts", { molecule: ASPIRIN });
			expect(textOf(facts)).toMatch(/BSYNRYMUTXBXSQ-UHFFFAOYSA-N[^]*C9H8O4 · .*RDKit/);
			expect(facts.structuredContent).toMatchObject({ computed: true, formula: "C9H8O4" });

			const drawing = await call("molecule_depict", { structure: "CCO>>CC=O" });
			expect(textOf(drawing)).toMatch(/<svg[^]*<\/svg>/);

			const similarity = await call("molecule_similarity", { molecule: ASPIRIN, others: ["CCO", "O=C(O)c1ccccc1O", "not a molecule"] });
			expect(textOf(similarity).split("\n").slice(1)).toEqual(["0.4483: O=C(O)c1ccccc1O", expect.stringMatching(/^0\.\d{4}: CCO$/), expect.stringMatching(/^none: not a molecule · /)]);

			const predicted = await call("molecule_predict", { molecule: ASPIRIN });
			expect(textOf(predicted)).toMatch(/^Predicted, not measured [^]*Crosses the blood-brain barrier: probability [01]\.\d\d · [^]*Solubility in water \(log S\): -?\d\.\d\d log10\(mol\/L\) \(90 % interval/);
			const protein = await call("protein_facts", { sequence: ">sp|P01308|INS_HUMAN\nGIVEQCCTSICSLYQLENYCN" });
			expect(textOf(protein)).toMatch(/INS_HUMAN[^]*Length: 21 residues[^]*Molecular weight: 2383\.\d+ Da/);
		});
	});

	it("says of an answer that it is generated, by which model, and tells how far it is", async () => {
		await inSession(async ({ call }) => {
			const steps: (string | undefined)[] = [];
			const answer = await call("biomedgpt_ask", { question: "How many rings does it have?", molecule: ASPIRIN }, { onprogress: ({ message }) => steps.push(message) });
			expect(textOf(answer)).toMatch(/^Generated by BioMedGPT nano \S+ on this machine\. .*generated.*may be wrong[^]*\n\nIt has one ring\.$/);
			expect(answer.structuredContent).toMatchObject({ generated: true, answer: "It has one ring.", model: { name: "BioMedGPT nano" } });
			expect(steps).toContain("Loading the model");
		});
	});
});

describe("a search through a file", () => {
	const ACID = "[CX3](=O)[OX2H1]";

	it("lists the acids with line and name, counts all, and names what it left out", async () => {
		await inSession(async ({ call }) => {
			const found = await call("substructure_search", { file: "acids.smi", smarts: ACID });
			expect(found.structuredContent).toMatchObject({ matching: 2, molecules: 3, invalid: 1, wholeFile: true, hits: [{ line: 1, name: "aspirin", places: 1 }, { line: 3, name: "succinic acid", places: 2 }] });
			const one = await call("substructure_search", { file: path.join(project, "acids.smi"), smarts: ACID, limit: 1 });
			expect(textOf(one)).toMatch(/2 of 3 molecules[^]*The first 1 hits are listed/);
		});
	});

	it("says at once that a folder is not there", () => {
		const { status, stderr, stdout } = spawnSync(process.execPath, argumentsOf("--folder", path.join(project, "no-such-folder")), { input: "", encoding: "utf8" });
		expect([status, stdout]).toEqual([2, ""]);
		expect(stderr).toMatch(/no-such-folder is no folder that can be read/);
	});

	it("reads nothing outside the folders it was started for, by no way round", async () => {
		await inSession(async ({ call }) => {
			const secret = path.join(elsewhere, "secret.smi");
			for (const file of [secret, `file://${secret}`, path.relative(project, secret), "link.smi", "folder.smi", "nowhere.smi", "/dev/zero", "file://host/share/x.smi", "\0"]) {
				const refused = await call("substructure_search", { file, smarts: ACID });
				expect(refused.isError, file).toBe(true);
				expect(textOf(refused)).not.toMatch(/unpublished/);
			}
		});
		await inSession(async ({ call }) => {
			expect(textOf(await call("substructure_search", { file: path.join(project, "acids.smi"), smarts: ACID }))).toMatch(/may read no files.*--folder/);
		}, []);
	});

	it("of a big file is cancelled at once, and the session goes on", async () => {
		writeFileSync(path.join(project, "big.smi"), `${STEROID}\n`.repeat(40_000));
		await inSession(async ({ call }) => {
			const stop = new AbortController();
			const searching = call("substructure_search", { file: "big.smi", smarts: "[OX1]" }, { signal: stop.signal, onprogress: () => stop.abort() });
			await expect(searching).rejects.toThrow();
			const asked = performance.now();
			expect(textOf(await call("molecule_facts", { molecule: "CCO" }))).toMatch(/C2H6O/);
			expect(performance.now() - asked).toBeLessThan(5000);
		});
	});
});

describe("a table that is annotated", () => {
	const left = (): string[] => readdirSync(project).filter((name) => /annot|\.part$/.test(name)).sort();

	it("is a new file beside it, and never another one", async () => {
		writeFileSync(path.join(project, "screen.csv"), `name,smiles\naspirin,${ASPIRIN}\nbroken,c1ccccc\n`);
		await inSession(async ({ call }) => {
			const steps: (string | undefined)[] = [];
			const given = { file: "screen.csv", tasks: { facts: ["logP"], question: "How many rings does {name} have?" } };
			const made = await call("annotate_table", given, { onprogress: ({ message }) => steps.push(message) });
			expect(textOf(made)).toMatch(/^Wrote .*screen\.annotated\.csv: the 2 rows[^]*1 rows are ok, 1 failed[^]*biomedgpt_answer: GENERATED[^]*line 2: /);
			expect(made.structuredContent).toMatchObject({ rows: 2, ok: 1, failed: 1, generated: true });
			expect(steps).toContain("Reading the table");
			const before = readFileSync(path.join(project, "screen.annotated.csv"), "utf8");
			expect(before).toMatch(/^name,smiles,facts_logP,biomedgpt_answer,status,reason\naspirin,.*,1\.31,[^,]+,ok,\nbroken,c1ccccc,,,failed,/);
			const again = await call("annotate_table", { ...given, tasks: { facts: ["rings"] } });
			expect(again.isError).toBe(true);
			expect(textOf(again)).toMatch(/already is a file screen\.annotated\.csv/);
			expect(readFileSync(path.join(project, "screen.annotated.csv"), "utf8")).toBe(before);
		});
	});

	it("lies in the folders the server was started for, and so does what is written", async () => {
		await inSession(async ({ call }) => {
			for (const given of [{ file: path.join(elsewhere, "secret.smi") }, { file: "link.smi" }, { file: "acids.smi", output: path.join(elsewhere, "out.csv") }, { file: "acids.smi", output: `..${path.sep}out.csv` }]) {
				const refused = await call("annotate_table", { ...given, tasks: { facts: ["rings"] } });
				expect(refused.isError, JSON.stringify(given)).toBe(true);
				expect(textOf(refused)).not.toMatch(/unpublished/);
			}
		});
		expect(readdirSync(elsewhere)).toEqual(["secret.smi"]);
		expect(existsSync(path.join(project, "..", "out.csv"))).toBe(false);
	});

	it("leaves nothing when the agent cancels, or ends", async () => {
		const here = left();
		writeFileSync(path.join(project, "large.smi"), Array.from({ length: 20_000 }, (_, index) => `${"C".repeat(1 + (index % 90))}N\n`).join(""));
		const given = { file: "large.smi", tasks: { facts: ["tpsa", "logP"] }, maxRows: 20_000 };
		const begun = async (call: Session["call"], then: (step: string) => void, signal?: AbortSignal): Promise<CallToolResult> => call("annotate_table", given, { signal, onprogress: ({ message }) => / of 20,000 rows/.test(message ?? "") && then(message ?? "") });
		await inSession(async ({ call }) => {
			const stop = new AbortController();
			await expect(begun(call, () => stop.abort(), stop.signal)).rejects.toThrow();
			await expect.poll(left, { timeout: 10_000 }).toEqual(here);
			expect(textOf(await call("molecule_facts", { molecule: "CCO" }))).toMatch(/C2H6O/);
		});
		await inSession(async ({ call, client }) => {
			await expect(begun(call, () => void client.close())).rejects.toThrow();
		});
		await expect.poll(left, { timeout: 10_000 }).toEqual(here);
	});
});

describe("two calls at once", () => {
	it("are both answered, each with its own, also where one fails", async () => {
		await inSession(async ({ call }) => {
			const [ethanol, broken, answer, second] = await Promise.all([
				call("molecule_facts", { molecule: "CCO" }),
				call("molecule_facts", { molecule: "c1ccccc" }),
				call("biomedgpt_ask", { question: "How many rings does it have?", molecule: ASPIRIN }),
				call("biomedgpt_ask", { question: "How many rings does it have?", molecule: "CCO" }),
			]);
			expect(textOf(ethanol)).toMatch(/C2H6O/);
			expect(broken.isError).toBe(true);
			expect(textOf(answer)).toMatch(/one ring/);
			expect(textOf(second)).toMatch(/no rings?/);
		});
	});

	it("that write the same file make it once: the other is told", async () => {
		writeFileSync(path.join(project, "both.csv"), `smiles\n${"CCO\n".repeat(200)}`);
		await inSession(async ({ call }) => {
			const given = (fact: string): Record<string, unknown> => ({ file: "both.csv", tasks: { facts: [fact] } });
			const results = await Promise.all([call("annotate_table", given("rings")), call("annotate_table", given("charge"))]);
			expect(results.filter(({ isError }) => isError === true).map(textOf)).toEqual([expect.stringMatching(/already is a file both\.annotated/)]);
			const [made] = results.filter(({ isError }) => isError !== true);
			const fact = made?.structuredContent?.["columns"] as { title: string }[];
			expect(readFileSync(path.join(project, "both.annotated.csv"), "utf8").split("\n")).toEqual([`smiles,${fact[0]?.title},status,reason`, ...Array.from({ length: 200 }, () => "CCO,0,ok,"), ""]);
			const about = JSON.parse(readFileSync(path.join(project, "both.annotated.about.json"), "utf8")) as { columns: { title: string }[] };
			expect(about.columns[0]?.title).toBe(fact[0]?.title);
		});
	});
});

describe("what an agent gets wrong", () => {
	it("comes back as a sentence that says what to correct", async () => {
		await inSession(async ({ call }) => {
			for (const [name, args, sentence] of [
				["molecule_facts", { molecule: "c1ccccc" }, /ring/i],
				["molecule_facts", {}, /molecule/],
				["molecule_facts", { molecule: 5 }, /molecule/],
				["molecule_facts", { molecule: "CCO", verbose: true }, /verbose/],
				["molecule_facts", { molecule: "C".repeat(200_000) }, /100000/],
				["molecule_similarity", { molecule: "CCO", others: [] }, /others/],
				["substructure_search", { file: "acids.smi", smarts: "[C" }, /SMARTS/],
				["substructure_search", { file: "acids.smi", smarts: "C", limit: 1e9 }, /limit/],
				["protein_facts", { sequence: "ATGGCCATTGTAATGGGCCGC" }, /DNA or RNA/],
				["protein_facts", { sequence: ">a\nMKT\n>b\nMKV" }, /2 records/],
				["biomedgpt_ask", { question: "   " }, /question/],
				["annotate_table", { file: "acids.smi", tasks: {} }, /tasks/],
				["annotate_table", { file: "acids.smi", tasks: "facts" }, /tasks/],
				["annotate_table", { file: "acids.smi", tasks: { question: "x".repeat(1_000_000) } }, /question/],
				["annotate_table", { file: "acids.smi", tasks: { facts: ["boiling"] } }, /facts/],
				["no_such_tool", {}, /no_such_tool/],
				["toString", {}, /toString/],
			] as const) {
				const refused = await call(name, args);
				expect(refused.isError, name).toBe(true);
				expect(textOf(refused)).toMatch(sentence);
			}
		});
	});

	it("does not end the session when it is no protocol at all; nothing but the protocol is answered", async () => {
		const server = spawn(process.execPath, argumentsOf(), { stdio: ["pipe", "pipe", "pipe"] });
		let out = "";
		let remarks = "";
		server.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
		server.stderr.setEncoding("utf8").on("data", (text: string) => (remarks += text));
		const send = (line: unknown): unknown => server.stdin.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
		const call = (id: number, params: unknown): unknown => send({ jsonrpc: "2.0", id, method: "tools/call", params });
		send({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } } });
		send({ jsonrpc: "2.0", method: "notifications/initialized" });
		for (const line of ["", "hello", "{", "[]", "null", '{"jsonrpc":"1.0","id":2,"method":"tools/list"}', '{"jsonrpc":"2.0","id":{},"method":"tools/list"}', "\u0000\u001b[2J", `{"a":"${"x".repeat(1_000_000)}"}`]) {
			send(line);
		}
		send({ jsonrpc: "2.0", id: 3, method: "no/such/method" });
		call(4, { arguments: { molecule: "CCO" } });
		call(5, { name: "molecule_facts", arguments: "CCO" });
		call(6, { name: "molecule_facts", arguments: { molecule: "CCO" } });
		await expect.poll(() => out, { timeout: 30_000 }).toContain("C2H6O");
		const ended = once(server, "exit");
		server.stdin.end();
		expect((await ended)[0]).toBe(0);
		const answers = new Map(out.trimEnd().split("\n").map((line) => JSON.parse(line) as { jsonrpc: string; id: number; error?: { code: number }; result?: CallToolResult }).map((answer) => [answer.id, answer]));
		expect([...answers.values()].every(({ jsonrpc }) => jsonrpc === "2.0")).toBe(true);
		expect([...answers.keys()].sort()).toEqual([1, 3, 4, 5, 6]);
		expect(answers.get(3)?.error?.code).toBe(-32601);
		expect(answers.get(4)?.error ?? answers.get(4)?.result?.isError).toBeTruthy();
		expect(answers.get(5)?.error ?? answers.get(5)?.result?.isError).toBeTruthy();
		expect(remarks).toMatch(/^mcp: /m);
	});
});

// How its processes are found is the system's own way.
describe.skipIf(process.platform !== "linux")("the model's process", () => {
	const describeIt = { question: "Please describe this molecule.", molecule: STEROID };

	it("is killed in the middle of an answer: that call fails in a sentence, the next is answered", async () => {
		await inSession(async ({ call }) => {
			let killed = false;
			await call("biomedgpt_ask", { question: "Hello?" });
			const model = inferenceProcess(program.folder) ?? 0;
			const restore = slowMotion(model);
			const answer = await call("biomedgpt_ask", describeIt, {
				onprogress: ({ message }) => {
					if (!killed && message?.startsWith("Writing")) {
						killed = true;
						process.kill(model, "SIGKILL");
					}
				},
			});
			restore();
			expect(killed).toBe(true);
			expect(answer.isError).toBe(true);
			expect(textOf(answer)).toMatch(/ended unexpectedly \(SIGKILL\).*Ask again/);
			expect(textOf(await call("biomedgpt_ask", describeIt))).toMatch(/The molecule is a 2-oxo steroid/);
		});
	});

	it("stops writing when the agent cancels, and answers the next question", async () => {
		await inSession(async ({ call }) => {
			await call("biomedgpt_ask", { question: "Hello?" });
			const restore = slowMotion(inferenceProcess(program.folder) ?? 0);
			const stop = new AbortController();
			await expect(call("biomedgpt_ask", describeIt, { signal: stop.signal, onprogress: ({ message }) => message?.startsWith("Writing") && stop.abort() })).rejects.toThrow();
			restore();
			expect(textOf(await call("biomedgpt_ask", { question: "How many rings does it have?", molecule: ASPIRIN }))).toMatch(/one ring/);
		});
	});

	it("ends with the agent, also with one that is killed", async () => {
		await inSession(async ({ call }) => {
			await call("biomedgpt_ask", { question: "Hello?" });
			expect(inferenceProcess(program.folder)).toBeGreaterThan(0);
		});
		await expect.poll(() => inferenceProcess(program.folder), { timeout: 15_000 }).toBeUndefined();
		await inSession(async ({ call, transport }) => {
			await call("biomedgpt_ask", { question: "Hello?" });
			process.kill(transport.pid ?? 0, "SIGKILL");
			await expect.poll(() => inferenceProcess(program.folder), { timeout: 15_000 }).toBeUndefined();
		});
	});
});
